"""What falls without some accounts: by hand on a small world, and against every minimal proof on what ships."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from analyse_case import TOLD, turtle, world
from kg.errors import UsageError
from kg.pipeline import accept_and_infer, build_workspace, find_policy, load_data, prepare
from kg.proofs.explanations import Explained, Explainer
from kg.rdf.resources import Layer
from kg.rdf.terms import ACCEPTED, CONFLICT, INFERRED, PREFIXES, RDFS, expand, shorten
from kg.review.withdraw import COLUMNS, Withdrawal, as_json, as_markdown, as_tree, withdraw_accounts, withdrawal_rows
from kg.workspace import Workspace

SINCE = 'told:validFrom "2020-01-01T00:00:00Z"^^xsd:dateTime'
ON = 'told:earliestTime "2021-01-01T00:00:00Z"^^xsd:dateTime'
WOUNDED = (
    ("event:raid", "Attack", f"told:woundedAtLeast 8 ; told:hasPerpetrator actor:brigade ; {ON}", "a"),
    ("event:raid", "Attack", "told:woundedAtLeast 5 ; told:hasPerpetrator actor:carrier", "b"),
    ("relation:r", "Sponsorship", f"told:hasSponsor actor:north ; told:hasBeneficiary actor:brigade ; {SINCE}", "a"),
    ("relation:s", "Sponsorship", f"told:hasSponsor actor:north ; told:hasBeneficiary actor:brigade ; {SINCE}", "b"),
)


def without(workspace: Workspace, *names: str) -> Withdrawal:
    return withdraw_accounts(workspace, [expand(name) for name in names])


def facts(withdrawal: Withdrawal, kind: str) -> list[str]:
    stated = ((change, [*change.lost, *change.gained]) for change in withdrawal.facts if change.kind == kind)
    return [f"{shorten(c.predicate.value)} {' '.join(shorten(v.value) for v in values)}" for c, values in stated]


def test_another_value_takes_the_place_of_one_withdrawn() -> None:
    found = without(world(WOUNDED), "account:a-01")
    assert found.accounts == (PREFIXES["account"] + "a-01",)
    assert facts(found, "changed") == ["conflict:woundedAtLeast <8> <5>"]
    assert "conflict:hasPerpetrator actor:brigade" in facts(found, "lost")
    assert facts(found, "gained") == []
    (changed,) = [change for change in found.facts if change.kind == "changed"]
    assert changed.reason == "stated by 1 account of the best grade"


def test_what_has_another_proof_stands() -> None:
    fallen = {proof.statement for proof in without(world(WOUNDED), "account:a-03").fallen}
    assert "relation:r conflict:hasParticipant actor:north" in fallen
    assert "actor:north conflict:sponsors actor:brigade" not in fallen
    assert "event:raid conflict:hasPerpetratorSponsoredBy actor:north" not in fallen


def test_what_loses_its_last_proof_falls_with_the_proof_it_had() -> None:
    found = without(world(WOUNDED), "account:a-03", "account:b-04")
    (fallen,) = [p for p in found.fallen if p.statement == "event:raid conflict:hasPerpetratorSponsoredBy actor:north"]
    assert (fallen.rule, fallen.grade) == ("prp-spo2", "B2")
    assert [shorten(iri) for iri in fallen.accounts] == ["account:a-03"]


def test_a_dispute_that_ends_gains_a_fact_and_what_follows_from_it() -> None:
    found = without(world(), "account:c-10")
    assert facts(found, "gained") == ["conflict:isSubEventOf event:wave"]
    assert facts(found, "lost") == []
    assert (found.fallen, found.arisen) == ((), ())


DISPUTED = (
    ("event:raid", "Attack", "told:occurredAt place:here", "a"),
    ("event:raid", "Attack", "told:occurredAt place:there", "c"),
)


def test_what_follows_from_a_fact_gained_follows_anew() -> None:
    found = without(world(DISPUTED), "account:c-02")
    assert facts(found, "gained") == ["conflict:occurredAt place:here"]
    assert "place:here rdf:type conflict:Place" in {proof.statement for proof in found.arisen}


def test_a_source_stands_for_all_its_accounts(tmp_path: Path) -> None:
    found = without(world(), "source:b")
    assert [shorten(iri) for iri in found.accounts] == ["account:b-03", "account:b-16", "account:b-17"]
    lines = [line for line in turtle(TOLD).splitlines() if not line.startswith("account:b-")]
    file = tmp_path / "without.ttl"
    file.write_text("\n".join(lines), encoding="utf-8")
    after, before = build_workspace([file], policy="permissive"), world()
    fell = set(before.graphs[INFERRED.value]) - set(after.graphs[INFERRED.value])
    assert {proof.triple for proof in found.fallen} == fell
    assert len(fell) > 10


def test_with_a_source_falls_what_derives_from_it(shipped_graph: Workspace) -> None:
    origin = shipped_graph.inputs.world.origin
    source = expand("source:us-state-department-2025-09-17")
    found = withdraw_accounts(shipped_graph, [source])
    stated = shipped_graph.evidence.accounts
    assert {stated[iri].source for iri in found.accounts} == {s for s in origin if origin[s] == source} - {source}
    assert "actor:iran conflict:sponsors actor:kataib-al-imam-ali" in {proof.statement for proof in found.fallen}


def test_a_fact_that_also_follows_is_said_to_follow_still(tmp_path: Path) -> None:
    stated = (
        ("relation:r", "Sponsorship", "told:hasSponsor actor:north", "a"),
        ("relation:r", "Sponsorship", "told:hasIntermediary actor:north", "b"),
    )
    file = tmp_path / "world.ttl"
    file.write_text(turtle(stated), encoding="utf-8")
    # The ontology that ships infers nothing that accounts state, so the test adds an axiom that does.
    axiom = Triple(CONFLICT.term("hasIntermediary"), RDFS.term("subPropertyOf"), CONFLICT.term("hasSponsor"))
    loaded = prepare(load_data([file]))
    inputs = replace(loaded, ontology=Layer.of((*loaded.ontology, axiom)))
    found = without(accept_and_infer(inputs, *find_policy(inputs, "permissive")), "account:a-01")
    (change,) = [change for change in found.facts if change.predicate.value.endswith("hasSponsor")]
    assert change.follows == (NamedNode(expand("actor:north")),)
    assert "still follows: actor:north]" in as_tree(found)
    assert found.fallen == ()


def test_what_falls_is_what_has_no_proof_without_the_lost_facts(seed: Workspace) -> None:
    explainer = Explainer(seed)
    inferred = seed.graphs[INFERRED.value]
    sets = {t: [_facts(proof) for proof in explainer.every(t, 1000).proofs] for t in inferred}
    accepted = set(seed.graphs[ACCEPTED.value])
    for iri in sorted(seed.evidence.accounts)[::12]:
        found = withdraw_accounts(seed, [iri])
        if any(change.gained for change in found.facts):
            continue
        lost = {t for t in accepted for c in found.facts if (t.subject, t.predicate) == (c.subject, c.predicate)
                and t.object in c.lost}  # fmt: skip
        assert {proof.triple for proof in found.fallen} == {t for t in inferred if all(one & lost for one in sets[t])}


def _facts(proof: Explained) -> set[Triple]:
    return {fact for premise in proof.premises for fact in _facts(premise)} if proof.rule else {proof.triple}


def test_without_its_only_source_the_shipped_graph_accepts_nothing(seed: Workspace) -> None:
    found = without(seed, "source:seed-report")
    assert sum(len(change.lost) for change in found.facts) == len(seed.graphs[ACCEPTED.value])
    assert facts(found, "gained") == facts(found, "changed") == []


def test_what_is_neither_account_nor_source_is_refused(seed: Workspace) -> None:
    with pytest.raises(UsageError, match=r"did you mean account:seed-report-iran-kss"):
        without(seed, "account:seed-report-iran-ks")
    with pytest.raises(UsageError, match="no account and no source actor:iran"):
        without(seed, "actor:iran")


def test_the_forms_say_the_same() -> None:
    found = without(world(WOUNDED), "account:a-01")
    stated = withdrawal_rows(found)
    assert all(len(row) == len(COLUMNS) for row in stated)
    why = "stated by 1 account of the best grade"
    assert ("changed", "event:raid conflict:woundedAtLeast 8", "5", why) in stated
    plain = json.loads(as_json(found))
    assert len(stated) == len(plain["facts"]) + len(plain["fallen"]) + len(plain["arisen"])
    tree = as_tree(found)
    assert tree.startswith("without account:a-01\nfacts lost: 3\n")
    assert "  event:raid conflict:woundedAtLeast 8 is now 5  [stated by 1 account of the best grade]\n" in tree
    assert as_markdown(found).count("\n") == tree.count("\n")


def test_what_changes_nothing_is_said_to() -> None:
    again = (*WOUNDED, WOUNDED[2])
    assert as_tree(without(world(again), "account:a-05")) == "without account:a-05\nnothing changes\n"
