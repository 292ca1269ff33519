"""How far brokerage and cohesion move when one source is left out.

The same data are built many times, each time without one independent source: the jackknife of Quenouille (1949) and
Tukey (1958).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import networkx as nx

from kg.analyse.brokerage import betweenness, constraint, simple_ties
from kg.analyse.cohesion import Cohesion, divisions, measure, similarity
from kg.analyse.projection import actor_network
from kg.analyse.result import AnalysisResult, nothing
from kg.analyse.ties import Tie, network_of, ties_of_variants
from kg.rdf.terms import shorten
from kg.review.leave_one_out import Variant, Variations, leave_one_out
from kg.workspace import Workspace

Found = TypeVar("Found")

RANK_COLUMNS = (
    "actor", "betweenness", "lowest", "highest", "rank", "best rank", "worst rank", "moved most by",
    "constraint", "lowest constraint", "highest constraint",
)  # fmt: skip
COHESION_COLUMNS = (
    "actor", "ties", "fewest ties", "most ties", "core", "lowest core", "highest core", "community kept",
    "changed most by",
)  # fmt: skip


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


def once_a_graph(found: Callable[[nx.Graph], Found]) -> Callable[[nx.Graph], Found]:
    """``found``, which must depend on nodes and edges alone, computed once for all graphs that have the same."""
    known: dict[object, Found] = {}

    def once(graph: nx.Graph) -> Found:
        key = frozenset(graph), frozenset(map(frozenset, graph.edges()))
        if key not in known:
            known[key] = found(graph)
        return known[key]

    return once


def rank_ranges(base: Workspace) -> list[RankRange]:
    """How each actor's betweenness and constraint move when a source is left out, the most between first."""
    variations = Variations(base)
    measured = once_a_graph(_measures)
    full, full_constraint = measured(simple_ties(actor_network(base)))
    without = leave_one_out(variations)
    measures = by_network(variations, without, lambda network: measured(simple_ties(network)))
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


def _measures(ties: nx.Graph) -> tuple[dict[str, float], dict[str, float]]:
    """The betweenness and the constraint of every actor that has a tie, by IRI."""
    burt = {actor: value for actor in ties if (value := constraint(ties, actor)) is not None}
    return {actor: value or 0.0 for actor, value in betweenness(ties).items()}, burt


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Competition ranks: equal values share the best."""
    ordered = sorted(values.values(), reverse=True)
    return {actor: ordered.index(value) + 1 for actor, value in values.items()}


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
    measured = partial(measure, divide=once_a_graph(divisions))
    full = measured(actor_network(base))
    without = by_network(variations, leave_one_out(variations), measured)
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
