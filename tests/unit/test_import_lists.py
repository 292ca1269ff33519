"""Sanctions lists become actors with their names, and designations under their programmes."""

from pathlib import Path

from importing import about, file, left_out, read, reasons, store, told
from kg.exchange.importers.frames import READ, REJECTED, TOLD
from kg.pipeline import find_faults, load_data

NOTHING = ",".join(['"-0- "'] * 7)


def entry(number: int, name: str, kind: str, programmes: str, remarks: str = "-0- ") -> str:
    return f'{number},"{name}","{kind}","{programmes}",{NOTHING},"{remarks}"\n'


SDN = (
    entry(1001, "GROUP A", "-0- ", "SDGT] [IFSR", "a.k.a. 'THE GROUP'; Linked To: GROUP B.")
    + entry(1002, "DOE, John", "individual", "SDGT", "DOB 1962; a.k.a. 'JOHNNY'.")
    + entry(1003, "A SHIP", "vessel", "IRAN")
    + "\x1a\n"
)
ALT = '1001,1,"aka","GROUP ALPHA",-0- \n1001,2,"aka weak","A",-0- \n1001,3,"fka","\'B\'",-0- \n'


def test_ofac_tells_who_is_listed_and_under_what(tmp_path: Path) -> None:
    reading = read(tmp_path, "ofac", {"sdn.csv": SDN})
    found = store(reading, "ofac")
    assert told(found, "ofac-1001") == {
        "isAboutActor": {"actor:ofac-1001"}, "underProgramme": {"SDGT", "IFSR"}, "listIdentifier": {"OFAC SDN 1001"},
    }  # fmt: skip
    assert about(found, "actor:ofac-1001")["rdf:type"] == {"conflict:Organization"}
    assert about(found, "actor:ofac-1002")["rdf:type"] == {"conflict:Person"}
    assert about(found, "actor:ofac-1003") == {}
    assert left_out(reading) == {"vessel": 1}
    assert [reading.rows(o) for o in (READ, TOLD, REJECTED)] == [3, 2, 0]
    assert find_faults(load_data([file(tmp_path, reading, "ofac")])) == []


def test_other_names_are_kept_and_weak_ones_apart(tmp_path: Path) -> None:
    found = store(read(tmp_path, "ofac", {"sdn.csv": SDN, "alt.csv": ALT}), "ofac")
    names = about(found, "actor:ofac-1001")
    assert names["skos:prefLabel"] == {"GROUP A"}
    assert names["skos:altLabel"] == {"GROUP ALPHA"}
    assert names["skos:hiddenLabel"] == {"A", "B", "THE GROUP"}
    assert about(found, "actor:ofac-1002")["skos:hiddenLabel"] == {"JOHNNY"}


def test_other_names_of_nobody_are_rejected(tmp_path: Path) -> None:
    reading = read(tmp_path, "ofac", {"sdn.csv": SDN, "alt.csv": ALT + '7777,4,"aka","NOBODY",-0- \n'})
    assert reasons(reading) == [(4, "name", "no row of the same entry, whose other name this would be")]
    assert reading.rows(REJECTED) == 1


def test_those_who_are_not_on_the_list_are_not_said_to_be(tmp_path: Path) -> None:
    only = entry(9639, "DOE, Jane", "individual", "NS-PLC")
    for name, content in (("cons_prim.csv", SDN), ("list.csv", SDN + only)):
        found = store(read(tmp_path, "ofac", {name: content}), "ofac")
        assert told(found, "ofac-1001")["listIdentifier"] == {"OFAC non-SDN 1001"}
        assert about(found, "account:ofac-1001")["conflict:hasSource"] == {"source:ofac-consolidated"}


def test_rows_of_a_list_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    rows = entry(1, "-0- ", "-0- ", "SDGT") + entry(2, "B", "-0- ", "-0- ") + entry(3, "C", "-0- ", "SDGT")
    reading = read(tmp_path, "ofac", {"sdn.csv": rows + entry(4, "D", "castle", "SDGT") + rows.replace("3", "x", 1)})
    assert [reason[:2] for reason in reasons(reading)][:3] == [(1, "sdn_name"), (2, "program"), (4, "sdn_type")]
    assert told(store(reading, "ofac"), "ofac-3")["underProgramme"] == {"SDGT"}
