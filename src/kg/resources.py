"""Triples as resources, and as text: what every later room reads a graph with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.terms import shorten

Term = NamedNode | Literal
Resource = dict[NamedNode, tuple[Term, ...]]

_PLAIN = {"http://www.w3.org/2001/XMLSchema#integer", "http://www.w3.org/2001/XMLSchema#boolean"}


def resources(triples: Iterable[Triple]) -> dict[NamedNode, Resource]:
    """Triples grouped: subject → predicate → values, all in sorted order."""
    grouped: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in sorted(triples, key=str):
        # Blank nodes and quoted triples stand only in the ontology's axioms, and are carried through unread.
        grouped[cast(NamedNode, triple.subject)][triple.predicate].append(cast(Term, triple.object))
    return {s: {p: tuple(values) for p, values in about.items()} for s, about in grouped.items()}


def first(resource: Resource, predicate: NamedNode) -> str | None:
    """The first value of ``predicate`` as text, or None."""
    values = resource.get(predicate, ())
    return values[0].value if values else None


def first_code(resource: Resource, predicate: NamedNode) -> str | None:
    """The first value of ``predicate`` by its code, or None."""
    value = first(resource, predicate)
    return None if value is None else code(value)


def code(iri: str) -> str:
    """The last part of a code list's IRI: the letter, digit or word itself.

    >>> code("https://w3id.org/conflict-kg/id/reliability/E")
    'E'
    """
    return iri.rsplit("/", 1)[-1]


def term_text(term: NamedNode | Literal | BlankNode | Triple) -> str:
    """A term in Turtle syntax, prefixed where a prefix fits.

    >>> term_text(Literal(8))
    '8'
    """
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if isinstance(term, Literal):
        if term.datatype.value in _PLAIN:
            return term.value
        text = str(term)
        datatype = f"^^<{term.datatype.value}>"
        return text.replace(datatype, f"^^{shorten(term.datatype.value)}") if text.endswith(datatype) else text
    return str(term)


def statement(triple: Triple) -> str:
    """A triple in prefixed names."""
    return " ".join(term_text(term) for term in (triple.subject, triple.predicate, triple.object))
