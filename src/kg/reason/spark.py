"""The compiled rules over Spark DataFrames, for graphs that outgrow one machine.

The answers are those of the default engine, triples and contradictions. On one machine that one is much faster
(``docs/benchmarks.md``): take this one where the triples do not fit in memory, or are in a cluster's storage already
(``docs/spark.md``).

:class:`SparkReasoner` closes objects of this process, and :func:`close_frames`, which ``kg reason`` uses, frames, of
which one at a time need be in memory: both by way of temporary files, so that the session must be a local one.
:func:`close_parquet` reads and writes files that a cluster sees. Nothing but the axioms, the pairs of equal resources
and the triples of contradictions comes to the driver. All need the extra ``conflict-kg[spark]`` and Java 17 or newer;
on a cluster, the workers need this package as well.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl
from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import InputError, OutputError, UsageError
from kg.reason.axioms import saturate
from kg.reason.budget import Budget
from kg.reason.closure import Clash, Closure
from kg.reason.encoding import COLUMNS, text_frame, text_of, triples_of
from kg.reason.rules import RuleWarning
from kg.reason.spark_clashes import spark_clashes
from kg.reason.spark_frames import SMALL, TEXTS, frame_of, settled
from kg.reason.spark_state import SparkState

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_JAVA = "Java 17 or newer"
_N_TRIPLES = (".nt", ".nt.gz", ".nt.bz2")
_CONFIGURATION = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
#: Spark loses track of conditions in unions of checkpoints ("key not found"), and the search for them is long.
_PLANNING = {"spark.sql.constraintPropagation.enabled": "false"}
#: For a start that takes less time than the work: only the first of Java's compilers, and one thread that collects.
SMALL_START = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
#: To compile a query, to cut it into parts or to plan it anew takes longer than to run it on a few triples.
_SMALL_PLANNING = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
    "spark.sql.shuffle.partitions": "1",
}


@dataclass(frozen=True)
class Findings:
    """What a closure in files comes with: its contradictions, and the axioms that the rules do not fully cover."""

    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...]


class SparkReasoner:
    """Exact OWL 2 RL materialisation by a local Spark."""

    name = "spark"

    def __init__(self, session: SparkSession | None = None) -> None:
        """A reasoner over ``session``, which stays open, or over one of its own for each closure.

        Raises ``UsageError`` where pyspark or Java is missing.
        """
        self._session = session
        if session is None:
            _check_installation()

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
        """Everything new that the rules derive about the resources of the facts, and every clash."""
        closed = close_frames([text_frame(facts)], ontology, self._session)
        found = [triple for texts in closed.texts() for triple in triples_of(texts)]
        return Closure(tuple(sorted(found, key=str)), closed.findings.clashes, closed.findings.warnings)


class SpooledClosure:
    """A closure in temporary files, which go when the object does. ``facts`` and ``inferred`` count triples."""

    def __init__(self, folder: tempfile.TemporaryDirectory[str], facts: int, findings: Findings) -> None:
        """The closure of ``facts`` triples, in the folder ``inferred`` of ``folder``."""
        self.facts, self.findings = facts, findings
        self._folder = folder
        self._parts = sorted((Path(folder.name) / "inferred").glob("*.parquet"))
        self.inferred = sum(pl.scan_parquet(part).select(pl.len()).collect().item() for part in self._parts)

    def texts(self) -> Iterator[pl.DataFrame]:
        """The inferred triples as frames of their terms' texts, a frame for each file; one pass, after which all go."""
        with self._folder:
            yield from map(pl.read_parquet, self._parts)


def close_frames(
    facts: Iterable[pl.DataFrame], ontology: Iterable[Triple], session: SparkSession | None = None
) -> SpooledClosure:
    """The closure of facts in frames of terms' texts, of which only one at a time is in this process.

    The session must be a local one: facts and conclusions go through temporary files. Errors as for
    :func:`close_parquet`.
    """
    folder = tempfile.TemporaryDirectory(prefix="kg-spark-", ignore_cleanup_errors=True)
    given = Path(folder.name) / "facts"
    given.mkdir()
    count = 0
    for number, frame in enumerate(chain([text_frame([])], facts)):
        frame.write_parquet(given / f"{number}.parquet")
        count += frame.height
    with _open(session, SMALL_START if count <= SMALL else {}) as opened:
        findings = close_parquet(given, ontology, Path(folder.name) / "inferred", opened)
    return SpooledClosure(folder, count, findings)


