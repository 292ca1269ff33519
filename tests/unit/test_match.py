"""Proposals of what is the same: kinds of evidence, what is never proposed, what speaks against."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyoxigraph import NamedNode

from kg.evidence.records import Judgement
from kg.exchange.matching.candidates import Candidate, read_crosswalk
from kg.exchange.matching.names import evened, fold
from kg.exchange.matching.propose import SCORES, Proposal, propose
from match_gold import GRAPH, OTHERS, SAME, candidate, slug


def only(one: Candidate, other: Candidate, **more: object) -> Proposal:
    (found,) = propose([one], [other], more.pop("crosswalk", {}), **more)  # type: ignore[arg-type]
    return found


def test_the_gold_list_is_found_nearly_whole_and_with_little_else() -> None:
    found = {(slug(p.left), slug(p.right)) for p in propose(GRAPH, OTHERS, {})}
    assert len(found & SAME) / len(SAME) >= 0.9, SAME - found
    assert len(found & SAME) / len(found) >= 0.9, found - SAME


@pytest.mark.parametrize(
    ("ours", "theirs", "key"),
    [
        ("Badr Organization", "Badr Organization", "exact"),
        ("Badr Organization", "BADR ORGANIZATION", "folded"),
        ("Kata'ib Hizballah", "Katāʾib Ḥizballāh", "folded"),
        ("كتائب حزب الله", "كتايب حزب الله", "folded"),
        ("Kataib Hezbollah", "Kata'ib Hizballah", "fuzzy"),
    ],
)
def test_each_kind_of_name_has_its_key_and_at_most_its_score(ours: str, theirs: str, key: str) -> None:
    found = only(candidate("a", "Militia", ours), candidate("b", "Organization", theirs))
    assert (found.key, found.names) == (key, (ours, theirs))
    assert 0 < found.score <= SCORES[key]
    assert found.row[6] == ""
    assert found.reason


def test_identifiers_count_more_than_names() -> None:
    ours = candidate("a", "Militia", "A group", ids=("OFAC SDN 1",))
    found = only(ours, candidate("b", "Organization", "Another name", ids=("OFAC SDN 1",)))
    assert (found.key, found.score, found.reason) == ("identifier", 1.0, "both have OFAC SDN 1")
    known = {ours.iri: {"ucdp-7": "UCDP Actor Dataset"}}
    found = only(ours, candidate("ucdp-7", "ArmedGroup", "Other"), crosswalk=known)
    assert (found.key, found.reason) == ("crosswalk", "ucdp-7 is this one, by UCDP Actor Dataset")
    other = only(ours, candidate("ucdp-8", "ArmedGroup", "A group"), crosswalk=known)
    assert other.against == ("ucdp-7 is not ucdp-8",)


@pytest.mark.parametrize(("one", "other"), [("Person", "Organization"), ("State", "StateOrgan"), ("Brand", "Militia")])
def test_what_is_never_the_same_is_not_proposed_whatever_the_evidence(one: str, other: str) -> None:
    pair = candidate("a", one, "One name", ids=("X 1",)), candidate("b", other, "One name", ids=("X 1",))
    assert propose([pair[0]], [pair[1]], {}) == propose([pair[1]], [pair[0]], {}) == []


def test_what_speaks_against_a_pair_is_said() -> None:
    ours = candidate("a", "ArmedForce", "Guard", ids=("OFAC SDN 1",))
    theirs = candidate("b", "ArmedGroup", weak=("Guard",), ids=("OFAC SDN 2",))
    found = propose([ours], [theirs, candidate("c", "ArmedForce", "Guard")], {})
    assert [(slug(p.right), p.score) for p in found] == [("c", 0.95), ("b", 0.76)]
    assert found[1].against == (
        "OFAC SDN 1 is not OFAC SDN 2", "a weak name", "ArmedForce is not ArmedGroup", "as well as actor:c",
    )  # fmt: skip


def test_judgements_of_the_data_are_heeded() -> None:
    ours, theirs = candidate("a", "Militia", "One name"), candidate("b", "Militia", "One name")
    pair = frozenset({NamedNode(ours.iri), NamedNode(theirs.iri)})
    said = datetime(2024, 1, 1, tzinfo=UTC)
    same = Judgement("urn:j", "urn:s", ("B", "2"), said, None, pair, NamedNode(ours.iri))
    assert propose([ours], [theirs], {}, [same]) == []
    apart = Judgement("urn:j", "urn:s", ("B", "2"), said, None, pair, None)
    assert only(ours, theirs, judgements=[apart, same]).against == ("judged different by <urn:j>",)
    withdrawn = replace(same, ended=said)
    assert only(ours, theirs, judgements=[withdrawn]).against == ()


def test_data_matched_with_themselves_give_each_pair_once() -> None:
    both = [candidate("b", "Militia", "One name"), candidate("a", "Militia", "One name")]
    assert [(slug(p.left), slug(p.right)) for p in propose(both, both, {})] == [("a", "b")]


def test_names_that_differ_in_a_number_are_not_similar() -> None:
    pair = candidate("a", "Militia", "45th Brigade of the PMF"), candidate("b", "Militia", "46th Brigade of the PMF")
    assert propose([pair[0]], [pair[1]], {}) == []


def test_a_remark_in_brackets_makes_no_names_alike() -> None:
    pair = candidate("a", "Place", "Iraq (territory)"), candidate("b", "Place", "Syria (territory)")
    assert propose([pair[0]], [pair[1]], {}) == []
    assert only(pair[0], candidate("c", "Place", "IRAQ")).key == "folded"


def test_folding_is_stable_and_empty_names_match_nothing() -> None:
    for name in ("Ḥarakat an-Nujabāʾ", "حركة النجباء", "AL-AMIRI, Hadi", "a, b, c"):
        assert fold(fold(name)) == fold(name)
        assert evened(evened(fold(name))) == evened(fold(name))
    assert propose([candidate("a", "Militia", "…")], [candidate("b", "Militia", "?!")], {}) == []


def test_the_crosswalk_names_resources_and_sources() -> None:
    known = read_crosswalk()
    assert known["https://w3id.org/conflict-kg/id/actor/isis"]["ucdp-234"] == "UCDP Actor Dataset 22.1"
    assert all(source for identifiers in known.values() for source in identifiers.values())
