"""The engine's own processes: no socket opens there, and a clause more costs the gate no second look at the query."""

import io
import pickle
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyoxigraph import Store

from kg.errors import InputError, LimitError
from kg.sparql.canonical import canonical
from kg.sparql.evaluate import Task
from kg.sparql.gate import gate
from kg.sparql.query import run
from kg.sparql.store import write_store
from kg.sparql.workers import place_of

REACHING = """
import sys
from pyoxigraph import Store
from kg.system import close_network
closed = close_network()
try:
    bool(Store().query(f"ASK {{ SERVICE <{sys.argv[1]}> {{ ?s ?p ?o }} }}"))
except OSError:
    pass
print(closed)
"""


def test_the_engine_cannot_call_what_the_gate_did_not_see() -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        there = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        done = subprocess.run(
            [sys.executable, "-c", REACHING, there], capture_output=True, text=True, check=True, timeout=60
        )
        if done.stdout.strip() != "True":
            pytest.skip("no filter of system calls here")
        with pytest.raises(BlockingIOError):
            trap.accept()


@pytest.mark.parametrize("host", ["http://h:80", "http://[::1]:1", "http://["])
@pytest.mark.parametrize("word", ["SERVICE", "service SILENT"])
def test_a_name_that_makes_no_iri_is_refused(host: str, word: str) -> None:
    with pytest.raises(InputError, match=r"is no IRI"):
        gate(f"PREFIX e: <{host}> SELECT * {{ ?s ?p e:{word} <http://example.org/> {{ }} }}")


def test_graphs_are_taken_from_many_clauses() -> None:
    text = "BASE <http://example.org/> SELECT * " + "FROM<a>" * 12_000 + "{}"
    query = gate(text)
    assert query.default_graphs == ("http://example.org/a",) * 12_000
    assert len(query.text) == len(text)


def test_a_store_in_memory_cannot_call_past_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyword reaches the engine here, as if the gate had read the query otherwise."""
    monkeypatch.setattr("kg.sparql.gate.Token.is_word", lambda *_: False)
    monkeypatch.setattr("kg.sparql.oxigraph.canonical", lambda seen: SimpleNamespace(sent=seen.text))
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        text = f"ASK {{ SERVICE <http://127.0.0.1:{trap.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(InputError, match=r"."):
            run(Store(), text)
        if sys.platform == "linux":
            with pytest.raises(BlockingIOError):
                trap.accept()


#: A worker whose gate and whose rebuilt text are taken away: the keyword reaches the engine.
UNGUARDED = """
import sys
from types import SimpleNamespace
import kg.sparql.gate, kg.sparql.oxigraph, kg.sparql.worker
kg.sparql.gate.Token.is_word = lambda *_: False
kg.sparql.oxigraph.canonical = lambda seen: SimpleNamespace(sent=seen.text)
kg.sparql.worker.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no filter of system calls here")
def test_a_worker_cannot_call_past_the_gate(tmp_path: Path) -> None:
    store = tmp_path / "store"
    write_store({}, store)
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        text = f"ASK {{ SERVICE <http://127.0.0.1:{trap.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        done = subprocess.run(
            [sys.executable, "-c", UNGUARDED, str(store), *map(str, place_of(store)), str(2**30)],
            input=pickle.dumps((20.0, Task(text, 10))),
            capture_output=True,
            check=True,
            timeout=60,
        )
        said = io.BytesIO(done.stdout)
        ready, outcome = pickle.load(said), pickle.load(said)
        assert ready is None
        assert isinstance(outcome, InputError)
        with pytest.raises(BlockingIOError):
            trap.accept()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("ASK{?s a actor:iran}#x", "ASK { ?s a <https://w3id.org/conflict-kg/id/actor/iran> }"),
        (
            "BASE <http://e/a/> ASK {<../b> <c> .5, -1 .}",
            "BASE <http://e/a/> ASK { <http://e/b> <http://e/a/c> .5 , - 1 . }",
        ),
        ("PREFIX e: <http://e/> ASK {?s e:p* 'SERVICE'@en}", "ASK { ?s <http://e/p> * '\\u0053ERVICE' @en }"),
        ("SELECT (CONCAT (STR(?x),'') AS ?y) {}", "SELECT( CONCAT( STR( ?x ) , '' ) AS ?y ) { }"),
        ("ASK { <<( ?s ?p 1. )>> ?a ?b {| ?c 2 |} }", "ASK { <<( ?s ?p 1 . )>> ?a ?b {| ?c 2 |} }"),
    ],
)
def test_the_engine_gets_what_was_judged(text: str, sent: str) -> None:
    assert canonical(gate(text).outline).sent == sent


@pytest.mark.parametrize(
    "words", ["?s ?p trueSERVICE", "?s ?p '\\q'", "?s ?p 1.2.3", "?\u00b2 ?p ?o", "?s ?p `", "?s ?p '\\uD800'"]
)
def test_what_sparql_does_not_have_is_refused_with_its_place(words: str) -> None:
    with pytest.raises(InputError, match=r"query:1: not a SPARQL query: column \d+"):
        run(Store(), f"ASK {{ {words} }}")


@pytest.mark.parametrize(
    "text",
    [
        "ASK {" + "<" * 90_000 + "}",
        "ASK { FILTER(" + "!" * 40_000 + "true) }",
        "ASK { FILTER(" + "1+" * 9_000 + "1) }",
        "ASK { FILTER(" + "?a||" * 9_000 + "?a) }",
        "ASK { ?s " + "a|" * 9_000 + "a ?o }",
        "ASK {" + "{} UNION " * 9_000 + "{} }",
        "ASK {" + "MINUS {} " * 9_000 + "}",
    ],
    ids=lambda text: text[:20],
)
def test_chains_that_the_engine_has_no_room_for_are_refused(text: str) -> None:
    with pytest.raises(LimitError, match=r"at most [0-9]+ are read"):
        gate(text)
