"""A build read back from its folder: its triples as they stream, and the whole as the dataset that was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.accounts import judged, read_evidence
from kg.evidence import Decision
from kg.load import Loaded, stream_graphs
from kg.manifest import check_build, check_unchanged
from kg.pipeline import Dataset, read_build, read_inputs
from kg.policy import choose_policy, read_policies
from kg.resources import Resource, Term, first, resources
from kg.sources import read_bytes
from kg.terms import ACCEPTED, ACCOUNTS, ASSERTED, CONFLICT, DECISIONS


def build_triples(folder: Path, graphs: Sequence[NamedNode]) -> Iterator[tuple[NamedNode, Triple]]:
    """The triples of ``graphs`` in the build, each with its graph, one by one and in the order of ``graph.trig``.

    Raises ``InputError`` where there is no build, or a file of it is missing or differs.
    """
    wanted = {graph.value: graph for graph in graphs}
    check_build(folder, ("graph.trig",))
    return ((wanted[name], triple) for name, triple in stream_graphs(folder / "graph.trig") if name in wanted)


def open_build(folder: Path) -> Dataset:
    """The dataset that ``kg build`` wrote to ``folder``; ``InputError`` where there is no build or it is damaged.

    Equal to the one written, but for the order of the accounts in a decision and for ``valid_at``, which the folder
    does not keep.
    """
    manifest = check_build(folder, ("summary.json",))
    summary = json.loads(read_bytes(folder / "summary.json"))
    graphs = read_build(folder)
    check_unchanged(folder, manifest)
    asserted, accounts = frozenset(graphs[ASSERTED.value]), frozenset(graphs.get(ACCOUNTS.value, ()))
    inputs = read_inputs(Loaded(asserted, accounts, {}))
    decisions = _decisions(graphs.get(DECISIONS.value, ()), {*asserted, *graphs.get(ACCEPTED.value, ())})
    return Dataset(
        graphs={name: tuple(sorted(triples, key=str)) for name, triples in graphs.items()},
        policy=choose_policy(summary["policy"], read_policies(asserted), inputs.world.origin),
        decisions=decisions,
        evidence=judged(read_evidence(accounts, asserted), decisions),
        inputs=inputs,
        as_of=summary["as_of"],
    )


def _decisions(triples: Iterable[Triple], facts: Iterable[Triple]) -> tuple[Decision, ...]:
    """The decisions that ``triples`` describe, with the accepted values as the facts have them."""
    values = resources(facts)
    return tuple(_decision(about, values) for about in resources(triples).values())


def _decision(about: Resource, values: Mapping[NamedNode, Resource]) -> Decision:
    subject, prop = (NamedNode(first(about, CONFLICT.term(f"decides{end}")) or "") for end in ("Subject", "Property"))
    accepted, rejected = (_iris(about.get(CONFLICT.term(f"{end}Account"), ())) for end in ("accepts", "rejects"))
    return Decision(
        subject=subject,
        property=prop,
        values=values.get(subject, {}).get(prop, ()),
        accepted=accepted,
        rejected=rejected,
        reason=first(about, CONFLICT.term("reason")) or "",
        disputed=first(about, CONFLICT.term("isDisputed")) == "true",
    )


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in terms))
