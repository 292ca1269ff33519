"""Worlds that are closed together are closed as each by itself: in one pass, and where care sends them to Polars."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Triple

from kg.reason import auto, reasoner, worlds
from kg.reason.worlds import ClosedWorlds, close_worlds
from reasoning.helpers import turtle
from reasoning.random_graphs import axiom, deriving_axiom, fact, further_axiom


def held(sets: Sequence[list[Triple]]) -> dict[Triple, int]:
    """Facts with the worlds in which they hold."""
    found: dict[Triple, int] = {}
    for number, facts in enumerate(sets):
        for triple in facts:
            found[triple] = found.get(triple, 0) | 1 << number
    return found


def one_by_one(sets: Sequence[list[Triple]], ontology: list[Triple]) -> ClosedWorlds:
    """What each set of facts gives by itself, by the engine that is not asked for worlds."""
    closed = [reasoner("polars").closure(facts, ontology) for facts in sets]
    clashing = sum(1 << number for number, closure in enumerate(closed) if closure.clashes)
    return ClosedWorlds(held([list(closure.inferred) for closure in closed]), clashing)


def in_one_pass(monkeypatch: pytest.MonkeyPatch, facts: dict[Triple, int], ontology: list[Triple], n: int) -> bool:
    """Whether worlds are closed without falling back."""
    with monkeypatch.context() as patched:
        patched.setattr(worlds, "_one_by_one", lambda *_: None)
        return close_worlds(facts, ontology, n) is not None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.one_of(st.lists(deriving_axiom, max_size=5), st.lists(st.one_of(axiom, further_axiom), max_size=5)),
    st.lists(st.tuples(fact, st.integers(min_value=0, max_value=15)), min_size=1, max_size=9),
)
def test_random_worlds_close_as_each_by_itself(axioms: list[str], facts: list[tuple[str, int]]) -> None:
    ontology = turtle("\n".join(axioms))
    sets = [turtle("\n".join(text for text, where in facts if where >> number & 1)) for number in range(4)]
    assert close_worlds(held(sets), ontology, 4) == one_by_one(sets, ontology)


ONE_PASS = {
    "a premise in one world, another in two": (":p rdfs:domain :C . :q rdfs:range :C .", [":a :p :b .", ":a :q :a ."]),
    "an axiom that names a resource": (
        ":C owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :a ] . :p a owl:SymmetricProperty .",
        [":b a :C .", ":a :p :c .", ""],
    ),
    "a fact here that follows there": (
        ":p rdfs:subPropertyOf :q .", [":a :p :b ; :q :b .", ":a :p :b .", ":a :q :b ."]
    ),
    "two ways to a conclusion": (
        ":p a owl:TransitiveProperty .", [":a :p :b . :b :p :c .", ":a :p :d . :d :p :c .", ":a :p :b . :d :p :c ."]
    ),
    "an anonymous resource": (":p a owl:SymmetricProperty .", [":a :p _:b .", ":a :p :b .", "_:b a :C ."]),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_PASS.values(), ids=ONE_PASS)
def test_what_takes_no_care_is_closed_in_one_pass(case: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, sets = turtle(case[0]), list(map(turtle, case[1]))
    assert close_worlds(held(sets), ontology, len(sets)) == one_by_one(sets, ontology)
    assert in_one_pass(monkeypatch, held(sets), ontology, len(sets))


ONE_BY_ONE = {
    "a resource that is the same as another": (":p rdfs:domain :C .", [":a owl:sameAs :b ; :p :c .", ":a :p :c ."]),
    "a sameness that follows in one": (":p a owl:FunctionalProperty .", [":a :p :b, :c . :b a :C .", ":a :p :b ."]),
    "a contradiction in one": (":C owl:disjointWith :D .", [":a a :C .", ":a a :C, :D .", ":a a :D ."]),
    "an axiom in one": ("", [":p rdfs:domain :C . :a :p :b .", ":a :p :b ."]),
}


@pytest.mark.parametrize("case", ONE_BY_ONE.values(), ids=ONE_BY_ONE)
def test_what_takes_care_is_closed_world_by_world(case: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, sets = turtle(case[0]), list(map(turtle, case[1]))
    assert close_worlds(held(sets), ontology, len(sets)) == one_by_one(sets, ontology)
    assert not in_one_pass(monkeypatch, held(sets), ontology, len(sets))


@pytest.mark.parametrize("most", ["FEW", "MOST_LOOKS"])
def test_what_is_large_is_closed_world_by_world(most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, sets = turtle(":p a owl:TransitiveProperty ."), [turtle(":a :p :b . :b :p :c ."), turtle(":a :p :b .")]
    assert in_one_pass(monkeypatch, held(sets), ontology, 2)
    monkeypatch.setattr(worlds, most, 1)
    assert not in_one_pass(monkeypatch, held(sets), ontology, 2)
    assert close_worlds(held(sets), ontology, 2) == one_by_one(sets, ontology)


def test_a_fact_of_no_world_and_no_world_at_all() -> None:
    ontology, (triple,) = turtle(":p rdfs:domain :C ."), turtle(":a :p :b .")
    assert close_worlds({triple: 0}, ontology, 2) == ClosedWorlds({})
    assert close_worlds({}, ontology, 0) == ClosedWorlds({})
    assert auto.FEW == worlds.FEW
