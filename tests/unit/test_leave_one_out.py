"""A variant is what a build from the start gives: of what ships, and of random evidence under several ontologies."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat

from kg.analyse.projection import actor_network
from kg.analyse.ties import Tie, ties_of_variants
from kg.errors import InconsistentGraphError
from kg.evidence.accept import accepted_triples
from kg.evidence.inputs import Inputs, decide_all, exclude, read_inputs
from kg.evidence.policy import Policy
from kg.evidence.records import Decision
from kg.pipeline import accept_and_infer, build_workspace
from kg.rdf.load import load, parse_file
from kg.rdf.read import SourceFile
from kg.rdf.resources import about_the_world
from kg.rdf.terms import ACCEPTED, ASSERTED, INFERRED, PREFIXES, expand
from kg.reason import reasoner, worlds
from kg.review.leave_one_out import Variant, Variations, independent_sources, leave_one_out
from kg.review.withdraw import withdraw_accounts
from kg.workspace import Workspace, accounts_by_iri

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())


def sorted_decisions(found: tuple[Decision, ...]) -> list[Decision]:
    return sorted(found, key=lambda decision: (str(decision.subject), str(decision.property), decision.reason))


def all_ties(workspace: Workspace) -> list[Tie]:
    edges = actor_network(workspace).edges(data=True)
    return sorted((source, target, edge["sign"], edge["status"] == "accepted") for source, target, edge in edges)


def check_variants(base: Workspace, found: dict[str, Variant]) -> None:
    """Each of the variants, and what follows in it, is a build from the start without what is left out."""
    variations, said = Variations(base), independent_sources(base)
    described = set(base.graphs[ASSERTED.value]) - set(base.inputs.asserted)
    closed = variations.close(list(found.values()))
    ties = ties_of_variants(variations, list(found.values()))
    for (source, variant), conclusions, tied in zip(found.items(), closed, ties, strict=True):
        inputs = exclude(base.inputs, lambda statement, source=source: statement.iri in said[source])
        dates = {"as_of": base.as_of, "valid_at": base.valid_at}
        built = variations.workspace(variant, conclusions)
        assert sorted_decisions(built.decisions) == sorted_decisions(decide_all(inputs, base.policy, **dates)), source
        try:
            whole = accept_and_infer(inputs, base.policy, described, **dates, recorded=False)
        except InconsistentGraphError:
            assert conclusions.contradicted, source
            continue
        assert not conclusions.contradicted
        for layer in (ACCEPTED, INFERRED):
            assert built.graphs[layer.value] == whole.graphs[layer.value], (source, layer)
        kept = accounts_by_iri(whole)
        assert {iri: one for iri, one in accounts_by_iri(built).items() if iri in kept} == kept
        assert list(tied) == all_ties(whole), source


def test_sources_left_out_of_what_ships(shipped_graph: Workspace) -> None:
    """Each source is left out; what follows is compared for one in twelve."""
    variations, said = Variations(shipped_graph), independent_sources(shipped_graph)
    asserted = set(shipped_graph.graphs[ASSERTED.value])
    variants = leave_one_out(variations)
    closed = variations.close(list(variants.values()))
    for (source, variant), conclusions in list(zip(variants.items(), closed, strict=True))[::12]:
        built = variations.workspace(variant, conclusions)
        inputs = exclude(shipped_graph.inputs, lambda statement, source=source: statement.iri in said[source])
        decisions = decide_all(inputs, shipped_graph.policy)
        assert sorted_decisions(built.decisions) == sorted_decisions(decisions), source
        accepted = {*accepted_triples(decisions)} - asserted
        assert set(built.graphs[ACCEPTED.value]) == accepted, source
        whole = reasoner().closure(about_the_world(asserted | accepted), inputs.ontology)
        assert (whole.clashes, conclusions.contradicted) == ((), False)
        assert conclusions.inferred == set(whole.inferred) - asserted - accepted, source


@pytest.mark.parametrize(
    "how",
    [
        {"policy": "cautious"},
        {"policy": "corroborated"},
        {"policy": "permissive"},
        {"policy": "only:seed-report"},
        {"policy": "cautious", "as_of": "2025-01-01"},
        {"policy": "permissive", "valid_at": "2023-11-21"},
    ],
    ids=str,
)
def test_some_sources_left_out_of_what_ships(how: dict[str, str]) -> None:
    base = build_workspace(**how)  # type: ignore[arg-type]
    variations, said = Variations(base), independent_sources(base)
    # The curators' judgements decide on identities; a few of the others will do.
    some = [PREFIXES["source"] + "curators", *list(said)[::60]]
    check_variants(base, {source: variations.without(said[source]) for source in some if source in said})


def test_what_ships_is_closed_in_one_pass(shipped_graph: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "_one_by_one", None)
    variations = Variations(shipped_graph)
    found = leave_one_out(variations)
    assert len(variations.close(list(found.values()))) == len(found) > 100


def test_another_policy_is_a_build_under_it(shipped_graph: Workspace) -> None:
    base = build_workspace(policy="only:seed-report")  # Described by no data.
    policies = [build_workspace(policy=name) for name in ("corroborated", "permissive")]
    for start in (shipped_graph, base):
        variations = Variations(start)
        closed = variations.close([variations.under(one.policy) for one in policies])
        for one, conclusions in zip(policies, closed, strict=True):
            assert conclusions.inferred == set(one.graphs[INFERRED.value])


#: Ties from the ends of a sponsorship and of a hostility; disputes over the sponsor.
EDGES = """
conflict:Actor a owl:Class . conflict:Event a owl:Class .
conflict:Militia a owl:Class ; rdfs:subClassOf conflict:Actor .
conflict:Sponsorship a owl:Class ; conflict:edgeSign 1 ;
    conflict:edgeSource conflict:hasSponsor ; conflict:edgeTarget conflict:hasBeneficiary .
