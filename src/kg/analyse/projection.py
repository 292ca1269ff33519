"""The accepted facts as a network, as the ontology's edge declarations say: no class of edge is written here.

A relation or declaration is an edge from the value of its class's ``conflict:edgeSource`` to that of its
``conflict:edgeTarget``. A use of force or a series of attacks is a node with an edge from who carried it out, an edge
to whom it was aimed at, and an edge from each party whose side is not stated; in the network of actors it is one edge
from who carried it out to whom it was aimed at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, cast

import networkx as nx
from pyoxigraph import BlankNode, NamedNode, Triple

from kg.analyse.facts import DECLARATION, EVENT, EdgeRule, Facts, Value, facts_of, local
from kg.limits import check_pairs
from kg.proofs.explanations import Explained, Explainer
from kg.rdf.terms import CONFLICT, TYPE, shorten
from kg.workspace import Once, Workspace

PART_OF = CONFLICT.term("isSubEventOf")
STRUCTURE, SUPPORT = "structure", "support"

#: Relates an event to those of whom a source does not say which side they are on.
PARTY = CONFLICT.term("hasParty")
#: The inferred properties, from an event to an actor, that are edges.
SPONSORED = ("hasPerpetratorSponsoredBy", "hasClaimantSponsoredBy")


@dataclass(frozen=True)
class Edge:
    """One edge; ``rule`` names the class or property that makes it, the rest is as :func:`project` says."""

    source: NamedNode
    target: NamedNode
    key: str
    rule: str
    relation: NamedNode
    label: str
    family: str
    sign: int
    interval: tuple[str | None, str | None]
    accounts: tuple[str, ...]
    grade: str | None
    disputed: bool = False
    proof: dict[str, Any] | None = None

    @property
    def inferred(self) -> bool:
        """Whether the edge was inferred: then, and only then, it has a proof."""
        return self.proof is not None


def project(workspace: Workspace, inferred: bool = True) -> nx.MultiDiGraph:
    """The network of actors and events that the dataset's policy accepts; empty where it accepts nothing.

    Without what is ``inferred``, no proof is sought, which takes most of the time.

    Node key: IRI. Node attributes: ``label``; ``names`` (its other names, in every script); ``kind`` (local name of the
    most specific asserted class) and ``kind_label``; ``group`` (``actor`` or ``event``); ``start``, ``end`` (ISO
    moments or None); ``lat``, ``lon`` (of the event's place, or of the nearest larger place that has coordinates),
    ``precision`` (the radius in kilometres within which these are meant) and ``place`` (label), or None;
    ``disputed_places`` ((label, latitude, longitude) of each place that accounts of equal standing differ over);
    ``accounts`` (of an event: all about it; of an actor: those about it and those behind its edges); ``summary``;
    ``size`` (degree by the greatest degree, 0 to 1). Actors without an edge are left out.

    Edge key: a short id. Edge attributes: ``relation`` (IRI), ``type`` (local name of the class or property that makes
    the edge), ``label``, ``family``, ``sign`` (1, -1, 0),
    ``inferred``, ``status`` (``disputed`` where accounts of equal standing differ on an end, else ``accepted``),
    ``start``, ``end``, ``accounts``, ``grade`` (the best of its accounts; of an inferred edge that of the weakest fact
    of its best proof), ``proof`` (of an inferred edge, else None): the shortest of the best-graded proofs as nested
    values ``statement`` (in labels), ``note`` (the property's definition, of the conclusion alone), ``rule`` (W3C
    name) and ``axiom`` (both empty for a fact), ``grade``, ``accounts`` (of a fact) and ``premises``.

    Graph attributes: ``policy`` (label); ``roles`` (by type, where a class makes the edge, the IRIs of the properties
    from ``relation`` to the edge's source, target, start and end; without them ``relation`` is the property itself).

    Raises ``KeyError`` for a dataset that lacks a layer.
    """
    facts = facts_of(workspace)
    stated = [edge for subject in facts.subjects() for edge in _stated_edges(facts, subject)]
    edges = _between_nodes(facts, stated)
    edges += _inferred_edges(facts) if inferred else []
    events = [s for s in facts.subjects() if is_node(facts, s) and facts.rule(s)]
    return _graph(facts, edges, events)


@Once
def stated_network(workspace: Workspace) -> nx.MultiDiGraph:
    """The network of :func:`project` without what is inferred; frozen, as it is kept with the dataset."""
    return nx.freeze(project(workspace, inferred=False))


@Once
def whole_network(workspace: Workspace) -> nx.MultiDiGraph:
    """The network of :func:`project`; frozen, as it is kept with the dataset."""
    return nx.freeze(project(workspace))


@Once
def actor_network(workspace: Workspace) -> nx.MultiDiGraph:
    """The network of actors alone, in the attributes of :func:`project`; frozen, as it is kept with the dataset.

    Edges: relations and declarations between actors, and one from each perpetrator of a use of force to each of
    its targets. Nothing inferred is in it.
    """
    facts = facts_of(workspace)
    stated = [edge for subject in facts.subjects() for edge in _direct_edges(facts, subject)]
    return nx.freeze(_graph(facts, [e for e in _between_nodes(facts, stated) if _between_actors(facts, e)], []))


def is_node(facts: Facts, subject: NamedNode) -> bool:
    """Whether ``subject`` is a node of the network where it is accepted, rather than an edge: events are."""
    return facts.is_a(subject, EVENT) and not facts.is_a(subject, DECLARATION)


def _between_nodes(facts: Facts, edges: Iterable[Edge]) -> list[Edge]:
    return [e for e in edges if facts.group(e.source) and facts.group(e.target)]


def _between_actors(facts: Facts, edge: Edge) -> bool:
    return facts.group(edge.source) == facts.group(edge.target) == "actor"


def _stated_edges(facts: Facts, subject: NamedNode) -> list[Edge]:
    """The edges of one accepted subject: its declared ones, and those to the events it is part of."""
    rule = facts.rule(subject)
    edges = [_part_edge(facts, subject, whole) for whole in facts.values(subject, PART_OF)]
    if rule is None:
        return edges
    make: Callable[[Facts, NamedNode], list[Edge]] = _event_edges if is_node(facts, subject) else _direct_edges
    return edges + make(facts, subject)


def _direct_edges(facts: Facts, subject: NamedNode) -> list[Edge]:
    """The subject as edges from each of its sources to each of its targets."""
    rule = facts.rule(subject)
    if rule is None:
        return []
    linked = ends_linked(facts, subject, rule)
    single = len(linked[0]) == len(linked[1]) == 1
    ends = [[(value, frozenset(value.accounts)) for value in values] for values in linked]
    slug = local(subject.value)
    edges = []
    for (source, of_source), (target, of_target) in product(*ends):
        key = slug if single else f"{slug}-{local(source.node.value)}-{local(target.node.value)}"
        accounts = tuple(sorted(of_source & of_target or of_source | of_target))
        disputed = source.disputed or target.disputed
        edges.append(_edge(facts, subject, rule, key, (source.node, target.node), accounts, disputed))
    return edges


def ends_linked(facts: Facts, subject: NamedNode, rule: EdgeRule) -> tuple[list[Value], list[Value]]:
    """The sources and the targets of ``subject``; ``LimitError`` for more than ``analysis_pairs`` pairs of them."""
    sources, targets = facts.values(subject, rule.source), facts.values(subject, rule.target)
    check_pairs(len(sources) * len(targets), f"pairs of those that {shorten(subject.value)} links")
    return sources, targets


def _event_edges(facts: Facts, event: NamedNode) -> list[Edge]:
    """A use of force as three kinds of edges: who carried it out, whom it was aimed at, whose side is not stated."""
    rule = facts.rule(event)
    if rule is None:
        return []
    slug = local(event.value)
    carried, aimed = replace(rule, label="carried out"), replace(rule, label="aimed at")
    took_part = replace(rule, label="was a party to", sign=0)
    edges = []
    for end in facts.values(event, rule.source):
        key = f"{slug}-by-{local(end.node.value)}"
        edges.append(_edge(facts, event, carried, key, (end.node, event), end.accounts, end.disputed))
    for end in facts.values(event, rule.target):
        key = f"{slug}-at-{local(end.node.value)}"
        edges.append(_edge(facts, event, aimed, key, (event, end.node), end.accounts, end.disputed))
    for end in facts.values(event, PARTY):
        key = f"{slug}-with-{local(end.node.value)}"
        edges.append(_edge(facts, event, took_part, key, (end.node, event), end.accounts, end.disputed))
    return edges


def _part_edge(facts: Facts, event: NamedNode, whole: Value) -> Edge:
    label = facts.label(PART_OF.value)
    rule = EdgeRule(local(PART_OF.value), PART_OF, PART_OF, 0, STRUCTURE, label)
    key = f"{local(event.value)}-part-of-{local(whole.node.value)}"
    return _edge(facts, event, rule, key, (event, whole.node), whole.accounts, whole.disputed, relation=PART_OF)


def _edge(
    facts: Facts,
    subject: NamedNode,
    rule: EdgeRule,
    key: str,
    ends: tuple[NamedNode, NamedNode],
    accounts: tuple[str, ...],
    disputed: bool,
    relation: NamedNode | None = None,
) -> Edge:
    return Edge(
        source=ends[0],
        target=ends[1],
        key=key,
        rule=rule.name,
        relation=relation or subject,
        label=rule.label,
        family=rule.family,
        sign=rule.sign,
        interval=facts.interval(subject),
        accounts=accounts,
        grade=facts.grade(accounts),
        disputed=disputed,
    )


def _inferred_edges(facts: Facts) -> list[Edge]:
    """Edges from events to those who sponsor their perpetrator or claimant, each with its best proof."""
    found = [
        Triple(event, CONFLICT.term(name), sponsor)
        for event, about in facts.inferred.items()
        for name in SPONSORED
        for sponsor in about.get(CONFLICT.term(name), ())
        if isinstance(sponsor, NamedNode) and facts.group(event) and facts.group(sponsor)
    ]
    proofs = Explainer(facts.workspace).best(found)
    return [_inferred_edge(facts, proofs[triple]) for triple in found]


def _inferred_edge(facts: Facts, proof: Explained) -> Edge:
    event, prop, sponsor = (cast(NamedNode, term) for term in proof.triple)
    name = local(prop.value)
    return Edge(
        source=event,
        target=sponsor,
        key=f"{local(event.value)}-{name}-{local(sponsor.value)}",
        rule=name,
        relation=prop,
        label=facts.label(prop.value),
        family=SUPPORT,
        sign=0,
        interval=facts.interval(event),
        accounts=proof.accounts,
        grade=proof.grade,
        proof=_proof_values(facts, proof, facts.definition(prop)),
    )


def _proof_values(facts: Facts, proof: Explained, note: str = "") -> dict[str, Any]:
    """A proof in people's words: nested values as :func:`project` says."""
    return {
        "statement": _words(facts, proof),
        "note": note,
        "rule": proof.rule,
        "axiom": proof.axiom,
        "grade": proof.grade,
        "accounts": tuple(teller.account for teller in proof.tellers),
        "premises": tuple(_proof_values(facts, premise) for premise in proof.premises),
    }


def _words(facts: Facts, proof: Explained) -> str:
    """A statement in labels; in prefixed names where it is about an anonymous class."""
    subject, predicate, value = proof.triple
    if isinstance(value, BlankNode | Triple):
        return proof.statement
    verb = "is a" if predicate == TYPE else facts.label(predicate.value)
    named = facts.label(value.value) if isinstance(value, NamedNode) else value.value
    return f"{facts.label(cast(NamedNode, subject).value)} {verb} {named}"


def _graph(facts: Facts, edges: Iterable[Edge], alone: Iterable[NamedNode]) -> nx.MultiDiGraph:
    """Edges, their ends, and the nodes that stand even ``alone``, as a networkx graph in order of IRI and key."""
    ordered = sorted(edges, key=lambda e: (e.key, e.source.value, e.target.value))
    behind: dict[NamedNode, set[str]] = {node: set() for node in alone}
    for edge in ordered:
        for end in (edge.source, edge.target):
            behind.setdefault(end, set()).update(edge.accounts)
    graph = nx.MultiDiGraph(policy=facts.workspace.policy.label, roles=_roles(facts, ordered))
    for node in sorted(behind, key=str):
        graph.add_node(node.value, **_node_values(facts, node, behind[node]))
    seen: dict[str, int] = defaultdict(int)
    for edge in ordered:
        seen[edge.key] += 1
        key = edge.key if seen[edge.key] == 1 else f"{edge.key}~{seen[edge.key]}"
        graph.add_edge(edge.source.value, edge.target.value, key=key, **_edge_values(edge))
    return with_sizes(graph)


def with_sizes(graph: nx.Graph) -> nx.Graph:
    """``graph`` itself, with the node attribute ``size``: the degree by the greatest degree, 0 to 1."""
    most = max((degree for _, degree in graph.degree()), default=0) or 1
    for node, degree in graph.degree():
        graph.nodes[node]["size"] = round(degree / most, 3)
    return graph


def _roles(facts: Facts, edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    """By type of edge the properties that say it in RDF, as :func:`project` says."""
    rules = {rule.name: rule for rule in facts.rules.values()}
    return {
        edge.rule: (
            rules[edge.rule].source.value,
            rules[edge.rule].target.value,
            *(CONFLICT.term(name).value for name in facts.time_names(edge.relation)),
        )
        for edge in edges
        if edge.rule in rules
    }


def _node_values(facts: Facts, node: NamedNode, behind: set[str]) -> dict[str, Any]:
    kind = facts.kind(node)
    group = facts.group(node)
    start, end = facts.interval(node) if group == "event" else (None, None)
    places = facts.values(node, CONFLICT.term("occurredAt"))
    place = next((p.node for p in places if not p.disputed), None)
    latitude, longitude = facts.coordinates(place) if place else (None, None)
    about = facts.about.get(node.value, ())
    return {
        "label": facts.label(node.value),
        "names": facts.names(node),
        "kind": local(kind.value) if kind else "",
        "kind_label": facts.label(kind.value) if kind else "",
        "group": group,
        "start": start,
        "end": end,
        "lat": latitude,
        "lon": longitude,
        "precision": facts.precision(place) if place else None,
        "place": facts.label(place.value) if place else None,
        "disputed_places": tuple((facts.label(p.node.value), *facts.coordinates(p.node)) for p in places if p.disputed),
        "accounts": about if group == "event" else tuple(sorted({*about, *behind})),
        "summary": _summary(facts, node),
        "size": 0.0,
    }


def _summary(facts: Facts, node: NamedNode) -> str:
    """The scope note, and what was inferred of the node, as one line."""
    roles = facts.roles(node)
    parts = [facts.note(node) or "", f"Inferred: {', '.join(roles)}." if roles else ""]
    return " ".join(part for part in parts if part)


def _edge_values(edge: Edge) -> dict[str, Any]:
    return {
        "relation": edge.relation.value,
        "type": edge.rule,
        "label": edge.label,
        "family": edge.family,
        "sign": edge.sign,
        "inferred": edge.inferred,
        "status": "disputed" if edge.disputed else "accepted",
        "start": edge.interval[0],
        "end": edge.interval[1],
        "grade": edge.grade,
        "accounts": edge.accounts,
        "proof": edge.proof,
    }
