"""Cells as text → numbers, days and keys; what cannot be read is null, and never guessed."""

from __future__ import annotations

import re
from hashlib import sha256

import polars as pl

from kg.errors import UsageError

#: A tag of markup and what stands in it: accounts may hold none, their texts are plain.
MARKUP = r"<(/?[A-Za-z][^<>]*)>"
#: Years in which the datasets' events can be.
FIRST_YEAR, LAST_YEAR = 1900, 2100
_TIME = r"[T ]+\d{1,2}:\d{2}.*$"
_ISO = r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$"
_SWAPPED = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$"
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_SERIAL = r"^[1-9]\d{4}(\.0)?$"
_TOKENS = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "m": "%m", "dd": "%d", "d": "%d"}
#: The first day by which spreadsheets count.
_SPREADSHEET = pl.date(1899, 12, 30)


def whole(column: str) -> pl.Expr:
    """An integer, also where a program wrote it with decimals (``2.0``)."""
    text = pl.col(column)
    return (
        pl.when(text.str.contains(r"^[+-]?\d{1,15}([.,]0*)?$"))
        .then(text.str.replace(r"[.,]0*$", ""))
        .cast(pl.Int64, strict=False)
    )


def code(column: str) -> pl.Expr:
    """A code of digits without the decimals that a program added; any other text as it is."""
    text = pl.col(column)
    return pl.when(text.str.contains(r"^\d+[.,]0*$")).then(text.str.replace(r"[.,]0*$", "")).otherwise(text)


def degrees(column: str) -> pl.Expr:
    """A number of degrees, with a decimal point or comma."""
    number = pl.col(column).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def listed(column: str, separator: str) -> pl.Expr:
    """The parts of a cell that holds several values, without empty ones; an empty list for an empty cell."""
    parts = pl.col(column).str.split(separator).list.eval(pl.element().str.strip_chars())
    return parts.list.eval(pl.element().filter(pl.element() != "")).fill_null(pl.lit([], pl.List(pl.String)))


def date_pattern(layout: str | None) -> str | None:
    """The layout of dates that a user names (``dd/mm/yyyy``, ``%d/%m/%Y`` or ``serial``) as a pattern.

    ``UsageError`` for one that does not name a day, a month and a year.

    >>> date_pattern("dd-mm-yy"), date_pattern("d mmm yyyy")
    ('%d-%m-%y', '%d %b %Y')
    """
    if layout is None or layout == "serial":
        return layout
    pattern = layout
    if "%" not in layout:
        pattern = re.sub(r"y+|m+|d+", lambda found: _TOKENS.get(found[0], "?"), layout.lower())
    parts = re.findall(r"%[-]?([a-zA-Z])", pattern)
    known = set(parts) <= set("dmyYbBHMSfj") and "?" not in pattern
    if not known or not ({"d"} <= set(parts) and set(parts) & set("mbB") and set(parts) & set("yY")):
        raise UsageError(f"no layout of dates {layout!r}; write dd/mm/yyyy, mm/dd/yyyy, dd-mm-yy or serial")
    return pattern


def with_days(rows: pl.DataFrame, columns: tuple[str, ...], pattern: str | None) -> pl.DataFrame:
    """``rows`` with ``<column>_day``, and in ``<column>_fault`` why there is none.

    Read are ISO 8601, also without separators, days with the month in English words, and days of which only one order
    is possible (``21/11/2023``). Of others (``05/11/2023``, ``21-11-23``, 45251) the user's ``pattern`` must say how
    they are meant. Times of day are left out.
    """
    return rows.with_columns(pair for column in columns for pair in _day(rows[column], pattern))


