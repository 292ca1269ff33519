"""Event datasets become accounts that say what the codebook says, and no more."""

from pathlib import Path

import pytest

from importing import GED, about, file, left_out, read, reasons, store, table, told
from kg.errors import InputError, UsageError
from kg.exchange.importers.frames import ODD, READ, REJECTED, REPLACED, TOLD
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.terms import ACCEPTED, CONFLICT

TABLES = Path(__file__).parent / "tables"
ACLED = {
    "event_id_cnty": "IRQ1", "event_date": "2023-11-21", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Group A", "inter1": "2", "actor2": "Forces of B", "inter2": "1",
    "country": "Iraq", "location": "Kirkuk", "latitude": "35.4681", "longitude": "44.3922", "geo_precision": "1",
    "fatalities": "2",
}  # fmt: skip


def gdelt(width: int = 61, **cells: str) -> str:
    """A row of GDELT, tab-separated, by the position of its columns."""
    late = {61: 0, 58: -2, 57: -2}[width]
    at = {"id": 0, "day": 1, "actor1": 6, "actor2": 16, "code": 26, "base": 27, "root": 28, "type": 51 + late,
          "name": 52 + late, "country": 53 + late, "lat": 56 + late - (late < 0), "long": 57 + late - (late < 0),
          "added": width - (1 if width == 57 else 2), "url": width - 1}  # fmt: skip
    row = [""] * width
    plain = {"id": "1", "day": "20231120", "code": "190", "base": "190", "root": "19", "type": "4",
             "name": "Town, Province, Iraq", "country": "IZ", "lat": "33.5", "long": "44.25",
             "added": "20231120", "url": "http://example.org/a"}  # fmt: skip
    if width == 57:
        del plain["url"]
    for name, value in {**plain, **cells}.items():
        row[at[name]] = value
    return "\t".join(row) + "\n"


def tables() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in TABLES.glob("*.csv")}


@pytest.mark.parametrize(("name", "accounts"), [("ucdp", 3), ("acled", 3), ("gdelt", 2)])
def test_what_is_imported_holds_to_the_shapes_and_builds(tmp_path: Path, name: str, accounts: int) -> None:
    grade = {"reliability": "B", "credibility": "2"}
    imported = file(tmp_path, read(tmp_path, name, {"a.csv": tables()[name]}, **grade), name, **grade)
    assert find_faults(load_data([imported])) == []
    built = build_workspace([imported])
    assert len(built.evidence.accounts) == accounts
    assert {account.status for account in built.evidence.accounts.values()} == {"accepted"}
    perpetrators = [t for t in built.graphs[ACCEPTED.value] if t.predicate == CONFLICT.term("hasPerpetrator")]
    assert len(perpetrators) == (name == "ucdp")


def test_as_long_as_nobody_judged_the_grade_is_f6(tmp_path: Path) -> None:
    built = build_workspace([file(tmp_path, read(tmp_path, "ucdp", {"a.csv": tables()["ucdp"]}), "ucdp")])
    assert {built.evidence.grade(iri) for iri in built.evidence.accounts} == {"F6"}
    assert built.graphs[ACCEPTED.value] == ()


def test_two_sides_are_parties_and_one_side_is_a_perpetrator(tmp_path: Path) -> None:
    one_sided = {"id": "2", "type_of_violence": "3", "side_a_new_id": "234", "side_a": "Group B", "side_b": "Civilians"}
    found = store(read(tmp_path, "ucdp", {"ged.csv": table(GED, {}, one_sided)}), "ucdp")
    assert told(found, "ucdp-1")["hasParty"] == {"actor:ucdp-116", "actor:ucdp-234"}
    assert not {"hasPerpetrator", "hasTarget"} & told(found, "ucdp-1").keys()
    assert told(found, "ucdp-2")["hasPerpetrator"] == {"actor:ucdp-234"}
    assert not {"hasParty", "hasTarget"} & told(found, "ucdp-2").keys()
    assert about(found, "actor:ucdp-116") == {"rdf:type": {"conflict:State"}, "skos:prefLabel": {"Government of Aland"}}
    assert about(found, "actor:ucdp-234")["rdf:type"] == {"conflict:ArmedGroup"}


