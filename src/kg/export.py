"""Writing: Turtle for people, TriG and N-Triples for programs, and files put in place atomically."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import Triple

from kg.errors import OutputError, UsageError
from kg.resources import resources, term_text
from kg.terms import PREFIXES, TYPE, shorten

if TYPE_CHECKING:
    import polars as pl

#: For ``renameat2``: paths are relative to where the process stands, and the two change places.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder to write into that takes the place of ``folder`` once the block is through.

    Until then, whenever the block raises and if the process is killed, what stood at ``folder`` stays untouched. The
    two change places in one step where the system can (Linux; elsewhere nothing stands there for a moment between
    two renames). What processes that were killed left beside it goes once the new one stands. A folder that holds
    anything but an earlier build is never replaced. Raises ``OutputError`` where it cannot be written.
    """
    if folder.is_symlink():
        folder = folder.resolve()
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else (folder,)) and not is_build(folder):
        raise OutputError(f"{folder}: holds something that is no build; name another folder with --out")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{_mark(folder)}{os.getpid()}-", dir=folder.parent))
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    try:
        work.chmod(0o755)
        yield work
        _swap(work, folder)
        with suppress(OSError):  # The build stands, whether or not this can be read.
            _remove_left_behind(folder)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def is_build(folder: Path) -> bool:
    """Whether ``folder`` holds what ``kg build`` wrote."""
    return (folder / "summary.json").is_file() and (folder / "graph.trig").is_file()


def _swap(work: Path, folder: Path) -> None:
    """Put ``work`` where ``folder`` is; the earlier content goes only after the new stands."""
    if folder.exists() and _exchange(work, folder):
        return
    old = work.with_name(work.name + "-old")
    if folder.exists():
        folder.rename(old)
    try:
        work.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; False where the system or its file system cannot (see renameat2(2))."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _mark(folder: Path) -> str:
    """How the names begin of the folders that this machine writes to take the place of ``folder``."""
    return f".{folder.name}-{platform.node()}-"


def _remove_left_behind(folder: Path) -> None:
    """Remove the folders that :func:`replacing` made for ``folder`` in processes of this machine that are no more."""
    ours = re.compile(re.escape(_mark(folder)) + r"(\d+)-\w{8}(-old)?")
    for path in folder.parent.iterdir():
        made = ours.fullmatch(path.name)
        if made and not _runs(int(made[1])):
            shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether there is a process of this number, whoever it belongs to; True where the system cannot tell."""
    if os.name != "posix":  # Elsewhere a signal is no question.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` atomically; ``OutputError`` where it cannot be written."""
    write_chunks(path, (text.encode(),))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write ``chunks`` one after the other to ``path``, atomically; ``OutputError`` where it cannot be written."""
    with _replacing_file(path) as stream:
        stream.writelines(chunks)


def write_parts(parts: Mapping[str, Iterable[bytes]], suffix: str, out: Path | None) -> None:
    """Write the parts of an export: one to the file ``out`` or to standard output, several into the folder ``out``.

    Raises ``UsageError`` for several without a folder, ``OutputError`` where it cannot be written.
    """
    if out is None and len(parts) > 1:
        raise UsageError(f"this format is {len(parts)} files ({', '.join(parts)}): name a folder with --out")
    if out is None:
        for chunk in next(iter(parts.values())):
            sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
    elif len(parts) > 1:
        write_files(out, {name + suffix: chunks for name, chunks in parts.items()})
    else:
        write_chunks(out, next(iter(parts.values())))


def write_files(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write ``files`` (name → chunks) into ``folder``: none takes its place before all are written.

    The folder is made where there is none; what else stands in it stays. ``OutputError`` where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    with ExitStack() as stack:
        for name, chunks in files.items():
            stack.enter_context(_replacing_file(folder / name)).writelines(chunks)


def write_frames(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write frames of terms as N-Triples (columns subject, predicate, object) to ``path``, atomically."""
    with _replacing_file(path) as stream:
        for frame in frames:
            frame.write_csv(stream, include_header=False, separator=" ", line_terminator=" .\n", quote_style="never")


@contextmanager
def _replacing_file(path: Path) -> Iterator[BinaryIO]:
    """Another file to write to, flushed to disk and put in the place of ``path`` once the block is through."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)


def turtle(triples: Iterable[Triple]) -> str:
    """Sorted Turtle with prefixes, one subject a block, the type first.

    >>> from pyoxigraph import NamedNode
    >>> from kg.terms import CONFLICT, PREFIXES, TYPE
    >>> print(turtle([Triple(NamedNode(PREFIXES["actor"] + "iran"), TYPE, CONFLICT.term("State"))]))
    @prefix actor: <https://w3id.org/conflict-kg/id/actor/> .
    @prefix conflict: <https://w3id.org/conflict-kg/ontology#> .
    <BLANKLINE>
    actor:iran a conflict:State .
    <BLANKLINE>
    """
    body = "\n".join(_blocks(triples))
    return _prefixes(body) + "\n" + body


def trig(graphs: Mapping[str, Iterable[Triple]]) -> str:
    """Sorted TriG: each graph a block of Turtle blocks."""
    parts = []
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
