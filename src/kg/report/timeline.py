"""Accepted events in time order with their responses, as marks that a template draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.analyse.facts import in_time
from kg.rdf.resources import Resource, first, resources
from kg.rdf.terms import ACCEPTED, ASSERTED, CONFLICT, INFERRED, LABEL, TYPE
from kg.workspace import Workspace

_ROW = 34
_KINDS = {
    "Attack": "attack", "AttackSeries": "series", "Strike": "strike", "Killing": "killing", "UseOfForce": "force"
}  # fmt: skip
#: Marks that are drawn; of more, those whose kind no source states are left out first, and then the latest.
MOST_MARKS = 500

#: What is said of an event, in words.
_ROLES = (("hasPerpetrator", "by"), ("hasTarget", "aimed at"), ("hasParty", "parties"), ("occurredAt", "at"))


@dataclass(frozen=True)
class Mark:
    """One event: ``day`` as stated (``2023-11-20``), ``kind`` for its colour and shape, ``y`` in pixels."""

    iri: str
    label: str
    day: str
    kind: str
    detail: str
    y: int


@dataclass(frozen=True)
class Response:
    """One accepted retaliation: from the trigger's row to the response's row."""

    trigger: int
    response: int
    label: str


@dataclass(frozen=True)
class Timeline:
    """Marks in time order, the responses among them, the drawing's height in pixels, and how many marks it lacks."""

    marks: tuple[Mark, ...]
    responses: tuple[Response, ...]
    height: int
    left_out: int = 0


def timeline(workspace: Workspace) -> Timeline:
    """Every accepted use of force or attack series that has a time, by earliest time, with accepted retaliations.

    There are up to :data:`MOST_MARKS`.
    """
    asserted = resources(workspace.graphs[ASSERTED.value])
    accepted = resources(workspace.graphs[ACCEPTED.value])
    label = {iri.value: text for iri, about in asserted.items() if (text := first(about, LABEL))}
    timed = sorted(
        (in_time(when), in_time(first(about, CONFLICT.term("latestTime"))), iri.value, iri, kind)
        for iri, about in accepted.items()
        if (when := first(about, CONFLICT.term("earliestTime"))) and (kind := _kind(asserted.get(iri, {})))
    )
    every = len(timed)
    hedged = _hedged(workspace)
    by_kind = sorted(timed, key=lambda found: found[-1] == _KINDS["UseOfForce"])
    timed = sorted(by_kind[:MOST_MARKS])
    marks = tuple(
        Mark(
            iri.value,
            label[iri.value],
            _day(accepted[iri]),
            kind,
            _detail(accepted[iri], label) + hedged.get(iri.value, ""),
            _ROW * (row + 1),
        )
        for row, (*_, iri, kind) in enumerate(timed)
    )
    row_of = {mark.iri: mark.y for mark in marks}
    responses = tuple(
        Response(row_of[trigger.value], row_of[response.value], label[response.value])
        for response, about in resources(workspace.graphs[INFERRED.value]).items()
        for trigger in about.get(CONFLICT.term("retaliatesFor"), ())
        if {trigger.value, response.value} <= row_of.keys()
    )
    return Timeline(marks, responses, _ROW * (len(marks) + 1), every - len(marks))


def _kind(about: Resource) -> str | None:
    return next(
        (_KINDS[name] for c in about.get(TYPE, ()) if (name := c.value.removeprefix(CONFLICT.iri)) in _KINDS), None
    )


def _day(about: Resource) -> str:
    start = first(about, CONFLICT.term("earliestTime")) or ""
    end = first(about, CONFLICT.term("latestTime"))
    if end is None:
        return f"from {start[:10]}"
    # Each bound is a day where its source counts days: the later moment can be the earlier day.
    return " to ".join(sorted({start[:10], end[:10]}))


def _hedged(workspace: Workspace) -> dict[str, str]:
    """The words of reserve of each event all of whose accepted accounts have some."""
    words: dict[str, set[str | None]] = {}
    for account in workspace.evidence.accounts.values():
        if account.status in ("accepted", "partly"):
            words.setdefault(account.about, set()).add(account.hedge)
    return {about: f" (hedged: {'; '.join(sorted(filter(None, h)))})" for about, h in words.items() if None not in h}


def _detail(about: Resource, label: Mapping[str, str]) -> str:
    parts = []
    for local, word in _ROLES:
        named = [label.get(value.value, "") for value in about.get(CONFLICT.term(local), ())]
        if named:
            parts.append(f"{word} {', '.join(sorted(named))}")
    for local, word in (("killed", "killed"), ("wounded", "wounded"), ("munitions", "munitions")):
        if bounds := _bounds(about, local):
            parts.append(f"{bounds} {word}")
    return "; ".join(parts)


def _bounds(about: Resource, local: str) -> str:
    low, high = (first(about, CONFLICT.term(local + suffix)) for suffix in ("AtLeast", "AtMost"))
    if low is None:
        return f"at most {high}" if high else ""
    if high is None:
        return f"at least {low}"
    return low if low == high else f"{low} to {high}"
