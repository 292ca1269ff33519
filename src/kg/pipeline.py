"""The main job in memory: files → layers. What follows (store, queries, pictures) starts from a :class:`Dataset`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pyoxigraph import NamedNode, Triple

from kg.accept import World, accepted_triples, decide, restrict_to
from kg.accounts import (
    decision_triples,
    judged,
    read_counts,
    read_evidence,
    read_judgements,
    read_slots,
    read_tellings,
    read_world,
    unknown_told,
)
from kg.deprecated import current_names, deprecated_names
from kg.errors import DataError, InconsistentGraphError
from kg.evidence import Count, Decision, Evidence, Judgement, Said, Telling
from kg.explain import Prover
from kg.identity import HELD_TO_BE, Identity, settle
from kg.load import Loaded, load, parse_file, parse_graphs
from kg.manifest import check_build
from kg.policy import ONLY, Policy, choose_policy, parse_moment, policy_triples, read_policies
from kg.policy_file import is_policy_file, policy_findings, read_policy_file, refuse_redefinition
from kg.reason import DEFAULT_ENGINE, Closure, reasoner
from kg.resources import statement
from kg.rules import compile_rules
from kg.sources import read_rdf, shipped
from kg.terms import (
    ACCEPTED,
    ACCOUNTS,
    ASSERTED,
    CONFLICT,
    DECISIONS,
    INFERRED,
    ONTOLOGY,
    SUBCLASS,
    TYPE,
    shorten,
)
from kg.validate import Finding, date_findings, validate

#: Shapes cannot list what must not exist, so this is checked beside them.
UNKNOWN_TOLD = "Tells a property that mirrors none of the ontology's; ontology/told.ttl lists those that can be told."

EARLIER_BUILD = "the build is one of an earlier version of the ontology; build again"

#: The shapes written by hand, and those that follow from the ontology.
SHAPES = ("shapes.ttl", "shapes-generated.ttl")

DEFAULT_POLICY = "cautious"


@dataclass(frozen=True)
class Inputs:
    """What policies choose from: the triples that were loaded, and the tellings in them as plain records.

    Triples stand in the order of their text.
    """

    ontology: tuple[Triple, ...]
    asserted: tuple[Triple, ...]
    accounts: tuple[Triple, ...]
    tellings: tuple[Telling, ...]
    judgements: tuple[Judgement, ...]
    counts: tuple[Count, ...]
    world: World

    @cached_property
    def evidence(self) -> Evidence:
        """The accounts and their sources as people read them, before any policy."""
        return read_evidence(self.accounts, self.asserted)

    @cached_property
    def decided(self) -> dict[object, tuple[Decision, ...]]:
        """What :func:`decide_all` decided, by policy and dates; for who asks next."""
        return {}


@dataclass(frozen=True)
class Dataset:
    """Everything a build knows: the triples by graph IRI, the decisions, the evidence, and what it was chosen from."""

    graphs: dict[str, tuple[Triple, ...]]
    policy: Policy
    decisions: tuple[Decision, ...]
    evidence: Evidence
    inputs: Inputs
    as_of: str | None = None
    valid_at: str | None = None

    @property
    def provenance(self) -> str:
        """On whose word the dataset rests, in one line."""
        told = self.inputs.tellings
        sources = len({telling.source for telling in told})
        dates = (f", as of {self.as_of}" if self.as_of else "") + (
            f", valid at {self.valid_at}" if self.valid_at else ""
        )
        return f"Policy {self.policy.label}{dates}: chosen from {len(told)} accounts of {sources} sources."

    @cached_property
    def told(self) -> dict[str, Telling]:
        """The accounts by IRI, with every resource as what it is held to be."""
        held = {d.subject.value: d.values[0] for d in self.decisions if d.property == HELD_TO_BE and d.values}
        identity = Identity({iri: kept for iri, kept in held.items() if isinstance(kept, NamedNode)}, ())
        return {telling.iri: identity.applied(telling) for telling in self.inputs.tellings}

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What :func:`kg.analyse.facts.once` computed from the dataset, by the function that did; for who asks next."""
        return {}

    @cached_property
    def prover(self) -> Prover:
        """Proves what is accepted or follows; made when first asked for, and kept with what it has looked up."""
        facts = about_the_world([*self.graphs[ASSERTED.value], *self.graphs[ACCEPTED.value]])
        return Prover(facts, self.graphs[INFERRED.value], compile_rules(self.graphs[ONTOLOGY.value]).rules)


