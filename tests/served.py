"""A running `kg serve` with small limits, and ways to ask it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

#: Limits that tests can wait for.
SETTINGS = {
    "KG_QUERY_SECONDS": "2",
    "KG_QUERY_BYTES": str(2**30),
    "KG_RESULT_ROWS": "5000",
    "KG_SERVE_SLICE_SECONDS": "0.5",
    "KG_SERVE_CLIENT_SECONDS": "2",
    "KG_SERVE_BODY_BYTES": "200000",
    "KG_SERVE_STOP_SECONDS": "3",
}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    """A running ``kg serve``, and the lines of its log."""

    process: subprocess.Popen[str]
    host: str
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://{self.host}:{self.port}/"

    def ask(self, path: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
        """One request; ``headers`` with ``_`` for ``-``. The path is sent as it stands."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        got = connection.getresponse()
        answer = Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        connection.close()
        return answer

    def query(self, text: str, **headers: str) -> Answer:
        return self.ask("/sparql?" + urlencode({"query": text}), **headers)


def started(build: Path, *options: str, **settings: str) -> Server:
    """A server on a free port, once it answers."""
    command = [sys.executable, "-m", "kg.cli", "serve", "--build", str(build), "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | SETTINGS | settings)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://([^:/]+):(\d+)/ serves", line)
    assert found is not None, line + process.stderr.read()
    server = Server(process, found[1], int(found[2]), [line])
    threading.Thread(target=_read, args=(server,), daemon=True).start()
    return server


def _read(server: Server) -> None:
    assert server.process.stderr is not None
    for line in server.process.stderr:
        server.lines.append(line)
