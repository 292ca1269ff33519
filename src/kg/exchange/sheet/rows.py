"""Rows of sheets, what holds for all of them, and what comes of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Triple

from kg.exchange.importers.settings import ImportSettings, is_zone
from kg.exchange.sheet.graph import Finder
from kg.exchange.sheet.schema import SheetSchema
from kg.exchange.sheet.values import CellError, Period, parts, period, widened, widest

NO_ZONE = "no time zone; write +03:00"


@dataclass(frozen=True)
class Row:
    """The cells of one row that are not empty, by column; ``row`` is its number as a spreadsheet shows it."""

    file: str
    row: int
    cells: Mapping[str, str]

    def one(self, column: str) -> str | None:
        """The only value of a cell, None if it is empty."""
        values = parts(self.cells.get(column, ""))
        if len(values) > 1:
            raise CellError(column, "only one value can stand here")
        return values[0] if values else None

    def all(self, column: str) -> list[str]:
        """The values of a cell, which semicolons separate."""
        return parts(self.cells.get(column, ""))

    def text(self, column: str) -> str | None:
        """The whole cell, in which semicolons separate nothing."""
        return self.cells.get(column)


@dataclass(frozen=True)
class Context:
    """What holds for all rows: who finds what cells name, what the user says, and the days that cells name.

    ``prefix`` goes before the ids of a table's rows; ``new`` is by column the class of what the graph lacks.
    """

    finder: Finder
    settings: ImportSettings
    days: Mapping[str, date | str]
    prefix: str = ""
    new: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> SheetSchema:
        """The ontology's classes and properties."""
        return self.finder.graph.schema

    def class_of(self, column: str, text: str, *bases: str) -> str:
        """The local name of the class below one of ``bases`` that ``text`` names."""
        names = self.schema.class_names(*bases)
        found = names.find(text.removeprefix("conflict:"))
        if len(found) == 1:
            return found[0].rsplit("#", 1)[1]
        labels = {iri: self.schema.labels[iri.rsplit("#", 1)[1]] for iri in names.things}
        near = [labels[found.iri] for found in names.search(text)[:3]]
        listed = f"; did you mean {' or '.join(near)}?" if near else f"; there are: {', '.join(labels.values())}"
        what = " or ".join(base.lower() for base in bases)
        raise CellError(column, f"no kind of {what} is called {text!r}{listed}")


@dataclass
class Written:
    """What comes of a row: ``identities`` and ``accounts`` by IRI, and the IRIs that it ``needs``.

    ``named`` are the things that the row itself introduces, by column (actors: ``Actor``) and text; ``odd`` are
    columns that are not told as they stand, each with the reason.
    """

    identities: dict[str, list[Triple]] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    accounts: dict[str, list[Triple]] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    odd: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Times:
    """The first and last moment, as ``xsd:dateTime``, and the precision; each None where it is not stated."""

    first: str | None = None
    last: str | None = None
    precision: str | None = None
    notes: tuple[str, ...] = ()


def zone_of(row: Row, context: Context) -> tuple[str, str]:
    """The zones in which the days of the row begin and end."""
    own = row.one("zone")
    if own is None:
        return context.settings.first_zone, context.settings.last_zone
    if not is_zone(own):
        raise CellError("zone", NO_ZONE)
    return own, own


def times_of(row: Row, context: Context) -> Times:
    """When what the row is about happened or held."""
    for one, other in (("start", "from"), ("end", "to")):
        if row.one(one) and row.one(other):
            raise CellError(other, f"{one!r} says it too; leave one of them empty")
    start, end = (next((c for c in pair if row.one(c)), None) for pair in (("start", "from"), ("end", "to")))
    if row.one("day") and (start or end):
        raise CellError("day", f"{start or end!r} says it too; leave one of them empty")
    precision = _precision(row, context)
    found = {c: _period(row, c, context, precision) for c in ("day", start, end) if c and row.one(c)}
    if not found:
        if precision:
            raise CellError("precision", "no date of which this is the precision")
        return Times()
    first, last = found.get("day" if start is None else start), found.get("day" if end is None else end)
    if first and last and first.day > last.last_day:
        raise CellError(end or "day", f"lies before {start!r}")
    known = widest(p.precision for p in found.values())
    notes = tuple(p.note for p in found.values() if p.note)
    return Times(first.first if first else None, last.last if last else None, known, notes)


def _precision(row: Row, context: Context) -> str | None:
    text = row.one("precision")
    return None if text is None else context.finder.code("precision", text, "precision").rsplit("/", 1)[1]


def _period(row: Row, column: str, context: Context, precision: str | None) -> Period:
    zone = zone_of(row, context)
    found = period(column, str(row.one(column)), zone, context.days)
    return widened(column, found, precision, zone) if precision else found
