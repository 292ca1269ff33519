"""Entries of sanctions lists, of whatever form → actors with their names, and designations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kg.exchange.importers.cells import with_days
from kg.exchange.importers.frames import ACTORS, DESIGNATIONS, Reading, Schema
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.read_tables import FAULT, ROW

#: One row an entry. ``number`` identifies it in the list, ``type`` is the list's word for what it is, ``others`` and
#: ``weak`` are its other names, ``listed`` the day as text. ``lists`` are the names of the sources that list it (none:
#: it is described, but not listed), with ``identifiers`` of the entry in each.
ENTRY: Schema = {
    "number": pl.String, "name": pl.String, "type": pl.String, "programmes": pl.List(pl.String),
    "others": pl.List(pl.String), "weak": pl.List(pl.String), "listed": pl.String,
    "lists": pl.List(pl.String), "identifier": pl.String, ROW: pl.Int64, FAULT: pl.String,
}  # fmt: skip


def read_entries(
    entries: Sequence[Mapping[str, Any]],
    file: str,
    prefix: str,
    kinds: Mapping[str, str | None],
    settings: ImportSettings,
    *,
    source: str | None = None,
    listing: str | None = None,
) -> Reading:
    """Actors and designations of ``entries``, rows of :data:`ENTRY`, with keys that begin with ``prefix``.

    ``kinds`` are the classes by type, None for types that are left out. ``source`` states the names of the actors;
    without one it is the first source that lists them. Keys of designations begin with ``listing`` if it is given.
    """
    sieve = Sieve(pl.DataFrame(entries, schema=dict(ENTRY)), file)
    sieve.rows = with_days(sieve.rows, ("listed",), settings.pattern)
    empty = pl.lit([], pl.List(pl.String))
    sieve.derive(
        kind=pl.col("type").replace_strict(dict(kinds), default=None, return_dtype=pl.String),
        **{name: pl.col(name).fill_null(empty) for name in ("programmes", "others", "weak", "lists")},
    )
    dropped = [kind for kind, known in kinds.items() if known is None]
    sieve.leave_out(pl.col("type").is_in(dropped), pl.col("type"))
    sieve.reject(pl.col("kind").is_null(), "type", "no known type of entry")
    sieve.reject(~pl.col("number").str.contains(r"^[A-Za-z0-9][A-Za-z0-9-]*$"), "number", "no number of the entry")
    sieve.reject(pl.col("name").fill_null("") == "", "name", "no name")
    dated = pl.col("listed").is_not_null() & pl.col("listed_day").is_null()
    sieve.odd(dated, "listed", pl.format("{}; no day of listing is told", "listed_fault"))
    key = pl.format(f"{prefix}-{{}}", "number")
    stated = pl.lit(source) if source else pl.col("lists").list.first()
    names = [
        sieve.select(ACTORS, source=stated, key=key, kind=pl.col("kind"), role=pl.lit(role), name=pl.col(column))
        if column == "name"
        else _several(sieve, stated, key, role, column)
        for column, role in (("name", "name"), ("others", "other"), ("weak", "weak"))
    ]
    sieve.rows = sieve.rows.with_columns(_one=pl.col("lists").list.len() == 1)
    listed = sieve.rows.filter(pl.col("lists").list.len() > 0).explode("lists")
    one = pl.format(f"{listing or prefix}-{{}}", "number")
    own = pl.when("_one").then(one).otherwise(pl.format("{}-{}", one, pl.col("lists")))
    designations = Sieve(listed, file).select(
        DESIGNATIONS,
        source=pl.col("lists"),
        key=own,
        actor=key,
        name=pl.col("name"),
        identifier=pl.col("identifier"),
        # Of which list they are, an entry of several lists does not say.
        programmes=pl.when("_one").then("programmes").otherwise(empty),
        listed=pl.when("_one").then("listed_day"),
    )
    return Reading(
        actors=pl.concat(names).drop_nulls("name"), designations=designations, rejects=sieve.rejects,
        counts=sieve.counts,
    )  # fmt: skip


def _several(sieve: Sieve, source: pl.Expr, key: pl.Expr, role: str, column: str) -> pl.DataFrame:
    """One row a name of a column that lists several."""
    long = sieve.rows.filter(pl.col(column).list.len() > 0).with_columns(_source=source, _key=key).explode(column)
    return Sieve(long, sieve.file).select(
        ACTORS, source=pl.col("_source"), key=pl.col("_key"), kind=pl.col("kind"), role=pl.lit(role),
        name=pl.col(column).str.strip_chars(),
    )  # fmt: skip


def entry(row: int, number: str, name: str, kind: str, lists: Sequence[str], **more: Any) -> dict[str, Any]:
    """A row of :data:`ENTRY`."""
    return {
        "number": number.strip(), "name": " ".join(name.split()), "type": kind, "programmes": [], "others": [],
        "weak": [], "listed": None, "identifier": None, FAULT: None, **more, "lists": list(lists), ROW: row,
    }  # fmt: skip
