"""The SPARQL 1.1 Protocol as clients use it: three ways to ask, every form of answer, and what is said to mistakes."""

from __future__ import annotations

import json
import shutil
import subprocess
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from kg.rdf.terms import PREFIXES, Namespace
from kg.serve.sparql import FORM, QUERY
from kg.sparql.evaluate import GRAPH_TYPES, RESULT_TYPES
from served import Server

WHO = "SELECT ?x { actor:iran conflict:sponsors ?x } ORDER BY ?x"
FIRST = "https://w3id.org/conflict-kg/id/actor/asaib-ahl-al-haq"
GRAPHS = "https://w3id.org/conflict-kg/graph/"
DECLARED = (
    "PREFIX conflict: <https://w3id.org/conflict-kg/ontology#> PREFIX actor: <https://w3id.org/conflict-kg/id/actor/> "
)


def values(body: bytes) -> list[str]:
    return [row["x"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_the_three_ways_to_ask_give_one_answer(server: Server) -> None:
    by_get = server.query(WHO)
    by_form = server.ask("/sparql", "POST", urlencode({"query": WHO}), Content_Type=FORM)
    by_body = server.ask("/sparql", "POST", WHO, Content_Type=f"{QUERY}; charset=utf-8")
    assert [a.status for a in (by_get, by_form, by_body)] == [200, 200, 200]
    assert by_get.body == by_form.body == by_body.body
    assert values(by_get.body)[0] == FIRST


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        *((WHO, name, name) for name in RESULT_TYPES),
        *(("ASK {}", name, name) for name in RESULT_TYPES),
        *(("DESCRIBE actor:iran", name, name) for name in GRAPH_TYPES),
        *(("CONSTRUCT WHERE { actor:iran ?p ?o }", name, name) for name in GRAPH_TYPES),
        (WHO, "*/*", "application/sparql-results+json"),
        (WHO, "application/json", "application/sparql-results+json"),
        (WHO, "text/csv;q=0.5, application/xml", "application/sparql-results+xml"),
        (WHO, "text/*;q=0.9, application/*;q=0.1", "text/csv"),
        ("DESCRIBE actor:iran", "application/json, text/html", "application/ld+json"),
        ("DESCRIBE actor:iran", "text/turtle;q=0, application/*", "application/n-triples"),
    ],
)
def test_the_form_is_the_one_liked_best(server: Server, query: str, accept: str, media_type: str) -> None:
    answer = server.query(query, Accept=accept)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    if media_type in GRAPH_TYPES:
        assert list(ox.parse(answer.body, GRAPH_TYPES[media_type]))
    elif media_type != "text/csv":  # Which loses the kinds of terms, and which no library reads for that.
        ox.parse_query_results(answer.body, RESULT_TYPES[media_type])


def test_graphs_can_be_chosen_in_the_request_and_only_our_own(server: Server) -> None:
    def counted(**graphs: str) -> object:
        asked = {"query": "SELECT (COUNT(*) AS ?x) { actor:iran a ?type }"} | graphs
        return values(server.ask("/sparql?" + urlencode(asked)).body)

    assert counted() == ["4"]
    assert counted(**{"default-graph-uri": GRAPHS + "asserted"}) == ["1"]
    assert counted(**{"default-graph-uri": GRAPHS + "inferred"}) == ["3"]
    named = {"query": "SELECT DISTINCT ?x { GRAPH ?x { ?s a ?o } }", "named-graph-uri": GRAPHS + "inferred"}
    assert values(server.ask("/sparql?" + urlencode(named)).body) == [GRAPHS + "inferred"]
    strange = server.ask("/sparql?" + urlencode({"query": WHO, "default-graph-uri": "http://127.0.0.1:9/x"}))
    assert strange.status == 400
    assert "queries load none" in strange.text


@pytest.mark.parametrize(
    ("path", "method", "body", "content_type", "status", "words"),
    [
        ("/sparql?query=", "GET", None, "", 400, "it is empty"),
        ("/sparql?qery=ASK", "GET", None, "", 400, "one parameter 'query'"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "GET", None, "", 400, "this one has 2"),
        ("/sparql?query=%FF", "GET", None, "", 400, "not UTF-8"),
        ("/sparql?" + "a=1&" * 1001, "GET", None, "", 400, "at most 1000 parameters"),
        ("/sparql?query=SELEC", "GET", None, "", 400, "did you mean SELECT"),
        ("/sparql?query=SELECT%20*%20%7B%20?s%20?p%20", "GET", None, "", 400, "query:1"),
        ("/sparql?update=CLEAR%20ALL", "GET", None, "", 403, "read-only"),
        ("/sparql?query=CLEAR%20ALL", "GET", None, "", 403, "read-only"),
        ("/sparql", "POST", "update=CLEAR+ALL", FORM, 403, "read-only"),
        ("/sparql", "POST", "CLEAR ALL", "application/sparql-update", 403, "read-only"),
        ("/sparql", "POST", "ASK {}", "text/plain", 415, "not text/plain"),
        ("/sparql", "POST", "<x/>", "multipart/form-data; boundary=x", 415, "not multipart/form-data"),
        ("/sparql", "POST", b"\xff", QUERY, 400, "not UTF-8"),
        ("/sparql", "POST", "query=ASK%7B%7D&update=CLEAR", FORM, 403, "read-only"),
        ("/sparql", "POST", "", FORM, 400, "one parameter 'query'"),
        ("/sparql", "PUT", "ASK {}", QUERY, 405, "PUT is not answered here"),
        ("/sparql", "DELETE", None, "", 405, "DELETE is not answered here"),
    ],
)
def test_mistakes_get_a_status_and_a_sentence(
    server: Server, path: str, method: str, body: str | bytes | None, content_type: str, status: int, words: str
) -> None:
    headers = {"Content_Type": content_type} if content_type else {}
    answer = server.ask(path, method, body, **headers)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert words in answer.text


