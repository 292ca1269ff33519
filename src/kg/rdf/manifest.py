"""The list of the files of a build, which tells a whole build from a damaged one, and its files from a user's."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import InputError
from kg.limits import limits
from kg.rdf.read import file_hash, read_bytes

#: The file that holds the list, which does not list itself, and what it says of itself.
MANIFEST, NAME, FORMAT = "manifest.json", "conflict-kg build", 1
#: Stands in a folder while a build is written there, locked by the process that writes; it is empty.
MARKER = ".kg-build-in-progress"
#: What differs from one run to the next: the folder of the store, and the file that says how long the build took.
STORE, STAGES = "store", "stages.json"
#: The N-Quads of what is not in ``graph.trig``, where there is anything: see :mod:`kg.columns.load`.
DATASETS = "datasets.nq"
#: The index of names of a build with datasets: see :mod:`kg.rdf.name_file`.
NAME_INDEX = "names.sqlite"
#: The ending of evidence tables, and the one of a build, where it was asked for: see :mod:`kg.columns.write_parquet`.
PARQUET = ".parquet"
EVIDENCE = f"evidence{PARQUET}"
#: What stands in a folder that an earlier version of the package built, which wrote no list.
_EARLIER = ("graph.trig", "summary.json", "store/CURRENT")
_HASH = re.compile(r"[0-9a-f]{64}")
#: Digits of a hash that name a build.
_SHORT = 16
#: Files of a store up to so many bytes are read through even where the store as a whole is too large for that.
_SMALL = 128 * 2**10


@dataclass(frozen=True)
class FileEntry:
    """One file of a build: its path from the build's folder, with ``/``, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The files of a build, sorted by path; folders are those that the paths imply."""

    files: tuple[FileEntry, ...]

    @property
    def content(self) -> str:
        """The SHA-256 of the list of the files that are the same for the same input and versions."""
        varies = (f"{STORE}/", STAGES)
        return _list_hash(entry for entry in self.files if not entry.path.startswith(varies))

    @property
    def hash(self) -> str:
        """The SHA-256 of the whole list; two runs over the same input differ in it, as their stores do."""
        return _list_hash(self.files)

    @property
    def build(self) -> str:
        """The first 16 digits of :attr:`content`: a short name for what the build holds."""
        return self.content[:_SHORT]

    @property
    def by_path(self) -> Mapping[str, FileEntry]:
        """The files by their paths."""
        return {entry.path: entry for entry in self.files}

    def check_content(self, folder: Path, reads: Iterable[str]) -> None:
        """``InputError`` where a file that ``reads`` names differs in ``folder``: see :func:`check_build`."""
        for entry in self._read_through(set(reads)):
            if file_hash(folder / entry.path) != entry.sha256:
                raise _damaged(folder, entry.path, "its content is not what the build wrote")

    def _read_through(self, names: set[str]) -> Iterator[FileEntry]:
        yield from (entry for entry in self.files if entry.path in names)
        if f"{STORE}/" in names:
            store = [entry for entry in self.files if entry.path.startswith(f"{STORE}/")]
            whole = sum(entry.size for entry in store) <= limits().store_check_bytes
            yield from (entry for entry in store if whole or entry.size <= _SMALL)

    def text(self) -> str:
        """The content of ``manifest.json``."""
        files = [{"path": entry.path, "size": entry.size, "sha256": entry.sha256} for entry in self.files]
        record = {"name": NAME, "format": FORMAT, "content": self.content, "hash": self.hash, "files": files}
        return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The list in the build ``folder``; ``InputError`` where there is none or it is damaged."""
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError(_none(folder), file=folder)
    try:
        record = json.loads(read_bytes(file))
        if (record["name"], record["format"]) != (NAME, FORMAT):
            raise InputError(f"is no list of a build that this version reads (format {FORMAT})", file=file)
        manifest = Manifest(tuple(_entry(one) for one in record["files"]))
        whole = (record["content"], record["hash"]) == (manifest.content, manifest.hash)
    except (ValueError, LookupError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise InputError(f"is damaged; move {folder} away and run 'kg build' again", file=file)
    return manifest


def list_files(folder: Path) -> Manifest:
    """The files in ``folder``, but for its own list, read to the end; ``InputError`` where one cannot be read."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if is_regular(path))
    return Manifest(
        tuple(
            FileEntry(path, (folder / path).stat().st_size, file_hash(folder / path))
            for path in paths
            if path not in (MANIFEST, MARKER)
        )
    )


