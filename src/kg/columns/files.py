"""Which data files are read in columns, and what comes of all of them.

A file up to ``KG_DATASET_FILE_BYTES`` is read as triples. A larger one, or Parquet, is read in columns, and divided
into what people look at, which becomes triples as well, and what stays in columns: see :mod:`kg.columns.load`. Frames
are only imported where there is such a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat

from kg.limits import limits
from kg.rdf.load import Loaded, load
from kg.rdf.manifest import PARQUET
from kg.rdf.read import STANDARD_INPUT, rdf_files, read_rdf_file

if TYPE_CHECKING:
    from kg.columns.load import Datasets

#: Syntaxes that have no graphs, whose triples can be read in columns.
_FLAT = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)
#: How much larger what gzip packed may be than the file.
_PACKED = 8


@dataclass(frozen=True)
class LoadedData(Loaded):
    """The two layers that authors write, and beside them what stays in columns, if anything does."""

    datasets: Datasets | None = None


def load_files(paths: Iterable[Path], about: Iterable[NamedNode] = ()) -> LoadedData:
    """The data in files and folders (see :func:`kg.rdf.read.rdf_files`); what is said ``about`` a thing is triples.

    Errors are those of :func:`kg.rdf.load.load`.
    """
    files = rdf_files(paths)
    large = [file for file in files if _is_large(*file)]
    small = load(read_rdf_file(path, named) for path, named in files if (path, named) not in large)
    if not large:
        return LoadedData(small.asserted, small.accounts, small.file_of)
    from kg.columns.load import divide

    loaded, datasets = divide(small, large, about)
    return LoadedData(loaded.asserted, loaded.accounts, loaded.file_of, datasets)


def taken_out(data: LoadedData, about: Collection[NamedNode]) -> LoadedData:
    """``data`` in which whatever the datasets say ``about`` these resources is among the triples."""
    if data.datasets is None or not about:
        return data
    from kg.columns.load import take_out

    loaded, datasets = take_out(data, data.datasets, about)
    return LoadedData(loaded.asserted, loaded.accounts, loaded.file_of, datasets)


def _is_large(path: Path, named: RdfFormat | None) -> bool:
    if path.suffix == PARQUET:
        return True
    if path == STANDARD_INPUT or not path.is_file() or named not in _FLAT:
        return False
    return path.stat().st_size * (_PACKED if path.suffix == ".gz" else 1) > limits().dataset_file_bytes
