"""The double-check of a source: compares each of its statements with those of independent sources.

A statement is an account or a count. It is compared with the statements about the same thing that the policy admits,
from sources of another origin and publisher; those that it does not accept for a hedge are compared too. The judgements
of identity that the policy accepts decide what the same thing is. The verdicts:

* ``contradicted``: in some respect, others differ from it and none agrees;
* ``related``: others name another actor, which stands in a relation to the one that it names (the one commands or
  supports the other, or is a brand or façade of it), and none agrees: this is neither for it nor against it;
* ``partly``: in some respect others are divided, or too vague to confirm it, and none contradicts it outright;
* ``corroborated``: others report the same thing, and agree in every respect that can be compared;
* ``alone``: no other source reports the thing.

Only statements graded no worse than the checked one can contradict it. The *support* of a source is the number of its
corroborated statements, plus half the number of its partly corroborated ones, divided by the number of those that are
neither alone nor related. Its *reach* is the share of its statements that are not alone. Like the Admiralty code (NATO
STANAG 2511), this judges source and information separately; agreement by independent sources is its "confirmed".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg.errors import UsageError, suggest
from kg.evidence.compare import AGREES, DIFFERS, RELATED, VAGUE
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
VERDICTS = (CONTRADICTED, RELATED, PARTLY, CORROBORATED, ALONE)
#: The place of the first count among the others.
AFTER_ACCOUNTS = 2**32


@dataclass(frozen=True)
class Verdict:
    """The verdict on one statement, what it is about (the kept resource), and the comparisons behind the verdict."""

    statement: str
    about: NamedNode
    verdict: str
    compared: Compared

    @property
    def comparisons(self) -> tuple[ComparedAccount, ...]:
        """The comparisons, not kept: ten thousand statements about one thing have a hundred million."""
        return tuple(self.compared.comparisons())

    def dimensions(self, outcome: str) -> tuple[str, ...]:
        """The respects in which some comparison has this outcome, sorted."""
        found = (comparison for _, _, comparisons in self.compared.found for comparison in comparisons)
        return tuple(sorted({comparison.dimension for comparison in found if comparison.outcome == outcome}))

    @property
    def relations(self) -> tuple[str, ...]:
        """How the actors that others name are related to those that it names, in words, sorted."""
        found = (comparison for _, _, comparisons in self.compared.found for comparison in comparisons)
        return tuple(sorted({comparison.relation for comparison in found if comparison.relation}))

    def others(self, outcome: str) -> tuple[str, ...]:
        """The other statements with which some comparison has this outcome, each with its grade, sorted."""
        return self.compared.others.get(outcome, ())


@dataclass(frozen=True)
class Check:
    """All verdicts on a source's statements, by statement."""

    source: str
    policy: str
    verdicts: tuple[Verdict, ...]

    def tally(self) -> dict[str, int]:
        """The number of statements with each verdict."""
        return {name: sum(v.verdict == name for v in self.verdicts) for name in VERDICTS}

    @property
    def support(self) -> float | None:
        """Corroborated and half of partly, over all that are neither alone nor related; None where all are."""
        tally = self.tally()
        shared = len(self.verdicts) - tally[ALONE] - tally[RELATED]
        return (tally[CORROBORATED] + tally[PARTLY] / 2) / shared if shared else None

    @property
    def reach(self) -> float | None:
        """The share of statements whose subject other sources report too; None where there are none."""
        return 1 - self.tally()[ALONE] / len(self.verdicts) if self.verdicts else None

    def by_subject(self) -> dict[NamedNode, str]:
        """One verdict for each subject: the gravest of the verdicts on its statements."""
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for verdict in self.verdicts:
            found[verdict.about].append(verdict.verdict)
        return {subject: min(found[subject], key=VERDICTS.index) for subject in sorted(found, key=str)}


def check_source(inputs: Inputs, source: str, policy: Policy) -> Check:
    """The verdicts on every account and count of ``source`` (an IRI, a prefixed name, a slug or a name).

    ``policy`` selects the statements to compare with. Raises ``UsageError`` for a source without statements.
    """
    iri = source_iri(source, inputs)
    return Check(iri, policy.label, verdicts(inputs, policy, lambda statement: statement.source == iri))


