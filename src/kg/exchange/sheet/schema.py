"""What the ontology says of the classes and properties that a sheet states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Triple

from kg.exchange.matching.candidates import superclasses
from kg.rdf.names import Names
from kg.rdf.terms import CONFLICT, LABEL, SKOS
from kg.reason.rules.schema import Schema
from kg.reason.slots import Slot, inferred_classes, local_names, one, slots_of, text_of

#: Classes that stand for others: nothing is of them alone.
_ABSTRACT = frozenset({"Actor", "Event", "Place", "Relation", "Declaration", "ForceEvent"})
#: The kinds of thing that a sheet introduces, and the prefix of their IRIs.
PREFIX_OF = {"Declaration": "act", "Event": "event", "Relation": "relation", "Actor": "actor", "Place": "place"}


@dataclass(frozen=True)
class SheetSchema:
    """``above``: by class, itself and its superclasses; ``slots``: by local name; ``ends``: by class, its two roles.

    ``labels`` are the English names of classes, ``verbs`` those of the edge that a relation makes (sponsors);
    ``inferred`` are the classes that nobody states.
    """

    above: Mapping[str, frozenset[str]]
    slots: Mapping[str, Slot]
    ends: Mapping[str, tuple[str, str]]
    labels: Mapping[str, str]
    verbs: Mapping[str, str]
    inferred: frozenset[str]

    def classes(self, base: str) -> list[str]:
        """The classes below ``base`` that can be stated, by their English names."""
        stated = (c for c, up in self.above.items() if base in up and c not in self.inferred | _ABSTRACT)
        return sorted((cls for cls in stated if self.labels[cls]), key=lambda cls: self.labels[cls])

    def class_names(self, *bases: str) -> Names:
        """The names of the classes that can be stated, below any of ``bases``."""
        if bases not in self._class_names:
            found = dict.fromkeys(cls for base in bases for cls in self.classes(base))
            named = ((c, name) for c in found for name in (self.labels[c], self.verbs.get(c), c))
            self._class_names[bases] = Names((CONFLICT.term(c).value, name) for c, name in named if name)
        return self._class_names[bases]

    @cached_property
    def _class_names(self) -> dict[tuple[str, ...], Names]:
        return {}

    def is_a(self, cls: str, base: str) -> bool:
        """Whether ``cls`` is ``base`` or below it."""
        return base in self.above.get(cls, ())

    def fits(self, slot: str, cls: str) -> bool:
        """Whether accounts of things of class ``cls`` can state ``slot``."""
        domain = self.slots[slot].domain
        return not domain or self.is_a(cls, domain)

    def prefix(self, cls: str) -> str:
        """The prefix of the IRIs of things of ``cls``."""
        return next(prefix for base, prefix in PREFIX_OF.items() if self.is_a(cls, base))


def read_schema(ontology: Iterable[Triple]) -> SheetSchema:
    """What ``ontology`` says."""
    schema = Schema(ontology)
    above = superclasses(ontology)
    ends = {}
    for cls in above:
        first, second = (one(schema, CONFLICT.term(cls), CONFLICT.term(name)) for name in ("edgeSource", "edgeTarget"))
        if first is not None and second is not None:
            ends[cls] = (local_names([first])[0], local_names([second])[0])
    labels = {cls: text_of(schema, CONFLICT.term(cls), LABEL) for cls in above}
    edges = {cls: text_of(schema, CONFLICT.term(cls), CONFLICT.term("edgeLabel")) for cls in above}
    verbs = {cls: verb for cls, verb in edges.items() if "Relation" in above[cls]}
    slots = {slot.name: slot for slot in slots_of(schema)}
    return SheetSchema(above, slots, ends, labels, verbs, frozenset(inferred_classes(schema)))


def read_codes(schemes: Iterable[Triple]) -> dict[str, Names]:
    """By code list, the names of its concepts."""
    schema = Schema(schemes)
    named: dict[str, list[tuple[str, str]]] = {}
    for concept, scheme in schema.pairs(SKOS.term("inScheme")):
        if isinstance(concept, NamedNode) and isinstance(scheme, NamedNode):
            listed = named.setdefault(scheme.value.rsplit("/", 1)[1], [])
            listed.extend(
                (concept.value, text_of(schema, concept, SKOS.term(name))) for name in ("prefLabel", "notation")
            )
    return {scheme: Names(names) for scheme, names in named.items()}
