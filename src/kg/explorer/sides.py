"""The sides of a conflict, and the columns that the explorer opens with; computed from the network, for any conflict.

A state is a side. Its organs, forces and officials are on it: what is a member of it or of them, what it or they
command. All other actors are groups, which are no side of one another. No actor is placed by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.explorer.ordering import ordered
from kg.explorer.statements import (
    COMMAND,
    EMBEDDING,
    FACADE,
    HARMS,
    HELPS,
    MEMBER,
    MEMBERSHIP,
    Edge,
    Nodes,
    Statement,
    statements,
)
from kg.explorer.style import COUNTED_PARTY

#: The side of all that is neither a state nor of one.
GROUPS = ""
#: Where a side stands: those who back groups, groups, those whom they fight, and those among whom they live.
SPONSOR, MIDDLE, TARGET, HOST = "sponsor", "groups", "target", "host"
#: Kinds of armed groups; whatever else is of no state is another actor.
ARMED = ("Militia", "ArmedGroup", "UnidentifiedGroup", "Facade", "Brand")
SHARED, NAMED, FACADES, UNNAMED, OTHERS = BANDS = (
    "Shared names",
    "Armed groups",
    "Said to be façades",
    "Unnamed",
    "Other actors",
)
#: Rows of the middle, of a side in another column, and sides in a column; what is beyond is counted.
_ROWS, _SIDE_ROWS, _SIDES = 14, 5, 3
_RAILS, _LEAST_MEMBERS = 3, 2


@dataclass(frozen=True)
class Side:
    """A side in its column: its actors by band from top to bottom, and those for which there was no room.

    ``state`` is the IRI of the state whose side it is, or :data:`GROUPS`. A side that is not in the middle has one band
    without a caption.
    """

    state: str
    role: str
    bands: tuple[tuple[str, tuple[str, ...]], ...]
    more: tuple[str, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors that are drawn, in their order."""
        return tuple(actor for _, band in self.bands for actor in band)


@dataclass(frozen=True)
class Line:
    """All statements of one kind from one drawn actor to another."""

    source: str
    target: str
    kind: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Rail:
    """A shared name or umbrella, and the memberships of drawn groups in it: member and places of edges."""

    head: str
    members: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Sides:
    """What the opening view draws; empty where no two sides have anything to do with each other."""

    sides: tuple[Side, ...] = ()
    lines: tuple[Line, ...] = ()
    rails: tuple[Rail, ...] = ()


def side_of(nodes: Nodes, edges: Sequence[Edge]) -> dict[str, str]:
    """The side of each actor: the IRI of a state, or :data:`GROUPS`.

    An actor that can be traced to several states belongs to the nearest; of equally near ones to that by which most
    ways lead, then to the first by IRI. No way leads through a group.
    """
    above: dict[str, list[str]] = defaultdict(list)
    for source, target, data in edges:
        if data["type"] == MEMBERSHIP:
            above[source].append(target)
        elif data["type"] == COMMAND:
            above[target].append(source)
            if nodes[source]["kind"] == "Person":
                above[source].append(target)
        elif data["type"] == EMBEDDING and nodes[target]["kind"] == "State":
            above[source].append(target)
    actors = sorted(actor for actor, data in nodes.items() if data["group"] == "actor")
    return {actor: _nearest_state(actor, nodes, above) for actor in actors}


def _nearest_state(actor: str, nodes: Nodes, above: Mapping[str, Sequence[str]]) -> str:
    if nodes[actor]["kind"] in ARMED:
        return GROUPS
    seen, here = {actor}, {actor: 1}
    while here:
        states = [one for one in here if nodes[one]["kind"] == "State"]
        if states:
            return min(states, key=lambda state: (-here[state], state))
        found: dict[str, int] = defaultdict(int)
        for one, ways in here.items():
            for other in above.get(one, ()):
                if other not in seen and nodes[other]["kind"] not in ARMED:
                    found[other] += ways
        seen.update(found)
        here = found
    return GROUPS


def sides_of(nodes: Nodes, edges: Sequence[Edge]) -> Sides:
    """The columns, their rows and the lines between them; the same input gives the same result.

    Drawn are the actors, but for persons, that have most to do with other sides. The order in a column is the one that
    gives few crossings (:func:`kg.explorer.ordering.ordered`).
    """
    side = side_of(nodes, edges)
    said = [one for one in statements(nodes, edges) if {one.source, one.target} <= side.keys()]
    drawable = {actor for actor in side if nodes[actor]["kind"] not in ("Person", COUNTED_PARTY)}
    said = [one for one in said if one.source in drawable and one.target in drawable]
    across = [one for one in said if side[one.source] != side[one.target]]
    partners: dict[str, set[str]] = defaultdict(set)
    for one in across:
        partners[one.source].add(one.target)
        partners[one.target].add(one.source)
    if not partners:
        return Sides()
    roles = _roles(across, side, partners)
    near = {state for state, role in roles if role in (MIDDLE, HOST)}
    heads = {head: found for head, found in _heads(said, nodes, side, partners).items() if side[head] in near}
    weight = {
        actor: len(partners[actor]) + sum(actor == head or actor in found for head, found in heads.items())
        for actor in {*partners, *heads}
    }
    placed = [_side(state, role, side, weight, _bands_of(nodes, edges)) for state, role in roles]
    drawn = {actor for one in placed for actor in one.actors}
    lines = tuple(_lines(said, drawn, heads))
    shown = ordered([(one.role, one.bands) for one in placed], _pairs(lines, side), last=(OTHERS,), first=(SHARED,))
    return Sides(
        tuple(replace(one, bands=bands) for one, bands in zip(placed, shown, strict=True)),
        lines,
        tuple(_rails(said, drawn, heads)),
    )


