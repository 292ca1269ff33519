"""Requests that no client of good will sends, and clients that leave or linger in the middle of one."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.serve.sparql import QUERY
from served import Server, started

MANY = 40
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }"
LONG = "SELECT * " + "FROM <urn:a> " * 7_000 + "{ ?s ?p ?o }"


@pytest.fixture(scope="module")
def narrow(shipped_build: Path) -> Iterator[Server]:
    """A server that gives an address few connections, and is patient."""
    running = started(shipped_build, KG_SERVE_CLIENT_CONNECTIONS="8", KG_SERVE_CLIENT_SECONDS="60")
    yield running
    running.process.terminate()
    assert running.process.wait(30) == 0
    assert not any("Traceback" in line or "never retrieved" in line for line in running.lines)


def connected(server: Server) -> socket.socket:
    return socket.create_connection((server.host, server.port), timeout=30)


def post(body: str, length: int | None = None) -> bytes:
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\nContent-Length: {length or len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


def answered(server: Server, sent: bytes) -> bytes:
    """What comes back for ``sent``, of which the server may take only a part, until the connection ends."""
    with closing(connected(server)) as connection:
        with suppress(OSError):
            connection.sendall(sent)
        got = b""
        with suppress(OSError):
            while part := connection.recv(65536):
                got += part
        return got


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"X: y\r\n" * 100_000, b"431"),
        (b"X: " + b"a" * 3_000_000, b"431"),
        (b"Host: localhost\r\n" * 100_000, b"431"),
        (b"X: y\r\n" * 2_000 + b"\r\n", b"431"),
        (b"a" * 70_000, b"431"),
        (b"X y\r\n\r\n", b"400"),
        (b": y\r\n\r\n", b"400"),
        (b"X: y\r\n" * 10 + b"Content-Length: -1\r\n\r\n", b"400"),
        (b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"Transfer-Encoding: gzip\r\n\r\n", b"400"),
    ],
)
def test_strange_heads_are_refused_and_end_the_connection(server: Server, head: bytes, status: bytes) -> None:
    got = answered(server, b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + head)
    assert got.split()[1:2] == [status], got[:200]
    assert got.count(b"HTTP/1.1") == 1
    assert b"connection: close" in got.lower()
    assert server.ask("/health").status == 200


@pytest.mark.parametrize(
    "line", [b"\x00" * 100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /health\r\n\r\n"]
)
def test_what_is_no_request_is_refused(server: Server, line: bytes) -> None:
    assert answered(server, line + b"\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_body_that_is_none_ends_the_connection(server: Server) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert answered(server, head.encode() + b"zz\r\nASK {}\r\n0\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert server.query("ASK {}").status == 200
    assert not any("Traceback" in line for line in server.lines)


def test_slow_bodies_cost_only_their_own_connections(narrow: Server) -> None:
    held = [connected(narrow) for _ in range(MANY)]
    for connection in held:
        with suppress(OSError):
            connection.sendall(post("ASK", length=5_000))
    for _ in range(5):
        assert narrow.ask("/health").status == 200
    for connection in held:
        connection.close()


def test_slow_readers_cost_only_their_own_connections(narrow: Server) -> None:
    asked = b"GET /data/graph.trig HTTP/1.1\r\nHost: localhost\r\n\r\n" * 10
    held = []
    for _ in range(12):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((narrow.host, narrow.port))
        with suppress(OSError):
            connection.sendall(asked)
        held.append(connection)
    ends, in_a_row = time.monotonic() + 30, 0
    while in_a_row < 5:  # Once they are known to be slow, and from then on.
        in_a_row = in_a_row + 1 if narrow.ask("/health").status == 200 else 0
        assert time.monotonic() < ends
        time.sleep(0.1)
    for connection in held:
        connection.close()


@pytest.mark.parametrize(
    "sent", [post(LONG), post(ENDLESS), b"GET /page/actor/iran HTTP/1.1\r\nHost: localhost\r\n\r\n"]
)
def test_clients_that_leave_are_forgotten(narrow: Server, sent: bytes) -> None:
    for _ in range(MANY):
        with closing(connected(narrow)) as connection, suppress(OSError):
            connection.sendall(sent)
    ends = time.monotonic() + 30
    while narrow.ask("/health").text != '{"status":"ok","queries":0}':
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert narrow.query("ASK {}").status == 200


def test_a_half_closed_connection_is_answered_or_ended(narrow: Server) -> None:
    with closing(connected(narrow)) as connection:
        connection.sendall(f"GET /sparql?{urlencode({'query': ENDLESS})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b"" or narrow.query("ASK {}").status == 200
