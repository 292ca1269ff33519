"""What a query is made of: its algebra as SPARQL 1.1 defines it (section 18), with how often each pattern matches.

This is the query as the standard reads it. Engines reorder joins, so it is no plan of one; the numbers show where a
pattern is wide, or matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import InputError, LimitError
from kg.rdf.terms import PREFIXES, shorten
from kg.sparql.endpoint import bound
from kg.sparql.evaluate import Backend, Term
from kg.sparql.gate import Query, gate

#: Seconds that the matches of one pattern may be counted.
COUNT_SECONDS = 5.0
#: A line of the tree: depth, text, and the group pattern whose matches are counted.
Line = tuple[int, str, str | None]


def plan(backend: Backend, text: str, bindings: Mapping[str, Term]) -> str:
    """The algebra of ``text`` as an indented tree, with the matches in ``backend`` of each group and triple pattern.

    A pattern is counted alone, with ``bindings``; ``?`` stands where that takes more than five seconds. Raises as
    :func:`kg.sparql.gate.gate` does, and ``InputError`` where the query cannot be parsed.
    """
    query = gate(text)
    lines = [("  " * depth + label, group) for depth, label, group in _walk(_algebra(query), 0, "{}")]
    width = max((len(label) for label, group in lines if group), default=0)
    return "".join(
        f"{label:<{width}}  {_matches(backend, query, group, bindings)}\n" if group else f"{label}\n"
        for label, group in lines
    )


def _algebra(query: Query) -> Any:
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return translateQuery(parseQuery(query.text), initNs=PREFIXES).algebra
    except ParseBaseException as error:
        raise InputError(f"not a SPARQL query: {error}", file="query", line=error.lineno) from error
    except RecursionError as error:
        raise LimitError("the query is nested too deeply to be shown") from error
    except Exception as error:  # rdflib raises bare Exception for what its grammar lets pass
        raise InputError(f"not a usable SPARQL query: {error}", file="query") from error


def _walk(node: Any, depth: int, within: str) -> Iterator[Line]:
    """The lines of ``node`` and of what is below; ``within`` is the group around it, ``{}`` standing for the inside."""
    if node.name == "Graph":
        within = within.replace("{}", f"{{ GRAPH {_term(node.term)} {{}} }}")
    patterns = [" ".join(map(_term, triple)) for triple in _part(node, "triples") or ()]
    together = within.replace("{}", f"{{ {' . '.join(patterns)} }}") if len(patterns) > 1 else None
    yield depth, _label(node), together
    for pattern in patterns:
        yield depth + 1, pattern, within.replace("{}", f"{{ {pattern} }}")
    for part in ("p", "p1", "p2"):
        below = _part(node, part)
        if below is not None:
            yield from _walk(below, depth + 1, within)


def _part(node: Any, name: str) -> Any:
    """A part of a node of rdflib's algebra, or None; the node's own ``get`` gives ``name`` for what it lacks."""
    return dict.get(node, name)


def _label(node: Any) -> str:
    """The operator's name, and what it works on."""
    from rdflib.plugins.sparql.algebra import traverse
    from rdflib.term import Variable

    seen: list[str] = []

    def note(part: Any) -> None:
        if isinstance(part, Variable) and part.n3() not in seen:
            seen.append(part.n3())

    if node.name in ("Project", "Group", "OrderBy", "Filter", "Extend"):
        for part in ("PV", "var", "expr"):
            traverse(_part(node, part), visitPre=note)
    elif node.name == "Graph":
        seen.append(_term(node.term))
    return " ".join([node.name, *seen])


def _term(term: Any) -> str:
    """A term or a property path as it stands in a query; a blank node there is a variable without a name."""
    from rdflib import BNode

    return f"?_{term}" if isinstance(term, BNode) else re.sub("<(.*?)>", lambda iri: shorten(iri[1]), term.n3())


def _matches(backend: Backend, query: Query, group: str, bindings: Mapping[str, Term]) -> str:
    text = bound(f"SELECT (COUNT(*) AS ?matches) {group}", bindings)
    default, named = query.default_graphs, query.named_graphs
    try:
        reply = backend.ask(text, "text/csv", default_graphs=default, named_graphs=named, seconds=COUNT_SECONDS)
    except LimitError:
        return "?"
    return reply.body.decode().split()[-1]
