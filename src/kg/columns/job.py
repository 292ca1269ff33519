"""The main job for datasets: accept → reason, beside the graph of what people look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import polars as pl
from pyoxigraph import NamedNode, Triple

from kg.columns.counts import row_statistics
from kg.columns.decide import DatasetDecisions, Decide, decide_datasets, written_decisions
from kg.columns.evidence import DatasetEvidence, read_dataset_evidence
from kg.columns.load import Datasets
from kg.columns.table import EvidenceTable
from kg.errors import InconsistentGraphError, UsageError
from kg.evidence.accept import EXISTENCE
from kg.evidence.accounts import decision_triples
from kg.evidence.identity import resolve_identities
from kg.evidence.inputs import Inputs
from kg.evidence.policy import Policy
from kg.rdf.resources import about_the_world, statement
from kg.rdf.statistics import Statistics
from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, CONFLICT, DECISIONS, INFERRED, LAYERS, TYPE
from kg.reason import Clash
from kg.reason.encoding import COLUMNS, Dictionary, text_frame, triples_of
from kg.reason.frames import without
from kg.reason.polars import EncodedClosure, close_rows

#: Clashes that a message lists; it counts the others.
_LISTED = 20
ENGINES = ("auto", "polars", "spark")


class Engine(NamedTuple):
    """What computes with datasets: ``decide`` as the evidence table does, ``close`` as the default reasoner does."""

    decide: Decide
    close: Callable[[Dictionary, pl.DataFrame, pl.DataFrame], EncodedClosure]


@dataclass(frozen=True)
class AcceptedDatasets:
    """The layers of datasets under a policy, by graph IRI, as rows of term numbers (columns s, p and o).

    They are disjoint from the triples of the workspace, which holds the rest of the same graph. ``sources`` are the
    datasets by IRI, with the number of their accounts.
    """

    sources: Mapping[str, int]
    evidence: DatasetEvidence = field(repr=False)
    decisions: DatasetDecisions = field(repr=False)
    layers: dict[str, pl.DataFrame] = field(repr=False)

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The number of triples of each layer, by graph IRI."""
        return {name: rows.height for name, rows in self.layers.items()}

    @cached_property
    def reporting(self) -> list[str]:
        """The IRIs of the datasets that report something which the policy accepts."""
        accepted = self.layers[ACCEPTED.value]
        subjects = accepted.filter(pl.col("p") == self.evidence.dictionary.number(EXISTENCE))["s"]
        rows = self.evidence.heads.filter(pl.col("about").cast(pl.UInt32).is_in(subjects.implode()))
        texts = self.evidence.dictionary.texts(rows["source"].cast(pl.UInt32).unique())
        return sorted(text.removeprefix("<").removesuffix(">") for text in texts)

    def stated(self, properties: Iterable[NamedNode]) -> list[Triple]:
        """The triples of all layers that have one of these properties."""
        dictionary = self.evidence.dictionary
        wanted = [dictionary.number(prop) for prop in sorted(properties, key=str)]
        rows = pl.concat([rows.filter(pl.col("p").is_in(wanted)) for rows in self.layers.values()])
        return triples_of(dictionary.decode(rows.unique(maintain_order=True)))

    def statistics(self, graphs: Mapping[str, Iterable[Triple]], whole: str) -> dict[str, Statistics]:
        """The statistics of each layer together with its triples in ``graphs``, and of all layers as ``whole``."""
        dictionary = self.evidence.dictionary
        layers = {
            name.value: pl.concat([dictionary.encode(text_frame(graphs[name.value])), self.layers[name.value]])
            for name in LAYERS.values()
        }
        counted = {name: row_statistics(dictionary, rows) for name, rows in layers.items()}
        # No other layers share triples; to look for them in all would take several times the memory.
        layers[ACCEPTED.value] = without(layers[ACCEPTED.value], layers[ASSERTED.value])
        return counted | {whole: row_statistics(dictionary, pl.concat(layers.values()))}


