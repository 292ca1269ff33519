"""What the conclusions depend on: one source, low grades, statements of adversaries, or the choice of a policy.

The same data are built many times, each time with something left out. Counted is which inferred links remain and how
the ranking of the actors moves. Leaving out one case at a time is the jackknife of Quenouille (1949)
and Tukey (1958), here over independent sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import networkx as nx
from pyoxigraph import NamedNode, Triple

from kg.analyse.brokerage import betweenness, constraint, simple_ties
from kg.analyse.cohesion import Cohesion, measure, similarity
from kg.analyse.projection import actor_network
from kg.analyse.result import AnalysisResult, nothing
from kg.analyse.ties import Tie, network_of, ties_of_variants
from kg.evidence.hierarchy import read_hierarchy
from kg.evidence.inputs import Inputs
from kg.evidence.policy import Policy, read_policies
from kg.pipeline import accept_and_infer
from kg.rdf.resources import resources, statement
from kg.rdf.terms import CONFLICT, INFERRED, ONTOLOGY, OWL, shorten
from kg.review.leave_one_out import Variant, Variations, leave_one_out
from kg.workspace import Workspace

LINK_COLUMNS = (
    "link",
    "robustness",
    "policies",
    "depends on source",
    "holds on better grades",
    "holds without adversaries",
)
Found = TypeVar("Found")

RANK_COLUMNS = (
    "actor", "betweenness", "lowest", "highest", "rank", "best rank", "worst rank", "moved most by",
    "constraint", "lowest constraint", "highest constraint",
)  # fmt: skip
COHESION_COLUMNS = (
    "actor", "ties", "fewest ties", "most ties", "core", "lowest core", "highest core", "community kept",
    "changed most by",
)  # fmt: skip
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


@dataclass(frozen=True)
class RankRange:
    """An actor's betweenness, rank (1: most between) and constraint, and their ranges with a source left out.

    Without the only source that reports it, an actor has betweenness 0 and no constraint, and that build is not in the
    range of the constraint. ``constraint`` is (full build, lowest, highest), or None where it has no ties.
    """

    actor: str
    value: float
    low: float
    high: float
    rank: int
    best: int
    worst: int
    moved_by: str | None
    constraint: tuple[float, float, float] | None


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


def by_network(
    variations: Variations, variants: Mapping[str, Variant], found: Callable[[nx.MultiDiGraph], Found]
) -> dict[str, Found]:
    """What is ``found`` in the network of actors of each variant; once for all of which the ties are the same.

    What is found must depend on the ties among the actors, their signs and status alone.
    """
    known: dict[tuple[Tie, ...], Found] = {}
    by_source = {}
    for origin, ties in zip(variants, ties_of_variants(variations, list(variants.values())), strict=True):
        if ties not in known:
            known[ties] = found(network_of(ties))
        by_source[origin] = known[ties]
    return by_source


def rank_ranges(base: Workspace) -> list[RankRange]:
    """How each actor's betweenness and constraint move when a source is left out, the most between first."""
    variations = Variations(base)
    full, full_constraint = _measures(actor_network(base))
    measures = by_network(variations, leave_one_out(variations), _measures)
    jackknife = {origin: between for origin, (between, _) in measures.items()}
    ranks = {origin: _ranks(values) for origin, values in jackknife.items()}
    own = _ranks(full)
    found = []
    for actor in sorted(full, key=lambda a: (own[a], a)):
        values = {origin: found_.get(actor, 0.0) for origin, found_ in jackknife.items()}
        places = [r.get(actor, len(r) + 1) for r in ranks.values()] or [own[actor]]
        moved = max(values, key=lambda origin: (abs(values[origin] - full[actor]), origin), default=None)
        limits = [of[actor] for of in (full_constraint, *(of for _, of in measures.values())) if actor in of]
        shifted = moved is not None and abs(values[moved] - full[actor]) > 1e-12
        found.append(
            RankRange(
                actor,
                full[actor],
                min([full[actor], *values.values()]),
                max([full[actor], *values.values()]),
                own[actor],
                min(places),
                max(places),
                moved if shifted else None,
                (full_constraint[actor], min(limits), max(limits)) if actor in full_constraint else None,
            )
        )
    return found


