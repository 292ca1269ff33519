"""The best division of a signed graph into two camps, by branch and bound.

The search is a Russian doll search (Verfaillie, Lemaitre and Schiex 1996): the actors are put in an order, and the
problem is solved for the last one, the last two, and so on; what the last ones cost at least is then known when the
earlier ones are divided. A division is given up as soon as what it has cost, what the undecided actors cost with the
decided ones at least, and what they cost among themselves at least come to no less than the best found.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

#: The search looks at so many partial divisions at most; measured: 40 actors with 226 random signs take 40,000.
SEARCH_STEPS = 200_000

#: Greater blocks are not tried.
SEARCH_ACTORS = 200


class _GivenUpError(Exception):
    """The search would take more than :data:`SEARCH_STEPS`."""


def best_division(block: nx.Graph) -> tuple[int, dict[str, int] | None]:
    """The fewest wrong ties of any division of a signed ``block``, and the camps (1 or -1 by actor) that leave these.

    A tie is wrong where it is friendly between the camps or hostile inside one. ``block``: undirected, with the edge
    attribute ``sign``. Where the search gives up (:data:`SEARCH_STEPS`, :data:`SEARCH_ACTORS`) the number is what it
    has proved to be too few or just enough, a lower bound, and there are no camps.
    """
    if len(block) > SEARCH_ACTORS:
        return 0, None
    order = _order(block)
    search = _Search(block, order)
    try:
        for first in reversed(range(len(order))):
            search.solve_from(first)
    except _GivenUpError:
        return search.proved[search.first + 1], None
    return search.proved[0], dict(zip(order, search.camps, strict=True))


def _order(block: nx.Graph) -> list[str]:
    """The actors, each time the one with the most ties to those already in the order, then with the most ties."""
    found: list[str] = []
    inside = dict.fromkeys(sorted(block), 0)
    while inside:
        chosen = max(inside, key=lambda node: (inside[node], block.degree(node)))
        del inside[chosen]
        found.append(chosen)
        for other in block[chosen]:
            if other in inside:
                inside[other] += 1
    return found


class _Search:
    """``proved[i]``: the fewest wrong ties among the actors from the i-th on; ``camps``: a division of those solved."""

    def __init__(self, block: nx.Graph, order: list[str]) -> None:
        place = {node: index for index, node in enumerate(order)}
        self.later: list[list[tuple[int, int]]] = [[] for _ in order]
        for one, other, sign in block.edges(data="sign"):
            low, high = sorted((place[one], place[other]))
            self.later[low].append((high, sign))
        self.proved = [0] * (len(order) + 1)
        self.camps: list[int] = []
        self.first = len(order)
        self.steps = 0

    def solve_from(self, first: int) -> None:
        """Solve the problem of the actors from ``first`` on, those after it being solved."""
        self.first = first
        pull = sum(sign * self.camps[high - first - 1] for high, sign in self.later[first])
        mine = 1 if pull >= 0 else -1
        # Two camps exchanged are the same division, so that the first actor is always in camp 1.
        self.camps = [1, *(camp * mine for camp in self.camps)]
        self.best = self.proved[first + 1] + (len(self.later[first]) - abs(pull)) // 2
        if self.best > self.proved[first + 1]:
            # By actor: the decided ties that would be wrong in camp 1, and in camp -1.
            self.wrong: dict[int, list[int]] = {1: [0] * len(self.later), -1: [0] * len(self.later)}
            self.chosen = [0] * len(self.later)
            self._divide(first, 0, 0)
        self.proved[first] = self.best

    def _divide(self, actor: int, cost: int, pending: int) -> None:
        """Try the camps of ``actor`` and of all after it; ``pending``: what those cost at least with the decided."""
        self.steps += 1
        if self.steps > SEARCH_STEPS:
            raise _GivenUpError
        if actor == len(self.later):
            self.best, self.camps = cost, self.chosen[self.first :]
            return
        at = {camp: wrong[actor] for camp, wrong in self.wrong.items()}
        pending -= min(at.values())
        for camp in self._camps(actor, at):
            if self.best == self.proved[self.first + 1]:
                return
            if cost + at[camp] + pending + self.proved[actor + 1] >= self.best:
                continue
            self.chosen[actor] = camp
            more = pending + self._decide(actor, camp, 1)
            if cost + at[camp] + more + self.proved[actor + 1] < self.best:
                self._divide(actor + 1, cost + at[camp], more)
            self._decide(actor, camp, -1)

    def _camps(self, actor: int, at: dict[int, int]) -> Iterator[int]:
        """The cheaper camp first; camp 1 alone for the first actor."""
        better = 1 if at[1] <= at[-1] else -1
        yield better
        if actor != self.first:
            yield -better

    def _decide(self, actor: int, camp: int, change: int) -> int:
        """Count the ties of ``actor`` in ``camp`` to later ones, or take them back; by how much these cost more."""
        more = 0
        one, other = self.wrong[1], self.wrong[-1]
        for high, sign in self.later[actor]:
            before = min(one[high], other[high])
            self.wrong[-camp * sign][high] += change
            more += min(one[high], other[high]) - before
        return more
