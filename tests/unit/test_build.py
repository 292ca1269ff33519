"""A build writes all or nothing, also where what runs beside it fails."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.sparql.catalogue import read_catalogue
from kg.workspace import Workspace

build = importlib.import_module("kg.build_folder")
build_answers = importlib.import_module("kg.build_answers")


def _fail(*_: object) -> None:
    raise OutputError("no room")


@pytest.mark.parametrize("part", ["write_store", "ask", "explorer_page", "render_markdown"])
def test_a_part_that_fails_leaves_the_old_build(
    part: str, seed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, turns = tmp_path / "build", sys.getswitchinterval()
    build.write_build(seed, out)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    monkeypatch.setattr(build_answers if hasattr(build_answers, part) else build, part, _fail)
    with pytest.raises(OutputError, match="no room"):
        build.write_build(seed, out)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    assert list(tmp_path.iterdir()) == [out]
    assert sys.getswitchinterval() == turns


def test_what_hits_a_limit_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Path(__file__).parents[1] / "fuzz" / "seeds" / "accounts.ttl"
    workspace = build_workspace([accounts], policy="permissive")
    assert "left_out" not in build.write_build(workspace, tmp_path / "whole")
    monkeypatch.setenv("KG_ANALYSIS_PAIRS", "1")
    monkeypatch.setenv("KG_BUILD_QUERY_SECONDS", "1e-9")
    many = "\n".join(_account_of_e1(accounts.read_text("utf-8"), number) for number in range(3))
    (tmp_path / "more.ttl").write_text(accounts.read_text("utf-8") + many)
    summary = build.write_build(build_workspace([tmp_path / "more.ttl"], policy="permissive"), tmp_path / "cut")
    assert {"agreement", "double-check", "answered-attacks"} <= set(summary["left_out"])
    assert "KG_ANALYSIS_PAIRS" in summary["left_out"]["agreement"]
    assert "KG_BUILD_QUERY_SECONDS" in summary["left_out"]["answered-attacks"]
    report = (tmp_path / "cut" / "report.md").read_text("utf-8")
    assert "an analysis goes through 1 at most" in report
    assert "KG_BUILD_QUERY_SECONDS" in (tmp_path / "cut" / "report.html").read_text("utf-8")


#: A query that never ends in a test's time, one whose memory has no end, and one that answers at once.
QUERIES = {
    "slow": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "hungry": "SELECT DISTINCT ?a ?d ?g ?j WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a",
    "quick": "SELECT ?a WHERE { ?a a ?b } ORDER BY ?a",
    "pairs": "SELECT ?a WHERE { ?a a ?b } ORDER BY ?a",
}


def test_queries_at_their_limits_are_told_with_the_setting_and_never_answered_empty(
    seed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = next(iter(read_catalogue(shipped("queries")).values()))
    catalogue = {
        name: replace(some, name=name, folder="competency", text=text, params=(), largest=None)
        for name, text in QUERIES.items()
    }
    catalogue["pairs"] = replace(catalogue["pairs"], largest=100)
    monkeypatch.setattr(build, "read_catalogue", lambda _: catalogue)
    monkeypatch.setenv("KG_QUERY_SECONDS", "1")
    monkeypatch.setenv("KG_RESULT_ROWS", "7")
    monkeypatch.setenv("KG_QUERY_BYTES", str(2**30))
    summary = build.write_build(seed, tmp_path / "build")
    assert summary["queries"] == {"quick": 7}
    assert summary["cut_at_row_limit"] == ["quick"]
    reasons = summary["left_out"]
    assert reasons.keys() == {"slow", "hungry", "pairs"}
    assert "KG_QUERY_SECONDS" in reasons["slow"]
    assert "KG_QUERY" in reasons["hungry"]
    assert "up to 100 triples" in reasons["pairs"]
    report = (tmp_path / "build" / "report.md").read_text("utf-8").replace("\\", "")
    assert all(reason in report for reason in reasons.values())
    assert "cut at the row limit (KG_RESULT_ROWS)" in (tmp_path / "build" / "tables.html").read_text("utf-8")


def test_a_process_that_needs_too_much_memory_is_told_and_replaced(
    seed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = next(iter(read_catalogue(shipped("queries")).values()))
    catalogue = {
        name: replace(some, name=name, folder="competency", text=QUERIES[name], params=(), largest=None)
        for name in ("hungry", "quick")
    }
    monkeypatch.setattr(build, "read_catalogue", lambda _: catalogue)
    monkeypatch.setenv("KG_QUERY_BYTES", str(32 * 2**20))
    summary = build.write_build(seed, tmp_path / "build")
    assert list(summary["queries"]) == ["quick"]
    assert "KG_QUERY_BYTES" in summary["left_out"]["hungry"]


def _account_of_e1(text: str, number: int) -> str:
    """The first account of ``text`` once more, as another source's."""
    account = "account:c1 a" + text.split("account:c1 a")[1].split("account:c2 a")[0]
    source = text.split("source:s1 a")[1].split("\n")[0]
    return f"source:m{number} a{source}\n" + account.replace("account:c1", f"account:m{number}").replace(
        "source:s1", f"source:m{number}"
    )
