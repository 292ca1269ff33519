"""Chains of retaliation: which event is reported as the response to which, and how long after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.analyse.facts import facts_of, in_time, moment
from kg.analyse.influence import edge_classes
from kg.analyse.projection import stated_network
from kg.analyse.result import AnalysisResult, nothing
from kg.rdf.terms import shorten
from kg.workspace import Once, Workspace

COLUMNS = (
    "chain", "trigger", "trigger earliest", "trigger latest", "response", "response earliest", "response latest",
    "delay at least (h)", "delay at most (h)", "grade", "accounts", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class Delay:
    """Hours from trigger to response as an interval; None where a bound of the times is not known."""

    least: float | None
    most: float | None
    remark: str | None = None


def delay(trigger: tuple[str | None, str | None], response: tuple[str | None, str | None]) -> Delay:
    """The hours that can lie between two events, each with its earliest and latest ISO moment.

    With trigger in [a, b] and response in [c, d] the delay is in [c - b, d - a]. As a response comes after its
    trigger, a lower end below 0 is 0. An upper end below 0 contradicts that: the interval is then kept as it is,
    with a remark. Raises ``ValueError`` for what is no ISO moment.

    >>> delay(("2023-11-20T00:00:00Z", "2023-11-20T06:00:00Z"), ("2023-11-20T12:00:00Z", "2023-11-21T00:00:00Z"))
    Delay(least=6.0, most=24.0, remark=None)
    """
    (begun, ended), (earliest, latest) = trigger, response
    least = _hours(ended, earliest)
    most = _hours(begun, latest)
    if most is not None and most < 0:
        return Delay(least, most, "By the accepted times the response is earlier than its trigger.")
    if least is None or most is None:
        missing = [
            name for name, value in (("trigger", ended and begun), ("response", earliest and latest)) if not value
        ]
        return Delay(
            None if least is None else max(0.0, least),
            most,
            f"No full time is accepted for the {' and '.join(missing)}.",
        )
    return Delay(max(0.0, least), most)


def _hours(start: str | None, end: str | None) -> float | None:
    if not start or not end:
        return None
    return round((moment(end) - moment(start)).total_seconds() / 3600, 2)


def retaliation(workspace: Workspace) -> AnalysisResult:
    """Every accepted retaliation, grouped in chains and in order of time within a chain.

    Only what a source calls a retaliation is one: an event that follows another is not therefore a response. A chain is
    a connected set of events under "responds to" (a weakly connected component); chains are numbered by their
    first trigger's earliest time, those without a time last.

    Columns: ``chain``; ``trigger`` and ``response`` with their earliest and latest moments; ``delay at least (h)``
    and ``delay at most (h)`` by :func:`delay`; ``grade`` and ``accounts`` of the retaliation; ``remark`` on times.
    """
    chains = in_chains(accepted_responses(workspace))
    rows = tuple(row for number, chain in enumerate(chains, 1) for row in _rows(number, chain))
    notes = _notes(chains) if chains else (nothing(workspace.policy.label, "retaliation"),)
    return AnalysisResult("retaliation", "Chains of retaliation", COLUMNS, rows, notes)


@Once
def accepted_responses(workspace: Workspace) -> nx.MultiDiGraph:
    """Every accepted retaliation as an edge from trigger to response; attributes as in :func:`stated_network`."""
    graph = stated_network(workspace)
    classes = edge_classes(facts_of(workspace))
    links = nx.MultiDiGraph()
    for response, trigger, data in graph.edges(data=True):
        if classes.get(data["relation"]) == "Retaliation" and data["status"] == "accepted":
            links.add_nodes_from((node, graph.nodes[node]) for node in (trigger, response))
            links.add_edge(trigger, response, **data)
    return nx.freeze(links)


def in_chains(links: nx.MultiDiGraph) -> list[nx.MultiDiGraph]:
    """The weakly connected components of trigger and response, by their first trigger's earliest time."""
    chains = [links.subgraph(nodes) for nodes in nx.weakly_connected_components(links)]
    return sorted(chains, key=lambda chain: min(_order(chain, *edge) for edge in chain.edges(data=True)))


def _order(links: nx.MultiDiGraph, trigger: str, response: str, data: Mapping[str, Any]) -> tuple[object, ...]:
    times = (*in_time(links.nodes[trigger]["start"]), *in_time(links.nodes[response]["start"]))
    return (*times, trigger, response, data["relation"])


def _rows(number: int, chain: nx.MultiDiGraph) -> list[tuple[object, ...]]:
    edges = sorted(chain.edges(data=True), key=lambda edge: _order(chain, *edge))
    return [_row(number, chain.nodes[trigger], chain.nodes[response], data) for trigger, response, data in edges]


def _row(
    number: int, trigger: Mapping[str, Any], response: Mapping[str, Any], data: Mapping[str, Any]
) -> tuple[object, ...]:
    times = (trigger["start"], trigger["end"]), (response["start"], response["end"])
    between = delay(*times)
    return (
        number,
        trigger["label"],
        *times[0],
        response["label"],
        *times[1],
        between.least,
        between.most,
        data["grade"],
        tuple(shorten(iri) for iri in data["accounts"]),
        between.remark,
    )


def _notes(chains: list[nx.MultiDiGraph]) -> tuple[str, ...]:
    longest = [nx.dag_longest_path_length(nx.DiGraph(c.edges())) for c in chains if nx.is_directed_acyclic_graph(c)]
    notes = [f"{len(chains)} {'chain' if len(chains) == 1 else 'chains'}."]
    if longest:
        notes.append(f"The longest has {max(longest)} {'step' if max(longest) == 1 else 'steps'} in a row.")
    if len(longest) < len(chains):
        notes.append(f"{len(chains) - len(longest)} of the chains run in a circle, so that they have no longest run.")
    notes.append(
        "Only what a source calls a response is listed; that one event follows another does not make it a response."
    )
    return tuple(notes)
