"""Triples as resources, and as text: what every later room reads a graph with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import UsageError, meant
from kg.nesting import refuse_deep
from kg.terms import PREFIXES, XSD, expand, shorten

Term = NamedNode | Literal
Resource = dict[NamedNode, tuple[Term, ...]]

#: How a literal begins in Turtle, and what a moment looks like.
_LITERAL = re.compile(r"""["']|[+-]?\.?[0-9]|(true|false)$""")
_MOMENT = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_PLAIN = {"http://www.w3.org/2001/XMLSchema#integer", "http://www.w3.org/2001/XMLSchema#boolean"}


def resources(triples: Iterable[Triple]) -> dict[NamedNode, Resource]:
    """Triples grouped: subject → predicate → values, all in sorted order.

    What cannot change (a layer as a tuple or a frozenset) is grouped once; readers share the answer, and only read it.
    """
    return _grouped_once(_Same(triples)) if isinstance(triples, tuple | frozenset) else _grouped(triples)


@dataclass(frozen=True, eq=False)
class _Same:
    """Triples as a key: equal to nothing but the same object, as comparing their contents would take as long."""

    triples: Collection[Triple]

    def __hash__(self) -> int:
        return id(self.triples)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.triples is other.triples


@lru_cache(maxsize=16)
def _grouped_once(same: _Same) -> dict[NamedNode, Resource]:
    return _grouped(same.triples)


def _grouped(triples: Iterable[Triple]) -> dict[NamedNode, Resource]:
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


def read_term(text: str) -> NamedNode | Literal:
    """The term that ``text`` stands for: a prefixed name or IRI, or a literal.

    Literals are written as in Turtle (``8``, ``true``, ``"Iran"@en``); a moment needs no quotes. Raises ``ValueError``
    for anything else.

    >>> str(read_term('"Iran"@en')), read_term("actor:iran").value
    ('"Iran"@en', 'https://w3id.org/conflict-kg/id/actor/iran')
    """
    if _MOMENT.fullmatch(text):
        return Literal(text, datatype=XSD.term("dateTime"))
    if not _LITERAL.match(text):
        return _read_iri(text)
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    try:
        content = f"{prefixes}<urn:s> <urn:p> {text} .".encode()
        refuse_deep(content, RdfFormat.TURTLE, None)
        (quad,) = parse(content, RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{text!r} is no literal as Turtle writes it") from error
    return cast(Literal, quad.object)


def _read_iri(text: str) -> NamedNode:
    iri = expand(text)
    try:
        return NamedNode(iri)
    except ValueError as error:  # A UnicodeError too: half of a character pair.
        raise ValueError(f"{text!r} is no IRI") from error


def read_argument(text: str) -> NamedNode | Literal:
    """The term that a person's ``text`` stands for, as :func:`read_term`; ``UsageError`` with what was probably meant.

    >>> read_argument("actr:iran")
    Traceback (most recent call last):
    kg.errors.UsageError: 'actr:iran' is neither a known prefixed name nor an IRI (did you mean actor:iran?)
    """
    try:
        return read_term(text)
    except ValueError as error:
        prefix, colon, local = text.partition(":")
        close = meant(prefix, PREFIXES).replace("?", f":{local}?") if colon and prefix not in PREFIXES else ""
        raise UsageError(f"{error}{close}") from error


def read_name(text: str) -> NamedNode:
    """The IRI that a person's ``text`` stands for, ``a`` for ``rdf:type``; ``UsageError`` for a literal."""
    term = read_argument("rdf:type" if text == "a" else text)
    if not isinstance(term, NamedNode):
        raise UsageError(f"{text!r} is a literal, which can only be an object")
    return term


def statement(triple: Triple) -> str:
    """A triple in prefixed names."""
    return " ".join(term_text(term) for term in (triple.subject, triple.predicate, triple.object))
