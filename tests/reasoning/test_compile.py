"""Compilation: determinism, and a warning for every axiom that the rules do not fully cover."""

import pytest

from kg.errors import UsageError
from kg.reason import reasoner
from kg.reason.rules import compile_rules
from reasoning.helpers import texts, turtle

ON_P = "a owl:Restriction ; owl:onProperty :p"
WARNED = [
    (":p owl:propertyChainAxiom :q .", "not a well-formed list"),
    (":p owl:propertyChainAxiom () .", "empty list"),
    (':p owl:propertyChainAxiom (:q "x") .', "holds literals"),
    (":C owl:unionOf [ rdf:first :D ] .", "not a well-formed list"),
    ("_:l rdf:first :D ; rdf:rest _:l . :C owl:intersectionOf _:l .", "not a well-formed list"),
    (":C rdfs:subClassOf [ a owl:Restriction ; owl:allValuesFrom :D ] .", "no owl:onProperty"),
    (':C rdfs:subClassOf "D" .', "not a resource"),
    (f":C rdfs:subClassOf [ {ON_P} ; owl:someValuesFrom :D ] .", "no value that the data do not name"),
    (f"[ {ON_P} ; owl:allValuesFrom :D ] rdfs:subClassOf :C .", "not recognised"),
    (":C rdfs:subClassOf [ owl:intersectionOf ( :D [ owl:unionOf ( :E :F ) ] ) ] .", "which of the alternatives"),
    ("[ owl:complementOf :D ] rdfs:subClassOf :C .", "not recognised"),
    (f":C rdfs:subClassOf [ {ON_P} ; owl:maxCardinality 2 ] .", "only 0 and 1"),
    (f":C rdfs:subClassOf [ {ON_P} ; owl:maxQualifiedCardinality 1 ] .", "no owl:onClass"),
    (f":C rdfs:subClassOf [ {ON_P} ; owl:minCardinality 1 ] .", "outside OWL 2 RL"),
    (f":C rdfs:subClassOf [ {ON_P} ; owl:hasSelf true ] .", "outside OWL 2 RL"),
    (":C owl:disjointUnionOf ( :D :E ) .", "outside OWL 2 RL"),
    (":p a owl:ReflexiveProperty .", "outside OWL 2 RL"),
    ("[] owl:sourceIndividual :a ; owl:targetIndividual :b .", "no source or no property"),
]


@pytest.mark.parametrize(("axiom", "consequence"), WARNED)
def test_what_is_not_covered_is_said(axiom: str, consequence: str) -> None:
    assert [w for w in compile_rules(turtle(axiom)).warnings if consequence in w.consequence]


def test_an_ontology_in_the_profile_gives_no_warning() -> None:
    text = f"[ {ON_P} ; owl:someValuesFrom :D ] rdfs:subClassOf :C . :p a owl:TransitiveProperty ; rdfs:range :D ."
    assert compile_rules(turtle(text)).warnings == ()


def test_the_order_of_the_axioms_does_not_matter() -> None:
    axioms = turtle(":C rdfs:subClassOf :D, :E . :p rdfs:domain :C ; owl:propertyChainAxiom (:q :r) .")
    assert compile_rules(axioms).rules == compile_rules(axioms[::-1]).rules


def test_a_rule_reads_like_the_w3c_table() -> None:
    (rule,) = (rule for rule in compile_rules(turtle(":p rdfs:domain :C .")).rules if rule.name == "prp-dom")
    assert rule.axiom == "<http://example.org/p> domain <http://example.org/C>"


def test_each_class_that_is_in_another_has_a_rule() -> None:
    ontology = turtle(":A rdfs:subClassOf :A, :B, [ owl:unionOf ( :C :D ) ] . :B rdfs:subClassOf :C .")
    axioms = [rule.axiom for rule in compile_rules(ontology).rules if rule.name == "cax-sco"]
    assert [axiom.replace("http://example.org/", ":") for axiom in sorted(axioms)] == [
        "<:A> subClassOf (<:C> or <:D>)", "<:A> subClassOf <:B>", "<:B> subClassOf <:C>",
    ]  # fmt: skip


