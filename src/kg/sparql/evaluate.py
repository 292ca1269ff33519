"""One query over one engine: the answer as bytes in the media type that was asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Protocol, cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from kg.errors import LimitError, UsageError, meant
from kg.limits import limits
from kg.rdf.terms import PREFIXES
from kg.sparql.cut import count_rows, without_last_row
from kg.sparql.gate import Query, gate
from kg.sparql.portrait import portrait, subjects

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
#: In the place of a media type: the one that :func:`kg.sparql.query.answer_of` reads terms from.
TERMS = "terms"
#: What stands at least once in each row of a table, so that its number bounds that of the rows.
_ROW_MARK = {
    QueryResultsFormat.JSON: b"},{",
    QueryResultsFormat.XML: b"<result>",
    QueryResultsFormat.CSV: b"\n",
    QueryResultsFormat.TSV: b"\n",
}


#: IRIs of default and of named graphs; None stands for all graphs.
Graphs = tuple[tuple[str, ...], tuple[str, ...]]
Result = QueryBoolean | QuerySolutions | Iterable[Triple]


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


class Backend(ABC):
    """What answers queries until it is closed."""

    def ask(
        self,
        text: str,
        media_type: str | None = None,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Reply:
        """Answer the query ``text`` in ``media_type`` (default: the first of :func:`media_types`; or ``TERMS``).

        ``bindings`` puts terms in the place of variables. ``default_graphs`` and ``named_graphs`` are IRIs of graphs
        of the store, and come before the query's FROM; without either the default graph is the union of all.
        ``seconds`` is the time limit (default ``KG_QUERY_SECONDS``), counted from when the query begins to run.
        Raises ``UsageError`` or ``InputError`` for a query that is refused, ``LimitError`` for one that was stopped.
        """
        task = Task(text, limits().result_rows, media_type, dict(bindings or {}), default_graphs, named_graphs)
        return self._reply(task, seconds)

    @abstractmethod
    def _reply(self, task: Task, seconds: float | None) -> Reply:
        """The answer to ``task``: see :meth:`ask`."""

    @abstractmethod
    def close(self) -> None:
        """End what it runs; nothing can be asked any more."""


def media_types(form: str) -> dict[str, QueryResultsFormat] | dict[str, RdfFormat]:
    """The media types that a query of this form can be answered in, the default first."""
    return RESULT_TYPES if form in ("SELECT", "ASK") else GRAPH_TYPES


class Engine(Protocol):
    """What answers SPARQL: an Oxigraph store in this process, or an endpoint.

    ``stops_at_limit`` says that a LIMIT put into a query makes the engine stop early, and is never refused.
    """

    stops_at_limit: bool

    def execute(self, query: Query, text: str, bindings: Mapping[str, Term], graphs: Graphs | None) -> Result:
        """The result of ``text``, a form of ``query``, over ``graphs``, or over all where that is None."""

    def holds(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""

    def graph_names(self) -> Iterable[str]:
        """The IRIs of the named graphs, or of some where there are many."""


def evaluate(engine: Engine, task: Task) -> Reply:
    """Answer ``task`` over all graphs, or those that the task or the query's FROM names.

    Triples come sorted, and each once. DESCRIBE gives :func:`kg.sparql.portrait.portrait`. Raises ``UsageError`` for
    what the gate refuses, for graphs that the engine does not hold and for a media type that the form of query does
    not have; ``InputError`` with line and column for what is no query.
    """
    query = gate(task.text)
    media_type = _media_type(task.media_type, query.form)
    run = _Run(engine, task, query, _graphs(engine, task, query))
    if query.form == "SELECT":
        return _table(run, media_type)
    if query.form == "DESCRIBE":
        return _graph(_described(run), task.rows, media_type)
    result = run(query.text)
    if isinstance(result, QueryBoolean):
        return Reply(_bytes(result.serialize(format=RESULT_TYPES[media_type])), media_type, truncated=False)
    return _graph(cast(Iterable[Triple], result), task.rows, media_type)


def _media_type(wished: str | None, form: str) -> str:
    """The media type of the answer to a query of this form; ``UsageError`` for one that it does not have."""
    known = media_types(form)
    if wished == TERMS:
        return "application/sparql-results+json" if known is RESULT_TYPES else "application/n-triples"
    media_type = wished or next(iter(known))
    if media_type not in known:
        raise UsageError(f"{form} cannot be answered in {media_type}; there are: {', '.join(known)}")
    return media_type


@dataclass(frozen=True)
class _Run:
    """A query on its way: called with a text, it gives the engine's result."""

    engine: Engine
    task: Task
    query: Query
    graphs: Graphs | None

    def __call__(self, text: str) -> Result:
        return self.engine.execute(self.query, text, self.task.bindings or {}, self.graphs)


