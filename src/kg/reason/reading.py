"""RDF files → frames of terms' texts, without a Python object for each triple where a file is plain N-Triples.

A line is plain where it is what a canonical writer would write: one space between terms, no comment, no escape that
is not needed, no language tag in capitals, and IRIs without doubt about their form. A block that has any other line
goes through the strict parser, and so does every other syntax; what that reads is written as canonical N-Triples,
and read again like plain lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

import polars as pl
from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

from kg.errors import InputError
from kg.rdf.load import parse_triples
from kg.rdf.read import SourceFile, lines_of, opened_rdf, shown_name
from kg.reason.encoding import COLUMNS, term_of, text_of
from kg.reason.rules import Term

_UNRESERVED = r"A-Za-z0-9\-._~!$&'()*+,;=:@\u{A0}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFEF}"
_PATH, _QUERY = (rf"(?:[{_UNRESERVED}{more}]|%[0-9A-Fa-f][0-9A-Fa-f])*" for more in ("/", "/?"))
_IRI = rf"<[A-Za-z][A-Za-z0-9+.\-]*:(?://[A-Za-z0-9.\-]+(?:/{_PATH})?|[A-Za-z0-9]{_PATH})(?:\?{_QUERY})?(?:#{_QUERY})?>"
_NODE = "_:[A-Za-z0-9]+"
_LITERAL = rf'"(?:[^"\\\x00-\x1F\x7F]|\\[btnfr"\\])*"(?:@[a-z]{{1,8}}(?:-[a-z0-9]{{1,8}})*|\^\^{_IRI})?'
#: The terms of a line in canonical form, each by its column.
_PLAIN = {"s": rf"^(?:{_IRI}|{_NODE})$", "p": rf"^{_IRI}$", "o": rf"^(?:{_IRI}|{_NODE}|{_LITERAL})$"}
_END = " ."
#: The datatypes that a canonical literal does not name.
_IMPLIED = (
    "^^<http://www.w3.org/2001/XMLSchema#string>",
    "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
    "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString>",
)
#: Triples that are parsed strictly, and written as N-Triples, at a time.
_BATCH = 100_000
_In = TypeVar("_In")
_Out = TypeVar("_Out")


def file_frames(path: Path, named: RdfFormat | None, number: int) -> Iterator[pl.DataFrame]:
    """The triples of an RDF file as columns s, p and o of their terms' texts, a frame for each part of it.

    ``named`` is the syntax that its name says. Blank nodes are named by the ``number`` of the file and their order in
    it (``_:f0b12``), so that those of two files are never the same. Errors are those of
    :func:`kg.rdf.read.opened_rdf` and :func:`kg.rdf.load.parse_file`.
    """
    with opened_rdf(path, named, "reason_bytes") as (stream, syntax):
        shown = shown_name(path)
        if syntax == RdfFormat.N_TRIPLES:
            frames = _plain_or_strict(shown, lines_of(stream))
        else:
            frames = _canonical(parse_triples(SourceFile(shown, stream.read(), syntax)))
        yield from map(_BlankNodes(f"f{number}b").rename, frames)


def _plain_or_strict(path: Path, blocks: Iterable[bytes]) -> Iterator[pl.DataFrame]:
    lines = 0
    for block, frame in _ahead(plain_frame, blocks):
        if frame is not None:
            yield frame
            lines += frame.height
        else:
            yield from _canonical(parse_triples(SourceFile(path, block, RdfFormat.N_TRIPLES), lines))
            lines += block.count(b"\n")


def _canonical(triples: Iterator[Triple]) -> Iterator[pl.DataFrame]:
    """Parsed triples as frames, by way of their N-Triples."""
    while batch := list(islice(triples, _BATCH)):
        yield _split(_lines(cast(bytes, serialize(batch, format=RdfFormat.N_TRIPLES))))


def plain_frame(block: bytes) -> pl.DataFrame | None:
    """The frame of a block of N-Triples; None where a line is not plain."""
    try:
        lines = _lines(block)
    except pl.exceptions.ComputeError:  # not UTF-8: the strict parser says where
        return None
    frame = _split(lines)
    # A line of two terms has no object.
    if not lines.str.ends_with(_END).all() or frame["o"].null_count():
        return None
    return frame if _is_plain(frame) else None


def _is_plain(frame: pl.DataFrame) -> bool:
    """Whether all terms are as a canonical writer would write them."""
    # Most terms are repeated: each is looked at once.
    terms = {column: frame[column].unique() for column in COLUMNS}
    if not all(terms[column].str.contains(form).all() for column, form in _PLAIN.items()):
        return False
    return not any(terms["o"].str.ends_with(datatype).any() for datatype in _IMPLIED)


def canonical_frames(path: Path, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Triples whose terms' texts come from elsewhere than N-Triples, as frames of canonical texts.

    ``InputError`` where one is no term, or not where it stands.
    """
    if _is_plain(frame):
        yield frame
        return
    lines = "".join(frame.select(pl.format("{} {} {} .\n", *COLUMNS)).to_series()).encode()
    try:
        yield from _canonical(parse_triples(SourceFile(path, lines, RdfFormat.N_TRIPLES)))
    except InputError as error:  # The line is none of the file's.
        raise InputError(error.reason, file=path) from error


def _lines(content: bytes) -> pl.Series:
    return pl.read_lines(content).to_series()


def _split(lines: pl.Series) -> pl.DataFrame:
    """Canonical lines as three columns: neither subjects nor predicates have spaces."""
    terms = lines.str.strip_suffix(_END).str.splitn(" ", 3).struct.unnest()
    return terms.rename(dict(zip(terms.columns, COLUMNS, strict=True)))


class _BlankNodes:
    """The names of one file's blank nodes."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._names: dict[str, str] = {}

    def rename(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``frame`` with its blank nodes named by the order in which they occur in the file."""
        are_nodes = frame["s"].str.starts_with("_:") | frame["o"].str.starts_with("_:")
        named = frame.filter(are_nodes | frame["o"].str.starts_with("<<"))
        if not named.height:
            return frame
        in_order = named.select(pl.concat_list("s", "o").explode()).to_series().unique(maintain_order=True)
        old = in_order.filter(in_order.str.starts_with("_:") | in_order.str.starts_with("<<")).to_list()
        new = [text_of(self._named(term_of(text))) for text in old]
        return frame.with_columns(pl.col("s", "o").replace(old, new))

    def _named(self, term: Term) -> Term:
        if isinstance(term, BlankNode):
            return BlankNode(self._names.setdefault(term.value, f"{self._prefix}{len(self._names)}"))
        if isinstance(term, Triple):
            return Triple(self._named(term.subject), term.predicate, self._named(term.object))  # type: ignore[arg-type]
        return term


def _ahead(work: Callable[[_In], _Out], items: Iterable[_In], workers: int = 2) -> Iterator[tuple[_In, _Out]]:
    """Each item with its result, in order; a few are worked on while the caller uses the one before."""
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[_In, Future[_Out]]] = deque()
        for item in items:
            waiting.append((item, pool.submit(work, item)))
            if len(waiting) > workers:
                done, result = waiting.popleft()
                yield done, result.result()
        for done, result in waiting:
            yield done, result.result()
