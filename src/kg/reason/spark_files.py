"""Facts and conclusions in files that the executors themselves read and write: N-Triples and Parquet.

Parquet files have the columns ``s``, ``p`` and ``o``, which hold terms as canonical N-Triples. A folder stands for the
files in it, which are parts of one document, as Spark and other systems of its kind write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from kg.errors import InputError, OutputError
from kg.reason.encoding import COLUMNS, text_of
from kg.reason.rules import Term
from kg.reason.spark_frames import TEXTS, quoted, settled
from kg.reason.spark_session import reason

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_LOCAL = "file://"
_N_TRIPLES = (".nt", ".nt.gz", ".nt.bz2")
_PATH = r"A-Za-z0-9\-._~!$&'()*+,;=:@/"
_IRI = (
    rf"<[A-Za-z][A-Za-z0-9+.\-]*+:(?://[A-Za-z0-9.\-]++(?:/[{_PATH}]*+)?+|[A-Za-z0-9][{_PATH}]*+)"
    rf"(?:\?[{_PATH}?]*+)?+(?:#[{_PATH}?]*+)?+>"
)
_NODE = "_:[A-Za-z0-9]++"
_LITERAL = rf'"[^"\\\x00-\x1F\x7F]*+"(?:@[a-z]{{1,8}}(?:-[a-z0-9]{{1,8}})*+|\^\^{_IRI})?+'
#: A line that needs no parser, as in :mod:`kg.reason.reading` but without escapes: Java matches it without recursion.
_PLAIN = rf"^(?:{_IRI}|{_NODE}) {_IRI} (?:{_IRI}|{_NODE}|{_LITERAL}) \.\z"
#: The datatypes that a canonical literal does not name.
_IMPLIED = r"\^\^<http://www\.w3\.org/(?:2001/XMLSchema#string|1999/02/22-rdf-syntax-ns#(?:dirL|l)angString)> \.\z"
#: Lines that are parsed at a time.
_BATCH = 10_000


def local_uri(path: Path) -> str:
    """A local path as Hadoop reads one, whatever file system is its default: nothing is escaped."""
    return f"{_LOCAL}{path.absolute()}"


def is_readable(path: Path) -> bool:
    """Whether executors can read a local path in parts: N-Triples, or a folder of N-Triples or Parquet files."""
    if not path.is_dir():
        return path.name.endswith(_N_TRIPLES)
    return any(child.name.endswith((*_N_TRIPLES, ".parquet")) for child in path.iterdir())


def read(session: SparkSession, path: str, nodes: str | None = None) -> DataFrame:
    """The triples of a path or URI, computed and kept; ``InputError`` where it cannot be read.

    N-Triples where the name ends in ``.nt`` (or ``.nt.gz``, ``.nt.bz2``), or a local folder has such files; else
    Parquet. The names of blank nodes of N-Triples begin with ``nodes``, where that is given.
    """
    from pyspark.errors import PySparkException

    local = Path(path.removeprefix(_LOCAL))
    in_folder = local.is_dir() and any(child.name.endswith(_N_TRIPLES) for child in local.iterdir())
    try:
        if path.endswith(_N_TRIPLES) or in_folder:
            return _triples(session.read.text(path), nodes)
        return settled(session.read.parquet(path).select(*COLUMNS))
    except PySparkException as error:
        raise InputError(reason(error), file=path) from error


def _triples(lines: DataFrame, nodes: str | None) -> DataFrame:
    """The triples of lines of N-Triples: plain ones are cut, others parsed strictly, by Python, if there are any."""
    plain = f"is_valid_utf8(value) and value rlike {quoted(_PLAIN)} and not value rlike {quoted(_IMPLIED)}"
    stated = lines.filter("trim(value) <> '' and not startswith(ltrim(value), '#')")
    rest = "substr(value, length(s) + 2)"
    marked = stated.selectExpr("value", f"{plain} as plain", "substring_index(value, ' ', 1) as s")
    marked = marked.selectExpr("value", "plain", "s", f"substring_index({rest}, ' ', 1) as p", f"{rest} as rest")
    thing = "substr(rest, length(p) + 2, length(rest) - length(p) - 3)"
    terms = (f"if(plain, {term}, null) as {column}" for term, column in zip(("s", "p", thing), COLUMNS, strict=True))
    read_once = settled(marked.selectExpr(*terms, "if(plain, null, value) as line"))
    cut = read_once.filter("line is null").select(*COLUMNS)
    if nodes is not None:
        renamed = f"if(startswith({{0}}, '_:'), concat('_:{nodes}', substr({{0}}, 3)), {{0}}) as {{0}}"
        cut = cut.selectExpr(renamed.format("s"), "p", renamed.format("o"))
    others = read_once.filter("line is not null").selectExpr("line", "is_valid_utf8(line)")
    if others.isEmpty():
        return cut
    parsed = others.rdd.mapPartitions(partial(_parsed, nodes or ""))
    return settled(cut.union(lines.sparkSession.createDataFrame(parsed, TEXTS, verifySchema=False)))


def _parsed(nodes: str, rows: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, str, str]]:
    """The triples of lines of N-Triples, each beside whether it is UTF-8, as texts."""
    lines = (line if valid else _not_utf8(line) for line, valid in rows)
    while batch := list(islice(lines, _BATCH)):
        try:
            quads = list(parse("\n".join(batch), format=RdfFormat.N_TRIPLES))
        except SyntaxError:
            quads = [quad for line in batch for quad in _strict(line)]
        for quad in quads:
            yield str(_named(nodes, quad.subject)), str(quad.predicate), text_of(_named(nodes, quad.object))


def _not_utf8(line: str) -> str:
    raise ValueError(f"not UTF-8: {line[:200]}")


def _strict(line: str) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(line, format=RdfFormat.N_TRIPLES)]
    except SyntaxError as error:
        raise ValueError(f"not N-Triples: {line[:200]}: {error}") from error


def _named(nodes: str, term: Term) -> Term:
    if isinstance(term, BlankNode):
        return BlankNode(nodes + term.value) if nodes else term
    if isinstance(term, Triple):
        return Triple(_named(nodes, term.subject), term.predicate, _named(nodes, term.object))  # type: ignore[arg-type]
    return term


def write(frame: DataFrame, path: str, *, n_triples: bool = False) -> None:
    """Write triples into a new folder, as Parquet or as N-Triples; ``OutputError`` where it is there or cannot be."""
    from pyspark.errors import PySparkException

    try:
        if n_triples:
            frame.selectExpr("concat(s, ' ', p, ' ', o, ' .')").write.text(path)
        else:
            frame.write.parquet(path)
    except PySparkException as error:
        raise OutputError(f"{path}: cannot be written: {reason(error)}") from error


def exists(session: SparkSession, path: str) -> bool:
    """Whether there is anything at a path or URI."""
    place, system = _place(session, path)
    return bool(system.exists(place))


def remove(session: SparkSession, path: str) -> None:
    """Delete a folder at a path or URI, with all that is in it, where there is one."""
    place, system = _place(session, path)
    system.delete(place, True)


def _place(session: SparkSession, path: str) -> tuple[Any, Any]:
    """A path in the terms of Hadoop, whose file systems Spark uses, and its file system."""
    context = session.sparkContext
    place = context._jvm.org.apache.hadoop.fs.Path(path)
    return place, place.getFileSystem(context._jsc.hadoopConfiguration())
