"""The quads of a build over imported events and list entries, of any size: see :func:`quads`.

The same sizes give the same quads. What is made up is named so (`…/id/event/made-17`), and stands for nobody.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kg.rdf.terms import (
    ACCEPTED,
    ACCOUNTS,
    ASSERTED,
    CONFLICT,
    DECISIONS,
    INFERRED,
    LABEL,
    PREFIXES,
    TOLD,
    TYPE,
    XSD,
)

SEED = 20240101
POLICY = "cautious"
RECORDED = f'"2024-01-01T00:00:00Z"^^{XSD.term("dateTime")}'
#: The sources of the events: the first tells of all of them, the others of each third and of each ninth.
SOURCES = (("made-all", "B", 1), ("made-third", "B", 3), ("made-ninth", "C", 9))
LIST = "made-list"
KINDS = ("State-based violence", "Non-state violence", "One-sided violence")
WEAPONS = ("rocket", "drone", "missile", "bomb")
#: Of so many events one has perpetrator, target, weapon and a claim.
NAMED = 10
FIRST_DAY, DAYS = date(1989, 1, 1), 12_700

#: Subject, predicate, object and graph, each as N-Quads has it.
Quad = tuple[str, str, str, str]
#: Values by the local name of their property.
Values = dict[str, list[str]]


@dataclass(frozen=True)
class Shape:
    """What is generated: so many events and list entries; all decisions, or those where something was to be decided.

    With ``named``, one event in ten has perpetrator, target, weapon and a claim, which the importers do not give.
    """

    events: int
    entries: int = 10_000
    all_decisions: bool = True
    named: bool = False


def quads(shape: Shape) -> Iterator[Quad]:
    """The quads of all layers but the ontology's, one after the other; nothing is held but the places."""
    chance = random.Random(SEED)
    for name, grade, _ in (*SOURCES, (LIST, "A", 1)):
        source = _id("source", name)
        yield from _asserted(source, "Source", f"Made-up source {name}")
        yield source, _conflict("hasReliability"), _id("reliability", grade), str(ASSERTED)
    places = [_id("place", f"made-{n}") for n in range(max(50, shape.events // 30))]
    for n, place in enumerate(places):
        yield from _asserted(place, "Region", f"Made-up town {n}")
        yield place, _conflict("isLocatedIn"), _id("place", ("iraq", "syria")[n % 2]), str(ASSERTED)
    groups = [_id("actor", f"made-group-{n}") for n in range(400)]
    for n, group in enumerate(groups):
        yield from _asserted(group, "ArmedGroup", f"Made-up group {n}")
        yield group, str(TYPE), _conflict("Actor"), str(INFERRED)
    for n in range(shape.events):
        yield from _event(n, shape, chance, places, groups)
    for n in range(shape.entries):
        yield from _entry(n, shape, chance)


def lines(quads: Iterable[Quad]) -> Iterator[bytes]:
    """The same as lines of N-Quads."""
    for subject, predicate, value, graph in quads:
        yield f"{subject} {predicate} {value} {graph} .\n".encode()


def _event(n: int, shape: Shape, chance: random.Random, places: list[str], groups: list[str]) -> Iterator[Quad]:
    event = _id("event", f"made-{n}")
    start = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    end = start + timedelta(days=chance.choices((0, 1, 6, 29), (86, 6, 4, 4))[0])
    least = int(chance.paretovariate(1.1))
    place = places[int(chance.paretovariate(0.7)) % len(places)]
    yield from _asserted(event, "UseOfForce", f"{KINDS[n % 3]}, made-up town, {start}")
    for upper in ("ForceEvent", "Event"):
        yield event, str(TYPE), _conflict(upper), str(INFERRED)
    values = {
        "occurredAt": [place],
        "earliestTime": [f'"{start}T00:00:00+14:00"^^{XSD.term("dateTime")}'],
        "latestTime": [f'"{end}T23:59:59-12:00"^^{XSD.term("dateTime")}'],
        "killedAtLeast": [_integer(least)],
        "killedAtMost": [_integer(least + chance.randrange(4))],
    }
    if start == end:
        values["hasTimePrecision"] = [_id("precision", "day")]
    if shape.named and n % NAMED == 0:
        perpetrator, target = chance.sample(groups, 2)
        values |= {"hasPerpetrator": [perpetrator], "hasTarget": [target]}
        values["hasWeaponKind"] = [_id("weapon", WEAPONS[n // NAMED % len(WEAPONS)])]
        yield from _claim(n, event, perpetrator, shape)
    told = {name: values for name, _, step in SOURCES if n % step == 0}
    if n % 6 == 3:  # Another number, of the same grade: the narrower range is accepted.
        told["made-third"] = {**values, "killedAtLeast": [_integer(least + 1)], "killedAtMost": [_integer(least + 3)]}
    yield from _told("event", f"made-{n}", told, values, shape)


def _claim(n: int, event: str, actor: str, shape: Shape) -> Iterator[Quad]:
    act = _id("act", f"made-{n}")
    yield from _asserted(act, "ClaimOfResponsibility", f"Made-up claim {n}")
    for upper in ("Declaration", "Event"):
        yield act, str(TYPE), _conflict(upper), str(INFERRED)
    values = {"claimsEvent": [event], "isDeclaredBy": [actor]}
    yield from _told("act", f"made-{n}", {"made-all": values}, values, shape)


def _entry(n: int, shape: Shape, chance: random.Random) -> Iterator[Quad]:
    actor, act = _id("actor", f"made-{n}"), _id("act", f"made-list-{n}")
    name = "".join(chance.choices(("ka", "ti", "hez", "sa", "ra", "mu", "ja", "din", "har"), k=chance.randrange(3, 8)))
    yield from _asserted(actor, "Organization" if n % 3 == 0 else "Person", name.upper())
    yield actor, str(TYPE), _conflict("Actor"), str(INFERRED)
    yield from _asserted(act, "Designation", f"Listing of {name.upper()}")
    for upper in ("Declaration", "Event"):
        yield act, str(TYPE), _conflict(upper), str(INFERRED)
    programmes = ('"SDGT"', '"IRAQ3"', '"FTO"')
    values = {
        "isAboutActor": [actor],
        "underProgramme": list(programmes[: 1 + n % 3]),
        "listIdentifier": [f'"Made-up list {n}"'],
    }
    yield from _told("act", f"made-list-{n}", {LIST: values}, values, shape)


def _told(kind: str, slug: str, told: dict[str, Values], accepted: Values, shape: Shape) -> Iterator[Quad]:
    """The accounts of one thing by source, what is accepted of it, and the decisions."""
    subject = _id(kind, slug)
    for source, values in told.items():
        account = _id("account", f"{source}-{kind}-{slug}")
        for local, value in (
            ("isAccountOf", subject),
            ("hasSource", _id("source", source)),
            ("hasCredibility", _id("credibility", "2")),
            ("recordedAt", RECORDED),
            ("locator", f'"entry {slug}"'),
            ("paraphrase", f'"Made-up violence, sides Made-up group and Made-up group; {slug}."'),
        ):
            yield account, _conflict(local), value, str(ACCOUNTS)
        yield account, str(TYPE), _conflict("Account"), str(ACCOUNTS)
        for local, stated in values.items():
            for value in stated:
                yield account, str(TOLD.term(local)), value, str(ACCOUNTS)
    facts = {"isAcceptedUnder": [_id("policy", POLICY)], **accepted}
    for local, taken in facts.items():
        for value in taken:
            yield subject, _conflict(local), value, str(ACCEPTED)
        refused = [s for s, values in told.items() if local in values and values[local] != taken]
        if shape.all_decisions or refused:
            yield from _decision(kind, slug, local, [s for s in told if s not in refused], refused)


def _decision(kind: str, slug: str, local: str, taken: list[str], refused: list[str]) -> Iterator[Quad]:
    decision = _id("decision", f"{POLICY}-{kind}-{slug}-{local}")
    yield decision, str(TYPE), _conflict("Decision"), str(DECISIONS)
    for prop, value in (
        ("decidesSubject", _id(kind, slug)),
        ("decidesProperty", _conflict(local)),
        ("followsPolicy", _id("policy", POLICY)),
        ("reason", f'"made-up reason over {len(taken)} accounts"'),
        ("isDisputed", f'"false"^^{XSD.term("boolean")}'),
        *(("acceptsAccount", _id("account", f"{source}-{kind}-{slug}")) for source in taken),
        *(("rejectsAccount", _id("account", f"{source}-{kind}-{slug}")) for source in refused),
    ):
        yield decision, _conflict(prop), value, str(DECISIONS)


def _asserted(subject: str, cls: str, label: str) -> Iterator[Quad]:
    yield subject, str(TYPE), _conflict(cls), str(ASSERTED)
    yield subject, str(LABEL), f'"{label}"@en', str(ASSERTED)


def _id(kind: str, slug: str) -> str:
    return f"<{PREFIXES[kind]}{slug}>"


def _conflict(local: str) -> str:
    return f"<{CONFLICT.iri}{local}>"


def _integer(number: int) -> str:
    return f'"{number}"^^{XSD.term("integer")}'
