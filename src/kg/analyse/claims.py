"""Claims of responsibility: who claims what, who stands with the claimant, and what nobody claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import networkx as nx
from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of, in_time
from kg.analyse.influence import SPONSORSHIP, edge_classes
from kg.analyse.projection import stated_network
from kg.analyse.result import AnalysisResult, nothing
from kg.analyse.shares import wilson
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Workspace

CLAIM = "ClaimOfResponsibility"
ATTACK, SERIES = CONFLICT.term("Attack"), CONFLICT.term("AttackSeries")

#: Relations by which a claimant speaks for another actor, or as a part of it.
BEHIND = ("FacadeRelation", "Membership", "Affiliation", "StateEmbedding")

COLUMNS = (
    "event", "event kind", "start", "claimant", "claimant kind", "claimant stands with", "claimant's sponsors",
    "rival claimants", "grade", "accounts",
)  # fmt: skip


def claims(workspace: Workspace) -> AnalysisResult:
    """Every accepted attack and series of attacks with its claims, and every other event that is claimed.

    Columns: ``event``, ``event kind``, ``start``; ``claimant`` and ``claimant kind``, None where nobody claims the
    event; ``claimant stands with``: those it is a façade, member or affiliate of, or is embedded in, in words;
    ``claimant's sponsors``: those with an accepted sponsorship of the claimant itself; ``rival claimants``: others
    who claim the same event and do not stand with the claimant, nor it with them; ``grade`` and ``accounts`` of the
    claim. The notes give the share that nobody claims: attacks without an accepted claim by accepted attacks, with
    its 95% Wilson interval, series apart.

    A claim is what the claimant says, not proof of who carried out the event.
    """
    facts = facts_of(workspace)
    graph = stated_network(workspace)
    classes = edge_classes(facts)
    made = {node: _accepted_edges(graph.in_edges(node, data=True), classes, (CLAIM,)) for node in graph}
    attacks = [n for n in graph if _is_attack(facts, n)]
    events = sorted({*attacks, *(n for n in graph if made[n])}, key=lambda n: (*in_time(graph.nodes[n]["start"]), n))
    rows = tuple(row for event in events for row in _rows(event, made[event], graph, classes))
    return AnalysisResult("claims", "Claims of responsibility", COLUMNS, rows, _notes(facts, graph, attacks, made))


def _is_attack(facts: Facts, node: str) -> bool:
    return facts.is_a(NamedNode(node), ATTACK) or facts.is_a(NamedNode(node), SERIES)


Edge = tuple[str, str, Mapping[str, Any]]


def _accepted_edges(edges: Iterable[Edge], classes: Mapping[str, str], wanted: tuple[str, ...]) -> list[Edge]:
    """The accepted edges of the wanted classes, in order of their ends and relation."""
    kept = [e for e in edges if classes.get(e[2]["relation"]) in wanted and e[2]["status"] == "accepted"]
    return sorted(kept, key=lambda e: (e[0], e[1], e[2]["relation"]))


def _rows(event: str, made: list[Edge], graph: nx.MultiDiGraph, classes: Mapping[str, str]) -> list[tuple[object, ...]]:
    about = graph.nodes[event]
    head = (about["label"], about["kind_label"], about["start"])
    if not made:
        return [(*head, None, None, (), (), (), None, ())]
    claimants = sorted({source for source, _, _ in made})
    return [(*head, *_claimant(source, data, graph, classes, claimants)) for source, _, data in made]


def _claimant(
    actor: str,
    data: Mapping[str, Any],
    graph: nx.MultiDiGraph,
    classes: Mapping[str, str],
    claimants: Iterable[str],
) -> tuple[object, ...]:
    behind = _accepted_edges(graph.out_edges(actor, data=True), classes, BEHIND)
    sponsors = _accepted_edges(graph.in_edges(actor, data=True), classes, (SPONSORSHIP,))
    return (
        graph.nodes[actor]["label"],
        graph.nodes[actor]["kind_label"],
        tuple(f"{edge['label']} {graph.nodes[other]['label']}" for _, other, edge in behind),
        tuple(dict.fromkeys(graph.nodes[sponsor]["label"] for sponsor, _, _ in sponsors)),
        tuple(graph.nodes[rival]["label"] for rival in claimants if _are_rivals(actor, rival, graph, classes)),
        data["grade"],
        tuple(shorten(iri) for iri in data["accounts"]),
    )


def _are_rivals(one: str, other: str, graph: nx.MultiDiGraph, classes: Mapping[str, str]) -> bool:
    """Whether two claimants are different actors, and no account links one with the other."""
    between = [
        edge
        for pair in ((one, other), (other, one))
        for edge in graph.out_edges(pair[0], data=True)
        if edge[1] == pair[1]
    ]
    return one != other and not _accepted_edges(between, classes, BEHIND)


def _notes(facts: Facts, graph: nx.MultiDiGraph, attacks: list[str], made: Mapping[str, list[Edge]]) -> tuple[str, ...]:
    if not attacks and not any(made.values()):
        return (nothing(facts.workspace.policy.label, "attack and no claim"),)
    notes = []
    for cls, words in ((ATTACK, "attacks"), (SERIES, "series of attacks")):
        among = [n for n in attacks if facts.is_a(NamedNode(n), cls)]
        if among:
            claimed = [n for n in among if made[n]]
            named = [n for n in claimed if any(graph.nodes[e[0]]["kind"] != "UnidentifiedGroup" for e in made[n])]
            unclaimed = len(among) - len(claimed)
            low, high = wilson(unclaimed, len(among)) or (0.0, 1.0)
            notes.append(
                f"{len(claimed)} of {len(among)} {words} are claimed ({len(claimed) / len(among):.0%}),"
                f" {len(named)} of them by an actor that is named."
            )
            notes.append(
                f"Unclaimed: {unclaimed / len(among):.0%} of the {words} ({low:.0%} to {high:.0%}, Wilson 1927,"
                " as if the reported ones were a random sample)."
            )
    rivals = _rivalries(made, graph, edge_classes(facts))
    notes.append(f"Rival claims: {'; '.join(rivals)}." if rivals else "No event is claimed by rivals.")
    if rivals:
        notes.append("No account links rival claimants with each other; one may have repeated what the other claimed.")
    notes.append("A claim is what the claimant says; it is not proof of who carried out the event, nor of an order.")
    return tuple(notes)


def _rivalries(made: Mapping[str, list[Edge]], graph: nx.MultiDiGraph, classes: Mapping[str, str]) -> list[str]:
    found = []
    for event, claims_of_it in sorted(made.items()):
        claimants = sorted({source for source, _, _ in claims_of_it})
        rivals = {actor for pair in combinations(claimants, 2) if _are_rivals(*pair, graph, classes) for actor in pair}
        if rivals:
            names = sorted(graph.nodes[actor]["label"] for actor in rivals)
            found.append(f"{graph.nodes[event]['label']} ({', '.join(names)})")
    return found
