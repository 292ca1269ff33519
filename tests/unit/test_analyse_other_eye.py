"""The audit of grades and the matrix of rival values, on small made-up worlds and on the shipped data."""

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from analyse_case import world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.shares import wilson
from kg.errors import LimitError
from kg.evidence.inputs import Memo
from kg.rdf.terms import PREFIXES
from kg.workspace import Workspace


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def raid(number: int, by: str, source: str) -> tuple[str, str, str, str]:
    return (f"event:raid-{number}", "Attack", f"told:hasPerpetrator actor:{by}", source)


def front(principal: str, source: str, name: str = "") -> tuple[str, str, str, str]:
    ends = f"told:hasFacade actor:front ; told:hasPrincipal actor:{principal}"
    return (f"relation:front-of-{principal}{name}", "FacadeRelation", ends, source)


def as_one_voice(workspace: Workspace, *names: str) -> Workspace:
    """The workspace with these sources as one: of one publisher, say."""
    iris = [PREFIXES["source"] + name for name in names]
    voice = {**workspace.inputs.world.voice, **dict.fromkeys(iris, iris[0])}
    inputs = replace(workspace.inputs, world=replace(workspace.inputs.world, voice=voice))
    return replace(workspace, inputs=inputs, memo=Memo())


#: a and c agree on two raids and differ on the third; b reports one that nobody else does.
TOLD = (
    *(raid(n, "brigade", s) for n in (1, 2) for s in "ac"),
    raid(3, "brigade", "a"),
    raid(3, "carrier", "c"),
    raid(4, "carrier", "b"),
)


def test_a_record_counts_what_others_say_with_its_interval() -> None:
    result = ANALYSES["source-record"](world(TOLD))
    rows = table(result)
    assert [(r["source"], r["reliability"]) for r in rows] == [("Source a", "B"), ("Source c", "B")]
    for row in rows:
        assert (row["statements"], row["compared"], row["corroborated"], row["contradicted"]) == (3, 3, 2, 1)
        assert (row["lowest"], row["highest"]) == pytest.approx(wilson(2, 3), abs=0.0005)
        assert (row["lowest contradicted"], row["highest contradicted"]) == pytest.approx(wilson(1, 3), abs=0.0005)
    assert "B 4 of 6 corroborated" in result.notes[0]
    assert result.notes[1].startswith("1 more rows")


def test_what_one_voice_says_twice_counts_once_and_does_not_corroborate_itself() -> None:
    twice = (*TOLD, raid(1, "brigade", "b"))
    apart = {r["source"]: r for r in table(ANALYSES["source-record"](world(twice)))}
    assert (apart["Source b"]["compared"], apart["Source b"]["corroborated"]) == (1, 1)
    [a, c] = table(ANALYSES["source-record"](as_one_voice(world(twice), "a", "b")))
    assert (a["source"], a["reliability"], a["statements"]) == ("Source a", "B", 3), "the best letter stands for both"
    assert (c["source"], c["statements"]) == ("Source c", 3)
    alone = ANALYSES["source-record"](as_one_voice(world(TOLD), "a", "c"))
    assert alone.rows == ()


def test_only_what_was_on_record_counts_in_an_audit_as_of_a_date() -> None:
    earlier = ANALYSES["source-record"](replace(world(TOLD), as_of="1999-01-01", memo=Memo()))
    assert earlier.rows == ()


def test_values_that_differ_are_columns_with_the_accounts_that_tell_them_apart() -> None:
    rows = {r["value"]: r for r in table(ANALYSES["rival-values"](world((*TOLD, raid(3, "brigade", "b")))))}
    assert rows.keys() == {"brigade", "carrier"}
    brigade, carrier = rows["brigade"], rows["carrier"]
    assert (brigade["thing"], brigade["property"]) == ("raid-3", "has perpetrator")
    assert (brigade["sources for"], brigade["sources against"], brigade["grade"]) == (2, 1, "B2")
    assert (carrier["sources for"], carrier["sources against"]) == (1, 2)
    assert brigade["consistent"] == carrier["inconsistent"] == brigade["tell apart"]
    assert list(rows) == ["brigade", "carrier"], "the value with the least against it comes first"


def test_an_account_of_both_values_fits_both_and_tells_nothing_apart() -> None:
    both = ("event:raid-3", "Attack", "told:hasPerpetrator actor:brigade , actor:carrier", "b")
    rows = table(ANALYSES["rival-values"](world((*TOLD, both))))
    for row in rows:
        assert (row["sources for"], row["sources against"]) == (2, 1)
        assert (len(row["consistent"]), len(row["tell apart"])) == (2, 1)  # type: ignore[arg-type]
    assert ANALYSES["rival-values"](world((raid(1, "brigade", "a"), both))).rows == ()


def test_relations_of_one_facade_to_several_principals_rival_each_other() -> None:
    rows = {r["value"]: r for r in table(ANALYSES["rival-values"](world((front("brigade", "a"), front("loner", "c")))))}
    assert rows.keys() == {"brigade", "loner"}
    assert {(r["thing"], r["property"], r["accepted"]) for r in rows.values()} == {("front", "has principal", True)}
    assert rows["brigade"]["consistent"] == rows["loner"]["inconsistent"]


def test_sources_of_one_publisher_are_one_for_a_value() -> None:
    told = (*TOLD, raid(3, "brigade", "b"))
    rows = {r["value"]: r for r in table(ANALYSES["rival-values"](as_one_voice(world(told), "a", "b")))}
    assert (rows["brigade"]["sources for"], len(rows["brigade"]["consistent"])) == (1, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["source-record", "rival-values"])
def test_too_many_pairs_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ANALYSIS_PAIRS", "1")
    with pytest.raises(LimitError, match="pairs of"):
        ANALYSES[name](as_one_voice(world(TOLD), "b"))


def test_who_stands_behind_a_group_in_the_shipped_data(shipped_graph: Workspace) -> None:
    rows = [r for r in table(ANALYSES["rival-values"](shipped_graph)) if r["thing"] == "Alwiyat al Waad al Haq"]
    found = {r["value"]: r for r in rows}
    assert found.keys() >= {"Kataib Hezbollah", "Asaib Ahl al-Haq"}
    assert all(r["tell apart"] for r in rows)


def test_the_seed_reports_letter_has_its_record(shipped_graph: Workspace) -> None:
    seed = shipped_graph.evidence.sources[NamedNode(PREFIXES["source"] + "seed-report").value]
    [row] = [r for r in table(ANALYSES["source-record"](shipped_graph)) if r["source"] == seed.title]
    assert row["reliability"] == seed.reliability == "E"
    assert row["compared"] == sum(int(str(row[name])) for name in ("corroborated", "partly", "contradicted"))
    assert float(str(row["lowest"])) <= float(str(row["share corroborated"])) <= float(str(row["highest"]))
