"""Judgements that two resources stand for one event or actor: which of them a policy accepts, and what follows.

A judgement of sameness is accepted if the policy admits it and no judgement of difference on the same pair,
accepted by the policy too, has at least its grade. All accounts of either resource are then decided together, under
the resource that the judgement keeps; the other is only *held to be* that one. Nothing is merged, and no ``owl:sameAs``
is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import NamedNode

from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision, Judgement
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

    def applied(self, account: Account) -> Account:
        """``account`` with what it is about, and every resource among its values, as what it is held to be."""
        if account.resources.isdisjoint(self.kept):
            return account
        values = {
            prop: tuple(dict.fromkeys(self.of(v) if isinstance(v, NamedNode) else v for v in stated))
            for prop, stated in account.values.items()
        }
        return replace(account, about=self.of(account.about), values=values)


def resolve_identities(judgements: Iterable[Judgement], policy: Policy, as_of: datetime | None) -> Identity:
    """What ``policy`` makes of the judgements known ``as_of``: one decision for each resource judged to be another.

    Judgements form chains and groups; of a group, the one resource is kept that no accepted judgement gives up,
    the first by IRI where there are several or none.
    """
    known = sorted(judgements, key=lambda j: j.iri)
    refusal = {j.iri: policy.refusal(j, as_of) for j in known}
    left = [j for j in known if refusal[j.iri] is None]
    distinct = _best_grades(j for j in left if j.keeps is None)
    accepted = [j for j in left if j.keeps is not None and not _is_opposed(j, distinct)]
    taken = {j.iri for j in accepted}
    kept = {member.value: root for group, root in _groups(accepted) for member in group if member != root}
    about: dict[NamedNode, list[Judgement]] = defaultdict(list)
    for judgement in known:
        if judgement.keeps is not None:
            for resource in judgement.pair:
                about[resource].append(judgement)
    decisions = []
    for resource in sorted((n for n, of in about.items() if _is_given_up(n, of, kept)), key=str):
        yes = tuple(j.iri for j in about[resource] if j.iri in taken)
        no = tuple(j.iri for j in about[resource] if j.iri not in taken)
        if resource.value in kept:
            decisions.append(Decision(resource, HELD_TO_BE, (kept[resource.value],), yes, no, "judged the same"))
        elif not yes:
            reasons = {refusal[iri] or "a judgement of difference is graded no lower" for iri in no}
            decisions.append(Decision(resource, HELD_TO_BE, (), (), no, "; ".join(sorted(reasons))))
    return Identity(kept, tuple(decisions))


def _is_given_up(resource: NamedNode, judgements: Iterable[Judgement], kept: Container[str]) -> bool:
    """Whether ``resource`` is held to be another, or some of the judgements on it would have it so."""
    return resource.value in kept or any(j.keeps != resource for j in judgements)


def _best_grades(judgements: Iterable[Judgement]) -> dict[frozenset[NamedNode], tuple[str, str]]:
    """The best grade of the judgements on each pair."""
    best: dict[frozenset[NamedNode], tuple[str, str]] = {}
    for judgement in judgements:
        best[judgement.pair] = min(judgement.grade, best.get(judgement.pair, judgement.grade))
    return best


def _is_opposed(judgement: Judgement, distinct: Mapping[frozenset[NamedNode], tuple[str, str]]) -> bool:
    return judgement.pair in distinct and distinct[judgement.pair] <= judgement.grade


def _groups(accepted: Sequence[Judgement]) -> Iterator[tuple[list[NamedNode], NamedNode]]:
    """The groups of resources that accepted judgements link, each with the one that is kept."""
    linked: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for judgement in accepted:
        one, other = judgement.pair
        linked[one].append(other)
        linked[other].append(one)
    given_up = {n for j in accepted for n in j.pair if n != j.keeps}
    seen: set[NamedNode] = set()
    for start in linked:
        if start not in seen:
            group, todo = [], [start]
            seen.add(start)
            while todo:
                here = todo.pop()
                group.append(here)
                todo += (near := dict.fromkeys(n for n in linked[here] if n not in seen))
                seen.update(near)
            yield group, min([n for n in group if n not in given_up] or group, key=str)
