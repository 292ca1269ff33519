"""Literals are compared by what they denote, and kept as they are spelt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reason import Clash, Materialisation, reasoner
from reasoning.helpers import texts, turtle
from reasoning.literal_cases import CASES, FOUND_OUT, HAS_ONE, OUTSIDE, WITHIN
from reasoning.random_graphs import individual, link, prop
from reasoning.rule_cases import NEGATIVE, Case
from reasoning.test_incremental import follow, histories

LABELS = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


def closed(facts: str, ontology: str) -> tuple[list[str], list[str]]:
    closure = reasoner("polars").closure(turtle(facts), turtle(ontology))
    return texts(closure.inferred), [clash.rule for clash in closure.clashes]


@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_equal_values_fit(case: Case) -> None:
    assert closed(case.fires, case.ontology) == (texts(turtle(case.inferred)), [case.clash] if case.clash else [])


@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_other_values_do_not(case: Case) -> None:
    assert closed(case.silent, case.ontology) == ([], [])


def ranged(facts: str, ontology: str) -> list[Clash]:
    return list(reasoner("polars").closure(turtle(facts), turtle(ontology)).clashes)


@pytest.mark.parametrize(("datatype", "values"), WITHIN)
def test_values_that_a_range_has(datatype: str, values: str) -> None:
    assert ranged(f":a :p {values} .", f":p rdfs:range xsd:{datatype} .") == []


@pytest.mark.parametrize(("datatype", "value"), OUTSIDE)
def test_a_value_that_a_range_does_not_have(datatype: str, value: str) -> None:
    fact = turtle(f":a :p {value} .")
    (clash,) = ranged(f":a :p {value} .", f":p rdfs:range xsd:{datatype} .")
    assert (clash.rule, clash.facts) == ("dt-not-type", tuple(fact))
    assert clash.axiom.endswith(f"range xsd:{datatype}")


def test_ranges_that_claim_nothing() -> None:
    assert ranged(':a :p "a"@en, 1 .', ":p rdfs:range rdfs:Literal, :C .") == []


def test_texts_in_a_language_have_a_range_of_their_own() -> None:
    assert ranged(':a :p "a"@en .', ":p rdfs:range rdf:langString, rdf:PlainLiteral .") == []
    assert len(ranged(':a :p "a" .', ":p rdfs:range rdf:langString, rdf:PlainLiteral .")) == 1


def test_an_ill_typed_value_is_one_clash() -> None:
    (clash,) = ranged(':a :p "x"^^xsd:integer .', ":p rdfs:range xsd:integer .")
    assert clash.axiom.endswith("is ill-typed")


def test_a_subproperty_has_the_range_too() -> None:
    found = ranged(':a :p "a" .', ":p rdfs:subPropertyOf :q . :q rdfs:range xsd:integer .")
    assert sorted(str(fact) for clash in found for fact in clash.facts) == texts(turtle(':a :p "a" ; :q "a" .'))


def test_a_datatype_can_be_in_a_class_that_is_in_another() -> None:
    hierarchy = "xsd:byte rdfs:subClassOf :C . :C rdfs:subClassOf :D . :D rdfs:subClassOf :D, :E ."
    some = "[ owl:onProperty :p ; owl:someValuesFrom :E ] rdfs:subClassOf :R ."
    assert closed(':a :p 1 . :b :p 1000 . :c :p "1" .', hierarchy + some) == (texts(turtle(":a a :R .")), [])


def test_a_range_that_follows_from_facts() -> None:
    assert len(ranged(':a :p "a" . :p :kind xsd:integer .', ":kind rdfs:subPropertyOf rdfs:range .")) == 1


def test_a_spelling_with_an_escape() -> None:
    ontology = ":p a owl:InverseFunctionalProperty ."
    facts = r':a :p "1\n"^^xsd:integer . :b :p 1 . :c :p "\"^^<http://www.w3.org/2001/XMLSchema#integer>" .'
    expected = FOUND_OUT + r':a :p 1 . :b :p "1\n"^^xsd:integer .'
    assert closed(facts, ontology) == (texts(turtle(expected)), [])


def test_a_clash_names_each_spelling() -> None:
    found = ranged(':a :p "01"^^xsd:integer, 1.0, 2 ; :q 1 .', ":p owl:propertyDisjointWith :q .")
    expected = [texts(turtle(f":a :p {value} ; :q 1 .")) for value in ('"01"^^xsd:integer', "1.0")]
    assert [texts(clash.facts) for clash in found] == expected


def test_a_negative_assertion_names_what_is_told() -> None:
    facts = ':a :p "01"^^xsd:integer, 1.0 .'
    found = ranged(facts, NEGATIVE + "owl:targetValue 1 .")
    assert sorted(str(fact) for clash in found for fact in clash.facts) == texts(turtle(facts))


def test_a_literal_that_follows_is_not_added_to_another_spelling() -> None:
    ontology = f"{HAS_ONE} owl:equivalentClass :C . :p rdfs:subPropertyOf :q ."
    assert closed(":a :p 1.0 . :b a :C .", ontology)[0] == texts(turtle(":a a :C ; :q 1.0 . :b :p 1 ; :q 1 ."))


NUMBERS = ["1", '"01"^^xsd:integer', "1.0", '"1"', "1e0", "2", '"2.0"^^xsd:decimal']
number = st.sampled_from(NUMBERS)
number_axiom = st.one_of(
    st.builds("[ owl:onProperty {} ; owl:hasValue {} ] rdfs:subClassOf :C .".format, prop, number),
    st.builds(":C rdfs:subClassOf [ owl:onProperty {} ; owl:hasValue {} ] .".format, prop, number),
    st.builds("{} rdfs:range {} .".format, prop, st.sampled_from(["xsd:integer", "xsd:decimal", "xsd:string"])),
    st.builds(":C rdfs:subClassOf [ owl:onProperty {} ; owl:allValuesFrom xsd:integer ] .".format, prop),
    st.builds("{} a owl:InverseFunctionalProperty .".format, prop),
    st.builds("{} a owl:FunctionalProperty .".format, prop),
    st.builds(":C owl:hasKey ( {} {} ) .".format, prop, prop),
    st.builds("{} owl:propertyDisjointWith {} .".format, prop, prop),
    st.builds("{} rdfs:subPropertyOf {} .".format, prop, prop),
    st.builds("[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {} ; owl:assertionProperty {} ;"
              " owl:targetValue {} .".format, individual, prop, number),
)  # fmt: skip
stated = st.builds("{} {} {} .".format, individual, prop, number)
member = st.builds("{} a :C .".format, individual)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(histories(number_axiom, st.one_of(stated, stated, member, link)))
def test_numbers_come_and_go(history) -> None:
    follow(history)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(number_axiom, max_size=5), st.lists(st.one_of(stated, member), min_size=2, max_size=8), st.randoms())
def test_the_order_of_the_facts_does_not_matter(axioms, facts, random) -> None:
    engine = reasoner("polars")
    given_facts, ontology = turtle("\n".join(facts)), turtle("\n".join(axioms))
    shuffled = random.sample(given_facts, len(given_facts))
    assert engine.closure(shuffled, ontology) == engine.closure(given_facts, ontology)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(number_axiom, max_size=5), st.lists(st.one_of(stated, member), min_size=2, max_size=8))
def test_no_spelling_is_made_up(axioms: list[str], facts: list[str]) -> None:
    ontology, given_facts = turtle("\n".join(axioms)), turtle("\n".join(facts))
    known = {str(triple.object) for triple in (*ontology, *given_facts)}
    assert {str(triple.object) for triple in reasoner("polars").closure(given_facts, ontology).inferred} <= known | {
        str(triple.subject) for triple in given_facts
    }


def test_a_change_brings_the_spelling_that_fits() -> None:
    kept = Materialisation(turtle(":a :q :b ."), turtle(f"{HAS_ONE} owl:equivalentClass :C ."))
    assert texts(kept.add(turtle(":a :p 1.0 .")).inferred) == texts(turtle(":a a :C ."))
    assert texts(kept.add(turtle(":a a :C .")).withdrawn) == texts(turtle(":a a :C ."))
    assert texts(kept.retract(turtle(":a :p 1.0 .")).inferred) == texts(turtle(":a :p 1 ."))


def test_a_value_outside_of_a_range_comes_and_goes() -> None:
    kept = Materialisation(turtle(":a :p 1 ."), turtle(":p rdfs:subPropertyOf :q . :q rdfs:range xsd:integer ."))
    assert [clash.rule for clash in kept.add(turtle(':a :p "a" ; :q "a" .')).clashes] == ["dt-not-type"] * 2
    assert [clash.rule for clash in kept.retract(turtle(':a :q "a" .')).clashes] == ["dt-not-type"] * 2
    assert kept.retract(turtle(':a :p "a" .')).clashes == ()
