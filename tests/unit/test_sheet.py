"""Sheets: what each column states, which thing a name stands for, and why a row is rejected."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importing import about, told
from kg.errors import InputError
from kg.exchange.sheet.columns import COLUMNS, DECLARED, RANGES, STATED, TOLL_SLOTS, TOLLS, column_of
from kg.exchange.sheet.schema import read_schema
from kg.pipeline import ontology_and_schemes
from kg.rdf.read import shipped
from sheets import GOOD, RELATION, findings, outcomes, read, reasons, sheet, store

EVENT = "attack-on-a-base"
#: By column, a value that can stand there, with what the row needs besides.
VALUES: dict[str, tuple[str, dict[str, str]]] = {
    "party": ("Iran; US forces", {}),
    "perpetrator": ("Kataib Hezbollah", {}),
    "target": ("US forces", {}),
    "harmed": ("actor:us-forces", {}),
    "weapon": ("drone; rocket", {}),
    "platform": ("f-16", {}),
    "facility": ("base", {}),
    "facility used by": ("US forces", {}),
    **{name: ("3", {}) for name in STATED if name.endswith(("at least", "at most", "estimate"))},
    **{name: ("3-5", {}) for name in RANGES},
    "members killed": ("3-5", {"members of": "Kataib Hezbollah"}),
    "members wounded": ("3+", {"members of": "Kataib Hezbollah"}),
    "members of": ("US forces", {"members killed": "0"}),
    **{name: ("Kataib Hezbollah", {}) for name in ("claimed by", "denied by", "doubted by", "condemned by")},
    "blamed on": ("Kataib Hezbollah", {"blamed by": "Pentagon"}),
    "motive": ("fight-isis", {}),
    "part of": ("event:al-asad-attack-2023-11", {}),
    "formed": ("Kataib Hezbollah", {"kind": "formation"}),
    "dissolved": ("Kataib Hezbollah", {"kind": "dissolution"}),
    **{name: ("2023-12-01", {"kind": "designation"}) for name in ("signed", "made public", "effective")},
    "declared by": ("Iran", {"kind": "threat"}),
    "about actor": ("US forces", {"kind": "threat"}),
    "about": ("relation:iran-supports-kataib-hezbollah", {"kind": "denial"}),
    "wording": ("a few words", {"kind": "threat"}),
    "claims": ("event:al-asad-attack-2023-11", {"kind": "claim of responsibility"}),
    "attributes": ("event:al-asad-attack-2023-11", {"kind": "attribution"}),
    "attributed to": ("Iran", {"kind": "attribution"}),
    "programme": ("SDGT", {"kind": "designation"}),
    "list identifier": ("A list 1", {"kind": "designation"}),
    "revokes": ("act:a-listing", {"kind": "revocation"}),
    "support": ("weapons; money", RELATION),
    "supplies": ("drone", RELATION),
    "through": ("actor:iraq", RELATION),
    "lineage": ("split", {**RELATION, "relation": "succession"}),
    "hedge": ("reportedly", {}),
    "word of": ("Iran", {}),
    "derives from": ("source:afp-2023-11-22", {}),
    "speaks for": ("Iran", {}),
    "precision": ("month", {}),
}


def local(folder: Path, *changes: dict[str, str]) -> dict[str, set[str]]:
    """What the only account of a sheet states."""
    found = read(folder, sheet(*changes))
    assert reasons(found) == []
    (account,) = (iri for iri in found.resources if "/account/" in iri)
    return told(store(found), account.rsplit("/", 1)[1])


def test_every_property_that_can_be_stated_has_a_column() -> None:
    schema = read_schema(ontology_and_schemes()[0])
    times = {"earliestTime", "latestTime", "validFrom", "validUntil", "hasTimePrecision"}
    ends = {role for cls, roles in schema.ends.items() if schema.is_a(cls, "Relation") for role in roles}
    tolls = {"isTollOf", "countsMembersOf"} | {
        slot + end for slot in TOLL_SLOTS.values() for end in ("AtLeast", "AtMost")
    }
    assert {column.slot for column in STATED.values()} | times | ends | tolls == set(schema.slots)


@pytest.mark.parametrize("column", VALUES)
def test_every_column_is_told_and_what_is_written_validates(tmp_path: Path, column: str) -> None:
    value, besides = VALUES[column]
    listing = {"event": "A listing", "kind": "designation", "id": "a-listing", "about actor": "Iran", "place": ""}
    rows = [{**besides, column: value}, *([{**listing, "paraphrase": "Listed."}] if column == "revokes" else [])]
    if besides and column != "blamed on" and column not in TOLLS:
        rows[0] = {"place": "", **rows[0]}
    found = read(tmp_path, sheet(*rows))
    assert reasons(found) == []
    assert findings(tmp_path, found) == []
    if column in STATED:
        stated = set().union(*(told(store(found), a.rsplit("/", 1)[1]) for a in found.resources if "/account/" in a))
        assert STATED[column].slot in stated
    assert len([iri for iri in found.resources if "/act/" in iri]) == (column in DECLARED or "event" not in GOOD) + (
        besides.get("kind") in ("threat", "denial", "claim of responsibility", "attribution", "designation")
    ) + 2 * (column == "revokes")


def test_an_event_becomes_an_identity_and_an_account(tmp_path: Path) -> None:
    found = read(tmp_path, sheet({"killed": "8+", "wounded": "2-4", "weapon": "drone"}))
    written = store(found)
    assert about(written, f"event:{EVENT}") == {
        "rdf:type": {"conflict:Attack"}, "skos:prefLabel": {"Attack on a base"},
    }  # fmt: skip
    (account,) = (iri.rsplit("/", 1)[1] for iri in found.resources if "/account/" in iri)
    assert told(written, account) == {
        "earliestTime": {"2023-12-01T00:00:00+03:00"}, "latestTime": {"2023-12-01T23:59:59+03:00"},
        "hasTimePrecision": {"precision:day"}, "occurredAt": {"place:al-asad-airbase"},
        "hasWeaponKind": {"weapon:drone"}, "killedAtLeast": {"8"}, "woundedAtLeast": {"2"}, "woundedAtMost": {"4"},
    }  # fmt: skip
    assert about(written, f"account:{account}")["conflict:recordedAt"] == {"2023-12-02T23:59:59Z"}
    assert about(written, "source:a-paper-2-december-2023")["dct:issued"] == {"2023-12-02"}
    assert found.reading.rows("told") == 1


def test_what_is_counted_of_one_group_is_a_toll_with_an_account_of_its_own(tmp_path: Path) -> None:
    cells = {"killed": "9+", "members of": "Kataib Hezbollah", "members killed": "5-8", "members wounded": "2"}
    found = read(tmp_path, sheet(cells))
    written, toll = store(found), f"toll:{EVENT}-kataib-hezbollah"
    assert about(written, toll) == {
        "rdf:type": {"conflict:Toll"},
        "skos:prefLabel": {"Members of Kataib Hezbollah killed or wounded: Attack on a base"},
    }
    accounts = [iri.rsplit("/", 1)[1] for iri in found.resources if "/account/" in iri]
    (counted,) = (
        told(written, one) for one in accounts if about(written, f"account:{one}")["conflict:isAccountOf"] == {toll}
    )
    assert counted == {
        "isTollOf": {f"event:{EVENT}"}, "countsMembersOf": {"actor:kataib-hezbollah"},
        "membersKilledAtLeast": {"5"}, "membersKilledAtMost": {"8"},
        "membersWoundedAtLeast": {"2"}, "membersWoundedAtMost": {"2"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"members killed": "3"}, "whose members?"),
        ({"members of": "US forces"}, "no number"),
        ({**RELATION, "place": "", "members of": "US forces", "members killed": "3"}, "is said of an event only"),
    ],
)
def test_a_toll_is_of_one_group_in_one_event(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    ((_, _, found),) = reasons(read(tmp_path, sheet(cells)))
    assert reason in found


@pytest.mark.parametrize(
    ("cells", "first", "last", "precision"),
    [
        ({"day": "2023-12"}, "2023-12-01T00:00:00+03:00", "2023-12-31T23:59:59+03:00", "month"),
        ({"day": "2023-02-00"}, "2023-02-01T00:00:00+03:00", "2023-02-28T23:59:59+03:00", "month"),
        ({"day": "2023-00-00"}, "2023-01-01T00:00:00+03:00", "2023-12-31T23:59:59+03:00", "year"),
        ({"day": "2023.0"}, "2023-01-01T00:00:00+03:00", "2023-12-31T23:59:59+03:00", "year"),
        ({"day": "1 December 2023"}, "2023-12-01T00:00:00+03:00", "2023-12-01T23:59:59+03:00", "day"),
        ({"day": "2023-12-01 00:00:00"}, "2023-12-01T00:00:00+03:00", "2023-12-01T23:59:59+03:00", "day"),
        ({"day": "2023-12-01T14:30Z"}, "2023-12-01T14:30:00Z", "2023-12-01T14:30:59Z", "part-of-day"),
        ({"day": "2023-12-01 14:30"}, "2023-12-01T14:30:00+03:00", "2023-12-01T14:30:59+03:00", "part-of-day"),
        ({"precision": "month"}, "2023-12-01T00:00:00+03:00", "2023-12-31T23:59:59+03:00", "month"),
        ({"day": "", "start": "2023-11-30", "end": "2023-12"}, "2023-11-30T00:00:00+03:00", "2023-12-31T23:59:59+03:00",
         "month"),
    ],
)  # fmt: skip
def test_times_become_intervals(tmp_path: Path, cells: dict[str, str], first: str, last: str, precision: str) -> None:
    stated = local(tmp_path, {**cells, "published": "2024-01-02"})
    assert (stated["earliestTime"], stated["latestTime"]) == ({first}, {last})
    assert stated["hasTimePrecision"] == {f"precision:{precision}"}


def test_a_day_without_a_zone_lies_in_any(tmp_path: Path) -> None:
    assert local(tmp_path, {"zone": ""})["earliestTime"] == {"2023-12-01T00:00:00+14:00"}
    found = read(tmp_path, sheet({"zone": "", "day": "2023-12-01 14:30"}))
    assert reasons(found) == [(2, "day", "the time of day is not told: its time zone is not known")]
    assert outcomes(found) == {"read": 1, "told": 1, "odd": 1}


def test_a_relation_of_the_graph_gets_another_account_and_a_new_one_is_introduced(tmp_path: Path) -> None:
    other = {**RELATION, "relation": "is hostile to", "object": "Pentagon", "from": "2019", "paraphrase": "Other."}
    found = read(tmp_path, sheet(RELATION, other))
    assert reasons(found) == []
    subjects = {str(t.object) for one in found.resources.values() for t in one if "isAccountOf" in str(t.predicate)}
    assert {iri.rsplit("/", 1)[1].rstrip(">") for iri in subjects} == {
        "iran-supports-kataib-sayyid-al-shuhada", "iran--hostility--pentagon",
    }  # fmt: skip
    assert findings(tmp_path, found) == []


def test_new_actors_and_places_can_be_named_by_all_rows(tmp_path: Path) -> None:
    new = {
        "new actors": "Liwa X = militia", "perpetrator": "Liwa X", "place": "Testville", "new place": "region",
        "place within": "Iraq", "latitude": "33,1", "longitude": "44.2", "radius km": "10",
    }  # fmt: skip
    found = read(tmp_path, sheet({"event": "Another", "target": "LIWA X", "place": "testville"}, new))
    assert reasons(found) == []
    assert findings(tmp_path, found) == []
    assert about(store(found), "place:testville-iraq") == {
        "rdf:type": {"conflict:Region"}, "skos:prefLabel": {"Testville"}, "conflict:isLocatedIn": {"place:iraq"},
        "conflict:latitude": {"33.1"}, "conflict:longitude": {"44.2"}, "conflict:coordinatePrecision": {"10"},
    }  # fmt: skip


def test_names_are_found_in_every_script(tmp_path: Path) -> None:
    extra = tmp_path / "names.ttl"
    extra.write_text(
        "@prefix actor: <https://w3id.org/conflict-kg/id/actor/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#>"
        ' . @prefix c: <https://w3id.org/conflict-kg/ontology#> . actor:x a c:Militia ; skos:prefLabel "X group"@en ;'
        ' skos:altLabel "كتائب س"@ar .',
        encoding="utf-8",
    )
    found = read(tmp_path, sheet({"perpetrator": "كتائب س", "place": ""}), data=(extra,))
    assert reasons(found) == []
    assert "actor/x>" in b"".join(found.written(lines=True)).decode()


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"place": "Al Asad airbas"}, "place", "no place is called 'Al Asad airbas'; did you mean place:al"),
        ({"perpetrator": "actor:nobody"}, "perpetrator", "no actor is called 'actor:nobody'"),
        ({"perpetrator": "event:al-asad-attack-2023-11"}, "perpetrator", "no actor is called"),
        ({"kind": "atack"}, "kind", "no kind of event is called 'atack'; did you mean attack"),
        ({"kind": "drone attack"}, "kind", "no kind of event is called 'drone attack'"),
        ({"kind": "militia"}, "kind", "no kind of event is called 'militia'; there are: announcement, attack"),
        ({"kind": "", "event": "No such thing"}, "event", "no event is called 'No such thing'"),
        ({"kind": "", "event": ""}, "event", "the row names no event and no relation"),
        ({"event": "", "place": "", "day": ""}, "event", "no name, and neither a place nor a time"),
        ({"event": "event:al-asad-attack-2023-11", "kind": "strike"}, "kind", "is of the class 'attack' in the graph"),
        ({"day": "05/11/2023"}, "day", "the date is ambiguous"),
        ({"day": "5.11.23"}, "day", "two digits"),
        ({"day": "soon"}, "day", "no date"),
        ({"day": "2023-13"}, "day", "no month 13"),
        ({"day": "0023"}, "day", "the year 23 cannot be meant"),
        ({"day": "2024-12-01"}, "day", "lies after the day from which it is on record, 2023-12-02"),
        ({"start": "2023-12-01"}, "day", "'start' says it too"),
        ({"day": "", "start": "2023-12-01", "end": "2023-11-01"}, "end", "lies before 'start'"),
        ({"day": "2023", "precision": "day"}, "precision", "'day' is not known to the day"),
        ({"precision": "century"}, "precision", "is not in the code list precision; there are: day, month"),
        ({"zone": "Baghdad"}, "zone", "no time zone"),
        ({"killed": "some"}, "killed", "no number; write 8, 8-12, or 8+"),
        ({"killed": "-3"}, "killed", "no number"),
        ({"killed": "9-3"}, "killed at least", "9 is more than the upper bound, 3"),
        ({"killed": "3", "killed at most": "4"}, "killed", "have columns of their own"),
        ({"killed at least": "2.5"}, "killed at least", "no whole number from 0 up"),
        ({"weapon": "stick"}, "weapon", "is not in the code list weapon; there are: ac-130j"),
        ({"weapon": "support:weapons"}, "weapon", "is not in the code list weapon"),
        ({"formed": "Iran"}, "formed", "is stated of the class 'formation', and not of 'attack'"),
        ({"place": "Iraq; Syria"}, "place", "only one value can stand here"),
        ({"title": ""}, "title", "no source; name one of the graph in 'source'"),
        ({"source": "A paper"}, "source", "no source is called 'A paper'"),
        ({"reliability": "G"}, "reliability", "is not in the code list reliability"),
        ({"credibility": "7"}, "credibility", "is not in the code list credibility"),
        ({"title": "Another", "published": ""}, "published", "no day of publication"),
        ({"address": "javascript:alert(1)"}, "address", "no address on the web"),
        ({"locator": ""}, "locator", "no text, and one is needed"),
        ({"paraphrase": "x" * 301}, "paraphrase", "301 characters; write at most 300"),
        ({"hedge": "x" * 81}, "hedge", "81 characters; write at most 80"),
        ({"id": "no good"}, "id", "letters A to Z"),
        ({"new actors": "Liwa X"}, "new actors", "names no class; write: Liwa X = militia"),
        ({"new actors": "Liwa X = tribe"}, "new actors", "no kind of actor is called 'tribe'"),
        ({"new actors": "Iran = militia"}, "new actors", "'Iran' is not new; there is actor:iran"),
        ({"new place": "region"}, "place", "is not new; there is place:al-asad-airbase"),
        ({"latitude": "3"}, "latitude", "describes a new place"),
        ({"place": "X", "new place": "region", "latitude": "3"}, "longitude", "a point needs latitude, longitude"),
        (
            {"place": "X", "new place": "region", "latitude": "93", "longitude": "1", "radius km": "1"},
            "latitude", "no number from -90 to 90",
        ),
        ({"blamed on": "Iran"}, "blamed by", "if the source itself says who it was, write 'perpetrator'"),
        ({"claimed by": "Nobody at all"}, "claimed by", "no actor is called"),
        ({"subject": "Iran"}, "subject", "no relation is named"),
        ({"relation": "sponsorship"}, "relation", "the row is about an event too"),
        ({**RELATION, "object": ""}, "object", "needs 'subject' and 'object'"),
        ({**RELATION, "relation": "friendship"}, "relation", "no kind of relation is called 'friendship'"),
        ({**RELATION, "day": "2023-01-01", "from": "2023"}, "day", "'from' says it too"),
        ({**RELATION, "claimed by": "Iran"}, "claimed by", "is said of an event only"),
        ({**RELATION, "place": "Iraq"}, "place", "is stated of the class 'event'"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_rejected_with_its_reason(
    tmp_path: Path, cells: dict[str, str], column: str, reason: str
) -> None:
    good = {"event": "Another attack", "paraphrase": "Another."}
    found = read(tmp_path, sheet(good, cells))
    assert outcomes(found) == {"read": 2, "told": 1, "rejected": 1}
    ((row, stated, why),) = reasons(found)
    assert (row, stated) == (3, column)
    assert reason in why


def test_several_candidates_are_listed_and_none_is_taken(tmp_path: Path) -> None:
    new = {"event": "Another", "new actors": "Twin = militia; Kataib Hezbollah X = militia", "paraphrase": "Another."}
    extra = tmp_path / "e.ttl"
    extra.write_text(
        "@prefix a: <https://w3id.org/conflict-kg/id/actor/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        " @prefix c: <https://w3id.org/conflict-kg/ontology#> ."
        ' a:t1 a c:Militia ; skos:prefLabel "Twins"@en . a:t2 a c:Militia ; skos:prefLabel "TWINS"@en .',
        encoding="utf-8",
    )
    found = read(tmp_path, sheet({"perpetrator": "Twins", "place": ""}, {**new, "place": ""}), data=(extra,))
    assert reasons(found) == [
        (2, "perpetrator", "'Twins' is the name of several: actor:t1 (Twins), actor:t2 (TWINS); write the IRI")
    ]


def test_of_several_relations_of_the_graph_none_is_taken(tmp_path: Path) -> None:
    several = {**RELATION, "object": "Kataib Hezbollah"}
    named = {**several, "relation": "relation:iran-supports-kataib-hezbollah", "paraphrase": "One of them."}
    own = {**several, "id": "another", "paraphrase": "A new one."}
    found = read(tmp_path, sheet(several, named, own))
    ((row, column, reason),) = reasons(found)
    assert (row, column) == (2, "relation")
    assert "several fit: relation:iran-supports-kataib-hezbollah (" in reason
    assert reason.endswith("name one of them in 'relation', or give a new one an 'id'")
    assert "https://w3id.org/conflict-kg/id/relation/another" in found.resources
    assert findings(tmp_path, found) == []


def test_rows_that_need_a_rejected_row_are_rejected_with_it(tmp_path: Path) -> None:
    rows = [
        {"day": "never"},
        {"kind": "", "place": "", "day": "", "paraphrase": "More."},
        {"event": "A claim", "kind": "claim of responsibility", "claims": "A third", "place": ""},
        {"event": "A third", "paraphrase": "Third."},
    ]
    found = read(tmp_path, sheet(*rows))
    assert [(row, reason) for row, _, reason in reasons(found)] == [
        (2, "no date"), (3, "needs what row 2 introduces, which was rejected"),
    ]  # fmt: skip
    assert findings(tmp_path, found) == []


def test_a_row_that_repeats_another_and_one_that_contradicts_it_are_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, sheet({}, {}, {"reliability": "B", "paraphrase": "More."}, {"kind": "strike", "id": "x-1"}))
    assert reasons(found) == [
        (3, "paraphrase", "row 2 says it in the same words, at the same place of the source"),
        (4, "reliability", "row 2 says 'C' of the same source"),
    ]


def test_a_source_of_the_graph_keeps_its_grade(tmp_path: Path) -> None:
    row = {"source": "source:afp-2023-11-22", "title": "", "published": "", "day": "2023-11-21"}
    found = read(tmp_path, sheet(row), recorded="2024-01-01")
    assert reasons(found) == [(2, "reliability", "the graph grades this source B, which holds")]
    assert not [iri for iri in found.resources if "/source/" in iri]
    assert "2023-11-22T23:59:59Z" in b"".join(found.written()).decode()


def test_a_sheet_that_is_among_the_data_becomes_the_same_again(tmp_path: Path) -> None:
    rows = {"new actors": "Liwa X = militia", "perpetrator": "Liwa X", "claimed by": "Liwa X"}, {
        **RELATION, "relation": "hostility", "object": "Pentagon"
    }  # fmt: skip
    first = b"".join(read(tmp_path, sheet(*rows)).written())
    (tmp_path / "first.ttl").write_bytes(first)
    again = read(tmp_path, sheet(*rows), data=(shipped("data"), tmp_path / "first.ttl"))
    assert b"".join(again.written()) == first


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("a,b\n1,2\n", "no row at the top holds a column 'event', 'kind' or 'relation'"),
        ("", "no row at the top holds a column"),
        ("event,perpetator\nx,y\n", "no column of a sheet is called 'perpetator'; did you mean 'perpetrator'?"),
        ("event,day,Date\nx,y,z\n", "'day' and 'Date' are one column, 'day'"),
        ("a,b\n>event,>nothing\nx,y\n", "no column of a sheet is called 'nothing'"),
    ],
)
def test_a_table_that_is_no_sheet_is_refused(tmp_path: Path, table: str, reason: str) -> None:
    with pytest.raises(InputError, match=r"s\.csv") as error:
        read(tmp_path, table)
    assert reason in str(error.value)


def test_columns_of_ones_own_are_listed_and_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, sheet({"My remarks": "x", "Checked": "y"}))
    assert found.reading.notes == ("s.csv: not read: the columns 'My remarks', 'Checked'",)
    assert outcomes(found) == {"read": 1, "told": 1}


def test_a_template_row_says_what_the_columns_mean(tmp_path: Path) -> None:
    heading, row = sheet({}).splitlines()
    own = ",".join(f"Spalte {n}" for n in range(len(GOOD)))
    template = ",".join(f"> {cell}" for cell in heading.split(",")).replace("> reliability", "")
    plain, templated = (
        read(tmp_path, f"{heading}\n{row}\n"),
        read(tmp_path, f"{own}\n{template}\n{row}\n", reliability="C"),
    )
    assert b"".join(templated.written()) == b"".join(plain.written())
    assert column_of("told:hasTarget") == "target"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_and_encodings_are_read(tmp_path: Path, delimiter: str) -> None:
    rows = list(csv.reader(sheet({"paraphrase": "Drohnen über der Basis."}).splitlines()))
    text = "\n".join(delimiter.join(row) for row in rows)
    for content in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1252")):
        assert outcomes(read(tmp_path, content)) == {"read": 1, "told": 1}


HOSTILE = (
    "=cmd|' /C calc'!A0", "\x1b[2J", "a\u202eb", "\u0000", "<script>", '"', "\\", "x\u2028y", "'; DROP", "actor:",
    "<http://a b>", "urn:x", ";", ";;", ">", "é" * 400, "1e309", "-0", "\ud7ff", "𝔞",
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(sorted(COLUMNS.keys() - {"accepted"})),
        st.sampled_from(HOSTILE) | st.sampled_from([v for v, _ in VALUES.values()]) | st.text(max_size=12),
        max_size=5,
    )
)
def test_no_cell_breaks_the_import_and_what_is_written_validates(tmp_path: Path, cells: dict[str, str]) -> None:
    found = read(tmp_path, sheet({}, {"event": "Another", **cells}, {"paraphrase": "Third."}).replace("\0", ""))
    assert outcomes(found)["told"] >= 2
    assert findings(tmp_path, found) == []
    store(found)
