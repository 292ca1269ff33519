"""The acceptance rule on small hand-made cases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.evidence.accept import EXISTENCE, AcceptanceContext, decide
from kg.evidence.policy import Policy, choose_policy, parse_moment
from kg.evidence.records import Account, Decision
from kg.evidence.valid_at import restrict_to
from kg.rdf.terms import CONFLICT, PREFIXES, XSD

AT, WEAPON = CONFLICT.term("occurredAt"), CONFLICT.term("hasWeaponKind")
LOW, HIGH = CONFLICT.term("killedAtLeast"), CONFLICT.term("killedAtMost")
EVENT = NamedNode(PREFIXES["event"] + "e")
IRAQ, SYRIA, BASE, ROCKET, DRONE = (NamedNode(f"urn:{name}") for name in ("iraq", "syria", "base", "rocket", "drone"))
PERMISSIVE = Policy(NamedNode("urn:permissive"), "permissive")
CAUTIOUS = Policy(NamedNode("urn:cautious"), "cautious", reliability="C", credibility="3")
WORLD = AcceptanceContext(
    slots={AT.value: "single", WEAPON.value: "set", LOW.value: "lower-bound", HIGH.value: "upper-bound"},
    within={BASE.value: frozenset({IRAQ.value})},
    origin={"a": "a", "b": "b", "c": "c", "repost-of-a": "a", "same-paper": "same-paper"},
    voice={"a": "a", "b": "b", "c": "c", "repost-of-a": "a", "same-paper": "a"},
)
ACCOUNT = Account("urn:1", "a", ("B", "2"), datetime(2023, 11, 21, tzinfo=UTC), None, EVENT, {})


def account(iri: str, **changes: object) -> Account:
    return replace(ACCOUNT, iri=f"urn:{iri}", **changes)  # type: ignore[arg-type]


def slot(prop: NamedNode, *accounts: Account, policy: Policy = PERMISSIVE, as_of: datetime | None = None) -> Decision:
    return next(d for d in decide(accounts, policy, WORLD, as_of) if d.property == prop)


def test_agreeing_accounts_are_accepted() -> None:
    decision = slot(AT, account("1", values={AT: (IRAQ,)}), account("2", source="b", values={AT: (IRAQ,)}))
    assert (decision.values, decision.accepted, decision.disputed) == ((IRAQ,), ("urn:1", "urn:2"), False)


def test_better_grade_wins_a_single_slot() -> None:
    decision = slot(AT, account("1", values={AT: (IRAQ,)}), account("2", grade=("B", "3"), values={AT: (SYRIA,)}))
    assert (decision.values, decision.accepted, decision.rejected) == ((IRAQ,), ("urn:1",), ("urn:2",))


def test_more_independent_sources_win_at_equal_grade() -> None:
    accounts = [account("1", values={AT: (IRAQ,)}), account("2", source="b", values={AT: (SYRIA,)})]
    assert slot(AT, *accounts, account("3", source="b", values={AT: (SYRIA,)})).disputed
    assert slot(AT, *accounts, account("3", source="a", values={AT: (SYRIA,)})).values == (SYRIA,)


def test_reposts_do_not_count_twice() -> None:
    accounts = [
        account("1", source="a", values={AT: (IRAQ,)}),
        account("2", source="repost-of-a", values={AT: (IRAQ,)}),
        account("3", source="b", values={AT: (SYRIA,)}),
    ]
    assert slot(AT, *accounts).disputed


def test_a_tie_is_disputed_and_accepts_nothing() -> None:
    decision = slot(AT, account("1", values={AT: (IRAQ,)}), account("2", values={AT: (SYRIA,)}))
    assert (decision.values, decision.disputed, decision.rejected) == ((), True, ("urn:1", "urn:2"))
    assert "urn:iraq" in decision.reason


def test_the_smaller_of_nested_places_wins_and_the_larger_agrees() -> None:
    decision = slot(AT, account("1", values={AT: (IRAQ,)}), account("2", values={AT: (BASE,)}))
    assert (decision.values, decision.accepted, decision.rejected) == ((BASE,), ("urn:1", "urn:2"), ())


def test_a_set_takes_every_value() -> None:
    decision = slot(WEAPON, account("1", values={WEAPON: (ROCKET,)}), account("2", values={WEAPON: (DRONE,)}))
    assert set(decision.values) == {ROCKET, DRONE}


def test_bounds_widen_among_the_best_grade_only() -> None:
    accounts = [
        account("1", values={LOW: (Literal(5),), HIGH: (Literal(8),)}),
        account("2", source="b", values={LOW: (Literal(10),), HIGH: (Literal(12),)}),
        account("3", grade=("E", "6"), values={LOW: (Literal(4),), HIGH: (Literal(11),)}),
    ]
    assert slot(LOW, *accounts).values == (Literal(5),)
    assert slot(LOW, *accounts).reason == "spanning 2 accounts of the best grade"
    assert slot(HIGH, *accounts).values == (Literal(12),)
    assert slot(HIGH, *accounts).rejected == ("urn:3",)


def test_ranges_that_have_something_in_common_narrow() -> None:
    accounts = [
        account("1", values={LOW: (Literal(5),)}),
        account("2", values={LOW: (Literal(8),), HIGH: (Literal(10),)}),
        account("3", values={LOW: (Literal(1),), HIGH: (Literal(9),)}),
    ]
    assert slot(LOW, *accounts).values == (Literal(8),)
    assert slot(HIGH, *accounts).values == (Literal(9),)
    assert slot(LOW, *accounts).accepted == ("urn:1", "urn:2", "urn:3")
    assert slot(LOW, *accounts).reason == "common to 3 accounts of the best grade"


def test_of_a_broader_and_a_narrower_concept_the_narrower_is_taken() -> None:
    day, month = NamedNode("urn:day"), NamedNode("urn:month")
    world = replace(WORLD, within={"urn:day": frozenset({"urn:month"})})
    accounts = [account("1", values={AT: (day,)}), account("2", values={AT: (month,)})]
    decision = next(d for d in decide(accounts, PERMISSIVE, world, None) if d.property == AT)
    assert (decision.values, decision.accepted) == ((day,), ("urn:1", "urn:2"))


FIRST, LAST, PRECISION = (CONFLICT.term(name) for name in ("earliestTime", "latestTime", "hasTimePrecision"))
TIMED = replace(
    WORLD, slots=WORLD.slots | {FIRST.value: "lower-bound", LAST.value: "upper-bound", PRECISION.value: "single"}
)
DAY, MONTH = (NamedNode(f"{PREFIXES['precision']}{name}") for name in ("day", "month"))


def days(first: str, last: str, precision: NamedNode) -> dict[NamedNode, tuple[NamedNode | Literal, ...]]:
    ends = (f"{first}T00:00:00Z", f"{last}T23:59:59Z")
    earliest, latest = (Literal(end, datatype=XSD.term("dateTime")) for end in ends)
    return {FIRST: (earliest,), LAST: (latest,), PRECISION: (precision,)}


def interval(*accounts: Account) -> dict[str, str]:
    """The accepted dates and precision."""
    return {
        d.property.value.rpartition("#")[2]: v.value[-20:-10]
        for d in decide(accounts, PERMISSIVE, TIMED, None)
        for v in d.values
        if d.property != EXISTENCE
    }


def test_a_month_that_contains_the_days_changes_nothing_of_them() -> None:
    twentieth = account("1", values=days("2023-11-20", "2023-11-20", DAY))
    next_day = account("2", source="b", values=days("2023-11-25", "2023-11-25", DAY))
    month = account("3", source="c", values=days("2023-11-01", "2023-11-30", MONTH))
    exact = {"earliestTime": "2023-11-20", "latestTime": "2023-11-25"}
    assert interval(twentieth, next_day) == exact, "six days, so that no precision of a day is accepted"
    assert interval(twentieth, next_day, month) == exact
    decision = next(d for d in decide([twentieth, next_day, month], PERMISSIVE, TIMED, None) if d.property == LAST)
    assert decision.rejected == (), "the vaguer account agrees"


def test_a_month_is_not_put_together_with_a_day_outside_it() -> None:
    october = account("1", values=days("2023-10-01", "2023-10-31", MONTH))
    twentieth = account("2", source="b", values=days("2023-11-20", "2023-11-20", DAY))
    found = interval(october, twentieth)
    assert (found["earliestTime"], found["latestTime"]) == ("2023-11-20", "2023-11-20")


def test_several_changes_nothing_of_a_number() -> None:
    toll = [account("1", values={LOW: (Literal(8),), HIGH: (Literal(8),)})]
    toll.append(account("2", source="b", values={LOW: (Literal(9),), HIGH: (Literal(9),)}))
    several = account("3", source="c", values={LOW: (Literal(3),), HIGH: (Literal(20),)})
    for bound, value in ((LOW, 8), (HIGH, 9)):
        decision = slot(bound, *toll, several)
        assert (decision.values, decision.accepted) == ((Literal(value),), ("urn:1", "urn:2", "urn:3"))


def test_a_country_that_more_sources_name_does_not_defeat_the_place_in_it() -> None:
    named = [account(s, source=s, values={AT: (IRAQ,)}) for s in ("a", "c")]
    decision = slot(AT, *named, account("3", source="b", values={AT: (BASE,)}))
    assert (decision.values, decision.rejected) == ((BASE,), ())
    assert decision.reason == "the narrowest of values that contain one another"


def test_a_source_that_contradicts_itself_gives_way_to_those_within_its_span() -> None:
    torn = [
        account("1", values={LOW: (Literal(5),), HIGH: (Literal(5),)}),
        account("2", values={LOW: (Literal(3),), HIGH: (Literal(3),)}),
    ]
    assert (slot(LOW, *torn).values, slot(HIGH, *torn).values) == ((Literal(3),), (Literal(5),)), "its vaguest reading"
    other = account("3", source="b", grade=("C", "3"), values={LOW: (Literal(3),), HIGH: (Literal(3),)})
    assert slot(HIGH, *torn, other).values == (Literal(3),)
    assert (slot(HIGH, *torn, other).accepted, slot(HIGH, *torn, other).rejected) == (("urn:2", "urn:3"), ("urn:1",))
    outside = replace(other, values={LOW: (Literal(9),), HIGH: (Literal(9),)})
    assert slot(HIGH, *torn, outside).values == (Literal(5),)


def test_a_source_that_names_two_places_gives_way_to_one_that_names_one_of_them() -> None:
    torn = [account("1", values={AT: (IRAQ,)}), account("2", values={AT: (SYRIA,)})]
    poor = account("3", source="b", grade=("C", "3"), values={AT: (SYRIA,)})
    assert slot(AT, *torn, poor).values == (SYRIA,)
    assert slot(AT, *torn, replace(poor, source="repost-of-a")).disputed, "a copy is no other source"


def test_what_is_worded_with_reserve_is_accepted_where_the_policy_says_so() -> None:
    hedged = account("1", values={AT: (IRAQ,)}, hedged=True)
    strict = replace(PERMISSIVE, accepts_hedged=False)
    assert slot(AT, hedged).values == (IRAQ,)
    refused = slot(EXISTENCE, hedged, policy=strict)
    assert (refused.values, refused.reason) == ((), "no account remains: worded with reserve")


def test_a_lower_grade_that_states_the_same_bound_agrees() -> None:
    decision = slot(
        LOW, account("1", values={LOW: (Literal(5),)}), account("2", grade=("E", "6"), values={LOW: (Literal(5),)})
    )
    assert (decision.accepted, decision.rejected) == (("urn:1", "urn:2"), ())


def test_an_upper_bound_below_anothers_lower_bound_is_disputed() -> None:
    decision = slot(HIGH, account("1", values={LOW: (Literal(14),)}), account("2", values={HIGH: (Literal(13),)}))
    assert (decision.values, decision.disputed) == ((), True)


def test_cautious_refuses_low_grades_with_reasons() -> None:
    decision = slot(EXISTENCE, account("1", grade=("E", "2")), account("2", grade=("B", "6")), policy=CAUTIOUS)
    assert decision.values == ()
    assert "source graded E, below C" in decision.reason
    assert "information graded 6, below 3" in decision.reason


def test_withdrawn_and_later_accounts_are_out() -> None:
    late = account("1", recorded=datetime(2024, 1, 1, tzinfo=UTC))
    as_of = parse_moment("2023-12-31")
    assert slot(EXISTENCE, account("1", ended=datetime(2023, 11, 22, tzinfo=UTC))).values == ()
    assert "recorded later" in slot(EXISTENCE, late, as_of=as_of).reason
    assert slot(EXISTENCE, late, account("2"), as_of=as_of).accepted == ("urn:2",)


def test_order_of_accounts_does_not_matter() -> None:
    accounts = [account(str(n), values={AT: (p,)}) for n, p in enumerate((IRAQ, SYRIA, BASE, IRAQ))]
    assert decide(accounts, PERMISSIVE, WORLD, None) == decide(accounts[::-1], PERMISSIVE, WORLD, None)


def test_unknown_policy_and_source_name_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"no policy 'bold'; there are: cautious, only:<source>"):
        choose_policy("bold", {"cautious": CAUTIOUS}, ())
    with pytest.raises(UsageError, match=r"no source 'nobody' \(did you mean source:report\?\)"):
        choose_policy("only:nobody", {}, (PREFIXES["source"] + "report",))


def test_only_accepts_prefixed_names_and_slugs() -> None:
    sources = (PREFIXES["source"] + "report",)
    assert choose_policy("only:report", {}, sources) == replace(
        choose_policy("only:source:report", {}, sources), label="only:report"
    )


def test_ill_written_date() -> None:
    with pytest.raises(UsageError, match="'21 Nov' is no date"):
        parse_moment("21 Nov")


def test_an_account_counts_until_the_moment_it_was_taken_back() -> None:
    gone = account("1", ended=datetime(2023, 12, 1, tzinfo=UTC))
    assert slot(EXISTENCE, gone).values == ()
    assert slot(EXISTENCE, gone, as_of=parse_moment("2023-11-30")).accepted == ("urn:1",)
    assert slot(EXISTENCE, gone, as_of=parse_moment("2023-12-02")).values == ()


def test_a_policy_may_ask_for_several_independent_sources() -> None:
    two = replace(PERMISSIVE, minimum_sources=2)
    repost = slot(EXISTENCE, account("1", source="a"), account("2", source="repost-of-a"), policy=two)
    assert (repost.values, repost.reason) == ((), "reported by 1 of 2 independent sources required")
    paper = slot(EXISTENCE, account("1", source="a"), account("2", source="same-paper"), policy=two)
    assert paper.values == ()
    both = slot(EXISTENCE, account("1", source="a"), account("2", source="b"), policy=two)
    assert both.accepted == ("urn:1", "urn:2")


def test_an_excluded_source_is_not_heard() -> None:
    deaf = replace(PERMISSIVE, excluded=frozenset({"a"}))
    decision = slot(EXISTENCE, account("1", source="a"), account("2", source="b"), policy=deaf)
    assert (decision.accepted, decision.rejected) == (("urn:2",), ("urn:1",))


def test_a_bound_that_a_better_graded_account_excludes_is_not_taken() -> None:
    good = account("1", values={HIGH: (Literal(5),)})
    poor = account("2", grade=("E", "6"), values={LOW: (Literal(8),)})
    decision = slot(LOW, good, poor)
    assert (decision.values, decision.disputed, decision.rejected) == ((), False, ("urn:2",))
    assert "a better graded account states less than 8" in decision.reason
    assert slot(HIGH, good, poor).values == (Literal(5),)
    swapped = slot(HIGH, account("1", values={LOW: (Literal(8),)}), replace(poor, values={HIGH: (Literal(5),)}))
    assert (swapped.values, swapped.disputed) == ((), False)


def test_valid_time_leaves_out_what_begins_later_or_ended_before() -> None:
    begins, ends = CONFLICT.term("validFrom"), CONFLICT.term("validUntil")
    world = replace(WORLD, slots={**WORLD.slots, begins.value: "lower-bound", ends.value: "upper-bound"})
    stated = account("1", values={begins: (Literal("2014-01-01T00:00:00Z"),), ends: (Literal("2018-01-01T00:00:00Z"),)})
    decisions = decide([stated], PERMISSIVE, world, None)
    assert restrict_to(decisions, parse_moment("2016-01-01")) == decisions
    (before,) = restrict_to(decisions, parse_moment("2013-01-01"))
    assert (before.property, before.values, before.rejected) == (EXISTENCE, (), ("urn:1",))
    assert before.reason.startswith("begins after 2013-01-01")
    assert restrict_to(decisions, parse_moment("2019-01-01"))[0].reason.startswith("ended before 2019-01-01")
