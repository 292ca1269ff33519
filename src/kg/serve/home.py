"""``/`` and ``/search``: what the build says first, the ways to everything else, and things by any of their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from kg.dossier.reading import Link
from kg.rdf.names import NEAR, Hits
from kg.rdf.resources import Term
from kg.rdf.terms import TYPE, expand
from kg.rdf.text import LABEL_LIMIT, clean
from kg.serve.answers import answer
from kg.serve.pages import HTML, made
from kg.serve.questions import WITH_FORM, groups_of
from kg.serve.service import Service, service_of
from kg.sparql.find import Row, find

#: Findings on the home page, and things that a search lists.
FINDINGS, FOUND = 6, 50


@dataclass(frozen=True)
class Candidate:
    """A thing that was searched for: its page, its kind, and the name that fitted where that is not its label."""

    thing: Link
    kind: str
    name: str


async def home(request: Request) -> Response:
    """``/``: the findings of the build, a search, and the rooms."""
    service = service_of(request)
    return answer(request, service.kept("home", lambda: _home(service)), HTML, WITH_FORM)


def _home(service: Service) -> bytes:
    story, findings = (_told(service, name) for name in ("story", "findings"))
    return service.page(
        "home.html.j2",
        story=story,
        findings=findings[:FINDINGS],
        more=len(findings) > FINDINGS,
        provenance=service.summary.get("provenance", ""),
        groups=groups_of(service.catalogue.values()),
    )


def _told(service: Service, name: str) -> list[Any]:
    """What the figures of the build tell under a name; nothing where an earlier version wrote them."""
    told = service.summary.get(name)
    return told if isinstance(told, list) else []


async def search(request: Request) -> Response:
    """``/search?q=…``: the things that a text may name, the best first; else those with a name like it."""
    service, text = service_of(request), clean(request.query_params.get("q", ""), LABEL_LIMIT)
    found, near = await made(request, candidates, service, text) if text else (Hits(), [])
    body = service.page(
        "search.html.j2",
        text=text,
        found=found[:FOUND],
        total=len(found),
        left_out=found.left_out,
        near=near[:FOUND],
    )
    return answer(request, body, HTML, WITH_FORM)


def candidates(service: Service, text: str) -> tuple[Hits[Candidate], list[Candidate]]:
    """What ``text`` may name, and, where that is nothing, what has a name like it."""

    def types(thing: NamedNode) -> Iterable[Term]:
        return service.graph.things(thing, TYPE)

    found = find(service.names, types, text)
    near = [] if found else find(service.names, types, text, NEAR)
    return Hits((_candidate(service, row) for row in found), found.left_out), [_candidate(service, row) for row in near]


def _candidate(service: Service, row: Row) -> Candidate:
    _, kind, thing, name, label = row
    return Candidate(service.graph.link(NamedNode(expand(thing))), kind, "" if name == label else name)