def test_several_governments_in_a_cell_are_an_actor_with_members(tmp_path: Path) -> None:
    several = {"id": "2", "side_b_new_id": "3822", "side_b": "Government of Aland, Government of Bland"}
    found = store(read(tmp_path, "ucdp", {"ged.csv": table(GED, {}, several)}), "ucdp")
    assert told(found, "ucdp-2")["hasParty"] == {"actor:ucdp-116", "actor:ucdp-3822"}
    assert about(found, "actor:ucdp-3822")["rdf:type"] == {"conflict:Organization"}
    member = told(found, "ucdp-116-in-3822")
    assert member == {"hasMember": {"actor:ucdp-116"}, "hasGroup": {"actor:ucdp-3822"}}
    names = {value for quad in found for value in [getattr(quad.object, "value", "")]}
    assert "Government of Bland" in names


def test_deaths_are_the_least_the_best_and_the_greatest(tmp_path: Path) -> None:
    odd = {"id": "2", "low": "7", "best": "4", "high": "5.0"}
    reading = read(tmp_path, "ucdp", {"ged.csv": table(GED, {}, odd)})
    stated = told(store(reading, "ucdp"), "ucdp-2")
    numbers = {name: stated[name] for name in ("killedAtLeast", "killedBestEstimate", "killedAtMost")}
    assert numbers == {"killedAtLeast": {"4"}, "killedBestEstimate": {"4"}, "killedAtMost": {"7"}}
    assert reasons(reading) == [(3, "best", "low 7, best 4, high 5: told from the least to the greatest")]
    assert [reading.rows(o) for o in (READ, TOLD, REJECTED, ODD)] == [2, 2, 0, 1]


def test_a_day_is_told_as_a_day_only_where_the_codebook_says_so(tmp_path: Path) -> None:
    changes = [{}, {"id": "2", "date_prec": "2"}, {"id": "3", "date_end": "2016-01-07", "date_prec": "2"}]
    found = store(read(tmp_path, "ucdp", {"ged.csv": table(GED, *changes)}), "ucdp", zone="+03:00")
    days = [told(found, f"ucdp-{number}") for number in (1, 2, 3)]
    assert ["hasTimePrecision" in day for day in days] == [True, False, False]
    assert days[0]["earliestTime"] == {"2016-01-05T00:00:00+03:00"}
    assert days[2]["latestTime"] == {"2016-01-07T23:59:59+03:00"}


def test_without_a_zone_a_day_lasts_until_it_ends_everywhere(tmp_path: Path) -> None:
    day = told(store(read(tmp_path, "ucdp", {"ged.csv": table(GED, {})}), "ucdp"), "ucdp-1")
    assert (day["earliestTime"], day["latestTime"]) == ({"2016-01-05T00:00:00+14:00"}, {"2016-01-05T23:59:59-12:00"})


@pytest.mark.parametrize("turned", [False, True])
def test_a_place_has_the_precision_of_the_codebook_whatever_the_order_of_rows(tmp_path: Path, turned: bool) -> None:
    changes = [{"id": "1"}, {"id": "2", "where_prec": "2"}, {"id": "3", "where_prec": "4"}, {"id": "4"}]
    reading = read(tmp_path, "ucdp", {"ged.csv": table(GED, *(reversed(changes) if turned else changes))})
    found = store(reading, "ucdp")
    places = [next(iter(told(found, f"ucdp-{number}")["occurredAt"])) for number in (1, 2, 3, 4)]
    assert places[0] == places[3]
    assert len(set(places)) == 3
    radii = [about(found, place).get("conflict:coordinatePrecision") for place in places[:3]]
    assert radii == [{"10"}, {"25"}, None]
    assert about(found, places[0])["conflict:isLocatedIn"] == {"place:ucdp-country-645"}
    assert about(found, "place:ucdp-country-645") == {"rdf:type": {"conflict:Country"}, "skos:prefLabel": {"Iraq"}}


