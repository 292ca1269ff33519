"""A project folder: the settings file that commands find in the folder where they run, or above it.

Options on the command line override settings, and environment variables override its limits.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from kg.errors import InputError, UsageError, suggest
from kg.limits import SETTINGS, setting_value
from kg.rdf.read import read_bytes, shipped

SETTINGS_FILE = "kg.toml"
_LISTS, _TEXTS, _LIMITS = ("data", "extra"), ("policy", "out"), "limits"


@dataclass(frozen=True)
class Project:
    """The settings of a project; paths are those of the files and folders themselves.

    ``data`` is empty where the data that ship are used; ``limits`` are by environment variable.
    """

    file: Path
    data: tuple[Path, ...] = ()
    extra: tuple[Path, ...] = ()
    policy: str | None = None
    out: Path | None = None
    limits: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        """All files and folders of the project's data; none where these are the data that ship."""
        return [*(self.data or [shipped("data")]), *self.extra] if self.data or self.extra else []

    def defaults(self, command: str) -> dict[str, str]:
        """The values of the options of ``command`` that the command line leaves out."""
        found = {} if self.policy is None else {"policy": self.policy}
        if self.out is not None:
            found["out" if command == "build" else "build_folder"] = str(self.out)
        return found


def find_settings(folder: Path) -> Path | None:
    """The settings file in ``folder``, or in the nearest folder above it that has one; None if there is none.

    A file that belongs to another user, and not to root, is passed over.
    """
    absolute = folder.absolute()
    for place in (absolute, *absolute.parents):
        file = place / SETTINGS_FILE
        try:
            found = file.stat()
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode) and found.st_uid in _trusted(found.st_uid):
            return Path(os.path.relpath(file, absolute)) if place != absolute else Path(SETTINGS_FILE)
    return None


def _trusted(default: int) -> tuple[int, ...]:
    """The users whose settings count; Windows knows none by number."""
    return (0, os.getuid()) if hasattr(os, "getuid") else (default,)


def read_settings(file: Path) -> Project:
    """The settings in ``file``; ``InputError``, with the line, for what is no setting or has a wrong value."""
    try:
        text = read_bytes(file).decode()
        found = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", file=file) from error
    except tomllib.TOMLDecodeError as error:
        reason, place = str(error), re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise InputError(f"is not TOML: {re.sub(r' [(]at .*', '', reason)}", file=file, line=line) from error
    return _Settings(file, text).project(found)


@dataclass(frozen=True)
class _Settings:
    """A settings file, whose faults are named with their line."""

    file: Path
    text: str

    def project(self, found: Mapping[str, Any]) -> Project:
        for name in found:
            if name not in (*_LISTS, *_TEXTS, _LIMITS):
                raise self._wrong(name, f"no setting {name!r}{suggest(name, [*_LISTS, *_TEXTS, _LIMITS])}")
        data, extra = (tuple(map(self._path, self._list(name, found.get(name, [])))) for name in _LISTS)
        policy, out = (self._text_of(name, found.get(name)) for name in _TEXTS)
        if policy is not None and (self.file.parent / policy).is_file():
            policy = str(self._path(policy))
        for path, name in zip((*data, *extra), ["data"] * len(data) + ["extra"] * len(extra), strict=True):
            if not path.exists():
                raise self._wrong(name, f"{name}: {path} does not exist")
        limits = self._limits(found.get(_LIMITS, {}))
        return Project(self.file, data, extra, policy, None if out is None else self._path(out), limits)

    def _list(self, name: str, value: object) -> list[str]:
        texts: list[Any] = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) and text and text != "-" for text in texts):
            raise self._wrong(name, f'{name} must be a list of files and folders, such as {name} = ["data"]')
        return texts

    def _text_of(self, name: str, value: object) -> str | None:
        if value is not None and (not isinstance(value, str) or not value):
            raise self._wrong(name, f"{name} must be text in quotation marks")
        return value

    def _limits(self, found: object) -> dict[str, str]:
        if not isinstance(found, dict):
            raise self._wrong(_LIMITS, "limits must be a table: a line [limits], and settings below it")
        chosen = {}
        known = {setting.removeprefix("KG_").lower(): setting for setting in SETTINGS}
        for name, value in found.items():
            if name not in known:
                raise self._wrong(name, f"no limit {name!r}{suggest(name, known)}")
            try:
                setting_value(known[name], str(value))
            except UsageError as error:
                raise self._wrong(name, str(error)) from error
            chosen[known[name]] = str(value)
        return chosen

    def _path(self, text: str) -> Path:
        """A path of the settings, which begins at the settings file."""
        return self.file.parent / text

    def _wrong(self, name: str, reason: str) -> InputError:
        """The fault of a setting, with the first line that sets it."""
        pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[\]=.]")
        lines = self.text.splitlines()
        line = next((number for number, text in enumerate(lines, 1) if pattern.match(text)), None)
        return InputError(reason, file=self.file, line=line)


#: The project of the command that runs.
_CURRENT: ContextVar[Project | None] = ContextVar("project", default=None)


def use_project(ctx: typer.Context) -> Project | None:
    """Let the commands under ``ctx`` use the settings of the project in which they run; None where they run in none."""
    file = find_settings(Path())
    if file is None:
        return None
    project = read_settings(file)
    kept = _CURRENT.set(project)
    added = {name: value for name, value in project.limits.items() if name not in os.environ}
    os.environ.update(added)

    def forget() -> None:
        _CURRENT.reset(kept)
        for name in added:
            os.environ.pop(name, None)

    ctx.call_on_close(forget)
    command = str(ctx.invoked_subcommand)
    ctx.default_map = {command: project.defaults(command)}
    return project


def project_paths() -> list[Path]:
    """The data of the project in which the command runs; none where it is in no project, or uses what ships."""
    project = _CURRENT.get()
    return project.paths if project else []
