"""The list of the files of a build, by which programs tell a whole build from a damaged one and from a user's folder."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import InputError
from kg.sources import file_hash, read_bytes

#: The file that holds the list, which does not list itself, and what it says of itself.
MANIFEST, NAME, FORMAT = "manifest.json", "conflict-kg build", 1
#: The folder of a build whose bytes differ from one run to the next.
STORE = "store"
#: What stands in a folder that an earlier version of the package built, which wrote no list.
_EARLIER = ("graph.trig", "summary.json", "store/CURRENT")
_HASH = re.compile(r"[0-9a-f]{64}")
#: Digits of a hash that name a build.
_SHORT = 16


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
        """The SHA-256 of the list of all files outside ``store/``: the same for the same input and versions."""
        return _list_hash(entry for entry in self.files if not entry.path.startswith(f"{STORE}/"))

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

    def text(self) -> str:
        """The content of ``manifest.json``."""
        files = [{"path": entry.path, "size": entry.size, "sha256": entry.sha256} for entry in self.files]
        told = {"name": NAME, "format": FORMAT, "content": self.content, "hash": self.hash, "files": files}
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The list in the build ``folder``; ``InputError`` where there is none or it is damaged."""
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError(_none(folder), file=folder)
    try:
        told = json.loads(read_bytes(file))
        if (told["name"], told["format"]) != (NAME, FORMAT):
            raise InputError(f"is no list of a build that this version reads (format {FORMAT})", file=file)
        manifest = Manifest(tuple(_entry(one) for one in told["files"]))
        whole = (told["content"], told["hash"]) == (manifest.content, manifest.hash)
    except (ValueError, LookupError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise InputError(f"is damaged; remove the folder {folder} and run 'kg build' again", file=file)
    return manifest


def list_files(folder: Path) -> Manifest:
    """The files in ``folder``, but for its own list, read to the end; ``InputError`` where one cannot be read."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if is_regular(path))
    return Manifest(
        tuple(
            FileEntry(path, (folder / path).stat().st_size, file_hash(folder / path))
            for path in paths
            if path != MANIFEST
        )
    )


def is_regular(path: Path) -> bool:
    """Whether ``path`` is a file itself: no link, folder or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _none(folder: Path) -> str:
    """What to say where ``folder`` has no list."""
    if all((folder / name).exists() for name in _EARLIER):
        return f"has no {MANIFEST}: damaged, or written by an earlier version; remove it and run 'kg build' again"
    return "there is no build here; run 'kg build' first"


def _entry(told: Any) -> FileEntry:
    """A line of the list as read; ``ValueError`` for what no build writes."""
    entry = FileEntry(told["path"], told["size"], told["sha256"])
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or path.as_posix() != entry.path or not path.parts:
        raise ValueError(f"no path inside the build: {entry.path!r}")
    if type(entry.size) is not int or entry.size < 0 or not _HASH.fullmatch(entry.sha256):
        raise ValueError(f"no size or no hash: {entry.path!r}")
    return entry


def _list_hash(files: Iterable[FileEntry]) -> str:
    lines = "".join(f"{entry.sha256} {entry.size} {entry.path}\n" for entry in files)
    return sha256(lines.encode()).hexdigest()
