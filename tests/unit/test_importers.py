"""Public datasets' tables become accounts that hold to the shapes, build, and claim no more than the table says."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.errors import InputError, KgError, UsageError
from kg.exchange.importers import DATASETS, read_dataset
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf
from kg.rdf.terms import ACCEPTED, CONFLICT, PREFIXES, TOLD, TYPE
from kg.rdf.write import write_chunks
from kg.workspace import Workspace

#: Small tables made by hand, with every column that is read and some that are not, in the datasets' own layout.
TABLES = {name: (Path(__file__).parent / "tables" / f"{name}.csv").read_text("utf-8") for name in DATASETS}


def imported(folder: Path, name: str, table: str | None = None, **options: str) -> Path:
    source, out = folder / f"{name}.csv", folder / f"{name}.ttl"
    source.write_text(TABLES[name] if table is None else table, encoding="utf-8")
    write_chunks(out, read_dataset(name, [source], **{"recorded": "2024-06-01", **options}))
    return out


def store(file: Path) -> Store:
    found = Store()
    found.bulk_load(path=str(file))
    return found


def stated(found: Store, account: str) -> dict[str, set[str]]:
    """What an account tells, by local name."""
    values: dict[str, set[str]] = {}
    for quad in found.quads_for_pattern(NamedNode(PREFIXES["account"] + account), None, None):
        if quad.predicate.value.startswith(TOLD.iri):
            assert isinstance(quad.object, NamedNode | Literal)
            values.setdefault(quad.predicate.value.removeprefix(TOLD.iri), set()).add(quad.object.value)
    return values


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_imported_holds_to_the_shapes_and_builds(tmp_path: Path, name: str) -> None:
    file = imported(tmp_path, name, reliability="B", credibility="2")
    assert find_faults(load_data([file])) == []
    built: Workspace = build_workspace([file])
    accounts = [a for a in built.evidence.accounts.values() if a.about.startswith(PREFIXES["account"][:30])]
    assert len(accounts) == {"ucdp": 3, "acled": 3, "ofac": 2, "gdelt": 2}[name]
    assert {account.status for account in accounts} == {"accepted"}
    assert not any(t.predicate == CONFLICT.term("hasPerpetrator") for t in built.graphs[ACCEPTED.value])


def test_as_long_as_nobody_judged_the_grade_is_f6(tmp_path: Path) -> None:
    built = build_workspace([imported(tmp_path, "ucdp")])
    assert {built.evidence.grade(iri) for iri in built.evidence.accounts} == {"F6"}
    assert built.graphs[ACCEPTED.value] == ()


def test_ucdp_tells_bounds_and_no_sides(tmp_path: Path) -> None:
    found = store(imported(tmp_path, "ucdp", zone="+03:00"))
    one, two = stated(found, "ucdp-101"), stated(found, "ucdp-102")
    assert (one["killedAtLeast"], one["killedAtMost"]) == ({"3"}, {"6"})
    assert one["earliestTime"] == {"2023-11-08T00:00:00+03:00"}
    assert one["latestTime"] == {"2023-11-08T23:59:59+03:00"}
    assert one["hasTimePrecision"] == {PREFIXES["precision"] + "day"}
    assert "hasTimePrecision" not in two
    assert two["latestTime"] == {"2023-11-30T23:59:59+03:00"}
    assert set(one) | set(two) == {
        "occurredAt", "earliestTime", "latestTime", "hasTimePrecision", "killedAtLeast", "killedAtMost",
    }  # fmt: skip
    assert stated(found, "ucdp-103")["occurredAt"] == one["occurredAt"]
    words = {
        quad.object.value
        for quad in found.quads_for_pattern(None, CONFLICT.term("paraphrase"), None)
        if isinstance(quad.object, Literal)
    }
    sides = 'Government of A and Group "B", armed'
    assert f"State-based violence, sides {sides}: 3 to 6 deaths, 4 by the best estimate." in words


def test_only_a_towns_point_is_told_as_a_point(tmp_path: Path) -> None:
    found = store(imported(tmp_path, "ucdp"))
    points = {
        (q.subject, q.object.value)
        for q in found.quads_for_pattern(None, CONFLICT.term("latitude"), None)
        if isinstance(q.object, Literal)
    }
    assert {latitude for _, latitude in points} == {"33.5"}
    regions = list(found.quads_for_pattern(None, TYPE, CONFLICT.term("Region")))
    assert len(regions) == 2


def test_without_a_zone_a_day_lasts_until_it_ends_everywhere(tmp_path: Path) -> None:
    one = stated(store(imported(tmp_path, "ucdp")), "ucdp-101")
    assert (one["earliestTime"], one["latestTime"]) == ({"2023-11-08T00:00:00+14:00"}, {"2023-11-08T23:59:59-12:00"})


def test_acled_tells_uses_of_force_alone_and_days_as_exact_as_they_are(tmp_path: Path) -> None:
    found = store(imported(tmp_path, "acled", zone="Z"))
    events = {str(quad.subject) for quad in found.quads_for_pattern(None, TYPE, CONFLICT.term("UseOfForce"))}
    assert events == {f"<{PREFIXES['event']}acled-AAA{number}>" for number in (1, 2, 4)}
    exact, week, month = (stated(found, f"acled-AAA{number}") for number in (1, 2, 4))
    assert (exact["earliestTime"], exact["latestTime"]) == ({"2023-11-20T00:00:00Z"}, {"2023-11-20T23:59:59Z"})
    assert (week["earliestTime"], week["latestTime"]) == ({"2023-11-15T00:00:00Z"}, {"2023-11-27T23:59:59Z"})
    assert (month["earliestTime"], month["latestTime"]) == ({"2023-10-23T00:00:00Z"}, {"2023-12-22T23:59:59Z"})
    assert exact["killedAtLeast"] == {"8"}
    assert "killedAtMost" not in exact
    assert "killedAtLeast" not in week


def test_ofac_tells_who_is_listed_and_under_what(tmp_path: Path) -> None:
    found = store(imported(tmp_path, "ofac"))
    assert stated(found, "ofac-1001") == {
        "isAboutActor": {PREFIXES["actor"] + "ofac-1001"},
        "underProgramme": {"SDGT", "IFSR"},
        "listIdentifier": {"OFAC SDN 1001"},
    }
    people = list(found.quads_for_pattern(None, TYPE, CONFLICT.term("Person")))
    assert [quad.subject for quad in people] == [NamedNode(PREFIXES["actor"] + "ofac-1002")]
    assert not list(found.quads_for_pattern(NamedNode(PREFIXES["actor"] + "ofac-1003"), None, None))


def test_gdelt_tells_fights_at_places_and_cites_the_article(tmp_path: Path) -> None:
    found = store(imported(tmp_path, "gdelt", zone="Z"))
    assert stated(found, "gdelt-9001").keys() == {"occurredAt", "earliestTime", "latestTime", "hasTimePrecision"}
    assert stated(found, "gdelt-9004")["earliestTime"] == {"2023-11-22T00:00:00Z"}
    assert not any(stated(found, f"gdelt-{number}") for number in (9002, 9003, 9005))
    locators = {str(quad.object) for quad in found.quads_for_pattern(None, CONFLICT.term("locator"), None)}
    assert '"event 9001, https://example.org/a?b=1"' in locators


HOSTILE = '"" . <urn:x> a <urn:y> . #\n\\u0022 {} {0} </script> \\'


@pytest.mark.parametrize("name", DATASETS)
def test_hostile_names_stay_names(tmp_path: Path, name: str) -> None:
    quoted = HOSTILE.replace('"', '""')
    plain, odd = {
        "ucdp": ("Group B,", f'"{quoted}",'),
        "acled": ("Group A,", f'"{quoted}",'),
        "ofac": ("GROUP A", quoted),
        "gdelt": ("FORCES OF A", HOSTILE.replace("\n", " ")),
    }[name]
    table = TABLES[name].replace(plain, odd)
    file = imported(tmp_path, name, table)
    (parsed,) = (parse_file(source) for source in read_rdf([file]))
    assert not any(getattr(triple.subject, "value", "").startswith("urn:") for triple in parsed)
    assert any(isinstance(t.object, Literal) and '"" . <urn:x> a <urn:y> . #' in t.object.value for t in parsed)
    assert find_faults(load_data([file])) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("ucdp", "date_start", "begin", "ucdp.csv: the table lacks the column 'date_start'"),
        ("ucdp", "2023-11-30,", "soon,", "ucdp.csv: row 2: no dates"),
        ("ucdp", "101,X-1", "1 0,X-1", "row 1: no identifier"),
        ("ucdp", ",4,6,3", ",4,2,3", "row 1: more deaths at least than at most"),
        ("ucdp", ",4,6,3", ",4,6,three", "row 1: no numbers of deaths"),
        ("ucdp", "33.5", "133.5", "row 1: no latitude"),
        ("ucdp", "2023,1,", "2023,7,", "row 1: no type of violence"),
        ("ucdp", "Town,Aland", ",", "row 1: no place"),
        ("acled", "20 November 2023", "20/11", "row 1: no date"),
        ("acled", ",x,2\n", ",x,few\n", "row 4: no number of fatalities"),
        ("acled", "2023,2,Pol", "2023,9,Pol", "row 2: no precision of the date"),
        ("ofac", "1002,", "x,", "row 2: no number of the entry"),
        ("gdelt", "\t20231120\t", "\tMonday\t", "row 1: no date"),
        ("gdelt", "33.5", "north", "row 1: no latitude"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_is_written(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    assert old in TABLES[name]
    (tmp_path / f"{name}.ttl").write_text("mine")
    with pytest.raises(InputError) as caught:
        imported(tmp_path, name, TABLES[name].replace(old, new, 1))
    assert words in str(caught.value)
    assert (tmp_path / f"{name}.ttl").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("ucpd", {}, "no dataset 'ucpd' \\(did you mean ucdp\\?\\)"),
        ("icews", {}, "there are: ucdp, acled, ofac, gdelt"),
        ("ucdp", {"reliability": "G"}, "a letter from A to F"),
        ("ucdp", {"credibility": "7"}, "a digit from 1 to 6"),
        ("ucdp", {"zone": "Baghdad"}, "write \\+03:00"),
        ("ucdp", {"recorded": "soon"}, "'soon' is no date"),
    ],
)
def test_options_that_are_none_are_refused(name: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_dataset(name, [Path("any.csv")], **{"recorded": "2024-06-01", **options})


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"a,b\n1,2,3\n"])
def test_a_file_that_is_no_table_is_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(KgError, match=r"x\.csv"):
        list(read_dataset("ucdp", [tmp_path / "x.csv"], recorded="2024-06-01"))
