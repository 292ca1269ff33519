"""Where nodes stand: a hierarchy of bands, and a force layout; pure functions with the same result every time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.render.style import EVENTS, TIERS, kind_style

Point = tuple[float, float]

PER_ROW = 8
PITCH = 134.0
ROW_HEIGHT = 104.0
BAND_GAP = 22.0
SWEEPS = 12
ALLY_WEIGHT = 30
BOX = (PITCH, ROW_HEIGHT)
FORCE_STEPS = 120
IDEAL = 140.0
PULL = 2.0
FORCE_WORK = 1_500_000


@dataclass(frozen=True)
class Band:
    """A captioned strip of the hierarchy, from ``top`` to ``bottom``."""

    caption: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """Positions by node, the strips behind them, and the half width that the strips span."""

    positions: dict[str, Point]
    bands: tuple[Band, ...] = ()
    half_width: float = 0.0


def hierarchy(graph: nx.MultiDiGraph) -> Layout:
    """Bands from states down to events; actors stand near their neighbours, events in order of time.

    >>> hierarchy(nx.MultiDiGraph()).positions
    {}
    """
    tiers = _tiers(graph)
    columns = _columns(tiers)
    half = PITCH * (columns - 1) / 2
    neighbours = _neighbours(graph)
    places = _initial_places(tiers, half)
    for _ in range(SWEEPS):
        for tier in sorted(tiers):
            if tier < EVENTS:
                tiers[tier] = _by_neighbours(tiers[tier], neighbours, places)
            places |= _tier_places(tier, tiers[tier], neighbours, places, half)
    straight, turned = (tiers, places), _mirrored(tiers, places)
    tiers, places = min((straight, turned), key=lambda made: _reach(graph, made[1]))
    return _stack(tiers, places, half)


def _mirrored(
    tiers: Mapping[int, Sequence[str]], places: Mapping[str, float]
) -> tuple[dict[int, list[str]], dict[str, float]]:
    """The same tiers and places with the actors' left and right exchanged; events keep their order of time."""
    actors = {node for tier, nodes in tiers.items() if tier < EVENTS for node in nodes}
    turned = {tier: list(nodes if tier >= EVENTS else reversed(nodes)) for tier, nodes in tiers.items()}
    return turned, {node: -place if node in actors else place for node, place in places.items()}


def _reach(graph: nx.MultiDiGraph, places: Mapping[str, float]) -> float:
    """How far all edges reach from left to right, added up."""
    return round(math.fsum(abs(places[source] - places[target]) for source, target in graph.edges()), 3)


def _tiers(graph: nx.MultiDiGraph) -> dict[int, list[str]]:
    """Nodes by tier: events by start (undated last), everything else by IRI."""
    tiers: dict[int, list[str]] = defaultdict(list)
    for node in sorted(graph):
        tiers[kind_style(graph.nodes[node]["kind"], graph.nodes[node]["group"]).tier].append(node)
    for tier, nodes in tiers.items():
        if tier >= EVENTS:
            nodes.sort(key=lambda node: (graph.nodes[node]["start"] or "9999", node))
    return dict(tiers)


def _columns(tiers: Mapping[int, Sequence[str]]) -> int:
    """How many nodes a row holds: ``PER_ROW``, more where a graph is so large that it would get too tall."""
    total = sum(map(len, tiers.values()))
    return max(PER_ROW, math.ceil(math.sqrt(total * 1.3)))


def _neighbours(graph: nx.MultiDiGraph) -> dict[str, list[str]]:
    """Each node's neighbours, sorted: once for each edge, ``ALLY_WEIGHT`` times for one that helps."""
    found: dict[str, list[str]] = {node: [] for node in graph}
    for source, target, sign in graph.edges(data="sign"):
        weight = ALLY_WEIGHT if sign == 1 else 1
        if source != target:
            found[source] += [target] * weight
            found[target] += [source] * weight
    return {node: sorted(others) for node, others in found.items()}