def _table(run: _Run, media_type: str) -> Reply:
    """The rows of a SELECT, written by the library; they are counted only where there may be too many."""
    form, rows = RESULT_TYPES[media_type], run.task.rows
    stops = run.engine.stops_at_limit
    body = _rows(run, limited(run.query, rows + 1) if stops else run.query.text, form)
    if body.count(_ROW_MARK[form]) < rows or count_rows(body, form) <= rows:
        return Reply(body, media_type, truncated=False)
    # The engine is not asked again, since what sorts or groups takes as long for a few rows as for all.
    cut = without_last_row(body, form) if stops else _rows(run, limited(run.query, rows), form)
    return Reply(cut, media_type, truncated=True)


def _rows(run: _Run, text: str, form: QueryResultsFormat) -> bytes:
    return _bytes(_solutions(run, text).serialize(format=form))


def _solutions(run: _Run, text: str) -> QuerySolutions:
    return cast(QuerySolutions, run(text))


def _graph(triples: Iterable[Triple], rows: int, media_type: str) -> Reply:
    """A graph of at most ``rows`` triples; no more are drawn from the engine than are needed to know."""
    distinct: dict[Triple, None] = {}
    for triple in triples:
        distinct[triple] = None
        if len(distinct) > rows:
            break
    kept = sorted(list(distinct)[:rows], key=str)
    form = GRAPH_TYPES[media_type]
    body = _bytes(serialize(kept, format=form, prefixes=_used(kept) if form == RdfFormat.TURTLE else None))
    return Reply(prefixes_sorted(body), media_type, truncated=len(distinct) > rows)


def prefixes_sorted(turtle: bytes) -> bytes:
    """The same with its prefixes in order: the library writes them in another order each time."""
    lines = turtle.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join([*sorted(lines[:count]), *lines[count:]])


def _described(run: _Run) -> Iterable[Triple]:
    named, select = subjects(run.query)
    if select is not None:
        found = _solutions(run, select)
        named += [term for row in islice(found, run.task.rows) for term in row if isinstance(term, NamedNode)]
    return cast(Iterable[Triple], run(portrait(named))) if named else ()


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


def _graphs(engine: Engine, task: Task, query: Query) -> Graphs | None:
    """The default and the named graphs: those of the task before those of the query, None where neither names any."""
    default, named = tuple(task.default_graphs), tuple(task.named_graphs)
    if not default and not named:
        default, named = query.default_graphs, query.named_graphs
    for iri in (*default, *named):
        if not engine.holds(iri):
            known = sorted(engine.graph_names())
            there = ", ".join(f"<{graph}>" for graph in known[:20]) or "none"
            raise UsageError(f"no graph <{iri}>{meant(iri, known)}; queries load none, and there are: {there}")
    return (default, named) if default or named else None


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    """The prefixes that occur in ``triples``."""
    text = "".join(map(str, triples))
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}


def _bytes(written: bytes | None) -> bytes:
    """What the library wrote; it gives nothing back only where it was told to write elsewhere."""
    assert written is not None
    cap = limits().result_bytes
    if len(written) > cap:
        raise LimitError(f"the answer has {len(written)} bytes; at most {cap} are given (KG_RESULT_BYTES)")
    return written
