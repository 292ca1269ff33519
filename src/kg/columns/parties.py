"""The actors of datasets by how many events they are in, and how many events any two of them share."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from kg.columns.aggregate import DatasetCounts

#: What makes an actor a party to an event.
_ROLES = ("hasPerpetrator", "hasTarget", "hasParty")


class Parties(NamedTuple):
    """The parties to events of datasets.

    ``chief``: iri, name, events, first and last (months), of those in most events, in order. ``others`` has the names
    of all others, those in most events first. ``shared``: one, other (iri; null for any of the others), events, first
    and last: in how many events both are.
    """

    chief: pl.DataFrame
    others: list[str]
    shared: pl.DataFrame


def parties_of(counts: DatasetCounts, most: int) -> Parties:
    """The ``most`` parties that are in most events, the names of the others, and what they share."""
    found = pl.concat([counts.accepted(role) for role in _ROLES]).rename({"o": "actor"}).unique()
    dated = found.join(counts.months, on="s", how="left")
    span = {"events": pl.len(), "first": pl.col("month").min(), "last": pl.col("month").max()}
    by_actor = dated.group_by("actor").agg(**span)
    named = counts.named(by_actor.with_columns(number="actor"), "actor").rename({"actor": "name"})
    ordered = named.sort("events", "name", "number", descending=[True, False, False])
    chief = ordered.head(most)
    is_chief = pl.col("actor").is_in(chief["number"].implode())
    pooled = dated.with_columns(party=pl.when(is_chief).then("actor")).select("s", "party", "month").unique()
    sides = pooled.select("s", "month", one="party").join(pooled.select("s", other="party"), on="s")
    # Each pair once, the others last; among the others, events in which two of them are.
    apart = sides.filter(pl.col("one").is_not_null() & (pl.col("other").is_null() | (pl.col("one") < pl.col("other"))))
    shared = apart.group_by("one", "other").agg(**span)
    iris = {
        number: text.strip("<>") for number, text in zip(chief["number"], counts.texts(chief["number"]), strict=True)
    }
    return Parties(
        chief.select(pl.col("number").replace_strict(iris, return_dtype=pl.String).alias("iri"), "name", *span),
        ordered["name"].to_list()[most:],
        shared.with_columns(
            pl.col(end).replace_strict(iris, default=None, return_dtype=pl.String) for end in ("one", "other")
        ).sort("events", "one", "other", descending=[True, False, False], nulls_last=True),
    )
