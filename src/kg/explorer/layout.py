"""Where nodes stand: a hierarchy of bands, and the clusters of a large graph; pure functions.

The same graph gives the same places. The page makes the layout by forces itself (``static/model/spread.js``).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import networkx as nx

from kg.explorer.layout_large import Disc, clusters, is_large
from kg.explorer.style import EVENTS, TIERS, is_core, kind_style

Point = tuple[float, float]
Neighbours = Mapping[str, Sequence[tuple[str, int]]]

PER_ROW = 8
PITCH = 134.0
ROW_HEIGHT = 104.0
BAND_GAP = 22.0
SWEEPS = 12
ALLY_WEIGHT = 30


@dataclass(frozen=True)
class Band:
    """A captioned strip of the hierarchy, from ``top`` to ``bottom``."""

    caption: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """Positions by node, the strips behind them, half the width that these span, and the clusters of a large graph."""

    positions: dict[str, Point]
    bands: tuple[Band, ...] = ()
    half_width: float = 0.0
    discs: tuple[Disc, ...] = ()


def hierarchy(graph: nx.MultiDiGraph) -> Layout:
    """Bands from states down to events; actors stand near their neighbours, events in order of time.

    What the overview draws stands where its own edges want it, so that the overview and the whole agree.

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


def _neighbours(graph: nx.MultiDiGraph) -> Neighbours:
    """Each node's neighbours with weights: one for each edge, ``ALLY_WEIGHT`` for one that helps.

    A node of the overview heeds the overview's other nodes alone, if it has any among its neighbours.
    """
    found: dict[str, dict[str, int]] = {node: defaultdict(int) for node in graph}
    for source, target, sign in graph.edges(data="sign"):
        if source != target:
            weight = ALLY_WEIGHT if sign == 1 else 1
            found[source][target] += weight
            found[target][source] += weight
    core = {node for node, data in graph.nodes(data=True) if is_core(data["kind"], data["group"])}
    heeded = {}
    for node, others in found.items():
        kept = {other: weight for other, weight in others.items() if other in core} if node in core else {}
        heeded[node] = sorted((kept or others).items())
    return heeded


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


def _wanted(node: str, neighbours: Neighbours, places: Mapping[str, float]) -> float:
    """The weighted mean place of a node's neighbours, or its own place where it has none."""
    others = neighbours[node]
    if not others:
        return places[node]
    return sum(places[other] * weight for other, weight in others) / sum(weight for _, weight in others)


def _by_neighbours(nodes: Iterable[str], neighbours: Neighbours, places: Mapping[str, float]) -> list[str]:
    """``nodes`` ordered by where their neighbours stand."""
    return sorted(nodes, key=lambda node: (round(_wanted(node, neighbours, places), 3), node))


def _tier_places(
    tier: int,
    nodes: Sequence[str],
    neighbours: Neighbours,
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


#: What layouts depend on: nodes with kind, group and start, and edges with sign, sorted.
Shape = tuple[tuple[tuple[str, str, str, str | None], ...], tuple[tuple[str, str, int], ...]]


def layouts(graph: nx.MultiDiGraph) -> dict[str, Layout]:
    """The layouts of ``graph``: ``hierarchy``, and of a large one ``force``, which are its clusters.

    One of the same content is not computed again while the program runs.
    """
    nodes = sorted((node, data["kind"], data["group"], data["start"]) for node, data in graph.nodes(data=True))
    return _laid_out((tuple(nodes), tuple(sorted(graph.edges(data="sign")))))


@lru_cache(maxsize=8)
def _laid_out(shape: Shape) -> dict[str, Layout]:
    """The layouts of what has this content."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(
        (node, {"kind": kind, "group": group, "start": start}) for node, kind, group, start in shape[0]
    )
    graph.add_edges_from((source, target, {"sign": sign}) for source, target, sign in shape[1])
    if not is_large(len(graph)):
        return {"hierarchy": hierarchy(graph)}
    positions, discs = clusters(graph)
    return {"hierarchy": hierarchy(graph), "force": Layout(positions, discs=discs)}


def layout_values(layout: Layout, nodes: Sequence[str]) -> dict[str, Any]:
    """A layout as plain values, its positions in the order of ``nodes``."""
    return {
        "positions": [layout.positions[node] for node in nodes],
        "bands": [{"caption": band.caption, "top": band.top, "bottom": band.bottom} for band in layout.bands],
        "halfWidth": layout.half_width,
        **_discs(layout, nodes),
    }


def _discs(layout: Layout, nodes: Sequence[str]) -> dict[str, Any]:
    """The clusters of a layout, if it has any: the hub's place among ``nodes``, size, middle and radius of each."""
    places = {node: place for place, node in enumerate(nodes)} if layout.discs else {}
    discs = [[None if d.hub is None else places[d.hub], d.count, d.x, d.y, d.radius] for d in layout.discs]
    return {"discs": discs} if discs else {}
