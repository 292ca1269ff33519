"""DataFrames of triples: columns s, p and o that hold terms as N-Triples texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING
from uuid import uuid4

import polars as pl
from pyoxigraph import Triple

from kg.reason.encoding import COLUMNS, text_of, triples_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The schema of a DataFrame of triples.
TEXTS = "s string, p string, o string"
#: A condition on a triple's column: it holds a resource, not a literal or a triple term.
RESOURCE = "(startswith({0}, '_:') or startswith({0}, '<') and not startswith({0}, '<<'))"
#: The setting of a session that names the folder for what is computed on the way.
WORK = "spark.kg.work"
#: A frame of so many triples is joined by sending it whole to every executor.
SMALL = 100_000


def frame_of(session: SparkSession, triples: Iterable[Triple]) -> DataFrame:
    """Triples in memory as a DataFrame."""
    rows = [(str(triple.subject), str(triple.predicate), text_of(triple.object)) for triple in triples]
    return table(session, rows, TEXTS)


def settled(frame: DataFrame) -> DataFrame:
    """The rows computed and kept, without the plan that led to them, so that no round plans the earlier ones anew.

    In a session with a :data:`WORK` folder they are Parquet files in it, which outlive the executors; else blocks of
    the executors, which are lost with these.
    """
    session = frame.sparkSession
    work = session.conf.get(WORK, None)
    if work is None:
        return frame.localCheckpoint(False)
    path = f"{work}/{uuid4().hex}"
    frame.write.parquet(path)
    return session.read.schema(frame.schema).parquet(path)


def collected(frame: DataFrame) -> list[Triple]:
    """The triples of a DataFrame, brought to the driver."""
    rows = [tuple(row) for row in frame.select(*COLUMNS).collect()]
    return triples_of(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))


def table(session: SparkSession, rows: Iterable[Sequence[object]], schema: str) -> DataFrame:
    """Rows in memory as a DataFrame: as a constant of its plan, so that no other process has to send them."""
    names = [column.split()[0] for column in schema.split(", ")]
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows])
    return session.sql(f"select inline(from_json(:rows, 'array<struct<{schema}>>'))", {"rows": text})


def quoted(text: str) -> str:
    """A text as a constant of Spark's SQL.

    >>> print(quoted("it's"))
    'it\\'s'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def union(frames: Iterable[DataFrame]) -> DataFrame:
    """The rows of all frames, of which there is at least one, with their repetitions."""
    left = list(frames)
    # Pairs of pairs: Spark analyses every step from its beginnings, so a chain would take quadratic time.
    while len(left) > 1:
        left = [reduce(lambda one, other: one.union(other), left[i : i + 2]) for i in range(0, len(left), 2)]
    return left[0]


def sent_whole(part: DataFrame, count: int) -> DataFrame:
    """A part of ``count`` rows, sent to every executor in a join if that is few: Spark cannot tell that itself."""
    return part.hint("broadcast") if count <= SMALL else part
