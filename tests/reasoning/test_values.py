"""Literals: what they denote, and the clashes of the datatype rules."""

import pyoxigraph as ox
import pytest

from kg.rdf.terms import XSD
from kg.reason import reasoner
from kg.reason.values import IllTypedError, value, value_key
from reasoning.helpers import turtle


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=XSD.term(datatype))


SAME = [
    (typed("1", "integer"), typed("+01", "integer")),
    (typed("1", "byte"), typed("1.0", "decimal")),
    (typed("1", "boolean"), typed("true", "boolean")),
    (typed("NaN", "double"), typed("NaN", "double")),
    (typed("16777216", "float"), typed("16777217", "float")),
    (typed("2020-01-01T12:00:00Z", "dateTime"), typed("2020-01-01T14:00:00+02:00", "dateTime")),
    (typed("1.50", "decimal"), typed("1.5", "decimal")),
    (typed("10", "integer"), typed("10.0", "decimal")),
    (typed("-0", "integer"), typed("0", "integer")),
    (typed("0001-01-01T00:00:00+01:00", "dateTime"), typed("0001-01-01T01:00:00+02:00", "dateTime")),
    (ox.Literal("a", language="EN"), ox.Literal("a", language="en")),
]
DIFFERENT = [
    (typed("1", "integer"), typed("2", "integer")),
    (typed("1", "integer"), typed("10", "integer")),
    (typed("1", "integer"), ox.Literal("1")),
    (typed("1", "double"), typed("1", "decimal")),
    (typed("16777216", "double"), typed("16777217", "double")),
    (typed("0", "double"), typed("-0", "double")),
    (ox.Literal("a", language="en"), ox.Literal("a")),
    (typed("2020-01-01T12:00:00Z", "dateTime"), typed("2020-01-01T12:00:00", "dateTime")),
]
ILL_TYPED = [
    ("x", "integer"), ("-1", "nonNegativeInteger"), ("300", "unsignedByte"), ("1e3", "decimal"), ("one", "double"),
    ("yes", "boolean"), ("yesterday", "dateTime"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_value(one: ox.Literal, other: ox.Literal) -> None:
    assert value(one) == value(other)
    assert value_key(value(one)) == value_key(value(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_value(one: ox.Literal, other: ox.Literal) -> None:
    assert value(one) != value(other)
    assert value_key(value(one)) != value_key(value(other))


@pytest.mark.parametrize(("text", "datatype"), ILL_TYPED)
def test_ill_typed(text: str, datatype: str) -> None:
    with pytest.raises(IllTypedError):
        value(typed(text, datatype))


def test_an_integer_of_any_length() -> None:
    assert value(typed("0" + "9" * 5000, "integer")) == value(typed("9" * 5000, "decimal"))


@pytest.mark.parametrize("literal", [typed("2020", "gYear"), typed("P1D", "duration")])
def test_values_outside_the_covered_spaces_are_not_judged(literal: ox.Literal) -> None:
    assert value(literal) is None


FUNCTIONAL = ":p a owl:FunctionalProperty ."


def clashes(facts: str, ontology: str = FUNCTIONAL) -> list[str]:
    return [clash.rule for clash in reasoner("polars").closure(turtle(facts), turtle(ontology)).clashes]


def test_two_values_of_a_functional_property_clash() -> None:
    assert clashes(':a :p 1 ; :p "2" .') == ["dt-diff"]


def test_the_clash_names_the_two_facts() -> None:
    facts = turtle(":a :p 1, 2 .")
    (clash,) = reasoner("polars").closure(facts, turtle(FUNCTIONAL)).clashes
    assert set(clash.facts) == set(facts)


def test_two_spellings_of_one_value_do_not_clash() -> None:
    assert clashes(":a :p 1, 1.0, 01 .") == []


def test_values_of_resources_made_equal_clash() -> None:
    assert clashes(":a :p 1 ; owl:sameAs :b . :b :p 2 .") == ["dt-diff"]


def test_an_ill_typed_literal_clashes_and_no_triple_has_a_literal_subject() -> None:
    assert clashes(':a :q "x"^^xsd:integer .', "") == ["dt-not-type"]
