"""The page's data: what it holds of one policy and of several, against its documented schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest

from browser.sample import ID, edge, node, sample_evidence, sample_graph
from kg.evidence.records import Evidence
from kg.explorer.payload import PolicyView, page_values, short

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "explorer-data.schema.json").read_text("utf-8"))
NOTHING = Evidence({}, {})


def two_nodes(policy: str, *edges: tuple[str, str, dict[str, Any]], **changes: object) -> nx.MultiDiGraph:
    """Two nodes under a policy, with edges by key; ``changes`` are of the second node."""
    graph = nx.MultiDiGraph(policy=policy)
    graph.add_nodes_from([("a", node("A", "State")), ("b", node("B", **changes))])
    for key, ends, stated in edges:
        graph.add_edge(ends[0], ends[1], key=key, **stated)
    return graph


def values(*graphs: nx.MultiDiGraph) -> dict[str, Any]:
    """The page's data for graphs without evidence."""
    return page_values([PolicyView(graph, NOTHING) for graph in graphs], "T")


def sample_values() -> dict[str, Any]:
    graph = sample_graph()
    return page_values([PolicyView(graph, sample_evidence(graph), "Made up")], "T")


def shipped_values() -> dict[str, Any]:
    """A view without militias beside the sample: nodes, edges, statuses and accounts differ."""
    graph = sample_graph()
    evidence = sample_evidence(graph)
    fewer = graph.copy()
    fewer.remove_nodes_from([name for name, stated in graph.nodes(data=True) if stated["kind"] == "Militia"])
    doubted = {iri: replace(stated, status="rejected", reason="below") for iri, stated in evidence.accounts.items()}
    return page_values([PolicyView(fewer, Evidence(doubted, evidence.sources)), PolicyView(graph, evidence)], "T")


@pytest.mark.parametrize("made", [sample_values(), shipped_values(), values(nx.MultiDiGraph(policy=""))])
def test_data_is_as_the_schema_says(made: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(made)), SCHEMA)


def test_every_field_is_documented() -> None:
    stated = (DOCS / "explorer-data.md").read_text("utf-8")
    named = {name for part in [SCHEMA, *SCHEMA["$defs"].values()] for name in part.get("properties", {})}
    assert [name for name in sorted(named) if f"`{name}`" not in stated] == []


def test_one_policy_differs_in_nothing() -> None:
    (policy,) = sample_values()["policies"]
    assert [policy[name] for name in ("nodes", "edges", "accounts")] == [{"absent": [], "changed": {}}] * 3


def test_defaults_are_left_out() -> None:
    made = values(two_nodes("p", ("k", "ab", edge(status="disputed", grade="B2"))))
    assert made["edges"] == [
        {"id": "k", "from": 0, "to": 1, "rule": 0, "relation": edge()["relation"], "disputed": True, "grade": "B2"}
    ]
    assert made["rules"] == [["sponsors", "support", "", 1]]


def test_zero_is_not_left_out() -> None:
    made = values(two_nodes("p", lat=0.0, lon=0))
    assert (made["nodes"][1]["lat"], made["nodes"][1]["lon"]) == (0.0, 0)


def test_what_a_policy_has_otherwise_is_told() -> None:
    cautious = two_nodes("cautious", ("k", "ab", edge(grade="B2")), start=None)
    permissive = two_nodes(
        "permissive", ("k", "ab", edge(grade=None, status="disputed")), ("m", "ba", edge("funds")), start="2023"
    )
    made = values(cautious, permissive)
    first, second = made["policies"]
    assert [one["id"] for one in made["edges"]] == ["k", "m"]
    assert first["edges"] == {"absent": [1], "changed": {}}
    assert second["edges"] == {"absent": [], "changed": {"0": {"grade": None, "disputed": True}}}
    assert second["nodes"]["changed"] == {"1": {"start": "2023"}}


def test_edge_is_the_same_under_another_key() -> None:
    one = two_nodes("one", ("k", "ab", edge()))
    other = two_nodes("other", ("k-a-b", "ab", edge()), ("k-b-a", "ba", edge()))
    made = values(one, other)
    assert [stated["id"] for stated in made["edges"]] == ["k", "k-b-a"]
    assert [policy["edges"]["absent"] for policy in made["policies"]] == [[1], []]


def test_equal_keys_of_different_pairs_get_different_ids() -> None:
    made = values(two_nodes("p", ("k", "ab", edge()), ("k", "ba", edge())))
    assert [stated["id"] for stated in made["edges"]] == ["k", "k~2"]


def test_only_named_accounts_and_their_sources_are_in_the_page() -> None:
    graph = sample_graph()
    evidence = sample_evidence(graph)
    graph.remove_nodes_from([name for name in graph if "/event/" in name])
    made = page_values([PolicyView(graph, evidence)], "T")
    named = {account for _, _, stated in graph.edges(data=True) for account in stated["accounts"]}
    assert {stated["iri"] for stated in made["accounts"]} == {short(iri) for iri in named}
    assert {source.get("url") for source in made["sources"]} == {"https://example.org/report", None}


def test_missing_account_is_left_out() -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node("a", **node("A", accounts=("nowhere",)))
    assert values(graph)["accounts"] == []


def test_actors_accounts_are_those_that_no_edge_of_theirs_names() -> None:
    graph = sample_graph()
    made = page_values([PolicyView(graph, sample_evidence(graph))], "T")
    by_iri = {stated["iri"]: stated for stated in made["nodes"]}
    accounts = [stated["iri"] for stated in made["accounts"]]
    assert [accounts[place] for place in by_iri["~event/al-asad"]["accounts"]] == ["~account/al-asad"]
    assert "accounts" not in by_iri["~actor/iran"]


def test_same_premises_stand_once() -> None:
    steps = sample_values()["steps"]
    assert len({json.dumps(step, sort_keys=True) for step in steps}) == len(steps) == 3


def test_iris_are_shortened_so_that_it_can_be_undone() -> None:
    assert [short(iri) for iri in (f"{ID}actor/x", f"{ID}~x", "urn:x", "~x")] == ["~actor/x", f"{ID}~x", "urn:x", "~~x"]
