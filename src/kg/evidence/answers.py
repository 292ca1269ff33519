"""What answers an event or relation, beside it: who denies or doubts it, and which claims of it were withdrawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pyoxigraph import NamedNode

from kg.evidence.accept import EXISTENCE, NAMED
from kg.evidence.records import Account, Decision
from kg.rdf.terms import CONFLICT, shorten
from kg.rdf.text import few

#: The kinds of declaration that answer what they are about, with the words for it.
ANSWERING = {CONFLICT.term("Denial"): "denied by", CONFLICT.term("Doubt"): "doubted by"}
#: What a claim or an attribution is of.
CLAIMED = (CONFLICT.term("claimsEvent"), CONFLICT.term("attributesEvent"))
_WITHDRAWN = "claim withdrawn or superseded:"
_SPEAKER, _MATTER = CONFLICT.term("isDeclaredBy"), CONFLICT.term("isAboutMatter")
#: The decisions that are answered: that the event or relation is, and who did it.
_ANSWERED = (EXISTENCE, CONFLICT.term("hasPerpetrator"))
#: Where the words of an answer begin; other reasons on what is answered hold no words of a source.
_ANSWER = re.compile(f"; (?:{'|'.join((*ANSWERING.values(), _WITHDRAWN))}) ")


def with_answers(
    decisions: Iterable[Decision], kinds: Mapping[NamedNode, NamedNode], withdrawn: Mapping[str, Collection[str]]
) -> list[Decision]:
    """``decisions`` whose reasons name what answers them; what is accepted stays as it is.

    ``kinds`` are the declarations that deny or doubt, with their class (:data:`ANSWERING`). One counts if it is
    accepted, with what it is about; the actor is left out where it is not accepted who speaks. ``withdrawn`` are, by
    event, the claims of it that were taken back (:func:`withdrawn_claims`). Reasons that name answers name them anew.
    """
    decisions = [_as_decided(d) for d in decisions]
    slots = {(d.subject, d.property): d.values for d in decisions if d.values and d.subject in kinds}
    answers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for act in sorted({subject for subject, prop in slots if prop == EXISTENCE}, key=str):
        speakers = ", ".join(sorted(shorten(speaker.value) for speaker in slots.get((act, _SPEAKER), ())))
        said = f"{speakers} in {shorten(act.value)}" if speakers else shorten(act.value)
        for matter in slots.get((act, _MATTER), ()):
            answers[matter.value][ANSWERING[kinds[act]]].append(said)
    for event, claims in withdrawn.items():
        answers[event][_WITHDRAWN] = [*claims]
    return [
        replace(d, reason="; ".join((d.reason, *_words(answers[d.subject.value]))))
        if d.property in _ANSWERED and d.subject.value in answers
        else d
        for d in decisions
    ]


def withdrawn_claims(accounts: Iterable[Account], known: datetime | None = None) -> dict[str, tuple[str, ...]]:
    """By event, the claims and attributions of it of which no account stands any more, each with who made it.

    An account no longer stands once its source withdrew it, or another superseded it, up to the moment ``known``.
    """
    about: dict[NamedNode, list[Account]] = defaultdict(list)
    for account in accounts:
        if any(prop in account.values for prop in CLAIMED) and (known is None or account.recorded <= known):
            about[account.about].append(account)
    found: dict[str, set[str]] = defaultdict(set)
    for act, told in about.items():
        if all(account.ended is not None and (known is None or account.ended <= known) for account in told):
            speakers = sorted({shorten(who.value) for one in told for who in one.values.get(_SPEAKER, ())})
            words = f"{shorten(act.value)} of {', '.join(speakers)}" if speakers else shorten(act.value)
            for event in (value for one in told for prop in CLAIMED for value in one.values.get(prop, ())):
                found[event.value].add(words)
    return {event: tuple(sorted(claims)) for event, claims in sorted(found.items())}


def _words(answers: Mapping[str, list[str]]) -> list[str]:
    return [f"{kind} {few(answers[kind], NAMED)}" for kind in (*ANSWERING.values(), _WITHDRAWN) if answers.get(kind)]


def _as_decided(decision: Decision) -> Decision:
    """The decision without the answers that its reason names."""
    if decision.property not in _ANSWERED:
        return decision
    reason = _ANSWER.split(decision.reason, maxsplit=1)[0]
    return decision if reason == decision.reason else replace(decision, reason=reason)
