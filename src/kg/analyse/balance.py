"""Structural balance: whether the accepted friendly and hostile ties fit together, three actors at a time.

Heider (1946): of three actors, "the friend of my friend is my friend" and its kin hold if the product of the three
signs is positive. Cartwright and Harary (1956): a signed graph is balanced if every circle has a positive product,
which is so if its actors fall into two camps with all friendly ties inside a camp and all hostile ones between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.analyse.frustration import Frustration, frustration
from kg.analyse.projection import actor_network
from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.limits import check_pairs
from kg.workspace import Once, Workspace

#: Notes name so many pairs or actors, and count the rest.
SHOWN = 10

COLUMNS = ("first", "second", "third", "ties", "balanced", "mixed pairs")
CARRIER_COLUMNS = (
    "actor", "kind", "signed ties", "triads", "unbalanced", "share of its triads", "share of the unbalanced",
    "wrong ties",
)  # fmt: skip


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


def signed_pairs(graph: nx.MultiDiGraph) -> nx.Graph:
    """Each pair of actors with one sign: that of the sum of the signs of all edges between them, either way.

    Edge attributes: ``sign`` (1 or -1) and ``mixed`` (whether there are edges of both signs). Pairs whose sum is 0,
    edges of sign 0, disputed edges and edges from an actor to itself are left out; actors are all kept.
    """
    signs_of: dict[tuple[str, str], list[int]] = {}
    for source, target, data in graph.edges(data=True):
        if data["sign"] and source != target and data["status"] == "accepted":
            signs_of.setdefault((min(source, target), max(source, target)), []).append(data["sign"])
    signed = nx.Graph()
    signed.add_nodes_from(sorted(graph))
    for (first, second), signs in sorted(signs_of.items()):
        if sum(signs):
            signed.add_edge(first, second, sign=1 if sum(signs) > 0 else -1, mixed=len(set(signs)) > 1)
    return signed


def triads(signed: nx.Graph) -> list[Triad]:
    """All triads of a signed graph (edge attributes ``sign``, ``mixed``), sorted by their actors.

    Raises ``LimitError`` for more than ``analysis_pairs``.
    """
    check_pairs(_count_triads(signed), "groups of three actors are tied to each other")
    found = []
    for first, second in sorted(tuple(sorted(edge)) for edge in signed.edges()):
        for third in sorted(n for n in set(signed[first]) & set(signed[second]) if n > second):
            pairs = list(combinations((first, second, third), 2))
            signs = [signed.edges[pair]["sign"] for pair in pairs]
            mixed = [signed.edges[pair]["mixed"] for pair in pairs]
            found.append(Triad((first, second, third), (signs[0], signs[1], signs[2]), (mixed[0], mixed[1], mixed[2])))
    return found


def _count_triads(signed: nx.Graph) -> int:
    """The number of triangles, each counted at its two tied actors that have the fewest ties, so in little time."""
    order = {node: place for place, node in enumerate(sorted(signed, key=lambda node: (signed.degree(node), node)))}
    onward = {node: {other for other in signed[node] if order[other] > order[node]} for node in signed}
    return sum(len(later & onward[other]) for later in onward.values() for other in later)


@Once
def balanced(workspace: Workspace) -> tuple[nx.Graph, list[Triad], Frustration]:
    """The signed pairs of a dataset's actors, their triads and their frustration index."""
    signed = signed_pairs(actor_network(workspace))
    return signed, triads(signed), frustration(signed)


def balance(workspace: Workspace) -> AnalysisResult:
    """The triads of the network of actors, unbalanced ones first, with the frustration index in the notes.

    Of more than :data:`~kg.analyse.result.ROWS` the first are rows.

    Columns: ``first``, ``second``, ``third`` (labels); ``ties`` (the three signed pairs in words); ``balanced``
    (product of signs positive); ``mixed pairs`` (pairs with both friendly and hostile ties, so that
    their sign is a majority's).
    """
    graph = actor_network(workspace)
    signed, found, index = balanced(workspace)
    label = {node: data["label"] for node, data in graph.nodes(data=True)}
    rows = sorted((_row(triad, label) for triad in found), key=lambda row: (row[4], row[:3]))[:ROWS]
    return AnalysisResult(
        "balance", "Structural balance", COLUMNS, tuple(rows), _notes(found, signed, index, graph, label)
    )


