"""Who gets a process to answer a query, and for how long, so that long queries never hold up short ones.

A query begins in one of ``serve_workers`` processes, in the order of arrival. One that is not answered within
``serve_slice_seconds`` keeps its process, but leaves the lane: the process goes on at the lowest priority, on what
others leave of the machine, and a new one takes its place. At most ``serve_long`` queries may be on their way like
that; where there are so many already, the next one that takes long is stopped and told to come back. So queries that
never end can slow others by a slice each, and never take every process.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from kg.errors import KgError, LimitError
from kg.limits import Limits
from kg.serve.guard import log
from kg.sparql.workers import QueryPool, Reply

T = TypeVar("T")


class BusyError(LimitError):
    """There is no room for a query now; it can be asked again after ``seconds``."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Lanes:
    """The processes of a server; every method is called from the one event loop."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._free: asyncio.Queue[QueryPool] = asyncio.Queue()
        self._pools: set[QueryPool] = set()
        self._long: set[QueryPool] = set()
        self._under_way: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        # A thread waits for each process that works, and one may have to start or to end for each.
        self._threads = ThreadPoolExecutor(2 * (limits.serve_workers + limits.serve_long), "lane")

    @property
    def running(self) -> int:
        """How many queries have been taken and not yet answered."""
        return self._under_way.total()

    async def start(self) -> None:
        """Start the processes; ``InputError`` where they cannot open the store."""
        await asyncio.gather(*(self._add() for _ in range(self._limits.serve_workers)))

    async def ask(self, client: str, text: str, media_type: str, *graphs: tuple[str, ...]) -> Reply:
        """The answer to a query of ``client``; ``graphs`` are the IRIs of the default and of the named graphs.

        Raises ``BusyError`` where too many queries wait, of this client or of all, and otherwise what
        :meth:`kg.sparql.workers.QueryPool.ask` raises. A task that is cancelled stops its query.
        """
        self._admit(client)
        self._under_way[client] += 1
        try:
            pool = await self._free.get()
            default, named = graphs
            asked = partial(pool.ask, text, media_type, default_graphs=default, named_graphs=named)
            return await self._within_lanes(pool, asked)
        finally:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]

    def _admit(self, client: str) -> None:
        if self.running >= self._limits.serve_queue:
            raise BusyError(f"{self.running} queries are waiting (KG_SERVE_QUEUE); ask again in a moment", 2)
        if self._under_way[client] >= self._limits.serve_client_queries:
            mine = self._under_way[client]
            raise BusyError(f"{mine} queries from your address are waiting (KG_SERVE_CLIENT_QUERIES)", 2)

    async def _within_lanes(self, pool: QueryPool, asked: Callable[[], Reply]) -> Reply:
        answer = self._in_thread(asked)
        try:
            done, _ = await asyncio.wait({answer}, timeout=self._limits.serve_slice_seconds)
            if not done:
                self._make_long(pool)
            return await answer
        finally:
            if answer.done() and pool not in self._long and not answer.cancelled():
                self._free.put_nowait(pool)
            else:
                self._later(self._drop(pool))

    def _make_long(self, pool: QueryPool) -> None:
        """Let a query go on beside the lane; ``BusyError`` where too many do."""
        if len(self._long) >= self._limits.serve_long:
            seconds, most = self._limits.serve_slice_seconds, self._limits.serve_long
            reason = f"the query needs more than {seconds:g} s, and {most} such queries are running (KG_SERVE_LONG)"
            raise BusyError(f"{reason}; ask again later", 10)
        self._long.add(pool)
        pool.give_way()
        self._later(self._refill())

    async def _add(self) -> None:
        """Start a process, and put it into the lane once it can answer at once."""
        pool = QueryPool(self._folder, size=1)
        self._pools.add(pool)
        try:
            await self._in_thread(partial(pool.ask, "ASK {}"))
        except KgError:
            self._pools.discard(pool)
            await self._in_thread(pool.close)
            raise
        self._free.put_nowait(pool)

    async def _refill(self) -> None:
        """Add a process, in a while if the machine cannot give one now."""
        while True:
            try:
                await self._add()
            except KgError as error:
                log.warning("warning: %s", error)
                await asyncio.sleep(1)
            else:
                return

    async def _drop(self, pool: QueryPool) -> None:
        """End a process; where it was in the lane, another takes its place."""
        await self._in_thread(pool.close)
        self._pools.discard(pool)
        if pool in self._long:
            self._long.discard(pool)
        else:
            await self._refill()

    async def close(self) -> None:
        """End all processes, and with them the queries that are still running."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(self._in_thread(pool.close) for pool in self._pools))
        self._threads.shutdown(wait=True)

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
