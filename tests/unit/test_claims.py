"""The check of single claims against the accounts."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kg.rdf.terms import CONFLICT, PREFIXES, expand
from kg.review.claims import NO_SOURCE, CheckedClaim, check_claim
from kg.workspace import Workspace, accounts_by_iri

ATTACK = "event:al-asad-missile-attack-2023-11"


def checked(graph: Workspace, subject: str, prop: str, value: str | int) -> CheckedClaim:
    term = NamedNode(expand(value)) if isinstance(value, str) else Literal(value)
    return check_claim(graph, NamedNode(expand(subject)), CONFLICT.term(prop), term)


@pytest.mark.parametrize(
    ("subject", "prop", "value", "verdict", "holds"),
    [
        (ATTACK, "hasWeaponKind", "weapon:ballistic-missile", "corroborated", True),
        (ATTACK, "hasWeaponKind", "weapon:missile", "corroborated", False),
        (ATTACK, "hasWeaponKind", "weapon:rocket", "contradicted", False),
        (ATTACK, "occurredAt", "place:erbil", "contradicted", False),
        ("actor:iran", "sponsors", "actor:kataib-hezbollah", "corroborated", True),
        ("actor:iran", "sponsors", "actor:isis", NO_SOURCE, False),
        ("event:no-such-event", "hasTarget", "actor:us-forces", NO_SOURCE, False),
    ],
)
def test_a_claim_gets_the_verdict_of_its_sources(
    shipped_graph: Workspace, subject: str, prop: str, value: str, verdict: str, holds: bool
) -> None:
    found = checked(shipped_graph, subject, prop, value)
    assert (found.verdict, found.holds) == (verdict, holds)


def test_a_claim_of_one_source_is_alone_and_of_an_inadmissible_one_says_so(shipped_graph: Workspace) -> None:
    accounts = accounts_by_iri(shipped_graph).values()
    about = {account.about: [a for a in accounts if a.about == account.about] for account in accounts}
    seed = PREFIXES["source"] + "seed-report"
    told = next(of[0] for of in about.values() if {a.source for a in of} == {seed} and of[0].values)
    prop, values = next((p, v) for p, v in told.values.items() if isinstance(v[0], NamedNode))
    found = check_claim(shipped_graph, told.about, prop, values[0])
    assert (found.verdict, found.admitted, found.holds) == ("alone", False, False)
    assert {word.outcome for word in found.words} == {"agrees"}


def test_a_conclusion_of_rejected_accounts_is_said_but_does_not_hold(seed: Workspace) -> None:
    """The seed report alone, under a policy that does not admit it: what would follow is known, and does not hold."""
    everything = check_claim(
        seed,
        NamedNode(expand("actor:iran")),
        CONFLICT.term("sponsors"),
        NamedNode(expand("actor:iran-backed-militias")),
    )
    assert everything.verdict in ("alone", NO_SOURCE)
    assert everything.holds == (everything.verdict == "alone" and everything.admitted)


def test_each_word_names_an_account_and_the_accepted_value_is_told(shipped_graph: Workspace) -> None:
    found = checked(shipped_graph, ATTACK, "hasWeaponKind", "weapon:rocket")
    assert [value.value for value in found.accepted] == [expand("weapon:ballistic-missile")]
    assert {word.account for word in found.words} <= shipped_graph.evidence.accounts.keys()
    assert "agrees" in {word.outcome for word in found.words if not word.admitted}, "the seed report says rocket"


def test_a_number_within_the_range_that_sources_tell_agrees(shipped_graph: Workspace) -> None:
    assert checked(shipped_graph, ATTACK, "woundedAtLeast", 8).verdict == "corroborated"
    assert checked(shipped_graph, ATTACK, "woundedAtLeast", 800).verdict == "contradicted"
