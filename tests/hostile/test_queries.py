"""Queries that reach out, never end or fill the memory: refused or stopped in time; the next one is answered."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.errors import InputError, LimitError, UsageError
from kg.sparql.evaluate import Reply, Task
from kg.sparql.folder import open_folder
from kg.sparql.gate import gate, inert
from kg.sparql.oxigraph import evaluated
from kg.sparql.store import write_store
from kg.sparql.workers import QueryPool
from kg.workspace import Workspace

SECONDS = 1.0
#: A second for the process to be replaced, and what a busy machine needs.
SLACK = 1.0 + 4.0
MANY = ", ".join(f"<http://example.org/{n}>" for n in range(2000))


@pytest.fixture(scope="module")
def folder(seed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build") / "store"
    write_store(seed.graphs, place)
    return place


@pytest.fixture(scope="module")
def pool(folder: Path) -> Iterator[QueryPool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_QUERY_BYTES", str(2**28))
        with QueryPool(folder, size=1) as made:
            yield made


@pytest.fixture(scope="module")
def trap() -> Iterator[socket.socket]:
    """A socket on loopback that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def test_oxigraph_alone_would_reach_out() -> None:
    """What the gate is there for, and that the trap is one."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as threads:
        hung_up = threads.submit(lambda: listener.accept()[0].close())
        with pytest.raises(OSError, match=r"."):
            bool(Store().query(f"ASK {{ SERVICE <{address(listener)}> {{ ?s ?p ?o }} }}"))
        assert hung_up.result(10) is None


def address(trap: socket.socket) -> str:
    return f"http://127.0.0.1:{trap.getsockname()[1]}/"


#: How a query may ask the engine to reach out; ``X`` is the trap's address.
REACHING = [
    "SELECT * { SERVICE <X> { ?s ?p ?o } }",
    "SELECT * { sErViCe <X> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <X> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <X> } SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <X> } SERVICE SILENT ?x { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SERVICE <X> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { { SERVICE <X> { ?s ?p ?o } } } } }",
    "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <X> { ?s ?p ?o } } }",
    "SELECT * { ?a ?b ?c FILTER NOT EXISTS { SERVICE <X> { ?s ?p ?o } } }",
    "SELECT (EXISTS { SERVICE <X> { ?s ?p ?o } } AS ?x) {}",
    "SELECT * { ?a ?b ?c MINUS { SERVICE <X> { ?s ?p ?c } } }",
    "SELECT * { { ?a ?b ?c } UNION { SERVICE <X> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <X> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <X> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <X> { ?s ?p ?o } }",
    "ASK { SERVICE <X> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <X> { ?a ?b ?c } }",
    "SELECT * { ?s ?p trueSERVICE <X> { ?a ?b ?c } }",
    "PREFIX service: <X> SELECT * { SERVICE service: { ?s ?p ?o } }",
    # A search for words takes <?b#> for an IRI and the rest for a string; a parser reads a comparison and a comment.
    "SELECT * { ?s ?p ?a FILTER(?a<?p#>'''\n) SERVICE <X> { ?b ?c ?d } } #'''",
    'SELECT * { ?s ?p ?a FILTER(?a<?p#>"""\n) SERVICE SILENT <X> { ?b ?c ?d } } #"""',
    "SELECT * FROM <X> { ?s ?p ?o }",
    "SELECT * FROM NAMED <X> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "LOAD <X>",
    "LOAD SILENT <X> INTO GRAPH <http://example.org/>",
    "BASE <X> PREFIX e: <http://example.org/> LOAD <y>",
]


@pytest.mark.parametrize("text", REACHING)
def test_what_reaches_out_is_refused_before_a_socket_is_opened(text: str, pool: QueryPool, trap: socket.socket) -> None:
    with pytest.raises((UsageError, InputError)):
        pool.ask(text.replace("X", address(trap)), seconds=SECONDS)
    with pytest.raises(BlockingIOError):
        trap.accept()
    assert pool.ask("ASK { ?s ?p ?o }").body.endswith(b"true}")


