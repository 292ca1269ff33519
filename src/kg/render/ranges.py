"""Ranges on one axis as marks that a template draws: delays of responses, and alpha of what sources tell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kg.analyse import AnalysisResult
from kg.analyse.escalation import ASSERTED

_ROW, _LEFT, _WIDTH, _TICKS = 38, 430, 520, 4


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
