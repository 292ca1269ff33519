"""Agreement among independent sources: by property, by pair of sources, and by how often a source is the only one.

Sources that derive from the same source count as one. The policy admits the accounts, after it has decided which
resources are the same.
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
from kg.evidence.compare import (
    AGREES,
    DIFFERS,
    OUTCOMES,
    RELATED,
    VAGUE,
    Hierarchy,
    Respect,
    compare_respects,
    respects,
)
from kg.evidence.hierarchy import read_dimensions, read_hierarchy
from kg.evidence.identity import resolve_identities
from kg.evidence.policy import parse_moment
from kg.evidence.ranges import magnitude, range_of
from kg.evidence.records import Account
from kg.limits import check_pairs
from kg.workspace import Once, Workspace, accounts_by_iri

#: Alpha is given only for at least this many things that two sources report.
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
    "source", "reliability", "things reported", "reported alone", "share", "values compared", "against all others",
    "against all others over",
)  # fmt: skip

#: A property of one thing: the thing, and the property (of a range the lower one).
Unit = tuple[NamedNode, NamedNode]
Respects = Mapping[NamedNode, Respect]


@dataclass(frozen=True)
class Comparisons:
    """What independent sources state: by thing and origin of the source, the accounts merged into one.

    ``outcomes``: by unit and pair of sources whether the two agree, differ, or are too vague to compare.
    """

    accounts: Mapping[NamedNode, Mapping[str, Account]]
    dimensions: Mapping[str, str]
    outcomes: Mapping[Unit, Mapping[tuple[str, str], str]]


@Once
def compare_sources(workspace: Workspace) -> Comparisons:
    """Compares the accounts that the policy admits, by pair of sources, with :mod:`kg.evidence.compare`.

    Raises ``LimitError`` for more than ``analysis_pairs`` pairs.
    """
    known = parse_moment(workspace.as_of) if workspace.as_of else None
    admitted = [t for t in accounts_by_iri(workspace).values() if workspace.policy.refusal(t, known) is None]
    identity = resolve_identities(workspace.inputs.judgements, workspace.policy, known)
    hierarchy = read_hierarchy(workspace.inputs, admitted, identity.distinct)
    dimensions = read_dimensions(workspace.inputs.ontology)
    accounts: dict[NamedNode, dict[str, Account]] = defaultdict(dict)
    for account in sorted(admitted, key=lambda t: t.iri):
        of_thing, origin = accounts[account.about], workspace.inputs.world.origin[account.source]
        of_thing[origin] = _together(of_thing[origin], account) if origin in of_thing else account
    pairs = sum(comb(len(of_thing), 2) for of_thing in accounts.values())
    check_pairs(pairs, "pairs of independent sources that report one thing")
    outcomes: dict[Unit, dict[tuple[str, str], str]] = defaultdict(dict)
    for thing in sorted(accounts, key=str):
        stated = {source: respects(accounts[thing][source], dimensions) for source in sorted(accounts[thing])}
        for pair in combinations(stated, 2):
            for prop, outcome in _outcomes(stated[pair[0]], stated[pair[1]], hierarchy):
                outcomes[thing, prop][pair] = outcome
    return Comparisons(accounts, dimensions, outcomes)


def _together(one: Account, other: Account) -> Account:
    values = {
        prop: tuple(dict.fromkeys((*one.values.get(prop, ()), *other.values.get(prop, ()))))
        for prop in (*one.values, *other.values)
    }
    return replace(one, values=values)


def _outcomes(one: Respects, other: Respects, hierarchy: Hierarchy) -> Iterator[tuple[NamedNode, str]]:
    """By property the better of the outcomes in both directions: one may settle what the other leaves open."""
    for prop, said in one.items():
        if prop in other:
            ways = ((said, other[prop]), (other[prop], said))
            found = [compare_respects(own, against, hierarchy).outcome for own, against in ways]
            yield prop, min(found, key=OUTCOMES.index)


def units(compared: Comparisons) -> dict[NamedNode, dict[NamedNode, dict[str, Hashable]]]:
    """By property and thing the value of each source: a number for a measured respect, else the set of values.

    The value of a range is its middle, or its only bound; moments are in days.
    """
    found: dict[NamedNode, dict[NamedNode, dict[str, Hashable]]] = defaultdict(lambda: defaultdict(dict))
    for thing, by_source in compared.accounts.items():
        for source, account in by_source.items():
            for prop in account.values:
                dimension = compared.dimensions.get(prop.value)
                if dimension is not None:
                    low, high = range_of(prop)
                    found[low][thing][source] = _value(account, low, high, dimension)
    return found


def _value(account: Account, low: NamedNode, high: NamedNode, dimension: str) -> Hashable:
    if dimension not in _MEASURED:
        return frozenset(account.values[low])
    ends = [
        pick(map(magnitude, values)) for p, pick in ((low, min), (high, max)) if (values := account.values.get(p, ()))
    ]
    return sum(ends) / len(ends) / (_DAY if dimension == "date" else 1)


def agreement(workspace: Workspace) -> AnalysisResult:
    """Every property that two independent sources state of one thing, with their agreement, by dimension.

    Columns: ``dimension`` and ``property`` (None: all the dimension's properties together, where they are not
    measured); ``metric`` of alpha; ``things`` of which two sources or more state it, the ``values`` they state and the
    ``sources``; ``alpha`` by :func:`kg.analyse.krippendorff.alpha`, None with fewer than :data:`FEWEST` things;
    ``lowest`` and ``highest`` alpha with one source left out; ``agree``, ``vague`` and ``differ``: pairs of sources
    by :mod:`kg.evidence.compare`, to which a part agrees with its whole, and actors that are related and not the same
    count as vague; ``differ over``: the things that some differ
    over; ``remark``: why alpha is None.

    Alpha takes sets of values as they are stated: two sets that are not equal differ.
    """
    compared, facts = compare_sources(workspace), facts_of(workspace)
    every = {prop: _Slot.of(by_thing, compared, prop) for prop, by_thing in units(compared).items()}
    slots = {prop: slot for prop, slot in every.items() if slot.units}
    dimensions: dict[str, list[NamedNode]] = defaultdict(list)
    for prop in sorted(slots, key=lambda p: facts.label(p.value)):
        dimensions[compared.dimensions[prop.value]].append(prop)
    rows = []
    for dimension, props in sorted(dimensions.items()):
        metric = INTERVAL if dimension in _MEASURED else NOMINAL
        if len(props) > 1 and metric == NOMINAL:
            rows.append((dimension, None, *_slot_row(_Slot.sum(slots[p] for p in props), metric, facts)))
        rows += [(dimension, _stem(facts.label(prop.value)), *_slot_row(slots[prop], metric, facts)) for prop in props]
    title = "Agreement among sources, by property"
    if not rows:
        why = nothing(workspace.policy.label, "property of one thing that two independent sources state")
        return AnalysisResult("agreement", title, SLOT_COLUMNS, (), (why,))
    return AnalysisResult("agreement", title, SLOT_COLUMNS, tuple(rows), _slot_notes(len(every) - len(slots)))


@dataclass(frozen=True)
class _Slot:
    """The pairable units of a property, and the outcomes of its comparisons."""

    units: tuple[Mapping[str, Hashable], ...]
    outcomes: tuple[tuple[NamedNode, str], ...]

    @classmethod
    def of(cls, by_thing: Mapping[NamedNode, Mapping[str, Hashable]], compared: Comparisons, prop: NamedNode) -> _Slot:
        outcomes = [(thing, o) for thing in by_thing for o in compared.outcomes.get((thing, prop), {}).values()]
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
        *_agree_vague_differ(tally),
        tuple(sorted({facts.label(thing.value) for thing, outcome in slot.outcomes if outcome == DIFFERS})),
        remark,
    )


def _agree_vague_differ(tally: Counter[str]) -> tuple[int, int, int]:
    """Actors that are related and not the same settle as little as what is vague."""
    return tally[AGREES], tally[VAGUE] + tally[RELATED], tally[DIFFERS]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _stem(label: str) -> str:
    """The words for a range from those for its lower bound."""
    return label.removesuffix(" at least")


def _slot_notes(left_out: int) -> tuple[str, ...]:
    return (
        "Alpha (Krippendorff 2011) is 1 where sources agree wholly, 0 where they agree as by chance. Krippendorff asks"
        " for 0.8, and for 0.667 for tentative conclusions.",
        "Sources choose what they report, and read each other: agreement is no proof, and independence is only what"
        " the graph knows of it. Lowest and highest are with one source left out.",
        "Alpha takes values as stated, so that a town and its province differ; 'agree' and 'vague' know that the one"
        " lies in the other. Moments of years apart make any alpha of dates high.",
        "The ends of a relation (its sponsor, its member) agree by construction: an account of another sponsor is an"
        " account of another relation.",
        f"{left_out} more properties are never stated by two sources of one thing.",
    )


def agreement_of_pairs(workspace: Workspace) -> AnalysisResult:
    """Every two independent sources that state one property of one thing, those that differ most often first.

    Of more than :data:`~kg.analyse.result.ROWS` pairs the first are rows.

    Columns: the two; ``things`` compared, ``comparisons`` (thing and property), and of them those that ``agree``,
    are ``vague`` and ``differ`` by :mod:`kg.evidence.compare`; ``share that agrees`` of all comparisons, with its 95%
    Wilson interval, ``lowest`` to ``highest``; ``alpha`` over what is not measured, None with fewer than :data:`FEWEST`
    values of both or where all are the same; ``differ over``: what they differ over.
    """
    compared, facts = compare_sources(workspace), facts_of(workspace)
    pairs: dict[tuple[str, str], dict[Unit, str]] = defaultdict(dict)
    for unit, by_pair in compared.outcomes.items():
        for pair, outcome in by_pair.items():
            pairs[pair][unit] = outcome
    values = units(compared)
    differences = {pair: sum(o == DIFFERS for o in outcomes.values()) for pair, outcomes in pairs.items()}
    order = sorted(pairs, key=lambda pair: (-differences[pair], -len(pairs[pair]), pair))
    rows = tuple(_pair_row(pair, pairs[pair], compared, values, facts) for pair in order[:ROWS])
    title = "Agreement of pairs of sources"
    if not rows:
        why = nothing(workspace.policy.label, "property of one thing that two independent sources state")
        return AnalysisResult("agreement-of-pairs", title, PAIR_COLUMNS, (), (why,))
    differing = sum(map(bool, differences.values()))
    more = (f"Of these pairs, those {ROWS} that differ most often.",) if len(pairs) > ROWS else ()
    notes = (
        f"{len(pairs)} pairs of sources state a property of one thing; {differing} of them differ in something.",
        "The interval is that of a share among so few comparisons (Wilson 1927), as if they were independent draws.",
        *more,
    )
    return AnalysisResult("agreement-of-pairs", title, PAIR_COLUMNS, rows, notes)


def _pair_row(
    pair: tuple[str, str],
    outcomes: Mapping[Unit, str],
    compared: Comparisons,
    values: Mapping[NamedNode, Mapping[NamedNode, Mapping[str, Hashable]]],
    facts: Facts,
) -> tuple[object, ...]:
    tally = Counter(outcomes.values())
    span = wilson(tally[AGREES], len(outcomes))
    both = [
        {source: values[prop][thing][source] for source in pair}
        for thing, prop in outcomes
        if compared.dimensions[prop.value] not in _MEASURED
    ]
    return (
        *(facts.label(source) for source in pair),
        len({thing for thing, _ in outcomes}),
        len(outcomes),
        *_agree_vague_differ(tally),
        _rounded(tally[AGREES] / len(outcomes)),
        *(map(_rounded, span) if span else (None, None)),
        _rounded(alpha(both)) if len(both) >= FEWEST else None,
        tuple(_named(unit, facts) for unit, outcome in sorted(outcomes.items(), key=str) if outcome == DIFFERS),
    )


def _named(unit: Unit, facts: Facts) -> str:
    thing, prop = unit
    return f"{facts.label(thing.value)}: {_stem(facts.label(prop.value))}"


def standing_alone(workspace: Workspace) -> AnalysisResult:
    """How often each independent source is the only one to report a thing, or differs from all others.

    Columns: ``source`` and its ``reliability``; the number of ``things reported``; those
    ``reported alone``, and their ``share``; ``values compared``: properties of things that it and at least two others
    state; ``against all
    others``: those of them where it differs from every other, and no two of the others differ; ``against all others
    over``: which. Sources that stand against all others most often come first.
    """
    compared, facts = compare_sources(workspace), facts_of(workspace)
    alone: dict[str, list[bool]] = defaultdict(list)
    for by_source in compared.accounts.values():
        for source in by_source:
            alone[source].append(len(by_source) == 1)
    shared: Counter[str] = Counter()
    against: dict[str, list[Unit]] = defaultdict(list)
    for unit, by_pair in sorted(compared.outcomes.items(), key=str):
        sources = {source for pair in by_pair for source in pair}
        if len(sources) > 2:
            shared.update(sources)
            if (dissenter := lone_dissenter(by_pair)) is not None:
                against[dissenter].append(unit)
    about = workspace.evidence.sources
    order = sorted(alone, key=lambda s: (-len(against[s]), -sum(alone[s]), facts.label(s), s))
    rows = tuple(
        (
            facts.label(s),
            about[s].reliability if s in about else None,
            len(alone[s]),
            sum(alone[s]),
            _rounded(sum(alone[s]) / len(alone[s])),
            shared[s],
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
        f"{sum(map(sum, alone.values()))} of {len(compared.accounts)} things are reported by one source alone.",
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
