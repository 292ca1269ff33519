"""Brokerage: which actors stand between others, and which have contacts that are tied to each other."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import networkx as nx

from kg.analyse.balance import signed_pairs
from kg.analyse.projection import actor_network
from kg.analyse.result import AnalysisResult, nothing
from kg.workspace import Workspace

#: Of more actors, so many, drawn by a fixed seed, are the sources that betweenness is estimated from.
SAMPLE_ABOVE, PIVOTS, SEED = 500, 256, 0

#: The probability with which an estimate is off by more than its error.
_RISK = 0.05

COLUMNS = ("actor", "kind", "ties", "friendly", "hostile", "betweenness", "constraint", "reason")


def simple_ties(graph: nx.MultiDiGraph) -> nx.Graph:
    """The network with one undirected, unweighted tie a pair, of whatever sign; no ties to oneself, none disputed."""
    ties = nx.Graph()
    ties.add_nodes_from(sorted(graph))
    pairs = {(min(s, t), max(s, t)) for s, t, data in graph.edges(data=True) if data["status"] == "accepted" and s != t}
    ties.add_edges_from(sorted(pairs))
    return ties


def constraint(ties: nx.Graph, actor: str) -> float | None:
    """Burt's constraint of ``actor``; None where it has no ties, for which it is not defined.

    Burt (1992): the sum over contacts j of (p_ij + sum over q of p_iq p_qj) squared, where p_ij is the share of i's
    ties that goes to j: here 1 / degree(i), as ties have no weight. It is high where contacts are tied to each other
    and low where they meet only through the actor. ``ties`` is an undirected graph without ties to oneself. Raises
    ``KeyError`` for an actor that is not in it.
    """
    contacts = ties[actor]
    if not contacts:
        return None
    share = 1 / len(contacts)
    spent = (share + math.fsum(share / len(ties[q]) for q in _both(contacts, ties[contact])) for contact in contacts)
    return math.fsum(part**2 for part in spent)


def _both(one: Collection[str], other: Collection[str]) -> list[str]:
    """Who is in both; looked for from the smaller, as some have very many contacts."""
    few, many = sorted((one, other), key=len)
    return [actor for actor in few if actor in many]


def betweenness(ties: nx.Graph) -> dict[str, float | None]:
    """Freeman's betweenness by actor, 0 to 1; None for all where there are fewer than three actors.

    Freeman (1977): over all pairs of other actors, the share of the shortest paths between the two that pass through
    the actor, divided by the number of pairs, (n - 1)(n - 2) / 2. Computed by Brandes's algorithm (2001), which takes
    time in proportion to actors times ties. Of more than :data:`SAMPLE_ABOVE` actors it is estimated from the
    shortest paths that begin at :data:`PIVOTS` of them (Brandes and Pich 2007), within :func:`sampling_error`.
    """
    if ties.number_of_nodes() < 3:
        return dict.fromkeys(ties)
    pivots = PIVOTS if ties.number_of_nodes() > SAMPLE_ABOVE else None
    return dict(nx.betweenness_centrality(ties, k=pivots, normalized=True, seed=SEED))


def sampling_error(pivots: int) -> float:
    """By how much an estimate of :func:`betweenness` is off, at most, in 95 of 100 samples of ``pivots`` sources.

    From each source other than the actor it is the share of the other actors that are reached by way of it, between 0
    and 1, so that by Hoeffding's inequality (1963) the mean of k of them is off by more than e with a probability of
    at most 2 exp(-2 k e squared). One of the sources can be the actor itself.

    >>> round(sampling_error(256), 3)
    0.085
    """
    return math.sqrt(math.log(2 / _RISK) / (2 * (pivots - 1)))


def brokerage(workspace: Workspace) -> AnalysisResult:
    """Every actor that is tied to another: its ties, betweenness and constraint, most between first.

    Columns: ``actor``, ``kind``; ``ties`` (degree: actors it is tied to), of which ``friendly`` and ``hostile`` by
    the majority of signs; ``betweenness`` by :func:`betweenness`; ``constraint`` by :func:`constraint`; ``reason``
    why a measure is None.
    """
    graph = actor_network(workspace)
    ties = simple_ties(graph)
    signed = signed_pairs(graph)
    between = betweenness(ties)
    order = sorted(graph, key=lambda node: (-(between[node] or 0.0), graph.nodes[node]["label"], node))
    rows = tuple(_row(node, graph.nodes[node], ties, signed, between[node]) for node in order)
    return AnalysisResult("brokerage", "Brokerage", COLUMNS, rows, _notes(ties, workspace.policy.label))


def _row(
    node: str, about: dict[str, Any], ties: nx.Graph, signed: nx.Graph, between: float | None
) -> tuple[object, ...]:
    signs = [data["sign"] for data in signed[node].values()]
    burt = constraint(ties, node)
    reasons = [
        *(["betweenness needs three actors"] if between is None else []),
        *(["constraint needs a tie to another actor"] if burt is None else []),
    ]
    return (
        about["label"],
        about["kind_label"],
        ties.degree(node),
        signs.count(1),
        signs.count(-1),
        None if between is None else round(between, 4),
        None if burt is None else round(burt, 4),
        "; ".join(reasons) or None,
    )


def _notes(ties: nx.Graph, policy: str) -> tuple[str, ...]:
    if not ties:
        return (nothing(policy, "tie between actors"),)
    parts = nx.number_connected_components(ties)
    sampled = (
        [
            f"Betweenness is estimated from the shortest paths that begin at {PIVOTS} of the actors (Brandes and Pich"
            f" 2007, fixed seed): off by at most {sampling_error(PIVOTS):.3f} in 95 of 100 samples (Hoeffding)."
        ]
        if len(ties) > SAMPLE_ABOVE
        else []
    )
    return (
        f"{ties.number_of_nodes()} actors, {ties.number_of_edges()} ties,"
        f" {parts} connected {'part' if parts == 1 else 'parts'}.",
        *sampled,
        "Ties count alike whether friendly or hostile: to stand between two actors is not to mediate for them.",
        "Shortest paths and contacts are those that sources report; an actor that is little reported on ranks low.",
        "'rank-ranges' says how far these values move without one source.",
    )