def _roles(
    across: Sequence[Statement], side: Mapping[str, str], partners: Mapping[str, set[str]]
) -> list[tuple[str, str]]:
    """The sides that are drawn with the role of each: columns from left to right, in a column the best connected first.

    A state backs groups, or fights them, whichever it does with more; without either it is a host. Where no state has
    to do with groups, the best connected state stands left, and those that harm or are harmed by it right.
    """
    helps: dict[str, set[tuple[str, str]]] = defaultdict(set)
    fights: dict[str, set[tuple[str, str]]] = defaultdict(set)
    foes: dict[str, set[str]] = defaultdict(set)
    for one in across:
        here, there, pair = side[one.source], side[one.target], (one.source, one.target)
        if one.kind == HARMS:
            foes[here].add(there)
            foes[there].add(here)
        if GROUPS in (here, there):
            kind = fights if one.kind == HARMS else helps if one.kind == HELPS and there == GROUPS else None
            if kind is not None:
                kind[here or there].add(pair)
    weight: dict[str, int] = defaultdict(int)
    for actor, others in partners.items():
        weight[side[actor]] += len(others)
    states = sorted(set(weight) - {GROUPS}, key=lambda state: (-weight[state], state))
    roles = {
        state: SPONSOR if len(helps[state]) > len(fights[state]) else TARGET if fights[state] else HOST
        for state in states
    }
    if states and GROUPS not in weight:
        roles = {state: TARGET if states[0] in foes[state] else HOST for state in states} | {states[0]: SPONSOR}
    by_role = {role: [state for state in states if roles[state] == role][:_SIDES] for role in (SPONSOR, TARGET, HOST)}
    middle = [(GROUPS, MIDDLE)] if GROUPS in weight else []
    return [
        *((state, SPONSOR) for state in by_role[SPONSOR]),
        *middle,
        *((state, role) for role in (TARGET, HOST) for state in by_role[role]),
    ]


def _heads(
    said: Sequence[Statement], nodes: Nodes, side: Mapping[str, str], partners: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """The shared names and umbrellas with the groups that are members of each, those of most groups."""
    members: dict[str, set[str]] = defaultdict(set)
    for one in said:
        if one.kind == MEMBER and side[one.source] == GROUPS and one.source in partners:
            members[one.target].add(one.source)
    least = {head: _LEAST_MEMBERS + (nodes[head]["kind"] != "Brand") for head in members}
    found = [head for head in members if len(members[head]) >= least[head] and nodes[head]["kind"] != "State"]
    chief = sorted(found, key=lambda head: (-len(members[head]), head))[:_RAILS]
    return {head: members[head] for head in chief}


def _bands_of(nodes: Nodes, edges: Sequence[Edge]) -> dict[str, str]:
    """The band of each group, by its kind and by whether it is said to be a façade."""
    facades = {source for source, _, data in edges if data["type"] == FACADE}
    kinds = {"Brand": SHARED, "UnidentifiedGroup": UNNAMED, "Facade": FACADES}
    return {
        actor: kinds.get(data["kind"]) or (FACADES if actor in facades else NAMED if data["kind"] in ARMED else OTHERS)
        for actor, data in nodes.items()
    }


def _side(
    state: str,
    role: str,
    side: Mapping[str, str],
    weight: Mapping[str, int],
    band_of: Mapping[str, str],
) -> Side:
    """A side with as many of its actors as there is room for, those that have to do with most others first."""
    actors = sorted((a for a in weight if side[a] == state), key=lambda a: (a != state, -weight[a], a))
    room = _ROWS if role == MIDDLE else _SIDE_ROWS
    taken, more = actors[:room], tuple(actors[room:])
    if role != MIDDLE:
        return Side(state, role, (("", tuple(taken)),), more)
    bands = ((name, tuple(actor for actor in taken if band_of[actor] == name)) for name in BANDS)
    return Side(state, role, tuple((name, band) for name, band in bands if band), more)


def _lines(said: Sequence[Statement], drawn: set[str], heads: Mapping[str, set[str]]) -> list[Line]:
    """The statements about drawn actors by their ends and kind; what a rail draws is no line."""
    found: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for one in said:
        is_rail = one.kind == MEMBER and one.source in heads.get(one.target, ())
        if one.source in drawn and one.target in drawn and not is_rail:
            found[one.source, one.target, one.kind].append(one)
    return [Line(*key, tuple(found[key])) for key in sorted(found)]


def _pairs(lines: Sequence[Line], side: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """The pairs of actors on different sides that have lines, with the number of them."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if side[line.source] != side[line.target]:
            pairs[line.source, line.target] += 1
    return pairs


def _rails(said: Sequence[Statement], drawn: set[str], heads: Mapping[str, set[str]]) -> list[Rail]:
    found = []
    for head in heads:
        places: dict[str, list[int]] = defaultdict(list)
        for one in said:
            if one.kind == MEMBER and one.target == head and one.source in heads[head] and one.source in drawn:
                places[one.source] += one.edges
        if head in drawn and len(places) >= _LEAST_MEMBERS:
            found.append(Rail(head, tuple((member, tuple(places[member])) for member in sorted(places))))
    return found
