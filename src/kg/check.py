"""The double-check of a source: each of its tellings beside what independent sources tell of the same thing.

Heard against it are the accounts that a policy takes, from sources that neither are the checked one nor derive from
where it derives from. What stands for one event or actor is decided by the policy's judgements of identity. For each
telling:

* ``contradicted``: in some respect, others differ from it and none agrees;
* ``partly``: in some respect others are divided, or too vague to confirm it, and none contradicts it outright;
* ``corroborated``: others tell of the same, and where they can be compared they agree;
* ``alone``: nobody else tells of it.

Only accounts graded no worse than the checked one can contradict it. The *support* of a source is the share of its
tellings that are corroborated, half of those partly so, among all that are not alone; its *reach* the share that is
not alone. The idea of judging a report by source and information apart is that of the Admiralty code (NATO STANAG
2511); agreement by independent sources is its "confirmed".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pyoxigraph import NamedNode

from kg.compare import AGREES, DIFFERS, VAGUE, Comparison, Kinship, Respect, compare_counts, compare_respects, respects
from kg.errors import UsageError, instead
from kg.evidence import Count, Said, Telling
from kg.identity import Identity, settle
from kg.kinship import read_dimensions, read_kinship
from kg.pipeline import Inputs
from kg.policy import Policy, find_source
from kg.terms import CONFLICT, shorten

CONTRADICTED, PARTLY, CORROBORATED, ALONE = "contradicted", "partly", "corroborated", "alone"
#: The gravest first.
VERDICTS = (CONTRADICTED, PARTLY, CORROBORATED, ALONE)
#: That it happened or holds at all.
_OCCURS = CONFLICT.term("accountOf")
#: The place of the first count among the others.
AFTER_ACCOUNTS = 2**32

_Told = TypeVar("_Told", bound=Said)


@dataclass(frozen=True)
class Beside:
    """One comparison, the telling it is made with, and its grade; ``weighs`` is false where it is graded worse."""

    other: str
    grade: str
    weighs: bool
    comparison: Comparison


@dataclass(frozen=True)
class _Alike(Generic[_Told]):
    """Tellings of one thing that say the same with one grade, from sources that rest on one: each with its place."""

    first: _Told
    members: list[tuple[int, str]]

    @property
    def grade(self) -> str:
        return "".join(self.first.grade)


#: What tellings are alike in: what they are about, where their source comes from, their grade, and what they say.
_Key = tuple[NamedNode, str, tuple[str, str], frozenset[Any]]
#: By property: what is told of it, as (number, grade, where the source comes from).
_Cells = dict[NamedNode, dict[tuple[int, tuple[str, str], str], None]]


class _Comparer:
    """Comparisons of tellings, each pair of values compared once."""

    def __init__(self, dimensions: Mapping[str, str], kinship: Kinship) -> None:
        self._dimensions, self._kinship = dimensions, kinship
        self._said: dict[str, dict[NamedNode, int]] = {}
        self._numbers: dict[Respect, int] = {}
        self._numbered: list[Respect] = []
        self._known: dict[tuple[int, int], Comparison] = {}

    def compare(self, own: Said, other: Said) -> Iterator[Comparison]:
        """The comparisons of ``own`` with ``other``, which both tell of one thing."""
        if isinstance(own, Count) and isinstance(other, Count):
            yield from compare_counts(own, other, self._kinship)
        elif isinstance(own, Telling) and isinstance(other, Count):
            yield _occurs(own.about, DIFFERS if other.high == 0 else AGREES)
        elif isinstance(own, Telling) and isinstance(other, Telling):
            yield _occurs(own.about, AGREES)
            told = self._respects(other)
            for prop, respect in self._respects(own).items():
                if prop in told:
                    yield self._respect(respect, told[prop])

    def _respects(self, telling: Telling) -> dict[NamedNode, int]:
        """What a telling says in each respect, by the number of it: numbers are compared faster than values."""
        if telling.iri not in self._said:
            found = respects(telling, self._dimensions)
            self._said[telling.iri] = {prop: self._number(respect) for prop, respect in found.items()}
        return self._said[telling.iri]

    def _number(self, respect: Respect) -> int:
        number = self._numbers.setdefault(respect, len(self._numbers))
        if number == len(self._numbered):
            self._numbered.append(respect)
        return number

    def _respect(self, own: int, other: int) -> Comparison:
        if (own, other) not in self._known:
            self._known[own, other] = compare_respects(self._numbered[own], self._numbered[other], self._kinship)
        return self._known[own, other]

    def outcomes(self, own: Telling, cells: _Cells, origin: str) -> Iterator[tuple[NamedNode, set[str]]]:
        """By property: the outcomes that count of ``own`` beside those in ``cells`` of another ``origin``.

        Once one agrees and one differs, more outcomes change no verdict.
        """
        for prop, number in self._respects(own).items():
            outcomes: set[str] = set()
            for other, grade, root in cells.get(prop, ()):
                outcome = self._respect(number, other).outcome if root != origin else None
                if outcome is not None and (outcome != DIFFERS or grade <= own.grade):
                    outcomes.add(outcome)
                    if AGREES in outcomes and DIFFERS in outcomes:
                        break
            yield prop, outcomes

    def cells(self, groups: Iterable[tuple[_Key, _Alike[Telling]]]) -> _Cells:
        """What ``groups`` say by property, each once: its number, its grade, and where its source comes from."""
        found: _Cells = defaultdict(dict)
        for (_, root, grade, _), group in groups:
            for prop, number in self._respects(group.first).items():
                found[prop][number, grade, root] = None
        return found


@dataclass(frozen=True)
class _Compared:
    """A telling (or those alike) beside groups of others; compared when it is asked for."""

    own: Said
    groups: tuple[_Alike[Any], ...]
    comparer: _Comparer

    @cached_property
    def found(self) -> tuple[tuple[_Alike[Any], bool, tuple[Comparison, ...]], ...]:
        """For each group whether it weighs, and its comparisons."""
        return tuple((g, _weighs(self.own, g), tuple(self.comparer.compare(self.own, g.first))) for g in self.groups)

    def verdict(self) -> str:
        """The verdict by every single comparison."""
        outcomes: dict[NamedNode, set[str]] = defaultdict(set)
        for _, weighs, found in self.found:
            for comparison in found:
                if weighs or comparison.outcome != DIFFERS:
                    outcomes[comparison.property].add(comparison.outcome)
        return _verdict(outcomes.values()) if any(found for _, _, found in self.found) else ALONE

    def beside(self) -> Iterator[Beside]:
        """Every single comparison, in the order of the others."""
        each = [(place, iri, at) for at, (group, _, _) in enumerate(self.found) for place, iri in group.members]
        for _, iri, at in sorted(each):
            group, weighs, found = self.found[at]
            yield from (Beside(iri, group.grade, weighs, comparison) for comparison in found)

    @cached_property
    def others(self) -> dict[str, tuple[str, ...]]:
        """By outcome: the others with which some comparison has it, each with its grade, sorted."""
        named: dict[str, set[str]] = defaultdict(set)
        for group, _, found in self.found:
            names = {f"{shorten(iri)} {group.grade}" for _, iri in group.members}
            for outcome in {comparison.outcome for comparison in found}:
                named[outcome] |= names
        return {outcome: tuple(sorted(names)) for outcome, names in named.items()}


@dataclass(frozen=True)
class Verdict:
    """The verdict on one telling, what it is about (as held to be), and the comparisons it rests on."""

    telling: str
    about: NamedNode
    verdict: str
    compared: _Compared

    @property
    def beside(self) -> tuple[Beside, ...]:
        """The comparisons, made anew each time: ten thousand tellings of one thing have a hundred million."""
        return tuple(self.compared.beside())

    def dimensions(self, outcome: str) -> tuple[str, ...]:
        """The respects in which some comparison has this outcome, sorted."""
        found = (comparison for _, _, comparisons in self.compared.found for comparison in comparisons)
        return tuple(sorted({comparison.dimension for comparison in found if comparison.outcome == outcome}))

    def others(self, outcome: str) -> tuple[str, ...]:
        """The other tellings with which some comparison has this outcome, each with its grade, sorted."""
        return self.compared.others.get(outcome, ())


@dataclass(frozen=True)
class Check:
    """All verdicts on a source's tellings, by telling."""

    source: str
    policy: str
    verdicts: tuple[Verdict, ...]

    def tally(self) -> dict[str, int]:
        """How many tellings got each verdict."""
        return {name: sum(v.verdict == name for v in self.verdicts) for name in VERDICTS}

    @property
    def support(self) -> float | None:
        """Corroborated and half of partly, over all that are not alone; None where all are alone."""
        tally = self.tally()
        told_of = len(self.verdicts) - tally[ALONE]
        return (tally[CORROBORATED] + tally[PARTLY] / 2) / told_of if told_of else None

    @property
    def reach(self) -> float | None:
        """The share of tellings that others tell of too; None where there are none."""
        return 1 - self.tally()[ALONE] / len(self.verdicts) if self.verdicts else None

    def by_subject(self) -> dict[NamedNode, str]:
        """One verdict for each thing told of: the gravest of its tellings' that is not ``alone``."""
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for verdict in self.verdicts:
            found[verdict.about].append(verdict.verdict)
        return {subject: min(found[subject], key=VERDICTS.index) for subject in sorted(found, key=str)}


