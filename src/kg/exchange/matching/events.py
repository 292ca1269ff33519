"""Events of two sets of data → pairs that may be the same, by day, place, kind and parties, within their precision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import asin, cos, isfinite, radians, sin, sqrt

from kg.columns.files import LoadedData
from kg.evidence.accounts import reach
from kg.evidence.records import Judgement
from kg.exchange.matching.candidates import asserted_of, by_account, local_name
from kg.exchange.matching.propose import Proposal, by_pair
from kg.rdf.moments import read_moment
from kg.rdf.terms import CONFLICT, LABEL, TOLD, TYPE, shorten
from kg.rdf.text import few

#: What each agreement adds to the score of a pair. Day and place are needed.
DAY, DAYS, PLACE, AREA, KIND, PARTY = 0.4, 0.25, 0.35, 0.15, 0.1, 0.15
#: A day that is known to the day lasts from its start in the first time zone to its end in the last.
_ONE_DAY = timedelta(hours=50)
#: A longer time, or a point that is meant within a larger radius (km), identifies no event.
_LONGEST, _WIDEST = timedelta(days=10), 50.0
_EARTH_KM = 6371.0
_TIMES = tuple(TOLD.term(name) for name in ("earliestTime", "latestTime"))
_ROLES = tuple(TOLD.term(name) for name in ("hasPerpetrator", "hasTarget", "hasParty"))
_PLACE, _EVENT = TOLD.term("occurredAt"), CONFLICT.term("isAccountOf")
_WHOLE = TOLD.term("isSubEventOf")
_POINT = tuple(CONFLICT.term(name) for name in ("latitude", "longitude", "coordinatePrecision"))

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Event:
    """An event with all that accounts state of it: ``spans`` are times from the earliest to the latest.

    ``classes`` are local names with all superclasses, ``most`` those that are stated; ``places``, ``parties`` and
    ``wholes``, the events of which it is a part, are IRIs.
    """

    iri: str
    label: str
    classes: frozenset[str]
    most: frozenset[str]
    spans: tuple[tuple[datetime, datetime], ...]
    places: tuple[str, ...]
    parties: frozenset[str]
    wholes: frozenset[str] = frozenset()


def read_events(loaded: LoadedData, above: Mapping[str, frozenset[str]]) -> list[Event]:
    """The events of ``loaded`` whose day and place accounts state; ``above`` are the superclasses of each class."""
    told: dict[str, list[dict]] = defaultdict(list)  # type: ignore[type-arg]
    for stated in by_account(loaded, (_EVENT, _PLACE, _WHOLE, *_TIMES, *_ROLES)).values():
        for event in stated[_EVENT]:
            told[event].append(stated)
    labels, types = dict[str, str](), defaultdict[str, set[str]](set)
    for triple in asserted_of(loaded, (LABEL, TYPE)):
        subject, value = triple.subject.value, triple.object.value  # type: ignore[union-attr]
        if subject in told and triple.predicate == LABEL:
            labels[subject] = min(value, labels.get(subject, value))
        elif subject in told:
            types[subject].add(local_name(triple.object))
    parts = {event: [whole for stated in told[event] for whole in stated[_WHOLE]] for event in told}
    found = []
    for iri in sorted(told.keys() & labels.keys()):
        most = frozenset(cls for cls in types[iri] if "Event" in above.get(cls, ()))
        spans = tuple(sorted({span for stated in told[iri] for span in _spans(*(stated[p] for p in _TIMES))}))
        places = tuple(sorted({place for stated in told[iri] for place in stated[_PLACE]}))
        parties = frozenset(one for stated in told[iri] for role in _ROLES for one in stated[role])
        if most and spans and places:
            classes = frozenset[str]().union(*(above[cls] for cls in most))
            found.append(Event(iri, labels[iri], classes, most, spans, places, parties, frozenset(reach(iri, parts))))
    return found


def read_points(loaded: LoadedData) -> dict[str, Point]:
    """By place, its latitude, longitude and the radius in km within which they are meant."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in asserted_of(loaded, _POINT):
        texts[triple.subject.value][triple.predicate.value] = triple.object.value  # type: ignore[union-attr]
    found = {}
    for place, of in texts.items():
        # What is no number is no point; kg validate finds it.
        with suppress(ValueError):
            north, east, radius = (float(of.get(prop.value, "nan")) for prop in _POINT)
            if all(map(isfinite, (north, east, radius))):
                found[place] = (north, east, radius)
    return found


