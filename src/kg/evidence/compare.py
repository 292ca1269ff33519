"""Two accounts side by side: in which respects they agree, differ, or cannot be compared.

Which properties are compared, and in which respect, the ontology declares (``conflict:dimension``). Properties
without one complement each other: two lists of weapons supplied do not contradict.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from kg.evidence.ranges import magnitude, range_of
from kg.evidence.records import Account, Count
from kg.rdf.terms import CONFLICT

#: What the comparison of two values can find. ``related``: another actor that stands in a relation to the own one, such
#: as command. ``vague``: the other is too unspecific to decide. Of several findings the first counts.
OUTCOMES = AGREES, RELATED, VAGUE, DIFFERS = "agrees", "related", "vague", "differs"

#: An interval up to this long (seconds) is as good as a day: a launch is one day in Washington and the next in Iraq.
_TWO_DAYS = 2 * 86_400.0
#: Counts of one series that end within this time (seconds) of each other count up to about the same moment.
_WEEK = 7 * 86_400.0
#: Counts up to about the same moment fit where they are this share apart at most, for what happened in between.
_GROWTH = 0.25

Value = NamedNode | Literal
Span = tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """One account compared with another in one respect; ``own`` and ``other`` are the values, as terms.

    ``relation`` says in words how the actors are related where the outcome is ``related``.
    """

    dimension: str
    property: NamedNode
    own: tuple[Value, ...]
    other: tuple[Value, ...]
    outcome: str
    relation: str = ""


@dataclass(frozen=True)
class Hierarchy:
    """How values relate that are not the same: by IRI, what each is part of, or a kind of.

    ``above``: the larger places, the broader kinds of weapon, the organizations that an actor is part of. ``unnamed``:
    actors that stand for whom a source does not name. ``states``: for an organ or force of a state, that state.
    ``relations``: in words, how two actors are related of which none is part of the other (the one commands, sponsors
    or is a façade of the other, or is a brand that it uses). ``distinct``: the pairs judged to be different.
    """

    above: Mapping[str, frozenset[str]]
    unnamed: frozenset[str]
    states: Mapping[str, str]
    relations: Mapping[frozenset[str], str] = field(default_factory=dict)
    distinct: frozenset[frozenset[str]] = frozenset()

    def compare(self, own: Value, other: Value) -> str:
        """``agrees`` where ``other`` is the same or a part of ``own``, ``vague`` where it is wider or unnamed.

        Else ``related`` where a relation is known, and ``differs``. What is judged to be different never agrees.
        """
        if own == other:
            return AGREES
        pair = frozenset((own.value, other.value))
        if pair not in self.distinct:
            if own.value in self.above.get(other.value, ()):
                return AGREES
            if other.value in self.above.get(own.value, ()) or self._is_open(own.value, other.value):
                return VAGUE
        return RELATED if pair in self.relations else DIFFERS

    def _is_open(self, own: str, other: str) -> bool:
        """Whether the two are organs of one state, or one of them is unnamed."""
        state = self.states.get(own)
        return (state is not None and state == self.states.get(other)) or not self.unnamed.isdisjoint((own, other))


@dataclass(frozen=True)
class Respect:
    """What a account says in one respect: the property (of a range the lower bound), and the values of each bound.

    ``highs`` is None for a property that is no bound.
    """

    dimension: str
    about: NamedNode
    lows: tuple[Value, ...]
    highs: tuple[Value, ...] | None

    @property
    def values(self) -> tuple[Value, ...]:
        """All values, the lower bound's first."""
        return self.lows + (self.highs or ())

    @cached_property
    def span(self) -> Span:
        """The range between the bounds, infinite where one is not stated."""
        return min(map(magnitude, self.lows), default=-math.inf), max(
            map(magnitude, self.highs or ()), default=math.inf
        )


def respects(account: Account, dimensions: Mapping[str, str]) -> dict[NamedNode, Respect]:
    """What ``account`` says in each respect that the ontology compares, by property in order."""
    found: dict[NamedNode, Respect] = {}
    for prop in sorted(account.values, key=str):
        dimension = dimensions.get(prop.value)
        low, high = range_of(prop)
        if dimension is not None and low not in found:
            highs = account.values.get(high, ()) if low != high else None
            found[low] = Respect(dimension, low, account.values.get(low, ()), highs)
    return found


