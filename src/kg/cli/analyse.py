"""``kg analyse``: the network analyses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import analyses
from kg.cli.console import put, say, show
from kg.cli.options import AsOf, DataPaths, ExtraPaths, Format, PolicyName, ReasonerName, all_data, read_files
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.analyse import AnalysisResult
    from kg.workspace import Workspace


@app.command()
def analyse(
    name: Annotated[
        str | None, typer.Argument(help="Name of the analysis; leave it out to list all.", autocompletion=analyses)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Write all analyses to one HTML page, with --out.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="HTML file to write, with figures.")] = None,
    window: Annotated[
        float | None, typer.Option("--window", min=0, help="Days within which a response may begin; default 7.")
    ] = None,
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    reasoner: ReasonerName = "auto",
    form: Format = None,
) -> None:
    """Run a network analysis, or list the analyses.

    \b
    kg analyse who-backs-whom
    kg analyse brokerage --out brokerage.html
    """
    from kg.analyse import ANALYSES, SENSITIVITY, find_analysis
    from kg.pipeline import look_at
    from kg.rdf.output_paths import check_file

    if window is not None and name is None:
        raise UsageError("--window needs the name of an analysis")
    if out is not None and form is not None:
        raise UsageError("--out writes an HTML page; --format is for printed tables")
    files = all_data(data, extra)
    if out is not None:
        check_file(out, read_files(files, policy))
    workspace = partial(look_at, files, policy=policy, as_of=as_of, engine=reasoner)
    if every:
        if out is None or name is not None:
            raise UsageError("--all needs --out FILE.html, and takes no name")
        from kg.build_folder import write_analyses  # Imports what draws pages, which printed tables do without.

        write_analyses(workspace(), out)
        put(f"analyses: {out}\n")
    elif name is not None:
        run = find_analysis(name, window, dated=as_of is not None)
        _one(name, run, workspace(), out, form)
    elif out is not None:
        raise UsageError("--out needs the name of an analysis, or --all")
    else:
        show(("name",), [(one,) for one in ANALYSES | SENSITIVITY], form)


def _one(
    name: str, run: Callable[[Workspace], AnalysisResult], workspace: Workspace, out: Path | None, form: str | None
) -> None:
    """Print what the analysis gives, or write its page."""
    result = run(workspace)
    if out is not None:
        from kg.build_folder import write_analysis

        write_analysis(workspace, name, result, out)
        put(f"{name}: {out}\n")
        return
    show(result.columns, result.rows, form)
    for note in result.notes:
        say(note)
