"""Candidates → a sheet that a person decides on, and back: what ``kg draft`` writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from kg.exchange.draft.candidates import Candidate
from kg.exchange.draft.draft import draft
from kg.exchange.draft.mentions import Lexicon
from kg.exchange.draft.passages import Passage, passages
from kg.exchange.sheet.columns import COLUMNS, DRAFTED
from kg.exchange.sheet.graph import read_graph
from kg.pipeline import ontology_and_schemes
from kg.rdf.tables import present

#: What stands first in a row: the decision, and what it is to be taken by.
_FIRST = ("accepted", "passage", "remark")
#: What every row has, so that a person can fill it in.
_ALWAYS = ("title", "published", "reliability", "locator", "paraphrase", "credibility", "span")
#: The answer of a person on a terminal to a candidate; empty leaves it open.
Ask = Callable[[str], str]


def draft_report(text: str, data: Sequence[Path], published: date | None = None) -> list[Candidate]:
    """The candidates that rules find in a report, with the names of ``data`` (default: what ships)."""
    return draft(text, Lexicon(read_graph(data), ontology_and_schemes()[1]), published)


def rows_of(candidates: Sequence[Candidate], source: Mapping[str, str]) -> list[dict[str, str]]:
    """The candidates as rows of a sheet, none of them accepted; ``source`` are the cells that describe the report.

    A locator is the paragraph and sentence; a paraphrase lists what the cells say.
    """
    rows = []
    for candidate in candidates:
        passage = candidate.passage
        rows.append(
            {
                "accepted": "",
                "passage": passage.text,
                "remark": "; ".join(candidate.notes),
                **candidate.cells,
                **source,
                "locator": passage.where,
                "paraphrase": in_words(candidate.cells),
                "span": f"{passage.start}-{passage.end}",
            }
        )
    return rows


def in_words(cells: Mapping[str, str]) -> str:
    """A first paraphrase, for a person to mend: what the cells say.

    >>> in_words({"relation": "sponsorship", "subject": "Iran", "object": "Badr"})
    'sponsorship: Iran, Badr'
    """
    if "relation" in cells:
        return f"{cells['relation']}: {cells['subject']}, {cells['object']}"
    said = ", ".join(f"{column} {text}" for column, text in cells.items() if column not in ("event", "kind"))
    return f"{cells.get('kind', 'of the same event')}: {said}"


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows as a sheet in CSV: the decision first, then the columns that any row fills, in the sheet's order."""
    filled = {column for row in rows for column, text in row.items() if text}
    columns = [
        *_FIRST,
        *(name for name in COLUMNS if name not in DRAFTED and (name in filled or name in _ALWAYS)),
        "span",
    ]
    return present(columns, [[row.get(column, "") for column in columns] for row in rows], "csv")


def as_json(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows as a list of JSON objects, without empty cells."""
    return json.dumps([{c: t for c, t in row.items() if t} for row in rows], indent=2, ensure_ascii=False) + "\n"


def passage_of(text: str, quoted: str) -> Passage | None:
    """Where ``quoted`` stands in ``text`` word for word, as a passage; None if it does not."""
    start = text.find(quoted) if quoted.strip() else -1
    if start < 0:
        return None
    end = start + len(quoted)
    around = next((p for p in passages(text) if p.start <= start < p.end), None)
    return Passage(quoted, start, end, around.paragraph if around else 0, around.where if around else "whole text")
