"""Source files → triples, parsed strictly, all or nothing, and sorted into the asserted and accounts layers."""

from __future__ import annotations

import re
import warnings
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import DeprecatedNameWarning, InputError
from kg.rdf.deprecated import current_names, deprecation_warning
from kg.rdf.json_ld import json_quads
from kg.rdf.nesting import refuse_deep
from kg.rdf.read import SourceFile, opened
from kg.rdf.releases import without_earlier
from kg.rdf.resources import statement
from kg.rdf.syntaxes import syntax_of_name
from kg.rdf.terms import CONFLICT, RDF, TYPE, XSD, shorten
from kg.rdf.xml_text import plain_xml

#: Classes whose instances are what a source says, and so form the accounts layer.
STATEMENTS = frozenset(
    CONFLICT.term(name) for name in ("Account", "CountObservation", "Assessment", "SameJudgement", "DistinctJudgement")
)

_XML = RdfFormat.RDF_XML
#: Datatypes of literals with a language tag, which none without one has (RDF 1.2 Concepts, section 3.3).
_TAGGED = frozenset({RDF.term("langString"), RDF.term("dirLangString")})
#: What the parser says of a relative IRI, and what to do about it.
_RELATIVE = "No scheme found in an absolute IRI"
_NO_BASE = "; the IRI is relative, and the file gives no base: add one (@base, xml:base) or write the IRI in full"
#: Datatypes of times, and what in one is longer than 64 bits; fractions of a second may be.
_TIMES = frozenset(
    XSD.iri + name
    for name in (
        "dateTime", "dateTimeStamp", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration",
        "dayTimeDuration", "yearMonthDuration",
    )
)  # fmt: skip
_ENDLESS = re.compile(r"(?<![0-9.])[0-9]{18,}")


@dataclass(frozen=True)
class Loaded:
    """The two layers that authors write; ``file_of`` names the file that first describes a subject."""

    asserted: frozenset[Triple]
    accounts: frozenset[Triple]
    file_of: dict[str, str] = field(repr=False)


def parse_file(file: SourceFile) -> list[Triple]:
    """All triples of ``file``; ``InputError`` with its line where it is not well-formed, and then none.

    Terms that are nested too deep (:mod:`kg.rdf.nesting`), and entities of XML that stand for too much
    (:mod:`kg.rdf.xml_text`), raise ``LimitError``.
    """
    stem = "".join(c for c in file.path.stem if c.isalnum())
    return list(_with_stable_blank_nodes(stem, parse_triples(file)))


def parse_triples(file: SourceFile, lines_before: int = 0) -> Iterator[Triple]:
    """The triples of ``file`` one by one, errors as in :func:`parse_file`.

    Its content may be a part of the file after some lines, where the syntax goes line by line.
    """
    return (quad.triple for quad in _quads(file, lines_before))


def parse_graphs(file: SourceFile) -> dict[str, list[Triple]]:
    """The triples of a file of quads by the IRI of their graph, errors as in :func:`parse_file`."""
    graphs: dict[str, list[Triple]] = {}
    for quad in _quads(file):
        graphs.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad.triple)
    return graphs


def stream_graphs(path: Path) -> Iterator[tuple[str, Triple]]:
    """The triples of a file of quads one by one, each with the IRI of its graph, for files of up to ``reason_bytes``.

    Errors as in :func:`parse_file`, raised where the file is at fault: the triples before it have been given.
    """
    with opened(path, "reason_bytes") as stream, _located(path):
        for quad in parse(stream, format=syntax_of_name(path)):
            yield getattr(quad.graph_name, "value", ""), quad.triple


def _quads(file: SourceFile, lines_before: int = 0) -> Iterator[Quad]:
    content = file.content
    if file.syntax == _XML:
        content = plain_xml(content, file.path)
    elif not lines_before:
        content = content.removeprefix(BOM_UTF8)
    refuse_deep(content, file.syntax, file.path, lines_before)
    with _located(file.path, lines_before, content if file.syntax == _XML else b""):
        if file.syntax == RdfFormat.JSON_LD:
            yield from json_quads(content, file.path)
            return
        quads = parse(content, format=file.syntax)
        # In RDF/XML alone the parser lets these datatypes pass.
        yield from map(_checked, quads) if file.syntax == _XML and b"angString" in content else quads


