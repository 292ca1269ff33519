"""The only module that opens inputs: local files with a size cap and an explicit syntax, never the network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import RdfFormat

from kg.errors import InputError, LimitError
from kg.limits import limits

if TYPE_CHECKING:
    import polars as pl

#: Files of lines are read in blocks of about this size: small enough that their memory is used again at once.
BLOCK_BYTES = 4 * 2**20
#: Rows of a table that are held in memory at once, and the column that numbers them.
ROWS, ROW = 20_000, "row"
SYNTAXES = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class SourceFile:
    """The bytes of one input file, and the syntax that its name gives."""

    path: Path
    content: bytes
    syntax: RdfFormat


def shipped(folder: str) -> Path:
    """The folder ``ontology``, ``data`` or ``queries`` that comes with the package.

    In a checkout these stand at the top; in an installed package beside the code.
    """
    package = Path(str(files("kg")))
    for base in (package / "_shipped", package.parent.parent):
        if (base / folder).is_dir():
            return base / folder
    raise InputError(f"the package was installed without its folder {folder!r}; reinstall it")


def read_bytes(path: Path, setting: str = "file_bytes") -> bytes:
    """The content of ``path``; ``InputError`` where it cannot be read, ``LimitError`` where it is too large.

    ``setting`` names the limit that holds (see :class:`kg.limits.Limits`).
    """
    with opened(path, setting) as stream:
        return stream.read()


def read_blocks(path: Path) -> Iterator[bytes]:
    """The content of ``path`` in blocks of whole lines, for files of up to ``reason_bytes``; errors as above."""
    with opened(path, "reason_bytes") as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block + stream.readline()


def file_hash(path: Path) -> str:
    """The SHA-256 of the content of ``path``, in hexadecimal; ``InputError`` where it cannot be read.

    No limit holds: nothing of the content is kept.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(error.strerror or str(error), file=path) from error


def keep_open(path: Path) -> BinaryIO | None:
    """``path`` open for reading, so that it can be read after it was replaced; None where it is no file."""
    try:
        return path.open("rb") if path.is_file() else None
    except OSError:
        return None


@contextmanager
def opened(path: Path, setting: str) -> Iterator[BinaryIO]:
    """``path`` open for reading, for what reads it piece by piece; errors as in :func:`read_bytes`."""
    cap = getattr(limits(), setting)
    try:
        if path.stat().st_size > cap:
            raise LimitError(f"{path}: larger than {cap} bytes (KG_{setting.upper()})")
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(error.strerror or str(error), file=path) from error


def rdf_files(paths: Iterable[Path]) -> list[tuple[Path, RdfFormat]]:
    """The RDF files that ``paths`` name and their syntaxes, a folder standing for the ``.ttl`` files in it, sorted."""
    found: list[tuple[Path, RdfFormat]] = []
    for path in paths:
        members = sorted(path.glob("*.ttl")) if path.is_dir() else [path]
        if not members:
            raise InputError("the folder holds no .ttl file", file=path)
        if not path.exists():
            raise InputError("No such file or directory", file=path)
        for member in members:
            syntax = SYNTAXES.get(member.suffix.lower())
            if syntax is None:
                raise InputError(f"unknown file type; known: {', '.join(SYNTAXES)}", file=member)
            found.append((member, syntax))
    return found


def read_rdf(paths: Iterable[Path]) -> list[SourceFile]:
    """The content of the RDF files that ``paths`` name: see :func:`rdf_files`."""
    return [SourceFile(path, read_bytes(path), syntax) for path, syntax in rdf_files(paths)]


def read_table(
    path: Path, columns: Sequence[str], headless: Sequence[str] | None = None, *, tabs: bool = False
) -> Iterator[pl.DataFrame]:
    """The rows of a CSV file as text, some thousands at a time, with their number (from 1) in the column ``row``.

    ``columns`` are those that it must have, ``headless`` all of a file without a heading. With ``tabs`` it is
    separated by tabs, and a quotation mark is one like any other character. Raises ``InputError`` where
    it lacks one or cannot be read as CSV in UTF-8, ``LimitError`` where it is larger than ``reason_bytes``.
    """
    import polars as pl

    with opened(path, "reason_bytes"):
        try:
            table = pl.scan_csv(
                path,
                separator="\t" if tabs else ",",
                quote_char=None if tabs else '"',
                infer_schema=False,
                has_header=headless is None,
                new_columns=headless,
                row_index_name=ROW,
            )
            known = table.collect_schema().names()
            for column in columns:
                if column not in known:
                    raise InputError(f"the table lacks the column {column!r}", file=path)
            yield from table.with_columns(pl.col(ROW) + 1).collect_batches(chunk_size=ROWS, maintain_order=True)
        except pl.exceptions.PolarsError as error:
            raise InputError(f"not readable as CSV: {str(error).splitlines()[0]}", file=path) from error