def test_one_name_is_one_place_unless_its_points_lie_apart(tmp_path: Path) -> None:
    changes = [{"id": "1"}, {"id": "2", "latitude": "33.52"}, {"id": "3"}]
    found = store(read(tmp_path, "ucdp", {"ged.csv": table(GED, *changes)}), "ucdp")
    (place,) = {next(iter(told(found, f"ucdp-{n}")["occurredAt"])) for n in (1, 2, 3)}
    assert about(found, place)["conflict:latitude"] == {"33.5"}
    changes[1]["latitude"] = "36.1"
    found = store(read(tmp_path, "ucdp", {"ged.csv": table(GED, *changes)}), "ucdp")
    assert len({next(iter(told(found, f"ucdp-{n}")["occurredAt"])) for n in (1, 2, 3)}) == 2


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0.0", "the point is 0,0"),
        ("44.25", "33.5", "outside Iraq; latitude and longitude may be swapped"),
        ("33.5", "-44.25", "outside Iraq; no point"),
    ],
)
def test_points_that_cannot_be_right_are_reported_and_not_told(
    tmp_path: Path, latitude: str, longitude: str, reason: str
) -> None:
    reading = read(tmp_path, "ucdp", {"ged.csv": table(GED, {"latitude": latitude, "longitude": longitude})})
    ((row, _, said),) = reasons(reading)
    assert row == 2
    assert reason in said
    found = store(reading, "ucdp")
    (place,) = told(found, "ucdp-1")["occurredAt"]
    assert "conflict:latitude" not in about(found, place)


def test_a_later_release_replaces_what_an_earlier_one_says(tmp_path: Path) -> None:
    old, new = table(GED, {"id": "6"}, {"id": "7"}), table(GED, {"id": "7", "high": "9"}, {"id": "8"})
    reading = read(tmp_path, "ucdp", {"ged191.csv": old, "ged201.csv": new})
    found = store(reading, "ucdp")
    assert told(found, "ucdp-7")["killedAtMost"] == {"9"}
    assert all(told(found, f"ucdp-{number}") for number in (6, 8))
    assert (reading.rows(REPLACED), reading.rows(TOLD)) == (1, 3)
    assert about(found, "source:ucdp-ged")["dcat:version"] == {"19.1, 20.1"}


def test_the_source_says_who_published_it_and_under_which_licence(tmp_path: Path) -> None:
    source = about(store(read(tmp_path, "ucdp", {"ged251.csv": table(GED, {})}), "ucdp"), "source:ucdp-ged")
    assert source["dct:publisher"] == {"Uppsala University, Department of Peace and Conflict Research"}
    assert source["dct:license"] == {"<https://creativecommons.org/licenses/by/4.0/>"}
    assert source["dct:source"] == {"<https://ucdp.uu.se/downloads/>"}
    assert source["dcat:version"] == {"25.1"}


def test_acled_tells_uses_of_force_and_days_as_exact_as_they_are(tmp_path: Path) -> None:
    reading = read(tmp_path, "acled", {"a.csv": tables()["acled"]})
    found = store(reading, "acled", zone="Z")
    exact, week, month = (told(found, f"acled-AAA{number}") for number in (1, 2, 4))
    assert (exact["earliestTime"], exact["latestTime"]) == ({"2023-11-20T00:00:00Z"}, {"2023-11-20T23:59:59Z"})
    assert (week["earliestTime"], week["latestTime"]) == ({"2023-11-15T00:00:00Z"}, {"2023-11-27T23:59:59Z"})
    assert (month["earliestTime"], month["latestTime"]) == ({"2023-10-23T00:00:00Z"}, {"2023-12-22T23:59:59Z"})
    assert ["hasTimePrecision" in stated for stated in (exact, week, month)] == [True, False, False]
    assert exact["killedAtLeast"] == {"8"}
    assert "killedAtMost" not in exact
    assert "killedAtLeast" not in week
    assert len(month["hasParty"]) == 1
    assert left_out(reading) == {
        "Protests (no use of armed force known here)": 1,
        "Violence against civilians: Abduction/forced disappearance (not known to be an attack)": 1,
    }


