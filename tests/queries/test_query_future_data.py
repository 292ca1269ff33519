"""Queries whose answer is empty, or simple, over the shipped data give the right rows once data of that kind are in."""

import pytest
from pyoxigraph import RdfFormat, Store

from kg.rdf.tables import cell
from kg.rdf.terms import PREFIXES
from kg.sparql.catalogue import CatalogueQuery, bind
from kg.sparql.query import run
from kg.sparql.store import memory_store
from kg.workspace import Workspace


def account(name: str, of: str, stated: str, source: str = "seed-report", recorded: str = "2023-10-17") -> str:
    return f"""account:{name} a conflict:Account ; conflict:isAccountOf {of} ; conflict:hasSource source:{source} ;
        conflict:recordedAt "{recorded}T00:00:00Z"^^xsd:dateTime ; conflict:hasCredibility credibility:2 ;
        conflict:locator "l" ; conflict:paraphrase "p" ; {stated} ."""


def source(name: str, grade: str, also: str = "") -> str:
    about = f'skos:prefLabel "{name}" ; conflict:hasReliability reliability:{grade}'
    return f"source:{name} a conflict:Source ; {about} {also} ."


def at(moment: str) -> str:
    return f'"{moment}"^^xsd:dateTime'


def wounded(one: str, two: str) -> str:
    """What two sources tell of the attack of which the seed report tells eight wounded."""
    return "".join(
        account(name, "event:al-asad-attack-2023-11", stated, name) for name, stated in (("one", one), ("two", two))
    )


HARIR = "event:harir-attack-2023-11-20"
PLACE = "told:occurredAt place:syria"
TWO_SOURCES = source("one", "A") + source("two", "B") + account("one", HARIR, PLACE, "one")
IRI, AWH = "actor:islamic-resistance-in-iraq", "actor:alwiyat-al-waad-al-haq"
CLAIM = f"told:claimsEvent {HARIR} ; told:isDeclaredBy"
TWIN = f"""event:twin a conflict:UseOfForce ; skos:prefLabel "Twin" ; conflict:hasTarget actor:us-forces ;
    conflict:occurredAt place:iraq ; conflict:earliestTime {at("2023-11-21T00:00:00+03:00")} ;
    conflict:latestTime {at("2023-11-21T23:59:59+03:00")} ."""
LISTED = f"""act:listing a conflict:Designation ; conflict:isAboutActor actor:kataib-hezbollah ;
    conflict:isDeclaredBy actor:united-states ; conflict:underProgramme "FTO" ;
    conflict:earliestTime {at("2009-07-02T00:00:00Z")} ."""
