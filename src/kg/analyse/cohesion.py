"""Cohesion: which actors are tied so densely that they hold together, and which groups of friends they form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.analyse.balance import signed_pairs
from kg.analyse.brokerage import simple_ties
from kg.analyse.projection import actor_network
from kg.analyse.result import AnalysisResult, nothing
from kg.workspace import Once, Workspace

#: Louvain's method is random: it is run with so many fixed seeds, and the division of the best modularity is taken.
SEEDS = 10

#: Fewer where the runs would go over more ties than this in all; one at least.
RUN_TIES = 100_000

COLUMNS = ("actor", "kind", "ties", "core", "friendly ties", "community", "community of", "steady", "remark")


@dataclass(frozen=True)
class Cohesion:
    """What cohesion says of one actor; ``community``: those it is grouped with and itself, by IRI."""

    ties: int
    core: int
    friends: int
    community: frozenset[str]


def friendly(signed: nx.Graph) -> nx.Graph:
    """The friendly ties of a signed graph, with all its actors."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(signed))
    graph.add_edges_from(sorted((min(a, b), max(a, b)) for a, b, sign in signed.edges(data="sign") if sign > 0))
    return graph


def divisions(graph: nx.Graph) -> list[list[frozenset[str]]]:
    """Divisions of ``graph`` of high modularity by Louvain's method, the best first.

    One for each of :data:`SEEDS` seeds; fewer, but one at least, where they would go over more than :data:`RUN_TIES`
    ties in all. Blondel, Guillaume, Lambiotte and Lefebvre (2008), "Fast unfolding of communities in large networks".
    Within a division the greatest community is first; actors without a tie are a community each. Of equally good
    divisions the one of the lower seed is first.
    """
    if not graph.number_of_edges():
        return [[frozenset({node}) for node in sorted(graph)]]
    # The numbers keep the order in which Python happens to hold sets of text out of it.
    names = sorted(graph)
    numbered = nx.relabel_nodes(graph, {name: number for number, name in enumerate(names)})
    found = []
    for seed in range(max(1, min(SEEDS, RUN_TIES // graph.number_of_edges()))):
        groups = nx.community.louvain_communities(numbered, seed=seed)
        named = [frozenset(names[number] for number in group) for group in groups]
        found.append(sorted(named, key=lambda group: (-len(group), min(group))))
    return sorted(found, key=lambda division: -round(nx.community.modularity(graph, division), 12))


@Once
def friends_divided(workspace: Workspace) -> tuple[nx.Graph, list[list[frozenset[str]]]]:
    """The friendly ties of a dataset, and their :func:`divisions`."""
    friends = friendly(signed_pairs(actor_network(workspace)))
    return friends, divisions(friends)


Divide = Callable[[nx.Graph], Sequence[Sequence[frozenset[str]]]]


def measure(network: nx.MultiDiGraph, divide: Divide = divisions) -> dict[str, Cohesion]:
    """The cohesion of every actor of a network of actors, by IRI.

    ``core``: the greatest k such that the actor belongs to a part of the network in which everybody has k ties within
    (Seidman 1983), over ties of either sign; ``community``: by the best of :func:`divisions` over friendly ties alone.
    ``divide`` gives these, for who has them already.
    """
    ties, friends = simple_ties(network), friendly(signed_pairs(network))
    cores = nx.core_number(ties)
    group_of = {actor: group for group in divide(friends)[0] for actor in group}
    return {actor: Cohesion(ties.degree(actor), cores[actor], friends.degree(actor), group_of[actor]) for actor in ties}


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's: the members of both by those of either; 1 where both are empty.

    >>> similarity(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    return len(one & other) / len(one | other) if one | other else 1.0


def cohesion(workspace: Workspace) -> AnalysisResult:
    """Every actor's core and community, the innermost core first.

    Columns: ``actor``, ``kind``; ``ties`` and ``core`` as :func:`measure` says; ``friendly ties``; ``community``: its
    number, the greatest first, None without a friendly tie; ``community of``: its members; ``steady``: the least
    similarity (Jaccard) of its community over the runs, 1 where it is always the same; ``remark``.
    """
    network = actor_network(workspace)
    friends, others = friends_divided(workspace)
    found = measure(network, lambda _: others)
    number = {actor: place for place, group in enumerate(others[0], 1) for actor in group}
    groups = [{actor: group for group in division for actor in group} for division in others]
    steady = {actor: min(similarity(one.community, of[actor]) for of in groups) for actor, one in found.items()}
    label = dict(network.nodes(data="label"))
    order = sorted(found, key=lambda actor: (-found[actor].core, -found[actor].ties, label[actor], actor))
    rows = tuple(
        (
            label[actor],
            network.nodes[actor]["kind_label"],
            found[actor].ties,
            found[actor].core,
            found[actor].friends,
            number[actor] if found[actor].friends else None,
            tuple(sorted(label[one] for one in found[actor].community)) if found[actor].friends else (),
            round(steady[actor], 3) if found[actor].friends else None,
            None if found[actor].friends else "No tie that is friendly on balance: in no community.",
        )
        for actor in order
    )
    title = "Cohesion: cores and communities"
    if not rows:
        return AnalysisResult("cohesion", title, COLUMNS, (), (nothing(workspace.policy.label, "tie between actors"),))
    return AnalysisResult("cohesion", title, COLUMNS, rows, _notes(found, friends, others))


def _notes(found: Mapping[str, Cohesion], friends: nx.Graph, others: list[list[frozenset[str]]]) -> tuple[str, ...]:
    deepest = max(one.core for one in found.values())
    inside = sum(one.core == deepest for one in found.values())
    notes = [
        f"The innermost core: {inside} actors, each with {deepest} ties or more among them, friendly or hostile.",
    ]
    if friends.number_of_edges():
        scores = [nx.community.modularity(friends, division) for division in others]
        groups = sum(len(group) > 1 for group in others[0])
        notes.append(
            f"{groups} communities of friendly ties, of modularity {scores[0]:.3f}, the best of {len(others)} runs of"
            f" Louvain's method ({min(scores):.3f} to {max(scores):.3f}). A community is no declared alliance."
        )
    else:
        notes.append("No friendly tie is accepted, so that there are no communities.")
    notes.append("'cohesion-ranges' says how far these values move without one source.")
    return tuple(notes)
