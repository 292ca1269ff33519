"""What datasets hold, counted: by source, by place and month, and by actor, for whoever cannot look at each event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from pyoxigraph import Triple

from kg.columns.job import AcceptedDatasets
from kg.rdf.terms import ACCEPTED, ASSERTED, CONFLICT, LABEL, PREFIXES
from kg.reason.encoding import text_frame

#: The properties of events and relations whose values are the actors that are counted.
_ROLES = ("hasPerpetrator", "hasTarget", "hasParty", "isAboutActor", "hasSponsor", "hasBeneficiary")
_BOUNDS = {"killed_at_least": "killedAtLeast", "killed_at_most": "killedAtMost"}


@dataclass(frozen=True)
class DatasetCounts:
    """Counts of ``datasets``; ``graphs`` are the other triples of the same build, which name some of what they name.

    What is counted are accepted values. Resources stand by their English names.
    """

    datasets: AcceptedDatasets
    graphs: Mapping[str, Iterable[Triple]]

    @cached_property
    def by_source(self) -> pl.DataFrame:
        """source, accounts, subjects, first, last: how many accounts each source has, of how many events and relations,
        and the months in which the first and the last of them begin; sources with most accounts come first."""
        counted = (
            self.subjects.join(self.months, on="s", how="left")
            .group_by("source")
            .agg(subjects=pl.len(), first=pl.col("month").min(), last=pl.col("month").max())
        )
        accounts = self.datasets.evidence.heads.group_by(pl.col("source").cast(pl.UInt32)).agg(accounts=pl.len())
        return (
            self.named(counted.join(accounts, on="source"), "source")
            .select("source", "accounts", "subjects", "first", "last")
            .sort("accounts", "source", descending=[True, False])
        )

    @cached_property
    def by_place_and_month(self) -> pl.DataFrame:
        """source, place, month, events, killed_at_least, killed_at_most: the events of each source, by the widest
        place that holds them and the month in which they begin, in this order.

        The deaths are the sums of the accepted bounds, null where no event has one. What has neither place nor month
        is left out.
        """
        rows = self.subjects.join(self._widest_places, on="s", how="left").join(self.months, on="s", how="left")
        for column, local in _BOUNDS.items():
            bound = self.accepted(local)
            number = self.texts(bound["o"]).str.extract('^"([^"]*)"').cast(pl.Int64, strict=False)
            rows = rows.join(bound.select("s", number.alias(column)), on="s", how="left")
        known = rows.filter(pl.col("place").is_not_null() | pl.col("month").is_not_null())
        total = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in _BOUNDS]
        counted = known.group_by("source", "place", "month").agg(pl.len().alias("events"), *total)
        return self.named(counted, "source", "place").sort("source", "place", "month", nulls_last=True)

    @cached_property
    def by_actor(self) -> pl.DataFrame:
        """actor, role, subjects, first, last: of how many events and relations an actor is accepted to be what the
        property says, and the months in which the first and the last begin; those with most come first."""
        found = [self.accepted(role).with_columns(role=pl.lit(role)) for role in _ROLES]
        counted = (
            pl.concat(found)
            .rename({"o": "actor"})
            .join(self.months, on="s", how="left")
            .group_by("actor", "role")
            .agg(subjects=pl.len(), first=pl.col("month").min(), last=pl.col("month").max())
        )
        return self.named(counted, "actor").sort("subjects", "actor", "role", descending=[True, False, False])

    @cached_property
    def subjects(self) -> pl.DataFrame:
        """source and s: what each source tells of."""
        return self.datasets.evidence.heads.select("source", s="about").cast(pl.UInt32).unique()

    def accepted(self, local: str) -> pl.DataFrame:
        """s and o of the accepted facts with a property of the ontology."""
        rows = self.datasets.layers[ACCEPTED.value]
        return rows.filter(pl.col("p") == self.number(local)).select("s", "o")

    @cached_property
    def months(self) -> pl.DataFrame:
        """s and month: the month, as in ``2023-11``, of the day on which something begins in its own time zone."""
        begins = pl.concat([self.accepted("earliestTime"), self.accepted("validFrom")])
        return begins.select("s", month=self.texts(begins["o"]).str.extract(r'^"(-?[0-9]{4,}-[0-9]{2})'))

    @cached_property
    def event_months(self) -> pl.DataFrame:
        """s and month of the accepted events whose beginning is known, each once, whatever the number of sources."""
        begins = self.accepted("earliestTime")["s"].unique()
        return self.months.filter(pl.col("s").is_in(begins.implode())).drop_nulls("month")

    @cached_property
    def by_month(self) -> pl.DataFrame:
        """month and events, in the order of time."""
        return self.event_months.group_by("month").agg(events=pl.len()).sort("month")

    @cached_property
    def _widest_places(self) -> pl.DataFrame:
        """s and place: of what has one accepted place, the place that holds it and that no other holds."""
        places = self.accepted("occurredAt").rename({"o": "place"})
        within = self.datasets.evidence.within.cast(pl.UInt32)
        outermost = within.join(within.select(larger="smaller"), on="larger", how="anti").group_by("smaller")
        widest = outermost.agg(pl.col("larger").min()).rename({"smaller": "place"})
        joined = places.join(widest, on="place", how="left")
        return joined.select("s", place=pl.coalesce("larger", "place"))

    def number(self, local: str) -> int:
        """The number of a term of the ontology."""
        return self.datasets.evidence.dictionary.number(CONFLICT.term(local))

    def texts(self, numbers: pl.Series) -> pl.Series:
        """The texts of terms."""
        return self.datasets.evidence.dictionary.texts(numbers)

    @cached_property
    def _labels(self) -> pl.DataFrame:
        """number and label: the English name of each resource that has one."""
        dictionary = self.datasets.evidence.dictionary
        others = dictionary.encode(text_frame(t for t in self.graphs[ASSERTED.value] if t.predicate == LABEL))
        rows = pl.concat([self.datasets.layers[ASSERTED.value], others])
        named = rows.filter(pl.col("p") == dictionary.number(LABEL))
        label = self.texts(named["o"]).str.extract(r'(?s)^"(.*)"@en$').str.replace_all(r"\\(.)", "$1")
        return named.select(number="s", label=label).drop_nulls().unique("number", keep="first", maintain_order=True)

    def named(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """``rows`` with names instead of numbers in some columns; its IRI stands for what has no name."""
        for column in columns:
            named = rows.select(column).unique().join(self._labels, left_on=column, right_on="number", how="left")
            iris = self.texts(named[column]).str.strip_chars("<>").str.strip_prefix(PREFIXES["conflict"])
            names = named.select(column, name=pl.coalesce("label", iris))
            rows = rows.join(names, on=column, how="left").drop(column).rename({"name": column})
        order = [*columns, *(name for name in rows.columns if name not in columns)]
        return rows.select(order)
