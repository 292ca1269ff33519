"""What the page knows: the graph's nodes, edges and evidence as plain values, cleaned for showing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from kg.evidence import Account, Evidence, Source
from kg.render.layout import LAYOUTS, Layout
from kg.render.style import ENDS, FAMILIES, KINDS, dashes, family_style, kind_style
from kg.render.text import LABEL_LIMIT, clean, web_address, wrap

Values = dict[str, Any]

BEND = 0.22
SINGLE_BEND = 0.07


def node_values(graph: nx.MultiDiGraph) -> dict[str, Values]:
    """By node, sorted: everything the page shows of it."""
    return {node: _node(node, graph.nodes[node]) for node in sorted(graph)}


def _node(iri: str, told: Mapping[str, Any]) -> Values:
    """One node's looks and facts."""
    style = kind_style(told["kind"], told["group"])
    name = clean(told["label"], LABEL_LIMIT) or clean(iri, LABEL_LIMIT)
    return {
        "label": wrap(name),
        "name": name,
        "iri": clean(iri),
        "kind": clean(told["kind"], LABEL_LIMIT),
        "kind_label": clean(told["kind_label"], LABEL_LIMIT),
        "side": told["group"],
        "shape": style.shape,
        "color": style.color,
        "size": round(11 + 9 * max(0.0, min(1.0, told["size"])), 1),
        "start": told["start"],
        "end": told["end"],
        "lat": told["lat"],
        "lon": told["lon"],
        "place": told["place"] and clean(told["place"], LABEL_LIMIT),
        "disputed_places": [[clean(name, LABEL_LIMIT), *spot] for name, *spot in told.get("disputed_places", ())],
        "accounts": sorted(told["accounts"]),
        "summary": clean(told["summary"]),
    }


def edge_values(graph: nx.MultiDiGraph) -> list[tuple[str, str, Values]]:
    """Every edge as source, target and values, sorted by id; ids are made unique, parallel edges bend apart."""
    ordered = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[2], edge[0], edge[1]))
    bends = _bends([(source, target) for source, target, _, _ in ordered])
    seen: dict[str, int] = defaultdict(int)
    edges = []
    for (source, target, key, told), bend in zip(ordered, bends, strict=True):
        seen[key] += 1
        name = key if seen[key] == 1 else f"{key}~{seen[key]}"
        edges.append((source, target, {"id": name, **_edge(told), "smooth": _curve(bend)}))
    return edges


def _edge(told: Mapping[str, Any]) -> Values:
    """One edge's looks and facts."""
    disputed = told["status"] == "disputed"
    return {
        "verb": clean(told["label"], LABEL_LIMIT),
        "relation": clean(told["relation"]),
        "type": clean(told.get("type", ""), LABEL_LIMIT),
        "family": clean(told["family"], LABEL_LIMIT),
        "sign": told["sign"],
        "inferred": bool(told["inferred"]),
        "status": "disputed" if disputed else "accepted",
        "start": told["start"],
        "end": told["end"],
        "grade": told["grade"],
        "accounts": sorted(told["accounts"]),
        "proof": told["proof"] and _proof(told["proof"]),
        "dashes": dashes(told["inferred"], disputed),
        "width": 1.4 if told["inferred"] else 1.8,
        "arrows": {"to": {"enabled": True, "type": ENDS.get(told["sign"], "arrow"), "scaleFactor": 0.55}},
    }


def _proof(step: Mapping[str, Any]) -> Values:
    """A proof as the evidence panel shows it: a statement, how it came about, and the same of its premises."""
    return {
        "statement": clean(step["statement"]),
        "note": clean(step["note"]),
        "rule": clean(step["rule"], LABEL_LIMIT),
        "axiom": clean(step["axiom"]),
        "grade": step["grade"],
        "accounts": list(step["accounts"]),
        "premises": [_proof(premise) for premise in step["premises"]],
    }


def _bends(pairs: list[tuple[str, str]]) -> list[float]:
    """For each edge how far it bends to its right, so that edges between the same two nodes lie side by side."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (source, target) in enumerate(pairs):
        groups[min(source, target), max(source, target)].append(index)
    bends = [SINGLE_BEND] * len(pairs)
    for (first, _), members in groups.items():
        if len(members) == 1:
            continue
        for place, index in enumerate(members):
            offset = (place - (len(members) - 1) / 2) * BEND
            bends[index] = offset if pairs[index][0] == first else -offset
    return bends


def _curve(bend: float) -> Values:
    """vis-network's curve for a bend; positive bends to the right of the way the edge goes."""
    kind = "curvedCW" if bend >= 0 else "curvedCCW"
    return {"enabled": bend != 0, "type": kind, "roundness": round(abs(bend), 3)}


