"""Resources that are the same as literals, and what the rules of datatypes (W3C table 8) say of both.

A literal that a resource is equal to (``:a owl:sameAs "x"``) is in the set of that resource, with all its spellings
in the graph (rule dt-eq). So rules eq-sym, eq-trans and eq-rep go through it like through any resource. All other
literals stay what they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product

import polars as pl
from pyoxigraph import NamedNode

from kg.reason.datatypes import DATATYPES
from kg.reason.encoding import COLUMNS, FIRST_LITERAL, Dictionary, term_of
from kg.reason.equality import Equality, Name
from kg.reason.literal_rules import LiteralTypes
from kg.reason.literals import LiteralValues, value_of_text
from kg.reason.plans import Key
from kg.reason.rules import RuleWarning
from kg.reason.rules.tables import DIFFERENT_FROM, TYPE
from kg.reason.values import (
    TYPED,
    Value,
    are_of_datatypes_within,
    are_plainly_well_typed,
    is_value_of,
    known_value,
    may_be_of_datatype,
)

#: Of so many values at most it is written that each differs from each other: the triples are their square.
MOST_DIFFERENT = 1_000
_Row = tuple[int, int, int]


def with_other_spellings(
    pairs: Iterable[tuple[int, int]], values: LiteralValues, given: Iterable[pl.DataFrame], equality: Equality
) -> list[tuple[int, int]]:
    """Pairs to make equal; where one is a literal also those of its other spellings in the ``given`` rows."""
    known = list(pairs)
    literals = sorted({other for _, other in known if other >= FIRST_LITERAL})
    if not literals:
        return known
    equality.has_literals = True
    objects = [frame["o"] for frame in given if "o" in frame.columns]
    spellings = values.spellings(literals, pl.concat([pl.Series("o", [], pl.UInt32), *objects]))
    return [*known, *((one, more) for one, other in known for more in spellings.get(other, ()))]


def literals_of(equality: Equality) -> dict[int, list[int]]:
    """The representatives of sets with literals, with these."""
    if not equality.has_literals:
        return {}
    sets = ((first, equality.members(first)) for first in equality.representatives())
    return {first: [m for m in some if m >= FIRST_LITERAL] for first, some in sets if some[-1] >= FIRST_LITERAL}


def denoted(equality: Equality, dictionary: Dictionary) -> dict[int, set[Value]]:
    """The representatives of sets with literals, with the values that are known of these."""
    return {
        first: {content for literal in literals if (content := known_value(dictionary.term(literal))) is not None}
        for first, literals in literals_of(equality).items()
    }


def types_denoted(values: Mapping[Name, set[Value]]) -> Iterator[tuple[Name, NamedNode]]:
    """The datatypes of resources that are the same as literals of some values (dt-type2)."""
    for datatype in DATATYPES:
        for first, some in values.items():
            if any(is_value_of(content, datatype) for content in some):
                yield first, NamedNode(datatype)


def differences(values: Mapping[Name, set[Value]]) -> Iterator[tuple[Name, Name]]:
    """Which of the resources that are the same as literals of some values differ (dt-diff)."""
    if len(values) <= MOST_DIFFERENT:
        pairs = product(values.items(), repeat=2)
        yield from ((one, other) for (one, its), (other, others) in pairs if its and others and len(its | others) > 1)


def denoted_rows(equality: Equality, dictionary: Dictionary) -> pl.DataFrame:
    """What :func:`types_denoted` and :func:`differences` give, as encoded triples."""
    values = denoted(equality, dictionary)
    is_a, differs = dictionary.number(TYPE), dictionary.number(DIFFERENT_FROM)
    types = ((first, is_a, dictionary.number(datatype)) for first, datatype in types_denoted(values))
    return _frame(chain(types, ((one, differs, other) for one, other in differences(values))))


def unwritten(values: Mapping[Name, set[Value]]) -> tuple[RuleWarning, ...]:
    """A warning where :func:`differences` leaves some out."""
    if len(values) <= MOST_DIFFERENT:
        return ()
    axiom = f"owl:sameAs to literals of {len(values)} resources"
    return (RuleWarning(axiom, f"owl:differentFrom (dt-diff) is only concluded among {MOST_DIFFERENT}"),)


class TypedLiterals:
    """The types of literals that some rules ask for (dt-type2), over the numbers of a dictionary."""

    def __init__(self, types: LiteralTypes, dictionary: Dictionary) -> None:
        self._types = types
        self._dictionary = dictionary

    def rows(self, triples: pl.DataFrame) -> pl.DataFrame:
        """The types of the literals in encoded triples, as encoded triples."""
        if not self._types.datatypes:
            return triples.clear()
        found = self._members(triples["o"].filter(triples["o"] >= FIRST_LITERAL).unique().sort())
        is_a, numbers = (
            self._dictionary.number(TYPE),
            self._dictionary.numbers(self._types.of(frozenset(self._types.datatypes))),
        )
        types = ((literal, self._types.of(frozenset(some))) for literal, some in found.items())
        return _frame((literal, is_a, numbers[cls]) for literal, classes in types for cls in classes)

    def keys(self, split_types: bool) -> set[Key]:
        """The relations that such rows can be in."""
        number = self._dictionary.number
        classes = self._types.of(frozenset(self._types.datatypes))
        return {(number(TYPE), number(cls) if split_types else -1) for cls in classes}

    def _members(self, literals: pl.Series) -> dict[int, list[NamedNode]]:
        """The datatypes that are asked for of each of the literals that is in one."""
        texts = self._dictionary.texts(literals)
        well_typed = are_plainly_well_typed(texts)
        found: dict[int, list[NamedNode]] = defaultdict(list)
        values: dict[int, Value | None] = {}
        for datatype in self._types.datatypes:
            plainly = well_typed & are_of_datatypes_within(texts, datatype.value)
            doubtful = ~plainly & may_be_of_datatype(texts, datatype.value)
            for number, text in zip(literals.filter(doubtful), texts.filter(doubtful), strict=True):
                if number not in values:
                    values[number] = value_of_text(text) if TYPED in text else known_value(term_of(text))
            read = ((number, values[number]) for number in literals.filter(doubtful))
            closely = (n for n, content in read if content is not None and is_value_of(content, datatype.value))
            for number in (*literals.filter(plainly), *closely):
                found[number].append(datatype)
        return found


def _frame(rows: Iterable[_Row]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.UInt32), orient="row")