conflict:Hostility a owl:Class ; conflict:edgeSign -1 ;
    conflict:edgeSource conflict:hasBeneficiary ; conflict:edgeTarget conflict:hasSponsor .
conflict:hasSponsor a owl:ObjectProperty ; conflict:slotKind slot:single .
conflict:hasBeneficiary a owl:ObjectProperty ; conflict:slotKind slot:set .
conflict:killedAtLeast a owl:DatatypeProperty ; conflict:slotKind slot:lower-bound .
conflict:killedAtMost a owl:DatatypeProperty ; conflict:slotKind slot:upper-bound .
"""
RULES = {
    "plain": """
        conflict:sponsors a owl:TransitiveProperty ; rdfs:subPropertyOf skos:related ;
            owl:propertyChainAxiom ( [ owl:inverseOf conflict:hasSponsor ] conflict:hasBeneficiary ) .""",
    "a resource that an axiom names": """
        [ a owl:Restriction ; owl:onProperty conflict:hasSponsor ; owl:hasValue actor:a ] rdfs:subClassOf
        [ a owl:Restriction ; owl:onProperty conflict:hasBeneficiary ; owl:hasValue actor:b ] .""",
    "resources that become the same": "conflict:hasSponsor a owl:InverseFunctionalProperty .",
    "a contradiction": "conflict:hasSponsor owl:propertyDisjointWith conflict:hasBeneficiary .",
    "kinds that follow": """
        conflict:hasSponsor rdfs:domain conflict:Sponsorship ; rdfs:range conflict:Militia .""",
}
GRADED = {"a": "B", "b": "B", "c": "D", "copy": "A ; conflict:derivesFrom source:a"}
SOURCES = "".join(
    f"source:{name} a conflict:Source ; conflict:hasReliability reliability:{grade} .\n"
    for name, grade in GRADED.items()
)
TYPES = {
    "relation:r": "Sponsorship", "relation:s": "Hostility", "relation:t": "Sponsorship",
    "actor:a": "Militia", "actor:b": "Militia", "actor:c": "Event",
}  # fmt: skip


def said(name: str, cls: str, source: str, credibility: int, more: str) -> str:
    return f"""account:{name} a conflict:{cls} ; conflict:hasSource source:{source} ; conflict:locator "1" ;
        conflict:paraphrase "It is told." ; conflict:hasCredibility credibility:{credibility} ;
        conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; {more} .\n"""


relations, actors = st.sampled_from(["r", "s", "t"]), st.sampled_from(["a", "b", "c"])
stated = st.lists(
    st.one_of(
        st.builds("told:hasSponsor actor:{}".format, actors),
        st.builds("told:hasBeneficiary actor:{}".format, actors),
        st.builds("told:killed{} {}".format, st.sampled_from(["AtLeast", "AtMost"]), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=3,
).map(" ; ".join)
sources, grades = st.sampled_from(["a", "b", "c", "copy"]), st.integers(1, 4)
accounts = st.tuples(
    st.just("Account"), sources, grades, st.builds("conflict:isAccountOf relation:{} ; {}".format, relations, stated)
)
judgements = st.one_of(
    st.tuples(
        st.just("SameJudgement"), sources, grades,
        st.sampled_from([("relation:r", "relation:s"), ("relation:s", "relation:t"), ("actor:b", "actor:c")]).map(
            lambda pair: f"conflict:judges {pair[0]} , {pair[1]} ; conflict:keeps {pair[1]}"
        ),
    ),
    st.tuples(st.just("DistinctJudgement"), sources, grades, st.just("conflict:judges relation:r , relation:s")),
)  # fmt: skip
POLICIES = [
    Policy(NamedNode("urn:any"), "any"),
    Policy(NamedNode("urn:good"), "good", reliability="C", credibility="3"),
    Policy(NamedNode("urn:two"), "two", minimum_sources=2),
]


def read(text: str, ontology: str) -> Inputs:
    data, axioms = (
        SourceFile(Path(name), (PROLOGUE + content).encode(), RdfFormat.TURTLE)
        for name, content in (("data.ttl", text), ("ontology.ttl", EDGES + ontology))
    )
    return read_inputs(load([data]), parse_file(axioms), [])


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    found=st.lists(st.one_of(accounts, accounts, judgements), min_size=2, max_size=9),
    typed=st.sets(st.sampled_from(sorted(TYPES)), min_size=3),
    policy=st.sampled_from(POLICIES),
)
def test_random_evidence(rules: str, found: list[tuple[str, str, int, str]], typed: set[str], policy: Policy) -> None:
    kinds = "".join(f"{name} a conflict:{TYPES[name]} .\n" for name in sorted(typed))
    inputs = read(SOURCES + kinds + "".join(said(f"n{n}", *one) for n, one in enumerate(found)), rules)
    try:
        base = accept_and_infer(inputs, policy)
    except InconsistentGraphError:
        return
    check_variants(base, leave_one_out(Variations(base)))


DISPUTED = (
    ("Account", "a", 2, "conflict:isAccountOf relation:r ; told:hasSponsor actor:a ; told:hasBeneficiary actor:a"),
    ("Account", "b", 2, "conflict:isAccountOf relation:r ; told:hasSponsor actor:b"),
)


def test_a_contradiction_without_a_source_is_found_and_explained() -> None:
    kinds = "".join(f"{name} a conflict:{cls} .\n" for name, cls in TYPES.items())
    inputs = read(
        SOURCES + kinds + "".join(said(f"n{n}", *one) for n, one in enumerate(DISPUTED)), RULES["a contradiction"]
    )
    base = accept_and_infer(inputs, POLICIES[0])
    variations = Variations(base)
    variants = leave_one_out(variations)
    contradicted = [one.contradicted for one in variations.close(list(variants.values()))]
    assert dict(zip(variants, contradicted, strict=True)) == {
        expand("source:a"): False,
        expand("source:b"): True,
    }
    with pytest.raises(InconsistentGraphError, match="actor:a, stated by account:n0"):
        withdraw_accounts(base, [expand("source:b")])


def test_a_tie_that_rests_on_what_follows_from_another_source() -> None:
    told = (
        ("Account", "a", 2, "conflict:isAccountOf relation:r ; told:hasSponsor actor:a ; told:hasBeneficiary actor:b"),
        ("Account", "b", 2, "conflict:isAccountOf relation:s ; told:hasSponsor actor:b ; told:hasBeneficiary actor:a"),
    )
    kinds = "".join(f"{name} a conflict:{TYPES[name]} .\n" for name in ("relation:r", "relation:s", "actor:b"))
    inputs = read(
        SOURCES + kinds + "".join(said(f"n{n}", *one) for n, one in enumerate(told)), RULES["kinds that follow"]
    )
    base = accept_and_infer(inputs, POLICIES[0])
    first, second = expand("actor:a"), expand("actor:b")
    assert all_ties(base) == [(first, second, -1, True), (first, second, 1, True)]
    variations = Variations(base)
    found = leave_one_out(variations)
    # That the first is an actor follows from the first account, though the tie is the second one's.
    without = dict(zip(found, ties_of_variants(variations, list(found.values())), strict=True))
    assert without == {expand("source:a"): (), expand("source:b"): ((first, second, 1, True),)}
    check_variants(base, found)


def test_what_is_stated_does_not_follow() -> None:
    stated = "conflict:isAccountOf relation:r ; told:hasSponsor actor:a ; told:hasBeneficiary actor:b"
    told = [said(name, "Account", name, 2, stated) for name in ("a", "b")]
    inputs = read(SOURCES + "actor:a skos:related actor:b ." + "".join(told), RULES["plain"])
    base = accept_and_infer(inputs, POLICIES[0])
    variations = Variations(base)
    for conclusions in variations.close(list(leave_one_out(variations).values())):
        assert conclusions.inferred == set(base.graphs[INFERRED.value])
        assert [triple.predicate for triple in conclusions.inferred] == [NamedNode(expand("conflict:sponsors"))]


def test_only_what_a_source_touches_is_decided_again(shipped_graph: Workspace) -> None:
    records = {account.iri: account for account in shipped_graph.inputs.account_records}
    held = accounts_by_iri(shipped_graph)
    for source, said_by in independent_sources(shipped_graph).items():
        if said_by <= records.keys():
            variant = Variations(shipped_graph).without(said_by)
            touched = {held[iri].about for iri in said_by}
            # A denial stands in the reasons of what it answers, which its account names.
            answered = {value for iri in said_by for values in held[iri].values.values() for value in values}
            assert touched <= set(variant.decided) <= touched | answered, source
            assert variant.renamed == {}