def check_all_sources(inputs: Inputs, policy: Policy) -> list[Check]:
    """The check of every source that has statements, by source."""
    source_of = {statement.iri: statement.source for statement in (*inputs.account_records, *inputs.counts)}
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts(inputs, policy, lambda _: True):
        found[source_of[verdict.statement]].append(verdict)
    return [Check(source, policy.label, tuple(found[source])) for source in sorted(found)]


def verdicts(inputs: Inputs, policy: Policy, is_checked: Callable[[Statement], bool]) -> tuple[Verdict, ...]:
    """The verdict on each account and count that ``is_checked``, by IRI; ``policy`` selects those to compare with.

    Raises ``LimitError`` for more than ``analysis_pairs`` pairs of statements; equal statements count as one.
    """
    # A hedge keeps a statement from being accepted, not from being compared; whoever reads the verdict sees it.
    policy = replace(policy, accepts_hedged=True)
    identity = resolve_identities(inputs.judgements, policy, None)
    accounts = [identity.applied(t) for t in inputs.account_records]
    admitted = [t for t in accounts if policy.refusal(t, None) is None]
    counts = [c for c in inputs.counts if policy.refusal(c, None) is None]
    checked = [t for t in accounts if is_checked(t)]
    hierarchy = read_hierarchy(inputs, [*admitted, *checked], identity.distinct)
    dimensions = read_dimensions(inputs.ontology)
    voice = inputs.world.voice
    others, series = _alike(admitted, voice), _series(counts, identity)

    comparer = Comparer(dimensions, hierarchy)

    def compared(key: Key) -> Compared:
        accounts = tuple(group for other, group in others.get(key[0], {}).items() if other[1] != key[1])
        of_series = tuple(group for group in series.get(key[0], ()) if voice[group.first.source] != key[1])
        return Compared(groups[key].first, accounts + of_series, comparer)

    groups = {key: group for found in _alike(checked, voice).values() for key, group in found.items()}
    of_series = (len(series.get(identity.of(count.series), ())) for count in inputs.counts if is_checked(count))
    pairs = sum(len(others.get(key[0], ())) for key in groups) + sum(of_series)
    check_pairs(pairs, "pairs of different statements about one thing")
    found = []
    cells: dict[NamedNode, Cells] = {}
    for key, group in groups.items():
        shared = compared(key)
        if key[0] not in cells:
            cells[key[0]] = comparer.cells(others.get(key[0], {}).items())
        outcomes = dict(comparer.outcomes(group.first, cells[key[0]], key[1]))
        # Every other statement about the subject agrees that it happened, except a count of zero.
        outcomes[OCCURS] = {
            DIFFERS if isinstance(other.first, Count) and other.first.high == 0 else AGREES
            for other in shared.groups
            if not isinstance(other.first, Count) or other.first.high != 0 or weighs(group.first, other)
        }
        verdict = verdict_of(outcomes.values()) if shared.groups else ALONE
        found += [Verdict(iri, key[0], verdict, shared) for _, iri in group.members]
    for count in filter(is_checked, inputs.counts):
        about = identity.of(count.series)
        same = [group for group in series.get(about, ()) if voice[group.first.source] != voice[count.source]]
        shared = Compared(count, tuple(same), comparer)
        found.append(Verdict(count.iri, about, shared.verdict(), shared))
    return tuple(sorted(found, key=lambda v: v.statement))


def source_iri(source: str, inputs: Inputs) -> str:
    """The IRI of a source that has statements; ``UsageError`` with those that were probably meant."""
    known = {t.source for t in inputs.account_records} | {c.source for c in inputs.counts}
    iri = find_source(source, known, inputs.names)
    if iri is None:
        near = inputs.names.meant(source, known)
        near = near or suggest(f"source:{source.removeprefix('source:')}", map(shorten, sorted(known)))
        raise UsageError(f"source {source!r} is unknown or has no accounts{near}")
    return iri


