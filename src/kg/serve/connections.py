"""The connections of the server: how many there may be, of one address and of all, and which are cut for new ones."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.limits import limits
from kg.serve.guard import address_of

#: Seconds that a connection on which nothing came yet is left alone.
YOUNG_SECONDS = 1.0
#: Connections that one address may have beyond its limit while they are young, as a multiple of the limit.
YOUNG_SHARE = 2
#: The share of all connections from which on the address with the most has to give way.
NEARLY_FULL = 7 / 8
_REFUSED = (
    b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n"
    b"connection: close\r\n\r\nyour address has too many connections (KG_SERVE_CLIENT_CONNECTIONS)\n"
)


class Connections:
    """What is open, by address; every method is called from the one event loop."""

    def __init__(self) -> None:
        self._number: Counter[str] = Counter()
        # Connections that await a head, in the order in which they began to: those with a part of one, and the others.
        self._partial: dict[str, dict[Protocol, float]] = {}
        self._silent: dict[str, dict[Protocol, float]] = {}

    def add(self, one: Protocol, address: str) -> bool:
        """Count a new connection, for which others may be cut; False where there is no room for it."""
        self._number[address] += 1
        most = limits().serve_client_connections
        if self._number[address] > most and not self._cut_one(address):
            return self._has_young(address) and self._number[address] <= YOUNG_SHARE * most
        if self._number.total() > NEARLY_FULL * limits().serve_connections:
            self._cut_one(self._number.most_common(1)[0][0])
        return True

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

    def _cut_one(self, address: str) -> bool:
        """Cut the connection of an address that has kept a head waiting longest; False where none has."""
        for group, age in ((self._partial, 0.0), (self._silent, YOUNG_SECONDS)):
            for one, since in group.get(address, {}).items():
                if time.monotonic() - since >= age:
                    one.cut()
                    return True
                break
        return False

    def _has_young(self, address: str) -> bool:
        return address in self._silent


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
        if self._open.add(self, self._address):
            self._watch(partial=False)
        else:
            transport.write(_REFUSED)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        if self.transport.is_closing():
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
        """End the connection at once."""
        self._uncount()
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
