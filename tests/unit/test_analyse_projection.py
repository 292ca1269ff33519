"""The projection: what becomes a node, what an edge, and where each attribute comes from."""

from typing import Any

import networkx as nx
import pytest

from analyse_case import TOLD, actor, event, world
from kg.analyse.facts import in_time
from kg.analyse.projection import SPONSORED, actor_network, project
from kg.rdf.terms import CONFLICT, INFERRED, PREFIXES
from kg.workspace import Workspace

NODE = {
    "label", "names", "kind", "kind_label", "group", "start", "end", "lat", "lon", "precision", "place",
    "disputed_places", "accounts", "summary", "size"
}  # fmt: skip
EDGE = {
    "relation", "type", "label", "family", "sign", "inferred", "status", "start", "end", "grade", "accounts", "proof"
}  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return project(world())


def edge(graph: nx.MultiDiGraph, key: str) -> tuple[str, str, dict[str, object]]:
    found = [(s, t, data) for s, t, k, data in graph.edges(keys=True, data=True) if k == key]
    assert len(found) == 1, f"{key}: {len(found)} edges"
    return found[0]


def test_every_node_and_edge_keeps_the_contract(graph: nx.MultiDiGraph, seed: Workspace) -> None:
    for made in (graph, actor_network(world()), project(seed), actor_network(seed)):
        assert made.graph["policy"] == "permissive"
        assert set(made.graph["roles"]) <= {data["type"] for *_, data in made.edges(data=True)}
        assert all(set(data) == NODE for _, data in made.nodes(data=True))
        assert all(set(data) == EDGE for _, _, data in made.edges(data=True))
        assert all(0 <= data["size"] <= 1 for _, data in made.nodes(data=True))
        keys = [key for _, _, key in made.edges(keys=True)]
        assert len(keys) == len(set(keys))


def test_a_relation_is_the_edge_its_class_declares(graph: nx.MultiDiGraph) -> None:
    source, target, stated = edge(graph, "corps-arms-carrier")
    assert (source, target) == (actor("corps"), actor("carrier"))
    assert (stated["label"], stated["family"], stated["sign"]) == ("sponsors", "support", 1)
    assert (stated["start"], stated["end"]) == ("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")
    assert (stated["grade"], stated["accounts"], stated["status"]) == (
        "B2",
        (PREFIXES["account"] + "a-02",),
        "accepted",
    )
    assert stated["relation"] == PREFIXES["relation"] + "corps-arms-carrier"


def test_a_use_of_force_is_a_node_with_two_kinds_of_edges(graph: nx.MultiDiGraph) -> None:
    into = {s for s, _, data in graph.in_edges(event("raid"), data=True) if data["label"] == "carried out"}
    out = {t for _, t, data in graph.out_edges(event("raid"), data=True) if data["label"] == "aimed at"}
    assert (into, out) == ({actor("brigade"), actor("carrier")}, {actor("south")})
    stated = edge(graph, "raid-by-brigade")[2]
    assert (stated["family"], stated["sign"], len(stated["accounts"])) == ("force", -1, 2)  # type: ignore[arg-type]


def test_declarations_are_edges_and_actors_without_edges_are_left_out(graph: nx.MultiDiGraph) -> None:
    assert edge(graph, "claim")[:2] == (actor("front"), event("raid"))
    assert edge(graph, "threat")[:2] == (actor("north"), actor("south"))
    assert not any("/act/" in node for node in graph)
    assert actor("loner") not in graph


def test_an_event_takes_coordinates_from_the_nearest_place_that_has_them(graph: nx.MultiDiGraph) -> None:
    raid = graph.nodes[event("raid")]
    assert (raid["lat"], raid["lon"], raid["place"]) == (10.5, 20.25, "camp")
    assert (raid["start"], raid["end"]) == ("2023-01-01T00:00:00Z", "2023-01-01T06:00:00Z")
    wave = graph.nodes[event("wave")]
    assert [wave[name] for name in ("lat", "lon", "place", "start", "end")] == [None] * 5


def test_values_in_dispute_are_disputed_edges(graph: nx.MultiDiGraph) -> None:
    parts = {t: data for _, t, data in graph.out_edges(event("raid"), data=True) if "part of" in data["label"]}
    assert {target: data["status"] for target, data in parts.items()} == {
        event("wave"): "disputed",
        event("surge"): "disputed",
    }
    assert parts[event("surge")]["accounts"] == (PREFIXES["account"] + "c-10",)
    assert {data["status"] for *_, data in graph.edges(data=True) if data["family"] != "structure"} == {"accepted"}


