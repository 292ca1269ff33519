"""Proofs: they are shortest, end in facts, follow the rules, and terminate on mutual support."""

import pytest

from kg.errors import UsageError
from kg.explain import Proof, why
from kg.reason import reasoner
from kg.rules import compile_rules
from reasoning.helpers import texts, turtle


def prove(ontology: str, facts: str, goal: str) -> Proof:
    axioms, given = turtle(ontology), turtle(facts)
    (triple,) = turtle(goal)
    inferred = reasoner("polars").closure(given, axioms).inferred
    return why(triple, given, inferred, compile_rules(axioms).rules)


def outline(proof: Proof) -> object:
    """The rule names of a proof, nested as the proof is."""
    return (proof.rule, *map(outline, proof.premises)) if proof.premises else proof.rule or "fact"


def test_a_fact_is_its_own_proof() -> None:
    assert prove("", ":a :p :b .", ":a :p :b .") == Proof(turtle(":a :p :b .")[0])


def test_a_chain_names_rule_axiom_and_facts() -> None:
    proof = prove(":r owl:propertyChainAxiom (:p :q) .", ":a :p :b . :b :q :c .", ":a :r :c .")
    assert (proof.rule, texts(proof.facts())) == ("prp-spo2", texts(turtle(":a :p :b . :b :q :c .")))
    assert "propertyChainAxiom" in proof.axiom


def test_a_proof_goes_through_an_anonymous_class() -> None:
    ontology = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] rdfs:subClassOf :C ."
    assert outline(prove(ontology, ":a :p :b . :b a :D .", ":a a :C .")) == ("cax-sco", ("cls-svf1", "fact", "fact"))


def test_the_shorter_of_two_proofs_is_given() -> None:
    ontology = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :r ."
    assert outline(prove(ontology, ":a :p :b ; :s :b .", ":a :r :b .")) == ("prp-spo1", "fact")


def test_a_proof_deeper_than_a_detour_is_still_found() -> None:
    ontology = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :s ."
    assert prove(ontology, ":a :p :b .", ":a :s :b .").size == 3


def test_mutual_support_is_no_reason() -> None:
    ontology = ":p owl:equivalentProperty :q . :p rdfs:subPropertyOf :q . :o rdfs:subPropertyOf :p ."
    assert outline(prove(ontology, ":a :o :b .", ":a :q :b .")) == ("prp-eqp1", ("prp-spo1", "fact"))


def test_equal_resources_are_explained() -> None:
    proof = prove("", ":b owl:sameAs :a . :a :p :c .", ":b :p :c .")
    assert outline(proof) == ("eq-rep-s", ("eq-sym", "fact"), "fact")


def test_an_enumerated_member_needs_no_premise() -> None:
    proof = prove(":C owl:oneOf (:a) .", ":a :p :b .", ":a a :C .")
    assert (outline(proof), proof.is_fact, proof.facts()) == ("cls-oo", False, ())


def test_what_does_not_follow_is_refused() -> None:
    with pytest.raises(UsageError, match="neither a fact nor a conclusion"):
        prove("", ":a :p :b .", ":a :p :c .")


def test_every_conclusion_of_a_cyclic_graph_has_a_proof() -> None:
    axioms = turtle(
        ":p a owl:TransitiveProperty, owl:SymmetricProperty ; owl:inverseOf :q ; rdfs:domain :C . "
        ":C owl:equivalentClass [ a owl:Restriction ; owl:onProperty :q ; owl:someValuesFrom owl:Thing ] ."
    )
    facts = turtle(":a :p :b . :b :p :c . :c owl:sameAs :d .")
    inferred = reasoner("polars").closure(facts, axioms).inferred
    rules = compile_rules(axioms).rules
    proofs = [why(triple, facts, inferred, rules) for triple in inferred]
    assert [set(proof.facts()) <= set(facts) for proof in proofs] == [True] * len(inferred)
