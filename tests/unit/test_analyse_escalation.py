"""Action and response, severity, reciprocity and self-excitation against cases worked out by hand."""

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse_case import TOLD, world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.acts import Act, Severity, acts, severity, sides
from kg.analyse.escalation import candidates, escalation, step
from kg.analyse.excitation import branching_interval, fit_hawkes, fit_poisson, log_likelihood
from kg.analyse.facts import Facts
from kg.analyse.reciprocity import reciprocity
from kg.analyse.retaliation import delay
from kg.workspace import Workspace


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def act(slug: str, by: str, at: str, first: str, last: str, more: str = "", kind: str = "Attack") -> tuple[str, ...]:
    times = f'told:earliestTime "{first}Z"^^xsd:dateTime ; told:latestTime "{last}Z"^^xsd:dateTime'
    return (f"event:{slug}", kind, f"told:hasPerpetrator {by} ; told:hasTarget {at} ; {times} {more}", "a")


def day(number: int) -> tuple[str, str]:
    return f"2023-03-{number:02}T00:00:00", f"2023-03-{number:02}T12:00:00"


def killed(number: int) -> str:
    return f'; told:killedAtLeast "{number}"^^xsd:integer ; told:killedAtMost "{number}"^^xsd:integer'


#: corps is a force of north: what it does, north's side does.
CORPS = TOLD[0]
BRIGADE, SOUTH = "actor:brigade", "actor:south"


def test_an_act_of_the_other_side_within_the_window_is_a_candidate_and_never_asserted() -> None:
    stated = (
        act("one", BRIGADE, SOUTH, *day(1)),
        act("two", SOUTH, BRIGADE, *day(3), killed(2), "Strike"),
        act("same-side", BRIGADE, SOUTH, *day(2)),
        act("late", SOUTH, BRIGADE, *day(20), kind="Strike"),
    )
    result = escalation(world(stated))  # type: ignore[arg-type]
    assert {(r["basis"], r["trigger"], r["response"]) for r in table(result)} == {
        ("candidate", "one", "two"),
        ("candidate", "same-side", "two"),
    }
    row = next(r for r in table(result) if r["trigger"] == "one")
    assert (row["delay at least (h)"], row["delay at most (h)"]) == (36.0, 60.0)
    assert (row["step"], row["step certain"]) == ("up", False), "no source says that the first killed nobody"
    assert (row["grade"], row["accounts"], row["remark"]) == (None, (), "No source calls it a response.")
    assert result.notes[0].startswith("0 asserted:")
    assert len(escalation(world(stated), window_days=30).rows) == 4  # type: ignore[arg-type]


def acted(iri: str, side: str, start: float, hours: float) -> Act:
    begin = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(hours=start)
    stated = (begin.isoformat(), (begin + timedelta(hours=hours)).isoformat())
    return Act(iri, iri, frozenset({side}), frozenset(), *stated, Severity(1, 1), force=True, single=True, part=False)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 500), st.floats(0, 200)), max_size=12),
    st.sampled_from((0.0, 1.0, 7.0)),
)
def test_candidates_are_all_pairs_that_meet_the_definition(
    found: list[tuple[str, float, float]], window: float
) -> None:
    stated = [acted(f"e{number}", *each) for number, each in enumerate(found)]
    expected = []
    for one, other in permutations(stated, 2):
        between = delay((one.start, one.end), (other.start, other.end))
        assert between.least is not None
        assert between.most is not None
        if one.by != other.by and between.most > 0 and between.least <= 24 * window:
            expected.append((one, other))
    assert candidates(stated, frozenset({frozenset("ab")}), window) == expected


def test_what_is_asserted_is_no_candidate_in_either_direction() -> None:
    rows = table(escalation(world()))
    assert [(r["basis"], r["trigger"], r["response"]) for r in rows] == [
        ("asserted", "raid", "answer"),
        ("asserted", "answer", "return"),
    ]
    assert rows[1]["remark"] == "No full time is accepted for the response."


