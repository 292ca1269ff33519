"""Ways of asking that give a wrong answer without an error are pointed out, with what to ask instead."""

import pytest

from kg.rdf.read import shipped
from kg.sparql.catalogue import read_catalogue
from kg.sparql.pitfalls import pitfalls

SUMMED = "conflict:Toll binds numbers to a group, and 'kg query deaths-by-group' adds them up"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "SELECT ?g (SUM(?k) AS ?n) { ?e conflict:harmedMembersOf ?g ; conflict:killedAtLeast ?k } GROUP BY ?g",
            [SUMMED],
        ),
        ("SELECT (sum(?k) AS ?n) { ?account told:membersWoundedAtMost ?k }", [SUMMED]),
        ("SELECT (SUM(?m) AS ?n) { ?e conflict:munitionsAtLeast ?m }", []),
        ("SELECT ?k { ?e conflict:killedAtLeast ?k }", []),
        (
            "SELECT (SUM(?k) AS ?n) { ?t conflict:membersKilledAtLeast ?k ; conflict:isTollOf ?e"
            " FILTER NOT EXISTS { ?e conflict:isSubEventOf ?whole } }",
            [],
        ),
        (
            "SELECT ?g { ?s conflict:hasBeneficiary ?b { BIND(?b AS ?g) } UNION { ?g conflict:isMemberOf ?b } }",
            ["?b has no value where BIND stands"],
        ),
        ("SELECT ?g { ?s conflict:hasBeneficiary ?b BIND(?b AS ?g) }", []),
        ("SELECT ?g { ?s conflict:hasBeneficiary ?b OPTIONAL { ?b conflict:isMemberOf ?c BIND(?b AS ?g) } }", []),
        ("SELECT ?g { ?s a ?b FILTER EXISTS { BIND(?b AS ?g) } }", []),
        ("SELECT ?g { ?s a ?b OPTIONAL { BIND(COALESCE(?b, ?s) AS ?g) } }", []),
        ("SELECT * { ?x unknown:prefix ?y }", []),
        ("no query", []),
    ],
)
def test_what_misleads_is_pointed_out(text: str, said: list[str]) -> None:
    found = pitfalls(text)
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def test_the_queries_of_the_catalogue_do_not_mislead() -> None:
    assert [name for name, query in read_catalogue(shipped("queries")).items() if pitfalls(query.text)] == []


def test_what_the_lists_of_queries_answer_is_found_by_its_words() -> None:
    said = {name: query.summary for name, query in read_catalogue(shipped("queries")).items()}
    assert [name for name, summary in said.items() if "payroll" in summary] == ["embedded-attackers"]
    assert [name for name, summary in said.items() if summary.startswith("Deaths")] == ["deaths-by-group"]
