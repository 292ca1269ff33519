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

from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

app = typer.Typer(
    name="kg",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

BuildFolder = Annotated[Path, typer.Option("--build", help="Folder that 'kg build' wrote.")]
Format = Annotated[str | None, typer.Option("--format", "-f", help="table, json, csv, tsv or md.")]
DataPaths = Annotated[list[Path] | None, typer.Option("--data", help="Folder or file of accounts; may be repeated.")]
PolicyName = Annotated[str, typer.Option("--policy", help="cautious, permissive or only:<source>.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Take only what was on record on this date.")]
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


def say(text: str) -> None:
    """A line of progress, to standard error."""
    typer.echo(text, err=True)


def show(columns: tuple[str, ...], rows: object, form: str | None) -> None:
    """Rows to standard output, as a table on a terminal and as TSV in a pipe unless ``form`` says otherwise."""
    from kg.present import present

    chosen = form or ("table" if sys.stdout.isatty() else "tsv")
    typer.echo(present(columns, rows, chosen), nl=False)  # type: ignore[arg-type]


@app.command()
def build(
    data: DataPaths = None,
    policy: PolicyName = "permissive",
    as_of: AsOf = None,
    reasoner: ReasonerName = "polars",
    out: Annotated[Path, typer.Option("--out", help="Folder to write; replaced only as a whole.")] = Path("build"),
) -> None:
    """Load, validate, accept, reason, query, analyse and draw: the main job."""
    from kg.build import write_build
    from kg.pipeline import build_dataset, validate_data

    paths = data or []
    say("load and validate")
    findings = validate_data(paths)
    for finding in findings:
        say(str(finding))
    if findings:
        raise typer.Exit(1)
    say(f"accept under {policy}, reason with {reasoner}")
    dataset = build_dataset(paths, policy=policy, as_of=as_of, engine=reasoner)
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
    form: Format = None,
) -> None:
    """Check data against the shapes; exit 1 where there are findings."""
    from kg.pipeline import validate_data

    findings = validate_data(files or [])
    if findings:
        show(
            ("file", "subject", "path", "message"),
            [(f.file, f.subject, f.path, f.message) for f in findings],
            form,
        )
        raise typer.Exit(1)
    say("no findings")


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="A catalogue name, a .rq file, or - for standard input.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value; may be repeated.")] = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the catalogue.")] = False,
    build_folder: BuildFolder = Path("build"),
    form: Format = None,
) -> None:
    """Ask the build a question in SPARQL."""
    from kg.catalogue import bind, read_catalogue
    from kg.query import gate, run_limited
    from kg.sources import read_bytes, shipped

    catalogue = read_catalogue(shipped("queries"))
    if list_queries:
        show(("name", "kind", "summary"), [(q.name, q.folder, q.summary) for q in catalogue.values()], form)
        return
    given = _parameters(param or [])
    if name in catalogue:
        text, bindings = catalogue[name].text, bind(catalogue[name], given)
    elif name is None:
        raise UsageError("name a query, a file or -; 'kg query --list' lists the catalogue")
    else:
        if name != "-" and not Path(name).suffix:
            raise UsageError(f"no query {name!r}{_meant(name, catalogue)}; 'kg query --list' lists them")
        if given:
            raise UsageError("--param is for queries of the catalogue, whose headers declare parameters")
        raw = sys.stdin.buffer.read() if name == "-" else read_bytes(Path(name))
        text, bindings = raw.decode("utf-8", "replace"), {}
        gate(text)
    answer = run_limited(build_folder / "store", text, bindings)
    show(answer.columns, answer.rows, form)
    if answer.truncated:
        say(f"cut at {len(answer.rows)} rows (KG_RESULT_ROWS)")


def _parameters(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise UsageError(f"--param {pair!r} is not of the form name=value")
    return dict(pair.split("=", 1) for pair in pairs)


def _meant(name: str, known: object) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)  # type: ignore[call-overload]
    return f" (did you mean {close[0]}?)" if close else ""


@app.command()
def analyse(
    name: Annotated[str | None, typer.Argument(help="The analysis; none lists them.")] = None,
    data: DataPaths = None,
    policy: PolicyName = "permissive",
    as_of: AsOf = None,
    reasoner: ReasonerName = "polars",
    form: Format = None,
) -> None:
    """Run a network analysis over data."""
    from kg.analyse import ANALYSES
    from kg.pipeline import build_dataset

    if name is None:
        show(("name",), [(known,) for known in ANALYSES], form)
        return
    if name not in ANALYSES:
        raise UsageError(f"no analysis {name!r}{_meant(name, ANALYSES)}; there are: {', '.join(ANALYSES)}")
    result = ANALYSES[name](build_dataset(data or [], policy=policy, as_of=as_of, engine=reasoner))
    show(result.columns, result.rows, form)
    for note in result.notes:
        say(note)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="A prefixed name or IRI, as actor:iran.")],
    predicate: Annotated[str, typer.Argument(help="As conflict:sponsors.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="As actor:kataib-hezbollah.")],
    data: DataPaths = None,
    policy: PolicyName = "permissive",
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Every minimal proof, not the shortest alone.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json or ttl (PROV-O).")] = "tree",
) -> None:
    """Say why a statement is in the graph: rules and axioms down to accounts and sources, with a grade."""
    from kg.export import turtle
    from kg.limits import limits
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
        meant = _meant(prefix, PREFIXES).replace("?", f":{local}?") if colon and prefix not in PREFIXES else ""
        raise UsageError(f"{error}{meant}") from error


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
