"""Who gets a process to answer a query, and for how long, so that no address holds up another.

``serve_workers`` queries run at once, each in a process of its own; an address without a running query gets one of
``serve_spare`` more. The next one is of the address with the fewest running queries, and of those in turn. A query
that is not answered within ``serve_slice_seconds`` keeps its process, but leaves the lane: the process goes on at the
lowest priority, on what others leave of the machine, and a new one takes its place. At most ``serve_long`` queries may
be on their way like that; where there are so many already, the next one that takes long is stopped and told to come
back, or, where its address has fewer of them, takes the place of another's. So queries that never end can slow others
by a slice each, and never take every process.

A query whose client leaves, or that crashes, uses up a process. Others wait ready; but an address that uses up more
than ``serve_client_stops`` a second has its next queries wait until it is below that again.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from kg.errors import KgError, LimitError
from kg.limits import Limits
from kg.serve.guard import log
from kg.sparql.workers import Process, QueryPool, Reply, start_process

T = TypeVar("T")
#: Seconds' worth of processes that an address may use up in one go.
BURST_SECONDS = 2
#: Addresses whose use of processes is remembered.
REMEMBERED = 10_000


class BusyError(LimitError):
    """There is no room for a query now; it can be asked again after ``seconds``."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


class GoneError(LimitError):
    """The build is no longer in its folder, and no process that has it open is left."""


