"""What a graph is asked from Python: the same answers as on the command line, as tables, proofs and proposals."""

import doctest
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.analyse import ANALYSES
from kg.answers import SHOWN, Table
from kg.api import KnowledgeGraph
from kg.errors import FindingsError, InputError, UsageError
from kg.proofs import explanations as proofs
from kg.review import check, diff, withdraw
from kg.workspace import Workspace

DOCS = Path(__file__).parents[2] / "docs"
STATEMENT = ("actor:iran", "conflict:sponsors", "actor:kataib-hezbollah")


@pytest.fixture(scope="module")
def graph(shipped_graph: Workspace) -> KnowledgeGraph:
    return KnowledgeGraph(shipped_graph)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The template of docs/curation.md."""
    (first, *_) = re.findall(r"^```turtle\n(.*?)^```", (DOCS / "curation.md").read_text("utf-8"), re.DOTALL | re.M)
    file = tmp_path / "my-report.ttl"
    file.write_text(first, encoding="utf-8")
    return file


def test_page_on_python_says_what_python_says() -> None:
    failed, tried = doctest.testfile(
        str(DOCS / "python.md"), module_relative=False, optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert (failed, tried > 10) == (0, True)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_is_a_frame_of_its_rows(graph: KnowledgeGraph, name: str) -> None:
    table, expected = graph.analyse(name), ANALYSES[name](graph.built)
    assert (table.title, table.rows, table.notes) == (expected.title, expected.rows, expected.notes)
    assert table.frame.columns == list(expected.columns)
    plain = [tuple(list(cell) if isinstance(cell, tuple) else cell for cell in row) for row in expected.rows]
    assert table.frame.rows() == plain
    assert not {pl.Null, pl.Object, pl.List(pl.Null)} & set(table.frame.dtypes)


def test_window_changes_what_is_a_candidate(graph: KnowledgeGraph) -> None:
    def candidates(days: float) -> int:
        return graph.analyse("escalation", window=days).frame.filter(pl.col("basis") == "candidate").height

    assert candidates(0.5) < candidates(7) < candidates(60)


def test_answers_are_those_of_the_functions_below(graph: KnowledgeGraph, seed: Workspace) -> None:
    checked = check.check_source(graph.built.inputs, "seed-report", graph.built.policy)
    assert graph.check("seed-report").rows == tuple(check.verdict_rows(checked.verdicts))
    assert graph.check("source:seed-report").notes == (check.check_summary(checked),)
    source = "source:the-national-2023-10-25"
    fallen = withdraw.withdraw_accounts(graph.built, ["https://w3id.org/conflict-kg/id/source/the-national-2023-10-25"])
    assert graph.withdraw(source).rows == tuple(withdraw.withdrawal_rows(fallen))
    changes = diff.differences(graph.built.graphs, seed.graphs)
    assert graph.diff(KnowledgeGraph(seed)).rows == tuple(change.row for change in changes)
    assert graph.diff(graph).notes == ("Nothing changes.",)


def test_proof_is_shown_as_tree_and_as_list(graph: KnowledgeGraph) -> None:
    why = graph.explain(*STATEMENT)
    assert (why.grade, len(why.accounts)) == ("B2", 3)
    assert str(why) + "\n" == proofs.as_tree(why)
    assert why._repr_markdown_() == proofs.as_markdown(why)
    assert repr(why) == f"<Explanation {' '.join(STATEMENT)}, grade B2>"
    assert graph.explain(*STATEMENT, every=True).every
    with pytest.deprecated_call():
        assert why.explanation is why


def test_path_is_a_table_even_where_there_is_none(graph: KnowledgeGraph) -> None:
    assert graph.path("Iran", "Kataib Hezbollah", limit=1).frame["path"].unique().to_list() == [1]
    none = graph.path("Iran", "Kataib Hezbollah", families=["support"], grade="A")
    assert len(none) == 0
    assert none.notes[0].startswith("No path")


@pytest.mark.parametrize(
    ("ask", "stated"),
    [
        (lambda g: g.analyse("brokrage"), "did you mean brokerage?"),
        (lambda g: g.analyse("claims", window=3), "a window is for escalation and reciprocity"),
        (lambda g: g.analyse("escalation", window=float("nan")), "not nan"),
        (lambda g: g.analyse("reciprocity", window=-1), "not -1"),
        (lambda g: g.check("seed-reprt"), "did you mean source:seed-report"),
        (lambda g: g.withdraw("source:seed-reprt"), "did you mean source:seed-report"),
        (lambda g: g.explain("actr:iran", *STATEMENT[1:]), "did you mean actor:iran?"),
        (lambda g: g.explain("actor:irn", *STATEMENT[1:]), "actor:iran conflict:sponsors"),
        (lambda g: g.explain('"Iran"', *STATEMENT[1:]), "can only be an object"),
        (lambda g: g.path("Iran", "Nobody"), "no actor or event 'Nobody'"),
    ],
)
def test_unknown_names_are_answered_with_what_is_meant(
    graph: KnowledgeGraph, ask: Callable[[KnowledgeGraph], object], stated: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(stated)):
        ask(graph)


def test_analysis_without_sources_takes_no_date(graph: KnowledgeGraph) -> None:
    dated = KnowledgeGraph(replace(graph.built, as_of="2023-11-21"))
    with pytest.raises(UsageError, match="it takes no date"):
        dated.analyse("robustness")


def test_report_is_proposed_and_built_beside_what_ships(graph: KnowledgeGraph, report: Path) -> None:
    proposed = kg.propose(report)
    assert proposed.verdicts.frame["verdict"].to_list() == ["alone"]
    assert proposed.verdicts.notes == ("0 corroborates, 0 contradicts, 0 names a related actor, 0 partly fits, 1 new",)
    mine = kg.build(extra=[report])
    assert graph.diff(mine).rows == proposed.changes.rows
    assert len(mine.check("my-report")) == 1
    assert len(kg.validate(extra=[report])) == 0


def test_slips_in_a_report_are_named(report: Path) -> None:
    report.write_text(report.read_text("utf-8").replace('conflict:locator "paragraph 2" ;', ""), encoding="utf-8")
    (found,) = kg.validate(extra=[report]).frame.rows(named=True)
    assert (found["file"], found["subject"]) == (str(report), "account:my-report-attack")
    with pytest.raises(FindingsError, match=r"account:my-report-attack"):
        kg.propose(report)
    report.write_text("not Turtle", encoding="utf-8")
    with pytest.raises(InputError, match=r"my-report\.ttl"):
        kg.propose(report)


def test_table_shows_whole_cells_escaped_and_says_what_it_leaves_out() -> None:
    many = Table("<Made up>", ("who", "whom"), tuple(("<b>", ("x" * 99, "y")) for _ in range(SHOWN + 1)), ("<note>",))
    page = many._repr_html_()
    assert "<b>" not in page.replace("<p><b>&lt;Made up&gt;</b></p>", "")
    assert page.count("&lt;b&gt;") == SHOWN
    assert f"{'x' * 99}, y" in page
    assert f"{SHOWN + 1} rows, the first {SHOWN} shown" in page
    assert "&lt;note&gt;" in page
    assert str(many).splitlines()[0] == "<Made up>"
    assert "rows, the first" not in Table("Made up", ("who",), ())._repr_html_()
