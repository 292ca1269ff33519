"""Agreement among independent sources: by what they tell of, by pair, and who stands alone.

Sources that derive from one are one. Who is who is decided first, and the policy says who is heard.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of
from kg.analyse.krippendorff import INTERVAL, NOMINAL, alpha, pairable, range_without_one
from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.analyse.shares import wilson
from kg.evidence.accept import magnitude, range_of
from kg.evidence.compare import AGREES, DIFFERS, VAGUE, Hierarchy, Respect, compare_respects, respects
from kg.evidence.hierarchy import read_dimensions, read_hierarchy
from kg.evidence.policy import parse_moment
from kg.evidence.records import Account
from kg.limits import check_pairs
from kg.workspace import Once, Workspace, accounts_by_iri

#: With fewer things told of by two sources, alpha is not given.
FEWEST = 5

#: The respects in which values are numbers or moments, of which distances mean something.
_MEASURED = ("number", "date")
_DAY = 86_400.0

SLOT_COLUMNS = (
    "dimension", "property", "metric", "things", "values", "sources", "alpha", "lowest", "highest", "agree", "vague",
    "differ", "differ over", "remark",
)  # fmt: skip
PAIR_COLUMNS = (
    "source", "other source", "things", "comparisons", "agree", "vague", "differ", "share that agrees", "lowest",
    "highest", "alpha", "differ over",
)  # fmt: skip
ALONE_COLUMNS = (
    "source", "reliability", "tells of", "nobody else tells of", "share", "values beside others", "against all others",
    "against all others over",
)  # fmt: skip

#: What is told in one respect of one thing: the thing, and the property (of a range the lower one).
Unit = tuple[NamedNode, NamedNode]
Respects = Mapping[NamedNode, Respect]


@dataclass(frozen=True)
class Comparisons:
    """What independent sources tell: by thing and source (as its origin) one telling, its accounts put together.

    ``outcomes``: by unit and pair of sources whether the two agree, differ, or cannot be told apart.
    """

    tellings: Mapping[NamedNode, Mapping[str, Account]]
    dimensions: Mapping[str, str]
    outcomes: Mapping[Unit, Mapping[tuple[str, str], str]]


@Once
def told_by_sources(workspace: Workspace) -> Comparisons:
    """What the sources that the dataset's policy hears tell, compared pair by pair with :mod:`kg.evidence.compare`.

    Raises ``LimitError`` for more than ``analysis_pairs`` pairs.
    """
    known = parse_moment(workspace.as_of) if workspace.as_of else None
    heard = [t for t in accounts_by_iri(workspace).values() if workspace.policy.refusal(t, known) is None]
    hierarchy = read_hierarchy(workspace.inputs, heard)
    dimensions = read_dimensions(workspace.inputs.ontology)
    tellings: dict[NamedNode, dict[str, Account]] = defaultdict(dict)
    for telling in sorted(heard, key=lambda t: t.iri):
        of_thing, origin = tellings[telling.about], workspace.inputs.world.origin[telling.source]
        of_thing[origin] = _together(of_thing[origin], telling) if origin in of_thing else telling
    check_pairs(sum(comb(len(told), 2) for told in tellings.values()), "pairs of independent sources tell of one thing")
    outcomes: dict[Unit, dict[tuple[str, str], str]] = defaultdict(dict)
    for thing in sorted(tellings, key=str):
        told = {source: respects(tellings[thing][source], dimensions) for source in sorted(tellings[thing])}
        for pair in combinations(told, 2):
            for prop, outcome in _outcomes(told[pair[0]], told[pair[1]], hierarchy):
                outcomes[thing, prop][pair] = outcome
    return Comparisons(tellings, dimensions, outcomes)


def _together(one: Account, other: Account) -> Account:
    values = {
        prop: tuple(dict.fromkeys((*one.values.get(prop, ()), *other.values.get(prop, ()))))
        for prop in (*one.values, *other.values)
    }
    return replace(one, values=values)


def _outcomes(one: Respects, other: Respects, hierarchy: Hierarchy) -> Iterator[tuple[NamedNode, str]]:
    """By property the better of the outcomes either way: what the one leaves open the other may settle."""
    for prop, said in one.items():
        if prop in other:
            ways = ((said, other[prop]), (other[prop], said))
            found = [compare_respects(own, beside, hierarchy).outcome for own, beside in ways]
            yield prop, min(found, key=(AGREES, VAGUE, DIFFERS).index)


def units(told: Comparisons) -> dict[NamedNode, dict[NamedNode, dict[str, Hashable]]]:
    """By property and thing the value of each source: a number where the respect is measured, else the set told.

    Of a range it is the middle, or the bound that is told alone; moments are in days.
    """
    found: dict[NamedNode, dict[NamedNode, dict[str, Hashable]]] = defaultdict(lambda: defaultdict(dict))
    for thing, by_source in told.tellings.items():
        for source, telling in by_source.items():
            for prop in telling.values:
                dimension = told.dimensions.get(prop.value)
                if dimension is not None:
                    low, high = range_of(prop)
                    found[low][thing][source] = _value(telling, low, high, dimension)
    return found


def _value(telling: Account, low: NamedNode, high: NamedNode, dimension: str) -> Hashable:
    if dimension not in _MEASURED:
        return frozenset(telling.values[low])
    ends = [
        pick(map(magnitude, values)) for p, pick in ((low, min), (high, max)) if (values := telling.values.get(p, ()))
    ]
    return sum(ends) / len(ends) / (_DAY if dimension == "date" else 1)


def agreement(workspace: Workspace) -> AnalysisResult:
    """Every property that two independent sources tell of one thing, with their agreement, by dimension.

    Columns: ``dimension`` and ``property`` (None: all the dimension's properties together, where they are not
    measured); ``metric`` of alpha; ``things`` that two sources or more tell it of, the ``values`` they tell and the
    ``sources``; ``alpha`` by :func:`kg.analyse.krippendorff.alpha`, None with fewer than :data:`FEWEST` things;
    ``lowest`` and ``highest`` alpha with one source left out; ``agree``, ``vague`` and ``differ``: pairs of sources
    by :mod:`kg.evidence.compare`, to which a part agrees with its whole; ``differ over``: the things that some differ
    over; ``remark``: why alpha is None.

    Alpha takes sets of values as they are told: two that are not the same differ.
    """
    told, facts = told_by_sources(workspace), facts_of(workspace)
    compared = {prop: _Slot.of(by_thing, told, prop) for prop, by_thing in units(told).items()}
    slots = {prop: slot for prop, slot in compared.items() if slot.units}
    dimensions: dict[str, list[NamedNode]] = defaultdict(list)
    for prop in sorted(slots, key=lambda p: facts.label(p.value)):
        dimensions[told.dimensions[prop.value]].append(prop)
    rows = []
    for dimension, props in sorted(dimensions.items()):
        metric = INTERVAL if dimension in _MEASURED else NOMINAL
        if len(props) > 1 and metric == NOMINAL:
            rows.append((dimension, None, *_slot_row(_Slot.sum(slots[p] for p in props), metric, facts)))
        rows += [(dimension, _stem(facts.label(prop.value)), *_slot_row(slots[prop], metric, facts)) for prop in props]
    title = "Agreement among sources, by what they tell"
    if not rows:
        why = nothing(workspace.policy.label, "two independent sources that tell of one thing in one respect")
        return AnalysisResult("agreement", title, SLOT_COLUMNS, (), (why,))
    return AnalysisResult("agreement", title, SLOT_COLUMNS, tuple(rows), _slot_notes(len(compared) - len(slots)))


@dataclass(frozen=True)
class _Slot:
    """The pairable units of a property, and the outcomes of its comparisons."""

    units: tuple[Mapping[str, Hashable], ...]
    outcomes: tuple[tuple[NamedNode, str], ...]

    @classmethod
    def of(cls, by_thing: Mapping[NamedNode, Mapping[str, Hashable]], told: Comparisons, prop: NamedNode) -> _Slot:
        outcomes = [(thing, o) for thing in by_thing for o in told.outcomes.get((thing, prop), {}).values()]
        return cls(tuple(pairable(list(by_thing.values()))), tuple(outcomes))

    @classmethod
    def sum(cls, slots: Iterable[_Slot]) -> _Slot:
        parts = list(slots)
        return cls(tuple(u for s in parts for u in s.units), tuple(o for s in parts for o in s.outcomes))


def _slot_row(slot: _Slot, metric: str, facts: Facts) -> tuple[object, ...]:
    enough = len(slot.units) >= FEWEST
    value = alpha(slot.units, metric) if enough else None
    span = range_without_one(slot.units, metric) if value is not None else None
    remark = None
    if not enough:
        remark = f"Fewer than {FEWEST} things: no alpha."
    elif value is None:
        remark = "All values are the same: nothing to agree on."
    tally = Counter(outcome for _, outcome in slot.outcomes)
    return (
        metric,
        len(slot.units),
        sum(map(len, slot.units)),
        len({source for unit in slot.units for source in unit}),
        _rounded(value),
        *(map(_rounded, span) if span else (None, None)),
        *(tally[outcome] for outcome in (AGREES, VAGUE, DIFFERS)),
        tuple(sorted({facts.label(thing.value) for thing, outcome in slot.outcomes if outcome == DIFFERS})),
        remark,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _stem(label: str) -> str:
    """The words for a range from those for its lower bound."""
    return label.removesuffix(" at least")


def _slot_notes(left_out: int) -> tuple[str, ...]:
    return (
        "Alpha (Krippendorff 2011) is 1 where sources agree wholly, 0 where they agree as by chance. Krippendorff asks"
        " for 0.8, and for 0.667 for tentative conclusions.",
        "Sources choose what they tell of, and read each other: agreement is no proof, and independence is only what"
        " the graph knows of it. Lowest and highest are with one source left out.",
        "Alpha takes values as told, so that a town and its province differ; 'agree' and 'vague' know that the one"
        " lies in the other. Moments of years apart make any alpha of dates high.",
        "What makes a relation the one it is (its sponsor, its member) agrees by construction: who tells of another"
        " sponsor tells of another relation.",
        f"{left_out} more properties are told by no two sources of one thing.",
    )


def agreement_of_pairs(workspace: Workspace) -> AnalysisResult:
    """Every two independent sources that tell of one thing in one respect, those that differ most often first.

    Of more than :data:`~kg.analyse.result.ROWS` pairs the first are rows.

    Columns: the two; ``things`` compared, ``comparisons`` (thing and property), and of them those that ``agree``,
    are ``vague`` and ``differ`` by :mod:`kg.evidence.compare`; ``share that agrees`` of all comparisons, with its 95%
    Wilson interval, ``lowest`` to ``highest``; ``alpha`` over what is not measured, None with fewer than :data:`FEWEST`
    values of both or where all are the same; ``differ over``: what they differ over.
    """
    told, facts = told_by_sources(workspace), facts_of(workspace)
    pairs: dict[tuple[str, str], dict[Unit, str]] = defaultdict(dict)
    for unit, by_pair in told.outcomes.items():
        for pair, outcome in by_pair.items():
            pairs[pair][unit] = outcome
    values = units(told)
    differences = {pair: sum(o == DIFFERS for o in outcomes.values()) for pair, outcomes in pairs.items()}
    order = sorted(pairs, key=lambda pair: (-differences[pair], -len(pairs[pair]), pair))
    rows = tuple(_pair_row(pair, pairs[pair], told, values, facts) for pair in order[:ROWS])
    title = "Agreement of pairs of sources"
    if not rows:
        why = nothing(workspace.policy.label, "two independent sources that tell of one thing in one respect")
        return AnalysisResult("agreement-of-pairs", title, PAIR_COLUMNS, (), (why,))
    differing = sum(map(bool, differences.values()))
    more = (f"Of these pairs, those {ROWS} that differ most often.",) if len(pairs) > ROWS else ()
    notes = (
        f"{len(pairs)} pairs of sources tell of one thing in one respect; {differing} of them differ in something.",
        "The interval is that of a share among so few comparisons (Wilson 1927), as if they were independent draws.",
        *more,
    )
    return AnalysisResult("agreement-of-pairs", title, PAIR_COLUMNS, rows, notes)


def _pair_row(
    pair: tuple[str, str],
    outcomes: Mapping[Unit, str],
    told: Comparisons,
    values: Mapping[NamedNode, Mapping[NamedNode, Mapping[str, Hashable]]],
    facts: Facts,
) -> tuple[object, ...]:
    tally = Counter(outcomes.values())
    span = wilson(tally[AGREES], len(outcomes))
    both = [
        {source: values[prop][thing][source] for source in pair}
        for thing, prop in outcomes
        if told.dimensions[prop.value] not in _MEASURED
    ]
    return (
        *(facts.label(source) for source in pair),
        len({thing for thing, _ in outcomes}),
        len(outcomes),
        tally[AGREES],
        tally[VAGUE],
        tally[DIFFERS],
        _rounded(tally[AGREES] / len(outcomes)),
        *(map(_rounded, span) if span else (None, None)),
        _rounded(alpha(both)) if len(both) >= FEWEST else None,
        tuple(_named(unit, facts) for unit, outcome in sorted(outcomes.items(), key=str) if outcome == DIFFERS),
    )


def _named(unit: Unit, facts: Facts) -> str:
    thing, prop = unit
    return f"{facts.label(thing.value)}: {_stem(facts.label(prop.value))}"


def standing_alone(workspace: Workspace) -> AnalysisResult:
    """How often each independent source is the only one: to tell of something, or against all others.

    Columns: ``source`` and its ``reliability``; things it ``tells of``; those ``nobody else tells of``, and their
    ``share``; ``values beside others``: things and properties that it and two others or more tell; ``against all
    others``: those of them where it differs from every other, and no two of the others differ; ``against all others
    over``: which. Sources that stand against all others most often come first.
    """
    told, facts = told_by_sources(workspace), facts_of(workspace)
    tells: dict[str, list[bool]] = defaultdict(list)
    for by_source in told.tellings.values():
        for source in by_source:
            tells[source].append(len(by_source) == 1)
    beside: Counter[str] = Counter()
    against: dict[str, list[Unit]] = defaultdict(list)
    for unit, by_pair in sorted(told.outcomes.items(), key=str):
        sources = {source for pair in by_pair for source in pair}
        if len(sources) > 2:
            beside.update(sources)
            if (dissenter := lone_dissenter(by_pair)) is not None:
                against[dissenter].append(unit)
    about = workspace.evidence.sources
    order = sorted(tells, key=lambda s: (-len(against[s]), -sum(tells[s]), facts.label(s), s))
    rows = tuple(
        (
            facts.label(s),
            about[s].reliability if s in about else None,
            len(tells[s]),
            sum(tells[s]),
            _rounded(sum(tells[s]) / len(tells[s])),
            beside[s],
            len(against[s]),
            tuple(_named(unit, facts) for unit in against[s]),
        )
        for s in order
    )
    title = "Sources that stand alone"
    if not rows:
        why = nothing(workspace.policy.label, "account of any source")
        return AnalysisResult("standing-alone", title, ALONE_COLUMNS, (), (why,))
    notes = (
        f"{sum(map(sum, tells.values()))} of {len(told.tellings)} things are told of by one source alone.",
        "To stand alone is not to be wrong: it may be the best informed, or the only one there.",
    )
    return AnalysisResult("standing-alone", title, ALONE_COLUMNS, rows, notes)


def lone_dissenter(by_pair: Mapping[tuple[str, str], str]) -> str | None:
    """The source that differs from every other while no two of the others differ, if there are three or more.

    >>> lone_dissenter({("a", "b"): "agrees", ("a", "c"): "differs", ("b", "c"): "differs"})
    'c'
    """
    sources = {source for pair in by_pair for source in pair}
    differing = [pair for pair, outcome in by_pair.items() if outcome == DIFFERS]
    counts = Counter(source for pair in differing for source in pair)
    found = [s for s in sources if counts[s] == len(sources) - 1 == len(differing)]
    return found[0] if len(sources) > 2 and len(found) == 1 else None
