"""Analyses as pages: one with its figure, or all of them, figures first, then every table with its notes."""

from __future__ import annotations

from collections.abc import Mapping

from kg.analyse import AnalysisResult
from kg.pipeline import Dataset
from kg.render.figures import backing, unbalanced_triads_of_states
from kg.render.ranges import MEASURES, SHOWN, alphas, delays, measured
from kg.render.report import ROWS_SHOWN, Section, environment
from kg.render.timeline import timeline

#: Which analyses have which of the figures that are no measure of a table.
_IN_TIME = ("retaliation", "escalation", "severity", "excitation")
_OF_SUPPORT = ("who-backs-whom", "cut-points", "shared-sponsors")
_OF_BALANCE = ("balance", "imbalance")


def render_analyses(dataset: Dataset, results: Mapping[str, AnalysisResult]) -> str:
    """The results of :data:`kg.analyse.ANALYSES`, by name, as one HTML page without scripts or requests.

    Deterministic. Figures are drawn inline and told apart by shape and dashes, not by colour alone. Raises
    ``KeyError`` where ``escalation`` or ``agreement`` is not among the results.
    """
    return (
        environment()
        .get_template("analyses.html.j2")
        .render(
            provenance=dataset.provenance,
            timeline=timeline(dataset),
            delays=delays(results["escalation"]),
            backing=backing(dataset),
            triads=unbalanced_triads_of_states(dataset),
            alphas=alphas(results["agreement"]),
            sections=[Section(r.title, "", r.columns, r.rows, r.notes) for r in results.values()],
            shown=ROWS_SHOWN,
        )
    )


def render_analysis(dataset: Dataset, name: str, result: AnalysisResult) -> str:
    """The ``result`` of the analysis ``name`` as one HTML page without scripts or requests: figure, table, notes.

    Acts and chains are drawn in time and by delay, support and triads as networks, agreement as alpha with its
    range, and of every other table the column that :data:`kg.render.ranges.MEASURES` names.
    """
    measure = MEASURES.get(name)
    return (
        environment()
        .get_template("analysis.html.j2")
        .render(
            provenance=dataset.provenance,
            name=name,
            result=result,
            measure=measure,
            figure=measured(result, measure) if measure else None,
            most=SHOWN,
            timeline=timeline(dataset) if name in _IN_TIME else None,
            delays=delays(result) if name == "escalation" else None,
            backing=backing(dataset) if name in _OF_SUPPORT else None,
            triads=unbalanced_triads_of_states(dataset) if name in _OF_BALANCE else None,
            alphas=alphas(result) if name == "agreement" else None,
            sections=[Section(result.title, "", result.columns, result.rows, result.notes)],
            shown=ROWS_SHOWN,
        )
    )
