"""Literals compared by what they denote, where their numbers tell only how they are spelt (rule dt-eq)."""

from __future__ import annotations

import polars as pl

from kg.reason.encoding import FIRST_LITERAL, Dictionary, term_of
from kg.reason.values import Value, have_other_spellings, known_value, known_value_of_text, plainest


def value_of_text(text: str) -> Value | None:
    """What a literal denotes that :func:`~kg.reason.values.have_other_spellings`: see ``known_value`` there."""
    # Parsing takes most of the time, and only escapes need it.
    return known_value(term_of(text)) if "\\" in text else known_value_of_text(text)


class LiteralValues:
    """A representative for the literals of each value: the one without a datatype, or else that which was read first.

    A literal is read when it is first asked for. What the representatives are depends on what was asked for, and so
    they tell literals apart, but never stand in an answer. Literals without a known value stand for themselves.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        """Read the literals that ``dictionary`` has or will have."""
        self._dictionary = dictionary
        self._first: dict[Value, int] = {}
        self._read = pl.Series([], dtype=pl.UInt32)
        # From each literal that another one stands for (old) to that one (new).
        self._others = pl.DataFrame(schema={"old": pl.UInt32, "new": pl.UInt32})

    def representative(self, number: int) -> int:
        """The number that stands for a literal's value."""
        self._learn(pl.Series([number], dtype=pl.UInt32))
        content = known_value(self._dictionary.term(number))
        return number if content is None else self._first.get(content, number)

    def represented(self, column: pl.Series) -> pl.Series:
        """A column of numbers with each literal represented; ``column`` itself where that changes nothing."""
        self._learn(column.filter(column >= FIRST_LITERAL))
        others = self._others
        return column.replace(others["old"], others["new"]) if column.is_in(others["old"].implode()).any() else column

    def spellings(self, numbers: list[int], graph: pl.Series) -> dict[int, list[int]]:
        """For each of some literals, those in ``graph``, a column of numbers, that have the same value, in order."""
        literals = graph.filter(graph >= FIRST_LITERAL).unique()
        representatives = self.represented(literals)
        asked = {number: self.representative(number) for number in numbers}
        near = representatives.is_in(list(set(asked.values())))
        found: dict[int, list[int]] = {}
        for literal, first in sorted(zip(literals.filter(near), representatives.filter(near), strict=True)):
            found.setdefault(first, []).append(literal)
        return {number: found.get(first, [number]) for number, first in asked.items()}

    def _learn(self, literals: pl.Series) -> None:
        fresh = literals.filter(~literals.is_in(self._read.implode())).unique().sort().alias("")
        if not fresh.len():
            return
        self._read = pl.concat([self._read, fresh])
        others = []
        texts = self._dictionary.texts(fresh)
        chosen = have_other_spellings(texts)
        for number, text in zip(fresh.filter(chosen), texts.filter(chosen), strict=True):
            content = value_of_text(text)
            first = number if content is None else self._first_of(content, number)
            if first != number:
                others.append((number, first))
        self._others = pl.concat([self._others, pl.DataFrame(others, schema=self._others.schema, orient="row")])

    def _first_of(self, content: Value, number: int) -> int:
        if content not in self._first:
            plain = plainest(content)
            self._first[content] = number if plain is None else self._dictionary.number(plain)
        return self._first[content]
