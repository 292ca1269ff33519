"""The licences of every installed distribution, held against ``licences.toml``; exit 1 and a line for each that fails.

``python requirements/licences.py`` judges all that is installed in this environment.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "conflict-kg"
LIST = Path(__file__).with_name("licences.toml")


@dataclass(frozen=True)
class Allowed:
    """The list: licences that any package may have, the judged licence of packages that state none, exceptions."""

    licences: frozenset[str]
    #: SPDX's name by what else packages write.
    spellings: Mapping[str, str]
    #: Package to licence, where its metadata name none or not exactly one.
    judged: Mapping[str, str]
    #: Package to licence that only development may use.
    development: Mapping[str, str]


def read_list(path: Path = LIST) -> Allowed:
    """The list that ``path`` holds; ``KeyError`` where it lacks a part."""
    told = tomllib.loads(path.read_text("utf-8"))
    return Allowed(
        frozenset(told["allowed"]), told["spellings"],
        {name: entry["licence"] for name, entry in told["judged"].items()},
        {name: entry["licence"] for name, entry in told["development"].items()},
    )  # fmt: skip


def stated(found: Distribution) -> str:
    """What a distribution says of its licence: its SPDX expression, else its classifiers, else its licence field."""
    about = found.metadata
    if expression := about.get("License-Expression"):
        return expression
    classified = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith("License :: ")]
    named = [c for c in classified if c != "OSI Approved"]
    if named:
        return " AND ".join(named)
    return (about.get("License") or "").strip().partition("\n")[0]


def fits(expression: str, allowed: Allowed) -> bool:
    """Whether a licence expression can be met with allowed licences: one part of an OR, all parts of an AND.

    A name that the list spells otherwise is read as it spells it. What follows WITH only adds permissions.

    >>> fits("MIT AND (GPL-3.0-only OR ISC)", Allowed(frozenset({"MIT", "ISC"}), {}, {}, {}))
    True
    """
    text = allowed.spellings.get(expression, expression)
    if len(either := _split(text, " OR ")) > 1:
        return any(fits(part, allowed) for part in either)
    if len(every := _split(text, " AND ")) > 1:
        return all(fits(part, allowed) for part in every)
    if text.startswith("("):
        return fits(text[1:-1], allowed)
    return text.partition(" WITH ")[0] in allowed.licences


def _split(text: str, word: str) -> list[str]:
    """``text`` at each ``word`` that stands in no parentheses."""
    parts, depth = [""], 0
    for piece in re.split(rf"([()]|{word})", text):
        depth += (piece == "(") - (piece == ")")
        if piece == word and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def closure(name: str = PACKAGE) -> set[str]:
    """The names of all distributions that ``name`` needs here at run time, without extras, itself among them."""
    found: set[str] = set()
    ahead = [(canonicalize_name(name), "")]
    seen: set[tuple[str, str]] = set()
    while ahead:
        current = ahead.pop()
        if current in seen:
            continue
        seen.add(current)
        found.add(current[0])
        for text in distribution(current[0]).requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": current[1]}):
                ahead += [(canonicalize_name(needed.name), extra) for extra in ("", *needed.extras)]
    return found


def faults(installed: Iterable[Distribution], run_time: set[str], allowed: Allowed) -> Iterator[str]:
    """One line for each distribution whose licence is unknown or not allowed where it is used."""
    for found in sorted(installed, key=lambda d: canonicalize_name(d.name)):
        name = canonicalize_name(found.name)
        licence = allowed.judged.get(name) or stated(found)
        if not licence:
            yield f"{name} {found.version}: states no licence; read it and judge it in {LIST.name}"
        elif not fits(licence, allowed) and (name in run_time or not _excepted(name, licence, allowed)):
            where = "used at run time" if name in run_time else "installed"
            yield f"{name} {found.version}, {where}: licence not allowed: {licence}"


def _excepted(name: str, licence: str, allowed: Allowed) -> bool:
    """Whether the list lets development use the package under just this licence."""
    return allowed.development.get(name) == allowed.spellings.get(licence, licence)


def main() -> int:
    """Judge everything installed; print the faults, or how many distributions were judged."""
    installed = {canonicalize_name(d.name): d for d in distributions()}
    run_time = closure()
    lines = list(faults(installed.values(), run_time, read_list()))
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"licences: {len(installed)} distributions, {len(run_time)} of them used at run time")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