def test_an_organ_of_a_state_is_the_state_s_side_and_a_part_counts_with_the_whole() -> None:
    stated = (
        CORPS,
        act("whole", "actor:corps", SOUTH, *day(1)),
        act("part", "actor:corps", SOUTH, *day(1), "; told:isSubEventOf event:whole"),
        act("answer", SOUTH, "actor:north", *day(2), kind="Strike"),
    )
    workspace = world(stated)  # type: ignore[arg-type]
    facts = Facts(workspace)
    found = {a.label: a for a in acts(facts, sides(facts))}
    assert found["whole"].by == found["answer"].at
    assert [(r["trigger"], r["trigger by"], r["response"]) for r in table(escalation(workspace))] == [
        ("whole", ("north",), "answer")
    ]
    [row] = table(ANALYSES["reciprocity"](workspace))
    assert (row["first"], row["second"], row["first against second"], row["second against first"]) == (
        "north",
        "south",
        1,
        1,
    )
    assert (row["reciprocity"], row["candidate responses by second"], row["asserted responses by second"]) == (1, 1, 0)


def test_an_act_that_is_only_claimed_has_its_claimants_side_and_says_so() -> None:
    first, last = (f'"{t}Z"^^xsd:dateTime' for t in day(2))
    stated = (
        act("strike", SOUTH, BRIGADE, *day(1), kind="Strike"),
        ("event:blast", "Attack", f"told:hasTarget {SOUTH} ; told:earliestTime {first} ; told:latestTime {last}", "a"),
        ("act:claim", "ClaimOfResponsibility", f"told:isDeclaredBy {BRIGADE} ; told:claimsEvent event:blast", "b"),
    )
    [row] = table(escalation(world(stated)))
    assert (row["response"], row["response by"]) == ("blast", ("brigade",))
    assert "blast: no accepted perpetrator, by its claimants." in str(row["remark"])
    rows = table(ANALYSES["reciprocity"](world(stated)))
    assert [(r["first against second"], r["second against first"]) for r in rows] == [(0, 1)], "a claim is no deed"


def test_acts_without_times_or_sides_are_no_candidates() -> None:
    stated = (
        ("event:one", "Attack", f"told:hasPerpetrator {BRIGADE} ; told:hasTarget {SOUTH}", "a"),
        ("event:two", "Strike", f"told:hasPerpetrator {SOUTH} ; told:hasTarget {BRIGADE}", "a"),
    )
    result = escalation(world(stated))
    assert result.rows == ()
    assert result.notes == (
        "Nothing to show: the policy 'permissive' accepts no retaliation, and no two dated acts of opposed sides in"
        " 7 days.",
    )


def test_the_ladder_and_its_ties() -> None:
    nobody = {"killedAtMost": "0", "woundedAtMost": "0"}
    assert severity({}.get, threat=True) == Severity(0, 0)
    assert severity(nobody.get) == Severity(1, 1)
    assert severity({"killedAtLeast": "0", "woundedAtLeast": "3"}.get) == Severity(2, 3)
    assert severity({"killedAtMost": "0"}.get) == Severity(1, 2)
    assert severity({"killedAtLeast": "1"}.get) == severity({"killedAtLeast": "90"}.get) == Severity(3, 3)
    assert step(Severity(3, 3), Severity(3, 3)) == ("same", True)
    assert step(Severity(1, 3), Severity(1, 1)) == ("same", False)
    assert step(Severity(2, 3), Severity(1, 1)) == ("down", True)
    assert step(Severity(2, 2), Severity(1, 3)) == ("down", False)


@given(st.tuples(*[st.integers(0, 3)] * 4))
def test_a_certain_step_holds_for_every_rung_that_is_possible(rungs: tuple[int, int, int, int]) -> None:
    trigger, response = (Severity(min(pair), max(pair)) for pair in (rungs[:2], rungs[2:]))
    name, certain = step(trigger, response)
    steps = {
        "up" if b > a else "down" if b < a else "same"
        for a in range(trigger.least, trigger.most + 1)
        for b in range(response.least, response.most + 1)
    }
    assert certain == (steps == {name})


