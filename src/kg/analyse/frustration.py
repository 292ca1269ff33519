"""The frustration index: how far a signed network is from two camps, friendly inside and hostile between.

Harary (1959), "On the measurement of structural balance", Behavioral Science 4, calls it the line index of balance.
To compute it is as hard as the greatest cut of a graph, so that it is exact for small networks and bounded for others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random

import networkx as nx

from kg.analyse.camps import best_division

#: So many random divisions are improved on for blocks that are bounded, in addition to the one that is grown along the
#: ties; fewer where the block has so many ties that they would come to more than so many ties in all.
RESTARTS, RESTART_TIES = 50, 100_000

Camps = Mapping[str, int]


@dataclass(frozen=True)
class Frustration:
    """The index lies between ``least`` and ``most``; ``wrong``: the ties that the best division found leaves wrong."""

    least: int
    most: int
    wrong: tuple[tuple[str, str], ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the index is known."""
        return self.least == self.most


def frustration(signed: nx.Graph) -> Frustration:
    """The least number of ties whose removal, or change of sign, leaves the signed graph balanced.

    ``signed``: an undirected graph with the edge attribute ``sign`` (1 or -1). The index is the minimum over all
    divisions into two camps of friendly ties between the camps plus hostile ties inside one. As every circle lies
    within one block (biconnected component), it is the sum over the blocks; for each, the exact search of
    :func:`kg.analyse.camps.best_division` is tried. Where that gives up, at least: what the search had proved, or a
    greedily chosen set of unbalanced triangles that share no tie; at most: the best of the division grown along the
    ties and up to :data:`RESTARTS` at random (of a fixed seed), each improved by moving one actor at a time until no
    move helps.
    """
    least, wrong = 0, []
    for nodes in sorted(map(sorted, nx.biconnected_components(signed))):
        if len(nodes) > 2:
            block = signed.subgraph(nodes).copy()
            proved, camps = best_division(block)
            ties = wrong_ties(block, good_division(block) if camps is None else camps)
            least += max(proved, disjoint_triangles(block)) if camps is None else proved
            wrong += ties
    return Frustration(least, len(wrong), tuple(sorted(wrong)))


def wrong_ties(block: nx.Graph, camp: Camps) -> list[tuple[str, str]]:
    """The friendly ties between the camps and the hostile ones inside one, sorted."""
    return sorted((min(a, b), max(a, b)) for a, b, sign in block.edges(data="sign") if camp[a] * camp[b] * sign < 0)


def disjoint_triangles(block: nx.Graph) -> int:
    """The number of unbalanced triangles, chosen greedily, that share no tie: each needs a change of its own."""
    used: set[frozenset[str]] = set()
    count = 0
    for first, second in sorted((min(edge), max(edge)) for edge in block.edges()):
        for third in sorted(n for n in set(block[first]) & set(block[second]) if n > second):
            ties = [frozenset(pair) for pair in combinations((first, second, third), 2)]
            product = 1
            for tie in ties:
                product *= block.edges[tuple(tie)]["sign"]
            if product < 0 and used.isdisjoint(ties):
                used.update(ties)
                count += 1
    return count


def good_division(block: nx.Graph) -> Camps:
    """The best of the divisions that local search ends at, from several starts of a fixed seed."""
    found = (_improved(block, start) for start in _starts(block))
    return min(found, key=lambda camp: len(wrong_ties(block, camp)))


def _starts(block: nx.Graph) -> Iterator[dict[str, int]]:
    yield _grown(block)
    rng = Random(0)  # noqa: S311
    for _ in range(min(RESTARTS, RESTART_TIES // block.number_of_edges())):
        yield {node: rng.choice((1, -1)) for node in sorted(block)}


def _improved(block: nx.Graph, camp: dict[str, int]) -> dict[str, int]:
    ties = {node: [(other, data["sign"]) for other, data in block[node].items()] for node in sorted(block)}
    moved = True
    while moved:
        moved = False
        for node, around in ties.items():
            if sum(camp[other] * sign for other, sign in around) * camp[node] < 0:
                camp[node] = -camp[node]
                moved = True
    return camp


def _grown(block: nx.Graph) -> dict[str, int]:
    start = min(block)
    camp = {start: 1}
    todo = deque([start])
    while todo:
        here = todo.popleft()
        for other in sorted(block[here]):
            if other not in camp:
                camp[other] = camp[here] * block.edges[here, other]["sign"]
                todo.append(other)
    return camp
