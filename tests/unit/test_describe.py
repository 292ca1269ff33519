"""The description of a build: every number is counted again here, by SPARQL, and its structure holds."""

from collections import Counter
from importlib.metadata import version

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph

from kg.exchange.describe import DATASET, header, void
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.terms import CONFLICT, DCAT, DCT, LAYERS, ONTOLOGY, OWL, PROV, RDFS, TOLD, TYPE, VOID
from kg.rdf.write import trig, turtle
from kg.sparql.store import memory_store
from kg.workspace import Workspace

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = (
    PREFIXES
    + """
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ] ;
    sh:property [ sh:path dct:description ; sh:minCount 1 ] ;
    sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:version ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path dct:conformsTo ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dct:modified ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ;
    sh:property [ sh:path dcat:distribution ; sh:minCount 3 ; sh:class dcat:Distribution ] ;
    sh:property [ sh:path void:exampleResource ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path void:subset ; sh:minCount 4 ; sh:class void:Dataset ] ;
    sh:property [ sh:path prov:wasDerivedFrom ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path prov:wasGeneratedBy ; sh:minCount 1 ; sh:class prov:Activity ] .
[] a sh:NodeShape ; sh:targetSubjectsOf void:entities , void:distinctSubjects ;
    sh:property [ sh:path void:triples ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 0 ] ;
    sh:property [ sh:path void:entities ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 0 ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:datatype xsd:nonNegativeInteger ] .
[] a sh:NodeShape ; sh:targetClass void:Linkset ;
    sh:property [ sh:path void:linkPredicate ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path void:subjectsTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:class void:Dataset ] ;
    sh:property [ sh:path void:objectsTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:class void:Dataset ] ;
    sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
"""
)
DUMPS = {"graph.ttl": 700_724, "graph.trig": 1_330_985, "closure.nt": 148_421}
MATCH = "http://www.w3.org/2004/02/skos/core#exactMatch"
LINK = Triple(DATASET, NamedNode(MATCH), NamedNode("http://www.wikidata.org/entity/Q1"))


@pytest.fixture(scope="module")
def described(shipped_graph: Workspace) -> list[Triple]:
    return void(shipped_graph.graphs, bridges=[LINK], dumps=DUMPS)


@pytest.fixture(scope="module")
def description(described: list[Triple]) -> Store:
    store = Store()
    store.update("INSERT DATA {" + "".join(f"{triple} .\n" for triple in described) + "}")
    return store


@pytest.fixture(scope="module")
def counted(shipped_graph: Workspace) -> Store:
    return memory_store({g.value: shipped_graph.graphs[g.value] for g in LAYERS.values()})


def rows(store: Store, query: str) -> Counter[tuple[str, ...]]:
    found = store.query(f"PREFIX void: <{VOID.iri}> {query}", use_default_graph_as_union=True)
    return Counter(tuple(term.value for term in row) for row in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("stated", "count"),
    [
        (
            "SELECT ?c ?n { ?d void:classPartition ?p . ?p void:class ?c ; void:entities ?n }",
            "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
        ),
        (
            "SELECT ?c ?n ?s ?o { ?d void:propertyPartition ?p . ?p void:property ?c ; void:triples ?n ;"
            " void:distinctSubjects ?s ; void:distinctObjects ?o }",
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?s) (COUNT(DISTINCT ?b) AS ?o) { ?a ?p ?b } GROUP BY ?p",
        ),
        (
            "SELECT ?g ?n ?e ?c ?p { ?d void:subset ?g . ?g void:triples ?n ; void:entities ?e ; void:classes ?c ;"
            " void:properties ?p }",
            "SELECT ?g (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?e) (COUNT(DISTINCT ?t) AS ?c)"
            " (COUNT(DISTINCT ?p) AS ?q) { GRAPH ?g { ?s ?p ?o . BIND(IF(?p = rdf:type, ?o, ?none) AS ?t) } }"
            " GROUP BY ?g",
        ),
        (
            f"SELECT ?n ?s ?o ?p ?c {{ <{DATASET.value}> void:triples ?n ; void:distinctSubjects ?s ;"
            " void:distinctObjects ?o ; void:properties ?p ; void:classes ?c }",
            "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?s) (COUNT(DISTINCT ?b) AS ?o) (COUNT(DISTINCT ?c) AS ?p)"
            " (COUNT(DISTINCT ?t) AS ?k) { ?a ?c ?b . BIND(IF(?c = rdf:type, ?b, ?none) AS ?t) }",
        ),
        (
            f"SELECT ?s {{ <{DATASET.value}> <{PROV.iri}wasDerivedFrom> ?s }}",
            "SELECT DISTINCT ?s { ?a <https://w3id.org/conflict-kg/ontology#hasSource> ?s }",
        ),
    ],
    ids=["classes", "properties", "layers", "dataset", "sources"],
)
def test_every_number_is_counted(description: Store, counted: Store, stated: str, count: str) -> None:
    expected = rows(counted, f"PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> {count}")
    assert expected
    assert rows(description, stated) == expected


