"""A closure kept up to date is, after every change, the closure computed from nothing."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reason import reasoner
from kg.reason.incremental import Materialisation
from reasoning.helpers import texts, turtle
from reasoning.random_graphs import axiom, fact, further_axiom, link, membership, odd, value


def check(kept: Materialisation, facts: set[ox.Triple], ontology: list[ox.Triple]) -> None:
    expected = reasoner("polars").closure(sorted(facts, key=str), ontology)
    assert texts(kept.closure.inferred) == texts(expected.inferred)
    assert kept.closure.clashes == expected.clashes


def apply(kept: Materialisation, facts: set[ox.Triple], change: tuple[str, list[ox.Triple]]) -> set[ox.Triple]:
    """Make the change; its report must be the difference of the closures."""
    verb, triples = change
    before = set(kept.closure.inferred)
    told = kept.add(triples) if verb == "add" else kept.retract(triples)
    after = set(kept.closure.inferred)
    assert texts(told.inferred) == texts(after - before)
    assert texts(told.withdrawn) == texts(before - after)
    assert told.clashes == kept.closure.clashes
    return facts | set(triples) if verb == "add" else facts - set(triples)


def follow(ontology: list[ox.Triple], start: list[ox.Triple], changes: list[tuple[str, list[ox.Triple]]]) -> None:
    kept, facts = Materialisation(start, ontology), set(start)
    for change in changes:
        facts = apply(kept, facts, change)
        check(kept, facts, ontology)


def steps(facts: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    few = st.lists(facts, min_size=1, max_size=4).map("\n".join)
    return st.lists(st.tuples(st.sampled_from(["add", "retract"]), few), min_size=1, max_size=5)


PLAIN = st.one_of(link, membership, value)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(axiom, max_size=6), st.lists(PLAIN, max_size=10), steps(PLAIN))
def test_facts_come_and_go(axioms: list[str], facts: list[str], changes: list[tuple[str, str]]) -> None:
    follow(turtle("\n".join(axioms)), turtle("\n".join(facts)), [(verb, turtle(text)) for verb, text in changes])


ANYTHING = st.one_of(fact, value, odd, axiom, further_axiom)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(axiom, further_axiom), max_size=5), st.lists(st.one_of(fact, value), max_size=8), steps(ANYTHING)
)
def test_anything_comes_and_goes(axioms: list[str], facts: list[str], changes: list[tuple[str, str]]) -> None:
    follow(turtle("\n".join(axioms)), turtle("\n".join(facts)), [(verb, turtle(text)) for verb, text in changes])


TRANSITIVE = turtle(":p a owl:TransitiveProperty .")


def test_a_cycle_does_not_hold_itself_up() -> None:
    kept = Materialisation(turtle(":a :p :b . :b :p :c . :c :p :a ."), TRANSITIVE)
    change = kept.retract(turtle(":c :p :a ."))
    lost = ":a :p :a . :b :p :b, :a . :c :p :b, :c ."
    assert texts(change.withdrawn) == texts(turtle(lost))
    assert texts(kept.closure.inferred) == texts(turtle(":a :p :c ."))


def test_classes_that_follow_from_each_other_fall_together() -> None:
    ontology = turtle(":C owl:equivalentClass :D . :p rdfs:domain :C .")
    kept = Materialisation(turtle(":a :p :b ."), ontology)
    change = kept.retract(turtle(":a :p :b ."))
    assert (texts(change.withdrawn), kept.closure.inferred) == (texts(turtle(":a a :C, :D .")), ())


def test_a_second_reason_keeps_a_conclusion() -> None:
    kept = Materialisation(turtle(":a :p :b, :c ."), turtle(":p rdfs:domain :C . :C rdfs:subClassOf :D ."))
    assert kept.retract(turtle(":a :p :b .")).withdrawn == ()
    assert texts(kept.retract(turtle(":a :p :c .")).withdrawn) == texts(turtle(":a a :C, :D ."))


def test_a_conclusion_that_becomes_a_fact_is_inferred_no_more_and_back() -> None:
    kept = Materialisation(turtle(":a :p :b . :b :p :c ."), TRANSITIVE)
    both = turtle(":a :p :c .")
    assert texts(kept.add(both).withdrawn) == texts(both)
    assert texts(kept.retract(both).inferred) == texts(both)


def test_what_is_there_or_is_not_changes_nothing() -> None:
    facts = turtle(":a :p :b . :b :p :c .")
    kept = Materialisation(facts, TRANSITIVE)
    before = kept.closure
    changes = [kept.add(facts[:1]), kept.add([]), kept.retract(turtle(":x :p :y . :a :p :c .")), kept.retract([])]
    assert [(change.inferred, change.withdrawn) for change in changes] == [((), ())] * 4
    assert kept.closure == before


def test_the_ontology_stays_though_a_fact_says_the_same() -> None:
    ontology = turtle(":p rdfs:domain :C . :a :p :b .")
    kept = Materialisation(turtle(":a :p :b ."), ontology)
    change = kept.retract(turtle(":a :p :b ."))
    # What is known about :a still holds, but the facts are about :a no more.
    assert (texts(change.withdrawn), kept.closure.inferred) == (texts(turtle(":a a :C .")), ())
    assert texts(kept.add(turtle(":a :q :d .")).inferred) == texts(turtle(":a a :C ."))


def test_equals_part_when_their_reason_goes() -> None:
    ontology = turtle(":p a owl:FunctionalProperty . :q rdfs:range :C .")
    kept = Materialisation(turtle(":a :p :b . :x :q :b . :c :r :d ."), ontology)
    joined = kept.add(turtle(":a :p :c ."))
    gained = ":b owl:sameAs :c ; :r :d . :c owl:sameAs :b ; a :C . :x :q :c ."
    assert texts(joined.inferred) == texts(turtle(gained))
    assert texts(kept.retract(turtle(":a :p :c .")).withdrawn) == texts(turtle(gained))


def test_a_new_name_is_equal_to_known_ones() -> None:
    kept = Materialisation(turtle(":b owl:sameAs :c . :b :p :d ."), TRANSITIVE)
    change = kept.add(turtle(":a owl:sameAs :b . :d :p :e ."))
    expected = """:a owl:sameAs :c ; :p :d, :e . :b owl:sameAs :a ; :p :e . :c owl:sameAs :a ; :p :e ."""
    assert texts(change.inferred) == texts(turtle(expected))


def test_an_axiom_among_the_facts_comes_and_goes() -> None:
    kept = Materialisation(turtle(":a :p :b . :b :p :c ."), [])
    assert texts(kept.add(TRANSITIVE).inferred) == texts(turtle(":a :p :c ."))
    assert texts(kept.retract(TRANSITIVE).withdrawn) == texts(turtle(":a :p :c ."))


def test_an_axiom_that_follows_from_an_added_fact_is_used() -> None:
    ontology = turtle(":kind rdfs:subPropertyOf rdf:type .")
    kept = Materialisation(turtle(":a :p :b . :b :p :c ."), ontology)
    kept.add(turtle(":p :kind owl:TransitiveProperty ."))
    assert turtle(":a :p :c .")[0] in kept.closure.inferred
    kept.retract(turtle(":p :kind owl:TransitiveProperty ."))
    assert kept.closure.inferred == ()


@pytest.mark.parametrize(
    ("ontology", "facts", "change", "rule"),
    [
        (":C owl:disjointWith :D .", ":a a :C .", ":a a :D .", "cax-dw"),
        (":p a owl:AsymmetricProperty .", ":a :p :b .", ":b :p :a .", "prp-asyp"),
        (":p a owl:FunctionalProperty .", ':a :p "1"^^xsd:integer .', ':a :p "2"^^xsd:integer .', "dt-diff"),
        ("", ":a :p 1 .", ':a :p "x"^^xsd:integer .', "dt-not-type"),
        ("", ":a :p :b .", ":a owl:differentFrom :a .", "eq-diff1"),
        ("", ":a owl:differentFrom :b .", ":a owl:sameAs :b .", "eq-diff1"),
        ("", ":a :p :b .", ":a a owl:Nothing .", "cls-nothing2"),
    ],
)
def test_a_clash_comes_and_goes(ontology: str, facts: str, change: str, rule: str) -> None:
    kept = Materialisation(turtle(facts), turtle(ontology))
    assert kept.closure.clashes == ()
    added = kept.add(turtle(change))
    assert [clash.rule for clash in added.clashes] == [rule]
    assert kept.retract(turtle(change)).clashes == ()


def test_an_ill_typed_value_that_is_only_inferred_is_no_clash() -> None:
    kept = Materialisation(
        turtle(':a :p "x"^^xsd:integer ; :q "x"^^xsd:integer .'), turtle(":q rdfs:subPropertyOf :p .")
    )
    change = kept.retract(turtle(':a :p "x"^^xsd:integer .'))
    assert texts(change.inferred) == texts(turtle(':a :p "x"^^xsd:integer .'))
    assert [texts(clash.facts) for clash in change.clashes] == [texts(turtle(':a :q "x"^^xsd:integer .'))]


def test_values_are_carried_as_they_are_spelt() -> None:
    kept = Materialisation(turtle(":a :p 1 ."), turtle(":p rdfs:subPropertyOf :q ; rdfs:range :C ."))
    change = kept.add(turtle(':a :p "01"^^xsd:integer, "x"@en, <<( :x :y :z )>> .'))
    expected = turtle(':a :q "01"^^xsd:integer, "x"@en, <<( :x :y :z )>> .')
    assert texts(change.inferred) == texts(expected)
    assert texts(kept.retract(turtle(':a :p "01"^^xsd:integer .')).withdrawn) == texts(
        turtle(':a :q "01"^^xsd:integer .')
    )
