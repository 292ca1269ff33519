"""The explorer's page of a dataset: its own policy's network first, then those of the policies it can switch to."""

from __future__ import annotations

from collections import Counter

from kg.analyse.projection import project
from kg.errors import InconsistentGraphError
from kg.evidence.policy import read_policies
from kg.explorer.html import render_explorer
from kg.explorer.payload import PolicyView
from kg.pipeline import Dataset, accept_and_infer, find_policy
from kg.rdf.terms import shorten

TITLE = "Conflict knowledge graph"

#: The reliability of a source whose own world is worth a look: graded unreliable, yet heard.
DOUBTFUL = "E"


def explorer_page(dataset: Dataset, title: str = TITLE) -> str:
    """The explorer as one HTML page: the network that ``dataset`` accepts, and beside it :func:`other_views`."""
    graph = project(dataset)
    return render_explorer(
        graph, dataset.evidence, title=title, provenance=dataset.provenance, others=other_views(dataset)
    )


def other_views(dataset: Dataset) -> list[PolicyView]:
    """The same data under every other policy that :func:`other_policies` names, at the dataset's own dates.

    A policy under which the facts contradict the ontology is left out: an inconsistent graph gives no answers.
    """
    views = []
    for name in other_policies(dataset):
        policy, described = find_policy(dataset.inputs, name)
        if policy.iri == dataset.policy.iri:
            continue
        try:
            other = accept_and_infer(
                dataset.inputs,
                policy,
                described,
                as_of=dataset.as_of,
                valid_at=dataset.valid_at,
                recorded=False,
            )
        except InconsistentGraphError:
            continue
        views.append(PolicyView(project(other), other.evidence, other.provenance))
    return views


def other_policies(dataset: Dataset) -> list[str]:
    """The policies that the data describe, and ``only:`` the most told doubtful source.

    Doubtful is a source graded ``DOUBTFUL``; most told is the one with most accounts, by IRI where two have as many.
    """
    told = Counter(shorten(t.source) for t in dataset.inputs.tellings if t.grade[0] == DOUBTFUL)
    doubtful = sorted((name for name in told if name.startswith("source:")), key=lambda name: (-told[name], name))
    return [
        *sorted(read_policies(dataset.inputs.asserted)),
        *(f"only:{n.removeprefix('source:')}" for n in doubtful[:1]),
    ]
