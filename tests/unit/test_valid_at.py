"""At a date, commands and memberships have ended with death and dissolution, and a year does not answer for a day."""

from pathlib import Path

import pytest

from analyse_case import turtle
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.tables import cell
from kg.rdf.terms import shorten
from kg.sparql.catalogue import CatalogueQuery, bind, read_catalogue
from kg.sparql.query import run
from kg.sparql.store import memory_store
from kg.workspace import Workspace

PEOPLE = """
actor:chief a conflict:Person ; skos:prefLabel "chief"@en .
actor:deputy a conflict:Person ; skos:prefLabel "deputy"@en .
"""
DAY = 'told:earliestTime "{0}T00:00:00Z"^^xsd:dateTime ; told:latestTime "{0}T23:59:59Z"^^xsd:dateTime'
TOLD = (
    ("relation:chief-commands", "Command", "told:hasSuperior actor:chief ; told:hasSubordinate actor:brigade", "a"),
    ("relation:deputy-commands", "Command", "told:hasSuperior actor:deputy ; told:hasSubordinate actor:carrier", "a"),
    ("relation:chief-belongs", "Membership", "told:hasMember actor:chief ; told:hasGroup actor:brigade", "a"),
    ("relation:loner-belongs", "Membership", "told:hasMember actor:loner ; told:hasGroup actor:corps", "a"),
    ("relation:carrier-belongs", "Membership", "told:hasMember actor:carrier ; told:hasGroup actor:north", "a"),
    (
        "relation:north-helps",
        "Sponsorship",
        'told:hasSponsor actor:north ; told:hasBeneficiary actor:front ; told:validFrom "2021-01-01T00:00:00Z"'
        "^^xsd:dateTime ; told:hasTimePrecision precision:year",
        "a",
    ),
    ("event:death", "Killing", f"told:hasTarget actor:chief ; told:killedAtLeast 1 ; {DAY.format('2022-03-01')}", "a"),
    (
        "event:attempt",
        "Killing",
        f"told:hasTarget actor:deputy ; told:killedAtMost 2 ; {DAY.format('2022-03-01')}",
        "a",
    ),
    ("event:end", "Dissolution", f"told:dissolvesActor actor:corps ; {DAY.format('2022-05-01')}", "a"),
)
RELATIONS = {subject for subject, *_ in TOLD if subject.startswith("relation:")}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("world") / "world.ttl"
    file.write_text(turtle(TOLD) + PEOPLE, encoding="utf-8")
    return file


def left_out(built: Workspace) -> dict[str, str]:
    """The relations that are not accepted, with the reason."""
    reasons = {shorten(d.subject.value): d.reason for d in built.decisions if not d.values}
    return {subject: reason for subject, reason in reasons.items() if subject in RELATIONS}


@pytest.mark.parametrize(
    ("moment", "ended"),
    [
        ("2022-02-28", {}),
        (
            "2022-04-01",
            {"relation:chief-commands": "ended with event:death", "relation:chief-belongs": "ended with event:death"},
        ),
        (
            "2022-06-01",
            {
                "relation:chief-commands": "ended with event:death",
                "relation:chief-belongs": "ended with event:death",
                "relation:loner-belongs": "ended with event:end",
            },
        ),
    ],
)
def test_commands_and_memberships_end_with_death_and_dissolution(
    file: Path, moment: str, ended: dict[str, str]
) -> None:
    assert left_out(build_workspace([file], policy="permissive", valid_at=moment)) == ended


def test_a_year_answers_for_no_day_in_it(file: Path) -> None:
    during = left_out(build_workspace([file], policy="permissive", valid_at="2021-06-01"))
    assert during == {
        "relation:north-helps": "perhaps begins after 2021-06-01T23:59:59+00:00: its date is known to the year"
    }
    before = left_out(build_workspace([file], policy="permissive", valid_at="2020-06-01"))
    assert before["relation:north-helps"].startswith("begins after 2020-06-01")


@pytest.mark.parametrize(("day", "held"), [("2020-06-01", None), ("2021-06-01", "perhaps"), ("2022-01-10", "yes")])
def test_the_query_lists_it_as_perhaps(file: Path, day: str, held: str | None) -> None:
    built = build_workspace([file], policy="permissive")
    query: CatalogueQuery = read_catalogue(shipped("queries"))["true-on"]
    given = {"from": f"{day}T00:00:00Z", "until": f"{day}T23:59:59Z"}
    answer = run(memory_store(built.graphs), query.text, bind(query, given))
    subject, how = (answer.columns.index(name) for name in ("subject", "held"))
    found = {cell(row[subject]): cell(row[how]) for row in answer.rows}
    assert found.get("relation:north-helps") == held
    assert found["relation:carrier-belongs"] == "yes"
