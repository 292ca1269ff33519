"""Joins the explorer's ES modules into one script, because a page that is opened from a file cannot load modules.

Every module becomes a function that runs once, in the order in which a browser would run it, and returns what the
module exports. This holds for the modules that the explorer is written in: they import names, or everything as one
name, in lines at their top, and export the constants, functions and classes that they declare. Anything else (exports
by default or from elsewhere, variables, imports in a circle, names that no module exports) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

from kg.errors import InputError

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)?\n", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r"^import (?:(?:\{ (?P<names>[^}]+) \}|\* as (?P<whole>\w+)) from )?'(?P<path>\.[^']+)';\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.MULTILINE)
_REFUSED = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class _Import:
    """One import: the module's path below the folder, and the pattern that the exports are taken apart by."""

    path: str
    pattern: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Module:
    """A module without its imports and the word ``export``."""

    imports: tuple[_Import, ...]
    exports: tuple[str, ...]
    text: str


def without_comments(text: str) -> str:
    """``text`` of a script or style without the comments that take lines of their own, empty lines, and indentation.

    No text within quotes may go over several lines where its indentation matters.
    """
    return _INDENT.sub("", _COMMENT.sub("", text))


@cache
def join_modules(folder: Path, entry: str) -> str:
    """One strict script that does what the module ``entry`` of ``folder`` and all that it imports do.

    The same files give the same text. Raises :class:`~kg.errors.InputError`, which names the file, for a module that
    is written in another way than this module says.
    """
    modules: dict[str, _Module] = {}
    _collect(folder, entry, modules, ())
    functions = "".join(_function(folder, path, modules) for path in modules)
    return f"(() => {{\n'use strict';\n{functions}}})();\n"


def _collect(folder: Path, path: str, modules: dict[str, _Module], importers: tuple[str, ...]) -> None:
    """Add to ``modules`` those that ``path`` imports, each once and after its own imports, and then itself."""
    if path in importers:
        raise InputError(f"imports itself by way of {' → '.join((*importers, path))}", file=folder / path)
    if path in modules:
        return
    module = _parse(folder, path)
    for imported in module.imports:
        _collect(folder, imported.path, modules, (*importers, path))
    modules[path] = module


def _parse(folder: Path, path: str) -> _Module:
    """The module of a file."""
    text = without_comments((folder / path).read_text("utf-8"))
    imports = tuple(_imports(path, text))
    body, exports = _IMPORT.sub("", text), tuple(_EXPORT.findall(text))
    body = _EXPORT.sub("", body)
    if refused := _REFUSED.search(body):
        raise InputError(f"cannot be joined with other modules: {refused[0]}", file=folder / path)
    return _Module(imports, exports, body)


def _imports(path: str, text: str) -> Iterator[_Import]:
    """The imports of a module, in their order."""
    for found in _IMPORT.finditer(text):
        named = [part.split(" as ") for part in (found["names"] or "").split(", ") if part]
        taken = f"{{ {', '.join(': '.join(part) for part in named)} }}" if named else found["whole"] or ""
        target = normpath(PurePosixPath(path).parent / found["path"])
        yield _Import(target, taken, tuple(name for name, *_ in named))


def _function(folder: Path, path: str, modules: dict[str, _Module]) -> str:
    """A module as a function that is called at once with the modules that it imports."""
    module = modules[path]
    for imported in module.imports:
        if missing := set(imported.names) - set(modules[imported.path].exports):
            raise InputError(f"{imported.path} does not export {', '.join(sorted(missing))}", file=folder / path)
    used = [one for one in module.imports if one.pattern]
    patterns, values = (", ".join(part) for part in ([one.pattern for one in used], [_name(one.path) for one in used]))
    result = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    target = f"const {_name(path)} = " if module.exports else ""
    return f"{target}(({patterns}) => {{\n{module.text.strip()}\n{result}}})({values});\n"


def _name(path: str) -> str:
    """The name under which the joined script holds what a module exports; no module declares such a name."""
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))
