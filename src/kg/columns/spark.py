"""Acceptance and reasoning of datasets by Spark: the executors read evidence and facts, and write what comes of them.

All goes through Parquet files in a folder that every machine of the cluster sees (:mod:`kg.reason.spark_work`). The
results are those of Polars, in the same order.
"""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import polars as pl

from kg.columns.acceptance import accept
from kg.columns.rule import Decided, Lazy, Rule
from kg.columns.table import DecidedFrames, EvidenceTable
from kg.reason.budget import Budget
from kg.reason.encoding import Dictionary, triples_of
from kg.reason.frames import in_order
from kg.reason.polars import EncodedClosure, encoded
from kg.reason.spark import close_frames
from kg.reason.spark_files import local_uri, write
from kg.reason.spark_frames import SMALL, sent_whole, settled
from kg.reason.spark_session import opened
from kg.reason.spark_work import PART, folder_of, in_time, prepared, set_sizes, spool, work_in

#: Evidence is partitioned by its subject, and stays so where it is grouped by subject and property.
_PLANNING = {"spark.sql.requireAllClusterKeysForCoPartition": "false"}


def decide(table: EvidenceTable, rule: Rule) -> DecidedFrames:
    """What :meth:`kg.columns.table.EvidenceTable.decide` gives, in the session that is open, or in a new one.

    Errors are those of :func:`kg.reason.spark.close_parquet`.
    """
    with opened() as present, folder_of(present) as name:
        folder = Path(name)
        spark = prepared(present, work_in(present, name), _PLANNING)
        with in_time(spark, Budget()):
            set_sizes(spark, table.told.height)
            told, slots, within = (
                spark.read.parquet(spool(frame.iter_slices(PART) if frame.height else [frame], folder / part))
                for part, frame in (("told", table.told), ("slots", table.slots), ("within", table.within))
            )
            decided = accept(
                nw.from_native(told.repartition("about")),
                nw.from_native(sent_whole(slots, table.slots.height)),
                nw.from_native(sent_whole(within, table.within.height)),
                rule,
                _settled,
            )
            facts, verdicts, made = (_computed(decided, part, folder / "decided") for part in Decided._fields)
    return facts, verdicts, made


def _settled(frame: Lazy) -> Lazy:
    kept: Lazy = nw.from_native(settled(nw.to_native(frame)))
    return kept


def _computed(decided: Decided, part: str, folder: Path) -> pl.DataFrame:
    """One of the frames decided, written by the executors and read back."""
    write(nw.to_native(getattr(decided, part)), local_uri(folder / part))
    return pl.read_parquet(folder / part / "*.parquet")


def close_rows(dictionary: Dictionary, given: pl.DataFrame, axioms: pl.DataFrame, few: int = SMALL) -> EncodedClosure:
    """As :func:`kg.reason.polars.close_rows`, in the session that is open, or in a new one; ``few`` as for Spark.

    Errors are those of :func:`kg.reason.spark.close_parquet`.
    """
    facts = dictionary.decode_slices(given, PART)
    closed = close_frames(facts, triples_of(dictionary.decode(axioms)), few=few)
    rows = in_order(encoded(dictionary, closed.texts()))
    return EncodedClosure(dictionary, rows, closed.findings.clashes, closed.findings.warnings, given.height)
