"""SPARQL over a store: no network, no files, no updates; a time limit that kills, a row limit that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from kg.limits import limits
from kg.sparql.evaluate import RESULT_TYPES, TERMS, Backend, Reply, Task, Term
from kg.sparql.gate import gate

__all__ = ["Answer", "Term", "answer_of", "ask", "gate", "run"]


@dataclass(frozen=True)
class Answer:
    """A result: ``columns`` and ``rows`` of terms (None where unbound); ``truncated`` where the row limit cut it.

    ASK gives one row with the column ``answer``; CONSTRUCT and DESCRIBE give ``subject, predicate, object``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truncated: bool = False


def answer_of(reply: Reply) -> Answer:
    """The terms in a reply in JSON (a table) or N-Triples (a graph)."""
    if reply.media_type not in RESULT_TYPES:
        triples = [quad.triple for quad in parse(reply.body, RdfFormat.N_TRIPLES)]
        rows = tuple((t.subject, t.predicate, t.object) for t in triples)
        return Answer(("subject", "predicate", "object"), rows, reply.truncated)
    result = parse_query_results(reply.body, RESULT_TYPES[reply.media_type])
    if isinstance(result, QueryBoolean):
        return Answer(("answer",), ((Literal(bool(result)),),))
    assert isinstance(result, QuerySolutions)
    columns = tuple(variable.value for variable in result.variables)
    return Answer(columns, tuple(map(tuple, result)), reply.truncated)


def run(store: Store, text: str, bindings: Mapping[str, Term] | None = None, rows: int | None = None) -> Answer:
    """Run ``text`` over all graphs of ``store`` with ``bindings`` put in as terms, never as text.

    At most ``rows`` rows (default: the documented limit). No limit of time or memory holds: for those ask a
    :class:`kg.sparql.workers.QueryPool`. Raises ``UsageError`` where the query would reach out, ``InputError`` where
    it cannot be parsed.
    """
    from kg.sparql.oxigraph import evaluate_here  # Who only asks other processes does not wait for the engine.

    cap = limits().result_rows if rows is None else rows
    return answer_of(evaluate_here(store, Task(text, cap, TERMS, bindings)))


def ask(
    backend: Backend, text: str, bindings: Mapping[str, Term] | None = None, seconds: float | None = None
) -> Answer:
    """The answer of ``backend`` to ``text`` as terms; raises as :meth:`kg.sparql.evaluate.Backend.ask` does."""
    return answer_of(backend.ask(text, TERMS, bindings=bindings, seconds=seconds))
