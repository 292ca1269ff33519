"""Data, in triples or in columns → the actors and places in them, with what they are recognised by."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.columns.files import LoadedData
from kg.evidence.accounts import reach
from kg.rdf.read import read_bytes
from kg.rdf.terms import CONFLICT, LABEL, PREFIXES, SKOS, SUBCLASS, TOLD, TYPE

if TYPE_CHECKING:
    import polars as pl

    from kg.columns.load import Datasets

#: Kinds of resource that names are compared of.
KINDS = ("Actor", "Place")
#: An actor of one of these classes is never the same as an actor that is not of it.
_EXCLUSIVE = ("Person", "State", "Brand")
_ALIASES, _WEAK, _EXACT = SKOS.term("altLabel"), SKOS.term("hiddenLabel"), SKOS.term("exactMatch")
_SAID = (TYPE, LABEL, _ALIASES, _WEAK, _EXACT)
_LISTED, _ABOUT = TOLD.term("listIdentifier"), TOLD.term("isAboutActor")


@dataclass(frozen=True)
class Candidate:
    """An actor or a place: ``classes`` are local names, with all superclasses, ``most`` those that are stated.

    ``weak`` are the names among ``names`` that are too common to identify anything. ``identifiers`` are those of other
    projects: the local name of an imported resource, the addresses that it matches, entries of lists.
    """

    iri: str
    classes: frozenset[str]
    most: frozenset[str]
    names: tuple[str, ...]
    weak: frozenset[str]
    identifiers: frozenset[str]


def superclasses(ontology: Iterable[Triple]) -> dict[str, frozenset[str]]:
    """By class, its local name and those of all its superclasses."""
    up: dict[str, list[str]] = defaultdict(list)
    for triple in ontology:
        if triple.predicate == SUBCLASS and isinstance(triple.object, NamedNode):
            up[local_name(triple.subject)].append(local_name(triple.object))
    classes = {*up, *chain.from_iterable(up.values())}
    return {cls: frozenset({cls} | reach(cls, up)) for cls in classes}


def never_same(one: frozenset[str], other: frozenset[str]) -> str | None:
    """Why an actor of the classes ``one`` is never the same as one of the classes ``other``; None if it can be.

    >>> never_same(frozenset({"Actor", "Person"}), frozenset({"Actor", "Organization"}))
    'a person is never the same as an actor that is no person'
    """
    for name in _EXCLUSIVE:
        if (name in one) != (name in other):
            word = name.lower()
            return f"a {word} is never the same as an actor that is no {word}"
    return None


def read_candidates(loaded: LoadedData, above: Mapping[str, frozenset[str]]) -> list[Candidate]:
    """The actors and places of ``loaded``, by IRI; ``above`` are the superclasses of each class."""
    wanted = {CONFLICT.term(cls) for cls, classes in above.items() if not classes.isdisjoint(KINDS)}
    said: dict[str, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in _asserted(loaded, wanted):
        said[triple.subject.value][triple.predicate].append(triple.object.value)  # type: ignore[union-attr]
    listed = _list_identifiers(loaded)
    found = []
    for iri in sorted(said):
        about = said[iri]
        most = frozenset(local_name(NamedNode(cls)) for cls in about[TYPE] if NamedNode(cls) in wanted)
        names = dict.fromkeys(n for prop in (LABEL, _ALIASES, _WEAK) for n in sorted(about[prop]))
        if most and names:
            weak = frozenset(about[_WEAK]).difference(about[LABEL], about[_ALIASES])
            own = frozenset({iri.rsplit("/", 1)[-1], *about[_EXACT], *listed.get(iri, ())})
            classes = frozenset(chain.from_iterable(above[cls] for cls in most))
            found.append(Candidate(iri, classes, most, tuple(names), weak, own))
    return found


def _asserted(loaded: LoadedData, wanted: Iterable[NamedNode]) -> Iterator[Triple]:
    """What identifies things, in the triples and, of the classes ``wanted``, in the columns of ``loaded``."""
    yield from (t for t in loaded.asserted if t.predicate in _SAID)
    if loaded.datasets is not None:
        from kg.columns.load import subjects_of

        datasets = loaded.datasets
        subjects = subjects_of(datasets.asserted, datasets.dictionary, wanted)
        yield from _decoded(datasets, datasets.asserted.filter(datasets.asserted["s"].is_in(subjects.implode())), _SAID)


def asserted_of(loaded: LoadedData, properties: Collection[NamedNode]) -> Iterator[Triple]:
    """What ``loaded``, in triples or in columns, states of things with these properties."""
    yield from (t for t in loaded.asserted if t.predicate in properties)
    if loaded.datasets is not None:
        yield from _decoded(loaded.datasets, loaded.datasets.asserted, properties)


def by_account(loaded: LoadedData, properties: Collection[NamedNode]) -> dict[str, dict[NamedNode, list[str]]]:
    """By account of ``loaded``, in triples or in columns, what it has of ``properties``, sorted."""
    triples = [t for t in loaded.accounts if t.predicate in properties]
    if loaded.datasets is not None:
        triples += _decoded(loaded.datasets, loaded.datasets.accounts, properties)
    found: dict[str, dict[NamedNode, list[str]]] = {}
    for triple in sorted(triples, key=str):
        about = found.setdefault(triple.subject.value, {prop: [] for prop in properties})  # type: ignore[union-attr]
        about[triple.predicate].append(triple.object.value)  # type: ignore[union-attr]
    return found


def _decoded(datasets: Datasets, rows: pl.DataFrame, properties: Iterable[NamedNode]) -> list[Triple]:
    from kg.reason.encoding import triples_of

    numbers = [datasets.dictionary.number(prop) for prop in properties]
    return triples_of(datasets.dictionary.decode(rows.filter(rows["p"].is_in(numbers))))


def _list_identifiers(loaded: LoadedData) -> dict[str, set[str]]:
    """By actor, the identifiers that lists give to its entries, as accounts state them."""
    found: dict[str, set[str]] = defaultdict(set)
    for stated in by_account(loaded, (_LISTED, _ABOUT)).values():
        for actor in stated[_ABOUT]:
            found[actor].update(stated[_LISTED])
    return found


def read_crosswalk() -> dict[str, dict[str, str]]:
    """The shipped crosswalk: by IRI, the identifiers of other projects, each with its source."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    text = read_bytes(Path(__file__).with_name("crosswalk.csv")).decode()
    for row in csv.DictReader(io.StringIO(text)):
        kind, _, slug = row["resource"].partition(":")
        found[PREFIXES[kind] + slug][row["identifier"]] = row["source"]
    return found


def local_name(term: object) -> str:
    """The local name of a term of the ontology."""
    return str(getattr(term, "value", "")).removeprefix(CONFLICT.iri)
