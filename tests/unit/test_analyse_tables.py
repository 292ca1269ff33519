"""Who backs whom, claims and retaliation, on the made-up world and on the shipped data."""

import json
import math

import pytest

from analyse_case import TOLD, actor, world
from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.facts import Facts
from kg.analyse.influence import edge_classes, sponsors, sponsorship_paths, steps_onward
from kg.analyse.projection import actor_network
from kg.analyse.reach import reach_of_all
from kg.analyse.retaliation import Delay, delay
from kg.rdf.tables import FORMATS, present
from kg.workspace import Workspace

#: Analyses that need more than the small worlds of these tests hold, and then say so.
NEEDS_MORE = {
    "excitation", "agreement", "agreement-of-pairs", "cut-points", "shared-sponsors", "facades", "source-record",
    "rival-values",
}  # fmt: skip

EMPTY = tuple(stated for stated in TOLD if stated[0] == "event:surge")


def table(result: AnalysisResult) -> list[dict[str, object]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def only(rows: list[dict[str, object]], **wanted: object) -> dict[str, object]:
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_is_a_table_in_every_format_and_holds_no_nan(name: str, seed: Workspace) -> None:
    for workspace in (seed, world()):
        result = ANALYSES[name](workspace)
        assert result.name == name
        assert result == ANALYSES[name](workspace)
        assert result.rows or name in NEEDS_MORE
        assert result.notes
        assert all(len(row) == len(result.columns) for row in result.rows)
        assert not any(isinstance(cell, float) and math.isnan(cell) for row in result.rows for cell in row)
        for form in FORMATS:
            assert present(result.columns, result.rows, form)
        assert len(json.loads(present(result.columns, result.rows, "json"))) == len(result.rows)


def test_a_world_without_relations_has_an_unclaimed_attack_and_its_one_source() -> None:
    sizes = {name: len(analysis(world(EMPTY)).rows) for name, analysis in ANALYSES.items()}
    assert {name for name, size in sizes.items() if size} == {"claims", "standing-alone"}
    assert sizes["claims"] == 1


def test_paths_go_by_way_of_organs_sponsors_and_facades() -> None:
    paths = sponsorship_paths(actor_network(world()), edge_classes(Facts(world())))
    found = {(p.sponsor, p.beneficiary): p for p in paths}
    to_front = found[actor("north"), actor("front")]
    assert [step.target for step in to_front.steps] == [actor(n) for n in ("corps", "carrier", "brigade", "front")]
    assert (to_front.depth, to_front.weakest, to_front.together, to_front.through_unnamed) == (4, "C2", False, False)
    assert found[actor("corps"), actor("carrier")].together
    assert (actor("north"), actor("corps")) not in found, "an organ alone is no sponsorship"


def test_membership_of_an_unidentified_group_is_marked_and_counted_apart() -> None:
    paths = sponsorship_paths(actor_network(world()), edge_classes(Facts(world())))
    south = {p.beneficiary: p.through_unnamed for p in paths if p.sponsor == actor("south")}
    assert south == {actor("unnamed"): False, actor("brigade"): True, actor("front"): True}
    onward = steps_onward(actor_network(world()), edge_classes(Facts(world())), {})
    assert reach_of_all(onward, sponsors(actor_network(world()), onward)).counts == {
        actor("north"): (0, 3, 0),
        actor("south"): (1, 0, 2),
        actor("corps"): (1, 2, 0),
        actor("carrier"): (1, 1, 0),
    }
    row = only(table(ANALYSES["who-backs-whom"](world())), sponsor="south", beneficiary="brigade")
    assert row["remark"] == "Through membership of an unidentified group: no evidence of support for brigade itself."


def test_a_member_does_not_make_its_group_a_sponsor() -> None:
    stated = (
        ("relation:m", "Membership", "told:hasMember actor:carrier ; told:hasGroup actor:broker", "a"),
        ("relation:s", "Sponsorship", "told:hasSponsor actor:carrier ; told:hasBeneficiary actor:brigade", "a"),
    )
    rows = table(ANALYSES["who-backs-whom"](world(stated)))
    assert [(row["sponsor"], row["beneficiary"]) for row in rows] == [("carrier", "brigade")]


def test_sponsors_in_a_circle_end_the_search() -> None:
    pairs = (("carrier", "brigade"), ("brigade", "front"), ("front", "carrier"))
    stated = tuple(
        (f"relation:{a}-{b}", "Sponsorship", f"told:hasSponsor actor:{a} ; told:hasBeneficiary actor:{b}", "a")
        for a, b in pairs
    )
    rows = table(ANALYSES["who-backs-whom"](world(stated)))
    assert [(row["sponsor"], row["beneficiary"], row["depth"]) for row in rows] == [
        ("brigade", "carrier", 2),
        ("brigade", "front", 1),
        ("carrier", "brigade", 1),
        ("carrier", "front", 2),
        ("front", "brigade", 2),
        ("front", "carrier", 1),
    ]


def test_the_path_in_words_names_intermediaries_and_grades() -> None:
    row = only(table(ANALYSES["who-backs-whom"](world())), sponsor="north", beneficiary="carrier")
    assert row["path"] == "north → has as a part corps (B2) → sponsors, through broker, carrier (B2)"
    assert row["accounts"] == ("account:a-01", "account:a-02")


def test_who_backs_whom_in_the_shipped_data(seed: Workspace) -> None:
    result = ANALYSES["who-backs-whom"](seed)
    rows = table(result)
    direct = {row["beneficiary"] for row in rows if row["sponsor"] == "Iran" and row["depth"] == 1}
    assert direct == {"Iran-backed militias (unnamed)", "Kataib Hezbollah", "Kataib Sayyid al-Shuhada"}
    assert only(rows, sponsor="United States")["beneficiary"] == "Iraqi security forces"
    assert not any(row["beneficiary"] == "Islamic Resistance in Iraq" for row in rows), "a brand has no sponsor"
    assert any("Support does not mean control" in note for note in result.notes)


def test_a_claim_is_shown_with_those_behind_the_claimant() -> None:
    result = ANALYSES["claims"](world())
    row = only(table(result), event="raid")
    assert (row["claimant"], row["claimant stands with"], row["claimant's sponsors"]) == (
        "front",
        ("is a façade of brigade",),
        (),
    )
    assert (row["grade"], row["accounts"]) == ("C2", ("account:b-17",))
    assert [r["event"] for r in table(result)] == ["raid", "surge", "wave"], "in order of time, unknown times last"
    assert result.notes[0] == "1 of 1 attacks are claimed (100%), 1 of them by an actor that is named."
    assert result.notes[1].startswith("Unclaimed: 0% of the attacks (0% to 79%, ")
    assert result.notes[2] == "0 of 2 series of attacks are claimed (0%), 0 of them by an actor that is named."


CLAIMED_TWICE = (
    ("event:raid", "Attack", "told:hasTarget actor:south", "a"),
    ("act:first", "ClaimOfResponsibility", "told:isDeclaredBy actor:front ; told:claimsEvent event:raid", "a"),
    ("act:second", "ClaimOfResponsibility", "told:isDeclaredBy actor:carrier ; told:claimsEvent event:raid", "b"),
    ("act:third", "ClaimOfResponsibility", "told:isDeclaredBy actor:brigade ; told:claimsEvent event:raid", "b"),
    ("relation:facade", "FacadeRelation", "told:hasFacade actor:front ; told:hasPrincipal actor:brigade", "a"),
    ("relation:facade", "FacadeRelation", "told:hasFacade actor:front ; told:hasPrincipal actor:brigade", "b"),
    ("relation:other", "FacadeRelation", "told:hasFacade actor:front ; told:hasPrincipal actor:broker", "c"),
)


def test_rival_claimants_are_those_that_do_not_stand_together() -> None:
    result = ANALYSES["claims"](world(CLAIMED_TWICE))
    assert {row["claimant"]: row["rival claimants"] for row in table(result)} == {
        "front": ("carrier",),
        "carrier": ("brigade", "front"),
        "brigade": ("carrier",),
    }
    assert "Rival claims: raid (brigade, carrier, front)." in result.notes
    assert "No event is claimed by rivals." in ANALYSES["claims"](world()).notes


def test_facades_are_listed_as_each_source_reports_them() -> None:
    result = ANALYSES["facades"](world(CLAIMED_TWICE))
    rows = {(row["source"], row["principal"]): row for row in table(result)}
    assert set(rows) == {("Source a", "brigade"), ("Source b", "brigade"), ("Source c", "broker")}
    first = rows["Source a", "brigade"]
    assert (first["also reported by"], first["other principals"], first["claims"]) == (
        ("Source b",),
        ("broker",),
        ("raid",),
    )
    assert (first["accepted"], first["grade"], first["accounts"]) == (True, "B2", ("account:a-05",))
    assert result.notes[0].startswith(
        "1 façades of 2 principals, reported by 3 independent sources; 1 façades have several"
    )


def test_claims_in_the_shipped_data(seed: Workspace) -> None:
    rows = table(ANALYSES["claims"](seed))
    harir = only(rows, event="Drone attack on Harir base, 20 November 2023")
    assert (harir["claimant"], harir["claimant's sponsors"]) == ("Islamic Resistance in Iraq", ())
    unclaimed = {row["event"] for row in rows if row["claimant"] is None}
    assert "Attacks on US forces in Iraq and Syria, since 17 October 2023" in unclaimed


def test_delay_is_an_interval_and_none_where_a_time_is_missing() -> None:
    day = ("2023-01-01T00:00:00Z", "2023-01-01T06:00:00Z")
    assert delay(day, ("2023-01-01T12:00:00Z", "2023-01-02T00:00:00Z")) == Delay(6.0, 24.0)
    assert delay(day, ("2023-01-01T03:00:00Z", "2023-01-01T09:00:00Z")) == Delay(0.0, 9.0)
    assert delay(day, ("2023-01-01T15:00:00+03:00", "2023-01-01T21:00:00")) == Delay(6.0, 21.0)
    unknown = delay(day, (None, None))
    assert (unknown.least, unknown.most, unknown.remark) == (None, None, "No full time is accepted for the response.")
    half = delay(("2023-01-01T00:00:00Z", None), ("2023-01-01T12:00:00Z", "2023-01-02T00:00:00Z"))
    assert (half.least, half.most) == (None, 24.0)


def test_a_response_before_its_trigger_is_remarked() -> None:
    early = ("2022-01-01T00:00:00Z", "2022-01-01T01:00:00Z")
    found = delay(("2022-01-02T00:00:00Z", "2022-01-02T01:00:00Z"), early)
    assert (found.least, found.most) == (-25.0, -23.0)
    assert found.remark == "By the accepted times the response is earlier than its trigger."


def test_retaliations_are_chained_in_order_of_time() -> None:
    result = ANALYSES["retaliation"](world())
    links = [
        (r["chain"], r["trigger"], r["response"], r["delay at least (h)"], r["delay at most (h)"])
        for r in table(result)
    ]
    assert links == [(1, "raid", "answer", 6.0, 24.0), (1, "answer", "return", None, None)]
    assert result.notes[:2] == ("1 chain.", "The longest has 2 steps in a row.")


def test_a_circle_of_retaliation_has_no_longest_run() -> None:
    stated = (
        *(t for t in TOLD if t[0] in ("event:raid", "event:answer", "relation:answers-raid")),
        ("relation:back", "Retaliation", "told:hasResponse event:raid ; told:hasTrigger event:answer", "a"),
    )
    result = ANALYSES["retaliation"](world(stated))
    assert len(result.rows) == 2
    assert "1 of the chains run in a circle, so that they have no longest run." in result.notes
    remark = only(table(result), response="raid")["remark"]
    assert remark == "By the accepted times the response is earlier than its trigger."


def test_the_one_told_retaliation_of_the_shipped_data(seed: Workspace) -> None:
    row = only(table(ANALYSES["retaliation"](seed)))
    assert row["response"] == "US strikes, night of 20 November 2023"
    assert (row["delay at least (h)"], row["delay at most (h)"]) == (None, 1950.0)
