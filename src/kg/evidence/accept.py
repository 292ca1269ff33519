"""Accounts → facts: a policy decides slot by slot, and keeps every decision with its reason.

The order of the rule: tellings withdrawn or superseded are out; so are those below the policy's grade, from
another source than the policy's only one, or recorded after the as-of moment. What fewer independent sources tell
of than the policy asks for is not accepted at all. Among the accounts left, a slot is decided as the ontology
declares (``conflict:slotKind``):

* ``single``: the value with the best grade wins, then the one told by more independent sources; of two places or
  concepts of which one holds the other, the smaller wins; what is still tied is disputed and no value is accepted.
* ``set``: every value told is accepted.
* ``lower-bound``, ``upper-bound``: of the accounts with the best grade, the range that theirs have in common; where
  they have nothing in common, the range that spans them all. A bound that a better graded account excludes is not
  taken; an upper bound that one of the same grade excludes is disputed.

Grades are compared by reliability (A to F), then credibility (1 to 6); F and 6, "cannot be judged", come last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision
from kg.rdf.moments import read_moment
from kg.rdf.terms import CONFLICT, shorten
from kg.rdf.text import few

#: What "this happened, or holds" is decided under, beside the told properties.
EXISTENCE = CONFLICT.term("isAcceptedUnder")
#: Accounts or values that a reason names; it counts the others.
NAMED = 20


@dataclass(frozen=True)
class AcceptanceContext:
    """What the rule needs to know beside the accounts.

    ``slots``: slot kind (``single``…) by property IRI. ``within``: by IRI of a place or a concept every larger
    place or broader concept.
    ``origin``: by source IRI the source it derives from in the end, itself if none, so that reposts count once.
    """

    slots: Mapping[str, str]
    within: Mapping[str, frozenset[str]]
    origin: Mapping[str, str]


Candidate = tuple[Account, NamedNode | Literal]


def decide(
    tellings: Iterable[Account], policy: Policy, world: AcceptanceContext, as_of: datetime | None
) -> list[Decision]:
    """Every decision of ``policy`` on ``tellings`` (accounts only), sorted by subject and property."""
    by_subject: dict[NamedNode, list[Account]] = defaultdict(list)
    for telling in tellings:
        by_subject[telling.about].append(telling)
    decisions: list[Decision] = []
    for subject in sorted(by_subject, key=str):
        decisions += _decide_subject(subject, sorted(by_subject[subject], key=lambda t: t.iri), policy, world, as_of)
    return decisions


def _decide_subject(
    subject: NamedNode, tellings: Sequence[Account], policy: Policy, world: AcceptanceContext, as_of: datetime | None
) -> list[Decision]:
    refusal = {t.iri: policy.refusal(t, as_of) for t in tellings}
    left = [t for t in tellings if refusal[t.iri] is None]
    out = [t for t in tellings if refusal[t.iri] is not None]
    if not left:
        return [_none_left(subject, EXISTENCE, out, refusal)]
    heard = len({world.origin[t.source] for t in left})
    if heard < policy.minimum_sources:
        why_few = f"told by {heard} of {policy.minimum_sources} independent sources asked for"
        return [Decision(subject, EXISTENCE, (), (), tuple(t.iri for t in tellings), why_few)]
    why = f"told by {_count(left, 'account')} left by the policy"
    refused = tuple(t.iri for t in out)
    decided = [Decision(subject, EXISTENCE, (policy.iri,), tuple(t.iri for t in left), refused, why)]
    for prop in sorted({p for t in tellings for p in t.values}, key=str):
        refused_here = [t for t in out if prop in t.values]
        candidates = tuple((t, value) for t in left for value in t.values.get(prop, ()))
        if candidates:
            decision = _RULES[world.slots[prop.value]](_Slot(subject, prop, candidates, tuple(left), world))
            rejected = {*decision.rejected, *(t.iri for t in refused_here)}
            decided.append(replace(decision, rejected=tuple(sorted(rejected))))
        else:
            decided.append(_none_left(subject, prop, refused_here, refusal))
    return decided


def _none_left(
    subject: NamedNode, prop: NamedNode, out: Sequence[Account], refusal: Mapping[str, str | None]
) -> Decision:
    why = "; ".join(sorted({reason for t in out if (reason := refusal[t.iri])}))
    return Decision(subject, prop, (), (), tuple(t.iri for t in out), f"no account is left: {why}")


@dataclass(frozen=True)
class _Slot:
    """One property of one subject: the values told for it, and all accounts of the subject that are left."""

    subject: NamedNode
    property: NamedNode
    candidates: tuple[Candidate, ...]
    left: tuple[Account, ...]
    world: AcceptanceContext

    def accept(self, values: Sequence[NamedNode | Literal], agreeing: Sequence[Candidate], reason: str) -> Decision:
        """``values`` accepted on the word of ``agreeing``; the other candidates are rejected."""
        taken = {(telling.iri, value) for telling, value in agreeing}
        rejected = _iris(c for c in self.candidates if (c[0].iri, c[1]) not in taken)
        return Decision(self.subject, self.property, tuple(values), _iris(agreeing), rejected, reason)

    def dispute(self, reason: str) -> Decision:
        """Nothing accepted."""
        return Decision(self.subject, self.property, (), (), _iris(self.candidates), reason, disputed=True)


def _set(slot: _Slot) -> Decision:
    values = sorted({value for _, value in slot.candidates}, key=str)
    return slot.accept(values, slot.candidates, f"every value told by {_count(slot.candidates, 'account')}")


def _single(slot: _Slot) -> Decision:
    told: dict[NamedNode | Literal, list[Account]] = defaultdict(list)
    for telling, value in slot.candidates:
        told[value].append(telling)
    if len(told) == 1:
        return slot.accept(tuple(told), slot.candidates, "all accounts left agree")
    standing = {value: _standing(tellings, slot.world) for value, tellings in told.items()}
    best = min(standing.values())
    tied = sorted((value for value in told if standing[value] == best), key=str)
    if len(tied) == 1:
        winner, reason = tied[0], "best grade, then most independent sources"
    elif (smallest := _smallest(tied, slot.world)) is not None:
        winner, reason = smallest, "the narrowest of values that lie within one another"
    else:
        return slot.dispute(f"accounts of equal standing differ: {few([*map(_text, tied)], NAMED)}")
    # An account that tells the larger place agrees with the smaller one, so it is not rejected.
    agreeing = [c for c in slot.candidates if c[1] == winner or _holds(c[1], winner, slot.world)]
    return slot.accept((winner,), agreeing, reason)


def _lower(slot: _Slot) -> Decision:
    value, decision = _bound(slot, max, min)
    better, _ = _excluding(slot, lambda other: magnitude(other) < magnitude(value))
    return _refuse(decision, f"a better graded account tells less than {_text(value)}", better) if better else decision


def _upper(slot: _Slot) -> Decision:
    value, decision = _bound(slot, min, max)
    better, equal = _excluding(slot, lambda other: magnitude(other) > magnitude(value))
    if better:
        return _refuse(decision, f"a better graded account tells more than {_text(value)}", better)
    if equal:
        return slot.dispute(f"an account of the same grade tells more than {_text(value)}: {_named(equal)}")
    return decision


def _bound(
    slot: _Slot, inner: Callable[..., Candidate], outer: Callable[..., Candidate]
) -> tuple[NamedNode | Literal, Decision]:
    """The bound of what the best accounts have in common, by ``inner``, or of what spans them all, by ``outer``."""
    top = min(telling.grade for telling, _ in slot.candidates)
    best = [c for c in slot.candidates if c[0].grade == top]
    if _have_something_in_common([telling for telling, _ in best], slot.property):
        choose, word = inner, "common to" if len(best) > 1 else "told by"
    else:
        choose, word = outer, "spanning"
    value = choose(best, key=lambda c: (magnitude(c[1]), str(c[1])))[1]
    # An account of a lower grade that tells the same bound agrees with it.
    agreeing = [c for c in slot.candidates if c[0].grade == top or c[1] == value]
    return value, slot.accept((value,), agreeing, f"{word} {_count(best, 'account')} of the best grade")


def _have_something_in_common(tellings: Sequence[Account], bound: NamedNode) -> bool:
    low, high = range_of(bound)
    lows = [magnitude(value) for t in tellings for value in t.values.get(low, ())]
    highs = [magnitude(value) for t in tellings for value in t.values.get(high, ())]
    return not lows or not highs or max(lows) <= min(highs)


def _excluding(slot: _Slot, excludes: Callable[[NamedNode | Literal], bool]) -> tuple[list[Account], list[Account]]:
    """The accounts whose opposite bound ``excludes`` the value chosen: better graded than it, and graded the same."""
    opposite = next(bound for bound in range_of(slot.property) if bound != slot.property)
    best = min(t.grade for t, _ in slot.candidates)
    found = [t for t in slot.left if any(excludes(other) for other in t.values.get(opposite, ()))]
    return [t for t in found if t.grade < best], [t for t in found if t.grade == best]


def _refuse(decision: Decision, reason: str, better: Sequence[Account]) -> Decision:
    rejected = tuple(sorted({*decision.accepted, *decision.rejected}))
    return replace(decision, values=(), accepted=(), rejected=rejected, reason=f"{reason}: {_named(better)}")


def _named(tellings: Sequence[Account]) -> str:
    return few([shorten(t.iri) for t in tellings], NAMED)


_RULES: dict[str, Callable[[_Slot], Decision]] = {
    "single": _single,
    "set": _set,
    "lower-bound": _lower,
    "upper-bound": _upper,
}


def _standing(tellings: Sequence[Account], world: AcceptanceContext) -> tuple[tuple[str, str], int]:
    """What values are ranked by, lower first: best grade, then the number of independent sources, most first."""
    return min(t.grade for t in tellings), -len({world.origin[t.source] for t in tellings})


def _smallest(values: Sequence[NamedNode | Literal], world: AcceptanceContext) -> NamedNode | Literal | None:
    for value in values:
        if all(other == value or _holds(other, value, world) for other in values):
            return value
    return None


def _holds(larger: NamedNode | Literal, smaller: NamedNode | Literal, world: AcceptanceContext) -> bool:
    return larger.value in world.within.get(smaller.value, frozenset())


#: How the ontology names the two bounds of a range.
BOUNDS = (("AtLeast", "AtMost"), ("earliestTime", "latestTime"), ("validFrom", "validUntil"))


@lru_cache(maxsize=256)
def range_of(bound: NamedNode) -> tuple[NamedNode, NamedNode]:
    """The lower and the upper property of the range that ``bound`` limits; twice itself where it limits none."""
    for low, high in BOUNDS:
        for end in (low, high):
            if bound.value.endswith(end):
                stem = bound.value.removesuffix(end)
                return NamedNode(stem + low), NamedNode(stem + high)
    return bound, bound


@lru_cache(maxsize=2**14)
def magnitude(value: NamedNode | Literal) -> float:
    """A number or moment as a number, so that bounds compare by value."""
    try:
        return float(value.value)
    except ValueError:
        return read_moment(value.value).timestamp()


def _iris(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(sorted({t.iri for t, _ in candidates}))


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"


def _text(value: NamedNode | Literal) -> str:
    return shorten(value.value) if isinstance(value, NamedNode) else value.value


def restrict_to(decisions: Sequence[Decision], moment: datetime) -> list[Decision]:
    """The decisions with nothing accepted of what, by them, begins after ``moment`` or ended before it.

    A relation counts from ``validFrom`` to ``validUntil``; an event or declaration counts once it may have begun.
    What has no accepted date counts.
    """
    outside = {d.subject: why for d in decisions if (why := _outside(d, moment))}
    kept = [d for d in decisions if d.subject not in outside]
    named: dict[NamedNode, set[str]] = defaultdict(set)
    for decision in decisions:
        named[decision.subject].update(decision.accepted, decision.rejected)
    for subject, reason in outside.items():
        kept.append(Decision(subject, EXISTENCE, (), (), tuple(sorted(named[subject])), reason))
    return sorted(kept, key=lambda d: (str(d.subject), str(d.property)))


def _outside(decision: Decision, moment: datetime) -> str | None:
    local = decision.property.value.removeprefix(CONFLICT.iri)
    for value in decision.values:
        if local in ("validFrom", "earliestTime") and read_moment(value.value) > moment:
            return f"begins after {moment.isoformat()}"
        if local == "validUntil" and read_moment(value.value) < moment:
            return f"ended before {moment.isoformat()}"
    return None


def accepted_triples(decisions: Iterable[Decision]) -> list[Triple]:
    """The accepted layer: each accepted value as a triple of its subject."""
    return [Triple(d.subject, d.property, value) for d in decisions for value in d.values]
