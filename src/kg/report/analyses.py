"""Analyses as pages: one with its figure, or all of them, figures first, then every table with its notes."""

from __future__ import annotations

from collections.abc import Mapping

from kg.analyse import AnalysisResult
from kg.report.figures import backing, unbalanced_triads_of_states
from kg.report.page import ROWS_SHOWN, Section, environment, plain_cells
from kg.report.ranges import MEASURES, SHOWN, alphas, delays, measured
from kg.report.timeline import timeline
from kg.workspace import Workspace

#: The analyses that have a figure of their own.
_IN_TIME = {"retaliation", "escalation", "severity", "excitation"}
_OF_SUPPORT = {"who-backs-whom", "cut-points", "shared-sponsors"}
_OF_BALANCE = {"balance", "imbalance"}


def render_analyses(workspace: Workspace, results: Mapping[str, AnalysisResult]) -> str:
    """The results of :data:`kg.analyse.ANALYSES`, by name, as one HTML page without scripts or requests.

    Deterministic. Figures are drawn inline and distinguished by shape and dashes, not by colour alone.
    """
    return _page(workspace, results, title="Conflict knowledge graph: analyses")


def render_analysis(workspace: Workspace, name: str, result: AnalysisResult) -> str:
    """The ``result`` of the analysis ``name`` as one HTML page without scripts or requests: figure, table, notes.

    Acts and chains are drawn in time and by delay, support and triads as networks, agreement as alpha with its
    range, and of every other table the column that :data:`kg.report.ranges.MEASURES` names.
    """
    return _page(workspace, {name: result}, title=result.title, one=name)


def _page(workspace: Workspace, results: Mapping[str, AnalysisResult], *, title: str, one: str | None = None) -> str:
    """A page with the figures that belong to the results, and their tables; a figure that is None is left out.

    ``one`` is the name of the only analysis on the page, whose measure is drawn.
    """
    names = results.keys()
    measure = MEASURES.get(one) if one else None
    return (
        environment()
        .get_template("analyses.html.j2")
        .render(
            provenance=workspace.provenance,
            timeline=timeline(workspace) if names & _IN_TIME else None,
            delays=delays(results["escalation"]) if "escalation" in names else None,
            backing=backing(workspace) if names & _OF_SUPPORT else None,
            triads=unbalanced_triads_of_states(workspace) if names & _OF_BALANCE else None,
            alphas=alphas(results["agreement"]) if "agreement" in names else None,
            sections=[Section(r.title, "", r.columns, r.rows, r.notes) for r in results.values()],
            shown=ROWS_SHOWN,
            cells=plain_cells(),
            title=title,
            one=one,
            measure=measure,
            measured=measured(results[one], measure) if one and measure else None,
            more=len(results[one].rows) > SHOWN if one else False,
            most=SHOWN,
        )
    )