def compare_respects(own: Respect, other: Respect, hierarchy: Hierarchy) -> Comparison:
    """What two accounts say about one property, side by side."""
    if own.highs is not None:
        outcome = compare_spans(own.span, other.span, _TWO_DAYS if own.dimension == "date" else 0.0)
    else:
        outcome = _compare_sets(own.values, other.values, hierarchy)
    relation = _relation(own.values, other.values, hierarchy) if outcome == RELATED else ""
    return Comparison(own.dimension, own.about, own.values, other.values, outcome, relation)


def compare_spans(own: Span, other: Span, slack: float) -> str:
    """Ranges that share nothing differ; one that holds ``own`` and is wider than it and ``slack`` is vague.

    >>> [compare_spans(own, (8, 10), 0) for own in ((8, 8), (7, 7), (8, math.inf))]
    ['vague', 'differs', 'agrees']
    """
    if own[1] < other[0] or other[1] < own[0]:
        return DIFFERS
    wider = other[0] <= own[0] and own[1] <= other[1] and other[1] - other[0] > max(own[1] - own[0], slack)
    return VAGUE if wider else AGREES


def _compare_sets(own: Iterable[Value], other: Iterable[Value], hierarchy: Hierarchy) -> str:
    """The best that any pair of the two sets gives."""
    found = {hierarchy.compare(one, another) for one in own for another in other}
    return next(outcome for outcome in OUTCOMES if outcome in found)


def _relation(own: Iterable[Value], other: Iterable[Value], hierarchy: Hierarchy) -> str:
    pairs = (frozenset((one.value, another.value)) for one in own for another in other)
    return ", ".join(sorted({hierarchy.relations[pair] for pair in pairs if pair in hierarchy.relations}))


def compare_counts(own: Count, other: Count, hierarchy: Hierarchy) -> Iterator[Comparison]:
    """Counts of one series: their area, their start, and, for one area up to one moment, their number.

    Two counts of one series over the same area that end within a week of each other must be within a quarter of each
    other. A count over a longer time and a larger area cannot be smaller.
    """
    if own.area and other.area:
        outcome = hierarchy.compare(own.area, other.area)
        yield Comparison("place", CONFLICT.term("countsWithin"), (own.area,), (other.area,), outcome)
    start = CONFLICT.term("periodStart")
    apart = abs(_moment(own.start) - _moment(other.start))
    outcome = DIFFERS if apart > 4 * _WEEK else AGREES
    yield Comparison("date", start, (_instant(own.start),), (_instant(other.start),), outcome)
    number = _compare_numbers(own, other, hierarchy)
    if number is not None:
        numbers = tuple(Literal(n) for n in (own.low, own.high) if n is not None)
        against = tuple(Literal(n) for n in (other.low, other.high) if n is not None)
        yield Comparison("number", CONFLICT.term("countAtLeast"), numbers, against, number)


def _compare_numbers(own: Count, other: Count, hierarchy: Hierarchy) -> str | None:
    """Whether the numbers fit; None where the counts cover different things."""
    one, another = _counted(own), _counted(other)
    ends = [_moment(c.end) if c.end else None for c in (own, other)]
    if own.area == other.area and ends[0] is not None and ends[1] is not None and abs(ends[0] - ends[1]) <= _WEEK:
        return compare_spans(one, (another[0] * (1 - _GROWTH), another[1] * (1 + _GROWTH)), another[1])
    if _holds(other, own, hierarchy):
        return DIFFERS if one[0] > another[1] else None
    if _holds(own, other, hierarchy):
        return DIFFERS if another[0] > one[1] else None
    return None


def _holds(larger: Count, smaller: Count, hierarchy: Hierarchy) -> bool:
    """Whether all that ``smaller`` counts is counted by ``larger`` too."""
    if larger.area is None or smaller.area is None or larger.end is None or smaller.end is None:
        return False
    within = larger.area == smaller.area or larger.area.value in hierarchy.above.get(smaller.area.value, ())
    return within and larger.start <= smaller.start and smaller.end <= larger.end


def _counted(count: Count) -> Span:
    return (count.low or 0, math.inf if count.high is None else count.high)


def _moment(moment: datetime) -> float:
    return moment.timestamp()


def _instant(moment: datetime) -> Literal:
    return Literal(moment.isoformat())
