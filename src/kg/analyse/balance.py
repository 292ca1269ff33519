"""Structural balance: whether the friendly and hostile ties that are told fit together, three actors at a time.

Heider (1946): of three actors, "the friend of my friend is my friend" and its kin hold if the product of the three
signs is positive. Cartwright and Harary (1956): a signed graph is balanced if every circle has a positive product,
which is so if its actors fall into two camps with all friendly ties inside a camp and all hostile ones between.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.analyse.projection import actor_network
from kg.analyse.result import AnalysisResult, nothing
from kg.pipeline import Dataset

#: Blocks of up to so many actors are searched through: 2 ** 19 ways to make two camps of 20.
EXACT_UP_TO = 20

#: Notes name so many pairs or actors, and count the rest.
SHOWN = 10

COLUMNS = ("first", "second", "third", "ties", "balanced", "mixed pairs")


@dataclass(frozen=True)
class Triad:
    """Three actors, each tied to the other two; ``signs`` are those of (1, 2), (1, 3), (2, 3)."""

    actors: tuple[str, str, str]
    signs: tuple[int, int, int]
    mixed: tuple[bool, bool, bool]

    @property
    def balanced(self) -> bool:
        """Whether the product of the three signs is positive."""
        return self.signs[0] * self.signs[1] * self.signs[2] > 0


@dataclass(frozen=True)
class Frustration:
    """The frustration index lies between ``least`` and ``most``; the two are equal where it is exact."""

    least: int
    most: int

    @property
    def exact(self) -> bool:
        """Whether the index is known."""
        return self.least == self.most


def signed_pairs(graph: nx.MultiDiGraph) -> nx.Graph:
    """Each pair of actors with one sign: that of the sum of the signs of all edges between them, either way.

    Edge attributes: ``sign`` (1 or -1) and ``mixed`` (whether edges of both signs are told). Pairs whose sum is 0,
    edges of sign 0, disputed edges and edges from an actor to itself are left out; actors are all kept.
    """
    told: dict[tuple[str, str], list[int]] = {}
    for source, target, data in graph.edges(data=True):
        if data["sign"] and source != target and data["status"] == "accepted":
            told.setdefault((min(source, target), max(source, target)), []).append(data["sign"])
    signed = nx.Graph()
    signed.add_nodes_from(sorted(graph))
    for (first, second), signs in sorted(told.items()):
        if sum(signs):
            signed.add_edge(first, second, sign=1 if sum(signs) > 0 else -1, mixed=len(set(signs)) > 1)
    return signed


def triads(signed: nx.Graph) -> list[Triad]:
    """All triads of a signed graph (edge attributes ``sign``, ``mixed``), sorted by their actors."""
    found = []
    for first, second in sorted(tuple(sorted(edge)) for edge in signed.edges()):
        for third in sorted(n for n in set(signed[first]) & set(signed[second]) if n > second):
            pairs = list(combinations((first, second, third), 2))
            signs = [signed.edges[pair]["sign"] for pair in pairs]
            mixed = [signed.edges[pair]["mixed"] for pair in pairs]
            found.append(Triad((first, second, third), (signs[0], signs[1], signs[2]), (mixed[0], mixed[1], mixed[2])))
    return found


def frustration(signed: nx.Graph) -> Frustration:
    """The least number of ties whose removal, or change of sign, leaves the signed graph balanced.

    It is the minimum over all divisions into two camps of friendly ties between the camps plus hostile ties inside
    one (Harary's line index of balance). As every circle lies within one block (biconnected component), the index is
    the sum over the blocks; blocks of up to ``EXACT_UP_TO`` actors are searched through. For greater ones, at least:
    a greedily chosen set of unbalanced triads that share no tie; at most: what a division cannot improve on by moving
    one actor.
    """
    least = most = 0
    for nodes in nx.biconnected_components(signed):
        if len(nodes) > 2:
            block = signed.subgraph(nodes)
            low, high = _exact(block) if len(nodes) <= EXACT_UP_TO else _bounds(block)
            least, most = least + low, most + high
    return Frustration(least, most)


def _exact(block: nx.Graph) -> tuple[int, int]:
    """The index by going through all divisions, each one move away from the last (Gray code)."""
    nodes = sorted(block)
    place = {node: index for index, node in enumerate(nodes)}
    friends, foes = [0] * len(nodes), [0] * len(nodes)
    for first, second, sign in block.edges(data="sign"):
        masks = friends if sign > 0 else foes
        masks[place[first]] |= 1 << place[second]
        masks[place[second]] |= 1 << place[first]
    camp = 0
    wrong = best = sum(mask.bit_count() for mask in foes) // 2
    for step in range(1, 1 << (len(nodes) - 1)):
        mover = (step & -step).bit_length() - 1
        others = ~camp if camp >> mover & 1 else camp
        at_mover = (friends[mover] & others).bit_count() + (foes[mover] & ~others).bit_count()
        wrong += friends[mover].bit_count() + foes[mover].bit_count() - 2 * at_mover
        camp ^= 1 << mover
        best = min(best, wrong)
    return best, best


def _bounds(block: nx.Graph) -> tuple[int, int]:
    used: set[tuple[str, str]] = set()
    least = 0
    for triad in triads(block):
        pairs = set(combinations(triad.actors, 2))
        if not triad.balanced and not used & pairs:
            used |= pairs
            least += 1
    return least, _local_minimum(block)


def _local_minimum(block: nx.Graph) -> int:
    """Frustrated ties of a division grown from one actor along its ties, then improved by moving one at a time."""
    camp = _grown(block)

    def wrong(node: str) -> int:
        return sum(camp[node] * camp[other] * data["sign"] < 0 for other, data in block[node].items())

    moved = True
    while moved:
        moved = False
        for node in sorted(block):
            if 2 * wrong(node) > len(block[node]):
                camp[node] = -camp[node]
                moved = True
    return sum(map(wrong, block)) // 2


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


def balance(dataset: Dataset) -> AnalysisResult:
    """The triads of the network of actors, unbalanced ones first, with the frustration index in the notes.

    Columns: ``first``, ``second``, ``third`` (labels); ``ties`` (the three signed pairs in words); ``balanced``
    (product of signs positive); ``mixed pairs`` (pairs of which both friendly and hostile ties are told, so that
    their sign is a majority's).
    """
    graph = actor_network(dataset)
    signed = signed_pairs(graph)
    found = triads(signed)
    label = {node: data["label"] for node, data in graph.nodes(data=True)}
    rows = sorted((_row(triad, label) for triad in found), key=lambda row: (row[4], row[:3]))
    return AnalysisResult(
        "balance", "Structural balance", COLUMNS, tuple(rows), _notes(found, signed, graph, label, dataset.policy.label)
    )


def _row(triad: Triad, label: dict[str, str]) -> tuple[str, str, str, str, bool, tuple[str, ...]]:
    pairs = list(combinations(triad.actors, 2))
    order = sorted(triad.actors, key=lambda actor: (label[actor], actor))
    ties = [_tie(pair, sign, label) for pair, sign in zip(pairs, triad.signs, strict=True)]
    mixed = [_pair(pair, label) for pair, both in zip(pairs, triad.mixed, strict=True) if both]
    return (
        label[order[0]],
        label[order[1]],
        label[order[2]],
        "; ".join(sorted(ties)),
        triad.balanced,
        tuple(sorted(mixed)),
    )


def _pair(pair: Sequence[str], label: dict[str, str]) -> str:
    return " and ".join(sorted(label[actor] for actor in pair))


def _tie(pair: Sequence[str], sign: int, label: dict[str, str]) -> str:
    return f"{_pair(pair, label)}: {'friendly' if sign > 0 else 'hostile'}"


def _notes(
    found: Sequence[Triad], signed: nx.Graph, graph: nx.MultiDiGraph, label: dict[str, str], policy: str
) -> tuple[str, ...]:
    dropped = _opposed(graph, signed)
    if not signed.number_of_edges() and not dropped:
        return (nothing(policy, "friendly or hostile tie between actors"),)
    notes = [_frustration_note(signed), *_triad_notes(found, label)]
    if dropped:
        shown = "; ".join(_pair(pair, label) for pair in dropped[:SHOWN])
        more = f"; and {len(dropped) - SHOWN} more pairs" if len(dropped) > SHOWN else ""
        notes.append(f"Left out, as friendly and hostile ties cancel: {shown}{more}.")
    notes.append("Balance describes the ties that are told and accepted; it says nothing of what an actor will do.")
    return tuple(notes)


def _triad_notes(found: Sequence[Triad], label: dict[str, str]) -> list[str]:
    if not found:
        return ["No three actors are all tied to each other, so there is no triad to judge."]
    unbalanced = [triad for triad in found if not triad.balanced]
    notes = [f"{len(unbalanced)} of {len(found)} triads are unbalanced."]
    if unbalanced:
        notes.append(f"Actors by the number of unbalanced triads they are in: {_carriers(unbalanced, label)}.")
    return notes


def _frustration_note(signed: nx.Graph) -> str:
    index = frustration(signed)
    ties = signed.number_of_edges()
    if index.exact:
        return f"Frustration index: {index.least} of {ties} signed pairs would have to change for full balance."
    return f"Frustration index: between {index.least} and {index.most} of {ties} signed pairs (bounds)."


def _carriers(unbalanced: Iterable[Triad], label: dict[str, str]) -> str:
    counts = Counter(actor for triad in unbalanced for actor in triad.actors)
    ranked = sorted(counts, key=lambda actor: (-counts[actor], label[actor], actor))
    more = f", and {len(ranked) - SHOWN} more" if len(ranked) > SHOWN else ""
    return ", ".join(f"{label[actor]} ({counts[actor]})" for actor in ranked[:SHOWN]) + more


def _opposed(graph: nx.MultiDiGraph, signed: nx.Graph) -> list[tuple[str, str]]:
    """Pairs with signed edges that cancel out."""
    tied = {
        (min(source, target), max(source, target))
        for source, target, data in graph.edges(data=True)
        if data["sign"] and source != target and data["status"] == "accepted"
    }
    return sorted(pair for pair in tied if not signed.has_edge(*pair))
