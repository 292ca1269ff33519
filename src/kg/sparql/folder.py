"""The folder of a store that a build wrote, opened to be read; without what writes it, which takes longer to import."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from kg.errors import InputError


def check_folder(folder: Path) -> None:
    """``InputError`` where ``folder`` holds no store."""
    if not (folder / "CURRENT").is_file():
        raise InputError("there is no build here; run 'kg build' first", file=folder)


def open_folder(folder: Path) -> Store:
    """The store in ``folder``, read-only; ``InputError`` where there is none or it is damaged."""
    check_folder(folder)
    try:
        return Store.read_only(str(folder))
    except (OSError, RuntimeError, ValueError) as error:  # RocksDB's word for a damaged file is a RuntimeError.
        raise InputError(f"the store cannot be opened: {error}", file=folder) from error
