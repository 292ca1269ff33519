"""The main job in memory: files → layers. What follows (store, queries, pictures) starts from a :class:`Dataset`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Triple

from kg.accept import Decision, accepted_triples, decide
from kg.accounts import decision_triples, read_evidence, read_slots, read_tellings, read_world, unknown_told
from kg.errors import DataError, InconsistentGraphError
from kg.evidence import Evidence, Telling
from kg.explain import Prover
from kg.load import load, parse_file
from kg.policy import Policy, choose_policy, parse_moment, policy_triples, read_policies
from kg.reason import Closure, reasoner
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
from kg.validate import Finding, validate

#: Shapes cannot list what must not exist, so this is checked beside them.
UNKNOWN_TOLD = "Tells a property that mirrors none of the ontology's; ontology/told.ttl lists those that can be told."

#: Until independent sources are in, a cautious policy accepts nothing of the one report that there is.
DEFAULT_POLICY = "permissive"


@dataclass(frozen=True)
class Dataset:
    """Everything a build knows: the triples by graph IRI, the decisions, and the evidence as plain records."""

    graphs: dict[str, tuple[Triple, ...]]
    policy: Policy
    decisions: tuple[Decision, ...]
    evidence: Evidence
    as_of: str | None = None

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
    engine: str = "polars",
) -> Dataset:
    """Load ``data`` (default: what ships), accept under ``policy`` what was known ``as_of``, and infer.

    Raises ``InputError`` or ``DataError`` for data that cannot be used, ``UsageError`` for an unknown policy or
    reasoner, and ``InconsistentGraphError`` where facts contradict the ontology.
    """
    ontology, schemes = _ontology_files()
    loaded = load(read_rdf(data or (shipped("data"),)))
    return assemble(ontology, loaded.asserted | schemes, loaded.accounts, policy=policy, as_of=as_of, engine=engine)


def assemble(
    ontology: Sequence[Triple],
    given: Iterable[Triple],
    accounts: Collection[Triple],
    *,
    policy: str,
    as_of: str | None,
    engine: str = "polars",
) -> Dataset:
    """The dataset of triples that are loaded: ``given`` are the asserted ones, code lists among them.

    Raises as :func:`build_dataset` does, but for what only files can have wrong with them.
    """
    given = frozenset(given)
    tellings = read_tellings(accounts, given)
    world = read_world(ontology, given)
    for triple in unknown_told(accounts, world.slots):
        raise DataError(f"{statement(triple)}: {UNKNOWN_TOLD}")
    chosen = choose_policy(policy, read_policies(given), world.origin)
    asserted = given | set(policy_triples(chosen))
    decisions = decide(tellings, chosen, world, parse_moment(as_of) if as_of else None)
    accepted = frozenset(accepted_triples(decisions))
    facts = about_the_world(asserted | accepted)
    closure = reasoner(engine).closure(facts, ontology)
    if closure.clashes:
        raise InconsistentGraphError(_clash_report(closure, facts, ontology, tellings))
    graphs = {
        ONTOLOGY.value: ontology,
        ASSERTED.value: asserted,
        ACCOUNTS.value: accounts,
        ACCEPTED.value: accepted - asserted,
        DECISIONS.value: decision_triples(decisions, chosen.iri),
        INFERRED.value: set(closure.inferred) - asserted - accepted,
    }
    return Dataset(
        graphs={name: tuple(sorted(triples, key=str)) for name, triples in graphs.items()},
        policy=chosen,
        decisions=tuple(decisions),
        evidence=read_evidence(accounts, asserted, decisions),
        as_of=as_of,
    )


def validate_data(data: Sequence[Path] = ()) -> list[Finding]:
    """Findings of the shipped shapes in ``data`` (default: what ships), with code lists and subclass axioms at hand."""
    ontology, schemes = _ontology_files()
    loaded = load(read_rdf(data or (shipped("data"),)))
    shapes = [t for file in read_rdf((shipped("ontology") / "shapes.ttl",)) for t in parse_file(file)]
    subclasses = [t for t in ontology if t.predicate == SUBCLASS]
    findings = validate([*loaded.asserted, *loaded.accounts, *schemes, *subclasses], shapes, loaded.file_of)
    for triple in unknown_told(loaded.accounts, read_slots(ontology)):
        account = cast(NamedNode, triple.subject).value
        findings.append(
            Finding(shorten(account), shorten(triple.predicate.value), UNKNOWN_TOLD, loaded.file_of.get(account, ""))
        )
    return sorted(set(findings), key=str)


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
