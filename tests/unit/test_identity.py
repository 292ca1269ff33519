"""Judgements of identity on small hand-made cases."""

from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from kg.evidence.accept import EXISTENCE, AcceptanceContext, decide
from kg.evidence.identity import HELD_TO_BE, Identity, resolve_identities
from kg.evidence.policy import Policy
from kg.evidence.records import Account, Judgement
from kg.rdf.terms import CONFLICT

A, B, C, X = (NamedNode(f"urn:{name}") for name in "abcx")
PERMISSIVE = Policy(NamedNode("urn:permissive"), "permissive")
CAUTIOUS = Policy(NamedNode("urn:cautious"), "cautious", reliability="C", credibility="3")
SAID = datetime(2023, 11, 21, tzinfo=UTC)
SAME = Judgement("urn:j", "urn:curators", ("B", "2"), SAID, None, frozenset({A, B}), B)


def judge(iri: str, **changes: object) -> Judgement:
    return replace(SAME, iri=f"urn:{iri}", **changes)  # type: ignore[arg-type]


def kept(*judgements: Judgement, policy: Policy = PERMISSIVE, as_of: datetime | None = None) -> Identity:
    return resolve_identities(judgements, policy, as_of)


def test_an_accepted_judgement_keeps_one_and_says_so() -> None:
    identity = kept(SAME)
    (decision,) = identity.decisions
    assert (identity.of(A), identity.of(B), identity.of(C)) == (B, B, C)
    assert (decision.subject, decision.property, decision.values) == (A, HELD_TO_BE, (B,))
    assert decision.accepted == ("urn:j",)


def test_a_policy_refuses_a_judgement_like_any_telling() -> None:
    identity = kept(judge("j", grade=("E", "2")), policy=CAUTIOUS)
    assert identity.of(A) == A
    assert identity.decisions[0].values == ()
    assert identity.decisions[0].reason == "source graded E, below C"
    assert kept(SAME, as_of=datetime(2023, 1, 1, tzinfo=UTC)).decisions[0].reason == "recorded later"


def test_a_judgement_of_difference_stands_against_one_of_no_better_grade() -> None:
    other = {"keeps": None, "source": "urn:other"}
    assert kept(SAME, judge("no", **other)).of(A) == A
    assert kept(SAME, judge("no", grade=("C", "3"), **other)).of(A) == B
    refused = kept(SAME, judge("no", **other)).decisions[0]
    assert (refused.values, refused.rejected) == ((), ("urn:j",))
    assert refused.reason == "a judgement of difference is graded no lower"


def test_a_judgement_of_difference_alone_decides_nothing() -> None:
    assert kept(judge("no", keeps=None)).decisions == ()


def test_a_judgement_of_difference_holds_against_a_chain_and_its_weakest_judgement_falls() -> None:
    weak = judge("weak", pair=frozenset({B, C}), keeps=C, grade=("C", "3"))
    apart = judge("apart", pair=frozenset({A, C}), keeps=None, grade=("C", "3"))
    identity = kept(SAME, weak, apart)
    assert (identity.of(A), identity.of(B), identity.of(C)) == (B, B, C)
    decided = {d.subject: d for d in identity.decisions}
    assert decided[A].accepted == ("urn:j",)
    assert (decided[B].values, decided[B].rejected) == ((), ("urn:weak",))
    assert decided[B].reason == (
        "by a chain it joins <urn:a> and <urn:c>, and a judgement of difference is graded no lower"
    )
    weaker = judge("apart", pair=frozenset({A, C}), keeps=None, grade=("D", "3"))
    assert {kept(SAME, weak, weaker).of(n) for n in (A, B, C)} == {C}


def test_of_equally_weak_judgements_of_a_chain_the_last_by_iri_falls() -> None:
    chain = [SAME, judge("k", pair=frozenset({B, C}), keeps=C), judge("l", pair=frozenset({C, X}), keeps=X)]
    apart = judge("apart", pair=frozenset({A, X}), keeps=None)
    for order in (chain, chain[::-1]):
        identity = kept(apart, *order)
        assert {identity.of(n) for n in (A, B, C)} == {C}
        assert identity.of(X) == X


def test_a_judgement_of_difference_holds_against_every_way_round() -> None:
    ways = [judge(f"{n}{m}", pair=frozenset({n, m}), keeps=m) for n in (A, X) for m in (B, C)]
    identity = kept(*ways, judge("apart", pair=frozenset({A, X}), keeps=None))
    assert identity.of(A) != identity.of(X)
    assert len({identity.of(n) for n in (A, B, C, X)}) == 2


def test_a_judgement_of_difference_that_is_not_admitted_holds_nothing_apart() -> None:
    chain = [SAME, judge("k", pair=frozenset({B, C}), keeps=C)]
    apart = judge("apart", pair=frozenset({A, C}), keeps=None, grade=("E", "1"))
    assert kept(*chain, apart, policy=CAUTIOUS).of(A) == C


def test_what_is_held_apart_does_not_depend_on_other_chains() -> None:
    many = [judge(f"m{n}", pair=frozenset({X, NamedNode(f"urn:m{n}")}), keeps=X) for n in range(5)]
    apart = [judge(f"d{n}", pair=frozenset({A, NamedNode(f"urn:m{n}")}), keeps=None) for n in range(5)]
    assert kept(*many, *apart, judge("z", pair=frozenset({A, X}), keeps=X, grade=("A", "1"))).of(A) == X
    assert kept(*many, *apart, judge("z", pair=frozenset({A, X}), keeps=X)).of(A) == A


def test_chains_end_at_the_one_that_nothing_gives_up() -> None:
    identity = kept(SAME, judge("k", pair=frozenset({B, C}), keeps=C))
    assert (identity.of(A), identity.of(B), identity.of(C)) == (C, C, C)
    assert [d.subject for d in identity.decisions] == [A, B]


def test_two_kept_ones_are_joined_and_circles_end() -> None:
    forked = kept(SAME, judge("k", pair=frozenset({A, C}), keeps=C))
    assert {forked.of(n) for n in (A, B, C)} == {B}
    circle = kept(SAME, judge("k", pair=frozenset({B, C}), keeps=C), judge("l", pair=frozenset({A, C}), keeps=A))
    assert {circle.of(n) for n in (A, B, C)} == {A}


def test_what_is_told_of_either_is_decided_together() -> None:
    killed = CONFLICT.term("harmedMembersOf")
    world = AcceptanceContext({killed.value: "set"}, {}, {"urn:s": "urn:s"}, {"urn:s": "urn:s"})
    first = Account("urn:1", "urn:s", ("B", "2"), SAID, None, A, {killed: (X,)})
    second = Account("urn:2", "urn:s", ("B", "2"), SAID, None, B, {killed: (C, A)})
    identity = kept(SAME)
    decisions = decide([identity.applied(t) for t in (first, second)], PERMISSIVE, world, None)
    assert {d.subject for d in decisions} == {B}
    assert {d.property: d.values for d in decisions} == {EXISTENCE: (PERMISSIVE.iri,), killed: (B, C, X)}


def test_many_judgements_in_a_circle_keep_one() -> None:
    nodes = [NamedNode(f"urn:n{number:05}") for number in range(20_000)]
    circle = [
        judge(f"j{number:05}", pair=frozenset({one, other}), keeps=other)
        for number, (one, other) in enumerate(zip(nodes, [*nodes[1:], nodes[0]], strict=True))
    ]
    identity = kept(*circle)
    assert {identity.of(node) for node in nodes} == {nodes[0]}
    assert len(identity.decisions) == len(nodes) - 1
