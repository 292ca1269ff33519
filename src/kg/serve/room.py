"""The answers that are held in memory until their clients have taken them: bounded in total and by address."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from kg.limits import Limits
from kg.serve.scheduler import BusyError

#: Answers that always have room: with each connection holding one, they are few bytes.
SMALL_BYTES = 64 * 2**10
#: Bytes a second below which an answer is given up where another needs its room.
GIVEN_UP_RATE = 2**20


class Held:
    """An answer of ``size`` bytes on its way to ``client``."""

    def __init__(self, client: str, size: int) -> None:
        self.client, self.size = client, size
        self.taken, self.cut = 0, False
        self.waiting: asyncio.Timeout | None = None
        self._began = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds since it was whole."""
        return time.monotonic() - self._began

    @property
    def rate(self) -> float:
        """Bytes a second that its client took of it."""
        return self.taken / max(self.age, 1e-3)

    def give_up(self) -> None:
        """End it, which ends its connection."""
        self.cut = True
        if self.waiting is not None:
            self.waiting.reschedule(0)


class Room:
    """What is held now; every method is called from the one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._most, self._patience = limits.serve_answer_bytes, limits.serve_client_seconds
        self._held: set[Held] = set()

    @property
    def bytes(self) -> int:
        """Bytes that are held."""
        return _size(self._held)

    def hold(self, client: str, size: int) -> Held:
        """Room for an answer of ``size`` bytes; ``BusyError`` where there is none.

        An address has half of the room, or one answer. Where there is no room, answers that are older than
        ``serve_client_seconds`` and whose clients take less than ``GIVEN_UP_RATE`` are given up, the slowest first.
        """
        held = Held(client, size)
        if size > SMALL_BYTES:
            self._make_room(size, [one for one in self._held if one.client == client], self._most // 2, alone=True)
            self._make_room(size, self._held, self._most, alone=False)
            self._held.add(held)
        return held

    def release(self, held: Held) -> None:
        """Forget an answer that is out, or given up."""
        self._held.discard(held)

    def _make_room(self, size: int, among: Iterable[Held], most: int, *, alone: bool) -> None:
        among = set(among)
        slow = sorted((one for one in among if self._is_slow(one)), key=lambda one: one.rate)
        while _size(among) + size > most and not (alone and not among):
            if not slow:
                reason = f"{_size(among)} bytes of answers wait for clients to take them (KG_SERVE_ANSWER_BYTES)"
                raise BusyError(f"{reason}; ask for less, or again later", 5)
            given_up = slow.pop(0)
            given_up.give_up()
            among.discard(given_up)
            self._held.discard(given_up)

    def _is_slow(self, one: Held) -> bool:
        return one.age > self._patience and one.rate < GIVEN_UP_RATE


def _size(answers: Iterable[Held]) -> int:
    return sum(one.size for one in answers)
