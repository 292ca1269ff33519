"""Taking triples back: delete and rederive, over a state in which nothing is equal to anything else.

Everything that a withdrawn triple has helped to derive is deleted, and what still follows from the rest is put back
(DRed: A. Gupta, I. S. Mumick, V. S. Subrahmanian, *Maintaining Views Incrementally*, SIGMOD 1993). Not deleted in the
first place is what a rule concludes from triples that stay for certain, a step of the backward/forward algorithm
(B. Motik, Y. Nenov, R. Piro, I. Horrocks, *Incremental Update of Datalog Materialisation*, AAAI 2015): it keeps the
deletion of one of many reasons for a triple from reaching everything that the triple leads to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from kg.reason.copying import copy_rows
from kg.reason.frames import without
from kg.reason.plans import Key
from kg.reason.state import State
from kg.reason.transitive import is_too_much, rows_to_delete

_Relations = dict[Key, pl.DataFrame]


def delete(state: State, rows: pl.DataFrame) -> _Relations | None:
    """Make ``state`` what it would be had ``rows``, encoded triples, never been given; what it then knows no more.

    None where that takes more work than to compute all anew, as with long ways of transitive properties; ``state`` is
    then of no use any more. Exact where the state has no equalities, and no axiom is among the rows or was derived.
    """
    state.forget(rows)
    doomed = _Deletion(state).closure(state.partition(rows))
    if doomed is None:
        return None
    for key, dead in doomed.items():
        left = without(state.relations[key], dead)
        if left.height:
            state.relations[key] = left
        else:
            del state.relations[key]
    again = {key: [_supported(state, key, dead, state.relations)] for key, dead in doomed.items()}
    restored = state.close({key: frames for key, frames in again.items() if frames[0].height})
    gone = {key: without(dead, restored.get(key)) for key, dead in doomed.items()}
    return {key: dead for key, dead in gone.items() if dead.height}


class _Deletion:
    """What to delete: triples with a derivation from a withdrawn one, but for those that stay for certain."""

    def __init__(self, state: State) -> None:
        self._state = state
        # Given triples, conclusions from nothing, and what was found to follow from such triples.
        self._certain = _union(state.given, state.unconditional)

    def closure(self, withdrawn: Mapping[Key, list[pl.DataFrame]]) -> _Relations | None:
        """All rows that may have lost their last derivation; None where finding them takes too much work."""
        state, plans = self._state, self._state.plans
        doomed: _Relations = {}
        delta = self._doubtful(withdrawn, doomed)
        work = 0
        while delta:
            work += self._work(delta)
            if is_too_much(work, state.size):
                return None
            doomed = _union(doomed, delta)
            concluded: dict[Key, list[pl.DataFrame]] = defaultdict(list)
            for key, rows in delta.items():
                copy_rows(rows, plans.copies(key), concluded)
                for plan, head, position in plans.triggers.get(key, ()):
                    found = state.evaluator.conclude(plan, head, position, rows, state.relations)
                    if found is not None:
                        concluded[head.key].append(found)
            delta = self._doubtful(concluded, doomed)
        return doomed

    def _work(self, delta: _Relations) -> int:
        """The rows that joins of transitive relations have in a round."""
        relations = self._state.relations
        keys = {plan.body[0].key for plan in self._state.plans.transitive}
        return sum(rows_to_delete(delta[key], relations[key]) for key in keys & delta.keys())

    def _doubtful(self, concluded: Mapping[Key, list[pl.DataFrame]], doomed: _Relations) -> _Relations:
        """Those of the rows that are not doomed yet, and that nothing certain supports."""
        found = {}
        for key, frames in concluded.items():
            # An equality of a resource with itself is concluded, but kept nowhere.
            if key in self._state.relations:
                rows = without(without(pl.concat(frames).unique(), doomed.get(key)), self._certain.get(key))
                kept = _supported(self._state, key, rows, self._certain)
                if kept.height:
                    self._certain = _union(self._certain, {key: kept})
                doubtful = without(rows, kept)
                if doubtful.height:
                    found[key] = doubtful
        return found


def _supported(state: State, key: Key, rows: pl.DataFrame, relations: _Relations) -> pl.DataFrame:
    """Those of ``rows`` that some plan concludes from ``relations`` in one step."""
    left = rows
    for plan, head in state.plans.concluding(key):
        if not left.height:
            break
        found = state.evaluator.supported(plan, head, left, relations)
        if found is not None:
            left = without(left, found.unique())
    return rows.clear() if left is rows else without(rows, left)


def _union(one: Mapping[Key, pl.DataFrame], other: Mapping[Key, pl.DataFrame]) -> _Relations:
    """Relations with the rows of both; rows of ``other`` that ``one`` has already are left out."""
    merged = dict(one)
    for key, rows in other.items():
        merged[key] = pl.concat([merged[key], without(rows, merged[key])]) if key in merged else rows
    return merged
