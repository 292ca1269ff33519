"""The compiled rules over Spark DataFrames, for graphs that outgrow one machine.

The answers are those of the default engine, triples and contradictions. On one machine that one is much faster
(``docs/benchmarks.md``): take this one where the triples do not fit in memory, or are in a cluster's storage already
(``docs/spark.md``).

:func:`close_files` and :func:`close_parquet` have the executors read and write files that all of them see.
:class:`SparkReasoner` and :func:`close_frames` close what is in this process, by way of temporary files. Nothing but
the axioms, the pairs of equal resources, transitive relations of few triples and the triples of contradictions comes to
the driver; of few facts, all do, and the default engine closes them there: Spark takes longer to plan the first round.
All need the extra ``conflict-kg[spark]`` and Java 17 or newer; on a cluster, the workers need this package as well.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import polars as pl
from pyoxigraph import Triple

from kg.errors import InputError, OutputError
from kg.reason.axioms import saturate
from kg.reason.budget import Budget
from kg.reason.closure import Clash, Closure
from kg.reason.encoding import COLUMNS, text_frame, triples_of
from kg.reason.rules import RuleWarning
from kg.reason.spark_clashes import spark_clashes
from kg.reason.spark_files import exists, is_readable, local_uri, read, remove, write
from kg.reason.spark_frames import SMALL, TEXTS, frame_of, union
from kg.reason.spark_session import check_installation, is_local, opened, reason
from kg.reason.spark_state import SparkState
from kg.reason.spark_work import folder_of, in_time, new_folder, prepared, set_sizes, spool, work_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Findings:
    """What a closure in files comes with: its contradictions, and the axioms that the rules do not fully cover.

    ``facts`` and ``inferred`` count triples.
    """

    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...]
    facts: int
    inferred: int


class SparkReasoner:
    """Exact OWL 2 RL materialisation by Spark."""

    name = "spark"

    def __init__(self, session: SparkSession | None = None, few: int = SMALL) -> None:
        """A reasoner over ``session``, which stays open, or over one of its own for each closure.

        Up to ``few`` facts are closed by the default engine. Raises ``UsageError`` where pyspark or Java is missing.
        """
        self._session, self._few = session, few
        if session is None:
            check_installation()

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
        """Everything new that the rules derive about the resources of the facts, and every clash."""
        closed = close_frames([text_frame(facts)], ontology, self._session, few=self._few)
        found = [triple for texts in closed.texts() for triple in triples_of(texts)]
        return Closure(tuple(sorted(found, key=str)), closed.findings.clashes, closed.findings.warnings)


class SpooledClosure:
    """A closure in temporary files, which go when the object does."""

    def __init__(self, folder: tempfile.TemporaryDirectory[str], findings: Findings) -> None:
        """The closure in the folder ``inferred`` of ``folder``."""
        self.findings, self._folder = findings, folder
        self._inferred = Path(folder.name) / "inferred"

    def texts(self) -> Iterator[pl.DataFrame]:
        """The inferred triples as frames of their terms' texts, a frame for each file; one pass, after which all go."""
        with self._folder:
            yield from map(pl.read_parquet, sorted(self._inferred.glob("*.parquet")))

    def move(self, out: Path) -> None:
        """Put the folder of the conclusions at ``out``; ``OutputError`` where that cannot be."""
        with self._folder:
            try:
                for number, part in enumerate(sorted(self._inferred.glob("part-*.txt"))):
                    part.rename(part.with_name(f"part-{number:05}.nt"))
                for checksum in self._inferred.glob(".*.crc"):
                    checksum.unlink()
                self._inferred.rename(out)
            except OSError as error:
                raise OutputError(f"{out}: cannot be written: {error.strerror}") from error


def close_files(
    facts: Sequence[Path], ontology: Iterable[Triple], frames: Iterable[pl.DataFrame], out: Path, master: str | None
) -> SpooledClosure:
    """The closure of facts in files; ``frames`` has their triples where the executors cannot read them themselves.

    They do so on a cluster, and where facts are folders of parts: N-Triples or Parquet, on a file system that all
    machines have at the same place, as is the folder of ``out``. There, what is computed on the way stands as long as
    the work takes, so that it outlives the executors. Errors as for :func:`close_parquet`.
    """
    as_parts = is_folder_of_parts(out)
    if as_parts and out.exists():
        raise OutputError(f"{out}: cannot be written: it exists; remove it, or name another folder with --out")
    with opened(None, {"spark.master": master} if master else {}) as session:
        on_cluster = not is_local(session.sparkContext.master)
        folder = new_folder(out.absolute().parent if on_cluster or as_parts else None)
        place = local_uri(Path(folder.name))
        spark = prepared(session, work_in(session, folder.name))
        if all(map(is_readable, facts)) and (on_cluster or any(path.is_dir() for path in facts)):
            given = union(_read(spark, local_uri(path), f"f{n}n") for n, path in enumerate(facts, 1))
        else:
            given = _spooled(spark, Path(folder.name), frames)
        files = ", ".join(map(str, facts))
        n_triples = as_parts and out.suffix == ""
        findings = _close(spark, given, ontology, f"{place}/inferred", files, n_triples=n_triples)
        remove(session, f"{place}/work")
    return SpooledClosure(folder, findings)


