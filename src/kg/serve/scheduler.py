"""Who gets a process to answer a query, and for how long, so that no query and no address holds up another.

There are ``serve_workers + serve_spare`` processes. A query begins in any of them, as soon as one is free; the next
one is of the address with the fewest running queries, and of those in turn. One that is not answered within a part of
``serve_slice_seconds`` (``QUICK``) goes on in one of ``serve_workers`` places; where those are taken and others wait,
it is stopped, and begins again when a place is free. So short queries pass long ones, those of one address too.

A query that is not answered within ``serve_slice_seconds`` keeps its process, but leaves its place: the process goes
on at the lowest priority, on what others leave of the machine, and a new one takes its place. At most ``serve_long``
queries may be on their way like that; where there are so many already, the next one that takes long is stopped and
told to come back, or, where its address has fewer of them, takes the place of another's.

Queries of one address whose texts differ only in numbers are of one kind, and the kinds have their turns one after the
other: many of one kind do not hold up one of another. The last process that is free is kept for an address without one.

A query whose client leaves, or that crashes, uses up a process. Others wait ready; but an address that uses up more
than ``serve_client_stops`` a second has its next queries wait until it is below that again.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from kg.errors import KgError, LimitError
from kg.limits import Limits
from kg.rdf.resources import Term
from kg.serve.replies import log
from kg.serve.turns import Stops, Turns, less
from kg.sparql.workers import Place, Process, QueryPool, Reply, start_process

T = TypeVar("T")
#: The part of a slice after which a query is a slow one.
QUICK = 0.2


class BusyError(LimitError):
    """There is no room for a query now; it can be asked again after ``seconds``."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


class GoneError(LimitError):
    """The build is no longer in its folder, and no process that has it open is left."""


class _StoppedError(Exception):
    """A slow query made room for others, and is to begin again."""


class Lanes:
    """The processes of a server; every method is called from the one event loop.

    ``start`` starts a process. ``place`` tells the folder of the store from one that takes its place, in which no
    process opens it. ``unchanged`` says whether none has.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        start: Callable[[Sequence[str]], Process] = start_process,
        unchanged: Callable[[], bool] = lambda: True,
        place: Place | None = None,
    ) -> None:
        self._folder, self._limits, self._start, self._unchanged = folder, limits, start, unchanged
        self._place = place
        self._idle: deque[QueryPool] = deque()
        self._pools: set[QueryPool] = set()
        self._long: dict[QueryPool, str] = {}
        self._quick: Turns[QueryPool] = Turns()
        self._slow: Turns[QueryPool] = Turns()
        self._under_way: Counter[str] = Counter()
        self._stops = Stops(limits.serve_client_stops)
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

    async def ask(
        self,
        client: str,
        text: str,
        media_type: str,
        *graphs: tuple[str, ...],
        bindings: Mapping[str, Term] | None = None,
    ) -> Reply:
        """The answer to a query of ``client``; ``graphs`` are the IRIs of the default and of the named graphs.

        ``bindings`` put terms in the place of variables. Raises ``BusyError`` where too many queries wait, of this
        client or of all, ``GoneError`` where the build is no longer there to be asked, and otherwise what
        :meth:`kg.sparql.workers.QueryPool.ask` raises. A task that is cancelled stops its query.
        """
        default, named = graphs
        asked = partial(
            _asked, text=text, media_type=media_type, default_graphs=default, named_graphs=named, bindings=bindings
        )
        return await self._answered(client, text, asked)

    async def form(self, client: str, text: str) -> str:
        """The form of a query of ``client``, read in a process as queries are; raises as :meth:`ask` does."""
        return await self._answered(client, text, partial(_form, text=text))

    async def _answered(self, client: str, text: str, asked: Callable[[QueryPool], T]) -> T:
        self._admit(client)
        self._under_way[client] += 1
        try:
            with suppress(_StoppedError):
                return await self._answered_in(self._quick, client, text, asked)
            return await self._answered_in(self._slow, client, text, asked)
        finally:
            less(self._under_way, client)

    async def _answered_in(self, turns: Turns[QueryPool], client: str, text: str, asked: Callable[[QueryPool], T]) -> T:
        return await _Running(self, client, turns, await self._turn(client, turns, text)).answer(asked)

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
        last = self._slow.last_of_most(mine + 1) or self._quick.last_of_most(mine + 1)
        if last is not None:
            last.set_exception(self._full())
        return last is not None

    async def _turn(self, client: str, turns: Turns[QueryPool], text: str) -> QueryPool:
        """A process, once it is this query's turn."""
        if self._gone and not self._pools.difference(self._long):
            raise GoneError("the build was replaced")
        turn: asyncio.Future[QueryPool] = asyncio.get_running_loop().create_future()
        turns.add(client, turn, text)
        self._dispatch()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                turns.end(client)
                self._free(turn.result())
            raise

    def _dispatch(self) -> None:
        """Give the processes that are free to the queries whose turn it is, to new ones first."""
        while self._idle:
            places = self._limits.serve_workers
            room = places + self._limits.serve_spare - self._slow.running.total() > self._quick.running.total()
            taken = self._quick.take(self._may_run) if room else None
            if taken is None and self._slow.running.total() < places:
                taken = self._slow.take(self._may_run)
            if taken is None:
                return
            taken[1].set_result(self._idle.popleft())

    def _may_run(self, client: str) -> bool:
        keeps_last = len(self._idle) == 1 and self._limits.serve_spare > 0
        if keeps_last and (self._quick.running[client] or self._slow.running[client]):
            return False
        late = self._stops.wait(client)
        if late > 0:
            asyncio.get_running_loop().call_later(late, self._dispatch)
        return late <= 0

    def _free(self, pool: QueryPool) -> None:
        self._idle.append(pool)
        self._dispatch()

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
        pool.give_way()
        self._later(self._refill())

    async def _add(self) -> None:
        """Start a process, and put it into the lane once it can answer at once."""
        new = partial(QueryPool, self._folder, 1, self._start, replace=False, place=self._place)
        pool = await self._in_thread(new)
        self._pools.add(pool)
        try:
            await self._in_thread(partial(pool.ask, "ASK {}"))
            if not self._unchanged():
                raise GoneError("the build was replaced")
        except BaseException:
            self._pools.discard(pool)
            await self._in_thread(pool.close)
            raise
        self._free(pool)

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
            for turns in (self._quick, self._slow):
                turns.refuse_all(lambda: GoneError("the build was replaced"))

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