def _day(cells: pl.Series, pattern: str | None) -> tuple[pl.Series, pl.Series]:
    name = cells.name
    # Almost all tables have ISO dates alone; what else there can be costs time.
    days = cells.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    plain = cells.str.contains(r"^\d{4}-\d{2}-\d{2}([T ]|$)").fill_null(False)
    days = pl.select(pl.when(plain).then(days)).to_series()
    if pattern is not None or days.null_count():
        days = pl.DataFrame({"text": cells, "iso": days}).select(_other_days(pattern)).to_series()
    sane = days.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    faults = pl.DataFrame({"text": cells, "day": days}).select(_fault(pattern)).to_series()
    return pl.select(pl.when(sane).then(days)).to_series().alias(f"{name}_day"), faults.alias(f"{name}_fault")


def _other_days(pattern: str | None) -> pl.Expr:
    text = pl.col("text").str.replace(_TIME, "")
    words = text.str.replace_all(r"[\s,-]+", " ")
    spelled = [
        pl.when(words.str.contains(r"\d{4}$") & words.str.contains("[A-Za-z]")).then(
            words.str.to_date(form, strict=False)
        )
        for form in _WORDS
    ]
    first, second, year = (text.str.extract(_SWAPPED, group).cast(pl.Int32, strict=False) for group in (1, 2, 3))
    day_first = ((first > 12) & (second <= 12)) | (first == second)
    month_first = (second > 12) & (first <= 12)
    swapped = [
        pl.when(day_first).then(_date(year, second, first)),
        pl.when(month_first).then(_date(year, first, second)),
    ]
    iso = _date(*(text.str.extract(_ISO, group).cast(pl.Int32, strict=False) for group in (1, 2, 3)))
    packed = pl.when(text.str.contains(r"^(19|20)\d{6}$")).then(text.str.to_date("%Y%m%d", strict=False))
    chosen = [] if pattern is None else [_by_pattern(text, pattern)]
    return pl.coalesce(*chosen, pl.col("iso"), iso, packed, *spelled, *swapped)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    return pl.format("{}-{}-{}", year, month, day).str.to_date("%Y-%m-%d", strict=False)


def _by_pattern(text: pl.Expr, pattern: str) -> pl.Expr:
    if pattern == "serial":
        days = pl.when(text.str.contains(_SERIAL)).then(text.cast(pl.Float64, strict=False).cast(pl.Int64))
        return _SPREADSHEET + pl.duration(days=days)
    # %Y would read 23 as the year 23.
    fits = text.str.contains(r"(^|\D)\d{4}(\D|$)") if "%Y" in pattern else pl.lit(True)
    return pl.when(fits).then(text.str.to_date(pattern, strict=False))


def _fault(pattern: str | None) -> pl.Expr:
    text, day = pl.col("text"), pl.col("day")
    say = "; say the layout with --date-format"
    short = text.str.contains(r"^\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,})[-/. ]\d{2}(\s|$)")
    return (
        pl.when(text.is_null())
        .then(pl.lit("no date"))
        .when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR))
        .then(pl.lit(None, pl.String))
        .when(day.is_not_null())
        .then(pl.format("the year {} cannot be meant", day.dt.year()))
        .when(short)
        .then(pl.lit("the date has a year of two digits" + say))
        .when(text.str.replace(_TIME, "").str.contains(_SWAPPED))
        .then(pl.lit("the date is ambiguous: day or month may come first" + say))
        .when(text.str.contains(_SERIAL))
        .then(pl.lit("the date is a spreadsheet's number of days; say --date-format serial"))
        .otherwise(pl.lit("no date" if pattern is None else "no date, nor one in the layout of --date-format"))
    )


def slug(name: str) -> str:
    """A key for something that the dataset only names: readable, and different for different names.

    >>> slug("Military Forces of Iraq (2022-)")
    'military-forces-of-iraq-2022-3752f757'
    """
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    return f"{words}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def slugs(names: pl.Series) -> pl.Series:
    """:func:`slug` of each of ``names``; each different one is computed once."""
    known = names.drop_nulls().unique().to_list()
    return names.replace_strict(known, [slug(name) for name in known], default=None, return_dtype=pl.String)
