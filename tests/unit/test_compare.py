"""Values side by side, on small hand-made cases."""

import math
from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode

from kg.evidence.compare import (
    AGREES,
    DIFFERS,
    VAGUE,
    Hierarchy,
    compare_counts,
    compare_respects,
    compare_spans,
    respects,
)
from kg.evidence.records import Account, Count
from kg.rdf.terms import CONFLICT

IRAQ, SYRIA, BOTH, BASE, JET, F15, BOMB = (
    NamedNode(f"urn:{name}") for name in ("iraq", "syria", "both", "base", "jet", "f15", "bomb")
)
KH, KSS, NOBODY, USA, CENTCOM, AIR_FORCE = (
    NamedNode(f"urn:{name}") for name in ("kh", "kss", "nobody", "usa", "centcom", "air-force")
)
KIN = Hierarchy(
    above={
        "urn:base": frozenset({"urn:iraq", "urn:both"}),
        "urn:iraq": frozenset({"urn:both"}),
        "urn:f15": frozenset({"urn:jet"}),
    },
    unnamed=frozenset({"urn:nobody"}),
    states={"urn:usa": "urn:usa", "urn:centcom": "urn:usa", "urn:air-force": "urn:usa"},
)  # fmt: skip
AT, BY, KILLED = CONFLICT.term("occurredAt"), CONFLICT.term("hasPerpetrator"), "killed"
LOW, HIGH = CONFLICT.term("killedAtLeast"), CONFLICT.term("killedAtMost")
FROM, UNTIL = CONFLICT.term("earliestTime"), CONFLICT.term("latestTime")
DIMENSIONS = {AT.value: "place", BY.value: "actor", LOW.value: "number", HIGH.value: "number"} | {
    FROM.value: "date",
    UNTIL.value: "date",
}
SAID = datetime(2023, 11, 21, tzinfo=UTC)
TOLD = Account("urn:1", "urn:s", ("B", "2"), SAID, None, NamedNode("urn:e"), {})
COUNT = Count(
    "urn:c", "urn:s", ("B", "2"), SAID, None, NamedNode("urn:series"), IRAQ,
    datetime(2023, 10, 17, tzinfo=UTC), datetime(2023, 11, 20, tzinfo=UTC), 30, 30,
)  # fmt: skip


def outcomes(own: dict[NamedNode, tuple[object, ...]], other: dict[NamedNode, tuple[object, ...]]) -> dict[str, str]:
    one, two = (respects(replace(TOLD, values=values), DIMENSIONS) for values in (own, other))  # type: ignore[arg-type]
    return {one[p].dimension: compare_respects(one[p], two[p], KIN).outcome for p in one if p in two}


def day(text: str) -> tuple[Literal, Literal]:
    return Literal(f"{text}T00:00:00+03:00"), Literal(f"{text}T23:59:59+03:00")


def on(first: str, last: str | None = None) -> dict[NamedNode, tuple[Literal, ...]]:
    return {FROM: (day(first)[0],), UNTIL: (day(last or first)[1],)}


def test_places_agree_with_their_parts_and_are_vague_beside_the_whole() -> None:
    assert KIN.compare(IRAQ, IRAQ) == KIN.compare(IRAQ, BASE) == AGREES
    assert KIN.compare(BASE, IRAQ) == VAGUE
    assert KIN.compare(IRAQ, SYRIA) == DIFFERS


def test_kinds_of_weapon_compare_like_places() -> None:
    assert (KIN.compare(JET, F15), KIN.compare(F15, JET), KIN.compare(F15, BOMB)) == (AGREES, VAGUE, DIFFERS)


def test_the_unnamed_and_the_organs_of_one_state_contradict_nobody() -> None:
    assert KIN.compare(NOBODY, KH) == KIN.compare(KH, NOBODY) == VAGUE
    assert KIN.compare(CENTCOM, AIR_FORCE) == KIN.compare(AIR_FORCE, USA) == VAGUE
    assert KIN.compare(KH, KSS) == DIFFERS


def test_a_day_agrees_with_the_day_next_to_it_told_over_both() -> None:
    assert outcomes(on("2023-11-20"), on("2023-11-20", "2023-11-21")) == {"date": AGREES}
    assert outcomes(on("2023-11-20"), on("2023-11-17", "2023-11-23")) == {"date": VAGUE}
    assert outcomes(on("2023-11-15"), on("2023-11-20")) == {"date": DIFFERS}


def test_open_ends_reach_as_far_as_it_takes() -> None:
    assert outcomes({FROM: day("2023-11-01")[:1]}, on("2023-11-20")) == {"date": AGREES}
    assert outcomes({FROM: day("2023-12-01")[:1]}, on("2023-11-20")) == {"date": DIFFERS}


def test_numbers_are_ranges() -> None:
    exactly_eight = {LOW: (Literal(8),), HIGH: (Literal(8),)}
    assert outcomes({HIGH: (Literal(8),)}, exactly_eight) == {"number": AGREES}
    assert outcomes(exactly_eight, {LOW: (Literal(1),)}) == {"number": VAGUE}
    assert outcomes({LOW: (Literal(9),)}, exactly_eight) == {"number": DIFFERS}
    assert compare_spans((-math.inf, math.inf), (3, 3), 0) == AGREES


def test_of_two_sets_the_closest_pair_counts() -> None:
    assert outcomes({BY: (KH, KSS)}, {BY: (KSS,)}) == {"actor": AGREES}
    assert outcomes({BY: (KH,)}, {BY: (KSS, NOBODY)}) == {"actor": VAGUE}
    assert outcomes({BY: (KH,)}, {BY: (KSS,)}) == {"actor": DIFFERS}


def test_what_only_one_tells_or_has_no_dimension_is_not_compared() -> None:
    assert outcomes({AT: (IRAQ,)}, {BY: (KH,)}) == {}
    assert outcomes({CONFLICT.term("hasSupportKind"): (BOMB,)}, {CONFLICT.term("hasSupportKind"): (JET,)}) == {}


def counted(**changes: object) -> dict[str, str]:
    other = replace(COUNT, **changes)  # type: ignore[arg-type]
    return {c.dimension: c.outcome for c in compare_counts(COUNT, other, KIN)}


def test_counts_to_about_the_same_day_are_close() -> None:
    assert counted(low=33, high=33, end=datetime(2023, 11, 22, tzinfo=UTC)) == {
        "place": AGREES, "date": AGREES, "number": AGREES,
    }  # fmt: skip
    assert counted(low=60, high=60)["number"] == DIFFERS


def test_a_count_over_more_cannot_be_smaller() -> None:
    wider = {"area": BOTH, "start": datetime(2023, 10, 1, tzinfo=UTC), "end": datetime(2023, 12, 20, tzinfo=UTC)}
    assert counted(**wider, low=20, high=20) == {"place": VAGUE, "date": AGREES, "number": DIFFERS}
    assert "number" not in counted(**wider, low=70, high=70)
    narrower = {"area": BASE, "start": datetime(2023, 10, 20, tzinfo=UTC), "end": datetime(2023, 11, 1, tzinfo=UTC)}
    assert counted(**narrower, low=31, high=None)["number"] == DIFFERS


def test_counts_that_start_months_apart_count_different_things() -> None:
    assert counted(start=datetime(2023, 8, 1, tzinfo=UTC), end=None) == {"place": AGREES, "date": DIFFERS}
