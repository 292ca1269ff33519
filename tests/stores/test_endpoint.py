"""Endpoints that misbehave: each gives one clear error, in time, and nothing is asked of anybody else."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pyoxigraph import NamedNode

from kg.errors import InputError, KgError, LimitError, UsageError
from kg.sparql.backends import open_store
from kg.sparql.endpoint import bound, complete

JSON = "application/sparql-results+json"
YES = '{"head":{},"boolean":true}'


def reply(body: str, media_type: str = JSON, status: str = "200 OK", extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return (head + body).encode()


@contextmanager
def answering(*answers: bytes | Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that gives ``answers`` one after another; its address, and the requests it got."""
    listener = socket.create_server(("127.0.0.1", 0))
    got: list[bytes] = []

    def serve() -> None:
        for answer in answers:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                got.append(line.recv(65536))
                try:
                    if callable(answer):
                        answer(line)
                    else:
                        line.sendall(answer)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql", got
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # To close it would not wake the thread that accepts.
        listener.close()
        thread.join(10)


def drip(line: socket.socket) -> None:
    """A header byte every now and then, for ever."""
    for _ in range(200):
        line.sendall(b"x")
        time.sleep(0.05)


def drip_body(line: socket.socket) -> None:
    line.sendall(reply("x" * 1000)[:80])
    drip(line)


def flood(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n")
    for _ in range(1000):
        line.sendall(b"#" * 65536)


HOSTILE = reply("\x1b[31mred\r\nline two" + "x" * 5000, "text/html", "400 Bad")


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (drip, LimitError, "no answer within 1 s"),
        (drip_body, LimitError, "no answer within 1 s"),
        (flood, LimitError, r"larger than 100000 bytes \(KG_RESULT_BYTES\)"),
        (HOSTILE, InputError, r"answered 400: \[31mred line two"),
        (reply("busy", "text/plain", "503 Busy"), LimitError, "answered 503: busy"),
        (reply("<html>"), InputError, "cannot be read"),
        (reply("<html>", "text/html"), InputError, r"\(text/html\) cannot be read"),
        (b"", InputError, "cannot be asked"),
        (b"rubbish\r\n\r\n", InputError, "cannot be asked"),
        (reply("", status="302 Found", extra="Location: http://example.org/x\r\n"), InputError, "another host"),
        (reply("", status="302 Found", extra="Location: file:///etc/passwd\r\n"), InputError, "another host"),
    ],
)
def test_what_an_endpoint_does_wrong_is_said(
    answer: bytes | Callable[[socket.socket], None],
    error: type[KgError],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_RESULT_BYTES", "100000")
    with answering(answer) as (address, _), pytest.raises(error, match=said) as caught:
        open_store(address).ask("ASK {}", seconds=1)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_redirections_on_the_same_host_are_followed_a_few_times() -> None:
    here = reply("", status="307 Temporary", extra="Location: /there\r\n")
    with answering(here, reply(YES)) as (address, got):
        assert open_store(address).ask("ASK {}").body.endswith(b"true}")
    assert [request.split()[1] for request in got] == [b"/sparql", b"/there"]
    with answering(here, here, here, here) as (address, got), pytest.raises(InputError, match="more than 3 times"):
        open_store(address).ask("ASK {}")
    assert len(got) == 3


@pytest.mark.parametrize("text", ["ASK { SERVICE <http://e/> {} }", "DROP ALL", "ASK { nope:x ?p ?o }", "{" * 300])
def test_nothing_is_sent_of_a_query_that_is_refused(text: str) -> None:
    with answering(reply(YES)) as (address, got), pytest.raises(KgError):
        open_store(address).ask(text)
    assert got == []


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "http://", "http://me:secret@example.org/sparql", "file:///etc/passwd"]
)
def test_addresses_that_are_none_are_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)


def test_prefixes_are_declared_where_they_are_missing() -> None:
    text = "PREFIX actor: <http://example.org/>\nASK { actor:x conflict:sponsors _:b }"
    assert complete(text) == f"PREFIX conflict: <https://w3id.org/conflict-kg/ontology#> {text}"


def test_a_parameter_needs_a_place() -> None:
    with pytest.raises(UsageError, match="WHERE clause"):
        bound("DESCRIBE ?a", {"a": NamedNode("x:y")})
