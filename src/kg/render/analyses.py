"""Analyses on one page: figures first, then every table with its notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.analyse import AnalysisResult
from kg.pipeline import Dataset
from kg.render.figures import backing, unbalanced_triads_of_states
from kg.render.ranges import alphas, betweenness, delays
from kg.render.report import ROWS_SHOWN, Section, environment
from kg.render.timeline import timeline

#: The figures by the name that the template knows them by, and the analyses that each is for.
_FIGURES: dict[str, tuple[Callable[[Dataset], object], frozenset[str]]] = {
    "timeline": (timeline, frozenset({"severity", "escalation", "retaliation", "reciprocity", "excitation"})),
    "backing": (backing, frozenset({"who-backs-whom", "cut-points", "shared-sponsors"})),
    "triads": (unbalanced_triads_of_states, frozenset({"balance", "imbalance"})),
}
#: The same of figures that are drawn from the rows of one analysis.
_OF_ROWS = {"delays": (delays, "escalation"), "alphas": (alphas, "agreement"), "betweenness": (betweenness, "rank-ranges")}


def render_analyses(dataset: Dataset, results: Mapping[str, AnalysisResult]) -> str:
    """The results of analyses, by the names of ``kg analyse``, as one HTML page without scripts or requests.

    Deterministic. The page has the figures that belong to the results, drawn inline and told apart by shape and
    dashes, not by colour alone.
    """
    figures = {name: draw(dataset) for name, (draw, shown_for) in _FIGURES.items() if shown_for & results.keys()}
    of_rows = {name: draw(results[source]) for name, (draw, source) in _OF_ROWS.items() if source in results}
    return (
        environment()
        .get_template("analyses.html.j2")
        .render(
            provenance=dataset.provenance,
            sections=[Section(r.title, "", r.columns, r.rows, r.notes) for r in results.values()],
            shown=ROWS_SHOWN,
            **figures,
            **of_rows,
        )
    )
