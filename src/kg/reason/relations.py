"""Encoded triples by the relations that they belong to: a predicate's, or a class's."""

from __future__ import annotations

import polars as pl

from kg.reason.frames import constant, distinct
from kg.reason.plans import Key, Pattern

#: Frames of rows by the relations that they belong to.
Rows = dict[Key, list[pl.DataFrame]]


def partition(frame: pl.DataFrame, type_id: int, split_types: bool) -> Rows:
    """Encoded triples by predicate, and types by class."""
    found: Rows = {}
    for (predicate,), rows in frame.partition_by("p", as_dict=True, include_key=False).items():
        if predicate == type_id and split_types:
            for (cls,), members in rows.partition_by("o", as_dict=True, include_key=False).items():
                found[predicate, cls] = [members]
        else:
            found[predicate, -1] = [rows.select("s", "o")]
    return found


def together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The rows of frames of which none repeats any, each once."""
    return frames[0] if len(frames) == 1 else distinct(pl.concat(frames))


def whole(key: Key, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a relation as columns s, p and o."""
    predicate, cls = key
    objects = frame["o"] if cls < 0 else constant(cls, frame.height).alias("o")
    return pl.DataFrame([frame["s"], constant(predicate, frame.height).alias("p"), objects])


def constant_row(head: Pattern) -> pl.DataFrame:
    """The one row of a head without variables."""
    parts = {name: [part] for name, part in (("s", head.s), ("o", head.o)) if isinstance(part, int)}
    return pl.DataFrame(parts, schema=dict.fromkeys(parts, pl.UInt32))


def with_class(frame: pl.DataFrame, cls: int) -> pl.DataFrame:
    """The rows of a class's relation as rows of ``rdf:type``."""
    return frame.with_columns(pl.lit(cls, dtype=pl.UInt32).alias("o"))


def expanded_height(frame: pl.DataFrame, sizes: pl.DataFrame) -> int:
    """The number of rows that a relation has when each representative is replaced by all its members."""
    counts = [
        frame[column].replace_strict(sizes["term"], sizes["size"], default=1, return_dtype=pl.UInt64)
        for column in frame.columns
    ]
    return int((counts[0] * counts[1]).sum() if len(counts) > 1 else counts[0].sum())
