"""Uses of force by month or year as bars, and the ones to know as captions: the timeline of the report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.analyse.facts import facts_of
from kg.explorer.counted import dataset_counts
from kg.rdf.terms import CONFLICT
from kg.report.timeline import Mark, Timeline, timeline
from kg.report.words import Named, Standing, namer, standing
from kg.workspace import Workspace

#: The kinds of marks as the bars stack them, from below.
KINDS = ("attack", "series", "strike", "killing", "force")
#: Bars of months up to so many; of more there is one for each year.
MOST_MONTHS = 84
#: Events that have a caption; where there are no more than ``ALL``, every one has.
CAPTIONS, ALL = 20, 30
#: The size of the drawing and of its margins, in pixels.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1000, 190, 40, 10, 22, 26
#: Pixels between two words on the axis.
_APART = 52
_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])")


@dataclass(frozen=True)
class Part:
    """A part of a bar: its kind, the number of events, and where it lies."""

    kind: str
    events: int
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """The events of a month or year; ``words`` are empty where the axis has no room for them."""

    period: str
    words: str
    events: int
    x: float
    width: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Bars:
    """A drawing: bars from the first period to the last, those without events too, and the kinds that are in it."""

    bars: tuple[Bar, ...]
    kinds: tuple[str, ...]
    unit: str
    events: int


@dataclass(frozen=True)
class Caption:
    """An event to know: what is accepted of it, how well, and what it responds to."""

    event: Named
    day: str
    kind: str
    detail: str
    responds_to: tuple[Named, ...]
    standing: Standing


@dataclass(frozen=True)
class Chronology:
    """The bars of the events that are listed and of those that datasets count, the captions, and all events."""

    bars: Bars
    counted: Bars
    captions: tuple[Caption, ...]
    every: Timeline


def chronology(workspace: Workspace) -> Chronology:
    """The accepted uses of force with a time.

    Captions are of all events where there are few. Else they are of those with deaths, with an accepted response or
    that are one, and with most independent sources, in this order, back in the order of time.
    """
    drawn = timeline(workspace)
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for mark in drawn.marks:
        if month := _MONTH.match(mark.day.removeprefix("from ")):
            months[month[0]][mark.kind] += 1
    return Chronology(bars_of(months), bars_of(_counted(workspace)), _captions(workspace, drawn), drawn)


def _counted(workspace: Workspace) -> Mapping[str, Mapping[str, int]]:
    """The events that datasets count, by month."""
    if workspace.datasets is None:
        return {}
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for month, events in dataset_counts(workspace).by_month.iter_rows():
        if _MONTH.match(month):
            months[month]["force"] += events
    return months


def bars_of(months: Mapping[str, Mapping[str, int]]) -> Bars:
    """Bars of events by month (``2023-11``) and kind; by year where that would be more than ``MOST_MONTHS`` bars.

    >>> drawn = bars_of({"2023-12": {"attack": 2}, "2024-02": {"strike": 1}})
    >>> [(bar.period, bar.events) for bar in drawn.bars], drawn.unit
    ([('2023-12', 2), ('2024-01', 0), ('2024-02', 1)], 'month')
    """
    if not months:
        return Bars((), (), "month", 0)
    periods = _months(min(months), max(months))
    unit = "month" if len(periods) <= MOST_MONTHS else "year"
    if unit == "year":
        months, periods = _by_year(months), _years(min(months), max(months))
    most = max(sum(of.values()) for of in months.values())
    step = (WIDTH - LEFT - RIGHT) / len(periods)
    width = min(step * 0.8, 60.0)
    words = _words(periods, step)
    bars = tuple(
        Bar(
            period,
            words.get(place, ""),
            sum(months.get(period, {}).values()),
            round(LEFT + step * place + (step - width) / 2, 1),
            round(width, 1),
            _parts(months.get(period, {}), most),
        )
        for place, period in enumerate(periods)
    )
    kinds = {kind for of in months.values() for kind in of}
    return Bars(bars, tuple(k for k in KINDS if k in kinds), unit, sum(bar.events for bar in bars))


def _parts(of: Mapping[str, int], most: int) -> tuple[Part, ...]:
    parts, base = [], float(HEIGHT - BOTTOM)
    for kind in KINDS:
        if events := of.get(kind, 0):
            height = (HEIGHT - TOP - BOTTOM) * events / most
            base -= height
            parts.append(Part(kind, events, round(base, 1), round(height, 1)))
    return tuple(parts)


def _words(periods: Sequence[str], step: float) -> dict[int, str]:
    """The words of the axis by place: years where they begin and months between, as far as there is room."""
    found: dict[int, str] = {}
    last = -_APART
    january = [place for place, period in enumerate(periods) if len(period) == 4 or period.endswith("-01")]
    for place in january or [0]:
        if (place - last) * step >= _APART or not found:
            found[place], last = periods[place][:4] if january else periods[place], place
    if step * 3 >= _APART and len(periods[0]) == 7:
        for place, period in enumerate(periods):
            if all(abs(place - other) * step >= _APART for other in found):
                found[place] = period
    return found


def _months(first: str, last: str) -> list[str]:
    """Every month from one to another."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _years(first: str, last: str) -> list[str]:
    return [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]


def _by_year(months: Mapping[str, Mapping[str, int]]) -> dict[str, Counter[str]]:
    years: dict[str, Counter[str]] = defaultdict(Counter)
    for month, of in months.items():
        years[month[:4]].update(of)
    return years


def _captions(workspace: Workspace, drawn: Timeline) -> tuple[Caption, ...]:
    facts, name = facts_of(workspace), namer(workspace)
    triggers = {
        response.value: [t.value for t in about.get(CONFLICT.term("retaliatesFor"), ()) if isinstance(t, NamedNode)]
        for response, about in facts.inferred.items()
    }
    answered = {iri for response in triggers for iri in (response, *triggers[response]) if triggers[response]}

    def standing_of(mark: Mark) -> Standing:
        return standing(workspace, [facts.reporting(NamedNode(mark.iri))])

    def rank(mark: Mark) -> tuple[bool, int, bool, int, str]:
        killed = int(float(facts.accepted(NamedNode(mark.iri), "killedAtLeast") or 0))
        return (not killed, -killed, mark.iri not in answered, -standing_of(mark).sources, mark.iri)

    chosen: Iterable[Mark] = drawn.marks
    if len(drawn.marks) > ALL:
        best = {mark.iri for mark in sorted(drawn.marks, key=rank)[:CAPTIONS]}
        chosen = [mark for mark in drawn.marks if mark.iri in best]
    return tuple(
        Caption(
            name(mark.iri),
            mark.day,
            mark.kind,
            mark.detail,
            tuple(map(name, triggers.get(mark.iri, ()))),
            standing_of(mark),
        )
        for mark in chosen
    )
