"""What a new report would change: how its statements compare with the known ones, and which facts change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Triple

from kg.columns.files import LoadedData
from kg.evidence.compare import RELATED
from kg.evidence.policy import Policy
from kg.evidence.shapes import Finding
from kg.pipeline import accept_and_infer, find_remarks, prepare
from kg.rdf.load import Loaded
from kg.rdf.terms import shorten
from kg.review.check import Verdict, verdicts
from kg.review.comparer import ALONE, CONTRADICTED, CORROBORATED, PARTLY
from kg.review.diff import Change, differences
from kg.review.validate import together

#: What a verdict on a new statement means for the graph.
EFFECTS = {
    CORROBORATED: "corroborates",
    CONTRADICTED: "contradicts",
    RELATED: "names a related actor",
    PARTLY: "partly fits",
    ALONE: "new",
}


@dataclass(frozen=True)
class Proposal:
    """The verdicts on the new statements, and the changes that they would cause.

    ``refused`` counts the new statements that the policy does not accept by themselves, by its reason.
    """

    verdicts: tuple[Verdict, ...]
    changes: tuple[Change, ...]
    refused: Mapping[str, int] = field(default_factory=dict)

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
    new = [s for s in (*after.account_records, *after.counts) if s.iri not in old]
    refused = Counter(reason for statement in new if (reason := policy.refusal(statement, None)))
    found = verdicts(after, policy, lambda statement: statement.iri not in old)
    return Proposal(found, tuple(changes), refused)


def apart(known: LoadedData, report: Loaded) -> LoadedData:
    """``known`` as it was before the report was put among it; as it is, where an account of the report is new."""
    if not report.accounts or not report.accounts <= known.accounts:
        return known
    return replace(known, asserted=known.asserted - report.asserted, accounts=known.accounts - report.accounts)


def report_remarks(known: Loaded, report: Loaded) -> list[Finding]:
    """What is no fault in ``report`` and worth a look, where it is added to what is known."""
    described = {
        shorten(t.subject.value) for t in (*report.asserted, *report.accounts) if isinstance(t.subject, NamedNode)
    }
    return [remark for remark in find_remarks(together(known, report)) if remark.subject in described]
