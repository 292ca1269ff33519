"""Names of things: how names are compared, and which thing a name stands for.

Two names are the same where their keys are. :func:`fold` says what makes no difference; a key has no spaces either. The
explorer folds names alike (``explorer/static/model/names.js``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.rdf.resources import Resource, meant_prefix, read_term
from kg.rdf.terms import DCT, LABEL, RDFS, SKOS, expand, shorten
from kg.rdf.text import few

#: The properties whose values are names, the chief one first.
NAMES = (LABEL, SKOS.term("altLabel"), SKOS.term("hiddenLabel"), RDFS.term("label"), DCT.term("title"))

#: Apostrophes, quotation marks, signs for ayn and hamza, full stops, tatweel and what cannot be seen.
_SILENT = re.compile(
    "['`.\"\u00ab\u00ad\u00b4\u00bb\u0294\u0295\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\u061c\u0621\u0640\u2018-\u201f"
    "\u2032\u2033\u2035\u2036\u2039\u203a\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ua723\ua725\ufeff\uff02\uff07]"
)
#: Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs and hamza of Arabic.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff]"
)
#: Letters and digits that have several forms, in small letters, and the form that they are compared in.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ς": "σ",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    }
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)  # fmt: skip
#: What separates the words of a text in ASCII.
_PUNCTUATION = re.compile("[^a-z0-9]+")
#: Things that a message lists; it counts the others.
_LISTED = 5
Hit = TypeVar("Hit")
#: The score of the same name, and how similar two words or names are at least: to be found, or to be offered.
SAME, ALIKE, NEAR = 100, 0.77, 0.6
#: A word or name with fewer letters is compared whole: abbreviations differ in every letter.
SHORT = 3


def fold(text: str) -> str:
    """``text`` as names are compared, its words separated by single spaces.

    No difference is made by: case; accents and other diacritics; apostrophes, quotation marks, signs for ayn and hamza;
    hyphens and other punctuation; Arabic vowel signs, and forms of an Arabic letter in Arabic and Persian.

    >>> fold("Katāʾib Ḥizbullāh") == fold("kata'ib  HIZBULLAH"), fold("Harakat al-Nujaba")
    (True, 'harakat al nujaba')
    >>> fold("\u0643\u062a\u0627\u0626\u0628") == fold("\u06a9\u062a\u0627\u064a\u0628")
    True
    """
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", _SILENT.sub("", plain)).lower()
        plain = _MARKS.sub("", plain).translate(_LETTERS)
    plain = _SILENT.sub("", plain)
    if plain.isascii():
        return _PUNCTUATION.sub(" ", plain).strip()
    return " ".join("".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in plain).split())


def key_of(text: str) -> str:
    """What names that are the same have in common; of a text without letters, the text itself.

    >>> key_of("Ansar Allah") == key_of("Ansarallah"), key_of("--")
    (True, '--')
    """
    return joined(fold(text), text)


def joined(folded: str, text: str) -> str:
    """The key of a ``text`` that is already ``folded``: see :func:`key_of`."""
    return folded.replace(" ", "") or text.strip()


def slug(iri: str) -> str:
    """The last part of ``iri``, which is a name as well.

    >>> slug("https://w3id.org/conflict-kg/id/actor/iran")
    'iran'
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def names_in(resources: Mapping[NamedNode, Resource]) -> Iterator[tuple[str, str]]:
    """Every thing that is described, with each of its names, the chief one first, and with its slug, which is last."""
    for thing, about in resources.items():
        if isinstance(thing, NamedNode):
            for predicate in NAMES:
                values = [value for value in about.get(predicate, ()) if isinstance(value, Literal)]
                yield from ((thing.value, value.value) for value in sorted(values, key=_in_other_language))
            yield thing.value, slug(thing.value)


def _in_other_language(name: Literal) -> bool:
    return name.language not in (None, "en")


