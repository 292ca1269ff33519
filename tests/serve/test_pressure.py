"""What one address uses up is its own: processes, memory and connections are shared out by address."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.limits import Limits
from kg.serve.desk import Desk
from kg.serve.nursery import Nursery
from kg.serve.replies import address_of
from kg.serve.room import Room
from kg.serve.scheduler import BusyError, Lanes
from kg.serve.turns import Turns
from kg.sparql.workers import place_of
from served import Server, started

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }"
ASKED = ("text/csv", (), ())


@pytest.fixture(scope="module")
def narrow(shipped_build: Path) -> Iterator[Server]:
    """A server that gives few connections to an address, and patience to all."""
    running = started(
        shipped_build, KG_SERVE_CLIENT_CONNECTIONS="8", KG_SERVE_CLIENT_SECONDS="60", KG_SERVE_CLIENT_STOPS="5"
    )
    yield running
    running.process.terminate()
    assert running.process.wait(20) == 0


def connected(server: Server, address: str = "127.0.0.2") -> socket.socket:
    """A connection from another address of this machine."""
    return socket.create_connection((server.host, server.port), timeout=30, source_address=(address, 0))


def test_an_address_waits_for_no_other(shipped_build: Path) -> None:
    """Queries that never end take one place and the time of a quick one, however many there are."""
    few = Limits(serve_workers=1, serve_spare=1, serve_slice_seconds=2)

    async def crowd() -> bytes:
        lanes = Lanes(shipped_build / "store", few)
        await lanes.start()
        tasks = [asyncio.create_task(lanes.ask("one", ENDLESS, *ASKED)) for _ in range(31)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(20):
            reply = await lanes.ask("two", "ASK {}", *ASKED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await lanes.close()
        return reply.body

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, crowd()).result() == b"true"


def test_a_full_queue_has_room_for_who_asks_little(shipped_build: Path) -> None:
    """The last query of the address with the most waiting goes."""
    few = Limits(serve_workers=1, serve_spare=0, serve_slice_seconds=600, serve_queue=4)

    async def crowd() -> tuple[bytes, list[bool]]:
        lanes = Lanes(shipped_build / "store", few)
        await lanes.start()
        tasks = [asyncio.create_task(lanes.ask("one", ENDLESS, *ASKED)) for _ in range(4)]
        await asyncio.sleep(0.1)
        asked = asyncio.create_task(lanes.ask("two", "ASK {}", *ASKED))
        await asyncio.sleep(0.1)
        refused = [task.done() and isinstance(task.exception(), BusyError) for task in tasks]
        for task in tasks[:3]:
            task.cancel()
        async with asyncio.timeout(20):
            reply = await asked
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await lanes.close()
        return reply.body, refused

    with ThreadPoolExecutor(1) as thread:
        body, refused = thread.submit(asyncio.run, crowd()).result()
    assert (body, refused) == (b"true", [False, False, False, True])


def test_answers_have_room_in_total_and_by_address() -> None:
    room = Room(Limits(serve_answer_bytes=1_000_000, serve_client_seconds=10))
    room.hold("one", 900_000)  # One answer may be as large as all.
    with pytest.raises(BusyError, match="KG_SERVE_ANSWER_BYTES"):
        room.hold("one", 100_000)
    room.hold("two", 100_000)
    with pytest.raises(BusyError, match="KG_SERVE_ANSWER_BYTES"):
        room.hold("three", 100_000)
    room.hold("three", 1_000)  # Small ones always have room.
    assert room.bytes == 1_000_000


def test_slow_readers_give_way_to_others() -> None:
    room = Room(Limits(serve_answer_bytes=1_000_000, serve_client_seconds=0))
    slow, slower = room.hold("one", 500_000), room.hold("two", 500_000)
    slow.taken = 1
    third = room.hold("three", 400_000)
    assert [slow.cut, slower.cut, third.cut] == [False, True, False]
    assert room.bytes == 900_000
    room.release(slow)
    room.release(slower)
    assert room.bytes == 400_000


def test_clients_that_leave_cost_nobody_else_and_leave_no_traceback(narrow: Server) -> None:
    request = f"GET /sparql?{urlencode({'query': ENDLESS})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    for _ in range(30):
        with closing(connected(narrow)) as connection:
            connection.sendall(request)
        assert narrow.query("ASK {}").status == 200
    assert not any("Traceback" in line or "never retrieved" in line for line in narrow.lines)


def test_an_address_has_its_share_of_connections(narrow: Server) -> None:
    """Those whose heads are not whole go for new ones, of the same address too."""
    held = [connected(narrow) for _ in range(40)]
    for connection in held:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
    assert narrow.ask("/health").status == 200
    with closing(connected(narrow)) as honest:
        honest.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert honest.recv(100).startswith(b"HTTP/1.1 200")
    for connection in held[:30]:
        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""
    for connection in held:
        connection.close()


def test_networks_of_ipv6_count_as_one_address() -> None:
    assert address_of("2001:db8::1") == address_of("2001:db8::2:3") != address_of("2001:db8:0:1::1")
    assert address_of("::ffff:192.0.2.1") == address_of("192.0.2.1") == "192.0.2.1"


def test_the_nursery_starts_processes_and_tells_how_they_ended(shipped_build: Path) -> None:
    nursery = Nursery()
    store = shipped_build / "store"
    arguments = [str(store), *map(str, place_of(store)), str(2**30)]
    first, second = nursery.start(arguments), nursery.start(arguments)
    assert first.poll() is None
    first.kill()
    assert (first.wait(), first.poll()) == (-signal.SIGKILL, -signal.SIGKILL)
    assert second.stdin is not None
    second.stdin.close()
    assert second.wait() == 0
    third = nursery.start(arguments)
    nursery.close()
    assert third.wait() == -signal.SIGKILL


def test_kinds_of_queries_have_their_turns() -> None:
    async def order() -> list[str]:
        turns: Turns[None] = Turns()
        names: dict[asyncio.Future[None], str] = {}
        for name, client, text in (
            ("a1", "a", "ASK 1"), ("a2", "a", "ASK 2"), ("a3", "a", "ASK 33"), ("other", "a", "SELECT"),
            ("b", "b", "ASK 4"),
        ):  # fmt: skip
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            names[turn] = name
            turns.add(client, turn, text)
        taken = []
        while found := turns.take(lambda client: True):
            taken.append(names[found[1]])
        return taken

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, order()).result() == ["a1", "b", "other", "a2", "a3"]


def test_pages_are_made_in_turn_by_address() -> None:
    async def crowd() -> list[str]:
        desk, made = Desk(Limits(serve_client_queries=5)), list[str]()
        gate = threading.Event()
        tasks = [asyncio.create_task(desk.do("a", gate.wait)) for _ in range(2)]
        tasks += [asyncio.create_task(desk.do("a", partial(made.append, f"a{n}"))) for n in range(3)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(desk.do("b", partial(made.append, "b"))))
        gone = asyncio.create_task(desk.do("c", partial(made.append, "gone")))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(BusyError, match="KG_SERVE_CLIENT_QUERIES"):
            await desk.do("a", partial(made.append, "never"))
        gate.set()
        await asyncio.gather(*tasks)
        return made

    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(asyncio.run, crowd()).result()
    assert "b" in made[:2]  # Both threads are free at once: one takes the turn of "b", the other one of "a".
    assert sorted(made) == ["a0", "a1", "a2", "b"]


def test_an_address_leaves_a_process_to_others(shipped_build: Path) -> None:
    """Queries of one address are never in all processes."""
    few = Limits(serve_workers=1, serve_spare=1, serve_slice_seconds=600)

    async def crowd() -> bytes:
        lanes = Lanes(shipped_build / "store", few)
        await lanes.start()
        tasks = [asyncio.create_task(lanes.ask("one", ENDLESS, *ASKED)) for _ in range(5)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(60):  # Far less than a part of the slice.
            reply = await lanes.ask("two", "ASK {}", *ASKED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await lanes.close()
        return reply.body

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, crowd()).result() == b"true"
