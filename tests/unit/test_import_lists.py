"""Sanctions lists become actors with their names, and designations under their programmes."""

import json
from pathlib import Path

import pytest

from importing import about, file, left_out, read, reasons, store, told
from kg.errors import KgError
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
        assert told(found, "ofac-non-sdn-1001")["listIdentifier"] == {"OFAC non-SDN 1001"}
        assert about(found, "account:ofac-non-sdn-1001")["conflict:hasSource"] == {"source:ofac-consolidated"}


def test_who_is_on_two_lists_has_two_listings(tmp_path: Path) -> None:
    reading = read(tmp_path, "ofac", {"sdn.csv": SDN, "cons_prim.csv": SDN})
    found = store(reading, "ofac")
    listed = [told(found, f"{key}-1001")["isAboutActor"] for key in ("ofac", "ofac-non-sdn")]
    assert listed == [{"actor:ofac-1001"}] * 2


def test_rows_of_a_list_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    rows = entry(1, "-0- ", "-0- ", "SDGT") + entry(2, "B", "-0- ", "-0- ") + entry(3, "C", "-0- ", "SDGT")
    reading = read(tmp_path, "ofac", {"sdn.csv": rows + entry(4, "D", "castle", "SDGT") + rows.replace("3", "x", 1)})
    assert [reason[:2] for reason in reasons(reading)][:3] == [(1, "sdn_name"), (2, "program"), (4, "sdn_type")]
    assert told(store(reading, "ofac"), "ofac-3")["underProgramme"] == {"SDGT"}


def test_ofac_in_xml_tells_the_same(tmp_path: Path) -> None:
    xml = """<?xml version="1.0"?><sdnList xmlns="http://example.org/sdn.xsd"><publshInformation/>
<sdnEntry><uid>1001</uid><lastName>GROUP A</lastName><sdnType>Entity</sdnType>
<programList><program>SDGT</program><program>IFSR</program></programList>
<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>A</lastName></aka>
<aka><uid>2</uid><type>a.k.a.</type><category>strong</category><lastName>GROUP ALPHA</lastName></aka></akaList>
</sdnEntry>
<sdnEntry><uid>1002</uid><firstName>John</firstName><lastName>DOE</lastName><sdnType>Individual</sdnType>
<programList><program>SDGT</program></programList></sdnEntry>
<sdnEntry><uid>1003</uid><lastName>A SHIP</lastName><sdnType>Vessel</sdnType></sdnEntry></sdnList>"""
    reading = read(tmp_path, "ofac", {"SDN.XML": xml})
    found = store(reading, "ofac")
    assert told(found, "ofac-1001") == {
        "isAboutActor": {"actor:ofac-1001"}, "underProgramme": {"SDGT", "IFSR"}, "listIdentifier": {"OFAC SDN 1001"},
    }  # fmt: skip
    names = about(found, "actor:ofac-1001")
    assert (names["skos:altLabel"], names["skos:hiddenLabel"]) == ({"GROUP ALPHA"}, {"A"})
    assert about(found, "actor:ofac-1002")["skos:prefLabel"] == {"DOE, John"}
    assert left_out(reading) == {"Vessel": 1}


UN = """<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2018-10-29"><INDIVIDUALS><INDIVIDUAL>
<DATAID>690</DATAID><FIRST_NAME>JOHN</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME><THIRD_NAME/>
<UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.001</REFERENCE_NUMBER><LISTED_ON>2016-11-30</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>\u062c</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Johnny</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>J. Doe</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>691</DATAID><FIRST_NAME>GROUP A</FIRST_NAME><UN_LIST_TYPE>Iraq</UN_LIST_TYPE>
<REFERENCE_NUMBER>IQe.001</REFERENCE_NUMBER><LISTED_ON>soon</LISTED_ON></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""


def test_the_united_nations_list_has_its_days(tmp_path: Path) -> None:
    reading = read(tmp_path, "un", {"consolidated.xml": UN})
    found = store(reading, "un", zone="Z")
    assert told(found, "un-690") == {
        "isAboutActor": {"actor:un-690"}, "underProgramme": {"Al-Qaida"}, "listIdentifier": {"UN SC QDi.001"},
        "earliestTime": {"2016-11-30T00:00:00Z"}, "latestTime": {"2016-11-30T23:59:59Z"},
        "hasTimePrecision": {"precision:day"},
    }  # fmt: skip
    person = about(found, "actor:un-690")
    assert person["skos:prefLabel"] == {"JOHN DOE"}
    assert (person["skos:altLabel"], person["skos:hiddenLabel"]) == ({"J. Doe", "\u062c"}, {"Johnny"})
    assert "earliestTime" not in told(found, "un-691")
    assert reasons(reading) == [(2, "listed", "no date; no day of listing is told")]
    assert find_faults(load_data([file(tmp_path, reading, "un")])) == []


def test_both_forms_of_the_european_list_are_read(tmp_path: Path) -> None:
    new = """<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity euReferenceNumber="EU.27.28"
