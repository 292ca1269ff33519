"""Which thing of the graph, or of the sheet itself, a name in a cell stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode

from kg.columns.files import LoadedData
from kg.exchange.matching.candidates import by_account, local_name, read_candidates
from kg.exchange.sheet.schema import PREFIX_OF, SheetSchema, read_codes, read_schema
from kg.exchange.sheet.values import CellError
from kg.pipeline import load_data, ontology_and_schemes
from kg.rdf.names import Names, key_of, names_in
from kg.rdf.resources import Resource, as_iri, first, first_code, resources
from kg.rdf.terms import CONFLICT, DCT, PREFIXES, TYPE

#: What is sought where the ontology names no class: what a declaration can be about.
ANYTHING = ""
#: So many unknown names are compared with the names of the graph, which takes time; the others are only unknown.
_COMPARED = 200


@dataclass(frozen=True)
class SourceRecord:
    """What the graph says of a source: its grade, address, and day of publication."""

    reliability: str | None
    address: str | None
    issued: str | None


@dataclass(frozen=True)
class Graph:
    """The things that cells can name.

    ``classes``: by IRI, local names of the classes, with all superclasses; ``stated``: by IRI, one class without them.
    ``edges``: by class and both ends, the relations and declarations that an account states with these ends.
    """

    schema: SheetSchema
    codes: Mapping[str, Names]
    names: Names
    classes: Mapping[str, frozenset[str]]
    stated: Mapping[str, str]
    sources: Mapping[str, SourceRecord]
    edges: Mapping[tuple[str, str, str], tuple[str, ...]]


def read_graph(data: Sequence[Path], about: Iterable[str] = ()) -> Graph:
    """What ``data`` (default: what ships) hold; of datasets the actors and places, and the resources ``about``."""
    loaded = load_data(data, [NamedNode(iri) for iri in sorted(set(about))])
    ontology, schemes = ontology_and_schemes()
    schema = read_schema(ontology)
    described = resources(loaded.asserted)
    named = names_in(described)
    classes: dict[str, frozenset[str]] = {}
    stated: dict[str, str] = {}
    for thing, types in described.items():
        found = [cls for one in types.get(TYPE, ()) if (cls := local_name(one)) in schema.above or cls == "Source"]
        if isinstance(thing, NamedNode) and found:
            classes[thing.value] = frozenset(chain.from_iterable(schema.above.get(cls, {cls}) for cls in found))
            stated[thing.value] = found[0]
    if loaded.datasets is not None:
        candidates = read_candidates(loaded, schema.above)
        named = chain(named, ((one.iri, name) for one in candidates for name in one.names))
        for one in candidates:
            classes[one.iri], stated[one.iri] = one.classes, min(one.most)
    sources = {s.value: source_record(about) for s, about in described.items() if "Source" in classes.get(s.value, ())}
    edges = _edges(loaded, schema, stated)
    return Graph(schema, read_codes(schemes), Names(named), classes, stated, sources, edges)


def source_record(about: Resource) -> SourceRecord:
    """The record of a source that is described so."""
    letter = first_code(about, CONFLICT.term("hasReliability"))
    return SourceRecord(letter, first(about, DCT.term("source")), first(about, DCT.term("issued")))


def _edges(
    loaded: LoadedData, schema: SheetSchema, stated: Mapping[str, str]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    described = CONFLICT.term("isAccountOf")
    roles = sorted({role for ends in schema.ends.values() for role in ends})
    told = {role: NamedNode(PREFIXES["told"] + role) for role in roles}
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for said in by_account(loaded, (described, *told.values())).values():
        for thing in said[described]:
            cls = stated.get(thing, "")
            if cls in schema.ends:
                one, other = (said[told[role]] for role in schema.ends[cls])
                for pair in ((a, b) for a in one for b in other):
                    found[cls, *pair].add(thing)
    return {key: tuple(sorted(things)) for key, things in found.items()}


class Finder:
    """Finds what cells name, in a graph and among what the sheet introduces; every question is answered once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._among: dict[str, frozenset[str]] = {}
        self._introduced: dict[str, dict[str, str]] = defaultdict(dict)
        self._new: dict[str, tuple[str, str]] = {}
        self._answers: dict[tuple[str, str], str | CellError] = {}
        self._named: dict[tuple[str, str], tuple[str, ...]] = {}
        self._compared = 0

    def introduce(self, name: str, iri: str, cls: str) -> None:
        """Let ``name`` stand for the new thing ``iri`` of the class ``cls``."""
        self._introduced[key_of(name)][iri] = cls
        self._new.setdefault(iri, (cls, name))

    def thing(self, column: str, text: str, base: str) -> str:
        """The IRI of the thing of the class ``base``, or below, that ``text`` names.

        ``CellError`` where there is none, with names like it, and where there are several, which it lists.
        """
        if (base, text) not in self._answers:
            self._answers[base, text] = self._sought(text, base)
        answer = self._answers[base, text]
        if isinstance(answer, CellError):
            raise CellError(column, answer.reason)
        return answer

    def found(self, text: str, base: str) -> list[str]:
        """The things of the class ``base`` that ``text`` names: those of the graph, and those of the sheet."""
        iri = as_iri(text)
        if iri is not None:
            made = self._new.get(iri.value)
            known = iri.value in self._of(base) or (made is not None and self._fits(made[0], base))
            return [iri.value] if known else []
        new = (one for one, cls in self._introduced.get(key_of(text), {}).items() if self._fits(cls, base))
        return sorted({*self.named(text, base), *new})

    def named(self, text: str, base: str) -> tuple[str, ...]:
        """The things of the graph of the class ``base`` that have the name ``text``."""
        if (base, text) not in self._named:
            self._named[base, text] = self.graph.names.find(text, self._of(base))
        return self._named[base, text]

    def code(self, column: str, text: str, scheme: str) -> str:
        """The concept of a code list that ``text`` names, by its label, its notation or its IRI."""
        names = self.graph.codes[scheme]
        iri = as_iri(text)
        found = names.find(text if iri is None else iri.value.rsplit("/", 1)[1])
        if len(found) == 1 and iri in (None, NamedNode(found[0])):
            return found[0]
        near = names.meant(text) or f"; there are: {', '.join(sorted(iri.rsplit('/', 1)[1] for iri in names.things))}"
        raise CellError(column, f"{text!r} is not in the code list {scheme}{near}")

    def in_graph(self, text: str, base: str) -> bool:
        """Whether the graph itself has a thing of the class ``base`` that ``text`` names."""
        iri = as_iri(text)
        return bool(self.named(text, base)) if iri is None else iri.value in self._of(base)

    def has(self, iri: str, cls: str, label: str) -> bool:
        """Whether the graph has this very identity, as it does where what a sheet became is among the data."""
        return self.graph.stated.get(iri) == cls and self.graph.names.label(iri) == label

    def class_of(self, iri: str) -> str:
        """The local name of the class of a thing of the graph, or of a new one."""
        return self.graph.stated.get(iri) or self._new[iri][0]

    def label(self, iri: str) -> str:
        """The name of a thing of the graph, or of a new one."""
        return self._new[iri][1] if iri in self._new else self.graph.names.label(iri)

    def _sought(self, text: str, base: str) -> str | CellError:
        found = self.found(text, base)
        if len(found) == 1:
            return found[0]
        if found:
            return CellError("", f"{text!r} is the name of several: {self.graph.names.shown(found)}; write the IRI")
        self._compared += 1
        near = self.graph.names.meant(text, self._of(base)) if self._compared <= _COMPARED else ""
        return CellError("", f"no {self._what(base)} is called {text!r}{near}")

    def _what(self, base: str) -> str:
        return self.graph.schema.labels.get(base) or base.lower() or "actor, event or relation"

    def _of(self, base: str) -> frozenset[str]:
        if base not in self._among:
            wanted = {base} if base else {"Actor", "Event", "Relation"}
            found = (iri for iri, classes in self.graph.classes.items() if not classes.isdisjoint(wanted))
            self._among[base] = frozenset(found)
        return self._among[base]

    def _fits(self, cls: str, base: str) -> bool:
        wanted = (base,) if base else ("Actor", "Event", "Relation")
        return cls == base or any(self.graph.schema.is_a(cls, one) for one in wanted)


def iris_in(texts: Iterable[str]) -> set[str]:
    """The IRIs of things of this graph that stand in cells."""
    found = set()
    for text in texts:
        prefix = text.partition(":")[0]
        if prefix in PREFIX_OF.values() and (iri := as_iri(text)) is not None:
            found.add(iri.value)
    return found
