"""Starting and stopping the server for assistants."""

from __future__ import annotations

from pathlib import Path

import anyio

from kg.assistants.desk import Office
from kg.assistants.server import assistant_server

#: The only address that is listened on.
HOST = "127.0.0.1"


def run_assistant_server(build: Path, port: int | None) -> None:
    """Answer over standard input and output, or over HTTP on a ``port`` of the loopback, until the client ends it.

    Raises ``InputError`` where there is no build.
    """
    office = Office(build)
    server = assistant_server(office)
    office.prepare()
    try:
        if port is None:
            anyio.run(server.run_stdio_async)
        else:
            anyio.run(lambda: server.run_streamable_http_async(host=HOST, port=port, json_response=True))
    finally:
        office.close()
