"""The connections of the server: how many there may be, of one address and of all, and which are cut for new ones."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.limits import limits
from kg.serve.guard import address_of

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
_REFUSED = (
    b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\nconnection: close\r\n\r\n"
    b"there are too many connections (%s)\n"
)
_OF_ADDRESS = _REFUSED % (b"429 Too Many Requests", b"KG_SERVE_CLIENT_CONNECTIONS")
_OF_ALL = _REFUSED % (b"503 Service Unavailable", b"KG_SERVE_CONNECTIONS")


class Connections:
    """What is open, by address; every method is called from the one event loop.

    An address that has more than ``serve_client_connections`` loses those on which the head of a request is not whole,
    the oldest first; so does the address with the most where all have nearly ``serve_connections``. Only where its
    connections are all at work is a new one refused.
    """

    def __init__(self) -> None:
        self.limbo = 0
        self._number: Counter[str] = Counter()
        # Connections that await a head, in the order in which they began to: those with a part of one, and the others.
        self._partial: dict[str, dict[Protocol, float]] = {}
        self._silent: dict[str, dict[Protocol, float]] = {}
        self._trimming: set[str] = set()

    def add(self, address: str) -> bytes | None:
        """Count a new connection; where there is no room for it, what to answer."""
        at_work = self._number[address] - self._waiting(address)
        self._number[address] += 1
        if at_work >= limits().serve_client_connections:
            return _OF_ADDRESS
        total = self._number.total()
        if total > MOST_SHARE * limits().serve_connections:
            return _OF_ALL
        if self._is_over(address):
            self._trim_in(TRIM_SECONDS, address)
        elif total > NEARLY_FULL * limits().serve_connections:
            self._trim_in(TRIM_SECONDS, self._number.most_common(1)[0][0])
        return None

    def remove(self, one: Protocol, address: str) -> None:
        """Forget a connection that has ended."""
        self.watch(one, address, waits=False, partial=False)
        self._number[address] -= 1
        if self._number[address] <= 0:
            del self._number[address]

    def watch(self, one: Protocol, address: str, *, waits: bool, partial: bool) -> None:
        """Note whether a connection awaits a head, and whether a part of one has come."""
        for group, belongs in ((self._partial, waits and partial), (self._silent, waits and not partial)):
            held = group.setdefault(address, {}) if belongs else group.get(address, {})
            if belongs:
                held.setdefault(one, time.monotonic())
            elif held.pop(one, None) is not None and not held:
                del group[address]

    def _waiting(self, address: str) -> int:
        return len(self._partial.get(address, ())) + len(self._silent.get(address, ()))

    def _is_over(self, address: str) -> bool:
        """Whether an address has more than its share: its limit, or where all are nearly full, what any other has."""
        number = self._number[address]
        full = self._number.total() > NEARLY_FULL * limits().serve_connections
        return number > limits().serve_client_connections or (full and number == max(self._number.values()))

    def _trim_in(self, seconds: float, address: str) -> None:
        if address not in self._trimming:
            self._trimming.add(address)
            asyncio.get_running_loop().call_later(seconds, self._trim, address)

    def _trim(self, address: str) -> None:
        """Cut what an address has too much; what is too young for that is looked at again."""
        self._trimming.discard(address)
        while self._is_over(address) and self._cut_one(address):
            pass
        if self._is_over(address) and self._waiting(address):
            self._trim_in(YOUNG_SECONDS / 4, address)

    def _cut_one(self, address: str) -> bool:
        """Cut the connection of an address that has kept a head waiting longest; False where none is old enough."""
        crowded = self._number[address] > YOUNG_SHARE * limits().serve_client_connections
        for group, age in ((self._partial, 0.0), (self._silent, 0.0 if crowded else YOUNG_SECONDS)):
            oldest = next(iter(group.get(address, {}).items()), None)
            if oldest is not None and time.monotonic() - oldest[1] >= age:
                oldest[0].cut()
                return True
        return False


class Protocol(H11Protocol):
    """HTTP/1.1 on one connection, which is cut where the head of a request is not whole in time."""

    _late: Any = None
    _address = ""
    _counted = False

    def connection_made(self, transport: Any) -> None:
        """Take a connection, if its address may have one more."""
        super().connection_made(transport)
        self._address = address_of(self.client[0] if self.client else "")
        self._counted = True
        refused = self._open.add(self._address)
        if refused is None:
            self._watch(partial=False)
        else:
            transport.write(refused)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
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
        super().on_response_complete()
        self._watch(partial=False)

    def cut(self) -> None:
        """Take nothing more from a connection, and end it soon."""
        self._uncount()
        self._forget()
        if self._open.limbo >= LIMBO:
            self.transport.abort()
            return
        self._open.limbo += 1
        self.transport.pause_reading()
        self.loop.call_later(LIMBO_SECONDS, self._leave_limbo)

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
        refused = self.cycle is not None and self.cycle.response_complete and self.conn.their_state is h11.SEND_BODY
        waits = self.conn.their_state is h11.IDLE or refused
        self._open.watch(self, self._address, waits=waits, partial=partial)
        if not waits:
            self._forget()
        elif self._late is None:
            self._late = self.loop.call_later(limits().serve_client_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
