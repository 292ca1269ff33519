"""The OWL 2 RL grammar over RDF: which axioms of a graph use an expression where RL does not allow it.

Follows section 4.2 of the OWL 2 Profiles recommendation for the constructs that are class expressions, and names
every construct that the profile has no place for.
"""

from collections.abc import Callable, Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

DATATYPES = {
    RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal, XSD.decimal, XSD.integer, XSD.nonNegativeInteger,
    XSD.nonPositiveInteger, XSD.positiveInteger, XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte,
    XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte, XSD.float, XSD.double, XSD.string,
    XSD.normalizedString, XSD.token, XSD.language, XSD.Name, XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary,
    XSD.base64Binary, XSD.anyURI, XSD.dateTime, XSD.dateTimeStamp,
}  # fmt: skip

FORBIDDEN_PREDICATES = {
    OWL.disjointUnionOf, OWL.hasSelf, OWL.minCardinality, OWL.cardinality, OWL.minQualifiedCardinality,
    OWL.qualifiedCardinality, OWL.onProperties, OWL.withRestrictions, OWL.datatypeComplementOf,
}  # fmt: skip


def violations(graph: Graph) -> list[str]:
    """Every breach of the profile, sorted; empty for an ontology in OWL 2 RL."""
    return sorted(_violations(graph))


def _violations(graph: Graph) -> Iterator[str]:
    yield from _constructs(graph)
    for side, expression, allowed in _places(graph):
        if not allowed(graph, expression):
            named = isinstance(expression, URIRef)
            yield f"{side}: {expression if named else sorted(map(str, graph.predicates(expression)))}"


def _constructs(graph: Graph) -> Iterator[str]:
    """Constructs and datatypes that the profile has no place for."""
    for s, p, o in graph:
        if p in FORBIDDEN_PREDICATES:
            yield f"{p} is not in the profile"
        if (p, o) == (RDF.type, OWL.ReflexiveProperty):
            yield f"{s} is reflexive"
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for datatype in graph.objects(prop, RDFS.range):
            if datatype not in DATATYPES:
                yield f"{prop} has the range {datatype}"


def _places(graph: Graph) -> Iterator[tuple[str, Node, Callable[[Graph, Node], bool]]]:
    """Every class expression that an axiom uses, and the test that it must pass there."""
    for below, above in graph.subject_objects(RDFS.subClassOf):
        yield "left", below, is_sub
        yield "right", above, is_super
    for pair in graph.subject_objects(OWL.equivalentClass):
        yield from (("equivalent", expression, is_equivalent) for expression in pair)
    for pair in graph.subject_objects(OWL.disjointWith):
        yield from (("disjoint", expression, is_sub) for expression in pair)
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        for cls in (*graph.objects(prop, RDFS.domain), *graph.objects(prop, RDFS.range)):
            yield "domain or range", cls, is_super


def is_sub(graph: Graph, cls: Node) -> bool:
    """Whether ``cls`` may stand on the left of a subclass axiom."""
    if not isinstance(cls, BNode):
        return cls != OWL.Thing
    for path in (OWL.intersectionOf, OWL.unionOf):
        if members := _list(graph, cls, path):
            return all(is_sub(graph, member) for member in members)
    if _list(graph, cls, OWL.oneOf) or (cls, OWL.hasValue, None) in graph:
        return True
    filler = graph.value(cls, OWL.someValuesFrom)
    return filler is not None and (filler == OWL.Thing or filler in DATATYPES or is_sub(graph, filler))


def is_super(graph: Graph, cls: Node) -> bool:
    """Whether ``cls`` may stand on the right of a subclass axiom."""
    if not isinstance(cls, BNode):
        return cls != OWL.Thing
    if members := _list(graph, cls, OWL.intersectionOf):
        return all(is_super(graph, member) for member in members)
    if (complement := graph.value(cls, OWL.complementOf)) is not None:
        return is_sub(graph, complement)
    if (filler := graph.value(cls, OWL.allValuesFrom)) is not None:
        return filler in DATATYPES or is_super(graph, filler)
    limits = [
        *graph.objects(cls, OWL.maxCardinality),
        *graph.objects(cls, OWL.maxQualifiedCardinality),
    ]
    if limits:
        return all(isinstance(limit, Literal) and int(limit) in (0, 1) for limit in limits)
    return (cls, OWL.hasValue, None) in graph


def is_equivalent(graph: Graph, cls: Node) -> bool:
    """Whether ``cls`` may stand in an equivalence: named classes, intersections of such, and given values."""
    if not isinstance(cls, BNode):
        return cls != OWL.Thing
    if members := _list(graph, cls, OWL.intersectionOf):
        return all(is_equivalent(graph, member) for member in members)
    return (cls, OWL.hasValue, None) in graph


def _list(graph: Graph, cls: Node, path: URIRef) -> list[Node]:
    head = graph.value(cls, path)
    return [] if head is None else list(Collection(graph, head))
