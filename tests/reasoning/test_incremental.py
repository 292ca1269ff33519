"""A closure kept up to date is, after every change, the closure computed from nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reason import Materialisation, reasoner
from reasoning.helpers import texts, turtle
from reasoning.random_graphs import axiom, deriving_axiom, fact, further_axiom, link, membership, odd, value

#: An ontology, facts, and changes: each a verb and the facts, as Turtle, that are added or taken back.
History = tuple[list[str], list[str], list[tuple[str, list[str]]]]


@st.composite
def histories(draw: st.DrawFn, axioms: st.SearchStrategy[str], facts: st.SearchStrategy[str]) -> History:
    """An ontology, the facts at the start, and changes."""
    ontology = draw(st.lists(axioms, min_size=1, max_size=6))
    known = draw(st.lists(facts, min_size=8, max_size=16))
    start, changes = list(known), []
    for _ in range(draw(st.integers(1, 4))):
        if known and draw(st.booleans()):
            some = draw(st.lists(st.sampled_from(known), min_size=1, max_size=4))
            known = [fact for fact in known if fact not in some]
            changes.append(("retract", some))
        else:
            some = draw(st.lists(facts, min_size=1, max_size=4))
            known += some
            changes.append(("add", some))
    return ontology, start, changes


def follow(history: History) -> None:
    axioms, start, changes = history
    ontology, facts = turtle("\n".join(axioms)), set(turtle("\n".join(start)))
    kept = Materialisation(sorted(facts, key=str), ontology)
    for verb, some in changes:
        triples, before = turtle("\n".join(some)), set(kept.closure.inferred)
        stated = kept.add(triples) if verb == "add" else kept.retract(triples)
        facts = facts | set(triples) if verb == "add" else facts - set(triples)
        expected = reasoner("polars").closure(sorted(facts, key=str), ontology)
        after = set(expected.inferred)
        assert texts(stated.inferred) == texts(after - before)
        assert texts(stated.withdrawn) == texts(before - after)
        assert stated.clashes == expected.clashes
        assert kept.closure == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(histories(st.one_of(deriving_axiom, axiom), st.one_of(link, link, membership, value)))
def test_facts_come_and_go(history: History) -> None:
    follow(history)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(histories(st.one_of(axiom, further_axiom), st.one_of(fact, value, odd)))
def test_equalities_and_classes_as_things_come_and_go(history: History) -> None:
    follow(history)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(histories(st.one_of(axiom, further_axiom), st.one_of(fact, value, odd, axiom, further_axiom)))
def test_axioms_among_the_facts_come_and_go(history: History) -> None:
    follow(history)


DENSE = """
:p a owl:TransitiveProperty . :q a owl:SymmetricProperty ; rdfs:subPropertyOf :p . :s owl:inverseOf :t .
:r owl:propertyChainAxiom (:p :s) ; rdfs:domain :C ; rdfs:range :G .
:t rdfs:subPropertyOf :u . :u rdfs:subPropertyOf :t .
:C rdfs:subClassOf :D . :E owl:intersectionOf (:D [ owl:onProperty :t ; owl:someValuesFrom :D ]) .
:E rdfs:subClassOf [ owl:onProperty :r ; owl:allValuesFrom :F ], [ owl:onProperty :q ; owl:hasValue :n0 ] .
:F owl:disjointWith :H .
"""


@pytest.mark.parametrize("seed", range(4))
def test_conclusions_with_many_reasons_come_and_go(seed: int) -> None:
    chance = random.Random(seed)

    def some_facts(number: int) -> list[str]:
        nodes = [f":n{n}" for n in range(9)]
        properties = chance.choices([":p", ":q", ":s", ":t"], k=number)
        links = [f"{chance.choice(nodes)} {prop} {chance.choice(nodes)} ." for prop in properties]
        return [*links, f"{chance.choice(nodes)} a {chance.choice([':C', ':H'])} ."]

    start = some_facts(14)
    known, changes = set(start), []
    for _ in range(8):
        gone, come = chance.sample(sorted(known), 4), some_facts(2)
        known = known - set(gone) | set(come)
        changes += [("retract", gone), ("add", come)]
    follow(([DENSE], start, changes))


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


def test_members_of_a_hierarchy_come_and_go() -> None:
    """Each of a hundred classes is in the one before and in the tenth before it."""
    ontology = turtle("".join(f":C{n} rdfs:subClassOf :C{n - 1}, :C{max(n - 10, 0)} . " for n in range(1, 100)))
    kept = Materialisation(turtle(":a a :C60 . :b a :C1 ."), ontology)
    assert len(kept.add(turtle(":a a :C99 .")).inferred) == 38
    assert len(kept.retract(turtle(":a a :C60 .")).inferred) == 1
    withdrawn = kept.retract(turtle(":a a :C99 .")).withdrawn
    assert (len(withdrawn), texts(kept.closure.inferred)) == (99, texts(turtle(":b a :C0 .")))


def test_equal_things_in_a_hierarchy_lead_to_no_axiom() -> None:
    """What is equal to a thing that axioms are about is known anew; to things that none is about, nothing is."""
    ontology = turtle(":p a owl:FunctionalProperty . :C rdfs:subClassOf :D, [ owl:onProperty :q ; owl:hasValue :v ] .")
    for names in (":b, :c", ":v, :w", ":C, :E"):
        kept = Materialisation(turtle(":x a :C . :y a :E ."), ontology)
        kept.add(turtle(f":a :p {names} ."))
        assert kept.closure == reasoner("polars").closure(turtle(f":x a :C . :y a :E . :a :p {names} ."), ontology)


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


def test_a_link_on_which_most_ways_rest_comes_and_goes() -> None:
    """Finding what rests on it takes more work than computing all anew."""
    links = turtle("".join(f":n{i} :p :n{i + 1} ." for i in range(160)))
    kept = Materialisation(links, TRANSITIVE)
    change = kept.retract(links[80:81])
    # From each of the 81 before the link to each of the 80 after it, but for the link, which was a fact.
    assert (len(change.withdrawn), change.inferred) == (81 * 80 - 1, ())
    assert set(kept.closure.inferred) == set(reasoner("polars").closure(links[:80] + links[81:], TRANSITIVE).inferred)
    assert len(kept.add(links[80:81]).inferred) == 81 * 80 - 1
