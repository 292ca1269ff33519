"""What nobody vetted: every request is answered or refused with a status and a sentence, and harms no other."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from kg.serve.sparql import FORM, QUERY
from served import Server


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address that nobody may call, and the calls that it had."""
    calls: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, address = listening.accept()
            except OSError:
                return
            calls.append(str(address))
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/", calls
    listening.close()


REACHING = [
    ("SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}", 403, "SERVICE is refused"),
    ("SELECT * {{ SERVICE SILENT <{at}> {{ ?s ?p ?o }} }}", 403, "SERVICE is refused"),
    ("SELECT * {{ VALUES ?at {{ <{at}> }} SERVICE ?at {{ ?s ?p ?o }} }}", 403, "SERVICE is refused"),
    ("SELECT * {{ {{ SELECT * {{ OPTIONAL {{ service<{at}> {{ ?s ?p ?o }} }} }} }} }}", 403, "SERVICE is refused"),
    ("SELECT * {{ \\u0053ERVICE <{at}> {{ ?s ?p ?o }} }}", 400, "query:1"),
    ("SELECT * FROM <{at}> {{ ?s ?p ?o }}", 400, "queries load none"),
    ("SELECT * FROM NAMED <{at}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 400, "queries load none"),
    ("SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", 400, "queries load none"),
    ("LOAD <{at}>", 403, "read-only"),
    ("LOAD SILENT <{at}> INTO GRAPH <urn:x>", 403, "read-only"),
    ("PREFIX x: <urn:x> INSERT DATA {{ x:a x:b x:c }}", 403, "read-only"),
    ("DELETE WHERE {{ ?s ?p ?o }}", 403, "read-only"),
    ("DROP ALL", 403, "read-only"),
]


@pytest.mark.parametrize(("query", "status", "words"), REACHING)
def test_no_query_reaches_out_or_changes_anything(
    server: Server, canary: tuple[str, list[str]], query: str, status: int, words: str
) -> None:
    at, calls = canary
    answer = server.query(query.format(at=at))
    assert (answer.status, words in answer.text) == (status, True), answer.text
    assert "root:" not in answer.text
    for graphs in ("default-graph-uri", "named-graph-uri"):
        assert server.ask(f"/sparql?query=ASK%7B%7D&{graphs}={at}").status == 400
    assert calls == []
    assert server.query("ASK { actor:iran a conflict:State }").text.count("true") == 1


DEEP = 300
ANY = {200, 400, 500}
COSTLY = {
    "deep": ("SELECT * " + "{ " * DEEP + "?s ?p ?o" + " }" * DEEP, {200, 400}),
    "deep filter": ("ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }", {200, 400}),
    "very deep": ("ASK " + "{" * 20_000 + "}" * 20_000, {400}),
    "cross product": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }", {500}),
    "sorted cross product": ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f", {500}),
    "star of star": ("SELECT (COUNT(*) AS ?n) { ?a (((!<urn:x>)*)*)* ?b . ?b ((!<urn:x>)*)* ?c }", {200, 500}),
    "regex": ("ASK { FILTER(REGEX('" + "a" * 5000 + "!', '^(a+)+(a*)*$')) }", {200, 400}),
    "regex that grows": ("ASK { ?s ?p ?o FILTER(REGEX(STR(?o), '((((a{99}){99}){99}){99})')) }", ANY),
    "many terms": (
        "SELECT * { ?s a ?t FILTER(" + " || ".join(f"?s = <urn:{n}>" for n in range(2000)) + ") }",
        ANY,
    ),
    "many joined": (f"SELECT * {{ {' '.join(f'?s{n} ?p{n} ?s{n + 1} .' for n in range(400))} }}", ANY),
    "memory": ("SELECT (GROUP_CONCAT(STR(?o)) AS ?x) { ?s ?p ?o . ?a ?b ?c }", {500}),
    "long": ("ASK { # " + "x" * 100_001 + "\n}", {400}),
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_query_is_answered_or_stopped_and_the_next_one_answered(server: Server, name: str) -> None:
    query, statuses = COSTLY[name]
    answer = server.ask("/sparql", "POST", query, Content_Type=QUERY)
    assert answer.status in statuses, answer.text[:300]
    if answer.status != 200:
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.strip()
    assert server.query("ASK { actor:iran a conflict:State }").status == 200


def test_bodies_and_heads_have_an_end(server: Server) -> None:
    for kind in (FORM, QUERY):
        answer = server.ask("/sparql", "POST", b"q" * 200_001, Content_Type=kind)
        assert (answer.status, "KG_SERVE_BODY_BYTES" in answer.text) == (413, True)
    long = server.ask("/sparql?query=" + "a" * 60_000)
    assert (long.status, len(long.body) < 3_000) == (400, True)
    with suppress(OSError):
        assert b" 200 " not in raw(server, b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 3_000_000)
    assert server.query("ASK {}").status == 200


OUTSIDE = (
    "../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cetc",
    "/etc/passwd", "%2fetc%2fpasswd", "graph.ttl/../summary.json", "summary.json", "store/CURRENT", "%00",
    "iran%00.ttl", "actor/%3Cscript%3E", "actor/" + "a" * 5000, "actor/%c3%a9%e2%80%ae", "%ff%fe", "actor/iran/..",
    "__init__.py",
)  # fmt: skip


@pytest.mark.parametrize("place", ["data", "id", "page", "static", "vendor", "graph"])
def test_no_path_leads_outside(server: Server, place: str) -> None:
    for path in OUTSIDE:
        answer = server.ask(f"/{place}/{path}")
        if place == "graph" and answer.status == 303:  # Any name of a graph leads to the description of the dataset.
            assert (answer.headers["location"], answer.body) == ("/.well-known/void", b"")
            continue
        assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8"), path
        assert "root:" not in answer.text


def test_nothing_sent_becomes_a_header_or_a_line_of_the_log(server: Server) -> None:
    server.ask("/marked")
    while not any("/marked" in line for line in server.lines):
        time.sleep(0.01)
    before = len(server.lines)
    for path in (
        "/id/actor/iran%0d%0aSet-Cookie:%20a=1",
        "/graph/x%0d%0aSet-Cookie:%20a=1",
        "/page/%0a2026-01-01%20forged",
    ):
        answer = server.ask(path)
        assert "set-cookie" not in answer.headers
    answer = server.query("SELECT ?secret { ?s ?p '\x1b[31m\n2026-01-01 forged' }")
    assert answer.status in (200, 400)
    while len(server.lines) < before + 4:
        time.sleep(0.01)
    written = server.lines[before:]
    assert len(written) == 4
    assert all(line.rstrip("\n").isprintable() and "127.0.0.1" in line for line in written)
    assert not any("secret" in line or line.startswith("2026-01-01 ") for line in written)


def raw(server: Server, sent: bytes) -> bytes:
    """What the server answers to bytes, until it closes."""
    with closing(socket.create_connection((server.host, server.port), timeout=10)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:80\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: local host\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost/@x\r\n\r\n", b"400"),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"421"),
        (b"GET /health HTTP/1.1\r\nHost: LOCALHOST:1\r\n\r\n", b"200"),
        (b"GET /health HTTP/1.1\r\nHost: [::1]\r\n\r\n", b"200"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET http://localhost:1/health HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"200"),
        (b"GET HTTP://localhost/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n", b"200"),
        (b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n", b"200"),
        (b"GET http://a@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"421"),
        (b"GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 500 + b"\r\n", b"200"),
        (b"GET /health HTTP/1.1\r\n Host: localhost\r\n\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: \x00\r\n\r\n", b"400"),
        (b"GET //health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"GET /%2e%2e/health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"GET /page/actor/%ed%a0%80%fe HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"HEAD /page/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"200"),
    ],
)  # fmt: skip
def test_strange_requests_and_hosts(server: Server, sent: bytes, status: bytes) -> None:
    with closing(socket.create_connection((server.host, server.port), timeout=30)) as connection:
        connection.sendall(sent)
        assert connection.recv(65536).split()[1] == status


def test_a_body_with_two_lengths_ends_the_connection(server: Server) -> None:
    smuggled = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\n".encode()
    for lengths in (
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    ):
        got = raw(server, head + lengths + b"\r\n0\r\n\r\n" + smuggled)
        assert (got.split()[1], got.count(b"HTTP/1.1"), b"connection: close" in got.lower()) == (b"400", 1, True)


def test_requests_sent_ahead_are_answered_in_turn(server: Server) -> None:
    asked = b"".join(b"%s /health HTTP/1.1\r\nHost: localhost\r\n\r\n" % method for method in (b"GET", b"HEAD") * 5)
    got = raw(server, asked)
    assert (got.count(b"HTTP/1.1 200"), got.count(b'{"status":"ok"')) == (10, 5)


def test_slow_clients_are_cut_and_hold_up_nobody(server: Server) -> None:
    heads = [socket.create_connection((server.host, server.port), timeout=15) for _ in range(60)]
    for n, slow in enumerate(heads):
        slow.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: "[: 5 + n % 35])
    body = socket.create_connection((server.host, server.port), timeout=15)
    body.sendall(
        f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\nContent-Length: 99\r\n\r\nASK".encode()
    )
    reader = socket.create_connection((server.host, server.port), timeout=15)
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    wanted = 30
    reader.sendall(b"GET /data/graph.trig HTTP/1.1\r\nHost: localhost\r\n\r\n" * wanted)
    for _ in range(20):
        assert server.ask("/health").status == 200
        assert server.query("ASK {}").status == 200
    for slow in heads:
        with suppress(ConnectionError):
            assert slow.recv(1000) == b""
        slow.close()
    late = body.recv(65536)
    assert late.startswith(b"HTTP/1.1 408")
    assert b"took too long" in late or b"took too long" in body.recv(65536)
    body.close()
    cut = re.compile(r'"GET /data/graph.trig" 200 (\d+) ')
    whole = len(server.ask("/data/graph.trig").body)

    def sizes() -> list[int]:
        return [int(found[1]) for line in list(server.lines) if (found := cut.search(line))]

    ends = time.monotonic() + 30
    while not any(size < whole for size in sizes()):
        assert time.monotonic() < ends, "the client that takes nothing was never cut"
        time.sleep(0.05)
    assert len(sizes()) < wanted
    reader.close()
    assert server.query("ASK {}").status == 200
