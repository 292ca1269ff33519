"""What held, or had happened, at a moment, by what a policy accepted.

What is known to the month or year only does not answer a question about a moment in that month or year: it may have
held, and is left out with a reason that begins with "perhaps".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from pyoxigraph import NamedNode

from kg.evidence.accept import EARLIEST, EXISTENCE, LATEST, PRECISION
from kg.evidence.ranges import magnitude
from kg.evidence.records import Decision
from kg.rdf.moments import read_moment
from kg.rdf.resources import code
from kg.rdf.terms import CONFLICT, shorten

_FROM, _UNTIL, _KILLED, _TARGET = (
    CONFLICT.term(name) for name in ("validFrom", "validUntil", "killedAtLeast", "hasTarget")
)
_DISSOLVES = CONFLICT.term("dissolvesActor")
#: The roles in relations that end with the actor.
_ROLES = frozenset(
    CONFLICT.term(name)
    for name in (
        "hasMember", "hasGroup", "hasSuperior", "hasSubordinate", "hasEmbedded", "hasAffiliate", "hasAffiliationTo",
        "hasFacade", "hasPrincipal",
    )
)  # fmt: skip
#: What has no time of its own has that of the events of which it speaks.
_EVENTS = frozenset(
    CONFLICT.term(name) for name in ("hasTrigger", "hasResponse", "claimsEvent", "attributesEvent", "isAboutMatter")
)
#: How long (days) after a beginning of this precision the true one may be, and before an end of it.
VAGUE = {"month": 31, "year": 366}

_Slots = Mapping[NamedNode, Decision]


def restrict_to(
    decisions: Sequence[Decision], moment: datetime, killings: Collection[NamedNode] = frozenset()
) -> list[Decision]:
    """The decisions with nothing accepted of what, by them, begins after ``moment`` or ended before it.

    A relation counts from ``validFrom`` to ``validUntil``; an event or declaration counts once it may have begun.
    Commands and memberships end with the death of a participant (one of the ``killings``, events aimed at a person) and
    with its dissolution. What has no accepted date counts, unless an event of which it speaks does not.
    """
    slots: dict[NamedNode, dict[NamedNode, Decision]] = defaultdict(dict)
    for decision in decisions:
        if decision.values:
            slots[decision.subject][decision.property] = decision
    gone = _gone(slots, moment, killings)
    outside = {
        subject: why for subject, about in slots.items() if (why := _outside(about, moment) or _ended(about, gone))
    }
    outside |= {s: why for s, about in slots.items() if s not in outside and (why := _of_events(about, outside))}
    kept = [d for d in decisions if d.subject not in outside]
    named: dict[NamedNode, set[str]] = defaultdict(set)
    for decision in decisions:
        named[decision.subject].update(decision.accepted, decision.rejected)
    for subject, reason in outside.items():
        kept.append(Decision(subject, EXISTENCE, (), (), tuple(sorted(named[subject])), reason))
    return sorted(kept, key=lambda d: (str(d.subject), str(d.property)))


def _outside(slots: _Slots, moment: datetime) -> str | None:
    """Why nothing of a subject counts at ``moment``, by its own dates."""
    precision = code(slots[PRECISION].values[0].value) if PRECISION in slots else ""
    vague = timedelta(days=VAGUE.get(precision, 0))
    begin, end = (next((p for p in ends if p in slots), None) for ends in ((_FROM, EARLIEST), (_UNTIL,)))
    if begin is not None:
        begins = _moment(slots, begin)
        if begins > moment:
            return f"begins after {moment.isoformat()}"
        last = _moment(slots, LATEST) if begin == EARLIEST and LATEST in slots else begins + vague
        if vague and last > moment:
            return f"perhaps begins after {moment.isoformat()}: its date is known to the {precision}"
    if end is not None:
        ends_at = _moment(slots, end)
        if ends_at < moment:
            return f"ended before {moment.isoformat()}"
        if vague and ends_at - vague < moment:
            return f"perhaps ended before {moment.isoformat()}: its date is known to the {precision}"
    return None


def _moment(slots: _Slots, prop: NamedNode) -> datetime:
    return read_moment(slots[prop].values[0].value)


def _gone(slots: Mapping[NamedNode, _Slots], moment: datetime, killings: Collection[NamedNode]) -> dict[str, str]:
    """By IRI of an actor that died or was dissolved before ``moment``, the event."""
    found: dict[str, str] = {}
    for event, about in slots.items():
        ended = LATEST in about and _moment(about, LATEST) < moment
        killed = event in killings and _KILLED in about and magnitude(about[_KILLED].values[0]) >= 1
        for prop in ((_TARGET,) if killed else ()) + (_DISSOLVES,):
            if ended and prop in about:
                found |= {actor.value: event.value for actor in about[prop].values}
    return found


def _ended(slots: _Slots, gone: Mapping[str, str]) -> str | None:
    """Why a relation has ended: all who have one of its roles are gone."""
    for prop in _ROLES & slots.keys():
        actors = [value.value for value in slots[prop].values]
        if all(actor in gone for actor in actors):
            return f"ended with {shorten(gone[actors[0]])}"
    return None


def _of_events(slots: _Slots, outside: Mapping[NamedNode, str]) -> str | None:
    """Why what has no time of its own does not count: an event of which it speaks does not."""
    if _FROM in slots or EARLIEST in slots:
        return None
    for prop in sorted(_EVENTS & slots.keys(), key=str):
        for event in slots[prop].values:
            if isinstance(event, NamedNode) and event in outside:
                return f"{shorten(event.value)} {outside[event]}"
    return None