def check(inputs: Inputs, source: str, policy: Policy) -> Check:
    """The verdicts on every account and count of ``source`` (an IRI, a prefixed name or a slug).

    ``policy`` says who is heard against it. Raises ``UsageError`` for a source that tells nothing.
    """
    iri = source_iri(source, inputs)
    return Check(iri, policy.label, verdicts(inputs, policy, lambda said: said.source == iri))


def check_all(inputs: Inputs, policy: Policy) -> list[Check]:
    """The check of every source that tells something, by source."""
    source_of = {said.iri: said.source for said in (*inputs.tellings, *inputs.counts)}
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts(inputs, policy, lambda _: True):
        found[source_of[verdict.telling]].append(verdict)
    return [Check(source, policy.label, tuple(found[source])) for source in sorted(found)]


def verdicts(inputs: Inputs, policy: Policy, is_checked: Callable[[Said], bool]) -> tuple[Verdict, ...]:
    """The verdict on each account and count that ``is_checked``, by telling; ``policy`` says who else is heard."""
    identity = settle(inputs.judgements, policy, None)
    tellings = [identity.applied(t) for t in inputs.tellings]
    heard = [t for t in tellings if policy.refusal(t, None) is None]
    counts = [c for c in inputs.counts if policy.refusal(c, None) is None]
    checked = [t for t in tellings if is_checked(t)]
    kinship = read_kinship(inputs, [*heard, *checked])
    dimensions = read_dimensions(inputs.ontology)
    origin = inputs.world.origin
    others, series = _alike(heard, origin), _series(counts, identity)

    comparer = _Comparer(dimensions, kinship)

    def compared(key: _Key) -> _Compared:
        beside = tuple(group for other, group in others.get(key[0], {}).items() if other[1] != key[1])
        of_series = tuple(group for group in series.get(key[0], ()) if origin[group.first.source] != key[1])
        return _Compared(groups[key].first, beside + of_series, comparer)

    groups = {key: group for found in _alike(checked, origin).values() for key, group in found.items()}
    found = []
    cells: dict[NamedNode, _Cells] = {}
    for key, group in groups.items():
        shared = compared(key)
        if key[0] not in cells:
            cells[key[0]] = comparer.cells(others.get(key[0], {}).items())
        outcomes = dict(comparer.outcomes(group.first, cells[key[0]], key[1]))
        # That others tell of it at all: each agrees in that, but a count of none.
        outcomes[_OCCURS] = {
            DIFFERS if isinstance(other.first, Count) and other.first.high == 0 else AGREES
            for other in shared.groups
            if not isinstance(other.first, Count) or other.first.high != 0 or _weighs(group.first, other)
        }
        verdict = _verdict(outcomes.values()) if shared.groups else ALONE
        found += [Verdict(iri, key[0], verdict, shared) for _, iri in group.members]
    for count in filter(is_checked, inputs.counts):
        about = identity.of(count.series)
        same = [group for group in series.get(about, ()) if origin[group.first.source] != origin[count.source]]
        shared = _Compared(count, tuple(same), comparer)
        found.append(Verdict(count.iri, about, shared.verdict(), shared))
    return tuple(sorted(found, key=lambda v: v.telling))