def build_dataset(
    data: Sequence[Path] = (),
    *,
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    valid_at: str | None = None,
    engine: str = DEFAULT_ENGINE,
) -> Dataset:
    """Load ``data`` (default: what ships), accept under ``policy``, and infer.

    ``policy`` is a name, ``only:<source>``, or a Turtle file that describes one. ``as_of`` takes what was on record
    on that date, ``valid_at`` what held, or had happened, on it. Raises ``InputError`` or ``DataError`` for data
    that cannot be used, ``UsageError`` for an unknown policy or reasoner, and ``InconsistentGraphError`` where facts
    contradict the ontology.
    """
    inputs = read_inputs(load_data(data))
    chosen, described = find_policy(inputs, policy)
    return accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=engine)


def load_data(data: Sequence[Path] = ()) -> Loaded:
    """The triples of ``data`` (default: what ships), by layer."""
    return load(read_rdf(data or (shipped("data"),)))


def read_inputs(loaded: Loaded) -> Inputs:
    """Loaded data together with the ontology and the code lists; ``DataError`` for a telling that cannot be used."""
    axioms, schemes = _ontology_files()
    ontology, asserted, accounts = map(_in_order, (axioms, loaded.asserted | schemes, loaded.accounts))
    world = read_world(ontology, asserted)
    for triple in unknown_told(accounts, world.slots):
        if deprecated_names().advice(triple.predicate):  # Files were read in current names, so this is from a build.
            raise DataError(f"{statement(triple)}: {EARLIER_BUILD}")
        raise DataError(f"{statement(triple)}: {UNKNOWN_TOLD}")
    return Inputs(
        ontology=ontology,
        asserted=asserted,
        accounts=accounts,
        tellings=tuple(read_tellings(accounts, asserted)),
        judgements=tuple(read_judgements(accounts, asserted)),
        counts=tuple(read_counts(accounts, asserted)),
        world=world,
    )


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
) -> Dataset:
    """The layers of ``inputs`` under ``policy``; see :func:`build_dataset`.

    Unless it is to be ``recorded``, the graph of decisions is left out: it is the largest.
    """
    decisions = decide_all(inputs, policy, as_of, valid_at)
    asserted = {*inputs.asserted, *described}
    accepted = frozenset(accepted_triples(decisions))
    facts = about_the_world(asserted | accepted)
    closure = reasoner(engine).closure(facts, inputs.ontology)
    if closure.clashes:
        raise InconsistentGraphError(_clash_report(closure, facts, inputs.ontology, inputs.tellings))
    graphs = {
        ONTOLOGY.value: inputs.ontology,
        ASSERTED.value: inputs.asserted if len(asserted) == len(inputs.asserted) else _in_order(asserted),
        ACCOUNTS.value: inputs.accounts,
        ACCEPTED.value: _in_order(accepted - asserted),
    }
    if recorded:
        graphs[DECISIONS.value] = _in_order(decision_triples(decisions, policy.iri))
    graphs[INFERRED.value] = _in_order(set(closure.inferred) - asserted - accepted)
    return Dataset(
        graphs=graphs,
        policy=policy,
        decisions=decisions,
        evidence=judged(inputs.evidence, decisions),
        inputs=inputs,
        as_of=as_of,
        valid_at=valid_at,
    )


def _in_order(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=str))


def without(inputs: Inputs, leaves_out: Callable[[Said], bool]) -> Inputs:
    """``inputs`` without the tellings and judgements that ``leaves_out`` is true of: they are not heard at all."""
    return replace(
        inputs,
        tellings=tuple(t for t in inputs.tellings if not leaves_out(t)),
        judgements=tuple(j for j in inputs.judgements if not leaves_out(j)),
    )


