"""A layout for graphs beyond the reach of forces: every node near the hub that it is linked with, hub next to hub.

The effort grows as n log n, no random number is drawn, and the order in which nodes and edges come does not matter.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

Point = tuple[float, float]

#: How far apart neighbours stand within a cluster, and clusters from each other.
SPACING = 78.0
GAP = 160.0
#: Graphs of more nodes are drawn and laid out as large ones: docs/benchmarks.md has the measurements.
FEW = 2000
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def is_large(nodes: int) -> bool:
    """Whether a graph of so many nodes is beyond what forces arrange and a canvas draws in time."""
    return nodes > FEW


@dataclass(frozen=True)
class Disc:
    """A cluster: its hub, None for the nodes out of reach of any; how many nodes it has; its middle and radius."""

    hub: str | None
    count: int
    x: float
    y: float
    radius: float


def clusters(graph: nx.MultiDiGraph) -> tuple[dict[str, Point], tuple[Disc, ...]]:
    """A place for every node, in discs around hubs, and these discs.

    The hubs are the ``ceil(sqrt(n))`` nodes of the highest degree. Every other node joins the hub, or the cluster of a
    node that has already joined one, that most of its edges lead to; those out of reach of any hub form a cluster of
    their own. Each cluster is a disc with its members by degree from the middle outwards (a sunflower's spiral, which
    fills a disc evenly); discs stand in rings around the largest, the larger ones further in.

    >>> clusters(nx.MultiDiGraph())
    ({}, ())
    """
    near = _neighbours(graph)
    order = sorted(near, key=lambda node: (-sum(near[node].values()), node))
    members = sorted(_members(near, order).items(), key=lambda one: (-len(one[1]), one[1][0]))
    centres = _rings([_radius(len(nodes)) for _, nodes in members])
    placed = list(zip(members, centres, strict=True))
    positions = {
        node: (round(x + dx, 1), round(y + dy, 1))
        for (_, nodes), (x, y) in placed
        for node, (dx, dy) in zip(nodes, _sunflower(len(nodes)), strict=True)
    }
    discs = (
        Disc(hub or None, len(nodes), round(x, 1), round(y, 1), round(_radius(len(nodes)) - GAP / 4, 1))
        for (hub, nodes), (x, y) in placed
    )
    return positions, tuple(discs)


def _neighbours(graph: nx.MultiDiGraph) -> dict[str, Counter[str]]:
    """Each node's neighbours with how many edges lead to them."""
    near: dict[str, Counter[str]] = {node: Counter() for node in graph}
    for source, target in graph.edges():
        if source != target:
            near[source][target] += 1
            near[target][source] += 1
    return near


def _members(near: Mapping[str, Counter[str]], order: Sequence[str]) -> dict[str, list[str]]:
    """The nodes of each cluster in ``order``, by the cluster's hub; the empty name stands for no hub."""
    hubs = order[: math.ceil(math.sqrt(len(order)))]
    joined = {hub: hub for hub in hubs}
    reached = list(hubs)
    while reached:
        candidates = {other for node in reached for other in near[node]} - joined.keys()
        found = {node: _chosen(near[node], joined) for node in candidates}
        joined |= found
        reached = sorted(found)
    members: dict[str, list[str]] = defaultdict(list)
    for node in order:
        members[joined.get(node, "")].append(node)
    return members


def _chosen(near: Counter[str], joined: Mapping[str, str]) -> str:
    """The cluster that most edges lead to, the first by name where several do."""
    votes: Counter[str] = Counter()
    for other, edges in near.items():
        if other in joined:
            votes[joined[other]] += edges
    return min(votes, key=lambda hub: (-votes[hub], hub))


def _radius(count: int) -> float:
    """The radius of a disc of so many nodes."""
    return SPACING * math.sqrt(count) * 0.62 + GAP / 2


def _sunflower(count: int) -> list[Point]:
    """So many points in even distances around the origin, from the middle outwards."""
    radii = [SPACING * 0.62 * math.sqrt(place) for place in range(count)]
    return [(r * math.cos(place * GOLDEN_ANGLE), r * math.sin(place * GOLDEN_ANGLE)) for place, r in enumerate(radii)]


def _rings(radii: Sequence[float]) -> list[Point]:
    """Centres of discs of these radii, the largest first, such that none overlap.

    >>> _rings([2.0, 1.0])
    [(0.0, 0.0), (3.0, 0.0)]
    """
    centres: list[Point] = [(0.0, 0.0)] if radii else []
    rim = radii[0] if radii else 0.0
    while len(centres) < len(radii):
        widest = radii[len(centres)]
        middle = rim + widest
        ring = _ring(radii[len(centres) :], middle)
        turn = 0.0
        for angle in ring:
            turn += angle / 2
            centres.append((middle * math.cos(turn - ring[0] / 2), middle * math.sin(turn - ring[0] / 2)))
            turn += angle / 2
        rim = middle + widest
    return centres


def _ring(radii: Sequence[float], middle: float) -> list[float]:
    """The angles that the first discs of ``radii`` take on a circle of radius ``middle``: as many as there is room."""
    angles: list[float] = []
    total = 0.0
    for radius in radii:
        angle = 2 * math.asin(min(1.0, radius / middle))
        total += angle
        if angles and total > 2 * math.pi:
            break
        angles.append(angle)
    return angles
