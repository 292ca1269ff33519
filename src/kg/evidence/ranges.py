"""Ranges that accounts state by two bounds: how wide they are, what a source says of one, and which accounts decide.

A source that states spans without a point in common contradicts itself. It is then read as the span of all that it
states, and it does not count where another source states a narrower range within that. A range that contains another
is vaguer: it agrees and changes nothing. Ranges without a point in common are only put together where they are about
equally precise.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.evidence.records import Account
from kg.rdf.moments import read_moment

#: How the ontology names the two bounds of a range.
BOUNDS = (("AtLeast", "AtMost"), ("earliestTime", "latestTime"), ("validFrom", "validUntil"))
DAY = 86_400.0
#: The longest ranges that are about equally precise: an interval up to two days (seconds) is as good as a day, and one
#: up to two months as a month; all others with two bounds are as good as a year. Ranges of numbers are precise.
GRADATIONS = (2 * DAY, 62 * DAY, math.inf)
#: The shortest and the longest interval (seconds) that a time of a precision can have, by the precision's code.
PRECISIONS = {
    "part-of-day": (0.0, DAY),
    "day": (0.0, 4 * DAY),
    "month": (2 * DAY, 366 * DAY),
    "year": (31 * DAY, math.inf),
}

Span = tuple[float, float]


@lru_cache(maxsize=256)
def range_of(bound: NamedNode) -> tuple[NamedNode, NamedNode]:
    """The lower and the upper property of the range that ``bound`` limits; twice itself where it limits none."""
    for low, high in BOUNDS:
        for end in (low, high):
            if bound.value.endswith(end):
                stem = bound.value.removesuffix(end)
                return NamedNode(stem + low), NamedNode(stem + high)
    return bound, bound


@lru_cache(maxsize=2**14)
def magnitude(value: NamedNode | Literal) -> float:
    """A number or moment as a number, so that bounds compare by value."""
    try:
        return float(value.value)
    except ValueError:
        return read_moment(value.value).timestamp()


def within(inner: Span, outer: Span) -> bool:
    """Whether ``outer`` contains ``inner``.

    >>> within((3, 3), (3, 5)), within((3, 6), (3, 5))
    (True, False)
    """
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def gradation(span: Span) -> int:
    """How precise a range is, the most precise first; a range without one of its bounds comes last.

    >>> gradation((3, 5)), gradation((0, 30 * 86_400)), gradation((3, math.inf))
    (0, 1, 3)
    """
    width = span[1] - span[0]
    return len(GRADATIONS) if math.isinf(width) else next(n for n, most in enumerate(GRADATIONS) if width <= most)


@dataclass(frozen=True)
class Reading:
    """What an account says of a range, infinite where it states no bound.

    ``word`` is what its source says with all accounts of the same grade, where these contradict each other; else it is
    ``own``. ``counts`` is false where the word then gives way to another source's.
    """

    voice: str
    grade: tuple[str, str]
    own: Span
    word: Span
    counts: bool


def readings(accounts: Iterable[Account], bound: NamedNode, voice: Mapping[str, str]) -> dict[str, Reading]:
    """How each account that states the range of ``bound`` is read, by its IRI."""
    low, high = range_of(bound)
    own: dict[str, Span] = {}
    of_voice: dict[tuple[str, tuple[str, str]], list[str]] = defaultdict(list)
    for account in accounts:
        lows, highs = (list(map(magnitude, account.values.get(end, ()))) for end in (low, high))
        if lows or highs:
            own[account.iri] = min(lows, default=-math.inf), max(highs, default=math.inf)
            of_voice[voice[account.source], account.grade].append(account.iri)
    torn = {key: _hull([own[iri] for iri in iris]) for key, iris in of_voice.items() if not _meet(own, iris)}
    whole = [(key[0], own[iri]) for key, iris in of_voice.items() if key not in torn for iri in iris]
    gives_way = {
        key for key, span in torn.items() if any(other != key[0] and within(inner, span) for other, inner in whole)
    }
    return {
        iri: Reading(*key, own[iri], torn.get(key, own[iri]), key not in gives_way)
        for key, iris in of_voice.items()
        for iri in iris
    }


def meet(spans: Iterable[Span]) -> bool:
    """Whether ``spans`` have a point in common.

    >>> meet([(1, 3), (3, 5)]), meet([(1, 2), (3, 5)])
    (True, False)
    """
    lows, highs = zip(*spans, strict=True)
    return bool(max(lows) <= min(highs))


def comparable(spans: Sequence[Span]) -> frozenset[Span]:
    """Those of ``spans`` that contain no other of them, and of these the most precise.

    >>> sorted(comparable([(5, 5), (12, 12), (3, 13), (20, math.inf)]))
    [(5, 5), (12, 12)]
    """
    narrow = {one for one in spans if not any(one != other and within(other, one) for other in spans)}
    finest = min(map(gradation, narrow))
    return frozenset(span for span in narrow if gradation(span) == finest)


def fits(precision: NamedNode | Literal, width: float) -> bool:
    """Whether an interval of ``width`` seconds is no longer than a time of ``precision`` can be."""
    return width <= longest(precision)


def longest(precision: NamedNode | Literal) -> float:
    """The longest interval (seconds) that a time of ``precision`` can have; infinite for an unknown one."""
    return PRECISIONS.get(precision.value.rsplit("/", 1)[-1], (0.0, math.inf))[1]


def _meet(own: Mapping[str, Span], iris: Sequence[str]) -> bool:
    return meet(own[iri] for iri in iris)


def _hull(spans: Sequence[Span]) -> Span:
    lows, highs = zip(*spans, strict=True)
    return min(lows), max(highs)
