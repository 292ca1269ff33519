"""The engine of small graphs answers what Polars answers, and what takes care it leaves to Polars."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import LimitError
from kg.pipeline import build_workspace
from kg.rdf.resources import about_the_world
from kg.rdf.terms import ACCEPTED, ASSERTED
from kg.reason import DEFAULT_ENGINE, auto, reasoner
from kg.reason.auto import plain_closure
from reasoning.helpers import turtle
from reasoning.literal_cases import CASES as LITERAL_CASES
from reasoning.random_graphs import axiom, deriving_axiom, fact, further_axiom
from reasoning.rule_cases import CASES

EVERY_CASE = [*CASES, *LITERAL_CASES]


def test_it_is_the_default() -> None:
    assert reasoner().name == reasoner(DEFAULT_ENGINE).name == "auto"


@pytest.mark.parametrize("case", EVERY_CASE, ids=[f"{case.rule}-{number}" for number, case in enumerate(EVERY_CASE)])
def test_every_rule_closes_as_in_polars(case) -> None:
    ontology = turtle(case.ontology)
    for facts in map(turtle, (case.fires, case.silent)):
        assert reasoner("auto").closure(facts, ontology) == reasoner("polars").closure(facts, ontology)


axioms = st.lists(st.one_of(axiom, further_axiom), max_size=5)
quiet_axioms = st.lists(deriving_axiom, max_size=5)
facts = st.lists(fact, min_size=1, max_size=8)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.one_of(axioms, quiet_axioms), facts)
def test_random_graphs_close_as_in_polars(axioms: list[str], facts: list[str]) -> None:
    given_facts, ontology = turtle("\n".join(facts)), turtle("\n".join(axioms))
    assert reasoner("auto").closure(given_facts, ontology) == reasoner("polars").closure(given_facts, ontology)


@pytest.mark.parametrize("policy", ["cautious", "corroborated", "permissive", "only:seed-report"])
def test_the_shipped_graph_is_closed_without_polars(policy: str) -> None:
    dataset = build_workspace(policy=policy)
    facts = about_the_world([*dataset.graphs[ASSERTED.value], *dataset.graphs[ACCEPTED.value]])
    closed = plain_closure(facts, dataset.inputs.ontology)
    assert closed is not None
    assert closed == reasoner("polars").closure(facts, dataset.inputs.ontology)
    assert len(closed.inferred) > 100


CAREFUL = {
    "said to be the same": (":p rdfs:domain :C .", ":a owl:sameAs :b ; :p :c ."),
    "said to be different": ("", ":a owl:differentFrom :a ."),
    "a rule that equates": (":p a owl:FunctionalProperty .", ":a :p :b, :c ."),
    "a sameness that follows": (":p rdfs:subPropertyOf owl:sameAs .", ":a :p :b ."),
    "a contradiction": (":C owl:disjointWith :D . :E rdfs:subClassOf :C .", ":a a :E, :D ."),
    "nothing with a member": (":C rdfs:subClassOf owl:Nothing .", ":a a :C ."),
    "an ill-typed literal": ("", ':a :p "x"^^xsd:integer .'),
    "a value outside of a range": (":p rdfs:range xsd:integer .", ':a :p "x" .'),
    "a value outside of a range above": (":q rdfs:subPropertyOf :p . :p rdfs:range xsd:byte .", ":a :q 300 ."),
    "a value to be compared": ("[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue 1 ] rdfs:subClassOf :C .", ""),
    "values to be compared": (":p owl:propertyDisjointWith :q .", ':a :p 1 ; :q "01"^^xsd:integer .'),
    "an axiom that follows from nothing": ("owl:TransitiveProperty owl:oneOf ( :p ) .", ":a :p :b . :b :p :c ."),
    "a contradiction beside a marker of one": (
        ":C owl:disjointWith :D .",
        ":a a :C, :D . <urn:kg:false> <urn:kg:false> <urn:kg:false> .",
    ),
    "an axiom that follows from a fact": (":p rdfs:subPropertyOf rdfs:subClassOf .", ":C :p :D . :a a :C ."),
}


@pytest.mark.parametrize("case", CAREFUL.values(), ids=CAREFUL)
def test_what_takes_care_is_left_to_polars(case: tuple[str, str]) -> None:
    ontology, facts = map(turtle, case)
    assert plain_closure(facts, ontology) is None
    assert reasoner("auto").closure(facts, ontology) == reasoner("polars").closure(facts, ontology)


PLAIN = {
    "a datatype above which is a class": (":p rdfs:range xsd:integer . xsd:integer rdfs:subClassOf :C .", ":a :p :b ."),
    "values of a datatype in a class": (
        ":C owl:equivalentClass [ owl:onProperty :q ; owl:someValuesFrom xsd:integer ] . :p rdfs:range xsd:integer .",
        ":a :q :b ; :p :b .",
    ),
    "a triple term in a list": (":D owl:oneOf ( :c <<( :a :b :c )>> ) .", ":a :p :b ."),
    "a triple term in a union": (":C owl:unionOf ( <<( :a :b :c )>> :D ) .", ":a a :D ."),
    "a datatype of all classes": ("rdf:type rdfs:range xsd:integer .", ":a :p :b ; a :C ."),
    "a property without a name": (":p owl:inverseOf [] .", ":a :p :b ."),
}


@pytest.mark.parametrize("case", PLAIN.values(), ids=PLAIN)
def test_what_takes_no_care_is_closed_as_in_polars(case: tuple[str, str]) -> None:
    ontology, facts = map(turtle, case)
    closed = plain_closure(facts, ontology)
    assert closed is not None
    assert closed == reasoner("polars").closure(facts, ontology)


def test_what_is_large_is_left_to_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, facts = turtle(":p a owl:TransitiveProperty ."), turtle(":a :p :b . :b :p :c . :c :p :d .")
    expected = reasoner("polars").closure(facts, ontology)
    assert plain_closure(facts, ontology) == expected
    monkeypatch.setattr(auto, "MOST_LOOKS", 5)
    assert plain_closure(facts, ontology) is None
    monkeypatch.setattr(auto, "FEW", 3)
    monkeypatch.setattr(auto, "plain_closure", None)  # Not even asked.
    assert reasoner("auto").closure(facts, ontology) == expected


def test_what_one_fact_brings_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ontology = turtle(" ".join(f":C rdfs:subClassOf :D{number} ." for number in range(30)))
    facts = turtle(" ".join(f":a{number} a :C ." for number in range(30)))
    assert plain_closure(facts, ontology) is not None
    monkeypatch.setattr(auto, "MOST_LOOKS", 899)
    assert plain_closure(facts, ontology) is None


def test_the_limit_of_a_closure_counts_what_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    ontology = turtle(":p owl:inverseOf [] .")
    facts = turtle(" ".join(f":a{number} :p :b ." for number in range(20)))
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "30")
    with pytest.raises(LimitError, match="KG_CLOSURE_TRIPLES"):
        reasoner("polars").closure(facts, ontology)
    with pytest.raises(LimitError, match="KG_CLOSURE_TRIPLES"):
        reasoner("auto").closure(facts, ontology)


def test_the_limit_of_a_closure_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "4")
    ontology, facts = turtle(":p a owl:TransitiveProperty ."), turtle(":a :p :b . :b :p :c . :c :p :d .")
    with pytest.raises(LimitError, match="KG_CLOSURE_TRIPLES"):
        reasoner("auto").closure(facts, ontology)
