"""The command ``kg schema``: the classes and properties, for people who write queries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import terms
from kg.cli.console import put, show
from kg.cli.options import BuildFolder, Format


@app.command()
def schema(
    term: Annotated[
        str | None,
        typer.Argument(help="A class or property, e.g. hasTarget; leave it out to list all.", autocompletion=terms),
    ] = None,
    build_folder: BuildFolder = Path("build"),
    form: Format = None,
) -> None:
    """List classes and properties with domain, range and number of uses in the build; with TERM, all about one.

    \b
    kg schema
    kg schema conflict:Sponsorship
    """
    from kg.dossier.schema import COLUMNS, describe, vocabulary

    found = vocabulary(build_folder if build_folder.is_dir() else None)
    if term is None:
        show(COLUMNS, [one.row for one in found], form)
        return
    one = describe(found, term)
    if form:
        show(COLUMNS, [one.row], form)
        return
    used = "" if one.uses is None else f", used {one.uses} times in {build_folder}"
    lines = [f"{one.term}, a {one.kind}{used}", one.definition, *(f"  {words} {what}" for words, what in one.axioms)]
    put("".join(f"{line}\n" for line in [*lines, *(f"  example: {example}" for example in one.examples)]))
