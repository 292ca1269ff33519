"""The command ``kg mcp``: answers for assistant programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import say
from kg.cli.options import BuildFolder
from kg.errors import UsageError


@app.command()
def mcp(
    build_folder: BuildFolder = Path("build"),
    port: Annotated[
        int | None,
        typer.Option("--http", min=1, max=65535, help="Answer over HTTP on this port of the loopback, not over stdio."),
    ] = None,
) -> None:
    """Serve a build to assistant programs by the Model Context Protocol, read-only; needs the extra mcp.

    \b
    kg mcp --build build
    kg mcp --build build --http 8200
    """
    try:
        from kg.assistants.run import run_assistant_server
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'conflict-kg[mcp]'") from error

    if port:
        say(f"http://127.0.0.1:{port}/mcp")
    run_assistant_server(build_folder, port)
