"""The description of the service: SPARQL 1.1 Service Description (W3C, 2013)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.rdf.terms import DCT, GRAPH, PREFIXES, TYPE, VOID, XSD, Namespace
from kg.sparql.evaluate import GRAPH_TYPES, prefixes_sorted

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
#: W3C's names of what an answer can be written in.
NAMES = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip


def service_triples(endpoint: str, graphs: Mapping[str, int]) -> Iterator[Triple]:
    """What the service at ``endpoint`` can do, and the ``graphs`` (name → triples) that it answers over.

    The default graph is the union of the named ones.
    """
    service, dataset, union = (NamedNode(endpoint + end) for end in ("#service", "#dataset", "#union"))
    yield Triple(service, TYPE, SD.term("Service"))
    yield Triple(service, SD.term("endpoint"), NamedNode(endpoint))
    yield Triple(service, SD.term("supportedLanguage"), SD.term("SPARQL11Query"))
    yield Triple(service, SD.term("feature"), SD.term("UnionDefaultGraph"))
    for name in NAMES:
        yield Triple(service, SD.term("resultFormat"), FORMATS.term(name))
    yield Triple(service, SD.term("defaultDataset"), dataset)
    yield Triple(dataset, TYPE, SD.term("Dataset"))
    yield Triple(dataset, DCT.term("title"), Literal("Conflict knowledge graph", language="en"))
    yield Triple(dataset, SD.term("defaultGraph"), union)
    yield Triple(union, TYPE, SD.term("Graph"))
    for name, triples in sorted(graphs.items()):
        named, graph = NamedNode(f"{endpoint}#named-{name}"), NamedNode(f"{endpoint}#graph-{name}")
        yield Triple(dataset, SD.term("namedGraph"), named)
        yield Triple(named, TYPE, SD.term("NamedGraph"))
        yield Triple(named, SD.term("name"), GRAPH.term(name))
        yield Triple(named, SD.term("graph"), graph)
        yield Triple(graph, TYPE, SD.term("Graph"))
        yield Triple(graph, VOID.term("triples"), Literal(str(triples), datatype=XSD.term("integer")))


def written(triples: Iterator[Triple], media_type: str) -> bytes:
    """Triples in one of the media types of graphs, sorted."""
    syntax: RdfFormat = GRAPH_TYPES[media_type]
    used = {name: iri for name, iri in PREFIXES.items() if name in ("dct", "graph", "rdf", "void", "xsd")}
    return prefixes_sorted(serialize(sorted(triples, key=str), format=syntax, prefixes={**used, "sd": SD.iri}) or b"")
