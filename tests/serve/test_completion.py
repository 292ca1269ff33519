"""Completion of a query from the build's own terms and names, and the catalogue as examples in RDF."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.rdf.names import Names
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES, SHACL, TYPE
from kg.serve.completion import Completion
from kg.sparql.catalogue import read_catalogue
from kg.sparql.gate import gate
from served import Server


def complete(server: Server, text: str) -> list[list[str]]:
    answer = server.ask(f"/complete?text={quote(text)}")
    found: list[list[str]] = json.loads(answer.body)
    return found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("actor:kataib-h", "actor:kataib-hezbollah"),
        ("actor:hezb", "actor:kataib-hezbollah"),
        ("Soleim", "actor:qasem-soleimani"),
        ("قاسم", "actor:qasem-soleimani"),
        ("conflict:hasSp", "conflict:hasSponsor"),
        ("conflict:sponsor", "conflict:Sponsor"),
    ],
)
def test_terms_and_names_are_completed(server: Server, text: str, first: str) -> None:
    found = complete(server, text)
    assert first in [term for term, _ in found][:3]
    assert len(found) <= 25
    assert all(meaning for _, meaning in found)


def test_a_prefix_alone_lists_what_begins_with_it_and_nothing_gives_nothing(server: Server) -> None:
    assert all(term.startswith("weapon:") for term, _ in complete(server, "weapon:"))
    assert complete(server, "") == complete(server, "actor:qqqq") == complete(server, "<>{}") == []


def test_terms_that_are_used_most_come_first() -> None:
    iri = PREFIXES["actor"] + "weaponers"
    completion = Completion(
        [("conflict:hasWeaponKind", 5, "A."), ("conflict:suppliesWeapon", 9, "B.")], Names([(iri, "Weaponers")])
    )
    assert [term for term, _ in completion("weapon")] == [
        "conflict:suppliesWeapon", "conflict:hasWeaponKind", "actor:weaponers",
    ]  # fmt: skip
    assert completion("conflict:weaponk") == [("conflict:hasWeaponKind", "A.")]
    assert completion("actor:") == [("actor:weaponers", "Weaponers")]


def test_the_catalogue_is_had_as_executables_of_shacl(server: Server) -> None:
    answer = server.ask("/examples.ttl")
    assert answer.headers["content-type"].startswith("text/turtle")
    triples = [quad.triple for quad in parse(answer.body, RdfFormat.TURTLE)]
    catalogue = read_catalogue(shipped("queries"))
    executables = {t.subject for t in triples if t.predicate == TYPE and t.object == SHACL.term("SPARQLExecutable")}
    assert len(executables) == len(catalogue)
    texts = {t.subject: t.object.value for t in triples if t.predicate == SHACL.term("select")}  # type: ignore[union-attr]
    assert texts.keys() == executables
    assert all(gate(text).form == "SELECT" for text in texts.values())
    target = NamedNode("https://schema.org/target")
    assert {t.object.value for t in triples if t.predicate == target} == {f"{server.base}sparql"}  # type: ignore[union-attr]
