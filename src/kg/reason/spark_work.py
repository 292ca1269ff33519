"""What a piece of work in Spark needs: settings of its own, a folder for its files, and an end to its time.

The files are in the folder that ``KG_SPARK_FOLDER`` or a setting of the session names, else in a temporary one of this
machine. On a cluster, what is computed on the way is there as well, so that it outlives the executors.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

import polars as pl

from kg.errors import InputError, LimitError, OutputError, UsageError
from kg.limits import limits
from kg.reason.budget import Budget
from kg.reason.spark_files import local_uri
from kg.reason.spark_frames import SMALL, WORK
from kg.reason.spark_session import FOLDER, SESSION_FOLDER, is_local, is_on_loopback, reason

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: What work sets where the user has set nothing: sizes are counted here, while Spark guesses them from compressed
#: files; and it loses track of conditions in unions of results ("key not found"), for which it searches long.
_PLANNING = {
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.constraintPropagation.enabled": "false",
}
#: To compile a query, to cut it into parts or to plan it anew takes longer than to run it on a few rows.
_SMALL_PLANNING = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
    "spark.sql.shuffle.partitions": "1",
}
#: How often the executors of a cluster are counted, in seconds.
_LOOK = 2.0
#: Rows of a part of a shuffle: as a few tens of megabytes, it stays in memory where a core has a gigabyte.
PART = 100_000


def new_folder(near: Path | None) -> tempfile.TemporaryDirectory[str]:
    """A new folder for temporary files, ``near`` to where others see it; ``OutputError`` where there can be none."""
    try:
        return tempfile.TemporaryDirectory(
            prefix=".kg-spark-" if near else "kg-spark-", dir=near, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise OutputError(f"{near or tempfile.gettempdir()}: cannot be written: {error.strerror}") from error


def folder_of(session: SparkSession) -> tempfile.TemporaryDirectory[str]:
    """A new folder that all machines of a session see; ``UsageError`` where nobody says where that can be."""
    master, named = session.sparkContext.master, os.environ.get(FOLDER) or session.conf.get(SESSION_FOLDER, None)
    if named is None and not is_on_loopback(master):
        raise UsageError(f"{master}: set {FOLDER} to a folder that all machines of the cluster have at the same place")
    return new_folder(None if named is None else Path(named))


def work_in(session: SparkSession, folder: str) -> str | None:
    """Where in ``folder`` what is computed on the way goes, if executors can be lost without the driver."""
    return None if is_local(session.sparkContext.master) else f"{local_uri(Path(folder))}/work"


def prepared(
    session: SparkSession, work: str | None, settings: Mapping[str, str] = MappingProxyType({})
) -> SparkSession:
    """A session of its own with the settings of ``session``, those that work adds, and a folder to work in."""
    spark = session.newSession()
    chosen = {row["key"]: row["value"] for row in session.sql("set").collect()}
    for name, setting in {**_PLANNING, **settings, **chosen}.items():
        if name == SESSION_FOLDER or spark.conf.isModifiable(name):
            spark.conf.set(name, setting)
    if work is not None:
        spark.conf.set(WORK, work)
    return spark


def set_sizes(session: SparkSession, count: int) -> None:
    """Settings for so many rows, where the user has set nothing else."""
    parts = max(session.sparkContext.defaultParallelism, -(-count // PART))
    settings: Mapping[str, str] = {"spark.sql.shuffle.partitions": str(parts)} if count > SMALL else _SMALL_PLANNING
    chosen = {row["key"] for row in session.sql("set").collect()}
    for name, setting in settings.items():
        if name not in chosen:
            session.conf.set(name, setting)


def spool(frames: Iterable[pl.DataFrame], folder: Path) -> str:
    """Write frames, one by one, as Parquet files into the new ``folder``; its URI. ``OutputError`` if that fails."""
    try:
        folder.mkdir()
        for number, frame in enumerate(frames):
            frame.write_parquet(folder / f"{number}.parquet")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise OutputError(f"{folder}: cannot be written: {error}") from error
    return local_uri(folder)


class Absence:
    """How long a cluster has been without executors.

    >>> absence = Absence(60.0)
    >>> [absence.lasts(executors, now) for executors, now in ((0, 0.0), (1, 50.0), (0, 60.0), (0, 100.0), (0, 120.0))]
    [False, False, False, False, True]
    """

    def __init__(self, most: float) -> None:
        self._most = most
        self._since: float | None = None

    def lasts(self, executors: int, now: float) -> bool:
        """Whether there has been none for as long as may be, as seen at ``now``, in seconds."""
        if executors:
            self._since = None
        elif self._since is None:
            self._since = now
        return self._since is not None and now - self._since >= self._most


def _executors(session: SparkSession) -> int:
    """How many executors a cluster gives the session now; the driver is none."""
    tracker = session.sparkContext._jsc.sc().statusTracker()
    return len(tracker.getExecutorInfos()) - 1


@contextmanager
def in_time(session: SparkSession, budget: Budget) -> Iterator[None]:
    """Stop the jobs of the block, with ``LimitError``, when the time is over, or no executor has been there for long.

    Spark itself waits for one without end. ``OutputError`` where Spark fails.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    context, tag, done, deserted = session.sparkContext, f"kg-{uuid4().hex}", Event(), Event()
    idle = limits().spark_idle_seconds
    absence = None if is_local(context.master) else Absence(idle)

    def stop() -> None:
        end = monotonic() + limits().reason_seconds
        with suppress(Py4JError, OSError):  # Where Java has ended, the block fails by itself.
            while not done.wait(max(0.0, end - monotonic()) if absence is None else _LOOK):
                if absence is not None and absence.lasts(_executors(session), monotonic()):
                    deserted.set()
                if deserted.is_set() or monotonic() >= end:
                    context.cancelJobsWithTag(tag)
                    end = monotonic() + _LOOK  # Another job may follow.

    def explain() -> None:
        if deserted.is_set():
            raise LimitError(f"{context.master}: no executor for {idle:g} seconds (KG_SPARK_IDLE_SECONDS)")
        budget.check(0, "Spark")

    context.addJobTag(tag)
    watch = Thread(target=stop, daemon=True)
    watch.start()
    try:
        yield
    except (InputError, OutputError):
        explain()
        raise
    except (PySparkException, Py4JError, ConnectionError) as error:  # The last where Java has ended.
        explain()
        raise OutputError(f"Spark failed: {reason(error)}") from error
    finally:
        done.set()
        watch.join()
        with suppress(OSError):
            context.removeJobTag(tag)
