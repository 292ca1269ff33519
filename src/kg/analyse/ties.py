"""The ties among actors in builds without some accounts: only what was decided again is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

import networkx as nx
from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of
from kg.analyse.projection import actor_network, ends_linked
from kg.review.leave_one_out import Variant, Variations

#: Source and target (IRIs), sign, and whether the tie is accepted and not disputed.
Tie = tuple[str, str, int, bool]


def ties_of(facts: Facts, subject: NamedNode) -> list[Tie]:
    """The edges of :func:`kg.analyse.projection.actor_network` that ``subject`` makes, if it is accepted."""
    rule = facts.rule(subject) if facts.is_accepted(subject) else None
    if rule is None:
        return []
    return [
        (source.node.value, target.node.value, rule.sign, not (source.disputed or target.disputed))
        for source, target in product(*ends_linked(facts, subject, rule))
        if facts.group(source.node) == facts.group(target.node) == "actor"
    ]


def network_of(ties: Iterable[Tie]) -> nx.MultiDiGraph:
    """The ties as a network of actors, with the edge attributes ``sign`` and ``status`` alone."""
    network = nx.MultiDiGraph()
    network.add_edges_from(
        (source, target, {"sign": sign, "status": "accepted" if accepted else "disputed"})
        for source, target, sign, accepted in ties
    )
    return network


def ties_of_variants(variations: Variations, variants: Sequence[Variant]) -> Iterator[tuple[Tie, ...]]:
    """The ties of each variant, sorted."""
    facts = facts_of(variations.base)
    if not all(map(facts.has_asserted_kind, _possible_ends(variations, facts))):
        yield from _ties_from_the_start(variations, variants)
        return
    known = {subject: ties_of(facts, subject) for subject in facts.subjects()}
    for variant in variants:
        varied = facts.redecided(variant.decided, variant.renamed)
        again = {subject: ties_of(varied, subject) for subject in variant.decided}
        yield tuple(sorted(chain.from_iterable((known | again).values())))


def _possible_ends(variations: Variations, facts: Facts) -> set[NamedNode]:
    """What ties can come from and what they can tie, whatever is decided: their kinds say which do."""
    inputs = variations.base.inputs
    found = {resource for judgement in inputs.judgements for resource in judgement.pair}
    ends = {end for rule in facts.rules.values() for end in (rule.source, rule.target)}
    for account in inputs.account_records:
        found.add(account.about)
        stated = (account.values.get(end, ()) for end in ends)
        found |= {value for value in chain.from_iterable(stated) if isinstance(value, NamedNode)}
    return found


def _ties_from_the_start(variations: Variations, variants: Sequence[Variant]) -> Iterator[tuple[Tie, ...]]:
    """The ties of each variant, with all that is inferred in it: of that, kinds can be."""
    for variant, conclusions in zip(variants, variations.close(variants), strict=True):
        edges = actor_network(variations.workspace(variant, conclusions)).edges(data=True)
        yield tuple(
            sorted((source, target, data["sign"], data["status"] == "accepted") for source, target, data in edges)
        )
