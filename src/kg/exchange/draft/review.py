"""A person's word on each candidate, asked on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.exchange.sheet.columns import DRAFTED, column_of, near_columns

_QUESTION = "Accept? y, n, COLUMN=VALUE to mend, empty to leave open, q to stop:"
_APART = {*DRAFTED, "locator", "title", "publisher", "published", "address", "reliability"}


def decide(rows: Sequence[dict[str, str]], ask: Callable[[str], str], tell: Callable[[str], object]) -> None:
    """Write a person's decisions into ``rows``: accepted ``yes`` or ``no``, and cells that they mend.

    >>> rows = [{"accepted": "", "passage": "p", "locator": "l", "span": "0-1", "target": "X"}]
    >>> answers = iter(["target=Y", "y"])
    >>> decide(rows, lambda question: next(answers), lambda text: None)
    >>> rows[0]["accepted"], rows[0]["target"]
    ('yes', 'Y')
    """
    for number, row in enumerate(rows, 1):
        tell(f"\n{number} of {len(rows)}, {row['locator']}\n  {row['passage']}\n{_shown(row)}")
        while True:
            answer = ask(_QUESTION).strip()
            if answer == "q":
                return
            if answer in ("", "y", "n"):
                row["accepted"] = {"y": "yes", "n": "no"}.get(answer, "")
                break
            name, sign, value = answer.partition("=")
            column = column_of(name)
            if sign and column is not None and column not in DRAFTED:
                row[column] = value.strip()
                tell(_shown(row))
            else:
                tell(f"no column of a sheet is called {name!r}{near_columns(name)}\n")


def _shown(row: dict[str, str]) -> str:
    shown = {"remark": row.get("remark", ""), **{c: t for c, t in row.items() if c not in _APART}}
    return "".join(f"    {column}: {text}\n" for column, text in shown.items() if text)
