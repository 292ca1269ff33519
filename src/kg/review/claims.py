"""The check of a single claim: what the sources of a graph say of one statement, whoever makes it.

A claim about an event or relation is compared with what the accounts say of the same property, as the double-check of a
source does (:mod:`kg.review.check`): by the accounts that the policy admits, and by independent sources. A claim about
what follows, such as that a state sponsors a group, rests on the accounts that its shortest proof needs. The verdicts:

* ``corroborated``: two independent sources or more say so, and none says otherwise;
* ``alone``: one independent source says so, and none says otherwise;
* ``partly``: sources are divided, or what they say is too vague to confirm it;
* ``related``: sources name another actor, which stands in some relation to the one of the claim;
* ``contradicted``: sources say otherwise, and none says so;
* ``no source says so``: nothing is said of it, which does not make it false.

Where the policy admits no account that speaks of the claim, all accounts are compared, and ``admitted`` is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from pyoxigraph import NamedNode, Triple

from kg.errors import InconsistentGraphError, UsageError
from kg.evidence.compare import AGREES, DIFFERS, Value, compare_respects, respects
from kg.evidence.hierarchy import read_dimensions, read_hierarchy
from kg.evidence.policy import read_policies
from kg.evidence.ranges import range_of
from kg.evidence.records import Account
from kg.pipeline import accept_and_infer
from kg.proofs.explanations import WORLD, Explained, Explainer
from kg.proofs.proof import in_order
from kg.review.comparer import ALONE, CORROBORATED, verdict_of
from kg.workspace import Once, Workspace, accounts_by_iri, identity_of, independent_sources

NO_SOURCE = "no source says so"
#: The policy that admits every account.
_PERMISSIVE = "permissive"
#: The account that stands for the claim; graded so that every account can contradict it.
_CLAIM, _WORST = "urn:claim", ("F", "6")


@dataclass(frozen=True)
class Word:
    """What one account says of the claim: the values that it states, and how they compare."""

    account: str
    outcome: str
    values: tuple[Value, ...]
    admitted: bool


@dataclass(frozen=True)
class CheckedClaim:
    """The verdict on a claim, the accounts behind it, what is accepted of the same property, and the proof if any.

    ``holds`` is whether the statement is accepted or follows under the policy of the workspace.
    """

    claim: Triple
    verdict: str
    holds: bool
    admitted: bool
    words: tuple[Word, ...] = ()
    accepted: tuple[Value, ...] = ()
    proof: Explained | None = None


def check_claim(workspace: Workspace, subject: NamedNode, predicate: NamedNode, value: Value) -> CheckedClaim:
    """The verdict on one statement about the world, under the policy of ``workspace``."""
    identity = identity_of(workspace)
    about, said = identity.of(subject), identity.of(value) if isinstance(value, NamedNode) else value
    if predicate.value in workspace.inputs.world.slots:
        return _stated(workspace, about, predicate, said)
    return _following(workspace, Triple(about, predicate, said))


def _stated(workspace: Workspace, subject: NamedNode, predicate: NamedNode, value: Value) -> CheckedClaim:
    """The verdict on a claim that accounts can state."""
    own = Account(_CLAIM, _CLAIM, _WORST, datetime.now(UTC), None, subject, {predicate: (value,)})
    accounts = [account for account in accounts_by_iri(workspace).values() if account.about == subject]
    words = list(_compared(workspace, own, accounts, range_of(predicate)[0]))
    admitted = [word for word in words if word.admitted]
    facts = [t for layer in WORLD for t in workspace.graphs[layer.value] if _same_slot(t, subject, predicate)]
    return CheckedClaim(
        Triple(subject, predicate, value),
        _verdict(workspace, admitted or words),
        holds=Triple(subject, predicate, value) in facts,
        admitted=bool(admitted),
        words=tuple(sorted(words, key=lambda word: (not word.admitted, word.outcome, word.account))),
        accepted=tuple(sorted((cast(Value, t.object) for t in facts), key=str)),
    )


def _same_slot(triple: Triple, subject: NamedNode, predicate: NamedNode) -> bool:
    return (triple.subject, triple.predicate) == (subject, predicate)


def _compared(workspace: Workspace, own: Account, accounts: Sequence[Account], prop: NamedNode) -> Iterable[Word]:
    dimensions = read_dimensions(workspace.inputs.ontology)
    hierarchy = read_hierarchy(workspace.inputs, [*accounts, own])
    asked = respects(own, dimensions).get(prop)
    for account in accounts:
        admitted = workspace.policy.refusal(account, None) is None
        stated = account.values.get(prop, ())
        said = respects(account, dimensions).get(prop)
        if asked is not None and said is not None:
            yield Word(account.iri, compare_respects(asked, said, hierarchy).outcome, said.values, admitted)
        elif asked is None and stated:  # The ontology compares no other property: the same value, or another.
            outcome = AGREES if set(stated) & set(own.values[prop]) else DIFFERS
            yield Word(account.iri, outcome, stated, admitted)


def _verdict(workspace: Workspace, words: Iterable[Word]) -> str:
    found = list(words)
    outcomes = {word.outcome for word in found}
    if not found:
        return NO_SOURCE
    verdict = verdict_of([outcomes])
    if verdict != CORROBORATED:
        return verdict
    agreeing = [word.account for word in found if word.outcome == AGREES]
    return CORROBORATED if independent_sources(workspace, agreeing) > 1 else ALONE


def _following(workspace: Workspace, claim: Triple) -> CheckedClaim:
    """The verdict on a claim that follows, or would follow if the policy admitted every account."""
    proof = _proof(workspace, claim)
    if proof is not None:
        return _proved(workspace, claim, proof, holds=True)
    try:
        everything = permissive(workspace)
        proof = _proof(everything, claim)
    except InconsistentGraphError:  # Accounts that contradict each other prove nothing together.
        proof = None
    if proof is None:
        return CheckedClaim(claim, NO_SOURCE, holds=False, admitted=False)
    return _proved(everything, claim, proof, holds=False)


@Once
def permissive(workspace: Workspace) -> Workspace:
    """The graph of the same accounts under the policy that admits them all."""
    inputs = workspace.inputs
    policy = read_policies(inputs.asserted)[_PERMISSIVE]
    return accept_and_infer(inputs, policy, as_of=workspace.as_of, valid_at=workspace.valid_at, recorded=False)


def _proof(workspace: Workspace, claim: Triple) -> Explained | None:
    try:
        return Explainer(workspace).shortest(claim).proofs[0]
    except UsageError:
        return None


def _proved(workspace: Workspace, claim: Triple, proof: Explained, *, holds: bool) -> CheckedClaim:
    """The verdict on a claim with a proof: as many sources as its weakest fact has."""
    leaves = [step for step in in_order([proof], lambda step: step.premises, id) if step.tellers]
    told = ([teller.account for teller in leaf.tellers] for leaf in leaves)
    voices = min((independent_sources(workspace, accounts) for accounts in told), default=0)
    verdict = CORROBORATED if voices > 1 else ALONE if voices else NO_SOURCE
    words = tuple(Word(account, AGREES, (cast(Value, claim.object),), holds) for account in proof.accounts)
    return CheckedClaim(claim, verdict, holds, admitted=holds, words=words, proof=proof)
