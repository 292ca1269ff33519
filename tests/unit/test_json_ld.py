"""JSON-LD as input: read with the contexts in the file and the one that ships, and nothing is fetched."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import InputError, LeftOutWarning, LimitError
from kg.exchange.formats import of_dataset
from kg.rdf.json_ld import CONTEXT
from kg.rdf.load import parse_file
from kg.rdf.nesting import MOST_NESTED
from kg.rdf.read import read_rdf
from kg.rdf.terms import LABEL, PREFIXES, SKOS
from kg.workspace import Workspace

ACTOR = NamedNode(PREFIXES["actor"] + "x")


def read(folder: Path, document: object, name: str = "a.jsonld") -> set[Triple]:
    file = folder / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return {triple for source in read_rdf([file]) for triple in parse_file(source)}


def test_what_is_exported_is_read_back_equal(shipped_graph: Workspace, tmp_path: Path) -> None:
    texts = {}
    for form in ("jsonld", "ntriples"):
        (chunks,) = of_dataset(form, shipped_graph, ("all",)).values()
        texts[form] = b"".join(chunks).decode()
    assert read(tmp_path, texts["jsonld"]) == read(tmp_path, texts["ntriples"], "a.nt") != set()


@pytest.mark.parametrize("context", [CONTEXT, [CONTEXT], [CONTEXT, {"name": "http://e/name"}], {"@import": CONTEXT}])
@pytest.mark.parametrize("name", ["a.jsonld", "a.json", "a.ttl", "a"])
def test_the_context_that_ships_can_be_named(context: object, name: str, tmp_path: Path) -> None:
    versioned = context | {"@version": 1.1} if isinstance(context, dict) else context
    document = {"@context": versioned, "id": "actor:x", "skos:altLabel": {"en": "X"}}
    label = Literal("X", language="en")
    assert read(tmp_path, document, name) == {Triple(ACTOR, SKOS.term("altLabel"), label)}


def test_contexts_in_the_file_are_read(tmp_path: Path) -> None:
    document = {"@context": {"name": LABEL.value, "@base": PREFIXES["actor"]}, "@id": "x", "name": "X"}
    assert read(tmp_path, document) == {Triple(ACTOR, LABEL, Literal("X"))}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("place", ["alone", "listed", "imported", "scoped", "nested"])
def test_a_context_elsewhere_is_refused_and_not_fetched(place: str, listener: socket.socket, tmp_path: Path) -> None:
    remote = f"http://127.0.0.1:{listener.getsockname()[1]}/context.jsonld"
    scoped = {"p": {"@id": "http://e/p", "@context": remote}}
    contexts: dict[str, object] = {
        "alone": remote, "listed": [{"a": "http://e/a"}, remote], "imported": {"@version": 1.1, "@import": remote},
        "scoped": scoped, "nested": {"p": "http://e/p"},
    }  # fmt: skip
    inner = {"@id": "http://e/b"} | ({"@context": remote} if place == "nested" else {})
    with pytest.raises(InputError, match=r"a\.jsonld: the context 'http://127\.0\.0\.1:\d+/context\.jsonld' is not in"):
        read(tmp_path, {"@context": contexts[place], "@id": "http://e/a", "p": inner})
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ('{"@id": "http://e/a",\n "http://e/p": }', r"a\.jsonld:2: not well-formed"),
        ({"@id": "a", "http://e/p": 1}, "the IRI 'a' is relative"),
        ({"@id": "http://e/a", "http://e/p": {"@id": "../b"}}, "the IRI 'b' is relative"),
        ({"@context": {"p": {"@id": 1}}, "@id": "http://e/a", "p": 1}, r"a\.jsonld: not well-formed"),
    ],
)
def test_what_is_no_json_ld_is_refused(document: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, document)


def test_json_without_a_keyword_is_no_json_ld(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is JSON, but not JSON-LD"):
        read(tmp_path, {"data": [1]}, "a.json")


def test_keys_that_no_context_defines_are_named(tmp_path: Path) -> None:
    terms = {"name": "http://e/name", "by": {"@id": "http://e/by", "@container": "@language"}}
    document = {"@context": terms, "@id": "http://e/a", "name": "A", "by": {"en": "B"}, "lost": {"more": 1}}
    with pytest.warns(LeftOutWarning, match=r"which are left out: lost$"):
        assert len(read(tmp_path, document)) == 2


def test_objects_nested_too_deep_are_refused(tmp_path: Path) -> None:
    many = MOST_NESTED + 1
    with pytest.raises(LimitError, match="objects and lists of JSON are nested"):
        read(tmp_path, '{"@id":"http://e/a","http://e/p":' * many + "1" + "}" * many)
    assert read(tmp_path, {"@id": "http://e/a", "http://e/p": "[" * many})
