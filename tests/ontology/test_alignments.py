"""Bridges to other vocabularies: they name terms that exist, explain themselves, and contradict nothing."""

import re

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef
from shape_examples import CONFLICT, ONTOLOGY, PROLOGUE

from kg.rdf.read import shipped

FILES = sorted((shipped("ontology") / "alignments").glob("*.ttl"))
MAPPINGS = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.relatedMatch,
}
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
INSTANCES = """
actor:a a conflict:Militia . actor:b a conflict:State . place:p a conflict:MilitaryBase .
event:e a conflict:Attack ; conflict:hasPerpetrator actor:a ; conflict:occurredAt place:p .
relation:m a conflict:Membership ; conflict:hasMember actor:a ; conflict:hasGroup actor:b .
account:x a conflict:Account ; conflict:isAccountOf event:e ; conflict:hasSource source:s .
source:s a conflict:Source .
"""


def test_there_is_one_file_a_vocabulary() -> None:
    assert [f.stem for f in FILES] == [
        "acled",
        "geosparql",
        "org",
        "plover",
        "prov",
        "schema",
        "sem",
        "time",
        "ucdp",
        "wikidata",
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_mappings_use_terms_that_exist(file) -> None:
    graph = Graph().parse(file)
    ours = {term for triple in graph for term in triple if str(term).startswith(CONFLICT)}
    assert ours
    assert {term for term in ours if (term, RDF.type, None) not in ONTOLOGY} == set()
    assert {p for s, p, _ in graph if s in ours} <= MAPPINGS


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_bridges_have_a_licence_and_load_nothing(file) -> None:
    graph = Graph().parse(file)
    headers = list(graph.subjects(RDF.type, OWL.Ontology))
    assert len(headers) == 1
    assert graph.value(headers[0], DCTERMS.license)
    assert (None, OWL.imports, None) not in graph


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_mapping_says_why(file) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    mappings = [number for number, line in enumerate(lines) if re.match(r"conflict:\w+ (rdfs|skos):", line)]
    assert mappings
    assert [lines[n] for n in mappings if not lines[n - 1].startswith("# ")] == []


def test_ontology_with_all_bridges_stays_consistent() -> None:
    graph = ONTOLOGY + Graph().parse(data=PROLOGUE + INSTANCES, format="turtle")
    for file in FILES:
        graph += Graph().parse(file)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    assert list(graph.subjects(RDF.type, ERROR)) == []
    assert (
        URIRef("https://w3id.org/conflict-kg/id/actor/a"),
        RDF.type,
        URIRef("http://www.w3.org/ns/prov#Agent"),
    ) in graph


def test_the_consistency_check_sees_a_clash() -> None:
    clash = ONTOLOGY + Graph().parse(data=PROLOGUE + "actor:a a conflict:State , conflict:Person .", format="turtle")
    DeductiveClosure(OWLRL_Semantics).expand(clash)
    assert list(clash.subjects(RDF.type, ERROR)) != []
