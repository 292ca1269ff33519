"""Dates and moments of XML Schema as Python's: which of those that the standard allows can be read, and how.

Python's calendar goes from year 1 to 9999 in whole microseconds. A moment without a time zone is read as UTC,
``24:00:00`` as the next day's first moment, and of a fraction of a second the first six digits are taken. Other years
cannot be read: :func:`unreadable` says so in a sentence for ``kg validate``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from kg.errors import DataError

_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DATE = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})-[0-9]{2}-[0-9]{2}"
_MOMENT = re.compile(rf"({_DATE})T([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(\.[0-9]+)?({_ZONE})")
_DAY = re.compile(rf"({_DATE}){_ZONE}")
#: Digits of a fraction of a second that Oxigraph compares; it takes a moment with more for a mere text.
_FRACTION = 18


@lru_cache(maxsize=2**14)
def read_moment(text: str) -> datetime:
    """The moment that an ``xsd:dateTime`` names, always with a time zone; ``DataError`` for one that cannot be read.

    >>> read_moment("2024-01-31T24:00:00+03:00").isoformat()
    '2024-02-01T00:00:00+03:00'
    """
    try:
        return _moment(text)
    except (ValueError, OverflowError) as error:
        raise DataError(f"the date {text!r} cannot be read: write it as 2023-11-21T12:00:00Z, {_YEARS}") from error


_YEARS = "with a year from 0001 to 9999"


def _moment(text: str) -> datetime:
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    day, clock, fraction, zone = parts.groups()
    whole_day = clock == "24:00:00" and not (fraction or "").strip(".0")
    moment = datetime.fromisoformat(f"{day}T{'00:00:00' if whole_day else clock}{(fraction or '')[:7]}{zone}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    moment += timedelta(days=whole_day)
    moment.astimezone(UTC)  # Where that is outside the calendar it cannot be compared.
    return moment


def unreadable(datatype: str, text: str) -> str | None:
    """How to mend a literal of ``xsd:dateTime`` or ``xsd:date`` (the local name) that cannot be read; else None.

    None too for a text that has not the form of one.
    """
    form, read, example = (
        (_DAY, _day, "2023-11-21") if datatype == "date" else (_MOMENT, _moment, "2023-11-21T12:00:00Z")
    )
    parts = form.fullmatch(text)
    if parts is None:
        return None
    if form is _MOMENT and len(parts[3] or "") > 1 + _FRACTION:
        return f"Write {text!r} with at most {_FRACTION} digits after the second's point: no more are compared."
    try:
        read(text)
    except (ValueError, OverflowError):
        return f"Write the date {text!r} as {example}, {_YEARS}: others cannot be read."
    return None


def _day(text: str) -> None:
    date.fromisoformat(re.sub(rf"{_ZONE}$", "", text))
