"""The closure of rdflib graphs."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from kg.errors import InconsistentGraphError, InputError
from kg.rdf.load import parse_triples
from kg.rdf.read import SourceFile
from kg.rdf.terms import XSD
from kg.reason import DEFAULT_ENGINE, reasoner
from kg.reason.rules import Term

#: What a literal without a language and without a datatype is; rdflib keeps the two apart, RDF 1.1 does not.
_STRING = XSD.term("string")


def infer(facts: Graph, ontology: Graph, engine: str = DEFAULT_ENGINE) -> Graph:
    """What follows from ``facts`` under ``ontology``, as a new graph: see :class:`kg.reason.Closure`.

    Blank nodes of the facts keep their identity. Raises ``InconsistentGraphError``, naming each clash, where the facts
    contradict the ontology, and ``InputError`` for a graph that holds something that is not RDF, as a broken IRI.

    >>> from rdflib import RDF, RDFS
    >>> facts, ontology = Graph(), Graph()
    >>> _ = facts.add((URIRef("urn:x"), RDF.type, URIRef("urn:Militia")))
    >>> _ = ontology.add((URIRef("urn:Militia"), RDFS.subClassOf, URIRef("urn:Actor")))
    >>> [str(thing) for thing in infer(facts, ontology).objects()]
    ['urn:Actor']
    """
    closure = reasoner(engine).closure(_triples(facts, "facts"), _triples(ontology, "ontology"))
    if closure.clashes:
        lines = (f"{clash.rule}: {clash.axiom}: {' . '.join(map(str, clash.facts))}" for clash in closure.clashes)
        raise InconsistentGraphError("the facts contradict the ontology:\n" + "\n".join(lines))
    inferred = Graph()
    for triple in closure.inferred:
        inferred.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return inferred


def _triples(graph: Graph, name: str) -> list[Triple]:
    """The triples of a graph, read strictly: rdflib lets terms pass that RDF does not have."""
    try:
        content = graph.serialize(format="nt", encoding="utf-8")
    except Exception as error:  # rdflib raises bare Exception for a broken IRI
        raise InputError(str(error), file=name) from error
    return list(parse_triples(SourceFile(Path(name), content, RdfFormat.N_TRIPLES)))


def _node(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        plain = term.language or term.datatype == _STRING
        datatype = None if plain else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise ValueError(f"rdflib has no triple terms: {term}")
