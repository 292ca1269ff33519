"""Who is said to do what to whom, over the edges of a network: directly, by an event, or by word alone.

A network has events as nodes: an attack is one edge from who carried it out and one to whom it was aimed at. Here such
pairs of edges are one statement about two actors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

Nodes = Mapping[str, Mapping[str, Any]]
#: An edge: its ends, and its attributes as :func:`kg.analyse.projection.project` gives them.
Edge = tuple[str, str, Mapping[str, Any]]

#: What a statement says: that one helps another, harms it, is part of it, or has another relation to it.
HELPS, HARMS, MEMBER, OTHER = "helps", "harms", "member", "other"
MEMBERSHIP, COMMAND, EMBEDDING, FACADE = "Membership", "Command", "StateEmbedding", "FacadeRelation"
CLAIM, BLAME, PART_OF = "ClaimOfResponsibility", "Attribution", "isSubEventOf"
FORCE, SUPPORT = "force", "support"
_FAMILIES = (SUPPORT, "structure", "cooperation", FORCE)
#: Pairs of those who did an event, and to whom, that are looked at.
_PAIRS = 1000


@dataclass(frozen=True)
class Statement:
    """What ``edges`` (their places) say of two actors; ``event`` is the one by which, if it is by one.

    ``is_said`` is true where the part of ``source`` in the event is only claimed by it, or blamed on it.
    """

    source: str
    target: str
    kind: str
    edges: tuple[int, ...]
    event: str | None = None
    is_said: bool = False


def statements(nodes: Nodes, edges: Sequence[Edge]) -> list[Statement]:
    """All statements about two different actors, in the order of ``edges``, then by event."""
    return [*_direct(nodes, edges), *_by_events(nodes, edges)]


def _direct(nodes: Nodes, edges: Sequence[Edge]) -> Iterator[Statement]:
    for place, (source, target, data) in enumerate(edges):
        between_actors = nodes[source]["group"] == nodes[target]["group"] == "actor"
        if between_actors and source != target and not data["inferred"] and data["family"] in _FAMILIES:
            yield Statement(source, target, _kind(data), (place,))


def _kind(data: Mapping[str, Any]) -> str:
    if data["type"] == MEMBERSHIP:
        return MEMBER
    return {1: HELPS, -1: HARMS}.get(data["sign"], OTHER)


def _by_events(nodes: Nodes, edges: Sequence[Edge]) -> Iterator[Statement]:
    """What events say: each of those who carried one out, claimed it or are blamed for it, with each of its targets."""
    did, said, aimed = (defaultdict[str, list[tuple[str, int]]](list) for _ in range(3))
    for place, (source, target, data) in enumerate(edges):
        from_actor, to_actor = (nodes[end]["group"] == "actor" for end in (source, target))
        if data["inferred"] or from_actor == to_actor:
            continue
        event, actor = (target, source) if from_actor else (source, target)
        if data["family"] == FORCE and data["sign"] < 0:
            (did if from_actor else aimed)[event].append((actor, place))
        elif data["type"] == (CLAIM if from_actor else BLAME):
            said[event].append((actor, place))
    for event in sorted(aimed):
        sure = {actor for actor, _ in did[event]}
        only_said = [(actor, place) for actor, place in said[event] if actor not in sure]
        for is_said, authors in ((False, did[event]), (True, only_said)):
            for (actor, one), (target, other) in islice(product(authors, aimed[event]), _PAIRS):
                if actor != target:
                    yield Statement(actor, target, HARMS, (one, other), event, is_said)


def wholes(edges: Iterable[Edge]) -> dict[str, set[str]]:
    """By event those that it is part of, at any depth."""
    above: dict[str, set[str]] = defaultdict(set)
    for source, target, data in edges:
        if data["type"] == PART_OF:
            above[source].add(target)
    found = {}
    for event in sorted(above):
        reached: set[str] = set()
        todo = list(above[event])
        while todo:
            here = todo.pop()
            if here not in reached:
                reached.add(here)
                todo += above.get(here, ())
        found[event] = reached - {event}
    return found


def leaves(events: Iterable[str], above: Mapping[str, set[str]]) -> set[str]:
    """Those of some events that no other of them is part of, so that nothing is counted twice."""
    found = set(events)
    return found - {whole for event in found for whole in above.get(event, ())}
