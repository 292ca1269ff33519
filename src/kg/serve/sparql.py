"""``/sparql`` by the SPARQL 1.1 Protocol: queries by GET and both forms of POST, answered in the form asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.errors import LimitError, UsageError
from kg.rdf.resources import Term
from kg.serve.answers import answer
from kg.serve.description import service_triples, written
from kg.serve.negotiate import choose
from kg.serve.replies import RefusalError, address_of
from kg.serve.scheduler import BusyError, GoneError, Lanes
from kg.serve.service import service_of
from kg.sparql.evaluate import GRAPH_TYPES, Reply, media_types
from kg.sparql.gate import gate

T = TypeVar("T")

METHODS = "GET, HEAD, POST, OPTIONS"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "the service is read-only: it answers SELECT, ASK, CONSTRUCT and DESCRIBE, and takes no updates"
#: More parameters than a request needs; the rest is refused.
MOST_PARAMETERS = 1_000
#: Texts of queries up to this length are read at once, in a millisecond or two.
SHORT_CHARS = 5_000
#: Answers from so many bytes on are prepared in a thread.
LARGE_BYTES = 2**20
#: Other names that clients have for the types.
ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
    "application/x-turtle": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "text/n3": "text/turtle",
}
#: As above, where a graph is the answer.
GRAPH_ALIASES = ALIASES | {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
}


@dataclass(frozen=True)
class Operation:
    """A query operation: the query's text, and the IRIs of the default and the named graphs it is to ask.

    ``bindings`` put terms in the place of variables, as the parameters of the catalogue's queries.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, Term] = field(default_factory=dict)


def operation(method: str, content_type: str, query_string: str, body: bytes) -> Operation | None:
    """The operation that a request asks for; None where it asks for the description of the service.

    Raises ``RefusalError``: 400 for parameters that are missing, unknown or given twice, 403 for an update, 415 for a
    body in another media type.
    """
    given = _parameters(query_string)
    kind = content_type.partition(";")[0].strip().lower()
    if method == "POST":
        if kind == UPDATE:
            raise RefusalError(403, READ_ONLY)
        if kind not in (FORM, QUERY):
            raise RefusalError(415, f"a POST carries {FORM} or {QUERY}, not {kind or 'a body without a media type'}")
        text = _text(body)
        given = given + (_parameters(text) if kind == FORM else [("query", text)])
    names = [name for name, _ in given]
    if "update" in names:
        raise RefusalError(403, READ_ONLY)
    if method != "POST" and not names:
        return None
    if names.count("query") != 1:
        raise RefusalError(400, f"a request has one parameter 'query'; this one has {names.count('query')}")
    return Operation(
        query=next(value for name, value in given if name == "query"),
        default_graphs=tuple(value for name, value in given if name == "default-graph-uri"),
        named_graphs=tuple(value for name, value in given if name == "named-graph-uri"),
    )


def _parameters(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise RefusalError(400, "the parameters are not UTF-8") from error
    except ValueError as error:
        raise RefusalError(400, f"a request has at most {MOST_PARAMETERS} parameters") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusalError(400, "the body is not UTF-8") from error


async def endpoint(request: Request) -> Response:
    """Answer at ``/sparql``."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": METHODS, "Accept-Post": f"{FORM}, {QUERY}"})
    body = await request.body() if request.method == "POST" else b""
    asked = operation(request.method, request.headers.get("content-type", ""), request.url.query, body)
    accept = ", ".join(request.headers.getlist("accept"))
    if asked is None:
        return _described(request, accept)
    media_type = _media_type(await _form(request, asked.query), accept)
    return await answered(request, asked, media_type)


async def answered(
    request: Request, asked: Operation, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer of the build to a query operation, held until its client has taken it."""
    reply = await replied(request, asked, media_type)
    request.scope["kg.held"] = request.app.state.room.hold(client_of(request), len(reply.body))
    answered_with = partial(answer, request, reply.body, reply.media_type, headers, truncated=reply.truncated)
    # The hash of a large answer takes a while.
    return await run_in_threadpool(answered_with) if len(reply.body) > LARGE_BYTES else answered_with()


async def replied(request: Request, asked: Operation, media_type: str) -> Reply:
    """What the build replies to a query operation.

    Where the build goes before it has answered, the next one is asked, and the request goes on with that.
    """
    client = client_of(request)

    def ask(lanes: Lanes) -> Coroutine[None, None, Reply]:
        graphs = (asked.default_graphs, asked.named_graphs)
        return lanes.ask(client, asked.query, media_type, *graphs, bindings=asked.bindings)

    return await while_connected(request, _asked_of_a_build(request, ask))


def client_of(request: Request) -> str:
    """The address that a request counts for."""
    return address_of(request.client.host if request.client else "")


async def _asked_of_a_build(request: Request, ask: Callable[[Lanes], Coroutine[None, None, T]]) -> T:
    service = service_of(request)
    while True:
        try:
            with service.in_use():
                return await ask(service.lanes)
        except GoneError:
            after = await request.app.state.builds.after(service, service.limits.serve_client_seconds)
            if after is None:
                raise
            service = request.scope["kg.service"] = after


def _described(request: Request, accept: str) -> Response:
    """The description of the SPARQL service, in the form of RDF that is asked for."""
    media_type = choose(accept, list(GRAPH_TYPES))
    if media_type is None:
        raise RefusalError(406, f"the description of the service is given in {', '.join(GRAPH_TYPES)}")
    service = service_of(request)
    counted = service.summary.get("triples")
    graphs = counted if isinstance(counted, dict) else {}
    triples = service_triples(service.settings.base + "sparql", graphs)
    return answer(request, written(triples, media_type), media_type)


async def _form(request: Request, text: str) -> str:
    """The form of a query that may run.

    ``RefusalError``: 403 for what reaches out or would change the store, 400 for what is too long or too deep. A long
    text is read in a process for queries, in its turn, since reading it here would hold up all other requests.
    """
    client = client_of(request)
    try:
        if len(text) <= SHORT_CHARS or len(text) > service_of(request).limits.query_chars:  # Which is refused unread.
            return gate(text).form
        return await while_connected(request, _asked_of_a_build(request, lambda lanes: lanes.form(client, text)))
    except UsageError as error:
        raise RefusalError(403, str(error)) from error
    except (BusyError, GoneError):
        raise
    except LimitError as error:
        raise RefusalError(400, str(error)) from error


def _media_type(form: str, accept: str) -> str:
    known = list(media_types(form))
    media_type = choose(accept, known, GRAPH_ALIASES if "text/turtle" in known else ALIASES)
    if media_type is None:
        raise RefusalError(406, f"{form} is answered in {_listed(known)}")
    return media_type


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


async def while_connected(request: Request, work: Coroutine[None, None, T]) -> T:
    """The result of ``work``, which is cancelled where the client goes away."""
    answer, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientDisconnect
        return answer.result()
    finally:
        for task in (answer, gone):
            if not task.done():
                task.cancel()
        await asyncio.gather(answer, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)  # A server that tells of a request again and again must not keep us from answering it.
