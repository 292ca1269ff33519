"""The connections of the server: how many there may be, of one address and of all, and which are cut for new ones."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.limits import Limits
from kg.serve.replies import address_of
from kg.serve.turns import less

#: Seconds that a connection on which nothing came yet is left alone.
YOUNG_SECONDS = 1.0
#: Seconds after which an address with too many is looked at: what came with a new connection has been read by then.
TRIM_SECONDS = 0.02
#: Connections that one address may have while they are young, as a multiple of its limit, and all of all.
YOUNG_SHARE, MOST_SHARE = 4, 2
#: The share of all connections from which on the address with the most has to give way.
NEARLY_FULL = 7 / 8
#: Seconds that a connection that was cut stays half open, so that its client is slow to open another, and how many do.
LIMBO_SECONDS, LIMBO = 1.0, 512
#: Bytes that a client may still send on a connection that has ended.
UNHEEDED_BYTES = 4 * 2**20
#: Largest head of a request, in bytes.
HEAD_BYTES = 64 * 2**10
_REFUSED = b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\n%sconnection: close\r\n\r\n%s\n"
_TOO_MANY = b"there are too many connections (%s)"
_LATER = b"retry-after: 5\r\n"
_OF_ADDRESS = _REFUSED % (b"429 Too Many Requests", _LATER, _TOO_MANY % b"KG_SERVE_CLIENT_CONNECTIONS")
_OF_ALL = _REFUSED % (b"503 Service Unavailable", _LATER, _TOO_MANY % b"KG_SERVE_CONNECTIONS")
_NO_REQUEST = _REFUSED % (b"400 Bad Request", b"", b"this is no HTTP request")
_LARGE_HEAD = _REFUSED % (
    b"431 Request Header Fields Too Large",
    b"",
    b"the head of a request has at most %d bytes" % HEAD_BYTES,
)


class Connections:
    """What is open, by address; every method is called from the one event loop.

    An address that has more than ``serve_client_connections`` loses those on which a request is not whole, the oldest
    first, and then those whose clients are slow to take their answers; so does the address with the most where all have
    nearly ``serve_connections``. Only where its connections are all at work is a new one refused.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.limbo = 0
        self._number: Counter[str] = Counter()
        self._all: dict[str, dict[Protocol, None]] = {}
        # Connections that await a request, in the order in which they began to: those with a part of one, and others.
        self._partial: dict[str, dict[Protocol, float]] = {}
        self._silent: dict[str, dict[Protocol, float]] = {}
        self._trimming: set[str] = set()

    def add(self, one: Protocol, address: str) -> bytes | None:
        """Count a new connection; where there is no room for it, what to answer."""
        at_work = self._number[address] - self._waiting(address)
        self._number[address] += 1
        self._all.setdefault(address, {})[one] = None
        if at_work >= self.limits.serve_client_connections and self._slow_taker(address) is None:
            return _OF_ADDRESS
        total = self._number.total()
        if total > MOST_SHARE * self.limits.serve_connections:
            return _OF_ALL
        if self._is_over(address):
            self._trim_in(TRIM_SECONDS, address)
        elif total > NEARLY_FULL * self.limits.serve_connections:
            self._trim_in(TRIM_SECONDS, self._number.most_common(1)[0][0])
        return None

    def remove(self, one: Protocol, address: str) -> None:
        """Forget a connection that has ended."""
        self.watch(one, address, waits=False, partial=False)
        less(self._number, address)
        self._all[address].pop(one)
        if not self._all[address]:
            del self._all[address]

    def watch(self, one: Protocol, address: str, *, waits: bool, partial: bool) -> None:
        """Note whether a connection awaits a request, and whether a part of one has come."""
        for group, belongs in ((self._partial, waits and partial), (self._silent, waits and not partial)):
            held = group.setdefault(address, {}) if belongs else group.get(address, {})
            if belongs:
                held.setdefault(one, time.monotonic())
            elif held.pop(one, None) is not None and not held:
                del group[address]

    def _waiting(self, address: str) -> int:
        return len(self._partial.get(address, ())) + len(self._silent.get(address, ()))

    def _slow_taker(self, address: str) -> Protocol | None:
        """The oldest connection of an address whose client is slow to take its answer."""
        return next((one for one in self._all.get(address, ()) if one.takes_slowly), None)

    def _is_over(self, address: str) -> bool:
        """Whether an address has more than its share: its limit, or where all are nearly full, what any other has."""
        number = self._number[address]
        full = self._number.total() > NEARLY_FULL * self.limits.serve_connections
        return number > self.limits.serve_client_connections or (full and number == max(self._number.values()))

    def _trim_in(self, seconds: float, address: str) -> None:
        if address not in self._trimming:
            self._trimming.add(address)
            asyncio.get_running_loop().call_later(seconds, self._trim, address)

    def _trim(self, address: str) -> None:
        """Cut what an address has too much; what is too young for that is looked at again."""
        self._trimming.discard(address)
        while self._is_over(address) and self._cut_one(address):
            pass
        if self._is_over(address) and (self._waiting(address) or self._slow_taker(address)):
            self._trim_in(YOUNG_SECONDS / 4, address)

    def _cut_one(self, address: str) -> bool:
        """Cut the connection of an address that has kept the server waiting longest; False where none is old enough."""
        crowded = self._number[address] > YOUNG_SHARE * self.limits.serve_client_connections
        for group, age in ((self._partial, 0.0), (self._silent, 0.0 if crowded else YOUNG_SECONDS)):
            oldest = next(iter(group.get(address, {}).items()), None)
            if oldest is not None and time.monotonic() - oldest[1] >= age:
                oldest[0].cut()
                return True
        slow = self._slow_taker(address)
        if slow is not None:
            slow.cut()
        return slow is not None