def _rows(tier: int, nodes: Sequence[str], half: float) -> list[list[str]]:
    """``nodes`` dealt out over as few rows as hold them, so that every row keeps their order."""
    count = max(1, math.ceil(len(nodes) / (round(2 * half / PITCH) + 1)))
    return [list(nodes[row::count]) for row in range(count)]


def _initial_places(tiers: Mapping[int, Sequence[str]], half: float) -> dict[str, float]:
    """Every node of a tier spread evenly over the width, in order."""
    return {node: _even(index, len(nodes), half) for nodes in tiers.values() for index, node in enumerate(nodes)}


def _even(index: int, count: int, half: float) -> float:
    """The ``index``-th of ``count`` places spread evenly between ``-half`` and ``half``."""
    return 0.0 if count == 1 else -half + 2 * half * index / (count - 1)


def _wanted(node: str, neighbours: Mapping[str, Sequence[str]], places: Mapping[str, float]) -> float:
    """The mean place of a node's neighbours, or its own place where it has none."""
    others = neighbours[node]
    return sum(places[other] for other in others) / len(others) if others else places[node]


def _by_neighbours(
    nodes: Iterable[str], neighbours: Mapping[str, Sequence[str]], places: Mapping[str, float]
) -> list[str]:
    """``nodes`` ordered by where their neighbours stand."""
    return sorted(nodes, key=lambda node: (round(_wanted(node, neighbours, places), 3), node))


def _tier_places(
    tier: int,
    nodes: Sequence[str],
    neighbours: Mapping[str, Sequence[str]],
    places: Mapping[str, float],
    half: float,
) -> dict[str, float]:
    """Places in one tier: as near as can be to the neighbours, yet ``PITCH`` apart within a row."""
    found: dict[str, float] = {}
    for row in _rows(tier, nodes, half):
        if tier >= EVENTS:
            wanted = [_even(index, len(row), half) for index in range(len(row))]
        else:
            spread = [_even(index, len(row), half * 0.9) for index in range(len(row))]
            pulled = [_wanted(node, neighbours, places) for node in row]
            wanted = [(0.5 * a + 0.5 * b) for a, b in zip(spread, pulled, strict=True)]
        found |= dict(zip(row, apart(wanted, PITCH, half), strict=True))
    return found


def apart(wanted: Sequence[float], pitch: float, half: float) -> list[float]:
    """Places near ``wanted``, in the same order, at least ``pitch`` apart, within ``half`` of 0 if they fit.

    >>> apart([0, 0, 5], 10, 100)
    [-7.5, 2.5, 12.5]
    """
    count = len(wanted)
    pushed_right: list[float] = []
    for place in wanted:
        pushed_right.append(max(place, pushed_right[-1] + pitch) if pushed_right else place)
    pushed_left: list[float] = []
    for place in reversed(wanted):
        pushed_left.append(min(place, pushed_left[-1] - pitch) if pushed_left else place)
    middle = [(a + b) / 2 for a, b in zip(pushed_right, reversed(pushed_left), strict=True)]
    half = max(half, pitch * (count - 1) / 2)
    return [
        max(-half + pitch * index, min(place, half - pitch * (count - 1 - index))) for index, place in enumerate(middle)
    ]


def _stack(tiers: Mapping[int, Sequence[str]], places: Mapping[str, float], half: float) -> Layout:
    """The tiers' rows from top to bottom, with a band behind each tier."""
    positions: dict[str, Point] = {}
    bands: list[Band] = []
    top = 0.0
    for tier in sorted(tiers):
        rows = _rows(tier, tiers[tier], half)
        for index, row in enumerate(rows):
            shift = PITCH / 4 * (-1) ** index if len(rows) > 1 else 0.0
            y = top + ROW_HEIGHT * index + 40
            positions |= {node: (round(places[node] + shift, 1), y) for node in row}
        bottom = top + ROW_HEIGHT * len(rows) + 8
        bands.append(Band(TIERS[tier], top, bottom))
        top = bottom + BAND_GAP - 14
    return Layout(positions, tuple(bands), half + PITCH * 0.75)


