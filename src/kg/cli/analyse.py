"""``kg analyse``: the network analyses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.options import AsOf, DataPaths, Format, PolicyName, ReasonerName, read_files
from kg.console import put, say, show
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.analyse import AnalysisResult
    from kg.pipeline import Dataset


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
    reasoner: ReasonerName = "auto",
    form: Format = None,
) -> None:
    """Run a network analysis over data."""
    from kg.analyse import ANALYSES, SENSITIVITY, find_analysis
    from kg.build import write_analyses
    from kg.outputs import check_file
    from kg.pipeline import build_dataset

    if window is not None and name is None:
        raise UsageError("--window goes with a name")
    if out is not None and form is not None:
        raise UsageError("--out writes an HTML page; --format is for what is printed")
    if out is not None:
        check_file(out, read_files(data, policy))
    dataset = partial(build_dataset, data or [], policy=policy, as_of=as_of, engine=reasoner)
    if every:
        if out is None or name is not None:
            raise UsageError("--all and --out FILE.html go together, without a name")
        write_analyses(dataset(), out)
        put(f"analyses: {out}\n")
    elif name is not None:
        run = find_analysis(name, window, dated=as_of is not None)
        _one(name, run, dataset(), out, form)
    elif out is not None:
        raise UsageError("--out goes with a name")
    else:
        show(("name",), [(one,) for one in ANALYSES | SENSITIVITY], form)


def _one(
    name: str, run: Callable[[Dataset], AnalysisResult], dataset: Dataset, out: Path | None, form: str | None
) -> None:
    """Print what the analysis gives, or write its page."""
    from kg.build import write_analysis

    result = run(dataset)
    if out is not None:
        write_analysis(dataset, name, result, out)
        put(f"{name}: {out}\n")
        return
    show(result.columns, result.rows, form)
    for note in result.notes:
        say(note)
