"""Network analyses over what a policy accepts: pure functions from a dataset to a table with notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.analyse.result import WINDOW_DAYS, AnalysisResult

if TYPE_CHECKING:
    from kg.pipeline import Dataset

__all__ = ["ANALYSES", "SENSITIVITY", "WINDOWED", "AnalysisResult"]


# networkx takes a while to import, so each analysis is imported when it is run.


def _who_backs_whom(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.influence import who_backs_whom

    return who_backs_whom(dataset)


def _cut_points(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.dominance import cut_points

    return cut_points(dataset)


def _shared_sponsors(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.dominance import shared_sponsors

    return shared_sponsors(dataset)


def _claims(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.claims import claims

    return claims(dataset)


def _facades(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.facades import facades

    return facades(dataset)


def _retaliation(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.retaliation import retaliation

    return retaliation(dataset)


def _escalation(dataset: Dataset, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    from kg.analyse.escalation import escalation

    return escalation(dataset, window_days)


def _severity(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.severity import severity_ladder

    return severity_ladder(dataset)


def _reciprocity(dataset: Dataset, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    from kg.analyse.reciprocity import reciprocity_of_sides

    return reciprocity_of_sides(dataset, window_days)


def _excitation(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.excitation import excitation

    return excitation(dataset)


def _brokerage(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.brokerage import brokerage

    return brokerage(dataset)


def _balance(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.balance import balance

    return balance(dataset)


def _imbalance(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.balance import imbalance

    return imbalance(dataset)


def _cohesion(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.cohesion import cohesion

    return cohesion(dataset)


def _agreement(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.agreement import agreement

    return agreement(dataset)


def _agreement_of_pairs(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.agreement import agreement_of_pairs

    return agreement_of_pairs(dataset)


def _standing_alone(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.agreement import standing_alone

    return standing_alone(dataset)


def _robustness(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.sensitivity import robustness_of_links

    return robustness_of_links(dataset)


def _rank_ranges(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.sensitivity import sensitivity_of_ranks

    return sensitivity_of_ranks(dataset)


def _cohesion_ranges(dataset: Dataset) -> AnalysisResult:
    from kg.analyse.sensitivity import sensitivity_of_cohesion

    return sensitivity_of_cohesion(dataset)


#: The analyses by the name that the command line knows them by.
ANALYSES: dict[str, Callable[[Dataset], AnalysisResult]] = {
    "who-backs-whom": _who_backs_whom,
    "cut-points": _cut_points,
    "shared-sponsors": _shared_sponsors,
    "claims": _claims,
    "facades": _facades,
    "retaliation": _retaliation,
    "escalation": _escalation,
    "severity": _severity,
    "reciprocity": _reciprocity,
    "excitation": _excitation,
    "brokerage": _brokerage,
    "cohesion": _cohesion,
    "balance": _balance,
    "imbalance": _imbalance,
    "agreement": _agreement,
    "agreement-of-pairs": _agreement_of_pairs,
    "standing-alone": _standing_alone,
}

#: Analyses that look at the same data again and again, each time without a source; a build does not run them.
SENSITIVITY: dict[str, Callable[[Dataset], AnalysisResult]] = {
    "robustness": _robustness,
    "rank-ranges": _rank_ranges,
    "cohesion-ranges": _cohesion_ranges,
}

#: Those of the analyses that take a window, in days, as their second argument.
WINDOWED: dict[str, Callable[[Dataset, float], AnalysisResult]] = {
    "escalation": _escalation,
    "reciprocity": _reciprocity,
}