RESPONSE = "conflict:retaliatesFor event:us-strikes-2023-11-20"
#: Query, statements added, its parameters, one column, and the values that the column then has.
CASES = {
    "superseded": (
        "superseded-claims",
        account("old", "act:x", f"{CLAIM} {AWH} ; conflict:isSupersededBy account:new")
        + account("new", "act:y", f"{CLAIM} {IRI}", recorded="2023-10-18"),
        {},
        "laterClaimant",
        [IRI],
    ),
    "withdrawn": (
        "superseded-claims",
        account("old", "act:x", f"{CLAIM} {AWH} ; conflict:withdrawnAt {at('2023-10-18T00:00:00Z')}"),
        {},
        "ending",
        ["withdrawn"],
    ),
    "denied by the claimant": (
        "superseded-claims",
        "act:y a conflict:Denial ."
        + account("old", "act:x", f"{CLAIM} {AWH}")
        + account("new", "act:y", f"told:isAboutMatter {HARIR} ; told:isDeclaredBy {AWH}"),
        {},
        "ending",
        ["denied"],
    ),
    "two good sources contradict": (
        "contradicted-statements",
        TWO_SOURCES + account("two", HARIR, PLACE, "two"),
        {},
        "against",
        ["2", "2"],
    ),
    "a repost does not count": (
        "contradicted-statements",
        TWO_SOURCES + source("copy", "A", "; conflict:derivesFrom source:one") + account("copy", HARIR, PLACE, "copy"),
        {},
        "against",
        [],
    ),
    "the larger place does not contradict": (
        "contradicted-statements",
        TWO_SOURCES.replace("place:syria", "place:iraq") + account("two", HARIR, "told:occurredAt place:iraq", "two"),
        {},
        "against",
        [],
    ),
    "one good source, where one is asked for": (
        "contradicted-statements",
        source("one", "A") + account("one", HARIR, PLACE, "one"),
        {"least": "1"},
        "instead",
        ["place:syria"] * 2,
    ),
    "ranges that share nothing contradict": (
        "contradicted-statements",
        source("one", "A") + source("two", "B") + wounded("told:woundedAtMost 5", "told:woundedAtMost 7"),
        {},
        "property",
        ["conflict:woundedAtLeast"],
    ),
    "ranges that touch do not contradict": (
        "contradicted-statements",
        source("one", "A") + source("two", "B") + wounded("told:woundedAtMost 8", "told:woundedAtLeast 5"),
        {},
        "property",
        [],
    ),
    "same target within a day in the larger place": ("possible-duplicates", TWIN, {}, "thing", [HARIR]),
    "two days apart": ("possible-duplicates", TWIN.replace("11-21", "11-22"), {}, "thing", []),
    "another transliteration": (
        "possible-duplicates",
        """actor:kataeb-hizbullah a conflict:Actor ; skos:prefLabel "Kata'eb Hizbullah"@en .""",
        {},
        "other",
        ["actor:kataib-hezbollah"],
    ),
    "another group": (
        "possible-duplicates",
        """actor:kataeb-hizbullah a conflict:Actor ; skos:prefLabel "Kata'eb Sayyid"@en .""",
        {},
        "other",
        [],
    ),
    "designated": ("designations-on", LISTED, {}, "actor", ["actor:kataib-hezbollah"]),
    "not yet designated": ("designations-on", LISTED, {"on": "2009-07-01"}, "actor", []),
    "a chain of responses": (
        "retaliation-chain",
        f'event:x {RESPONSE} ; skos:prefLabel "X" ; conflict:earliestTime {at("2023-11-25T00:00:00Z")} .',
        {},
        "response",
        ["event:us-strikes-2023-11-20", "event:x"],
    ),
    "support in two steps": (
        "support-paths",
        "relation:x conflict:hasSponsor actor:kataib-hezbollah ; conflict:hasBeneficiary actor:isis .",
        {},
        "steps",
        ["1", "1", "1", "2"],
    ),
    "two opposed sponsors": (
        "opposed-sponsors",
        "actor:isis conflict:isSponsoredBy actor:iran , actor:united-states .",
        {},
        "pattern",
        ["uses force against its state's partner"] * 2 + ["tied to two opposed states"],
    ),
    "an origin of its own": (
        "single-source-links",
        source("one", "A")
        + account("x", "relation:us-supports-iraqi-forces", "told:hasSponsor actor:united-states", "one"),
        {},
        "sponsor",
        ["actor:iran"] * 3,
    ),
    "only an organ of an adversary says so": (
        "single-source-links",
        'relation:x a conflict:Sponsorship ; skos:prefLabel "X" .'
        + source("one", "B", "; conflict:speaksFor actor:pentagon")
        + account("x", "relation:x", "told:hasSponsor actor:iran", "one"),
        {},
        "onlyAdversaries",
        ["false"] * 4 + ["true"],
    ),
    "only an adversary says so": (
        "single-source-links",
        'relation:x a conflict:Sponsorship ; skos:prefLabel "X" .'
        "actor:isis conflict:isHostileTo actor:iraq ."
        + account("x", "relation:x", "told:hasSponsor actor:iraq ; conflict:relaysWordOf actor:isis"),
        {},
        "onlyAdversaries",
        ["false"] * 4 + ["true"],
    ),
    "an ambiguous name": (
        "names-and-bearers",
        'actor:isis skos:altLabel "KH" .',
        {},
        "bearers",
        ["2"] * 2,
    ),
    "an alias that a list quotes": (
        "names-and-bearers",
        account("x", "act:x", "told:isAboutActor actor:isis ; told:wordedAs \"a.k.a. 'KATAIB HEZBOLLAH'\""),
        {},
        "statedBy",
        ["source:seed-report", ""],
    ),
    "bearers judged different": (
        "names-and-bearers",
        'actor:isis skos:altLabel "KH" . judgement:x a conflict:DistinctJudgement ; conflict:hasSource source:one ;'
        "conflict:judges actor:isis , actor:kataib-hezbollah .",
        {},
        "verdict",
        ["conflict:DistinctJudgement"] * 2,
    ),
    "judged to be one event": (
        "claimed-and-blamed",
        f"event:x conflict:isHeldToBe {HARIR} ."
        + account("x", "act:x", f"told:claimsEvent event:x ; told:isDeclaredBy {IRI}", "one"),
        {},
        "sources",
        ["1"] * 7 + ["2"] + ["1"] * 8,
    ),
    "a judged pair": (
        "possible-duplicates",
        f"""event:x a conflict:Event ; skos:prefLabel "X" . judgement:x a conflict:SameJudgement ;
            conflict:judges {HARIR} , event:x ; conflict:hasSource source:one ; conflict:paraphrase "p" .""",
        {},
        "verdict",
        ["conflict:SameJudgement"],
    ),
    "another programme": (
        "designation-steps",
        LISTED
        + 'act:listing conflict:isAcceptedUnder policy:x ; skos:prefLabel "L" .'
        + account("x", "act:listing", 'told:underProgramme "SDGT"'),
        {},
        "stated",
        ["SDGT"],
    ),
    "a date apart from the accepted one": (
        "designation-steps",
        LISTED
        + 'act:listing conflict:isAcceptedUnder policy:x ; skos:prefLabel "L" .'
        + account("x", "act:listing", f"told:latestTime {at('2009-07-01T00:00:00Z')}"),
        {},
        "property",
        ["conflict:latestTime"],
    ),
    "a split": (
        "lineage",
        account("x", "relation:x", "told:hasSuccessor actor:isis ; told:hasPredecessor actor:kataib-hezbollah"),
        {},
        "from",
        ["actor:kataib-hezbollah"],
    ),
    "a founding dated twice": (
        "lineage",
        account("x", "event:x", f"told:formsActor actor:isis ; told:earliestTime {at('2003-01-01T00:00:00Z')}")
        + account("y", "event:x", f"told:formsActor actor:isis ; told:earliestTime {at('2004-01-01T00:00:00Z')}"),
        {},
        "begin",
        ["2003-01-01T00:00:00Z", "2004-01-01T00:00:00Z"],
    ),
    "support by a force of the sponsor": (
        "support-paths",
        "actor:us-forces conflict:isMemberOf actor:united-states ."
        "relation:x conflict:hasSponsor actor:us-forces ; conflict:hasBeneficiary actor:isis .",
        {"sponsor": "actor:united-states"},
        "organ",
        ["", "actor:us-forces"],
    ),
    "two claimants": (
        "claims-per-attack",
        f"act:x conflict:claimsEvent {HARIR} ; conflict:isDeclaredBy {AWH} .",
        {},
        "claimants",
        ["2", "1", "1", "1"],
    ),
    "a façade": (
        "brands-and-facades",
        account("x", "relation:x", f"told:hasFacade {IRI} ; told:hasPrincipal actor:kataib-hezbollah"),
        {},
        "standing",
        ["affiliate", "façade"],
    ),
    "withdrawn before the date": (
        "known-on",
        'event:x skos:prefLabel "X" .'
        + account("x", "event:x", f"conflict:withdrawnAt {at('2023-10-20T00:00:00Z')}", recorded="2023-10-17"),
        {"on": "2023-10-21"},
        "subject",
        [],
    ),
    "not yet withdrawn on the date": (
        "known-on",
        'event:x skos:prefLabel "X" .'
        + account("x", "event:x", f"conflict:withdrawnAt {at('2023-10-20T00:00:00Z')}", recorded="2023-10-17"),
        {"on": "2023-10-19"},
        "subject",
        ["event:x"],
    ),
}


