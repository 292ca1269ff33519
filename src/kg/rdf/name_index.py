"""The names of a build from its file (:mod:`kg.rdf.name_file`), of which a search reads only what it needs."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
import weakref
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg.rdf.name_file import damaged, hash_of, open_name_file, unpack
from kg.rdf.names import SAME, SHORT, Found, Hits, fold, joined, key_of, rank, score_by_words, similar, slug

#: Names that are compared with a text, those that fit best by their words.
COMPARED = 500
#: Names whose words begin as a text does that are looked at, and words that are looked up at once.
_LOOKED_AT, _AT_ONCE = 5_000, 500
#: Sorts after every word that begins alike: no word has this character.
_END = "\U0010ffff"
#: Names with their things, and words with their names; where a set is sought, it stands at the end.
_EACH = (
    "SELECT n.number, s.start || n.slug, coalesce(n.name, n.slug), n.chief"
    " FROM name n JOIN space s ON s.number = n.space"
)
_BY_NUMBER = f"{_EACH} WHERE n.number IN "
_BY_HASH = f"{_EACH} JOIN same h ON h.number = n.number WHERE h.hash = ? ORDER BY n.number"
_BY_WORD = "SELECT names FROM word WHERE word IN "
Packed = TypeVar("Packed")


class _Name(NamedTuple):
    """A row of the index: a name, whose thing it is, and the number of the name that the thing is shown by."""

    number: int
    iri: str
    name: str
    chief: int


class NameFile:
    """The file of an index, open until nobody uses it, for any thread.

    ``InputError`` where the file is none of these or is damaged, now or when it is read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open_name_file(path)
        self._lock = threading.Lock()
        weakref.finalize(self, self._file.close)

    def rows(self, query: str, bound: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """The answer to ``query``, in which question marks stand for what is ``bound``."""
        try:
            with self._lock:
                return self._file.execute(query, tuple(bound)).fetchall()
        except sqlite3.Error as error:
            raise damaged(self.path, error) from error

    def sets(self, query: str, bound: Iterable[object]) -> list[object]:
        """The one column of the answer to ``query``."""
        return [packed for (packed,) in self.rows(query, bound)]

    def unpacked(self, packed: Iterable[object]) -> int:
        """The union of sets as bits."""
        try:
            return unpack(packed, self.count)
        except ValueError as error:
            raise damaged(self.path, error) from error

    @property
    def count(self) -> int:
        """The number of names."""
        return self._about[0]

    @cached_property
    def words(self) -> list[str]:
        """The words of the names that have no digit."""
        return self._about[1].split("\n")

    @cached_property
    def _about(self) -> tuple[int, str]:
        for count, words in self.rows("SELECT names, words FROM about LIMIT 1"):
            if isinstance(count, int) and isinstance(words, str) and 0 <= count <= self.path.stat().st_size:
                return count, words
        raise damaged(self.path, "it says nothing of its names")


class NameIndex:
    """The names of what stays in columns, of the things whose IRIs begin with ``start``."""

    def __init__(self, file: NameFile, start: str = "") -> None:
        self._file, self._start = file, start
        self._labels: dict[str, str] = {}

    def under(self, start: str) -> NameIndex:
        """The names of those things alone whose IRIs begin with ``start``."""
        return NameIndex(self._file, start)

    def others(self) -> list[tuple[str, str]]:
        """Every other thing of the build with each of its names, the chief one first."""
        return [(str(iri), str(name)) for iri, name in self._file.rows("SELECT iri, name FROM other ORDER BY number")]

    def having(self, key: str) -> tuple[set[str], set[str]]:
        """The things that have a name with this key, and those whose slug has it."""
        named: set[str] = set()
        slugged: set[str] = set()
        for one in self._same(key):
            (slugged if one.name == slug(one.iri) else named).add(one.iri)
        return named, slugged

    def label(self, iri: str) -> str | None:
        """The name that a thing is shown by; None where nothing here is that thing."""
        found = self._labels.get(iri)
        if found is None:
            found = self._labels_of(one for one in self._same(key_of(slug(iri))) if one.iri == iri).get(iri)
        return found

    def search(self, text: str, alike: float) -> Hits[Found]:
        """What ``text`` may name, the best first, each thing by the name that fits best: :meth:`Names.search`.

        Of names that fit equally well it is the one that the thing is shown by, else the shortest.

        It finds names that are the same, and those that have all words of ``text``, words that begin so, or words
        without digits that are ``alike``. Of more than :data:`COMPARED` by words, those are compared that have the
        words as they are written, the shortest first.
        """
        key, words = key_of(text), fold(text).split()
        like = [self._like(word, alike) for word in words]
        fitting = written = self._under if words else 0
        for word, near in zip(words, like, strict=True):
            as_written = self._written(word)
            written &= as_written
            fitting &= as_written | self._having_any(near)
        numbers = _lowest(written, COMPARED)
        numbers += _lowest(fitting & ~written, COMPARED - len(numbers))
        best: dict[str, Found] = {}
        names = {one.number: one for one in self._numbered(numbers)}
        same = self._same(key)
        all_fitting = fitting | self._file.unpacked(one.number for one in same)
        names |= {one.number: one for one in [one for one in same if one.number not in names][:COMPARED]}
        for one in sorted(names.values(), key=lambda one: (one.number != one.chief, one.number)):
            score = _score(one.name, key, words, like, alike)
            if score and (one.iri not in best or score > best[one.iri].score):
                best[one.iri] = Found(one.iri, one.name, score)
        # They are asked for next, and no others.
        self._labels = self._labels_of(names.values())
        return Hits(sorted(best.values(), key=rank), all_fitting.bit_count() - len(names))

    def begun(self, text: str, most: int) -> list[str]:
        """Things with a name that has the words of ``text``, the last of which may be a beginning: by ``most`` names.

        The shortest names come first.
        """
        *words, last = fold(text).split() or [""]
        if not last:
            return []
        fitting = self._under & self._beginning(last)
        for word in words:
            fitting &= self._having_any([word])
        return list(dict.fromkeys(one.iri for one in self._numbered(_lowest(fitting, most))))

    def _written(self, word: str) -> int:
        """The names that have ``word``, or a word that begins so, as bits."""
        return self._beginning(word) if len(word) >= SHORT else self._having_any([word])

    def _beginning(self, word: str) -> int:
        packed = self._file.sets("SELECT names FROM begin WHERE word = ?", (word,))
        if not packed:
            between = "SELECT names FROM word WHERE word >= ? AND word < ?"
            short = "" if len(word) >= SHORT else f" LIMIT {_LOOKED_AT}"
            packed = self._file.sets(between + short, (word, word + _END))
        return self._file.unpacked(packed)

    def _having_any(self, words: Iterable[str]) -> int:
        packed: list[object] = []
        for some in _parts(list(words)):
            packed += self._file.sets(_BY_WORD + _places(some), some)
        return self._file.unpacked(packed)

    def _like(self, word: str, alike: float) -> dict[str, int]:
        """The words without digits that are like ``word``, with their similarity in percent."""
        if len(word) < SHORT or any(unicodedata.category(letter)[0] == "N" for letter in word):
            return {}
        return similar(word, self._file.words, alike)

    def _same(self, key: str) -> list[_Name]:
        """The names with this key."""
        found = self._file.rows(_BY_HASH, (hash_of(key),))
        return [one for one in self._names(found) if key_of(one.name) == key]

    def _numbered(self, numbers: list[int]) -> Iterator[_Name]:
        """The names with these numbers, in order."""
        for some in _parts(numbers):
            yield from sorted(self._names(self._file.rows(_BY_NUMBER + _places(some), some)))

    def _names(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[_Name]:
        for number, iri, name, chief in rows:
            if not (isinstance(iri, str) and isinstance(name, str) and isinstance(chief, int)):
                raise damaged(self._file.path, "it has names that are no text")
            if iri.startswith(self._start):
                yield _Name(number, iri, name, chief)

    def _labels_of(self, names: Iterable[_Name]) -> dict[str, str]:
        """The names that the things of ``names`` are shown by."""
        chiefs = {one.iri: one.chief for one in names}
        texts = {one.number: one.name for one in self._numbered(sorted(set(chiefs.values())))}
        return {iri: texts[chief] for iri, chief in chiefs.items() if chief in texts}

    @cached_property
    def _under(self) -> int:
        """The names of the things that are searched, as bits."""
        if not self._start:
            return (1 << self._file.count) - 1
        begun = "SELECT names FROM space WHERE substr(start, 1, ?) = ? OR substr(?, 1, length(start)) = start"
        return self._file.unpacked(self._file.sets(begun, (len(self._start), self._start, self._start)))


def _score(name: str, key: str, words: list[str], like: list[dict[str, int]], alike: float) -> int:
    """The score of ``name`` as :meth:`kg.rdf.names.Names.search` defines it."""
    from rapidfuzz import fuzz

    folded = fold(name)
    own = joined(folded, name)
    if own == key:
        return SAME
    parts = folded.split()
    fitting: list[Mapping[str, int]] = [
        near | {part: SAME for part in parts if part == word or (len(word) >= SHORT and part.startswith(word))}
        for word, near in zip(words, like, strict=True)
    ]
    by_words = score_by_words(fitting, parts, min(len(key) / max(len(own), 1), 1.0))
    whole = fuzz.ratio(key, own, score_cutoff=100 * alike) if len(own) >= SHORT else 0
    return max(by_words, int(whole))


def _lowest(bits: int, most: int) -> list[int]:
    """The lowest numbers of a set, at ``most`` so many.

    >>> _lowest(0b1011, 2)
    [0, 1]
    """
    found: list[int] = []
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for some in re.finditer(rb"[^\0]", data, re.DOTALL):  # Most bytes of most sets are 0.
        if len(found) >= most:
            break
        place, byte = some.start(), some.group()[0]
        while byte:
            lowest = byte & -byte
            found.append(8 * place + lowest.bit_length() - 1)
            byte ^= lowest
    return found[:most]


def _parts(values: list[Packed]) -> Iterator[list[Packed]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _places(values: list[Packed]) -> str:
    """A place for each of ``values``, which are bound and never pasted into a query."""
    return f"({','.join('?' * len(values))})"
