"""What every reasoner answers: the new triples about the facts, and the clashes.

A closure is the part of the OWL 2 RL/RDF closure (W3C, *OWL 2 Web Ontology Language Profiles*, section 4.3)
that says something new about the resources of the facts. :func:`presentable` defines what is left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.rdf.terms import OWL, RDF, RDFS, XSD
from kg.reason.rules import RuleWarning

_TYPE = RDF.term("type")
_SAME_AS = OWL.term("sameAs")
#: Classes that say nothing of a resource: that of everything, and datatypes other than those of XML Schema.
TRIVIAL_CLASSES = frozenset(
    {OWL.term("Thing"), *(RDFS.term(name) for name in ("Resource", "Literal"))}
    | {RDF.term(name) for name in ("PlainLiteral", "XMLLiteral", "langString")}
)


@dataclass(frozen=True)
class Clash:
    """A contradiction: the W3C rule that found it (``cax-dw``), the axiom, and the triples that break it."""

    rule: str
    axiom: str
    facts: tuple[Triple, ...]


@dataclass(frozen=True)
class Closure:
    """What the ontology adds to the facts, sorted by the triples' text, and the contradictions found.

    ``warnings`` name the axioms that the rules do not, or not fully, cover.
    """

    inferred: tuple[Triple, ...]
    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...] = ()


class Reasoner(Protocol):
    """An engine that closes facts under an ontology."""

    name: str

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
        """Everything new that the ontology says about the resources of the facts."""
        ...


def resources(facts: Iterable[Triple]) -> set[NamedNode | BlankNode]:
    """The resources that the facts are about: their subjects, and their objects that are not literals.

    A class that occurs only as the type of something is not one of them.
    """
    found: set[NamedNode | BlankNode] = set()
    for fact in facts:
        if isinstance(fact.subject, NamedNode | BlankNode):
            found.add(fact.subject)
        if fact.predicate != _TYPE and isinstance(fact.object, NamedNode | BlankNode):
            found.add(fact.object)
    return found


def presentable(derived: Iterable[Triple], facts: Iterable[Triple], ontology: Iterable[Triple]) -> tuple[Triple, ...]:
    """The derived triples worth keeping, sorted by their text.

    Left out are triples already in the facts or the ontology, those whose subject is not among the
    :func:`resources` of the facts (conclusions about the ontology itself), ``x a owl:Thing``,
    ``x a rdfs:Resource``, ``x owl:sameAs x``, membership in a datatype, and every triple that mentions a
    blank node that the facts do not have (an anonymous class expression of the ontology).
    """
    known = set(facts)
    subjects = resources(known)
    known.update(ontology)
    kept = {
        triple
        for triple in derived
        if triple.subject in subjects and triple not in known and not is_noise(triple, subjects)
    }
    return tuple(sorted(kept, key=str))


def is_noise(triple: Triple, subjects: Container[object]) -> bool:
    """Whether a triple is true of anything, or names an anonymous expression of the ontology."""
    thing = triple.object
    if isinstance(thing, BlankNode):
        return thing not in subjects or (triple.predicate == _SAME_AS and triple.subject == thing)
    if triple.predicate == _SAME_AS:
        return triple.subject == thing
    return triple.predicate == _TYPE and is_trivial_class(thing)


def is_trivial_class(term: object) -> bool:
    """Whether membership says nothing: the classes of everything, and datatypes."""
    return term in TRIVIAL_CLASSES or (isinstance(term, NamedNode) and term.value.startswith(XSD.iri))
