"""Explanations of the shipped graph and of a small one: rules, leaves, accounts, and the grade."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from analyse_case import TOLD, world
from kg.errors import UsageError
from kg.proofs.explanations import Explained, Explainer, as_json, as_markdown, as_tree, explain, same_value
from kg.rdf.resources import read_term, statement, term_text
from kg.rdf.terms import ASSERTED, INFERRED, PREFIXES, XSD, expand
from kg.workspace import Workspace


def triple(text: str) -> Triple:
    return Triple(*(NamedNode(expand(name)) for name in text.split()))


def leaves(explained: Explained) -> list[Explained]:
    return [explained] if not explained.rule else [leaf for p in explained.premises for leaf in leaves(p)]


def only(workspace: Workspace, text: str) -> Explained:
    (proof,) = explain(workspace, triple(text)).proofs
    return proof


def test_iran_sponsors_kataib_hezbollah_on_two_accounts(seed: Workspace) -> None:
    proof = only(seed, "actor:iran conflict:sponsors actor:kataib-hezbollah")
    assert (proof.rule, proof.grade) == ("prp-spo2", "E6")
    slugs = {iri.removeprefix(PREFIXES["account"]) for iri in proof.accounts}
    assert slugs == {"seed-report-iran-kh-arsenal", "seed-report-iran-kh-section"}


def test_the_grade_is_the_weakest_premises() -> None:
    built = world((*TOLD, ("relation:carrier-arms-brigade", "Sponsorship", "told:hasSponsor actor:carrier", "a")))
    proof = only(built, "event:raid conflict:hasPerpetratorSponsoredBy actor:carrier")
    assert {leaf.grade for leaf in leaves(proof)} == {"B2", "C2"}
    assert proof.grade == "C2"


def test_every_inferred_statement_has_a_proof_that_ends_in_facts(seed: Workspace) -> None:
    asserted, explainer = set(seed.graphs[ASSERTED.value]), Explainer(seed)
    for one in seed.graphs[INFERRED.value]:
        (proof,) = explainer.shortest(one).proofs
        assert proof.rule
        assert all(leaf.tellers or leaf.triple in asserted for leaf in leaves(proof))


def test_the_best_proof_has_the_grade_of_its_conclusion(seed: Workspace) -> None:
    explainer = Explainer(seed)
    best = explainer.best(seed.graphs[INFERRED.value])
    assert best.keys() == set(seed.graphs[INFERRED.value])
    for one, proof in best.items():
        every = explainer.every(one, 1000)
        assert every.complete
        assert (every.grade or "") == (proof.grade or "") == min(p.grade or "" for p in every.proofs)


#: Two sponsorships that each prove the same: the first rests on an account graded C2, the second on B2 alone.
TWO_GRADES = (
    ("relation:first", "Sponsorship", "told:hasSponsor actor:north", "b"),
    ("relation:first", "Sponsorship", "told:hasBeneficiary actor:carrier", "a"),
    ("relation:second", "Sponsorship", "told:hasSponsor actor:north ; told:hasBeneficiary actor:carrier", "a"),
)


def test_a_conclusion_has_the_grade_of_its_best_proof_not_of_its_shortest() -> None:
    explanation = explain(world(TWO_GRADES), triple("actor:north conflict:sponsors actor:carrier"))
    assert explanation.proofs[0].grade == "C2"
    assert explanation.grade == "B2"
    assert as_tree(explanation).splitlines()[-1] == "grade by the best proof, which is another: B2"


def test_every_minimal_proof_is_counted_and_shown() -> None:
    explainer = Explainer(world(TWO_GRADES))
    every = explainer.every(triple("actor:north conflict:sponsors actor:carrier"), 100)
    assert [proof.grade for proof in every.proofs] == ["C2", "B2"]
    assert as_tree(every).startswith(
        "2 minimal proofs of actor:north conflict:sponsors actor:carrier, the best of grade B2\n"
    )
    cut = explainer.every(triple("actor:north conflict:sponsors actor:carrier"), 1)
    assert as_tree(cut).splitlines()[:2] == [
        "at least 1 minimal proof of actor:north conflict:sponsors actor:carrier, the best of grade B2",
        "cut at the limit on proofs (KG_PROOFS)",
    ]
    assert json.loads(as_json(cut))["complete"] is False


def test_a_fact_names_the_accounts_that_tell_this_very_value() -> None:
    (proof,) = explain(world(), triple("event:raid conflict:hasPerpetrator actor:carrier")).proofs
    assert [teller.account for teller in proof.tellers] == [PREFIXES["account"] + "a-09"]
    (both,) = explain(world(), triple("event:raid conflict:hasPerpetrator actor:brigade")).proofs
    assert [teller.source for teller in both.tellers] == ["Source a", "Source c"]


def test_a_label_is_asserted_and_nothing_more(seed: Workspace) -> None:
    label = Triple(NamedNode(expand("actor:iran")), NamedNode(expand("skos:prefLabel")), Literal("Iran", language="en"))
    assert as_tree(explain(seed, label)) == 'actor:iran skos:prefLabel "Iran"@en  [asserted]\n'


@pytest.mark.parametrize(
    ("asked", "nearby"),
    [
        ("actor:iran conflict:sponsors actor:iraq", "the graph has: actor:iran conflict:sponsors actor:iran-backed"),
        ("actor:iraq conflict:sponsors actor:kataib-hezbollah", "the graph has: actor:iran conflict:sponsors"),
        ("event:al-asad-attack-2023-11 conflict:isAttributedTo actor:iran-backed-militias", "conflict:hasPerpetrator"),
    ],
)
def test_what_is_not_in_the_graph_is_refused_with_what_is_near(seed: Workspace, asked: str, nearby: str) -> None:
    with pytest.raises(UsageError, match="neither a fact nor a conclusion") as refused:
        explain(seed, triple(asked))
    assert nearby in str(refused.value)


def test_what_is_told_but_not_accepted_says_by_whom_and_why() -> None:
    with pytest.raises(UsageError, match="stated by account:a-09, but not accepted: accounts of equal standing differ"):
        explain(world(), triple("event:raid conflict:isSubEventOf event:wave"))


def test_a_literal_is_found_whatever_its_datatype(seed: Workspace) -> None:
    event, wounded = NamedNode(expand("event:al-asad-attack-2023-11")), NamedNode(expand("conflict:woundedAtLeast"))
    found = same_value(seed, event, wounded, Literal("8"))
    assert statement(found) == "event:al-asad-attack-2023-11 conflict:woundedAtLeast 8"
    assert explain(seed, found).grade == "E4"
    assert same_value(seed, event, wounded, Literal(9)).object == Literal(9)


def test_the_forms_tell_the_same(seed: Workspace) -> None:
    explanation = explain(seed, triple("actor:iran conflict:sponsors actor:kataib-hezbollah"))
    (top,) = json.loads(as_json(explanation))["proofs"]
    assert (top["statement"], top["rule"]) == ("actor:iran conflict:sponsors actor:kataib-hezbollah", "prp-spo2")
    for text in (as_tree(explanation), as_markdown(explanation)):
        assert text.count("What next, bullet 1") == 2
        assert "prp-spo2" in text.splitlines()[0]


@given(
    st.one_of(
        st.integers().map(Literal),
        st.booleans().map(Literal),
        st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
        st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: Literal(text, language="en")),
        st.datetimes().map(lambda moment: Literal(moment.isoformat(), datatype=XSD.term("dateTime"))),
        st.sampled_from(["actor:iran", "conflict:sponsors"]).map(lambda name: NamedNode(expand(name))),
    )
)
def test_a_term_is_read_as_it_is_written(term: NamedNode | Literal) -> None:
    assert read_term(term_text(term)) == term


@pytest.mark.parametrize("text", ["nonsense", "nobody:iran", '"open', "8 , 9", '"a" . <urn:x> <urn:y> "b"', ""])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        read_term(text)
