"""The explorer's page of a dataset: its own policy's network first, then those of the policies it can switch to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.analyse.projection import project
from kg.errors import InconsistentGraphError, LimitError
from kg.evidence.inputs import Inputs
from kg.evidence.policy import Policy, read_policies
from kg.evidence.records import Count
from kg.explorer.audit import audit_values
from kg.explorer.checks import check_values
from kg.explorer.counted import add_parties, counted_values, dataset_counts
from kg.explorer.formulas import Formulas
from kg.explorer.html import render_explorer
from kg.explorer.payload import PolicyView, Values
from kg.pipeline import accept_and_infer, find_policy
from kg.rdf.terms import shorten
from kg.review.check import Check, check_source
from kg.workspace import Workspace

TITLE = "Conflict knowledge graph"

#: The reliability of a source that is worth a view of its own: graded unreliable, yet in the data.
DOUBTFUL = "E"


def explorer_page(workspace: Workspace, title: str = TITLE) -> str:
    """The explorer as one HTML page: the network that ``workspace`` accepts, and those of :func:`other_workspaces`.

    Of datasets it has counts (:mod:`kg.explorer.counted`), under the policy of ``workspace`` alone.
    """
    graph, counted, others = project(workspace), None, other_workspaces(workspace)
    if workspace.datasets is not None:
        counts = dataset_counts(workspace)
        add_parties(graph, counts)
        counted = counted_values(counts)
    return render_explorer(
        graph,
        workspace.evidence,
        title=title,
        provenance=workspace.provenance,
        others=[view_of(other) for other in others],
        counted=counted,
        checked=checked_source(workspace),
        counts=admitted_counts(workspace.inputs, workspace.policy),
        formulas=Formulas([workspace, *others]),
        checks=lambda accounts, sources: _checks(workspace, accounts, sources),
    )


def _checks(workspace: Workspace, accounts: Sequence[Values], sources: Sequence[Values]) -> Values | None:
    """What independent sources say of the page's accounts, with the records and rival values; None where too many."""
    checked = check_values(workspace, accounts)
    return None if checked is None else {**checked, **audit_values(workspace, accounts, sources)}


def view_of(workspace: Workspace) -> PolicyView:
    """The network of a dataset under its policy, with the evidence and the counts that it admits."""
    counts = admitted_counts(workspace.inputs, workspace.policy)
    return PolicyView(project(workspace), workspace.evidence, workspace.provenance, counts)


def other_workspaces(workspace: Workspace) -> list[Workspace]:
    """The same data under every other policy that :func:`other_policies` names, at the dataset's own dates.

    A policy under which the facts contradict the ontology is left out: an inconsistent graph gives no answers.
    """
    others = []
    for name in other_policies(workspace):
        policy, described = find_policy(workspace.inputs, name)
        if policy.iri == workspace.policy.iri:
            continue
        try:
            others.append(
                accept_and_infer(
                    workspace.inputs,
                    policy,
                    described,
                    as_of=workspace.as_of,
                    valid_at=workspace.valid_at,
                    recorded=False,
                )
            )
        except InconsistentGraphError:
            continue
    return others


def other_policies(workspace: Workspace) -> list[str]:
    """The policies that the data describe, and ``only:`` the :func:`doubtful_source`."""
    doubtful = doubtful_source(workspace.inputs)
    only = [f"only:{doubtful.removeprefix('source:')}"] if doubtful else []
    return [*sorted(read_policies(workspace.inputs.asserted)), *only]


def doubtful_source(inputs: Inputs) -> str | None:
    """The prefixed name of the source graded ``DOUBTFUL`` that has most accounts; of several the first by IRI."""
    counted = Counter(shorten(t.source) for t in inputs.account_records if t.grade[0] == DOUBTFUL)
    names = (name for name in counted if name.startswith("source:"))
    return min(names, key=lambda name: (-counted[name], name), default=None)


def checked_source(workspace: Workspace) -> Check | None:
    """The verdicts of independent sources on the :func:`doubtful_source`, if there is one that can be compared."""
    source = doubtful_source(workspace.inputs)
    try:
        return check_source(workspace.inputs, source, workspace.policy) if source else None
    except LimitError:
        return None


def admitted_counts(inputs: Inputs, policy: Policy) -> tuple[Count, ...]:
    """The counts that a policy admits."""
    return tuple(count for count in inputs.counts if policy.refusal(count, None) is None)
