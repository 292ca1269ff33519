"""The closures of several sets of facts that have most in common, such as those of builds without one source each.

Each set is a *world*. Facts and conclusions are kept once, with the worlds in which they hold as the bits of a number:
the world numbered ``n`` is ``1 << n``. A rule concludes something in the worlds in which all of its premises hold, so
one pass closes all worlds, in about the time of one. Where the engine of small graphs leaves a closure to Polars, as it
does where equality or a contradiction comes in, the worlds are closed one after the other: the facts of most worlds are
materialised, and then changed into those of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.reason.auto import FEW, MOST_LOOKS, plainly_chained
from kg.reason.budget import Budget
from kg.reason.closure import is_noise
from kg.reason.rules import Term
from kg.reason.rules.match import triple_of
from kg.reason.rules.tables import TYPE

#: One pass for all worlds may be so many times as much work as one closure, at most.
_TIMES = 10


@dataclass(frozen=True)
class ClosedWorlds:
    """The conclusions, each with the worlds in which it is one, and the worlds in which there is a contradiction.

    In a world in which it is a fact, a triple is no conclusion.
    """

    inferred: dict[Triple, int]
    clashing: int = 0


def close_worlds(facts: Mapping[Triple, int], ontology: Iterable[Triple], count: int) -> ClosedWorlds:
    """What :meth:`kg.reason.Reasoner.closure` infers in each of ``count`` worlds, all under one ontology.

    ``facts`` come with the worlds in which they hold. Errors are those of the reasoner.
    """
    axioms, everywhere, times = tuple(ontology), (1 << count) - 1, min(count, _TIMES)
    stated = {triple: worlds for triple, worlds in facts.items() if worlds}
    if len(stated) + len(axioms) <= FEW * times:
        found = plainly_chained(stated, axioms, everywhere, MOST_LOOKS * times, Budget())
        if found is not None:
            return ClosedWorlds(dict(_presentable(found[0].worlds, stated, frozenset(axioms))))
    return _one_by_one(stated, axioms, count)


def _presentable(
    worlds: Mapping[tuple[Term, Term, Term], int], facts: Mapping[Triple, int], ontology: frozenset[Triple]
) -> Iterator[tuple[Triple, int]]:
    """What :func:`kg.reason.closure.presentable` keeps in each world, of what holds there."""
    about = _resources(facts)
    for fact, where in worlds.items():
        shown = where & about.get(fact[0], 0)
        if isinstance(fact[2], BlankNode):
            shown &= about.get(fact[2], 0)
        if not shown or not isinstance(fact[1], NamedNode):
            continue
        triple = triple_of(fact)
        shown &= ~facts.get(triple, 0)
        if shown and triple not in ontology and not is_noise(triple, about):
            yield triple, shown


def _resources(facts: Mapping[Triple, int]) -> dict[Term, int]:
    """The resources that facts are about, as :func:`kg.reason.closure.resources`, each with the worlds in which."""
    found: dict[Term, int] = defaultdict(int)
    for fact, worlds in facts.items():
        found[fact.subject] |= worlds
        if fact.predicate != TYPE and isinstance(fact.object, NamedNode | BlankNode):
            found[fact.object] |= worlds
    return dict(found)


def _one_by_one(facts: Mapping[Triple, int], ontology: Iterable[Triple], count: int) -> ClosedWorlds:
    """The closure of each world, as a change of one that has the facts of most."""
    from kg.reason.incremental import Materialisation  # Imports Polars, which small graphs do not need.

    common = {triple for triple, worlds in facts.items() if 2 * worlds.bit_count() > count}
    most = Materialisation(common, ontology)
    usual = frozenset(most.closure.inferred)
    inferred: dict[Triple, int] = defaultdict(int, dict.fromkeys(usual, (1 << count) - 1))
    varying = {t: worlds for t, worlds in facts.items() if worlds.bit_count() < count}
    clashing = 0
    for world in (1 << number for number in range(count)):
        closed, found = most.copy(), set(usual)
        lost = [triple for triple, worlds in varying.items() if triple in common and not worlds & world]
        gained = [triple for triple, worlds in varying.items() if triple not in common and worlds & world]
        for change in (closed.retract(lost), closed.add(gained)):
            found = (found - set(change.withdrawn)) | set(change.inferred)
            clashes = change.clashes
        clashing |= world if clashes else 0
        for triple in usual ^ found:
            inferred[triple] ^= world
    return ClosedWorlds({triple: worlds for triple, worlds in inferred.items() if worlds}, clashing)
