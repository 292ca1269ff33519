"""What the policy leaves disputed: properties on which accounts of equal standing differ."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.analyse.facts import facts_of
from kg.evidence.records import Decision
from kg.report.words import Named, namer
from kg.workspace import Workspace, accounts_by_iri


@dataclass(frozen=True)
class Dispute:
    """A disputed property, with the source, locator and values of each account, hedges beside these."""

    subject: Named
    property: str
    reason: str
    accounts: tuple[tuple[Named, str, str], ...]


def disputes(workspace: Workspace) -> list[Dispute]:
    """Every disputed property with the values that each account states, in the order of the decisions."""
    return [_dispute(decision, workspace) for decision in workspace.decisions if decision.disputed]


def _dispute(decision: Decision, workspace: Workspace) -> Dispute:
    lines = []
    name, facts = namer(workspace), facts_of(workspace)
    for iri in decision.rejected:
        account = workspace.evidence.accounts[iri]
        stated = accounts_by_iri(workspace)[iri].values.get(decision.property, ())
        values = ", ".join(facts.label(one.value) if isinstance(one, NamedNode) else one.value for one in stated)
        values += f" (hedged: {account.hedge})" if account.hedge else ""
        lines.append((name.source(account.source), account.locator, values))
    return Dispute(
        subject=name(decision.subject),
        property=facts.label(decision.property.value),
        reason=decision.reason,
        accounts=tuple(lines),
    )
