"""Work on pages, which threads of the server's own process do: in turn by address, and never too much at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from kg.limits import Limits
from kg.serve.scheduler import BusyError
from kg.serve.turns import Turns, less

T = TypeVar("T")
#: Pieces of work at once: Python runs one at a time, and another may wait for the disk.
PLACES = 2


class Desk:
    """The work that is under way; every method is called from the one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.serve_client_queries
        self._under_way: Counter[str] = Counter()
        self._turns: Turns[None] = Turns()

    async def do(self, client: str, work: Callable[[], T]) -> T:
        """What ``work`` gives, once it is the turn of ``client``: of those that wait, the one with the least under way.

        ``BusyError`` where ``serve_client_queries`` pieces of it are under way already.
        """
        mine = self._under_way[client]
        if mine >= self._most:
            raise BusyError(f"{mine} pages for your address are being made (KG_SERVE_CLIENT_QUERIES)", 2)
        self._under_way[client] += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.add(client, turn)
        self._begin()
        try:
            await turn
            return await run_in_threadpool(work)
        finally:
            less(self._under_way, client)
            if turn.done() and not turn.cancelled():
                self._turns.end(client)
                self._begin()

    def _begin(self) -> None:
        while self._turns.running.total() < PLACES:
            taken = self._turns.take(lambda client: True)
            if taken is None:
                return
            taken[1].set_result(None)
