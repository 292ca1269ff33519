"""Judgements that two resources stand for one event, actor or place: which a policy accepts, and what follows.

A judgement of sameness is accepted if the policy admits it and it joins nothing that a judgement of difference,
admitted too and graded no lower, holds apart: neither its own two resources nor, through a chain of other judgements
of sameness, two further ones. Of such a chain the weakest judgement is rejected, of several equally weak ones the last
by IRI. All accounts of either resource are then decided together, under the resource that the judgement keeps; the
other is only *held to be* that one. Nothing is merged, and no ``owl:sameAs`` is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import NamedNode

from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision, Judgement
from kg.rdf.terms import CONFLICT, shorten

HELD_TO_BE = CONFLICT.term("isHeldToBe")


@dataclass(frozen=True)
class Identity:
    """Which resource each judged one is held to be, by IRI, and the decisions that say so.

    ``distinct`` are the pairs that judgements of difference hold apart, as what each is held to be.
    """

    kept: Mapping[str, NamedNode]
    decisions: tuple[Decision, ...]
    distinct: frozenset[frozenset[str]] = frozenset()

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
    refusal = {j.iri: reason for j in known if (reason := policy.refusal(j, as_of)) is not None}
    left = [j for j in known if j.iri not in refusal]
    refusal |= fallen([j for j in left if j.keeps is not None], [j for j in left if j.keeps is None])
    accepted = [j for j in left if j.keeps is not None and j.iri not in refusal]
    kept = {member.value: root for group, root in _groups(accepted) for member in group if member != root}
    about: dict[NamedNode, list[Judgement]] = defaultdict(list)
    for judgement in known:
        if judgement.keeps is not None:
            for resource in judgement.pair:
                about[resource].append(judgement)
    decisions = []
    for resource in sorted(about, key=str):
        yes = tuple(j.iri for j in about[resource] if j.iri not in refusal)
        no = tuple(j.iri for j in about[resource] if j.iri in refusal)
        reasons = "; ".join(sorted({refusal[iri] for iri in no}))
        if resource.value in kept:
            reason = "judged the same" + (f"; others are rejected: {reasons}" if reasons else "")
            decisions.append(Decision(resource, HELD_TO_BE, (kept[resource.value],), yes, no, reason))
        elif any(j.keeps != resource for j in about[resource] if j.iri in refusal):
            decisions.append(Decision(resource, HELD_TO_BE, (), (), no, reasons))
    pairs = (frozenset(kept.get(n.value, n).value for n in j.pair) for j in left if j.keeps is None)
    return Identity(kept, tuple(decisions), frozenset(pairs))


def fallen(same: Iterable[Judgement], distinct: Iterable[Judgement]) -> dict[str, str]:
    """The judgements of sameness that judgements of difference defeat, by IRI, each with the reason.

    The best of ``same`` are taken first. So each is the weakest of every chain that it closes, and it falls if this
    would join two resources that one of ``distinct``, graded no lower, holds apart.
    """
    groups = Groups(distinct)
    found = {}
    for judgement in sorted(same, key=_rank):
        one, other = sorted(judgement.pair, key=str)
        against = groups.against(one, other)
        if against is None or against.grade > judgement.grade:
            groups.join(one, other)
        elif against.pair == judgement.pair:
            found[judgement.iri] = "a judgement of difference is graded no lower"
        else:
            pair = " and ".join(sorted(shorten(n.value) for n in against.pair))
            found[judgement.iri] = f"by a chain it joins {pair}, and a judgement of difference is graded no lower"
    return found


class Groups:
    """Groups of resources that grow, each named by one of its members, and what holds them apart."""

    def __init__(self, distinct: Iterable[Judgement]) -> None:
        self._parent: dict[NamedNode, NamedNode] = {}
        self._pairs: dict[frozenset[NamedNode], Judgement] = {}
        self._apart: dict[NamedNode, dict[NamedNode, Judgement]] = defaultdict(dict)
        for judgement in sorted(distinct, key=_rank):
            self._pairs.setdefault(judgement.pair, judgement)
        for judgement in self._pairs.values():
            one, other = judgement.pair
            self._apart[one][other] = self._apart[other][one] = judgement

    def against(self, one: NamedNode, other: NamedNode) -> Judgement | None:
        """The best judgement that holds the groups of ``one`` and ``other`` apart; in one group, that on the two."""
        group, second = self._find(one), self._find(other)
        return self._pairs.get(frozenset((one, other))) if group == second else self._apart[group].get(second)

    def join(self, one: NamedNode, other: NamedNode) -> None:
        """Make one group of the groups of ``one`` and ``other``."""
        small, large = sorted((self._find(one), self._find(other)), key=lambda group: len(self._apart[group]))
        if small == large:
            return
        self._parent[small] = large
        for third, judgement in self._apart.pop(small).items():
            del self._apart[third][small]
            if third != large:
                best = min(judgement, self._apart[large].get(third, judgement), key=_rank)
                self._apart[large][third] = self._apart[third][large] = best

    def _find(self, resource: NamedNode) -> NamedNode:
        path = []
        while resource in self._parent:
            path.append(resource)
            resource = self._parent[resource]
        self._parent.update(dict.fromkeys(path[:-1], resource))
        return resource


def _rank(judgement: Judgement) -> tuple[tuple[str, str], str]:
    """What sorts the best judgement first, and equals by IRI."""
    return (judgement.grade, judgement.iri)


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
