"""The policies beside a dataset's own: which they are, and that each is what a build under it gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import kg
from kg.analyse.projection import project
from kg.explorer.packing import read_page
from kg.explorer.page import explorer_page, other_policies, other_workspaces, view_of
from kg.pipeline import build_workspace
from kg.rdf.terms import PREFIXES
from kg.workspace import Workspace
from seed_report import SEED


def labels(workspaces: list[Workspace]) -> list[str]:
    return [workspace.policy.label for workspace in workspaces]


def policies(page: str) -> list[str]:
    """The labels of the policies that a page holds."""
    return [policy["label"] for policy in read_page(page)["model"]["policies"]]


def test_shipped_policies(shipped_graph: Workspace) -> None:
    assert other_policies(shipped_graph) == ["cautious", "corroborated", "permissive", "only:seed-report"]
    assert labels(other_workspaces(shipped_graph)) == ["corroborated", "permissive", "only:seed-report"]


def test_own_policy_is_not_there_twice(seed: Workspace) -> None:
    assert seed.policy.label == "permissive"
    assert labels(other_workspaces(seed)) == ["cautious", "corroborated", "only:seed-report"]
    only = build_workspace(policy="only:source:seed-report")
    assert labels(other_workspaces(only)) == ["cautious", "corroborated", "permissive"]


def test_without_a_doubtful_source_no_single_source_is_offered(shipped_graph: Workspace) -> None:
    kept = tuple(t for t in shipped_graph.inputs.account_records if t.grade[0] != "E")
    workspace = replace(shipped_graph, inputs=replace(shipped_graph.inputs, account_records=kept))
    assert other_policies(workspace) == ["cautious", "corroborated", "permissive"]


def test_views_are_at_the_datasets_dates() -> None:
    workspace = build_workspace(as_of="2023-11-21", valid_at="2023-11-21")
    view = view_of(other_workspaces(workspace)[1])
    built = build_workspace(policy="permissive", as_of="2023-11-21", valid_at="2023-11-21")
    assert view.provenance == built.provenance
    assert sorted(view.graph.edges(keys=True)) == sorted(project(built).edges(keys=True))
    assert view.evidence.accounts == built.evidence.accounts


ODD = """
    relation:odd a conflict:Sponsorship .
    account:odd a conflict:Account ; conflict:isAccountOf relation:odd ; conflict:hasSource source:seed-report ;
        conflict:locator "x" ; conflict:paraphrase "x" ; conflict:hasCredibility credibility:6 ;
        conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ; told:hasBeneficiary place:iraq .
"""


def test_an_inconsistent_policy_is_left_out(tmp_path: Path) -> None:
    odd = tmp_path / "odd.ttl"
    odd.write_text("".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + ODD)
    assert labels(other_workspaces(build_workspace([*SEED, odd]))) == ["corroborated"]


def test_the_page_and_the_api_hold_them_all(shipped_graph: Workspace) -> None:
    expected = ["cautious", "corroborated", "permissive", "only:seed-report"]
    assert policies(explorer_page(shipped_graph)) == expected
    assert policies(kg.KnowledgeGraph(shipped_graph).explorer()) == expected


def test_page_of_the_shipped_data_is_small_and_the_same_twice(shipped_graph: Workspace) -> None:
    page = explorer_page(shipped_graph)
    assert len(page.encode()) < 2_000_000
    assert explorer_page(shipped_graph) == page