class Protocol(H11Protocol):
    """HTTP/1.1 on one connection, which is cut where the head of a request is not whole in time."""

    _late: Any = None
    _address = ""
    _counted = False
    _taken_from: float | None = None
    _ended = False
    _unheeded = 0

    def connection_made(self, transport: Any) -> None:
        """Take a connection, if its address may have one more."""
        super().connection_made(transport)
        self._address = address_of(self.client[0] if self.client else "")
        self._counted = True
        refused = self._open.add(self, self._address)
        if refused is None:
            self._watch(partial=False)
        else:
            self._end_with(refused)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        if self._ended:
            self._unheeded += len(data)
            if self._unheeded > UNHEEDED_BYTES:
                self.transport.abort()
            return
        if self.transport.is_closing() or not self._counted:
            return
        super().data_received(data)
        self._watch(partial=True)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._forget()
        self._uncount()

    def on_response_complete(self) -> None:
        """Await the next request."""
        self._taken_from = None
        super().on_response_complete()
        self._watch(partial=False)

    def pause_writing(self) -> None:
        """Wait until the client has taken more of its answer."""
        super().pause_writing()
        if self._taken_from is None:
            self._taken_from = time.monotonic()

    @property
    def takes_slowly(self) -> bool:
        """Whether the client has taken its answer for a while, and has to be waited for."""
        since = self._taken_from
        return since is not None and self.flow.write_paused and time.monotonic() - since >= YOUNG_SECONDS

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, or one with too large a head, and end the connection."""
        answers = self.cycle is not None and not self.cycle.response_complete
        if answers:  # Its body is no body: whoever reads it gets no more, and says no more.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if answers and self.cycle.response_started:
            self.transport.abort()
            return
        self._end_with(_LARGE_HEAD if len(self.conn.trailing_data[0]) > HEAD_BYTES else _NO_REQUEST)

    def cut(self) -> None:
        """Take nothing more from a connection, and end it soon."""
        self._leave()
        if self._enter_limbo():
            self.transport.pause_reading()
        else:
            self.transport.abort()

    def _end_with(self, answer: bytes) -> None:
        """Answer and end a connection. What still comes is read for a while: unread, it would undo the answer."""
        self._ended = True
        self._leave()
        self.transport.write(answer)
        try:
            self.transport.write_eof()
        except OSError:  # The client has left already.
            self.transport.abort()
            return
        if not self._enter_limbo():
            self.transport.close()

    def _leave(self) -> None:
        """Count the connection no more."""
        self._unset_keepalive_if_required()
        self._uncount()
        self._forget()

    def _enter_limbo(self) -> bool:
        """Have the connection end in a while; False where too many do."""
        if self._open.limbo >= LIMBO:
            return False
        self._open.limbo += 1
        self.loop.call_later(LIMBO_SECONDS, self._leave_limbo)
        return True

    def _leave_limbo(self) -> None:
        self._open.limbo -= 1
        self.transport.abort()

    @property
    def _open(self) -> Connections:
        connections: Connections = self.config.app.state.connections  # type: ignore[union-attr]
        return connections

    def _uncount(self) -> None:
        if self._counted:
            self._counted = False
            self._open.remove(self, self._address)

    def _watch(self, *, partial: bool) -> None:
        """Count the time while a head is awaited, or a body of which the refusal is sent already, and only then."""
        if not self._counted:
            return
        body = self.conn.their_state is h11.SEND_BODY
        refused = self.cycle is not None and self.cycle.response_complete and body
        waits = self.conn.their_state is h11.IDLE or refused
        self._open.watch(self, self._address, waits=waits or body, partial=partial or body)
        if not waits:
            self._forget()
        elif self._late is None:
            self._late = self.loop.call_later(self._open.limits.serve_client_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
