"""Derivations as a hypergraph, against brute force over every subset of the leaves."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.proofs.derivations import Step, application_count, cheapest_derivations, follows, minimal_sets, weakest
from kg.reason.rules import Rule
from kg.reason.rules.match import Fact

NAMES = "abcdef"
LEAVES = "abcd"


def fact(name: str) -> Fact:
    node = NamedNode(f"http://example.org/{name}")
    return (node, node, node)


def step(conclusion: str, premises: str, rule: str = "r") -> Step:
    return Step(fact(conclusion), Rule(rule, "", None, ()), tuple(map(fact, premises)))


def names(facts: frozenset[Fact]) -> str:
    return "".join(sorted(str(one[0].value)[-1] for one in facts))


def sets_of(goal: str, steps: list[Step], limit: int = 100, spare: int = 100) -> tuple[list[str], bool]:
    found, complete = minimal_sets(fact(goal), steps, list(map(fact, LEAVES)), limit, spare)
    return sorted(map(names, found)), complete


STEPS = st.lists(
    st.builds(
        step, st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3).map(lambda s: "".join(sorted(s)))
    ),
    max_size=9,
)


def reachable(steps: list[Step], leaves: tuple[str, ...]) -> set[Fact]:
    """What follows, by trying every step until nothing is new."""
    known = {fact(leaf) for leaf in leaves}
    while new := {s.conclusion for s in steps if set(s.premises) <= known} - known:
        known |= new
    return known


def brute_force(goal: str, steps: list[Step]) -> list[str]:
    subsets = chain.from_iterable(combinations(LEAVES, size) for size in range(len(LEAVES) + 1))
    enough = [set(subset) for subset in subsets if fact(goal) in reachable(steps, subset)]
    return sorted("".join(sorted(one)) for one in enough if not any(other < one for other in enough))


@given(STEPS, st.sampled_from(NAMES))
def test_the_minimal_sets_are_those_of_brute_force(steps: list[Step], goal: str) -> None:
    assert sets_of(goal, steps) == (brute_force(goal, steps), True)


@given(STEPS, st.sampled_from(NAMES), st.integers(1, 2), st.integers(0, 2))
def test_what_a_limit_leaves_is_minimal_all_the_same(steps: list[Step], goal: str, limit: int, spare: int) -> None:
    found, complete = sets_of(goal, steps, limit, spare)
    every = brute_force(goal, steps)
    assert set(found) <= set(every)
    assert bool(found) == bool(every)
    assert not complete or found == every
    assert len(found) <= limit


@given(STEPS, st.sampled_from(NAMES), st.lists(st.sampled_from(["", "A1", "C3", "E6"]), min_size=4, max_size=4))
def test_the_best_grade_is_that_of_the_best_minimal_set(steps: list[Step], goal: str, stated: list[str]) -> None:
    grades = dict(zip(LEAVES, stated, strict=True))
    costs, _ = cheapest_derivations(steps, {fact(leaf): grade for leaf, grade in grades.items()}, weakest)
    every = [max((grades[leaf] for leaf in one), default="") for one in brute_force(goal, steps)]
    assert costs.get(fact(goal)) == min(every, default=None)


@given(STEPS, st.sampled_from(NAMES))
def test_a_goal_follows_where_it_has_a_minimal_set(steps: list[Step], goal: str) -> None:
    assert follows(fact(goal), steps, map(fact, LEAVES)) == bool(brute_force(goal, steps))


def test_a_limit_that_is_hit_is_told() -> None:
    steps = [step("e", "a"), step("e", "b"), step("e", "cd")]
    assert sets_of("e", steps, limit=2) == (["a", "b"], False)
    assert sets_of("e", steps, limit=2, spare=0) == (["a", "b"], False)
    assert sets_of("e", steps, limit=3) == (["a", "b", "cd"], True)


def test_mutual_support_ends() -> None:
    steps = [step("e", "f"), step("f", "e"), step("e", "ab"), step("f", "c")]
    assert sets_of("e", steps) == (["ab", "c"], True)


@pytest.mark.parametrize("turned", [False, True])
def test_of_equal_ways_the_first_in_order_is_taken(turned: bool) -> None:
    steps = [step("e", "a", "r1"), step("e", "a", "r2")]
    _, best = cheapest_derivations(steps[::-1] if turned else steps, {fact("a"): 0}, application_count)
    assert best[fact("e")].rule.name == "r1"
