"""Compares statements about one thing: each pair of values once, and the verdict on one of the statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pyoxigraph import NamedNode

from kg.evidence.compare import (
    AGREES,
    DIFFERS,
    RELATED,
    VAGUE,
    Comparison,
    Hierarchy,
    Respect,
    compare_counts,
    compare_respects,
    respects,
)
from kg.evidence.records import Account, Count, Statement
from kg.rdf.terms import CONFLICT, shorten

CONTRADICTED, PARTLY, CORROBORATED, ALONE = "contradicted", "partly", "corroborated", "alone"
#: That it happened or holds at all.
OCCURS = CONFLICT.term("isAccountOf")

_Compared = TypeVar("_Compared", bound=Statement)


@dataclass(frozen=True)
class ComparedAccount:
    """One comparison, the other statement and its grade; ``weighs`` is false if that is graded worse."""

    other: str
    grade: str
    weighs: bool
    comparison: Comparison


@dataclass(frozen=True)
class Alike(Generic[_Compared]):
    """Statements with the same subject, values, grade and origin of their source, each with its place in the input."""

    first: _Compared
    members: list[tuple[int, str]]

    @property
    def grade(self) -> str:
        """Their grade, as ``B2``."""
        return "".join(self.first.grade)


#: What statements of one group share: subject, origin of their source, grade, whether it is hedged, and values.
Key = tuple[NamedNode, str, tuple[str, str], bool, frozenset[Any]]
#: By property: the values stated for it, as (number, grade, origin of the source).
Cells = dict[NamedNode, dict[tuple[int, tuple[str, str], str], None]]


class Comparer:
    """Comparisons of statements, each pair of values compared once."""

    def __init__(self, dimensions: Mapping[str, str], hierarchy: Hierarchy) -> None:
        self._dimensions, self._hierarchy = dimensions, hierarchy
        self._said: dict[str, dict[NamedNode, int]] = {}
        self._numbers: dict[Respect, int] = {}
        self._numbered: list[Respect] = []
        self._known: dict[tuple[int, int], Comparison] = {}

    def compare(self, own: Statement, other: Statement) -> Iterator[Comparison]:
        """The comparisons of ``own`` with ``other``, which are about the same thing."""
        if isinstance(own, Count) and isinstance(other, Count):
            yield from compare_counts(own, other, self._hierarchy)
        elif isinstance(own, Account) and isinstance(other, Count):
            yield occurs(own.about, DIFFERS if other.high == 0 else AGREES)
        elif isinstance(own, Account) and isinstance(other, Account):
            yield occurs(own.about, AGREES)
            others = self._respects(other)
            for prop, respect in self._respects(own).items():
                if prop in others:
                    yield self._respect(respect, others[prop])

    def _respects(self, account: Account) -> dict[NamedNode, int]:
        """What an account says in each respect, as a number: numbers are compared faster than values."""
        if account.iri not in self._said:
            found = respects(account, self._dimensions)
            self._said[account.iri] = {prop: self._number(respect) for prop, respect in found.items()}
        return self._said[account.iri]

    def _number(self, respect: Respect) -> int:
        number = self._numbers.setdefault(respect, len(self._numbers))
        if number == len(self._numbered):
            self._numbered.append(respect)
        return number

    def _respect(self, own: int, other: int) -> Comparison:
        if (own, other) not in self._known:
            self._known[own, other] = compare_respects(self._numbered[own], self._numbered[other], self._hierarchy)
        return self._known[own, other]

    def outcomes(self, own: Account, cells: Cells, origin: str) -> Iterator[tuple[NamedNode, set[str]]]:
        """By property: the outcomes that count when ``own`` is compared with the ``cells`` of another ``origin``.

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

    def cells(self, groups: Iterable[tuple[Key, Alike[Account]]]) -> Cells:
        """The values of ``groups`` by property, each once: its number, its grade, and the origin of its source."""
        found: Cells = defaultdict(dict)
        for (_, root, grade, _, _), group in groups:
            for prop, number in self._respects(group.first).items():
                found[prop][number, grade, root] = None
        return found


@dataclass(frozen=True)
class Compared:
    """A statement (or a group of equal ones) and the groups of others; compared on demand."""

    own: Statement
    groups: tuple[Alike[Any], ...]
    comparer: Comparer

    @cached_property
    def found(self) -> tuple[tuple[Alike[Any], bool, tuple[Comparison, ...]], ...]:
        """For each group whether it weighs, and its comparisons."""
        return tuple((g, weighs(self.own, g), tuple(self.comparer.compare(self.own, g.first))) for g in self.groups)

    def verdict(self) -> str:
        """The verdict by every single comparison."""
        outcomes: dict[NamedNode, set[str]] = defaultdict(set)
        for _, weighs, found in self.found:
            for comparison in found:
                if weighs or comparison.outcome != DIFFERS:
                    outcomes[comparison.property].add(comparison.outcome)
        return verdict_of(outcomes.values()) if any(found for _, _, found in self.found) else ALONE

    def comparisons(self) -> Iterator[ComparedAccount]:
        """Every single comparison, in the order of the others."""
        each = [(place, iri, at) for at, (group, _, _) in enumerate(self.found) for place, iri in group.members]
        for _, iri, at in sorted(each):
            group, weighs, found = self.found[at]
            yield from (ComparedAccount(iri, group.grade, weighs, comparison) for comparison in found)

    @cached_property
    def others(self) -> dict[str, tuple[str, ...]]:
        """By outcome: the others with which some comparison has it, each with its grade, sorted."""
        named: dict[str, set[str]] = defaultdict(set)
        for group, _, found in self.found:
            hedged = " (hedged)" if group.first.hedged else ""
            names = {f"{shorten(iri)} {group.grade}{hedged}" for _, iri in group.members}
            for outcome in {comparison.outcome for comparison in found}:
                named[outcome] |= names
        return {outcome: tuple(sorted(names)) for outcome, names in named.items()}


def weighs(own: Statement, group: Alike[Any]) -> bool:
    """Whether ``group`` is graded no worse than ``own``, so that it can contradict it."""
    return bool(group.first.grade <= own.grade)


def occurs(subject: NamedNode, outcome: str) -> Comparison:
    """The comparison of two statements by having the same subject."""
    return Comparison("event", OCCURS, (subject,), (subject,), outcome)


def verdict_of(outcomes: Iterable[set[str]]) -> str:
    """The verdict on a statement that others can be compared with, by the outcomes that count for each property."""
    kinds = list(outcomes)
    if any(DIFFERS in found and AGREES not in found for found in kinds):
        return CONTRADICTED
    if any(RELATED in found and AGREES not in found for found in kinds):
        return RELATED
    if any(DIFFERS in found or found == {VAGUE} for found in kinds):
        return PARTLY
    return CORROBORATED