class Lanes:
    """The processes of a server; every method is called from the one event loop.

    ``start`` starts a process. ``unchanged`` says whether the folder still holds the build that it held at first:
    a process that opened another one is never used.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        start: Callable[[Sequence[str]], Process] = start_process,
        unchanged: Callable[[], bool] = lambda: True,
    ) -> None:
        self._folder, self._limits, self._start, self._unchanged = folder, limits, start, unchanged
        self._idle: deque[QueryPool] = deque()
        self._pools: set[QueryPool] = set()
        self._long: dict[QueryPool, str] = {}
        self._waiting: dict[str, deque[asyncio.Future[QueryPool]]] = {}
        self._running: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._stops = _Stops(limits.serve_client_stops)
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone = self._closed = False
        # A thread waits for each process that works, and one may have to start or to end for each.
        most = limits.serve_workers + limits.serve_spare + limits.serve_long
        self._threads = ThreadPoolExecutor(3 * most, "lane")

    @property
    def lost(self) -> bool:
        """Whether the build had left its folder when a process was to be started."""
        return self._gone

    @property
    def running(self) -> int:
        """How many queries have been taken and not yet answered."""
        return self._under_way.total()

    async def start(self) -> None:
        """Start the processes; ``InputError`` where they cannot open the store."""
        wanted = self._limits.serve_workers + self._limits.serve_spare
        await asyncio.gather(*(self._add() for _ in range(wanted)))

    async def ask(self, client: str, text: str, media_type: str, *graphs: tuple[str, ...]) -> Reply:
        """The answer to a query of ``client``; ``graphs`` are the IRIs of the default and of the named graphs.

        Raises ``BusyError`` where too many queries wait, of this client or of all, ``GoneError`` where the build is
        no longer there to be asked, and otherwise what :meth:`kg.sparql.workers.QueryPool.ask` raises. A task that
        is cancelled stops its query.
        """
        self._admit(client)
        self._under_way[client] += 1
        try:
            pool = await self._turn(client)
            default, named = graphs
            asked = partial(pool.ask, text, media_type, default_graphs=default, named_graphs=named)
            return await self._within_lanes(client, pool, asked)
        finally:
            _less(self._under_way, client)

    def _admit(self, client: str) -> None:
        mine = self._under_way[client]
        if mine >= self._limits.serve_client_queries:
            raise BusyError(f"{mine} queries from your address are waiting (KG_SERVE_CLIENT_QUERIES)", 2)
        if self.running >= self._limits.serve_queue and not self._made_room(mine):
            raise self._full()

    def _full(self) -> BusyError:
        return BusyError(f"{self.running} queries are waiting (KG_SERVE_QUEUE); ask again in a moment", 2)

    def _made_room(self, mine: int) -> bool:
        """Whether the last query of the address with the most waiting was sent away for one with ``mine`` under way."""
        turns = max(self._waiting.values(), key=len, default=deque())
        while len(turns) > mine + 1:
            last = turns.pop()
            if not last.done():
                last.set_exception(self._full())
                return True
        return False

    async def _turn(self, client: str) -> QueryPool:
        """A process, once it is this query's turn."""
        if self._gone and not self._pools.difference(self._long):
            raise GoneError("the build was replaced")
        turn: asyncio.Future[QueryPool] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._dispatch()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._release(client, turn.result())
            raise

    def _dispatch(self) -> None:
        """Give the processes that are free to the queries whose turn it is."""
        while self._idle and (client := self._next()) is not None:
            turns = self._waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # Behind the others.
            self._running[client] += 1
            turn.set_result(self._idle.popleft())

    def _next(self) -> str | None:
        """The address whose query is next; None where there is none, or no room for one."""
        for client, turns in list(self._waiting.items()):
            while turns and turns[0].done():
                turns.popleft()
            if not turns:
                del self._waiting[client]
        ready = [client for client in self._waiting if self._may_run(client)]
        return min(ready, key=self._running.__getitem__, default=None)

    def _may_run(self, client: str) -> bool:
        late = self._stops.wait(client)
        if late > 0:
            asyncio.get_running_loop().call_later(late, self._dispatch)
            return False
        room = self._limits.serve_workers + (0 if self._running[client] else self._limits.serve_spare)
        return self._running.total() < room

    def _release(self, client: str, pool: QueryPool) -> None:
        _less(self._running, client)
        self._idle.append(pool)
        self._dispatch()

    async def _within_lanes(self, client: str, pool: QueryPool, asked: Callable[[], Reply]) -> Reply:
        answer = self._in_thread(asked)
        answer.add_done_callback(_seen)
        try:
            done, _ = await asyncio.wait({answer}, timeout=self._limits.serve_slice_seconds)
            if not done:
                self._make_long(client, pool)
            return await answer
        except LimitError:
            if answer.done() and pool not in self._pools:
                raise self._busy() from None
            raise
        finally:
            if pool in self._long or pool not in self._pools:
                self._later(self._drop(pool))
            elif answer.done() and not answer.cancelled() and pool.alive:
                self._release(client, pool)
            else:
                _less(self._running, client)
                self._stops.count(client)
                self._later(self._drop(pool))

    def _busy(self) -> BusyError:
        seconds, most = self._limits.serve_slice_seconds, self._limits.serve_long
        reason = f"the query needs more than {seconds:g} s, and {most} such queries are running (KG_SERVE_LONG)"
        return BusyError(f"{reason}; ask again later", 10)

    def _make_long(self, client: str, pool: QueryPool) -> None:
        """Let a query go on beside the lane; ``BusyError`` where too many do."""
        if len(self._long) >= self._limits.serve_long:
            held = Counter(self._long.values())
            most, number = held.most_common(1)[0] if held else ("", 0)
            if number <= held[client] + 1:
                raise self._busy()
            # Its own task finds that the pool is none of ours any more, and says so to its client.
            newest = [one for one, owner in self._long.items() if owner == most][-1]
            self._pools.discard(newest)
            del self._long[newest]
            self._later(self._drop(newest))
        self._long[pool] = client
        _less(self._running, client)
        pool.give_way()
        self._later(self._refill())

    async def _add(self) -> None:
        """Start a process, and put it into the lane once it can answer at once."""
        pool = await self._in_thread(partial(QueryPool, self._folder, 1, self._start, replace=False))
        self._pools.add(pool)
        try:
            await self._in_thread(partial(pool.ask, "ASK {}"))
            if not self._unchanged():
                raise GoneError("the build was replaced")
        except BaseException:
            self._pools.discard(pool)
            await self._in_thread(pool.close)
            raise
        self._idle.append(pool)
        self._dispatch()

    async def _refill(self) -> None:
        """Add a process, in a while if the machine cannot give one now; none where the build has gone."""
        while not self._closed:
            try:
                await self._add()
            except KgError as error:
                if not self._unchanged():
                    self._give_up()
                    return
                log.warning("warning: %s", error)
                await asyncio.sleep(1)
            else:
                return

    def _give_up(self) -> None:
        """Answer with the processes that are left; where none is, send away who waits."""
        self._gone = True
        if not self._pools.difference(self._long):
            for turns in self._waiting.values():
                for turn in turns:
                    if not turn.done():
                        turn.set_exception(GoneError("the build was replaced"))
            self._waiting.clear()

    async def _drop(self, pool: QueryPool) -> None:
        """End a process; where it was in the lane, another takes its place."""
        ours = pool in self._pools and pool not in self._long
        self._pools.discard(pool)
        ended = self._in_thread(pool.close)
        if ours:
            await self._refill()
        await ended
        self._long.pop(pool, None)

    async def close(self) -> None:
        """End all processes, and with them the queries that are still running."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(self._in_thread(pool.close) for pool in self._pools))
        await asyncio.to_thread(self._threads.shutdown)

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Stops:
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


def _seen(answer: asyncio.Future[Reply]) -> None:
    """Take note of an error that nobody waits for any more, which would be written to the log."""
    if not answer.cancelled():
        answer.exception()


def _less(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