def decide_all(
    inputs: Inputs, policy: Policy, as_of: str | None = None, valid_at: str | None = None
) -> tuple[Decision, ...]:
    """Every decision of ``policy``: on who is held to be whom, and then on what is told."""
    if (policy, as_of, valid_at) not in inputs.decided:
        known = parse_moment(as_of) if as_of else None
        identity = settle(inputs.judgements, policy, known)
        tellings = [identity.applied(telling) for telling in inputs.tellings]
        decisions = [*identity.decisions, *decide(tellings, policy, inputs.world, known)]
        kept = restrict_to(decisions, parse_moment(valid_at)) if valid_at else decisions
        inputs.decided[policy, as_of, valid_at] = tuple(kept)
    return inputs.decided[policy, as_of, valid_at]


def validate_data(loaded: Loaded, engine: str = "shacl") -> list[Finding]:
    """Findings of the shipped shapes in loaded data, with code lists and subclass axioms at hand."""
    ontology, schemes = _ontology_files()
    shapes, subclasses = _shapes_and_subclasses()
    findings = validate([*loaded.asserted, *loaded.accounts, *schemes, *subclasses], shapes, loaded.file_of, engine)
    findings += policy_findings(loaded, schemes)
    findings += date_findings((*loaded.asserted, *loaded.accounts), loaded.file_of)
    for triple in unknown_told(loaded.accounts, read_slots(ontology)):
        account = cast(NamedNode, triple.subject).value
        findings.append(
            Finding(shorten(account), shorten(triple.predicate.value), UNKNOWN_TOLD, loaded.file_of.get(account, ""))
        )
    return sorted(set(findings), key=str)


def read_build(folder: Path) -> dict[str, tuple[Triple, ...]]:
    """The layers and decisions that a build wrote to ``folder``, by graph IRI, and the ontology that ships.

    Raises ``InputError`` where there is no build, or a file of it is missing or differs, ``DataError`` where it was made
    with an earlier version of the ontology.
    """
    check_build(folder, ("graph.trig",))
    (file,) = read_rdf((folder / "graph.trig",))
    ontology, _ = _ontology_files()
    graphs = {name: tuple(triples) for name, triples in parse_graphs(file).items()}
    if any(current_names(triples)[1] for triples in graphs.values()):
        raise DataError(f"{folder}: {EARLIER_BUILD}")
    return graphs | {ONTOLOGY.value: tuple(ontology)}


def _shapes_and_subclasses() -> tuple[list[Triple], list[Triple]]:
    """The shipped shapes, and the subclass axioms that they are judged with."""
    shapes = [t for file in read_rdf(shipped("ontology") / name for name in SHAPES) for t in parse_file(file)]
    return shapes, [t for t in _ontology_files()[0] if t.predicate == SUBCLASS]


def _ontology_files() -> tuple[list[Triple], frozenset[Triple]]:
    """The ontology's own triples, and the code lists, which are part of the asserted layer."""
    folder = shipped("ontology")
    ontology, schemes = (parse_file(file) for file in read_rdf((folder / "conflict.ttl", folder / "schemes.ttl")))
    return ontology, frozenset(schemes)


def about_the_world(triples: Iterable[Triple]) -> list[Triple]:
    """What is reasoned over: types and the ontology's properties, not labels and notes."""
    return [t for t in triples if t.predicate == TYPE or t.predicate.value.startswith(CONFLICT.iri)]


def _clash_report(
    closure: Closure, facts: Iterable[Triple], ontology: Sequence[Triple], tellings: Sequence[Telling]
) -> str:
    """Every clash with its axiom and its facts, each with the facts it follows from and who tells them."""
    prover = Prover(facts, closure.inferred, compile_rules(ontology).rules)
    lines = ["the accepted facts contradict the ontology:"]
    for clash in closure.clashes:
        lines.append(f"  {clash.rule}: {clash.axiom}")
        for fact in clash.facts:
            lines.append(f"    {statement(fact)}")
            lines += [f"      from {statement(leaf)}{_told_by(leaf, tellings)}" for leaf in prover.why(fact).facts()]
    return "\n".join(lines)


def _told_by(fact: Triple, tellings: Iterable[Telling]) -> str:
    tellers = sorted(
        f"{shorten(telling.iri)} ({shorten(telling.source)})"
        for telling in tellings
        if telling.about == fact.subject and fact.object in telling.values.get(fact.predicate, ())
    )
    return f", told by {', '.join(tellers)}" if tellers else ""
