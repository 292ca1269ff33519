"""The command line: data to standard output, progress to standard error, one clear line for every error.

Exit codes: 0 ok, 1 findings, 2 usage, 3 bad input, 4 limit hit. Everything heavy is imported inside the command
that needs it, so that ``kg --help`` answers at once.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.console import chosen, say, show, show_record, show_verdicts
from kg.errors import KgError, UsageError
from kg.exchange import exchange
from kg.limits import limits
from kg.serve.command import serve
from kg.suggest import meant

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


app = typer.Typer(
    name="kg",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(exchange)

BuildFolder = Annotated[Path, typer.Option("--build", help="Folder that 'kg build' wrote.")]
Format = Annotated[str | None, typer.Option("--format", "-f", help="table, json, csv, tsv or md.")]
DataPaths = Annotated[list[Path] | None, typer.Option("--data", help="Folder or file of accounts; may be repeated.")]
PolicyName = Annotated[str, typer.Option("--policy", help="cautious, corroborated, permissive, only:SOURCE or a .ttl")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Take only what was on record on this date.")]
ValidAt = Annotated[str | None, typer.Option("--valid-at", help="Take only what held, or had happened, on this date.")]
FINDING_COLUMNS = ("file", "subject", "path", "message")
ReasonerName = Annotated[str, typer.Option("--reasoner", help="polars, owlrl or spark (needs Java).")]


@app.callback(invoke_without_command=True)
def version(
    ctx: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Knowledge graph of proxy conflicts: who says what, what is accepted, what follows, and why."""
    if show_version:
        from importlib.metadata import version as installed

        typer.echo(f"conflict-kg {installed('conflict-kg')}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)


@app.command()
def build(
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    valid_at: ValidAt = None,
    reasoner: ReasonerName = "polars",
    out: Annotated[Path, typer.Option("--out", help="Folder to write; replaced only as a whole.")] = Path("build"),
) -> None:
    """Load, validate, accept, reason, query, analyse and draw: the main job."""
    from kg.build import write_build
    from kg.pipeline import accept_and_infer, find_policy, load_data, read_inputs, validate_data

    say("load and validate")
    loaded = load_data(data or [])
    findings = validate_data(loaded)
    for finding in findings:
        say(str(finding))
    if findings:
        raise typer.Exit(1)
    say(f"accept under {policy}, reason with {reasoner}")
    inputs = read_inputs(loaded)
    chosen, described = find_policy(inputs, policy)
    dataset = accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=reasoner)
    summary = write_build(dataset, out, say)
    triples = summary["triples"]
    assert isinstance(triples, dict)
    say("triples: " + ", ".join(f"{layer} {count}" for layer, count in triples.items()))
    if dataset.policy.label == "permissive":
        say("policy permissive: every account is taken as told; 'disputed' in the report lists what differs")
    for name in ("explorer.html", "report.html"):
        typer.echo(f"{name.removesuffix('.html')}: {out / name}")
    if summary["failed_checks"]:
        raise typer.Exit(1)


@app.command()
def validate(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: the shipped data.")] = None,
    engine: Annotated[str, typer.Option("--engine", help="shacl, or pyshacl: slow, the reference.")] = "shacl",
    form: Format = None,
) -> None:
    """Check data against the shapes; exit 1 where there are findings."""
    from kg.pipeline import load_data, validate_data

    findings = validate_data(load_data(files or []), engine)
    if findings:
        show(FINDING_COLUMNS, [finding.row for finding in findings], form)
        raise typer.Exit(1)
    say("no findings")


@app.command()
def check(
    source: Annotated[str, typer.Argument(help="A source: source:seed-report, or its slug.")],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    form: Format = None,
) -> None:
    """Check a source against independent ones: what is corroborated, contradicted, or told by nobody else."""
    from kg.check import check as check_source
    from kg.check import record, summary
    from kg.pipeline import find_policy, load_data, read_inputs

    inputs = read_inputs(load_data(data or []))
    checked = check_source(inputs, source, find_policy(inputs, policy)[0])
    if form == "json":
        show_record(record(checked))
    else:
        show_verdicts(checked.verdicts, form)
    say(summary(checked))


