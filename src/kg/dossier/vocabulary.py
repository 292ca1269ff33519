"""The ontology as it is shown to people: terms, code lists and shapes as plain data, read from the files that ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.rdf.resources import Resource, Term, resources, term_text
from kg.rdf.terms import CONFLICT, LABEL, OWL, RDFS, SHACL, SKOS, TYPE
from kg.rdf.text import clean
from kg.reason.rules.schema import Schema, short

SCHEMA_SECTIONS = (
    ("classes", "Classes", "Class"),
    ("object-properties", "Properties between things", "ObjectProperty"),
    ("datatype-properties", "Properties with a value", "DatatypeProperty"),
    ("annotation-properties", "Declarations that programs read", "AnnotationProperty"),
)
#: Axioms in the order in which they are shown, with the words for them.
AXIOMS = (
    (RDFS.term("subClassOf"), "narrower than"),
    (RDFS.term("subPropertyOf"), "narrower than"),
    (OWL.term("equivalentClass"), "the same as"),
    (OWL.term("equivalentProperty"), "the same as"),
    (RDFS.term("domain"), "from"),
    (RDFS.term("range"), "to"),
    (OWL.term("inverseOf"), "inverse of"),
    (OWL.term("propertyChainAxiom"), "follows from"),
    (OWL.term("disjointWith"), "disjoint with"),
    (RDFS.term("seeAlso"), "mirrors"),
)
NOTATION, DEFINITION = SKOS.term("notation"), SKOS.term("definition")
_ABOUT = {TYPE, LABEL, DEFINITION, SKOS.term("example"), RDFS.term("isDefinedBy"), *(p for p, _ in AXIOMS)}


@dataclass(frozen=True)
class Word:
    """A term: local name, IRI, label, definition, examples, and lines of (words, values) on its axioms and the rest.

    A value is a text and the anchor of the term that it names, empty where it names none of ours.
    """

    name: str
    iri: str
    label: str
    definition: str
    examples: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Section:
    """Terms under a heading."""

    anchor: str
    title: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Shape:
    """A SHACL shape: its name, what it holds for, why, and what is said where it is broken."""

    name: str
    label: str
    comment: str
    targets: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """A code list with its concepts as (IRI, notation, label, definition)."""

    name: str
    label: str
    concepts: tuple[tuple[str, str, str, str], ...]


def sections(ontology: Iterable[Triple], namespace: str = CONFLICT.iri) -> list[Section]:
    """The terms of an ontology in ``namespace``, by kind, each kind sorted by name."""
    triples = tuple(ontology)
    schema, things = Schema(triples), resources(triples)
    made = []
    for anchor, title, kind in SCHEMA_SECTIONS:
        found = [
            _word(iri, about, schema, namespace)
            for iri, about in things.items()
            if isinstance(iri, NamedNode) and iri.value.startswith(namespace) and OWL.term(kind) in about.get(TYPE, ())
        ]
        if found:
            made.append(Section(anchor, title, tuple(sorted(found, key=lambda word: word.name.casefold()))))
    return made


def _word(iri: NamedNode, about: Resource, schema: Schema, namespace: str) -> Word:
    lines = []
    for predicate, words in AXIOMS:
        values = tuple(_named(value, schema) for value in about.get(predicate, ()))
        if values:
            lines.append((words, values))
    for predicate in sorted(set(about) - _ABOUT, key=str):
        lines.append((short(predicate), tuple(_named(value, schema) for value in about[predicate])))
    return Word(
        name=iri.value.removeprefix(namespace),
        iri=iri.value,
        label=_text(about, LABEL),
        definition=_text(about, DEFINITION),
        examples=tuple(clean(value.value) for value in about.get(SKOS.term("example"), ())),
        lines=tuple(lines),
    )


def _named(value: Term, schema: Schema) -> tuple[str, str]:
    if isinstance(value, BlankNode):
        steps = schema.members(value)
        if steps is not None:
            return " then ".join(schema.name(step) for step in steps), ""
        return clean(schema.name(value)), ""
    return clean(short(value)), value.value.removeprefix(CONFLICT.iri) if value.value.startswith(CONFLICT.iri) else ""


def _text(about: Resource, predicate: NamedNode) -> str:
    return next((clean(value.value) for value in about.get(predicate, ())), "")


def shapes(triples: Iterable[Triple]) -> list[Shape]:
    """The shapes of a shapes graph by name, each with the messages of its own constraints and its properties'."""
    things = resources(triples)
    found = []
    for iri, about in things.items():
        if isinstance(iri, NamedNode) and SHACL.term("NodeShape") in about.get(TYPE, ()):
            targets = [v for kind in ("targetClass", "targetSubjectsOf", "targetObjectsOf") for v in _of(about, kind)]
            inner = [v for kind in ("property", "sparql") for v in _of(about, kind)]
            parts = [about, *(things.get(cast(NamedNode, v), {}) for v in inner)]
            messages = {clean(m.value) for part in parts for m in part.get(SHACL.term("message"), ())}
            found.append(
                Shape(
                    name=iri.value.rpartition("#")[2],
                    label=_text(about, RDFS.term("label")),
                    comment=_text(about, RDFS.term("comment")),
                    targets=tuple((term_text(v), v.value.removeprefix(CONFLICT.iri)) for v in targets),
                    messages=tuple(sorted(messages)),
                )
            )
    return sorted(found, key=lambda shape: shape.name)


def _of(about: Resource, local: str) -> list[Term]:
    return list(about.get(SHACL.term(local), ()))


def schemes(triples: Iterable[Triple]) -> list[Scheme]:
    """The code lists by name, their concepts by notation."""
    things = resources(triples)
    found = []
    for iri, about in things.items():
        if SKOS.term("ConceptScheme") in about.get(TYPE, ()):
            concepts = [
                (one.value, _text(said, NOTATION), _text(said, LABEL), _text(said, DEFINITION))
                for one, said in things.items()
                if iri in said.get(SKOS.term("inScheme"), ())
            ]
            ordered = tuple(sorted(concepts, key=lambda concept: (concept[1], concept[0])))
            found.append(Scheme(iri.value.rpartition("/")[2], _text(about, LABEL), ordered))
    return sorted(found, key=lambda scheme: scheme.name)
