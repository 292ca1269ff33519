"""Agreement among sources: Krippendorff's worked examples, and a small world with four sources."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse_case import world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.agreement import lone_dissenter
from kg.analyse.krippendorff import INTERVAL, alpha, pairable, range_without_one
from kg.analyse.shares import wilson
from kg.workspace import Workspace

#: Krippendorff (2011), example A: two observers, ten units, two values.
MEG_AND_OWEN = ("0100000010", "1110010000")
#: Krippendorff (2011), example C: four observers, twelve units, five values, some missing.
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(observers: tuple[str, ...]) -> list[dict[str, int]]:
    return [
        {str(who): int(value) for who, value in enumerate(stated) if value != "."}
        for stated in zip(*observers, strict=True)
    ]


def test_alpha_of_krippendorffs_worked_examples() -> None:
    assert alpha(units(MEG_AND_OWEN)) == pytest.approx(0.095, abs=0.0005)
    four = units(FOUR)
    assert sum(map(len, pairable(four))) == 40
    assert alpha(four) == pytest.approx(0.743, abs=0.0005)
    assert alpha(four, INTERVAL) == pytest.approx(0.849, abs=0.0005)


def test_alpha_is_none_where_it_is_not_defined() -> None:
    assert alpha([]) is None
    assert alpha([{"a": 1}, {"b": 2}]) is None, "no unit has two values"
    assert alpha([{"a": 1, "b": 1}, {"a": 1, "b": 1}]) is None, "nothing varies"
    assert range_without_one([]) is None


def test_one_disagreement_in_two_units_by_hand() -> None:
    # Observed: (0 + 2) / 4; expected: of the 12 ordered pairs of {1, 1, 1, 2}, 6 are unequal.
    assert alpha([{"a": 1, "b": 1}, {"a": 1, "b": 2}]) == pytest.approx(1 - (2 / 4) / (6 / 12))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=6))
def test_alpha_is_what_its_definition_gives(stated: list[list[int]]) -> None:
    some = [{str(who): value for who, value in enumerate(unit)} for unit in stated]
    values = [value for unit in stated for value in unit]
    for metric, difference in (("nominal", lambda a, b: a != b), (INTERVAL, lambda a, b: (a - b) ** 2)):
        observed = sum(
            2 * difference(a, b) / (len(unit) - 1) for unit in stated for a, b in combinations(unit, 2)
        ) / len(values)
        expected = sum(2 * difference(a, b) for a, b in combinations(values, 2)) / len(values) / (len(values) - 1)
        if expected:
            assert alpha(some, metric) == pytest.approx(1 - observed / expected)
        else:
            assert alpha(some, metric) is None


def test_leaving_out_the_one_who_differs_leaves_full_agreement() -> None:
    four = [{"a": v, "b": v, "c": 9} for v in (1, 2, 3)]
    span = range_without_one(four)
    assert span is not None
    assert span[1] == 1.0
    assert span[0] < alpha(four) < 1  # type: ignore[operator]


def test_wilson_interval_of_a_textbook_share() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662, 15 of 148 0.0624 to 0.1605.
    for successes, trials, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 0) is None
    assert wilson(0, 5)[0] == 0  # type: ignore[index]


def test_a_lone_dissenter_differs_from_all_while_no_others_differ() -> None:
    apart = {("a", "b"): "differs", ("a", "c"): "differs", ("b", "c"): "differs"}
    assert lone_dissenter(apart) is None, "everybody differs from everybody"
    assert lone_dissenter({("a", "b"): "differs"}) is None, "of two neither is the one"
    assert lone_dissenter({**apart, ("b", "c"): "vague"}) == "a"


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def raid(number: int, by: str, source: str) -> tuple[str, str, str, str]:
    return (f"event:raid-{number}", "Attack", f"told:hasPerpetrator actor:{by}", source)


TOLD = (
    *(raid(n, "brigade", s) for n in range(1, 4) for s in "ab"),
    *(raid(n, "carrier", s) for n in range(4, 6) for s in "ab"),
    raid(1, "carrier", "c"),
    raid(6, "front", "c"),
)


def test_a_small_world_by_hand() -> None:
    workspace = world(TOLD)
    [row] = table(ANALYSES["agreement"](workspace))
    # 11 pairable values: 6 brigade, 5 carrier. Observed (4 / 2) / 11; expected 2 * 6 * 5 / (11 * 10).
    assert row["alpha"] == pytest.approx(1 - (2 / 11) / (60 / 110), abs=0.0005)
    assert (row["dimension"], row["things"], row["values"], row["sources"]) == ("actor", 5, 11, 3)
    assert (row["agree"], row["vague"], row["differ"], row["differ over"]) == (5, 0, 2, ("raid-1",))
    assert row["highest"] == 1.0
    pairs = {(r["source"], r["other source"]): r for r in table(ANALYSES["agreement-of-pairs"](workspace))}
    both = pairs["Source a", "Source b"]
    assert (both["comparisons"], both["share that agrees"], both["alpha"]) == (5, 1, 1)
    assert pairs["Source b", "Source c"]["differ over"] == ("raid-1: has perpetrator",)
    assert pairs["Source b", "Source c"]["alpha"] is None, "one value of both is too few"
    alone = {r["source"]: r for r in table(ANALYSES["standing-alone"](workspace))}
    assert (alone["Source c"]["things reported"], alone["Source c"]["reported alone"]) == (2, 1)
    assert alone["Source c"]["against all others over"] == ("raid-1: has perpetrator",)
    assert [alone[f"Source {s}"]["against all others"] for s in "ab"] == [0, 0]


def test_few_or_equal_values_have_no_alpha_and_say_why() -> None:
    equal = world(tuple(raid(n, "brigade", s) for n in range(5) for s in "ab"))
    [row] = table(ANALYSES["agreement"](equal))
    assert (row["alpha"], row["remark"]) == (None, "All values are the same: nothing to agree on.")
    few = world(tuple(raid(n, "brigade", s) for n in range(4) for s in "ab"))
    [row] = table(ANALYSES["agreement"](few))
    assert (row["alpha"], row["remark"]) == (None, "Fewer than 5 things: no alpha.")


def test_sources_of_the_shipped_graph_are_counted_once_and_disagree_somewhere(shipped_graph: Workspace) -> None:
    rows = table(ANALYSES["agreement"](shipped_graph))
    assert all(-1 <= float(str(r["lowest"])) <= float(str(r["alpha"])) <= 1 for r in rows if r["alpha"] is not None)
    assert {r["dimension"] for r in rows} >= {"actor", "number", "place", "date"}
    assert any(r["differ"] for r in rows)
    for r in table(ANALYSES["agreement-of-pairs"](shipped_graph)):
        assert r["source"] != r["other source"]
        assert r["comparisons"] == sum(int(str(r[name])) for name in ("agree", "vague", "differ"))
