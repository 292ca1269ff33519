"""Whose query is next: of the address with the fewest running, and of those in turn."""

from __future__ import annotations

import time
from asyncio import Future
from collections import Counter, deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
#: Seconds' worth of processes that an address may use up in one go.
BURST_SECONDS = 2
#: Addresses whose use of processes is remembered.
REMEMBERED = 10_000


class Turns(Generic[T]):
    """The queries that wait for a ``T``, and how many of each address run."""

    def __init__(self) -> None:
        self.running: Counter[str] = Counter()
        self._waiting: dict[str, deque[Future[T]]] = {}

    @property
    def waiting(self) -> bool:
        """Whether any query waits."""
        return any(not turn.done() for turns in self._waiting.values() for turn in turns)

    def add(self, client: str, turn: Future[T]) -> None:
        """Let a query wait behind the others of its address."""
        self._waiting.setdefault(client, deque()).append(turn)

    def take(self, may_run: Callable[[str], bool]) -> tuple[str, Future[T]] | None:
        """The next query, of an address that ``may_run``, counted as running; None where there is none."""
        for client, turns in list(self._waiting.items()):
            while turns and turns[0].done():
                turns.popleft()
            if not turns:
                del self._waiting[client]
        ready = [client for client in self._waiting if may_run(client)]
        if not ready:
            return None
        client = min(ready, key=self.running.__getitem__)
        turns = self._waiting.pop(client)
        turn = turns.popleft()
        if turns:
            self._waiting[client] = turns  # Behind the others.
        self.running[client] += 1
        return client, turn

    def end(self, client: str) -> None:
        """One query less of ``client`` runs."""
        less(self.running, client)

    def last_of_most(self, more_than: int) -> Future[T] | None:
        """The last query of the address with the most waiting, which waits no more, where those are ``more_than``."""
        turns = max(self._waiting.values(), key=len, default=deque())
        while len(turns) > more_than:
            last = turns.pop()
            if not last.done():
                return last
        return None

    def refuse_all(self, error: Callable[[], Exception]) -> None:
        """Let every query that waits fail with an ``error``."""
        for turns in self._waiting.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(error())
        self._waiting.clear()


class Stops:
    """How many processes each address uses up: ``rate`` a second, and ``BURST_SECONDS`` of that in one go."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._free_at: dict[str, float] = {}

    def count(self, client: str) -> None:
        """One more of ``client``."""
        now = time.monotonic()
        if len(self._free_at) >= REMEMBERED:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        self._free_at[client] = max(self._free_at.pop(client, now), now) + 1 / self._rate

    def wait(self, client: str) -> float:
        """Seconds until its next query may begin; 0 or less where it may at once."""
        return self._free_at.get(client, 0.0) - time.monotonic() - BURST_SECONDS


def less(counts: Counter[str], key: str) -> None:
    """One less of ``key``, which goes where none is left."""
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
