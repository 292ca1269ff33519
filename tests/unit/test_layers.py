"""The shipped data through the pipeline: layers, policies, and the promises of the model."""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.errors import InconsistentGraphError
from kg.pipeline import build_workspace
from kg.rdf.resources import resources
from kg.rdf.terms import (
    ACCEPTED,
    ACCOUNTS,
    ASSERTED,
    CONFLICT,
    INFERRED,
    LAYERS,
    PREFIXES,
    TYPE,
    expand,
)
from kg.workspace import Workspace
from seed_report import SEED

ROOT = Path(__file__).parents[2]


def of(workspace: Workspace, graph: NamedNode) -> set[object]:
    return set(workspace.graphs[graph.value])


def actor(slug: str) -> NamedNode:
    return NamedNode(PREFIXES["actor"] + slug)


def test_every_statement_is_in_exactly_one_layer(seed: Workspace) -> None:
    layers = [of(seed, graph) for graph in LAYERS.values()]
    assert sum(map(len, layers)) == len(set().union(*layers))
    assert all(layers)


def test_iran_sponsors_three_and_nobody_is_blamed(seed: Workspace) -> None:
    inferred = resources(seed.graphs[INFERRED.value])
    sponsored = inferred[actor("iran")][CONFLICT.term("sponsors")]
    assert {a.value.rsplit("/", 1)[-1] for a in sponsored} == {
        "iran-backed-militias",
        "kataib-hezbollah",
        "kataib-sayyid-al-shuhada",
    }
    assert not any(CONFLICT.term("hasPerpetrator") in about for about in inferred.values())


def test_the_brand_is_no_militia_and_no_facade(seed: Workspace) -> None:
    everything = resources(t for graph in LAYERS.values() for t in seed.graphs[graph.value])
    types = {c.value.removeprefix(CONFLICT.iri) for c in everything[actor("islamic-resistance-in-iraq")][TYPE]}
    assert types == {"Brand", "Actor"}


def test_cautious_accepts_nothing_of_one_unreliable_source(nothing: Workspace) -> None:
    assert of(nothing, ACCEPTED) == set()
    assert {a.status for a in nothing.evidence.accounts.values()} == {"rejected", "stated"}


def test_only_the_seed_report_accepts_what_permissive_does(seed: Workspace) -> None:
    def facts(workspace: Workspace) -> set[object]:
        return {t for t in workspace.graphs[ACCEPTED.value] if t.predicate != CONFLICT.term("isAcceptedUnder")}

    assert facts(build_workspace(policy="only:seed-report")) == facts(seed)


def test_as_of_before_the_entry_knows_nothing() -> None:
    assert of(build_workspace(SEED, policy="permissive", as_of="2023-12-31"), ACCEPTED) == set()


def test_the_reports_contradictions_stay_disputed(seed: Workspace) -> None:
    disputed = {
        (d.subject.value.rsplit("/", 1)[-1], d.property.value.removeprefix(CONFLICT.iri))
        for d in seed.decisions
        if d.disputed
    }
    assert disputed == {("al-asad-attack-2023-11", "munitionsAtMost"), ("us-strikes-2023-11-20", "occurredAt")}


def test_every_accepted_fact_has_an_account_that_states_it(seed: Workspace) -> None:
    taken = {(d.subject, d.property): d.accepted for d in seed.decisions}
    for triple in seed.graphs[ACCEPTED.value]:
        assert taken[triple.subject, triple.predicate], str(triple)


def test_an_account_says_nothing_in_the_ontologys_own_words(seed: Workspace) -> None:
    slots = {t.subject for t in seed.graphs[PREFIXES["graph"] + "ontology"] if t.predicate == CONFLICT.term("slotKind")}
    said = {t.predicate for t in seed.graphs[ACCOUNTS.value]} & slots
    assert said == set()


def test_engines_agree_on_the_shipped_graph(seed: Workspace) -> None:
    assert build_workspace(SEED, policy="permissive", engine="owlrl").graphs == seed.graphs


@pytest.fixture(scope="module")
def coverage() -> set[str]:
    table = (ROOT / "docs" / "seed-coverage.md").read_text(encoding="utf-8")
    return {expand(name) for name in re.findall(r"`((?:account|count|assessment|source):[\w-]+)`", table)}


def test_the_coverage_table_names_every_account_and_nothing_else(seed: Workspace, coverage: set[str]) -> None:
    report = PREFIXES["source"] + "seed-report"
    accounts = {iri for iri, account in seed.evidence.accounts.items() if account.source == report}
    assert coverage == accounts | {report}


def test_every_row_of_the_coverage_table_names_a_resource() -> None:
    table = (ROOT / "docs" / "seed-coverage.md").read_text(encoding="utf-8")
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 48
    assert all(re.search(r"`\w+:[\w-]+`", row) for row in rows)


def test_no_identity_names_a_source_or_a_told_value(seed: Workspace) -> None:
    slots = {t.subject for t in seed.graphs[PREFIXES["graph"] + "ontology"] if t.predicate == CONFLICT.term("slotKind")}
    assert not {t.predicate for t in seed.graphs[ASSERTED.value]} & slots


def test_an_inconsistent_graph_names_rule_axiom_facts_and_accounts(tmp_path: Path) -> None:
    odd = tmp_path / "odd.ttl"
    odd.write_text(
        "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        + "relation:odd a conflict:Sponsorship .\n"
        "account:odd a conflict:Account ; conflict:isAccountOf relation:odd ; conflict:hasSource source:seed-report ;\n"
        " conflict:locator 'x' ; conflict:paraphrase 'x' ; conflict:hasCredibility credibility:6 ;\n"
        " conflict:recordedAt '2026-11-22T00:00:00Z'^^xsd:dateTime ; told:hasBeneficiary place:iraq .\n"
    )
    with pytest.raises(InconsistentGraphError) as caught:
        build_workspace([*SEED, odd], policy="permissive")
    text = str(caught.value)
    assert "cax-dw" in text
    assert "disjointWith" in text
    assert "place:iraq" in text
    assert "account:odd (source:seed-report)" in text
    assert caught.value.exit_code == 1
