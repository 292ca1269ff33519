"""What conclusions hang on, on a small graph made by hand."""

import pytest

from kg.analyse.robustness import Robustness, robustness, robustness_of_links
from kg.analyse.sensitivity import rank_ranges, sensitivity_of_ranks
from kg.evidence.inputs import Inputs
from kg.pipeline import accept_and_infer, find_policy, load_data, prepare
from kg.rdf.resources import statement
from kg.rdf.terms import PREFIXES, shorten
from kg.review.leave_one_out import independent_sources

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())


def named(name: str, cls: str, more: str = "") -> str:
    return f'{name} a conflict:{cls} ; skos:prefLabel "{name}"@en {more} .\n'


def account(name: str, about: str, source: str, stated: str, credibility: int = 2, relays: str = "") -> str:
    return f"""account:{name} a conflict:Account ; conflict:isAccountOf {about} ; conflict:hasSource source:{source} ;
        conflict:locator "1" ; conflict:paraphrase "It is told." ; conflict:hasCredibility credibility:{credibility} ;
        conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; {relays} {stated} .\n"""


FOE = "conflict:relaysWordOf actor:foe ;"
SUPPORT = "told:hasSponsor actor:state ; told:hasBeneficiary actor:"
DATA = (
    PROLOGUE
    + named("source:a", "Source", "; conflict:hasReliability reliability:B")
    + named("source:b", "Source", "; conflict:hasReliability reliability:B")
    + named("source:c", "Source", "; conflict:hasReliability reliability:C")
    + named("source:copy", "Source", "; conflict:hasReliability reliability:B ; conflict:derivesFrom source:a")
    + named("actor:state", "State")
    + named("actor:foe", "State")
    + "".join(named(f"actor:{name}", "Militia") for name in ("both", "one", "poor", "enemy"))
    + "".join(named(f"relation:{name}", "Sponsorship") for name in ("both", "one", "poor", "enemy"))
    + named("relation:war", "Hostility")
    + account("1", "relation:both", "a", SUPPORT + "both")
    + account("2", "relation:both", "b", SUPPORT + "both")
    + account("3", "relation:one", "a", SUPPORT + "one")
    + account("4", "relation:one", "copy", SUPPORT + "one")
    + account("5", "relation:poor", "c", SUPPORT + "poor", 3)
    + account("6", "relation:enemy", "b", SUPPORT + "enemy", relays=FOE)
    + account("7", "relation:war", "a", "told:hasHostileParty actor:foe ; told:hasOpposedParty actor:state")
    + account("8", "relation:war", "b", "told:hasHostileParty actor:foe ; told:hasOpposedParty actor:state")
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("data")
    (folder / "all.ttl").write_text(DATA, encoding="utf-8")
    return prepare(load_data([folder]))


@pytest.fixture(scope="module")
def found(inputs: Inputs) -> dict[str, Robustness]:
    policy = find_policy(inputs, "cautious")[0]
    base = accept_and_infer(inputs, policy)
    assert list(map(shorten, independent_sources(base))) == ["source:a", "source:b", "source:c"]
    return {statement(r.link): r for r in robustness(base)}


def link(name: str) -> str:
    return f"actor:state conflict:sponsors actor:{name}"


def test_a_link_of_two_sources_hangs_on_neither(found: dict[str, Robustness]) -> None:
    both = found[link("both")]
    assert (both.sources, both.policies) == ((), ("cautious", "corroborated", "permissive"))
    assert (both.share, both.better_grades, both.without_adversaries) == (1.0, True, True)


def test_a_link_of_one_source_and_its_copy_hangs_on_that_source(found: dict[str, Robustness]) -> None:
    one = found[link("one")]
    assert [shorten(source) for source in one.sources] == ["source:a"]
    assert one.policies == ("cautious", "permissive")
    assert one.share == 4 / 6


def test_a_link_of_a_low_grade_falls_on_better_grades(found: dict[str, Robustness]) -> None:
    assert not found[link("poor")].better_grades
    assert found[link("one")].better_grades


def test_a_link_that_only_an_adversary_tells_falls_without_its_word(found: dict[str, Robustness]) -> None:
    assert not found[link("enemy")].without_adversaries
    assert found[link("one")].without_adversaries


def test_ranks_move_with_the_source_that_makes_them(inputs: Inputs) -> None:
    policy = find_policy(inputs, "cautious")[0]
    base = accept_and_infer(inputs, policy)
    ranges = rank_ranges(base)
    state = next(r for r in ranges if shorten(r.actor) == "actor:state")
    # The state is tied to four militias and the foe: all ten pairs of the five others pass through it.
    assert (state.value, state.low, state.high, state.rank, state.best, state.worst) == (1.0, 1.0, 1.0, 1, 1, 1)
    assert {r.rank for r in ranges if r is not state} == {2}
    # Five contacts that are not tied to each other: 5 * (1/5)^2; without any of the sources they are four.
    assert state.constraint == pytest.approx((0.2, 0.2, 0.25))
    poor = next(r for r in ranges if shorten(r.actor) == "actor:poor")
    assert poor.constraint == (1.0, 1.0, 1.0), "without its only source it has no constraint"


def test_tables_say_how_to_read_them_and_what_is_missing(inputs: Inputs) -> None:
    policy = find_policy(inputs, "cautious")[0]
    table = robustness_of_links(accept_and_infer(inputs, policy))
    assert table.rows[0][1] <= table.rows[-1][1]
    assert "3 builds" in table.notes[0]
    nobody = find_policy(inputs, "only:c")[0]
    assert sensitivity_of_ranks(accept_and_infer(inputs, nobody)).rows[0][0] == "actor:poor"
