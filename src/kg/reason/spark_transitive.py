"""Transitive relations of few triples, closed as graphs: a long chain of links takes one step, and no round a link.

The driver finds what reaches what (:mod:`kg.reason.rules.reach`), in a form far smaller than the pairs; the executors
write out the pairs. Larger relations are joined with themselves, which doubles the length of the paths in each round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.reason.budget import Budget
from kg.reason.rules.reach import Places, places, reach
from kg.reason.spark_frames import SMALL, TEXTS, quoted
from kg.reason.spark_rules import Shape, Triples

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Nodes whose pairs one task writes out.
_NODES = 1_000
Edges = set[tuple[str, str]]


def transitive_predicate(shape: Shape, constants: tuple[str, ...]) -> str | None:
    """The predicate that a rule makes transitive; None where it is another rule."""
    if shape.head is None or shape.member is not None or len(shape.body) != 2:
        return None
    texts = dict(zip(shape.constants, constants, strict=True))
    first, second = shape.body
    if {first.s, first.o, second.o} & texts.keys() or len({first.s, first.o, second.o}) < 3:
        return None
    joins = first.o == second.s and (shape.head.s, shape.head.o) == (first.s, second.o)
    (predicate, *others) = {texts[atom.p] for atom in (first, second, shape.head)}
    return predicate if joins and not others else None


class TransitiveRelations:
    """The relations that were closed as graphs, each with edges of which its triples are the closure."""

    def __init__(self, budget: Budget, find: Callable[[str], str]) -> None:
        """None yet. ``find`` gives the representative of a term."""
        self._budget, self._find = budget, find
        self._edges: dict[str, Edges] = {}

    def __contains__(self, predicate: str) -> bool:
        """Whether a relation was closed, up to what is new since."""
        return predicate in self._edges

    def close(self, predicate: str, known: Triples, fresh: Triples) -> DataFrame | None:
        """The pairs of a relation's closure, with repetitions of known ones; None where it has too many triples.

        ``fresh`` are the known triples that are new since the relation was closed. ``LimitError`` where the closure is
        too large.
        """
        edges = self._edges.pop(predicate, None)
        new = known if edges is None else fresh
        if new.counts.get(predicate, 0) + len(edges or ()) > SMALL:
            return None
        rows = new.frame.filter(f"p = {quoted(predicate)}").select("s", "o").collect()
        named = [*(edges or ()), *((row["s"], row["o"]) for row in rows)]
        found = {(self._find(one), self._find(other)) for one, other in named}
        self._edges[predicate] = found
        rest = known.count - known.counts.get(predicate, 0)
        work = f"{{}} of {predicate}, by prp-trp: Transitive({predicate})"
        closed = reach(sorted(found), progress=lambda pairs: self._budget.check(rest + pairs, work.format(pairs)))
        numbered = [(place, reached) for place, reached in enumerate(closed.reached) if reached]
        return _pairs(known.frame, predicate, closed.nodes, numbered)


def _pairs(frame: DataFrame, predicate: str, nodes: tuple[str, ...], reached: list[tuple[int, Places]]) -> DataFrame:
    """A triple for each node and each that it reaches, written out where the executors are."""
    session = frame.sparkSession
    context = session.sparkContext
    names = context.broadcast(nodes)

    def written(part: Iterator[tuple[int, Places]]) -> Iterator[tuple[str, str, str]]:
        texts = names.value
        for place, some in part:
            for other in places(some):
                # A literal is never a subject, but a path may end in one.
                yield texts[place], predicate, texts[other]

    rows = context.parallelize(reached, max(1, len(reached) // _NODES)).mapPartitions(written)
    return session.createDataFrame(rows, TEXTS, verifySchema=False)