@pytest.mark.parametrize(
    "kind", ["Explosion/Remote violence", "Remote violence", "Battle-No change of territory", "battles", "Battles "]
)
def test_acled_uses_of_force_of_older_codebooks_are_read(tmp_path: Path, kind: str) -> None:
    reading = read(tmp_path, "acled", {"a.csv": table(ACLED, {"event_type": kind, "sub_event_type": ""})})
    assert reading.rows(TOLD) == 1


def test_acled_types_that_are_unknown_are_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, "acled", {"a.csv": table(ACLED, {}, {"event_type": "Duel"}, {"event_type": "Duel"})})
    assert left_out(reading) == {"Duel (no use of armed force known here)": 2}


def test_acled_parties_are_classed_by_their_codes(tmp_path: Path) -> None:
    changes = {"actor2": "Unidentified Armed Group (Iraq)", "inter2": "3"}
    reading = read(tmp_path, "acled", {"a.csv": table(ACLED, {}, {"event_id_cnty": "IRQ2", **changes})})
    kinds = dict(reading.actors.select("name", "kind").rows())
    assert kinds == {
        "Group A": "ArmedGroup", "Forces of B": "ArmedForce", "Unidentified Armed Group (Iraq)": "UnidentifiedGroup",
    }  # fmt: skip


def test_gdelt_tells_fights_at_places_and_cites_the_article(tmp_path: Path) -> None:
    rows = gdelt() + gdelt(id="2", code="036", base="036", root="03") + gdelt(id="3", code="191", base="191")
    reading = read(tmp_path, "gdelt", {"export.CSV": rows + gdelt(id="4", name="", type="0")})
    found = store(reading, "gdelt", zone="Z")
    assert told(found, "gdelt-1").keys() == {"occurredAt", "earliestTime", "latestTime", "hasTimePrecision"}
    assert about(found, "account:gdelt-1")["conflict:locator"] == {"event 1, http://example.org/a"}
    assert "Coded by machine" in next(iter(about(found, "account:gdelt-1")["conflict:paraphrase"]))
    assert left_out(reading) == {
        "CAMEO class 03: no use of armed force": 1, "CAMEO class 191: no use of armed force": 1, "no named place": 1,
    }  # fmt: skip


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_of_each_width_is_read(tmp_path: Path, width: int) -> None:
    found = store(read(tmp_path, "gdelt", {"export.CSV": gdelt(width)}), "gdelt")
    (place,) = told(found, "gdelt-1")["occurredAt"]
    assert about(found, place)["conflict:latitude"] == {"33.5"}
    assert about(found, place)["skos:prefLabel"] == {"Town, Province, Iraq"}


@pytest.mark.parametrize(("day", "words"), [("20221120", "a year"), ("20231020", "a month"), ("20131120", "ten years")])
def test_gdelt_days_computed_from_words_are_not_told(tmp_path: Path, day: str, words: str) -> None:
    found = store(read(tmp_path, "gdelt", {"export.CSV": gdelt(day=day)}), "gdelt", zone="Z")
    assert told(found, "gdelt-1").keys() == {"occurredAt", "latestTime"}
    assert told(found, "gdelt-1")["latestTime"] == {"2023-11-20T23:59:59Z"}
    assert f"exactly {words} before the article" in next(iter(about(found, "account:gdelt-1")["conflict:paraphrase"]))


def test_gdelt_rows_of_one_article_day_and_place_are_one_event(tmp_path: Path) -> None:
    rows = gdelt(id="12") + gdelt(id="9") + gdelt(id="13", url="http://example.org/b")
    reading = read(tmp_path, "gdelt", {"export.CSV": rows})
    assert sorted(reading.events["key"]) == ["gdelt-13", "gdelt-9"]
    assert left_out(reading) == {"the same article, day and place as another row": 1}


def test_an_event_after_the_data_were_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--recorded 2020-01-01 lies before .* row 2 of a\.csv is of 2023-11-21"):
        read(tmp_path, "acled", {"a.csv": table(ACLED, {})}, recorded="2020-01-01")