def test_an_inferred_edge_names_each_premise_and_is_as_sure_as_the_weakest(graph: nx.MultiDiGraph) -> None:
    source, target, stated = edge(graph, "raid-hasPerpetratorSponsoredBy-carrier")
    assert (source, target, stated["inferred"], stated["sign"]) == (event("raid"), actor("carrier"), True, 0)
    assert stated["grade"] == "C2"
    proof = stated["proof"]
    assert isinstance(proof, dict)
    assert proof["statement"] == "raid has perpetrator sponsored by carrier"
    assert (proof["rule"], proof["grade"]) == ("prp-spo2", "C2")
    assert "propertyChainAxiom" in proof["axiom"]
    assert "It says nothing of an order" in proof["note"]
    leaves = {leaf["statement"]: leaf for leaf in leaves_of(proof)}
    held = "raid has perpetrator supported in carrier-arms-brigade"
    assert set(leaves) == {held, "carrier-arms-brigade has sponsor carrier"}
    assert leaves[held]["accounts"] == stated["accounts"] == (PREFIXES["account"] + "b-03",)


def leaves_of(proof: dict[str, Any]) -> list[dict[str, Any]]:
    return [leaf for premise in proof["premises"] for leaf in leaves_of(premise)] if proof["rule"] else [proof]


def test_every_inferred_shortcut_between_nodes_is_an_edge_with_a_proof() -> None:
    made = world()
    inferred = [t for t in made.graphs[INFERRED.value] if t.predicate.value.endswith(SPONSORED)]
    edges = [(s, t, d) for s, t, d in project(made).edges(data=True) if d["inferred"]]
    assert len(edges) == len(inferred) > 0
    for source, target, stated in edges:
        assert (source, stated["relation"], target) in {
            (str(t.subject.value), t.predicate.value, t.object.value) for t in inferred
        }
        assert stated["proof"]["grade"] == stated["grade"]
        assert {iri for leaf in leaves_of(stated["proof"]) for iri in leaf["accounts"]} == set(stated["accounts"])


def test_only_the_shortcut_to_a_sponsor_at_the_time_is_an_inferred_edge(seed: Workspace) -> None:
    inferred = {d["relation"] for *_, d in project(world()).edges(data=True) if d["inferred"]}
    assert inferred == {CONFLICT.term("hasPerpetratorSponsoredBy").value}
    assert not any(d["inferred"] for *_, d in project(seed).edges(data=True)), "its support has no dates"
    assert not any(d["inferred"] for *_, d in actor_network(world()).edges(data=True))


def test_kind_is_asserted_and_roles_are_told_in_the_summary(seed: Workspace) -> None:
    graph = project(seed)
    hezbollah = graph.nodes[actor("kataib-hezbollah")]
    assert (hezbollah["kind"], hezbollah["kind_label"]) == ("Militia", "militia")
    assert hezbollah["summary"] == "Inferred: proxy."
    assert (graph.nodes[actor("iran")]["size"], graph.nodes[actor("iran")]["group"]) == (0.769, "actor")


def test_the_network_of_actors_has_one_edge_a_perpetrator_and_target() -> None:
    graph = actor_network(world())
    assert {data["group"] for _, data in graph.nodes(data=True)} == {"actor"}
    assert graph.has_edge(actor("brigade"), actor("south"), key="raid-brigade-south")
    assert graph.has_edge(actor("carrier"), actor("south"), key="raid-carrier-south")
    assert graph.edges[actor("south"), actor("brigade"), "answer"]["label"] == "uses force against"


def test_a_policy_that_accepts_nothing_gives_an_empty_graph(nothing: Workspace) -> None:
    graph = project(nothing)
    assert (len(graph), graph.graph) == (0, {"policy": "cautious", "roles": {}})


def test_the_order_of_statements_does_not_matter(graph: nx.MultiDiGraph) -> None:
    again = project(world())
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    shuffled = project(world((*TOLD[1::2], *TOLD[::2])))
    assert list(shuffled) == list(graph)
    assert list(shuffled.edges(keys=True)) == list(graph.edges(keys=True))


def test_moments_sort_across_time_zones_and_unknown_ones_come_last() -> None:
    moments = [None, "2023-01-01T02:00:00+03:00", "2023-01-01T00:00:00"]
    assert sorted(moments, key=in_time) == ["2023-01-01T02:00:00+03:00", "2023-01-01T00:00:00", None]
