"""Linked data: ``/id/…`` leads to pages for people and data for programs, by what the client would rather have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TypeVar
from urllib.parse import quote

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.dossier.portrait import portrait
from kg.dossier.reading import Graph
from kg.dossier.rows import Rows
from kg.errors import meant
from kg.rdf.terms import BASE, KINDS
from kg.serve.answers import answer, file_answer
from kg.serve.desk import Desk
from kg.serve.negotiate import choose
from kg.serve.replies import RefusalError
from kg.serve.service import Service, service_of
from kg.serve.sparql import GRAPH_ALIASES, Operation, answered, client_of, while_connected
from kg.sparql.evaluate import GRAPH_TYPES

T = TypeVar("T")
HTML = "text/html"
#: The forms of a thing by the suffix that asks for one.
SUFFIXES = {
    ".html": HTML,
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
OFFERED = (HTML, *GRAPH_TYPES)
ALIASES = GRAPH_ALIASES | {"application/xhtml+xml": HTML}
#: The files of a build that can be taken whole, and their media types.
DUMPS = {
    "graph.ttl": "text/turtle; charset=utf-8",
    "graph.trig": "application/trig",
    "closure.nt": "application/n-triples",
}
#: Pages that are kept at hand, and names among which a near one is looked for.
PAGES_KEPT = 256
NEAR_AMONG = 5_000
#: Kinds that the explorer draws.
DRAWN = ("actor", "event", "act")


async def identity(request: Request) -> Response:
    """``/id/<kind>/<slug>``: 303 to the page or to the data."""
    name, media_type = await _asked(request)
    place = f"page/{name}" if media_type == HTML else f"data/{name}{_suffix(media_type)}"
    return RedirectResponse(service_of(request).root + quote(place), 303, {"Vary": "Accept"})


async def page(request: Request) -> Response:
    """``/page/<kind>/<slug>``: what a person reads."""
    service, name = service_of(request), request.path_params["name"]
    await _found(request, service, name)
    body = await made(request, pages_of(service), name)
    return answer(request, body, HTML, {"Link": _links(service, name)})


async def data(request: Request) -> Response:
    """``/data/<kind>/<slug>``: all that is said of a thing, as RDF; ``/data/<file>``: a dump of the build."""
    service, name = service_of(request), request.path_params["name"]
    if name in DUMPS:
        return file_answer(request, name, DUMPS[name])
    name, media_type = await _asked(request, tuple(GRAPH_TYPES))
    asked = Operation(f"DESCRIBE {NamedNode(_iri(name))}", (), ())
    return await answered(request, asked, media_type, {"Link": _links(service, name)})


async def listing(request: Request) -> Response:
    """``/page/``: the kinds of things; ``/page/<kind>/``: the things of a kind by name."""
    service, kind = service_of(request), request.path_params.get("kind")
    if kind is None:
        held = await made(request, lambda: service.graph.kinds_held)
        body = service.page("kinds.html.j2", kinds=[(kind, len(slugs)) for kind, slugs in held.items()])
    else:
        rows = await made(request, service.graph.members, kind, service.limits.serve_rows)
        if not rows:
            raise RefusalError(404, f"nothing here is of the kind {kind!r}{meant(kind, KINDS)}")
        total = len(service.graph.kinds_held[kind])
        body = service.page("listing.html.j2", kind=kind, rows=Rows(tuple(rows), total))
    return answer(request, body, HTML)


async def graph_of(request: Request) -> Response:
    """``/graph/<name>``, and ``/dataset``: what they are stands in the description of the dataset."""
    return RedirectResponse(service_of(request).root + ".well-known/void", 303)


async def void(request: Request) -> Response:
    """``/.well-known/void``: the description of the dataset."""
    return file_answer(request, "void.ttl", DUMPS["graph.ttl"])


async def made(request: Request, make: Callable[..., T], *arguments: object) -> T:
    """What ``make`` gives, in its turn and in a thread; not begun where the client has gone away by then."""
    desk: Desk = request.app.state.desk
    return await while_connected(request, desk.do(client_of(request), partial(make, *arguments)))


def _iri(name: str) -> str:
    return f"{BASE}id/{name}"


def _suffix(media_type: str) -> str:
    return next(suffix for suffix, of in SUFFIXES.items() if of == media_type)


async def _asked(request: Request, offered: tuple[str, ...] = OFFERED) -> tuple[str, str]:
    """The name of the thing that is asked for and the form it is wanted in: by suffix, else by what is accepted."""
    service, name = service_of(request), request.path_params["name"]
    for suffix, media_type in SUFFIXES.items():
        bare = name.removesuffix(suffix)
        if bare != name and media_type in offered and not await made(request, _holds, service.graph, name):
            await _found(request, service, bare)
            return bare, media_type
    await _found(request, service, name)
    chosen = choose(", ".join(request.headers.getlist("accept")), offered, ALIASES)
    if chosen is None:
        raise RefusalError(406, f"this is given as {', '.join(offered)}")
    return name, chosen


async def _found(request: Request, service: Service, name: str) -> None:
    """``RefusalError`` (404), with a near name, where the graph says nothing of such a thing."""
    if not await made(request, _holds, service.graph, name):
        near = await made(request, _near, service.graph, name)
        raise RefusalError(404, f"the graph says nothing of {_iri(name)[:200]!r}{near}")


def _holds(graph: Graph, name: str) -> bool:
    try:
        return graph.holds(NamedNode(_iri(name)))
    except ValueError:
        return False


def _near(graph: Graph, name: str) -> str:
    kind, _, slug = name.partition("/")
    if kind not in KINDS:
        return meant(kind, KINDS)
    return meant(slug[:100], graph.kinds_held.get(kind, [])[:NEAR_AMONG])


def _links(service: Service, name: str) -> str:
    """The Link header: the forms of the thing, and the description of the dataset that it is part of."""
    forms = [
        f'<{service.root}data/{quote(name)}{suffix}>; rel="alternate"; type="{media_type}"'
        for suffix, media_type in SUFFIXES.items()
        if media_type != HTML
    ]
    page_ = f'<{service.root}page/{quote(name)}>; rel="alternate"; type="{HTML}"'
    return ", ".join([*forms, page_, f'<{service.root}.well-known/void>; rel="describedby"'])


def pages_of(service: Service) -> Callable[[str], bytes]:
    """A function from names to pages that keeps the last ones: a build does not change."""
    return service.kept("pages", lambda: _renderer(service))


def _renderer(service: Service) -> Callable[[str], bytes]:

    @lru_cache(maxsize=PAGES_KEPT)
    def rendered(name: str) -> bytes:
        iri = NamedNode(_iri(name))
        view = portrait(service.graph, iri, service.proofs, service.limits.serve_rows)
        kind = name.partition("/")[0]
        return service.page(
            "thing.html.j2",
            thing=view,
            kind=kind,
            name=name,
            suffixes=[(suffix, media_type) for suffix, media_type in SUFFIXES.items() if media_type != HTML],
            drawn=kind in DRAWN,
            proofs=service.proofs.affordable,
        )

    return rendered
