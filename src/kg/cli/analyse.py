"""``kg analyse``: the network analyses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.options import AsOf, DataPaths, Format, PolicyName, ReasonerName
from kg.console import say, show
from kg.errors import UsageError


@app.command()
def analyse(
    name: Annotated[str | None, typer.Argument(help="The analysis; none lists them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All analyses on one HTML page, to --out.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="The HTML file to write, with figures.")] = None,
    window: Annotated[
        float | None, typer.Option("--window", min=0, help="Days for a candidate response; default 7.")
    ] = None,
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    reasoner: ReasonerName = "polars",
    form: Format = None,
) -> None:
    """Run a network analysis over data."""
    from kg.analyse import ANALYSES, SENSITIVITY, find_analysis
    from kg.build import write_analyses, write_analysis
    from kg.pipeline import build_dataset

    if every and (out is None or name is not None):
        raise UsageError("--all and --out FILE.html go together, without a name")
    if out is not None and form is not None:
        raise UsageError("--out writes an HTML page; --format is for what is printed")
    if name is None and (window is not None or (out is not None and not every)):
        raise UsageError(f"{'--window' if window is not None else '--out'} goes with a name")
    if name is None and not every:
        show(("name",), [(one,) for one in ANALYSES | SENSITIVITY], form)
        return
    run = None if name is None else find_analysis(name, window, dated=as_of is not None)
    dataset = build_dataset(data or [], policy=policy, as_of=as_of, engine=reasoner)
    if run is None or name is None:
        assert out is not None
        write_analyses(dataset, out)
        typer.echo(f"analyses: {out}")
        return
    result = run(dataset)
    if out is None:
        show(result.columns, result.rows, form)
        for note in result.notes:
            say(note)
    else:
        write_analysis(dataset, name, result, out)
        typer.echo(f"{name}: {out}")
