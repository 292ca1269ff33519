"""What the shipped data must tell: the structure of states and forces, dates, tolls, names and identifiers."""

import re

import pytest

from kg.api import KnowledgeGraph
from kg.workspace import Workspace

#: What is part of what, as everybody knows.
STRUCTURE = [
    ("pentagon", "united-states"),
    ("us-air-force", "united-states"),
    ("us-air-force", "pentagon"),
    ("centcom", "united-states"),
    ("centcom", "pentagon"),
    ("us-forces", "united-states"),
    ("us-state-department", "united-states"),
    ("irgc", "iran"),
    ("quds-force", "irgc"),
    ("popular-mobilization-forces", "iraq"),
]


@pytest.fixture(scope="module")
def graph(shipped_graph: Workspace) -> KnowledgeGraph:
    return KnowledgeGraph(shipped_graph)


def values(graph: KnowledgeGraph, pattern: str) -> list[str]:
    """The values of ``?v`` in the matches of ``pattern``, sorted."""
    return sorted(map(str, graph.query(f"SELECT DISTINCT ?v WHERE {{ {pattern} }}")["v"].to_list()))


@pytest.mark.parametrize(("member", "group"), STRUCTURE)
def test_the_chief_structure_stands_on_good_sources(member: str, group: str, graph: KnowledgeGraph) -> None:
    assert f"actor:{group}" in values(graph, f"actor:{member} conflict:isMemberOf ?v")
    told = f"?a told:hasMember actor:{member} ; told:hasGroup actor:{group}"
    grades = values(graph, f"{told} ; conflict:hasSource/conflict:hasReliability ?v")
    assert grades[0] in ("reliability:A", "reliability:B")


def test_the_listing_of_the_quds_force_has_the_day_of_that_of_the_guards(graph: KnowledgeGraph) -> None:
    for actor in ("irgc", "quds-force"):
        found = values(graph, f"act:designation-{actor}-2019-fto conflict:earliestTime ?v")
        assert [day[:10] for day in found] == ["2019-04-15"]


@pytest.mark.parametrize(
    ("day", "actor", "programme", "listed"),
    [
        ("2009-06-28", "kataib-hezbollah", "FTO", ["perhaps"]),  # signed on 24 June, published on 2 July
        ("2009-06-28", "kataib-hezbollah", "SDGT", ["perhaps"]),
        ("2009-07-03", "kataib-hezbollah", "SDGT", ["yes"]),
        ("2020-01-05", "asaib-ahl-al-haq", "FTO", ["perhaps"]),
        ("2019-04-14", "quds-force", "FTO", []),
        ("2024-02-15", "houthis", "SDGT", []),  # announced in January, with effect on 16 February
        ("2024-02-17", "houthis", "SDGT", ["yes"]),
    ],
)
def test_a_listing_is_sure_once_it_took_effect(
    day: str, actor: str, programme: str, listed: list[str], graph: KnowledgeGraph
) -> None:
    rows = graph.query("designations-on", on=day).iter_rows(named=True)
    found = {r["listed"] for r in rows if (r["actor"], r["programme"]) == (f"actor:{actor}", programme)}
    assert sorted(found) == listed


def test_a_first_count_of_the_dead_with_soleimani_is_no_upper_bound(graph: KnowledgeGraph) -> None:
    assert values(graph, "event:soleimani-killing-2020-01 conflict:killedAtLeast ?v") == ["8"]
    assert values(graph, "event:soleimani-killing-2020-01 conflict:killedAtMost ?v") == []


def test_the_toll_of_two_countries_is_of_no_one_group(graph: KnowledgeGraph) -> None:
    assert values(graph, "event:us-strikes-2024-02-02 conflict:harmedMembersOf ?v") == []
    assert values(graph, "event:us-strikes-iraq-2024-02-02 conflict:killedAtLeast ?v") == ["16"]
    assert values(graph, "event:us-strikes-syria-2024-02-02 conflict:killedAtMost ?v") == ["23"]


