"""The shapes that follow from the ontology: they check every property of accounts, and say what the ontology says."""

from pyoxigraph import RdfFormat, parse
from rdflib import RDF, RDFS, SH, Graph, URIRef
from shape_examples import CONFLICT, ONTOLOGY, SHAPES, SHAPES_GRAPH

from kg.evidence.ranges import BOUNDS
from kg.generated_shapes import generated_shapes
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES
from kg.reason.rules.schema import Schema
from kg.reason.slots import inferred_classes, inferred_properties

FOLDER = shipped("ontology")
OWL = f"@prefix conflict: <{CONFLICT}> . @prefix owl: <{PREFIXES['owl']}> . @prefix rdfs: <{RDFS}> .\n"


def schema(turtle: str) -> Schema:
    return Schema(quad.triple for quad in parse((OWL + turtle).encode(), RdfFormat.TURTLE))


def test_every_property_of_accounts_is_checked() -> None:
    checked = set(SHAPES_GRAPH.objects(predicate=SH.path))
    slots = {URIRef(PREFIXES["told"] + slot.removeprefix(CONFLICT)) for slot in ONTOLOGY.subjects(CONFLICT.slotKind)}
    assert slots - checked == set()


def test_no_shape_stands_in_both_files() -> None:
    hand, generated = (
        set(Graph().parse(FOLDER / name).subjects(RDF.type, SH.NodeShape))
        for name in ("shapes.ttl", "shapes-generated.ttl")
    )
    assert hand & generated == set()
    assert len(generated) > 40


def test_what_a_chain_an_inverse_or_a_narrower_property_gives_is_inferred() -> None:
    text = """conflict:far owl:propertyChainAxiom ( [ owl:inverseOf conflict:near ] conflict:near ) .
        conflict:back owl:inverseOf conflict:far . conflict:near rdfs:subPropertyOf conflict:wide ."""
    assert inferred_properties(schema(text)) == ["back", "far", "wide"]


def test_a_class_with_a_sufficient_condition_is_inferred() -> None:
    text = """conflict:Known owl:equivalentClass [ a owl:Class ] . [ a owl:Class ] rdfs:subClassOf conflict:Enough .
        conflict:Narrow rdfs:subClassOf conflict:Wide ."""
    assert inferred_classes(schema(text)) == ["Enough", "Known"]


def test_bounds_are_those_that_policies_decide_by() -> None:
    slots = set(ONTOLOGY.subjects(CONFLICT.slotKind))
    bounded = {
        (low.removeprefix(CONFLICT), high.removeprefix(CONFLICT))
        for low, high in ONTOLOGY.subject_objects(CONFLICT.boundedBy)
        if low in slots
    }
    decided = {
        (low, low.removesuffix(one) + other)
        for low in (slot.removeprefix(CONFLICT) for slot in slots)
        for one, other in BOUNDS
        if low.endswith(one)
    }
    assert bounded == decided


def test_a_single_property_with_a_bound_says_both() -> None:
    shape = next(p for p in SHAPES_GRAPH.objects(SHAPES.ToldTimes, SH.property) if _path(p).endswith("#validFrom"))
    assert SHAPES_GRAPH.value(shape, SH.maxCount).toPython() == 1
    assert SHAPES_GRAPH.value(shape, SH.lessThanOrEquals) == URIRef(PREFIXES["told"] + "validUntil")
    assert str(SHAPES_GRAPH.value(shape, SH.message)) == (
        "Give at most one told:validFrom, an xsd:dateTime with time zone and no later than told:validUntil."
    )


def _path(shape) -> str:
    return str(SHAPES_GRAPH.value(shape, SH.path))


def test_the_order_of_the_triples_does_not_matter() -> None:
    triples = [quad.triple for quad in parse(path=str(FOLDER / "conflict.ttl"))]
    assert generated_shapes(reversed(triples)) == generated_shapes(triples)
