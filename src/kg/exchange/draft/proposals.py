"""Candidates that an outside program proposes, each held against the text: ``kg draft --model``.

The program reads one JSON object from standard input, ``{"text": …, "columns": {column: what it says}, "actors": […],
"places": […]}``, and writes a JSON list of ``{"passage": words of the text, "cells": {column: value}}``.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError, LimitError, UsageError
from kg.exchange.draft.candidates import Candidate
from kg.exchange.draft.sheet import passage_of
from kg.exchange.sheet.columns import COLUMNS, DRAFTED, SOURCES, SUBJECT_COLUMNS, column_of
from kg.exchange.sheet.graph import read_graph
from kg.rdf.text import clean

#: How long the program may take, and how much it may propose.
SECONDS, CANDIDATES, CELL = 600, 2_000, 300
_OWN = {*DRAFTED, *SOURCES, "locator", "recorded"}


@dataclass(frozen=True)
class Proposals:
    """The ``candidates`` whose passages stand in the text, and why the others were ``refused``."""

    candidates: list[Candidate]
    refused: list[str]


def proposed(text: str, data: Sequence[Path], command: str) -> Proposals:
    """What the program ``command`` proposes for a report, with the names of ``data`` (default: what ships).

    Refused is what has no passage that stands in the text word for word, and what has other columns. ``UsageError`` if
    the program cannot be run or fails, ``InputError`` if it writes something else, ``LimitError`` if it takes longer
    than 10 minutes. It is run without a shell, with the rights of the user.
    """
    graph = read_graph(data)
    asked = {
        "text": text,
        "columns": {name: column.about for name, column in COLUMNS.items() if name not in _OWN},
        **{
            key: sorted(graph.names.label(iri) for iri, kinds in graph.classes.items() if cls in kinds)
            for key, cls in (("actors", "Actor"), ("places", "Place"))
        },
    }
    return judged(text, _answer(command, json.dumps(asked, ensure_ascii=False)))


def judged(text: str, answer: str) -> Proposals:
    """What of a program's ``answer`` may become a candidate."""
    try:
        listed = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the program did not write JSON: {error}", file="--model") from error
    if not isinstance(listed, list):
        raise InputError("the program did not write a list of candidates", file="--model")
    found = Proposals([], [])
    for number, one in enumerate(listed[:CANDIDATES], 1):
        kept = _judged(text, one)
        if isinstance(kept, Candidate):
            found.candidates.append(kept)
        else:
            found.refused.append(f"candidate {number}: {kept}")
    if len(listed) > CANDIDATES:
        found.refused.append(f"{len(listed) - CANDIDATES} more than {CANDIDATES} candidates")
    return found


def _judged(text: str, one: Any) -> Candidate | str:
    """The candidate, or why it is none."""
    quoted, cells = (one.get("passage"), one.get("cells")) if isinstance(one, dict) else (None, None)
    if not isinstance(quoted, str) or not isinstance(cells, dict):
        return "it has no passage and cells"
    passage = passage_of(text, quoted)
    if passage is None:
        return f"its passage does not stand in the text: {clean(quoted, 60)!r}"
    read: dict[str, str] = {}
    for name, value in cells.items():
        column = column_of(name)
        if column is None or column in _OWN:
            return f"{clean(name, 40)!r} is no column of a candidate"
        if not isinstance(value, str | int | float) or len(str(value)) > CELL:
            return f"the cell {column!r} is no text of up to {CELL} characters"
        read[column] = str(value)
    if not read.keys() & {*SUBJECT_COLUMNS}:
        return "it has no event, kind or relation"
    if missing := [c for c in ("subject", "object") if "relation" in read and c not in read]:
        return f"its relation has no {missing[0]}"
    return Candidate(read, passage, ["proposed by a program"])


def _answer(command: str, asked: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the user names the program
            shlex.split(command), input=asked, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"--model: the program cannot be run: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"the program took longer than {SECONDS} seconds") from error
    if done.returncode:
        raise UsageError(f"--model: the program ended with {done.returncode}: {clean(done.stderr.strip(), 200)}")
    return done.stdout
