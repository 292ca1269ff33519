"""What the page knows: one or more policies' networks and their evidence as plain values, cleaned for showing.

The page holds the union of all networks once; of each policy it holds what it lacks and what it has otherwise. What
many things share stands in a table and is named by its place there; defaults are left out. ``docs/explorer-data.md``
describes every field.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import networkx as nx

from kg.evidence.records import AccountView, Count, Evidence, Source
from kg.explorer.layout import Layout, layouts
from kg.explorer.opening import Opening, cited, headings
from kg.explorer.statements import Edge
from kg.explorer.style import DASHES, ENDS, FAMILIES, KINDS, family_style, is_core, kind_style
from kg.explorer.table import Table
from kg.rdf.text import LABEL_LIMIT, clean, web_address
from kg.review.check import Check

Values = dict[str, Any]
#: An edge in any policy's network: source, target, relation, label, and its place among those equal in all four.
Identity = tuple[str, str, str, str, int]
Key = TypeVar("Key", str, Identity)

#: What most IRIs begin with; in the page ``~`` stands for it.
BASE = "https://w3id.org/conflict-kg/id/"


@dataclass(frozen=True)
class PolicyView:
    """The network that one policy accepts, the evidence as it stands under it, and on whose word that rests.

    ``counts`` are those that the policy admits.
    """

    graph: nx.MultiDiGraph
    evidence: Evidence
    provenance: str = ""
    counts: tuple[Count, ...] = ()


class Tables:
    """The tables that nodes, edges and accounts point into, and the accounts and sources that can be pointed at."""

    def __init__(self, views: Sequence[PolicyView], others: Iterable[str] = ()) -> None:
        self.kinds, self.rules, self.steps = Table(), Table(), Table()
        self.properties, self.reasons = Table(), Table()
        self.accounts = {iri: place for place, iri in enumerate(_named_accounts(views, others))}
        cited = {e.accounts[iri].source: e for e in _evidences(views) for iri in self.accounts if iri in e.accounts}
        self.sources = {iri: place for place, iri in enumerate(sorted(s for s, e in cited.items() if s in e.sources))}
        records = [cited[iri].sources[iri] for iri in self.sources]
        voices = Counter(record.voice for record in records if record.voice)
        shared = {voice: place for place, voice in enumerate(sorted(voice for voice in voices if voices[voice] > 1))}
        self.source_rows = [_source(record, shared.get(record.voice or "")) for record in records]
        self._cleaned: dict[str, str] = {}

    def text(self, value: str) -> str:
        """``value`` cleaned for showing, once for all views that have it."""
        if value not in self._cleaned:
            self._cleaned[value] = clean(value)
        return self._cleaned[value]

    def account_places(self, iris: Iterable[str]) -> list[int]:
        """The places of the accounts that exist, sorted."""
        return sorted(self.accounts[iri] for iri in set(iris) if iri in self.accounts)


def _evidences(views: Sequence[PolicyView]) -> list[Evidence]:
    return [view.evidence for view in views]


def _named_accounts(views: Sequence[PolicyView], others: Iterable[str]) -> list[str]:
    """The accounts that some node or edge names, and some others, sorted; a name without an account is left out."""
    named = set(others)
    for view in views:
        shown = {*view.graph.nodes, *(edge["relation"] for _, _, edge in view.graph.edges(data=True))}
        named.update(iri for thing, denials in _denials(view.evidence).items() if thing in shown for iri in denials)
        for _, node in view.graph.nodes(data=True):
            named.update(node["accounts"])
        for _, _, edge in view.graph.edges(data=True):
            named.update(edge["accounts"])
    return sorted(iri for iri in named if any(iri in evidence.accounts for evidence in _evidences(views)))


def _denials(evidence: Evidence) -> dict[str, list[str]]:
    """By event or relation the accounts of denials and doubts about it, and of withdrawn claims of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for iri, account in evidence.accounts.items():
        for thing in account.denies:
            found[thing].append(iri)
    return found


