"""The order of rows in columns that gives few crossings of the lines between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations, product

#: Rows change places until none wants to, but not longer than so many times over all of them.
_SWEEPS = 12

#: Where a column stands, from left to right; what stands under the middle is reached from its right.
_COLUMN = {"sponsor": 0, "groups": 1, "target": 2, "host": 2}

Bands = tuple[tuple[str, tuple[str, ...]], ...]
Pairs = Mapping[tuple[str, str], int]


def ordered(
    sides: Sequence[tuple[str, Bands]], pairs: Pairs, first: Collection[str] = (), last: Collection[str] = ()
) -> list[Bands]:
    """The bands of each side, and the rows of each band, in an order with few crossings.

    ``sides`` are, from top to bottom in their columns, a role and bands: captions and rows. ``pairs`` are ends of lines
    with the number of lines. No row leaves its band, and no band its side; bands with the captions in ``first`` and
    ``last`` stay at the ends. Every order of the other bands is tried. In each, rows begin in the order of the mean
    place of their other ends, then two neighbours change places while fewer lines cross for it (Eades and Kelly's
    greedy switching, 1986).
    """
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), lines in pairs.items():
        near[one][other] = near[one].get(other, 0) + lines
        near[other][one] = near[other].get(one, 0) + lines
    choices = [list(_orders(bands, first, last)) for _, bands in sides]
    found = (_settled([role for role, _ in sides], bands, near) for bands in product(*choices))
    _, _, best = min(((crossings, place, shown) for place, (crossings, shown) in enumerate(found)), key=lambda f: f[:2])
    return best


def _orders(bands: Bands, first: Collection[str], last: Collection[str]) -> Iterator[Bands]:
    """The orders of some bands that keep those at the ends there."""
    before, after = ([band for band in bands if band[0] in ends] for ends in (first, last))
    between = [band for band in bands if band not in before and band not in after]
    for order in permutations(between):
        yield (*before, *order, *after)


def _settled(
    roles: Sequence[str], sides: Sequence[Bands], near: Mapping[str, Mapping[str, int]]
) -> tuple[int, list[Bands]]:
    """The rows of bands in a good order, and how many lines cross then."""
    shown = [[list(rows) for _, rows in bands] for bands in sides]
    column = {row: _COLUMN[role] for role, bands in zip(roles, shown, strict=True) for rows in bands for row in rows}
    for sweep in range(_SWEEPS):
        before = [[list(rows) for rows in bands] for bands in shown]
        at = _places(roles, shown)
        for bands in shown:
            for rows in bands:
                if sweep == 0:
                    rows.sort(key=lambda row: (_mean(row, near, at), row))
                _switch(rows, near, column, at)
        if sweep and shown == before:
            break
    at = _places(roles, shown)
    stacks: dict[int, list[str]] = defaultdict(list)
    for row in sorted(column, key=lambda row: at[row]):
        stacks[column[row]].append(row)
    crossings = sum(
        _crossings(upper, lower, near, column, at)
        for stack in stacks.values()
        for place, upper in enumerate(stack)
        for lower in stack[place + 1 :]
    )
    named = [
        tuple((caption, tuple(rows)) for (caption, _), rows in zip(bands, found, strict=True))
        for bands, found in zip(sides, shown, strict=True)
    ]
    return crossings, named


def _places(roles: Sequence[str], shown: Sequence[Sequence[Sequence[str]]]) -> dict[str, float]:
    """How far down its column each row stands, from 0 to 1."""
    stacks: dict[int, list[str]] = defaultdict(list)
    for role, bands in zip(roles, shown, strict=True):
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
