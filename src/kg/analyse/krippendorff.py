"""Krippendorff's alpha: how far several observers agree beyond what chance would give.

Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, Departmental Papers
(ASC) 43. It allows for any number of observers, and for values that are missing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

NOMINAL, INTERVAL = "nominal", "interval"

Units = Sequence[Mapping[str, Hashable]]


def pairable(units: Units) -> list[Mapping[str, Hashable]]:
    """The units of which two observers or more tell a value; the others say nothing of agreement."""
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
    groups = [list(unit.values()) for unit in pairable(units)]
    values = [value for group in groups for value in group]
    spread = _interval if metric == INTERVAL else _nominal
    expected = spread(values)
    if expected == 0:
        return None
    observed = math.fsum(spread(group) / (len(group) - 1) for group in groups)
    return 1 - (len(values) - 1) * observed / expected


def _nominal(values: Sequence[Hashable]) -> float:
    """The number of ordered pairs of unequal values."""
    return float(len(values) ** 2 - sum(count**2 for count in Counter(values).values()))


def _interval(values: Sequence[Hashable]) -> float:
    """The sum of the squared distances of all ordered pairs."""
    numbers = [float(str(value)) for value in values]
    if not numbers:
        return 0.0
    mean = math.fsum(numbers) / len(numbers)
    return 2 * len(numbers) * math.fsum((number - mean) ** 2 for number in numbers)


def range_without_one(units: Units, metric: str = NOMINAL) -> tuple[float, float] | None:
    """The lowest and the highest :func:`alpha` with one observer left out, that with all of them among them.

    None where alpha is not defined with all observers. Leaving one out where it is not defined then is not counted.
    """
    whole = alpha(units, metric)
    if whole is None:
        return None
    observers = sorted({observer for unit in units for observer in unit})
    left = ([{o: v for o, v in unit.items() if o != observer} for unit in units] for observer in observers)
    found = [whole, *(value for some in left if (value := alpha(some, metric)) is not None)]
    return min(found), max(found)
