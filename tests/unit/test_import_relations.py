"""UCDP's datasets of support, actors and dyads become relations with dates, and actors with their names."""

from datetime import date
from pathlib import Path

import polars as pl

from importing import about, file, left_out, read, reasons, store, table, told
from kg.exchange.importers.frames import READ, REJECTED, TOLD
from kg.pipeline import find_faults, load_data

#: One supporter a row, as in the table of triads.
ESD = {
    "year": "2009", "actor_id": "1091", "actor_name": "Group A", "ext_id": "114", "ext_name": "Government of Aland",
    "ext_nonstate": "0", "ext_sup": "1", "ext_x": "0", "ext_p": "0", "ext_y": "0", "ext_w": "1", "ext_m": "0",
    "ext_t": "0", "ext_f": "0", "ext_i": "0", "ext_l": "0", "ext_o": "0", "ext_u": "0",
}  # fmt: skip
#: All supporters of a recipient in a row, with counts.
SEVERAL = {
    **ESD, "ext_id": "114,118,366", "ext_name": "Government of Aland,Government of Bland,Interahamwe, ex-FAR",
    "ext_w_count": "2", "ext_w_count_s": "2", "ext_w_count_ns": "0", "ext_t": "1", "ext_t_count": "1",
    "ext_t_count_s": "1", "ext_t_count_ns": "0", "ext_f": "1", "ext_f_count": "3", "ext_f_count_s": "2",
    "ext_f_count_ns": "1",
}  # fmt: skip


def relations(reading: object) -> list[tuple[object, ...]]:
    frame: pl.DataFrame = reading.relations  # type: ignore[attr-defined]
    return frame.select("first", "second", "start", "end", "codes").sort("first", "start").rows()


def test_support_is_told_by_years_in_which_it_is_the_same(tmp_path: Path) -> None:
    years = [{"year": year} for year in ("2011", "2009", "2010", "2013")]
    more = {"year": "2012", "ext_t": "1", "ext_m": "1.0"}
    reading = read(
        tmp_path, "ucdp", {"ucdp-esd-ty-181.csv": table(ESD, *years, more, {"year": "2014", "ext_sup": "0"})}
    )
    pair = ("ucdp-114", "ucdp-1091")
    assert relations(reading) == [
        (*pair, date(2009, 1, 1), date(2011, 12, 31), ["support:weapons"]),
        (*pair, date(2012, 1, 1), date(2012, 12, 31), ["support:logistics", "support:training", "support:weapons"]),
        (*pair, date(2013, 1, 1), date(2013, 12, 31), ["support:weapons"]),
    ]
    assert left_out(reading) == {"no support coded": 1}
    found = store(reading, "ucdp")
    assert told(found, "ucdp-support-114-1091-2009") == {
        "hasSponsor": {"actor:ucdp-114"}, "hasBeneficiary": {"actor:ucdp-1091"},
        "hasSupportKind": {"support:weapons"}, "validFrom": {"2009-01-01T00:00:00+14:00"},
        "validUntil": {"2011-12-31T23:59:59-12:00"},
    }  # fmt: skip
    assert about(found, "actor:ucdp-1091")["rdf:type"] == {"conflict:ArmedGroup"}
    assert about(found, "source:ucdp-esd")["dcat:version"] == {"18.1"}
    assert find_faults(load_data([file(tmp_path, reading, "ucdp")])) == []


def test_each_of_the_kinds_has_a_concept_of_its_own(tmp_path: Path) -> None:
    letters = "xpywmtfilou"
    rows = [
        {"year": str(2000 + n), **{f"ext_{x}": "1" if x == letter else "0" for x in letters}}
        for n, letter in enumerate(letters)
    ]
    reading = read(tmp_path, "ucdp", {"esd.csv": table(ESD, *rows)})
    assert [row[4] for row in relations(reading)] == [
        [f"support:{kind}"]
        for kind in (
            "troops", "troop-presence", "infrastructure", "weapons", "logistics", "training", "money", "intelligence",
            "territory", "other", "unspecified",
        )
    ]  # fmt: skip
    assert find_faults(load_data([file(tmp_path, reading, "ucdp")])) == []


def test_kinds_of_several_supporters_are_told_of_one_only_if_all_gave_them(tmp_path: Path) -> None:
    reading = read(tmp_path, "ucdp", {"esd.csv": table(SEVERAL, {})})
    codes = {row[0]: row[4] for row in relations(reading)}
    assert codes == {
        "ucdp-114": ["support:money", "support:weapons"],
        "ucdp-118": ["support:money", "support:weapons"],
        "ucdp-366": ["support:money"],
    }
    words = about(store(reading, "ucdp"), "account:ucdp-support-366-1091-2009")["conflict:paraphrase"]
    assert "Of several supporters together: training, weapons." in next(iter(words))
    names = dict(reading.actors.select("key", "name").rows())
    assert names["ucdp-366"] == "Interahamwe, ex-FAR"


def test_alleged_support_has_that_hedge(tmp_path: Path) -> None:
    reading = read(tmp_path, "ucdp", {"esd.csv": table({**ESD, "ext_alleged": "1"}, {})})
    account = about(store(reading, "ucdp"), "account:ucdp-support-114-1091-2009-alleged")
    assert account["conflict:hedge"] == {"alleged"}


