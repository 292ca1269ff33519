"""Queries, made by a grammar and mutated: none makes the engine call, and what the gate passes means what it says.

The engine runs here without its filter of system calls, so that the text it is given is all that keeps it from calling;
a canary on the loopback tells. What Oxigraph answers to the text as a person wrote it, it must answer to the rebuilt
text too.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from fuzz import harness
from kg.errors import KgError
from kg.rdf.terms import PREFIXES
from kg.sparql.evaluate import Task, evaluate
from kg.sparql.gate import gate
from kg.sparql.oxigraph import Oxigraph

#: The address of the canary in an input.
CANARY = "http://127.0.0.1:9/canary"
TERMS = (
    "?s", "?p", "?o", "?SERVICE", "?service", "a", "rdf:type", "<urn:a>", "<urn:service>", "e:SERVICE", "e:service",
    ":x", "e:", "e:a.b", "e:a-b", "e:%41", "e:a\\,b", "1", ".5", "1.5", "1e3", "-1", "+.5", "true", "false",
    "trueSERVICE", "1SERVICE", "'x'", '"SERVICE"', "'''a'b'''", '"""a"b"""', "'x'@en", "'x'@en-SERVICE",
    "'1'^^xsd:integer", "'\\u0053'", "[]", "[ ?p ?o ]", "( 1 2 )", "_:b", "_:b.c", "<<( <urn:a> <urn:b> 1 )>>", "<X>",
    "<\\u0058>"
)  # fmt: skip
PATHS = ("^<urn:a>", "<urn:a>*", "!(<urn:a>|^<urn:b>)", "<urn:a>/<urn:b>", "(<urn:a>|<urn:b>)+", "e:p?", "!a")
CALLS = (
    "SERVICE <X> { ?s ?p ?o }",
    "SERVICE SILENT <X> {}",
    "sErViCe ?s {}",
    "e:SERVICE <X> {}",
    "?sSERVICE <X> {}",
    "\\u0053ERVICE <X> {}",
    "SER/**/VICE <X> {}",
    "SERVICE#\n<X> {}",
    "\u017fERVICE <X> {}",
)
HOSTS = ("http://h:80", "http://[::1]:1", "urn:", "http://e/", "", "X", "http://h/#", "a", "http://%", "http://h:")
WORDS = (
    "SELECT", "ASK", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "AS", "VALUES", "UNDEF",
    "EXISTS", "NOT", "IN", "LIMIT 5", "ORDER BY", "GROUP BY", "DISTINCT", "LATERAL", "{", "}", "(", ")", "<", ">",
    "<<", ">>", "{", "", "\\", "", "^", "!", ".", ";", ",", "'", '"', "#", "\n", "\xa0", "\u2028", "\x0b", "\x00",
    "\\", "\\u0053", "@", "$", "?", ":", "_", "%", "~", "="
)  # fmt: skip
#: Answers differ from one run to the next, or between a store and a union of graphs.
_NO_TWIN = re.compile(r"rand|uuid|now|bnode|from|base|service|_:|\[|<<|~|\{\||\\u", re.IGNORECASE)


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Queries, without end."""
    while True:
        text = _query(chance)
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
            text = _mutated(chance, text)
        yield "query.rq", text.replace("X", CANARY).encode("utf-8", "surrogatepass")


def _query(chance: Random) -> str:
    prologue = "".join(
        chance.choice((f"PREFIX e: <{chance.choice(HOSTS)}> ", f"BASE <{chance.choice(HOSTS)}> ", "PREFIX : <urn:y:> "))
        for _ in range(chance.choice((0, 0, 1, 2)))
    )
    head = chance.choice(("SELECT * ", "ASK ", "SELECT (COUNT(*) AS ?n) ", "SELECT ?s ", "DESCRIBE ?s "))
    return (
        prologue
        + head
        + _group(chance, 0)
        + chance.choice(("", " LIMIT 3", " ORDER BY ?s", " # end", " VALUES ?s { 1 }"))
    )


def _group(chance: Random, depth: int) -> str:
    return "{ " + " ".join(_part(chance, depth) for _ in range(chance.randrange(4))) + " }"


def _part(chance: Random, depth: int) -> str:
    if depth < 3 and chance.random() < 0.3:
        word = chance.choice(("OPTIONAL ", "MINUS ", "GRAPH ?g ", "", "FILTER EXISTS ", "FILTER NOT EXISTS "))
        return word + _group(chance, depth + 1)
    if chance.random() < 0.04:
        return chance.choice(CALLS)
    if chance.random() < 0.2:
        return (
            f"FILTER({chance.choice(TERMS)} {chance.choice(('=', '<', '>', '!=', '&&', '+'))} {chance.choice(TERMS)})"
        )
    if chance.random() < 0.1:
        return f"BIND(CONCAT({chance.choice(TERMS)}, STR ({chance.choice(TERMS)})) AS ?b{chance.randrange(99)})"
    return f"{chance.choice(TERMS)} {chance.choice((*TERMS, *PATHS))} {chance.choice(TERMS)} ."


def _mutated(chance: Random, text: str) -> str:
    at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    end = min(end, at + chance.choice((0, 1, 1, 3, 12)))
    piece = chance.choice((chance.choice(WORDS), chance.choice(TERMS), chance.choice(CALLS), text[at:end] * 2, ""))
    if chance.random() < 0.1:
        return text[:at] + text[at:end].swapcase() + text[end:]
    return text[:at] + piece + text[end:]


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Answer each query from a store of one triple, and look at the canary."""
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c")))
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        there = f"http://127.0.0.1:{canary.getsockname()[1]}/canary"

        def attempt(file: Path) -> None:
            text = file.read_bytes().decode("utf-8", "surrogatepass").replace(CANARY, there)
            answered = _answered(store, text)
            try:
                canary.accept()
            except BlockingIOError:
                pass
            else:
                raise AssertionError("the engine called")
            if not answered and not _NO_TWIN.search(text):
                assert not _plainly_answered(store, text), "Oxigraph answers the text, and not the one made from it"

        yield attempt


def _answered(store: Store, text: str) -> bool:
    try:
        evaluate(Oxigraph(store), Task(text, 100))
    except KgError:
        return False
    return True


def _plainly_answered(store: Store, text: str) -> bool:
    """Whether Oxigraph answers a text that is passed on as it is, where nothing in it can call."""
    try:
        form = gate(text).form
        found = store.query(text, prefixes=PREFIXES)
        return form in ("SELECT", "ASK") and isinstance(found, QueryBoolean | QuerySolutions)
    except (KgError, SyntaxError, ValueError, OSError):
        return False


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