def test_classes_are_in_others_where_a_rule_asks_for_any_class() -> None:
    ontology = turtle(":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . rdf:type rdfs:subPropertyOf :isOfKind .")
    found = reasoner("polars").closure(turtle(":a a :A ."), ontology).inferred
    assert texts(found) == texts(turtle(":a a :B, :C ; :isOfKind :A, :B, :C ."))


def test_an_inverse_without_a_name_is_read_backwards() -> None:
    text = """:r owl:propertyChainAxiom ( [ owl:inverseOf :p ] :q ) .
        [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :D ] rdfs:subClassOf :C ."""
    bodies = {r.name: " ".join(map(str, r.body)) for r in compile_rules(turtle(text)).rules}
    p, q, d = (f"<http://example.org/{name}>" for name in "pqD")
    assert bodies["prp-spo2"] == f"?u1 {p} ?u0 ?u1 {q} ?u2"
    assert bodies["cls-svf1"].startswith(f"?v {p} ?u ?v ")
    assert bodies["cls-svf1"].endswith(d)
    assert not bodies.keys() & {"prp-inv1", "prp-inv2"}


def test_an_inverse_without_a_name_that_another_axiom_uses_keeps_its_rules() -> None:
    rules = compile_rules(turtle("_:i owl:inverseOf :p ; rdfs:subPropertyOf :q .")).rules
    assert {rule.name for rule in rules} >= {"prp-inv1", "prp-inv2", "prp-spo1"}


def test_an_unknown_engine_names_those_that_exist() -> None:
    with pytest.raises(UsageError, match="owlrl, polars"):
        reasoner("hermit")


def test_a_self_referential_chain_terminates() -> None:
    ontology = turtle(":p owl:propertyChainAxiom (:p :p) .")
    facts = turtle(":a :p :b . :b :p :c . :c :p :a .")
    assert len(reasoner("polars").closure(facts, ontology).inferred) == 6


def test_a_clash_names_axiom_and_given_facts() -> None:
    ontology = turtle(":C owl:disjointWith :D .")
    facts = turtle(":a a :C . :b owl:sameAs :a ; a :D .")
    (clash,) = reasoner("polars").closure(facts, ontology).clashes
    assert set(clash.facts) <= set(facts)


def test_a_large_set_of_aliases_is_closed_by_representatives() -> None:
    facts = turtle("\n".join(f":a{n} :p :key ." for n in range(300)) + ":a0 :q :z .")
    inferred = reasoner("polars").closure(facts, turtle(":p a owl:InverseFunctionalProperty .")).inferred
    assert len(inferred) == 300 * 299 + 299


def test_axioms_that_facts_entail_are_used() -> None:
    ontology = turtle(":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty rdf:type ; owl:hasValue :D ] .")
    (triple,) = reasoner("polars").closure(turtle(":a a :C ."), ontology).inferred
    assert triple in turtle(":a a :D .")


def test_a_derived_equality_of_classes_moves_their_members() -> None:
    ontology = turtle(":k a owl:InverseFunctionalProperty . :C :k :v . :D :k :v .")
    inferred = reasoner("polars").closure(turtle(":a a :C ."), ontology).inferred
    assert turtle(":a a :D .")[0] in inferred


def test_a_property_made_transitive_by_a_rule_is_transitive() -> None:
    ontology = turtle(":kind rdfs:subPropertyOf rdf:type . :p :kind owl:TransitiveProperty .")
    inferred = reasoner("polars").closure(turtle(":a :p :b . :b :p :c ."), ontology).inferred
    assert turtle(":a :p :c .")[0] in inferred


def test_a_triple_term_is_an_opaque_object() -> None:
    facts = turtle(":a :p <<( :x :q :y )>> .")
    (triple,) = reasoner("polars").closure(facts, turtle(":p rdfs:subPropertyOf :r ; rdfs:range :C .")).inferred
    assert (triple.predicate.value, triple.object) == ("http://example.org/r", facts[0].object)


@pytest.mark.parametrize("engine", ["polars", "owlrl"])
def test_nothing_follows_from_nothing(engine: str) -> None:
    closure = reasoner(engine).closure([], [])
    assert (closure.inferred, closure.clashes) == ((), ())
