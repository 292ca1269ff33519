"""ACLED's event table (Armed Conflict Location & Event Data), in the columns of its codebook since March 2023.

Only events in which armed force is used are read: battles, explosions and remote violence, and attacks on civilians.
``actor1`` and ``actor2`` imply no direction, so they stand in the paraphrase alone. ``fatalities`` is one conservative
number: stated as a lower bound, and not at all where it is 0, which also stands for unknown. ``time_precision`` 1 is
the very day; 2 is read as within a week of it, 3 as within a month, which the codebook's wordings all fit.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.events import blocks
from kg.exchange.importers.text import ImportSettings, refuse

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country",
    "location", "latitude", "longitude", "geo_precision", "fatalities",
)  # fmt: skip
_FORCE = ("Battles", "Explosions/Remote violence")
_AGAINST_CIVILIANS = ("Violence against civilians", "Attack")
_DAYS = {"1": 0, "2": 6, "3": 30}
_DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%m-%Y")


def acled(rows: pl.DataFrame, settings: ImportSettings) -> pl.Series:
    """Every use of force of the table as Turtle."""
    kind, sub = pl.col("event_type"), pl.col("sub_event_type")
    attack = (kind == _AGAINST_CIVILIANS[0]) & (sub == _AGAINST_CIVILIANS[1])
    read = rows.filter(kind.is_in(_FORCE) | attack).with_columns(
        day=pl.coalesce(pl.col("event_date").str.to_date(form, strict=False) for form in _DATES),
        fatalities=pl.col("fatalities").cast(pl.Int64, strict=False),
        around=pl.duration(days=pl.col("time_precision").replace_strict(_DAYS, default=None, return_dtype=pl.Int64)),
    )
    refuse(read, pl.col("day").is_null(), "no date")
    refuse(read, pl.col("around").is_null(), "no precision of the date (1, 2 or 3)")
    refuse(read, pl.col("fatalities").is_null(), "no number of fatalities")
    told_in_words = pl.format(
        "{}, {}; actors named: {} and {}; fatalities: {}.",
        "event_type",
        "sub_event_type",
        *(pl.col(actor).fill_null("nobody").str.slice(0, 80) for actor in ("actor1", "actor2")),
        "fatalities",
    )
    return blocks(
        read.select(
            "row",
            "latitude",
            "longitude",
            key=pl.col("event_id_cnty"),
            kind=sub,
            where=pl.concat_str("location", "country", separator=", "),
            in_town=pl.col("geo_precision") == "1",
            start=pl.col("day") - pl.col("around"),
            end=pl.col("day") + pl.col("around"),
            low=pl.when(pl.col("fatalities") > 0).then("fatalities"),
            high=pl.lit(None, pl.Int64),
            paraphrase=told_in_words,
            locator=pl.format("event {}", "event_id_cnty"),
        ),
        settings,
    )