def is_folder_of_parts(out: Path) -> bool:
    """Whether conclusions with this name are a folder of parts, as Spark writes them, and no single file."""
    return out.suffix in ("", ".parquet")


def close_frames(
    facts: Iterable[pl.DataFrame], ontology: Iterable[Triple], session: SparkSession | None = None, few: int = SMALL
) -> SpooledClosure:
    """The closure of facts in frames of terms' texts, of which only one at a time is in this process.

    Facts and conclusions go through files: see :mod:`kg.reason.spark_work`. Errors as for :func:`close_parquet`.
    """
    with opened(session) as present:
        folder = folder_of(present)
        spark = prepared(present, work_in(present, folder.name))
        given = _spooled(spark, Path(folder.name), facts)
        out = f"{local_uri(Path(folder.name))}/inferred"
        return SpooledClosure(folder, _close(spark, given, ontology, out, "facts", few=few))


def close_parquet(
    facts: str | Path,
    ontology: Iterable[Triple],
    out: str | Path,
    session: SparkSession | None = None,
    few: int = SMALL,
) -> Findings:
    """Close facts in files under an ontology, and write what follows as Parquet files into the new folder ``out``.

    ``facts`` is a path or URI that the session can read: N-Triples where the name ends in ``.nt`` (or ``.nt.gz``,
    ``.nt.bz2``), else Parquet with columns ``s``, ``p`` and ``o`` that hold terms as canonical N-Triples, which is
    also what is written, sorted: file by file in the order of names, by subject, predicate and object. The inferred
    triples are those of :class:`~kg.reason.Closure`. Up to ``few`` facts are closed by the default engine, on the
    driver.

    On a cluster, what is computed on the way is in a folder beside ``out``, or in the checkpoint directory of the
    session if it has one, until the work is done.

    Raises ``InputError`` where facts cannot be read, ``OutputError`` where ``out`` exists or cannot be written,
    ``LimitError`` where the closure grows past ``KG_CLOSURE_TRIPLES`` or takes longer than ``KG_REASON_SECONDS``, and
    ``UsageError`` where pyspark or Java is missing.
    """
    with opened(session) as present:
        if exists(present, str(out)):
            raise OutputError(f"{out}: cannot be written: it exists; remove it, or name another folder")
        context = present.sparkContext
        directory = context.getCheckpointDir()
        work = None
        if directory or not is_local(context.master):
            work = f"{directory}/kg-{uuid4().hex}" if directory else f"{out}-kg-{uuid4().hex}"
        spark = prepared(present, work)
        try:
            return _close(spark, _read(spark, str(facts)), ontology, str(out), str(facts), few=few)
        finally:
            if work is not None:
                remove(present, work)


def _read(session: SparkSession, uri: str, nodes: str | None = None) -> DataFrame:
    """Facts in files, which executors read: see :func:`kg.reason.spark_files.read`."""
    with in_time(session, Budget()):
        return read(session, uri, nodes)


def _spooled(session: SparkSession, folder: Path, frames: Iterable[pl.DataFrame]) -> DataFrame:
    """Frames of triples, written to ``folder`` one by one, as one DataFrame."""
    return session.read.schema(TEXTS).parquet(spool(chain([text_frame([])], frames), folder / "facts"))


def _close(
    session: SparkSession,
    given: DataFrame,
    ontology: Iterable[Triple],
    out: str,
    source: str,
    *,
    few: int = SMALL,
    n_triples: bool = False,
) -> Findings:
    """Close facts, which are read from ``source``, and write what follows."""
    budget = Budget()
    with in_time(session, budget):
        count = _counted(given, source)
        if count <= few:
            inferred, findings = _close_few(session, given, ontology, budget)
        else:
            set_sizes(session, count)
            state = SparkState(session, given.union(frame_of(session, ontology)), budget)
            program = saturate(state, budget)
            clashes = spark_clashes(state, program)
            derived, found = state.derived(given)
            inferred, findings = (
                derived.orderBy(*COLUMNS),
                Findings(clashes, (*program.warnings, *state.warnings()), count, found),
            )
        write(inferred, out, n_triples=n_triples)
    return findings


def _close_few(
    session: SparkSession, given: DataFrame, ontology: Iterable[Triple], budget: Budget
) -> tuple[DataFrame, Findings]:
    """The closure of facts that one process can hold, by the default engine."""
    from kg.reason.polars import close_frames as close_in_memory

    rows = [tuple(row) for row in given.collect()]
    facts = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    closed = close_in_memory([facts], [text_frame(ontology)], budget)
    found = pl.concat([text_frame([]), *closed.texts()]).sort(COLUMNS)
    findings = Findings(closed.clashes, closed.warnings, closed.facts, found.height)
    return session.createDataFrame(found.rows(), TEXTS, verifySchema=False).coalesce(1), findings


def _counted(facts: DataFrame, source: str) -> int:
    """The number of facts."""
    from pyspark.errors import PySparkException

    try:
        return int(facts.count())
    except PySparkException as error:
        raise InputError(reason(error), file=source) from error