@dataclass(frozen=True)
class Found:
    """A thing that was searched for: the name that fitted, and how well, from 0 to 100."""

    iri: str
    name: str
    score: int


def rank(found: Found) -> tuple[int, str, str]:
    """The order of what was found: the best first, and by name and IRI where they are equally good."""
    return -found.score, found.name, found.iri


class Hits(list[Hit]):
    """What a search found; ``left_out`` is the number of names that fit as well and are not among it."""

    def __init__(self, found: Iterable[Hit] = (), left_out: int = 0) -> None:
        super().__init__(found)
        self.left_out = left_out


class Names:
    """The names of many things; a thing's first name is the one that it is shown by.

    >>> names = Names([("urn:a", "Kata'ib Hezbollah"), ("urn:a", "KH"), ("urn:b", "KH")])
    >>> names.find("kataib hezbollah"), names.find("kh")
    (('urn:a',), ('urn:a', 'urn:b'))
    >>> names.resolve("KH")
    Traceback (most recent call last):
    kg.errors.UsageError: 'KH' is the name of several: <urn:a> (Kata'ib Hezbollah), <urn:b> (KH)
    """

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._named = list(dict.fromkeys(named))
        self._labels: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_slug: dict[str, set[str]] = defaultdict(set)
        self._folded = [fold(name) for _, name in self._named]
        for (iri, name), folded in zip(self._named, self._folded, strict=True):
            self._labels.setdefault(iri, name)
            (self._by_slug if name == slug(iri) else self._by_name)[joined(folded, name)].add(iri)

    @property
    def named(self) -> list[tuple[str, str]]:
        """Every thing with each of its names, in the order in which they were given."""
        return self._named

    @property
    def things(self) -> list[str]:
        """The things that have names, in the order in which they were given."""
        return list(self._labels)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every thing with each of its names, in the order in which they were given."""
        return self._named

    def under(self, start: str) -> Names:
        """The names of the things whose IRIs begin with ``start``.

        >>> Names([("urn:a:1", "One"), ("urn:b:2", "Two")]).under("urn:a:").things
        ['urn:a:1']
        """
        return Names((iri, name) for iri, name in self._named if iri.startswith(start)) if start else self

    def find(self, text: str, among: Container[str] | None = None) -> tuple[str, ...]:
        """The things that have the name or slug ``text``, of those ``among`` which it is sought, sorted.

        Where a thing has it as name and as slug, those that have it as slug alone are left out.
        """
        named, slugged = (
            {iri for iri in things if among is None or iri in among} for things in self._having(key_of(text))
        )
        return tuple(sorted(named if named & slugged else named | slugged))

    def _having(self, key: str) -> tuple[set[str], set[str]]:
        """The things that have a name with this key, and those whose slug has it."""
        return self._by_name.get(key, set()), self._by_slug.get(key, set())

    def resolve(self, text: str, among: Container[str] | None = None) -> NamedNode:
        """The IRI that ``text`` stands for: itself, where it is an IRI or a prefixed name; else of what has that name.

        ``UsageError`` with the things where several have the name, and with those that were probably meant where none
        has.
        """
        wrong = f"{text!r} is a literal, which can only be an object"
        try:
            term = read_term(text)
            if isinstance(term, NamedNode):
                return term
            found = () if text[0] in "\"'" else self.find(text, among)
        except ValueError as error:
            found = self.find(text, among)
            near = "" if found else meant_prefix(text) or self.meant(text, among)
            wrong = f"{error}, nor the name of anything{near}"
        if len(found) == 1:
            return NamedNode(found[0])
        raise UsageError(f"{text!r} is the name of several: {self.shown(found)}" if found else wrong)

    def read(self, text: str, among: Container[str] | None = None) -> NamedNode | Literal:
        """The term that ``text`` stands for: a literal as Turtle writes it (``8``, ``"Iran"@en``), or a thing."""
        try:
            return read_term(text)
        except ValueError:
            return self.resolve(text, among)

    def meant(self, text: str, among: Container[str] | None = None, most: int = 3) -> str:
        """What the unknown ``text`` probably means, as the end of a sentence; nothing where no name is near."""
        with suppress(ValueError):
            text = slug(expand(text))
        near = [found.iri for found in (self.search(text, among) or self.search(text, among, NEAR))[:most]]
        return f"; did you mean {self.shown(near)}?" if near else ""

    def shown(self, iris: Iterable[str]) -> str:
        """Things as a message lists them: prefixed names with labels.

        >>> Names([("https://w3id.org/conflict-kg/id/actor/iran", "Iran")]).shown(["urn:x"])
        '<urn:x>'
        """
        return few([self._shown(iri) if place < _LISTED else iri for place, iri in enumerate(iris)], _LISTED)

    def _shown(self, iri: str) -> str:
        label = self._label(iri)
        return shorten(iri) if label is None else f"{shorten(iri)} ({label})"

    def label(self, iri: str) -> str:
        """The name that a thing is shown by; its prefixed name where it has none."""
        return self._label(iri) or shorten(iri)

    def _label(self, iri: str) -> str | None:
        return self._labels.get(iri)

    def search(self, text: str, among: Container[str] | None = None, alike: float = ALIKE) -> Hits[Found]:
        """What ``text`` may name, the best first, each thing by the name that fits best.

        A name's score is 100 if it is the same. It is the similarity of the two in percent, if that is ``alike`` or
        more. Or else it is ``m * (75 + 20 * c)``: ``c`` is the length of ``text`` by that of the name, and ``m`` the
        mean over the words of ``text`` of their similarity to the word of the name that is most like it, which must be
        ``alike`` or more for every word, and is 1 where the word begins it. Words with fewer than 3 letters must be
        the same. Similarity is, after folding, twice the number of letters in the longest common
        subsequence, by the number of letters of both (:func:`rapidfuzz.fuzz.ratio`), from 0 to 1.
        """
        wanted = key_of(text)
        like = [self._like(word, alike) for word in fold(text).split()]
        whole = similar(wanted, self._keys, alike)
        best: dict[str, Found] = {}
        for (iri, name), folded, key in zip(self._named, self._folded, self._keys, strict=True):
            if among is not None and iri not in among:
                continue
            if key == wanted:
                score = SAME
            else:
                share = min(len(wanted) / max(len(key), 1), 1.0)
                score = max(score_by_words(like, folded.split(), share), whole.get(key, 0))
            if score and (iri not in best or score > best[iri].score):
                best[iri] = Found(iri, name, score)
        return Hits(sorted(best.values(), key=rank))

    @cached_property
    def _words(self) -> list[str]:
        return sorted({word for folded in self._folded for word in folded.split()})

    @cached_property
    def _keys(self) -> list[str]:
        return [joined(folded, name) for (_, name), folded in zip(self._named, self._folded, strict=True)]

    def _like(self, word: str, alike: float) -> dict[str, int]:
        """The words of the names that are like ``word``, with their similarity in percent."""
        if len(word) < SHORT:
            return {word: 100}
        begun = {one: 100 for one in self._words if one.startswith(word)}
        return similar(word, self._words, alike) | begun


def score_by_words(like: Sequence[Mapping[str, int]], words: Sequence[str], share: float) -> int:
    """The score of a name by its ``words``, where each word that is sought has one like it; else 0."""
    best = [max((near[word] for word in words if word in near), default=0) for near in like]
    return int(sum(best) / len(best) * (0.75 + 0.2 * share)) if best and all(best) else 0


def similar(text: str, others: Sequence[str], least: float) -> dict[str, int]:
    """The ``others`` of 3 letters or more whose similarity to ``text`` is at ``least`` that, with it in percent."""
    from rapidfuzz import fuzz, process  # Takes longer to import than most names take to resolve.

    found = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None)
    return {other: int(ratio) for other, ratio, _ in found if len(other) >= SHORT}
