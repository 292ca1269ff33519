"""The choice of a network: its form, and which of the edges it keeps."""

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import kg
from analyse_case import actor, event, world
from kg.analyse.networks import bipartite, chosen, folded, network
from kg.errors import UsageError
from kg.pipeline import build_workspace
from kg.workspace import Workspace
from made_up_dataset import dataset


def relations(graph: nx.Graph) -> set[str]:
    """The slugs of all relations and events that edges stand for."""
    stated = [data.get("relations") or (data["relation"],) for *_, data in graph.edges(data=True)]
    return {iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for each in stated for iri in each}


def edge(sign: int = 0, **other: Any) -> dict[str, Any]:
    stated = {"relation": "r", "label": "l", "family": "f", "sign": sign, "inferred": False, "status": "accepted"}
    return stated | {"start": None, "end": None, "grade": None, "accounts": (), "proof": None} | other


def parallel(*edges: dict[str, Any]) -> dict[str, Any]:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_edges_from(("a", "b", number, stated) for number, stated in enumerate(edges))
    nx.set_node_attributes(graph, "actor", "group")
    return dict(folded(graph).edges["a", "b"])


def test_parallel_edges_fold_into_one_that_keeps_all_provenance() -> None:
    one = edge(1, relation="r1", label="arms", grade="C3", accounts=("x", "y"), start="2020-01-01T00:00:00Z")
    two = edge(1, relation="r2", label="pays", grade="B2", accounts=("y", "z"), start="2019-12-31T23:00:00-05:00")
    found = parallel(one, two)
    assert found == {
        "count": 2, "relations": ("r1", "r2"), "labels": ("arms", "pays"), "families": ("f",), "sign": 1,
        "mixed": False, "inferred": False, "status": "accepted", "start": "2020-01-01T00:00:00Z", "end": None,
        "grade": "B2", "accounts": ("x", "y", "z"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("edges", "sign", "mixed", "status"),
    [
        ((edge(1), edge(-1)), 0, True, "accepted"),
        ((edge(-1), edge(-1), edge(1)), -1, True, "accepted"),
        ((edge(1), edge(-1, status="disputed")), 1, False, "accepted"),
        ((edge(-1, status="disputed"),), 0, False, "disputed"),
        ((edge(0), edge(0)), 0, False, "accepted"),
    ],
    ids=["cancelled", "majority", "disputed-does-not-count", "all-disputed", "no-sign"],
)
def test_signs_fold_by_their_sum_over_accepted_edges(
    edges: tuple[dict[str, Any], ...], sign: int, mixed: bool, status: str
) -> None:
    found = parallel(*edges)
    assert (found["sign"], found["mixed"], found["status"]) == (sign, mixed, status)


def test_an_inferred_edge_makes_a_fold_inferred_only_alone() -> None:
    assert parallel(edge(inferred=True), edge())["inferred"] is False
    assert parallel(edge(inferred=True))["inferred"] is True


def test_events_and_actors_alone_are_two_sides() -> None:
    found = network(world(), "bipartite")
    assert nx.is_bipartite(found)
    assert not found.is_directed()
    assert {found.nodes[a]["bipartite"] for a in found} == {0, 1}
    assert all(found.nodes[a]["bipartite"] != found.nodes[b]["bipartite"] for a, b in found.edges())
    assert found.edges[event("raid"), actor("front")]["labels"] == ("claims",)
    assert found.edges[event("raid"), actor("south")]["labels"] == ("aimed at",)
    assert actor("broker") not in found, "an actor without a part in an event"


def test_a_party_whose_side_is_not_stated_leads_to_the_event(tmp_path: Path) -> None:
    (tmp_path / "clashes.ttl").write_text(dataset(1).replace("told:hasPerpetrator", "told:hasParty"), encoding="utf-8")
    found = network(build_workspace([tmp_path / "clashes.ttl"], policy="permissive"))
    edges = {(a, b, d["label"], d["sign"], d["family"]) for a, b, d in found.edges(data=True)}
    parties = {actor("made-up-0"), actor("made-up-1")}
    assert edges == {(party, event("made-up-0"), "was a party to", 0, "force") for party in parties}


def test_a_bipartite_network_projects_as_networkx_does() -> None:
    found = network(world(), "bipartite", inferred=False)
    actors = {node for node, side in found.nodes(data="bipartite") if side == 1}
    together = nx.bipartite.weighted_projected_graph(found, actors)
    # The raid and the answer to it; the return is by brigade on south too.
    assert together.edges[actor("brigade"), actor("south")]["weight"] == 3
    assert together.edges[actor("carrier"), actor("brigade")]["weight"] == 1


@pytest.mark.parametrize(
    ("conditions", "there", "absent"),
    [
        ({"grade": "B"}, {"corps-of-north", "raid"}, {"carrier-arms-brigade", "claim"}),
        ({"grade": "C2"}, {"carrier-arms-brigade", "claim", "raid"}, set()),
        ({"grade": "C1"}, set(), {"raid", "carrier-arms-brigade"}),
        ({"at": "2020-06-01"}, {"corps-arms-carrier", "corps-of-north"}, {"carrier-arms-brigade", "raid"}),
        ({"at": "2023-01-01"}, {"carrier-arms-brigade", "raid", "answer"}, {"corps-arms-carrier"}),
        ({"at": "2023-01-01T06:30:00Z"}, {"carrier-arms-brigade"}, {"raid", "answer"}),
        ({"since": "2021-06-01", "until": "2021-12-31"}, {"south-backs"}, {"corps-arms-carrier", "raid"}),
        ({"since": "2023-01-02"}, {"answer"}, {"raid"}),
        ({"until": "2019-12-31"}, {"north-south"}, {"corps-arms-carrier"}),
        ({"inferred": False}, {"raid", "claim"}, {"hasPerpetratorSponsoredBy"}),
        ({"only": "support"}, {"corps-arms-carrier", "hasPerpetratorSponsoredBy"}, {"corps-of-north", "raid"}),
        ({"only": ["Membership", "Hostility"]}, {"corps-of-north", "north-south"}, {"front-of-brigade", "raid"}),
        ({"only": ["isSubEventOf"]}, {"isSubEventOf"}, {"raid"}),
        ({"only": "support", "inferred": False, "grade": "B"}, {"corps-arms-carrier"}, {"carrier-arms-brigade"}),
        ({"only": []}, set(), {"raid"}),
    ],
    ids=lambda stated: str(stated) if isinstance(stated, dict) else None,
)
def test_a_condition_narrows(conditions: dict[str, Any], there: set[str], absent: set[str]) -> None:
    for form in ("multi", "simple"):
        graph = network(world(), form, **conditions)
        assert there <= relations(graph)
        assert not absent & relations(graph)
        assert all(degree for _, degree in graph.degree()), "nodes without an edge that is left are left out"
        assert not graph or max(size for _, size in graph.nodes(data="size")) == 1


def test_without_a_condition_it_is_the_projection() -> None:
    whole = network(world())
    assert isinstance(whole, nx.MultiDiGraph)
    assert actor("loner") not in whole
    again = chosen(whole, lambda _: True)
    assert set(whole) - set(again) == {node for node, degree in whole.degree() if not degree}
    assert list(again.edges(keys=True)) == list(whole.edges(keys=True))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"form": "tree"}, "no form 'tree'; there are: multi, simple, bipartite"),
        ({"grade": "G"}, "no grade 'G'"),
        ({"grade": "B7"}, "no grade 'B7'"),
        ({"at": "last week"}, "'last week' is no date"),
        ({"at": "2020-01-01", "since": "2020-01-01"}, "not both"),
        ({"since": "2021-01-01", "until": "2020-01-01"}, "ends (2020-01-01) before it begins"),
        ({"only": "suport"}, "'suport' (did you mean support?)"),
        ({"only": ["Friendship"]}, "no family or class of edges 'Friendship'"),
    ],
    ids=lambda stated: str(stated) if isinstance(stated, dict) else None,
)
def test_what_there_is_not_is_said(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as error:
        network(world(), **arguments)
    assert says in str(error.value)


def test_nothing_accepted_is_an_empty_network_of_each_form(nothing: Workspace) -> None:
    for form, cls in (("multi", nx.MultiDiGraph), ("simple", nx.DiGraph), ("bipartite", nx.Graph)):
        found = network(nothing, form, grade="A", at="2023-11-21", only="support")
        assert (type(found), len(found)) == (cls, 0)


def test_the_shipped_graph_in_each_form(shipped_graph: Workspace) -> None:
    graph = kg.KnowledgeGraph(shipped_graph)
    whole, simple, two = graph.network(), graph.network("simple"), graph.network(form="bipartite")
    assert {(s, t) for s, t, _ in whole.edges(keys=True)} == set(simple.edges())
    assert sum(count for *_, count in simple.edges(data="count")) == whole.number_of_edges()
    assert nx.is_bipartite(two)
    assert all(data["accounts"] for *_, data in simple.edges(data=True)), "everything is told by somebody"
    narrow = graph.network(form="bipartite", grade="C", at="2023-11-21", inferred=False)
    assert 0 < len(narrow) < len(two)
    assert bipartite(whole).edges == two.edges
