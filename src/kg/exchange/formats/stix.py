"""STIX 2.1 (OASIS Standard, 2021), where its definitions cover what the graph means.

Actors are ``identity``, never ``threat-actor`` or ``intrusion-set``, which presume malice. Uses of force and series of
attacks are ``incident``, places with a point ``location``, accepted and undisputed edges ``relationship``, accounts
``note``, and publications of a known day ``report``. Nothing that was inferred is in it. Identifiers are UUIDv5 of the
graph's own IRIs, so the same thing has the same identifier in every export. ``confidence`` is STIX's own reading of
the Admiralty code's digit (appendix A); where the digit is 6 there is none.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import product
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, moment
from kg.evidence.records import AccountView
from kg.exchange.formats.network import Network, Row, network
from kg.rdf.resources import first
from kg.rdf.terms import BASE, CONFLICT, shorten
from kg.rdf.text import web_address
from kg.workspace import Workspace

#: Appendix A of the standard, Admiralty credibility; 6 (cannot be judged) has no value there.
CONFIDENCE = {"1": 90, "2": 70, "3": 50, "4": 30, "5": 10}

#: Which of STIX's identity classes an actor is, by the first class that holds it.
IDENTITY_CLASSES = (
    ("Person", "individual"),
    ("ArmedGroup", "group"),
    ("Brand", "group"),
    ("UnidentifiedGroup", "class"),
    ("Actor", "organization"),
)
INCIDENTS = tuple(CONFLICT.term(name) for name in ("UseOfForce", "AttackSeries"))
ATTRIBUTION = CONFLICT.term("Attribution")
OCCURRED_AT = CONFLICT.term("occurredAt")

_NAMESPACE = uuid5(NAMESPACE_URL, BASE)
#: The day from which these identifiers are in use; objects change after it, but were made on it.
_CREATED = "2026-11-22T00:00:00.000Z"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Object = dict[str, Any]


def stix(workspace: Workspace, layers: Collection[str]) -> Mapping[str, Iterable[bytes]]:
    """One bundle: what is accepted, and with ``accounts`` among ``layers`` every note on it and their reports."""
    writer = _Writer(Facts(workspace))
    writer.add_accepted(network(workspace, ("accepted",)))
    if "accounts" in layers:
        writer.add_accounts()
    return {"graph": _bundle(writer.objects())}


def stix_id(kind: str, name: str) -> str:
    """The identifier of the object of type ``kind`` that stands for ``name``, an IRI of the graph.

    >>> stix_id("identity", "https://w3id.org/conflict-kg/id/actor/iran")
    'identity--a211cdf6-fc1a-5599-b7cd-692181170990'
    """
    return f"{kind}--{uuid5(_NAMESPACE, f'{kind} {name}')}"


def _bundle(objects: Sequence[Object]) -> Iterator[bytes]:
    lines = [json.dumps(found, ensure_ascii=False, sort_keys=True) for found in objects]
    named = stix_id("bundle", "\n".join(lines))
    yield f'{{"type": "bundle", "id": "{named}", "objects": [\n'.encode()
    yield ",\n".join(lines).encode()
    yield b"\n]}\n"


class _Writer:
    """The objects of one bundle, and by IRI of the graph those that stand for it."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._objects: dict[str, Object] = {}
        self._standing: dict[str, list[str]] = defaultdict(list)
        self._nodes: frozenset[str] = frozenset()
        self._modified = max([_CREATED, *(_utc(a.recorded_at) for a in facts.evidence.accounts.values())])
        self._licence = stix_id("marking-definition", "CC BY 4.0")
        self._maker = stix_id("identity", BASE)

    def objects(self) -> list[Object]:
        """Every object in order of its identifier, those that the others refer to first."""
        licence = {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self._licence,
            "created": _CREATED,
            "definition_type": "statement",
            "definition": {"statement": "Conflict knowledge graph, CC BY 4.0"},
        }
        maker = self._object("identity", BASE, name="Conflict knowledge graph", identity_class="system")
        return [licence, maker, *(self._objects[name] for name in sorted(self._objects))]

    def add_accepted(self, accepted: Network) -> None:
        """What the policy accepts: who, what, where, and how they are related."""
        for node in accepted.nodes:
            self._add_node(node)
        self._nodes = frozenset(self._standing)
        for iri in sorted(self._nodes):
            self._add_places(NamedNode(iri))
        for edge in accepted.edges:
            if edge["status"] == "accepted" and not self._is_attribution(edge):
                self._add_edge(edge)
        for subject in self._facts.subjects():
            if self._facts.is_a(subject, ATTRIBUTION):
                self._add_attribution(subject)

    def add_accounts(self) -> None:
        """A note for each account of what is in the bundle, and a report for each source of a known day."""
        reported: dict[str, list[str]] = defaultdict(list)
        for iri, account in sorted(self._facts.evidence.accounts.items()):
            # What is stated of one event is stated of the one that it is held to be.
            subject = self._facts.accounts[iri].about.value if iri in self._facts.accounts else account.about
            if about := self._standing.get(subject):
                reported[account.source] += [self._add_note(iri, account, about), *about]
        for source, refs in reported.items():
            self._add_report(source, sorted(set(refs)))

    def _add_node(self, node: Row) -> None:
        iri = NamedNode(node["id"])
        common = {"name": node["label"], "labels": [node["kind_label"]], "external_references": [_own(iri)]}
        note = {"description": node["note"]} if node["note"] else {}
        if node["group"] == "actor":
            self._add("identity", iri.value, **common, **note, identity_class=self._identity_class(iri))
        elif any(self._facts.is_a(iri, cls) for cls in INCIDENTS):
            self._add("incident", iri.value, **common, **note)

    def _identity_class(self, actor: NamedNode) -> str:
        return next(name for cls, name in IDENTITY_CLASSES if self._facts.is_a(actor, CONFLICT.term(cls)))

    def _add_places(self, event: NamedNode) -> None:
        """Where an incident happened, if its place has a point of its own."""
        for value in self._facts.values(event, OCCURRED_AT):
            located = self._facts.located(value.node)
            if value.disputed or located is None or located[0] != value.node:
                continue
            place, latitude, longitude = located
            point = {"latitude": latitude, "longitude": longitude}
            if radius := first(self._facts.asserted[place], CONFLICT.term("coordinatePrecision")):
                point["precision"] = float(radius) * 1000  # in metres
            own: Object = {"name": self._facts.label(place.value), "external_references": [_own(place)], **point}
            self._add("location", place.value, **own)
            self._relate(event.value, "located-at", place.value, event, value.accounts)

    def _is_attribution(self, edge: Row) -> bool:
        return self._facts.is_a(NamedNode(edge["relation"]), ATTRIBUTION)

    def _add_edge(self, edge: Row) -> None:
        kind = _relationship_type(edge["label"])
        self._relate(edge["source"], kind, edge["target"], NamedNode(edge["relation"]), edge["accounts"])

    def _add_attribution(self, act: NamedNode) -> None:
        """Who blames whom for an incident, as a relationship of the one who says so."""
        by, events, blamed = (
            [v for v in self._facts.values(act, CONFLICT.term(name)) if not v.disputed]
            for name in ("isDeclaredBy", "attributesEvent", "attributesTo")
        )
        names = " and ".join(self._facts.label(actor.node.value) for actor in blamed)
        accounts = {account for actor in blamed for account in actor.accounts}
        for declarer, event in product(by, events) if blamed else ():
            says = f"{self._facts.label(declarer.node.value)} says that it was the act of: {names}"
            self._relate(declarer.node.value, "attributes", event.node.value, act, accounts, description=says)

    def _relate(
        self, source: str, kind: str, target: str, relation: NamedNode, accounts: Collection[str], **more: Any
    ) -> None:
        """A relationship, unless an end is not in the bundle; it stands for ``relation`` if nothing else does.

        Nor is there one if an end is a relationship, as a listing that somebody condemns: STIX has none of these.
        """
        ends = [self._standing[end][0] if self._standing.get(end) else "" for end in (source, target)]
        if any(not end or end.startswith("relationship--") for end in ends):
            return
        self._add(
            "relationship",
            f"{relation.value} {source} {kind} {target}",
            stands_for="" if relation.value in self._nodes else relation.value,
            relationship_type=kind,
            source_ref=ends[0],
            target_ref=ends[1],
            external_references=[_own(relation), *(self._cite(iri) for iri in sorted(accounts))],
            **_interval(*self._facts.interval(relation)),
            **_confidence(self._facts.grade(accounts)),
            **more,
        )

    def _add_note(self, iri: str, account: AccountView, about: Sequence[str]) -> str:
        hedge = f" Hedge: {account.hedge}." if account.hedge else ""
        return self._add(
            "note",
            iri,
            content=f"{account.paraphrase}{hedge}",
            object_refs=list(about),
            labels=[f"admiralty-{self._facts.evidence.grade(iri).lower()}", account.status],
            external_references=[self._cite(iri)],
            **_confidence(account.credibility),
        )

    def _add_report(self, source: str, refs: Sequence[str]) -> None:
        known = self._facts.evidence.sources[source]
        if known.issued and _DAY.fullmatch(known.issued):
            self._add(
                "report",
                source,
                name=known.title,
                published=f"{known.issued}T00:00:00Z",
                object_refs=list(refs),
                labels=[f"admiralty-{known.reliability.lower()}"],
                external_references=[_own(NamedNode(source)), *_address(known.title, known.url)],
            )

    def _cite(self, iri: str) -> Object:
        """An account as an external reference: its source, its place in it, its grade."""
        account = self._facts.evidence.accounts[iri]
        source = self._facts.evidence.sources[account.source]
        grade = self._facts.evidence.grade(iri)
        reference = {"source_name": source.title, "description": f"{account.locator} ({grade})"}
        return reference | {"external_id": shorten(iri)} | _url(source.url)

    def _add(self, kind: str, iri: str, /, stands_for: str = "", **properties: Any) -> str:
        """Put an object into the bundle, as one that stands for an IRI of the graph; its identifier."""
        found = self._object(kind, iri, **properties)
        if found["id"] not in self._objects:
            self._objects[found["id"]] = found
            self._standing[stands_for or iri].append(found["id"])
        return str(found["id"])

    def _object(self, kind: str, iri: str, /, **properties: Any) -> Object:
        common = {
            "type": kind,
            "spec_version": "2.1",
            "id": stix_id(kind, iri),
            "created": _CREATED,
            "modified": self._modified,
            "created_by_ref": self._maker,
            "object_marking_refs": [self._licence],
        }
        return common | properties


def _own(node: NamedNode) -> Object:
    """The graph's own resource as an external reference."""
    return {"source_name": "conflict-kg", "external_id": shorten(node.value), "url": node.value}


def _address(name: str, url: str | None) -> list[Object]:
    return [{"source_name": name, **_url(url)}] if _url(url) else []


def _url(url: str | None) -> Object:
    address = web_address(url)
    return {"url": address} if address else {}


def _confidence(grade: str | None) -> Object:
    """The confidence that a grade's digit stands for, as a property, if it has one."""
    value = CONFIDENCE.get(grade[-1]) if grade else None
    return {} if value is None else {"confidence": value}


def _interval(start: str | None, end: str | None) -> Object:
    """When a relationship held, where it is known; STIX asks that it stops after it starts."""
    found = {name: _utc(text) for name, text in (("start_time", start), ("stop_time", end)) if text}
    if len(found) == 2 and found["stop_time"] <= found["start_time"]:
        del found["stop_time"]
    return found


def _utc(text: str) -> str:
    return moment(text).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _relationship_type(label: str) -> str:
    """An edge's label as STIX writes types: a to z, digits and hyphens.

    >>> _relationship_type("is a façade of")
    'is-a-facade-of'
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
