"""Which triples are axioms: judged by their vocabulary."""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from kg.rdf.terms import OWL, RDF, RDFS
from kg.reason.datatypes import DATATYPES
from kg.reason.rules.model import Term
from kg.reason.rules.tables import TYPE

#: Predicates of the RDF, RDFS and OWL vocabularies that state nothing about the schema.
_NOT_SCHEMA = frozenset(
    {TYPE, OWL.term("sameAs"), OWL.term("differentFrom")}
    | {RDFS.term(local) for local in ("label", "comment", "seeAlso", "isDefinedBy", "member")}
)
_CLASSES_OF_INDIVIDUALS = frozenset({OWL.term("Thing"), OWL.term("NamedIndividual"), OWL.term("Nothing")})
#: Classes whose members are no part of the schema.
_MEMBERS_ARE_DATA = _CLASSES_OF_INDIVIDUALS.union(map(NamedNode, DATATYPES))
_SCHEMA_SPACES = (OWL.iri, RDFS.iri, RDF.iri)


def is_axiom(triple: Triple) -> bool:
    """Whether a triple is, or is part of, an axiom: judged by its vocabulary."""
    if triple.predicate == TYPE:
        return is_axiom_key(TYPE, triple.object)
    return is_axiom_key(triple.predicate, None)


def is_axiom_key(predicate: Term, cls: Term | None) -> bool:
    """Whether triples of this predicate, or types of this class, are axioms."""
    term = predicate if cls is None else cls
    excluded = _NOT_SCHEMA if cls is None else _MEMBERS_ARE_DATA
    iri = getattr(term, "value", "")
    return term not in excluded and iri.startswith(_SCHEMA_SPACES)
