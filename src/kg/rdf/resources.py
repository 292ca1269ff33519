"""Triples as resources, and as text: what every later room reads a graph with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import meant
from kg.rdf.nesting import refuse_deep
from kg.rdf.terms import CONFLICT, PREFIXES, TYPE, XSD, expand, shorten

Term = NamedNode | Literal
Resource = dict[NamedNode, tuple[Term, ...]]

#: How a literal begins in Turtle, and what a moment looks like.
_LITERAL = re.compile(r"""["']|[+-]?\.?[0-9]|(true|false)$""")
_MOMENT = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_PLAIN = {"http://www.w3.org/2001/XMLSchema#integer", "http://www.w3.org/2001/XMLSchema#boolean"}


class Layer(tuple[Triple, ...]):
    """Triples that stay as they are, sorted by their text; grouped once, for all who read them as resources."""

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Layer:
        """The layer of ``triples``."""
        return cls(sorted(triples, key=str))

    @cached_property
    def resources(self) -> dict[NamedNode, Resource]:
        """The triples grouped, as :func:`resources` gives them; nobody may change it."""
        return _grouped(self)


def resources(triples: Iterable[Triple]) -> dict[NamedNode, Resource]:
    """Triples grouped: subject → predicate → values, all in sorted order; those of a layer are grouped once."""
    return triples.resources if isinstance(triples, Layer) else _grouped(sorted(triples, key=str))


def _grouped(triples: Iterable[Triple]) -> dict[NamedNode, Resource]:
    grouped: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
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
    if isinstance(term, Triple):
        parts = (term_text(part) for part in (term.subject, term.predicate, term.object))
        return f"<<( {' '.join(parts)} )>>"
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


def as_iri(text: str) -> NamedNode | None:
    """The IRI that ``text`` is, prefixed or not; None where it is none.

    >>> as_iri("urn:x"), as_iri("Iran")
    (<NamedNode value=urn:x>, None)
    """
    try:
        return _read_iri(text)
    except ValueError:
        return None


def meant_prefix(text: str) -> str:
    """What a prefixed name whose prefix is not known probably means, as the end of a sentence.

    >>> meant_prefix("actr:iran")
    ' (did you mean actor:iran?)'
    """
    prefix, colon, local = text.partition(":")
    return meant(prefix, PREFIXES).replace("?", f":{local}?") if colon and prefix not in PREFIXES else ""


def statement(triple: Triple) -> str:
    """A triple in prefixed names."""
    return " ".join(term_text(term) for term in (triple.subject, triple.predicate, triple.object))


def about_the_world(triples: Iterable[Triple]) -> list[Triple]:
    """What is reasoned over: types and the ontology's properties, not labels and notes."""
    return [t for t in triples if t.predicate == TYPE or t.predicate.value.startswith(CONFLICT.iri)]
