"""``kg query`` and ``kg explain``: ask, and ask why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, named, read_argument
from kg.cli.options import AsOf, BuildFolder, DataPaths, Format, PolicyName
from kg.console import say, show
from kg.errors import UsageError, meant


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
            raise UsageError(f"no query {name!r}{meant(name, catalogue)}; 'kg query --list' lists them")
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
    from kg.limits import limits
    from kg.pipeline import build_dataset
    from kg.proofs import FORMS, Explainer, same_value
    from kg.provenance import provenance

    if form not in (*FORMS, "ttl"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, ttl")
    asked = named(subject), named(predicate), read_argument(object_)
    dataset = build_dataset(data or [], policy=policy, as_of=as_of)
    explainer, triple = Explainer(dataset), same_value(dataset, *asked)
    found = explainer.every(triple, limits().proofs) if every else explainer.shortest(triple)
    typer.echo(turtle(provenance(dataset, found)) if form == "ttl" else FORMS[form](found), nl=False)
