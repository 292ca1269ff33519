"""What a new report would change: how its statements compare with the known ones, and which facts change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Triple

from kg.evidence.policy import Policy
from kg.evidence.shapes import Finding
from kg.pipeline import accept_and_infer, find_faults, prepare
from kg.rdf.load import Loaded
from kg.review.check import Verdict, verdicts
from kg.review.comparer import ALONE, CONTRADICTED, CORROBORATED, PARTLY
from kg.review.diff import Change, differences

#: What a verdict on a new statement means for the graph.
EFFECTS = {CORROBORATED: "corroborates", CONTRADICTED: "contradicts", PARTLY: "partly fits", ALONE: "new"}


@dataclass(frozen=True)
class Proposal:
    """The verdicts on the new statements, and the changes that they would cause."""

    verdicts: tuple[Verdict, ...]
    changes: tuple[Change, ...]

    def tally(self) -> dict[str, int]:
        """The number of new statements with each of the :data:`EFFECTS`."""
        return {effect: sum(v.verdict == name for v in self.verdicts) for name, effect in EFFECTS.items()}


def propose_changes(known: Loaded, report: Loaded, policy: Policy, described: Iterable[Triple] = ()) -> Proposal:
    """What ``report`` would change in the graph of ``known`` under ``policy``; nothing is written."""
    before, after = prepare(known), prepare(together(known, report))
    old = {t.iri for t in before.account_records} | {c.iri for c in before.counts}
    described = tuple(described)
    changes = differences(
        accept_and_infer(before, policy, described).graphs, accept_and_infer(after, policy, described).graphs
    )
    return Proposal(verdicts(after, policy, lambda statement: statement.iri not in old), tuple(changes))


def report_findings(known: Loaded, report: Loaded) -> list[Finding]:
    """What the shapes find wrong in the files of ``report`` where it is added to what is known."""
    files = set(report.file_of.values())
    return [finding for finding in find_faults(together(known, report)) if finding.file in files]


def together(known: Loaded, report: Loaded) -> Loaded:
    """The two as if loaded at once; a file is named by the one that describes a subject first."""
    return Loaded(known.asserted | report.asserted, known.accounts | report.accounts, report.file_of | known.file_of)
