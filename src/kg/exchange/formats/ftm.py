"""FollowTheMoney entities, as lines of JSON: what journalists' tools (Aleph, OpenSanctions, yente) read.

Actors are ``Person``, ``PublicBody`` (states and their organs), ``Organization``, or ``LegalEntity`` where there may be
no body (a brand, an unnamed group); events are ``Event``. An accepted edge is a ``Membership``, a ``Sanction`` (a
designation), or an ``UnknownLink`` with its verb as ``role``. Nothing that was inferred is in it, and nobody gets a
topic such as "terrorism": that would be a judgement. The model has no place for accounts, so each link has its grade,
the number of its accounts, the addresses and publishers of their sources, and its IRI in the graph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts
from kg.exchange.formats.network import Row, network
from kg.rdf.terms import BASE, CONFLICT, SKOS
from kg.rdf.text import web_address
from kg.workspace import Workspace

Entity = dict[str, Any]
#: The schema of an actor, by the first class that it is of.
_SCHEMATA = (
    ("Person", "Person"),
    ("State", "PublicBody"),
    ("StateOrgan", "PublicBody"),
    ("Brand", "LegalEntity"),
    ("UnidentifiedGroup", "LegalEntity"),
    ("Actor", "Organization"),
)
_IDENTIFIER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_WIKIDATA = "http://www.wikidata.org/entity/"


def ftm(workspace: Workspace, layers: Collection[str]) -> Mapping[str, Iterable[bytes]]:
    """The entities of what is accepted, in order of their identifiers, one on a line."""
    facts = Facts(workspace)
    accepted = network(workspace, layers)
    entities = {entity["id"]: entity for entity in (_node(facts, node) for node in accepted.nodes)}
    schemata = {node["id"]: entities[ftm_id(node["id"])]["schema"] for node in accepted.nodes}
    for edge in accepted.edges:
        entity = _edge(facts, edge, schemata)
        entities[entity["id"]] = entity
    return {"graph": _lines(entities)}


def ftm_id(iri: str) -> str:
    """The identifier of what stands for ``iri``: readable, or a hash where the IRI is not one of this graph.

    >>> ftm_id("https://w3id.org/conflict-kg/id/actor/iran")
    'kg-actor-iran'
    """
    name = f"kg-{iri.removeprefix(f'{BASE}id/').replace('/', '-')}"
    known = iri.startswith(f"{BASE}id/") and _IDENTIFIER.fullmatch(name)
    return name if known else f"kg-{sha256(iri.encode()).hexdigest()[:40]}"


def _lines(entities: Mapping[str, Entity]) -> Iterator[bytes]:
    for name in sorted(entities):
        text = json.dumps(entities[name], ensure_ascii=False, sort_keys=True)
        # What some programs take for the end of a line stands inside texts as an escape.
        yield _LINE_ENDS.sub(lambda end: f"\\u{ord(end[0]):04x}", text).encode() + b"\n"


def _node(facts: Facts, node: Row) -> Entity:
    iri = NamedNode(node["id"])
    is_actor = node["group"] == "actor"
    schema = next((s for cls, s in _SCHEMATA if is_actor and facts.is_a(iri, CONFLICT.term(cls))), "Event")
    own: dict[str, Iterable[str | None]] = {
        "name": [node["label"]],
        "alias": facts.names(iri) if is_actor else (),
        "summary": [node["kind_label"]],
        "notes": [node["note"]],
        "wikidataId": _wikidata(facts, iri),
    }
    if schema == "Event":
        own |= {**_dates(node), "location": [node["place"]], "sourceUrl": _addresses(facts, node)}
    return _entity(ftm_id(iri.value), schema, own)


def _edge(facts: Facts, edge: Row, schemata: Mapping[str, str]) -> Entity:
    source, target, relation = edge["source"], edge["target"], NamedNode(edge["relation"])
    ends = {name: ftm_id(edge[name]) for name in ("source", "target")}
    what = f"{edge['status']}; grade {edge['grade']}; accounts: {len(edge['accounts'])}"
    shared: dict[str, Iterable[str | None]] = {
        **_dates(edge),
        "recordId": [relation.value],
        "summary": [what],
        "sourceUrl": _addresses(facts, edge),
        "publisher": sorted({s.publisher or s.title for s in _sources(facts, edge)}),
    }
    name = ftm_id(f"{relation.value} {source} {target} {edge['label']}")
    if facts.is_a(relation, CONFLICT.term("Designation")):
        listed = [_day(edge["start"])]
        return _entity(
            name,
            "Sanction",
            {**shared, "entity": [ends["target"]], "authority": [facts.label(source)], "listingDate": listed},
        )
    if facts.is_a(relation, CONFLICT.term("Membership")) and schemata[target] in ("Organization", "PublicBody"):
        return _entity(name, "Membership", {**shared, "member": [ends["source"]], "organization": [ends["target"]]})
    link: dict[str, Iterable[str | None]] = {"subject": [ends["source"]], "object": [ends["target"]]}
    return _entity(name, "UnknownLink", {**shared, **link, "role": [edge["label"]]})


def _entity(name: str, schema: str, values: Mapping[str, Iterable[str | None]]) -> Entity:
    properties = {prop: kept for prop, texts in values.items() if (kept := list(dict.fromkeys(filter(None, texts))))}
    return {"id": name, "schema": schema, "properties": properties}


def _dates(row: Row) -> dict[str, Iterable[str | None]]:
    return {"startDate": [_day(row["start"])], "endDate": [_day(row["end"])]}


def _day(moment: str | None) -> str | None:
    return moment[:10] if moment else None


def _sources(facts: Facts, row: Row) -> list[Any]:
    known = facts.evidence.sources
    return [known[iri] for iri in row["sources"] if iri in known]


def _addresses(facts: Facts, row: Row) -> list[str]:
    return sorted({address for source in _sources(facts, row) if (address := web_address(source.url))})


def _wikidata(facts: Facts, iri: NamedNode) -> list[str]:
    """The identifiers in Wikidata that the data give for a thing."""
    found = facts.asserted.get(iri, {}).get(SKOS.term("exactMatch"), ())
    return [match.value.removeprefix(_WIKIDATA) for match in found if match.value.startswith(_WIKIDATA)]
