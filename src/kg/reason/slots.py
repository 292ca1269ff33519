"""What the ontology says of each property that an account can state, and what it infers alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from kg.rdf.terms import BASE, CONFLICT, OWL, RDFS, SKOS, SUBCLASS
from kg.reason.rules.schema import Schema

#: Namespace of the code lists.
SCHEMES = BASE + "id/scheme/"


@dataclass(frozen=True)
class Slot:
    """A property that an account can state.

    ``name``: local name; ``domain``: local name of the class whose accounts state it, "" for all; ``range``: class or
    datatype of its values; ``scheme``: code list of its values; ``bounded_by``: local name of the property whose value
    is no smaller; ``is_single``: at most one value.
    """

    name: str
    domain: str
    range: NamedNode | None
    scheme: str
    bounded_by: str
    is_single: bool
    definition: str


def slots_of(schema: Schema) -> Iterator[Slot]:
    """The properties with a ``conflict:slotKind``, by name."""
    for name in local_names(s for s, _ in schema.pairs(CONFLICT.term("slotKind"))):
        prop = CONFLICT.term(name)
        scheme, bound = (one(schema, prop, CONFLICT.term(local)) for local in ("codeList", "boundedBy"))
        kind, domain = one(schema, prop, CONFLICT.term("slotKind")), one(schema, prop, RDFS.term("domain"))
        yield Slot(
            name,
            domain.value.removeprefix(CONFLICT.iri) if domain else "",
            one(schema, prop, RDFS.term("range")),
            scheme.value.removeprefix(SCHEMES) if scheme else "",
            bound.value.removeprefix(CONFLICT.iri) if bound else "",
            kind is None or not kind.value.endswith("/set"),
            text_of(schema, prop, SKOS.term("definition")),
        )


def inferred_properties(schema: Schema) -> list[str]:
    """Local names of the properties that are inferred alone: by a chain, as an inverse, or from a narrower property."""
    found = {s for name in ("propertyChainAxiom", "inverseOf") for s, _ in schema.pairs(OWL.term(name))}
    found |= {wider for _, wider in schema.pairs(RDFS.term("subPropertyOf"))}
    return local_names(found)


def inferred_classes(schema: Schema) -> list[str]:
    """Local names of the classes that the ontology gives a sufficient condition, which is what is asked instead."""
    found = {cls for cls, _ in schema.pairs(OWL.term("equivalentClass"))}
    found |= {wider for condition, wider in schema.pairs(SUBCLASS) if isinstance(condition, BlankNode)}
    return local_names(found)


def local_names(terms: Iterable[object]) -> list[str]:
    """The local names of the resources among ``terms``, sorted."""
    return sorted(t.value.removeprefix(CONFLICT.iri) for t in terms if isinstance(t, NamedNode))


def one(schema: Schema, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
    """The first resource that is stated, or None."""
    return next((value for value in schema.objects(subject, predicate) if isinstance(value, NamedNode)), None)


def text_of(schema: Schema, subject: NamedNode, predicate: NamedNode) -> str:
    """The text of the first value that is stated, or nothing."""
    return next((str(getattr(value, "value", "")) for value in schema.objects(subject, predicate)), "")
