"""Repeats a build without some of its accounts: only what they affect is decided and inferred anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from kg.evidence.accept import accepted_triples, decide
from kg.evidence.identity import HELD_TO_BE, resolve_identities
from kg.evidence.inputs import Memo, decide_all, exclude
from kg.evidence.records import Account, Decision, Statement
from kg.rdf.resources import Layer, about_the_world
from kg.rdf.terms import ACCEPTED, ASSERTED, INFERRED, ONTOLOGY
from kg.reason.incremental import Materialisation
from kg.workspace import Workspace, accounts_by_iri


class Variations:
    """Builds without some of the accounts of ``base``, which must be a build without dates (as-of, valid-at)."""

    def __init__(self, base: Workspace) -> None:
        self._base = base
        inputs = base.inputs
        self._identity = resolve_identities(inputs.judgements, base.policy, None)
        self._accounts: dict[NamedNode, list[Account]] = defaultdict(list)
        for account in map(self._identity.applied, inputs.account_records):
            self._accounts[account.about].append(account)
        self._accepted = frozenset(base.graphs[ACCEPTED.value])
        self._inferred = frozenset(base.graphs[INFERRED.value])
        self._asserted = frozenset(base.graphs[ASSERTED.value])
        facts = about_the_world(self._asserted | self._accepted)
        self._closure = Materialisation(facts, base.graphs[ONTOLOGY.value])

    def without(self, leaves_out: Callable[[Statement], bool]) -> Workspace:
        """The build without the accounts and judgements that ``leaves_out`` is true of.

        Decisions, accepted facts and conclusions are those of a build from the start; the layer of accounts and the
        evidence still hold what was left out.
        """
        decisions = self._decisions(leaves_out)
        accepted = frozenset(accepted_triples(decisions)) - self._asserted
        inferred = self._inferred_from(accepted)
        graphs = self._base.graphs | {
            ACCEPTED.value: Layer.of(accepted),
            INFERRED.value: Layer.of(inferred),
        }
        varied = replace(self._base, graphs=graphs, decisions=decisions, memo=Memo())
        if not any(map(leaves_out, self._base.inputs.judgements)):
            # Who is held to be whom is as it was, so the accounts need not be read anew.
            varied.memo.once(accounts_by_iri.key, lambda: accounts_by_iri(self._base))
        return varied

    def _decisions(self, leaves_out: Callable[[Statement], bool]) -> tuple[Decision, ...]:
        base = self._base
        if any(map(leaves_out, base.inputs.judgements)):
            return decide_all(exclude(base.inputs, leaves_out), base.policy)
        touched = {about for about, accounts in self._accounts.items() if any(map(leaves_out, accounts))}
        left = [t for about in touched for t in self._accounts[about] if not leaves_out(t)]
        kept = [d for d in base.decisions if d.subject not in touched or d.property == HELD_TO_BE]
        return (*kept, *decide(left, base.policy, base.inputs.world, None))

    def _inferred_from(self, accepted: frozenset[Triple]) -> frozenset[Triple]:
        """The conclusions from other facts than the base's."""
        lost, gained = (about_the_world(side) for side in (self._accepted - accepted, accepted - self._accepted))
        inferred, closure = set(self._inferred), self._closure.copy()
        for change in (closure.retract(lost), closure.add(gained)):
            inferred = (inferred - set(change.withdrawn)) | set(change.inferred)
        return frozenset(inferred) - self._asserted - accepted


def leave_one_out(base: Workspace) -> Iterable[tuple[str, Workspace]]:
    """For each independent source that the policy admits, the build without it and without what derives from it."""
    inputs, variations = base.inputs, Variations(base)
    origins = {inputs.world.origin[t.source] for t in inputs.account_records if base.policy.refusal(t, None) is None}
    for origin in sorted(origins):

        def is_left_out(said: Statement, origin: str = origin) -> bool:
            return inputs.world.origin[said.source] == origin

        yield origin, variations.without(is_left_out)
