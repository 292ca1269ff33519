"""Where a catalogue says that a document stands: OASIS, *XML Catalogs* 1.1, for URIs.

Ontology editors and ontology repositories keep a file ``catalog-v001.xml`` that maps the IRIs of ontologies to files.
Of the standard are read ``uri``, ``rewriteURI``, ``uriSuffix``, ``delegateURI``, ``nextCatalog`` and ``group`` with
``xml:base``; what is for the identifiers of XML entities (``system``, ``public``) is passed over. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from kg.errors import InputError, KgError
from kg.rdf.read import read_bytes
from kg.rdf.xml_text import plain_xml

if TYPE_CHECKING:
    from xml.etree import ElementTree

_SPACE = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
#: Characters that stay as they are when an IRI is written as a URI.
_KEPT = "%/:=&?~#+!$,;'@()*[]"
#: The attributes of the entries that name a part of a URI and what takes its place.
_ENTRIES = {
    "uri": ("name", "uri"),
    "rewriteURI": ("uriStartString", "rewritePrefix"),
    "uriSuffix": ("uriSuffix", "uri"),
    "delegateURI": ("uriStartString", "catalog"),
}


@dataclass(frozen=True)
class _Entries:
    """The entries of one catalogue, by their kind: what they fit, and where that is, as absolute URIs."""

    by_kind: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in _ENTRIES})
    following: list[str] = field(default_factory=list)

    def find(self, uri: str) -> str | None:
        """Where ``uri`` stands, by the first kind of entry that fits, and of that kind by the longest."""
        exact = self.by_kind["uri"].get(uri)
        if exact is not None:
            return exact
        start = self._longest("rewriteURI", uri.startswith)
        if start is not None:
            return self.by_kind["rewriteURI"][start] + uri[len(start) :]
        end = self._longest("uriSuffix", uri.endswith)
        return None if end is None else self.by_kind["uriSuffix"][end]

    def _longest(self, kind: str, fits: Callable[[str], bool]) -> str | None:
        return max(filter(fits, self.by_kind[kind]), key=len, default=None)

    def delegates(self, uri: str) -> list[str]:
        """The catalogues that alone decide where ``uri`` stands, if there are any, the longest match first."""
        fitting = [start for start in self.by_kind["delegateURI"] if uri.startswith(start)]
        return [self.by_kind["delegateURI"][start] for start in sorted(fitting, key=len, reverse=True)]


class Catalogue:
    """A catalogue with those that it names, each of which is read when it is first needed, and once.

    ``InputError`` where the file cannot be read, or is no catalogue. One that it names and that cannot be read has no
    entries, as the standard has it; ``unreadable`` says why.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unreadable: list[tuple[Path, str]] = []
        self._first = path.absolute().as_uri()
        self._entries = {self._first: _read_entries(path)}

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the catalogues that were read so far."""
        return tuple(path for path in map(file_of_uri, self._entries) if path is not None)

    def find(self, iri: str) -> str | None:
        """The URI at which the document ``iri`` stands; None where no entry names it."""
        uri = _normal(iri)
        waiting, seen = [self._first], set()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            entries = self._read(name)
            found = entries.find(uri)
            if found is not None:
                return found
            delegates = entries.delegates(uri)
            waiting = delegates or [*entries.following, *waiting]
        return None

    def _read(self, uri: str) -> _Entries:
        if uri not in self._entries:
            path = file_of_uri(uri)
            self._entries[uri] = _Entries()
            try:
                if path is None:
                    raise InputError("is not fetched", file=uri)
                self._entries[uri] = _read_entries(path)
            except KgError as error:
                self.unreadable.append((self.path, f"names a catalogue that cannot be read: {error}"))
        return self._entries[uri]


def file_of_uri(uri: str) -> Path | None:
    """The local file that a URI names; None for one of another machine or protocol.

    Names with a percent sign that is not meant as an escape are found too.

    >>> str(file_of_uri("file:///data/my%20ontology.ttl"))
    '/data/my ontology.ttl'
    """
    from urllib.request import url2pathname  # Takes longer to import than most files take to read.

    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or "%00" in parts.path:
        return None
    path, as_written = Path(url2pathname(parts.path)), Path(parts.path)
    return as_written if as_written != path and not path.exists() and as_written.exists() else path


def _normal(iri: str) -> str:
    return quote(iri, safe=_KEPT)


def _read_entries(path: Path) -> _Entries:
    try:
        return _entries(_parsed(path), path)
    except ValueError as error:
        raise InputError(f"has an address that is none: {error}", file=path) from error


def _entries(root: ElementTree.Element, path: Path) -> _Entries:
    entries = _Entries()
    for element, base in _elements(root, path.absolute().as_uri()):
        kind = element.tag.removeprefix(_SPACE)
        if kind in _ENTRIES:
            name, target = (element.get(attribute) for attribute in _ENTRIES[kind])
            if name and target is not None:
                entries.by_kind[kind].setdefault(_normal(name), urljoin(base, target))
        elif kind == "nextCatalog" and element.get("catalog"):
            entries.following.append(urljoin(base, element.get("catalog", "")))
    return entries


def _parsed(path: Path) -> ElementTree.Element:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(plain_xml(read_bytes(path), path))  # noqa: S314 - without a document type
    except ElementTree.ParseError as error:
        raise InputError(f"not well-formed: {error.msg}", file=path, line=error.position[0]) from error
    if root.tag != f"{_SPACE}catalog":
        raise InputError("is no XML catalogue (OASIS XML Catalogs 1.1), and no folder", file=path)
    return root


def _elements(root: ElementTree.Element, base: str) -> Iterator[tuple[ElementTree.Element, str]]:
    """The elements of a catalogue in their order, each with the base of its URIs."""
    waiting = [(root, base)]
    while waiting:
        element, above = waiting.pop()
        own = urljoin(above, element.get(_BASE, ""))
        yield element, own
        if element.tag in (f"{_SPACE}catalog", f"{_SPACE}group"):
            waiting += ((child, own) for child in reversed(element) if isinstance(child.tag, str))
