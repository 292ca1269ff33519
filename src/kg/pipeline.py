"""The main job in memory: load → validate → accept → reason. What follows starts from the :class:`Workspace`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Triple

from kg.errors import InconsistentGraphError
from kg.evidence.accept import accepted_triples
from kg.evidence.accounts import decision_triples, judged, read_slots, unknown_told_properties
from kg.evidence.inputs import UNKNOWN_TOLD, Inputs, decide_all, read_inputs
from kg.evidence.policy import ONLY, Policy, choose_policy, policy_triples, read_policies
from kg.evidence.policy_file import is_policy_file, policy_findings, read_policy_file, refuse_redefinition
from kg.evidence.shapes import Finding, date_findings, shape_findings
from kg.proofs.clash_report import clash_report
from kg.rdf.load import Loaded, load, parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.resources import Layer, about_the_world
from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, DECISIONS, INFERRED, ONTOLOGY, SUBCLASS, shorten
from kg.reason import DEFAULT_ENGINE, reasoner
from kg.workspace import Workspace

EARLIER_BUILD = "the build is one of an earlier version of the ontology; build again"

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
    inputs = prepare(load_data(data))
    chosen, described = find_policy(inputs, policy)
    return accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=engine)


def load_data(data: Sequence[Path] = ()) -> Loaded:
    """The triples of ``data`` (default: what ships), by layer."""
    return load(read_rdf(data or (shipped("data"),)))


def find_faults(loaded: Loaded, engine: str = "shacl") -> list[Finding]:
    """Findings of the shipped shapes in loaded data, with code lists and subclass axioms at hand."""
    ontology, schemes = ontology_and_schemes()
    shapes, subclasses = _shapes_and_subclasses()
    findings = shape_findings(
        [*loaded.asserted, *loaded.accounts, *schemes, *subclasses], shapes, loaded.file_of, engine
    )
    findings += policy_findings(loaded, schemes)
    findings += date_findings((*loaded.asserted, *loaded.accounts), loaded.file_of)
    for triple in unknown_told_properties(loaded.accounts, read_slots(ontology)):
        account = cast(NamedNode, triple.subject).value
        findings.append(
            Finding(shorten(account), shorten(triple.predicate.value), UNKNOWN_TOLD, loaded.file_of.get(account, ""))
        )
    return sorted(set(findings), key=str)


def prepare(loaded: Loaded) -> Inputs:
    """What policies choose from: ``loaded`` with the shipped ontology; ``DataError`` for an account of no use."""
    return read_inputs(loaded, *ontology_and_schemes())


def find_policy(inputs: Inputs, name: str) -> tuple[Policy, tuple[Triple, ...]]:
    """The policy that ``name`` means, and the triples that describe it beyond those of the inputs."""
    if name.startswith(ONLY) or not is_policy_file(name):
        policy = choose_policy(name, read_policies(inputs.asserted), inputs.world.origin)
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
