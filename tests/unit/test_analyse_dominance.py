"""Whom support depends on, and who shares sponsors: by hand, and against networkx's dominator trees."""

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse_case import world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.dominance import cut_off, ultimate
from kg.analyse.influence import Path, Step, steps_onward
from kg.workspace import Workspace


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def onward(*edges: tuple[str, str, str]) -> dict[str, list[Step]]:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node for a, b, _ in edges for node in (a, b)), kind="Militia")
    classes = {}
    for a, b, name in edges:
        classes[f"{a}-{b}"] = name
        stated = {"relation": f"{a}-{b}", "status": "accepted", "accounts": ("x",), "grade": "B2"}
        graph.add_edge(a, b, start=None, end=None, **stated)
    return steps_onward(graph, classes, {})


def sponsoring(*pairs: str) -> dict[str, list[Step]]:
    return onward(*((a, b, "Sponsorship") for a, b in pairs))


def test_a_chain_depends_on_every_link_and_a_diamond_on_none() -> None:
    assert cut_off("s", sponsoring("sa", "ab", "bc"), False, {}) == {"a": frozenset("bc"), "b": frozenset("c")}
    assert cut_off("s", sponsoring("sa", "sb", "ac", "bc"), False, {}) == {}
    assert cut_off("s", sponsoring("sa", "sb", "ac", "bc", "cd"), False, {}) == {"c": frozenset("d")}


def test_a_sole_intermediary_takes_the_sponsorship_with_it_and_two_do_not() -> None:
    steps = sponsoring("sa", "ab")
    assert cut_off("s", steps, False, {"s-a": ["broker"]}) == {"a": frozenset("b"), "broker": frozenset("ab")}
    assert cut_off("s", steps, False, {"s-a": ["broker", "other"]}) == {"a": frozenset("b")}


def test_a_state_s_organ_is_an_intermediary_though_the_state_is_reached_both_ways() -> None:
    # s has organ o; o sponsors a; s sponsors p, which sponsors o: without o nobody reaches a, by either way.
    steps = onward(
        ("o", "s", "Membership"), ("o", "a", "Sponsorship"), ("s", "p", "Sponsorship"), ("p", "o", "Command")
    )
    assert cut_off("s", steps, True, {})["o"] == frozenset("a")
    assert "p" not in cut_off("s", steps, True, {}) or "a" not in cut_off("s", steps, True, {})["p"]


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] != p[1]), min_size=1))
def test_it_is_the_dominator_tree_where_every_edge_is_a_sponsorship(edges: set[tuple[int, int]]) -> None:
    steps = onward(*((str(a), str(b), "Sponsorship") for a, b in edges))
    graph = nx.DiGraph((str(a), str(b)) for a, b in edges)
    graph.add_node("0")
    above = nx.immediate_dominators(graph, "0")
    expected: dict[str, set[str]] = {}
    for node in above:
        here = above[node]
        while node != "0" and here not in ("0", None):
            expected.setdefault(here, set()).add(node)
            here = above[here]
    assert cut_off("0", steps, False, {}) == {actor: frozenset(nodes) for actor, nodes in expected.items()}


def test_cut_points_of_the_small_world() -> None:
    rows = {(r["sponsor"], r["intermediary"]): r for r in table(ANALYSES["cut-points"](world()))}
    north = rows["north", "corps"]
    assert (north["reached"], north["cut off"], north["groups cut off"]) == (3, 3, ("brigade", "carrier", "front"))
    assert rows["north", "broker"]["groups cut off"] == ("brigade", "carrier", "front"), "the only hand it goes through"
    assert rows["corps", "carrier"]["groups cut off"] == ("brigade", "front")
    assert ("south", "unnamed") not in rows, "membership of an unidentified group is no path"
    assert (north["weakest grade"], len(north["accounts"])) == ("C2", 3), "the path to brigade"  # type: ignore[arg-type]


def relation(name: str, kind: str, first: str, second: str, source: str = "a") -> tuple[str, str, str, str]:
    ends = {
        "Sponsorship": ("hasSponsor", "hasBeneficiary"),
        "Hostility": ("hasHostileParty", "hasOpposedParty"),
        "Membership": ("hasMember", "hasGroup"),
    }[kind]
    return (f"relation:{name}", kind, f"told:{ends[0]} actor:{first} ; told:{ends[1]} actor:{second}", source)


def test_opposed_sponsors_of_one_group_and_a_sponsor_that_passes_on() -> None:
    stated = (
        relation("one", "Sponsorship", "corps", "brigade"),
        relation("organ", "Membership", "corps", "north"),
        relation("two", "Sponsorship", "south", "brigade", "b"),
        relation("three", "Sponsorship", "south", "carrier"),
        relation("four", "Sponsorship", "carrier", "brigade"),
        relation("foes", "Hostility", "north", "south"),
    )
    [row] = table(ANALYSES["shared-sponsors"](world(stated)))
    assert (row["beneficiary"], row["sponsors"]) == ("brigade", ("north", "south")), (
        "carrier passes on what south gives"
    )
    assert (row["opposed sponsors"], row["direct"]) == (("north and south",), ("north", "south"))
    assert row["weakest grade"] == "C2"
    friendly = table(ANALYSES["shared-sponsors"](world(stated[:-1])))
    assert [r["opposed sponsors"] for r in friendly] == [()]


def test_sponsors_that_sponsor_each_other_both_remain() -> None:
    def path(*nodes: str) -> Path:
        steps = tuple(Step(a, b, a + b, "sponsors", (), "B2", None, None, True, False) for a, b in pairwise(nodes))
        return Path(nodes[0], nodes[-1], steps)

    found = ultimate([path("a", "b"), path("b", "a"), path("a", "c"), path("b", "c")], {})
    assert set(found["c"]) == {"a", "b"}
    assert set(ultimate([path("a", "b"), path("a", "b", "c"), path("b", "c")], {})["c"]) == {"a"}


def test_the_shipped_graph_s_cut_points_are_name_their_evidence(shipped_graph: Workspace) -> None:
    rows = table(ANALYSES["cut-points"](shipped_graph))
    assert rows
    assert all(0 < float(str(row["share"])) <= 1 for row in rows)
    assert all(row["accounts"] for row in rows)
    assert all(row["sponsor"] != row["intermediary"] for row in rows)
