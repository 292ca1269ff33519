"""Starting, stopping, and who gets a process: long queries make room, and end with their clients and the server."""

from __future__ import annotations

import asyncio
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from starlette.routing import Mount
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import InputError, KgError, UsageError
from kg.limits import Limits
from kg.serve.app import application
from kg.serve.scheduler import BusyError, Lanes
from kg.serve.settings import Settings
from served import Answer, Server, started

Result = TypeVar("Result")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }"
PATH = "/sparql?" + urlencode({"query": ENDLESS})


def children(process: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{process}/task").iterdir():
        found |= set(map(int, (task / "children").read_text().split()))
    return found


def workers_of(server: Server) -> set[int]:
    """The processes that answer queries; the one that the server started forked them."""
    return {worker for nursery in children(server.process.pid) for worker in children(nursery)}


def eventually(holds: Any) -> bool:
    """Whether ``holds()`` comes true while a patient person waits."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return False


def asked(server: Server, answers: list[Answer], path: str = PATH) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.append(server.ask(path)))
    thread.start()
    return thread


def under_way(server: Server, number: int) -> bool:
    return eventually(lambda: server.ask("/health").text == f'{{"status":"ok","queries":{number}}}')


@pytest.fixture(scope="module")
def patient(shipped_build: Path) -> Iterator[Server]:
    """A server that lets queries run for longer than any test."""
    running = started(shipped_build, KG_QUERY_SECONDS="600")
    yield running
    running.process.kill()
    running.process.wait()


def begun(server: Server) -> socket.socket:
    """A connection on which a query was sent that never ends."""
    connection = socket.create_connection((server.host, server.port))
    connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def test_long_queries_leave_processes_for_others(patient: Server) -> None:
    """Two may go on at once, at the lowest priority; the third is told to come back, and short ones are answered."""
    connections = [begun(patient), begun(patient)]
    assert under_way(patient, 2)
    answers: list[Answer] = []
    third = asked(patient, answers)
    while third.is_alive():
        assert patient.query("ASK { actor:iran a conflict:State }").status == 200
    (busy,) = answers
    assert (busy.status, busy.headers["retry-after"], "KG_SERVE_LONG" in busy.text) == (503, "10", True)
    assert eventually(lambda: len(workers_of(patient)) == 6)
    nice = sorted(os.getpriority(os.PRIO_PROCESS, child) for child in workers_of(patient))
    own = os.getpriority(os.PRIO_PROCESS, patient.process.pid)
    assert nice == [own, own, own, own, 19, 19]
    for connection in connections:
        connection.close()
    assert under_way(patient, 0)
    assert eventually(lambda: len(workers_of(patient)) == 4)


def test_a_query_ends_with_its_client(patient: Server) -> None:
    connection = begun(patient)
    assert under_way(patient, 1)
    connection.close()
    assert under_way(patient, 0)
    assert patient.query("ASK {}").status == 200
    assert eventually(lambda: len(workers_of(patient)) == 4)


def in_own_loop(task: Coroutine[Any, Any, Result]) -> Result:
    """What ``task`` gives, in a thread of its own: a browser of other tests may hold this thread's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, task).result()


def test_neither_a_client_nor_all_can_wait_without_end(shipped_build: Path) -> None:
    few = Limits(serve_workers=1, serve_spare=0, serve_slice_seconds=600, serve_client_queries=2, serve_queue=3)
    asked = ("text/csv", (), ())

    async def crowd() -> tuple[list[BusyError], bytes]:
        lanes = Lanes(shipped_build / "store", few)
        await lanes.start()
        tasks = [asyncio.create_task(lanes.ask("one", ENDLESS, *asked)) for _ in range(2)]
        await asyncio.sleep(0)
        refused = []
        for client in ("one", "two", "three"):
            task = asyncio.create_task(lanes.ask(client, "ASK {}", *asked))
            await asyncio.wait({task}, timeout=0.1)
            if task.done():
                refused.append(task.exception())
            else:
                tasks.append(task)
        for task in tasks[:2]:
            task.cancel()
        reply = await tasks[2]
        await lanes.close()
        return refused, reply.body

    refused, body = in_own_loop(crowd())
    assert [type(error) for error in refused] == [BusyError, BusyError]
    assert ["KG_SERVE_CLIENT_QUERIES" in str(refused[0]), "KG_SERVE_QUEUE" in str(refused[1])] == [True, True]
    assert body == b"true"


@pytest.mark.parametrize("queries", [0, 3])
def test_processes_end_with_a_server_that_is_killed(shipped_build: Path, queries: int) -> None:
    """Those in the middle of a query too."""
    running = started(shipped_build, KG_QUERY_SECONDS="600")
    connections = [begun(running) for _ in range(queries)]
    assert under_way(running, queries)
    workers = workers_of(running) | children(running.process.pid)
    assert len(workers) >= 5
    running.process.send_signal(signal.SIGKILL)
    running.process.wait()
    assert eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    for connection in connections:
        connection.close()


@pytest.mark.parametrize(("seconds", "stop", "statuses"), [("1.5", "10", [500]), ("600", "0.5", [])])
def test_sigterm_lets_answers_end_and_then_ends_everything(
    shipped_build: Path, seconds: str, stop: str, statuses: list[int]
) -> None:
    """The answer of a query that ends in time goes out whole; one that does not is given up."""
    running = started(shipped_build, KG_QUERY_SECONDS=seconds, KG_SERVE_STOP_SECONDS=stop)
    answers: list[Answer] = []

    def ask() -> None:
        with suppress(*([] if statuses else [OSError, http.client.HTTPException])):
            answers.append(running.ask(PATH))

    thread = threading.Thread(target=ask)
    thread.start()
    assert under_way(running, 1)
    workers = workers_of(running) | children(running.process.pid)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    thread.join()
    assert [
        answer.status for answer in answers if answer.status != 500 or "KG_QUERY_SECONDS" in answer.text
    ] == statuses
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert running.lines[-1].endswith("stopped\n") or eventually(lambda: running.lines[-1].endswith("stopped\n"))
    assert not any("Traceback" in line for line in running.lines)


def kg_serve(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))


