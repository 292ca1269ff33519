"""Mapping files: tables of other columns become sheets; a faulty mapping is one line with its number."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importing import about, left_out, told
from kg.errors import InputError, KgError
from kg.exchange.sheet.mapping import read_mapping
from sheets import findings, outcomes, read, reasons, store

TABLE = "No,Date,Town,Lat,Long,Weapon,Dead,Group,row\n1,1/2/2023,Testville,33.1,44.2,UAV,2,A and B,x\n"
MAPPING = """\
source: {title: A table (2024), published: 2024-03-01, reliability: C}
id: No
prefix: tab
dates: dd/mm/yyyy
zone: "+03:00"
empty: [n/a]
constants:
  kind: attack
  credibility: 3
  radius km: 10
columns:
  day: Date
  place: {column: Town, new: region}
  latitude: Lat
  longitude: Long
  weapon: {column: Weapon, codes: {UAV: drone, none: ""}}
  killed: Dead
  perpetrator: {column: Group, split: " and ", new: armed group}
  locator: {text: "row {No}, {row}"}
  paraphrase: {text: ["{Dead} dead in {Town}.", "An attack in {Town}."]}
leave out:
  Dead: {"99": not counted}
"""


def test_a_table_of_other_columns_is_read(tmp_path: Path) -> None:
    rows = "2,2/2/2023,Testville,33.1,44.2,None,n/a,Iran,y\n3,3/2/2023,Testville,33.1,44.2,UAV,99,Iran,z\n"
    found = read(tmp_path, TABLE + rows, mapping=MAPPING)
    assert reasons(found) == []
    assert outcomes(found) == {"read": 3, "told": 2, "left out": 1}
    assert left_out(found.reading) == {"not counted": 1}
    assert findings(tmp_path, found) == []
    written = store(found)
    assert about(written, "event:tab-1")["skos:prefLabel"] == {"Attack, Testville, 2023-02-01"}
    (account,) = (iri.rsplit("/", 1)[1] for iri in found.resources if "-tab-1-" in iri)
    assert told(written, account)["hasPerpetrator"] == {"actor:a", "actor:b"}
    assert told(written, account)["hasWeaponKind"] == {"weapon:drone"}
    assert told(written, account)["earliestTime"] == {"2023-02-01T00:00:00+03:00"}
    assert about(written, "actor:a")["rdf:type"] == {"conflict:ArmedGroup"}
    assert {str(t.object) for t in found.resources["https://w3id.org/conflict-kg/id/place/testville"]} >= {
        '"Testville"@en'
    }


def test_new_things_are_introduced_by_every_row_that_names_them(tmp_path: Path) -> None:
    found = read(tmp_path, TABLE + "2,2/2/2023,Testville,33.1,44.2,UAV,2,A,y\n".replace("1/2", "x"), mapping=MAPPING)
    assert outcomes(found)["told"] == 2
    first_is_bad = TABLE.replace("1/2/2023", "never") + "2,2/2/2023,Testville,33.1,44.2,UAV,2,A,y\n"
    found = read(tmp_path, first_is_bad, mapping=MAPPING)
    assert [row for row, *_ in reasons(found)] == [2]
    assert findings(tmp_path, found) == []


def test_a_place_with_another_point_is_odd(tmp_path: Path) -> None:
    found = read(tmp_path, TABLE + "2,2/2/2023,TESTVILLE,33.5,44.2,UAV,2,A,y\n", mapping=MAPPING)
    assert reasons(found) == [(3, "place", "row 2 gives another point for it, which holds")]


def test_relations_are_mapped(tmp_path: Path) -> None:
    mapping = """\
source: {title: T, published: 2024-01-01}
constants: {relation: sponsorship, locator: table}
columns:
  subject: Who
  object: {column: Whom, new: militia}
  from: {text: "{Year}"}
  support: Kind
  paraphrase: {text: "{Who} supports {Whom}."}
