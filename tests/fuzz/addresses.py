"""Requests, mutated, as raw bytes to a running ``kg serve``: it answers or hangs up, without an error of its own."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random

from fuzz import harness
from fuzz.mutate import mutated
from kg.build import write_build
from kg.pipeline import build_dataset
from served import Server, started

ACCOUNTS = Path(__file__).with_name("seeds") / "accounts.ttl"
QUERY = b"ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
TARGETS = (
    b"/", b"/sparql?query=" + QUERY, b"/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D&format=csv", b"/queries",
    b"/id/event/e1", b"/id/actor/a1", b"/id/account/c1", b"/ontology", b"/explorer.html", b"/graph.ttl", b"/void.ttl",
    b"/resource?iri=http%3A%2F%2Fexample.org%2Fx", b"/.well-known/void", b"/editor", b"/id/source/s1",
)  # fmt: skip
TOKENS = (
    b"GET", b"POST", b"HEAD", b"OPTIONS", b"PUT", b"TRACE", b"*", b"//", b"/..", b"%2e%2e", b"%", b"%zz", b"%ff", b"?",
    b"&", b"=", b"#", b"http://127.0.0.1/", b"http://[::1", b"HTTP/1.0", b"HTTP/1.1", b"HTTP/2.0", b"Host: evil",
    b"Host: localhost", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 99999999999999999999",
    b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"Upgrade: h2c", b"Accept: text/turtle;q=x",
    b"Accept: */*;q=0", b"Accept-Encoding: gzip", b"Range: bytes=0-1", b"If-None-Match: *", b"If-Modified-Since: x",
    b"Origin: null", b"Sec-Fetch-Site: cross-site", b"Content-Type: application/sparql-query",
    b"Content-Type: multipart/form-data; boundary=", b"\r\n", b"\r\n\r\n", b"0\r\n\r\n", b"default-graph-uri=",
    b"named-graph-uri=x", b"format=", b"query=", b"update=",
)  # fmt: skip
#: Seconds that the server has for an answer, with its own limits set to far less.
PATIENCE = 15.0


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Mutations of requests, without end."""
    rest = b"Host: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n"
    while True:
        if chance.random() < 0.3:
            form = b"query=" + QUERY
            length = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(form)
            request = b"POST /sparql HTTP/1.1\r\n" + rest + length + form
        else:
            request = b"GET " + chance.choice(TARGETS) + b" HTTP/1.1\r\n" + rest + b"\r\n"
        # Half the time the target alone changes, so that what the pages read is reached.
        if chance.random() < 0.5:
            method, target, version = request.split(b" ", 2)
            target = b"".join(mutated(chance, target, TOKENS).split())
            request = b" ".join((method, target, version))
        else:
            request = mutated(chance, request, TOKENS)
        yield "request.bin", request


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """A server over a build of few accounts, and one connection for each request."""
    with serving(folder) as server:
        yield lambda file: exchange(server, file.read_bytes())


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server over a build of few accounts in ``folder``; in the end it must end as it should."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        write_build(build_dataset([ACCOUNTS], policy="permissive"), folder / "build")
    server = started(folder / "build", KG_SERVE_CLIENT_SECONDS="1", KG_QUERY_SECONDS="1")
    try:
        yield server
    finally:
        server.process.terminate()
        assert server.process.wait(20) == 0, server.lines


def exchange(server: Server, request: bytes) -> bytes:
    """What the server sends for ``request``; ``AssertionError`` where that, or its log, is an error of its own."""
    answer = _answered(server, request)
    if answer:
        assert answer.startswith(b"HTTP/1.1 "), answer[:200]
        assert answer[9:12] not in (b"500", b"502"), answer[:2000]
    assert server.process.poll() is None, server.lines
    wrong = [line for line in server.lines if "Traceback" in line or "unexpected" in line]
    assert not wrong, server.lines
    return answer


def _answered(server: Server, request: bytes) -> bytes:
    """All that the server sends until it hangs up."""
    answer = b""
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                answer += part
        except (BrokenPipeError, ConnectionResetError):
            pass
    return answer


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
