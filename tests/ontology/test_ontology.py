"""The ontology file itself: style, profile, no imports, no individuals, every term in use."""

import re
from itertools import chain

import pytest
from pyoxigraph import RdfFormat, parse
from pyshacl import validate
from rdflib import OWL, RDF, SH, Graph
from rl_profile import violations
from shape_examples import CONFLICT, ONTOLOGY, PROLOGUE

from kg.rdf.read import shipped

FOLDER = shipped("ontology")
FILES = sorted([*FOLDER.glob("*.ttl"), *FOLDER.glob("alignments/*.ttl"), *shipped("data").glob("*.ttl")])
STYLE = Graph().parse(FOLDER / "style.ttl")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERMS = sorted({t for kind in KINDS for t in ONTOLOGY.subjects(RDF.type, kind) if t.startswith(CONFLICT)})

HEADER = """<https://w3id.org/conflict-kg/ontology> a owl:Ontology ; owl:versionIRI <http://e.org/1> ;
    dct:license <http://e.org/l> ; dct:title "t"@en ; skos:changeNote "n"@en ; owl:priorVersion <http://e.org/0> ;
    dct:creator "c" ; dct:contributor "c" ; dct:source "s"@en ; dct:bibliographicCitation "cite"@en ;
    <http://purl.org/ontology/bibo/status> <http://purl.org/ontology/bibo/status/draft> ; rdfs:label "l"@en ;
    dct:created "2026-01-01T00:00:00Z"^^xsd:dateTime ; dct:modified "2026-01-02T00:00:00Z"^^xsd:dateTime ;
    rdfs:comment "c"@en ; vann:preferredNamespacePrefix "conflict" ; vann:preferredNamespaceUri "u" .\n"""


def doc(example: str) -> str:
    return f"""skos:prefLabel "p"@en ; skos:definition "Relates a thing to another."@en ; skos:example "{example}"@en ;
    rdfs:isDefinedBy <https://w3id.org/conflict-kg/ontology>"""


ENDS = "rdfs:domain conflict:Tie ; rdfs:range conflict:Tie"
EDGE = """conflict:edgeSource conflict:hasStart ; conflict:edgeTarget conflict:reaches ; conflict:edgeSign 1 ;
    conflict:edgeFamily family:support ; conflict:edgeLabel "l"@en"""
GOOD = f"""{HEADER}
conflict:Relation a owl:Class ; {doc("one")} .
conflict:Tie a owl:Class ; rdfs:subClassOf conflict:Relation ; {EDGE} ; {doc("two")} .
conflict:hasStart a owl:ObjectProperty ; conflict:slotKind slot:set ; {ENDS} ; {doc("three")} .
conflict:reaches a owl:ObjectProperty ; owl:propertyChainAxiom ( conflict:hasStart conflict:hasStart ) ;
    skos:editorialNote "No domain: it follows." ; {doc("four")} .
conflict:size a owl:DatatypeProperty ; rdfs:domain conflict:Tie ; rdfs:range xsd:integer ; {doc("five")} .
"""
BAD = f"""
<https://w3id.org/conflict-kg/ontology> a owl:Ontology ; owl:imports <http://e.org/other> .
conflict:bad_class a owl:Class ; rdfs:subClassOf conflict:Relation ; {doc("same")} .
conflict:Tie a owl:Class ; conflict:edgeSign 2 ; conflict:edgeFamily conflict:Tie ; conflict:edgeLabel "a"@en , "b"@en ;
    rdfs:isDefinedBy <http://e.org/other> .
conflict:Both a owl:ObjectProperty , owl:DatatypeProperty ; rdfs:range xsd:date ; {doc("same")} .
conflict:loop a owl:ObjectProperty , owl:IrreflexiveProperty ; skos:definition "d"@en ; conflict:slotKind slot:other ;
    owl:propertyChainAxiom ( conflict:loop conflict:loop ) .
"""


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=PROLOGUE + "@prefix vann: <http://purl.org/vocab/vann/> .\n" + turtle, format="turtle")