@pytest.mark.parametrize("text", REACHING)
def test_the_engine_never_sees_the_keyword(text: str) -> None:
    """The guard that does not rest on reading words: what is left of SERVICE is part of a longer name."""
    assert re.findall(r"(?i)(?<![\w:?$-])service", inert(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "WITH graph:accepted DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH graph:accepted",
        "CREATE GRAPH <a:b>",
        "ADD graph:accepted TO <a:b>",
        "MOVE graph:accepted TO <a:b>",
        "COPY graph:accepted TO <a:b>",
        "ASK {} ; DROP ALL",
    ],
)
def test_updates_are_refused_and_change_nothing(text: str, pool: QueryPool) -> None:
    count = pool.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    with pytest.raises((UsageError, InputError)):
        pool.ask(text)
    assert pool.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == count


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = CONCAT(STR(?i), STR(?f))) }",
        "SELECT DISTINCT ?a ?d ?c { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?d",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = CONCAT(STR(?i), STR(?f))) }",
        "DESCRIBE ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = CONCAT(STR(?i), STR(?f))) }",
        "SELECT (COUNT(*) AS ?n) { ?a ((!<a:a>)*)* ?b . ?c ((!<a:a>)*)* ?d . ?e ((!<a:a>)*)* ?f }",
        "SELECT * { ?s " + "|".join(["a"] * 4000) + " ?o }",
        "SELECT (" + "1+" * 40000 + "1 AS ?x) {}",
        "SELECT (" + "!" * 40000 + "true AS ?x) {}",
        "SELECT * { ?s " + "a/" * 40000 + "a ?o }",
        "SELECT * {" + "{" * 300 + "?s ?p ?o" + "}" * 300 + "}",
        "SELECT (" + "(" * 300 + "1" + ")" * 300 + " AS ?x) {}",
        "ASK { ?s ?p '" + "x" * 100_000 + "' }",
    ],
    ids=lambda text: text[:60],
)
def test_what_would_not_end_is_stopped_and_the_next_query_answered(text: str, pool: QueryPool) -> None:
    start = time.monotonic()
    with pytest.raises(LimitError):
        pool.ask(text, seconds=SECONDS)
    assert pool.ask("ASK { ?s ?p ?o }").body.endswith(b"true}")
    assert time.monotonic() - start < SECONDS + SLACK


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?x { BIND('service' AS ?x) } # SERVICE", 1),
        ("SELECT ?service { BIND('SERVICE <http://example.org/> { }' AS ?service) }", 1),
        ("SELECT ?air_service { VALUES ?air_service { <http://example.org/service> } }", 1),
        ("SELECT ?x { VALUES ?x { actor:customer-service } }", 1),
        ('SELECT ?x { BIND(REGEX("' + "a" * 30 + '!", "^(a+)+$") AS ?x) }', 1),
        ('SELECT ?x { BIND(REGEX("' + "a" * 30 + '!", "(a{1000}){1000}") AS ?x) }', 1),
        ('SELECT ?o { ?s ?p ?o FILTER(REGEX(STR(?o), "(q+q+)+w")) }', 0),
        (f"SELECT ?o {{ ?s conflict:sponsors ?o FILTER(?o IN ({MANY})) }}", 0),
        (f"SELECT ?o {{ ?s conflict:sponsors ?o FILTER({'||'.join(f'?o={n}' for n in MANY.split(', '))}) }}", 0),
        ("SELECT ?x { BIND(EXISTS { actor:iran (conflict:sponsors*)* actor:iran } AS ?x) }", 1),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_only_looks_dangerous_is_answered(text: str, rows: int, pool: QueryPool) -> None:
    assert pool.ask(text, "text/tab-separated-values", seconds=30).body.count(b"\n") == rows + 1


def test_memory_is_limited(pool: QueryPool) -> None:
    text = "SELECT DISTINCT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?d ?f"
    with pytest.raises(LimitError, match=r"memory than 268435456 bytes \(KG_QUERY_BYTES\)"):
        pool.ask(text, seconds=120)
    assert pool.ask("ASK { ?s ?p ?o }").body.endswith(b"true}")


def test_a_query_opens_no_file(folder: Path) -> None:
    """What the process has open after a query that names files is what it had open before."""
    store = open_folder(folder)
    before = open_files()
    assert isinstance(evaluated(store, Task("ASK FROM <file:///etc/passwd> {}", 10)), UsageError)
    outcome = evaluated(store, Task("ASK { GRAPH <file:///etc/passwd> { ?s ?p ?o } }", 10))
    assert isinstance(outcome, Reply)
    assert outcome.body.endswith(b"false}")
    assert [name for name in open_files() - before if "/store/" not in name] == []


def open_files() -> set[str]:
    return {str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()}


def test_a_killed_process_is_replaced_for_every_thread(folder: Path) -> None:
    """Several threads, one of which sends queries that never end: the others get their answers."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with QueryPool(folder, size=2) as both, ThreadPoolExecutor(4) as threads:
        bad = [threads.submit(both.ask, endless, seconds=0.3) for _ in range(3)]
        good = [threads.submit(both.ask, "ASK { ?s ?p ?o }") for _ in range(20)]
        assert all(one.result().body.endswith(b"true}") for one in good)
        assert all(isinstance(one.exception(), LimitError) for one in bad)


def test_a_closed_pool_leaves_no_process(folder: Path) -> None:
    made = QueryPool(folder, size=2)
    made.ask("ASK {}")
    pids = [worker._process.pid for worker in made._workers]
    made.close()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_the_words_in_a_literal_or_comment_are_no_offence() -> None:
    assert gate('SELECT * { ?s ?p "SERVICE <http://example.org/> FROM" } # SERVICE').default_graphs == ()
