"""How much of some data is in this vocabulary: data of others have no findings, since no shape is about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.rdf.load import Loaded
from kg.rdf.names import NAMES, Names, names_in, slug
from kg.rdf.resources import resources
from kg.rdf.terms import BASE, CONFLICT, DCT, OWL, RDF, RDFS, SKOS, TOLD, TYPE, shorten
from kg.rdf.text import few

_CLASS, _PROPERTY = "class", "property"
#: What documents and relates any resource, and needs no shape.
_STANDARD = (
    TYPE, *NAMES, *(SKOS.term(name) for name in (
        "note", "scopeNote", "editorialNote", "changeNote", "historyNote", "example", "definition", "notation",
        "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch",
    )),
    *(DCT.term(name) for name in ("language", "license", "rights", "description", "creator", "created", "modified")),
)  # fmt: skip
_KINDS = {
    OWL.term("Class"): _CLASS, RDFS.term("Class"): _CLASS, OWL.term("ObjectProperty"): _PROPERTY,
    OWL.term("DatatypeProperty"): _PROPERTY, OWL.term("AnnotationProperty"): _PROPERTY, RDF.term("Property"): _PROPERTY,
}  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """The accounts and other things that data describe in this vocabulary, and the number of triples about the rest."""

    accounts: int
    identities: int
    foreign: int

    def __str__(self) -> str:
        known = f"{self.accounts} accounts, {self.identities} identities"
        if self.foreign:
            known += f", {self.foreign} triples of other vocabularies"
        return known + ", which no shape is about" * bool(self.foreign and self.known)

    @property
    def known(self) -> bool:
        """Whether anything is in this vocabulary."""
        return bool(self.accounts or self.identities)


def coverage(loaded: Loaded) -> Coverage:
    """What of ``loaded`` this vocabulary knows.

    A thing is known where its IRI is one of this dataset's, or where it has a class or a property of the ontology.
    """
    known = {triple.subject for triple in loaded.asserted if _is_known(triple)}
    foreign = sum(triple.subject not in known for triple in loaded.asserted)
    return Coverage(len({triple.subject for triple in loaded.accounts}), len(known), foreign)


def _is_known(triple: Triple) -> bool:
    term = triple.object if triple.predicate == TYPE else triple.predicate
    of_ontology = isinstance(term, NamedNode) and term.value.startswith((CONFLICT.iri, TOLD.iri))
    return of_ontology or getattr(triple.subject, "value", "").startswith(BASE)


TERM_COLUMNS = ("known here", "kind", "term", "triples", "near here")


@dataclass(frozen=True)
class UsedTerm:
    """A class or property that data use: in how many triples, whether it is known here, and what it may mean here."""

    kind: str
    iri: str
    triples: int
    known: bool
    near: tuple[str, ...] = ()

    @property
    def row(self) -> tuple[str, str, str, int, str]:
        """The term as text, in the order of :data:`TERM_COLUMNS`."""
        near = ", ".join(map(shorten, self.near))
        return ("yes" if self.known else "no", self.kind, shorten(self.iri), self.triples, near)


def used_terms(
    triples: Iterable[Triple], vocabulary: Collection[Triple], alignments: Callable[[], Iterable[Triple]]
) -> list[UsedTerm]:
    """The classes and properties of ``triples``, the unknown ones first, and of these the most frequent.

    Known is what ``vocabulary``, that is the ontology, the code lists and the shapes, names anywhere. What is near an
    unknown term is what ``alignments`` relate to it; else up to two terms of the ontology of the same kind that have a
    name like it.
    """
    known = {term for t in vocabulary for term in (t.subject, t.predicate, t.object) if isinstance(term, NamedNode)}
    known |= {*_STANDARD, *(TOLD.term(term.value.removeprefix(CONFLICT.iri)) for term in known if _is_own(term))}
    counted: Counter[tuple[str, NamedNode]] = Counter()
    for triple in triples:
        is_class = triple.predicate == TYPE and isinstance(triple.object, NamedNode)
        counted[_PROPERTY, triple.predicate] += not is_class
        if is_class:
            counted[_CLASS, triple.object] += 1  # type: ignore[index]
    used = [(kind, term, n) for (kind, term), n in counted.items() if n]
    meant = None if all(term in known for _, term, _ in used) else _Meant(vocabulary, alignments())
    found = [
        UsedTerm(kind, term.value, n, term in known, () if meant is None or term in known else meant.near(kind, term))
        for kind, term, n in used
    ]
    return sorted(found, key=lambda used: (used.known, -used.triples, used.kind, used.iri))


def in_short(used: Iterable[UsedTerm]) -> str:
    """One line on the terms that are not known here; empty where all are."""
    unknown = [f"{shorten(term.iri)} ({term.triples})" for term in used if not term.known]
    return f"classes and properties that are not known here: {few(unknown)}" if unknown else ""


def _is_own(term: NamedNode) -> bool:
    return term.value.startswith(CONFLICT.iri)


class _Meant:
    """What terms of other vocabularies may mean in the ontology."""

    def __init__(self, vocabulary: Iterable[Triple], alignments: Iterable[Triple]) -> None:
        self._aligned: dict[str, set[str]] = {}
        for t in alignments:
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode) and _is_own(t.subject):
                self._aligned.setdefault(t.object.value, set()).add(t.subject.value)
        own = {
            iri: about for iri, about in resources(vocabulary).items() if isinstance(iri, NamedNode) and _is_own(iri)
        }
        self._names = Names(names_in(own))
        self._among: dict[str, set[str]] = {_CLASS: set(), _PROPERTY: set()}
        for iri, about in own.items():
            for declared in about.get(TYPE, ()):
                if isinstance(declared, NamedNode) and declared in _KINDS:
                    self._among[_KINDS[declared]].add(iri.value)

    def near(self, kind: str, term: NamedNode) -> tuple[str, ...]:
        """Up to two terms of the ontology, of this kind."""
        if term.value in self._aligned:
            return tuple(sorted(self._aligned[term.value])[:2])
        return tuple(found.iri for found in self._names.search(slug(term.value), self._among[kind])[:2])
