"""``kg query`` and ``kg explain``: ask, and ask why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.completion import queries, things
from kg.cli.console import chosen, put, say, show
from kg.cli.options import AsOf, BuildFolder, DataPaths, ExtraPaths, PolicyName, all_data
from kg.errors import UsageError
from kg.limits import limits


@app.command()
def query(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A catalogue name, SPARQL in quotes, a .rq file, or - for standard input.", autocompletion=queries
        ),
    ] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value; may be repeated.")] = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the catalogue.")] = False,
    build_folder: BuildFolder = Path("build"),
    endpoint: Annotated[str | None, typer.Option("--endpoint", help="Query this SPARQL 1.1 endpoint instead.")] = None,
    explained: Annotated[
        bool, typer.Option("--explain", help="Show its algebra and the matches of each pattern, not the answer.")
    ] = False,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="table, json, csv, tsv, md; srj, xml, ttl, nt, jsonld.")
    ] = None,
) -> None:
    """Run a SPARQL query over the build or an endpoint.

    \b
    kg query claimed-and-blamed
    kg query 'SELECT ?a ?label { ?a a conflict:Militia ; skos:prefLabel ?label }' --format csv
    """
    from contextlib import ExitStack, closing
    from functools import cache

    from kg.rdf.names import Names
    from kg.rdf.read import shipped
    from kg.sparql.answers import choose, write_answer
    from kg.sparql.backends import Backend, open_built_store, open_store
    from kg.sparql.catalogue import parameters, read_catalogue
    from kg.sparql.hints import unknown_terms
    from kg.sparql.names import names_by_kind
    from kg.sparql.pitfalls import pitfalls
    from kg.sparql.plan import plan

    catalogue = read_catalogue(shipped("queries"))
    if list_queries:
        show(("name", "kind", "summary"), [(q.name, q.folder, q.summary) for q in catalogue.values()], form)
        return
    with ExitStack() as opened:

        @cache
        def backend() -> Backend:  # What cannot be asked is refused before a store is opened.
            return opened.enter_context(closing(open_store(endpoint) if endpoint else open_built_store(build_folder)))

        def names(kind: str) -> Names:
            return names_by_kind(backend(), None if endpoint else build_folder)(kind)

        text, bindings = choose(catalogue, name, parameters(param or []), names)
        store = backend()
        if explained:
            put(plan(store, text, bindings))
            return
        answer = write_answer(store, text, bindings, form, chosen(None))
        put(answer.text)
        if answer.truncated:
            say(f"cut at {limits().result_rows} rows (KG_RESULT_ROWS)")
        own = None if name in catalogue else text
        for hint in (*unknown_terms(store, own, bindings), *(pitfalls(own) if own else ())):
            say(hint)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="A thing: actor:iran, an IRI, or a name.", autocompletion=things)],
    predicate: Annotated[str, typer.Argument(help="A property: conflict:sponsors, an IRI, or a name.")],
    object_: Annotated[
        str, typer.Argument(metavar="OBJECT", help="A thing, e.g. actor:kataib-hezbollah, or a literal.")
    ],
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Show every minimal proof, not only the shortest.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="tree, md, json or ttl (PROV-O).")] = "tree",
) -> None:
    """Show why a statement is in the graph: its proof with rules, axioms, accounts, sources and grades.

    \b
    kg explain iran conflict:sponsors "Kataib Hezbollah"
    kg explain event:iran-missile-strike-2020-01 a conflict:MissileAttack --format ttl
    """
    from kg.pipeline import look_at
    from kg.proofs.explanations import FORMS, Explainer, read_statement
    from kg.proofs.provenance import provenance
    from kg.rdf.write import turtle

    if form not in (*FORMS, "ttl"):
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMS)}, ttl")
    dataset = look_at(all_data(data, extra), policy=policy, as_of=as_of, about=(subject, object_))
    explainer, triple = Explainer(dataset), read_statement(dataset, subject, predicate, object_)
    found = explainer.every(triple, limits().proofs) if every else explainer.shortest(triple)
    put(turtle(provenance(dataset, found)) if form == "ttl" else FORMS[form](found))
