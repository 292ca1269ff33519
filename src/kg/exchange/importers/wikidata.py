"""Results of queries at Wikidata's query service, as CSV, TSV or JSON: items as actors, with names and memberships.

The query names its columns so: ``item`` and ``itemLabel``; ``instanceOf``, by which an item is a person, a state or an
organization, or ``kind``, one of this graph's classes; ``itemAltLabel`` with other names separated by commas; and, for
memberships, ``memberOf`` and ``memberOfLabel``, ``start`` and ``end``. An item of another class is rejected.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.frames import ACTORS, RELATIONS, Reading
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.layouts import Layout

RESULTS = Layout(
    "Wikidata query results",
    {
        "item": (), "itemlabel": ("item_label",), "itemaltlabel": ("item_alt_label", "aliases", "altlabel"),
        "instanceof": ("instance_of", "class", "type"), "kind": (), "memberof": ("member_of",),
        "memberoflabel": ("member_of_label",), "start": ("starttime", "start_time"), "end": ("endtime", "end_time"),
    },
    ("item", "itemlabel"),
)  # fmt: skip
#: Human; country, sovereign state; organization, armed organization, armed forces, military unit, political party.
_CLASSES = {
    "Q5": "Person", "Q6256": "State", "Q3624078": "State", "Q43229": "Organization", "Q17149090": "ArmedGroup",
    "Q772547": "ArmedForce", "Q176799": "ArmedForce", "Q7278": "Organization",
}  # fmt: skip
_KINDS = ("Person", "State", "StateOrgan", "ArmedForce", "ArmedGroup", "Militia", "Brand", "Coalition", "Organization")


def results(rows: pl.DataFrame, file: str, settings: ImportSettings) -> Reading:
    """The items of a batch of rows."""
    sieve = Sieve(rows, file)
    sieve.derive(
        **{f"_{name}": pl.col(name).str.extract(r"(Q[0-9]+)>?$") for name in ("item", "instanceof", "memberof")}
    )
    sieve.derive(
        _kind=pl.coalesce(
            pl.when(pl.col("kind").is_in(_KINDS)).then("kind"),
            pl.col("_instanceof").replace_strict(_CLASSES, default=None, return_dtype=pl.String),
        )
    )
    sieve.reject(pl.col("_item").is_null(), "item", "no item (Q and a number)")
    unnamed = pl.col("itemlabel").is_null() | pl.col("itemlabel").str.contains("^Q[0-9]+$")
    sieve.reject(unnamed, "itemlabel", "no name")
    sieve.reject(pl.col("_kind").is_null(), "instanceof", "neither a person nor a state nor an organization known here")
    day = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    for name in ("start", "end"):
        sieve.odd(pl.col(name).is_not_null() & ~pl.col(name).str.contains(day), name, "no date; none is told")
    names = [_names(sieve, "itemlabel", "name"), _names(sieve, "itemaltlabel", "other")]
    member = Sieve(sieve.rows.filter(pl.col("_memberof").is_not_null()), file)
    groups = member.select(
        ACTORS, key=pl.format("wikidata-{}", "_memberof"), kind=pl.lit("Organization"), role=pl.lit("name"),
        name=pl.coalesce("memberoflabel", "_memberof"), source=pl.lit("wikidata"),
    )  # fmt: skip
    edges = {name: pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) for name in ("start", "end")}
    relations = member.select(
        RELATIONS, key=pl.format("wikidata-{}-in-{}", "_item", "_memberof"), kind=pl.lit("Membership"),
        first=pl.format("wikidata-{}", "_item"), second=pl.format("wikidata-{}", "_memberof"),
        codes=pl.lit([], pl.List(pl.String)), source=pl.lit("wikidata"), **edges,
    )  # fmt: skip
    actors = pl.concat([*names, groups]).unique(["key", "name", "kind"], keep="first", maintain_order=True)
    return Reading(actors=actors, relations=relations, rejects=sieve.rejects, counts=sieve.counts)


def _names(sieve: Sieve, column: str, role: str) -> pl.DataFrame:
    long = sieve.rows.with_columns(_name=pl.col(column).str.split(", " if role == "other" else "\u241f")).explode(
        "_name"
    )
    return Sieve(long, sieve.file).select(
        ACTORS, key=pl.format("wikidata-{}", "_item"), kind=pl.col("_kind"), name=pl.col("_name"), role=pl.lit(role),
        source=pl.lit("wikidata"),
    ).drop_nulls("name")  # fmt: skip
