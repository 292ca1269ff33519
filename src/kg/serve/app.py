"""Every address that the server answers, and what it says to everything else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import InputError, KgError, LimitError, UsageError
from kg.limits import limits
from kg.rdf.read import read_bytes
from kg.serve import completion, home, pages, questions, reconcile, sparql, vocabulary
from kg.serve.answers import answer, file_answer
from kg.serve.builds import Builds
from kg.serve.connections import Connections
from kg.serve.desk import Desk
from kg.serve.editor import editor
from kg.serve.guard import Guard
from kg.serve.negotiate import choose
from kg.serve.replies import RefusalError, sentence, shortened
from kg.serve.room import Room
from kg.serve.scheduler import BusyError, GoneError
from kg.serve.service import service_of
from kg.serve.settings import Settings
from kg.sparql.executable import catalogue_turtle

#: Single pages of the build, which bring a policy of their own; this one only forbids to frame them.
OWN_POLICY = {"Content-Security-Policy": "frame-ancestors 'none'"}
GET = ["GET", "HEAD"]
#: Pages of the build up to so many bytes lead back home; larger ones are sent from their file.
KEPT_BYTES = 8 * 2**20


def application(settings: Settings) -> Starlette:
    """The application over the build of ``settings``; ``InputError`` where there is none."""
    builds, room = Builds(settings), Room(limits())
    own, explorer_files = Path(str(files("kg.serve"))), Path(str(files("kg.explorer")))
    app = Starlette(
        routes=[
            Route("/", home.home, methods=GET),
            Route("/search", home.search, methods=GET),
            Route("/questions", questions.listing, methods=GET),
            Route("/questions/{name}", questions.ask, methods=GET),
            Route("/query", editor, methods=GET),
            Route("/complete", completion.complete, methods=GET),
            Route("/examples.ttl", examples, methods=GET),
            Route("/static/outlines.json", outlines, methods=GET),
            Route("/sparql", sparql.endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]),
            Route("/explore", explorer, methods=GET),
            Route("/report", report, methods=GET),
            Route("/tables", tables, methods=GET),
            Route("/explorer.html", explorer, methods=GET),
            Route("/report.html", report, methods=GET),
            Route("/tables.html", tables, methods=GET),
            Route("/id/{name:path}", pages.identity, methods=GET),
            Route("/page/", pages.listing, methods=GET),
            Route("/page/{kind}/", pages.listing, methods=GET),
            Route("/page/{name:path}", pages.page, methods=GET),
            Route("/data/{name:path}", pages.data, methods=GET),
            Route("/graph/{name}", pages.graph_of, methods=GET),
            Route("/dataset", pages.graph_of, methods=GET),
            Route("/ontology", vocabulary.ontology, methods=GET),
            Route("/ontology.ttl", vocabulary.ontology_file, methods=GET),
            Route("/told", vocabulary.told, methods=GET),
            Route("/told.ttl", vocabulary.told_file, methods=GET),
            Route("/shapes", vocabulary.shapes, methods=GET),
            Route("/shapes.ttl", vocabulary.shapes_file, methods=GET),
            Route("/context.jsonld", vocabulary.context, methods=GET),
            Route("/.well-known/void", pages.void, methods=GET),
            Route("/reconcile", reconcile.reconcile, methods=["GET", "HEAD", "POST"]),
            Route("/reconcile/suggest/{kind}", reconcile.suggest, methods=GET),
            Route("/reconcile/properties", reconcile.proposed, methods=GET),
            Route("/health", health, methods=GET),
            Route("/robots.txt", robots, methods=GET),
            Mount("/static/map", StaticFiles(directory=explorer_files / "static" / "map")),
            Mount("/static", StaticFiles(directory=own / "static")),
            Mount("/vendor", StaticFiles(directory=own / "vendor")),
        ],
        middleware=[
            Middleware(Guard, builds=builds, room=room, settings=settings),
            *([_cors(settings)] if settings.cors else []),
        ],
        exception_handlers={KgError: refused, HTTPException: not_here},
    )
    app.state.builds = builds
    app.state.room = room
    app.state.connections = Connections(limits())
    app.state.desk = Desk(limits())
    return app


def _cors(settings: Settings) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=list(settings.cors),
        allow_methods=["GET", "POST"],
        allow_headers=["Accept", "Content-Type"],
        expose_headers=["Kg-Build", "Kg-Truncated", "Link", "Retry-After"],
    )


async def explorer(request: Request) -> Response:
    """``/explore``: the explorer of the build, whose title leads home."""
    service = service_of(request)
    return await _leading_home(request, "explorer.html", "<h1>", f'<h1><a href="{service.root}">', "</h1>", "</a></h1>")


async def report(request: Request) -> Response:
    """``/report``: the report of the build, with the ways to the other pages."""
    return await _with_ways(request, "report.html")


async def tables(request: Request) -> Response:
    """``/tables``: the tables beside the report, with the ways to the other pages."""
    return await _with_ways(request, "tables.html")


async def _with_ways(request: Request, name: str) -> Response:
    ways = service_of(request).page("ways.html.j2").decode()
    return await _leading_home(request, name, "<body>", f"<body>\n{ways}")


async def _leading_home(request: Request, name: str, *replaced: str) -> Response:
    """A page of the build, in which the first of each pair of texts stands for the other; one too large as it is."""
    service = service_of(request)
    path, _ = service.file(name)
    if path.stat().st_size > KEPT_BYTES:
        return file_answer(request, name, pages.HTML, OWN_POLICY)
    body = await pages.made(request, service.kept, name, lambda: _replaced(path, replaced))
    return answer(request, body, pages.HTML, OWN_POLICY)


def _replaced(path: Path, replaced: Sequence[str]) -> bytes:
    text = read_bytes(path).decode()
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        text = text.replace(old, new, 1)
    return text.encode()


async def examples(request: Request) -> Response:
    """``/examples.ttl``: the queries of the catalogue in RDF, as SHACL describes executables."""
    service = service_of(request)
    body = service.kept("examples", lambda: catalogue_turtle(service.catalogue.values(), service.settings.base))
    return answer(request, body.encode(), "text/turtle")


async def outlines(request: Request) -> Response:
    """``/static/outlines.json``: the outlines of countries, which the explorer's map has too."""
    return answer(request, read_bytes(Path(str(files("kg.explorer"))) / "vendor" / "outlines.json"), "application/json")


