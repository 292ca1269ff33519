"""The main job in memory: load → validate → accept → reason. What follows starts from the :class:`Workspace`."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode, Triple

from kg.columns.files import LoadedData, load_files, taken_out
from kg.errors import DataError, DatasetWarning, InconsistentGraphError
from kg.evidence.accept import accepted_triples
from kg.evidence.accounts import (
    decision_triples,
    judged,
    reach,
    read_account_records,
    read_slots,
    unknown_told_properties,
)
from kg.evidence.consistency import inconsistencies, self_contradictions, speakers
from kg.evidence.coverage import UsedTerm, used_terms
from kg.evidence.inputs import UNKNOWN_TOLD, Inputs, decide_all, read_inputs
from kg.evidence.locate import located
from kg.evidence.policy import NAMELESS, ONLY, Policy, choose_policy, parse_moment, policy_triples, read_policies
from kg.evidence.policy_file import is_policy_file, policy_findings, read_policy_file, refuse_redefinition
from kg.evidence.shapes import Finding, date_findings, shape_findings
from kg.proofs.clash_report import clash_report
from kg.rdf.load import Loaded, parse_file
from kg.rdf.names import Names, names_in
from kg.rdf.read import read_rdf, shipped
from kg.rdf.resources import Layer, about_the_world, as_iri, resources
from kg.rdf.terms import (
    ACCEPTED,
    ACCOUNTS,
    ASSERTED,
    CONFLICT,
    DECISIONS,
    INFERRED,
    ONTOLOGY,
    SUBCLASS,
    TOLD,
    expand,
    shorten,
)
from kg.rdf.text import few
from kg.reason import DEFAULT_ENGINE, reasoner
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.columns.load import Datasets

#: The shapes written by hand, and those that follow from the ontology.
SHAPES = ("shapes.ttl", "shapes-generated.ttl")

DEFAULT_POLICY = "cautious"


def build_workspace(
    data: Sequence[Path] = (),
    *,
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    valid_at: str | None = None,
    engine: str = DEFAULT_ENGINE,
) -> Workspace:
    """Load ``data`` (default: what ships), accept under ``policy``, and infer.

    ``policy`` is a name, ``only:<source>``, or a Turtle file that describes one. ``as_of`` takes what was on record
    on that date, ``valid_at`` what held, or had happened, on it. Raises ``InputError`` or ``DataError`` for data
    that cannot be used, ``UsageError`` for an unknown policy or reasoner, and ``InconsistentGraphError`` where facts
    contradict the ontology.
    """
    loaded = load_data(data)
    check_engine(loaded.datasets, engine)
    inputs = prepare(loaded)
    chosen, described = find_policy(inputs, policy)
    workspace = accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=engine)
    return with_datasets(workspace, loaded.datasets, engine)


def look_at(
    data: Sequence[Path] = (),
    *,
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    engine: str = DEFAULT_ENGINE,
    about: Sequence[str] = (),
) -> Workspace:
    """As :func:`build_workspace`, of what people look at: of datasets, what they say ``about`` some things alone.

    These are named by IRI, prefixed name or name. A ``DatasetWarning`` says what is left out.
    """
    inputs = look_at_inputs(data, about)
    chosen, described = find_policy(inputs, policy)
    return accept_and_infer(inputs, chosen, described, as_of=as_of, engine=engine)


def look_at_inputs(data: Sequence[Path] = (), about: Sequence[str] = ()) -> Inputs:
    """What policies choose from in ``data`` (default: what ships): see :func:`look_at`."""
    return prepare(load_looked_at(data, about))


def load_looked_at(data: Sequence[Path] = (), about: Sequence[str] = ()) -> LoadedData:
    """The triples of ``data`` (default: what ships) that people look at: see :func:`look_at`."""
    things = {iri for text in about if (iri := as_iri(text)) is not None}
    loaded = load_data(data, things)
    if loaded.datasets is not None and about:
        names = Names(names_in(resources(loaded.asserted)))
        loaded = taken_out(loaded, {NamedNode(iri) for text in about for iri in names.find(text)} - things)
    if loaded.datasets is not None:
        largest = sorted(loaded.datasets.sources().items(), key=lambda counted: (-counted[1], counted[0]))
        listed = few([f"{shorten(source)} {count}" for source, count in largest])
        warnings.warn(DatasetWarning(f"accounts of datasets are left out here: {listed}"), stacklevel=2)
    return LoadedData(loaded.asserted, loaded.accounts, loaded.file_of)


def load_data(data: Sequence[Path] = (), about: Iterable[NamedNode] = ()) -> LoadedData:
    """The triples of ``data`` (default: what ships), by layer, and datasets in columns: see :mod:`kg.columns.load`.

    Whatever the datasets say ``about`` these resources is among the triples.
    """
    return load_files(data or (shipped("data"),), about)


def check_engine(datasets: Datasets | None, engine: str) -> None:
    """``UsageError`` for a reasoner that cannot work on ``datasets``, before it has worked on all else."""
    if datasets is not None:
        from kg.columns import job

        job.check_engine(engine)


def with_datasets(workspace: Workspace, datasets: Datasets | None, engine: str = DEFAULT_ENGINE) -> Workspace:
    """``workspace`` with what its policy makes of ``datasets``; errors as in :func:`build_workspace`."""
    if datasets is None:
        return workspace
    from kg.columns.job import accept_datasets

    as_of, valid_at = (parse_moment(text) if text else None for text in (workspace.as_of, workspace.valid_at))
    accepted = accept_datasets(
        datasets, workspace.inputs, workspace.policy, workspace.graphs, as_of=as_of, valid_at=valid_at, engine=engine
    )
    return replace(workspace, datasets=accepted)


def find_faults(loaded: Loaded, engine: str = "shacl") -> list[Finding]:
    """Findings of the shipped shapes in loaded data, with code lists and subclass axioms at hand.

    Of the subjects of datasets that no shape can tell apart one is validated, and its findings count the others.
    """
    ontology, schemes = ontology_and_schemes()
    shapes, subclasses = _shapes_and_subclasses()
    datasets = loaded.datasets if isinstance(loaded, LoadedData) else None
    data: list[Triple] = [*loaded.asserted, *loaded.accounts]
    file_of, alike = loaded.file_of, {}
    if datasets is not None:
        from kg.columns.alike import representatives

        chosen = representatives(datasets, [*data, *schemes], shapes)
        data += chosen.triples
        file_of, alike = loaded.file_of | datasets.files_of(chosen.count), chosen.count
    # The engine of shapes does not hold the GIL: the rest is found meanwhile.
    with ThreadPoolExecutor(1) as thread:
        by_shapes = thread.submit(shape_findings, [*data, *schemes, *subclasses], shapes, file_of, engine)
        findings = [*policy_findings(loaded, schemes), *date_findings(data, file_of)]
        for triple in unknown_told_properties(data, read_slots(ontology)):
            account, path = cast(NamedNode, triple.subject).value, shorten(triple.predicate.value)
            findings.append(Finding(shorten(account), path, UNKNOWN_TOLD, file_of.get(account, ""), path))
        findings += inconsistencies(loaded, _below(CONFLICT.term("Organization"), subclasses))
        findings += by_shapes.result()
    names = {shorten(t.subject.value) for t in (*data, *schemes) if isinstance(t.subject, NamedNode)}
    names |= {shorten(TOLD.term(prop.removeprefix(CONFLICT.iri)).value) for prop in read_slots(ontology)}
    findings = located(set(findings), names)
    if datasets is not None:
        findings = [counted for f in findings if (counted := _counted(f, loaded.file_of, alike))]
    return sorted(set(findings), key=str)


def find_remarks(loaded: Loaded) -> list[Finding]:
    """What is no fault and worth a look: sources that contradict themselves.

    Gives nothing where an account cannot be read, which is a fault.
    """
    try:
        records = read_account_records(loaded.accounts, loaded.asserted)
    except DataError:
        return []
    return sorted(located(self_contradictions(records, speakers(loaded.accounts), loaded), ()), key=str)


def body_findings(loaded: Loaded) -> list[Finding]:
    """Findings on brands that are described as bodies of people too."""
    bodies = _below(CONFLICT.term("Organization"), _shapes_and_subclasses()[1])
    return located((f for f in inconsistencies(loaded, bodies) if f.path == "rdf:type"), ())


def _below(cls: NamedNode, subclasses: Iterable[Triple]) -> set[NamedNode]:
    """A class and its subclasses, over chains."""
    below: dict[str, list[str]] = defaultdict(list)
    for triple in subclasses:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            below[triple.object.value].append(triple.subject.value)
    return {cls, *map(NamedNode, reach(cls.value, below))}


def _counted(finding: Finding, described: Mapping[str, str], alike: Mapping[str, int]) -> Finding | None:
    """A finding with the number of subjects that it stands for; None for what was there only to be looked at."""
    iri = expand(finding.subject)
    others = alike.get(iri, 1) - 1
    if iri not in alike and iri not in described:
        return None
    return replace(finding, message=f"{finding.message} ({others} more like this one)") if others else finding


def prepare(loaded: Loaded) -> Inputs:
    """What policies choose from: ``loaded`` with the shipped ontology; ``DataError`` for an account of no use."""
    return read_inputs(loaded, *ontology_and_schemes())


def vocabulary_of(triples: Iterable[Triple]) -> list[UsedTerm]:
    """The classes and properties that ``triples`` use, those that are not known here first, with what they may mean."""

    def alignments() -> list[Triple]:
        return [t for file in read_rdf((shipped("ontology") / "alignments",)) for t in parse_file(file)]

    ontology, schemes = ontology_and_schemes()
    return used_terms(triples, [*ontology, *schemes, *_shapes_and_subclasses()[0]], alignments)


def find_policy(inputs: Inputs, name: str) -> tuple[Policy, tuple[Triple, ...]]:
    """The policy that ``name`` means, and the triples that describe it beyond those of the inputs."""
    if name.startswith(ONLY) or not is_policy_file(name):
        # Only a source is sought by name.
        names = inputs.names if name.startswith(ONLY) else NAMELESS
        policy = choose_policy(name, read_policies(inputs.asserted), inputs.world.origin, names)
        described = policy_triples(policy)
        if described:
            refuse_redefinition(described, inputs.asserted)
        return policy, tuple(described)
    return read_policy_file(Path(name), inputs.asserted, *_shapes_and_subclasses())


def accept_and_infer(
    inputs: Inputs,
    policy: Policy,
    described: Iterable[Triple] = (),
    *,
    as_of: str | None = None,
    valid_at: str | None = None,
    engine: str = DEFAULT_ENGINE,
    recorded: bool = True,
) -> Workspace:
    """The layers of ``inputs`` under ``policy``; see :func:`build_workspace`.

    Unless it is to be ``recorded``, the graph of decisions is left out: it is the largest.
    """
    decisions = decide_all(inputs, policy, as_of, valid_at)
    asserted = {*inputs.asserted, *described}
    accepted = frozenset(accepted_triples(decisions))
    facts = about_the_world(asserted | accepted)
    closure = reasoner(engine).closure(facts, inputs.ontology)
    if closure.clashes:
        raise InconsistentGraphError(clash_report(closure, facts, inputs.ontology, inputs.account_records))
    graphs = {
        ONTOLOGY.value: inputs.ontology,
        ASSERTED.value: inputs.asserted if len(asserted) == len(inputs.asserted) else Layer.of(asserted),
        ACCOUNTS.value: inputs.accounts,
        ACCEPTED.value: Layer.of(accepted - asserted),
    }
    if recorded:
        graphs[DECISIONS.value] = Layer.of(decision_triples(decisions, policy.iri))
    graphs[INFERRED.value] = Layer.of(set(closure.inferred) - asserted - accepted)
    evidence = judged(inputs.evidence, decisions)
    return Workspace(graphs, policy, decisions, evidence, inputs, as_of=as_of, valid_at=valid_at)


def ontology_and_schemes() -> tuple[list[Triple], list[Triple]]:
    """The shipped ontology's own triples, and the code lists, which are part of the asserted layer."""
    folder = shipped("ontology")
    ontology, schemes = (parse_file(file) for file in read_rdf((folder / "conflict.ttl", folder / "schemes.ttl")))
    return ontology, schemes


def _shapes_and_subclasses() -> tuple[list[Triple], list[Triple]]:
    """The shipped shapes, and the subclass axioms that they are judged with."""
    shapes = [t for file in read_rdf(shipped("ontology") / name for name in SHAPES) for t in parse_file(file)]
    return shapes, [t for t in ontology_and_schemes()[0] if t.predicate == SUBCLASS]