def test_the_structure_holds(described: list[Triple]) -> None:
    graph = Graph().parse(data=turtle(described), format="turtle")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_the_structure_check_sees_what_is_missing(described: list[Triple]) -> None:
    kept = [t for t in described if t.predicate not in {DCAT.term("downloadURL"), PROV.term("wasDerivedFrom")}]
    graph = Graph().parse(data=turtle(kept), format="turtle")
    shapes = Graph().parse(data=SHAPES, format="turtle")
    assert not pyshacl.validate(graph, shacl_graph=shapes)[0]


def test_links_are_counted_by_where_they_lead(description: Store, counted: Store) -> None:
    found = rows(
        description,
        "SELECT ?p ?t ?n { ?l a void:Linkset ; void:linkPredicate ?p ; void:objectsTarget ?t ; void:triples ?n }",
    )
    iris = [iri for (iri,) in rows(counted, f"SELECT ?o {{ ?s <{MATCH}> ?o }}")]
    authorities = (
        "http://www.wikidata.org/entity/",
        "https://sanctionssearch.ofac.treas.gov/",
        "https://sws.geonames.org/",
        "https://ucdp.uu.se/actor/",
    )
    in_data = Counter((MATCH, target, str(sum(iri.startswith(target) for iri in iris))) for target in authorities)
    assert found == in_data + Counter([(MATCH, authorities[0], "1")])


def test_files_are_those_of_the_build(description: Store) -> None:
    found = rows(
        description,
        f"SELECT ?f ?n {{ ?d void:dataDump ?f . ?x <{DCAT.iri}downloadURL> ?f ; <{DCAT.iri}byteSize> ?n }}",
    )
    assert found == Counter((f"https://w3id.org/conflict-kg/data/{name}", str(n)) for name, n in DUMPS.items())


def test_nothing_to_describe_is_described(shipped_graph: Workspace) -> None:
    empty = void({ONTOLOGY.value: shipped_graph.graphs[ONTOLOGY.value]})
    assert Triple(DATASET, VOID.term("triples"), Literal(0)) in empty
    assert empty == void({ONTOLOGY.value: shipped_graph.graphs[ONTOLOGY.value]})


@pytest.fixture(scope="module")
def headed(shipped_graph: Workspace) -> list[Triple]:
    (told,) = read_rdf((shipped("ontology") / "told.ttl",))
    return header(shipped_graph.graphs, shipped_graph.policy.iri, shipped_graph.provenance, parse_file(told))


def values(triples: list[Triple], subject: NamedNode, predicate: NamedNode) -> set[str]:
    return {t.object.value for t in triples if (t.subject, t.predicate) == (subject, predicate)}  # type: ignore[union-attr]


def test_a_header_says_what_a_file_is_and_counts_it(shipped_graph: Workspace, headed: list[Triple]) -> None:
    build = NamedNode(f"{DATASET.value}/build")
    assert values(headed, DATASET, DCT.term("title")) == {"Conflict knowledge graph"}
    assert values(headed, DATASET, DCT.term("license")) == {"https://creativecommons.org/licenses/by/4.0/"}
    assert values(headed, DATASET, DCAT.term("version")) == {"0.2.0"}
    assert values(headed, build, PROV.term("used")) == {shipped_graph.policy.iri.value}
    assert values(headed, build, RDFS.term("comment")) == {shipped_graph.provenance}
    assert values(headed, NamedNode(f"{DATASET.value}/software"), DCAT.term("version")) == {version("conflict-kg")}
    for graph in LAYERS.values():
        assert values(headed, graph, VOID.term("triples")) == {str(len(shipped_graph.graphs[graph.value]))}
    accounts = NamedNode(f"{DATASET.value}/class/conflict-Account")
    said = len(shipped_graph.inputs.account_records)
    assert values(headed, accounts, VOID.term("entities")) == {str(said)}


def test_a_header_labels_every_class_and_property_of_the_data(shipped_graph: Workspace, headed: list[Triple]) -> None:
    labelled = {t.subject for t in headed if t.predicate == RDFS.term("label")}
    data = [t for name, graph in shipped_graph.graphs.items() if name != ONTOLOGY.value for t in graph]
    used = {t.predicate for t in data} | {t.object for t in data if t.predicate == TYPE}
    own = {term for term in used if term.value.startswith((CONFLICT.iri, TOLD.iri))}  # type: ignore[union-attr]
    assert own
    assert own <= labelled
    assert OWL.term("ObjectProperty").value in values(headed, CONFLICT.term("hasSponsor"), TYPE)


def test_a_header_stands_first_and_outside_of_the_graphs(shipped_graph: Workspace, headed: list[Triple]) -> None:
    fact = Triple(NamedNode("http://example.org/a"), RDFS.term("label"), Literal("A"))
    text = trig({ONTOLOGY.value: [fact]}, headed)
    found: dict[str, set[Triple]] = {}
    for quad in parse(text, format=RdfFormat.TRIG):
        found.setdefault(getattr(quad.graph_name, "value", ""), set()).add(quad.triple)
    assert found == {"": set(headed), ONTOLOGY.value: {fact}}
    flat = turtle([fact], headed)
    assert flat.index("dct:license") < flat.index("<http://example.org/a>")
