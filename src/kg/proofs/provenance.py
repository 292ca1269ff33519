"""Explanations as linked data: PROV-O (W3C, *PROV-O: The PROV Ontology*, 2013) from conclusions down to sources.

A statement is a ``prov:Entity`` that says by ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` what it states. A
rule application is a ``prov:Activity`` that used the premises, with the W3C name of the rule as ``skos:notation`` and
the axiom as ``dct:description``. A fact was derived from its accounts. An account keeps all that the graph has of it,
and has its source as primary source; a source is a publication, not an agent, so nothing is attributed to it.

IRIs are made of what they stand for, so the same statement, and the same application, has the same IRI everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.proofs.explanations import Explained, Explanation
from kg.rdf.terms import ACCOUNTS, ASSERTED, BASE, DCT, LABEL, PREFIXES, PROV, RDF, SKOS, TYPE
from kg.workspace import Workspace

_ENTITY = PROV.term("Entity")


def provenance(workspace: Workspace, explanation: Explanation) -> list[Triple]:
    """The proofs of ``explanation`` with the accounts and sources of ``workspace`` behind them, sorted."""
    accounts = {NamedNode(iri) for proof in explanation.proofs for iri in proof.accounts}
    source_of = {account: NamedNode(workspace.evidence.accounts[account.value].source) for account in accounts}
    cited = {*accounts, *source_of.values()}
    found = {triple for step in explanation.steps() for triple in _explained_triples(step)}
    found |= {Triple(entity, TYPE, _ENTITY) for entity in cited}
    found |= {Triple(account, PROV.term("hadPrimarySource"), source) for account, source in source_of.items()}
    layers = (ACCOUNTS, ASSERTED)
    found.update(t for layer in layers for t in workspace.graphs[layer.value] if t.subject in cited)
    if explanation.grade:
        note = Literal(f"grade {explanation.grade}: of the weakest fact of its best proof", language="en")
        found.add(Triple(statement_iri(explanation.triple), SKOS.term("note"), note))
    return sorted(found, key=str)


def statement_iri(triple: Triple) -> NamedNode:
    """The IRI of what a triple states.

    >>> statement_iri(Triple(RDF.term("a"), TYPE, RDF.term("b"))).value
    'https://w3id.org/conflict-kg/id/statement/f894bc4dafb04c40f40f'
    """
    return _named("statement", str(triple))


def step_triples(conclusion: Triple, text: str, rule: str, axiom: str, premises: Iterable[Triple]) -> Iterator[Triple]:
    """What one step of a proof says of its conclusion, called ``text``, and of the rule application that gave it."""
    node = statement_iri(conclusion)
    yield Triple(node, TYPE, _ENTITY)
    yield Triple(node, TYPE, RDF.term("Statement"))
    yield Triple(node, LABEL, Literal(text, language="en"))
    for place in ("subject", "predicate", "object"):
        yield Triple(node, RDF.term(place), _without_blank(getattr(conclusion, place)))
    if rule:
        used = [statement_iri(premise) for premise in premises]
        activity = _named("application", " ".join((rule, axiom, node.value, *(one.value for one in used))))
        yield Triple(node, PROV.term("wasGeneratedBy"), activity)
        yield Triple(activity, TYPE, PROV.term("Activity"))
        yield Triple(activity, SKOS.term("notation"), Literal(rule))
        yield Triple(activity, DCT.term("description"), Literal(axiom))
        yield from (Triple(activity, PROV.term("used"), premise) for premise in used)


def _explained_triples(step: Explained) -> Iterator[Triple]:
    premises = (premise.triple for premise in step.premises)
    yield from step_triples(step.triple, step.statement, step.rule, step.axiom, premises)
    for teller in step.tellers:
        yield Triple(statement_iri(step.triple), PROV.term("wasDerivedFrom"), NamedNode(teller.account))


def _named(kind: str, text: str) -> NamedNode:
    """An IRI of 80 bits of the text's hash."""
    return NamedNode(PREFIXES[kind] + sha256(text.encode()).hexdigest()[:20])


def _without_blank(term: NamedNode | Literal | BlankNode) -> NamedNode | Literal:
    """An anonymous class of the ontology as an IRI (RDF 1.1, section 3.5), anything else as it is."""
    return NamedNode(f"{BASE}.well-known/genid/{term.value}") if isinstance(term, BlankNode) else term