@app.command()
def add(
    report: Annotated[Path, typer.Argument(help="A Turtle file with a new report's accounts.")],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    form: Format = None,
) -> None:
    """Show what a new report would change, before it is added: what it corroborates, contradicts and flips."""
    from kg import check, diff
    from kg.add import propose, together
    from kg.pipeline import find_policy, load_data, read_inputs, validate_data

    known, new = load_data(data or []), load_data([report])
    findings = [f for f in validate_data(together(known, new)) if f.file == str(report)]
    if findings:
        show(FINDING_COLUMNS, [finding.row for finding in findings], form)
        raise typer.Exit(1)
    proposal = propose(known, new, *find_policy(read_inputs(together(known, new)), policy))
    if form == "json":
        changes = [dict(zip(diff.COLUMNS, change.row, strict=True)) for change in proposal.changes]
        show_record({"tellings": check.verdict_records(proposal.verdicts), "changes": changes})
    else:
        show_verdicts(proposal.verdicts, form)
        show(diff.COLUMNS, [change.row for change in proposal.changes], form)
    say(", ".join(f"{count} {effect}" for effect, count in proposal.tally().items()))
    say(f"{len(proposal.changes)} facts and conclusions would change; to take it, put the file into the data folder")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder that 'kg build' wrote, or a policy.")],
    new: Annotated[str, typer.Argument(help="Another folder, or another policy.")],
    data: DataPaths = None,
    form: Format = None,
) -> None:
    """List the facts and conclusions that differ between two builds or two policies, with the reasons."""
    from kg.diff import COLUMNS, GAINED, LOST, differences
    from kg.pipeline import accept_and_infer, find_policy, load_data, read_build, read_inputs

    inputs = None
    sides = []
    for name in (old, new):
        if Path(name).is_dir():
            sides.append(read_build(Path(name)))
        else:
            inputs = inputs or read_inputs(load_data(data or []))
            sides.append(accept_and_infer(inputs, *find_policy(inputs, name)).graphs)
    changes = differences(*sides)
    show(COLUMNS, [change.row for change in changes], form)
    say(", ".join(f"{sum(c.change == kind for c in changes)} {kind}" for kind in (LOST, GAINED)))


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="A catalogue name, a .rq file, or - for standard input.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value; may be repeated.")] = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the catalogue.")] = False,
    build_folder: BuildFolder = Path("build"),
    endpoint: Annotated[str | None, typer.Option("--endpoint", help="Ask this SPARQL 1.1 endpoint instead.")] = None,
    explained: Annotated[bool, typer.Option("--explain", help="Show what it is made of, not the answer.")] = False,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="table, json, csv, tsv, md; srj, xml, ttl, nt, jsonld.")
    ] = None,
) -> None:
    """Ask the build, or an endpoint, a question in SPARQL."""
    from contextlib import closing

    from kg.answers import choose, write_answer
    from kg.backends import open_store
    from kg.catalogue import parameters, read_catalogue
    from kg.hints import unknown_terms
    from kg.plan import plan
    from kg.sources import shipped

    catalogue = read_catalogue(shipped("queries"))
    if list_queries:
        show(("name", "kind", "summary"), [(q.name, q.folder, q.summary) for q in catalogue.values()], form)
        return
    text, bindings = choose(catalogue, name, parameters(param or []))
    with closing(open_store(endpoint or build_folder / "store")) as store:
        if explained:
            typer.echo(plan(store, text, bindings), nl=False)
            return
        answer = write_answer(store, text, bindings, form, chosen(None))
        typer.echo(answer.text, nl=False)
        if answer.truncated:
            say(f"cut at {limits().result_rows} rows (KG_RESULT_ROWS)")
        for hint in () if name in catalogue else unknown_terms(store, text):
            say(hint)


