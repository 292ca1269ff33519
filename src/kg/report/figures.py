"""Small figures of the report as marks that a template draws: who backs whom, and the triads that do not balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import networkx as nx

from kg.analyse.balance import signed_pairs
from kg.analyse.projection import actor_network
from kg.errors import LimitError
from kg.report.support import supports
from kg.workspace import Workspace

_ROW = 40

#: Where the lines of the figure begin and end, in pixels from the left.
_FROM, _TO = 410, 650
#: So many triads and lines are drawn.
TRIADS, LINES = 100, 40


@dataclass(frozen=True)
class Backing:
    """Accepted support of one actor for another: the rows of its ends, in pixels, its grade and independent sources.

    ``x`` and ``y`` say where on the line the grade is written.
    """

    label: str
    grade: str
    sources: int
    y_from: int
    y_to: int
    x: int
    y: int


@dataclass(frozen=True)
class BackingFigure:
    """Sponsors on the left, beneficiaries on the right: ``(label, y)`` each, and the lines between them."""

    sponsors: tuple[tuple[str, int], ...]
    beneficiaries: tuple[tuple[str, int], ...]
    lines: tuple[Backing, ...]
    height: int


@dataclass(frozen=True)
class Triad:
    """Three states and the signs of their pairs (1 or -1) in the order first–second, first–third, second–third."""

    labels: tuple[str, str, str]
    signs: tuple[int, int, int]


def backing(workspace: Workspace) -> BackingFigure:
    """The pairs of :func:`kg.report.support.supports` by sponsor and beneficiary: those with most sources, if many."""
    best = sorted(supports(workspace), key=lambda one: (-one.standing.sources, one.relation.iri))[:LINES]
    ties = sorted((one.sponsor.text, one.beneficiary.text, one.standing.best, one.standing.sources) for one in best)
    right = {name: _ROW * (row + 1) for row, name in enumerate(dict.fromkeys(to for _, to, *_ in ties))}
    spread: dict[str, list[int]] = {}
    for sponsor, beneficiary, *_ in ties:
        spread.setdefault(sponsor, []).append(right[beneficiary])
    # Level with the middle of those they support, and evenly apart, so that no names overlap.
    ordered = sorted(spread, key=lambda name: (sum(spread[name]) / len(spread[name]), name))
    height = _ROW * (max(len(right), len(ordered)) + 1)
    left = {name: height * (row + 1) // (len(ordered) + 1) for row, name in enumerate(ordered)}
    places = _apart([(left[sponsor], right[beneficiary]) for sponsor, beneficiary, *_ in ties])
    lines = tuple(
        Backing(f"{sponsor} sponsors {beneficiary}", grade, sources, left[sponsor], right[beneficiary], *place)
        for (sponsor, beneficiary, grade, sources), place in zip(ties, places, strict=True)
    )
    return BackingFigure(tuple(left.items()), tuple(right.items()), lines, height)


def _actors(workspace: Workspace) -> nx.MultiDiGraph:
    """The network of actors; an empty one where it is too large, as the analyses say."""
    try:
        return actor_network(workspace)
    except LimitError:
        return nx.MultiDiGraph()


def _apart(lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A point on each line, given by the heights of its ends, where its grade overlaps no other, if there is one."""
    taken: list[tuple[int, int]] = []
    for start, end in lines:
        points = [
            (round(_FROM + (_TO - _FROM) * share / 100), round(start + (end - start) * share / 100))
            for share in sorted(range(15, 90, 3), key=lambda share: (abs(share - 60), share))
        ]
        free = (at for at in points if all(abs(at[0] - x) > 22 or abs(at[1] - y) > 13 for x, y in taken))
        taken.append(next(free, points[0]))
    return taken


def unbalanced_triads_of_states(workspace: Workspace) -> tuple[Triad, ...]:
    """Triads of states whose signs multiply to -1 (Heider 1946; Cartwright and Harary 1956), the first by label."""
    graph = _actors(workspace)
    label = dict(graph.nodes(data="label"))
    states = sorted((label[node], node) for node, kind in graph.nodes(data="kind") if kind == "State")
    signs = signed_pairs(graph).subgraph(node for _, node in states)
    place = {node: place for place, (_, node) in enumerate(states)}
    later = {node: sorted((o for o in signs[node] if place[o] > place[node]), key=place.__getitem__) for node in place}
    found = (
        Triad((label[first], label[second], label[third]), (one, two, three))
        for first in place
        for second, third in combinations(later[first], 2)
        if third in signs[second]
        for one, two, three in [[signs.edges[pair]["sign"] for pair in combinations((first, second, third), 2)]]
        if one * two * three < 0
    )
    return tuple(islice(found, TRIADS))