def source_iri(source: str, inputs: Inputs) -> str:
    """The IRI of a source that tells something; ``UsageError`` with those that were probably meant."""
    telling = sorted({t.source for t in inputs.tellings} | {c.source for c in inputs.counts})
    iri = find_source(source, telling)
    if iri is None:
        near = instead(f"source:{source.removeprefix('source:')}", map(shorten, telling))
        raise UsageError(f"no source {source!r} tells anything{near}")
    return iri


def _alike(tellings: Iterable[Telling], origin: Mapping[str, str]) -> dict[NamedNode, dict[_Key, _Alike[Telling]]]:
    """The tellings of each thing, those that are alike together: one comparison then serves them all."""
    found: dict[NamedNode, dict[_Key, _Alike[Telling]]] = defaultdict(dict)
    for place, telling in enumerate(tellings):
        key = telling.about, origin[telling.source], telling.grade, frozenset(telling.values.items())
        found[telling.about].setdefault(key, _Alike(telling, [])).members.append((place, telling.iri))
    return found


def _series(counts: Iterable[Count], identity: Identity) -> dict[NamedNode, list[_Alike[Count]]]:
    """The counts of each series, each a group of its own; they come after all accounts."""
    found: dict[NamedNode, list[_Alike[Count]]] = defaultdict(list)
    for place, count in enumerate(counts, AFTER_ACCOUNTS):
        found[identity.of(count.series)].append(_Alike(count, [(place, count.iri)]))
    return found