def page_values(views: Sequence[PolicyView], title: str, checked: Check | None = None) -> Values:
    """Everything the page holds: ``nodes``, ``edges``, and what they point to, the first view being the one shown.

    ``checked`` are the verdicts on a source under review, if there is one. The same views give the same values,
    whatever the order of their graphs' nodes and edges.
    """
    tables = Tables(views, cited(checked))
    kinds = _kinds(views, tables)
    named = [_identified(view.graph) for view in views]
    denied = [_denials(view.evidence) for view in views]
    nodes = [
        {iri: _node(iri, data, view.graph, tables, about.get(iri, ())) for iri, data in view.graph.nodes(data=True)}
        for view, about in zip(views, denied, strict=True)
    ]
    edges = [
        {name: _edge(data, tables, about.get(data["relation"], ())) for name, (_, data) in found.items()}
        for found, about in zip(named, denied, strict=True)
    ]
    accounts = [_accounts(view.evidence, tables) for view in views]
    ids = _edge_ids(named)
    first_nodes, first_edges, first_accounts = map(_firsts, (nodes, edges, accounts))
    everyone, everything = sorted(first_nodes), sorted(first_edges, key=ids.__getitem__)
    places = {iri: place for place, iri in enumerate(everyone)}
    opening, held = _opening(views, named, everything, places, tables)
    return {
        "title": title,
        "base": BASE,
        "nodes": [{"id": places[iri], **first_nodes[iri]} for iri in everyone],
        "edges": [
            {"id": ids[name], "from": places[name[0]], "to": places[name[1]], **first_edges[name]}
            for name in everything
        ],
        "accounts": [first_accounts[iri] for iri in tables.accounts],
        "sources": tables.source_rows,
        "kinds": kinds,
        "families": _families(views),
        "rules": tables.rules.rows,
        "steps": tables.steps.rows,
        "properties": tables.properties.rows,
        "reasons": tables.reasons.rows,
        "ends": {str(sign): end for sign, end in ENDS.items()},
        "dashes": DASHES,
        "roles": {name: roles for view in reversed(views) for name, roles in view.graph.graph.get("roles", {}).items()},
        "looks": _looks(views),
        "sides": opening.sides(),
        "dossier": headings(),
        **opening.verdicts(checked, views[0].evidence),
        "layouts": {name: _layout(made, everyone) for name, made in layouts(_union(views)).items()},
        "policies": [
            {
                "label": clean(view.graph.graph.get("policy", ""), LABEL_LIMIT),
                "provenance": clean(view.provenance),
                "story": opening.story(view.graph.nodes, held[number], view.counts),
                "nodes": _differing(everyone, first_nodes, nodes[number]),
                "edges": _differing(everything, first_edges, edges[number]),
                "accounts": _differing(list(tables.accounts), first_accounts, accounts[number]),
            }
            for number, view in enumerate(views)
        ],
    }


def _opening(
    views: Sequence[PolicyView],
    named: Sequence[Mapping[Identity, tuple[str, Any]]],
    everything: Sequence[Identity],
    places: Mapping[str, int],
    tables: Tables,
) -> tuple[Opening, list[list[tuple[int, Edge]]]]:
    """The opening view of all networks together, and the edges of each with their places in the page."""
    nodes = {iri: data for view in reversed(views) for iri, data in view.graph.nodes(data=True)}
    held = [
        [(place, (*name[:2], found[name][1])) for place, name in enumerate(everything) if name in found]
        for found in named
    ]
    firsts = {place: edge for part in reversed(held) for place, edge in part}
    return Opening(nodes, [firsts[place] for place in range(len(everything))], places, tables.accounts), held


def _firsts(parts: Sequence[Mapping[Key, Values]]) -> dict[Key, Values]:
    """For each key of ``parts`` the values that the first to have it holds."""
    return {key: values for part in reversed(parts) for key, values in part.items()}


def _differing(keys: Sequence[Key], firsts: Mapping[Key, Values], own: Mapping[Key, Values]) -> Values:
    """Where a part lacks a key (``absent``), or holds other values for it than the first that has it."""
    changed: dict[str, Values] = {}
    for place, key in enumerate(keys):
        base: Values = firsts[key]
        values: Values = own.get(key, base)
        if values is not base and values != base:
            changed[str(place)] = {
                name: values.get(name) for name in {*base, *values} if base.get(name) != values.get(name)
            }
    return {"absent": [place for place, key in enumerate(keys) if key not in own], "changed": changed}


def _compact(values: Values) -> Values:
    """``values`` without those that say nothing."""
    return {name: value for name, value in values.items() if value not in (None, "", []) and value is not False}


def short(iri: str) -> str:
    """``iri`` with ``~`` for what most begin with, if that can be undone.

    >>> short("https://w3id.org/conflict-kg/id/actor/iran"), short("urn:x"), short("~x")
    ('~actor/iran', 'urn:x', '~~x')
    """
    rest = iri.removeprefix(BASE)
    if rest != iri and not rest.startswith("~"):
        return f"~{rest}"
    return f"~{iri}" if iri.startswith("~") else iri


