"""What holds for every request, whatever it asks: whom it is for, how patient the server is, what it says and logs."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Collection
from urllib.parse import quote

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.limits import Limits

log = logging.getLogger("kg.serve")

#: No script runs, and nothing is loaded but the style sheet, unless an answer says otherwise.
CLOSED = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": CLOSED.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
#: What the log has for a request whose client went away.
GONE = 499
#: Characters of what is said to a mistake, which may quote it.
SENTENCE = 1_000
#: Parts in which an answer is handed over, so that a client that takes none is noticed.
PART_BYTES = 64 * 2**10
_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII)


class RefusalError(KgError):
    """A request that is not answered, with the HTTP status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def sentence(status: int, text: str, **headers: str) -> Response:
    """An answer that is one sentence in plain text, cut where it is long; ``headers`` with ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(shortened(text).rstrip() + "\n", status, named)


def shortened(text: str) -> str:
    """``text``, cut where it is longer than a sentence may be."""
    return text if len(text) <= SENTENCE else text[:SENTENCE] + "…"


class Guard:
    """The outermost layer of the application.

    ``hosts`` are the names that the server goes by, or None where it goes by any: a page of another site that had its
    own name point here cannot read what it did not ask for by one of ours.
    """

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Collection[str] | None) -> None:
        self._app, self._limits, self._hosts = app, limits, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._limits.serve_client_seconds)
        try:
            refused = self._refused(scope)
            await (refused or self._app)(scope, self._patient(receive), answer.send)
        except ClientDisconnect:
            answer.status = GONE
        except TimeoutError:
            if answer.started:
                raise  # Ends the connection, which is the only way to say that the answer is not whole.
            reason = "the request took too long to arrive (KG_SERVE_CLIENT_SECONDS)"
            await sentence(408, reason, connection="close")(scope, receive, answer.send)
        except Exception:
            log.exception("%s %s failed", scope["method"], _path(scope))
            if answer.started:
                raise
            await sentence(500, "the server failed over this request; its log says how")(scope, receive, answer.send)
        finally:
            client = scope["client"][0] if scope["client"] else "-"
            took = 1000 * (time.monotonic() - answer.began)
            log.info(
                '%s "%s %s" %s %d %.1f ms', client, scope["method"], _path(scope), answer.status, answer.bytes, took
            )

    def _refused(self, scope: Scope) -> Response | None:
        """The refusal of a request that is not for this server, or that names its host strangely."""
        names = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(names) != 1 or not (found := _HOST.fullmatch(names[0].lower())):
            return sentence(400, "a request names its host once, as name or name:port")
        if self._hosts is not None and found["name"] not in self._hosts:
            return sentence(421, "this server does not go by that name; start it with --public-url to give it one")
        return None

    def _patient(self, receive: Receive) -> Receive:
        """``receive`` with a limit on the whole of the body, in bytes and in time."""
        ends = time.monotonic() + self._limits.serve_client_seconds
        most, taken, whole = self._limits.serve_body_bytes, 0, False

        async def received() -> Message:
            nonlocal taken, whole
            if whole:  # What comes now is the end of the connection, for which nobody hurries.
                return await receive()
            async with asyncio.timeout(max(0.0, ends - time.monotonic())):
                message = await receive()
            taken += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if taken > most:
                raise RefusalError(413, f"the body is larger than {most} bytes (KG_SERVE_BODY_BYTES)")
            return message

        return received


class _Answer:
    """An answer on its way out: in parts that the client must take in time, and counted."""

    def __init__(self, send: Send, seconds: float) -> None:
        self._send, self._seconds = send, seconds
        self.began = time.monotonic()
        self.status, self.bytes, self.started = 0, 0, False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.started = message["status"], True
            given = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *((n, v) for n, v in HEADERS.items() if n not in given)]
            await self._send(message)
            return
        body = message.get("body", b"")
        for start in range(0, max(len(body), 1), PART_BYTES):
            last = start + PART_BYTES >= len(body)
            more = message.get("more_body", False) or not last
            part = body[start : start + PART_BYTES]
            async with asyncio.timeout(self._seconds):
                await self._send({**message, "body": part, "more_body": more})
            self.bytes += len(part)


def _path(scope: Scope) -> str:
    """The path with everything that is not plain escaped; the query of a request is not logged at all."""
    return quote(scope["path"], safe="/:@~,.-_")[:200]


def log_to_stderr() -> None:
    """Write the lines of the server's log to standard error, each with its time."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
