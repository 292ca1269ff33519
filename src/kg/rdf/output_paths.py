"""Whether an output may be written: asked before the work begins, and nothing is changed by asking."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError, OutputError
from kg.rdf.manifest import MANIFEST, looks_earlier, read_manifest, strangers
from kg.rdf.read import folder_members
from kg.rdf.text import few


def check_file(out: Path, inputs: Iterable[Path] = (), *, build: Path | None = None) -> None:
    """``OutputError`` where the file ``out`` cannot be written, or where it would take the place of an input.

    An existing file may be replaced. A link never is, nor is what it points to; nor is a folder, a device or a pipe.
    ``inputs`` are files, or folders of RDF files, that the command reads; ``build`` is a build that it reads, into
    whose folder it writes nothing.
    """
    found = _state(out)
    if found is not None:
        if stat.S_ISLNK(found.st_mode):
            raise _refused(out, f"is a link to {out.readlink()}; name the file itself, or remove the link")
        if stat.S_ISDIR(found.st_mode):
            raise _refused(out, "is a folder; name a file with --out")
        if not stat.S_ISREG(found.st_mode):
            raise _refused(out, "is a device or a pipe; name a file with --out")
    _check_parent(out, out.parent)
    _check_build(out, build)
    for path in _members(inputs):
        if _same(out, path):
            raise _refused(out, "is an input of this command; name another file with --out")


def check_files(folder: Path, names: Iterable[str] = (), *, build: Path | None = None) -> None:
    """The same for the files ``names`` in ``folder``, which is made where there is none; a link to a folder is one."""
    try:
        exists = folder.exists()
        if exists and not folder.is_dir():
            raise _refused(folder, "is not a folder; this output is several files: name a folder with --out")
    except OSError as error:
        raise _refused(folder, error.strerror) from error
    _check_parent(folder, folder if exists else _standing(folder))
    _check_build(folder, build)
    for name in names:
        if exists:
            check_file(folder / name)


def check_folder(out: Path, inputs: Iterable[Path] = (), known: dict[tuple[int, ...], str] | None = None) -> Path:
    """Where a build named ``out`` goes, a link followed; ``OutputError`` where it cannot.

    It cannot where something stands that is no build, where the folder of a build holds anything that its manifest
    does not account for, where an input stands in it, and where the system does not let a folder be exchanged.
    ``known`` remembers hashes from one call to the next: see :func:`kg.rdf.manifest.strangers`.
    """
    folder = _resolved(out)
    found = _state(folder)
    if found is not None:
        if not stat.S_ISDIR(found.st_mode):
            raise OutputError(f"{out}: is a file and no build; name a folder with --out")
        _check_exchangeable(out, folder)
        _check_content(out, folder, {} if known is None else known)
    _check_parent(out, _standing(folder))
    for path in inputs:
        if path.exists() and path.resolve().is_relative_to(folder.resolve()):
            raise OutputError(f"{out}: holds the input {path}, which the build would replace; name another folder")
    return folder


def _resolved(out: Path) -> Path:
    try:
        return out.resolve() if out.is_symlink() else out
    except (OSError, RuntimeError) as error:
        raise _refused(out, getattr(error, "strerror", None) or "the link leads in a circle") from error


def _check_exchangeable(out: Path, folder: Path) -> None:
    """Refuse a folder that cannot change places with another one."""
    try:
        stands, real = Path.cwd(), folder.resolve()
    except OSError as error:
        raise _refused(out, error.strerror) from error
    if stands.is_relative_to(real):
        raise OutputError(f"{out}: holds the folder that you stand in; name one inside it, as --out {out / 'build'}")
    if os.path.ismount(real):
        raise OutputError(f"{out}: is a mount point; name a folder inside it, as --out {out / 'build'}")


def _check_content(out: Path, folder: Path, known: dict[tuple[int, ...], str]) -> None:
    """Refuse a folder with anything in it that no build wrote."""
    try:
        present = sorted(path.name for path in folder.iterdir())
        if not present:
            return
        if looks_earlier(folder):
            raise OutputError(
                f"{out}: was built by an earlier version, which kept no list of its files; take out what is yours and"
                " remove the folder, or name another with --out"
            )
        if MANIFEST not in present:
            raise OutputError(f"{out}: holds something that is no build ({few(present)}); name another with --out")
        strange = strangers(folder, read_manifest(folder), known)
    except InputError as error:
        raise OutputError(f"{error}; nothing was changed") from error
    except OSError as error:
        raise _refused(out, error.strerror) from error
    if strange:
        raise OutputError(
            f"{out}: holds what no build wrote, or what was changed since ({few(strange)}); move it away, or name"
            " another folder with --out"
        )


def _check_build(out: Path, build: Path | None) -> None:
    if build is not None and build.is_dir() and out.resolve().is_relative_to(build.resolve()):
        raise _refused(out, f"stands in the build {build} that is read; name another place with --out")


def _check_parent(out: Path, parent: Path) -> None:
    """Refuse where no file can be made in ``parent``."""
    try:
        if not stat.S_ISDIR(parent.stat().st_mode):
            raise _refused(out, f"{parent} is no folder")
    except OSError as error:
        raise _refused(out, error.strerror) from error
    if not os.access(parent, os.W_OK | os.X_OK):
        raise _refused(out, f"the folder {parent} is not writable")


def _standing(folder: Path) -> Path:
    """The nearest folder above ``folder`` that exists."""
    return next(path for path in folder.absolute().parents if path.exists())


def _state(path: Path) -> os.stat_result | None:
    """What stands at ``path`` itself, no link followed; None where nothing does."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _refused(path, getattr(error, "strerror", None) or str(error)) from error


def _members(inputs: Iterable[Path]) -> Iterable[Path]:
    for path in inputs:
        yield from folder_members(path) if path.is_dir() else (path,)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _refused(out: Path, reason: str | None) -> OutputError:
    return OutputError(f"{out}: cannot be written: {reason}")