def test_severity_names_the_policies_that_see_it_otherwise() -> None:
    stated = (act("one", BRIGADE, SOUTH, *day(1), killed(2)), act("two", SOUTH, BRIGADE, *day(2)))
    rows = table(ANALYSES["severity"](world(stated)))  # type: ignore[arg-type]
    assert [(r["act"], r["severity"], r["possibly"], r["killed"]) for r in rows] == [
        ("one", "killed", None, "2"),
        ("two", "attack without accepted casualties", "killed", None),
    ]
    assert rows[0]["other policies"] == ("corroborated: not accepted",)
    assert rows[0]["accounts"] == ("account:a-01",)
    assert (
        ANALYSES["severity"](world(stated))
        .notes[0]
        .startswith(  # type: ignore[arg-type]
            "By rung: 0 threat, 1 attack without accepted casualties, 0 wounded, 1 killed."
        )
    )


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda p: p[0] != p[1]), min_size=1))
def test_reciprocity_of_unweighted_ties_is_networkx_overall_reciprocity(ties: set[tuple[int, int]]) -> None:
    expected = nx.overall_reciprocity(nx.DiGraph(ties))
    assert reciprocity({(str(a), str(b)): 1 for a, b in ties}) == pytest.approx(expected)


def test_reciprocity_of_weights_and_of_nothing() -> None:
    # Of 3 + 1 + 2 acts, one of the first pair is returned each way.
    assert reciprocity({("a", "b"): 3, ("b", "a"): 1, ("a", "c"): 2}) == pytest.approx(2 / 6)
    assert reciprocity({}) is None


def test_the_likelihood_of_three_events_by_hand() -> None:
    # Rates 1, 1 + 0.5*2*e^-2, 1 + e^-6 + e^-4; integral 4 + 0.5 * ((1-e^-8) + (1-e^-6) + (1-e^-2)).
    e = math.exp
    by_hand = math.log(1 + e(-2)) + math.log(1 + e(-6) + e(-4)) - 4 - 0.5 * (3 - e(-8) - e(-6) - e(-2))
    assert log_likelihood([0.0, 1.0, 3.0], 4.0, 1.0, 0.5, 2.0) == pytest.approx(by_hand, abs=1e-12)


def test_events_at_one_moment_do_not_excite_each_other() -> None:
    twice = log_likelihood([1.0, 1.0], 2.0, 1.0, 0.5, 2.0)
    assert twice == pytest.approx(-2 - 2 * 0.5 * (1 - math.exp(-2)))


@settings(deadline=None)
@given(st.lists(st.integers(0, 90).map(float), min_size=1, max_size=12), st.floats(0.1, 2), st.floats(0.1, 3))
def test_the_recursion_is_the_double_sum(times: list[float], branching: float, decay: float) -> None:
    times.sort()
    rates = [0.3 + branching * decay * sum(math.exp(-decay * (t - s)) for s in times if s < t) for t in times]
    integral = 0.3 * 100 + branching * sum(1 - math.exp(-decay * (100 - t)) for t in times)
    expected = sum(map(math.log, rates)) - integral
    assert log_likelihood(times, 100.0, 0.3, branching, decay) == pytest.approx(expected)


def test_without_excitement_it_is_the_poisson_likelihood() -> None:
    fit = fit_poisson([1.0, 2.0, 5.0], 6.0)
    assert fit.baseline == 0.5
    assert fit.log_likelihood == pytest.approx(3 * math.log(0.5) - 3)
    assert log_likelihood([1.0, 2.0, 5.0], 6.0, 0.5, 0.0, 1.0) == pytest.approx(fit.log_likelihood)


def simulated(baseline: float, branching: float, decay: float, end: float, seed: int) -> list[float]:
    """A Hawkes process by Ogata's (1981) thinning."""
    rng, time, excited = random.Random(seed), 0.0, 0.0
    events: list[float] = []
    while True:
        bound = baseline + branching * decay * excited
        wait = rng.expovariate(bound)
        time, excited = time + wait, excited * math.exp(-decay * wait)
        if time > end:
            return events
        if rng.random() * bound <= baseline + branching * decay * excited:
            events.append(time)
            excited += 1


def test_parameters_are_recovered_from_simulated_events() -> None:
    events = simulated(0.2, 0.6, 1.0, 1500.0, seed=1)
    fit = fit_hawkes(events, 1500.0)
    assert fit.baseline == pytest.approx(0.2, rel=0.2)
    assert fit.branching == pytest.approx(0.6, rel=0.15)
    assert fit.decay == pytest.approx(1.0, rel=0.3)
    assert fit.log_likelihood >= log_likelihood(events, 1500.0, 0.2, 0.6, 1.0)
    assert fit.log_likelihood == pytest.approx(log_likelihood(events, 1500.0, fit.baseline, fit.branching, fit.decay))
    assert fit.log_likelihood - fit_poisson(events, 1500.0).log_likelihood > 50