def style_messages(graph: Graph) -> set[str]:
    _, report, _ = validate(graph, shacl_graph=STYLE, inference="none")
    return {str(m) for m in report.objects(predicate=SH.resultMessage)}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_files_are_strict_turtle(file) -> None:
    assert len(list(parse(file.read_bytes(), format=RdfFormat.TURTLE))) > 0


def test_the_ontology_keeps_to_the_style() -> None:
    assert style_messages(ONTOLOGY) == set()


def test_the_style_takes_good_terms() -> None:
    assert style_messages(graph_of(GOOD)) == set()


def test_the_style_names_every_fault() -> None:
    every = {str(m) for m in STYLE.objects(predicate=SH.message)}
    assert every - style_messages(graph_of(BAD)) == set()


def test_no_imports_and_no_individuals() -> None:
    assert list(ONTOLOGY.triples((None, OWL.imports, None))) == []
    meta = {
        OWL.Ontology,
        OWL.Restriction,
        OWL.AllDisjointClasses,
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
        *KINDS,
    }
    assert set(ONTOLOGY.objects(predicate=RDF.type)) <= meta


def test_the_ontology_is_in_owl_2_rl() -> None:
    assert violations(ONTOLOGY) == []


@pytest.mark.parametrize(
    "outside",
    [
        "conflict:A rdfs:subClassOf [ owl:onProperty conflict:p ; owl:someValuesFrom conflict:B ] .",
        "conflict:A rdfs:subClassOf [ owl:unionOf ( conflict:B conflict:C ) ] .",
        "[ owl:complementOf conflict:B ] rdfs:subClassOf conflict:A .",
        "[ owl:onProperty conflict:p ; owl:allValuesFrom conflict:B ] rdfs:subClassOf conflict:A .",
        "conflict:A owl:equivalentClass [ owl:onProperty conflict:p ; owl:someValuesFrom conflict:B ] .",
        "conflict:A rdfs:subClassOf [ owl:onProperty conflict:p ; owl:maxCardinality 2 ] .",
        "conflict:A rdfs:subClassOf [ owl:onProperty conflict:p ; owl:minCardinality 1 ] .",
        "conflict:p a owl:DatatypeProperty ; rdfs:range xsd:gYear .",
        "conflict:p a owl:ReflexiveProperty .",
        "conflict:p a owl:ObjectProperty ; rdfs:domain [ owl:oneOf ( conflict:x ) ] .",
        "conflict:A owl:disjointUnionOf ( conflict:B conflict:C ) .",
        "owl:Thing rdfs:subClassOf conflict:A .",
    ],
)
def test_the_profile_check_finds_what_lies_outside(outside: str) -> None:
    assert len(violations(graph_of(outside))) >= 1


@pytest.mark.parametrize(
    "inside",
    [
        "[ owl:onProperty conflict:p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf conflict:A .",
        "[ owl:unionOf ( conflict:B conflict:C ) ] rdfs:subClassOf conflict:A .",
        "conflict:A rdfs:subClassOf [ owl:complementOf conflict:B ] .",
        "conflict:A rdfs:subClassOf [ owl:onProperty conflict:p ; owl:allValuesFrom conflict:B ] .",
        "conflict:A rdfs:subClassOf [ owl:onProperty conflict:p ; owl:maxCardinality 1 ] .",
    ],
)
def test_the_profile_check_lets_rl_pass(inside: str) -> None:
    assert violations(graph_of(inside)) == []


def test_every_term_is_used_by_a_query_a_shape_or_the_code() -> None:
    queries = shipped("queries").rglob("*.rq")
    shapes = [FOLDER / "shapes.ttl", FOLDER / "shapes-generated.ttl", FOLDER / "style.ttl"]
    code = (shipped("ontology").parent / "src").rglob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in chain(queries, shapes))
    used = set(re.findall(r"(?:conflict|told):(\w+)", text))
    for path in code:
        used |= set(re.findall(r"[\"'](\w+)[\"']", path.read_text(encoding="utf-8")))
    assert [t.removeprefix(CONFLICT) for t in TERMS if t.removeprefix(CONFLICT) not in used] == []
