"""Support held when an event happened only by accepted dates, and never by pay, command or support without a date."""

import pytest

from analyse_case import world
from kg.pipeline import build_workspace
from kg.rdf.terms import ACCEPTED, ASSERTED, CONFLICT, INFERRED, PREFIXES, TYPE, shorten
from kg.workspace import Workspace

ATTACK = (
    "event:raid",
    "Attack",
    'told:hasPerpetrator actor:brigade ; told:earliestTime "2021-06-01T00:00:00Z"^^xsd:dateTime ;'
    ' told:latestTime "2021-06-01T23:59:59Z"^^xsd:dateTime',
    "a",
)
BETWEEN = "told:hasSponsor actor:north ; told:hasBeneficiary actor:brigade"
MOMENT = 'told:{} "{}T00:00:00Z"^^xsd:dateTime'


def sponsors(built: Workspace) -> set[str]:
    """The sponsors that are inferred for events."""
    names = {CONFLICT.term(f"has{role}SponsoredBy") for role in ("Perpetrator", "Claimant")}
    return {shorten(t.object.value) for t in built.graphs[INFERRED.value] if t.predicate in names}  # type: ignore[union-attr]


def support(*dates: tuple[str, str], precision: str = "") -> tuple[str, str, str, str]:
    stated = [BETWEEN, *(MOMENT.format(*date) for date in dates)]
    if precision:
        stated.append(f"told:hasTimePrecision precision:{precision}")
    return ("relation:r", "Sponsorship", " ; ".join(stated), "a")


@pytest.mark.parametrize(
    ("relation", "found"),
    [
        (support(("validFrom", "2020-01-01")), {"actor:north"}),
        (support(), set()),
        (support(("validUntil", "2022-01-01")), set()),
        (support(("validFrom", "2020-01-01"), ("validUntil", "2021-01-01")), set()),
        (support(("validFrom", "2021-07-01")), set()),
        (support(("validFrom", "2021-01-01"), precision="year"), set()),
        (support(("validFrom", "2020-01-01"), precision="year"), {"actor:north"}),
        (("relation:r", "Command", "told:hasSuperior actor:north ; told:hasSubordinate actor:brigade", "a"), set()),
        (("relation:r", "Membership", "told:hasMember actor:brigade ; told:hasGroup actor:north", "a"), set()),
        (
            (
                "relation:r",
                "StateEmbedding",
                "told:hasEmbedded actor:brigade ; told:hasEmbeddingState actor:north",
                "a",
            ),
            set(),
        ),
    ],
)
def test_a_sponsor_is_concluded_from_dated_support_alone(relation: tuple[str, str, str, str], found: set[str]) -> None:
    assert sponsors(world((ATTACK, relation))) == found


def test_what_a_state_gives_to_a_force_of_its_own_is_no_sponsorship_of_attacks() -> None:
    pay = ("relation:s", "StateEmbedding", "told:hasEmbedded actor:brigade ; told:hasEmbeddingState actor:north", "a")
    assert sponsors(world((ATTACK, support(("validFrom", "2020-01-01")), pay))) == set()


@pytest.mark.parametrize("policy", ["cautious", "corroborated", "permissive"])
def test_no_shipped_policy_concludes_a_state_behind_an_attack_from_pay_command_or_undated_support(policy: str) -> None:
    built = build_workspace(policy=policy)
    states = {
        t.subject for t in built.graphs[ASSERTED.value] if t.predicate == TYPE and t.object == CONFLICT.term("State")
    }
    dated = {t.subject for t in built.graphs[ACCEPTED.value] if t.predicate == CONFLICT.term("validFrom")}
    backed = {
        t.object
        for t in built.graphs[ACCEPTED.value]
        if t.predicate == CONFLICT.term("hasSponsor") and t.subject in dated
    }
    blamed = [
        t
        for t in built.graphs[INFERRED.value]
        if t.predicate.value.endswith("SponsoredBy") and t.predicate != CONFLICT.term("isSponsoredBy")
    ]
    assert {t.object for t in blamed} & states <= backed
    assert f"{PREFIXES['actor']}iraq" not in {t.object.value for t in blamed}  # type: ignore[union-attr]
