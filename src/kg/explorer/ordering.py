"""The order of rows in columns that gives few crossings of the lines between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

#: Rows change places until none wants to, but not longer than so many times over all of them.
_SWEEPS = 12

#: Where a column stands, from left to right; what stands under the middle is reached from its right.
_COLUMN = {"sponsor": 0, "groups": 1, "target": 2, "host": 2}

Columns = Sequence[tuple[str, Sequence[Sequence[str]]]]


def ordered(sides: Columns, pairs: Mapping[tuple[str, str], int]) -> list[list[list[str]]]:
    """The rows of each band of each side in an order with few crossings; no row leaves its band, no band its side.

    ``sides`` are, from top to bottom in their columns, a role and bands of rows; ``pairs`` are ends of lines with the
    number of lines. Rows begin in the order of the mean place of their ends elsewhere. Then two neighbours change places
    while fewer lines cross for it (Eades and Kelly's greedy switching, 1986).
    """
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), lines in pairs.items():
        near[one][other] = near[one].get(other, 0) + lines
        near[other][one] = near[other].get(one, 0) + lines
    shown = [[list(band) for band in bands] for _, bands in sides]
    column = {row: _COLUMN[role] for role, bands in sides for band in bands for row in band}
    for sweep in range(_SWEEPS):
        before = [[list(band) for band in bands] for bands in shown]
        at = _places(sides, shown)
        for bands in shown:
            for band in bands:
                if sweep == 0:
                    band.sort(key=lambda row: (_mean(row, near, at), row))
                _switch(band, near, column, at)
        if sweep and shown == before:
            break
    return shown


def _places(sides: Columns, shown: Sequence[Sequence[Sequence[str]]]) -> dict[str, float]:
    """How far down its column each row stands, from 0 to 1."""
    stacks: dict[int, list[str]] = defaultdict(list)
    for (role, _), bands in zip(sides, shown, strict=True):
        stacks[_COLUMN[role]] += [row for band in bands for row in band]
    return {row: (place + 0.5) / len(stack) for stack in stacks.values() for place, row in enumerate(stack)}


def _mean(row: str, near: Mapping[str, Mapping[str, int]], at: Mapping[str, float]) -> float:
    ends = [(at[other], lines) for other, lines in near.get(row, {}).items() if other in at]
    total = sum(lines for _, lines in ends)
    return sum(place * lines for place, lines in ends) / total if total else 0.5


def _switch(
    band: list[str],
    near: Mapping[str, Mapping[str, int]],
    column: Mapping[str, int],
    at: dict[str, float],
) -> None:
    """Let neighbours in a band change places while fewer lines cross for it."""
    moved = True
    for _ in band:
        if not moved:
            return
        moved = False
        for place in range(len(band) - 1):
            upper, lower = band[place : place + 2]
            if _crossings(lower, upper, near, column, at) < _crossings(upper, lower, near, column, at):
                band[place : place + 2] = lower, upper
                at[upper], at[lower] = at[lower], at[upper]
                moved = True


def _crossings(
    upper: str,
    lower: str,
    near: Mapping[str, Mapping[str, int]],
    column: Mapping[str, int],
    at: Mapping[str, float],
) -> int:
    """How many lines of one row cross lines of the row below it, on the way to the same column."""
    return sum(
        lines * others
        for one, lines in near.get(upper, {}).items()
        for other, others in near.get(lower, {}).items()
        if one in at and other in at and column[one] == column[other] != column[upper] and at[one] > at[other]
    )
