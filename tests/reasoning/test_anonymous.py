"""Anonymous properties and expressions, nested as deep as one likes: conclusions and clashes as for named ones."""

import pytest

from kg.errors import DataError
from kg.proofs.closure_prover import ClosureProver
from kg.reason import Materialisation, reasoner
from reasoning.helpers import texts, turtle

CLASHES = {
    "prp-asyp": ("[ owl:inverseOf :p ] a owl:AsymmetricProperty .", ":a :p :a .", ":a :p :a ."),
    "prp-irp": ("[ owl:inverseOf [ owl:inverseOf :p ] ] a owl:IrreflexiveProperty .", ":a :p :a .", ":a :p :a ."),
    "cls-maxc1": (
        ":C rdfs:subClassOf [ owl:onProperty [ owl:inverseOf :p ] ; owl:maxCardinality 0 ] .",
        ":a a :C . :b :p :a .",
        ":b :p :a . :a a _:r .",
    ),
    "prp-pdw": (
        "_:x owl:propertyDisjointWith :q . _:x owl:equivalentProperty _:y . _:y owl:propertyChainAxiom ( :p :p ) .",
        ":a :p :b . :b :p :c . :a :q :c .",
        ":a :p :b . :b :p :c . :a :q :c .",
    ),
    "prp-adp": (
        "[] a owl:AllDisjointProperties ; owl:members ( :q [ owl:inverseOf :p ] :r ) .",
        ":a :p :b . :b :q :a .",
        ":a :p :b . :b :q :a .",
    ),
    "dt-diff": ("[ owl:inverseOf [ owl:inverseOf :v ] ] a owl:FunctionalProperty .", ":a :v 1, 2 .", None),
}


@pytest.mark.parametrize("rule", CLASHES)
def test_a_clash_of_an_anonymous_property_names_what_is_stated(rule: str) -> None:
    ontology, facts, culprits = CLASHES[rule]
    for closure in (
        reasoner().closure(turtle(facts), turtle(ontology)),
        Materialisation(turtle(facts), turtle(ontology)).closure,
    ):
        if culprits is None:
            # A literal is never a subject: the inverse has no such triples.
            assert closure.clashes == ()
            continue
        (clash,) = closure.clashes
        named = [text for text in texts(clash.facts) if "_:" not in text]
        assert (clash.rule, named) == (rule, texts(t for t in turtle(culprits) if "_:" not in str(t)))


def test_a_clash_of_an_anonymous_property_comes_and_goes() -> None:
    graph = Materialisation(turtle(":b :p :a ."), turtle("[ owl:inverseOf :p ] a owl:AsymmetricProperty ."))
    assert [clash.rule for clash in graph.add(turtle(":a :p :b .")).clashes] == ["prp-asyp"]
    assert graph.retract(turtle(":b :p :a .")).clashes == ()


def nested(depth: int, step: str) -> str:
    return "".join(f"_:e{n} {step.format(f'_:e{n + 1}')} ." for n in range(depth)) + f"_:e{depth} a owl:Class ."


@pytest.mark.parametrize(
    "step", ["owl:intersectionOf ( {} )", "owl:unionOf ( {} :D )", "owl:complementOf {}",
             "owl:onProperty :p ; owl:allValuesFrom {}", "rdfs:subClassOf {}", "owl:inverseOf {}"]
)  # fmt: skip
def test_expressions_nested_deep(step: str) -> None:
    ontology = turtle(nested(1_100, step) + ":C rdfs:subClassOf _:e0 . _:e0 a owl:IrreflexiveProperty .")
    assert reasoner().closure(turtle(":a a :C ."), ontology).inferred == ()


def test_an_expression_that_is_shared_at_every_level_has_a_name_of_bounded_length() -> None:
    ontology = turtle(nested(60, "owl:intersectionOf ( {0} {0} )") + ":C rdfs:subClassOf _:e0 .")
    assert reasoner().closure(turtle(":a a :C ."), ontology).inferred == ()


def test_a_proof_names_what_an_anonymous_property_was_concluded_from() -> None:
    axioms = turtle("_:p a owl:TransitiveProperty ; rdfs:subPropertyOf :p . :q rdfs:subPropertyOf _:p .")
    prover = ClosureProver(turtle(":a :q :b . :b :q :c ."), axioms)
    (goal,) = turtle(":a :p :c .")
    links = set(turtle(":a :q :b . :b :q :c ."))
    assert links <= set(prover.why(goal).facts())


def test_owlrl_says_that_it_cannot_read_an_axiom() -> None:
    axioms = turtle("_:l rdf:first :C ; rdf:rest _:l . :D owl:intersectionOf _:l .")
    with pytest.raises(DataError, match="owlrl cannot read these axioms"):
        reasoner("owlrl").closure(turtle(":a a :C ."), axioms)
