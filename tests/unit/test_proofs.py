"""Explanations of the shipped graph: rules, leaves, accounts, and the grade."""

import json

import pytest
from pyoxigraph import NamedNode, Triple

from kg.errors import UsageError
from kg.pipeline import Dataset
from kg.proofs import Explained, as_json, as_markdown, as_tree, explain
from kg.terms import ASSERTED, INFERRED, expand


def triple(text: str) -> Triple:
    return Triple(*(NamedNode(expand(name)) for name in text.split()))


def leaves(explained: Explained) -> list[Explained]:
    return [explained] if not explained.rule else [leaf for p in explained.premises for leaf in leaves(p)]


def test_iran_sponsors_kataib_hezbollah_on_two_accounts(seed: Dataset) -> None:
    proof = explain(seed, triple("actor:iran conflict:sponsors actor:kataib-hezbollah"))
    assert (proof.rule, proof.grade) == ("prp-spo2", "E6")
    accounts = {teller.account for leaf in leaves(proof) for teller in leaf.tellers}
    assert accounts == {"account:seed-report-iran-kh-arsenal", "account:seed-report-iran-kh-section"}


def test_the_grade_is_the_weakest_premises(seed: Dataset) -> None:
    proof = explain(seed, triple("event:al-asad-attack-2023-11 conflict:perpetratorSponsoredBy actor:iran"))
    assert {leaf.grade for leaf in leaves(proof)} == {"E4", "E6"}
    assert proof.grade == "E6"


def test_every_inferred_statement_has_a_proof_that_ends_in_facts(seed: Dataset) -> None:
    asserted, inferred = set(seed.graphs[ASSERTED.value]), seed.graphs[INFERRED.value]
    for one in inferred[:: max(1, len(inferred) // 25)]:
        proof = explain(seed, one)
        assert proof.rule
        assert all(leaf.tellers or leaf.triple in asserted for leaf in leaves(proof))


def test_what_is_not_in_the_graph_is_not_explained(seed: Dataset) -> None:
    with pytest.raises(UsageError, match="neither a fact nor a conclusion"):
        explain(seed, triple("event:al-asad-attack-2023-11 conflict:hasPerpetrator actor:iran"))


def test_the_forms_tell_the_same(seed: Dataset) -> None:
    proof = explain(seed, triple("actor:iran conflict:sponsors actor:kataib-hezbollah"))
    top = json.loads(as_json(proof))
    assert (top["statement"], top["rule"]) == ("actor:iran conflict:sponsors actor:kataib-hezbollah", "prp-spo2")
    for text in (as_tree(proof), as_markdown(proof)):
        assert text.count("What next, bullet 1") == 2
        assert "prp-spo2" in text.splitlines()[0]
