"""The engine's own processes: no socket opens there, and a clause more costs the gate no second look at the query."""

import socket
import subprocess
import sys

import pytest
from pyoxigraph import Store

from kg.errors import InputError
from kg.sparql.gate import gate
from kg.sparql.query import run

REACHING = """
import sys
from pyoxigraph import Store
from kg.sparql.sandbox import close_network
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
    monkeypatch.setattr("kg.sparql.oxigraph.inert", lambda text: text)
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        text = f"ASK {{ SERVICE <http://127.0.0.1:{trap.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(InputError, match=r"."):
            run(Store(), text)
        if sys.platform == "linux":
            with pytest.raises(BlockingIOError):
                trap.accept()
