"""The workspace of a build: its layers, decisions and evidence, and every answer that is computed from them once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar

from pyoxigraph import NamedNode

from kg.evidence.identity import HELD_TO_BE, Identity
from kg.evidence.inputs import Inputs, Memo
from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision, Evidence
from kg.rdf.resources import Layer

if TYPE_CHECKING:
    from kg.columns.job import AcceptedDatasets

Made = TypeVar("Made")


@dataclass(frozen=True)
class Workspace:
    """Everything a build knows: the layers by graph IRI, the decisions, the evidence, and what they were chosen from.

    ``datasets`` are the layers of what stays in columns (:mod:`kg.columns.load`). They are part of the same graph, but
    not of ``graphs``, ``decisions`` and ``evidence``. ``memo`` keeps what was computed from the workspace once, see
    :class:`Once`.
    """

    graphs: dict[str, Layer]
    policy: Policy
    decisions: tuple[Decision, ...]
    evidence: Evidence
    inputs: Inputs
    as_of: str | None = None
    valid_at: str | None = None
    datasets: AcceptedDatasets | None = field(default=None, compare=False, repr=False)
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)

    @property
    def provenance(self) -> str:
        """Provenance summary: policy, dates, and the number of accounts and sources, in one line."""
        sources = {account.source for account in self.inputs.account_records}
        in_columns = 0
        if self.datasets is not None:
            sources.update(self.datasets.sources)
            in_columns = self.datasets.evidence.heads.height
        accounts = len(self.inputs.account_records) + in_columns
        dates = (f", as of {self.as_of}" if self.as_of else "") + (
            f", valid at {self.valid_at}" if self.valid_at else ""
        )
        counted = f"; {in_columns} of these accounts, of datasets, are counted and not drawn" if in_columns else ""
        return (
            f"Policy {self.policy.label}{dates}, applied to {accounts} accounts from {len(sources)} sources{counted}."
        )


class Once(Generic[Made]):
    """A function of a workspace whose answer is computed once and kept in the workspace's memo under ``key``."""

    def __init__(self, make: Callable[[Workspace], Made]) -> None:
        self.key = make
        update_wrapper(self, make)

    def __call__(self, workspace: Workspace) -> Made:
        """The answer for ``workspace``; nobody may change it."""
        return workspace.memo.once(self.key, lambda: self.key(workspace))


@Once
def identity_of(workspace: Workspace) -> Identity:
    """Which resources the policy holds to be which."""
    held = {d.subject.value: d.values[0] for d in workspace.decisions if d.property == HELD_TO_BE and d.values}
    return Identity({iri: kept for iri, kept in held.items() if isinstance(kept, NamedNode)}, ())


@Once
def accounts_by_iri(workspace: Workspace) -> dict[str, Account]:
    """The accounts by IRI, with every resource as what it is held to be."""
    identity = identity_of(workspace)
    return {account.iri: identity.applied(account) for account in workspace.inputs.account_records}
