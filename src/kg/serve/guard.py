"""What holds for every request, whatever it asks: whom it is for, how patient the server is, what it says and logs."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.limits import Limits, limits
from kg.serve.settings import Settings
from kg.serve.site import is_foreign

if TYPE_CHECKING:
    from kg.serve.builds import Builds
    from kg.serve.room import Held, Room

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
#: What a refusal of other sites depends on.
VARIES = "Origin, Sec-Fetch-Site, Sec-Fetch-Mode, Sec-Fetch-Dest"
_TARGET = re.compile(r"https?://(?P<host>[^/?#]*)(?P<path>/.*)?", re.ASCII | re.IGNORECASE)
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
    """The outermost layer of the application: what each request is answered from, and what holds for all of them.

    Where the settings name the hosts that the server goes by, others are refused: a page of another site that had its
    own name point here cannot read what it did not ask for by one of ours.
    """

    def __init__(self, app: ASGIApp, builds: Builds, room: Room, settings: Settings) -> None:
        self._app, self._builds, self._room, self._settings = app, builds, room, settings
        self._limits = limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["kg.service"] = service = self._builds.current
        answer = _Answer(scope, send, self._limits)
        try:
            with service.in_use():
                await self._answered(scope, receive, answer)
        finally:
            if answer.held is not None:
                self._room.release(answer.held)
            client = scope["client"][0] if scope["client"] else "-"
            took = 1000 * (time.monotonic() - answer.began)
            log.info(
                '%s "%s %s" %s %d %.1f ms', client, scope["method"], _path(scope), answer.status, answer.bytes, took
            )

    async def _answered(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            refused = self._refused(scope)
            await (refused or self._app)(scope, self._patient(receive), answer.send)
        except ClientDisconnect:
            answer.status = GONE
        except TimeoutError:
            if answer.started:
                raise  # Ends the connection, which is the only way to say that the answer is not whole.
            reason = "the request took too long to arrive (KG_SERVE_CLIENT_SECONDS)"
            await sentence(408, reason, connection="close", retry_after="1")(scope, receive, answer.send)
        except Exception:
            if answer.started:
                log.exception("%s %s failed", scope["method"], _path(scope))
                raise
            if not scope["kg.service"].unchanged():  # Its files are gone, and the next build is not open yet.
                reason = "the build is being replaced; ask again in a moment"
                await sentence(503, reason, retry_after="1")(scope, receive, answer.send)
                return
            log.exception("%s %s failed", scope["method"], _path(scope))
            await sentence(500, "the server failed over this request; its log says how")(scope, receive, answer.send)

    def _refused(self, scope: Scope) -> Response | None:
        """The refusal of a request that is not for this server, or that no client of good will sends."""
        names = [name for name, _ in scope["headers"]]
        if b"content-length" in names and b"transfer-encoding" in names:
            reason = "a request has Content-Length or Transfer-Encoding, not both"
            return sentence(400, reason, connection="close")
        if not scope["path"].startswith("/"):
            _take_host_from_target(scope)
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1 or not (found := _HOST.fullmatch(given[0].lower())):
            return sentence(400, "a request names its host once, as name or name:port")
        hosts = self._settings.hosts
        if hosts is not None and found["name"] not in hosts:
            return sentence(421, "this server does not go by that name; start it with --public-url to give it one")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        own = (given[0].lower(), urlsplit(self._settings.base).netloc.lower())
        if is_foreign(scope["method"], scope["path"], scope["query_string"], headers, own, self._settings.cors):
            return sentence(403, "pages of other sites may only link to pages of this one (see --cors)", vary=VARIES)
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

    def __init__(self, scope: Scope, send: Send, limits: Limits) -> None:
        self._scope, self._send = scope, send
        self._seconds, self._rate = limits.serve_client_seconds, limits.serve_client_rate
        self.began = time.monotonic()
        self._whole_from: float | None = None
        self.status, self.bytes, self.started = 0, 0, False

    @property
    def held(self) -> Held | None:
        """The room that its body takes."""
        held: Held | None = self._scope.get("kg.held")
        return held

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.started = message["status"], True
            given = {name for name, _ in message["headers"]}
            ours = {**HEADERS, b"kg-build": self._scope["kg.service"].name.encode()}
            message["headers"] = [*message["headers"], *((n, v) for n, v in ours.items() if n not in given)]
            await self._send(message)
            return
        body = message.get("body", b"")
        for start in range(0, max(len(body), 1), PART_BYTES):
            last = start + PART_BYTES >= len(body)
            more = message.get("more_body", False) or not last
            part = body[start : start + PART_BYTES]
            await self._send_part({**message, "body": part, "more_body": more})

    async def _send_part(self, message: Message) -> None:
        """Send one part; ``TimeoutError`` where the client takes it, or all until now, too slowly."""
        now = time.monotonic()
        if self._whole_from is None:
            self._whole_from = now
        size = len(message["body"])
        average = self._whole_from + self._seconds + (self.bytes + size) / self._rate - now
        if self.held is not None and self.held.cut:
            raise TimeoutError
        async with asyncio.timeout(min(self._seconds, average)) as waiting:
            if self.held is not None:
                self.held.waiting = waiting
            await self._send(message)
        self.bytes += size
        if self.held is not None:
            self.held.taken, self.held.waiting = self.bytes, None


def _take_host_from_target(scope: Scope) -> None:
    """Take host and path from a target that is a whole address, as RFC 9112 has it (section 3.2.2)."""
    found = _TARGET.fullmatch(scope["raw_path"].decode("latin-1"))
    if found:
        path = found["path"] or "/"
        scope["path"], scope["raw_path"] = unquote(path), path.encode("latin-1")
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope["headers"] = [(b"host", found["host"].encode("latin-1")), *others]


def _path(scope: Scope) -> str:
    """The path with everything that is not plain escaped; the query of a request is not logged at all."""
    return quote(scope["path"], safe="/:@~,.-_")[:200]


@lru_cache(maxsize=4096)
def address_of(host: str) -> str:
    """What counts as one address where clients share out what there is: of IPv6 the 64 bits that name a network."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, ipaddress.IPv6Address):
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def log_to_stderr() -> None:
    """Write the lines of the server's log to standard error, each with its time."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
