"""Where imported ontologies are: in folders, by the IRIs that their files declare, and in XML catalogues.

OWL 2 (W3C, *Structural Specification*, section 3) imports an ontology by its IRI or version IRI, and lets a tool map
these to where documents are. Nothing is fetched: what neither a folder nor a catalogue has is missing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import InputError, KgError
from kg.rdf.catalogue import Catalogue, file_of_uri
from kg.rdf.load import parse_triples
from kg.rdf.read import read_rdf_file
from kg.rdf.syntaxes import syntax_of_name
from kg.rdf.terms import OWL, TYPE

ONTOLOGY_CLASS, IMPORTS, VERSION_IRI = OWL.term("Ontology"), OWL.term("imports"), OWL.term("versionIRI")


@dataclass(frozen=True)
class Location:
    """Where an imported ontology is, or why there is nothing to read; ``others`` declare the same IRI."""

    path: Path | None
    reason: str = ""
    others: tuple[Path, ...] = ()


class ImportSources:
    """Folders and XML catalogues in which imports are looked up, in their order.

    ``InputError`` for a path that does not exist or is neither.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._sources = [_Folder(path) if path.is_dir() else Catalogue(path) for path in paths]

    def find(self, iri: str) -> Location:
        """Where the ontology ``iri`` is: the first source that knows it decides."""
        if not self._sources:
            return Location(None, "name a folder or an XML catalogue that has it with --imports")
        for source in self._sources:
            found = source.find(iri) if isinstance(source, _Folder) else _in_catalogue(source, iri)
            if found is not None:
                return found
        return Location(None, f"it is not in {', '.join(str(source.path) for source in self._sources)}")

    @property
    def unreadable(self) -> list[tuple[Path, str]]:
        """What was searched and could not be read: files of folders, and catalogues, each with the reason."""
        return [one for source in self._sources for one in source.unreadable]

    @property
    def catalogues(self) -> tuple[Path, ...]:
        """The files of the catalogues that were read so far."""
        return tuple(path for source in self._sources if isinstance(source, Catalogue) for path in source.files)


def document_iri(iri: str) -> str:
    """An ontology's IRI without its fragment, which names no other document (RFC 3986, section 3.5)."""
    return iri.partition("#")[0]


def _in_catalogue(catalogue: Catalogue, iri: str) -> Location | None:
    """Where a catalogue says that an ontology is, by its IRI or that without a fragment; None where it says nothing."""
    target = catalogue.find(iri) or catalogue.find(document_iri(iri))
    if target is None:
        return None
    path = file_of_uri(target)
    if path is None:
        return Location(None, f"{catalogue.path} says that it is at {target}, and nothing is fetched")
    if not path.is_file():
        return Location(None, f"{catalogue.path} says that it is {path}, which is no file")
    return Location(path)


class _Folder:
    """The ontologies in a folder and its subfolders, found when the first of them is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unreadable: list[tuple[Path, str]] = []
        self._by_iri: dict[str, list[Path]] | None = None

    def find(self, iri: str) -> Location | None:
        if self._by_iri is None:
            self._by_iri = self._index()
        found = self._by_iri.get(document_iri(iri))
        return Location(found[0], others=tuple(found[1:])) if found else None

    def _index(self) -> dict[str, list[Path]]:
        by_iri: dict[str, list[Path]] = defaultdict(list)
        by_version: dict[str, list[Path]] = defaultdict(list)
        for path in _rdf_files_below(self.path):
            try:
                iris, versions = _declared(path)
            except KgError as error:
                self.unreadable.append((path, f"cannot be searched for ontologies: {error}"))
                continue
            for iri in sorted(iris):
                by_iri[iri].append(path)
            for iri in sorted(versions):
                by_version[iri].append(path)
        return by_version | by_iri


def searched_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that a search for imports in folders and catalogues reads, but for those that the catalogues name."""
    for path in paths:
        yield from _rdf_files_below(path) if path.is_dir() else (path,)


def _rdf_files_below(folder: Path) -> Iterator[Path]:
    """The RDF files in a folder and below, sorted; hidden folders are passed over."""
    for root, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(names) if syntax_of_name(Path(name)) is not None)


def _refuse(error: OSError) -> None:
    raise InputError(error.strerror or str(error), file=error.filename) from error


def _declared(path: Path) -> tuple[set[str], set[str]]:
    """The ontology IRIs that a file declares, and the version IRIs."""
    file = read_rdf_file(path, syntax_of_name(path), "reason_bytes")
    if b"\0" not in file.content[:4] and b"Ontology" not in file.content:
        return set(), set()
    iris, versions = set(), set()
    for triple in parse_triples(file):
        if triple.predicate == VERSION_IRI and isinstance(triple.object, NamedNode):
            versions.add(document_iri(triple.object.value))
        elif triple.predicate == TYPE and triple.object == ONTOLOGY_CLASS and isinstance(triple.subject, NamedNode):
            iris.add(document_iri(triple.subject.value))
    return iris, versions
