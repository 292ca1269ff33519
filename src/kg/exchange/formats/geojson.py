"""GeoJSON (RFC 7946): events and places as points, with how exact they are and who says so.

A place's point is the curators' reading of a map and no source's word, so it has no accounts. An event stands at the
point of its place, or of the nearest larger place that has one; where accounts of equal standing differ on the place,
it stands at each, marked ``disputed``. What has no point is left out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode

from kg.analyse.facts import EVENT, Facts, local
from kg.rdf.resources import first
from kg.rdf.terms import CONFLICT, TYPE
from kg.workspace import Workspace

PLACE = CONFLICT.term("Place")

Feature = dict[str, Any]


def geojson(workspace: Workspace, layers: Collection[str]) -> Mapping[str, Iterable[bytes]]:
    """One FeatureCollection: the places where ``asserted`` is among ``layers``, the events where ``accepted`` is.

    Properties of both: ``group`` (``place`` or ``event``), ``kind`` (class), ``label``, ``precision_km`` (radius in
    which the point is meant), ``accounts``, ``sources``. Of a place also ``located_in``; of an event ``place``,
    ``place_label``, ``point_of`` (the place whose point it is), ``status``, ``start``, ``end``, ``grade``.
    """
    facts = Facts(workspace)
    features: list[Feature] = []
    if "asserted" in layers:
        features += _places(facts)
    if "accepted" in layers:
        features += (f for subject in facts.subjects() if facts.is_a(subject, EVENT) for f in _event(facts, subject))
    return {"graph": _collection(features)}


def _collection(features: Iterable[Feature]) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": ['
    for place, feature in enumerate(features):
        yield f"{',' if place else ''}\n{json.dumps(feature, ensure_ascii=False)}".encode()
    yield b"\n]}\n"


def _places(facts: Facts) -> Iterator[Feature]:
    for node, about in facts.asserted.items():
        located = facts.located(node) if TYPE in about and facts.is_a(node, PLACE) else None
        if located is not None and located[0] == node:
            larger = about.get(CONFLICT.term("isLocatedIn"), ())
            yield _feature(facts, node, located, "place", {"located_in": [place.value for place in larger]}, ())


def _event(facts: Facts, event: NamedNode) -> Iterator[Feature]:
    start, end = facts.interval(event)
    for place in facts.values(event, CONFLICT.term("occurredAt")):
        located = facts.located(place.node)
        if located is None:
            continue
        own = {
            "place": place.node.value,
            "place_label": facts.label(place.node.value),
            "point_of": located[0].value,
            "status": "disputed" if place.disputed else "accepted",
            "start": start,
            "end": end,
            "grade": facts.grade(place.accounts),
        }
        yield _feature(facts, event, located, "event", own, place.accounts)


def _feature(
    facts: Facts,
    node: NamedNode,
    located: tuple[NamedNode, float, float],
    group: str,
    own: Mapping[str, Any],
    accounts: Collection[str],
) -> Feature:
    place, latitude, longitude = located
    kind = facts.kind(node)
    precision = first(facts.asserted[place], CONFLICT.term("coordinatePrecision"))
    return {
        "type": "Feature",
        "id": node.value,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "group": group,
            "kind": local(kind.value) if kind else "",
            "label": facts.label(node.value),
            "precision_km": None if precision is None else float(precision),
            **own,
            "accounts": sorted(accounts),
            "sources": sorted({facts.evidence.accounts[iri].source for iri in accounts}),
        },
    }
