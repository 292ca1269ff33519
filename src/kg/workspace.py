"""The workspace of a build: its layers, decisions and evidence, and every answer that is computed from them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar

from pyoxigraph import NamedNode

from kg.evidence.identity import HELD_TO_BE, Identity
from kg.evidence.inputs import Inputs, Memo
from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision, Evidence
from kg.rdf.resources import Layer
from kg.rdf.text import many

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
        """Provenance summary: policy and dates, the accounts and sources of the build, and how many are accepted."""
        numbers = numbers_of(self)
        dates = (f", as of {self.as_of}" if self.as_of else "") + (
            f", valid at {self.valid_at}" if self.valid_at else ""
        )
        counted = f" {numbers.in_columns:,} of them, of datasets, are counted and not drawn." * bool(numbers.in_columns)
        return (
            f"Policy {self.policy.label}{dates}: {many(numbers.accounts, 'account')} from"
            f" {many(numbers.sources, 'source')}; accepted in full or in part: {numbers.accepted:,} from"
            f" {many(numbers.accepted_sources, 'source')}.{counted}"
        )


@dataclass(frozen=True)
class Numbers:
    """How many accounts and sources a build has, and how many of them the policy accepts in full or in part.

    Under a policy that admits one source alone, only that source and its accounts are counted. Counts and assessments,
    which no policy decides, are not counted. ``in_columns`` are those of the accounts that stay in columns.
    """

    accounts: int
    sources: int
    accepted: int
    accepted_sources: int
    in_columns: int = 0


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


@Once
def numbers_of(workspace: Workspace) -> Numbers:
    """The :class:`Numbers` of a build."""
    only = workspace.policy.only_source
    views = [
        view
        for view in workspace.evidence.accounts.values()
        if view.status != "stated" and (only is None or view.source == only)
    ]
    accepted = [view for view in views if view.status in ("accepted", "partly")]
    sources, taken = {view.source for view in views}, {view.source for view in accepted}
    datasets = workspace.datasets
    if datasets is None:
        return Numbers(len(views), len(sources), len(accepted), len(taken))
    rows = {iri: rows for iri, rows in datasets.sources.items() if only in (None, iri)}
    decided = datasets.decisions.accounts
    return Numbers(
        len(views) + sum(rows.values()),
        len(sources | rows.keys()),
        len(accepted) + decided["accepted"] + decided["partly"],
        len(taken | (rows.keys() & set(datasets.reporting))),
        sum(rows.values()),
    )


def independent_sources(workspace: Workspace, accounts: Iterable[str]) -> int:
    """The number of independent sources of accounts: reposts and sources of one publisher count as one."""
    views, voice = workspace.evidence.accounts, workspace.inputs.world.voice
    sources = {views[iri].source for iri in accounts if iri in views}
    return len({voice.get(source, source) for source in sources})
