"""Where in its file a finding is, and what was probably meant: for the person who mends it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from kg.errors import KgError, meant
from kg.evidence.shapes import Finding
from kg.rdf.read import read_bytes
from kg.rdf.terms import BASE, expand

#: Files whose lines can be told apart, with the statements of a subject in one place.
_TEXT = (".ttl", ".trig", ".nt", ".nq")


def located(findings: Iterable[Finding], known: Iterable[str]) -> list[Finding]:
    """``findings`` with the line of each, and the ``known`` name (prefixed) that is near to an unknown value."""
    names = sorted(known)
    by_kind: dict[str, list[str]] = {}
    for name in names:
        by_kind.setdefault(name.partition(":")[0], []).append(name)
    known_names = frozenset(names)
    return [replace(f, line=_line(f), message=f.message + _near(f, known_names, by_kind)) for f in findings]


def in_file(finding: Finding, file: str) -> Finding:
    """``finding`` as one of another file that describes its subject too."""
    if file == finding.file:
        return finding
    moved = replace(finding, file=file)
    return replace(moved, line=_line(moved))


def _near(finding: Finding, known: frozenset[str], by_kind: Mapping[str, list[str]]) -> str:
    value = finding.value
    if value in known or not (_iri(value) or "").startswith(BASE):
        return ""
    kind, _, local = value.partition(":")
    # An IRI that is written out, with a wrong path: the thing of the same name.
    alike = sorted(name for name in known if name.endswith(f":{value.rpartition('/')[2].rstrip('>')}"))
    if value.startswith("<") and alike:
        return f" (did you mean {' or '.join(alike[:2])}?)"
    of_kind = by_kind.get(kind, ())
    holding = sorted((name for name in of_kind if local.casefold() in name.casefold()), key=len)
    return f" (did you mean {holding[0]}?)" if holding else meant(value, of_kind)


def _line(finding: Finding) -> int | None:
    """The first line of the subject's description that has the value, or else the path; else where it begins."""
    lines = _lines(finding.file)
    start = next((n for n, line in enumerate(lines) if _names(line.lstrip(), finding.subject, at_start=True)), None)
    if start is None:
        return None
    end = next(
        (n for n in range(start, len(lines)) if lines[n].rstrip().endswith(" .") or lines[n].strip() == "."),
        len(lines) - 1,
    )
    for sought in (finding.value, finding.path):
        for n in range(start, end + 1):
            if sought and (_names(lines[n], sought) or sought in lines[n]):
                return n + 1
    return start + 1


def _names(line: str, name: str, at_start: bool = False) -> bool:
    iri = _iri(name)
    written = [re.escape(name) + r"(?![\w-])", *([] if iri is None else [re.escape(f"<{iri}>")])]
    return any((re.match if at_start else re.search)(one, line) for one in written)


def _iri(name: str) -> str | None:
    try:
        return expand(name)
    except ValueError:
        return None


@cache
def _lines(file: str) -> tuple[str, ...]:
    if not file.endswith(_TEXT):
        return ()
    try:
        return tuple(read_bytes(Path(file)).decode("utf-8", "replace").splitlines())
    except (KgError, OSError):
        return ()
