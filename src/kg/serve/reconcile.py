"""``/reconcile``: names of a spreadsheet matched to things of the graph, and columns added to it.

The Reconciliation Service API 0.2 of the W3C's Entity Reconciliation Community Group, which OpenRefine and others
speak: a manifest, batches of queries, suggestions, and data extension. An identifier is the last part of an IRI,
``actor/iran``; a type is a class of the ontology, ``Actor``; a property is one of its properties, ``isMemberOf``, or
``label`` and ``names``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.dossier.reading import NAMES, Graph, Term
from kg.dossier.schema import Term as Described
from kg.dossier.schema import vocabulary
from kg.rdf.names import key_of
from kg.rdf.terms import BASE, CONFLICT, SKOS, TYPE, XSD
from kg.rdf.text import clean
from kg.serve.desk import Desk
from kg.serve.replies import RefusalError
from kg.serve.service import Service, service_of
from kg.serve.sparql import FORM, client_of, while_connected
from kg.sparql.find import KINDS

SPACE = f"{BASE}id/"
#: Queries of one batch, candidates of one query, identifiers of one extension.
BATCH, CANDIDATES, EXTENDED = 50, 25, 1000
#: What a property that does not fit takes off a score.
_UNLIKE = 0.8
_LABELS = {"label": "its label", "names": "its names in every script"}
Record = dict[str, Any]


async def reconcile(request: Request) -> Response:
    """``/reconcile``: the manifest; with ``queries`` their candidates, with ``extend`` the values of properties."""
    given = await _parameters(request)
    if "queries" in given:
        return await _made(request, candidates, _json(given["queries"], "queries"))
    if "extend" in given:
        return await _made(request, extension, _json(given["extend"], "extend"))
    return _json_answer(manifest(service_of(request), str(request.base_url)))


async def suggest(request: Request) -> Response:
    """``/reconcile/suggest/entity``, ``…/type`` and ``…/property``: what begins with ``prefix``, or is like it."""
    kind, prefix = request.path_params["kind"], clean(request.query_params.get("prefix", ""), 200)
    return await _made(request, suggestions, kind, prefix)


async def proposed(request: Request) -> Response:
    """``/reconcile/properties``: the properties that things of a ``type`` can be extended with."""
    return await _made(request, properties, request.query_params.get("type", ""))


def manifest(service: Service, address: str) -> Record:
    """What the service is and can do; ``address`` is the server's own, as the client calls it."""
    own = f"{address.rstrip('/')}{service.root}".rstrip("/")
    return {
        "versions": ["0.2"],
        "name": "Conflict knowledge graph",
        "identifierSpace": SPACE,
        "schemaSpace": CONFLICT.iri,
        "defaultTypes": [{"id": cls, "name": cls.lower()} for cls in _classes()],
        "view": {"url": f"{own}/page/{{{{id}}}}"},
        "batchSize": BATCH,
        "suggest": {
            kind: {"service_url": own, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {"propose_properties": {"service_url": own, "service_path": "/reconcile/properties"}},
    }


def candidates(service: Service, queries: object) -> Record:
    """For each query of a batch its candidates, the best first: id, name, types, score, and whether it surely fits."""
    if not isinstance(queries, dict) or not all(isinstance(query, dict) for query in queries.values()):
        raise RefusalError(400, "queries is an object of queries by name")
    if len(queries) > BATCH:
        raise RefusalError(413, f"{len(queries)} queries; {BATCH} are answered at once")
    return {str(name): {"result": _candidates(service, query)} for name, query in queries.items()}


def _candidates(service: Service, query: Mapping[str, Any]) -> list[Record]:
    text = clean(query.get("query", ""), 500)
    wanted = query.get("type") or ()
    types = {_local(one) for one in ([wanted] if isinstance(wanted, str) else wanted)}
    limit = query.get("limit", 5)
    most = min(limit, CANDIDATES) if isinstance(limit, int) and limit > 0 else CANDIDATES
    stated = [one for one in query.get("properties") or () if isinstance(one, dict) and one.get("pid")]
    found = []
    for one in service.names.search(text) if text else ():
        thing = NamedNode(one.iri)
        if not one.iri.startswith(SPACE) or not service.graph.is_a(thing, *(types or _classes())):
            continue
        fits = [(str(p["pid"]), _fits(service.graph, thing, str(p["pid"]), p.get("v"))) for p in stated]
        score = one.score * _UNLIKE ** sum(not fit for _, fit in fits)
        features = [{"id": pid, "value": fit} for pid, fit in fits]
        found.append(_entity(service.graph, thing) | {"score": round(score, 1), "features": features})
    found.sort(key=lambda record: (-record["score"], record["id"]))
    sure = [record for record in found if record["score"] == 100]
    return [record | {"match": len(sure) == 1 and record is sure[0]} for record in found[:most]]


def _fits(graph: Graph, thing: NamedNode, pid: str, value: object) -> bool:
    """Whether the thing has the value for the property: an identifier, a name, or a text."""
    given = value if isinstance(value, list) else [value]
    wanted = {
        key_of(str(one.get("id") or one.get("name") or "") if isinstance(one, dict) else str(one)) for one in given
    }
    held = [text for one in _values(graph, thing, pid) for text in (_id(one), graph.label(one)) if text]
    return not wanted.isdisjoint(map(key_of, held))


def extension(service: Service, asked: object) -> Record:
    """The values of properties for things by identifier, as rows, and what each property's values are."""
    if (
        not isinstance(asked, dict)
        or not isinstance(asked.get("ids"), list)
        or not isinstance(asked.get("properties"), list)
    ):
        raise RefusalError(400, "extend is an object with ids and properties")
    ids, wanted = [str(one) for one in asked["ids"]], [one for one in asked["properties"] if isinstance(one, dict)]
    if len(ids) > EXTENDED:
        raise RefusalError(413, f"{len(ids)} identifiers; {EXTENDED} are extended at once")
    graph, known = service.graph, _properties()
    pids = [str(one.get("id", "")) for one in wanted]
    meta: list[Record] = [{"id": pid, "name": known.get(pid, (pid, ""))[0]} for pid in pids]
    for described, pid in zip(meta, pids, strict=True):
        if known.get(pid, ("", ""))[1] in _classes():
            described["type"] = {"id": known[pid][1], "name": known[pid][1].lower()}
    rows: dict[str, dict[str, list[Record]]] = {}
    for name in ids:
        try:
            thing = NamedNode(SPACE + name)
        except ValueError:  # No IRI: nothing is known of it.
            rows[name] = {pid: [] for pid in pids}
            continue
        rows[name] = {
            pid: [_value(graph, one) for one in _values(graph, thing, pid)[: _limit(one_wanted)]]
            for pid, one_wanted in zip(pids, wanted, strict=True)
        }
    return {"meta": meta, "rows": rows}


def _limit(wanted: Mapping[str, Any]) -> int:
    settings = wanted.get("settings")
    limit = str(settings.get("limit") if isinstance(settings, dict) else "")
    return min(int(limit[:9]), CANDIDATES) if limit.isdecimal() and int(limit[:9]) else CANDIDATES


def _value(graph: Graph, value: Term) -> Record:
    if isinstance(value, NamedNode):
        return {"id": _id(value), "name": graph.label(value)} if _id(value) else {"str": value.value}
    if isinstance(value, Literal) and value.datatype == XSD.term("dateTime"):
        return {"date": value.value}
    if isinstance(value, Literal) and value.datatype == XSD.term("integer"):
        return {"int": int(value.value)}
    if isinstance(value, Literal) and value.datatype in (XSD.term("decimal"), XSD.term("double")):
        return {"float": float(value.value)}
    return {"str": graph.label(value)}


def suggestions(service: Service, kind: str, prefix: str) -> Record:
    """The entities, types or properties that ``prefix`` may mean."""
    if kind == "entity":
        found = _candidates(service, {"query": prefix, "limit": 10})
        return {"result": [{"id": one["id"], "name": one["name"], "notable": one["type"]} for one in found]}
    if kind == "type":
        listed: Iterable[tuple[str, str]] = ((cls, cls.lower()) for cls in _classes())
    elif kind == "property":
        listed = ((pid, name) for pid, (name, _) in _properties().items())
    else:
        raise RefusalError(404, "there are suggestions of entity, type and property")
    key = key_of(prefix) if prefix else ""
    return {"result": [{"id": one, "name": name} for one, name in listed if key in key_of(one) or key in key_of(name)]}


def properties(service: Service, kind: str) -> Record:
    """What things of a class can be extended with: the properties that lead from it, or from anything."""
    of = _local(kind)
    wanted = [
        {"id": term.term.partition(":")[2], "name": _words(term.term)}
        for term in _vocabulary()
        if term.kind != "class" and term.domain.partition(":")[2] in (of, "")
    ]
    labels = [{"id": pid, "name": name} for pid, name in _LABELS.items()]
    return {"type": of, "properties": [*labels, *wanted]}


@cache
def _vocabulary() -> tuple[Described, ...]:
    return tuple(vocabulary())


def _classes() -> tuple[str, ...]:
    """The local names of the classes that are found by name."""
    return tuple(cls.value.removeprefix(CONFLICT.iri) for cls in KINDS)


def _properties() -> dict[str, tuple[str, str]]:
    """By local name of each property: its words, and the local name of what it leads to."""
    found = {pid: (name, "") for pid, name in _LABELS.items()}
    for term in _vocabulary():
        if term.kind != "class":
            found[term.term.partition(":")[2]] = _words(term.term), term.range.partition(":")[2]
    return found


def _words(term: str) -> str:
    """The words of a local name in camel case.

    >>> _words("conflict:isMemberOf")
    'is member of'
    """
    return "".join(f" {c.lower()}" if c.isupper() else c for c in term.partition(":")[2])


def _values(graph: Graph, thing: NamedNode, pid: str) -> list[Term]:
    if pid == "label":
        return [Literal(graph.label(thing))]
    if pid == "names":
        return [value for name in (*NAMES, SKOS.term("altLabel")) for value in graph.values(thing, name)]
    return graph.values(thing, CONFLICT.term(_local(pid)))


def _entity(graph: Graph, thing: NamedNode) -> Record:
    kinds = [
        {"id": one.value.removeprefix(CONFLICT.iri), "name": graph.label(one)} for one in graph.things(thing, TYPE)
    ]
    return {"id": _id(thing), "name": graph.label(thing), "type": kinds}


def _id(term: Term) -> str:
    """The identifier of a thing of the graph; empty for anything else."""
    return term.value.removeprefix(SPACE) if isinstance(term, NamedNode) and term.value.startswith(SPACE) else ""


def _local(name: object) -> str:
    local = str(name).removeprefix(CONFLICT.iri).removeprefix("conflict:")
    return local if local.isidentifier() else "unknown"


async def _parameters(request: Request) -> dict[str, str]:
    """What the address and the form say."""
    given = dict(request.query_params)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            raise RefusalError(415, f"a POST carries {FORM}")
        body = await request.body()
        try:
            given |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100))
        except ValueError as error:
            raise RefusalError(400, "the body is no form in UTF-8") from error
    return given


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, f"{name} is no JSON: {clean(error, 200)}") from error


async def _made(request: Request, make: Any, *arguments: object) -> Response:
    desk: Desk = request.app.state.desk
    service = service_of(request)
    made = desk.do(client_of(request), lambda: make(service, *arguments))
    return _json_answer(await while_connected(request, made))


def _json_answer(record: Record) -> Response:
    return JSONResponse(record, headers={"Cache-Control": "no-cache"})
