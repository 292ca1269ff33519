"""GDELT 2.0's event table, by its codebook of 19 February 2015: tab-separated, without a heading.

Events are coded by machine from single articles, in CAMEO's classes. Only those of the root classes 19 (fight) and 20
(unconventional mass violence) at a named place are read, without blockades, occupations, violated ceasefires and
expulsions, which need no arms to be used. The two actors are a machine's reading of who did what to
whom, so they stand in the paraphrase alone; the article's address is part of the locator.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.events import blocks
from kg.exchange.importers.text import ImportSettings, refuse

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
GDELT_COLUMNS = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
    *(f"Actor{number}{part}" for number in (1, 2) for part in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"{thing}Geo_{part}" for thing in ("Actor1", "Actor2", "Action") for part in _PLACE),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
_FORCE = {"19": "Fighting", "20": "Mass violence"}
_NOT_FORCE = ("191", "192", "196", "201")
#: Types of places that are towns: 3 in the United States, 4 elsewhere.
_TOWNS = ("3", "4")


def gdelt(rows: pl.DataFrame, settings: ImportSettings) -> pl.Series:
    """Every use of force of the table that has a place, as Turtle."""
    named = pl.col("ActionGeo_FullName").fill_null("") != ""
    force = pl.col("EventRootCode").is_in(list(_FORCE)) & ~pl.col("EventBaseCode").is_in(_NOT_FORCE)
    read = rows.filter(force & named).with_columns(
        day=pl.col("Day").str.to_date("%Y%m%d", strict=False), kind=pl.col("EventRootCode").replace_strict(_FORCE)
    )
    refuse(read, pl.col("day").is_null(), "no date")
    told_in_words = pl.format(
        "Coded by machine from an article: CAMEO {}, actors named: {} and {}.",
        "EventCode",
        *(pl.col(f"Actor{number}Name").fill_null("nobody").str.slice(0, 80) for number in (1, 2)),
    )
    return blocks(
        read.select(
            "row",
            "kind",
            key=pl.col("GlobalEventID"),
            where=pl.col("ActionGeo_FullName"),
            latitude=pl.col("ActionGeo_Lat"),
            longitude=pl.col("ActionGeo_Long"),
            in_town=pl.col("ActionGeo_Type").is_in(list(_TOWNS)),
            start=pl.col("day"),
            end=pl.col("day"),
            low=pl.lit(None, pl.Int64),
            high=pl.lit(None, pl.Int64),
            paraphrase=told_in_words,
            locator=pl.format("event {}, {}", "GlobalEventID", pl.col("SOURCEURL").fill_null("no address")),
        ),
        settings,
    )
