"""The only module that opens inputs: local files with a size cap and an explicit syntax, never the network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pyoxigraph import RdfFormat

from kg.errors import InputError, LimitError
from kg.limits import limits

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


def read_bytes(path: Path) -> bytes:
    """The content of ``path``; ``InputError`` where it cannot be read, ``LimitError`` where it is too large."""
    cap = limits().file_bytes
    try:
        if path.stat().st_size > cap:
            raise LimitError(f"{path}: larger than {cap} bytes (KG_FILE_BYTES)")
        return path.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or str(error), file=path) from error


def read_rdf(paths: Iterable[Path]) -> list[SourceFile]:
    """The RDF files that ``paths`` name, a folder standing for the ``.ttl`` files in it, in sorted order."""
    found: list[SourceFile] = []
    for path in paths:
        members = sorted(path.glob("*.ttl")) if path.is_dir() else [path]
        if not members:
            raise InputError("the folder holds no .ttl file", file=path)
        for member in members:
            syntax = SYNTAXES.get(member.suffix.lower())
            if syntax is None:
                raise InputError(f"unknown file type; known: {', '.join(SYNTAXES)}", file=member)
            found.append(SourceFile(member, read_bytes(member), syntax))
    return found