def test_what_keeps_it_from_starting_is_said_in_one_line(server: Server, shipped_build: Path, tmp_path: Path) -> None:
    """By the command where the network refuses; the others in this process, since each start takes long."""
    build = str(shipped_build)
    taken = kg_serve("--build", build, "--port", str(server.port))
    assert taken.returncode == 3, taken.stderr
    assert f"port {server.port} of 127.0.0.1 cannot be had" in taken.stderr.splitlines()[-1]
    assert "Traceback" not in taken.stderr
    for options, code, words in (
        (("--build", str(tmp_path / "none")), 3, "run 'kg build' first"),
        (("--build", build, "--host", "no.such.host.invalid"), 2, "is no address of this machine"),
        (("--build", build, "--public-url", "ftp://x"), 2, "is no address that begins with http"),
        (("--build", build, "--cors", "example.org"), 2, "is no address that begins with http"),
    ):
        error = CliRunner().invoke(app, ["serve", *options]).exception
        assert isinstance(error, KgError)
        assert error.exit_code == code
        assert words in str(error)
        assert "\n" not in str(error)


def test_a_damaged_build_is_named_when_the_server_starts(shipped_build: Path, tmp_path: Path) -> None:
    for name in ("store/CURRENT", "graph.trig", "report.html"):
        folder = tmp_path / name.replace("/", "-")
        shutil.copytree(shipped_build, folder)
        (folder / name).write_bytes(b"")
        error = CliRunner().invoke(app, ["serve", "--build", str(folder), "--port", "0"]).exception
        assert isinstance(error, InputError)
        assert (error.file, error.exit_code) == (folder / name, 3)
        assert "is damaged" in str(error)
        assert "\n" not in str(error)


def test_a_store_that_is_no_store_is_named(shipped_build: Path, tmp_path: Path) -> None:
    """Without a list of its files only opening it tells."""
    shutil.copytree(shipped_build / "store", tmp_path / "store")
    (tmp_path / "store" / "CURRENT").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be opened") as found:
        application(Settings(tmp_path))
    assert found.value.file == tmp_path / "store"


def test_links_are_not_followed(shipped_build: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = tmp_path / "build"
    shutil.copytree(shipped_build / "store", folder / "store")
    (folder / "explorer.html").symlink_to(secret)
    os.mkfifo(folder / "report.html")
    alone = Settings(folder)
    assert [stated(alone, path, host="localhost")[0] for path in ("/explore", "/report")] == [404, 404]
    mounts = [route for route in application(alone).routes if isinstance(route, Mount)]
    assert {mount.path for mount in mounts} == {"/static", "/static/map", "/vendor"}
    assert not any(mount.app.follow_symlink for mount in mounts)  # type: ignore[attr-defined]


def stated(settings: Settings, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers of one request to the application itself."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": given,
    }  # fmt: skip
    in_own_loop(application(settings)(scope, receive, send))  # type: ignore[arg-type]
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_other_sites_may_read_answers_only_if_asked_for(shipped_build: Path) -> None:
    origin = "https://app.example"
    allowing = Settings(shipped_build, cors=(origin,))
    assert stated(allowing, "/sparql", host="localhost", origin=origin)[1]["access-control-allow-origin"] == origin
    asks_first = {"access_control_request_method": "POST", "access_control_request_headers": "content-type"}
    assert stated(allowing, "/sparql", "OPTIONS", host="localhost", origin=origin, **asks_first)[0] == 200
    other = stated(allowing, "/sparql", host="localhost", origin="https://other.example")[1]
    assert "access-control-allow-origin" not in other
    assert (
        "access-control-allow-origin"
        not in stated(Settings(shipped_build), "/sparql", host="localhost", origin=origin)[1]
    )


def test_behind_a_proxy_it_goes_by_its_public_name_and_path(shipped_build: Path) -> None:
    public = Settings(shipped_build, public_url="https://kg.example/conflict")
    status, headers = stated(public, "/id/actor/iran", host="kg.example", accept="text/turtle")
    assert (status, headers["location"]) == (303, "/conflict/data/actor/iran.ttl")
    assert stated(public, "/id/actor/iran", host="other.example")[0] == 421
    assert stated(Settings(shipped_build, host="0.0.0.0"), "/health", host="any.example")[0] == 200
    with pytest.raises(UsageError):
        Settings(shipped_build, public_url="kg.example")
