"""The explorer's layouts by Python: bands in order, events in time, boxes apart, and no chance."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import networkx as nx
import pytest

from browser.sample import edge, node, sample_graph
from kg.explorer.layout import PITCH, Layout, _laid_out, apart, hierarchy, layouts
from kg.explorer.layout_large import clusters
from kg.explorer.style import kind_style


def overlapping(places: dict[str, tuple[float, float]], box: tuple[float, float]) -> list[tuple[str, str]]:
    """Pairs whose boxes overlap by more than rounding."""
    return [
        (one, other)
        for one, other in combinations(sorted(places), 2)
        if abs(places[one][0] - places[other][0]) < box[0] - 1 and abs(places[one][1] - places[other][1]) < box[1] - 1
    ]


def many(count: int) -> nx.MultiDiGraph:
    """A ring of militias."""
    graph = nx.MultiDiGraph()
    names = [f"n{number:03}" for number in range(count)]
    graph.add_nodes_from((name, node(name)) for name in names)
    for number, name in enumerate(names):
        graph.add_edge(name, names[(number + 1) % count], key=f"e{number}", **edge())
    return graph


def test_layout_is_the_same_every_time_and_complete() -> None:
    first = layouts(sample_graph())["hierarchy"]
    _laid_out.cache_clear()
    second = layouts(sample_graph())["hierarchy"]
    assert first == second
    assert set(first.positions) == set(sample_graph())


@pytest.mark.parametrize("graph", [sample_graph(), many(60)], ids=["sample", "ring"])
def test_boxes_are_apart(graph: nx.MultiDiGraph) -> None:
    assert overlapping(hierarchy(graph).positions, (PITCH, 90.0)) == []


def test_hierarchy_puts_tiers_from_top_to_bottom() -> None:
    graph = sample_graph()
    layout = hierarchy(graph)
    rows: dict[int, list[float]] = {}
    for name, (_, y) in layout.positions.items():
        rows.setdefault(kind_style(graph.nodes[name]["kind"], graph.nodes[name]["group"]).tier, []).append(y)
    for upper, lower in pairwise(sorted(rows)):
        assert max(rows[upper]) < min(rows[lower])


def test_hierarchy_bands_hold_their_nodes() -> None:
    layout: Layout = hierarchy(sample_graph())
    for x, y in layout.positions.values():
        assert abs(x) <= layout.half_width
        assert sum(band.top < y < band.bottom for band in layout.bands) == 1


def test_events_stand_in_order_of_time() -> None:
    graph = nx.MultiDiGraph()
    for number, date in enumerate(["2023-11-22", "2023-10-17", "2023-11-20"]):
        graph.add_node(f"n{number}", **node("E", "Attack", group="event", start=f"{date}T00:00:00Z"))
    graph.add_node("undated", **node("E", "Strike", group="event"))
    places = hierarchy(graph).positions
    assert sorted(places, key=lambda name: places[name][0]) == ["n1", "n2", "n0", "undated"]


def test_apart_keeps_order_distance_and_bounds() -> None:
    places = apart([50.0, 50.0, 50.0, -50.0], 10.0, 60.0)
    assert all(right - left >= 10.0 for left, right in pairwise(places))
    assert min(places) >= -60.0
    assert max(places) <= 60.0


def test_the_same_content_is_laid_out_once() -> None:
    graph = sample_graph()
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    nx.set_node_attributes(turned, "another summary", "summary")
    assert layouts(turned) is layouts(graph)
    turned.add_edge(*list(turned)[:2], key="more", **edge())
    assert layouts(turned) is not layouts(graph)


def test_overview_stands_where_its_own_edges_want_it() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((name, node(name, "State")) for name in ("s1", "s2"))
    graph.add_nodes_from((name, node(name)) for name in ("m1", "m2"))
    graph.add_edge("s1", "m1", key="1", **edge())
    graph.add_edge("s2", "m2", key="2", **edge())
    for number in range(9):
        graph.add_node(f"p{number}", **node(f"P{number}", "Person"))
        graph.add_edge("s1", f"p{number}", key=f"a{number}", **edge())
        graph.add_edge(f"p{number}", "m2", key=f"b{number}", **edge())
    places = hierarchy(graph).positions
    assert (places["s1"][0] < places["s2"][0]) == (places["m1"][0] < places["m2"][0])


def test_large_graphs_get_clusters_in_the_same_places_whatever_their_order() -> None:
    graph = many(2001)
    graph.add_edges_from((name, "n000", {"sign": 1}) for name in list(graph)[100:400])
    assert layouts(graph)["force"].positions == clusters(graph)[0]
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from(reversed(list(graph.edges())))
    assert clusters(turned) == clusters(graph)


def test_clusters_stand_apart_with_the_hub_amid_its_own() -> None:
    graph = nx.MultiDiGraph()
    for hub in "ab":
        graph.add_edges_from((hub, f"{hub}{number}") for number in range(30))
    graph.add_edge("a", "b")
    graph.add_node("alone")
    places, discs = clusters(graph)
    assert sum(disc.count for disc in discs) == len(places)
    for disc in discs:
        inside = [p for p in places.values() if math.dist(p, (disc.x, disc.y)) <= disc.radius]
        assert len(inside) == disc.count
        assert disc.hub is None or places[disc.hub] == (disc.x, disc.y)
    assert set(places) == set(graph)
    assert overlapping(places, (30.0, 30.0)) == []
    for hub, other in ("ab", "ba"):
        for number in range(20, 30):
            leaf = places[f"{hub}{number}"]
            assert math.dist(places[hub], leaf) < math.dist(places[other], leaf)
