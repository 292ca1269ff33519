"""Accounts → facts: a policy decides slot by slot, and keeps every decision with its reason.

The policy first discards accounts that were withdrawn or superseded, that are graded below its thresholds, that come
from another source than its only one, that were recorded after the as-of moment, or that their source words with
reserve, unless it accepts these. If fewer independent sources than
it requires report an event or relation, it accepts nothing about it. The remaining accounts decide each slot as the
ontology declares (``conflict:slotKind``):

* ``single``: the value with the best grade wins, then the value that more independent sources state. A value that
  contains another of the best grade (a country that contains the place) agrees with it, and does not compete. A
  remaining tie is disputed, and no value is accepted.
* ``set``: every stated value is accepted.
* ``lower-bound``, ``upper-bound``: the range that all accounts with the best grade have in common. If they have nothing
  in common: the range that spans them, without those that contain another, which agree and change nothing, and without
  those that are less precise. A bound that a better graded account excludes is not accepted; an upper bound that an
  account of the same grade excludes is disputed.

A source that contradicts itself about a slot counts, with its accounts of one grade, as the span of all that it states
(:mod:`kg.evidence.ranges`), or as each of its values. It does not count where another source, of whatever grade, states
something narrower within that. A time precision is accepted only if the interval accepted is no longer than it can be.

Grades are compared by reliability (A to F), then credibility (1 to 6); F and 6, "cannot be judged", come last. An
account of a source that reproduces the text of another (``conflict:reproduces``) has the reliability of that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from kg.evidence.policy import Policy
from kg.evidence.ranges import Reading, comparable, fits, magnitude, meet, readings, within
from kg.evidence.records import Account, Decision
from kg.rdf.terms import CONFLICT, shorten
from kg.rdf.text import few

#: The property for the decision that the event happened, or that the relation holds.
EXISTENCE = CONFLICT.term("isAcceptedUnder")
#: How many accounts or values a reason names at most; it counts the others.
NAMED = 20
EARLIEST, LATEST, PRECISION = (CONFLICT.term(name) for name in ("earliestTime", "latestTime", "hasTimePrecision"))


@dataclass(frozen=True)
class AcceptanceContext:
    """What the rule needs to know in addition to the accounts.

    ``slots``: the slot kind (``single``…) by property IRI. ``within``: by IRI of a place or concept, every larger
    place or broader concept. ``origin``: by IRI of a source, the source that it derives from in the end (itself if
    none), so that reposts count once. ``voice``: by IRI of a source, the source that stands for all that are not
    independent of it: those of one origin, and those whose origins have one publisher. ``texts``: by IRI of a source
    that reproduces the text of another, that other, whose reliability its accounts have.
    """

    slots: Mapping[str, str]
    within: Mapping[str, frozenset[str]]
    origin: Mapping[str, str]
    voice: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)


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
        none = _none_left(subject, EXISTENCE, out, refusal)
        return [replace(none, reason=none.reason + _reproduced(out, world))]
    reporting = len({world.voice[t.source] for t in left})
    if reporting < policy.minimum_sources:
        why_few = f"reported by {reporting} of {policy.minimum_sources} independent sources required"
        return [Decision(subject, EXISTENCE, (), (), tuple(t.iri for t in accounts), why_few)]
    why = f"reported by {_count(left, 'account')} that the policy admits{_reproduced(left, world)}"
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
    return _without_finer_precision(decided)


def _reproduced(accounts: Sequence[Account], world: AcceptanceContext) -> str:
    """Which of ``accounts`` are graded by the source whose text theirs reproduces."""
    texts = {(t.source, world.texts[t.source]) for t in accounts if t.source in world.texts}
    named = [f"{shorten(source)} reproduces {shorten(text)} and has its reliability" for source, text in sorted(texts)]
    return f"; {few(named, NAMED)}" if named else ""


def _without_finer_precision(decided: list[Decision]) -> list[Decision]:
    """``decided`` without an accepted time precision that is finer than the accepted interval is long."""
    ends = [value for p in (EARLIEST, LATEST) for d in decided if d.property == p for value in d.values]
    if len(ends) != 2:
        return decided
    width = magnitude(ends[1]) - magnitude(ends[0])
    return [
        _refuse(d, f"the accepted interval is longer than {_text(d.values[0])}")
        if d.property == PRECISION and d.values and not fits(d.values[0], width)
        else d
        for d in decided
    ]


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
    stated = {value for _, value in slot.candidates}
    if len(stated) == 1:
        return slot.accept(tuple(stated), slot.candidates, "all remaining accounts agree")
    by_value: dict[NamedNode | Literal, list[Account]] = defaultdict(list)
    for account, value in _unanimous(slot):
        by_value[value].append(account)
    grade = {value: min(account.grade for account in accounts) for value, accounts in by_value.items()}
    best = [value for value in by_value if grade[value] == min(grade.values())]
    narrow = [value for value in best if not any(_contains(value, other, slot.world) for other in best)]
    sources = {value: len({slot.world.voice[account.source] for account in by_value[value]}) for value in narrow}
    tied = sorted((value for value in narrow if sources[value] == max(sources.values())), key=str)
    if len(tied) != 1:
        return slot.dispute(f"accounts of equal standing differ: {few([*map(_text, tied or best)], NAMED)}")
    (winner,) = tied
    nested = "the narrowest of values that contain one another"
    reason = nested if len(narrow) == 1 and len(best) > 1 else "best grade, then most independent sources"
    # An account that states the larger place agrees with the smaller one, so it is not rejected.
    agreeing = [c for c in slot.candidates if c[1] == winner or _holds(c[1], winner, slot.world)]
    return slot.accept((winner,), agreeing, reason)


def _unanimous(slot: _Slot) -> list[Candidate]:
    """The candidates without those of a source that contradicts itself where another states one of its values."""
    stated: dict[tuple[str, tuple[str, str]], set[NamedNode | Literal]] = defaultdict(set)
    for account, value in slot.candidates:
        stated[slot.world.voice[account.source], account.grade].add(value)
    torn = {key for key, values in stated.items() if _smallest(values, slot.world) is None}
    others = [(key[0], value) for key, values in stated.items() if key not in torn for value in values]
    give_way = {
        key
        for key in torn
        if any(
            voice != key[0] and any(one == other or _holds(one, other, slot.world) for one in stated[key])
            for voice, other in others
        )
    }
    return [c for c in slot.candidates if (slot.world.voice[c[0].source], c[0].grade) not in give_way]


def _lower(slot: _Slot) -> Decision:
    return _bound(slot, 0)


def _upper(slot: _Slot) -> Decision:
    return _bound(slot, 1)


def _bound(slot: _Slot, side: int) -> Decision:
    """The decision on the lower (``side`` 0) or upper bound of a range."""
    read = readings(slot.left, slot.property, slot.world.voice)
    deciding = [
        c for c in slot.candidates if read[c[0].iri].counts and magnitude(c[1]) == read[c[0].iri].word[side]
    ]  # fmt: skip
    if not deciding:
        return slot.dispute("a source contradicts itself, and no other states it")
    top = min(account.grade for account, _ in deciding)
    best = [c for c in deciding if c[0].grade == top]
    words = [read[account.iri].word for account, _ in best]
    common = meet(words)
    decides = frozenset(words) if common else comparable(words)
    kept = [c for c in best if read[c[0].iri].word in decides]
    # What all have in common begins with the greatest of the lower bounds; what spans them with the least.
    choose = max if common == (side == 0) else min
    value = choose(kept, key=lambda c: (magnitude(c[1]), str(c[1])))[1]
    better, equal = _excluding(read, magnitude(value), side, top)
    if better:
        word = ("less", "more")[side]
        return _refused(slot, f"a better graded account states {word} than {_text(value)}: {_named(better)}")
    if equal and side == 1:
        return slot.dispute(f"an account of the same grade states more than {_text(value)}: {_named(equal)}")
    number = (magnitude(value),) * 2
    agreeing = [
        c
        for c in slot.candidates
        if c[1] == value
        or within(number, (reading := read[c[0].iri]).own)
        or (reading.counts and reading.grade == top and reading.word in decides)
    ]
    how = "spanning" if not common else "common to" if len(kept) > 1 else "stated by"
    return slot.accept((value,), agreeing, f"{how} {_count(kept, 'account')} of the best grade")


def _excluding(
    read: Mapping[str, Reading], value: float, side: int, top: tuple[str, str]
) -> tuple[list[str], list[str]]:
    """The accounts graded better than ``top``, and those graded so, whose range is all below (``side`` 0) or above."""
    excludes = [iri for iri, r in read.items() if r.counts and (r.word[1] < value, r.word[0] > value)[side]]
    return [iri for iri in excludes if read[iri].grade < top], [iri for iri in excludes if read[iri].grade == top]


def _refused(slot: _Slot, reason: str) -> Decision:
    return Decision(slot.subject, slot.property, (), (), _iris(slot.candidates), reason)


def _refuse(decision: Decision, reason: str) -> Decision:
    rejected = tuple(sorted({*decision.accepted, *decision.rejected}))
    return replace(decision, values=(), accepted=(), rejected=rejected, reason=reason)


def _named(accounts: Sequence[str]) -> str:
    return few([*map(shorten, accounts)], NAMED)


_RULES: dict[str, Callable[[_Slot], Decision]] = {
    "single": _single,
    "set": _set,
    "lower-bound": _lower,
    "upper-bound": _upper,
}


def _smallest(values: Iterable[NamedNode | Literal], world: AcceptanceContext) -> NamedNode | Literal | None:
    values = sorted(values, key=str)
    return next((v for v in values if all(other == v or _holds(other, v, world) for other in values)), None)


def _contains(larger: NamedNode | Literal, smaller: NamedNode | Literal, world: AcceptanceContext) -> bool:
    return larger != smaller and _holds(larger, smaller, world) and not _holds(smaller, larger, world)


def _holds(larger: NamedNode | Literal, smaller: NamedNode | Literal, world: AcceptanceContext) -> bool:
    return larger.value in world.within.get(smaller.value, frozenset())


def _iris(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(sorted({t.iri for t, _ in candidates}))


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"


def _text(value: NamedNode | Literal) -> str:
    return shorten(value.value) if isinstance(value, NamedNode) else value.value


def accepted_triples(decisions: Iterable[Decision]) -> list[Triple]:
    """The accepted layer: each accepted value as a triple of its subject."""
    return [Triple(d.subject, d.property, value) for d in decisions for value in d.values]
