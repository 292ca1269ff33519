"""UCDP Actor Dataset and UCDP Dyadic Dataset, releases 17.1 to 25.1, by their codebooks.

An actor has the name that the data use, its original names and those of later years. ``Org`` 4 is a government, 1 a
formally organized group, 2 and 3 are supporters of parties and communal groups. ``Splinter`` 1 with ``ActorIdPrev``
says that it split from another. A dyad is two sides in an armed conflict over an incompatibility in a year: hostile to
each other. Years that follow each other are one hostility in each direction.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from kg.exchange.importers.cells import code, listed, whole
from kg.exchange.importers.frames import ACTORS, RELATIONS, Reading, SourceDescription, shaped
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.exchange.importers.sources import SOURCES
from kg.exchange.importers.ucdp import GOVERNMENT, actor_kind, governments
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import Table

_OTHER = ("nameorig", "nameorigfull", "nameorigfulleng")
_LATER = ("newname", "newnamefullmothertongue", "newnamefulleng")
ACTOR_TABLE = Layout(
    "UCDP actors",
    dict.fromkeys(
        ("actorid", "namedata", *_OTHER, *_LATER, "org", "splinter", "nameprev", "actoridprev", "version"), ()
    ),
    ("actorid", "namedata", "org"),
)
DYADS = Layout(
    "UCDP dyads",
    dict.fromkeys(("dyad_id", "side_a", "side_a_id", "side_b", "side_b_id", "year", "version"), ()),
    ("dyad_id", "side_a", "side_a_id", "side_b", "side_b_id", "year"),
)
_ORGANIZED, _GOVERNMENT = "1", "4"
_ABSENT = ("n/a", "na", "-99", "-")
_FIRST, _LAST = 1900, 2100


def actors(table: Table, file: str, settings: ImportSettings) -> Reading:
    """Actors with their names, and the splits that the table states."""
    rows = pl.concat(list(table.batches))
    sieve = Sieve(rows, file)
    sieve.derive(_id=code("actorid"), _org=code("org"))
    sieve.reject(~pl.col("_id").str.contains("^[0-9]+$"), "actorid", "no number of an actor")
    sieve.reject(pl.col("namedata").is_null(), "namedata", "no name")
    sieve.reject(~pl.col("_org").is_in(["1", "2", "3", "4"]), "org", "no kind of organization (1 to 4)")
    frames = [_named(sieve, pl.col("namedata"), "name")]
    frames += [_named(sieve, name, "other") for name in (*map(pl.col, _OTHER), *_later())]
    names = pl.concat(frames).drop_nulls("name")
    names = names.filter(~pl.col("name").str.to_lowercase().is_in(_ABSENT))
    return Reading(
        actors=names.unique(["key", "name"], keep="first", maintain_order=True), relations=_splits(sieve),
        rejects=sieve.rejects, counts=sieve.counts, sources=_described("ucdp-actor", rows),
    )  # fmt: skip


def _named(sieve: Sieve, name: pl.Expr, role: str) -> pl.DataFrame:
    government = (pl.col("_org") == _GOVERNMENT) | pl.col("namedata").str.starts_with(GOVERNMENT)
    several = pl.col("namedata").str.count_matches(GOVERNMENT) > 1
    kind = (
        pl.when(government & ~several)
        .then(pl.lit("State"))
        .when(pl.col("_org") == _ORGANIZED)
        .then(pl.lit("ArmedGroup"))
        .otherwise(pl.lit("Organization"))
    )
    long = sieve.select(
        ACTORS, key=pl.format("ucdp-{}", "_id"), kind=kind, role=pl.lit(role), source=pl.lit("ucdp-actor"), name=name
    )
    return long.with_columns(pl.col("name").str.split("\u241f")).explode("name").with_columns(
        pl.col("name").str.strip_chars()
    )  # fmt: skip


def _later() -> list[pl.Expr]:
    """Later names: a cell lists several, which can be told apart where all three cells hold equally many."""
    parts = [pl.col(name).str.split(", ") for name in _LATER]
    even = pl.all_horizontal([p.list.len() == parts[0].list.len() for p in parts[1:]]).fill_null(False)
    return [
        pl.when(even).then(pl.col(name).str.replace_all(", ", "\u241f", literal=True)).otherwise(name)
        for name in _LATER
    ]


def _splits(sieve: Sieve) -> pl.DataFrame:
    """The actor from which each splinter came, where the table has that actor."""
    known = set(sieve.rows["_id"])
    long = (
        sieve.rows.filter(code("splinter") == "1")
        .with_columns(_before=listed("actoridprev", ","))
        .explode("_before")
        .filter(pl.col("_before").is_in(list(known)) & (pl.col("_before") != pl.col("_id")))
    )
    found = long.select(
        key=pl.format("ucdp-split-{}-{}", "_before", "_id"), kind=pl.lit("Succession"),
        first=pl.format("ucdp-{}", "_before"), second=pl.format("ucdp-{}", "_id"),
        codes=pl.lit(["lineage:split"]), source=pl.lit("ucdp-actor"), file=pl.lit(sieve.file), row="row",
    )  # fmt: skip
    return shaped(found, RELATIONS).unique("key", keep="first", maintain_order=True)


def dyads(table: Table, file: str, settings: ImportSettings) -> Reading:
    """Hostilities between the sides of dyads, with the sides as actors; a side of several governments is several."""
    rows = pl.concat(list(table.batches))
    sieve = Sieve(rows, file)
    sieve.derive(
        _dyad=code("dyad_id"), _year=whole("year"), _a=listed("side_a_id", ","), _b=listed("side_b_id", ","),
        _name_a=governments("side_a"), _name_b=governments("side_b"),
    )  # fmt: skip
    sieve.reject(~pl.col("_dyad").str.contains("^[0-9]+$"), "dyad_id", "no number of a dyad")
    sieve.reject(~pl.col("_year").is_between(_FIRST, _LAST), "year", "no year")
    for side in ("a", "b"):
        numbers = pl.col(f"_{side}").list.eval(pl.element().str.contains("^[0-9]+$"))
        known = numbers.list.all() & (numbers.list.len() > 0)
        sieve.reject(~known, f"side_{side}_id", "no number of the side")
        sieve.reject(pl.col(f"side_{side}").is_null(), f"side_{side}", "no name of the side")
        even = pl.col(f"_name_{side}").list.len() == pl.col(f"_{side}").list.len()
        sieve.reject(~even, f"side_{side}", "not as many names as numbers")
    pairs = Sieve(sieve.rows.explode("_a", "_name_a").explode("_b", "_name_b"), file)
    sides = [
        pairs.select(
            ACTORS, key=pl.format("ucdp-{}", f"_{side}"), kind=actor_kind(f"_name_{side}"), role=pl.lit("name"),
            name=pl.col(f"_name_{side}"), source=pl.lit("ucdp-dyadic"),
        )
        for side in ("a", "b")
    ]  # fmt: skip
    named = pl.concat(sides).unique(["key", "name"], keep="first", maintain_order=True)
    return Reading(
        actors=named, relations=_hostilities(pairs), rejects=sieve.rejects, counts=sieve.counts,
        sources=_described("ucdp-dyadic", rows),
    )  # fmt: skip


def _hostilities(sieve: Sieve) -> pl.DataFrame:
    """For each pair of sides and run of years a hostility in each direction."""
    pair = ["_dyad", "_a", "_b"]
    yearly = sieve.rows.unique([*pair, "_year"], keep="last").sort(*pair, "_year")
    new = (pl.col("_year") != pl.col("_year").shift(1).over(pair) + 1).fill_null(True)
    spells = (
        yearly.with_columns(spell=new.cast(pl.Int64).cum_sum().over(pair))
        .group_by(*pair, "spell", maintain_order=True)
        .agg(pl.col("row").min(), first_year=pl.col("_year").min(), last_year=pl.col("_year").max())
    )
    directed = [
        spells.select(
            key=pl.format("ucdp-dyad-{}-{}-{}-{}", "_dyad", one, other, "first_year"), kind=pl.lit("Hostility"),
            first=pl.format("ucdp-{}", one), second=pl.format("ucdp-{}", other),
            start=pl.date("first_year", 1, 1), end=pl.date("last_year", 12, 31),
            codes=pl.lit([], pl.List(pl.String)), source=pl.lit("ucdp-dyadic"), file=pl.lit(sieve.file), row="row",
        )
        for one, other in (("_a", "_b"), ("_b", "_a"))
    ]  # fmt: skip
    return shaped(pl.concat(directed).sort("row", "key"), RELATIONS)


def _described(key: str, rows: pl.DataFrame) -> tuple[SourceDescription, ...]:
    """The source with its release, where the table names one."""
    releases = rows["version"].drop_nulls().unique().sort().to_list()
    return (replace(SOURCES[key], version=", ".join(releases) or None),)
