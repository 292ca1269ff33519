"""Events that may be the same: day, place, kind and parties, within the precision of both; from triples and columns."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kg.exchange.matching.candidates import superclasses
from kg.exchange.matching.events import Event, Point, propose_events, read_events
from kg.exchange.matching.jobs import match_files
from kg.exchange.matching.propose import Proposal
from kg.pipeline import load_data, ontology_and_schemes, prepare
from kg.rdf.terms import CONFLICT, PREFIXES

NIGHT = (datetime.fromisoformat("2023-11-20T18:00:00+00:00"), datetime.fromisoformat("2023-11-21T06:00:00+00:00"))
OURS = Event(
    "urn:ours", "Attack", frozenset({"Event", "Attack", "UseOfForce"}), frozenset({"Attack"}), (NIGHT,), ("urn:base",),
    frozenset({"urn:group"}),
)  # fmt: skip
THEIRS = replace(
    OURS, iri="urn:theirs", classes=frozenset({"Event", "UseOfForce"}), most=frozenset({"UseOfForce"}),
    places=("urn:town",), parties=frozenset({"urn:g2"}),
)  # fmt: skip
POINTS: dict[str, Point] = {"urn:base": (33.80, 42.44, 5.0), "urn:town": (33.85, 42.50, 10.0)}
SAME = {("urn:group", "urn:g2")}


def pair(theirs: Event = THEIRS, points: dict[str, Point] = POINTS, same: set[tuple[str, str]] = SAME) -> Proposal:
    (found,) = propose_events([OURS], [theirs], points, same)
    return found


def test_a_pair_in_which_all_agrees_has_the_whole_score_and_says_why() -> None:
    found = pair()
    assert (found.left, found.right, found.key, found.score, found.against) == (
        "urn:ours", "urn:theirs", "event", 1.0, (),
    )  # fmt: skip
    assert found.reason == (
        "times that overlap, known to the day; places 8 km apart, known within 5 and 10 km; kinds that fit; "
        "a party in common, <urn:group>"
    )


def test_what_does_not_agree_costs_score_and_is_said() -> None:
    assert (pair(same=set()).score, pair(same=set()).against) == (0.85, ("no party in common",))
    assert pair(replace(THEIRS, parties=frozenset())).against == ()
    other = pair(replace(THEIRS, classes=frozenset({"Event", "Strike"}), most=frozenset({"Strike"})))
    assert (other.score, other.against) == (0.9, ("Attack is not Strike",))
    week = (NIGHT[0], NIGHT[0] + timedelta(days=7))
    assert pair(replace(THEIRS, spans=(week,))).score == 0.85


@pytest.mark.parametrize(
    "points",
    [
        {},
        {"urn:base": (33.80, 42.44, 2.0), "urn:town": (33.85, 42.50, 2.0)},
        {"urn:base": (33.80, 42.44, 5.0), "urn:town": (33.85, 42.50, 300.0)},
    ],
    ids=["no point", "too far", "too vague"],
)
def test_places_must_agree_within_both_radii(points: dict[str, Point]) -> None:
    assert propose_events([OURS], [THEIRS], points, SAME) == []
    (found,) = propose_events([OURS], [THEIRS], points, {("urn:base", "urn:town")})
    assert found.reason.startswith("times that overlap, known to the day; the same ")


def test_a_wide_area_in_common_is_worth_less() -> None:
    areas = {"urn:base": (33.8, 42.4, 150.0)}
    (found,) = propose_events([OURS], [replace(THEIRS, places=("urn:base",))], areas, SAME)
    assert (found.score, "the same wide area, <urn:base>" in found.reason) == (0.8, True)


def test_times_must_overlap() -> None:
    later = (NIGHT[1] + timedelta(seconds=1), NIGHT[1] + timedelta(hours=5))
    assert propose_events([OURS], [replace(THEIRS, spans=(later,))], POINTS, SAME) == []


def test_several_that_fit_are_named() -> None:
    found = propose_events([OURS], [THEIRS, replace(THEIRS, iri="urn:third")], POINTS, SAME)
    assert [p.against for p in found] == [("as well as <urn:third>",), ("as well as <urn:theirs>",)]


HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
DATA = """
source:{s} a conflict:Source ; skos:prefLabel "{s}"@en ; conflict:hasReliability reliability:B .
actor:{s}-group a conflict:ArmedGroup ; skos:prefLabel "{group}"@en .
place:{s}-base a conflict:Facility ; skos:prefLabel "Base {s}"@en ;
  conflict:latitude 33.8 ; conflict:longitude 42.4 ; conflict:coordinatePrecision 5.0 .
event:{s}-1 a conflict:Attack ; skos:prefLabel "Attack of {s}"@en .
account:{s}-1 a conflict:Account ; conflict:isAccountOf event:{s}-1 ; conflict:hasSource source:{s} ;
  conflict:locator "1" ; conflict:paraphrase "An attack." ; conflict:hasCredibility credibility:2 ;
  conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; told:occurredAt place:{s}-base ;
  told:hasPerpetrator actor:{s}-group ; told:earliestTime "2023-11-20T00:00:00Z"^^xsd:dateTime ;
  told:latestTime "2023-11-20T23:59:59Z"^^xsd:dateTime .
account:{s}-2 a conflict:Account ; conflict:isAccountOf event:{s}-1 ; conflict:hasSource source:{s} ;
  conflict:locator "2" ; conflict:paraphrase "The same." ; conflict:hasCredibility credibility:2 ;
  conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; told:occurredAt place:{s}-base .
"""


@pytest.mark.parametrize("in_columns", [False, True])
def test_triples_and_columns_give_the_same_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_columns: bool
) -> None:
    ours, theirs = tmp_path / "ours.ttl", tmp_path / "theirs.ttl"
    ours.write_text(HEAD + DATA.format(s="ours", group="Kataib Hezbollah"), encoding="utf-8")
    theirs.write_text(HEAD + DATA.format(s="theirs", group="KATA'IB HIZBALLAH"), encoding="utf-8")
    if in_columns:
        monkeypatch.setenv("KG_DATASET_FILE_BYTES", "1")
        monkeypatch.setenv("KG_DATASET_ACCOUNTS", "1")
    found = {(p.left.rsplit("/", 1)[-1], p.right.rsplit("/", 1)[-1], p.key) for p in match_files([ours], [theirs])}
    assert found == {("ours-group", "theirs-group", "fuzzy"), ("ours-1", "theirs-1", "event")}


def test_an_event_and_its_part_are_never_proposed() -> None:
    assert propose_events([OURS], [replace(THEIRS, wholes=frozenset({OURS.iri}))], POINTS, SAME) == []
    assert propose_events([replace(OURS, wholes=frozenset({THEIRS.iri}))], [THEIRS], POINTS, SAME) == []


def test_wholes_are_read_through_all_their_parts() -> None:
    loaded = load_data()
    events = {event.iri: event for event in read_events(loaded, superclasses(ontology_and_schemes()[0]))}
    stated = {
        (account.about.value, whole.value)
        for account in prepare(loaded).account_records
        for whole in account.values.get(CONFLICT.term("isSubEventOf"), ())
    }
    assert all(whole in events[part].wholes for part, whole in stated if part in events)
    proposed = {(proposal.left, proposal.right) for proposal in match_files([], []) if proposal.key == "event"}
    assert proposed.isdisjoint(stated | {(whole, part) for part, whole in stated})