def _alike(accounts: Iterable[Account], voice: Mapping[str, str]) -> dict[NamedNode, dict[Key, Alike[Account]]]:
    """The accounts of each thing, grouped by equal content: one comparison then serves the whole group."""
    found: dict[NamedNode, dict[Key, Alike[Account]]] = defaultdict(dict)
    for place, account in enumerate(accounts):
        content = frozenset(account.values.items())
        key = account.about, voice[account.source], account.grade, account.hedged, content
        found[account.about].setdefault(key, Alike(account, [])).members.append((place, account.iri))
    return found


def _series(counts: Iterable[Count], identity: Identity) -> dict[NamedNode, list[Alike[Count]]]:
    """The counts of each series, each a group of its own; they come after all accounts."""
    found: dict[NamedNode, list[Alike[Count]]] = defaultdict(list)
    for place, count in enumerate(counts, AFTER_ACCOUNTS):
        found[identity.of(count.series)].append(Alike(count, [(place, count.iri)]))
    return found


COLUMNS = ("verdict", "statement", "about", "agrees in", "differs in", "vague in", "related", "agreeing", "differing")
#: What fits a terminal: how many others agree and differ instead of which.
BRIEF_COLUMNS = ("verdict", "statement", "agrees in", "differs in", "vague in", "related", "for", "against")


def verdict_rows(found: Iterable[Verdict]) -> list[tuple[str, ...]]:
    """One row of :data:`COLUMNS` for each verdict, the gravest first."""
    ordered = sorted(found, key=lambda v: (VERDICTS.index(v.verdict), v.statement))
    return [
        (
            v.verdict,
            shorten(v.statement),
            shorten(v.about.value),
            *(", ".join(v.dimensions(outcome)) for outcome in (AGREES, DIFFERS, VAGUE)),
            ", ".join(v.relations),
            ", ".join(v.others(AGREES)),
            ", ".join(v.others(DIFFERS)),
        )
        for v in ordered
    ]


def brief_verdict_rows(found: Iterable[Verdict]) -> list[tuple[str, ...]]:
    """The same rows under :data:`BRIEF_COLUMNS`."""
    return [
        (verdict, statement, *respects, str(_many(agreeing)), str(_many(differing)))
        for verdict, statement, _, *respects, agreeing, differing in verdict_rows(found)
    ]


def _many(listed: str) -> int:
    return len(listed.split(", ")) if listed else 0


def check_summary(checked: Check) -> str:
    """The tally and the two scores in one line."""
    tally = ", ".join(f"{count} {name}" for name, count in checked.tally().items())
    scores = [("support", checked.support), ("reach", checked.reach)]
    shown = "; ".join(f"{name} {score:.2f}" for name, score in scores if score is not None)
    return f"{shorten(checked.source)} under {checked.policy}: {tally}" + (f"; {shown}" if shown else "")


def check_record(checked: Check) -> dict[str, object]:
    """The whole check as plain data: scores, and for each statement every comparison with its values."""
    return {
        "source": checked.source,
        "policy": checked.policy,
        "tally": checked.tally(),
        "support": checked.support,
        "reach": checked.reach,
        "verdicts": verdict_records(checked.verdicts),
    }


def verdict_records(found: Iterable[Verdict]) -> list[dict[str, object]]:
    """Verdicts as plain data: ``statement``, ``about``, ``verdict``, and ``comparisons``, a record for each."""
    return [
        {
            "statement": verdict.statement,
            "about": verdict.about.value,
            "verdict": verdict.verdict,
            "comparisons": [
                {
                    "other": one.other,
                    "grade": one.grade,
                    "weighs": one.weighs,
                    "dimension": one.comparison.dimension,
                    "property": one.comparison.property.value,
                    "own": [value.value for value in one.comparison.own],
                    "other_values": [value.value for value in one.comparison.other],
                    "outcome": one.comparison.outcome,
                    "relation": one.comparison.relation,
                }
                for one in verdict.comparisons
            ],
        }
        for verdict in found
    ]
