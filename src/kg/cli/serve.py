"""``kg serve`` on the command line; what is heavy is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.options import BuildFolder


@app.command()
def serve(
    build_folder: BuildFolder = Path("build"),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others than loopback are open to everyone.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 chooses a free one.")] = 8000,
    public_url: Annotated[
        str | None, typer.Option("--public-url", help="Public address, if the server is behind a reverse proxy.")
    ] = None,
    cors: Annotated[
        list[str] | None, typer.Option("--cors", help="Origin whose pages may read responses, or *; may be repeated.")
    ] = None,
) -> None:
    """Serve a build: SPARQL with an editor, pages and data of all resources, the ontology, the explorer.

    \b
    kg serve --build build
    kg serve --build build --port 8000
    """
    from kg.serve.run import run_server
    from kg.serve.settings import Settings
    from kg.system import YOUNG_OBJECTS_OF_SERVER, collect_rarely

    collect_rarely(YOUNG_OBJECTS_OF_SERVER)
    run_server(Settings(build_folder, host, port, public_url, tuple(cors or ())))
