"""Cells of a sheet → numbers, times and texts; what cannot be read is a fault with its reason, and never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from kg.exchange.importers.cells import FIRST_YEAR, LAST_YEAR, MARKUP, slug, with_days

#: A cell that a program neutralised for spreadsheets (see :func:`kg.rdf.tables.inert`).
_NEUTRALISED = re.compile("'[=+@\t\r-]")
_WHOLE = re.compile(r"\+?(\d{1,15})(?:[.,]0*)?")
_RANGE = re.compile(r"(\d{1,15})\s*[-\u2010-\u2015]\s*(\d{1,15})")
_YEAR = re.compile(r"(\d{4})(?:\.0)?(?:-00?-00?)?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-00?)?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:\d{2})?")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?\s*(Z|[+-]\d{2}:\d{2})?$")
#: The longest local name without a hash.
_READABLE = 80
#: From the narrowest to the widest.
PRECISIONS = ("part-of-day", "day", "month", "year")


class CellError(Exception):
    """A cell that cannot be used, for which its row is left out: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


@dataclass(frozen=True)
class Period:
    """The days or moments between which something lies: ``first`` and ``last`` as ``xsd:dateTime``, and a precision.

    ``note`` is what of the cell is not told; else nothing.
    """

    first: str
    last: str
    precision: str
    note: str = ""

    @property
    def day(self) -> date:
        """The first day, where it lies."""
        return date.fromisoformat(self.first[:10])

    @property
    def last_day(self) -> date:
        """The last day."""
        return date.fromisoformat(self.last[:10])


def parts(cell: str) -> list[str]:
    """The values of a cell, which semicolons separate.

    >>> parts("a; b;;")
    ['a', 'b']
    """
    return [text for part in (cell.split(";") if ";" in cell else (cell,)) if (text := part.strip())]


def plain(cell: str) -> str:
    """A cell without the apostrophe by which it was neutralised for spreadsheets.

    >>> plain("'=1"), plain("'quoted'")
    ('=1', "'quoted'")
    """
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def local_name(name: str) -> str:
    """The local name of the IRI of something that is called ``name``.

    Short names in ASCII stay readable: two that give one local name differ in nothing that tells names apart.
    Others have a hash.

    >>> local_name("Attack on a base, 1 December 2023"), local_name("Attaque à Bagdad")
    ('attack-on-a-base-1-december-2023', 'attaque-bagdad-b7692a62')
    """
    plain_words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain_words if name.isascii() and 0 < len(plain_words) <= _READABLE else slug(name)


def whole_number(column: str, text: str) -> int:
    """A number from 0 up, also where a program wrote it with decimals (``2.0``)."""
    found = _WHOLE.fullmatch(text)
    if not found:
        raise CellError(column, "no whole number from 0 up; write it in digits alone")
    return int(found[1])


def bounds(column: str, text: str) -> tuple[int, int | None]:
    """The least and the greatest number that a cell means: ``8``, ``8-12`` or ``8+``, which has no upper bound.

    >>> bounds("killed", "8"), bounds("killed", "8-12"), bounds("killed", "8+")
    ((8, 8), (8, 12), (8, None))
    """
    if found := _RANGE.fullmatch(text):
        return int(found[1]), int(found[2])
    if text.endswith("+"):
        return whole_number(column, text[:-1].strip()), None
    try:
        number = whole_number(column, text)
    except CellError:
        raise CellError(column, "no number; write 8, 8-12, or 8+ for at least 8") from None
    return number, number


def degrees(column: str, text: str, most: int) -> float:
    """A number of degrees, or of kilometres, up to ``most``; with a decimal point or comma."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        raise CellError(column, f"no number from {-most} to {most}")
    return number


def words(column: str, text: str, most: int) -> str:
    """A text on one line, of at most ``most`` characters."""
    shown = text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)
    line = " ".join(shown.split())
    if not line:
        raise CellError(column, "no text, and one is needed")
    if len(line) > most:
        raise CellError(column, f"{len(line)} characters; write at most {most}")
    if re.search(MARKUP, line):
        raise CellError(column, "markup; write plain text")
    return line


def read_days(texts: Iterable[str], pattern: str | None) -> dict[str, date | str]:
    """By text, the day that it names, or why it names none; ``pattern`` is the layout of ambiguous dates."""
    rows = pl.DataFrame({"text": sorted(set(texts))}, schema={"text": pl.String})
    read = with_days(rows, ("text",), pattern)
    return {text: fault or day for text, day, fault in read.select("text", "text_day", "text_fault").iter_rows()}


def period(column: str, text: str, zone: tuple[str, str], days: Mapping[str, date | str]) -> Period:
    """The year, month, day or moment that a cell names; ``zone`` are the first and last time zones that can be meant.

    A part that is 0 is not known: ``2015-03-00`` is a month. A moment at midnight is a day; the time of another one is
    told only if the zone is known.
    """
    if found := _YEAR.fullmatch(text):
        return _years(column, int(found[1]), zone)
    if found := _MONTH.fullmatch(text):
        return _month(column, int(found[1]), int(found[2]), zone)
    moment = None if _MIDNIGHT.search(text) else _MOMENT.fullmatch(text)
    note = ""
    if moment is not None:
        read = _moment(column, moment, zone)
        if read is not None:
            return read
        note = "the time of day is not told: its time zone is not known"
    day = days[text] if text in days else read_days((text,), None)[text]
    if isinstance(day, str):
        raise CellError(column, day)
    return Period(f"{day}T00:00:00{zone[0]}", f"{day}T23:59:59{zone[1]}", "day", note)


def widened(column: str, one: Period, precision: str, zone: tuple[str, str]) -> Period:
    """``one`` as known to ``precision`` only: the month or year that it lies in."""
    if PRECISIONS.index(precision) < PRECISIONS.index(one.precision):
        raise CellError("precision", f"{column!r} is not known to the {precision.replace('-', ' ')}")
    if precision == one.precision or precision not in ("month", "year"):
        return one
    if precision == "year":
        return _years(column, one.day.year, zone)
    return _month(column, one.day.year, one.day.month, zone)


def widest(precisions: Iterable[str]) -> str:
    """The widest of some precisions."""
    return max(precisions, key=PRECISIONS.index)


def _years(column: str, year: int, zone: tuple[str, str]) -> Period:
    _check_year(column, year)
    return Period(f"{year}-01-01T00:00:00{zone[0]}", f"{year}-12-31T23:59:59{zone[1]}", "year")


def _month(column: str, year: int, month: int, zone: tuple[str, str]) -> Period:
    if month == 0:
        return _years(column, year, zone)
    _check_year(column, year)
    if month > 12:
        raise CellError(column, f"no month {month}")
    last = monthrange(year, month)[1]
    return Period(f"{year}-{month:02}-01T00:00:00{zone[0]}", f"{year}-{month:02}-{last}T23:59:59{zone[1]}", "month")


def _check_year(column: str, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(column, f"the year {year} cannot be meant")


def _moment(column: str, found: re.Match[str], zone: tuple[str, str]) -> Period | None:
    """The minute, or second, that is meant; None where its zone is not known."""
    own = found[5] or (zone[0] if zone[0] == zone[1] else None)
    if own is None:
        return None
    clock = f"{found[1]}T{found[2]}:{found[3]}:"
    first, last = (f"{clock}{found[4] or end}{own}" for end in ("00", "59"))
    try:
        datetime.fromisoformat(first)
    except ValueError as error:
        raise CellError(column, "no date, or no time of day") from error
    _check_year(column, int(first[:4]))
    return Period(first, last, "part-of-day")
