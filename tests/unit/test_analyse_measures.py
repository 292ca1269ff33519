"""Brokerage and balance against hand-computed cases, published figures and networkx."""

import math
from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse_case import world
from kg.analyse import ANALYSES, balance, camps
from kg.analyse.balance import signed_pairs, triads
from kg.analyse.brokerage import betweenness, constraint, simple_ties
from kg.analyse.frustration import disjoint_triangles, frustration, good_division, wrong_ties
from kg.workspace import Workspace


def stated(*edges: tuple[str, str, int]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for source, target, sign in edges:
        graph.add_edge(source, target, sign=sign, status="accepted")
    return graph


def signed(*edges: tuple[str, str, int]) -> nx.Graph:
    return signed_pairs(stated(*edges))


def index(graph: nx.Graph) -> tuple[int, int]:
    """The bounds of the frustration index; the ties said to be wrong are as many as the upper one, and suffice."""
    found = frustration(graph)
    assert len(found.wrong) == found.most
    kept = graph.copy()
    kept.remove_edges_from(found.wrong)
    assert frustration(kept).most == 0
    return found.least, found.most


def test_constraint_of_a_triangle_a_star_and_a_loner() -> None:
    assert constraint(nx.complete_graph(["a", "b", "c"]), "a") == pytest.approx(2 * (0.5 + 0.25) ** 2)
    star = nx.Graph([("hub", leaf) for leaf in "abcd"])
    assert constraint(star, "hub") == pytest.approx(0.25)
    assert constraint(star, "a") == pytest.approx(1.0)
    star.add_node("loner")
    assert constraint(star, "loner") is None


def test_measures_on_the_krackhardt_kite() -> None:
    kite = nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate("ABCDEFGHIJ")))
    between = betweenness(kite)
    # Krackhardt (1990): Heather, the eighth actor, is the most between.
    published = {
        "A": 0.023,
        "B": 0.023,
        "C": 0.0,
        "D": 0.102,
        "E": 0.0,
        "F": 0.231,
        "G": 0.231,
        "H": 0.389,
        "I": 0.222,
        "J": 0.0,
    }
    assert {actor: round(value or 0.0, 3) for actor, value in between.items()} == published
    for actor in kite:
        assert constraint(kite, actor) == pytest.approx(nx.constraint(kite, nodes=[actor])[actor])


def test_betweenness_is_undefined_for_fewer_than_three_actors() -> None:
    assert betweenness(nx.Graph([("a", "b")])) == {"a": None, "b": None}
    assert betweenness(nx.path_graph(["a", "b", "c"])) == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_ties_are_simple_and_a_tie_to_oneself_is_none() -> None:
    ties = simple_ties(stated(("a", "b", 1), ("b", "a", -1), ("a", "b", 0), ("c", "c", 1)))
    assert (set(ties), list(ties.edges())) == ({"a", "b", "c"}, [("a", "b")])


def test_a_pair_has_the_sign_of_the_sum_and_opposed_ties_cancel() -> None:
    graph = signed(
        ("a", "b", 1), ("b", "a", 1), ("a", "b", -1), ("b", "c", 1), ("c", "b", -1), ("c", "d", 0), ("e", "e", 1)
    )
    assert list(graph.edges(data=True)) == [("a", "b", {"sign": 1, "mixed": True})]
    assert set(graph) == {"a", "b", "c", "d", "e"}


def test_disputed_ties_have_no_sign() -> None:
    graph = stated(("a", "b", 1))
    graph.add_edge("b", "c", sign=1, status="disputed")
    assert list(signed_pairs(graph).edges()) == [("a", "b")]


@pytest.mark.parametrize("signs", list(product((1, -1), repeat=3)))
def test_heiders_eight_triads(signs: tuple[int, int, int]) -> None:
    graph = signed(*((a, b, sign) for (a, b), sign in zip(combinations("abc", 2), signs, strict=True)))
    [triad] = triads(graph)
    balanced = signs.count(-1) in (0, 2)
    assert (triad.balanced, triad.signs) == (balanced, signs)
    assert index(graph) == (int(not balanced), int(not balanced))