def _weighs(own: Said, group: _Alike[Any]) -> bool:
    return bool(group.first.grade <= own.grade)


def _occurs(subject: NamedNode, outcome: str) -> Comparison:
    """The comparison that two tellings of one thing make by being of one thing."""
    return Comparison("event", _OCCURS, (subject,), (subject,), outcome)


def _verdict(outcomes: Iterable[set[str]]) -> str:
    """The verdict on what others tell of too, by the outcomes that count for each property."""
    kinds = list(outcomes)
    if any(DIFFERS in found and AGREES not in found for found in kinds):
        return CONTRADICTED
    if any(DIFFERS in found or found == {VAGUE} for found in kinds):
        return PARTLY
    return CORROBORATED


COLUMNS = ("verdict", "telling", "about", "agrees in", "differs in", "vague in", "agreeing", "differing")
#: What fits a terminal: how many others agree and differ instead of which.
BRIEF_COLUMNS = ("verdict", "telling", "agrees in", "differs in", "vague in", "for", "against")


def rows(found: Iterable[Verdict]) -> list[tuple[str, ...]]:
    """One row of :data:`COLUMNS` for each verdict, the gravest first."""
    ordered = sorted(found, key=lambda v: (VERDICTS.index(v.verdict), v.telling))
    return [
        (
            v.verdict,
            shorten(v.telling),
            shorten(v.about.value),
            *(", ".join(v.dimensions(outcome)) for outcome in (AGREES, DIFFERS, VAGUE)),
            ", ".join(v.others(AGREES)),
            ", ".join(v.others(DIFFERS)),
        )
        for v in ordered
    ]


def brief_rows(found: Iterable[Verdict]) -> list[tuple[str, ...]]:
    """The same rows under :data:`BRIEF_COLUMNS`."""
    return [
        (verdict, telling, *respects, str(_many(agreeing)), str(_many(differing)))
        for verdict, telling, _, *respects, agreeing, differing in rows(found)
    ]


def _many(listed: str) -> int:
    return len(listed.split(", ")) if listed else 0


def summary(checked: Check) -> str:
    """The tally and the two scores in one line."""
    tally = ", ".join(f"{count} {name}" for name, count in checked.tally().items())
    scores = [("support", checked.support), ("reach", checked.reach)]
    told = "; ".join(f"{name} {score:.2f}" for name, score in scores if score is not None)
    return f"{shorten(checked.source)} under {checked.policy}: {tally}" + (f"; {told}" if told else "")


def record(checked: Check) -> dict[str, object]:
    """The whole check as plain data: scores, and for each telling every comparison with its values."""
    return {
        "source": checked.source,
        "policy": checked.policy,
        "tally": checked.tally(),
        "support": checked.support,
        "reach": checked.reach,
        "tellings": verdict_records(checked.verdicts),
    }


def verdict_records(found: Iterable[Verdict]) -> list[dict[str, object]]:
    """Verdicts as plain data: ``telling``, ``about``, ``verdict``, and ``beside``, a record for each comparison."""
    return [
        {
            "telling": verdict.telling,
            "about": verdict.about.value,
            "verdict": verdict.verdict,
            "beside": [
                {
                    "other": one.other,
                    "grade": one.grade,
                    "weighs": one.weighs,
                    "dimension": one.comparison.dimension,
                    "property": one.comparison.property.value,
                    "own": [value.value for value in one.comparison.own],
                    "told": [value.value for value in one.comparison.other],
                    "outcome": one.comparison.outcome,
                }
                for one in verdict.beside
            ],
        }
        for verdict in found
    ]
