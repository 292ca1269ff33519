"""All analyses on one page: figures first, then every table with its notes."""

from __future__ import annotations

from collections.abc import Mapping

from kg.analyse import AnalysisResult
from kg.pipeline import Dataset
from kg.render.figures import backing, unbalanced_triads_of_states
from kg.render.ranges import alphas, delays
from kg.render.report import ROWS_SHOWN, Section, environment
from kg.render.timeline import timeline


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