def test_steady_events_show_no_excitement() -> None:
    events = simulated(0.5, 0.0, 1.0, 300.0, seed=2)
    fit, steady = fit_hawkes(events, 300.0), fit_poisson(events, 300.0)
    assert 6 - 2 * fit.log_likelihood > 2 - 2 * steady.log_likelihood, "AIC prefers the steady process"
    assert branching_interval(events, 300.0, fit)[0] == 0.0


def test_no_small_change_of_the_fit_is_more_likely() -> None:
    events = simulated(0.1, 0.5, 0.5, 400.0, seed=3)
    fit = fit_hawkes(events, 400.0)
    for changes in ((1.02, 1, 1), (0.98, 1, 1), (1, 1.02, 1), (1, 0.98, 1), (1, 1, 1.02), (1, 1, 0.98)):
        baseline, branching, decay = (
            v * c for v, c in zip((fit.baseline, fit.branching, fit.decay), changes, strict=True)
        )
        assert log_likelihood(events, 400.0, baseline, branching, decay) < fit.log_likelihood


def test_too_few_events_give_a_sentence_and_no_number() -> None:
    result = ANALYSES["excitation"](world())
    assert result.rows == ()
    assert result.notes == (
        "Too few to decide: the policy 'permissive' accepts 2 single uses of force that are dated to within 7 days;"
        " with fewer than 20 no process is fitted, and no number is given.",
    )


def test_events_of_one_day_are_not_fitted() -> None:
    stated = tuple(act(f"e{i:02}", BRIGADE, SOUTH, *day(1)) for i in range(20))
    result = ANALYSES["excitation"](world(stated))  # type: ignore[arg-type]
    assert (result.rows, result.notes) == ((), ("Too short to decide: all 20 uses of force lie within 2 days.",))


def test_a_fit_at_the_edge_of_what_was_searched_says_so() -> None:
    bursts = [f"2023-03-{1 + 9 * (i % 3):02}T{i // 3:02}:00:00" for i in range(21)]
    stated = tuple(act(f"e{i:02}", BRIGADE, SOUTH, at, at) for i, at in enumerate(bursts))
    notes = ANALYSES["excitation"](world(stated)).notes  # type: ignore[arg-type]
    assert notes[0].startswith("The self-exciting process is better supported")
    assert "The excitement lasts 0.5 days at the edge of what was searched: read it as unknown." in notes


def test_enough_events_are_fitted_at_each_reading_of_their_times() -> None:
    days = [1, 1, 2, 2, 3, 3, 3, 9, 9, 9, 10, 10, 11, 11, 20, 20, 21, 21, 22, 22]
    stated = tuple(act(f"e{i:02}", BRIGADE, SOUTH, *day(number)) for i, number in enumerate(days))
    result = ANALYSES["excitation"](world(stated))  # type: ignore[arg-type]
    rows = table(result)
    assert [(r["model"], r["times taken as"], r["events"]) for r in rows] == [
        ("Poisson", "any", 20),
        ("Hawkes", "earliest", 20),
        ("Hawkes", "middle", 20),
        ("Hawkes", "latest", 20),
    ]
    middle = rows[2]
    assert middle["lowest"] <= middle["branching ratio"] <= middle["highest"]  # type: ignore[operator]
    assert middle["AIC"] == pytest.approx(6 - 2 * middle["log-likelihood"])  # type: ignore[operator]
    assert all(r["days"] == 21.5 for r in rows)


def test_the_shipped_graph_asserts_and_suggests_apart(shipped_graph: Workspace) -> None:
    result = ANALYSES["escalation"](shipped_graph)
    bases = [row[0] for row in result.rows]
    assert bases == sorted(bases)
    assert all(row[13] for row in result.rows if row[0] == "asserted"), "what is asserted has accounts"
    assert not any(row[13] for row in result.rows if row[0] == "candidate")
    facts = Facts(shipped_graph)
    assert candidates(acts(facts, sides(facts)), frozenset()) == []