def imbalance(workspace: Workspace) -> AnalysisResult:
    """Every actor that is in a triad, with its part in the imbalance, those in most unbalanced triads first.

    Columns: ``actor``, ``kind``; ``signed ties``: actors it has a friendly or a hostile tie to; ``triads`` it is in,
    ``unbalanced`` ones among them and their ``share of its triads``; ``share of the unbalanced``: of all unbalanced
    triads (three actors carry each, so that the shares add up to 3); ``wrong ties``: its ties that the best division
    into two camps that was found leaves hostile inside a camp or friendly between them.
    """
    graph = actor_network(workspace)
    signed, found, index = balanced(workspace)
    title = "Who carries the imbalance"
    if not found:
        why = nothing(workspace.policy.label, "three actors that are all tied to each other")
        return AnalysisResult("imbalance", title, CARRIER_COLUMNS, (), (why,))
    unbalanced = [triad for triad in found if not triad.balanced]
    within, bad = (Counter(actor for triad in some for actor in triad.actors) for some in (found, unbalanced))
    wrong = Counter(actor for tie in index.wrong for actor in tie)
    about = graph.nodes
    order = sorted(within, key=lambda actor: (-bad[actor], -within[actor], about[actor]["label"], actor))
    rows = tuple(
        (
            about[actor]["label"],
            about[actor]["kind_label"],
            signed.degree(actor),
            within[actor],
            bad[actor],
            round(bad[actor] / within[actor], 3),
            round(bad[actor] / len(unbalanced), 3) if unbalanced else 0.0,
            wrong[actor],
        )
        for actor in order
    )
    labels = {actor: data["label"] for actor, data in graph.nodes(data=True)}
    ties = "; ".join(_tie(tie, signed.edges[tie]["sign"], labels) for tie in index.wrong[:SHOWN])
    notes = (
        f"{len(unbalanced)} of {len(found)} triads are unbalanced.",
        _frustration_note(index, signed),
        f"Ties that the best division found leaves wrong: {ties or 'none'}. Another division can be as good.",
    )
    return AnalysisResult("imbalance", title, CARRIER_COLUMNS, rows, notes)


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
    found: Sequence[Triad], signed: nx.Graph, index: Frustration, graph: nx.MultiDiGraph, label: dict[str, str]
) -> tuple[str, ...]:
    dropped = _opposed(graph, signed)
    if not signed.number_of_edges() and not dropped:
        return (nothing(graph.graph["policy"], "friendly or hostile tie between actors"),)
    notes = [_frustration_note(index, signed), *_triad_notes(found, label)]
    if dropped:
        shown = "; ".join(_pair(pair, label) for pair in dropped[:SHOWN])
        more = f"; and {len(dropped) - SHOWN} more pairs" if len(dropped) > SHOWN else ""
        notes.append(f"Left out, as friendly and hostile ties cancel: {shown}{more}.")
    notes.append("Balance describes the accepted ties; it does not say what an actor will do.")
    return tuple(notes)


def _triad_notes(found: Sequence[Triad], label: dict[str, str]) -> list[str]:
    if not found:
        return ["No three actors are all tied to each other, so there is no triad to judge."]
    unbalanced = [triad for triad in found if not triad.balanced]
    notes = [f"{len(unbalanced)} of {len(found)} triads are unbalanced."]
    if len(found) > ROWS:
        notes.append(f"Of the triads, the first {ROWS}, unbalanced ones before others.")
    if unbalanced:
        notes.append(f"Actors by the number of unbalanced triads they are in: {_carriers(unbalanced, label)}.")
    return notes


def _frustration_note(index: Frustration, signed: nx.Graph) -> str:
    ties = signed.number_of_edges()
    if index.exact:
        return f"Frustration index: {index.least} of {ties} signed pairs would have to change for full balance."
    return (
        f"Frustration index: between {index.least} and {index.most} of {ties} signed pairs. These are bounds: the"
        " network is too great to go through all divisions."
    )


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
