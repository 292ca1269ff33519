"""Accounts → facts: a policy decides slot by slot, and keeps every decision with its reason.

The policy first discards accounts that were withdrawn or superseded, that are graded below its thresholds, that come
from another source than its only one, or that were recorded after the as-of moment. If fewer independent sources than
it requires report an event or relation, it accepts nothing about it. The remaining accounts decide each slot as the
ontology declares (``conflict:slotKind``):

* ``single``: the value with the best grade wins, then the value that more independent sources state. If one of the tied
  places or concepts lies within all others, it wins. A remaining tie is disputed, and no value is accepted.
* ``set``: every stated value is accepted.
* ``lower-bound``, ``upper-bound``: the range that all accounts with the best grade have in common; if they have
  nothing in common, the range that spans them all. A bound that a better graded account excludes is not accepted; an
  upper bound that an account of the same grade excludes is disputed.

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

#: The property for the decision that the event happened, or that the relation holds.
EXISTENCE = CONFLICT.term("isAcceptedUnder")
#: How many accounts or values a reason names at most; it counts the others.
NAMED = 20


@dataclass(frozen=True)
class AcceptanceContext:
    """What the rule needs to know in addition to the accounts.

    ``slots``: the slot kind (``single``…) by property IRI. ``within``: by IRI of a place or concept, every larger
    place or broader concept. ``origin``: by IRI of a source, the source that it derives from in the end (itself if
    none), so that reposts count once. ``voice``: by IRI of a source, the source that stands for all that are not
    independent of it: those of one origin, and those whose origins have one publisher.
    """

    slots: Mapping[str, str]
    within: Mapping[str, frozenset[str]]
    origin: Mapping[str, str]
    voice: Mapping[str, str]


Candidate = tuple[Account, NamedNode | Literal]


def decide(
    accounts: Iterable[Account], policy: Policy, world: AcceptanceContext, as_of: datetime | None
) -> list[Decision]:
    """Every decision of ``policy`` on ``accounts``, sorted by subject and property."""
    by_subject: dict[NamedNode, list[Account]] = defaultdict(list)
    for account in accounts:
        by_subject[account.about].append(account)
    decisions: list[Decision] = []
    for subject in sorted(by_subject, key=str):
        decisions += _decide_subject(subject, sorted(by_subject[subject], key=lambda t: t.iri), policy, world, as_of)
    return decisions


def _decide_subject(
    subject: NamedNode, accounts: Sequence[Account], policy: Policy, world: AcceptanceContext, as_of: datetime | None
) -> list[Decision]:
    refusal = {t.iri: policy.refusal(t, as_of) for t in accounts}
    left = [t for t in accounts if refusal[t.iri] is None]
    out = [t for t in accounts if refusal[t.iri] is not None]
    if not left:
        return [_none_left(subject, EXISTENCE, out, refusal)]
    reporting = len({world.voice[t.source] for t in left})
    if reporting < policy.minimum_sources:
        why_few = f"reported by {reporting} of {policy.minimum_sources} independent sources required"
        return [Decision(subject, EXISTENCE, (), (), tuple(t.iri for t in accounts), why_few)]
    why = f"reported by {_count(left, 'account')} that the policy admits"
    refused = tuple(t.iri for t in out)
    decided = [Decision(subject, EXISTENCE, (policy.iri,), tuple(t.iri for t in left), refused, why)]
    for prop in sorted({p for t in accounts for p in t.values}, key=str):
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
    return Decision(subject, prop, (), (), tuple(t.iri for t in out), f"no account remains: {why}")


@dataclass(frozen=True)
class _Slot:
    """One property of one subject: the values stated for it, and all remaining accounts of the subject."""

    subject: NamedNode
    property: NamedNode
    candidates: tuple[Candidate, ...]
    left: tuple[Account, ...]
    world: AcceptanceContext

    def accept(self, values: Sequence[NamedNode | Literal], agreeing: Sequence[Candidate], reason: str) -> Decision:
        """``values`` accepted because of ``agreeing``; the other candidates are rejected."""
        taken = {(account.iri, value) for account, value in agreeing}
        rejected = _iris(c for c in self.candidates if (c[0].iri, c[1]) not in taken)
        return Decision(self.subject, self.property, tuple(values), _iris(agreeing), rejected, reason)

    def dispute(self, reason: str) -> Decision:
        """Nothing accepted."""
        return Decision(self.subject, self.property, (), (), _iris(self.candidates), reason, disputed=True)


def _set(slot: _Slot) -> Decision:
    values = sorted({value for _, value in slot.candidates}, key=str)
    return slot.accept(values, slot.candidates, f"every value stated by {_count(slot.candidates, 'account')}")


def _single(slot: _Slot) -> Decision:
    stated: dict[NamedNode | Literal, list[Account]] = defaultdict(list)
    for account, value in slot.candidates:
        stated[value].append(account)
    if len(stated) == 1:
        return slot.accept(tuple(stated), slot.candidates, "all remaining accounts agree")
    standing = {value: _standing(accounts, slot.world) for value, accounts in stated.items()}
    best = min(standing.values())
    tied = sorted((value for value in stated if standing[value] == best), key=str)
    if len(tied) == 1:
        winner, reason = tied[0], "best grade, then most independent sources"
    elif (smallest := _smallest(tied, slot.world)) is not None:
        winner, reason = smallest, "the narrowest of values that contain one another"
    else:
        return slot.dispute(f"accounts of equal standing differ: {few([*map(_text, tied)], NAMED)}")
    # An account that states the larger place agrees with the smaller one, so it is not rejected.
    agreeing = [c for c in slot.candidates if c[1] == winner or _holds(c[1], winner, slot.world)]
    return slot.accept((winner,), agreeing, reason)


def _lower(slot: _Slot) -> Decision:
    value, decision = _bound(slot, max, min)
    better, _ = _excluding(slot, lambda other: magnitude(other) < magnitude(value))
    return _refuse(decision, f"a better graded account states less than {_text(value)}", better) if better else decision


def _upper(slot: _Slot) -> Decision:
    value, decision = _bound(slot, min, max)
    better, equal = _excluding(slot, lambda other: magnitude(other) > magnitude(value))
    if better:
        return _refuse(decision, f"a better graded account states more than {_text(value)}", better)
    if equal:
        return slot.dispute(f"an account of the same grade states more than {_text(value)}: {_named(equal)}")
    return decision


def _bound(
    slot: _Slot, inner: Callable[..., Candidate], outer: Callable[..., Candidate]
) -> tuple[NamedNode | Literal, Decision]:
    """The bound of what the best accounts have in common, by ``inner``, or of what spans them all, by ``outer``."""
    top = min(account.grade for account, _ in slot.candidates)
    best = [c for c in slot.candidates if c[0].grade == top]
    if _have_something_in_common([account for account, _ in best], slot.property):
        choose, word = inner, "common to" if len(best) > 1 else "stated by"
    else:
        choose, word = outer, "spanning"
    value = choose(best, key=lambda c: (magnitude(c[1]), str(c[1])))[1]
    # An account of a lower grade that states the same bound agrees with it.
    agreeing = [c for c in slot.candidates if c[0].grade == top or c[1] == value]
    return value, slot.accept((value,), agreeing, f"{word} {_count(best, 'account')} of the best grade")


def _have_something_in_common(accounts: Sequence[Account], bound: NamedNode) -> bool:
    low, high = range_of(bound)
    lows = [magnitude(value) for t in accounts for value in t.values.get(low, ())]
    highs = [magnitude(value) for t in accounts for value in t.values.get(high, ())]
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


def _named(accounts: Sequence[Account]) -> str:
    return few([shorten(t.iri) for t in accounts], NAMED)


_RULES: dict[str, Callable[[_Slot], Decision]] = {
    "single": _single,
    "set": _set,
    "lower-bound": _lower,
    "upper-bound": _upper,
}


def _standing(accounts: Sequence[Account], world: AcceptanceContext) -> tuple[tuple[str, str], int]:
    """What values are ranked by, lower first: best grade, then the number of independent sources, most first."""
    return min(t.grade for t in accounts), -len({world.voice[t.source] for t in accounts})


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
