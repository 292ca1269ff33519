"""The ontology, the properties of accounts, the shapes and the code lists: pages generated from the files that ship."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.dossier import vocabulary as words
from kg.pipeline import SHAPES
from kg.rdf.load import parse_file
from kg.rdf.read import read_bytes, read_rdf, shipped
from kg.rdf.resources import first, resources
from kg.rdf.terms import BASE, DCT, OWL, TOLD, TYPE
from kg.serve.answers import answer
from kg.serve.negotiate import choose
from kg.serve.pages import ALIASES, HTML
from kg.serve.replies import RefusalError
from kg.serve.service import Service, service_of

TURTLE = "text/turtle"
OFFERED = (HTML, TURTLE)


async def ontology(request: Request) -> Response:
    """``/ontology``: a page, or the Turtle file."""
    return _negotiated(request, "ontology")


async def told(request: Request) -> Response:
    """``/told``: the properties by which accounts tell, as a page or the Turtle file."""
    return _negotiated(request, "told")


async def shapes(request: Request) -> Response:
    """``/shapes``: the shapes are a part of the ontology's page; the Turtle file."""
    if _wanted(request) == HTML:
        return RedirectResponse(service_of(request).root + "ontology#shapes", 303, {"Vary": "Accept"})
    return _file(request, "shapes")


async def ontology_file(request: Request) -> Response:
    """``/ontology.ttl``."""
    return _file(request, "ontology")


async def told_file(request: Request) -> Response:
    """``/told.ttl``."""
    return _file(request, "told")


async def shapes_file(request: Request) -> Response:
    """``/shapes.ttl``."""
    return _file(request, "shapes")


async def context(request: Request) -> Response:
    """``/context.jsonld``: the JSON-LD context."""
    return answer(request, read_bytes(shipped("ontology") / "context.jsonld"), "application/ld+json")


def _negotiated(request: Request, name: str) -> Response:
    if _wanted(request) == TURTLE:
        return _file(request, name)
    service = service_of(request)
    body = service.kept(name, lambda: _page(service, name))
    return answer(request, body, HTML, {"Link": _links(request, name)})


def _wanted(request: Request) -> str:
    media_type = choose(", ".join(request.headers.getlist("accept")), OFFERED, ALIASES)
    if media_type is None:
        raise RefusalError(406, f"this is given as {' or '.join(OFFERED)}")
    return media_type


def _links(request: Request, name: str) -> str:
    return f'<{service_of(request).root}{name}.ttl>; rel="alternate"; type="{TURTLE}"'


def _paths(name: str) -> tuple[Path, ...]:
    """The files that ship under ``name``; Turtle files one after the other are a Turtle file."""
    names = {"ontology": ("conflict.ttl",), "shapes": SHAPES}.get(name, (f"{name}.ttl",))
    return tuple(shipped("ontology") / file for file in names)


def _file(request: Request, name: str) -> Response:
    return answer(request, b"\n".join(map(read_bytes, _paths(name))), TURTLE)


@cache
def _triples(name: str) -> tuple[Triple, ...]:
    return tuple(triple for file in read_rdf(_paths(name)) for triple in parse_file(file))


def _page(service: Service, name: str) -> bytes:
    if name == "told":
        return service.page("told.html.j2", sections=words.sections(_triples("told"), TOLD.iri), namespace=TOLD.iri)
    return service.page(
        "ontology.html.j2",
        head=_head(),
        sections=words.sections(_triples("ontology")),
        shapes=words.shapes(_triples("shapes")),
        schemes=words.schemes(_triples("schemes")),
        ids=BASE + "id/",
    )


def _head() -> dict[str, str]:
    """What the ontology says of itself."""
    about = next(a for a in resources(_triples("ontology")).values() if OWL.term("Ontology") in a.get(TYPE, ()))
    header = {name: first(about, DCT.term(name)) or "" for name in ("title", "description", "license", "issued")}
    return header | {"version": first(about, OWL.term("versionInfo")) or ""}
