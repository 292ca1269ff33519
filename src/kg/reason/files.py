"""The closure of RDF files, from text to text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pyoxigraph import Triple

from kg.reason import DEFAULT_ENGINE, Clash, reasoner
from kg.reason.encoding import text_frame, triples_of
from kg.reason.reading import read_frames
from kg.reason.rules import RuleWarning, compile_rules


@dataclass(frozen=True)
class FileClosure:
    """What follows from files: a :class:`~kg.reason.Closure` whose triples are frames of their terms' texts.

    ``facts`` and ``inferred`` count triples. ``texts`` are frames of columns s, p and o; they can be gone through once.
    Where the conclusions are a folder of files already, ``move`` puts that where it is told, instead.
    """

    facts: int
    inferred: int
    texts: Iterable[pl.DataFrame]
    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...]
    move: Callable[[Path], None] | None = None


def close_files(
    facts: Sequence[Path],
    ontology: Sequence[Path],
    engine: str = DEFAULT_ENGINE,
    *,
    out: Path | None = None,
    master: str | None = None,
) -> FileClosure:
    """The closure of RDF files under the ontology in others.

    The default engine makes no Python object for a triple, and gives the triples in the order in which their
    predicates, then subjects, then objects first occur in the input; other engines, in the order of their text. With
    Spark, facts and what follows need not fit in memory: see :func:`kg.reason.spark.close_files`, to which ``out``, the
    name for the conclusions, and ``master``, the address of a cluster, go.

    Raises ``InputError`` for files that cannot be read or parsed, ``UsageError`` for an engine that does not exist, and
    ``LimitError`` where a file is larger than ``KG_REASON_BYTES`` or the closure than ``KG_CLOSURE_TRIPLES``.
    """
    chosen = reasoner(engine)
    given, axioms = read_frames(facts, 1), read_frames(ontology, 1 + len(facts))
    if engine in ("auto", "polars"):
        from kg.reason.polars import close_frames

        closed = close_frames(given, axioms)
        return FileClosure(closed.facts, closed.rows.height, closed.texts(), closed.clashes, closed.warnings)
    if engine == "spark":
        from kg.reason import spark

        spooled = spark.close_files(facts, _triples(axioms), given, out or Path("inferred.nt"), master)
        found = spooled.findings
        move = spooled.move if out is not None and spark.is_folder_of_parts(out) else None
        return FileClosure(found.facts, found.inferred, spooled.texts(), found.clashes, found.warnings, move)
    stated, schema = _triples(given), _triples(axioms)
    closure = chosen.closure(stated, schema)
    warnings = closure.warnings or compile_rules(schema).warnings
    return FileClosure(len(stated), len(closure.inferred), [text_frame(closure.inferred)], closure.clashes, warnings)


def _triples(frames: Iterable[pl.DataFrame]) -> list[Triple]:
    return [triple for frame in frames for triple in triples_of(frame)]
