"""When a passage says that something happened: days and months, with the year where it is given or follows."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<month{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,?\s+(?P<year{0}>(?:19|20)\d\d)\b(?!,\d))?"
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
#: What dates look like, the most exact first; months and weekdays begin with a capital letter.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY.format('')}\s*(?:and|to|[-\u2013])\s*{_DAY.format('2')}\s+{_MONTH.format('')}{_YEAR.format('')}",
        rf"\b{_DAY.format('')}\s+(?:of\s+)?{_MONTH.format('')}{_YEAR.format('')}",
        rf"\b{_MONTH.format('')}\s+{_DAY.format('')}(?!\d){_YEAR.format('')}",
        rf"\b{_MONTH.format('')}\s*(?:and|to|through|until|[-\u2013/])\s*{_MONTH.format('2')}{_YEAR.format('2')}",
        rf"\b{_MONTH.format('')}{_YEAR.format('')}",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    )
)
#: A month that is one of a year told before.
_THAT = re.compile(r"\b[Tt]hat\s+$")


@dataclass(frozen=True)
class When:
    """The characters ``start`` to ``end`` of a passage, and the day, month or span that they say, as a sheet takes it.

    ``cells`` is empty where the year is not known. ``note`` says what was concluded, if anything was.
    """

    start: int
    end: int
    cells: tuple[tuple[str, str], ...]
    note: str = ""


def dates_in(text: str, published: date | None) -> list[When]:
    """The dates in ``text``, in order.

    Without a year, or as a weekday, a date is the last such day, or month, that is not after ``published``; where that
    is not known, it has no cells.

    >>> [when.cells for when in dates_in("On November 20, and in May 2023.", date(2023, 11, 22))]
    [(('day', '2023-11-20'),), (('day', '2023-05'),)]
    >>> dates_in("On Monday night", date(2023, 11, 22))[0].cells
    (('day', '2023-11-20'),)
    """
    found: list[When] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if free and _THAT.search(text[: match.start()]):
                found.append(When(match.start(), match.end(), (), "which year is not said"))
            elif free and not (match[0] == "May" and not text[: match.start()].strip()):
                found += _read(match, published)
    return sorted(found, key=lambda when: when.start)


def _read(match: re.Match[str], published: date | None) -> Iterator[When]:
    parts = match.groupdict()
    place = match.start(), match.end()
    if parts.get("weekday"):
        yield When(*place, *_weekday(_WEEKDAYS.index(parts["weekday"].lower()), published))
        return
    month = int(parts["number"]) if parts.get("number") else _month(parts["month"])
    later = _month(parts["month2"]) if parts.get("month2") else None
    day = int(parts["day"]) if parts.get("day") else None
    given = parts.get("year") or parts.get("year2")
    year, note = (int(given), "") if given else _year(later or month, day, published)
    if year is None:
        yield When(*place, (), note)
    elif later is not None:
        begun = year if month <= later else year - 1
        yield When(*place, (("start", f"{begun}-{month:02}"), ("end", f"{year}-{later:02}")), note)
    elif day is None:
        yield When(*place, (("day", f"{year}-{month:02}"),), note)
    else:
        yield _days(place, year, month, [day, *([int(parts["day2"])] if parts.get("day2") else [])], note)


def _days(place: tuple[int, int], year: int, month: int, days: Sequence[int], note: str) -> When:
    """One day of a month, or the span from one to the other."""
    if not all(1 <= day <= monthrange(year, month)[1] for day in days):
        return When(*place, (), "there is no such day")
    columns = ("day",) if len(days) == 1 else ("start", "end")
    dated = (f"{year}-{month:02}-{day:02}" for day in days)
    return When(*place, tuple(zip(columns, dated, strict=True)), note)


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_NAMES, 1) if month.startswith(name.rstrip(".").lower()))


def _weekday(weekday: int, published: date | None) -> tuple[tuple[tuple[str, str], ...], str]:
    if published is None:
        return (), "which week is not said"
    day = published - timedelta((published.weekday() - weekday) % 7)
    return (("day", day.isoformat()),), "the last such weekday up to the day of publication"


def _year(month: int, day: int | None, published: date | None) -> tuple[int | None, str]:
    if published is None:
        return None, "the year is not said"
    earlier = (month, day or 1) <= (published.month, published.day)
    return published.year - (not earlier), "the year follows from the day of publication"
