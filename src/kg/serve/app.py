"""Every address that the server answers, and what it says to everything else."""

from __future__ import annotations

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
from kg.serve import pages, reconcile, sparql, vocabulary
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

#: Single pages of the build, which bring a policy of their own; this one only forbids to frame them.
OWN_POLICY = {"Content-Security-Policy": "frame-ancestors 'none'"}
GET = ["GET", "HEAD"]


def application(settings: Settings) -> Starlette:
    """The application over the build of ``settings``; ``InputError`` where there is none."""
    builds, room = Builds(settings), Room(limits())
    own = Path(str(files("kg.serve")))
    app = Starlette(
        routes=[
            Route("/", editor, methods=GET),
            Route("/sparql", sparql.endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]),
            Route("/explore", explorer, methods=GET),
            Route("/report", report, methods=GET),
            Route("/explorer.html", explorer, methods=GET),
            Route("/report.html", report, methods=GET),
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
    """``/explore``: the explorer of the build."""
    return file_answer(request, "explorer.html", pages.HTML, OWN_POLICY)


async def report(request: Request) -> Response:
    """``/report``: the report of the build."""
    return file_answer(request, "report.html", pages.HTML, OWN_POLICY)


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
