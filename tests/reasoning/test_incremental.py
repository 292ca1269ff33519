"""A closure kept up to date is, after every change, the closure computed from nothing."""

import pyoxigraph as ox
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
