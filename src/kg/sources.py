"""The only module that opens inputs: local files with a size cap and an explicit syntax, never the network."""

from __future__ import annotations

import hashlib
import io
import os
import selectors
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import RdfFormat

from kg.errors import InputError, LimitError, UsageError
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


def read_standard_input(setting: str = "file_bytes") -> bytes:
    """All of standard input; ``LimitError`` where it is larger than ``setting``, ``UsageError`` where it is closed."""
    cap = getattr(limits(), setting)
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    content = sys.stdin.buffer.read(cap + 1)
    if len(content) > cap:
        raise _too_large("standard input", setting)
    return content


@contextmanager
def opened(path: Path, setting: str) -> Iterator[BinaryIO]:
    """``path`` open for reading, for what reads it piece by piece; errors as in :func:`read_bytes`.

    The bytes that are read count, not the size that the system states, which is 0 for a pipe or a file of ``/proc``.
    A pipe that stays silent for ``pipe_seconds`` raises ``LimitError``; a device or a socket raises ``UsageError``.
    """
    try:
        # A pipe opens at once that way, even where nobody writes to it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with io.BufferedReader(_Counted(descriptor, path, setting), BLOCK_BYTES) as stream:
            yield stream
    except OSError as error:
        raise InputError(error.strerror or str(error), file=path) from error


class _Counted(io.RawIOBase):
    """An open file that gives up to ``setting`` bytes, and then raises ``LimitError``."""

    def __init__(self, descriptor: int, path: Path, setting: str) -> None:
        self._descriptor, self._path, self._setting = descriptor, path, setting
        try:
            state = os.fstat(descriptor)
            self._is_pipe = stat.S_ISFIFO(state.st_mode)
            self._left = getattr(limits(), setting)
            if stat.S_ISDIR(state.st_mode):
                raise InputError("Is a directory", file=path)
            if not self._is_pipe and not stat.S_ISREG(state.st_mode):
                raise UsageError(f"{path}: is a device or a socket; name a file")
            if state.st_size > self._left:
                raise _too_large(path, setting)
        except BaseException:
            os.close(descriptor)
            raise

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def readall(self) -> bytes:
        content = bytearray()
        while block := self._read(BLOCK_BYTES):
            content += block
        return bytes(content)

    def _read(self, most: int) -> bytes:
        if self._is_pipe:
            self._wait()
        content = os.read(self._descriptor, most)
        self._left -= len(content)
        if self._left < 0:
            raise _too_large(self._path, self._setting)
        return content

    def _wait(self) -> None:
        """Until there is something to read, or the writers have left."""
        seconds = limits().pipe_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise LimitError(f"{self._path}: nobody wrote to this pipe for {seconds:g} s (KG_PIPE_SECONDS)")

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def _too_large(what: Path | str, setting: str) -> LimitError:
    return LimitError(f"{what}: larger than {getattr(limits(), setting)} bytes (KG_{setting.upper()})")


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
    it lacks one or cannot be read as CSV in UTF-8, ``LimitError`` where it is larger than ``reason_bytes``,
    ``UsageError`` where it is no regular file.
    """
    import polars as pl

    with opened(path, "reason_bytes"):
        if not path.is_file():
            raise UsageError(f"{path}: is a pipe; a table is read from a file")
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
