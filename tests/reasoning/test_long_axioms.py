"""Axioms with many parts: their conclusions, and that what their evaluation needs in between does not show."""

import pytest

from kg.reason import Materialisation, reasoner
from kg.rules import compile_rules
from kg.rules.steps import in_steps
from reasoning.helpers import texts, turtle

ENGINES = ["auto", "polars"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("length", [6, 7, 8, 9, 500])
def test_a_chain_of_many_steps(engine: str, length: int) -> None:
    ontology = turtle(f":p owl:propertyChainAxiom ( {':q ' * length} ) .")
    facts = turtle("".join(f":n{i} :q :n{i + 1} . " for i in range(length + 1)))
    closure = reasoner(engine).closure(facts, ontology)
    assert texts(closure.inferred) == texts(turtle(f":n0 :p :n{length} . :n1 :p :n{length + 1} ."))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_chain_of_different_steps(engine: str) -> None:
    ontology = turtle(f":p owl:propertyChainAxiom ( {' '.join(f':q{i}' for i in range(40))} ) .")
    facts = turtle("".join(f":n{i} :q{i} :n{i + 1} . :n{i} :q :n{i + 1} ." for i in range(40)))
    assert texts(reasoner(engine).closure(facts, ontology).inferred) == texts(turtle(":n0 :p :n40 ."))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_intersection_of_many_classes(engine: str) -> None:
    ontology = turtle(f":C owl:intersectionOf ( {' '.join(f':D{i}' for i in range(300))} ) .")
    facts = turtle("".join(f":a a :D{i} . " for i in range(300)) + "".join(f":b a :D{i} . " for i in range(299)))
    assert texts(reasoner(engine).closure(facts, ontology).inferred) == texts(turtle(":a a :C ."))


def test_a_long_chain_follows_changes() -> None:
    ontology = turtle(f":p owl:propertyChainAxiom ( {':q ' * 20} ) .")
    facts = turtle("".join(f":n{i} :q :n{i + 1} . " for i in range(20)))
    graph = Materialisation(facts[1:], ontology)
    assert graph.closure.inferred == ()
    assert texts(graph.add(facts[:1]).inferred) == texts(turtle(":n0 :p :n20 ."))
    change = graph.retract(facts[7:8])
    assert (texts(change.withdrawn), change.inferred) == (texts(turtle(":n0 :p :n20 .")), ())


def test_equal_parts_of_a_chain_are_one_rule() -> None:
    rules = compile_rules(turtle(f":p owl:propertyChainAxiom ( {':q ' * 512} ) .")).rules
    steps = [rule for rule in in_steps(rules) if rule.name == "prp-spo2"]
    assert len(steps) == 9
    assert all(len(rule.body) == 2 for rule in steps)


def test_a_chain_of_one_property_is_not_itself_transitive() -> None:
    facts = turtle(":a :q :b . :b :q :c .")
    assert reasoner("polars").closure(facts, turtle(":p owl:propertyChainAxiom ( :q ) .")).inferred == tuple(
        turtle(":a :p :b . :b :p :c .")
    )


MEMBERS = " ".join(f":X{i}" for i in range(40))
LISTS = {
    "cax-adc": ("AllDisjointClasses ; owl:members", ":a a :X3, :X7 . :b a :X5 .", ":a a :X3, :X7 ."),
    "prp-adp": ("AllDisjointProperties ; owl:members", ":a :X3 :b ; :X7 :b, :c . :b :X9 :a .", ":a :X3 :b ; :X7 :b ."),
    "eq-diff2": ("AllDifferent ; owl:members", ":X3 owl:sameAs :X7 . :X1 owl:sameAs :a .", ":X3 owl:sameAs :X7 ."),
    "eq-diff3": ("AllDifferent ; owl:distinctMembers", ":X3 owl:sameAs :X7 .", ":X3 owl:sameAs :X7 ."),
}


@pytest.mark.parametrize("rule", LISTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_two_members_of_a_long_list_clash(rule: str, engine: str) -> None:
    axiom, facts, culprits = LISTS[rule]
    ontology = turtle(f"[] a owl:{axiom} ( {MEMBERS} ) .")
    assert sum(one.name == rule for one in compile_rules(ontology).rules) == 1
    (clash,) = reasoner(engine).closure(turtle(facts), ontology).clashes
    kind = axiom.partition(" ")[0]
    expected = f"{kind}(<http://example.org/X3>, <http://example.org/X7>)"
    assert (clash.rule, clash.axiom, texts(clash.facts)) == (rule, expected, texts(turtle(culprits)))


def test_a_clash_in_a_long_list_comes_and_goes() -> None:
    graph = Materialisation(turtle(":a a :X3 ."), turtle(f"[] a owl:AllDisjointClasses ; owl:members ( {MEMBERS} ) ."))
    other = turtle(":a a :X7 . :b a :X8 .")
    assert [clash.rule for clash in graph.add(other).clashes] == ["cax-adc"]
    assert graph.retract(other).clashes == ()


def test_a_class_twice_in_a_list_is_disjoint_with_itself() -> None:
    ontology = turtle(f"[] a owl:AllDisjointClasses ; owl:members ( :X3 {MEMBERS} ) .")
    (clash,) = reasoner("polars").closure(turtle(":a a :X3 ."), ontology).clashes
    assert texts(clash.facts) == texts(turtle(":a a :X3 ."))