def test_rows_of_support_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    bad = [{"year": "soon"}, {"ext_sup": ""}, {"actor_id": "x"}, {"ext_id": "one"}, {}]
    reading = read(tmp_path, "ucdp", {"esd.csv": table(ESD, *bad)})
    assert [reason[:2] for reason in reasons(reading)] == [
        (2, "year"), (3, "ext_sup"), (4, "actor_id"), (5, "ext_id"),
    ]  # fmt: skip
    assert [reading.rows(o) for o in (READ, TOLD, REJECTED)] == [5, 1, 4]


ACTOR = {
    "ActorId": "5659", "NameData": "Army A", "NameOrig": "Jaysh A", "NameOrigFull": "n/a", "NameOrigFullEng": "Army A",
    "NewName": "B, C", "NewNameFullMotherTongue": "Be, Ce", "NewNameFullEng": "Group B, Group C", "Org": "1",
    "Splinter": "0", "NamePrev": "", "ActorIdPrev": "", "Version": "22.1",
}  # fmt: skip


def test_actors_have_all_their_names_and_splits_are_successions(tmp_path: Path) -> None:
    splinter = {
        "ActorId": "886", "NameData": "AAH", "NameOrig": "AAH", "NameOrigFullEng": "The League", "Splinter": "1",
        "NewName": "Interahamwe, ex-FAR", "NewNameFullMotherTongue": "", "NewNameFullEng": "",
        "ActorIdPrev": "5659, 1",
    }  # fmt: skip
    government = {"ActorId": "116", "NameData": "Government of Aland", "Org": "4"}
    content = table(ACTOR, {}, splinter, government).encode("latin-1")
    reading = read(tmp_path, "ucdp", {"actor.csv": content})
    found = store(reading, "ucdp")
    first, second = (about(found, f"actor:ucdp-{number}") for number in (5659, 886))
    assert first["skos:prefLabel"] == {"Army A"}
    assert first["skos:altLabel"] == {"Jaysh A", "B", "C", "Be", "Ce", "Group B", "Group C"}
    assert second["skos:altLabel"] == {"The League", "Interahamwe, ex-FAR"}
    assert about(found, "actor:ucdp-116")["rdf:type"] == {"conflict:State"}
    assert told(found, "ucdp-split-5659-886") == {
        "hasPredecessor": {"actor:ucdp-5659"}, "hasSuccessor": {"actor:ucdp-886"}, "hasLineageKind": {"lineage:split"},
    }  # fmt: skip
    assert about(found, "source:ucdp-actor")["dcat:version"] == {"22.1"}
    assert find_faults(load_data([file(tmp_path, reading, "ucdp")])) == []


def test_names_of_the_actor_table_join_those_of_the_events_by_number(tmp_path: Path) -> None:
    support = table({**ESD, "actor_id": "886", "actor_name": "AAH"}, {})
    actors = table(ACTOR, {"ActorId": "886", "NameData": "Asa'ib Ahl al-Haqq", "NameOrig": "AAH"})
    reading = read(tmp_path, "ucdp", {"esd.csv": support, "actor.csv": actors})
    names = about(store(reading, "ucdp"), "actor:ucdp-886")
    assert names["skos:prefLabel"] == {"Asa'ib Ahl al-Haqq"}
    assert "AAH" in names["skos:altLabel"]


def test_sides_of_a_dyad_are_hostile_to_each_other(tmp_path: Path) -> None:
    dyad = {
        "dyad_id": "524", "side_a": "Government of Aland", "side_a_id": "116", "side_b": "Group B", "side_b_id": "234",
        "year": "2004", "version": "25.1",
    }  # fmt: skip
    reading = read(tmp_path, "ucdp", {"d.csv": table(dyad, {}, {"year": "2005"}, {"year": "2008"}, {"side_b_id": "x"})})
    assert [row[:4] for row in relations(reading)] == [
        ("ucdp-116", "ucdp-234", date(2004, 1, 1), date(2005, 12, 31)),
        ("ucdp-116", "ucdp-234", date(2008, 1, 1), date(2008, 12, 31)),
        ("ucdp-234", "ucdp-116", date(2004, 1, 1), date(2005, 12, 31)),
        ("ucdp-234", "ucdp-116", date(2008, 1, 1), date(2008, 12, 31)),
    ]
    assert reasons(reading) == [(5, "side_b_id", "no number of the side")]
    assert find_faults(load_data([file(tmp_path, reading, "ucdp")])) == []


def test_several_governments_on_a_side_are_several_actors(tmp_path: Path) -> None:
    dyad = {
        "dyad_id": "7", "side_a": "Government of Aland, Government of Bland", "side_a_id": "117, 116",
        "side_b": "Government of Cland", "side_b_id": "121", "year": "1948",
    }  # fmt: skip
    reading = read(tmp_path, "ucdp", {"d.csv": table(dyad, {})})
    assert sorted(row[:2] for row in relations(reading)) == [
        ("ucdp-116", "ucdp-121"), ("ucdp-117", "ucdp-121"), ("ucdp-121", "ucdp-116"), ("ucdp-121", "ucdp-117"),
    ]  # fmt: skip
    assert dict(reading.actors.select("key", "name").rows())["ucdp-116"] == "Government of Bland"
