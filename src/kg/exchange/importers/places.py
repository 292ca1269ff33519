"""Points that can be right, and one place for each name and precision."""

from __future__ import annotations

import io
import math
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import polars as pl

from kg.exchange.importers.cells import degrees
from kg.exchange.importers.frames import PLACES, shaped
from kg.exchange.importers.sieve import Sieve
from kg.rdf.read import read_bytes

#: Radius in kilometres in which a town's point is meant in this graph's own places; the datasets publish none.
TOWN_KM = 10.0
#: Kilometres of a degree of latitude.
_DEGREE_KM = 111.2
#: How far, in degrees, a point may lie outside the smallest box around its country: coasts, and lines held otherwise.
_MARGIN = 1.0
_BOXES = Path(__file__).with_name("country_boxes.csv")
_POINT = ("latitude", "longitude")
_AREA = ("where", "country", "radius")


@lru_cache(maxsize=1)
def country_boxes() -> pl.DataFrame:
    """The smallest box around each country: ``country`` (a row a spelling), ``south``, ``north``, ``west``, ``east``.

    From Natural Earth 1:50m, boundaries as they are held (public domain). Without states whose names the datasets use
    for larger predecessors (Russia, Serbia); with what others held or comprised (Sudan with South Sudan).
    """
    found = pl.read_csv(io.BytesIO(read_bytes(_BOXES)), infer_schema=False)
    return found.with_columns(pl.col("south", "north", "west", "east").cast(pl.Float64))


def check_points(sieve: Sieve, radius: pl.Expr) -> None:
    """Turn the texts ``latitude`` and ``longitude`` into numbers, and add ``radius``, where a point can be right.

    Needs ``country``, the name. Rows whose point is none are rejected. A point at 0,0 or outside the box of its
    country is noted as odd, and not told.
    """
    for name, most in zip(_POINT, (90, 180), strict=True):
        wrong = pl.col(name).is_not_null() & ~(degrees(name).abs() <= most).fill_null(False)
        sieve.reject(wrong, name, f"no {name} in degrees")
    north, east = degrees("latitude"), degrees("longitude")
    sieve.derive(_north=north, _east=east, radius=radius, _null=(north == 0) & (east == 0))
    sieve.odd(pl.col("_null"), "latitude", "the point is 0,0; no point is told")
    box = {
        side: pl.col("country").replace_strict(
            country_boxes()["country"], country_boxes()[side], default=None, return_dtype=pl.Float64
        )
        for side in ("south", "north", "west", "east")
    }
    sieve.derive(
        _outside=(~_inside(box, "_north", "_east")).fill_null(False)
        & ~pl.col("_null")
        & pl.col("radius").is_not_null(),
        _swapped=_inside(box, "_east", "_north").fill_null(False),
    )
    swapped = pl.when("_swapped").then(pl.lit("; latitude and longitude may be swapped")).otherwise(pl.lit(""))
    outside = pl.format("the point {},{} lies outside {}{}; no point is told", "_north", "_east", "country", swapped)
    sieve.odd(pl.col("_outside"), "latitude", outside)
    told = pl.col("radius").is_not_null() & pl.col("_north").is_not_null() & pl.col("_east").is_not_null()
    told = told & ~(pl.col("_null").fill_null(False) | pl.col("_outside"))
    sieve.derive(
        latitude=pl.when(told).then("_north"),
        longitude=pl.when(told).then("_east"),
        radius=pl.when(told).then("radius"),
    )


def _inside(box: dict[str, pl.Expr], north: str, east: str) -> pl.Expr:
    return pl.col(north).is_between(box["south"] - _MARGIN, box["north"] + _MARGIN) & pl.col(east).is_between(
        box["west"] - _MARGIN, box["east"] + _MARGIN
    )


def place_events(events: pl.DataFrame, dataset: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``events`` with the column ``place``, the key of its place, and the frame of places with their countries.

    Rows that give the same name, country and radius share one place, whatever their order, with the point that most
    of them give (of several the most south-western); unless their points lie farther apart than the radius, which
    makes them as many places. Without a name the place is the country.
    """
    areas = _areas(events).with_columns(
        place=pl.when(pl.col("where").is_null())
        .then(pl.format(f"{dataset}-country-{{}}", "country_key"))
        .otherwise(pl.lit(f"{dataset}-") + pl.col("hash"))
    )
    joined = events.join(
        areas.select(*_AREA, *_POINT, "place"),
        on=[*_AREA, *_POINT],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    within = pl.format(f"{dataset}-country-{{}}", "country_key")
    named = areas.filter(pl.col("where").is_not_null()).select(
        key="place",
        kind=pl.lit("Region"),
        name=pl.concat_str("where", "country", separator=", ", ignore_nulls=True),
        latitude="at_latitude",
        longitude="at_longitude",
        radius="radius",
        within=within,
    )
    countries = (
        events.filter(pl.col("country_key").is_not_null())
        .select(key=within, name="country")
        .unique("key", keep="first", maintain_order=True)
        .with_columns(kind=pl.lit("Country"))
    )
    places = [shaped(frame, PLACES) for frame in (countries, named.unique("key").sort("key"))]
    return joined, pl.concat(places)


def _areas(events: pl.DataFrame) -> pl.DataFrame:
    """Each name, country, radius and point of ``events`` once, with the point and the hash of its place."""
    points = events.group_by(*_AREA, *_POINT).agg(rows=pl.len(), country_key=pl.col("country_key").min())
    middle = (pl.col("latitude").min().over(*_AREA) * (math.pi / 180)).cos()
    spread = [
        (pl.col(name).max().over(*_AREA) - pl.col(name).min().over(*_AREA)) * _DEGREE_KM * scale
        for name, scale in zip(_POINT, (pl.lit(1.0), middle), strict=True)
    ]
    points = points.with_columns(apart=pl.max_horizontal(spread).fill_null(0.0) > pl.col("radius").fill_null(math.inf))
    points = points.sort(*_AREA, pl.col("rows").cast(pl.Int64) * -1, *_POINT)
    points = points.with_columns(
        pl.when("apart").then(name).otherwise(pl.col(name).first().over(*_AREA)).alias(f"at_{name}") for name in _POINT
    )
    texts = points.select(
        pl.concat_str(
            "where", "country", pl.col("radius").cast(pl.String), *(pl.when("apart").then(name) for name in _POINT),
            separator="|", ignore_nulls=True,
        )
    ).to_series()  # fmt: skip
    hashes = [sha256((text or "").encode()).hexdigest()[:12] for text in texts]
    return points.with_columns(hash=pl.Series(hashes, dtype=pl.String))
