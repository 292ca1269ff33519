"""Which layout a table has: by its heading, in any case and spelling that is known, or else by its width."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kg.errors import InputError

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Layout:
    """A table's layout by its codebook.

    ``columns``: each column's name, with other spellings that releases and copies use. ``required``: those without
    which the table cannot be read. ``headless``: by width, the columns of a table that has no heading. ``row``: the
    number of the row in which the heading stands, None for the first that fits.
    """

    name: str
    columns: Names
    required: tuple[str, ...]
    headless: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    row: int | None = None

    def found(self, heading: Sequence[object]) -> dict[str, int]:
        """Where the layout's columns stand in ``heading``: the first spelling in the layout's order wins."""
        places: dict[str, int] = {}
        for place, cell in reversed(list(enumerate(heading))):
            places[plain_name(cell)] = place
        return {
            column: next(places[s] for s in (column, *others) if s in places)
            for column, others in self.columns.items()
            if any(s in places for s in (column, *others))
        }


@lru_cache(maxsize=2**12)
def plain_name(cell: object) -> str:
    """A heading's name in lower case, with one underscore for whatever is neither letter nor digit.

    >>> plain_name(" Event Date "), plain_name("\\ufeffEVENT_DATE"), plain_name("Дата события")
    ('event_date', 'event_date', 'дата_события')
    """
    return re.sub(r"[\W_]+", "_", str(cell or "").lower()).strip("_")


@dataclass(frozen=True)
class Recognised:
    """A layout, where its columns stand, and how many rows and lines come before the first row of data."""

    layout: Layout
    places: Mapping[str, int]
    rows: int
    lines: int
    width: int


def recognise(
    path: Path, top: Sequence[tuple[int, Sequence[object]]], layouts: Sequence[Layout]
) -> Recognised | InputError:
    """What the rows at the top say; each with the number of lines that it and those above take."""
    best: tuple[int, InputError] = (0, InputError("has no heading, and no known layout has its width", file=path))
    for number, (line, cells) in enumerate(top, 1):
        for layout in layouts:
            if layout.row not in (None, number):
                continue
            places = layout.found(cells)
            missing = [column for column in layout.required if column not in places]
            if not missing:
                return Recognised(layout, places, number, line, len(cells))
            if len(places) > max(best[0], 1):
                what = f"the table lacks the column {missing[0]!r}"
                best = len(places), InputError(what, file=path)
    if best[0]:
        return best[1]
    return _headless(path, top, layouts)


def _headless(
    path: Path, top: Sequence[tuple[int, Sequence[object]]], layouts: Sequence[Layout]
) -> Recognised | InputError:
    first = next(((n, line, cells) for n, (line, cells) in enumerate(top, 1) if any(cells)), None)
    if first is None:
        return InputError("holds no row", file=path)
    number, line, cells = first
    for layout in layouts:
        if (columns := layout.headless.get(len(cells))) is not None:
            named = not re.fullmatch(r"\d+(\.0)?", str(cells[0] or "").strip().strip('"'))
            places = {column: place for place, column in enumerate(columns)}
            before = top[number - 2][0] if number > 1 else 0
            return Recognised(layout, places, number - (not named), line if named else before, len(cells))
    if not any(re.search(r"\d", str(cell or "")) for cell in cells):
        return InputError(f"the table lacks the column {layouts[0].required[0]!r}", file=path)
    widths = sorted({width for layout in layouts for width in layout.headless})
    known = f" of {' or '.join(map(str, widths))} columns" if widths else ""
    what = f"the heading is missing, and {len(cells)} columns are not a known layout{known}"
    return InputError(what, file=path)