def test_no_form_that_is_taken_is_406(server: Server) -> None:
    for query in (WHO, "DESCRIBE actor:iran"):
        answer = server.query(query, Accept="image/png")
        assert answer.status == 406
        assert "answered in" in answer.text


def test_an_answer_that_was_cut_says_so(server: Server) -> None:
    answer = server.query("SELECT * { ?s ?p ?o }", Accept="text/csv")
    assert answer.headers["kg-truncated"] == "rows=5000"
    assert len(answer.text.splitlines()) == 5001
    assert "kg-truncated" not in server.query(WHO).headers


def test_head_and_options(server: Server) -> None:
    head = server.ask("/sparql?" + urlencode({"query": WHO}), "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 0
    options = server.ask("/sparql", "OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "access-control-allow-origin" not in server.query(WHO, Origin="http://elsewhere.example").headers


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_without_a_query_the_service_describes_itself(server: Server, media_type: str) -> None:
    answer = server.ask("/sparql", Accept=media_type)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    store = ox.Store()
    store.bulk_load(answer.body, GRAPH_TYPES[media_type])
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert [q.object.value for q in store.quads_for_pattern(None, sd.term("endpoint"), None)] == [
        server.base + "sparql"
    ]
    assert len(list(store.quads_for_pattern(None, sd.term("resultFormat"), None))) == 8
    named = store.query(
        "SELECT ?name ?n { ?g sd:name ?name ; sd:graph/void:triples ?n } ORDER BY ?name",
        prefixes=PREFIXES | {"sd": sd.iri},
    )
    stated = {row["name"].value: int(row["n"].value) for row in named}
    assert stated[GRAPHS + "accounts"] == int(
        values(server.query("SELECT (COUNT(*) AS ?x) { GRAPH graph:accounts { ?s ?p ?o } }").body)[0]
    )


def test_an_etag_saves_sending_an_answer_again(server: Server) -> None:
    first = server.query(WHO)
    again = server.query(WHO, If_None_Match=f'"other", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert server.query(WHO, Accept="text/csv").headers["etag"] != first.headers["etag"]


def test_sparqlwrapper_asks_it_unchanged(server: Server) -> None:
    client = SPARQLWrapper(server.base + "sparql")
    client.setQuery(DECLARED + WHO)
    for form in (JSON, XML, CSV):
        client.setReturnFormat(form)
        got = client.query().convert()
        text = got if isinstance(got, bytes) else json.dumps(got).encode() if form == JSON else got.toxml().encode()
        assert FIRST.encode() in text
    client.setMethod(POST)
    client.setQuery(DECLARED + "CONSTRUCT WHERE { actor:iran ?p ?o }")
    client.setReturnFormat(TURTLE)
    assert b"prefLabel" in client.query().convert()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflibs_sparqlstore_asks_it_unchanged(server: Server, method: str) -> None:
    graph = Graph(SPARQLStore(server.base + "sparql", method=method))
    sponsors = URIRef(PREFIXES["conflict"] + "sponsors")
    assert URIRef(FIRST) in set(graph.objects(URIRef(PREFIXES["actor"] + "iran"), sponsors))
    assert FIRST in [str(row[0]) for row in graph.query(DECLARED + WHO)]


COMUNICA = """
const { QueryEngine } = require('@comunica/query-sparql');
(async () => {
  const [endpoint, query] = process.argv.slice(-2);
  const stream = await new QueryEngine().queryBindings(query, { sources: [{ type: 'sparql', value: endpoint }] });
  for (const row of await stream.toArray()) console.log(row.get('x').value);
})();
"""


def test_comunica_asks_it_unchanged(server: Server) -> None:
    node = shutil.which("node")
    found = node and subprocess.run([node, "-e", "require.resolve('@comunica/query-sparql')"], capture_output=True)
    if not found or found.returncode != 0:
        pytest.skip("@comunica/query-sparql of npm is not installed where NODE_PATH leads")
    command = [node, "-e", COMUNICA, "--", server.base + "sparql", DECLARED + WHO]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == values(server.query(WHO).body), done.stderr
