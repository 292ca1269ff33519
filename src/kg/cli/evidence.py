"""Commands that check data, compare sources, and show what new or withdrawn accounts change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say, show, show_record, show_verdicts
from kg.cli.options import AsOf, DataPaths, Format, PolicyName
from kg.errors import UsageError


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: the shipped data.")] = None,
    engine: Annotated[str, typer.Option("--engine", help="shacl, or pyshacl: slow, the reference.")] = "shacl",
    form: Format = None,
) -> None:
    """Check data against the SHACL shapes; exit 1 if there are findings."""
    from kg.evidence.coverage import coverage
    from kg.evidence.shapes import COLUMNS
    from kg.pipeline import find_faults, load_data

    loaded = load_data(files or [])
    findings = find_faults(loaded, engine)
    if findings:
        show(COLUMNS, [finding.row for finding in findings], form)
        raise typer.Exit(1)
    counted = 0 if loaded.datasets is None else sum(loaded.datasets.sources().values())
    say(f"no findings; {coverage(loaded)}" + (f", and {counted} accounts of datasets" if counted else ""))


@app.command()
def check(
    source: Annotated[str, typer.Argument(help="A source: source:seed-report, its slug, or its name.")],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    form: Format = None,
) -> None:
    """Compare a source with independent ones: what is corroborated, contradicted, or reported by it alone."""
    from kg.pipeline import find_policy, look_at_inputs
    from kg.review.check import check_record, check_source, check_summary

    inputs = look_at_inputs(data or [])
    checked = check_source(inputs, source, find_policy(inputs, policy)[0])
    if form == "json":
        show_record(check_record(checked))
    else:
        show_verdicts(checked.verdicts, form)
    say(check_summary(checked))


@app.command()
def add(
    report: Annotated[Path, typer.Argument(help="A Turtle file with a new report's accounts.")],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    form: Format = None,
) -> None:
    """Show what a new report would change: what it corroborates and contradicts, and which facts change."""
    from kg.evidence.shapes import COLUMNS
    from kg.pipeline import find_policy, load_looked_at, prepare
    from kg.review import check, diff
    from kg.review.add import propose_changes, report_findings, together

    known, new = load_looked_at(data or []), load_looked_at([report])
    findings = report_findings(known, new)
    if findings:
        show(COLUMNS, [finding.row for finding in findings], form)
        raise typer.Exit(1)
    proposal = propose_changes(known, new, *find_policy(prepare(together(known, new)), policy))
    if form == "json":
        changes = [dict(zip(diff.COLUMNS, change.row, strict=True)) for change in proposal.changes]
        show_record({"verdicts": check.verdict_records(proposal.verdicts), "changes": changes})
    else:
        show_verdicts(proposal.verdicts, form)
        show(diff.COLUMNS, [change.row for change in proposal.changes], form)
    say(", ".join(f"{count} {effect}" for effect, count in proposal.tally().items()))
    say(f"{len(proposal.changes)} facts and conclusions would change; to add it, put the file into the data folder")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder that 'kg build' wrote, or a policy.")],
    new: Annotated[str, typer.Argument(help="Another folder, or another policy.")],
    data: DataPaths = None,
    form: Format = None,
) -> None:
    """List the facts and conclusions that differ between two builds or two policies, with the reasons."""
    from kg.pipeline import accept_and_infer, find_policy, look_at_inputs
    from kg.rdf.manifest import DATASETS
    from kg.read_build import read_graphs
    from kg.review.diff import COLUMNS, GAINED, LOST, Graphs, differences

    inputs = None
    sides: list[Graphs] = []
    for name in (old, new):
        if Path(name).is_dir():
            if (Path(name) / DATASETS).is_file():
                say(f"{name}: what {DATASETS} has is not compared")
            sides.append(read_graphs(Path(name)))
        else:
            inputs = inputs or look_at_inputs(data or [])
            sides.append(accept_and_infer(inputs, *find_policy(inputs, name)).graphs)
    changes = differences(*sides)
    show(COLUMNS, [change.row for change in changes], form)
    say(", ".join(f"{sum(c.change == kind for c in changes)} {kind}" for kind in (LOST, GAINED)))


@app.command()
def withdraw(
    names: Annotated[
        list[str], typer.Argument(metavar="ACCOUNT|SOURCE…", help="account:…, source:…, or a source's name.")
    ],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json, table, csv or tsv.")] = "tree",
) -> None:
    """List what would be lost without some accounts or sources: facts, and the conclusions from them."""
    from kg.pipeline import look_at
    from kg.review.withdraw import COLUMNS, FORMS, read_names, withdraw_accounts, withdrawal_rows

    if form not in (*FORMS, "table", "csv", "tsv"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, table, csv, tsv")
    workspace = look_at(data or [], policy=policy, as_of=as_of, about=names)
    found = withdraw_accounts(workspace, read_names(workspace, names))
    if form in FORMS:
        put(FORMS[form](found))
    else:
        show(COLUMNS, withdrawal_rows(found), form)