HOSTILE = '"" . <urn:x> a <urn:y> . #\n\\u0022 {} {0} </script> \\'


@pytest.mark.parametrize(("name", "row", "column"), [("ucdp", GED, "side_b"), ("acled", ACLED, "actor1")])
def test_hostile_names_stay_names(tmp_path: Path, name: str, row: dict[str, str], column: str) -> None:
    reading = read(tmp_path, name, {"a.csv": table(row, {column: HOSTILE, "country": "A\x00\x1bB"})})
    found = store(reading, name)
    assert not any(getattr(quad.subject, "value", "").startswith("urn:") for quad in found)
    assert any('"" . <urn:x> a <urn:y> . # ' in getattr(quad.object, "value", "") for quad in found)
    assert find_faults(load_data([file(tmp_path, reading, name)])) == []


@pytest.mark.parametrize(
    ("row", "change", "column", "reason"),
    [
        (GED, {"date_end": "soon"}, "date_end", "no date"),
        (GED, {"date_end": "2015-12-01"}, "date_start", "the event ends before it begins"),
        (GED, {"date_start": "0016-01-05"}, "date_start", "the year 16 cannot be meant"),
        (GED, {"id": "1 0"}, "id", "no identifier of an event"),
        (GED, {"low": "three"}, "low", "no number of deaths"),
        (GED, {"low": "-1"}, "low", "a negative number of deaths"),
        (GED, {"latitude": "133.5"}, "latitude", "no latitude in degrees"),
        (GED, {"longitude": "north"}, "longitude", "no longitude in degrees"),
        (GED, {"type_of_violence": "7"}, "type_of_violence", "no type of violence (1, 2 or 3)"),
        (GED, {"where_coordinates": "", "country": ""}, "where_coordinates", "no place"),
        (ACLED, {"event_date": ""}, "event_date", "no date"),
        (ACLED, {"fatalities": "few"}, "fatalities", "no number of fatalities"),
        (ACLED, {"time_precision": "9"}, "time_precision", "no precision of the date (1, 2 or 3)"),
        (ACLED, {"event_type": ""}, "event_type", "no type of event"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, row: dict[str, str], change: dict[str, str], column: str, reason: str
) -> None:
    key = next(iter(row))
    reading = read(tmp_path, "ucdp" if row is GED else "acled", {"a.csv": table(row, change, {key: "X2"})})
    ((number, where, why),) = reasons(reading)
    assert (number, where) == (2, column)
    assert why.startswith(reason)
    assert [reading.rows(o) for o in (READ, TOLD, REJECTED)] == [2, 1, 1]


def test_a_row_that_is_rejected_is_not_odd_as_well(tmp_path: Path) -> None:
    reading = read(tmp_path, "ucdp", {"a.csv": table(GED, {"low": "9", "latitude": "north"}, {"id": "2"})})
    assert reasons(reading) == [(2, "latitude", "no latitude in degrees")]
    assert (reading.rows(REJECTED), reading.rows(ODD)) == (1, 0)


def test_a_dataset_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no dataset 'ucpd' \(did you mean ucdp\?\)"):
        read(tmp_path, "ucpd", {})
    with pytest.raises(UsageError, match="there are: ucdp, acled, ofac"):
        read(tmp_path, "icews", {})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reliability": "G"}, "a letter from A to F"),
        ({"credibility": "7"}, "a digit from 1 to 6"),
        ({"zone": "Baghdad"}, "write \\+03:00"),
        ({"recorded": "soon"}, "'soon' is no date"),
        ({"date_format": "dd/yy"}, "no layout of dates"),
    ],
)
def test_options_that_are_none_are_refused(tmp_path: Path, options: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(tmp_path, "ucdp", {}, **options)


def test_a_table_of_another_make_names_the_column_that_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.csv: the table lacks the column 'date_start'"):
        read(tmp_path, "ucdp", {"a.csv": table(GED, {}).replace("date_start", "begin")})
