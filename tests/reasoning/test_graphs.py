"""Closure of rdflib graphs and of graphs in a store."""

import pytest
from rdflib import XSD, BNode, Graph, Literal, URIRef

from kg.errors import InconsistentGraphError, InputError
from kg.reason.graphs import infer
from kg.sparql.store import infer_in_store, memory_store
from reasoning.helpers import PREFIXES, texts, turtle

EX = "http://example.org/"
ONTOLOGY = ":p rdfs:subPropertyOf :q . :C rdfs:subClassOf :D ; owl:disjointWith :E ."


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.mark.parametrize("engine", ["polars", "owlrl"])
def test_an_rdflib_graph_goes_in_and_comes_out(engine: str) -> None:
    facts = graph(':a :p :b, "tab\\tquote\\"", "x"@en . :b a :C .')
    node, padded = BNode(), Literal("01", datatype=XSD.integer, normalize=False)
    expected = graph(':a :q :b, "tab\\tquote\\"", "x"@en . :b a :D .')
    for source, prop in ((facts, URIRef(EX + "p")), (expected, URIRef(EX + "q"))):
        source.add((node, prop, node))
        source.add((node, prop, padded))
    assert set(infer(facts, graph(ONTOLOGY), engine)) == set(expected)


def test_a_contradiction_is_raised_with_its_axiom() -> None:
    with pytest.raises(InconsistentGraphError, match=r"cax-dw: .*example\.org/C.* disjointWith"):
        infer(graph(":a a :C, :E ."), graph(ONTOLOGY))


def test_what_is_not_rdf_is_refused() -> None:
    facts = Graph()
    facts.add((URIRef("not an iri"), URIRef(EX + "p"), URIRef(EX + "b")))
    with pytest.raises(InputError, match="facts"):
        infer(facts, graph(ONTOLOGY))


def test_graphs_of_a_store_are_closed_into_another() -> None:
    parts = {EX + "one": ":a :p :b .", EX + "two": ":b a :C .", EX + "ontology": ONTOLOGY}
    store = memory_store({name: turtle(text) for name, text in parts.items()})
    closure = infer_in_store(store, [EX + "one", EX + "two"], EX + "ontology", EX + "inferred")
    answer = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{EX}inferred> {{ ?s ?p ?o }} }}")
    assert texts(answer) == texts(closure.inferred) == texts(turtle(":a :q :b . :b a :D ."))


def test_a_contradiction_adds_nothing_to_the_store() -> None:
    store = memory_store({EX + "facts": turtle(":a a :C, :E ; :p :b ."), EX + "ontology": turtle(ONTOLOGY)})
    before = len(store)
    closure = infer_in_store(store, [EX + "facts"], EX + "ontology", EX + "inferred")
    assert ([clash.rule for clash in closure.clashes], len(store)) == (["cax-dw"], before)
