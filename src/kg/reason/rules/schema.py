"""Reading access to the axioms of an ontology: lookups, RDF lists, and readable names of class expressions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.terms import OWL, PREFIXES, RDF
from kg.reason.rules.model import Atom, Term

TYPE = RDF.term("type")
_FIRST, _REST, _NIL = RDF.term("first"), RDF.term("rest"), RDF.term("nil")
#: Expressions within each other that a name spells out, and expressions in all.
_DEPTH, _EXPRESSIONS = 12, 100
_NAMESPACES = tuple(PREFIXES.values())
_JOINED = {"intersectionOf": " and ", "unionOf": " or ", "oneOf": ", "}
_RESTRICTED = {
    "someValuesFrom": "some", "allValuesFrom": "only", "hasValue": "value",
    "maxCardinality": "max", "maxQualifiedCardinality": "max",
}  # fmt: skip


class Schema:
    """The triples of an ontology, indexed; every answer is sorted, so that compilation is deterministic."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[Term, NamedNode], set[Term]] = defaultdict(set)
        self._pairs: dict[NamedNode, set[tuple[Term, Term]]] = defaultdict(set)
        self._sorted: dict[NamedNode, list[tuple[Term, Term]]] = {}
        self._names: dict[Term, str] = {}
        # Each look at a part of a triple makes a new object of it.
        for subject, predicate, other in triples:
            self._objects[subject, predicate].add(other)
            self._pairs[predicate].add((subject, other))

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """All objects of ``subject`` and ``predicate``."""
        return sorted(self._objects.get((subject, predicate), ()), key=str)

    def has(self, subject: Term, predicate: NamedNode) -> bool:
        """Whether ``subject`` has an object of ``predicate``."""
        return (subject, predicate) in self._objects

    def pairs(self, predicate: NamedNode) -> Sequence[tuple[Term, Term]]:
        """All subjects and objects of ``predicate``."""
        if predicate not in self._sorted:
            found = self._pairs.get(predicate, ())
            self._sorted[predicate] = sorted(found, key=lambda pair: f"{pair[0]} {pair[1]}")
        return self._sorted[predicate]

    def instances(self, cls: NamedNode) -> Sequence[Term]:
        """All resources asserted to be in ``cls``."""
        return self._instances.get(cls, ())

    @cached_property
    def _instances(self) -> dict[Term, list[Term]]:
        found: dict[Term, list[Term]] = defaultdict(list)
        for subject, cls in self.pairs(TYPE):
            found[cls].append(subject)
        return found

    def atom(self, subject: Term, prop: Term, value: Term) -> Atom:
        """The pattern ``subject prop value``; a property that is only the inverse of a named one is read backwards.

        So ``[ owl:inverseOf :hasMember ]`` in a chain or a restriction needs no name, and no fact of its own in proofs.
        """
        of = self.inverse_of(prop)
        return Atom(subject, prop, value) if of is None or isinstance(value, Literal) else Atom(value, of, subject)

    def inverse_of(self, prop: Term) -> NamedNode | None:
        """The property that ``prop`` is only the inverse of, where it has a name and ``prop`` has none."""
        of = self.objects(prop, OWL.term("inverseOf")) if isinstance(prop, BlankNode) else []
        return of[0] if len(of) == 1 and isinstance(of[0], NamedNode) else None

    def members(self, head: Term) -> list[Term] | None:
        """The members of an RDF list, or None where it is not one: a cell without exactly one first and rest."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self._objects.get((head, _FIRST), ()), self._objects.get((head, _REST), ())
            if head in seen or len(first) != 1 or len(rest) != 1:
                return None
            seen.add(head)
            found.extend(first)
            (head,) = rest
        return found

    def name(self, term: Term) -> str:
        """A readable name: a prefixed name, or a class expression written in the manner of Manchester syntax."""
        if not isinstance(term, BlankNode):
            return short(term)
        if term not in self._names:
            self._names[term] = _Namer(self).name(term, frozenset())
        return self._names[term]


class _Namer:
    """Spells out one name, and no more expressions than a reader can take in."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._left = _EXPRESSIONS

    def name(self, term: Term, above: frozenset[Term]) -> str:
        if not isinstance(term, BlankNode) or term in above:
            return short(term)
        if not self._left or len(above) == _DEPTH:
            return "…"
        self._left -= 1
        inside = above | {term}
        return next(self._expressions(term, inside), short(term))

    def _expressions(self, term: BlankNode, inside: frozenset[Term]) -> Iterator[str]:
        objects = self._schema.objects
        for local, joint in _JOINED.items():
            for head in objects(term, OWL.term(local)):
                members = self._schema.members(head) or []
                text = joint.join(self.name(member, inside) for member in members)
                yield f"{{{text}}}" if local == "oneOf" else f"({text})"
        for thing in objects(term, OWL.term("complementOf")):
            yield f"(not {self.name(thing, inside)})"
        for thing in objects(term, OWL.term("inverseOf")):
            yield f"(inverse {self.name(thing, inside)})"
        for prop in objects(term, OWL.term("onProperty")):
            for local, word in _RESTRICTED.items():
                for value in objects(term, OWL.term(local)):
                    of = objects(term, OWL.term("onClass"))
                    parts = [self.name(prop, inside), word, self.name(value, inside)]
                    yield "(" + " ".join(parts + [self.name(cls, inside) for cls in of]) + ")"


@lru_cache(maxsize=2**16)
def short(term: Term) -> str:
    """A term as text, an IRI with its prefix where it has one, a literal by its value.

    >>> short(OWL.term("Thing"))
    'owl:Thing'
    """
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode) and term.value.startswith(_NAMESPACES):
        length, prefix = max((len(iri), prefix) for prefix, iri in PREFIXES.items() if term.value.startswith(iri))
        return f"{prefix}:{term.value[length:]}"
    return str(term)
