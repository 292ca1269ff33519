"""Values and ranges on one axis as marks that a template draws: a measure of any table, delays, alpha."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.analyse import AnalysisResult
from kg.analyse.escalation import ASSERTED

_ROW, _LEFT, _WIDTH, _TICKS = 38, 430, 520, 4
#: A figure shows so many rows of a table, the first ones.
SHOWN = 30


@dataclass(frozen=True)
class Measure:
    """Which columns of a table a figure draws: ``labels`` name a row, ``value`` is its number, 0 to it a line.

    Where ``low`` and ``high`` are given the line is the range between them; where ``value`` is None the number is how
    many rows have these labels. ``note`` says how to read the figure.
    """

    labels: tuple[str, ...]
    value: str | None
    note: str
    low: str | None = None
    high: str | None = None


MEASURES = {
    "cut-points": Measure(
        ("intermediary", "sponsor"), "share", "The share of those whom the sponsor reaches only through the first."
    ),
    "claims": Measure(("claimant",), None, "How many claims of an attack are told of."),
    "facades": Measure(("façade", "principal"), None, "How many sources tell of the first as a façade of the second."),
    "reciprocity": Measure(("first", "second"), "reciprocity", "0: only one acts against the other; 1: both as often."),
    "brokerage": Measure(("actor",), "betweenness", "The share of shortest ways between others that lead through it."),
    "cohesion": Measure(("actor",), "core", "The innermost core that the actor is in."),
    "imbalance": Measure(("actor",), "share of the unbalanced", "The share of the unbalanced triads that it is in."),
    "agreement-of-pairs": Measure(
        ("source", "other source"), "share that agrees", "The dot: the share that agrees; the line: Wilson's interval.",
        "lowest", "highest",
    ),
    "standing-alone": Measure(("source",), "share", "The share of its matters that nobody else tells of."),
    "robustness": Measure(("link",), "robustness", "The share of policies, and of builds without one source, with it."),
    "rank-ranges": Measure(
        ("actor",), "betweenness", "The dot: betweenness; the line: its range without one source.", "lowest", "highest"
    ),
    "cohesion-ranges": Measure(
        ("actor",), "ties", "The dot: ties; the line: their range without one source.", "fewest ties", "most ties"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Range:
    """One range, in pixels: from ``x_from`` to ``x_to`` at ``y``, its value at ``x`` or None; ``lines``: its label.

    ``firm`` ranges are drawn solid, others dashed and hollow, so that they can be told apart without colour.
    """

    lines: tuple[str, ...]
    words: str
    x_from: int
    x_to: int
    x: int | None
    y: int
    firm: bool


@dataclass(frozen=True)
class RangeFigure:
    """Ranges under each other, the axis's ticks as (x, text), and the height in pixels."""

    ranges: tuple[Range, ...]
    ticks: tuple[tuple[int, str], ...]
    height: int


def measured(result: AnalysisResult, measure: Measure) -> RangeFigure:
    """The first :data:`SHOWN` rows of a table that have labels and the measure, in the table's order; all firm."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    rows = [row for row in rows if all(row[label] is not None for label in measure.labels)]
    if measure.value is None:
        times = Counter(tuple(str(row[label]) for label in measure.labels) for row in rows)
        known = [(labels, 0.0, float(n), float(n), True) for labels, n in times.most_common(SHOWN)]
    else:
        known = [
            (tuple(str(row[label]) for label in measure.labels), *bounds, True)
            for row in rows
            if (bounds := _bounds(row, measure)) is not None
        ][:SHOWN]
    low = min([0.0, *(least for _, least, *_ in known)])
    high = max((most for _, _, most, *_ in known), default=0.0) or 1.0
    if all(value.is_integer() for *_, value, _ in known):
        high = _TICKS * math.ceil(high / _TICKS)
    return _figure(known, low=low, high=high, unit="")


def _bounds(row: Mapping[str, object], measure: Measure) -> tuple[float, float, float] | None:
    """Least, most and value of a row; None where the value is not known."""
    value, low, high = (row.get(column) if column else None for column in (measure.value, measure.low, measure.high))
    if not isinstance(value, int | float):
        return None
    if isinstance(low, int | float) and isinstance(high, int | float):
        return float(low), float(high), float(value)
    return 0.0, float(value), float(value)


def delays(result: AnalysisResult) -> RangeFigure:
    """The delays of ``escalation`` in days, from at least to at most, where both are known; candidates not firm."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    known = [
        ((str(row["trigger"]), f"→ {row['response']}"), low / 24, high / 24, None, row["basis"] == ASSERTED)
        for row in rows
        if isinstance(low := row["delay at least (h)"], float) and isinstance(high := row["delay at most (h)"], float)
    ]
    most = max((high for _, _, high, _, _ in known), default=0.0)
    return _figure(known, low=0.0, high=_TICKS * math.ceil(most / _TICKS), unit=" d")


def alphas(result: AnalysisResult) -> RangeFigure:
    """Alpha of ``agreement`` with its range without one source; firm from 0.667, which tentative conclusions ask."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    known = [
        ((f"{row['dimension']}: {row['property'] or 'all of them'}",), low, high, value, value >= 0.667)
        for row in rows
        if isinstance(value := row["alpha"], float)
        and isinstance(low := row["lowest"], float)
        and isinstance(high := row["highest"], float)
    ]
    return _figure(known, low=min([0.0, *(low for _, low, _, _, _ in known)]), high=1.0, unit="")


def _figure(
    known: Iterable[tuple[tuple[str, ...], float, float, float | None, bool]], *, low: float, high: float, unit: str
) -> RangeFigure:
    span = high - low or 1.0

    def at(value: float) -> int:
        return _LEFT + round(_WIDTH * (value - low) / span)

    ranges = tuple(
        Range(
            lines=lines,
            words=f"{least:.3g} to {most:.3g}{unit}",
            x_from=at(least),
            x_to=at(most),
            x=None if value is None else at(value),
            y=_ROW * place,
            firm=firm,
        )
        for place, (lines, least, most, value, firm) in enumerate(known, 1)
    )
    ticks = tuple(
        (at(low + span * step / _TICKS), f"{low + span * step / _TICKS:.3g}{unit}") for step in range(_TICKS + 1)
    )
    return RangeFigure(ranges, ticks if ranges else (), _ROW * (len(ranges) + 2))
