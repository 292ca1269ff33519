"""``owl:sameAs`` by representatives: equal resources share the least of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import accumulate, islice
from typing import Generic, Self, TypeVar

import polars as pl

#: What terms are known by: numbers or texts.
Name = TypeVar("Name", int, str)
_Key = TypeVar("_Key", bound=Hashable)


class UnionFind(Generic[Name]):
    """Sets of equal terms (rules eq-ref, eq-sym and eq-trans of the W3C's table 4)."""

    def __init__(self) -> None:
        self._parent: dict[Name, Name] = {}
        self._members: dict[Name, list[Name]] = {}
        #: How many pairs of equal terms there are in sets of more than one, each term with itself included.
        self.pairs = 0
        #: Whether resources are equal to literals.
        self.has_literals = False

    def copy(self) -> Self:
        """The same equalities, in an object of their own."""
        other = type(self)()
        other._parent, other.pairs, other.has_literals = dict(self._parent), self.pairs, self.has_literals
        other._members = {first: list(members) for first, members in self._members.items()}
        return other

    def merged_since(self, earlier: Self) -> set[Name]:
        """All terms of the sets that have grown since ``earlier``, a copy, was made."""
        # A term is entered once, when it stops being a representative, and dictionaries keep that order.
        replaced = list(islice(self._parent, len(earlier._parent), None))
        return {member for first in set(map(self.find, replaced)) for member in self.members(first)}

    def find(self, term: Name) -> Name:
        """The representative of ``term``: itself where nothing equal to it is known."""
        parent = self._parent
        while (above := parent.get(term, term)) != term:
            # Halving the path keeps later look-ups short.
            parent[term] = parent.get(above, above)
            term = above
        return term

    def merge(self, pairs: Iterable[tuple[Name, Name]]) -> list[Name]:
        """Make the pairs equal; the terms that stop being representatives, in order."""
        replaced = []
        for one, other in pairs:
            first, second = self._ordered(self.find(one), self.find(other))
            if first == second:
                continue
            self._parent[second] = first
            members, more = self._members.setdefault(first, [first]), self._members.pop(second, [second])
            self.pairs += (len(members) + len(more)) ** 2 - sum(
                len(some) ** 2 for some in (members, more) if len(some) > 1
            )
            members.extend(more)
            replaced.append(second)
        return sorted(replaced)

    def _ordered(self, one: Name, other: Name) -> tuple[Name, Name]:
        """Two terms, that first which represents the other."""
        return (one, other) if one <= other else (other, one)

    def members(self, representative: Name) -> list[Name]:
        """All terms equal to a representative, itself included, in order."""
        return sorted(self._members.get(representative, [representative]))

    def representatives(self) -> list[Name]:
        """The representatives of more than one term, in order."""
        return sorted(self._members)


class TextEquality(UnionFind[str]):
    """Sets of equal terms by their texts. A resource represents literals, as it does by their numbers."""

    def _ordered(self, one: str, other: str) -> tuple[str, str]:
        first, second = sorted((one, other), key=lambda text: (text.startswith(('"', "<<")), text))
        return first, second


class Equality(UnionFind[int]):
    """Sets of equal terms by their numbers, with tables for frames of numbers."""

    def replacement(self, terms: list[int]) -> pl.DataFrame:
        """A table from each of ``terms`` (column ``old``) to its representative (column ``new``)."""
        columns = {"old": terms, "new": [self.find(term) for term in terms]}
        return pl.DataFrame(columns, schema={"old": pl.UInt32, "new": pl.UInt32})

    def replacements(self) -> pl.DataFrame:
        """A table from each term that has another representative, as :meth:`replacement` gives it."""
        groups = ((first, self.members(first)) for first in self.representatives())
        return self.replacement([member for first, members in groups for member in members if member != first])

    def sizes(self) -> pl.DataFrame:
        """Each representative (column ``term``) with the number of its members (``size``)."""
        rows = [(first, len(members)) for first, members in self._members.items()]
        return pl.DataFrame(rows, schema={"term": pl.UInt32, "size": pl.UInt64}, orient="row")

    def expansion(self) -> pl.DataFrame:
        """A table from each representative (column ``old``) to all its members (column ``new``)."""
        rows = [(first, member) for first in self.representatives() for member in self.members(first)]
        return pl.DataFrame(rows, schema={"old": pl.UInt32, "new": pl.UInt32}, orient="row")


def substitute(frame: pl.DataFrame, column: str, table: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with the terms of ``column`` that ``table`` lists replaced by each of their new values."""
    if not frame[column].is_in(table["old"].implode()).any():
        return frame
    joined = frame.join(table.rename({"old": column}), on=column, how="left")
    return joined.with_columns(pl.coalesce("new", column).alias(column)).drop("new")


def substitute_all(frame: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with its terms replaced in every column, as :func:`substitute` does in one."""
    for column in frame.columns:
        frame = substitute(frame, column, table)
    return frame


def mentioning(frames: Mapping[_Key, pl.DataFrame], terms: pl.Series) -> set[_Key]:
    """The keys of the frames in which some of ``terms`` occurs."""
    if not (frames and terms.len()):
        return set()
    columns = [(key, column.alias("")) for key, frame in frames.items() for column in frame.get_columns()]
    # One look at all of them: most frames are small.
    there = pl.concat(column for _, column in columns).is_in(terms.implode())
    ends = accumulate(column.len() for _, column in columns)
    return {
        key
        for (key, column), end in zip(columns, ends, strict=True)
        if there.slice(end - column.len(), column.len()).any()
    }
