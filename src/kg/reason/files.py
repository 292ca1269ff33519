"""The closure of RDF files, from text to text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl
from pyoxigraph import RdfFormat, Triple

from kg.errors import UsageError
from kg.reason import DEFAULT_ENGINE, Clash, reasoner
from kg.reason.encoding import text_frame, triples_of
from kg.reason.inputs import InputFiles
from kg.reason.rules import RuleWarning, compile_rules


@dataclass(frozen=True)
class FileClosure:
    """What follows from files: a :class:`~kg.reason.Closure` whose triples are frames of their terms' texts.

    ``facts`` and ``inferred`` count triples. ``texts`` are frames of columns s, p and o; they can be gone through once.
    ``warnings`` name missing imports as well. ``files`` are those that were read. ``left_out`` are the given triples on
    which clashes rest, and so no conclusion does: see :mod:`kg.reason.repair`. Where the conclusions are a folder of
    files already, ``move`` moves it to a path; ``texts`` need not be gone through.
    """

    facts: int
    inferred: int
    texts: Iterable[pl.DataFrame]
    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...]
    files: tuple[Path, ...] = ()
    left_out: Sequence[Triple] = ()
    move: Callable[[Path], None] | None = None


def close_files(
    facts: Sequence[Path],
    ontology: Sequence[Path],
    engine: str = DEFAULT_ENGINE,
    *,
    imports: Sequence[Path] = (),
    input_format: RdfFormat | None = None,
    despite_clashes: bool = False,
    out: Path | None = None,
    master: str | None = None,
) -> FileClosure:
    """The closure of RDF files under the ontology in others, and in those that they import.

    Files are read as :func:`kg.rdf.read.rdf_files` says, ``input_format`` being the syntax of standard input
    (``Path("-")``) and of names that say none; ``imports`` are folders and XML catalogues (:mod:`kg.rdf.imports`). With
    ``despite_clashes`` the closure leaves out what contradictions rest on (:mod:`kg.reason.repair`); the engines
    ``auto`` and ``polars`` can do that.

    The default engine makes no Python object for a triple, and gives the triples in the order in which their
    predicates, then subjects, then objects first occur in the input; other engines, in the order of their text. With
    Spark, facts and what follows need not fit in memory: see :func:`kg.reason.spark.close_files`, to which ``out``, the
    name for the conclusions, and ``master``, the address of a cluster, go.

    Raises ``InputError`` for files that cannot be read or parsed, ``UsageError`` for an engine that does not exist or
    cannot do what is asked, ``LimitError`` where a file is larger than ``KG_REASON_BYTES`` or the closure than
    ``KG_CLOSURE_TRIPLES``, and ``InconsistentGraphError`` where ``despite_clashes`` finds axioms that contradict each
    other.
    """
    chosen = reasoner(engine)
    if engine in ("auto", "polars"):
        return _close_frames(InputFiles(facts, ontology, imports, input_format), despite_clashes)
    if despite_clashes:
        raise UsageError(f"the reasoner {engine!r} cannot leave out what clashes rest on; take 'auto' or 'polars'")
    if engine == "spark":
        return _close_in_spark(facts, ontology, imports, input_format, out, master)
    files = InputFiles(facts, ontology, imports, input_format)
    stated, schema = list(_triples(files.facts())), list(_triples(files.ontology()))
    closure = chosen.closure(stated, schema)
    warnings = (*files.warnings, *(closure.warnings or compile_rules(schema).warnings))
    texts = [text_frame(closure.inferred)]
    return FileClosure(len(stated), len(closure.inferred), texts, closure.clashes, warnings, files.read)


def _close_frames(files: InputFiles, despite_clashes: bool) -> FileClosure:
    from kg.reason.polars import close_frames

    left_out: Sequence[Triple] = ()
    if despite_clashes:
        from kg.reason.repair import close_despite_clashes

        closed, left_out = close_despite_clashes(files.facts(), files.ontology())
    else:
        closed = close_frames(files.facts(), files.ontology())
    warnings = (*files.warnings, *closed.warnings)
    rows = closed.rows.height
    return FileClosure(closed.facts, rows, closed.texts(), closed.clashes, warnings, files.read, left_out)


def _close_in_spark(
    facts: Sequence[Path],
    ontology: Sequence[Path],
    imports: Sequence[Path],
    input_format: RdfFormat | None,
    out: Path | None,
    master: str | None,
) -> FileClosure:
    from kg.reason import spark
    from kg.reason.spark_files import is_readable

    # Folders of parts are for Spark to read, as are their syntaxes.
    files = InputFiles([path for path in facts if not path.is_dir()], ontology, imports, input_format)
    if any(path.is_dir() and not is_readable(path) for path in facts):
        files = InputFiles(facts, ontology, imports, input_format)
    # The imports of the facts are known when these are read, which is before the axioms are asked for.
    spooled = spark.close_files(facts, _triples(files.ontology()), files.facts(), out or Path("inferred.nt"), master)
    found = spooled.findings
    warnings = (*files.warnings, *found.warnings)
    move = spooled.move if out is not None and spark.is_folder_of_parts(out) else None
    return FileClosure(found.facts, found.inferred, spooled.texts(), found.clashes, warnings, files.read, (), move)


def _triples(frames: Iterable[pl.DataFrame]) -> Iterator[Triple]:
    return chain.from_iterable(map(triples_of, frames))