@pytest.mark.parametrize(
    ("group", "month", "least", "most"),
    [("kataib-hezbollah", "2023-11", 9, 9), ("popular-mobilization-forces", "2024-02", 17, None)],
)
def test_deaths_of_a_group_are_counted_once(
    group: str, month: str, least: int, most: int | None, graph: KnowledgeGraph
) -> None:
    found = graph.query("deaths-by-group")
    rows = [row for row in found.iter_rows(named=True) if (row["group"], row["month"]) == (f"actor:{group}", month)]
    assert [(row["killedAtLeast"], row["killedAtMost"]) for row in rows] == [(least, most)]


def test_a_toll_counts_nobody_of_whom_the_source_does_not_say_whose_they_were(graph: KnowledgeGraph) -> None:
    # Five of the seven wounded were soldiers, and the wounded of 25 December were civilians too.
    soldiers = "toll:al-asad-attack-2024-08-05-us-forces conflict:membersWoundedAtMost ?v"
    assert values(graph, soldiers) == ["5"]
    assert values(graph, "event:al-asad-attack-2024-08-05 conflict:woundedAtMost ?v") == ["7"]
    iraqi = "toll:us-strikes-2023-12-25-iraqi-forces"
    assert values(graph, f"{iraqi} conflict:membersKilledAtMost ?v") == ["1"]
    assert values(graph, f"{iraqi} conflict:membersWoundedAtLeast ?v") == []


def test_a_hedged_number_takes_nothing_else_from_the_facts(graph: KnowledgeGraph) -> None:
    event = "event:green-zone-attack-2023-12-08"
    assert values(graph, f"{event} conflict:hasWeaponKind ?v") == ["weapon:mortar", "weapon:rocket"]
    hedged = f"?v conflict:isAccountOf {event} ; conflict:hedge ?words ; told:munitionsAtLeast 7"
    assert len(values(graph, hedged)) == 3
    strikes = "event:us-strikes-2023-12-25"
    assert values(graph, f"{strikes} conflict:earliestTime ?v") == ["2023-12-25T20:45:00-05:00"]
    assert values(graph, f"{strikes} conflict:harmedMembersOf ?v") == ["actor:iraqi-forces"]


@pytest.mark.parametrize("group", ["kataib-hezbollah", "asaib-ahl-al-haq"])
def test_support_told_in_a_year_does_not_begin_in_it(group: str, graph: KnowledgeGraph) -> None:
    relation = f"relation:lebanese-hezbollah-supports-{group}"
    assert values(graph, f"?a conflict:isAccountOf {relation} ; told:validFrom ?v") == []


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("كتائب حزب الله", "actor:kataib-hezbollah"),
        ("قاسم سلیمانی", "actor:qasem-soleimani"),
        ("سپاه پاسداران انقلاب اسلامی", "actor:irgc"),
        ("عين الأسد", "place:al-asad-airbase"),
        ("Hashd al-Shaabi", "actor:popular-mobilization-forces"),
        ("Ansarullah", "actor:houthis"),
    ],
)
def test_names_in_other_scripts_and_transliterations_find(name: str, thing: str, graph: KnowledgeGraph) -> None:
    assert graph.find(name).rows[0][2] == thing


def test_identifiers_have_the_form_that_their_authorities_publish(graph: KnowledgeGraph) -> None:
    forms = re.compile(
        r"http://www\.wikidata\.org/entity/Q\d+|https://sws\.geonames\.org/\d+/|https://ucdp\.uu\.se/actor/\d+"
        r"|https://sanctionssearch\.ofac\.treas\.gov/Details\.aspx\?id=\d+"
    )
    found = graph.query("SELECT ?thing ?v WHERE { ?thing skos:exactMatch ?v }")
    addresses = [str(value).strip("<>") for value in found["v"].to_list()]
    assert len(addresses) > 50
    assert [address for address in addresses if not forms.fullmatch(address)] == []
    assert len(set(addresses)) == len(addresses), "an address names one thing"


@pytest.mark.parametrize(
    ("name", "bearers"),
    [("Islamic Resistance in Iraq", ["actor:islamic-resistance-in-iraq"]), ("The People of the Cave", [])],
)
def test_an_alias_that_a_list_gives_is_no_name_of_the_listed_group(
    name: str, bearers: list[str], graph: KnowledgeGraph
) -> None:
    assert (
        values(graph, f'?v a conflict:Actor ; skos:prefLabel|skos:altLabel ?name FILTER(STR(?name) = "{name}")')
        == bearers
    )