logicalId="13" designationDate="2020-07-07"><regulation programme="IRQ"/><subjectType code="person"/>
<nameAlias wholeName="Johnny" strong="false"/><nameAlias wholeName="John Doe" strong="true"/>
<nameAlias wholeName="J. Doe" strong="true"/></sanctionEntity></export>"""
    old = """<WHOLE Date="01/01/2015"><ENTITY Id="14" Type="E" programme="SYR">
<NAME Id="1"><WHOLENAME>Group A</WHOLENAME></NAME><NAME Id="2"><WHOLENAME>A</WHOLENAME></NAME></ENTITY></WHOLE>"""
    found = store(read(tmp_path, "eu", {"new.xml": new, "old.xml": old}), "eu")
    assert told(found, "eu-13")["listIdentifier"] == {"EU EU.27.28"}
    assert told(found, "eu-13")["earliestTime"] == {"2020-07-07T00:00:00+14:00"}
    person = about(found, "actor:eu-13")
    assert (person["skos:prefLabel"], person["skos:hiddenLabel"]) == ({"John Doe"}, {"Johnny"})
    assert told(found, "eu-14")["underProgramme"] == {"SYR"}
    assert about(found, "actor:eu-14")["skos:altLabel"] == {"A"}


def test_an_entry_without_an_identifier_of_the_list_is_named_by_its_number(tmp_path: Path) -> None:
    content = """<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity logicalId="15">
