"""Source files → triples, parsed strictly, all or nothing, and sorted into the asserted and accounts layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from kg.errors import InputError
from kg.sources import SourceFile
from kg.terms import CONFLICT, TYPE, shorten

#: Classes whose instances are what a source says, and so form the accounts layer.
TELLINGS = frozenset(
    CONFLICT.term(name) for name in ("Account", "CountObservation", "Assessment", "SameJudgement", "DistinctJudgement")
)

_XML = RdfFormat.RDF_XML


@dataclass(frozen=True)
class Loaded:
    """The two layers that authors write; ``file_of`` names the file that first describes a subject."""

    asserted: frozenset[Triple]
    accounts: frozenset[Triple]
    file_of: dict[str, str] = field(repr=False)


def parse_file(file: SourceFile) -> list[Triple]:
    """All triples of ``file``; ``InputError`` with its line where it is not well-formed, and then none.

    RDF/XML with an entity declaration is refused: entities can grow without bound.
    """
    if file.syntax == _XML and b"<!ENTITY" in file.content:
        raise InputError("an XML entity is declared; such files are not read", file=file.path)
    try:
        return list(_with_stable_blank_nodes(file, [quad.triple for quad in parse(file.content, format=file.syntax)]))
    except SyntaxError as error:
        raise InputError(f"not well-formed: {error.msg}", file=file.path, line=error.lineno) from error


def parse_graphs(file: SourceFile) -> dict[str, list[Triple]]:
    """The triples of a file of quads by the IRI of their graph; ``InputError`` where it is not well-formed."""
    graphs: dict[str, list[Triple]] = {}
    try:
        for quad in parse(file.content, format=file.syntax):
            graphs.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad.triple)
    except SyntaxError as error:
        raise InputError(f"not well-formed: {error.msg}", file=file.path, line=error.lineno) from error
    return graphs


def _with_stable_blank_nodes(file: SourceFile, triples: Sequence[Triple]) -> Iterator[Triple]:
    """Blank nodes named by file and order of occurrence: the parser's names are random, and outputs must not be."""
    names: dict[BlankNode, BlankNode] = {}
    stem = "".join(c for c in file.path.stem if c.isalnum())

    def named(term: Any) -> Any:
        return names.setdefault(term, BlankNode(f"{stem}{len(names)}")) if isinstance(term, BlankNode) else term

    for triple in triples:
        yield Triple(named(triple.subject), triple.predicate, named(triple.object))


def load(files: Iterable[SourceFile]) -> Loaded:
    """Parse data files and sort their triples: a telling and all it says into accounts, the rest into asserted."""
    parsed = [(file, parse_file(file)) for file in files]
    tellings = {t.subject for _, triples in parsed for t in triples if t.predicate == TYPE and t.object in TELLINGS}
    asserted: set[Triple] = set()
    accounts: set[Triple] = set()
    file_of: dict[str, str] = {}
    for file, triples in parsed:
        _refuse_blank_nodes(file, triples)
        for triple in triples:
            file_of.setdefault(_iri(triple), str(file.path))
            (accounts if triple.subject in tellings else asserted).add(triple)
    return Loaded(frozenset(asserted), frozenset(accounts), file_of)


def _iri(triple: Triple) -> str:
    return str(getattr(triple.subject, "value", triple.subject))


def _refuse_blank_nodes(file: SourceFile, triples: Sequence[Triple]) -> None:
    for triple in triples:
        if not isinstance(triple.subject, NamedNode) or isinstance(triple.object, BlankNode):
            raise InputError(
                f"a blank node at {shorten(triple.predicate.value)}: give the resource an IRI, so that others can"
                " refer to it",
                file=file.path,
            )
