"""Transitive properties closed as graphs, where joining their triples with each other would find most pairs many times.

A join of paths finds a pair once for each resource between the two. That is quicker than anything else where ways are
short, and hopeless where they are long: a chain of 5,000 links has 12.5 million pairs, and 20 milliards of middles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kg.reason.plans import Key
from kg.reason.reach_frames import pair_frame
from kg.reason.rules.reach import Progress, reach

#: Joins that find fewer rows than this, and than so many times the rows that they join, are left to be joins.
_FEW_ROWS, _FEW_TIMES = 100_000, 4


@dataclass(frozen=True)
class Closed:
    """What is known of a relation that was closed as a graph: ``edges`` of which its rows are the closure.

    ``height`` is the number of its rows when it was closed.
    """

    edges: pl.DataFrame
    height: int


def joins_too_much(delta: pl.DataFrame, relation: pl.DataFrame) -> bool:
    """Whether there are far more ways from what is new, and to it, than there are triples."""
    return is_too_much(_ways(delta, relation), relation.height + delta.height)


def is_too_much(ways: int, triples: int) -> bool:
    """Whether so many rows of joins are far more than so many triples."""
    return ways > max(_FEW_ROWS, _FEW_TIMES * triples)


def rows_to_delete(delta: pl.DataFrame, relation: pl.DataFrame) -> int:
    """How many rows joins have that find what ``delta`` led to in a transitive relation, and what else leads to it."""
    return _ways(delta, relation) + _matches(relation, "s", delta, "s")


def closure(edges: pl.DataFrame, progress: Progress) -> pl.DataFrame:
    """All pairs of which a way of ``edges`` (columns s and o, of numbers) leads from one to the other."""
    closed = reach(zip(edges["s"].to_list(), edges["o"].to_list(), strict=True), progress=progress)
    nodes = pl.Series(closed.nodes, dtype=pl.UInt32)
    return pair_frame(nodes, closed.reached, nodes)


def moved(closed: Mapping[Key, Closed], table: pl.DataFrame) -> dict[Key, Closed]:
    """Closed relations whose terms are replaced by equal ones, after which they need not be closed any more."""
    return {
        key: Closed(one.edges.select(pl.col("s", "o").replace(table["old"], table["new"])).unique(), -1)
        for key, one in closed.items()
    }


def _ways(delta: pl.DataFrame, relation: pl.DataFrame) -> int:
    """How many pairs there are of a new triple and one of the relation that goes on from it, or leads to it."""
    return _matches(relation, "s", delta, "o") + _matches(relation, "o", delta, "s")


def _matches(relation: pl.DataFrame, column: str, delta: pl.DataFrame, other: str) -> int:
    """How many pairs of rows agree in these columns."""
    counts = delta.group_by(other).len()
    return int(relation.join(counts, left_on=column, right_on=other)["len"].cast(pl.UInt64).sum())