def answer_with(
    workspace: Workspace, query: CatalogueQuery, added: str, given: dict[str, str], column: str
) -> list[str]:
    store: Store = memory_store(workspace.graphs)
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store.load((prefixes + added).encode(), format=RdfFormat.TURTLE)
    answer = run(store, query.text, bind(query, given))
    return [cell(row[answer.columns.index(column)]) for row in answer.rows]


@pytest.mark.parametrize("case", CASES)
def test_more_data_give_the_right_rows(case: str, seed: Workspace, catalogue: dict[str, CatalogueQuery]) -> None:
    name, added, given, column, values = CASES[case]
    assert answer_with(seed, catalogue[name], added, given, column) == values


def test_an_attribution_names_who_blames(seed: Workspace, catalogue: dict[str, CatalogueQuery]) -> None:
    added = account(
        "x",
        "act:x",
        f"told:attributesEvent {HARIR} ; told:attributesTo {AWH} ; told:isDeclaredBy actor:pentagon",
    )
    said_by = answer_with(seed, catalogue["claimed-and-blamed"], added, {}, "saidBy")
    accepted = answer_with(seed, catalogue["claimed-and-blamed"], added, {}, "accepted")
    blamed = answer_with(seed, catalogue["claimed-and-blamed"], added, {}, "said").index("is blamed")
    assert (said_by[blamed], accepted[blamed]) == ("actor:pentagon", "false")