def accept_datasets(
    datasets: Datasets,
    inputs: Inputs,
    policy: Policy,
    graphs: Mapping[str, Iterable[Triple]],
    *,
    as_of: datetime | None = None,
    valid_at: datetime | None = None,
    engine: str = "auto",
) -> AcceptedDatasets:
    """The layers of ``datasets`` under ``policy``, beside the ``graphs`` of the same data's other triples.

    Raises ``DataError`` for an account that cannot be used, ``InconsistentGraphError`` where all facts together
    contradict the ontology, ``UsageError`` for an engine that has no columns; and the errors of
    :func:`kg.reason.spark.close_frames`.
    """
    chosen = _engine(engine)
    evidence = read_dataset_evidence(
        datasets,
        inputs.world,
        {source.iri: source.letter for source in inputs.evidence.sources.values()},
        (*inputs.account_records, *inputs.counts, *inputs.judgements),
    )
    identity = resolve_identities(inputs.judgements, policy, as_of)
    decided = decide_datasets(evidence, policy, identity, as_of, valid_at, chosen.decide)
    dictionary = datasets.dictionary
    written = [text_frame(())]
    for decisions in written_decisions(evidence, decided.noted, policy, identity, as_of, valid_at):
        written.append(text_frame(decision_triples(decisions, policy.iri)))
    layers = {
        ASSERTED.value: datasets.asserted,
        ACCOUNTS.value: datasets.accounts,
        ACCEPTED.value: decided.accepted,
        DECISIONS.value: dictionary.encode(pl.concat(written)),
    }
    layers[INFERRED.value] = _inferred(datasets, decided.accepted, inputs.ontology, graphs, chosen)
    return AcceptedDatasets(datasets.sources(), evidence, decided, layers)


def check_engine(name: str) -> None:
    """``UsageError`` for a reasoner that has no columns."""
    if name not in ENGINES:
        raise UsageError(
            f"datasets are reasoned over in columns: --reasoner {name} has none; take {' or '.join(ENGINES)}"
        )


def _engine(name: str) -> Engine:
    check_engine(name)
    if name == "spark":
        from kg.columns import spark

        return Engine(spark.decide, spark.close_rows)
    return Engine(EvidenceTable.decide, close_rows)


def _inferred(
    datasets: Datasets,
    accepted: pl.DataFrame,
    ontology: Sequence[Triple],
    graphs: Mapping[str, Iterable[Triple]],
    engine: Engine,
) -> pl.DataFrame:
    """What follows from all facts together, and not from those of ``graphs`` alone."""
    dictionary = datasets.dictionary
    stated = [triple for name in (ASSERTED, ACCEPTED) for triple in graphs[name.value]]
    known = dictionary.encode(text_frame(about_the_world(stated)))
    prefix = f"<{CONFLICT.iri}"
    predicates = datasets.asserted["p"].unique()
    of_world = predicates.filter(dictionary.texts(predicates).str.starts_with(prefix))
    about = (pl.col("p") == dictionary.number(TYPE)) | pl.col("p").is_in(of_world.implode())
    given = pl.concat([known, datasets.asserted.filter(about), accepted])
    closed = engine.close(dictionary, given, dictionary.encode(text_frame(ontology)))
    if closed.clashes:
        raise InconsistentGraphError(_clash_report(closed.clashes))
    inferred_before = dictionary.encode(text_frame(graphs[INFERRED.value]))
    rest = pl.concat([inferred_before, datasets.asserted]).unique()
    return without(closed.rows, rest).select(COLUMNS)


def _clash_report(clashes: Sequence[Clash]) -> str:
    """The first clashes with their facts, and the number of all."""
    often = "once" if len(clashes) == 1 else f"{len(clashes)} times; the first"
    lines = [f"the accepted facts contradict the ontology {often}:"]
    for clash in clashes[:_LISTED]:
        lines.append(f"  {clash.rule}: {clash.axiom}")
        lines += [f"    {statement(fact)}" for fact in clash.facts]
    return "\n".join(lines)
