"""The files of a closure: facts, ontologies, and what these import, each read once, with a word on what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl
from pyoxigraph import RdfFormat

from kg.rdf.imports import IMPORTS, ONTOLOGY_CLASS, VERSION_IRI, ImportSources, document_iri
from kg.rdf.read import STANDARD_INPUT, rdf_files
from kg.rdf.syntaxes import syntax_of_name
from kg.rdf.text import few
from kg.reason.reading import file_frames
from kg.reason.rules import RuleWarning

_HEADER = pl.col("p").is_in([str(IMPORTS), str(VERSION_IRI)]) | (pl.col("o") == str(ONTOLOGY_CLASS))
_NOT_READ = "is not read"


class InputFiles:
    """Files of facts and ontologies (see :func:`kg.rdf.read.rdf_files`), and the ontologies that they import.

    Imports are looked up in ``imports``, folders and XML catalogues (:mod:`kg.rdf.imports`), by the IRIs of ontologies
    in the facts as well. Errors are those of these modules and of :func:`kg.reason.reading.file_frames`.
    """

    def __init__(
        self,
        facts: Sequence[Path],
        ontology: Sequence[Path],
        imports: Sequence[Path] = (),
        input_format: RdfFormat | None = None,
    ) -> None:
        files = rdf_files([*facts, *ontology], input_format)
        facts_count = len(rdf_files(facts, input_format))
        self._facts, self._ontology = files[:facts_count], files[facts_count:]
        self._sources = ImportSources(imports)
        self._read: dict[Path, None] = {}
        self._declared: set[str] = set()
        # By the IRI without a fragment, the IRI as it is imported.
        self._imported: dict[str, str] = {}
        #: What is missing of imports, and where more than one file would do.
        self.warnings: list[RuleWarning] = []

    @property
    def read(self) -> tuple[Path, ...]:
        """The files that were read so far, catalogues among them."""
        return (*self._read, *self._sources.catalogues)

    def facts(self) -> Iterator[pl.DataFrame]:
        """The triples of the facts, as frames of their terms' texts."""
        return (frame for _, frame in self._frames(self._facts, 1))

    def ontology(self) -> Iterator[pl.DataFrame]:
        """The triples of the ontologies, and then those of what they and the facts import, directly or by others.

        To be gone through after the facts, whose imports are known only then.
        """
        return (frame for _, frame in self._axioms())

    def named(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """All triples, those of the facts first, as frames with the names of their files."""
        yield from self._frames(self._facts, 1)
        yield from self._axioms()

    def _axioms(self) -> Iterator[tuple[str, pl.DataFrame]]:
        yield from self._frames(self._ontology, 1 + len(self._facts))
        number = 1 + len(self._facts) + len(self._ontology)
        looked_up: set[str] = set()
        while missing := [iri for iri in self._imported if iri not in looked_up | self._declared]:
            looked_up.add(missing[0])
            path = self._located(self._imported[missing[0]])
            if path is not None:
                yield from self._frames([(path, syntax_of_name(path))], number)
                number += 1
        if any(warning.consequence.startswith(_NOT_READ) for warning in self.warnings):
            self.warnings += (RuleWarning(str(path), reason) for path, reason in self._sources.unreadable)

    def _located(self, iri: str) -> Path | None:
        """The file of an imported ontology; None, with a warning, where there is none, or it was read already."""
        found = self._sources.find(iri)
        if found.path is None:
            self.warnings.append(RuleWarning(f"owl:imports <{iri}>", f"{_NOT_READ}: {found.reason}"))
        elif found.others:
            others = few([str(path) for path in found.others])
            self.warnings.append(
                RuleWarning(f"owl:imports <{iri}>", f"is read from {found.path}; declared as well in {others}")
            )
        return found.path if found.path is not None and found.path.resolve() not in self._read else None

    def _frames(self, files: Iterable[tuple[Path, RdfFormat | None]], first: int) -> Iterator[tuple[str, pl.DataFrame]]:
        for number, (path, named) in enumerate(files, first):
            if path != STANDARD_INPUT:
                self._read[path.resolve()] = None
            for frame in file_frames(path, named, number):
                self._note(frame)
                yield str(path), frame

    def _note(self, frame: pl.DataFrame) -> None:
        """Remember the ontologies that a frame declares, and those that it imports."""
        for s, p, o in frame.filter(_HEADER).iter_rows():
            if p == str(IMPORTS) and o.startswith("<"):
                self._imported.setdefault(document_iri(o[1:-1]), o[1:-1])
            elif p == str(VERSION_IRI):
                self._declared.add(document_iri(o[1:-1]))
            elif o == str(ONTOLOGY_CLASS):
                self._declared.add(document_iri(s[1:-1]))
