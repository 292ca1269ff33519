"""Cores and communities: by hand, on Zachary's karate club, and without one source."""

from itertools import combinations

import networkx as nx

from analyse_case import world
from kg.analyse import ANALYSES, SENSITIVITY, AnalysisResult
from kg.analyse.cohesion import divisions, friendly, measure, similarity
from kg.analyse.projection import actor_network
from kg.rdf.terms import shorten
from kg.workspace import Workspace


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def ally(first: str, second: str, source: str = "a") -> tuple[str, str, str, str]:
    stated = f"told:hasFirstAlly actor:{first} ; told:hasSecondAlly actor:{second}"
    return (f"relation:{first}-{second}", "Alliance", stated, source)


#: Four allies, all tied to each other; a fifth is tied to one of them, by source b alone; a sixth is hostile.
FOUR = ("north", "corps", "broker", "carrier")
TOLD = (
    *(ally(a, b) for a, b in combinations(FOUR, 2)),
    ally("carrier", "brigade", "b"),
    ("relation:foes", "Hostility", "told:hasHostileParty actor:north ; told:hasOpposedParty actor:south", "a"),
)


def test_cores_and_communities_by_hand() -> None:
    found = {shorten(actor).partition(":")[2]: one for actor, one in measure(actor_network(world(TOLD))).items()}
    assert {name: (one.ties, one.core, one.friends) for name, one in found.items()} == {
        "north": (4, 3, 3),
        "corps": (3, 3, 3),
        "broker": (3, 3, 3),
        "carrier": (4, 3, 4),
        "brigade": (1, 1, 1),
        "south": (1, 1, 0),
    }
    rows = {str(row["actor"]): row for row in table(ANALYSES["cohesion"](world(TOLD)))}
    assert rows["south"]["community"] is None
    assert "No tie that is friendly" in str(rows["south"]["remark"])
    # Of 7 ties: 3/7 - (9/14)^2 + 1/7 - (5/14)^2 = 0.031; all in one has modularity 0, the four against one less.
    assert rows["north"]["community of"] == ("broker", "corps", "north")
    assert rows["brigade"]["community of"] == ("brigade", "carrier")


def test_two_cliques_with_one_bridge_are_two_communities() -> None:
    graph = nx.Graph([*combinations("abcd", 2), *combinations("wxyz", 2), ("d", "w")])
    assert {frozenset(map(frozenset, division)) for division in divisions(graph)} == {
        frozenset({frozenset("abcd"), frozenset("wxyz")})
    }


def test_the_karate_club() -> None:
    club = nx.relabel_nodes(nx.karate_club_graph(), {node: f"{node:02}" for node in range(34)})
    for *_, stated in club.edges(data=True):
        stated.clear()
    # Brandes and others (2008): the greatest modularity of the club is 0.4198.
    found = divisions(club)
    scores = [nx.community.modularity(club, division) for division in found]
    assert 0.41 < scores[0] <= 0.41980
    assert scores == sorted(scores, reverse=True)
    assert found == divisions(club)


def test_no_friendly_ties_are_no_communities() -> None:
    assert divisions(nx.Graph()) == [[]]
    result = ANALYSES["cohesion"](world((TOLD[-1],)))
    assert [(row["core"], row["community"], row["steady"]) for row in table(result)] == [(1, None, None)] * 2
    assert "No friendly tie is accepted, so that there are no communities." in result.notes


def test_hostile_ties_are_not_friendly_and_likeness_is_jaccards() -> None:
    signed = nx.Graph()
    signed.add_edge("a", "b", sign=1)
    signed.add_edge("b", "c", sign=-1)
    assert (set(friendly(signed)), list(friendly(signed).edges())) == ({"a", "b", "c"}, [("a", "b")])
    assert (similarity(frozenset("ab"), frozenset("ab")), similarity(frozenset("a"), frozenset("b"))) == (1.0, 0.0)


def test_an_actor_that_one_source_alone_reports_is_lost_without_it() -> None:
    rows = {row["actor"]: row for row in table(SENSITIVITY["cohesion-ranges"](world(TOLD)))}
    brigade = rows["actor:brigade"]
    assert (brigade["ties"], brigade["fewest ties"], brigade["core"], brigade["lowest core"]) == (1, 0, 1, 0)
    assert (brigade["community kept"], brigade["changed most by"]) == (0.0, "source:b")
    north = rows["actor:north"]
    assert (north["core"], north["lowest core"], north["highest core"]) == (3, 0, 3)


def test_nothing_accepted_says_so(nothing: Workspace) -> None:
    result = SENSITIVITY["cohesion-ranges"](nothing)
    assert result.rows == ()
    assert result.notes == ("Nothing to show: the policy 'cautious' accepts no tie between actors.",)
