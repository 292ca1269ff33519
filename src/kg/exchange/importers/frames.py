"""The common frames to which readers bring every dataset, and what they keep of rows that are not told.

A reader gives :class:`Reading`; a writer needs nothing else. ``source`` is the local name of the source that states a
row, ``file`` and ``row`` say where it stands; rows are numbered as a spreadsheet shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

_WHERE: Schema = {"source": pl.String, "file": pl.String, "row": pl.Int64}

#: One row an event and account. ``key`` identifies the event; ``kind`` says in the dataset's words what it was;
#: ``names`` are the parties as the row names them; ``where`` and ``country`` name the place, whose point is meant
#: within ``radius`` km (null: no point is told). ``start`` and ``end`` are the first and last day on which it can have
#: been (null: not known); ``day`` is true if it is known to the day. ``low`` and ``high`` bound the deaths, ``best`` is
#: the dataset's best estimate. ``parties``, ``perpetrators`` and ``targets`` are keys of actors. ``address`` is that of
#: the article from which it was coded; ``remark`` a reservation that readers must see.
EVENTS: Schema = {
    "key": pl.String, "kind": pl.String, "names": pl.String,
    "where": pl.String, "country": pl.String, "country_key": pl.String,
    "latitude": pl.Float64, "longitude": pl.Float64, "radius": pl.Float64,
    "start": pl.Date, "end": pl.Date, "day": pl.Boolean,
    "low": pl.Int64, "best": pl.Int64, "high": pl.Int64,
    "parties": pl.List(pl.String), "perpetrators": pl.List(pl.String), "targets": pl.List(pl.String),
    "address": pl.String, "remark": pl.String, **_WHERE,
}  # fmt: skip
#: One row an actor and name. ``kind`` is the local name of its class; ``role`` of the name is ``name``, ``other`` or
#: ``weak`` (the dataset says that it is too common to identify anybody); ``absent`` marks what the dataset lists and
#: the graph does not hold, such as a ship.
ACTORS: Schema = {"key": pl.String, "kind": pl.String, "name": pl.String, "role": pl.String, **_WHERE}
#: One row a listing and account. ``actor`` is the key of who is listed, ``identifier`` what the list calls the entry,
#: ``programmes`` the legal programmes, ``listed`` the day (null: not stated).
DESIGNATIONS: Schema = {
    "key": pl.String, "actor": pl.String, "name": pl.String, "identifier": pl.String,
    "programmes": pl.List(pl.String), "listed": pl.Date, **_WHERE,
}  # fmt: skip
#: One row a relation and account: ``kind`` is the local name of its class, ``first`` and ``second`` the keys of the
#: actors in the order of its edge, ``codes`` kinds of support or of lineage (``support:weapons``), ``start`` and
#: ``end`` the first and last day that the dataset codes, ``hedge`` its own word of reserve.
RELATIONS: Schema = {
    "key": pl.String, "kind": pl.String, "first": pl.String, "second": pl.String, "codes": pl.List(pl.String),
    "start": pl.Date, "end": pl.Date, "hedge": pl.String, "remark": pl.String, **_WHERE,
}  # fmt: skip
#: Places of events: ``within`` is the key of the country.
PLACES: Schema = {
    "key": pl.String, "kind": pl.String, "name": pl.String, "latitude": pl.Float64, "longitude": pl.Float64,
    "radius": pl.Float64, "within": pl.String,
}  # fmt: skip
#: Cells for which a row was rejected, or told without that value (``odd``).
REJECTS: Schema = {
    "file": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String, "odd": pl.Boolean,
}  # fmt: skip
#: How many rows of a file had which outcome: read, told, left out, rejected, odd or replaced.
COUNTS: Schema = {"file": pl.String, "outcome": pl.String, "reason": pl.String, "rows": pl.Int64}

READ, TOLD, LEFT_OUT, REJECTED, ODD, REPLACED = "read", "told", "left out", "rejected", "odd", "replaced"


@dataclass(frozen=True)
class SourceDescription:
    """A dataset as a source. ``key``: local name of its IRI; ``origin``: that of the source from which it derives."""

    key: str
    title: str
    publisher: str
    address: str | None = None
    licence: str | None = None
    version: str | None = None
    origin: str | None = None


def empty(schema: Schema) -> pl.DataFrame:
    """A frame of ``schema`` without rows."""
    return pl.DataFrame(schema=dict(schema))


def shaped(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """``frame`` with the columns of ``schema`` in their order and type; those that it lacks are null."""
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
    )


@dataclass(frozen=True)
class Reading:
    """What was read of one or several tables, in the common frames.

    Once all files are read, ``events`` have one more column, ``place``: the key of a row of ``places``.
    """

    events: pl.DataFrame = field(default_factory=lambda: empty(EVENTS))
    actors: pl.DataFrame = field(default_factory=lambda: empty(ACTORS))
    designations: pl.DataFrame = field(default_factory=lambda: empty(DESIGNATIONS))
    relations: pl.DataFrame = field(default_factory=lambda: empty(RELATIONS))
    places: pl.DataFrame = field(default_factory=lambda: empty(PLACES))
    rejects: pl.DataFrame = field(default_factory=lambda: empty(REJECTS))
    counts: pl.DataFrame = field(default_factory=lambda: empty(COUNTS))
    sources: tuple[SourceDescription, ...] = ()
    notes: tuple[str, ...] = ()

    def rows(self, outcome: str) -> int:
        """How many rows had ``outcome``."""
        return int(self.counts.filter(pl.col("outcome") == outcome)["rows"].sum())


def combined(readings: Iterable[Reading]) -> Reading:
    """All ``readings`` as one, their rows in order."""
    parts = list(readings)
    if not parts:
        return Reading()
    frames = {
        name: pl.concat([getattr(part, name) for part in parts])
        for name in ("events", "actors", "designations", "relations", "places", "rejects", "counts")
    }
    sources = dict.fromkeys(source for part in parts for source in part.sources)
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    return Reading(**frames, sources=tuple(sources), notes=tuple(notes))
