"""What inferred links depend on: one source, low grades, statements of adversaries, or the choice of a policy.

The same data are built many times, each time with something left out or under another policy, and counted is in which
builds a link still follows. Leaving out one source at a time is the jackknife of Quenouille (1949) and Tukey (1958).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Triple

from kg.analyse.result import AnalysisResult, nothing
from kg.evidence.hierarchy import read_hierarchy
from kg.evidence.inputs import Inputs
from kg.evidence.policy import Policy, read_policies
from kg.pipeline import accept_and_infer
from kg.rdf.resources import resources, statement
from kg.rdf.terms import CONFLICT, INFERRED, ONTOLOGY, OWL, shorten
from kg.review.leave_one_out import Variant, Variations, independent_sources, leave_one_out
from kg.workspace import Workspace

LINK_COLUMNS = (
    "link",
    "robustness",
    "policies",
    "depends on source",
    "holds on better grades",
    "holds without adversaries",
)
_CHAIN = OWL.term("propertyChainAxiom")


@dataclass(frozen=True)
class Robustness:
    """One inferred link of a build, and the other builds that have it too.

    ``policies`` are the shipped policies under which it holds; ``sources`` the sources (by origin) without any one of
    which it is lost; ``share`` the share of all policies and leave-one-source-out builds in which it holds, 0 to 1;
    ``better_grades`` whether it holds on sources and information one step better than the policy requires;
    ``without_adversaries`` whether it holds without the statements of adversaries of its first actor.
    """

    link: Triple
    share: float
    policies: tuple[str, ...]
    sources: tuple[str, ...]
    better_grades: bool
    without_adversaries: bool


def links(workspace: Workspace) -> frozenset[Triple]:
    """The inferred links between two resources: the shortcuts that the ontology derives by a chain of properties."""
    shortcuts = {t.subject for t in workspace.graphs[ONTOLOGY.value] if t.predicate == _CHAIN}
    return frozenset(
        t for t in workspace.graphs[INFERRED.value] if t.predicate in shortcuts and isinstance(t.object, NamedNode)
    )


def robustness(base: Workspace) -> list[Robustness]:
    """The robustness of each link of ``base``, the least first.

    Raises ``InconsistentGraphError`` where what another policy accepts contradicts the ontology.
    """
    variations, known = Variations(base), links(base)
    policies = [*read_policies(base.inputs.asserted).values(), _one_step_better(base.policy)]
    without = leave_one_out(variations)
    quiet = _without_adversaries(variations, {link.subject for link in known})
    closed = variations.close([*map(variations.under, policies), *without.values(), *quiet.values()])
    for policy, conclusions in zip(policies, closed, strict=False):
        if conclusions.contradicted:
            accept_and_infer(base.inputs, policy)  # Its error says what contradicts what.
    inferred = iter(one.inferred for one in closed)
    others = {policy.label: next(inferred) for policy in policies[:-1]}
    better = next(inferred)
    stand = {origin: next(inferred) for origin in without}
    unopposed = {actor: next(inferred) for actor in quiet}
    builds = [*others.values(), *stand.values()]
    found = [
        Robustness(
            link=link,
            share=sum(link in built for built in builds) / len(builds),
            policies=tuple(sorted(label for label, built in others.items() if link in built)),
            sources=tuple(origin for origin, built in stand.items() if link not in built),
            better_grades=link in better,
            without_adversaries=link in unopposed.get(link.subject, known),
        )
        for link in known
    ]
    return sorted(found, key=lambda r: (r.share, str(r.link)))


def _one_step_better(policy: Policy) -> Policy:
    """The policy that asks for sources and information one step better, from A1 and from any (F6) down."""
    return replace(
        policy,
        reliability=chr(max(ord(policy.reliability or "F") - 1, ord("A"))),
        credibility=str(max(int(policy.credibility or "6") - 1, 1)),
    )


def _without_adversaries(variations: Variations, actors: Iterable[object]) -> dict[object, Variant]:
    """For each of some actors that has adversaries who make statements, the build without their statements."""
    base, inputs = variations.base, variations.base.inputs
    speakers = _speakers(inputs)
    states = read_hierarchy(inputs, inputs.account_records).states
    hostile: dict[str, set[str]] = defaultdict(set)
    for triple in base.graphs[INFERRED.value]:
        if triple.predicate == CONFLICT.term("isHostileTo") and isinstance(triple.object, NamedNode):
            one, other = str(getattr(triple.subject, "value", "")), triple.object.value
            hostile[one].add(other)
            hostile[other].add(one)
    found: dict[frozenset[str], Variant] = {}
    by_actor: dict[object, Variant] = {}
    for actor in actors:
        own = str(getattr(actor, "value", ""))
        enemies = hostile[own] | hostile[states.get(own, "")]
        theirs = frozenset(
            account
            for account, spoken_for in speakers.items()
            if any(one in enemies or states.get(one) in enemies for one in spoken_for)
        )
        if theirs:
            found[theirs] = found.get(theirs) or variations.without(theirs)
            by_actor[actor] = found[theirs]
    return by_actor


def _speakers(inputs: Inputs) -> dict[str, set[str]]:
    """For each account, the actors who make the statement: those its source speaks for, and the one it relays."""
    relays, speaks = CONFLICT.term("relaysWordOf"), CONFLICT.term("speaksFor")
    channels = {s.value: {o.value for o in about.get(speaks, ())} for s, about in resources(inputs.asserted).items()}
    relayed = {s.value: {o.value for o in about.get(relays, ())} for s, about in resources(inputs.accounts).items()}
    return {t.iri: channels.get(t.source, set()) | relayed.get(t.iri, set()) for t in inputs.account_records}


def robustness_of_links(base: Workspace) -> AnalysisResult:
    """Every inferred link with what it depends on, the least robust first: :class:`Robustness` as a table."""
    found = robustness(base)
    rows = tuple(
        (
            statement(r.link),
            r.share,
            r.policies,
            tuple(map(shorten, r.sources)),
            r.better_grades,
            r.without_adversaries,
        )
        for r in found
    )
    sources = len(independent_sources(base))
    notes = (
        f"Robustness is the share of the shipped policies and of the {sources} builds without one independent source in"
        " which a link holds.",
        "A link that depends on a source is lost without it. 'Better grades' are one step above the policy's;"
        " 'without adversaries' leaves out statements made or relayed for actors hostile to the link's first actor.",
    )
    missing = (nothing(base.policy.label, "relation that a link follows from"),)
    return AnalysisResult("robustness", "What inferred links depend on", LINK_COLUMNS, rows, notes if rows else missing)