def check_build(folder: Path, reads: Iterable[str] = ()) -> Manifest:
    """The list in the build ``folder``, once it is known to be whole as far as a command reads it.

    Every file must stand there with its size; those that ``reads`` names must have their hash. ``store/`` stands for
    the files of the store, if they have ``store_check_bytes`` at most; of a larger store, for its small files.
    Raises ``InputError``, which names the first file that is missing or differs.
    """
    manifest = read_manifest(folder)
    for entry in manifest.files:
        _check_size(folder, entry)
    manifest.check_content(folder, reads)
    return manifest


def check_unchanged(folder: Path, manifest: Manifest) -> None:
    """``InputError`` where another build has taken the place of the one with ``manifest``."""
    if read_manifest(folder).hash != manifest.hash:
        raise InputError("another build took its place while it was read; run the command again", file=folder)


def strangers(folder: Path, manifest: Manifest, known: dict[tuple[int, ...], str]) -> list[str]:
    """What stands in ``folder`` that ``manifest`` does not account for, sorted.

    That is files and folders that it does not list, links, and listed files with another content.

    ``known`` holds the hashes of files that were read before by what the system says of them (device, number, size,
    times), and is added to, so that no file is read twice unless it was touched.
    """
    listed = manifest.by_path
    folders = {str(parent) for path in listed for parent in PurePosixPath(path).parents}
    strange = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        state = path.lstat()
        if stat.S_ISDIR(state.st_mode):
            ours = name in folders
        elif name in listed:
            entry = listed[name]
            ours = stat.S_ISREG(state.st_mode) and state.st_size == entry.size
            ours = ours and _known_hash(path, state, known) == entry.sha256
        else:
            ours = stat.S_ISREG(state.st_mode) and (name == MANIFEST or (name == MARKER and state.st_size == 0))
        if not ours:
            strange.append(name)
    return strange


def _known_hash(path: Path, state: os.stat_result, known: dict[tuple[int, ...], str]) -> str:
    stamp = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    if stamp not in known:
        known[stamp] = file_hash(path)
    return known[stamp]


def is_regular(path: Path) -> bool:
    """Whether ``path`` is a file itself: no link, folder or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def looks_earlier(folder: Path) -> bool:
    """Whether ``folder`` holds a build without a list, as an earlier version of the package wrote it."""
    return not (folder / MANIFEST).exists() and all((folder / name).exists() for name in _EARLIER)


def _check_size(folder: Path, entry: FileEntry) -> None:
    try:
        found = (folder / entry.path).lstat()
    except OSError as error:
        raise _damaged(folder, entry.path, error.strerror or str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise _damaged(folder, entry.path, "it is no file")
    if found.st_size != entry.size:
        raise _damaged(folder, entry.path, f"{found.st_size} bytes, not {entry.size}")


def _damaged(folder: Path, path: str, reason: str) -> InputError:
    return InputError(f"is damaged ({reason}); move {folder} away and run 'kg build' again", file=folder / path)


def _none(folder: Path) -> str:
    """What to say where ``folder`` has no list."""
    if looks_earlier(folder):
        return f"has no {MANIFEST}: damaged, or written by an earlier version; move it away and run 'kg build' again"
    return "there is no build here; run 'kg build' first"


def _entry(record: Any) -> FileEntry:
    """A line of the list as read; ``ValueError`` for what no build writes."""
    entry = FileEntry(record["path"], record["size"], record["sha256"])
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or path.as_posix() != entry.path or not path.parts:
        raise ValueError(f"no path inside the build: {entry.path!r}")
    if type(entry.size) is not int or entry.size < 0 or not _HASH.fullmatch(entry.sha256):
        raise ValueError(f"no size or no hash: {entry.path!r}")
    return entry


def _list_hash(files: Iterable[FileEntry]) -> str:
    lines = json.dumps([(entry.path, entry.size, entry.sha256) for entry in files])
    return sha256(lines.encode()).hexdigest()
