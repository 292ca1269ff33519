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
        ("intermediary", "sponsor"),
        "share",
        "The share of actors that the sponsor reaches only through the intermediary.",
    ),
    "claims": Measure(("claimant",), None, "The number of claims of an attack."),
    "facades": Measure(
        ("façade", "principal"), None, "The number of sources that report the first as a façade of the second."
    ),
    "reciprocity": Measure(
        ("first", "second"), "reciprocity", "0: only one side acts against the other; 1: both act equally often."
    ),
    "brokerage": Measure(
        ("actor",), "betweenness", "The share of shortest paths between other actors that pass through it."
    ),
    "cohesion": Measure(("actor",), "core", "The innermost core that contains the actor."),
    "imbalance": Measure(
        ("actor",), "share of the unbalanced", "The share of unbalanced triads that contain the actor."
    ),
    "agreement-of-pairs": Measure(
        ("source", "other source"),
        "share that agrees",
        "The dot is the share that agrees; the line is Wilson's interval.",
        "lowest",
        "highest",
    ),
    "standing-alone": Measure(("source",), "share", "The share of things that no other source reports."),
    "source-record": Measure(
        ("source", "reliability"),
        "share corroborated",
        "The dot is the share of the compared statements that is corroborated; the line is Wilson's interval.",
        "lowest",
        "highest",
    ),
    "rival-values": Measure(
        ("thing", "value"), "sources against", "The number of independent sources against the value."
    ),
    "robustness": Measure(
        ("link",), "robustness", "The share of policies, and of builds without one source, in which the link holds."
    ),
    "rank-ranges": Measure(
        ("actor",),
        "betweenness",
        "The dot is betweenness; the line is its range without one source.",
        "lowest",
        "highest",
    ),
    "cohesion-ranges": Measure(
        ("actor",),
        "ties",
        "The dot is the number of ties; the line is its range without one source.",
        "fewest ties",
        "most ties",
    ),
}


@dataclass(frozen=True)
class Range:
    """One range, in pixels: from ``x_from`` to ``x_to`` at ``y``, its value at ``x`` or None; ``lines``: its label.

    ``firm`` ranges are drawn solid, others dashed and hollow, so that they can be distinguished without colour.
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