def _node(iri: str, data: Mapping[str, Any], graph: nx.MultiDiGraph, tables: Tables, denials: Iterable[str]) -> Values:
    """One node's looks and facts; an actor's accounts are those that no edge of it names."""
    style = kind_style(data["kind"], data["group"])
    behind: set[str] = set()
    if data["group"] == "actor":
        behind.update(a for _, _, edge in graph.in_edges(iri, data=True) for a in edge["accounts"])
        behind.update(a for _, _, edge in graph.out_edges(iri, data=True) for a in edge["accounts"])
    shown = clean(iri)
    return {
        "label": clean(data["label"], LABEL_LIMIT) or clean(iri, LABEL_LIMIT) or "…",
        "shape": style.shape,
        "color": style.color,
        **_compact(
            {
                "iri": short(iri),
                "shown": "" if shown == iri else shown,
                "names": [clean(name, LABEL_LIMIT) for name in data.get("names", ())],
                "start": data["start"],
                "end": data["end"],
                "lat": data["lat"],
                "lon": data["lon"],
                "precision": data.get("precision"),
                "place": data["place"] and clean(data["place"], LABEL_LIMIT),
                "disputed_places": [
                    [clean(name, LABEL_LIMIT), *spot] for name, *spot in data.get("disputed_places", ())
                ],
                "accounts": tables.account_places({*data["accounts"]} - behind),
                "denials": tables.account_places(denials),
                "summary": clean(data["summary"]),
            }
        ),
        "kind": tables.kinds.place((data["kind"], data["group"], data["kind_label"])),
        "size": round(max(0.0, min(1.0, data["size"])), 3),
    }


def _identified(graph: nx.MultiDiGraph) -> dict[Identity, tuple[str, Mapping[str, Any]]]:
    """Every edge by what makes it the same edge under another policy, with its key, sorted by key."""
    seen: dict[tuple[str, str, str, str], int] = defaultdict(int)
    found = {}
    for source, target, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: (e[2], e[0], e[1])):
        same = (source, target, str(data["relation"]), str(data["label"]))
        found[(*same, seen[same])] = (key, data)
        seen[same] += 1
    return found


def _edge_ids(named: Sequence[Mapping[Identity, tuple[str, Any]]]) -> dict[Identity, str]:
    """An id for each edge: its key in the first view that has it, made unique where several edges share one key."""
    keys: dict[Identity, str] = {}
    for found in named:
        for name, (key, _) in found.items():
            keys.setdefault(name, key)
    seen: dict[str, int] = defaultdict(int)
    ids = {}
    for name in sorted(keys, key=lambda name: (keys[name], name)):
        seen[keys[name]] += 1
        ids[name] = keys[name] if seen[keys[name]] == 1 else f"{keys[name]}~{seen[keys[name]]}"
    return ids


def _edge(data: Mapping[str, Any], tables: Tables, denials: Iterable[str]) -> Values:
    """One edge's facts; the caller adds its ends."""
    names = (clean(data.get(part, ""), LABEL_LIMIT) for part in ("label", "family", "type"))
    rule = (*names, data["sign"])
    return {
        "rule": tables.rules.place(rule, list(rule)),
        **_compact(
            {
                "relation": short(clean(data["relation"])),
                "inferred": bool(data["inferred"]),
                "disputed": data["status"] == "disputed",
                "start": data["start"],
                "end": data["end"],
                "grade": data["grade"],
                "accounts": tables.account_places(data["accounts"]),
                "denials": tables.account_places(denials),
            }
        ),
        **({"proof": _proof(data["proof"], tables)} if data["proof"] else {}),
    }


def _proof(step: Mapping[str, Any], tables: Tables) -> int:
    """The place of a proof: a statement, how it came about, and the places of the proofs of its premises."""
    row = _compact(
        {
            "statement": clean(step["statement"]),
            "note": clean(step["note"]),
            "rule": clean(step["rule"], LABEL_LIMIT),
            "axiom": clean(step["axiom"]),
            "grade": step["grade"],
            "accounts": tables.account_places(step["accounts"]),
            "premises": [_proof(premise, tables) for premise in step["premises"]],
        }
    )
    return tables.steps.place(repr(sorted(row.items())), row)


