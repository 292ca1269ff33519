"""Explanations as PROV-O: two parsers read them, and SPARQL walks them from a conclusion to its source."""

import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from analyse_case import world
from kg.proofs.explanations import Explainer, explain
from kg.proofs.provenance import provenance, statement_iri
from kg.rdf.terms import INFERRED, PREFIXES, expand
from kg.rdf.write import turtle
from kg.workspace import Workspace

CHAIN = """
SELECT DISTINCT ?rule ?axiom ?account ?locator ?credibility ?source ?reliability {
  ?conclusion rdf:subject actor:iran ; rdf:predicate conflict:sponsors ; rdf:object actor:kataib-hezbollah ;
    prov:wasGeneratedBy ?application .
  ?application skos:notation ?rule ; dct:description ?axiom .
  ?conclusion (prov:wasGeneratedBy/prov:used)+ ?fact .
  ?fact prov:wasDerivedFrom ?account .
  ?account prov:hadPrimarySource ?source ; conflict:locator ?locator ; conflict:hasCredibility ?credibility .
  ?source conflict:hasReliability ?reliability .
} ORDER BY ?account
"""


def triple(text: str) -> Triple:
    return Triple(*(NamedNode(expand(name)) for name in text.split()))


def text_of(workspace: Workspace, asked: str) -> str:
    return turtle(provenance(workspace, explain(workspace, triple(asked))))


def test_the_chain_leads_from_a_conclusion_to_its_source(seed: Workspace) -> None:
    store = Store()
    text = text_of(seed, "actor:iran conflict:sponsors actor:kataib-hezbollah")
    store.load(text.encode(), RdfFormat.TURTLE)
    rows = [[term.value for term in row] for row in store.query(CHAIN, prefixes=PREFIXES)]
    assert [row[2].rpartition("/")[2] for row in rows] == ["seed-report-iran-kh-arsenal", "seed-report-iran-kh-section"]
    assert {row[0] for row in rows} == {"prp-spo2"}
    assert "propertyChainAxiom" in rows[0][1]
    assert rows[0][3:] == [
        "What next, bullet 1", expand("credibility:6"), expand("source:seed-report"), expand("reliability:E")
    ]  # fmt: skip


def test_two_parsers_read_the_same_and_nothing_is_blank(seed: Workspace) -> None:
    text = text_of(seed, "actor:iran rdf:type conflict:Sponsor")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    quads = list(parse(text, RdfFormat.TURTLE))
    assert len(graph) == len(quads) > 20
    assert not any(isinstance(term, rdflib.BNode) for one in graph for term in one)
    assert "genid" in text


def test_every_premise_is_described_and_every_conclusion_generated(seed: Workspace) -> None:
    explainer = Explainer(seed)
    for one in seed.graphs[INFERRED.value][::20]:
        found = provenance(seed, explainer.every(one, 20))
        assert found == sorted(set(found), key=str)
        about = {t.subject for t in found}
        assert {t.object for t in found if t.predicate.value.startswith(PREFIXES["prov"]) and t.predicate.value
                .endswith(("used", "wasGeneratedBy", "wasDerivedFrom", "hadPrimarySource"))} <= about  # fmt: skip
        assert statement_iri(one) in {t.subject for t in found if t.predicate.value.endswith("wasGeneratedBy")}


def test_the_same_statement_has_the_same_iri_in_any_explanation() -> None:
    fact = triple("relation:carrier-arms-brigade conflict:hasSponsor actor:carrier")
    conclusion = "event:raid conflict:hasPerpetratorSponsoredBy actor:carrier"
    node = statement_iri(fact)
    assert node in {t.subject for t in provenance(world(), explain(world(), fact))}
    assert node in {t.subject for t in provenance(world(), explain(world(), triple(conclusion)))}