class _Running:
    """A query of ``client`` that runs in ``pool``, counted among ``turns``."""

    def __init__(self, lanes: Lanes, client: str, turns: Turns[QueryPool], pool: QueryPool) -> None:
        self._lanes, self._client, self._turns, self._pool = lanes, client, turns, pool

    async def answer(self, asked: Callable[[QueryPool], T]) -> T:
        """The answer; ``_StoppedError`` where it has to begin again, ``BusyError`` where it takes too long for now."""
        lanes, pool = self._lanes, self._pool
        answer = lanes._in_thread(partial(asked, pool))
        answer.add_done_callback(_seen)
        stopped = False
        try:
            if not await self._is_quick(answer):
                lanes._make_long(self._client, pool)
                self._turns.end(self._client)
            return await answer
        except _StoppedError:
            stopped = True
            raise
        except LimitError:
            if answer.done() and pool not in lanes._pools:
                raise lanes._busy() from None
            raise
        finally:
            self._leave(answer, stopped=stopped)

    async def _is_quick(self, answer: asyncio.Future[T]) -> bool:
        """Whether the answer is there within the slice; meanwhile the query may have to take another place."""
        lanes, slice_ = self._lanes, self._lanes._limits.serve_slice_seconds
        for _ in range(round(1 / QUICK)):
            done, _ = await asyncio.wait({answer}, timeout=slice_ * QUICK)
            if done:
                return True
            if self._turns is lanes._quick:
                if lanes._slow.running.total() < lanes._limits.serve_workers:
                    self._turns.end(self._client)
                    self._turns = lanes._slow
                    self._turns.running[self._client] += 1
                elif lanes._quick.waiting:
                    raise _StoppedError
        return False

    def _leave(self, answer: asyncio.Future[T], *, stopped: bool) -> None:
        lanes, pool = self._lanes, self._pool
        if pool in lanes._long or pool not in lanes._pools:
            lanes._later(lanes._drop(pool))
            return
        self._turns.end(self._client)
        if answer.done() and not answer.cancelled() and pool.alive:
            lanes._free(pool)
            return
        if not stopped:
            lanes._stops.count(self._client)
        lanes._later(lanes._drop(pool))


def _asked(
    pool: QueryPool,
    text: str,
    media_type: str,
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    bindings: Mapping[str, Term] | None,
) -> Reply:
    return pool.ask(text, media_type, bindings=bindings, default_graphs=default_graphs, named_graphs=named_graphs)


def _form(pool: QueryPool, text: str) -> str:
    return pool.form(text)


def _seen(answer: asyncio.Future[T]) -> None:
    """Take note of an error that nobody waits for any more, which would be written to the log."""
    if not answer.cancelled():
        answer.exception()