def _accounts(evidence: Evidence, tables: Tables) -> dict[str, Values]:
    """The named accounts that ``evidence`` holds, as it has them."""
    return {
        iri: _account(evidence.accounts[iri], evidence, tables) for iri in tables.accounts if iri in evidence.accounts
    }


def _account(account: AccountView, evidence: Evidence, tables: Tables) -> Values:
    """One account as the evidence panel shows it."""
    known = account.source in evidence.sources
    return _compact(
        {
            "iri": short(account.iri),
            "source": tables.sources[account.source] if known else None,
            "about": short(account.about),
            "locator": tables.text(account.locator),
            "paraphrase": tables.text(account.paraphrase),
            "grade": evidence.grade(account.iri) if known else account.credibility,
            "recorded": tables.text(account.recorded_at),
            "status": tables.text(account.status),
            "reason": tables.reasons.place(tables.text(account.reason)) if account.reason else None,
            "hedge": account.hedge and tables.text(account.hedge),
            "relays": account.relays and tables.text(account.relays),
            "values": [
                [tables.properties.place(tables.text(name)), tables.text(value)] for name, value in account.values
            ],
        }
    )


def _source(source: Source, voice: int | None) -> Values:
    """A source; its address is kept only if it is one of the web. Those that are not independent have one voice."""
    return _compact(
        {
            "iri": short(source.iri),
            "title": clean(source.title),
            "reliability": clean(source.reliability, 8),
            "text_of": clean(source.text_of or "", LABEL_LIMIT),
            "publisher": clean(source.publisher or ""),
            "issued": clean(source.issued or ""),
            "url": web_address(source.url),
            "voice": voice,
        }
    )


def _kinds(views: Sequence[PolicyView], tables: Tables) -> list[Values]:
    """The kinds present, in the order of the legend: known ones as ``KINDS`` has them, then others by name."""
    present = {(d["kind"], d["group"], d["kind_label"]) for view in views for _, d in view.graph.nodes(data=True)}
    order = {kind: place for place, kind in enumerate(KINDS)}
    for kind, group, label in sorted(present, key=lambda kind: (order.get(kind[0], len(order)), kind)):
        style = kind_style(kind, group)
        row = {
            "kind": clean(kind, LABEL_LIMIT),
            "label": clean(label, LABEL_LIMIT) or clean(kind, LABEL_LIMIT),
            "side": group,
            "shape": style.shape,
            "color": style.color,
            "core": is_core(kind, group),
        }
        tables.kinds.place((kind, group, label), row)
    return tables.kinds.rows


def _families(views: Sequence[PolicyView]) -> list[Values]:
    """The families present, known ones first, with their colours."""
    order = {family: place for place, family in enumerate(FAMILIES)}
    present = {data["family"] for view in views for _, _, data in view.graph.edges(data=True)}
    names = sorted(present, key=lambda family: (order.get(family, len(order)), family))
    return [{"family": clean(name, LABEL_LIMIT), **vars(family_style(name))} for name in names]


def _looks(views: Sequence[PolicyView]) -> dict[str, Values]:
    """Shape and colour of the types of edges that are kinds of statements: they are marks on the lanes."""
    types = {data.get("type", "") for view in views for _, _, data in view.graph.edges(data=True)}
    return {name: {"shape": KINDS[name].shape, "color": KINDS[name].color} for name in sorted(types & KINDS.keys())}


def _union(views: Sequence[PolicyView]) -> nx.MultiDiGraph:
    """All networks in one, so that a node stands in one place under every policy."""
    union: nx.MultiDiGraph = nx.compose_all([view.graph for view in reversed(views)])
    return union


def _layout(layout: Layout, nodes: Sequence[str]) -> Values:
    """A layout as plain values, its positions in the order of ``nodes``."""
    return {
        "positions": [layout.positions[node] for node in nodes],
        "bands": [{"caption": band.caption, "top": band.top, "bottom": band.bottom} for band in layout.bands],
        "halfWidth": layout.half_width,
        **_discs(layout, nodes),
    }


def _discs(layout: Layout, nodes: Sequence[str]) -> Values:
    """The clusters of a layout, if it has any: the hub's place among ``nodes``, size, middle and radius of each."""
    places = {node: place for place, node in enumerate(nodes)} if layout.discs else {}
    discs = [[None if d.hub is None else places[d.hub], d.count, d.x, d.y, d.radius] for d in layout.discs]
    return {"discs": discs} if discs else {}
