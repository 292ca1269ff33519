"""Denials beside what they answer: a decision names who denies a part in the event or relation that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from pyoxigraph import NamedNode

from kg.evidence.accept import EXISTENCE, NAMED
from kg.evidence.records import Decision
from kg.rdf.terms import CONFLICT, shorten
from kg.rdf.text import few

_SPEAKER, _MATTER = CONFLICT.term("isDeclaredBy"), CONFLICT.term("isAboutMatter")
#: The decisions that a denial answers: that the event or relation is, and who did it.
_ANSWERED = (EXISTENCE, CONFLICT.term("hasPerpetrator"))


#: What separates a reason from those who deny; other reasons on what is answered hold no words of a source.
_WORDS = "; denied by "


def with_denials(decisions: Iterable[Decision], denials: Collection[NamedNode]) -> list[Decision]:
    """``decisions`` whose reasons name each accepted denial of what is decided; what is accepted stays as it is.

    ``denials`` are the declarations of that kind. A denial counts if it is accepted, with what it is about; the actor
    is left out of the reason where it is not accepted who speaks. Denials that a reason names already are named anew.
    """
    decisions = [_as_decided(d) for d in decisions]
    slots = {(d.subject, d.property): d.values for d in decisions if d.values and d.subject in denials}
    denied: dict[str, list[str]] = defaultdict(list)
    for act in sorted({subject for subject, prop in slots if prop == EXISTENCE}, key=str):
        speakers = ", ".join(sorted(shorten(speaker.value) for speaker in slots.get((act, _SPEAKER), ())))
        for matter in slots.get((act, _MATTER), ()):
            denied[matter.value].append(f"{speakers} in {shorten(act.value)}" if speakers else shorten(act.value))
    return [
        replace(d, reason=f"{d.reason}{_WORDS}{few(denied[d.subject.value], NAMED)}")
        if d.property in _ANSWERED and d.subject.value in denied
        else d
        for d in decisions
    ]


def _as_decided(decision: Decision) -> Decision:
    """The decision without the denials that its reason names."""
    if decision.property not in _ANSWERED or _WORDS not in decision.reason:
        return decision
    return replace(decision, reason=decision.reason.partition(_WORDS)[0])
