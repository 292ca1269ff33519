"""The names of everything in a build that has an index of names: few in memory, the many of datasets in the index."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

from kg.rdf.name_index import NameFile, NameIndex
from kg.rdf.names import ALIKE, Found, Hits, Names, rank


def open_names(path: Path) -> StoredNames:
    """The names of a build from its index at ``path``; ``InputError`` where it is damaged."""
    index = NameIndex(NameFile(path))
    return StoredNames(index.others(), index)


class StoredNames(Names):
    """Names in memory and names in an index; ``named``, ``pairs`` and ``things`` are those in memory."""

    def __init__(self, named: Iterable[tuple[str, str]], index: NameIndex) -> None:
        super().__init__(named)
        self._index = index

    def under(self, start: str) -> Names:
        """The names of the things whose IRIs begin with ``start``."""
        return StoredNames(super().under(start).named, self._index.under(start)) if start else self

    def search(self, text: str, among: Container[str] | None = None, alike: float = ALIKE) -> Hits[Found]:
        """As :meth:`Names.search`, and in the index as :meth:`NameIndex.search` does."""
        best: dict[str, Found] = {}
        indexed = self._index.search(text, alike)
        for found in (*super().search(text, among, alike), *indexed):
            if (among is None or found.iri in among) and (found.iri not in best or found.score > best[found.iri].score):
                best[found.iri] = found
        return Hits(sorted(best.values(), key=rank), indexed.left_out)

    def begun(self, text: str, most: int, start: str = "") -> list[str]:
        """The things of the index whose IRIs begin with ``start`` that :meth:`NameIndex.begun` finds."""
        return self._index.under(start).begun(text, most)

    def _having(self, key: str) -> tuple[set[str], set[str]]:
        return tuple(one | other for one, other in zip(super()._having(key), self._index.having(key), strict=True))  # type: ignore[return-value]

    def _label(self, iri: str) -> str | None:
        return super()._label(iri) or self._index.label(iri)
