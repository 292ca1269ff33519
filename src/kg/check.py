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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.compare import AGREES, DIFFERS, VAGUE, Comparison, Kinship, compare_accounts, compare_counts
from kg.errors import UsageError, instead
from kg.evidence import Count, Said, Telling
from kg.identity import settle
from kg.kinship import read_dimensions, read_kinship
from kg.pipeline import Inputs
from kg.policy import Policy, find_source
from kg.terms import CONFLICT, shorten

CONTRADICTED, PARTLY, CORROBORATED, ALONE = "contradicted", "partly", "corroborated", "alone"
#: The gravest first.
VERDICTS = (CONTRADICTED, PARTLY, CORROBORATED, ALONE)
#: That it happened or holds at all.
_OCCURS = CONFLICT.term("accountOf")


@dataclass(frozen=True)
class Beside:
    """One comparison, the telling it is made with, and its grade; ``weighs`` is false where it is graded worse."""

    other: str
    grade: str
    weighs: bool
    comparison: Comparison


@dataclass(frozen=True)
class Verdict:
    """The verdict on one telling, what it is about (as held to be), and the comparisons it rests on."""

    telling: str
    about: NamedNode
    verdict: str
    beside: tuple[Beside, ...]

    def dimensions(self, outcome: str) -> tuple[str, ...]:
        """The respects in which some comparison has this outcome, sorted."""
        return tuple(sorted({b.comparison.dimension for b in self.beside if b.comparison.outcome == outcome}))

    def others(self, outcome: str) -> tuple[str, ...]:
        """The other tellings with which some comparison has this outcome, each with its grade, sorted."""
        return tuple(sorted({f"{shorten(b.other)} {b.grade}" for b in self.beside if b.comparison.outcome == outcome}))


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
    others = _by_subject(heard)
    kinship = read_kinship(inputs, [*heard, *checked])
    dimensions = read_dimensions(inputs.ontology)

    def independent(own: Said, other: Said) -> bool:
        return inputs.world.origin[own.source] != inputs.world.origin[other.source]

    found = []
    for own in checked:
        beside = [t for t in others[own.about] if independent(own, t)]
        of_series = [c for c in counts if identity.of(c.series) == own.about and independent(own, c)]
        found.append(_on_account(own, beside, of_series, dimensions, kinship))
    for count in filter(is_checked, inputs.counts):
        series = identity.of(count.series)
        same = [c for c in counts if identity.of(c.series) == series and independent(count, c)]
        found.append(_on_count(count, series, same, kinship))
    return tuple(sorted(found, key=lambda v: v.telling))


def source_iri(source: str, inputs: Inputs) -> str:
    """The IRI of a source that tells something; ``UsageError`` with those that were probably meant."""
    telling = sorted({t.source for t in inputs.tellings} | {c.source for c in inputs.counts})
    iri = find_source(source, telling)
    if iri is None:
        near = instead(f"source:{source.removeprefix('source:')}", map(shorten, telling))
        raise UsageError(f"no source {source!r} tells anything{near}")
    return iri


def _by_subject(tellings: Iterable[Telling]) -> Mapping[NamedNode, list[Telling]]:
    found: dict[NamedNode, list[Telling]] = defaultdict(list)
    for telling in tellings:
        found[telling.about].append(telling)
    return found


def _on_account(
    own: Telling,
    others: Sequence[Telling],
    counts: Sequence[Count],
    dimensions: Mapping[str, str],
    kinship: Kinship,
) -> Verdict:
    beside = []
    for other in others:
        beside.append(_beside(own, other, _occurs(own.about, AGREES)))
        beside += [_beside(own, other, found) for found in compare_accounts(own, other, dimensions, kinship)]
    for count in counts:
        beside.append(_beside(own, count, _occurs(own.about, DIFFERS if count.high == 0 else AGREES)))
    return Verdict(own.iri, own.about, _verdict(beside), tuple(beside))


def _on_count(own: Count, series: NamedNode, others: Sequence[Count], kinship: Kinship) -> Verdict:
    beside = [_beside(own, other, found) for other in others for found in compare_counts(own, other, kinship)]
    return Verdict(own.iri, series, _verdict(beside), tuple(beside))


def _occurs(subject: NamedNode, outcome: str) -> Comparison:
    """The comparison that two tellings of one thing make by being of one thing."""
    return Comparison("event", _OCCURS, (subject,), (subject,), outcome)


def _beside(own: Said, other: Said, comparison: Comparison) -> Beside:
    return Beside(other.iri, "".join(other.grade), other.grade <= own.grade, comparison)


def _verdict(beside: Sequence[Beside]) -> str:
    if not beside:
        return ALONE
    outcomes: dict[NamedNode, set[str]] = defaultdict(set)
    for one in beside:
        if one.weighs or one.comparison.outcome != DIFFERS:
            outcomes[one.comparison.property].add(one.comparison.outcome)
    if any(DIFFERS in found and AGREES not in found for found in outcomes.values()):
        return CONTRADICTED
    if any(DIFFERS in found or found == {VAGUE} for found in outcomes.values()):
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
