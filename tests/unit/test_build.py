"""A build writes all or nothing, also where what runs beside it fails."""

import importlib
import sys
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.pipeline import build_workspace
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
    report = (tmp_path / "cut" / "report.md").read_text("utf-8")
    assert "an analysis goes through 1 at most" in report
    assert "KG_BUILD_QUERY_SECONDS" in (tmp_path / "cut" / "report.html").read_text("utf-8")


def _account_of_e1(text: str, number: int) -> str:
    """The first account of ``text`` once more, as another source's."""
    account = "account:c1 a" + text.split("account:c1 a")[1].split("account:c2 a")[0]
    source = text.split("source:s1 a")[1].split("\n")[0]
    return f"source:m{number} a{source}\n" + account.replace("account:c1", f"account:m{number}").replace(
        "source:s1", f"source:m{number}"
    )
