"""Façades: which name stands for whom according to each source, and what the name claims."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import NamedNode

from kg.analyse.claims import CLAIM
from kg.analyse.facts import Facts, facts_of
from kg.analyse.result import AnalysisResult, nothing
from kg.evidence.policy import parse_moment
from kg.evidence.records import Account
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Workspace, accounts_by_iri

COLUMNS = (
    "source", "reliability", "façade", "principal", "accepted", "also reported by", "other principals", "claims",
    "grade", "accounts",
)  # fmt: skip

_FACADE, _PRINCIPAL = CONFLICT.term("hasFacade"), CONFLICT.term("hasPrincipal")


def facades(workspace: Workspace) -> AnalysisResult:
    """Every façade that a source reports, by source: the network of façades as that source sees it.

    One row for each independent source, façade and principal. Columns: ``source`` and its ``reliability``; ``façade``
    and the ``principal`` that it stands for; ``accepted``: whether the policy accepts the relation and both ends;
    ``also reported by``: other independent sources; ``other principals`` that sources report for the façade;
    ``claims``: the events that the façade claims, as accepted; ``grade``: the best of the accounts; ``accounts``. Only
    accounts that the policy admits are listed.
    """
    facts = facts_of(workspace)
    by_pair: dict[tuple[NamedNode, NamedNode], dict[str, list[Account]]] = defaultdict(lambda: defaultdict(list))
    known = parse_moment(workspace.as_of) if workspace.as_of else None
    for account in sorted(accounts_by_iri(workspace).values(), key=lambda t: t.iri):
        if workspace.policy.refusal(account, known) is None:
            for pair in _pairs(account):
                by_pair[pair][workspace.inputs.world.origin[account.source]].append(account)
    principals: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for facade, principal in by_pair:
        principals[facade].add(principal)
    accepted, claimed = _accepted(facts), _claimed(facts)
    rows = []
    for (facade, principal), by_source in by_pair.items():
        for source, accounts in by_source.items():
            rows.append(
                (
                    facts.label(source),
                    workspace.evidence.sources[source].reliability,
                    facts.label(facade.value),
                    facts.label(principal.value),
                    (facade, principal) in accepted,
                    tuple(sorted(facts.label(other) for other in by_source if other != source)),
                    tuple(sorted(facts.label(p.value) for p in principals[facade] - {principal})),
                    tuple(sorted(claimed[facade])),
                    min("".join(account.grade) for account in accounts),
                    tuple(shorten(account.iri) for account in accounts),
                )
            )
    rows.sort(key=lambda row: (row[0], row[2], row[3]))
    title = "Façades according to each source"
    if not rows:
        return AnalysisResult("facades", title, COLUMNS, (), (nothing(workspace.policy.label, "account of a façade"),))
    rival = sum(len(found) > 1 for found in principals.values())
    behind = {principal for found in principals.values() for principal in found}
    reporting = {source for by_source in by_pair.values() for source in by_source}
    notes = (
        f"{len(principals)} façades of {len(behind)} principals, reported by {len(reporting)} independent sources;"
        f" {rival} façades have several principals.",
        "A façade's claim is not its principal's, and neither is proof of who carried out the event. A façade can have"
        " several principals at once.",
    )
    return AnalysisResult("facades", title, COLUMNS, tuple(rows), notes)


def _pairs(account: Account) -> list[tuple[NamedNode, NamedNode]]:
    return [
        (facade, principal)
        for facade in account.values.get(_FACADE, ())
        for principal in account.values.get(_PRINCIPAL, ())
        if isinstance(facade, NamedNode) and isinstance(principal, NamedNode)
    ]


def _accepted(facts: Facts) -> set[tuple[NamedNode, NamedNode]]:
    return {
        (facade.node, principal.node)
        for subject in facts.subjects()
        for facade in facts.values(subject, _FACADE)
        for principal in facts.values(subject, _PRINCIPAL)
        if not facade.disputed and not principal.disputed
    }


def _claimed(facts: Facts) -> dict[NamedNode, set[str]]:
    """By claimant the labels of the events it is accepted to claim."""
    found: dict[NamedNode, set[str]] = defaultdict(set)
    for claim in facts.subjects():
        rule = facts.rule(claim)
        if rule is not None and rule.name == CLAIM:
            for claimant in facts.values(claim, rule.source):
                found[claimant.node] |= {facts.label(e.node.value) for e in facts.values(claim, rule.target)}
    return found
