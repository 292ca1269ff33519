"""How one actor reaches another: order, direction, families, grades, hostile steps, and the command."""

from __future__ import annotations

import json
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from browser.sample import ID, edge, node, sample_graph
from kg.analyse.paths import COLUMNS, find_node, find_paths, path_table
from kg.cli import app
from kg.errors import UsageError
from kg.workspace import Workspace


def graph_of(*edges: tuple[str, str, int]) -> nx.MultiDiGraph:
    """A graph of edges given as source, target and sign."""
    graph = nx.MultiDiGraph(policy="p")
    for number, (source, target, sign) in enumerate(edges):
        for end in (source, target):
            graph.add_node(end, **node(end))
        graph.add_edge(source, target, key=f"e{number}", **edge(sign=sign, grade="ABCDEF"[number % 6] + "2"))
    return graph


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from([1, -1, 0])), max_size=14),
    st.booleans(),
)
def test_paths_are_the_least_of_all_simple_paths(edges: list[tuple[str, str, int]], directed: bool) -> None:
    graph = graph_of(("a", "a", 1), ("f", "f", 1), *edges)
    flat = nx.DiGraph(graph) if directed else nx.Graph(nx.MultiGraph(graph))
    signs: dict[tuple[str, str], list[int]] = {}
    for source, target, sign in edges:
        signs.setdefault((source, target), []).append(sign)
        if not directed:
            signs.setdefault((target, source), []).append(sign)
    every = sorted(
        (len(nodes) - 1, sum(max(signs[step]) < 0 for step in pairwise(nodes)), tuple(nodes))
        for nodes in nx.all_simple_paths(flat, "a", "f")
    )
    found = find_paths(graph, "a", "f", directed=directed, limit=5)
    assert [(len(p.steps), sum(s.hostile for s in p.steps), p.nodes) for p in found] == every[:5]


def test_step_is_hostile_only_if_all_its_relations_are() -> None:
    (mixed,) = find_paths(graph_of(("a", "b", -1), ("b", "a", 1)), "a", "b")
    assert [relation.key for relation in mixed.steps[0].relations] == ["e0", "e1"]
    assert not mixed.steps[0].hostile
    (against,) = find_paths(graph_of(("a", "b", -1), ("b", "a", 1)), "a", "b", directed=True)
    assert against.steps[0].hostile


def test_grade_and_family_admit_relations() -> None:
    graph = graph_of(("a", "b", 1), ("b", "c", 1), ("a", "c", 1))
    graph.edges["a", "c", "e2"]["family"] = "force"
    assert [p.nodes for p in find_paths(graph, "a", "c")] == [("a", "c"), ("a", "b", "c")]
    assert [p.nodes for p in find_paths(graph, "a", "c", grade="B")] == [("a", "b", "c")]
    assert [p.nodes for p in find_paths(graph, "a", "c", families=("force",))] == [("a", "c")]
    graph.edges["a", "b", "e0"]["grade"] = None
    assert find_paths(graph, "a", "c", grade="B") == []


def test_node_is_found_by_name_iri_and_label() -> None:
    graph = sample_graph()
    for name in ("actor:kh", f"{ID}actor/kh", "kataib hezbollah"):
        assert find_node(graph, name) == f"{ID}actor/kh"
    with pytest.raises(UsageError, match="did you mean actor:kh"):
        find_node(graph, "kataib hez")
    graph.add_node("urn:other", **node("Kataib Hezbollah"))
    with pytest.raises(UsageError, match="name of several"):
        find_node(graph, "kataib hezbollah")


@pytest.mark.parametrize(
    "name", ["actor:\u0301x", f"<{ID}actor/\u0301x>", f"{ID}actor/\u0301x", "CAFE\u0301", "Caf\u00e9"]
)
def test_node_is_found_whatever_its_accents(name: str) -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node(f"{ID}actor/\u0301x", **node("Caf\u00e9"))
    assert find_node(graph, name) == f"{ID}actor/\u0301x"


def test_shipped_path_has_evidence(shipped_graph: Workspace) -> None:
    found = path_table(shipped_graph, "actor:iran", "actor:kataib-hezbollah", families=("support",), limit=1)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.rows]
    assert [(row["from"], row["relation"], row["to"], row["hostile_step"]) for row in rows] == [
        ("Iran", "sponsors", "Kataib Hezbollah", False)
    ]
    assert str(rows[0]["grade"]) in str(rows[0]["evidence"])
    assert found.notes[-1] == "A path is no proof of influence or control."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"families": ["love"]}, "no family 'love'; there are: cooperation, force"),
        ({"grade": "Z"}, "no grade 'Z'"),
        ({"end": "actor:iran"}, "same node"),
    ],
)
def test_wrong_choices_are_named(shipped_graph: Workspace, options: dict[str, object], message: str) -> None:
    asked = {"start": "actor:iran", "end": "actor:iraq"} | options
    with pytest.raises(UsageError, match=message):
        path_table(shipped_graph, asked.pop("start"), asked.pop("end"), **asked)  # type: ignore[arg-type]


def test_command(shipped_graph: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline.build_workspace", lambda *_, **__: shipped_graph)
    run = CliRunner().invoke(app, ["path", "Iran", "actor:us-forces", "--directed", "-k", "2", "-f", "json"])
    assert run.exit_code == 0
    rows = json.loads(run.stdout)
    assert {row["path"] for row in rows} == {1, 2}
    assert "path 2: 2 step(s), 0 of them hostile" in run.stderr
    none = CliRunner().invoke(app, ["path", "Iran", "Qasem Soleimani", "--family", "support"])
    assert (none.exit_code, none.stdout) == (1, "")
    assert "No path" in none.stderr
