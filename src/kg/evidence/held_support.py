"""Which support of a perpetrator or claimant held when an event happened, by the accepted dates.

A reasoner for OWL cannot compare dates, so this is decided beside it: an event ``conflict:hasPerpetratorSupportedIn``
or ``conflict:hasClaimantSupportedIn`` a sponsorship, and the ontology infers the sponsor from that. Support without a
date of its beginning is never decided to have held, nor is what a state gives to an actor that is embedded in it. A
beginning or an end that is known to the month or year only counts from the month's or year's other side. Support
without an end held as far as accounts of it were recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.evidence.accept import EARLIEST, EXISTENCE, LATEST, PRECISION
from kg.evidence.ranges import DAY, magnitude
from kg.evidence.records import Account, Decision
from kg.rdf.terms import CONFLICT

_EMBEDDED, _STATE, _SPONSOR = (CONFLICT.term(name) for name in ("hasEmbedded", "hasEmbeddingState", "hasSponsor"))
_BENEFICIARY, _PERPETRATOR = CONFLICT.term("hasBeneficiary"), CONFLICT.term("hasPerpetrator")
_SPEAKER, _CLAIMS = CONFLICT.term("isDeclaredBy"), CONFLICT.term("claimsEvent")
_FROM, _UNTIL = CONFLICT.term("validFrom"), CONFLICT.term("validUntil")

#: The properties that are decided here.
HELD = PERPETRATOR_HELD, CLAIMANT_HELD = (
    CONFLICT.term("hasPerpetratorSupportedIn"),
    CONFLICT.term("hasClaimantSupportedIn"),
)
_REASON = "by the accepted dates the support held when this happened"

_Slots = Mapping[NamedNode, Decision]


@dataclass(frozen=True)
class _Support:
    """A sponsorship that is known to have held from ``begin`` to ``end``, and the decisions that say so."""

    relation: NamedNode
    begin: float
    end: float
    decisions: tuple[Decision, ...]


def held_support(decisions: Iterable[Decision], accounts: Mapping[str, Account]) -> list[Decision]:
    """The decisions on which sponsorships of those who did or claim an event held when it happened.

    ``accounts`` are those that the ``decisions`` accept, by IRI. Each new decision rests on the accounts of all that it
    follows from; :func:`grounds` says which of them its grade comes from.
    """
    slots: dict[NamedNode, dict[NamedNode, Decision]] = defaultdict(dict)
    for decision in decisions:
        if decision.values:
            slots[decision.subject][decision.property] = decision
    support = _support_by_actor(slots, accounts)
    found: dict[tuple[NamedNode, NamedNode], dict[NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
    for event, role, actors, because in _parties(slots):
        times = slots.get(event, {})
        if EARLIEST not in times:
            continue
        begin = magnitude(times[EARLIEST].values[0])
        end = magnitude(times[LATEST].values[0]) if LATEST in times else begin
        for held in (held for actor in actors for held in support.get(actor.value, ())):
            if held.begin <= begin and end <= held.end:
                premises = (*because, times[EARLIEST], *held.decisions)
                found[event, role][held.relation].update(iri for d in premises for iri in d.accepted)
    return [
        Decision(event, role, tuple(sorted(held, key=str)), tuple(sorted(set().union(*held.values()))), (), _REASON)
        for (event, role), held in sorted(found.items(), key=_by_text)
    ]


def _by_text(item: tuple[tuple[NamedNode, NamedNode], object]) -> tuple[str, str]:
    return str(item[0][0]), str(item[0][1])


def _support_by_actor(slots: Mapping[NamedNode, _Slots], accounts: Mapping[str, Account]) -> dict[str, list[_Support]]:
    """By the beneficiary's IRI, the dated support from others than the state in which it is embedded."""
    pay = {
        (embedded.value, state.value)
        for about in slots.values()
        for embedded in _values(about, _EMBEDDED)
        for state in _values(about, _STATE)
    }
    support: dict[str, list[_Support]] = defaultdict(list)
    for relation, about in slots.items():
        held = _support(relation, about, accounts) if _BENEFICIARY in about else None
        sponsors = [sponsor.value for sponsor in _values(about, _SPONSOR)]
        if held is not None:
            for actor in _values(about, _BENEFICIARY):
                if pay.isdisjoint((actor.value, sponsor) for sponsor in sponsors):
                    support[actor.value].append(held)
    return support


def _values(slots: _Slots, prop: NamedNode) -> tuple[NamedNode | Literal, ...]:
    return slots[prop].values if prop in slots else ()


def _support(relation: NamedNode, slots: _Slots, accounts: Mapping[str, Account]) -> _Support | None:
    """When ``relation`` is known to have held; None where no date of its beginning is accepted."""
    if _FROM not in slots:
        return None
    vague = _vagueness(slots[PRECISION].values[0]) if PRECISION in slots else 0.0
    if _UNTIL in slots:
        end = magnitude(slots[_UNTIL].values[0]) - vague
    else:
        end = max(accounts[iri].recorded.timestamp() for iri in slots[EXISTENCE].accepted)
    because = tuple(slots[prop] for prop in (_BENEFICIARY, _FROM, _UNTIL) if prop in slots)
    return _Support(relation, magnitude(slots[_FROM].values[0]) + vague, end, because)


def _vagueness(precision: NamedNode | Literal) -> float:
    """How far (seconds) from a date of this precision the true one may lie; a day is precise."""
    return {"month": 31 * DAY, "year": 366 * DAY}.get(precision.value.rsplit("/", 1)[-1], 0.0)


def _parties(
    slots: Mapping[NamedNode, _Slots],
) -> Iterator[tuple[NamedNode, NamedNode, Sequence[NamedNode | Literal], tuple[Decision, ...]]]:
    """Event, property to decide, actors, and the decisions that name them: perpetrators, and those who claim it."""
    for subject, of_subject in slots.items():
        if _PERPETRATOR in of_subject:
            named = of_subject[_PERPETRATOR]
            yield subject, PERPETRATOR_HELD, named.values, (named,)
        if _SPEAKER in of_subject and _CLAIMS in of_subject:
            named, claims = of_subject[_SPEAKER], of_subject[_CLAIMS]
            for event in claims.values:
                if isinstance(event, NamedNode):
                    yield event, CLAIMANT_HELD, named.values, (named, claims)


def grounds(decision: Decision, relation: NamedNode, accounts: Mapping[str, Account]) -> tuple[str, ...]:
    """Of the accounts behind the ``decision`` that ``relation`` held, those of the weakest of its premises.

    The grade of the value is the best grade of these.
    """
    mine = [iri for iri in decision.accepted if accounts[iri].about == relation]
    others = [iri for iri in decision.accepted if accounts[iri].about not in decision.values]
    premises = [[iri for iri in mine if prop in accounts[iri].values] for prop in (_BENEFICIARY, _FROM)]
    premises += [[i for i in others if prop in accounts[i].values] for prop in (_PERPETRATOR, _CLAIMS, EARLIEST)]
    stated = (tuple(premise) for premise in premises if premise)
    return max(stated, key=lambda iris: (min(accounts[iri].grade for iri in iris), iris), default=())
