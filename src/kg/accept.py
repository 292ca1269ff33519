"""Accounts → facts: a policy decides slot by slot, and keeps every decision with its reason.

The order of the rule: tellings withdrawn or superseded are out; so are those below the policy's grade, from
another source than the policy's only one, or recorded after the as-of moment. Among those left, a slot is decided
as the ontology declares (``conflict:slotKind``):

* ``single``: the value with the best grade wins, then the one told by more independent sources; of two places of
  which one holds the other, the smaller wins; what is still tied is disputed and no value is accepted.
* ``set``: every value told is accepted.
* ``lower-bound``, ``upper-bound``: the lowest, or highest, value of the accounts with the best grade; an upper
  bound below what another of them tells as lower bound is disputed.

Grades are compared by reliability (A to F), then credibility (1 to 6); F and 6, "cannot be judged", come last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from kg.evidence import Telling
from kg.policy import Policy
from kg.terms import CONFLICT, shorten

#: What "this happened, or holds" is decided under, beside the told properties.
EXISTENCE = CONFLICT.term("acceptedUnder")


@dataclass(frozen=True)
class Decision:
    """What a policy decided about one property of one subject.

    ``values`` are the accepted ones; ``accepted`` and ``rejected`` the IRIs of the accounts whose value was or was
    not taken; ``disputed`` is true where accounts of equal standing differ and nothing was accepted.
    """

    subject: NamedNode
    property: NamedNode
    values: tuple[NamedNode | Literal, ...]
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    reason: str
    disputed: bool = False


@dataclass(frozen=True)
class World:
    """What the rule needs to know beside the accounts.

    ``slots``: slot kind (``single``…) by property IRI. ``within``: every larger place by place IRI.
    ``origin``: by source IRI the source it derives from in the end, itself if none, so that reposts count once.
    """

    slots: Mapping[str, str]
    within: Mapping[str, frozenset[str]]
    origin: Mapping[str, str]


Candidate = tuple[Telling, NamedNode | Literal]


def decide(tellings: Iterable[Telling], policy: Policy, world: World, as_of: datetime | None) -> list[Decision]:
    """Every decision of ``policy`` on ``tellings`` (accounts only), sorted by subject and property."""
    by_subject: dict[NamedNode, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_subject[telling.about].append(telling)
    decisions: list[Decision] = []
    for subject in sorted(by_subject, key=str):
        decisions += _decide_subject(subject, sorted(by_subject[subject], key=lambda t: t.iri), policy, world, as_of)
    return decisions


def _decide_subject(
    subject: NamedNode, tellings: Sequence[Telling], policy: Policy, world: World, as_of: datetime | None
) -> list[Decision]:
    refusal = {t.iri: policy.refusal(t, as_of) for t in tellings}
    left = [t for t in tellings if refusal[t.iri] is None]
    out = tuple(t.iri for t in tellings if refusal[t.iri] is not None)
    why_out = "; ".join(sorted({reason for reason in refusal.values() if reason}))
    if not left:
        return [Decision(subject, EXISTENCE, (), (), out, f"no account is left: {why_out}")]
    existence = Decision(
        subject,
        EXISTENCE,
        (policy.iri,),
        tuple(t.iri for t in left),
        out,
        f"told by {_count(left, 'account')} left by the policy",
    )
    decided = [existence]
    for prop in sorted({p for t in left for p in t.values}, key=str):
        candidates = tuple((t, value) for t in left for value in t.values.get(prop, ()))
        decision = _RULES[world.slots[prop.value]](_Slot(subject, prop, candidates, tuple(left), world))
        refused = tuple(t.iri for t in tellings if t.iri in out and prop in t.values)
        decided.append(replace(decision, rejected=tuple(sorted({*decision.rejected, *refused}))))
    return decided


@dataclass(frozen=True)
class _Slot:
    """One property of one subject: the values told for it, and all accounts of the subject that are left."""

    subject: NamedNode
    property: NamedNode
    candidates: tuple[Candidate, ...]
    left: tuple[Telling, ...]
    world: World

    def accept(self, values: Sequence[NamedNode | Literal], agreeing: Sequence[Candidate], reason: str) -> Decision:
        """``values`` accepted on the word of ``agreeing``; the other candidates are rejected."""
        rejected = _iris(c for c in self.candidates if c not in agreeing)
        return Decision(self.subject, self.property, tuple(values), _iris(agreeing), rejected, reason)

    def dispute(self, reason: str) -> Decision:
        """Nothing accepted."""
        return Decision(self.subject, self.property, (), (), _iris(self.candidates), reason, disputed=True)


def _set(slot: _Slot) -> Decision:
    values = sorted({value for _, value in slot.candidates}, key=str)
    return slot.accept(values, slot.candidates, f"every value told by {_count(slot.candidates, 'account')}")


def _single(slot: _Slot) -> Decision:
    told: dict[NamedNode | Literal, list[Telling]] = defaultdict(list)
    for telling, value in slot.candidates:
        told[value].append(telling)
    if len(told) == 1:
        return slot.accept(tuple(told), slot.candidates, "all accounts left agree")
    standing = {value: _standing(tellings, slot.world) for value, tellings in told.items()}
    tied = sorted((value for value in told if standing[value] == min(standing.values())), key=str)
    if len(tied) == 1:
        winner, reason = tied[0], "best grade, then most independent sources"
    elif (smallest := _smallest(tied, slot.world)) is not None:
        winner, reason = smallest, "the smaller of places that hold one another"
    else:
        return slot.dispute(f"accounts of equal standing differ: {', '.join(map(_text, tied))}")
    # An account that tells the larger place agrees with the smaller one, so it is not rejected.
    agreeing = [c for c in slot.candidates if c[1] == winner or _holds(c[1], winner, slot.world)]
    return slot.accept((winner,), agreeing, reason)


def _lower(slot: _Slot) -> Decision:
    return _bound(slot, min, "lowest")


def _upper(slot: _Slot) -> Decision:
    decision = _bound(slot, max, "highest")
    value = decision.values[0]
    top = min(telling.grade for telling, _ in slot.candidates)
    paired = _paired_lower(slot.property)
    lows = [(t.iri, low) for t in slot.left if t.grade <= top for low in t.values.get(paired, ())]
    above = ", ".join(shorten(iri) for iri, low in lows if _magnitude(low) > _magnitude(value))
    if above:
        return slot.dispute(f"an account of no lower grade tells more than {_text(value)}: {above}")
    return decision


def _bound(slot: _Slot, choose: Callable[..., Candidate], word: str) -> Decision:
    top = min(telling.grade for telling, _ in slot.candidates)
    best = [c for c in slot.candidates if c[0].grade == top]
    value = choose(best, key=lambda c: (_magnitude(c[1]), str(c[1])))[1]
    # An account of a lower grade that tells the same bound agrees with it.
    agreeing = [c for c in slot.candidates if c in best or c[1] == value]
    return slot.accept((value,), agreeing, f"{word} value of {_count(best, 'account')} of the best grade")


_RULES: dict[str, Callable[[_Slot], Decision]] = {
    "single": _single,
    "set": _set,
    "lower-bound": _lower,
    "upper-bound": _upper,
}


def _standing(tellings: Sequence[Telling], world: World) -> tuple[tuple[str, str], int]:
    """What values are ranked by, lower first: best grade, then the number of independent sources, most first."""
    return min(t.grade for t in tellings), -len({world.origin[t.source] for t in tellings})


def _smallest(values: Sequence[NamedNode | Literal], world: World) -> NamedNode | Literal | None:
    for value in values:
        if all(other == value or _holds(other, value, world) for other in values):
            return value
    return None


def _holds(larger: NamedNode | Literal, smaller: NamedNode | Literal, world: World) -> bool:
    return larger.value in world.within.get(smaller.value, frozenset())


def _paired_lower(upper: NamedNode) -> NamedNode:
    """The lower bound that belongs to an upper bound, by the ontology's naming."""
    return NamedNode(upper.value.replace("AtMost", "AtLeast").replace("latestTime", "earliestTime"))


def _magnitude(value: NamedNode | Literal) -> float:
    """A number or moment as a number, so that bounds compare by value."""
    try:
        return float(value.value)
    except ValueError:
        return datetime.fromisoformat(value.value).timestamp()


def _iris(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(sorted({t.iri for t, _ in candidates}))


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"


def _text(value: NamedNode | Literal) -> str:
    return shorten(value.value) if isinstance(value, NamedNode) else value.value


def accepted_triples(decisions: Iterable[Decision]) -> list[Triple]:
    """The accepted layer: each accepted value as a triple of its subject."""
    return [Triple(d.subject, d.property, value) for d in decisions for value in d.values]
