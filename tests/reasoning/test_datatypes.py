"""The datatypes of OWL 2 RL: what is a literal of each, which literals have one value, and what rules say of them."""

from itertools import combinations

import polars as pl
import pyoxigraph as ox
import pytest

from kg.rdf.terms import OWL, RDF, RDFS, XSD
from kg.reason import reasoner
from kg.reason.datatypes import DATATYPES
from kg.reason.rules.tables import AXIOMATIC
from kg.reason.values import (
    IllTypedError,
    are_of_datatypes_within,
    are_plainly_well_typed,
    is_value_of,
    may_be_of_datatype,
    value,
    value_key,
)
from reasoning.datatype_cases import ILL_TYPED, ONE_VALUE, WELL_TYPED, typed
from reasoning.helpers import closed_state, texts, turtle

SAME_AS, DIFFERENT, TYPE = OWL.term("sameAs"), OWL.term("differentFrom"), RDF.term("type")
A, B = (ox.NamedNode(f"http://example.org/{name}") for name in "ab")


@pytest.mark.parametrize("datatype", WELL_TYPED)
def test_different_values(datatype: str) -> None:
    literals = [typed(text, datatype) for text in WELL_TYPED[datatype]]
    values = [value(literal) for literal in literals]
    assert None not in values
    assert len({value_key(content) for content in values}) == len(set(values)) == len(literals)
    assert all(is_value_of(content, literals[0].datatype.value) for content in values)


@pytest.mark.parametrize("datatype", ONE_VALUE)
def test_spellings_of_one_value(datatype: str) -> None:
    values = [value(typed(text, datatype)) for text in ONE_VALUE[datatype]]
    assert len({value_key(content) for content in values}) == len(set(values)) == 1


@pytest.mark.parametrize("datatype", ILL_TYPED)
def test_ill_typed_literals(datatype: str) -> None:
    for text in ILL_TYPED[datatype]:
        with pytest.raises(IllTypedError):
            value(typed(text, datatype))
        facts = [ox.Triple(A, B, typed(text, datatype))]
        assert [clash.rule for clash in reasoner().closure(facts, []).clashes] == ["dt-not-type"]


def test_what_is_seen_at_once_is_what_a_closer_look_finds() -> None:
    good = pl.Series([str(typed(text, name)) for name, some in WELL_TYPED.items() for text in some])
    bad = pl.Series([str(typed(text, name)) for name, some in ILL_TYPED.items() for text in some])
    assert not are_plainly_well_typed(bad).any()
    good = pl.concat([good, pl.Series(['"x"', '"x y"', '"x"@en', '"x"@en-gb', '"x"@ar--rtl'])])
    for datatype in DATATYPES:
        has = pl.Series([is_value_of(value(literal_of(text)), datatype) for text in good])
        assert not (are_of_datatypes_within(good, datatype) & ~has).any(), datatype
        assert not (has & ~may_be_of_datatype(good, datatype)).any(), datatype


def literal_of(text: str) -> ox.Literal:
    return next(iter(ox.parse(f"<a:a> <a:a> {text} .", ox.RdfFormat.N_TRIPLES, lenient=True))).object


def test_every_datatype_of_the_profile_has_rows() -> None:
    profile = {rule.head.subject.value for rule in AXIOMATIC if rule.name == "dt-type1" and rule.head}
    assert profile | {RDF.iri + "langString"} == set(DATATYPES)
    assert {typed("", name).datatype.value for name in WELL_TYPED} == profile - {RDFS.iri + "Literal"}


