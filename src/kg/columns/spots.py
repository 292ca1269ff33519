"""Events of datasets where a map has room for them: in squares of degrees, by month."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from kg.columns.aggregate import DatasetCounts
from kg.rdf.terms import ASSERTED
from kg.reason.encoding import text_frame

#: Sides of squares, in degrees, and how many squares, and pairs of one of them and a month, a page has room for.
_SIDES = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
_SQUARES, _PAIRS = 150, 20_000


class Spots(NamedTuple):
    """Events of datasets by square and month.

    ``spots``: square, place (the name of the place with most of its events), places, events, lat and lon (the middle of
    its events); those with most events come first. ``months``: square, month and events. ``events``, ``dated`` and
    ``placed`` count all accepted events, those with a month, and those with a place that has coordinates. ``by_month``:
    month and events, in order.
    """

    side: float
    spots: pl.DataFrame
    months: pl.DataFrame
    by_month: pl.DataFrame
    events: int
    dated: int
    placed: int


def spots_of(counts: DatasetCounts) -> Spots:
    """The accepted events of datasets in the smallest squares that a page has room for."""
    begins = counts.accepted("earliestTime")["s"].unique()
    placed = counts.accepted("occurredAt").rename({"o": "place"}).unique("s", keep="first", maintain_order=True)
    events = pl.concat([begins, placed["s"]]).unique().to_frame("s")
    months = counts.event_months
    located = placed.join(_coordinates(counts), on="place").join(months, on="s", how="left")
    for side in _SIDES:
        squares = located.with_columns(square=pl.struct((pl.col("lat") / side).floor(), (pl.col("lon") / side).floor()))
        by_month = squares.group_by("square", "month").agg(events=pl.len())
        if by_month["square"].n_unique() <= _SQUARES and by_month.height <= _PAIRS:
            break
    named = squares.group_by("square", "place").len().sort("len", "place", descending=[True, False])
    chief = named.group_by("square", maintain_order=True).agg(pl.col("place").first(), places=pl.len())
    spots = squares.group_by("square").agg(events=pl.len(), lat=pl.col("lat").mean(), lon=pl.col("lon").mean())
    shown = counts.named(spots.join(chief, on="square"), "place").sort("events", "square", descending=[True, False])
    return Spots(
        side,
        shown,
        by_month.drop_nulls("month").sort("square", "month"),
        counts.by_month,
        events.height,
        months.height,
        located.height,
    )


def _coordinates(counts: DatasetCounts) -> pl.DataFrame:
    """place, lat and lon, in degrees, of what has both."""
    dictionary = counts.datasets.evidence.dictionary
    properties = {name: counts.number(name) for name in ("latitude", "longitude")}
    others = (t for t in counts.graphs[ASSERTED.value] if t.predicate.value.endswith(tuple(properties)))
    rows = pl.concat([counts.datasets.layers[ASSERTED.value], dictionary.encode(text_frame(others))])

    def degrees(name: str, local: str) -> pl.DataFrame:
        found = rows.filter(pl.col("p") == properties[local])
        number = counts.texts(found["o"]).str.extract('^"([^"]*)"').cast(pl.Float64, strict=False)
        return found.select(place="s").with_columns(number.alias(name)).drop_nulls().unique("place")

    return degrees("lat", "latitude").join(degrees("lon", "longitude"), on="place")