"""
    found = read(tmp_path, "Who;Whom;Year;Kind\nIran;Liwa X;2019;weapons\n", mapping=mapping)
    assert reasons(found) == []
    assert findings(tmp_path, found) == []
    assert "relation/iran--sponsorship--liwa-x>" in b"".join(found.written(lines=True)).decode()


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("day: Date", "day: Datum", 12, "s.csv has no column 'Datum'"),
        ("{No}, {row}", "{Number}", 19, "s.csv has no column 'Number'"),
        ("  Dead: {", "  Deaths: {", 22, "s.csv has no column 'Deaths' (did you mean"),
        ("weapon:", "wepon:", 16, "no column of a sheet is called 'wepon'; did you mean 'weapon'?"),
        ("killed: Dead", "day: Dead", 17, "'day' stands twice, in line 12 too"),
        ("killed: Dead", "date: Dead", 17, "'day' stands twice"),
        ("killed: Dead", "killed: [Dead, ]\n  wounded: {}", 18, "'wounded' needs either 'column' or 'text'"),
        ("killed: Dead", "killed: {column: Dead, text: x}", 17, "needs either 'column' or 'text'"),
        ("killed: Dead", "killed: {colum: Dead}", 17, "no part of a column's rule is called 'colum'"),
        ("killed: Dead", "killed: {column: Dead, new: militia}", 17, "names no actors or places"),
        ("killed: Dead", "killed:", 17, "'killed' names no column"),
        ("killed: Dead", "killed: [[Dead]]", 17, "'killed' needs one text"),
        ("new: region", "new: town", 13, "no kind of place is called 'town'"),
        ("kind: attack", "kind: atack", 8, "no kind of event is called 'atack'; did you mean attack"),
        ("credibility: 3", "credibility: 9", 9, "'9' is not in the code list credibility"),
        ("credibility: 3", "perpetrator: Nobody", 9, "no actor is called 'Nobody'"),
        ("UAV: drone", "UAV: dron", 16, "'dron' is not in the code list weapon; did you mean"),
        ("title: A table", "kind: strike, title: A table", 1, "'kind' says nothing of a source"),
        ("reliability: C", "reliability: G", 1, "'G' is not in the code list reliability"),
        ("id: No\n", "", 1, "neither 'id' nor 'event' says"),
        ("prefix: tab", "prefix: No good", 3, "'id' needs a 'prefix'"),
        ("id: No\nprefix: tab\n", "", 1, "neither 'id' nor 'event' says what tells the rows apart"),
        ("dates: dd/mm/yyyy", "dates: noon", 4, "no layout of dates 'noon'"),
        ('zone: "+03:00"', "zone: Baghdad", 5, "no time zone 'Baghdad'"),
        ("leave out:\n  Dead: {", "leave out:\n  Dead: 99\n  No: {", 22, "'Dead' needs values, each with the reason"),
        ("not counted", "", 22, "a value of 'Dead' has no reason"),
        ("columns:\n", "colums:\n", 11, "no part of a mapping is called 'colums' (did you mean columns?)"),
        ("constants:", "constants: &a", 7, "aliases and anchors"),
        ("kind: attack", "kind: *a", 8, "aliases and anchors"),
        ("kind: attack", "kind: !!python/object:os.system x", 8, "tags (!) are not read"),
        ("kind: attack", "kind: [attack", 9, "no YAML"),
        ("kind: attack", "kind: attack\n\tx: y", 9, "no YAML"),
        ("kind: attack", "? [a]\n  : b", 8, "a key is a text"),
        ("kind: attack", "kind: [[[[[[[[[[attack]]]]]]]]]]", 8, "too deeply nested"),
    ],
)
def test_a_faulty_mapping_is_one_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert old in MAPPING
    with pytest.raises(InputError) as error:
        read(tmp_path, TABLE, mapping=MAPPING.replace(old, new, 1))
    assert reason in str(error.value)
    assert str(error.value).startswith(f"{tmp_path / 'm.yaml'}:{line}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no mapping"),
        (b"- a\n", "no mapping"),
        (b"a: \xff", "not in UTF-8"),
        (b"a: \x00", "no YAML"),
        (b"a: 1\n---\nb: 2\n", "no YAML"),
        (b"[" * 60_000, "too deeply nested"),
        (b"a: " + b"x" * 70_000, "larger than"),
        (b"a: &x [l]\n" + b"".join(b"%c: &%c [*x, *x]\n" % (n, n) for n in range(98, 110)), "aliases and anchors"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "m.yaml").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_mapping(tmp_path / "m.yaml")


def test_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("constants: {event: no, day: 2023-01-02, killed: 010, hedge: ~}\n")
    assert {c: text for c, (text, _) in read_mapping(tmp_path / "m.yaml").constants.items()} == {
        "event": "no", "day": "2023-01-02", "killed": "010", "hedge": "",
    }  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="abdky: \n-[]{}&*!\"'#|>%@,?\t", max_size=60) | st.text(max_size=30), st.integers(0, 600))
def test_no_mapping_breaks_the_reader(tmp_path: Path, text: str, at: int) -> None:
    for content in (text, MAPPING[:at] + text + MAPPING[at:]):
        (tmp_path / "m.yaml").write_bytes(content.encode(errors="surrogatepass"))
        with suppress(KgError):
            read_mapping(tmp_path / "m.yaml")