def _measures(network: nx.MultiDiGraph) -> tuple[dict[str, float], dict[str, float]]:
    """The betweenness and the constraint of every actor that has a tie, by IRI."""
    ties = simple_ties(network)
    burt = {actor: value for actor in ties if (value := constraint(ties, actor)) is not None}
    return {actor: value or 0.0 for actor, value in betweenness(ties).items()}, burt


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Competition ranks: equal values share the best."""
    ordered = sorted(values.values(), reverse=True)
    return {actor: ordered.index(value) + 1 for actor, value in values.items()}


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
    notes = (
        f"Robustness is the share of the shipped policies and of the {len(leave_one_out(Variations(base)))} builds without one independent"
        " source in which a link holds.",
        "A link that depends on a source is lost without it. 'Better grades' are one step above the policy's;"
        " 'without adversaries' leaves out statements made or relayed for actors hostile to the link's first actor.",
    )
    missing = (nothing(base.policy.label, "relation that a link follows from"),)
    return AnalysisResult("robustness", "What inferred links depend on", LINK_COLUMNS, rows, notes if rows else missing)


def sensitivity_of_ranks(base: Workspace) -> AnalysisResult:
    """Every actor's :class:`RankRange`: betweenness, rank and constraint, and how far they move without one source."""
    found = rank_ranges(base)
    rows = tuple(
        (
            *(shorten(r.actor), r.value, r.low, r.high, r.rank, r.best, r.worst),
            *(shorten(r.moved_by) if r.moved_by else None, *(r.constraint or (None,) * 3)),
        )
        for r in found
    )
    notes = ("Lowest to highest, best to worst: over all builds without one independent source.",)
    missing = (nothing(base.policy.label, "tie between actors"),)
    title = "How far brokerage depends on one source"
    return AnalysisResult("rank-ranges", title, RANK_COLUMNS, rows, notes if rows else missing)


def sensitivity_of_cohesion(base: Workspace) -> AnalysisResult:
    """Every actor's ties, core and community, and how far they move when one source is left out.

    Columns: ``ties`` and ``core`` as :func:`kg.analyse.cohesion.measure` gives them, each with its range over the
    full build and all builds without one independent source; ``community kept``: the least similarity (Jaccard) of
    its community in any of them to that of the full build; ``changed most by``: the source without which the core,
    and then the community, is least like that of the full build, None where neither changes.
    """
    variations = Variations(base)
    full = measure(actor_network(base))
    without = by_network(variations, leave_one_out(variations), measure)
    order = sorted(full, key=lambda actor: (-full[actor].core, -full[actor].ties, actor))
    rows = tuple((shorten(actor), *_cohesion_cells(actor, full[actor], without)) for actor in order)
    notes = (
        f"Lowest to highest: over the full build and {len(without)} builds without one independent source. An actor"
        " that only that source reports has no ties without it.",
        "Community kept: 1 where no source changes its community, 0 where without some source it shares none of it.",
    )
    missing = (nothing(base.policy.label, "tie between actors"),)
    title = "How far cohesion depends on one source"
    return AnalysisResult("cohesion-ranges", title, COHESION_COLUMNS, rows, notes if rows else missing)


def _cohesion_cells(actor: str, full: Cohesion, without: Mapping[str, Mapping[str, Cohesion]]) -> tuple[object, ...]:
    absent = Cohesion(0, 0, 0, frozenset())
    left = {origin: found.get(actor, absent) for origin, found in without.items()}
    every = [full, *left.values()]
    kept = {origin: similarity(full.community, one.community) for origin, one in left.items()}
    change = {origin: (abs(one.core - full.core), 1 - kept[origin]) for origin, one in left.items()}
    most = max(sorted(change), key=lambda origin: change[origin], default=None)
    return (
        full.ties,
        min(one.ties for one in every),
        max(one.ties for one in every),
        full.core,
        min(one.core for one in every),
        max(one.core for one in every),
        round(min(kept.values(), default=1.0), 3),
        shorten(most) if most is not None and change[most] > (0, 0.0) else None,
    )
