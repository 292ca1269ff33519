"""``owl:sameAs`` to literals: rules eq-sym, eq-trans, eq-rep and eq-diff1 go through literals as through resources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.proofs.closure_prover import ClosureProver
from kg.proofs.prover import Prover
from kg.reason import Materialisation, denoting, reasoner
from kg.reason.rules import compile_rules
from reasoning import generalised
from reasoning.helpers import texts, turtle
from reasoning.random_graphs import individual, link, membership, prop
from reasoning.test_incremental import follow, histories

THROUGH = {
    "one literal": (
        "", ':c owl:sameAs "x", :d . :e owl:sameAs "x" . :f :p :e .',
        ':c owl:sameAs :e . :d owl:sameAs "x", :c, :e . :e owl:sameAs :c, :d . :f :p "x", :c, :d .',
    ),
    "two spellings": (
        "", ':c owl:sameAs 1 . :e owl:sameAs "01"^^xsd:integer . :f :p 1.0 .',
        ':c owl:sameAs :e, "01"^^xsd:integer, 1.0 . :e owl:sameAs :c, 1, 1.0 . :f :p 1, "01"^^xsd:integer, :c, :e .',
    ),
    "a string and a token": ("", ':c owl:sameAs "a" . :f :p "a"^^xsd:token .',
        ':c owl:sameAs "a"^^xsd:token . :f :p :c, "a" .'),
    "a language": ("", ':c owl:sameAs "a"@en . :f :p "a@EN"^^rdf:PlainLiteral, "a" .',
        ':c owl:sameAs "a@EN"^^rdf:PlainLiteral . :f :p :c, "a"@en .'),
    "an unknown datatype": ("", ':c owl:sameAs "1"^^:own . :e owl:sameAs "1"^^:own, "01"^^:own .',
        ':c owl:sameAs :e, "01"^^:own . :e owl:sameAs :c .'),
    "a triple term": ("", ":c owl:sameAs <<( :x :y :z )>> . :e owl:sameAs <<( :x :y :z )>> .",
        ":c owl:sameAs :e . :e owl:sameAs :c ."),
    "a functional property": (
        ":p a owl:FunctionalProperty .", ':a :p :c, 1 . :c :q :d . :z :r "01"^^xsd:integer .',
        ':c owl:sameAs 1, "01"^^xsd:integer . :a :p "01"^^xsd:integer . :z :r 1, :c .',
    ),
    "an inverse functional property": (
        ":p a owl:InverseFunctionalProperty .", ":a :p 1 . :b :p :c . :c owl:sameAs 1.0 .",
        ":a owl:sameAs :b ; :p :c, 1.0 . :b owl:sameAs :a ; :p 1, 1.0 . :c owl:sameAs 1 .",
    ),
    "a property below sameAs": (":p rdfs:subPropertyOf owl:sameAs .", ':a :p "x" . :b owl:sameAs "x" .',
        ':a owl:sameAs "x", :b ; :p :a, :b . :b owl:sameAs :a ; :p "x", :a, :b .'),
    "a restriction": (
        "[ owl:onProperty :p ; owl:hasValue 1 ] owl:equivalentClass :C .", ":a a :C . :b :p :c . :c owl:sameAs 1.0 .",
        ":a :p 1, 1.0, :c . :b a :C ; :p 1, 1.0 . :c owl:sameAs 1 .",
    ),
    "a class": ("", ':a a :D . :D owl:sameAs "x" .', ':a a "x" .'),
    "different values": ("", ':a owl:sameAs "x" . :b owl:sameAs "y" .',
        ':a owl:differentFrom :b, "y" . :b owl:differentFrom :a, "x" .'),
}  # fmt: skip


@pytest.mark.parametrize("case", THROUGH)
@pytest.mark.parametrize("engine", ["auto", "polars"])
def test_what_follows_through_literals(case: str, engine: str) -> None:
    ontology, facts, inferred = map(turtle, THROUGH[case])
    closure = reasoner(engine).closure(facts, ontology)
    assert (texts(closure.inferred), closure.clashes) == (texts(inferred), ())


CLASHES = {
    "two literals": ("", ':a owl:sameAs "x", "y" .', "dt-diff", ':a owl:sameAs "x", "y" .'),
    "two literals by way of a resource": (
        "", ':a owl:sameAs "x", :b . :b owl:sameAs "y" .', "dt-diff", ':a owl:sameAs "x", "y" .',
    ),
    "said to be different": (
        "", ':a owl:sameAs 1 ; owl:differentFrom "01"^^xsd:integer .', "eq-diff1",
        ':a owl:sameAs "01"^^xsd:integer ; owl:differentFrom "01"^^xsd:integer .',
    ),
    "all different": ("[] a owl:AllDifferent ; owl:members ( :a :b 1.0 ) .", ":a owl:sameAs 1 .", "eq-diff2",
        ":a owl:sameAs 1 ."),
    "in a datatype": ("", ":a owl:sameAs false ; a xsd:integer .", "dt-not-type",
        ":a owl:sameAs false ; a xsd:integer ."),
    "in the range of a property": (":p rdfs:range xsd:integer .", ":a :p :b . :b owl:sameAs false .", "dt-not-type",
        ":a :p :b ."),
    "a negative assertion": (
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 .",
        ":a :p :b . :b owl:sameAs 1.0 .", "prp-npa2", ":a :p :b .",
    ),
    "disjoint datatypes": (
        "xsd:integer owl:disjointWith xsd:byte .", ":a :p 1 .", "cax-dw", ":a :p 1 .",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CLASHES)
def test_a_clash_of_literals_comes_and_goes(case: str) -> None:
    ontology, facts, rule, culprits = CLASHES[case]
    for engine in ("auto", "polars"):
        clashes = reasoner(engine).closure(turtle(facts), turtle(ontology)).clashes
        assert [(clash.rule, texts(clash.facts)) for clash in clashes][:1] == [(rule, texts(turtle(culprits)))]
    kept = Materialisation([], turtle(ontology))
    assert {clash.rule for clash in kept.add(turtle(facts)).clashes} == {rule}
    assert kept.retract(turtle(facts)).clashes == ()


literal = st.sampled_from(['"x"', '"x"^^xsd:token', "1", '"01"^^xsd:integer', "1.0", "true", '"y"@en', '"z"^^xsd:byte'])
equation = st.builds("{} owl:sameAs {} .".format, individual, st.one_of(literal, literal, individual))
difference = st.builds("{} owl:differentFrom {} .".format, individual, st.one_of(literal, individual))
told = st.builds("{} {} {} .".format, individual, prop, literal)
any_fact = st.one_of(equation, equation, told, told, link, membership, difference)
datatype = st.sampled_from(["xsd:integer", "xsd:string", "xsd:token", "rdfs:Literal"])
plain_axiom = st.one_of(
    st.builds("{} a owl:{}Property .".format, prop, st.sampled_from(["Functional", "Transitive", "Symmetric"])),
    st.builds("{} rdfs:subPropertyOf {} .".format, prop, st.one_of(prop, st.just("owl:sameAs"))),
    st.builds("{} rdfs:range {} .".format, prop, datatype),
    st.builds("[ owl:onProperty {} ; owl:someValuesFrom {} ] rdfs:subClassOf :C .".format, prop, datatype),
)
value_axiom = st.one_of(
    st.builds("{} a owl:InverseFunctionalProperty .".format, prop),
    st.builds(":C owl:hasKey ( {} ) .".format, prop),
    st.builds("{} owl:propertyDisjointWith {} .".format, prop, prop),
    st.builds("[] a owl:AllDifferent ; owl:members ( :a {} {} ) .".format, literal, literal),
    st.builds("[ owl:onProperty {} ; owl:hasValue {} ] owl:equivalentClass :C .".format, prop, literal),
    st.builds("{} owl:disjointWith xsd:integer .".format, datatype),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(plain_axiom, max_size=4), st.lists(any_fact, min_size=1, max_size=7))
def test_random_graphs_close_as_the_tables_say(axioms: list[str], facts: list[str]) -> None:
    ontology, given_facts = turtle("\n".join(axioms)), turtle("\n".join(facts))
    expected = generalised.closure(given_facts, ontology)
    assert texts(reasoner("polars").closure(given_facts, ontology).inferred) == texts(expected)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.one_of(plain_axiom, value_axiom), max_size=4), st.lists(any_fact, min_size=1), st.randoms())
def test_engines_agree_and_the_order_does_not_matter(axioms, facts, random) -> None:
    ontology, given_facts = turtle("\n".join(axioms)), turtle("\n".join(facts))
    closure = reasoner("polars").closure(given_facts, ontology)
    assert reasoner("auto").closure(given_facts, ontology) == closure
    shuffled = random.sample(given_facts, len(given_facts))
    assert reasoner("polars").closure(shuffled, ontology) == closure


@settings(max_examples=30, deadline=None, derandomize=True)
@given(histories(st.one_of(plain_axiom, value_axiom), any_fact))
def test_equalities_with_literals_come_and_go(history) -> None:
    follow(history)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(histories(st.one_of(plain_axiom, value_axiom), st.one_of(told, link, membership)))
def test_values_that_rules_look_for_come_and_go(history) -> None:
    follow(history)


def test_a_proof_through_a_literal() -> None:
    facts = turtle(':c owl:sameAs "x" . :e owl:sameAs "x" . :f :p :e .')
    prover = Prover(facts, reasoner().closure(facts, []).inferred, compile_rules([]).rules)
    (goal,) = turtle(":c owl:sameAs :e .")
    proof = prover.why(goal)
    assert (proof.rule, texts(proof.facts())) == ("eq-trans", texts(facts[:2]))
    kept = ClosureProver(facts, []).why(goal)
    assert (kept.rule, texts(kept.facts())) == ("eq-trans", texts(facts[:2]))
    (goal,) = turtle(':f :p "x" .')
    proof = prover.why(goal)
    assert (proof.rule, texts(proof.facts())) == ("eq-rep-o", texts(facts[1:]))
    (goal,) = turtle(":f :p :c .")
    assert texts(prover.proofs(goal, 5).proofs[0].facts()) == texts(facts)


def test_a_proof_of_what_differs_and_of_a_type() -> None:
    facts = turtle(":a owl:sameAs 1 . :b owl:sameAs 2 . :c :p 5 .")
    ontology = turtle("[ owl:onProperty :p ; owl:someValuesFrom xsd:integer ] rdfs:subClassOf :C .")
    prover = Prover(facts, reasoner().closure(facts, ontology).inferred, compile_rules(ontology).rules)
    (different, member) = turtle(":a owl:differentFrom :b . :c a :C .")
    assert texts(prover.why(different).facts()) == texts(facts[:2])
    assert texts(prover.why(member).facts()) == texts(facts[2:])


def test_many_values_are_not_told_apart_and_a_warning_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(denoting, "MOST_DIFFERENT", 2)
    facts = turtle(":a owl:sameAs 1 . :b owl:sameAs 2 . :c owl:sameAs 3 .")
    closure = reasoner().closure(facts, [])
    assert (closure.inferred, closure.clashes, len(closure.warnings)) == ((), (), 1)
    assert Materialisation(facts, []).closure.warnings == closure.warnings
