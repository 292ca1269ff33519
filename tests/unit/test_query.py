"""The query gate, the worker's limits, and answers."""

from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import InputError, LimitError, UsageError
from kg.rdf.terms import PREFIXES
from kg.sparql.backends import open_store
from kg.sparql.evaluate import RESULT_TYPES, Task
from kg.sparql.folder import open_folder
from kg.sparql.oxigraph import evaluate_here
from kg.sparql.query import Answer, ask, gate, run
from kg.sparql.store import memory_store, write_store
from kg.workspace import Workspace


@pytest.fixture(scope="module")
def folder(seed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build") / "store"
    write_store(seed.graphs, place)
    return place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * { { SELECT * { SERVICE SILENT ?where { ?s ?p ?o } } } }", "SERVICE is refused"),
        ("SELECT * { FILTER EXISTS { service ?where { ?s ?p ?o } } }", "SERVICE is refused"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("PREFIX ex: <http://example.org/> load ex:a", "LOAD is refused"),
    ],
)
def test_what_reaches_out_or_writes_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        gate(text)


@pytest.mark.parametrize("text", ["SELECT * FROM <http://example.org/> { ?s ?p ?o }", "ASK FROM NAMED <file:///x> {}"])
def test_graphs_that_the_store_does_not_hold_are_refused(text: str, seed: Workspace) -> None:
    with pytest.raises(UsageError, match="no graph <"):
        run(memory_store(seed.graphs), text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "query:1: not a SPARQL query: it is empty"),
        ("FIND ?x", "column 1: 'FIND' begins no query"),
        ("SELECT * {\n ?a a ?b\n\n", r"query:2: .* column 9: a bracket is still open at the end\n   \?a a \?b\n"),
        ("SELECT * {\n ?a a ?b\n FILTRE(?a)}", r"query:3: .* 'FILTRE' is no keyword \(did you mean FILTER\?\)"),
        ("SELECT * { ?s conflit:x ?o }", r"column 15: conflit:x: no prefix 'conflit' \(did you mean conflict\?\)"),
        ("SELECT * { ?s ?p 'x }", "column 18 is not closed"),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "The SELECT contains a variable that is unbound"),
    ],
)
def test_an_error_points_at_the_place_and_says_what_was_meant(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run(Store(), text)


def test_deep_nesting_hits_a_limit() -> None:
    with pytest.raises(LimitError, match="nested too deeply"):
        gate("SELECT * {" + "{" * 300 + "?s ?p ?o" + "}" * 300 + "}")


def test_the_words_in_a_literal_or_comment_are_no_offence() -> None:
    gate('SELECT * { ?s ?p "SERVICE <http://example.org/> FROM" } # SERVICE')


def asked(folder: Path, text: str, bindings: dict[str, NamedNode] | None = None) -> Answer:
    with closing(open_store(folder)) as store:
        return ask(store, text, bindings)


def test_a_worker_answers_with_terms(folder: Path) -> None:
    iran = NamedNode(PREFIXES["actor"] + "iran")
    answer = asked(folder, "SELECT ?who ?x { ?who conflict:sponsors ?x } ORDER BY ?x", {"who": iran})
    assert answer.columns == ("who", "x")
    assert [row[1].value.rsplit("/", 1)[-1] for row in answer.rows] == [  # type: ignore[union-attr]
        "iran-backed-militias",
        "kataib-hezbollah",
        "kataib-sayyid-al-shuhada",
    ]


def test_an_endless_query_is_stopped_and_the_next_one_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", "1")
    with pytest.raises(LimitError, match="longer than 1 s"):
        asked(folder, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    monkeypatch.setenv("KG_QUERY_SECONDS", "30")
    assert asked(folder, "ASK { ?s ?p ?o }").rows == ((Literal(True),),)


def test_the_row_limit_says_so(seed: Workspace) -> None:
    store = memory_store(seed.graphs)
    assert run(store, "SELECT * { ?s ?p ?o }", rows=5).truncated
    assert len(run(store, "SELECT * { ?s ?p ?o }", rows=5).rows) == 5
    assert run(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", rows=5).truncated
    assert not run(store, "SELECT * { ?s a conflict:Proxy }", rows=5).truncated


def test_a_missing_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run 'kg build' first"):
        open_folder(tmp_path / "nothing")
    with pytest.raises(InputError, match="run 'kg build' first"):
        asked(tmp_path / "nothing", "ASK {}")


@pytest.mark.parametrize("media_type", RESULT_TYPES)
@pytest.mark.parametrize("last", ["plain", '},{"x":{', "<result>", 'line\r\nbreak "quoted', "\n", "", "},{},{"])
def test_a_table_is_cut_where_its_last_row_begins(media_type: str, last: str) -> None:
    store = Store()
    words = ["a", 'b},{"', 'c\r\n"', "d<result>\t", last]
    for number, word in enumerate(words):
        store.add(Quad(NamedNode(f"urn:{number}"), NamedNode("urn:p"), Literal(word)))
    text = "SELECT ?o ?none ?s { ?s ?p ?o } ORDER BY ?s"
    cut, whole = (evaluate_here(store, Task(text, rows, media_type)) for rows in (4, 5))
    first = evaluate_here(store, Task(f"{text} LIMIT 4", 4, media_type))
    assert (cut.body, cut.truncated) == (first.body, True)
    assert (whole.truncated, first.truncated) == (False, False)
