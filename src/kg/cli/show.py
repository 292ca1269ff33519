"""The command ``kg show``: the dossier of one thing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import things
from kg.cli.console import put
from kg.cli.options import BuildFolder
from kg.errors import UsageError


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="A thing: actor:iran, an IRI, or a name in any script.", autocompletion=things)
    ],
    build_folder: BuildFolder = Path("build"),
    most: Annotated[int, typer.Option("--limit", "-k", min=1, help="Number of rows of each table.")] = 25,
    form: Annotated[str | None, typer.Option("--format", "-f", help="text, md, json or html.")] = None,
) -> None:
    """Show the dossier of an actor, event, place or source: names, ties, claims and blame, disputes, accounts.

    \b
    kg show "Kataib Hezbollah"
    kg show event:tower-22-attack-2024-01-28 --format json
    """
    from kg.dossier.show import show_in_build
    from kg.dossier.texts import FORMS

    chosen = form or ("text" if sys.stdout.isatty() else "md")
    if chosen not in FORMS:
        raise UsageError(f"no format {chosen!r}; there are: {', '.join(FORMS)}")
    put(FORMS[chosen](show_in_build(build_folder, name, most)))
