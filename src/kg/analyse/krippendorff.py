"""Krippendorff's alpha: how far several observers agree beyond what chance would give.

Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, Departmental Papers
(ASC) 43. It allows for any number of observers, and for values that are missing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

NOMINAL, INTERVAL = "nominal", "interval"

Units = Sequence[Mapping[str, Hashable]]


def pairable(units: Units) -> list[Mapping[str, Hashable]]:
    """The units for which two observers or more give a value; the others say nothing about agreement."""
    return [unit for unit in units if len(unit) > 1]


def alpha(units: Units, metric: str = NOMINAL) -> float | None:
    """1 - observed by expected disagreement, over ``units``: each unit's value by observer.

    With n pairable values, m_u of them in unit u, the observed disagreement is (1 / n) times the sum over units of
    the sum over ordered pairs in u of their difference by (m_u - 1); the expected one is the sum over all ordered
    pairs of values by n (n - 1). The difference of two values is 1 unless they are equal (``nominal``), or the
    square of their distance (``interval``). 1: complete agreement; 0: what chance gives; below 0: less than chance.

    None where no unit has two values, or where all values are the same, so that there is nothing to agree on.

    >>> alpha([{"a": 1, "b": 1}, {"a": 2, "b": 2}])
    1.0
    >>> alpha([{"a": 1, "b": 1}]) is None
    True
    """
    return _alpha([_Group.of(list(unit.values()), metric) for unit in _read(units, metric)], metric)


def _read(units: Units, metric: str) -> list[dict[str, float]]:
    """The pairable units with a number for each value: the value itself, or where only equality counts one for all."""
    several = pairable(units)
    if metric == INTERVAL:
        return [{observer: float(str(value)) for observer, value in unit.items()} for unit in several]
    numbers: dict[Hashable, float] = {}
    return [{o: numbers.setdefault(value, len(numbers)) for o, value in unit.items()} for unit in several]


class _Group(NamedTuple):
    """The values of a unit, and its part of the observed disagreement."""

    values: list[float]
    disagreement: float

    @classmethod
    def of(cls, values: list[float], metric: str) -> _Group:
        return cls(values, _SPREADS[metric](values) / (len(values) - 1))


def _alpha(groups: Sequence[_Group], metric: str) -> float | None:
    values = list(chain.from_iterable(group.values for group in groups))
    expected = _SPREADS[metric](values)
    if expected == 0:
        return None
    return 1 - (len(values) - 1) * math.fsum(group.disagreement for group in groups) / expected


def _nominal(values: Sequence[float]) -> float:
    """The number of ordered pairs of unequal values."""
    return float(len(values) ** 2 - sum(count**2 for count in Counter(values).values()))


def _interval(values: Sequence[float]) -> float:
    """The sum of the squared distances of all ordered pairs."""
    if not values:
        return 0.0
    mean = math.fsum(values) / len(values)
    return 2 * len(values) * math.fsum([(value - mean) ** 2 for value in values])


_SPREADS: dict[str, Callable[[Sequence[float]], float]] = {NOMINAL: _nominal, INTERVAL: _interval}


def range_without_one(units: Units, metric: str = NOMINAL) -> tuple[float, float] | None:
    """The lowest and the highest :func:`alpha` with one observer left out, that with all of them among them.

    None where alpha is not defined with all observers. Leaving one out where it is not defined then is not counted.
    """
    several = _read(units, metric)
    groups = [_Group.of(list(unit.values()), metric) for unit in several]
    whole = _alpha(groups, metric)
    if whole is None:
        return None
    found = [whole]
    for observer in sorted({observer for unit in several for observer in unit}):
        left = [_without(observer, unit, group, metric) for unit, group in zip(several, groups, strict=True)]
        value = _alpha([group for group in left if group is not None], metric)
        if value is not None:
            found.append(value)
    return min(found), max(found)


def _without(observer: str, unit: Mapping[str, float], group: _Group, metric: str) -> _Group | None:
    """The unit's group without an observer's value; None where fewer than two are left."""
    if observer not in unit:
        return group
    values = [value for other, value in unit.items() if other != observer]
    return _Group.of(values, metric) if len(values) > 1 else None
