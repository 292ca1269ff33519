"""Judgements that two resources stand for one event or actor: which of them a policy accepts, and what follows.

A judgement of sameness is accepted where the policy takes it and no judgement of difference on the same pair,
taken by the policy too, has at least its grade. What is told of either resource is then decided together, under
the one that the judgement keeps; the other is only *held to be* that one. Nothing is merged, and no ``owl:sameAs``
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import NamedNode

from kg.evidence.policy import Policy
from kg.evidence.records import Decision, Judgement, Telling
from kg.rdf.terms import CONFLICT

HELD_TO_BE = CONFLICT.term("isHeldToBe")


@dataclass(frozen=True)
class Identity:
    """Which resource each judged one is held to be, by IRI, and the decisions that say so."""

    kept: Mapping[str, NamedNode]
    decisions: tuple[Decision, ...]

    def of(self, resource: NamedNode) -> NamedNode:
        """The resource that ``resource`` is held to be: itself where nothing is judged."""
        return self.kept.get(resource.value, resource)

    def applied(self, telling: Telling) -> Telling:
        """``telling`` with what it is about, and every resource among its values, as what it is held to be."""
        if telling.resources.isdisjoint(self.kept):
            return telling
        values = {
            prop: tuple(dict.fromkeys(self.of(v) if isinstance(v, NamedNode) else v for v in told))
            for prop, told in telling.values.items()
        }
        return replace(telling, about=self.of(telling.about), values=values)


def settle(judgements: Iterable[Judgement], policy: Policy, as_of: datetime | None) -> Identity:
    """What ``policy`` makes of the judgements known ``as_of``: one decision for each resource judged to be another.

    Judgements form chains and groups; of a group, the one resource is kept that no accepted judgement gives up,
    the first by IRI where there are several or none.
    """
    known = sorted(judgements, key=lambda j: j.iri)
    refusal = {j.iri: policy.refusal(j, as_of) for j in known}
    left = [j for j in known if refusal[j.iri] is None]
    accepted = [j for j in left if j.keeps is not None and not _is_opposed(j, left)]
    kept = {member.value: root for group, root in _groups(accepted) for member in group if member != root}
    same = [j for j in known if j.keeps is not None]
    decisions = []
    for resource in sorted({n for j in same for n in j.pair if n.value in kept or n != j.keeps}, key=str):
        about = [j for j in known if resource in j.pair]
        yes = tuple(j.iri for j in about if j in accepted)
        no = tuple(j.iri for j in about if j in same and j not in accepted)
        if resource.value in kept:
            decisions.append(Decision(resource, HELD_TO_BE, (kept[resource.value],), yes, no, "judged the same"))
        elif not yes:
            reasons = {refusal[j.iri] or "a judgement of difference is graded no lower" for j in about if j.iri in no}
            decisions.append(Decision(resource, HELD_TO_BE, (), (), no, "; ".join(sorted(reasons))))
    return Identity(kept, tuple(decisions))


def _is_opposed(judgement: Judgement, left: Sequence[Judgement]) -> bool:
    return any(o.keeps is None and o.pair == judgement.pair and o.grade <= judgement.grade for o in left)


def _groups(accepted: Sequence[Judgement]) -> Iterator[tuple[frozenset[NamedNode], NamedNode]]:
    """The groups of resources that accepted judgements link, each with the one that is kept."""
    groups: list[frozenset[NamedNode]] = []
    for judgement in accepted:
        linked = [group for group in groups if group & judgement.pair]
        groups = [group for group in groups if group not in linked]
        groups.append(judgement.pair.union(*linked))
    given_up = {n for j in accepted for n in j.pair if n != j.keeps}
    for group in groups:
        yield group, min(group - given_up or group, key=str)