@app.command()
def analyse(
    name: Annotated[str | None, typer.Argument(help="The analysis; none lists them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All analyses on one HTML page, to --out.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="With --all: the HTML file to write.")] = None,
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
    from kg.analyse import ANALYSES, SENSITIVITY, WINDOWED
    from kg.build import write_analyses
    from kg.pipeline import build_dataset

    known = ANALYSES | SENSITIVITY
    if every != (out is not None) or (every and name is not None):
        raise UsageError("--all and --out FILE.html go together, without a name")
    if name is None and not every:
        show(("name",), [(one,) for one in known], form)
        return
    if name is not None and name not in known:
        raise UsageError(f"no analysis {name!r}{meant(name, known)}; there are: {', '.join(known)}")
    if window is not None and name not in WINDOWED:
        raise UsageError(f"--window is for {' and '.join(WINDOWED)}")
    if name in SENSITIVITY and as_of is not None:
        raise UsageError(f"{name} leaves out sources, not dates: it takes no --as-of")
    dataset = build_dataset(data or [], policy=policy, as_of=as_of, engine=reasoner)
    if name is None:
        assert out is not None
        write_analyses(dataset, out)
        typer.echo(f"analyses: {out}")
        return
    result = known[name](dataset) if window is None else WINDOWED[name](dataset, window)
    show(result.columns, result.rows, form)
    for note in result.notes:
        say(note)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="A prefixed name or IRI, as actor:iran.")],
    predicate: Annotated[str, typer.Argument(help="As conflict:sponsors.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="As actor:kataib-hezbollah.")],
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Every minimal proof, not the shortest alone.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json or ttl (PROV-O).")] = "tree",
) -> None:
    """Say why a statement is in the graph: rules and axioms down to accounts and sources, with a grade."""
    from kg.export import turtle
    from kg.pipeline import build_dataset
    from kg.proofs import FORMS, Explainer, same_value
    from kg.provenance import provenance

    if form not in (*FORMS, "ttl"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, ttl")
    asked = _named(subject), _named(predicate), _term(object_)
    dataset = build_dataset(data or [], policy=policy, as_of=as_of)
    explainer, triple = Explainer(dataset), same_value(dataset, *asked)
    found = explainer.every(triple, limits().proofs) if every else explainer.shortest(triple)
    typer.echo(turtle(provenance(dataset, found)) if form == "ttl" else FORMS[form](found), nl=False)


@app.command()
def withdraw(
    names: Annotated[list[str], typer.Argument(metavar="ACCOUNT|SOURCE…", help="As account:… or source:….")],
    data: DataPaths = None,
    policy: PolicyName = "permissive",
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json, table, csv or tsv.")] = "tree",
) -> None:
    """Say what falls without these accounts, or those of these sources: facts, and what follows from them."""
    from kg.pipeline import build_dataset
    from kg.withdraw import COLUMNS, FORMS, rows
    from kg.withdraw import withdraw as without

    if form not in (*FORMS, "table", "csv", "tsv"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, table, csv, tsv")
    iris = [_named(name).value for name in names]
    found = without(build_dataset(data or [], policy=policy, as_of=as_of), iris)
    if form in FORMS:
        typer.echo(FORMS[form](found), nl=False)
    else:
        show(COLUMNS, rows(found), form)


def _named(name: str) -> NamedNode:
    """The IRI that an argument names; ``UsageError`` for a literal."""
    from pyoxigraph import NamedNode

    term = _term("rdf:type" if name == "a" else name)
    if not isinstance(term, NamedNode):
        raise UsageError(f"{name!r} is a literal, which can only be an object")
    return term


def _term(text: str) -> NamedNode | Literal:
    from kg.resources import read_term
    from kg.terms import PREFIXES

    try:
        return read_term(text)
    except ValueError as error:
        prefix, colon, local = text.partition(":")
        hint = meant(prefix, PREFIXES).replace("?", f":{local}?") if colon and prefix not in PREFIXES else ""
        raise UsageError(f"{error}{hint}") from error


@app.command()
def reason(
    files: Annotated[list[Path], typer.Argument(help="RDF files: the facts.")],
    out: Annotated[Path, typer.Option("--out", help="N-Triples file for what follows.")],
    ontology: Annotated[
        Path | None, typer.Option("--ontology", help="RDF file; default: the ontology that ships.")
    ] = None,
    reasoner: ReasonerName = "polars",
) -> None:
    """Infer with OWL 2 RL over any RDF files, and write what follows."""
    from kg.export import write_frames
    from kg.reason.files import close_files
    from kg.sources import shipped

    closure = close_files(files, [ontology or shipped("ontology") / "conflict.ttl"], reasoner)
    for warning in closure.warnings:
        say(f"warning: {warning.axiom}: {warning.consequence}")
    if closure.clashes:
        for clash in closure.clashes:
            say(f"{clash.rule}: {clash.axiom}: " + " ".join(f"{fact} ." for fact in clash.facts))
        raise typer.Exit(1)
    write_frames(out, closure.texts)
    say(f"{closure.facts} triples read, {closure.inferred} inferred")


app.command()(serve)


def main() -> None:
    """Run the command line; turn the project's errors into one line and their exit code."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except KgError as error:
        if debug:
            traceback.print_exc()
        say(f"kg: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        say(f"kg: unexpected {type(error).__name__}: {error}; --debug shows where")
        sys.exit(KgError.exit_code)


if __name__ == "__main__":
    main()