async def health(request: Request) -> Response:
    """``/health``: that the server answers, and how many queries are under way."""
    return JSONResponse(
        {"status": "ok", "queries": service_of(request).lanes.running}, headers={"Cache-Control": "no-store"}
    )


async def robots(request: Request) -> Response:
    """``/robots.txt``: pages may be read by crawlers, queries are not for them."""
    return answer(request, b"User-agent: *\nDisallow: /sparql\n", "text/plain")


def refused(request: Request, error: Exception) -> Response:
    """The answer to an error of this package: its status and its sentence."""
    if isinstance(error, RefusalError) and error.status == 404:
        return absent(request, str(error))
    if isinstance(error, RefusalError):
        again = {"Retry_After": "1"} if error.status == 503 else {}
        return sentence(error.status, str(error), **again)
    if isinstance(error, GoneError):
        return sentence(503, "the build is being replaced; ask again in a moment", Retry_After="1")
    if isinstance(error, BusyError):
        return sentence(503, str(error), Retry_After=str(error.seconds))
    if isinstance(error, LimitError):
        return sentence(500, str(error))
    return sentence(400 if isinstance(error, UsageError | InputError) else 500, str(error))


def not_here(request: Request, error: Exception) -> Response:
    """The answer to an address or a method that there is not."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = ", ".join(sorted((error.headers or {}).get("Allow", "GET, HEAD").split(", ")))
        return sentence(405, f"{request.method} is not answered here, but {allowed}", Allow=allowed)
    if error.status_code == 404:
        return absent(request, "there is nothing at this address; / leads to everything there is")
    return sentence(error.status_code, "this cannot be answered")


def absent(request: Request, said: str) -> Response:
    """404: a page that leads on where a page is liked best, as by browsers; else the sentence ``said``."""
    if choose(request.headers.get("accept"), ("text/plain", pages.HTML)) != pages.HTML:
        return sentence(404, said, Vary="Accept")
    body = service_of(request).page("absent.html.j2", said=shortened(said))
    return Response(body, 404, {"Vary": "Accept"}, pages.HTML)
