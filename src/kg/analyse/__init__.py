"""Networks and measures over what a policy accepts: pure functions.

A workspace enters; tables with notes and networkx graphs leave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from math import inf
from typing import TYPE_CHECKING

from kg.analyse.result import WINDOW_DAYS, AnalysisResult
from kg.errors import UsageError, meant

if TYPE_CHECKING:
    from kg.workspace import Workspace

__all__ = ["ANALYSES", "SENSITIVITY", "WINDOWED", "AnalysisResult", "find_analysis"]


# networkx takes a while to import, so each analysis is imported when it is run.


def _who_backs_whom(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.influence import who_backs_whom

    return who_backs_whom(workspace)


def _cut_points(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.dominance import cut_points

    return cut_points(workspace)


def _shared_sponsors(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.dominance import shared_sponsors

    return shared_sponsors(workspace)


def _claims(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.claims import claims

    return claims(workspace)


def _facades(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.facades import facades

    return facades(workspace)


def _retaliation(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.retaliation import retaliation

    return retaliation(workspace)


def _escalation(workspace: Workspace, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    from kg.analyse.escalation import escalation

    return escalation(workspace, window_days)


def _severity(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.severity import severity_ladder

    return severity_ladder(workspace)


def _reciprocity(workspace: Workspace, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    from kg.analyse.reciprocity import reciprocity_of_sides

    return reciprocity_of_sides(workspace, window_days)


def _excitation(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.excitation import excitation

    return excitation(workspace)


def _brokerage(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.brokerage import brokerage

    return brokerage(workspace)


def _balance(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.balance import balance

    return balance(workspace)


def _imbalance(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.balance import imbalance

    return imbalance(workspace)


def _cohesion(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.cohesion import cohesion

    return cohesion(workspace)


def _agreement(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.agreement import agreement

    return agreement(workspace)


def _agreement_of_pairs(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.agreement import agreement_of_pairs

    return agreement_of_pairs(workspace)


def _standing_alone(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.agreement import standing_alone

    return standing_alone(workspace)


def _source_record(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.source_record import source_record

    return source_record(workspace)


def _rival_values(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.rival_values import rival_values

    return rival_values(workspace)


def _robustness(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.robustness import robustness_of_links

    return robustness_of_links(workspace)


def _rank_ranges(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.sensitivity import sensitivity_of_ranks

    return sensitivity_of_ranks(workspace)


def _cohesion_ranges(workspace: Workspace) -> AnalysisResult:
    from kg.analyse.sensitivity import sensitivity_of_cohesion

    return sensitivity_of_cohesion(workspace)


def _saying_what_has_no_sides(analysis: Callable[..., AnalysisResult]) -> Callable[..., AnalysisResult]:
    """``analysis``, which needs to know who acted against whom, with a note on the events that only have parties."""

    @wraps(analysis)
    def noted(workspace: Workspace, **options: float) -> AnalysisResult:
        from kg.analyse.acts import without_sides

        result, count = analysis(workspace, **options), without_sides(workspace)
        note = f"{count} uses of force have parties, but no source states their sides: they are left out here."
        return replace(result, notes=(*result.notes, note)) if count else result

    return noted


#: The analyses by the name that the command line knows them by.
ANALYSES: dict[str, Callable[[Workspace], AnalysisResult]] = {
    "who-backs-whom": _who_backs_whom,
    "cut-points": _cut_points,
    "shared-sponsors": _shared_sponsors,
    "claims": _claims,
    "facades": _facades,
    "retaliation": _retaliation,
    "escalation": _saying_what_has_no_sides(_escalation),
    "severity": _severity,
    "reciprocity": _saying_what_has_no_sides(_reciprocity),
    "excitation": _excitation,
    "brokerage": _saying_what_has_no_sides(_brokerage),
    "cohesion": _saying_what_has_no_sides(_cohesion),
    "balance": _saying_what_has_no_sides(_balance),
    "imbalance": _saying_what_has_no_sides(_imbalance),
    "agreement": _agreement,
    "agreement-of-pairs": _agreement_of_pairs,
    "standing-alone": _standing_alone,
    "source-record": _source_record,
    "rival-values": _rival_values,
}

#: Analyses that look at the same data again and again, each time without a source; a build does not run them.
SENSITIVITY: dict[str, Callable[[Workspace], AnalysisResult]] = {
    "robustness": _robustness,
    "rank-ranges": _saying_what_has_no_sides(_rank_ranges),
    "cohesion-ranges": _saying_what_has_no_sides(_cohesion_ranges),
}

#: Those of the analyses that take a window, ``window_days``.
WINDOWED: dict[str, Callable[..., AnalysisResult]] = {name: ANALYSES[name] for name in ("escalation", "reciprocity")}


def find_analysis(
    name: str, window: float | None = None, *, dated: bool = False
) -> Callable[[Workspace], AnalysisResult]:
    """The analysis of that name, with its ``window`` in days; ``dated`` says that it is to run over one date's data.

    Raises ``UsageError`` for an unknown name, and for an option that the analysis does not take.
    """
    known = ANALYSES | SENSITIVITY
    if name not in known:
        raise UsageError(f"no analysis {name!r}{meant(name, known)}; there are: {', '.join(known)}")
    if name in SENSITIVITY and dated:
        raise UsageError(f"{name} leaves out sources, not dates: it takes no date")
    if window is None:
        return known[name]
    if name not in WINDOWED:
        raise UsageError(f"a window is for {' and '.join(WINDOWED)}")
    if not 0 <= window < inf:
        raise UsageError(f"a window is a number of days, not {window}")
    return partial(WINDOWED[name], window_days=window)
