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
from kg.rules.reach import Progress, reach

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
    into, out = (relation.group_by(column).len() for column in ("o", "s"))
    new_into, new_out = (delta.group_by(column).len() for column in ("o", "s"))
    ways = _products(new_into, out) + _products(into, new_out)
    return ways > max(_FEW_ROWS, _FEW_TIMES * (relation.height + delta.height))


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


def _products(into: pl.DataFrame, out: pl.DataFrame) -> int:
    both = into.join(out, left_on="o", right_on="s")
    return int(both.select((pl.col("len").cast(pl.UInt64) * pl.col("len_right")).sum()).item())
