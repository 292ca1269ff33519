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

#: Blocks of up to so many actors are searched through: 2 ** 19 ways to make two camps of 20.
EXACT_UP_TO = 20

#: So many divisions at random are improved on for greater blocks, beside the one that is grown along the ties.
RESTARTS = 50

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
    within one block (biconnected component), it is the sum over the blocks; blocks of up to :data:`EXACT_UP_TO`
    actors are searched through. For greater ones, at least: a greedily chosen set of unbalanced triangles that share
    no tie; at most: the best of the division grown along the ties and :data:`RESTARTS` at random (of a fixed seed),
    each improved by moving one actor at a time until no move helps.
    """
    least, wrong = 0, []
    for nodes in sorted(map(sorted, nx.biconnected_components(signed))):
        if len(nodes) > 2:
            block = signed.subgraph(nodes)
            exact = len(nodes) <= EXACT_UP_TO
            ties = wrong_ties(block, best_division(block) if exact else good_division(block))
            least += len(ties) if exact else disjoint_triangles(block)
            wrong += ties
    return Frustration(least, len(wrong), tuple(sorted(wrong)))


def wrong_ties(block: nx.Graph, camp: Camps) -> list[tuple[str, str]]:
    """The friendly ties between the camps and the hostile ones inside one, sorted."""
    return sorted((min(a, b), max(a, b)) for a, b, sign in block.edges(data="sign") if camp[a] * camp[b] * sign < 0)


def best_division(block: nx.Graph) -> Camps:
    """A division with the fewest wrong ties, by going through all, each one move away from the last (Gray code)."""
    nodes = sorted(block)
    place = {node: index for index, node in enumerate(nodes)}
    friends, foes = [0] * len(nodes), [0] * len(nodes)
    for first, second, sign in block.edges(data="sign"):
        masks = friends if sign > 0 else foes
        masks[place[first]] |= 1 << place[second]
        masks[place[second]] |= 1 << place[first]
    camp = best_camp = 0
    wrong = best = sum(mask.bit_count() for mask in foes) // 2
    for step in range(1, 1 << (len(nodes) - 1)):
        mover = (step & -step).bit_length() - 1
        others = ~camp if camp >> mover & 1 else camp
        at_mover = (friends[mover] & others).bit_count() + (foes[mover] & ~others).bit_count()
        wrong += friends[mover].bit_count() + foes[mover].bit_count() - 2 * at_mover
        camp ^= 1 << mover
        if wrong < best:
            best, best_camp = wrong, camp
    return {node: 1 if best_camp >> index & 1 else -1 for index, node in enumerate(nodes)}


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
    for _ in range(RESTARTS):
        yield {node: rng.choice((1, -1)) for node in sorted(block)}


def _improved(block: nx.Graph, camp: dict[str, int]) -> dict[str, int]:
    def wrong(node: str) -> int:
        return sum(camp[node] * camp[other] * data["sign"] < 0 for other, data in block[node].items())

    moved = True
    while moved:
        moved = False
        for node in sorted(block):
            if 2 * wrong(node) > len(block[node]):
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
