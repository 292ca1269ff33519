"""Proofs: they are shortest, end in facts, follow the rules, and terminate on mutual support."""

import pytest

from kg.errors import UsageError
from kg.proofs.prover import Proof, Proofs, Prover, why
from kg.reason import reasoner
from kg.reason.rules import compile_rules
from reasoning.helpers import texts, turtle


def prove(ontology: str, facts: str, goal: str) -> Proof:
    axioms, given = turtle(ontology), turtle(facts)
    (triple,) = turtle(goal)
    inferred = reasoner("polars").closure(given, axioms).inferred
    return why(triple, given, inferred, compile_rules(axioms).rules)


def prover(ontology: str, facts: str) -> Prover:
    axioms, given = turtle(ontology), turtle(facts)
    inferred = reasoner("polars").closure(given, axioms).inferred
    return Prover(given, inferred, compile_rules(axioms).rules)


def every(ontology: str, facts: str, goal: str, limit: int = 100) -> Proofs:
    return prover(ontology, facts).proofs(*turtle(goal), limit)


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


TWO_WAYS = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :r ."


def test_every_minimal_proof_is_given_shortest_first() -> None:
    answer = every(TWO_WAYS, ":a :p :b ; :s :b .", ":a :r :b .")
    assert answer.complete
    assert [proof.size for proof in answer.proofs] == [1, 2]
    assert [texts(proof.facts()) for proof in answer.proofs] == [
        texts(turtle(":a :s :b .")),
        texts(turtle(":a :p :b .")),
    ]


def test_a_set_of_facts_with_one_too_many_is_no_proof() -> None:
    """The shortest proof needs :b's class as a fact; the domain of :q gives it from the other fact alone."""
    ontology = """
        :C owl:equivalentClass [ owl:intersectionOf (:D [ a owl:Restriction ; owl:onProperty :p ;
            owl:someValuesFrom owl:Thing ]) ] .
        :p rdfs:subPropertyOf :q . :q rdfs:domain :D .
    """
    facts, goal = ":a a :D ; :p :b .", ":a a :C ."
    assert texts(prove(ontology, facts, goal).facts()) == texts(turtle(facts))
    (only,) = every(ontology, facts, goal).proofs
    assert texts(only.facts()) == texts(turtle(":a :p :b ."))


def test_a_fact_that_also_follows_has_both_proofs() -> None:
    answer = every(TWO_WAYS, ":a :s :b ; :r :b .", ":a :r :b .")
    assert [outline(proof) for proof in answer.proofs] == ["fact", ("prp-spo1", "fact")]


def test_cyclic_support_ends_in_facts() -> None:
    ontology = ":p a owl:TransitiveProperty, owl:SymmetricProperty ."
    answer = every(ontology, ":a :p :b . :b :p :c . :a :p :d . :d :p :c .", ":a :p :c .")
    assert answer.complete
    sets = [texts(proof.facts()) for proof in answer.proofs]
    assert sets == [texts(turtle(":a :p :b . :b :p :c .")), texts(turtle(":a :p :d . :d :p :c ."))]


def test_a_limit_on_proofs_is_told() -> None:
    facts = " ".join(f":a :p :b{n} . :b{n} :q :c ." for n in range(4))
    ontology = ":r owl:propertyChainAxiom (:p :q) ."
    assert [every(ontology, facts, ":a :r :c .", limit).complete for limit in (3, 4)] == [False, True]
    assert len(every(ontology, facts, ":a :r :c .", 3).proofs) == 3


def test_what_does_not_follow_has_no_proofs() -> None:
    with pytest.raises(UsageError, match="neither a fact nor a conclusion"):
        every("", ":a :p :b .", ":a :p :c .")


def test_a_conclusion_is_as_sure_as_the_weakest_fact_of_its_best_proof() -> None:
    stated = prover(TWO_WAYS, ":a :p :b ; :s :b .")
    (goal,) = turtle(":a :r :b .")
    grades = dict(zip(turtle(":a :p :b ; :s :b ."), ("A1", "E6"), strict=True))
    assert stated.grades([goal, *grades], grades.get) == {goal: "A1"} | grades
    assert stated.why(goal).size == 1
    assert stated.why(goal, lambda fact: grades[fact] <= "A1").size == 2


def test_what_has_no_grade_weakens_nothing() -> None:
    stated = prover(":r owl:propertyChainAxiom (:p :q) .", ":a :p :b . :b :q :c .")
    graded, goal = turtle(":b :q :c . :a :r :c .")
    assert stated.grades([goal], {graded: "C3"}.get) == {goal: "C3"}
    assert stated.grades([goal], {}.get) == {goal: None}
