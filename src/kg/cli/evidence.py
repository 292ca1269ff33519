"""Commands that check data, compare sources, and show what new or withdrawn accounts change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import as_record, put, say, show, show_record, show_verdicts
from kg.cli.options import AsOf, DataPaths, ExtraPaths, Format, PolicyName, all_data, read_files
from kg.errors import UsageError


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: all data.")] = None,
    data: DataPaths = None,
    extra: ExtraPaths = None,
    engine: Annotated[str, typer.Option("--engine", help="shacl, or pyshacl: slow, the reference.")] = "shacl",
    form: Format = None,
) -> None:
    """Check data against the SHACL shapes, files beside the data that they refer to; exit 1 if there are findings.

    \b
    kg validate
    kg validate my-report.ttl
    """
    from kg.errors import InputError
    from kg.evidence.coverage import TERM_COLUMNS, coverage
    from kg.evidence.shapes import COLUMNS
    from kg.pipeline import find_faults, find_remarks, load_data, vocabulary_of
    from kg.review.validate import validate_beside, well_formed

    around = all_data(data, extra)
    try:
        if files:
            loaded, findings = validate_beside(files, around, engine)
        else:
            loaded = load_data(around)
            findings = find_faults(loaded, engine)
    except InputError:
        used = vocabulary_of(well_formed(files or around))
        if not all(term.known for term in used):
            show(TERM_COLUMNS, [term.row for term in used], form)
        raise
    used = vocabulary_of(loaded.asserted | loaded.accounts)
    unknown = sum(not term.known for term in used)
    if findings:
        show(COLUMNS, [finding.row for finding in findings], form)
    found = coverage(loaded)
    if unknown and not findings:
        # Of files that are known here on the whole, what is not is worth a line; of foreign ones, everything.
        show(TERM_COLUMNS, [term.row for term in used if not (found.known and term.known)], form)
    for remark in find_remarks(loaded):
        say(f"note: {remark}")
    counted = 0 if loaded.datasets is None else sum(loaded.datasets.sources().values())
    if found.known or counted or not unknown:
        datasets = f", and {counted} accounts of datasets" if counted else ""
        say(f"{len(findings) or 'no'} findings; {found}{datasets}")
        if unknown:
            say(f"{unknown} classes or properties are not known here")
    else:
        say(f"nothing in these files is known here: {found}")
    if findings or not (found.known or counted or not unknown):
        raise typer.Exit(1)


@app.command()
def check(
    source: Annotated[str, typer.Argument(help="A source: source:seed-report, its slug, or its name.")],
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    form: Format = None,
) -> None:
    """Compare a source with independent ones: what is corroborated, contradicted, or reported by it alone.

    \b
    kg check seed-report
    kg check seed-report --format json
    """
    from kg.pipeline import find_policy, look_at_inputs
    from kg.review.check import check_record, check_source, check_summary

    inputs = look_at_inputs(all_data(data, extra))
    checked = check_source(inputs, source, find_policy(inputs, policy)[0])
    if form == "json":
        show_record(check_record(checked))
    else:
        show_verdicts(checked.verdicts, form)
    say(check_summary(checked))


@app.command()
def add(
    report: Annotated[Path, typer.Argument(help="A file with a new report's accounts.")],
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    out: Annotated[
        Path | None, typer.Option("--out", help="File for all statements and changes: .csv, .tsv, .md or .json.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="Print all of them too, as table, json, csv, tsv or md.")
    ] = None,
) -> None:
    """Show what a new report would change: what it corroborates and contradicts, and which facts change.

    \b
    kg add my-report.ttl
    kg add my-report.ttl --policy corroborated --out verdicts.csv
    """
    from kg.evidence.shapes import COLUMNS
    from kg.exchange.matching.jobs import match_loaded
    from kg.pipeline import find_policy, load_looked_at, prepare
    from kg.rdf.output_paths import check_file
    from kg.rdf.tables import FORMATS, present
    from kg.rdf.terms import shorten
    from kg.rdf.write import write_text
    from kg.review import diff
    from kg.review.add import apart, propose_changes, report_remarks
    from kg.review.digest import COLUMNS as ALL_COLUMNS
    from kg.review.digest import all_rows, digest, record
    from kg.review.validate import new_findings, together

    files = all_data(data, extra)
    suffix = "" if out is None else out.suffix.removeprefix(".")
    if out is not None:
        if suffix not in FORMATS or suffix == "table":
            raise UsageError(f"{out}: name a file that ends in .csv, .tsv, .md or .json")
        check_file(out, [*read_files(files, policy), report])
    loaded, new = load_looked_at(files), load_looked_at([report])
    known = apart(loaded, new)
    if known is not loaded:
        say(f"{report} is among the data already; this is what it has changed")
    findings = new_findings(known, new)
    if findings:
        show(COLUMNS, [finding.row for finding in findings], form)
        raise typer.Exit(1)
    for remark in report_remarks(known, new):
        say(f"note: {remark}")
    proposal = propose_changes(known, new, *find_policy(prepare(together(known, new)), policy))
    if form == "json":
        show_record(record(proposal))
    elif form is not None:
        show_verdicts(proposal.verdicts, form)
        show(diff.COLUMNS, [change.row for change in proposal.changes], form)
    if out is not None:
        whole = as_record(record(proposal)) if suffix == "json" else present(ALL_COLUMNS, all_rows(proposal), suffix)
        write_text(out, whole)
    pairs = [(shorten(p.right), shorten(p.left), f"{p.score:.2f}") for p in match_loaded(known, new)]
    where = f"all of them: {out}" if out is not None else "--out FILE.csv writes all of them"
    for line in digest(proposal, policy, pairs, f"{where}; to add the report, put its file among the data"):
        (put if form is None else say)(line + "\n" * (form is None))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder that 'kg build' wrote, or a policy.")],
    new: Annotated[str, typer.Argument(help="Another folder, or another policy.")],
    data: DataPaths = None,
    extra: ExtraPaths = None,
    form: Format = None,
) -> None:
    """List the facts and conclusions that differ between two builds or two policies, with the reasons.

    \b
    kg diff build-1 build-2
    kg diff build-1 build-2 --format csv
    """
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
            inputs = inputs or look_at_inputs(all_data(data, extra))
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
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json, table, csv or tsv.")] = "tree",
) -> None:
    """List what would be lost without some accounts or sources: facts, and the conclusions from them.

    \b
    kg withdraw source:reuters-2023-11-21
    kg withdraw account:seed-report-al-asad-bullet --format csv
    """
    from kg.pipeline import look_at
    from kg.review.withdraw import COLUMNS, FORMS, read_names, withdraw_accounts, withdrawal_rows

    if form not in (*FORMS, "table", "csv", "tsv"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, table, csv, tsv")
    workspace = look_at(all_data(data, extra), policy=policy, as_of=as_of, about=names)
    found = withdraw_accounts(workspace, read_names(workspace, names))
    if form in FORMS:
        put(FORMS[form](found))
    else:
        show(COLUMNS, withdrawal_rows(found), form)
