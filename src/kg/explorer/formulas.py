"""On whose word each line of the network rests: its minimal proofs, as formulas over accounts.

A policy decides slot by slot (:mod:`kg.evidence.accept`). Of a slot that is a set, as the ends of all relations and
events are, its decision is a formula: the event or relation is accepted if enough independent sources report it, and a
value of the slot if one admitted account states it. So a line holds if its event or relation is accepted and each of
its ends is stated. An account of what a judgement holds to be another event or relation counts only with the judgement.

Two kinds of lines rest on more than that, and are marked as having a *rival*: those of a slot that has one value, of
which accounts state several, and those that follow from dates. Without some of the accounts, a build may choose another
value of them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from kg.analyse.facts import facts_of
from kg.analyse.projection import PART_OF, PARTY, is_node
from kg.evidence.accept import EARLIEST
from kg.evidence.held_support import HELD, PERPETRATOR_HELD
from kg.evidence.identity import resolve_identities
from kg.evidence.policy import Policy, parse_moment
from kg.evidence.records import Account, Statement
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Workspace

_SPONSOR, _BENEFICIARY, _FROM, _PERPETRATOR, _SPEAKER, _CLAIMS = (
    CONFLICT.term(name)
    for name in ("hasSponsor", "hasBeneficiary", "validFrom", "hasPerpetrator", "isDeclaredBy", "claimsEvent")
)
#: Admits every statement that was not withdrawn or superseded.
EVERYTHING = Policy(CONFLICT.term("AcceptancePolicy"), "everything")

#: The IRIs of statements that together state something: an account, and the judgements that it needs for that.
Ground = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """An event or relation, and who states one value of one of its slots; a fact holds if one ground is admitted."""

    about: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Formula:
    """The minimal proofs of a line, each the facts that it needs; the line holds if all facts of one proof do.

    ``rival`` is true where a build without some of the accounts may choose another value.
    """

    proofs: tuple[tuple[Fact, ...], ...]
    rival: bool = False


class Formulas:
    """The formulas of the lines of one dataset's networks, over all its statements that were not withdrawn."""

    def __init__(self, workspaces: Sequence[Workspace]) -> None:
        """``workspaces`` are the dataset under one or more policies, at the same dates."""
        first, *_ = workspaces
        self._workspaces = workspaces
        self._facts, inputs = facts_of(first), first.inputs
        #: The policies by label, and what they know of sources.
        self.policies = {workspace.policy.label: workspace.policy for workspace in workspaces}
        self.world = inputs.world
        known = parse_moment(first.as_of) if first.as_of else None
        #: The accounts and judgements that can be admitted, by IRI.
        self.statements: dict[str, Statement] = {
            one.iri: one
            for one in (*inputs.account_records, *inputs.judgements)
            if EVERYTHING.refusal(one, known) is None
        }
        identity = resolve_identities(inputs.judgements, EVERYTHING, known)
        accepted = {iri for decision in identity.decisions if decision.values for iri in decision.accepted}
        self._same: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for judgement in (j for j in inputs.judgements if j.iri in accepted):
            one, other = sorted(resource.value for resource in judgement.pair)
            self._same[one].append((other, judgement.iri))
            self._same[other].append((one, judgement.iri))
        self._about: dict[str, list[tuple[Account, Ground]]] = defaultdict(list)
        for account in inputs.account_records:
            if account.iri in self.statements:
                for resource, judgements in self._held(account.about.value).items():
                    self._about[resource].append((account, judgements))

    def reporting(self, subject: str) -> tuple[Ground, ...]:
        """Who reports an event or relation; of what no account is about, nobody."""
        return tuple((account.iri, *judgements) for account, judgements in self._about.get(subject, ()))

    def title(self, source: str) -> str:
        """The title of a source; its short name where it has none."""
        known = self._facts.evidence.sources.get(source)
        return shorten(source) if known is None else known.title

    def stands_alone(self, node: str) -> bool:
        """Whether a node that is accepted is drawn without any line too: an event of a kind that makes edges."""
        return is_node(self._facts, NamedNode(node)) and self._facts.rule(NamedNode(node)) is not None

    def line(self, source: str, target: str, edge: Mapping[str, object]) -> Formula | None:
        """The formula of an edge of a network of :func:`kg.analyse.projection.project`; None for one of another kind.

        ``edge`` has the edge's attributes ``relation``, ``inferred`` and ``sign``.
        """
        relation = NamedNode(str(edge["relation"]))
        if edge["inferred"]:
            return self._sponsored(source, target, PERPETRATOR_HELD if "Perpetrator" in relation.value else HELD[1])
        if relation == PART_OF:
            return self._stated(source, (PART_OF, target))
        rule = self._facts.rule(relation)
        if rule is None:
            return None
        if not is_node(self._facts, relation):
            return self._stated(relation.value, (rule.source, source), (rule.target, target))
        if source == relation.value:
            return self._stated(source, (rule.target, target))
        return self._stated(target, (rule.source if edge["sign"] else PARTY, source))

    def _stated(self, subject: str, *ends: tuple[NamedNode, str]) -> Formula:
        facts = tuple(self._fact(subject, prop, value) for prop, value in ends)
        return Formula((facts,), any(self._has_rivals(subject, prop) for prop, _ in ends))

    def _sponsored(self, event: str, sponsor: str, role: NamedNode) -> Formula:
        """From whose support of whom, held when the event happened, it follows that ``sponsor`` is behind the event."""
        proofs = []
        for support in self._support.get((event, role), ()):
            for actor in sorted(self._values(support, _BENEFICIARY)):
                backing = [
                    self._fact(support, _SPONSOR, sponsor),
                    self._fact(support, _BENEFICIARY, actor),
                    self._fact(support, _FROM),
                    self._fact(event, EARLIEST),
                ]
                proofs += [(*doing, *backing) for doing in self._doing(event, actor, role)]
        return Formula(tuple(proof for proof in proofs if all(fact.grounds for fact in proof)), rival=True)

    def _doing(self, event: str, actor: str, role: NamedNode) -> Iterator[tuple[Fact, ...]]:
        """The ways in which ``actor`` did the event, or claims it."""
        if role == PERPETRATOR_HELD:
            yield (self._fact(event, _PERPETRATOR, actor),)
            return
        for claim in sorted(self._about):
            if event in self._values(claim, _CLAIMS):
                yield self._fact(claim, _SPEAKER, actor), self._fact(claim, _CLAIMS, event)

    @cached_property
    def _support(self) -> dict[tuple[str, NamedNode], list[str]]:
        """By event and role the support that some policy decides to have held."""
        found: dict[tuple[str, NamedNode], set[str]] = defaultdict(set)
        for decision in (d for workspace in self._workspaces for d in workspace.decisions if d.property in HELD):
            found[decision.subject.value, decision.property].update(value.value for value in decision.values)
        return {key: sorted(held) for key, held in found.items()}

    def _values(self, subject: str, prop: NamedNode) -> set[str]:
        return {value.value for account, _ in self._about.get(subject, ()) for value in account.values.get(prop, ())}

    def _fact(self, subject: str, prop: NamedNode, value: str | None = None) -> Fact:
        """Who states ``value`` of a slot, or any value; with what that needs to be about it."""
        grounds = {}
        for account, judgements in self._about.get(subject, ()):
            for stated in account.values.get(prop, ()):
                held = () if value is None else self._held(stated.value).get(value)
                if held is not None:
                    grounds[account.iri] = (account.iri, *sorted({*judgements, *held}))
                    break
        return Fact(subject, tuple(grounds.values()))

    def _has_rivals(self, subject: str, prop: NamedNode) -> bool:
        return self.world.slots.get(prop.value) != "set" and len(self._values(subject, prop)) > 1

    def _held(self, resource: str) -> dict[str, Ground]:
        """What a resource can be held to be, itself first, each with the judgements that say so."""
        found: dict[str, Ground] = {resource: ()}
        todo = deque([resource])
        while todo:
            here = todo.popleft()
            for other, judgement in self._same.get(here, ()):
                if other not in found:
                    found[other] = (*found[here], judgement)
                    todo.append(other)
        return found
