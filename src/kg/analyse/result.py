"""What every analysis gives: a table with notes, which any format can show."""

from __future__ import annotations

from dataclasses import dataclass

#: An act of the other side that can have begun within so many days after an act is a candidate response to it.
WINDOW_DAYS = 7.0

#: A table of pairs or paths holds so many rows at most; notes say how many there are.
ROWS = 10_000


@dataclass(frozen=True)
class AnalysisResult:
    """A table: ``rows`` under ``columns``, in a fixed order, and ``notes``: sentences on how to read it.

    Cells are text, numbers, booleans, None (not known, or not defined: a note or a column says why) or tuples of
    text. No cell is NaN.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...]


def nothing(policy: str, what: str) -> str:
    """The note of an empty table: what is missing, under which policy.

    >>> nothing("cautious", "sponsorship")
    "Nothing to show: the policy 'cautious' accepts no sponsorship."
    """
    return f"Nothing to show: the policy {policy!r} accepts no {what}."
