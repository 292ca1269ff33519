"""The catalogue of queries in RDF: SHACL's ``sh:SPARQLExecutable``, as public collections of examples have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.terms import BASE, PREFIXES, RDFS, SHACL, TYPE, XSD, Namespace
from kg.rdf.write import turtle
from kg.sparql.catalogue import CatalogueQuery

SCHEMA = Namespace("https://schema.org/")
#: What declares the project's prefixes, for queries that leave them out.
DECLARING = NamedNode(f"{BASE}query/prefixes")
_DECLARES = ("declare", "prefix", "namespace")


def catalogue_turtle(queries: Iterable[CatalogueQuery], base: str) -> str:
    """The ``queries`` as Turtle: text, summary and tags of each, and ``base`` with the endpoint that they are for.

    A query is ``<…/query/NAME>``, a ``sh:SPARQLSelectExecutable`` with ``sh:select``, ``rdfs:comment``,
    ``schema:keywords`` and ``schema:target``. A parameter without a value in the text is one of its variables.
    """
    return turtle(sorted({*_prefixes(), *(t for query in queries for t in _described(query, base))}, key=str))


def _described(query: CatalogueQuery, base: str) -> Iterator[Triple]:
    iri = NamedNode(f"{BASE}query/{query.name}")
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    yield Triple(iri, TYPE, SHACL.term("SPARQLExecutable"))
    yield Triple(iri, TYPE, SHACL.term("SPARQLSelectExecutable"))
    yield Triple(iri, RDFS.term("label"), Literal(query.name))
    yield Triple(iri, RDFS.term("comment"), Literal(query.summary, language="en"))
    yield Triple(iri, SHACL.term("select"), Literal("\n".join(lines).strip() + "\n"))
    yield Triple(iri, SHACL.term("prefixes"), DECLARING)
    yield Triple(iri, SCHEMA.term("target"), NamedNode(f"{base}sparql"))
    for tag in query.tags:
        yield Triple(iri, SCHEMA.term("keywords"), Literal(tag))


def _prefixes() -> Iterator[Triple]:
    declare, prefix, namespace = map(SHACL.term, _DECLARES)
    for name, iri in PREFIXES.items():
        node = NamedNode(f"{DECLARING.value}#{name}")
        yield Triple(DECLARING, declare, node)
        yield Triple(node, prefix, Literal(name))
        yield Triple(node, namespace, Literal(iri, datatype=XSD.term("anyURI")))
