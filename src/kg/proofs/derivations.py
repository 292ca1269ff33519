"""Derivations as a hypergraph: steps that each lead from premises to a conclusion, and what can be made of them.

Two questions are answered over any steps, cyclic ones too. *What does the best derivation cost*: Knuth's
generalisation of Dijkstra's algorithm (D. E. Knuth, *A generalization of Dijkstra's algorithm*, 1977). *From which
minimal sets of leaves does a goal follow*: the labels of an assumption-based truth maintenance system (J. de Kleer,
*An assumption-based TMS*, 1986), which for facts are what the OWL literature calls justifications (A. Kalyanpur et
al., *Finding all justifications of OWL DL entailments*, 2007).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

from kg.reason.rules import Rule
from kg.reason.rules.match import Fact

Cost = TypeVar("Cost", int, str)


@dataclass(frozen=True, eq=False)
class Step:
    """One way to conclude a triple: a rule with its premises filled in, each premise once."""

    conclusion: Fact
    rule: Rule
    premises: tuple[Fact, ...]

    @cached_property
    def order(self) -> tuple[bool, str, str, str]:
        """What decides between steps that are equally good: rule name, axiom and premises.

        Rules eq-rep-s, eq-rep-o and eq-rep-p come last: what they say of ``owl:sameAs`` is eq-trans, plainly said.
        """
        name, premises = self.rule.name, " ".join(str(term) for fact in self.premises for term in fact)
        return (name.startswith("eq-rep"), name, self.rule.axiom, premises)


def cheapest_derivations(
    steps: Iterable[Step], leaves: Mapping[Fact, Cost], combine: Callable[[Sequence[Cost]], Cost]
) -> tuple[dict[Fact, Cost], dict[Fact, Step]]:
    """The least cost of everything that ``steps`` conclude from ``leaves``, and the step that begins each best way.

    ``leaves`` have costs of their own; ``combine`` gives a conclusion's from those of its premises, and must not be
    below any of them. A leaf that no step makes cheaper has no step. Of steps of equal cost the first by
    :attr:`Step.order` is taken.
    """
    waiting: dict[Step, int] = {}
    uses: dict[Fact, list[Step]] = defaultdict(list)
    costs: dict[Fact, Cost] = {}
    best: dict[Fact, Step] = {}
    number = count()
    heap: list[tuple[Any, tuple[Any, ...], int, Fact, Step | None]] = []
    for leaf, cost in leaves.items():
        heappush(heap, (cost, (), next(number), leaf, None))
    for step in steps:
        waiting[step] = len(step.premises)
        for premise in step.premises:
            uses[premise].append(step)
        if not step.premises:
            heappush(heap, (combine(()), step.order, next(number), step.conclusion, step))
    while heap:
        cost, _, _, fact, way = heappop(heap)
        if fact in costs:
            continue
        costs[fact] = cost
        if way is not None:
            best[fact] = way
        for step in uses[fact]:
            waiting[step] -= 1
            if not waiting[step] and step.conclusion not in costs:
                total = combine([costs[premise] for premise in step.premises])
                heappush(heap, (total, step.order, next(number), step.conclusion, step))
    return costs, best


def application_count(sizes: Sequence[int]) -> int:
    """The size of a proof from those of its premises: one rule application more."""
    return 1 + sum(sizes)


def weakest(grades: Sequence[str]) -> str:
    """The worst of some grades, of which ``A1`` is the best and the empty one weakens nothing."""
    return max(grades, default="")


def follows(goal: Fact, steps: Iterable[Step], leaves: Iterable[Fact]) -> bool:
    """Whether ``steps`` lead from ``leaves`` to ``goal``."""
    return goal in cheapest_derivations(steps, dict.fromkeys(leaves, 0), application_count)[0]


def minimal_sets(
    goal: Fact,
    steps: Sequence[Step],
    leaves: Collection[Fact],
    limit: int,
    spare: int = 100,
    free: Collection[Fact] = (),
) -> tuple[list[frozenset[Fact]], bool]:
    """The minimal sets of ``leaves`` from which ``steps`` lead to ``goal``, and whether these are all there are.

    A set is minimal where no leaf can be taken out of it. What is ``free`` holds in any case, and is in no set. At most
    ``limit`` sets are returned, smaller ones first. For each triple on the way ``spare`` more are kept; where even that
    left some out, what is returned is minimal all the same, but there may be fewer sets than the limit allows.
    """
    ordered = sorted(leaves, key=str)
    bits = {leaf: 1 << bit for bit, leaf in enumerate(ordered)} | dict.fromkeys(free, 0)
    labels, whole = _labels(steps, bits, limit + spare)
    found = [frozenset(leaf for bit, leaf in enumerate(ordered) if mask >> bit & 1) for mask in labels.get(goal, ())]
    if not whole:
        found = list(dict.fromkeys(_shrunk(goal, steps, one, free) for one in found))
    return found[:limit], whole and len(found) <= limit


def _labels(steps: Sequence[Step], bits: Mapping[Fact, int], limit: int) -> tuple[dict[Fact, list[int]], bool]:
    """The minimal sets of leaves behind each triple, as bit masks, smallest first; and whether none were left out."""
    uses: dict[Fact, list[Step]] = defaultdict(list)
    for step in steps:
        for premise in step.premises:
            uses[premise].append(step)
    labels: dict[Fact, list[int]] = {leaf: [bit] for leaf, bit in bits.items()}
    todo = deque(step for step in steps if all(premise in bits for premise in step.premises))
    waiting, complete = set(todo), True
    while todo:
        step = todo.popleft()
        waiting.discard(step)
        known = labels.get(step.conclusion, [])
        made, whole = _combined([labels[premise] for premise in step.premises], limit)
        merged = _antichain([*known, *made], limit + 1)
        complete = complete and whole and len(merged) <= limit
        if merged[:limit] != known:
            labels[step.conclusion] = merged[:limit]
            ready = [s for s in uses[step.conclusion] if s not in waiting and all(p in labels for p in s.premises)]
            todo += ready
            waiting.update(ready)
    return labels, complete


def _combined(parts: Sequence[list[int]], limit: int) -> tuple[list[int], bool]:
    """One set of each part, united, in every way; the smallest ``limit``, and whether those are all."""
    sets, whole = [0], True
    for part in parts:
        united = _antichain((one | other for one in sets for other in part), limit + 1)
        sets, whole = united[:limit], whole and len(united) <= limit
    return sets, whole


def _antichain(masks: Iterable[int], most: int) -> list[int]:
    """The masks that hold no other one, smallest first, ``most`` of them."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=lambda m: (m.bit_count(), m)):
        if len(kept) == most:
            break
        if not any(smaller & mask == smaller for smaller in kept):
            kept.append(mask)
    return kept


def _shrunk(goal: Fact, steps: Sequence[Step], leaves: frozenset[Fact], free: Collection[Fact]) -> frozenset[Fact]:
    """A minimal set among ``leaves`` from which ``steps`` still lead to ``goal``, together with what is ``free``."""
    for leaf in sorted(leaves, key=str):
        if follows(goal, steps, {*leaves, *free} - {leaf}):
            leaves -= {leaf}
    return leaves
