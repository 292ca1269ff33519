"""The only module that opens inputs: local files with a size cap, never the network."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import selectors
import stat
import sys
import weakref
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pyoxigraph import RdfFormat

from kg.errors import InputError, LimitError, UsageError
from kg.limits import limits
from kg.rdf.syntaxes import HEAD_BYTES, OWL_ENDINGS, SYNTAXES, ending, recognised, syntax_of_name, unknown_syntax

#: Files of lines are read in blocks of about this size: small enough that their memory is used again at once.
BLOCK_BYTES = 4 * 2**20
#: Where Linux shows the open files of this process.
OPEN_FILES = Path("/proc/self/fd")
#: What stands for standard input among the files of a command, and its name in messages.
STANDARD_INPUT = Path("-")
_INPUT = Path("standard input")


def shown_name(path: Path) -> Path:
    """What messages call a file that a command names."""
    return _INPUT if path == STANDARD_INPUT else path


@dataclass(frozen=True)
class SourceFile:
    """The bytes of one input file, unpacked, and the syntax that its name or its content gives."""

    path: Path
    content: bytes
    syntax: RdfFormat


def shipped(folder: str) -> Path:
    """The folder ``ontology``, ``data`` or ``queries`` that comes with the package.

    In a checkout these stand at the top; in an installed package beside the code.
    """
    from importlib.resources import files  # Takes longer to import than most files take to read.

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


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of an open file in blocks of whole lines."""
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
    """``path`` open for reading, so that it can be read after it was replaced; None where it is no file, or a link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    return None


class KeptFolder:
    """The folder ``path``, held open: ``path`` leads into it even after another took its place, where the system can.

    That is so on Linux; elsewhere ``path`` is the name. ``close`` lets go of it. ``InputError`` where there is none.
    """

    def __init__(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise InputError(error.strerror or str(error), file=path) from error
        self.close = weakref.finalize(self, os.close, descriptor)
        kept = OPEN_FILES / str(descriptor)
        self.path = kept if kept.is_dir() else path


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


class _Limited(io.RawIOBase):
    """A stream of bytes that gives up to ``setting`` bytes, and then raises ``LimitError``."""

    def __init__(self, path: Path, setting: str) -> None:
        self._path, self._setting = path, setting
        self._left = getattr(limits(), setting)

    def _take(self, most: int) -> bytes:
        raise NotImplementedError

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
        content = self._take(most)
        self._left -= len(content)
        if self._left < 0:
            raise _too_large(self._path, self._setting)
        return content


class _Counted(_Limited):
    """An open file."""

    def __init__(self, descriptor: int, path: Path, setting: str) -> None:
        self._descriptor = descriptor
        try:
            super().__init__(path, setting)
            state = os.fstat(descriptor)
            self._is_pipe = stat.S_ISFIFO(state.st_mode)
            if stat.S_ISDIR(state.st_mode):
                raise InputError("Is a directory", file=path)
            if not self._is_pipe and not stat.S_ISREG(state.st_mode):
                raise UsageError(f"{path}: is a device or a socket; name a file")
            if state.st_size > self._left:
                raise _too_large(path, setting)
        except BaseException:
            os.close(descriptor)
            raise

    def _take(self, most: int) -> bytes:
        if self._is_pipe:
            self._wait()
        return os.read(self._descriptor, most)

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


@contextmanager
def opened_rdf(path: Path, named: RdfFormat | None, setting: str) -> Iterator[tuple[BinaryIO, RdfFormat]]:
    """An RDF file open for reading, unpacked where it is gzip, and its syntax; ``-`` is standard input.

    ``named`` is the syntax that its name says, if any. The limit ``setting`` holds for what is unpacked too. Errors as
    in :func:`read_bytes`, and ``InputError`` for a file whose syntax is unknown, or known to be no RDF.
    """
    shown = shown_name(path)
    with _opened_input(path, setting) as packed, unpacked(packed, shown, setting) as stream:
        syntax = recognised(_peeked(stream), named, shown)
        if syntax is None:
            raise unknown_syntax(shown)
        yield stream, syntax


@contextmanager
def _opened_input(path: Path, setting: str) -> Iterator[BinaryIO]:
    if path != STANDARD_INPUT:
        with opened(path, setting) as stream:
            yield stream
        return
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    yield _buffered(sys.stdin.buffer, _INPUT, setting)


@contextmanager
def unpacked(packed: BinaryIO, path: Path, setting: str) -> Iterator[BinaryIO]:
    """``packed``, or what it unpacks to where it is gzip by its first bytes, whatever its name.

    Raises ``InputError`` where it cannot be unpacked, and errors as :func:`read_bytes` for what is unpacked.
    """
    if not _peeked(packed).startswith(b"\x1f\x8b"):
        yield packed
        return
    try:
        yield _buffered(gzip.GzipFile(fileobj=packed), path, setting)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"cannot be unpacked: {error}", file=path) from error


def _buffered(stream: BinaryIO | gzip.GzipFile, path: Path, setting: str) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Wrapped(stream, path, setting), BLOCK_BYTES))


def _peeked(stream: BinaryIO) -> bytes:
    """The next bytes of an open file, which are still to be read."""
    return cast(io.BufferedReader, stream).peek(HEAD_BYTES)


class _Wrapped(_Limited):
    """Another stream of bytes, such as standard input or what gzip unpacks."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, path: Path, setting: str) -> None:
        super().__init__(path, setting)
        self._stream = stream

    def _take(self, most: int) -> bytes:
        return self._stream.read(most)


