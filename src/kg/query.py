"""SPARQL over a store: no network, no files, no updates; a time limit that kills, a row limit that says so."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    Store,
    Triple,
    Variable,
)

from kg.errors import InputError, KgError, LimitError, UsageError
from kg.limits import limits
from kg.terms import PREFIXES

Term = NamedNode | Literal | BlankNode | Triple


@dataclass(frozen=True)
class Answer:
    """A result: ``columns`` and ``rows`` of terms (None where unbound); ``truncated`` where the row limit cut it.

    ASK gives one row with the column ``answer``; CONSTRUCT and DESCRIBE give ``subject, predicate, object``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truncated: bool = False


def gate(text: str) -> None:
    """Refuse a query that would reach out of the store, or change it.

    Walks the algebra of rdflib's parser, since a search in the text can be fooled. Raises ``UsageError`` for
    SERVICE, FROM and updates, ``InputError`` for what is no SPARQL query.
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    try:
        algebra = translateQuery(parseQuery(text), initNs=PREFIXES).algebra
    except ParseBaseException as error:
        raise InputError(f"not a SPARQL query: {error}", file="query", line=error.lineno) from error
    except RecursionError as error:
        raise LimitError("the query is nested too deeply") from error
    except Exception as error:  # rdflib raises bare Exception for unknown prefixes and the like
        raise InputError(f"not a usable SPARQL query: {error}", file="query") from error
    todo: list[object] = [algebra]
    while todo:
        part = todo.pop()
        if isinstance(part, CompValue):
            if part.name == "ServiceGraphPattern":
                raise UsageError("SERVICE is refused: queries do not reach out of the store")
            if dict.get(part, "datasetClause"):
                raise UsageError("FROM is refused: queries do not load graphs; use GRAPH for the layers")
            todo += part.values()
        elif isinstance(part, list | tuple):
            todo += part


def run(store: Store, text: str, bindings: Mapping[str, Term] | None = None, rows: int | None = None) -> Answer:
    """Run ``text`` over all graphs of ``store`` with ``bindings`` put in as terms, never as text.

    At most ``rows`` rows (default: the documented limit). Raises ``InputError`` where the query cannot be parsed.
    """
    cap = limits().result_rows if rows is None else rows
    try:
        result = store.query(
            text,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions={Variable(name): term for name, term in (bindings or {}).items()},
        )
    except SyntaxError as error:
        raise InputError(f"not a SPARQL query: {error.msg or error}", file="query", line=error.lineno) from error
    if isinstance(result, QueryBoolean):
        return Answer(("answer",), ((Literal(bool(result)),),))
    found: list[tuple[Term | None, ...]] = []
    if isinstance(result, QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        for solution in result:
            if len(found) == cap:
                return Answer(columns, tuple(found), truncated=True)
            found.append(tuple(solution))
        return Answer(columns, tuple(found))
    triples = sorted(result, key=str)
    found = [(t.subject, t.predicate, t.object) for t in triples[:cap]]
    return Answer(("subject", "predicate", "object"), tuple(found), truncated=len(triples) > cap)


def run_limited(folder: Path, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
    """Like :func:`run` over the store in ``folder``, in a process of its own that is killed at the time limit.

    Neither Oxigraph nor rdflib can stop a query by itself. Raises ``LimitError`` at the limit.
    """
    seconds = limits().query_seconds
    task = pickle.dumps((folder, text, dict(bindings or {})))
    try:
        worker = subprocess.run(
            [sys.executable, "-m", "kg.worker"], input=task, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"the query ran longer than {seconds:g} s (KG_QUERY_SECONDS) and was stopped") from error
    if worker.returncode != 0:
        raise LimitError("the query's process died; it may have run out of memory")
    outcome: Answer | KgError = pickle.loads(worker.stdout)  # noqa: S301 - written by our own worker
    if isinstance(outcome, KgError):
        raise outcome
    return outcome
