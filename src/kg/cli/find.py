"""The command ``kg find``: the things that a name may stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import things
from kg.cli.console import say, show
from kg.cli.options import BuildFolder, DataPaths, ExtraPaths, Format, all_data


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A name, or words of one, in any script.", autocompletion=things)],
    build_folder: BuildFolder = Path("build"),
    data: DataPaths = None,
    extra: ExtraPaths = None,
    limit: Annotated[int, typer.Option("--limit", "-k", min=1, help="Number of things, the best first.")] = 20,
    form: Format = None,
) -> None:
    """List actors, events, places and sources by any of their names, and by names like it; exit 1 if there is none.

    \b
    kg find soleimani
    kg find "كتائب حزب الله" --format json
    """
    from functools import partial

    from kg.rdf.names import NEAR
    from kg.sparql.find import COLUMNS, find_in_build, find_in_workspace, near

    if data or extra:
        from kg.pipeline import look_at

        search = partial(find_in_workspace, look_at(all_data(data, extra)))
    else:
        search = partial(find_in_build, build_folder)
    found = search(text)
    if not found:
        say(f"nothing is called {text!r}{near(search(text, NEAR))}")
        raise typer.Exit(1)
    show(COLUMNS, found[:limit], form)
    if len(found) > limit:
        say(f"{len(found) - limit:,} more; --limit shows them")
    if found.left_out:
        say(f"and {found.left_out:,} more names of datasets; add words, a place or a date")
