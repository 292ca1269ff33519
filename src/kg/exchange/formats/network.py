"""The network of a dataset as two plain tables, which every format of nodes and edges writes.

A node is an actor or an event, an edge what :mod:`kg.analyse.projection` makes of relations, declarations and uses of
force. Both keep who says so: the accounts, their sources and the best grade.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts
from kg.analyse.projection import project
from kg.workspace import Workspace

#: Columns and the types of their values. Lists hold IRIs; what is not known is None.
NODE_COLUMNS: dict[str, type] = {
    "id": str, "label": str, "kind": str, "kind_label": str, "group": str, "roles": str, "start": str, "end": str,
    "lat": float, "lon": float, "place": str, "note": str, "accounts": list, "sources": list,
}  # fmt: skip
EDGE_COLUMNS: dict[str, type] = {
    "id": str, "source": str, "target": str, "relation": str, "label": str, "family": str, "sign": int,
    "inferred": bool, "status": str, "start": str, "end": str, "grade": str, "accounts": list, "sources": list,
}  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Network:
    """Nodes in order of IRI and edges in order of id, with the columns above."""

    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]


def network(workspace: Workspace, layers: Collection[str]) -> Network:
    """The network of what ``layers`` (``accepted``, ``inferred``) hold.

    Without ``inferred`` no edge and no role is in it that the ontology adds. Without ``accepted`` only inferred edges
    are, and their ends.
    """
    facts = Facts(workspace)
    graph = project(workspace)
    kept = [
        (source, target, key, data)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if ("inferred" if data["inferred"] else "accepted") in layers
    ]
    ends = {end for source, target, _, _ in kept for end in (source, target)}
    if "accepted" in layers:
        ends |= {node for node, data in graph.nodes(data=True) if data["group"] == "event"}
    return Network(
        nodes=tuple(_node(facts, iri, graph.nodes[iri], layers) for iri in sorted(ends)),
        edges=tuple(_edge(facts, *edge) for edge in sorted(kept, key=lambda edge: edge[2])),
    )


def _node(facts: Facts, iri: str, data: Row, layers: Collection[str]) -> Row:
    own = {
        "id": iri,
        "roles": "; ".join(facts.roles(NamedNode(iri))) or None if "inferred" in layers else None,
        "note": facts.note(NamedNode(iri)),
        "accounts": list(data["accounts"]),
        "sources": _sources(facts, data["accounts"]),
    }
    return {column: own[column] if column in own else data[column] for column in NODE_COLUMNS}


def _edge(facts: Facts, source: str, target: str, key: str, data: Row) -> Row:
    own = {
        "id": key,
        "source": source,
        "target": target,
        "accounts": list(data["accounts"]),
        "sources": _sources(facts, data["accounts"]),
    }
    return {column: own[column] if column in own else data[column] for column in EDGE_COLUMNS}


def _sources(facts: Facts, accounts: Iterable[str]) -> list[str]:
    return sorted({facts.evidence.accounts[iri].source for iri in accounts})


def plain(value: Any) -> Any:
    """A value for formats without lists: their members separated by spaces, which no IRI has."""
    return " ".join(value) if isinstance(value, list) else value
