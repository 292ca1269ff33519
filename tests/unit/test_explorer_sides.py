"""The sides of a conflict and its story, on small made-up networks of another conflict."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pyoxigraph import NamedNode

from kg.evidence.records import Count
from kg.explorer.ordering import ordered
from kg.explorer.sides import GROUPS, Sides, side_of, sides_of
from kg.explorer.statements import HARMS, HELPS, Edge, leaves, statements, wholes
from kg.explorer.story import Door, Sentence, story_of, verdict_sentence

KINDS = {
    "norland": "State", "suland": "State", "ostland": "State", "guard": "ArmedForce", "general": "Person",
    "suland-army": "ArmedForce", "suland-embassy": "StateOrgan", "red": "Militia", "blue": "ArmedGroup",
    "banner": "Brand", "front": "ArmedGroup", "unknown": "UnidentifiedGroup", "relief": "Organization",
}  # fmt: skip
EVENTS = {"urn:raid": "Attack", "raid-a": "Attack", "raid-b": "Attack", "answer": "Strike", "rumour": "Attack"}

#: source, type, target, family, sign
EDGES = (
    ("guard", "Membership", "norland", "structure", 1),
    ("general", "Command", "guard", "structure", 1),
    ("suland-army", "Membership", "suland", "structure", 1),
    ("suland", "Command", "suland-embassy", "structure", 1),
    ("norland", "Sponsorship", "red", "support", 1),
    ("guard", "Sponsorship", "blue", "support", 1),
    ("guard", "Command", "red", "structure", 1),
    ("red", "Membership", "banner", "structure", 1),
    ("blue", "Membership", "banner", "structure", 1),
    ("front", "FacadeRelation", "red", "structure", 1),
    ("red", "StateEmbedding", "ostland", "structure", 1),
    ("red", "UseOfForce", "urn:raid", "force", -1),
    ("urn:raid", "UseOfForce", "suland-army", "force", -1),
    ("red", "UseOfForce", "raid-a", "force", -1),
    ("raid-a", "UseOfForce", "suland-army", "force", -1),
    ("raid-b", "UseOfForce", "suland-army", "force", -1),
    ("banner", "ClaimOfResponsibility", "raid-a", "speech", 0),
    ("banner", "ClaimOfResponsibility", "raid-b", "speech", 0),
    ("raid-a", "isSubEventOf", "urn:raid", "structure", 0),
    ("raid-b", "isSubEventOf", "urn:raid", "structure", 0),
    ("suland", "UseOfForce", "answer", "force", -1),
    ("answer", "UseOfForce", "red", "force", -1),
    ("rumour", "UseOfForce", "suland-embassy", "force", -1),
    ("rumour", "Attribution", "front", "speech", 0),
    ("norland", "Sponsorship", "relief", "support", 1),
    ("suland", "Designation", "red", "speech", -1),
)  # fmt: skip


def about(label: str, kind: str, group: str, day: str | None) -> dict[str, Any]:
    return {"label": label, "kind": kind, "kind_label": kind.lower(), "group": group, "start": day, "end": day}


def nodes() -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {
        name: about(name.capitalize(), kind, "actor", None) for name, kind in KINDS.items()
    }
    for place, (name, kind) in enumerate(EVENTS.items(), 1):
        day = f"2031-0{place}-05T00:00:00Z"
        made[name] = about(name, kind, "event", day)
    return made


def edges() -> list[Edge]:
    return [
        (source, target, {"type": kind, "family": family, "sign": sign, "inferred": False})
        for source, kind, target, family, sign in EDGES
    ]


def made() -> Sides:
    return sides_of(nodes(), edges())


def test_state_its_forces_and_its_officials_are_one_side() -> None:
    side = side_of(nodes(), edges())
    assert {name for name, state in side.items() if state == "norland"} == {"norland", "guard", "general"}
    assert {name for name, state in side.items() if state == "suland"} == {"suland", "suland-army", "suland-embassy"}
    assert {name for name, state in side.items() if state == GROUPS} == {
        "red", "blue", "banner", "front", "unknown", "relief",
    }  # fmt: skip


def test_armed_group_that_a_state_commands_stays_a_group() -> None:
    assert side_of(nodes(), edges())["red"] == GROUPS


def test_sponsors_stand_left_and_those_whom_groups_fight_right() -> None:
    roles = [(side.role, side.state) for side in made().sides]
    assert roles == [("sponsor", "norland"), ("groups", ""), ("target", "suland"), ("host", "ostland")]


def test_bands_say_what_is_in_them() -> None:
    (middle,) = (side for side in made().sides if side.role == "groups")
    assert dict(middle.bands) == {
        "Shared names": ("banner",),
        "Armed groups": ("blue", "red"),
        "Said to be façades": ("front",),
        "Other actors": ("relief",),
    }
    assert next(caption for caption, _ in middle.bands) == "Shared names"
    assert [caption for caption, _ in middle.bands][-1] == "Other actors"


def test_memberships_of_a_shared_name_are_a_rail_and_no_lines() -> None:
    found = made()
    assert {rail.head: [member for member, _ in rail.members] for rail in found.rails} == {"banner": ["blue", "red"]}
    assert not [line for line in found.lines if line.target == "banner"]


def test_events_become_statements_about_two_actors() -> None:
    found = {(one.source, one.target, one.kind, one.event): one.is_said for one in statements(nodes(), edges())}
    assert found["red", "suland-army", HARMS, "urn:raid"] is False
    assert found["banner", "suland-army", HARMS, "raid-b"] is True
    assert found["front", "suland-embassy", HARMS, "rumour"] is True
    assert ("guard", "red", HELPS, None) in found
    assert not [one for one in found if one[0] == "suland" and one[1] == "red" and one[3] is None]


def test_whole_is_not_counted_with_its_parts() -> None:
    above = wholes(edges())
    assert above == {"raid-a": {"urn:raid"}, "raid-b": {"urn:raid"}}
    assert leaves(["urn:raid", "raid-a"], above) == {"raid-a"}
    assert leaves(["urn:raid"], above) == {"urn:raid"}


def test_parts_in_a_circle_end() -> None:
    circle: list[Edge] = [
        (one, other, {"type": "isSubEventOf", "family": "structure", "sign": 0, "inferred": False})
        for one, other in (("a", "b"), ("b", "a"))
    ]
    assert wholes(circle) == {"a": {"b"}, "b": {"a"}}


def words(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else f"[{part.text}]" for part in sentence)


def test_story_counts_what_its_doors_lead_to() -> None:
    count = Count(
        "urn:count", "urn:source", ("B", "2"), datetime(2031, 3, 1), None, series=NamedNode("urn:raid"), area=None,
        start=datetime(2031, 1, 1), end=datetime(2031, 2, 28), low=7, high=None,
    )  # fmt: skip
    told = story_of(nodes(), edges(), side_of(nodes(), edges()), [count])
    assert [words(sentence) for sentence in told] == [
        "Norland and its forces are said to back [3 groups]; [2 of them] act under the name Banner.",
        "Sources tell of [3 attacks] on forces of Suland from 5 February to 5 May 2031, one by one; "
        "[2] are claimed under that name.",
        "From 1 January to 28 February 2031 one source counts [at least 7 attacks].",
        "Suland carried out [1 strike] on Red on 5 April 2031.",
    ]
    doors = {part.name: part for sentence in told for part in sentence if isinstance(part, Door)}
    assert doors["backed"].nodes == ("blue", "red", "relief")
    assert doors["attacks"].nodes == ("raid-a", "raid-b", "rumour")
    assert {edges()[place][1] for place in doors["claimed"].edges} == {"raid-a", "raid-b"}
    assert doors["counts"].accounts == ("urn:count",)


def test_broken_dates_are_left_out_of_the_story() -> None:
    odd = nodes()
    for event, day in zip(EVENTS, ("0000-00-00", "<b>", "-0500-01-01", "9" * 400, "2031-05-05"), strict=True):
        odd[event] |= {"start": day, "end": None}
    told = [words(sentence) for sentence in story_of(odd, edges(), side_of(odd, edges()))]
    assert told[1].startswith("Sources tell of [3 attacks] on forces of Suland on 5 May 2031, one by one")
    assert told[2] == "Suland carried out [1 strike] on Red."


def test_story_of_nothing_is_empty() -> None:
    assert story_of({}, [], {}) == []
    assert sides_of({}, []) == Sides()
    alone = {name: one for name, one in nodes().items() if name in ("red", "blue")}
    assert story_of(alone, [], side_of(alone, [])) == []
    assert sides_of(alone, []) == Sides()


def test_verdicts_are_told_where_there_are_any() -> None:
    assert verdict_sentence("A report", {"alone": 3}) == []
    told = verdict_sentence("A report", {"contradicted": 2, "corroborated": 1, "alone": 4})
    assert words(told) == "Of 7 statements of “A report” independent sources [contradict 2] and [confirm 1]."


def test_war_of_states_has_two_columns() -> None:
    states = {name: one for name, one in nodes().items() if one["kind"] == "State"}
    war: list[Edge] = [
        ("norland", "suland", {"type": "Hostility", "family": "force", "sign": -1, "inferred": False}),
        ("ostland", "suland", {"type": "Sponsorship", "family": "support", "sign": 1, "inferred": False}),
    ]
    roles = {side.state: side.role for side in sides_of(states, war).sides}
    assert roles == {"suland": "sponsor", "norland": "target", "ostland": "host"}


def test_order_of_rows_and_bands_avoids_crossings() -> None:
    left = ("sponsor", (("", ("a", "b", "c")),))
    middle = ("groups", (("first", ("p",)), ("one", ("r", "q")), ("other", ("s",))))
    pairs = {("a", "s"): 1, ("b", "q"): 1, ("c", "r"): 1, ("a", "p"): 1}
    shown = ordered([left, middle], pairs, first=("first",))
    assert next(caption for caption, _ in shown[1]) == "first"
    down = {row: place for place, row in enumerate(row for _, rows in shown[1] for row in rows)}
    up = {row: place for place, row in enumerate(shown[0][0][1])}
    crossings = sum(
        (up[one] - up[two]) * (down[other] - down[another]) < 0 for one, other in pairs for two, another in pairs
    )
    assert crossings == 0


def test_large_network_is_cut_to_its_best_connected_actors() -> None:
    many: dict[str, dict[str, Any]] = {
        f"g{number:05}": {**nodes()["red"], "label": f"G{number}"} for number in range(2000)
    }
    many |= {name: one for name, one in nodes().items() if name in ("norland", "suland")}
    backing: list[Edge] = [
        ("norland", name, {"type": "Sponsorship", "family": "support", "sign": 1, "inferred": False})
        for name in sorted(many)
        if name.startswith("g")
    ]
    backing += [(f"g{number:05}", "suland", {"type": "Hostility", "family": "force", "sign": -1, "inferred": False})
                for number in range(5, 10)]  # fmt: skip
    found = sides_of(many, backing)
    (middle,) = (side for side in found.sides if side.role == "groups")
    assert {f"g{number:05}" for number in range(5, 10)} <= set(middle.actors)
    assert len(middle.actors) + len(middle.more) == 2000
    assert len(middle.actors) < 20


def test_same_network_in_another_order_has_the_same_sides() -> None:
    shuffled = [edges()[place] for place in reversed(range(len(edges())))]
    turned = dict(reversed(nodes().items()))
    assert sides_of(turned, shuffled).sides == made().sides