<subjectType code="person"/><nameAlias wholeName="John Doe" strong="true"/></sanctionEntity></export>"""
    reading = read(tmp_path, "eu", {"a.xml": content})
    found = store(reading, "eu")
    assert "listIdentifier" not in told(found, "eu-15")
    assert about(found, "account:eu-15")["conflict:locator"] == {"entry 15"}
    assert find_faults(load_data([file(tmp_path, reading, "eu")])) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("un", "<export/>", "the XML holds 'export', not CONSOLIDATED_LIST"),
        ("ofac", "<Sanctions/>", "of OFAC's lists SDN.XML or sdn.csv is read"),
        ("eu", "<export><a></export>", "not well-formed XML"),
        ("un", "DATAID,NAME\n", "no XML"),
        ("un", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>', "b"),
    ],
)
def test_xml_of_another_make_is_refused(tmp_path: Path, name: str, content: str, words: str) -> None:
    with pytest.raises(KgError, match=words):
        read(tmp_path, name, {"list.xml": content})


TARGETS = """id,schema,name,aliases,birth_date,sanctions,program_ids,dataset
NK-1,Organization,Group A,A;Alpha,,Listed,US-SDGT,US OFAC Specially Designated Nationals (SDN) List
Q2,Person,John Doe,,1962,Listed,,Some List;UN Security Council Consolidated Sanctions
Q3,Person,A Minister,,,,,Politicians
IMO1,Vessel,A Ship,,,Listed,,Some List
"""


def test_opensanctions_says_which_list_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, "opensanctions", {"targets.simple.csv": TARGETS})
    found = store(reading, "opensanctions")
    assert told(found, "opensanctions-NK-1")["underProgramme"] == {"US-SDGT"}
    assert about(found, "account:opensanctions-NK-1")["conflict:hasSource"] == {"source:opensanctions-ofac-sdn"}
    assert about(found, "source:opensanctions-ofac-sdn")["conflict:derivesFrom"] == {"source:ofac-sdn"}
    two = [key for key in reading.designations["key"] if key.startswith("opensanctions-Q2-")]
    assert len(two) == 2
    assert about(found, "actor:opensanctions-Q3")["skos:prefLabel"] == {"A Minister"}
    assert not told(found, "opensanctions-Q3")
    assert left_out(reading) == {"Vessel": 1}
    assert find_faults(load_data([file(tmp_path, reading, "opensanctions")])) == []


def test_entities_of_follow_the_money_are_read_as_lines(tmp_path: Path) -> None:
    entities = [
        {"id": "NK-1", "schema": "Organization", "caption": "Group A", "datasets": ["us_ofac_sdn"],
         "properties": {"name": ["Group A"], "alias": ["Alpha"], "weakAlias": ["A"]}},
        {"id": "s1", "schema": "Sanction", "datasets": ["us_ofac_sdn"],
         "properties": {"entity": ["NK-1"], "programId": ["US-SDGT"], "listingDate": ["2020-01-02"]}},
        {"id": "Q2", "schema": "Person", "caption": "John Doe", "datasets": ["eu_fsf"], "properties": {
            "sanctions": [{"id": "s2", "schema": "Sanction", "datasets": ["eu_fsf"], "properties": {}}]}},
        {"id": "m1", "schema": "Membership", "properties": {
            "member": ["Q2"], "organization": ["NK-1"], "startDate": ["2019"]}},
        {"id": "own", "schema": "Ownership", "properties": {}},
    ]  # fmt: skip
    reading = read(tmp_path, "opensanctions", {"entities.ftm.json": "\n".join(map(json.dumps, entities))})
    found = store(reading, "opensanctions", zone="Z")
    assert told(found, "opensanctions-NK-1")["earliestTime"] == {"2020-01-02T00:00:00Z"}
    assert about(found, "actor:opensanctions-NK-1")["skos:hiddenLabel"] == {"A"}
    assert about(found, "account:opensanctions-Q2")["conflict:hasSource"] == {"source:opensanctions-eu-fsf"}
    assert told(found, "opensanctions-m1") == {
        "hasMember": {"actor:opensanctions-Q2"}, "hasGroup": {"actor:opensanctions-NK-1"},
        "validFrom": {"2019-01-01T00:00:00Z"},
    }  # fmt: skip
    assert left_out(reading) == {"Sanction": 2, "Ownership": 1}


def test_a_membership_of_nobody_known_is_rejected(tmp_path: Path) -> None:
    member = {"id": "NK-1", "schema": "Person", "caption": "John Doe", "properties": {}}
    loose = {"id": "m", "schema": "Membership", "properties": {"member": ["NK-1"], "organization": ["NK-2"]}}
    reading = read(tmp_path, "opensanctions", {"e.json": "\n".join(map(json.dumps, (member, loose)))})
    assert reasons(reading) == [(2, "relation", "relates an actor that no row names")]
    assert [reading.rows(o) for o in (READ, TOLD, REJECTED)] == [2, 1, 1]


def stix(kind: str, number: int, **more: object) -> dict[str, object]:
    return {"type": kind, "id": f"{kind}--00000000-0000-4000-8000-{number:012}", "spec_version": "2.1", **more}


def test_stix_bundles_give_actors_and_relations(tmp_path: Path) -> None:
    person = stix("identity", 1, name="John Doe", identity_class="individual")
    group = stix("intrusion-set", 2, name="Group A", aliases=["Alpha"])
    objects = [
        person, group, stix("malware", 3, name="x"), stix("identity", 4, name="A system", identity_class="system"),
        stix("threat-actor", 5, name="Gone", revoked=True),
        stix("relationship", 6, relationship_type="member-of", source_ref=person["id"], target_ref=group["id"],
             start_time="2020-01-02T03:04:05Z"),
        stix("relationship", 7, relationship_type="uses", source_ref=group["id"], target_ref="x"),
        stix("relationship", 8, relationship_type="supports", source_ref="identity--9", target_ref=group["id"]),
    ]  # fmt: skip
    content = json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects})
    reading = read(tmp_path, "stix", {"b.json": content})
    found = store(reading, "stix", zone="Z")
    ids = [f"stix-00000000-0000-4000-8000-{number:012}" for number in (1, 2)]
    assert about(found, f"actor:{ids[0]}")["rdf:type"] == {"conflict:Person"}
    assert about(found, f"actor:{ids[1]}")["skos:altLabel"] == {"Alpha"}
    assert told(found, "stix-00000000-0000-4000-8000-000000000006") == {
        "hasMember": {f"actor:{ids[0]}"}, "hasGroup": {f"actor:{ids[1]}"}, "validFrom": {"2020-01-02T00:00:00Z"},
    }  # fmt: skip
    assert left_out(reading) == {
        "object of type malware": 1, "identity that is neither a person nor a group": 1, "revoked": 1,
        "relationship uses": 1,
    }  # fmt: skip
    assert [reason[:2] for reason in reasons(reading)] == [(8, "first")]


def test_results_of_wikidata_queries_are_read_as_csv_and_json(tmp_path: Path) -> None:
    row = {
        "item": "http://www.wikidata.org/entity/Q1", "itemLabel": "Group A", "itemAltLabel": "A, Alpha",
        "instanceOf": "http://www.wikidata.org/entity/Q17149090", "memberOf": "http://www.wikidata.org/entity/Q2",
        "memberOfLabel": "Coalition B", "start": "2014-06-15T00:00:00Z",
    }  # fmt: skip
    city = {"item": "http://www.wikidata.org/entity/Q3", "itemLabel": "A city", "instanceOf": "Q515"}
    bound = [{name: {"type": "literal", "value": value} for name, value in each.items()} for each in (row, city)]
    results = json.dumps({"head": {"vars": list(row)}, "results": {"bindings": bound}})
    lines = ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values())
    for name, content in (("q.json", results), ("q.csv", lines), ("other.json", json.dumps([row]))):
        reading = read(tmp_path, "wikidata", {name: content})
        found = store(reading, "wikidata", zone="Z")
        assert about(found, "actor:wikidata-Q1")["skos:altLabel"] == {"A", "Alpha"}
        assert about(found, "actor:wikidata-Q1")["rdf:type"] == {"conflict:ArmedGroup"}
        assert told(found, "wikidata-Q1-in-Q2")["validFrom"] == {"2014-06-15T00:00:00Z"}
        assert len(reasons(reading)) == (name == "q.json")