def model_values(graph: nx.MultiDiGraph, evidence: Evidence, title: str, provenance: str) -> Values:
    """What stands beside the graph: layouts, legend, accounts and sources."""
    return {
        "title": title,
        "provenance": provenance,
        "policy": clean(graph.graph.get("policy", ""), LABEL_LIMIT),
        "layouts": {name: _layout(make(graph)) for name, make in LAYOUTS.items()},
        "kinds": _kinds(graph),
        "families": _families(graph),
        "roles": graph.graph.get("roles", {}),
        "looks": _looks(graph),
        **_evidence_values(graph, evidence),
    }


def _layout(layout: Layout) -> Values:
    """A layout as plain values."""
    return {
        "positions": layout.positions,
        "bands": [{"caption": band.caption, "top": band.top, "bottom": band.bottom} for band in layout.bands],
        "halfWidth": layout.half_width,
    }


def _kinds(graph: nx.MultiDiGraph) -> list[Values]:
    """The kinds present, in the order of the legend: known ones as ``KINDS`` has them, then others by name."""
    present = {data["kind"]: data for _, data in sorted(graph.nodes(data=True), reverse=True)}
    order = {kind: place for place, kind in enumerate(KINDS)}
    kinds = sorted(present, key=lambda kind: (order.get(kind, len(order)), kind))
    return [_legend_kind(present[kind]) for kind in kinds]


def _legend_kind(told: Mapping[str, Any]) -> Values:
    """The legend's row for a node's kind."""
    style = kind_style(told["kind"], told["group"])
    return {
        "kind": clean(told["kind"], LABEL_LIMIT),
        "label": clean(told["kind_label"], LABEL_LIMIT) or clean(told["kind"], LABEL_LIMIT),
        "shape": style.shape,
        "color": style.color,
    }


def _families(graph: nx.MultiDiGraph) -> list[Values]:
    """The families present, known ones first, with their colours."""
    order = {family: place for place, family in enumerate(FAMILIES)}
    present = {data["family"] for _, _, data in graph.edges(data=True)}
    names = sorted(present, key=lambda family: (order.get(family, len(order)), family))
    return [{"family": clean(name, LABEL_LIMIT), **vars(family_style(name))} for name in names]


def _looks(graph: nx.MultiDiGraph) -> dict[str, Values]:
    """Shape and colour of the types of edges that are kinds of statements: they are marks on the lanes."""
    types = sorted({edge.get("type", "") for _, _, edge in graph.edges(data=True)} & KINDS.keys())
    return {name: {"shape": KINDS[name].shape, "color": KINDS[name].color} for name in types}


def _evidence_values(graph: nx.MultiDiGraph, evidence: Evidence) -> Values:
    """The accounts that some node or edge names, and their sources; a name without an account is left out."""
    named: set[str] = set()
    for _, node in graph.nodes(data=True):
        named.update(node["accounts"])
    for _, _, edge in graph.edges(data=True):
        named.update(edge["accounts"])
    accounts = [evidence.accounts[iri] for iri in sorted(named) if iri in evidence.accounts]
    return {
        "accounts": {account.iri: _account(account, evidence) for account in accounts},
        "sources": _sources(accounts, evidence.sources),
    }


def _account(account: Account, evidence: Evidence) -> Values:
    """One account as the evidence panel shows it."""
    return {
        "source": account.source,
        "about": account.about,
        "locator": clean(account.locator),
        "paraphrase": clean(account.paraphrase),
        "grade": evidence.grade(account.iri) if account.source in evidence.sources else account.credibility,
        "recorded": clean(account.recorded_at),
        "status": clean(account.status),
        "reason": clean(account.reason),
        "hedge": account.hedge and clean(account.hedge),
        "relays": account.relays and clean(account.relays),
        "values": [[clean(name), clean(value)] for name, value in account.values],
    }


def _sources(accounts: Iterable[Account], sources: Mapping[str, Source]) -> Values:
    """The accounts' sources by IRI; an address is kept only if it is one of the web."""
    cited = sorted({account.source for account in accounts if account.source in sources})
    return {
        iri: {
            "title": clean(sources[iri].title),
            "reliability": clean(sources[iri].reliability, 8),
            "publisher": clean(sources[iri].publisher or ""),
            "issued": clean(sources[iri].issued or ""),
            "url": web_address(sources[iri].url),
        }
        for iri in cited
    }