def _checked(quad: Quad) -> Quad:
    value = quad.object
    if isinstance(value, Literal) and value.language is None and value.datatype in _TAGGED:
        raise SyntaxError(f"{shorten(value.datatype.value)} is no datatype of a literal without a language tag")
    return quad


@contextmanager
def _located(path: Path, lines_before: int = 0, xml: bytes = b"") -> Iterator[None]:
    """The parser's errors as ours, with file and line; it names none in RDF/XML, of which ``xml`` is the content."""
    try:
        yield
    except SyntaxError as error:
        line = None if error.lineno is None else lines_before + error.lineno
        as_xml = "begins as XML, and is read as RDF/XML; " if xml and syntax_of_name(path) not in (None, _XML) else ""
        reason = f"{as_xml}not well-formed: {error.msg}" + (_NO_BASE if _RELATIVE in error.msg else "")
        raise InputError(reason, file=path, line=line or _faulty_line(xml)) from error


def _faulty_line(xml: bytes) -> int | None:
    """The line of RDF/XML at which its parser ends with an error, found by handing it one line at a time."""
    lines = _Lines(xml)
    try:
        for quad in parse(cast(BinaryIO, lines), format=_XML):
            _checked(quad)
    except SyntaxError:
        return lines.given or None
    return None


class _Lines:
    """Bytes, one line to each reading."""

    def __init__(self, content: bytes) -> None:
        self._stream = BytesIO(content)
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        line = self._stream.readline(size)
        self.given += line.endswith(b"\n") or not self._stream.tell()
        return line


def _with_stable_blank_nodes(prefix: str, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Blank nodes named by order of occurrence: the parser's names are random, and outputs must not be."""
    names: dict[BlankNode, BlankNode] = {}

    def named(term: Any) -> Any:
        if isinstance(term, Triple):
            return Triple(named(term.subject), term.predicate, named(term.object))
        return names.setdefault(term, BlankNode(f"{prefix}{len(names)}")) if isinstance(term, BlankNode) else term

    return map(named, triples)


def parse_data(file: SourceFile) -> Sequence[Triple]:
    """All triples of ``file`` as in :func:`parse_file`, in the names of this version of the ontology.

    A ``DeprecatedNameWarning`` says where the file uses names of an earlier version.
    """
    triples, deprecated = current_names(parse_file(file))
    if deprecated:
        warnings.warn(DeprecatedNameWarning(deprecation_warning(file.path, deprecated)), stacklevel=2)
    refuse_endless_times(file.path, triples)
    return triples


def refuse_endless_times(path: Path, triples: Iterable[Triple]) -> None:
    """``InputError`` for a time whose year or other number the engines, which count in 64 bits, cannot hold."""
    for triple in triples:
        value = triple.object
        if isinstance(value, Literal) and value.datatype.value in _TIMES and _ENDLESS.search(value.value):
            shown = f"{value.value[:40]}…"
            raise InputError(f"{shorten(triple.predicate.value)} {shown}: a time has no number this long", path)


def load(files: Iterable[SourceFile]) -> Loaded:
    """Parse data files and sort their triples: statements of sources into accounts, all else into asserted."""
    parsed = [(file, parse_data(file)) for file in files]
    statements = {t.subject for _, triples in parsed for t in triples if t.predicate == TYPE and t.object in STATEMENTS}
    asserted: set[Triple] = set()
    accounts: set[Triple] = set()
    file_of: dict[str, str] = {}
    for file, triples in parsed:
        refuse_unnamed(file.path, triples)
    current = without_earlier([(file.path, triples) for file, triples in parsed])
    for (file, _), triples in zip(parsed, current, strict=True):
        for triple in triples:
            file_of.setdefault(_iri(triple), str(file.path))
            (accounts if triple.subject in statements else asserted).add(triple)
    return Loaded(frozenset(asserted), frozenset(accounts), file_of)


def _iri(triple: Triple) -> str:
    return str(getattr(triple.subject, "value", triple.subject))


def refuse_unnamed(path: Path, triples: Iterable[Triple]) -> None:
    """``InputError`` for a triple with a blank node or a triple term, which data do not have."""
    for triple in triples:
        if not isinstance(triple.subject, NamedNode) or isinstance(triple.object, BlankNode):
            raise InputError(
                f"a blank node at {shorten(triple.predicate.value)}: give the resource an IRI, so that others can"
                " refer to it",
                file=path,
            )
        if isinstance(triple.object, Triple):
            raise InputError(
                f"a triple term at {statement(triple)}: write what is said of a statement as an account", file=path
            )