def test_spaces_that_have_values_in_common() -> None:
    number, string = value(typed("1", "byte")), value(typed("a", "NCName"))
    spaces = {content: {iri for iri in DATATYPES if is_value_of(content, iri)} for content in (number, string)}
    names = {content: {iri.partition("#")[2] for iri in found} for content, found in spaces.items()}
    strings = {"string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "PlainLiteral"}
    integers = set(WELL_TYPED) - strings - {
        "nonPositiveInteger", "negativeInteger", "float", "double", "boolean", "hexBinary", "base64Binary", "anyURI",
        "dateTime", "dateTimeStamp", "XMLLiteral",
    }  # fmt: skip
    assert names == {number: integers | {"Literal"}, string: strings | {"Literal"}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("1", "decimal"), typed("1", "double")), (typed("1", "float"), typed("1", "double")),
        (typed("urn:x", "anyURI"), ox.Literal("urn:x")), (typed("AAAA", "hexBinary"), typed("AAAA", "base64Binary")),
        (typed("a@en", "PlainLiteral"), typed("a@", "PlainLiteral")), (typed("a", "XMLLiteral"), ox.Literal("a")),
        (ox.Literal("a", language="en"), ox.Literal("a", language="en", direction=ox.BaseDirection.LTR)),
    ],
)  # fmt: skip
def test_spaces_that_have_none(one: ox.Literal, other: ox.Literal) -> None:
    assert value(one) != value(other)


@pytest.mark.parametrize("datatype", WELL_TYPED)
def test_a_resource_that_is_a_literal_has_its_types(datatype: str) -> None:
    literal = typed(WELL_TYPED[datatype][-1], datatype)
    state = closed_state([ox.Triple(A, SAME_AS, literal)])
    types = {t.object.value for t in state if t.subject == A and t.predicate == TYPE and "#" in t.object.value}
    assert types == {iri for iri in DATATYPES if is_value_of(value(literal), iri)}


@pytest.mark.parametrize("datatype", WELL_TYPED)
def test_resources_that_are_literals_of_different_values_differ(datatype: str) -> None:
    for one, other in combinations([typed(text, datatype) for text in WELL_TYPED[datatype]], 2):
        facts = [ox.Triple(A, SAME_AS, one), ox.Triple(B, SAME_AS, other)]
        closure = reasoner().closure(facts, [])
        differ = [ox.Triple(*pair) for pair in ((A, DIFFERENT, B), (A, DIFFERENT, other), (B, DIFFERENT, A))]
        assert texts(closure.inferred) == texts([*differ, ox.Triple(B, DIFFERENT, one)])
        assert closure.clashes == ()


@pytest.mark.parametrize("datatype", ONE_VALUE)
def test_resources_that_are_literals_of_one_value_are_equal(datatype: str) -> None:
    one, other, *_ = (typed(text, datatype) for text in ONE_VALUE[datatype])
    closure = reasoner().closure([ox.Triple(A, SAME_AS, one), ox.Triple(B, SAME_AS, other)], [])
    pairs = ((A, B), (B, A), (A, other), (B, one))
    assert texts(closure.inferred) == texts(ox.Triple(s, SAME_AS, o) for s, o in pairs)


@pytest.mark.parametrize("datatype", sorted(set(DATATYPES) - {RDFS.iri + "Literal"}))
def test_a_resource_in_a_datatype_that_its_value_is_not_in(datatype: str) -> None:
    literal = ox.Literal(1) if datatype == XSD.iri + "boolean" else ox.Literal(True)
    facts = [ox.Triple(A, SAME_AS, literal), ox.Triple(A, TYPE, ox.NamedNode(datatype))]
    (clash,) = reasoner().closure(facts, []).clashes
    assert (clash.rule, set(clash.facts)) == ("dt-not-type", set(facts))


def test_a_value_to_be_found_in_a_datatype() -> None:
    ontology = turtle(
        "[ owl:onProperty :p ; owl:someValuesFrom xsd:integer ] rdfs:subClassOf :I ."
        "[ owl:onProperty :p ; owl:someValuesFrom :Few ] rdfs:subClassOf :J ."
        ":Few owl:intersectionOf ( xsd:decimal xsd:byte ) ."
        "[ owl:onProperty :p ; owl:someValuesFrom rdfs:Literal ] rdfs:subClassOf :L ."
    )
    facts = turtle(':a :p 1.0 . :b :p 300 . :c :p "x" . :d :p "x"^^:own . :e :p :a . :f :q 1 .')
    expected = texts(turtle(":a a :I, :J, :L . :b a :I, :L . :c a :L ."))
    for engine in ("auto", "polars"):
        assert texts(reasoner(engine).closure(facts, ontology).inferred) == expected
