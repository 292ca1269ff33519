"""Readings of several tables as one: each event, actor and relation once, and none of it before it was known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from kg.errors import UsageError
from kg.exchange.importers.frames import (
    ACTORS,
    LEFT_OUT,
    READ,
    REJECTED,
    REJECTS,
    REPLACED,
    TOLD,
    Reading,
    shaped,
)
from kg.exchange.importers.sieve import one_count

#: Classes of actors, the one that says most first: which an actor gets where tables differ.
_KINDS = ("State", "Person", "ArmedForce", "ArmedGroup", "StateOrgan", "UnidentifiedGroup", "Organization")
_LATER_FILE, _LATER_ROW = "by a later file", "by a later row with the same identifier"
_OF_ABSENT = "other name of what is left out"
_REASON = "no row of the same entry, whose other name this would be"


def merged(reading: Reading, files: Sequence[str]) -> Reading:
    """``reading`` with one account of each event, listing and relation: that of the last file that has it.

    ``files`` are the names of all files, in order. An actor has one name, that of the last file; its others become
    other names. Other names of nobody are rejected. Every row that is read is counted as told, left out, rejected or
    replaced.
    """
    counts = [reading.counts]
    for name in ("events", "designations", "relations"):
        frame: pl.DataFrame = getattr(reading, name)
        kept = frame.unique("key", keep="last", maintain_order=True)
        if kept.height < frame.height:
            last = pl.col("file").last().over("key")
            why = pl.when(last == pl.col("file")).then(pl.lit(_LATER_ROW)).otherwise(pl.lit(_LATER_FILE))
            lost = frame.with_columns(why=why).filter(~pl.col("key").is_last_distinct())
            for file, reason, rows in lost.group_by("file", "why", maintain_order=True).len().iter_rows():
                counts.append(one_count(file, REPLACED, reason, rows))
        reading = replace(reading, **{name: kept})  # type: ignore[arg-type]
    absent = reading.actors.filter(pl.col("role") == "absent").select("key")
    others = reading.actors.filter(pl.col("role") != "absent")
    of_absent = others.join(absent, on="key", how="semi").group_by("file", maintain_order=True).len()
    counts += [one_count(file, LEFT_OUT, _OF_ABSENT, rows) for file, rows in of_absent.iter_rows()]
    actors, orphans = _actors(others.join(absent, on="key", how="anti", maintain_order="left"), files)
    counts += [one_count(file, REJECTED, "", rows) for file, rows in orphans.group_by("file").len().iter_rows()]
    relations, loose = _between(reading.relations, actors)
    counts += [one_count(file, REJECTED, "", rows) for file, rows in loose.group_by("file").len().iter_rows()]
    rejects = pl.concat([reading.rejects, orphans.drop_nulls("row"), loose])
    # What is odd about a row that is then rejected is not told.
    rejected = rejects.filter(~pl.col("odd")).select("file", "row")
    told_all_the_same = rejects.filter("odd").join(rejected, on=["file", "row"], how="anti", maintain_order="left")
    rejects = pl.concat([rejects.filter(~pl.col("odd")), told_all_the_same])
    counted = pl.concat(counts)
    told = []
    for file in files:
        rows = {
            o: int(counted.filter(file=file, outcome=o)["rows"].sum()) for o in (READ, LEFT_OUT, REJECTED, REPLACED)
        }
        told.append(one_count(file, TOLD, "", rows[READ] - rows[LEFT_OUT] - rows[REJECTED] - rows[REPLACED]))
    totals = pl.concat([counted, *told]).group_by("file", "outcome", "reason", maintain_order=True).sum()
    return replace(reading, actors=actors, relations=relations, rejects=rejects, counts=totals)


def _between(relations: pl.DataFrame, actors: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The relations between known actors, and the rejects: those of which an end is none."""
    known = actors["key"].unique().implode()
    whole = pl.col("first").is_in(known) & pl.col("second").is_in(known)
    loose = relations.filter(~whole).select(
        "file", "row", column=pl.lit("relation"), odd=pl.lit(False),
        reason=pl.lit("relates an actor that no row names"),
        value=pl.when(pl.col("first").is_in(known)).then("second").otherwise("first"),
    )  # fmt: skip
    return relations.filter(whole), shaped(loose, REJECTS)


def _actors(actors: pl.DataFrame, files: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each actor's name and other names once, and the rejects: other names without an actor."""
    order = pl.col("file").replace_strict(list(files), list(range(len(files))), default=-1, return_dtype=pl.Int64)
    ranks = dict(zip(_KINDS, range(len(_KINDS)), strict=True))
    rank = pl.col("kind").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64)
    ordered = actors.with_columns(_order=order, _rank=rank).sort("_order", "row", descending=[True, False])
    named = ordered.filter(pl.col("role") == "name")
    chosen = named.unique("key", keep="first", maintain_order=True).select("key", label="name")
    kinds = named.sort("_rank").unique("key", keep="first", maintain_order=True).select("key", best="kind")
    joined = ordered.join(chosen, on="key", how="left", maintain_order="left").join(
        kinds, on="key", how="left", maintain_order="left"
    )
    orphans = joined.filter(pl.col("label").is_null())
    known = joined.filter(pl.col("label").is_not_null()).with_columns(
        kind="best",
        role=pl.when(pl.col("name") == pl.col("label"))
        .then(pl.lit("name"))
        .otherwise(pl.when(pl.col("role") == "weak").then(pl.lit("weak")).otherwise(pl.lit("other"))),
    )
    # A name that is strong somewhere is not weak.
    first = known.sort("role", maintain_order=True).unique(["key", "name"], keep="first", maintain_order=True)
    rejects = orphans.select(
        "file", "row", column=pl.lit("name"), value="name", reason=pl.lit(_REASON), odd=pl.lit(False)
    )
    return shaped(first.sort("key", "role", "name"), ACTORS), shaped(rejects, REJECTS)


def check_recorded(reading: Reading, day: date) -> None:
    """``UsageError`` where anything that is told began after ``day``, from which the dataset counts as known."""
    for frame, column in ((reading.events, "start"), (reading.relations, "start"), (reading.designations, "listed")):
        later = frame.filter(pl.col(column) > day)
        if later.height:
            first = later.row(0, named=True)
            more = f", and {later.height - 1} more rows are later than --recorded" if later.height > 1 else ""
            raise UsageError(
                f"--recorded {day} lies before what the dataset tells: row {first['row']} of"
                f" {first['file']} is of {first[column]}{more}; give the date of publication"
            )
