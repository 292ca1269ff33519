"""A build read back from its folder: its triples as they stream, and the whole as the dataset that was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.errors import DataError
from kg.evidence.accounts import judged, read_evidence
from kg.evidence.inputs import EARLIER_BUILD
from kg.evidence.policy import choose_policy, read_policies
from kg.evidence.records import Decision
from kg.pipeline import ontology_and_schemes, prepare
from kg.rdf.deprecated import current_names
from kg.rdf.load import Loaded, parse_graphs, stream_graphs
from kg.rdf.manifest import DATASETS, check_build, check_unchanged
from kg.rdf.read import read_bytes, read_rdf
from kg.rdf.resources import Layer, Resource, Term, first, resources
from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, CONFLICT, DECISIONS, ONTOLOGY
from kg.workspace import Workspace


def build_triples(folder: Path, graphs: Sequence[NamedNode]) -> Iterator[tuple[NamedNode, Triple]]:
    """The triples of ``graphs`` in the build, each with its graph, one by one: ``graph.trig``, then ``datasets.nq``.

    Raises ``InputError`` where there is no build, or a file of it is missing or differs.
    """
    wanted = {graph.value: graph for graph in graphs}
    manifest = check_build(folder, ("graph.trig", DATASETS))
    files = [name for name in ("graph.trig", DATASETS) if name in manifest.by_path]
    read = chain.from_iterable(stream_graphs(folder / name) for name in files)
    return ((wanted[name], triple) for name, triple in read if name in wanted)


def read_graphs(folder: Path) -> dict[str, tuple[Triple, ...]]:
    """The layers and decisions that a build wrote to ``folder``, by graph IRI, and the ontology that ships.

    Raises ``InputError`` where there is no build, or a file of it is missing or differs, ``DataError`` where an earlier
    version of the ontology made it.
    """
    check_build(folder, ("graph.trig",))
    (file,) = read_rdf((folder / "graph.trig",))
    ontology, _ = ontology_and_schemes()
    # What has no name is the header (:func:`kg.exchange.describe.header`), which is not a part of the data.
    graphs = {name: tuple(triples) for name, triples in parse_graphs(file).items() if name}
    if any(current_names(triples)[1] for triples in graphs.values()):
        raise DataError(f"{folder}: {EARLIER_BUILD}")
    return graphs | {ONTOLOGY.value: tuple(ontology)}


def open_build(folder: Path) -> Workspace:
    """The workspace that ``kg build`` wrote to ``folder``; ``InputError`` where there is no build or it is damaged.

    Equal to the one written, but for the order of the accounts in a decision, for ``valid_at``, which the folder does
    not keep, and for datasets, which stay on disk.
    """
    manifest = check_build(folder, ("summary.json",))
    summary = json.loads(read_bytes(folder / "summary.json"))
    graphs = read_graphs(folder)
    check_unchanged(folder, manifest)
    asserted, accounts = frozenset(graphs[ASSERTED.value]), frozenset(graphs.get(ACCOUNTS.value, ()))
    inputs = prepare(Loaded(asserted, accounts, {}))
    decisions = _decisions(graphs.get(DECISIONS.value, ()), {*asserted, *graphs.get(ACCEPTED.value, ())})
    return Workspace(
        graphs={name: Layer.of(triples) for name, triples in graphs.items()},
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
