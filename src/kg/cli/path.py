"""The command ``kg path``: how one actor or event reaches another, with the evidence of every step."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import things
from kg.cli.console import say, show
from kg.cli.options import AsOf, DataPaths, ExtraPaths, Format, PolicyName, all_data


@app.command()
def path(
    start: Annotated[
        str,
        typer.Argument(metavar="A", help="An actor or event: actor:iran, an IRI, or a name.", autocompletion=things),
    ],
    end: Annotated[
        str,
        typer.Argument(metavar="B", help="Another actor or event, e.g. actor:kataib-hezbollah.", autocompletion=things),
    ],
    family: Annotated[
        list[str] | None,
        typer.Option("--family", help="Use only this family of relations, e.g. support; may be repeated."),
    ] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Follow relations in their direction only.")] = False,
    grade: Annotated[str | None, typer.Option("--grade", help="Lowest reliability of a source to use, A to F.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-k", min=1, max=50, help="Number of paths, shortest first.")] = 3,
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    form: Format = None,
) -> None:
    """Show how A reaches B: the shortest paths with relations and accounts; exit 1 if there is none.

    \b
    kg path iran "US forces in Iraq and Syria"
    kg path iran us-forces --directed --family support --grade C -k 5
    """
    from kg.analyse.paths import path_table
    from kg.pipeline import look_at

    dataset = look_at(all_data(data, extra), policy=policy, as_of=as_of)
    found = path_table(dataset, start, end, families=family or (), directed=directed, grade=grade, limit=limit)
    if found.rows:
        show(found.columns, found.rows, form)
    for note in found.notes:
        say(note)
    if not found.rows:
        raise typer.Exit(1)
