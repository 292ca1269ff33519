"""One query over an open Oxigraph store: the answer as bytes in the media type that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    serialize,
)

from kg.errors import InputError, KgError, LimitError, UsageError
from kg.faults import explained
from kg.gate import Query, gate, inert
from kg.suggest import meant
from kg.terms import PREFIXES

Term = NamedNode | Literal | BlankNode | Triple

#: The media types that a table (SELECT, ASK) and a graph (CONSTRUCT, DESCRIBE) can be had in; the first is the default.
RESULT_TYPES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_TYPES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
#: What stands at least once in each row of a table, so that its number bounds that of the rows.
_ROW_MARK = {
    QueryResultsFormat.JSON: b"},{",
    QueryResultsFormat.XML: b"<result>",
    QueryResultsFormat.CSV: b"\n",
    QueryResultsFormat.TSV: b"\n",
}


@dataclass(frozen=True)
class Reply:
    """An answer: its bytes, their media type, and whether it was cut at the row limit."""

    body: bytes
    media_type: str
    truncated: bool


@dataclass(frozen=True)
class Task:
    """What is asked: a query, the media type wished for, terms for its variables, graphs by IRI, and the row limit."""

    text: str
    rows: int
    media_type: str | None = None
    bindings: Mapping[str, Term] | None = None
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


def media_types(form: str) -> dict[str, QueryResultsFormat] | dict[str, RdfFormat]:
    """The media types that a query of this form can be answered in, the default first."""
    return RESULT_TYPES if form in ("SELECT", "ASK") else GRAPH_TYPES


def evaluate(store: Store, task: Task) -> Reply:
    """Answer ``task`` over all graphs of ``store``, or those that the task or the query's FROM names.

    Raises ``UsageError`` for what the gate refuses, for graphs that the store does not hold and for a media type that
    the form of query does not have; ``InputError`` with line and column for what is no query.
    """
    query = gate(task.text)
    known = media_types(query.form)
    media_type = task.media_type or next(iter(known))
    if media_type not in known:
        raise UsageError(f"{query.form} cannot be answered in {media_type}; there are: {', '.join(known)}")
    graphs = _graphs(store, task, query)
    if query.form == "SELECT":
        return _table(store, query, task, graphs, media_type)
    result = _query(store, query, query.text, task, graphs)
    if isinstance(result, QueryBoolean):
        body = result.serialize(format=RESULT_TYPES[media_type])
        assert body is not None
        return Reply(body, media_type, truncated=False)
    assert isinstance(result, QueryTriples)
    distinct: dict[Triple, None] = {}
    for triple in result:
        distinct[triple] = None
        if len(distinct) > task.rows:
            break
    kept = sorted(list(distinct)[: task.rows], key=str)
    body = serialize(kept, format=GRAPH_TYPES[media_type], prefixes=_used(kept))
    assert isinstance(body, bytes)
    return Reply(body, media_type, truncated=len(distinct) > task.rows)


def _table(store: Store, query: Query, task: Task, graphs: _Graphs, media_type: str) -> Reply:
    """The rows of a SELECT, written by the engine; counted again only where there may be too many."""
    form = RESULT_TYPES[media_type]
    result = _query(store, query, limited(query, task.rows), task, graphs)
    assert isinstance(result, QuerySolutions)
    body = result.serialize(format=form)
    assert body is not None
    truncated = False
    if body.count(_ROW_MARK[form]) >= task.rows - 1:
        again = _query(store, query, limited(query, task.rows + 1), task, graphs)
        assert isinstance(again, QuerySolutions)
        truncated = sum(1 for _ in islice(again, task.rows + 1)) > task.rows
    return Reply(body, media_type, truncated)


def limited(query: Query, rows: int) -> str:
    """The text of a SELECT that gives at most ``rows`` rows: its own LIMIT lowered, or one put where LIMIT stands.

    >>> limited(gate("SELECT * { ?s ?p ?o } LIMIT 7"), 5)
    'SELECT * { ?s ?p ?o } LIMIT 5'
    >>> limited(gate("SELECT * { ?s ?p ?o } # all"), 5)
    'SELECT * { ?s ?p ?o } # all\\nLIMIT 5'
    """
    top = [token for token in query.outline.body if token.depth == 0]
    for word, number in pairwise(top):
        if word.is_word("LIMIT") and number.text.isdigit():
            wanted = min(int(number.text), rows)
            return f"{query.text[: number.start]}{wanted}{query.text[number.end :]}"
    values = next((token.start for token in top if token.is_word("VALUES")), None)
    if values is None:
        return f"{query.text}\nLIMIT {rows}"
    return f"{query.text[:values]}LIMIT {rows} {query.text[values:]}"


_Names = list[NamedNode | BlankNode]
_Graphs = tuple[_Names | None, _Names | None]


def _graphs(store: Store, task: Task, query: Query) -> _Graphs:
    """The default and the named graphs: those of the task before those of the query, None where neither names any."""
    default, named = task.default_graphs, task.named_graphs
    if not default and not named:
        default, named = query.default_graphs, query.named_graphs
    if not default and not named:
        return None, None
    known = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    for iri in (*default, *named):
        if iri not in known:
            there = ", ".join(f"<{graph}>" for graph in sorted(known)[:20])
            raise UsageError(f"no graph <{iri}>{meant(iri, known)}; queries load none, and there are: {there}")
    return [NamedNode(iri) for iri in default], [NamedNode(iri) for iri in named]


def _query(
    store: Store, query: Query, text: str, task: Task, graphs: _Graphs
) -> QueryBoolean | QuerySolutions | QueryTriples:
    default, named = graphs
    try:
        return store.query(
            inert(text),
            prefixes=PREFIXES,
            use_default_graph_as_union=default is None,
            default_graph=None if default is None else [*default],
            named_graphs=named,
            substitutions={Variable(name): term for name, term in (task.bindings or {}).items()},
        )
    except SyntaxError as error:
        if text != query.text:  # The place is to be that in the text as it was given.
            _query(store, query, query.text, task, graphs)
        raise explained(query.text, str(error)) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(str(error), file="query") from error


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    """The prefixes that occur in ``triples``."""
    text = "".join(map(str, triples))
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}


def evaluated(store: Store, task: Task) -> Reply | KgError:
    """As :func:`evaluate`, with errors as values, so that a process can pass them on."""
    try:
        return evaluate(store, task)
    except KgError as error:
        return error
    except MemoryError:
        return LimitError("the query needed more memory than it may have (KG_QUERY_BYTES)")
