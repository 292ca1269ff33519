"""Writing: Turtle for people, TriG and N-Triples for programs, and files put in place atomically."""

from __future__ import annotations

import math
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import Triple

from kg.errors import InputError, OutputError, UsageError
from kg.rdf.manifest import MANIFEST, MARKER, is_regular, list_files, read_manifest, strangers
from kg.rdf.output_paths import check_file, check_files, check_folder
from kg.rdf.resources import resources, term_text
from kg.rdf.terms import PREFIXES, TYPE, shorten
from kg.rdf.text import few
from kg.system import exchange_paths

if TYPE_CHECKING:
    import polars as pl

try:
    import fcntl
except ImportError:  # Not on Windows, where nothing tells whether another process writes.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def replacing(out: Path, inputs: Iterable[Path] = (), tell: Callable[[str], None] = warnings.warn) -> Iterator[Path]:
    """A new folder to write a build into, which takes the place of ``out`` once the block is through, with a manifest.

    Until then, whenever the block raises and if the process is killed, what stood at ``out`` stays untouched. The two
    change places in one step where the system can (Linux; elsewhere nothing stands there for a moment between two
    renames). A link to a folder is followed. What processes that were killed left beside it goes as well.

    Only an earlier build of which every file is accounted for is replaced: see
    :func:`kg.rdf.output_paths.check_folder`, which is asked first and again before the exchange. What was put into the
    earlier build after that is kept in a folder beside, which ``tell`` names. Raises ``OutputError`` where ``out``
    cannot be written, holds anything else or any of ``inputs``, or where another process writes to it.
    """
    known: dict[tuple[int, ...], str] = {}
    folder = check_folder(out, inputs, known)
    with _work_folder(folder) as work:
        yield work
        with _named(out):
            write_manifest(work)
            for path in (*work.rglob("*/"), work):
                _sync(path)
            check_folder(out, inputs, known)
            old = _swap(work, folder)
            (folder / MARKER).unlink(missing_ok=True)
            _sync(folder.parent)
            if old is not None:
                _remove_old(old, folder, known, tell)


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder``, marked by a locked file while it is written; removed unless it was moved."""
    with _named(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-kg-", dir=folder.parent))
        made = work.stat()
    try:
        with _named(folder):
            work.chmod(0o777 & ~_umask())
            marker = (work / MARKER).open("xb")
        with marker:
            _lock(marker)
            _clear_beside(work, folder)
            yield work
    finally:
        with suppress(OSError):
            if os.path.samestat(work.stat(), made):
                shutil.rmtree(work, ignore_errors=True)


def _clear_beside(work: Path, folder: Path) -> None:
    """Remove what killed processes left of ``folder``; ``OutputError`` where a process that runs writes to it.

    Where two begin at the same time, the one whose marker is older goes on.
    """
    pattern = re.compile(rf"\.{re.escape(folder.name)}-kg-\w{{8}}(-old)?")
    for path in folder.parent.iterdir():
        if path == work or not pattern.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
            continue
        if is_regular(path / MARKER):
            if _is_locked(path / MARKER):
                if _age(path) < _age(work):
                    raise OutputError(f"{folder}: another process is writing it; wait, or name another with --out")
            elif fcntl is not None:
                shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError, InputError):  # An earlier build that was not yet removed; or not ours.
                _remove_listed(path, {})


def _age(work: Path) -> tuple[float, str]:
    """When ``work`` was begun, as a key to sort by; one that is gone by now is the youngest."""
    try:
        return (work / MARKER).stat().st_mtime_ns, work.name
    except OSError:
        return math.inf, work.name


def _lock(marker: BinaryIO) -> None:
    """Lock an open file until it is closed, also by the end of the process, where the system knows locks."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_locked(marker: Path) -> bool:
    """Whether another process holds the lock of ``marker``; True where that cannot be told."""
    if fcntl is None:
        return False
    try:
        with marker.open("r+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _umask() -> int:
    """The permissions that new files of this process do not have; asking for it means setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _swap(work: Path, folder: Path) -> Path | None:
    """Put ``work`` where ``folder`` is, and return where that stands now, if it was there."""
    if not folder.exists():
        work.rename(folder)
        return None
    if exchange_paths(work, folder):
        return work
    old = work.with_name(work.name + "-old")
    folder.rename(old)
    try:
        work.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    return old


def _remove_old(old: Path, folder: Path, known: dict[tuple[int, ...], str], tell: Callable[[str], None]) -> None:
    """Remove the earlier build, or keep it under a clear name where there is more in it than a build wrote."""
    try:
        _remove_listed(old, known)
    except (OSError, InputError):
        kept = Path(tempfile.mkdtemp(prefix=f"{folder.name}-kept-", dir=folder.parent))
        old.rename(kept)
        tell(f"{kept}: the earlier build, kept since it holds more than a build wrote, or could not be removed")


def _remove_listed(folder: Path, known: dict[tuple[int, ...], str]) -> None:
    """Remove the files of an earlier build, and its folders; an error, before or after, where there is more in it."""
    if any(folder.iterdir()):
        manifest = read_manifest(folder)
        strange = strangers(folder, manifest, known)
        if strange:
            raise OSError(f"{folder} holds {few(strange)}")
        folders = {folder / name for path in manifest.by_path for name in PurePosixPath(path).parents} - {folder}
        for name in (*manifest.by_path, MARKER, MANIFEST):  # The list last: what is left can still be told by it.
            (folder / name).unlink(missing_ok=True)
        for path in sorted(folders, reverse=True):
            path.rmdir()
    folder.rmdir()


def _sync(folder: Path) -> None:
    """Have the names in ``folder`` on disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_manifest(folder: Path) -> None:
    """Write the list of the files that stand in ``folder``, which makes it a build: see :mod:`kg.rdf.manifest`."""
    write_text(folder / MANIFEST, list_files(folder).text())


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` atomically; ``OutputError`` where it cannot be written."""
    write_chunks(path, (text.encode(),))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write ``chunks`` one after the other to ``path``, atomically; ``OutputError`` where it cannot be written."""
    with _replacing_file(path) as stream:
        stream.writelines(chunks)


def chunks_written(path: Path, chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Each of ``chunks`` once it is written: when all are taken, ``path`` holds them as with :func:`write_chunks`."""
    with _replacing_file(path) as stream:
        for chunk in chunks:
            stream.write(chunk)
            yield chunk


def write_parts(parts: Mapping[str, Iterable[bytes]], suffix: str, out: Path | None) -> None:
    """Write the parts of an export: one to the file ``out`` or to standard output, several into the folder ``out``.

    A part whose name has no ending gets ``suffix``. Raises ``UsageError`` for several without a folder, ``OutputError``
    where it cannot be written.
    """
    if out is None and len(parts) > 1:
        raise UsageError(f"this format is {len(parts)} files ({', '.join(parts)}): name a folder with --out")
    if out is None:
        for chunk in next(iter(parts.values())):
            sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
    elif len(parts) > 1:
        write_files(out, {name if "." in name else name + suffix: chunks for name, chunks in parts.items()})
    else:
        write_chunks(out, next(iter(parts.values())))


def write_files(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write ``files`` (name → chunks) into ``folder``: none takes its place before all are on disk.

    The folder is made where there is none. Files of these names are replaced, and nothing else in it is touched.
    Raises ``OutputError`` where it cannot be written.
    """
    check_files(folder, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    with ExitStack() as stack:
        for name, chunks in files.items():
            stream = stack.enter_context(_replacing_file(folder / name))
            with _named(folder / name):
                stream.writelines(chunks)
                stream.flush()
                os.fsync(stream.fileno())


def write_frames(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write frames of terms as N-Triples (columns subject, predicate, object) to ``path``, atomically."""
    with _replacing_file(path) as stream:
        for frame in frames:
            frame.write_csv(stream, include_header=False, separator=" ", line_terminator=" .\n", quote_style="never")


@contextmanager
def _replacing_file(path: Path) -> Iterator[BinaryIO]:
    """Another file to write to, flushed to disk and put in the place of ``path`` once the block is through.

    Its name is new and at random and is opened through no link, so that two writers never write into one file; the
    last one that is through has its file stand there, whole.
    """
    check_file(path)
    temporary = path.with_name(f".kg-{os.urandom(8).hex()}.part")
    with _named(path):
        try:
            with temporary.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
            _sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Errors of the system become an ``OutputError`` that names ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def turtle(triples: Iterable[Triple], header: Iterable[Triple] = ()) -> str:
    """Sorted Turtle with prefixes, one subject a block, the type first; the ``header`` stands before the rest.

    >>> from pyoxigraph import NamedNode
    >>> from kg.rdf.terms import CONFLICT, PREFIXES, TYPE
    >>> print(turtle([Triple(NamedNode(PREFIXES["actor"] + "iran"), TYPE, CONFLICT.term("State"))]))
    @prefix actor: <https://w3id.org/conflict-kg/id/actor/> .
    @prefix conflict: <https://w3id.org/conflict-kg/ontology#> .
    <BLANKLINE>
    actor:iran a conflict:State .
    <BLANKLINE>
    """
    body = "\n".join((*_blocks(header), *_blocks(triples)))
    return _prefixes(body) + "\n" + body


def trig(graphs: Mapping[str, Iterable[Triple]], header: Iterable[Triple] = ()) -> str:
    """Sorted TriG: each graph a block of Turtle blocks; the ``header`` stands before them, in the default graph."""
    parts = [*_blocks(header)]
    for name in sorted(graphs):
        blocks = "\n".join(_blocks(graphs[name]))
        # Lines end in \n alone: other line separators that Unicode knows stand inside literals as they are.
        lines = blocks.removesuffix("\n").split("\n") if blocks else ()
        indented = "".join(f"    {line}\n" if line else "\n" for line in lines)
        parts.append(f"{shorten(name)} {{\n{indented}}}\n")
    body = "\n".join(parts)
    return _prefixes(body) + "\n" + body


def ntriples(triples: Iterable[Triple]) -> str:
    """Sorted N-Triples."""
    return "".join(f"{triple} .\n" for triple in sorted(triples, key=str))


def _prefixes(body: str) -> str:
    return "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in sorted(PREFIXES.items()) if f"{p}:" in body)


def _blocks(triples: Iterable[Triple]) -> Iterator[str]:
    grouped = resources(triples)
    predicates = sorted({p for about in grouped.values() for p in about}, key=lambda p: (p != TYPE, p.value))
    verbs = {p: "a" if p == TYPE else shorten(p.value) for p in predicates}
    place = {p: i for i, p in enumerate(predicates)}
    for subject, about in grouped.items():
        lines = (f"{verbs[p]} {' , '.join(map(term_text, about[p]))}" for p in sorted(about, key=place.__getitem__))
        yield f"{term_text(subject)} " + " ;\n    ".join(lines) + " .\n"
