"""What a passage mentions: things of a graph by any of their names, and concepts of its code lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from kg.exchange.draft.passages import Passage
from kg.exchange.sheet.graph import Graph
from kg.rdf.names import fold, key_of, slug
from kg.rdf.terms import SKOS

#: A word, with the points and apostrophes within it; a hyphen ends it.
_WORD = re.compile(r"[^\W_]+(?:['\u02bc\u02be\u02bf\u2018\u2019.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
#: The longest name, in words; names of fewer letters are found in their own case alone ("US" is not "us").
_WORDS, _SHORT = 9, 5
#: How an adjective is made of the name of a state.
_ENDINGS = ("i", "n", "ian", "an", "ese")
#: The code lists whose concepts are sought, each with the column of a sheet that takes them.
SCHEMES = {"weapon": "weapon", "facility": "facility", "support": "support"}
#: What a name says of itself in brackets.
_REMARK = re.compile(r"\s*\([^)]*\)$")
#: Weapons that others are used from, with what is below them.
_PLATFORMS = ("fighter-jet", "gunship", "helicopter")


@dataclass(frozen=True)
class Mention:
    """The characters ``start`` to ``end`` of a report, and what they name: ``things``, by IRI.

    ``kinds`` are local names of classes, with superclasses, or the column of a sheet that takes a concept. Of more than
    one thing, all have the name.
    """

    start: int
    end: int
    text: str
    things: tuple[str, ...]
    kinds: frozenset[str]

    def is_a(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


class Lexicon:
    """The names that are looked for: of actors and places of a graph, and of the concepts of :data:`SCHEMES`."""

    def __init__(self, graph: Graph, schemes: Iterable[Triple]) -> None:
        self.graph = graph
        self._kinds: dict[str, frozenset[str]] = {}
        self._by_key: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._places = {iri for iri, kinds in graph.classes.items() if "Place" in kinds}
        for iri, name in graph.names.named:
            kinds = graph.classes.get(iri, frozenset())
            if kinds & {"Actor", "Place"} and name != slug(iri):
                for form in {name, _REMARK.sub("", name)}:
                    self._add(iri, form, kinds)
                if "State" in kinds and len(name) >= _SHORT - 1:
                    for ending in _ENDINGS:
                        self._add(iri, name + ending, kinds)
        platforms = _platforms(schemes)
        for scheme, column in SCHEMES.items():
            for iri, name in graph.codes[scheme].named if scheme in graph.codes else ():
                kinds = frozenset({"platform" if iri in platforms else column})
                for form in (name, f"{name}s"):
                    self._add(iri, form, kinds)

    def mentions(self, passage: Passage) -> list[Mention]:
        """The mentions in ``passage`` in order; of names that begin at one word the longest."""
        words = [(m.start(), _end_of(m)) for m in _WORD.finditer(passage.text)]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention, taken = self._longest(passage, words[at : at + _WORDS])
            found += [mention] if mention else []
            at += taken
        return found

    def actor(self, name: str) -> str | None:
        """The only actor that is called ``name``, or None."""
        found = self._named(name)
        return found.pop() if len(found) == 1 else None

    def place(self, text: str) -> tuple[str, ...]:
        """The places that have the name ``text``."""
        return self.graph.names.find(text, self._places)

    def forces_of(self, state: str) -> dict[str, str]:
        """The actors that are called the forces of ``state``, an IRI, with the part of their name that says which."""
        begin = [f"{name} forces" for iri, name in self.graph.names.named if iri == state]
        begin += [f"{name.removesuffix(' forces')}{ending} forces" for name in begin[:1] for ending in _ENDINGS]
        found: dict[str, str] = {}
        for iri, name in self.graph.names.named:
            if "Actor" in self._kinds.get(iri, ()) and name != slug(iri):
                which = next((name[len(one) :] for one in begin if fold(name).startswith(fold(one))), None)
                if which is not None:
                    found.setdefault(iri, which)
        return found

    def _add(self, iri: str, name: str, kinds: frozenset[str]) -> None:
        self._kinds[iri] = kinds
        self._by_key[key_of(name)][name].add(iri)

    def _longest(self, passage: Passage, words: list[tuple[int, int]]) -> tuple[Mention | None, int]:
        start = words[0][0]
        for count in range(len(words), 0, -1):
            text = passage.text[start : words[count - 1][1]]
            things = self._named(text)
            if things:
                kinds = frozenset.intersection(*(self._kinds[iri] for iri in things))
                at = passage.start
                return Mention(at + start, at + start + len(text), text, tuple(sorted(things)), kinds), count
        return None, 1

    def _named(self, text: str) -> set[str]:
        names: Mapping[str, set[str]] = self._by_key.get(key_of(text), {})
        short = len(key_of(text)) < _SHORT
        plain = text.replace(".", "")
        found = {iri for name, things in names.items() if not short or name.replace(".", "") == plain for iri in things}
        # A concept's name in small letters is no actor's, and an actor's is no place's where both have it.
        for kind in ("Actor", "Place"):
            of_kind = {iri for iri in found if kind in self._kinds[iri]}
            if of_kind and any(letter.isupper() for letter in text):
                return of_kind
        concepts = {iri for iri in found if not self._kinds[iri] & {"Actor", "Place"}}
        return concepts or (set() if text.islower() else found)


def _end_of(word: re.Match[str]) -> int:
    """Where a word ends, without the ending of a possessive and with the last stop of an abbreviation (U.S.)."""
    stops = "." in word[0] and word.string[word.end() : word.end() + 1] == "."
    return word.start() + len(_POSSESSIVE.sub("", word[0])) + stops


def _platforms(schemes: Iterable[Triple]) -> set[str]:
    """The weapons that others are used from."""
    below: dict[str, list[str]] = defaultdict(list)
    concepts: set[str] = set()
    for triple in schemes:
        subject = getattr(triple.subject, "value", "")
        if triple.predicate == SKOS.term("broader"):
            below[getattr(triple.object, "value", "")].append(subject)
        concepts.add(subject)
    found = {iri for iri in concepts if iri.endswith(tuple(f"/weapon/{name}" for name in _PLATFORMS))}
    return found | {under for iri in found for under in below[iri]}