def test_two_camps_are_balanced_and_a_circle_with_one_foe_is_not() -> None:
    camps = {node: node in "abc" for node in "abcdef"}
    whole = [(a, b, 1 if camps[a] == camps[b] else -1) for a, b in combinations("abcdef", 2)]
    assert all(triad.balanced for triad in triads(signed(*whole)))
    assert frustration(signed(*whole)).most == 0
    circle = signed(("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "a", -1))
    assert (triads(circle), index(circle)) == ([], (1, 1))


def test_frustration_of_all_hostile_complete_graphs() -> None:
    # All hostile: the friendliest division is into halves, which leaves 2 * C(n/2, 2) ties inside the camps.
    for size, least in ((4, 2), (6, 6), (8, 12)):
        graph = signed(*((f"{a:02}", f"{b:02}", -1) for a, b in combinations(range(size), 2)))
        assert index(graph) == (least, least)


def brute(graph: nx.Graph) -> int:
    nodes = sorted(graph)
    return min(
        sum(camp[nodes.index(a)] * camp[nodes.index(b)] * sign < 0 for a, b, sign in graph.edges(data="sign"))
        for camp in product((1, -1), repeat=len(nodes))
    )


@settings(deadline=None)
@given(st.lists(st.sampled_from((-1, 0, 1)), min_size=21, max_size=21))
def test_frustration_is_what_trying_all_divisions_gives(signs: list[int]) -> None:
    graph = signed(*((a, b, sign) for (a, b), sign in zip(combinations("abcdefg", 2), signs, strict=True)))
    assert index(graph) == (brute(graph), brute(graph))


@settings(deadline=None)
@given(st.lists(st.sampled_from((-1, 0, 1)), min_size=21, max_size=21))
def test_bounds_hold_the_exact_index_between_them(signs: list[int]) -> None:
    graph = signed(*((a, b, sign) for (a, b), sign in zip(combinations("abcdefg", 2), signs, strict=True)))
    for nodes in nx.biconnected_components(graph):
        block = graph.subgraph(nodes)
        assert disjoint_triangles(block) <= brute(block) <= len(wrong_ties(block, good_division(block)))


#: Read (1954): friends (rova) and foes (hina) among the sixteen tribes of the Gahuku-Gama.
ROVA = (
    "Gavev-Kotun Gavev-Nagad Gavev-Gama Kotun-Nagad Kotun-Gama Ove-Alika Ove-Gahuk Ove-Masil Ove-Ukudz"
    " Alika-Ukudz Nagam-Masil Nagam-Notoh Nagam-Seuve Gahuk-Masil Gahuk-Ukudz Gahuk-Geham Gahuk-Asaro"
    " Masil-Ukudz Masil-Geham Masil-Asaro Masil-Uheto Ukudz-Geham Ukudz-Asaro Notoh-Kohik Notoh-Uheto"
    " Kohik-Uheto Geham-Asaro Uheto-Seuve Nagad-Gama"
)
HINA = (
    "Gavev-Ove Gavev-Alika Gavev-Nagam Gavev-Gahuk Gavev-Asaro Kotun-Ove Kotun-Nagam Kotun-Gahuk Kotun-Notoh"
    " Kotun-Kohik Nagam-Nagad Nagam-Gama Gahuk-Notoh Gahuk-Uheto Gahuk-Gama Ukudz-Seuve Notoh-Geham Notoh-Nagad"
    " Kohik-Geham Kohik-Nagad Geham-Uheto Geham-Nagad Geham-Gama Asaro-Seuve Asaro-Nagad Asaro-Gama Uheto-Nagad"
    " Uheto-Gama Seuve-Gama"
)


def test_frustration_of_the_highland_tribes() -> None:
    # Aref and Wilson (2019), "Balance and frustration in signed networks": 7 of 58 ties.
    ties = [(*tie.split("-"), sign) for stated, sign in ((ROVA, 1), (HINA, -1)) for tie in stated.split()]
    assert index(signed(*ties)) == (7, 7)  # type: ignore[arg-type]


def test_a_block_that_the_search_gives_up_on_gets_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = signed(*((f"{a:02}", f"{b:02}", -1) for a, b in combinations(range(21), 2)))
    monkeypatch.setattr(camps, "SEARCH_STEPS", 1000)
    found = frustration(graph)
    assert not found.exact
    assert found == frustration(graph)
    assert 36 <= found.least < 100 == found.most, "halves of 10 and 11 leave 45 + 55 ties inside"
    monkeypatch.setattr(camps, "SEARCH_ACTORS", 20)
    assert frustration(graph).least == disjoint_triangles(graph), "not searched at all"


def test_blocks_are_added_up() -> None:
    first = [("a", "b", -1), ("b", "c", -1), ("a", "c", -1)]
    second = [("c", "d", 1), ("d", "e", 1), ("e", "f", 1), ("f", "d", -1)]
    assert index(signed(*first, *second)) == (2, 2)


def test_ties_that_cancel_are_named_in_a_note() -> None:
    told_ties = (
        ("relation:ally", "Alliance", "told:hasFirstAlly actor:north ; told:hasSecondAlly actor:south", "a"),
        ("relation:foe", "Hostility", "told:hasHostileParty actor:south ; told:hasOpposedParty actor:north", "b"),
    )
    result = ANALYSES["balance"](world(told_ties))
    assert result.rows == ()
    assert "Left out, as friendly and hostile ties cancel: north and south." in result.notes
    assert "No three actors are all tied to each other, so there is no triad to judge." in result.notes


def test_iraq_between_the_united_states_and_iran_is_unbalanced(seed: Workspace) -> None:
    result = ANALYSES["balance"](seed)
    row = next(row for row in result.rows if row[:3] == ("Iran", "Iraq", "United States"))
    assert row[3] == "Iran and Iraq: friendly; Iran and United States: hostile; Iraq and United States: friendly"
    assert row[4] is False
    flags = [r[4] for r in result.rows]
    assert flags == sorted(flags), "unbalanced triads come first"
    carriers = next(note for note in result.notes if note.startswith("Actors by the number"))
    assert carriers.startswith("Actors by the number of unbalanced triads they are in: Iraq (4),")


def test_brokerage_of_the_shipped_data_agrees_with_networkx(seed: Workspace) -> None:
    result = ANALYSES["brokerage"](seed)
    assert result.rows[0][0] == "United States"
    ties, friendly, hostile = (result.columns.index(name) for name in ("ties", "friendly", "hostile"))
    assert all(row[friendly] + row[hostile] <= row[ties] for row in result.rows)  # type: ignore[operator]
    assert all(isinstance(row[5], float) and not math.isnan(row[5]) and row[7] is None for row in result.rows)


def test_a_note_names_ten_actors_and_counts_the_rest() -> None:
    graph = signed(*((f"{a:02}", f"{b:02}", -1) for a, b in combinations(range(12), 2)))
    note = balance._carriers(triads(graph), {node: node for node in graph})
    assert note.startswith("00 (55), 01 (55), ")
    assert note.endswith("09 (55), and 2 more")


def test_who_carries_the_imbalance_in_the_seed_report(seed: Workspace) -> None:
    result = ANALYSES["imbalance"](seed)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert (rows[0]["actor"], rows[0]["unbalanced"]) == ("Iraq", 4)
    assert sum(float(str(row["share of the unbalanced"])) for row in rows) == pytest.approx(3, abs=0.01)
    assert all(row["unbalanced"] <= row["triads"] for row in rows)  # type: ignore[operator]
    assert any(row["wrong ties"] for row in rows)


def test_sixty_actors_are_searched_to_the_end() -> None:
    great = nx.gnp_random_graph(60, 0.3, seed=1)
    nx.set_edge_attributes(great, {edge: 1 if sum(edge) % 3 else -1 for edge in great.edges()}, "sign")
    assert index(nx.relabel_nodes(great, {node: f"{node:02}" for node in great})) == (111, 111)


def test_triads_of_the_karate_club_are_networkx_triangles() -> None:
    club = nx.relabel_nodes(nx.karate_club_graph(), {node: f"{node:02}" for node in range(34)})
    nx.set_edge_attributes(club, 1, "sign")
    nx.set_edge_attributes(club, False, "mixed")
    assert len(triads(club)) == sum(nx.triangles(club).values()) / 3 == 45


def test_one_hostile_tie_among_four_friends_by_hand() -> None:
    friends = ("north", "corps", "broker", "carrier")
    told_ties = [
        (f"relation:{a}-{b}", "Alliance", f"told:hasFirstAlly actor:{a} ; told:hasSecondAlly actor:{b}", "a")
        for a, b in list(combinations(friends, 2))[1:]
    ]
    foes = ("relation:foes", "Hostility", "told:hasHostileParty actor:north ; told:hasOpposedParty actor:corps", "a")
    result = ANALYSES["imbalance"](world((*told_ties, foes)))
    rows = {row[0]: row[2:] for row in result.rows}
    # Of the four triads the two that hold the hostile tie are unbalanced; each of the foes is in both.
    assert rows == {
        "corps": (3, 3, 2, 0.667, 1.0, 1),
        "north": (3, 3, 2, 0.667, 1.0, 1),
        "broker": (3, 3, 1, 0.333, 0.5, 0),
        "carrier": (3, 3, 1, 0.333, 0.5, 0),
    }
    assert result.notes[0] == "2 of 4 triads are unbalanced."
    assert result.notes[2].startswith("Ties that the best division found leaves wrong: corps and north: hostile.")