def close_parquet(
    facts: str | Path, ontology: Iterable[Triple], out: str | Path, session: SparkSession | None = None
) -> Findings:
    """Close facts in files under an ontology, and write what follows as Parquet files into the new folder ``out``.

    ``facts`` is a path or URI that the session can read: N-Triples where the name ends in ``.nt`` (or ``.nt.gz``,
    ``.nt.bz2``), else Parquet with columns ``s``, ``p`` and ``o`` that hold terms as canonical N-Triples, which is
    also what is written, sorted: file by file in the order of names, by subject, predicate and object. The inferred
    triples are those of :class:`~kg.reason.Closure`.

    Raises ``InputError`` where facts cannot be read, ``OutputError`` where ``out``
    cannot be written, ``LimitError`` where the closure grows past ``KG_CLOSURE_TRIPLES``, and ``UsageError`` where
    pyspark or Java is missing.
    """
    with _open(session) as opened:
        spark = opened.newSession()
        for name, setting in _PLANNING.items():
            spark.conf.set(name, setting)
        given, count = _read(spark, str(facts))
        if count <= SMALL:
            for name, setting in _SMALL_PLANNING.items():
                spark.conf.set(name, setting)
        budget = Budget()
        state = SparkState(spark, given.union(frame_of(spark, ontology)), budget)
        program = saturate(state, budget)
        _write(state.derived(given), str(out))
        return Findings(spark_clashes(state, program), program.warnings)


def _read(session: SparkSession, path: str) -> tuple[DataFrame, int]:
    """The triples of a file, and their number."""
    from pyspark.errors import PySparkException

    try:
        if path.endswith(_N_TRIPLES):
            lines = session.sparkContext.textFile(path)
            frame = settled(session.createDataFrame(lines.mapPartitions(_parse), TEXTS))
        else:
            frame = settled(session.read.parquet(path).select(*COLUMNS))
        return frame, frame.count()
    except PySparkException as error:
        raise InputError(_reason(error), file=path) from error


def _parse(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The triples of lines of N-Triples, as texts."""
    for batch in _batches(lines):
        for quad in parse("\n".join(batch), format=RdfFormat.N_TRIPLES):
            yield str(quad.subject), str(quad.predicate), text_of(quad.object)


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while batch := list(islice(rest, 10_000)):
        yield batch


def _write(frame: DataFrame, path: str) -> None:
    from pyspark.errors import PySparkException

    try:
        frame.orderBy(*COLUMNS).write.parquet(path)
    except PySparkException as error:
        raise OutputError(f"{path}: cannot be written: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """The line of a long message that says what went wrong."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if "Error: " in line or "Exception: " in line]
    return next(iter(told), lines[0])


@contextmanager
def _open(session: SparkSession | None, options: Mapping[str, str] = MappingProxyType({})) -> Iterator[SparkSession]:
    """``session``, or the one that this process has already, or a new local one for as long as the block runs."""
    _check_installation()
    from pyspark.sql import SparkSession

    present = session or SparkSession.getActiveSession()
    if present is not None:
        yield present
        return
    created = local_session(options)
    try:
        yield created
    finally:
        created.stop()


def _check_installation() -> None:
    if find_spec("pyspark") is None:
        raise UsageError("the reasoner 'spark' needs pyspark: pip install 'conflict-kg[spark]'")
    if shutil.which("java", path=_java_path()) is None:
        raise UsageError(f"the reasoner 'spark' needs {_JAVA}, and there is no java on the path or in JAVA_HOME")


def _java_path() -> str:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin") if home else os.environ.get("PATH", "")


def local_session(options: Mapping[str, str] = MappingProxyType({})) -> SparkSession:
    """A quiet local session that listens on the loopback interface only, with Spark's ``options`` on top.

    Raises ``UsageError`` where Spark does not start.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[*]").appName("conflict-kg")
    with _silent_children():
        try:
            return builder.config(map={**_CONFIGURATION, **options}).getOrCreate()
        except PySparkException as error:
            raise UsageError(f"Spark does not start; it needs {_JAVA}: {_reason(error)}") from error


@contextmanager
def _silent_children() -> Iterator[None]:
    """Processes started in the block write no diagnostics: Java greets before it reads any configuration."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with tempfile.TemporaryFile() as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