def _too_large(what: Path | str, setting: str) -> LimitError:
    return LimitError(f"{what}: larger than {getattr(limits(), setting)} bytes (KG_{setting.upper()})")


def rdf_files(paths: Iterable[Path], input_format: RdfFormat | None = None) -> list[tuple[Path, RdfFormat | None]]:
    """The RDF files that ``paths`` name, with the syntaxes that their names say.

    A folder stands for the RDF files in it, sorted, without those in its subfolders. ``-`` is standard input. It has
    the syntax ``input_format``, and so has a file whose name says none; without it their syntax is None: the content
    has to tell. ``InputError`` for what does not exist and for a folder without such files; ``UsageError`` where
    standard input is named twice.
    """
    found: list[tuple[Path, RdfFormat | None]] = []
    for path in paths:
        if path != STANDARD_INPUT and not path.exists():
            raise InputError("No such file or directory", file=path)
        members = folder_members(path) if path.is_dir() else [path]
        if not members:
            others = ", ".join(known for known in SYNTAXES if known != ".ttl")
            raise InputError(f"the folder holds no .ttl file, and no other RDF file ({others})", file=path)
        found += ((member, syntax_of_name(member) or input_format) for member in members)
    if [path for path, _ in found].count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be read once; name '-' once")
    return found


def folder_members(folder: Path) -> list[Path]:
    """The files that ``folder`` stands for, sorted: those whose names say a syntax of RDF or of OWL."""
    known = SYNTAXES.keys() | OWL_ENDINGS.keys()
    try:
        return sorted(path for path in folder.iterdir() if ending(path) in known and not path.is_dir())
    except OSError as error:
        raise InputError(error.strerror or str(error), file=folder) from error


def read_rdf(paths: Iterable[Path]) -> list[SourceFile]:
    """The content of the RDF files that ``paths`` name: see :func:`rdf_files`."""
    return [read_rdf_file(path, named) for path, named in rdf_files(paths)]


def read_rdf_file(path: Path, named: RdfFormat | None, setting: str = "file_bytes") -> SourceFile:
    """The content of one RDF file: see :func:`opened_rdf`."""
    with opened_rdf(path, named, setting) as (stream, syntax):
        return SourceFile(shown_name(path), stream.read(), syntax)
