"""RDF's own syntaxes. N-Triples and N-Quads go line by line, in the order given; the others are sorted as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.errors import DataError
from kg.rdf.resources import statement
from kg.rdf.tables import NOT_XML, kept_returns
from kg.rdf.terms import CONFLICT, PREFIXES, RDF, TOLD
from kg.rdf.write import trig as trig_text
from kg.rdf.write import turtle as turtle_text

_ABOUT, _REIFIES = CONFLICT.term("isAccountOf"), RDF.term("reifies")
#: Lines are handed on in groups: a write for each would cost more than making it.
_LINES = 2000


def turtle(triples: Iterable[Triple]) -> Iterator[bytes]:
    """Turtle (W3C, 2014), one subject a block."""
    yield turtle_text(set(triples)).encode()


def trig(quads: Iterable[tuple[NamedNode, Triple]]) -> Iterator[bytes]:
    """TriG (W3C, 2014), one graph a block."""
    graphs: dict[str, set[Triple]] = defaultdict(set)
    for graph, triple in quads:
        graphs[graph.value].add(triple)
    yield trig_text(graphs).encode()


def ntriples(triples: Iterable[Triple]) -> Iterator[bytes]:
    """N-Triples (W3C, 2014), held in memory a group of lines at a time."""
    return _grouped(f"{triple} .\n" for triple in triples)


def nquads(quads: Iterable[tuple[NamedNode, Triple]]) -> Iterator[bytes]:
    """N-Quads (W3C, 2014), held in memory a group of lines at a time."""
    return _grouped(f"{Quad(t.subject, t.predicate, t.object, graph)} .\n" for graph, t in quads)


def reifiers(triples: Iterable[Triple]) -> Iterator[bytes]:
    """Turtle 1.2 (W3C): each account and judgement of counts is a reifier of what it states.

    In place of ``account told:p value`` stands ``account rdf:reifies <<( thing conflict:p value )>>``, where the
    account is about ``thing``; a program that knows RDF 1.2 and not this vocabulary sees who says what. All else stays.
    """
    given = set(triples)
    about = {triple.subject: triple.object for triple in given if triple.predicate == _ABOUT}
    found = {_reified(triple, about.get(triple.subject)) for triple in given}
    yield turtle_text(found).encode()


def _reified(triple: Triple, thing: object) -> Triple:
    if thing is None or not triple.predicate.value.startswith(TOLD.iri):
        return triple
    stated = CONFLICT.term(triple.predicate.value.removeprefix(TOLD.iri))
    return Triple(triple.subject, _REIFIES, Triple(cast(NamedNode, thing), stated, triple.object))


def _grouped(lines: Iterable[str]) -> Iterator[bytes]:
    group: list[str] = []
    for line in lines:
        group.append(line)
        if len(group) == _LINES:
            yield "".join(group).encode()
            group.clear()
    yield "".join(group).encode()


def rdfxml(triples: Iterable[Triple]) -> Iterator[bytes]:
    """RDF/XML (W3C, 2014); ``DataError`` for a text with a character that XML cannot hold."""
    ordered = sorted(set(triples), key=str)
    for triple in ordered:
        if isinstance(triple.object, Literal) and NOT_XML.search(triple.object.value):
            raise DataError(f"{statement(triple)}: XML cannot hold this text's control characters; take another format")
    yield kept_returns(serialize(ordered, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b"")
