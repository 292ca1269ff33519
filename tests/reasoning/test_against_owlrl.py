"""The default engine against owlrl, an independent implementation of the same tables, on random small inputs.

Differences, each with its reason; the generated inputs keep away from them:

* ``owl:hasKey``: owlrl does not compare the last property of a key, and so merges too much.
* ``owl:AllDifferent``, ``owl:AllDisjointClasses`` and ``owl:AllDisjointProperties``: owlrl skips the last member.
* a clash of ``owl:AllDisjointClasses`` is called ``cax-dw`` and one of ``cls-maxqc2`` is called ``cls-maxqc1``, since
  owlrl has one message for both.
* ``dt-diff``: owlrl does not compare the values of literals, so two values of a functional property pass, and
  resources that are the same as literals of two values do not differ.
* facts of a clash: owlrl names none for ``cls-com`` and the cardinalities.
* ``owl:sameAs`` among cells of a list: owlrl reads every combination of members, we read the list as given.
* triple terms (RDF 1.2): owlrl cannot hold them; here they are opaque objects.
* literals: owlrl compares them as they are spelt, where we compare values (01 and 1.0 as keys, in owl:hasValue, in
  negative assertions, of disjoint properties, in owl:sameAs), and finds no value outside of a range. It calls a
  resource that is the same as a literal a datatype. What it derives through a literal subject by properties and
  classes we do not (docs/reasoner.md).
"""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reason import reasoner
from reasoning.helpers import texts, turtle
from reasoning.random_graphs import axiom, fact


def both(facts: list[ox.Triple], ontology: list[ox.Triple]):
    return [reasoner(name).closure(facts, ontology) for name in ("polars", "owlrl")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(axiom, max_size=6), st.lists(fact, min_size=1, max_size=8))
def test_random_ontologies_close_alike(axioms: list[str], facts: list[str]) -> None:
    ours, theirs = both(turtle("\n".join(facts)), turtle("\n".join(axioms)))
    assert texts(ours.inferred) == texts(theirs.inferred)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(axiom, max_size=6), st.lists(fact, min_size=1, max_size=8))
def test_random_ontologies_clash_by_the_same_rules(axioms: list[str], facts: list[str]) -> None:
    ours, theirs = both(turtle("\n".join(facts)), turtle("\n".join(axioms)))
    assert {clash.rule for clash in ours.clashes} == {clash.rule for clash in theirs.clashes}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(axiom, max_size=6), st.lists(fact, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(axioms, facts, random) -> None:
    engine = reasoner("polars")
    given_facts, ontology = turtle("\n".join(facts)), turtle("\n".join(axioms))
    expected = engine.closure(given_facts, ontology)
    shuffled = random.sample(given_facts, len(given_facts)), random.sample(ontology, len(ontology))
    assert engine.closure(*shuffled) == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(axiom, max_size=6), st.lists(fact, min_size=1, max_size=8))
def test_a_closure_is_closed(axioms: list[str], facts: list[str]) -> None:
    engine = reasoner("polars")
    given_facts, ontology = turtle("\n".join(facts)), turtle("\n".join(axioms))
    inferred = engine.closure(given_facts, ontology).inferred
    again = engine.closure([*given_facts, *inferred], ontology).inferred
    assert [t for t in again if t.subject in {f.subject for f in given_facts}] == []


FIXTURE = """
:sponsors owl:propertyChainAxiom (:sponsorIn :recipient) . :backs owl:propertyChainAxiom (:sponsors :perpetrated) .
:sponsors rdfs:subPropertyOf :supports ; owl:inverseOf :sponsoredBy . :within a owl:TransitiveProperty .
:Proxy owl:equivalentClass [ a owl:Restriction ; owl:onProperty :sponsoredBy ; owl:someValuesFrom :State ] .
:State rdfs:subClassOf :Actor . :perpetrated rdfs:domain :Actor ; rdfs:range :Attack . :State owl:disjointWith :Group .
"""
FIXTURE_FACTS = """
:iran a :State ; :sponsorIn :s1, _:s2 . :s1 :recipient :kh ; :from "2003" . _:s2 :recipient :houthis .
:kh a :Group ; :perpetrated :e1 ; owl:sameAs :kataib . :e1 :at :base . :base :within :anbar . :anbar :within :iraq .
"""


def test_a_small_knowledge_graph_closes_alike() -> None:
    ours, theirs = both(turtle(FIXTURE_FACTS), turtle(FIXTURE))
    assert (texts(ours.inferred), ours.clashes) == (texts(theirs.inferred), ())


@pytest.mark.parametrize("engine", ["polars", "owlrl"])
def test_the_named_conclusions_of_the_small_graph(engine: str) -> None:
    inferred = reasoner(engine).closure(turtle(FIXTURE_FACTS), turtle(FIXTURE)).inferred
    expected = turtle(":iran :sponsors :kh, :kataib ; :backs :e1 . :houthis a :Proxy . :base :within :iraq .")
    assert set(texts(expected)) <= set(texts(inferred))
