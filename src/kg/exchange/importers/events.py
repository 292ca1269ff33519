"""Rows of an event dataset, brought to common columns, as events, places and accounts."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from kg.exchange.importers.text import ImportSettings, literal, optional, refuse

#: Radius in kilometres in which a town's point is meant in this graph's own places. Points of wider areas are left
#: out, since the datasets do not publish how wide these are.
TOWN_KM = "10.0"


def blocks(rows: pl.DataFrame, settings: ImportSettings) -> pl.Series:
    """Turtle of events with these columns, one text a row.

    ``key`` (identifier in the dataset), ``kind`` (what it was, in words), ``where`` (name of the place), ``latitude``
    and ``longitude`` (text), ``in_town`` (whether the point is a town's), ``start`` and ``end`` (dates: first and last
    day on which it can have been), ``low`` and ``high`` (deaths, or null), ``paraphrase``, ``locator``, ``row``.
    """
    refuse(rows, ~pl.col("key").str.contains(r"^[A-Za-z0-9-]+$"), "no identifier")
    refuse(rows, pl.col("where").str.strip_chars() == "", "no place")
    refuse(rows, pl.any_horizontal(pl.col("kind", "paraphrase").is_null()), "no kind of event, or a value is missing")
    refuse(rows, pl.col("start") > pl.col("end"), "no dates, or in the wrong order")
    refuse(rows, (pl.col("low") > pl.col("high")).fill_null(False), "more deaths at least than at most")
    refuse(rows, (pl.min_horizontal("low", "high") < 0).fill_null(False), "a negative number of deaths")
    for name, most in (("latitude", 90), ("longitude", 180)):
        refuse(rows, pl.col(name).cast(pl.Float64, strict=False).abs() > most, f"no {name}")
    placed = rows.with_columns(place=pl.concat_str("where", "latitude", "longitude", separator="|").map_elements(_slug))
    return placed.select(text=pl.format("{}{}{}", _place(settings), _event(settings), _account(settings)))["text"]


def _slug(place: str) -> str:
    return sha256(place.encode()).hexdigest()[:12]


def _place(settings: ImportSettings) -> pl.Expr:
    """The place, where no row above has it."""
    pattern = " ;\n    conflict:latitude {} ;\n    conflict:longitude {} ;\n    conflict:coordinatePrecision "
    point = pl.format(pattern + TOWN_KM, *(_decimal(name) for name in ("latitude", "longitude")))
    block = pl.format(
        f"place:{settings.dataset}-{{}} a conflict:Region ;\n    skos:prefLabel {{}}@en{{}} .\n\n",
        "place",
        literal(pl.col("where")),
        pl.when("in_town").then(point).otherwise(pl.lit("")),
    )
    return pl.when(pl.col("place").is_first_distinct()).then(block).otherwise(pl.lit(""))


def _decimal(name: str) -> pl.Expr:
    """A number as Turtle writes decimals: with a point, without an exponent."""
    return pl.col(name).cast(pl.Float64).round(6).cast(pl.Decimal(12, 6)).cast(pl.String)


def _event(settings: ImportSettings) -> pl.Expr:
    label = literal(pl.format("{}, {}, {}", "kind", "where", pl.col("start").cast(pl.String)))
    return pl.format(
        f"event:{settings.dataset}-{{}} a conflict:UseOfForce ;\n    skos:prefLabel {{}}@en .\n\n", "key", label
    )


def _account(settings: ImportSettings) -> pl.Expr:
    one_day = pl.col("start") == pl.col("end")
    return pl.format(
        f"{settings.account('event')}    told:occurredAt place:{settings.dataset}-{{}} ;\n"
        f'    told:earliestTime "{{}}T00:00:00{settings.first_zone}"^^xsd:dateTime ;\n'
        f'    told:latestTime "{{}}T23:59:59{settings.last_zone}"^^xsd:dateTime{{}}{{}}{{}} .\n\n',
        "key",
        "key",
        literal(pl.col("locator")),
        literal(pl.col("paraphrase").str.slice(0, 300)),
        "place",
        pl.col("start").cast(pl.String),
        pl.col("end").cast(pl.String),
        pl.when(one_day).then(pl.lit(" ;\n    told:hasTimePrecision precision:day")).otherwise(pl.lit("")),
        optional(" ;\n    told:killedAtLeast {}", pl.col("low")),
        optional(" ;\n    told:killedAtMost {}", pl.col("high")),
    )
