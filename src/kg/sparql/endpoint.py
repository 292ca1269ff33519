"""Any SPARQL 1.1 endpoint as an engine.

The only module that speaks to the network, and only to the address that it is given.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from kg.errors import InputError, LimitError, UsageError
from kg.limits import limits
from kg.rdf.terms import DECISIONS, LAYERS, ONTOLOGY, PREFIXES
from kg.sparql.evaluate import Graphs, Result, Term
from kg.sparql.gate import Query
from kg.sparql.syntax import outline

TABLES = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
REDIRECTS = 3
_BLOCK = 2**16


class Endpoint:
    """The endpoint at ``address`` as an engine: see :class:`kg.sparql.evaluate.Engine`.

    Queries go by POST, as SPARQL 1.1 Protocol describes (2.1.2). A query may take ``KG_QUERY_SECONDS``, its answer
    ``KG_RESULT_BYTES``. Redirections are followed on the same host alone. Raises ``UsageError`` for an address that is
    none of HTTP, or holds a password, which other users of the machine could read.
    """

    #: Virtuoso sorts no more than 10,000 rows for a LIMIT, and refuses a larger one.
    stops_at_limit = False

    def __init__(self, address: str, seconds: float | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{address!r} is no address of an endpoint; one begins with http:// or https://")
        if "@" in parts.netloc:
            raise UsageError("an address with a name or password in it is refused")
        self._address = address
        self._seconds = limits().query_seconds if seconds is None else seconds

    def execute(self, query: Query, text: str, bindings: Mapping[str, Term], graphs: Graphs | None) -> Result:
        """The endpoint's result; ``InputError`` with its own words where it refuses, ``LimitError`` at a limit."""
        # A text that was made from the query may be of another form: DESCRIBE is asked as SELECT and CONSTRUCT.
        form = outline(text).form
        default, named = graphs or ((), ())
        fields = [
            ("query", complete(bound(text, bindings))),
            *(("default-graph-uri", iri) for iri in default),
            *(("named-graph-uri", iri) for iri in named),
        ]
        reply = self._post(urlencode(fields).encode(), TABLES if form in ("SELECT", "ASK") else GRAPHS)
        return _read(reply, form, self._address)

    def holds(self, graph: str) -> bool:
        """Whether the endpoint has something in this graph."""
        try:
            name = NamedNode(graph)
        except ValueError:  # No IRI, so nothing is in it.
            return False
        return bool(self._simple(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}"))

    def graph_names(self) -> Iterable[str]:
        """The IRIs of the project's graphs that it holds; to list all the others can take an endpoint minutes."""
        ours = (*LAYERS.values(), DECISIONS, ONTOLOGY)
        return [graph.value for graph in ours if self.holds(graph.value)]

    def _simple(self, text: str) -> Result:
        return self.execute(Query(outline(text), text), text, {}, None)

    def _post(self, body: bytes, accept: str) -> _HttpReply:
        address = urlsplit(self._address)
        for _ in range(REDIRECTS):
            reply = _send(address, body, accept, self._seconds)
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            target = urlsplit(urljoin(address.geturl(), reply.location))
            if target.scheme not in ("http", "https") or target.hostname != address.hostname:
                raise InputError(
                    f"it redirects to {target.geturl()}, another host, which was not asked for", self._address
                )
            address = target
        raise InputError(f"it redirects more than {REDIRECTS} times", self._address)


def complete(text: str) -> str:
    """``text`` with the project's prefixes that it uses and does not declare, on its first line.

    >>> complete("ASK { actor:iran conflict:sponsors ?x }").count("PREFIX")
    2
    """
    seen = outline(text)
    used = {token.text.partition(":")[0] for token in seen.body if token.kind == "name"}
    missing = sorted(used & PREFIXES.keys() - seen.prefixes.keys())
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + text


def bound(text: str, bindings: Mapping[str, Term]) -> str:
    """``text`` with a VALUES line for ``bindings`` at the beginning of its WHERE clause.

    >>> bound("SELECT ?a { ?a a ?b }", {"a": NamedNode("http://example.org/x")})
    'SELECT ?a { VALUES (?a) { (<http://example.org/x>) } ?a a ?b }'
    """
    if not bindings:
        return text
    seen = outline(text)
    # Before the WHERE clause of a CONSTRUCT stands its template.
    template = seen.form == "CONSTRUCT" and not seen.body[1].is_word("WHERE")
    opening = [token for token in seen.body if token.text == "{" and token.depth == 0][template:]
    if not opening:
        raise UsageError("parameters can be bound only in a query that has a WHERE clause")
    names = " ".join(f"?{name}" for name in bindings)
    values = f" VALUES ({names}) {{ ({' '.join(map(str, bindings.values()))}) }}"
    return text[: opening[0].end] + values + text[opening[0].end :]


@dataclass(frozen=True)
class _HttpReply:
    status: int
    media_type: str
    location: str
    body: bytes


def _send(address: SplitResult, body: bytes, accept: str, seconds: float) -> _HttpReply:
    """One request and its answer, within ``seconds`` altogether."""
    headers = {
        "Accept": accept,
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": "conflict-kg (https://w3id.org/conflict-kg/)",
    }
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        with _connected(address, seconds) as connection:
            connection.request("POST", path, body, headers)
            with closing(connection.getresponse()) as response:
                kind, location = response.headers.get_content_type(), response.getheader("Location") or ""
                return _HttpReply(response.status, _words(kind), _words(location), _body(response, address))
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, TimeoutError):
            raise LimitError(f"{address.geturl()}: no answer within {seconds:g} s (KG_QUERY_SECONDS)") from error
        raise InputError(f"cannot be asked: {_words(str(error)) or type(error).__name__}", address.geturl()) from error


@contextmanager
def _connected(address: SplitResult, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection that is shut when the time is over, however slowly the other side drips; then ``TimeoutError``."""
    assert address.hostname is not None
    made: http.client.HTTPConnection
    if address.scheme == "https":
        made = http.client.HTTPSConnection(
            address.hostname, address.port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(address.hostname, address.port, timeout=seconds)
    over = threading.Event()
    made.connect()
    line = made.sock

    def shut() -> None:
        over.set()
        line.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, shut)
    alarm.start()
    try:
        yield made
    except (OSError, http.client.HTTPException) as error:
        raise (TimeoutError() if over.is_set() else error) from error
    finally:
        alarm.cancel()
        made.close()
    if over.is_set():  # What was read until then may look whole.
        raise TimeoutError


def _body(response: http.client.HTTPResponse, address: SplitResult) -> bytes:
    cap, parts, size = limits().result_bytes, [], 0
    while block := response.read(_BLOCK):
        parts.append(block)
        size += len(block)
        if size > cap:
            raise LimitError(f"{address.geturl()}: the answer is larger than {cap} bytes (KG_RESULT_BYTES)")
    return b"".join(parts)


def _read(reply: _HttpReply, form: str, address: str) -> Result:
    if reply.status != 200:
        said = _words(reply.body[:2000].decode("utf-8", "replace"))
        if reply.status in (408, 429, 503, 504):
            raise LimitError(f"{address}: answered {reply.status}: {said}")
        raise InputError(f"answered {reply.status}: {said}", address)
    try:
        if form in ("SELECT", "ASK"):
            result = parse_query_results(reply.body, QueryResultsFormat.from_media_type(reply.media_type))
            return _boolean(result) if form == "ASK" else _table(result)
        return [quad.triple for quad in parse(reply.body, RdfFormat.from_media_type(reply.media_type))]
    except (SyntaxError, ValueError) as error:
        raise InputError(f"the answer ({reply.media_type}) cannot be read: {_words(str(error))}", address) from error


def _words(text: str) -> str:
    """What an endpoint says, on one line, at most 300 characters, and without any that steer a terminal."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:300]


def _table(result: QuerySolutions | QueryBoolean) -> QuerySolutions:
    if isinstance(result, QueryBoolean):
        raise ValueError("a table was asked for")
    return result


def _boolean(result: QuerySolutions | QueryBoolean) -> QueryBoolean:
    """The answer to ASK; Virtuoso 7 gives it as a table of one number, or of none."""
    if isinstance(result, QueryBoolean):
        return result
    true = any(value.value == "1" for row in result for value in row)
    made = parse_query_results(json.dumps({"head": {}, "boolean": true}), QueryResultsFormat.JSON)
    assert isinstance(made, QueryBoolean)
    return made