def force(graph: nx.MultiDiGraph, start: Mapping[str, Point]) -> Layout:
    """Linked nodes attract and all nodes repel each other (Fruchterman and Reingold), then boxes are freed.

    ``IDEAL`` is the length a single link tends to, ``PULL`` how strongly the middle draws every node.

    The movement begins at ``start``, so no random number is drawn. Larger graphs get fewer steps.
    """
    nodes = sorted(graph)
    if len(nodes) < 2:
        return Layout(dict.fromkeys(nodes, (0.0, 0.0)))
    links = sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b})
    places = {node: complex(*start[node]) * 0.8 for node in nodes}
    steps = max(8, min(FORCE_STEPS, FORCE_WORK // len(nodes) ** 2))
    for step in range(steps):
        limit = IDEAL * (1 - step / steps) + 1
        places = _moved(nodes, links, places, limit)
    free = separate({node: (place.real * 1.15, place.imag) for node, place in places.items()}, BOX)
    return Layout({node: (round(x, 1), round(y, 1)) for node, (x, y) in free.items()})


def _moved(
    nodes: Sequence[str],
    links: Sequence[tuple[str, str]],
    places: Mapping[str, complex],
    limit: float,
) -> dict[str, complex]:
    """Every place after one step of at most ``limit``."""
    pull = {node: -places[node] * PULL for node in nodes}
    for index, one in enumerate(nodes):
        for other in nodes[index + 1 :]:
            gap = places[one] - places[other] or complex(0.1 * (index + 1), 0.1)
            push = gap * (IDEAL / abs(gap)) ** 2
            pull[one] += push
            pull[other] -= push
    for one, other in links:
        gap = places[one] - places[other]
        drag = gap * abs(gap) / IDEAL
        pull[one] -= drag
        pull[other] += drag
    return {node: places[node] + _capped(pull[node], limit) for node in nodes}


def _capped(step: complex, limit: float) -> complex:
    """``step``, shortened to ``limit``."""
    return step if abs(step) <= limit else step * (limit / abs(step))


def separate(places: Mapping[str, Point], box: Point, rounds: int = 120) -> dict[str, Point]:
    """``places`` moved until no two boxes of size ``box`` around them overlap, or ``rounds`` are over.

    >>> separate({"a": (0, 0), "b": (4, 0)}, (10, 10))
    {'a': (-3.0, 0), 'b': (7.0, 0)}
    """
    free = dict(places)
    nodes = sorted(free)
    if len(nodes) > 400:
        return free
    for _ in range(rounds):
        if not _pushed(free, nodes, box):
            break
    return free


def _pushed(places: dict[str, Point], nodes: Sequence[str], box: Point) -> bool:
    """Push each overlapping pair apart along its shorter way, in place; whether any pair overlapped."""
    moved = False
    for index, one in enumerate(nodes):
        for other in nodes[index + 1 :]:
            (ax, ay), (bx, by) = places[one], places[other]
            over_x, over_y = box[0] - abs(ax - bx), box[1] - abs(ay - by)
            if over_x <= 1e-6 or over_y <= 1e-6:
                continue
            moved = True
            if over_x / box[0] < over_y / box[1]:
                half = math.copysign(over_x / 2, ax - bx if ax != bx else -1)
                places[one], places[other] = (ax + half, ay), (bx - half, by)
            else:
                half = math.copysign(over_y / 2, ay - by if ay != by else -1)
                places[one], places[other] = (ax, ay + half), (bx, by - half)
    return moved


LAYOUTS: dict[str, Callable[[nx.MultiDiGraph], Layout]] = {
    "hierarchy": hierarchy,
    "force": lambda graph: force(graph, hierarchy(graph).positions),
}
