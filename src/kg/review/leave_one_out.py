"""Builds without some of the accounts of another: only what they affect is decided anew, and all are closed at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Triple

from kg.evidence.accept import accepted_triples, decide
from kg.evidence.answers import with_answers, withdrawn_claims
from kg.evidence.held_support import HELD, held_support
from kg.evidence.identity import Identity, resolve_identities
from kg.evidence.inputs import Memo, decide_all, exclude
from kg.evidence.policy import Policy, parse_moment
from kg.evidence.records import Account, Decision
from kg.rdf.resources import Layer, about_the_world
from kg.rdf.terms import ACCEPTED, ASSERTED, INFERRED, ONTOLOGY
from kg.reason.worlds import close_worlds
from kg.workspace import Workspace, accounts_by_iri


@dataclass(frozen=True)
class Difference:
    """What another build of the same data lacks of the facts of its base (``lost``), and what only it has."""

    lost: frozenset[Triple]
    gained: frozenset[Triple]


@dataclass(frozen=True)
class Variant(Difference):
    """A build without some accounts and judgements, as what differs from the build with them.

    ``decided``: by subject, all decisions about what was decided again, none where no account of it is left.
    ``renamed``: by IRI, the accounts in which resources are then held to be others.
    """

    decided: Mapping[NamedNode, Sequence[Decision]]
    renamed: Mapping[str, Account]


@dataclass(frozen=True)
class Conclusions:
    """What follows in a build and is no fact of it, and whether it contradicts the ontology."""

    inferred: frozenset[Triple]
    contradicted: bool


class Variations:
    """The builds that differ from ``base`` in the accounts that they know, or in their policy."""

    def __init__(self, base: Workspace) -> None:
        self.base = base
        self._known = parse_moment(base.as_of) if base.as_of else None
        self._identity = resolve_identities(base.inputs.judgements, base.policy, self._known)
        self._asserted = frozenset(base.graphs[ASSERTED.value])
        self._accounts = accounts_by_iri(base)
        self._about: dict[NamedNode, list[Account]] = defaultdict(list)
        for account in self._accounts.values():
            self._about[account.about].append(account)
        self._decided = _by_subject(base.decisions)

    def without(self, left_out: Collection[str]) -> Variant:
        """The build without the accounts and judgements of these IRIs: no policy sees them."""
        judgements = self.base.inputs.judgements
        left = [judgement for judgement in judgements if judgement.iri not in left_out]
        unchanged = len(left) == len(judgements)
        identity = self._identity if unchanged else resolve_identities(left, self.base.policy, self._known)
        renamed = self._renamed(identity)
        if self.base.valid_at:
            return self._without_at_a_moment(left_out, renamed)
        touched = {self._accounts[iri].about for iri in left_out if iri in self._accounts}
        touched |= {account.about for iri, one in renamed.items() for account in (one, self._accounts[iri])}
        touched |= {decision.subject for decision in {*identity.decisions} ^ {*self._identity.decisions}}
        concerned = {account.iri: account for about in touched for account in self._about.get(about, ())} | renamed
        accounts = [account for iri, account in concerned.items() if iri not in left_out]
        decided = dict.fromkeys(sorted(touched, key=str), ()) | self._decide(identity, touched, accounts)
        known = {iri: account for iri, account in (self._accounts | renamed).items() if iri not in left_out}
        decided |= self._with_support(decided, known)
        before = frozenset(t for about in decided for t in accepted_triples(self._decided.get(about, ())))
        after = frozenset(t for decisions in decided.values() for t in accepted_triples(decisions))
        return Variant(before - after - self._asserted, after - before - self._asserted, decided, renamed)

    def _renamed(self, identity: Identity) -> dict[str, Account]:
        """The accounts with a resource that ``identity`` holds to be another than the base does."""
        old, new = self._identity.kept, identity.kept
        moved = {resource for resource in {*old, *new} if old.get(resource) != new.get(resource)}
        accounts = self.base.inputs.account_records if moved else ()
        return {a.iri: identity.applied(a) for a in accounts if not a.resources.isdisjoint(moved)}

    def _with_support(
        self, decided: Mapping[NamedNode, Sequence[Decision]], accounts: Mapping[str, Account]
    ) -> dict[NamedNode, Sequence[Decision]]:
        """The decisions on every subject with one on support that held, or an answer, that is not that of the base."""
        plain = {
            about: [d for d in ds if d.property not in HELD] for about, ds in (self._decided | dict(decided)).items()
        }
        kinds, withdrawn = self.base.inputs.answers, withdrawn_claims(accounts.values(), self._known)
        answered = _by_subject(with_answers((d for ds in plain.values() for d in ds), kinds, withdrawn))
        held = _by_subject(held_support((d for ds in plain.values() for d in ds), accounts))
        had = _by_subject(d for ds in self._decided.values() for d in ds if d.property in HELD)
        changed = {about for about in held.keys() | had.keys() if held.get(about) != had.get(about)}
        changed |= {about for about, decisions in answered.items() if decisions != plain[about]}
        again = changed | (held.keys() & decided.keys())
        return {about: [*answered.get(about, ()), *held.get(about, ())] for about in sorted(again, key=str)}

    def _decide(
        self, identity: Identity, touched: Collection[NamedNode], accounts: Iterable[Account]
    ) -> dict[NamedNode, Sequence[Decision]]:
        base = self.base
        decisions = [
            *(decision for decision in identity.decisions if decision.subject in touched),
            *decide(accounts, base.policy, base.inputs.world, self._known),
        ]
        return dict(_by_subject(decisions))

    def _without_at_a_moment(self, left_out: Collection[str], renamed: Mapping[str, Account]) -> Variant:
        """As :meth:`without`, where what counts of one subject depends on what is known of others."""
        base = self.base
        inputs = exclude(base.inputs, lambda statement: statement.iri in left_out)
        again = _by_subject(decide_all(inputs, base.policy, base.as_of, base.valid_at))
        subjects = sorted(again.keys() | self._decided.keys(), key=str)
        decided = {s: again.get(s, ()) for s in subjects if again.get(s) != self._decided.get(s)}
        before = frozenset(t for s in decided for t in accepted_triples(self._decided.get(s, ())))
        after = frozenset(t for decisions in decided.values() for t in accepted_triples(decisions))
        return Variant(before - after - self._asserted, after - before - self._asserted, decided, renamed)

    def under(self, policy: Policy) -> Difference:
        """The build of all accounts under another policy, which the data describe."""
        decisions = decide_all(self.base.inputs, policy, self.base.as_of, self.base.valid_at)
        before = self._asserted.union(self.base.graphs[ACCEPTED.value])
        after = frozenset(accepted_triples(decisions)).union(self.base.inputs.asserted)
        return Difference(before - after, after - before)

    def close(self, variants: Sequence[Difference]) -> list[Conclusions]:
        """What follows in each of some variants, in one pass for all."""
        everywhere = (1 << len(variants)) - 1
        facts = dict.fromkeys((*self._asserted, *self.base.graphs[ACCEPTED.value]), everywhere)
        for number, variant in enumerate(variants):
            for triple in variant.lost:
                facts[triple] &= ~(1 << number)
            for triple in variant.gained:
                facts[triple] = facts.get(triple, 0) | 1 << number
        stated = {triple: facts[triple] for triple in about_the_world(facts)}
        closed = close_worlds(stated, self.base.graphs[ONTOLOGY.value], len(variants))
        new = [(triple, worlds & ~facts.get(triple, 0)) for triple, worlds in closed.inferred.items()]
        return [
            Conclusions(
                frozenset(triple for triple, worlds in new if worlds >> number & 1), bool(closed.clashing >> number & 1)
            )
            for number in range(len(variants))
        ]

    def workspace(self, variant: Variant, conclusions: Conclusions) -> Workspace:
        """A variant, with what follows in it, as a workspace.

        The layers of accounts and decisions, and the evidence, still are those of the base.
        """
        base = self.base
        accepted = (frozenset(base.graphs[ACCEPTED.value]) - variant.lost) | variant.gained
        graphs = base.graphs | {ACCEPTED.value: Layer.of(accepted), INFERRED.value: Layer.of(conclusions.inferred)}
        kept = (decision for decision in base.decisions if decision.subject not in variant.decided)
        decisions = (*kept, *(decision for again in variant.decided.values() for decision in again))
        varied = replace(base, graphs=graphs, decisions=decisions, memo=Memo())
        varied.memo.once(accounts_by_iri.key, lambda: self._accounts | dict(variant.renamed))
        return varied


def _by_subject(decisions: Iterable[Decision]) -> dict[NamedNode, list[Decision]]:
    found: dict[NamedNode, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.subject].append(decision)
    return dict(found)


def independent_sources(base: Workspace) -> dict[str, set[str]]:
    """The accounts and judgements of each source that the policy admits, with those of what derives from it, by IRI."""
    inputs, origin = base.inputs, base.inputs.world.origin
    known = parse_moment(base.as_of) if base.as_of else None
    admitted = {origin[one.source] for one in inputs.account_records if base.policy.refusal(one, known) is None}
    found: dict[str, set[str]] = {source: set() for source in sorted(admitted)}
    for one in (*inputs.account_records, *inputs.judgements):
        if origin[one.source] in found:
            found[origin[one.source]].add(one.iri)
    return found


def leave_one_out(variations: Variations) -> dict[str, Variant]:
    """For each independent source that the policy admits, the build without it and without what derives from it."""
    return {source: variations.without(said) for source, said in independent_sources(variations.base).items()}
