"""The network in the form that a method asks for: which of its edges, and parallel edges kept apart or folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import networkx as nx
from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of, local, moment
from kg.analyse.projection import project, with_sizes
from kg.errors import UsageError, meant
from kg.evidence.policy import parse_moment
from kg.workspace import Workspace

#: Each form and the class of its graph.
FORMS = ("multi", "simple", "bipartite")

Attributes = Mapping[str, Any]


def network(
    workspace: Workspace,
    form: str = "multi",
    *,
    grade: str | None = None,
    at: str | None = None,
    since: str | None = None,
    until: str | None = None,
    inferred: bool = True,
    only: Iterable[str] | None = None,
) -> nx.Graph:
    """What the dataset's policy accepts, as a network of the ``form`` asked for.

    ``multi``: the MultiDiGraph of :func:`kg.analyse.projection.project`, one edge for each relation. ``simple``: a
    DiGraph with at most one edge from a node to another, by :func:`folded`. ``bipartite``: a Graph of events and
    actors by :func:`bipartite`.

    The conditions choose edges; each narrows. ``grade``: a lowest Admiralty grade, as ``C`` or ``C3``: some account
    of the edge has a reliability no worse than the letter and, where a digit is given, a credibility no worse than
    it; of an inferred edge, the weakest fact of its best proof has. ``at``: a date or moment at which the edge held or
    the event can have happened; ``since``, ``until``: the same of an interval. A bound that is not accepted excludes
    nothing, so what is undated stays. ``inferred``: False leaves out inferred edges. ``only``: names of families
    (``support``) or of classes and properties that draw edges (``Sponsorship``). With any condition, nodes without
    an edge that is left are left out, and ``size`` is by the edges that are left.

    Raises ``UsageError`` for a form, grade, date, family or class that there is not.
    """
    if form not in FORMS:
        raise UsageError(f"no form {form!r}; there are: {', '.join(FORMS)}")
    graph = project(workspace)
    conditions = [
        *([_graded(workspace, grade)] if grade is not None else []),
        *([_during(*_interval(at, since, until))] if at or since or until else []),
        *([] if inferred else [lambda data: not data["inferred"]]),
        *([_of_kind(workspace, graph, only)] if only is not None else []),
    ]
    if conditions:
        graph = chosen(graph, lambda data: all(holds(data) for holds in conditions))
    return {"multi": lambda whole: whole, "simple": folded, "bipartite": bipartite}[form](graph)


def chosen(graph: nx.MultiDiGraph, holds: Callable[[Attributes], bool]) -> nx.MultiDiGraph:
    """The edges whose attributes ``holds`` is true of, and their ends; ``size`` by these edges."""
    kept = [(*edge, key) for *edge, key, data in graph.edges(keys=True, data=True) if holds(data)]
    # Nodes and edges stand in the order of the whole, which an edge subgraph would not keep.
    ends = {end for source, target, _ in kept for end in (source, target)}
    part = nx.MultiDiGraph(**graph.graph)
    part.add_nodes_from((node, dict(about)) for node, about in graph.nodes(data=True) if node in ends)
    part.add_edges_from((s, t, key, dict(graph.edges[s, t, key])) for s, t, key in kept)
    return with_sizes(part)


def folded(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """At most one edge from a node to another, which stands for all of the same direction.

    Edge attributes: ``count`` (edges folded); ``relations``, ``labels``, ``families`` (each sorted, without
    repetition); ``sign`` (that of the sum of the signs of the accepted edges, 0 where they cancel) and ``mixed``
    (whether accepted edges of both signs are among them); ``inferred`` (all are); ``status`` (``accepted`` if one is,
    else ``disputed``); ``start`` (the earliest) and ``end`` (the latest; None where one of them is open); ``grade``
    (the best); ``accounts`` (all of them). Node attributes as before.
    """
    return _fold(nx.DiGraph(**graph.graph), graph, ((s, t, data) for s, t, data in graph.edges(data=True)))


def bipartite(graph: nx.MultiDiGraph) -> nx.Graph:
    """The events and actors alone, tied where an actor has a part in an event; undirected, edges as :func:`folded`.

    Node attribute ``bipartite``: 0 of an event, 1 of an actor, as networkx's bipartite methods ask. ``labels`` of an
    edge say which part: carried out, aimed at, claimed. Ties between actors and between events are left out, and
    nodes that have no other.
    """
    sides = dict(graph.nodes(data="group"))
    across = [
        (*((s, t) if sides[s] == "event" else (t, s)), data)
        for s, t, data in graph.edges(data=True)
        if sides[s] != sides[t]
    ]
    found = _fold(nx.Graph(**graph.graph), graph, across)
    found.remove_nodes_from(list(nx.isolates(found)))
    for node in found:
        found.nodes[node]["bipartite"] = 0 if sides[node] == "event" else 1
    return with_sizes(found)


def _fold(into: nx.Graph, graph: nx.MultiDiGraph, edges: Iterable[tuple[str, str, Attributes]]) -> nx.Graph:
    into.add_nodes_from((node, dict(about)) for node, about in graph.nodes(data=True))
    together: dict[tuple[str, str], list[Attributes]] = {}
    for source, target, data in edges:
        together.setdefault((source, target), []).append(data)
    for ends in sorted(together):
        into.add_edge(*ends, **_as_one(together[ends]))
    return with_sizes(into)


def _as_one(edges: list[Attributes]) -> dict[str, Any]:
    signs = [data["sign"] for data in edges if data["status"] == "accepted"]
    grades = [data["grade"] for data in edges if data["grade"]]
    balance = sum(signs)
    return {
        "count": len(edges),
        "relations": tuple(sorted({data["relation"] for data in edges})),
        "labels": tuple(sorted({data["label"] for data in edges})),
        "families": tuple(sorted({data["family"] for data in edges})),
        "sign": (balance > 0) - (balance < 0),
        "mixed": 1 in signs and -1 in signs,
        "inferred": all(data["inferred"] for data in edges),
        "status": "accepted" if any(data["status"] == "accepted" for data in edges) else "disputed",
        "start": _outermost([data["start"] for data in edges], min),
        "end": _outermost([data["end"] for data in edges], max),
        "grade": min(grades, default=None),
        "accounts": tuple(sorted({iri for data in edges for iri in data["accounts"]})),
    }


def _outermost(bounds: list[str | None], choose: Callable[..., str]) -> str | None:
    return None if None in bounds else choose(cast(list[str], bounds), key=moment)


def _graded(workspace: Workspace, lowest: str) -> Callable[[Attributes], bool]:
    letter, digit = lowest[:1], lowest[1:]
    if letter not in tuple("ABCDEF") or digit not in ("", *"123456"):
        raise UsageError(
            f"no grade {lowest!r}; write a reliability A to F, and after it, if need be, a credibility 1 to 6"
        )

    def good(grade: str | None) -> bool:
        return grade is not None and grade[0] <= letter and (not digit or grade[1] <= digit)

    def holds(data: Attributes) -> bool:
        if data["inferred"]:
            return good(data["grade"])
        return any(good(workspace.evidence.grade(iri)) for iri in data["accounts"])

    return holds


def _interval(at: str | None, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment asked for; None where the interval is open."""
    if at and (since or until):
        raise UsageError("give a date (at) or an interval (since, until), not both")
    first, last = (at, at) if at else (since, until)
    low, high = (_first_moment(first) if first else None), (parse_moment(last) if last else None)
    if low and high and low > high:
        raise UsageError(f"the interval ends ({until}) before it begins ({since})")
    return low, high


