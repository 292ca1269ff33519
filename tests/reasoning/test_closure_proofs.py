"""Every conclusion has a proof, whatever it follows from, and each step of it follows by the rule that it names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import LimitError, UsageError
from kg.proofs.closure_prover import ClosureProver
from kg.proofs.prover import Proof
from kg.reason import reasoner
from reasoning.helpers import texts, turtle
from reasoning.proof_checker import check
from reasoning.random_graphs import axiom, deriving_axiom, fact, further_axiom, link, membership, odd, value
from reasoning.rule_cases import CASES


def prove(ontology: str, facts: str, goal: str) -> Proof:
    """A proof of one triple, checked."""
    axioms, told = turtle(ontology), turtle(facts)
    (triple,) = turtle(goal)
    proof = ClosureProver(told, axioms).why(triple)
    assert proof.triple == triple
    check(proof, [*told, *axioms])
    return proof


def steps(proof: Proof) -> list[str]:
    """The rules of a proof, sorted."""
    return sorted(step.rule for step in proof.steps() if step.rule)


def every_conclusion_is_proven(ontology: str, facts: str) -> None:
    axioms, told = turtle(ontology), turtle(facts)
    prover = ClosureProver(told, axioms)
    for triple in reasoner("polars").closure(told, axioms).inferred:
        proof = prover.why(triple)
        assert proof.triple == triple
        assert proof.rule
        check(proof, [*told, *axioms])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.one_of(axiom, deriving_axiom), min_size=1, max_size=6), st.lists(fact, min_size=1, max_size=10))
def test_conclusions_of_axioms(axioms: list[str], facts: list[str]) -> None:
    every_conclusion_is_proven("\n".join(axioms), "\n".join(facts))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(axiom, further_axiom, fact, value, odd), min_size=1, max_size=8),
    st.lists(st.one_of(fact, value, odd, axiom, deriving_axiom), min_size=1, max_size=10),
)
def test_conclusions_of_facts_in_the_ontology_and_axioms_in_the_data(ontology: list[str], facts: list[str]) -> None:
    every_conclusion_is_proven("\n".join(ontology), "\n".join(facts))


SCHEMA = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, *[st.sampled_from([":C", ":D", ":E", ":F"])] * 2),
    st.builds("{} owl:equivalentClass {} .".format, *[st.sampled_from([":C", ":D", ":E", ":F"])] * 2),
    st.builds("{} rdfs:subPropertyOf {} .".format, *[st.sampled_from([":p", ":q", ":r"])] * 2),
    st.builds("{} owl:sameAs {} .".format, *[st.sampled_from([":C", ":D", ":p", ":q", "owl:FunctionalProperty"])] * 2),
    st.builds("{} a {} .".format, st.sampled_from([":p", ":q", ":C"]), st.sampled_from([":C", ":D", "owl:Class"])),
    st.builds("{} rdfs:subClassOf owl:{}Property .".format, st.sampled_from([":C", ":D"]),
              st.sampled_from(["Transitive", "Symmetric", "Functional", "InverseFunctional"])),
    st.builds(":is rdfs:subPropertyOf {} .".format, st.sampled_from(
        ["rdf:type", "owl:sameAs", "rdfs:subClassOf", "rdfs:domain", "owl:inverseOf", "rdfs:subPropertyOf"])),
    st.builds("{} :is {} .".format, *[st.sampled_from([":p", ":q", ":C", ":D", ":a", "owl:TransitiveProperty"])] * 2),
)  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(SCHEMA, SCHEMA, axiom), min_size=2, max_size=10),
    st.lists(st.one_of(link, membership, SCHEMA), min_size=1, max_size=8),
)
def test_axioms_that_follow_from_facts(ontology: list[str], facts: list[str]) -> None:
    every_conclusion_is_proven("\n".join(ontology), "\n".join(facts))


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}-{number}" for number, case in enumerate(CASES)])
def test_the_conclusions_of_each_rule(case) -> None:
    every_conclusion_is_proven(case.ontology, case.fires)


TRANSITIVE = ":p a owl:TransitiveProperty ."
NEEDED = {
    "a fact in the ontology": (f"{TRANSITIVE} :b :p :c .", ":a :p :b .", ":a :p :c .", ["prp-trp"]),
    "an axiom in the data": (":b :p :c .", f"{TRANSITIVE} :a :p :b .", ":a :p :c .", ["prp-trp"]),
    "an axiom that follows from a class": (
        ":T rdfs:subClassOf owl:TransitiveProperty .", ":p a :T . :a :p :b . :b :p :c .", ":a :p :c .",
        ["cax-sco", "prp-trp"],
    ),
    "an axiom of an equal class": (
        ":D rdfs:subClassOf :E .", ":C owl:sameAs :D . :x a :C .", ":x a :E .", ["cax-sco", "eq-rep-o"],
    ),
    "an axiom from two restrictions": (
        """:C rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :D ] . :D rdfs:subClassOf :E .
           [ owl:onProperty :p ; owl:someValuesFrom :E ] rdfs:subClassOf :F .""",
        ":a a :C .", ":a a :F .", ["cax-sco", "cax-sco", "cax-sco", "scm-svf1"],
    ),
    "a circle of classes": (
        ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E . :E rdfs:subClassOf :C .", ":C :x :y .",
        ":C owl:equivalentClass :E .", ["scm-eqc2", "scm-sco"],
    ),
    "a key of two spellings": (
        ":C owl:hasKey ( :k ) .", ':a a :C ; :k 1 . :b a :C ; :k "01"^^xsd:integer .', ":a owl:sameAs :b .",
        ["prp-key"],
    ),
    "a chain with an inverse": (
        ":r owl:propertyChainAxiom ( [ owl:inverseOf :p ] :q ) .", ":a :p :b ; :q :c .", ":b :r :c .", ["prp-spo2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("needed", NEEDED)
def test_what_a_proof_rests_on(needed: str) -> None:
    ontology, facts, goal, rules = NEEDED[needed]
    assert steps(prove(ontology, facts, goal)) == rules


def test_what_equal_resources_have_in_different_spellings() -> None:
    every_conclusion_is_proven(
        """:H owl:oneOf ( :a :b ) . :q owl:inverseOf :r ; a owl:SymmetricProperty .
           :H rdfs:subClassOf
             [ owl:onProperty :q ; owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass :C ] .
           :r a owl:TransitiveProperty ; owl:propertyChainAxiom ( :p [ owl:inverseOf :q ] ) .
           :p a owl:FunctionalProperty ; rdfs:domain :C .""",
        ':a :p :b ; :k 1 . :b :q :c ; :k "01"^^xsd:integer . :e :p :a .',
    )


def links(number: int, prop: str = ":p") -> str:
    return "".join(f":n{i} {prop} :n{i + 1} ." for i in range(number))


BOTH_WAYS = f"{TRANSITIVE} :q owl:inverseOf :p ; a owl:TransitiveProperty ."
LONG = {
    "classes": (links(5_000, "rdfs:subClassOf"), ":a a :n0 .", ":a a :n5000 .", 5_000),
    "subclasses": (links(1_000, "rdfs:subClassOf"), ":n0 :x :y .", ":n0 rdfs:subClassOf :n1000 .", 999),
    "links": (TRANSITIVE, links(2_000), ":n0 :p :n2000 .", 1_999),
    "links backwards": (BOTH_WAYS, links(600), ":n600 :q :n0 .", 600),
    "links of both directions": (TRANSITIVE + ":p a owl:SymmetricProperty .", links(600), ":n600 :p :n0 .", 600),
    "equal resources": ("", links(1_200, "owl:sameAs") + ":n0 :p :x .", ":n1200 :p :x .", 1_200),
}


@pytest.mark.parametrize("long", LONG)
def test_long_proofs_are_found_and_can_be_gone_through(long: str) -> None:
    ontology, facts, goal, size = LONG[long]
    proof = prove(ontology, facts, goal)
    assert len(steps(proof)) == size
    assert proof.size == size
    assert set(proof.facts()) <= {*turtle(ontology), *turtle(facts)}
    assert proof == prove(ontology, facts, goal)
    assert len(repr(proof)) < 1_000


def test_what_is_stated_is_its_own_proof_and_what_does_not_follow_is_refused() -> None:
    prover = ClosureProver(turtle(":a :p :b ."), turtle(":b :p :c ."))
    assert [prover.why(triple) for triple in turtle(":a :p :b . :b :p :c .")] == [
        Proof(triple) for triple in turtle(":a :p :b . :b :p :c .")
    ]
    for other in (":a :p :c .", ":a :p 1 .", ":x :y :z ."):
        with pytest.raises(UsageError, match="neither stated nor a conclusion"):
            prover.why(*turtle(other))


def test_the_time_of_a_search_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    prover = ClosureProver(turtle(links(3_000)), turtle(TRANSITIVE))
    monkeypatch.setenv("KG_REASON_SECONDS", "1e-9")
    with pytest.raises(LimitError, match=r"KG_REASON_SECONDS.*the search for a proof"):
        prover.why(*turtle(":n0 :p :n3000 ."))


def test_the_order_of_what_is_given_does_not_matter_to_what_is_proven() -> None:
    facts, axioms = turtle(links(5)), turtle(TRANSITIVE)
    (goal,) = turtle(":n0 :p :n5 .")
    found = [ClosureProver(some, axioms).why(goal) for some in (facts, facts[::-1])]
    assert texts(found[0].facts()) == texts(found[1].facts())
