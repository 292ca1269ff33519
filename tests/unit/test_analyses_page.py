"""All analyses on one page: its figures, its tables, and what a name in the data cannot do to it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from analyse_case import world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.agreement import SLOT_COLUMNS
from kg.analyse.escalation import COLUMNS
from kg.analyse.robustness import LINK_COLUMNS
from kg.analyse.sensitivity import COHESION_COLUMNS, RANK_COLUMNS
from kg.build_folder import write_analyses
from kg.report.analyses import render_analyses, render_analysis
from kg.report.ranges import MEASURES, Measure, alphas, delays, measured
from kg.workspace import Workspace


def results(workspace: Workspace) -> dict[str, AnalysisResult]:
    return {name: analysis(workspace) for name, analysis in ANALYSES.items()}


@pytest.fixture(scope="module")
def page(shipped_graph: Workspace) -> str:
    return render_analyses(shipped_graph, results(shipped_graph))


def test_every_analysis_is_on_the_page_with_its_notes(page: str, shipped_graph: Workspace) -> None:
    for result in results(shipped_graph).values():
        assert f"<h3>{result.title.replace('&', '&amp;')}</h3>" in page
        assert result.notes
    assert "nan" not in re.findall(r"<td>([^<]*)</td>", page)


def test_the_page_needs_no_script_and_no_request(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="', page)
    assert "default-src 'none'" in page
    assert page.count("<svg") >= 4


def test_the_page_is_the_same_each_time(page: str, shipped_graph: Workspace) -> None:
    assert render_analyses(shipped_graph, results(shipped_graph)) == page


def test_nothing_accepted_gives_sentences_and_no_figures(nothing: Workspace) -> None:
    page = render_analyses(nothing, results(nothing))
    assert "<svg" not in page
    assert "No act and response with known times are accepted." in page
    assert "Two independent sources report too few things in common for any alpha." in page


def escalations(*rows: tuple[object, ...]) -> AnalysisResult:
    return AnalysisResult("escalation", "", COLUMNS, rows, ())


def pair(basis: str, low: float | None, high: float | None) -> tuple[object, ...]:
    stated = {"basis": basis, "trigger": "a", "response": "b", "delay at least (h)": low, "delay at most (h)": high}
    return tuple(stated.get(column) for column in COLUMNS)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_has_a_page_with_a_figure_and_its_table(name: str, shipped_graph: Workspace) -> None:
    result = ANALYSES[name](shipped_graph)
    page = render_analysis(shipped_graph, name, result)
    assert f"<h1>{result.title}</h1>" in page
    assert page.count("<svg") == (2 if name in ("cut-points", "escalation", "imbalance") else 1)
    assert all(str(escape(note)) in page for note in result.notes)
    assert not re.search(r'<script|(?:src|href)="', page)
    assert render_analysis(shipped_graph, name, result) == page


@pytest.mark.parametrize("name", ANALYSES)
def test_a_page_of_nothing_says_so(name: str, nothing: Workspace) -> None:
    page = render_analysis(nothing, name, ANALYSES[name](nothing))
    assert "<svg" not in page
    assert "accepts no" in page


def test_measures_name_columns_that_there_are(shipped_graph: Workspace) -> None:
    found = {name: ANALYSES[name](shipped_graph).columns for name in ANALYSES}
    found |= {"robustness": LINK_COLUMNS, "rank-ranges": RANK_COLUMNS, "cohesion-ranges": COHESION_COLUMNS}
    for name, measure in MEASURES.items():
        named = {*measure.labels, measure.value, measure.low, measure.high} - {None}
        assert named <= set(found[name]), name


def test_a_measure_is_a_line_from_nought_a_range_where_it_has_one_or_a_count_of_rows() -> None:
    table = AnalysisResult(
        "", "", ("who", "share", "from", "to"), (("a", 2, 1, 4), ("b", None, 0, 0), ("a", 4, 3, 4), (None, 9, 0, 9)), ()
    )
    plain = measured(table, Measure(("who",), "share", ""))
    nought, *_, four = (x for x, _ in plain.ticks)
    assert [(r.lines, r.x_from, r.x_to) for r in plain.ranges] == [
        (("a",), nought, (nought + four) // 2), (("a",), nought, four)
    ]  # fmt: skip
    ranged = measured(table, Measure(("who",), "share", "", "from", "to"))
    first, second = ranged.ranges
    assert (first.x_from < first.x < first.x_to, first.words) == (True, "1 to 4")  # type: ignore[operator]
    assert second.x == second.x_to
    counted = measured(table, Measure(("who",), None, ""))
    assert [(r.lines, r.words) for r in counted.ranges] == [(("a",), "0 to 2"), (("b",), "0 to 1")]
    assert [text for _, text in counted.ticks] == ["0", "1", "2", "3", "4"]


def test_delays_are_drawn_to_scale_and_candidates_are_hollow() -> None:
    figure = delays(
        escalations(pair("asserted", 0.0, 24.0), pair("candidate", 24.0, 96.0), pair("asserted", None, 9.0))
    )
    first, second = figure.ranges
    assert (first.lines, first.words, first.firm, second.firm) == (("a", "→ b"), "0 to 1 d", True, False)
    assert [text for _, text in figure.ticks] == ["0 d", "1 d", "2 d", "3 d", "4 d"]
    assert (first.x_to, second.x_from, second.x_to) == (figure.ticks[1][0], figure.ticks[1][0], figure.ticks[4][0])
    assert first.y < second.y < figure.height


def test_alpha_below_what_tentative_conclusions_ask_is_hollow() -> None:
    def slot(value: float | None, low: float | None, high: float | None) -> tuple[object, ...]:
        stated = {"dimension": "place", "property": "at", "alpha": value, "lowest": low, "highest": high}
        return tuple(stated.get(column) for column in SLOT_COLUMNS)

    table = AnalysisResult(
        "agreement", "", SLOT_COLUMNS, (slot(0.5, -0.5, 1.0), slot(0.8, 0.7, 0.9), slot(None, None, None)), ()
    )
    low, high = alphas(table).ranges
    assert (low.firm, high.firm) == (False, True)
    assert low.x_from == alphas(table).ticks[0][0], "the axis goes down to the lowest value"
    assert low.x_from < low.x < high.x < low.x_to  # type: ignore[operator]


def test_names_in_the_data_are_text() -> None:
    bad = '<script>alert(1)</script>"'
    found = results(world())
    found["escalation"] = escalations(tuple(bad if cell == "a" else cell for cell in pair("asserted", 0.0, 5.0)))
    found["claims"] = replace(found["claims"], title=bad, notes=(bad,), rows=((bad,) * len(found["claims"].columns),))
    assert "<script" not in render_analyses(world(), found)


def test_the_page_is_written_to_a_file(tmp_path: Path, shipped_graph: Workspace, page: str) -> None:
    write_analyses(shipped_graph, tmp_path / "all.html")
    assert (tmp_path / "all.html").read_text(encoding="utf-8") == page