def _first_moment(text: str) -> datetime:
    """As :func:`kg.evidence.policy.parse_moment`, but a date means the beginning of that day."""
    end = parse_moment(text)
    return end - timedelta(hours=23, minutes=59, seconds=59) if len(text) == len("2023-11-21") else end


def _during(low: datetime | None, high: datetime | None) -> Callable[[Attributes], bool]:
    def holds(data: Attributes) -> bool:
        start, end = data["start"], data["end"]
        return not (high and start and moment(start) > high) and not (low and end and moment(end) < low)

    return holds


def _of_kind(workspace: Workspace, graph: nx.MultiDiGraph, only: Iterable[str]) -> Callable[[Attributes], bool]:
    facts = facts_of(workspace)
    kinds = {data["relation"]: _kind(facts, data["relation"]) for *_, data in graph.edges(data=True)}
    declared = {rule.name for rule in facts.rules.values()} | {rule.family for rule in facts.rules.values()}
    known = declared | set(kinds.values()) | {data["family"] for *_, data in graph.edges(data=True)}
    asked = {only} if isinstance(only, str) else set(only)
    for name in sorted(asked - known):
        raise UsageError(
            f"no family or class of edges {name!r}{meant(name, known)}; there are: {', '.join(sorted(known))}"
        )
    return lambda data: bool({data["family"], kinds[data["relation"]]} & asked)


def _kind(facts: Facts, relation: str) -> str:
    """The class that draws the edge, or, of an inferred edge and of a part, the property itself."""
    rule = facts.rule(NamedNode(relation))
    return rule.name if rule else local(relation)