def propose_events(
    left: Sequence[Event],
    right: Sequence[Event],
    points: Mapping[str, Point],
    same: Collection[tuple[str, str]],
    judgements: Iterable[Judgement] = (),
) -> list[Proposal]:
    """Pairs of events that may be the same, the best first: their times and places must agree.

    Times agree if the spans of two accounts overlap; spans of more than ten days count for nothing. Places agree if
    they are one, are among ``same`` (pairs of actors and places, left and right), or lie within both radii of each
    other. Left out are an event and its part, and pairs that one of ``judgements`` finds to be the same already.
    """
    judged = by_pair(judgements)
    by_day: dict[date, list[Event]] = defaultdict(list)
    for other in right:
        for day in dict.fromkeys(day for span in other.spans for day in _days(span)):
            by_day[day].append(other)
    both = {one.iri for one in left} & {other.iri for other in right}
    found: dict[str, list[Proposal]] = defaultdict(list)
    for one in left:
        near = {other.iri: other for span in one.spans for day in _days(span) for other in by_day.get(day, ())}
        for iri, other in sorted(near.items()):
            judgement = judged.get(frozenset((one.iri, iri)))
            is_known = judgement is not None and judgement.keeps is not None
            is_part = iri in one.wholes or one.iri in other.wholes
            if iri == one.iri or is_known or is_part or (both.issuperset((one.iri, iri)) and one.iri > iri):
                continue
            proposal = _pair(one, other, points, same)
            if proposal is not None:
                doubt = () if judgement is None else (f"judged different by {shorten(judgement.iri)}",)
                found[one.iri].append(replace(proposal, against=(*doubt, *proposal.against)))
    finished = []
    for pairs in found.values():
        for pair in pairs:
            rivals = sorted(shorten(other.right) for other in pairs if other is not pair)
            more = (f"as well as {few(rivals, 3)}",) if rivals else ()
            finished.append(replace(pair, against=(*pair.against, *more)))
    return sorted(finished, key=lambda p: (-p.score, p.left, p.right))


def _pair(one: Event, other: Event, points: Mapping[str, Point], same: Collection[tuple[str, str]]) -> Proposal | None:
    """The pair with its score, or None where times or places do not agree."""
    overlapping = [
        max(a[1] - a[0], b[1] - b[0]) for a, b in product(one.spans, other.spans) if a[0] <= b[1] and b[0] <= a[1]
    ]
    places = [found for a, b in product(one.places, other.places) if (found := _agree(a, b, points, same))]
    if not overlapping or not places:
        return None
    is_day = min(overlapping) <= _ONE_DAY
    worth, where = max(places)
    score = (DAY if is_day else DAYS) + worth
    reasons, against = ["times that overlap, known to the day" if is_day else "times that overlap", where], []
    if one.most <= other.classes or other.most <= one.classes:
        score += KIND
        reasons.append("kinds that fit")
    else:
        against.append(f"{', '.join(sorted(one.most))} is not {', '.join(sorted(other.most))}")
    shared = sorted(a for a, b in product(one.parties, other.parties) if a == b or (a, b) in same)
    if shared:
        score += PARTY
        reasons.append(f"a party in common, {shorten(shared[0])}")
    elif one.parties and other.parties:
        against.append("no party in common")
    return Proposal(
        one.iri, other.iri, (one.label, other.label), "event", round(score, 4), "; ".join(reasons), tuple(against)
    )


def _agree(
    one: str, other: str, points: Mapping[str, Point], same: Collection[tuple[str, str]]
) -> tuple[float, str] | None:
    """What the agreement of two places is worth, and how they agree, in words."""
    near, far = points.get(one), points.get(other)
    if one == other or (one, other) in same:
        is_wide = any(point is not None and point[2] > _WIDEST for point in (near, far))
        return (AREA, f"the same wide area, {shorten(one)}") if is_wide else (PLACE, f"the same place, {shorten(one)}")
    if near and far and max(near[2], far[2]) <= _WIDEST and (km := distance(near, far)) <= near[2] + far[2]:
        return PLACE, f"places {km:.0f} km apart, known within {near[2]:g} and {far[2]:g} km"
    return None


def distance(one: Point, other: Point) -> float:
    """The distance of two points on the sphere, in km.

    >>> round(distance((33.3, 44.4, 0.0), (36.2, 44.0, 0.0)))
    325
    """
    (north, east), (north2, east2) = (map(radians, point[:2]) for point in (one, other))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def _spans(starts: Sequence[str], ends: Sequence[str]) -> Iterator[tuple[datetime, datetime]]:
    """The time of an account that states both its bounds, if it is short enough."""
    if starts and ends:
        start, end = read_moment(starts[0]), read_moment(ends[0])
        if timedelta() <= end - start <= _LONGEST:
            yield start, end


def _days(span: tuple[datetime, datetime]) -> Iterator[date]:
    day = span[0].astimezone(UTC).date()
    while day <= span[1].astimezone(UTC).date():
        yield day
        day += timedelta(days=1)
