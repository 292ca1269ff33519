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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.errors import UsageError, suggest
from kg.evidence.compare import AGREES, DIFFERS, VAGUE
from kg.evidence.hierarchy import read_dimensions, read_hierarchy
from kg.evidence.identity import Identity, resolve_identities
from kg.evidence.inputs import Inputs
from kg.evidence.policy import Policy, find_source
from kg.evidence.records import Account, Count, Statement
from kg.limits import check_pairs
from kg.rdf.terms import shorten
from kg.review.comparer import (
    ALONE,
    CONTRADICTED,
    CORROBORATED,
    OCCURS,
    PARTLY,
    Alike,
    Cells,
    Compared,
    ComparedAccount,
    Comparer,
    Key,
    verdict_of,
    weighs,
)

#: The gravest first.
VERDICTS = (CONTRADICTED, PARTLY, CORROBORATED, ALONE)
#: The place of the first count among the others.
AFTER_ACCOUNTS = 2**32


@dataclass(frozen=True)
class Verdict:
    """The verdict on one telling, what it is about (as held to be), and the comparisons it rests on."""

    telling: str
    about: NamedNode
    verdict: str
    compared: Compared

    @property
    def beside(self) -> tuple[ComparedAccount, ...]:
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


def verdicts(inputs: Inputs, policy: Policy, is_checked: Callable[[Statement], bool]) -> tuple[Verdict, ...]:
    """The verdict on each account and count that ``is_checked``, by telling; ``policy`` says who else is heard.

    Raises ``LimitError`` for more than ``analysis_pairs`` pairs of tellings, those that are alike taken as one.
    """
    identity = resolve_identities(inputs.judgements, policy, None)
    tellings = [identity.applied(t) for t in inputs.tellings]
    heard = [t for t in tellings if policy.refusal(t, None) is None]
    counts = [c for c in inputs.counts if policy.refusal(c, None) is None]
    checked = [t for t in tellings if is_checked(t)]
    hierarchy = read_hierarchy(inputs, [*heard, *checked])
    dimensions = read_dimensions(inputs.ontology)
    origin = inputs.world.origin
    others, series = _alike(heard, origin), _series(counts, identity)

    comparer = Comparer(dimensions, hierarchy)

    def compared(key: Key) -> Compared:
        beside = tuple(group for other, group in others.get(key[0], {}).items() if other[1] != key[1])
        of_series = tuple(group for group in series.get(key[0], ()) if origin[group.first.source] != key[1])
        return Compared(groups[key].first, beside + of_series, comparer)

    groups = {key: group for found in _alike(checked, origin).values() for key, group in found.items()}
    of_series = (len(series.get(identity.of(count.series), ())) for count in inputs.counts if is_checked(count))
    pairs = sum(len(others.get(key[0], ())) for key in groups) + sum(of_series)
    check_pairs(pairs, "pairs of tellings that differ tell of one thing")
    found = []
    cells: dict[NamedNode, Cells] = {}
    for key, group in groups.items():
        shared = compared(key)
        if key[0] not in cells:
            cells[key[0]] = comparer.cells(others.get(key[0], {}).items())
        outcomes = dict(comparer.outcomes(group.first, cells[key[0]], key[1]))
        # That others tell of it at all: each agrees in that, but a count of none.
        outcomes[OCCURS] = {
            DIFFERS if isinstance(other.first, Count) and other.first.high == 0 else AGREES
            for other in shared.groups
            if not isinstance(other.first, Count) or other.first.high != 0 or weighs(group.first, other)
        }
        verdict = verdict_of(outcomes.values()) if shared.groups else ALONE
        found += [Verdict(iri, key[0], verdict, shared) for _, iri in group.members]
    for count in filter(is_checked, inputs.counts):
        about = identity.of(count.series)
        same = [group for group in series.get(about, ()) if origin[group.first.source] != origin[count.source]]
        shared = Compared(count, tuple(same), comparer)
        found.append(Verdict(count.iri, about, shared.verdict(), shared))
    return tuple(sorted(found, key=lambda v: v.telling))


def source_iri(source: str, inputs: Inputs) -> str:
    """The IRI of a source that tells something; ``UsageError`` with those that were probably meant."""
    telling = sorted({t.source for t in inputs.tellings} | {c.source for c in inputs.counts})
    iri = find_source(source, telling)
    if iri is None:
        near = suggest(f"source:{source.removeprefix('source:')}", map(shorten, telling))
        raise UsageError(f"no source {source!r} tells anything{near}")
    return iri


def _alike(tellings: Iterable[Account], origin: Mapping[str, str]) -> dict[NamedNode, dict[Key, Alike[Account]]]:
    """The tellings of each thing, those that are alike together: one comparison then serves them all."""
    found: dict[NamedNode, dict[Key, Alike[Account]]] = defaultdict(dict)
    for place, telling in enumerate(tellings):
        key = telling.about, origin[telling.source], telling.grade, frozenset(telling.values.items())
        found[telling.about].setdefault(key, Alike(telling, [])).members.append((place, telling.iri))
    return found


def _series(counts: Iterable[Count], identity: Identity) -> dict[NamedNode, list[Alike[Count]]]:
    """The counts of each series, each a group of its own; they come after all accounts."""
    found: dict[NamedNode, list[Alike[Count]]] = defaultdict(list)
    for place, count in enumerate(counts, AFTER_ACCOUNTS):
        found[identity.of(count.series)].append(Alike(count, [(place, count.iri)]))
    return found


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
