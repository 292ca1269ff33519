"""Transitive closure by strongly connected components: the work is that of the answer, not of the paths to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
#: A set of places: the bits of a number where it has many of all the places, a sorted tuple where it has few.
Places = int | tuple[int, ...]
#: What hears of the number of pairs.
Progress = Callable[[int], None]
#: A set with fewer than one in so many of all places is a tuple: eight bytes a place against a bit for each of all.
_SPARSE = 128


@dataclass(frozen=True)
class Reach(Generic[Node]):
    """Which nodes of a directed graph reach which by one edge or more.

    ``reached[i]`` are the places, in ``nodes``, of what ``nodes[i]`` reaches. ``component[i]`` is the same number for
    nodes that reach each other. The places of a component are contiguous, and after those of all that it reaches.
    """

    nodes: tuple[Node, ...]
    reached: tuple[Places, ...]
    component: tuple[int, ...]

    @cached_property
    def place(self) -> Mapping[Node, int]:
        """The place of each node."""
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def size(self) -> int:
        """How many pairs there are."""
        sizes = dict[int, int]()
        for component, reached in zip(self.component, self.reached, strict=True):
            if component not in sizes:
                sizes[component] = count(reached)
        return sum(sizes[component] for component in self.component)

    def reaches(self, one: Node, other: Node) -> bool:
        """Whether a way leads from ``one`` to ``other``."""
        start, end = self.place.get(one), self.place.get(other)
        return start is not None and end is not None and holds(self.reached[start], end)

    def of(self, node: Node) -> Iterator[Node]:
        """What a node reaches."""
        place = self.place.get(node)
        return iter(()) if place is None else map(self.nodes.__getitem__, places(self.reached[place]))

    def cycles(self) -> list[tuple[int, int]]:
        """The components whose nodes reach themselves, as the first of their places and the one after the last."""
        found, start = [], 0
        while start < len(self.nodes):
            end = start + 1
            while end < len(self.nodes) and self.component[end] == self.component[start]:
                end += 1
            if holds(self.reached[start], start):
                found.append((start, end))
            start = end
        return found


def reach(
    edges: Iterable[tuple[Node, Node]], nodes: Iterable[Node] = (), progress: Progress = lambda _: None
) -> Reach[Node]:
    """The transitive closure of ``edges``; ``nodes`` are taken in even where they have no edge.

    ``progress`` is told again and again how many pairs there are so far; what it raises ends the work.

    >>> sorted(reach([("a", "b"), ("b", "c")]).of("a"))
    ['b', 'c']
    """
    number: dict[Node, int] = {node: n for n, node in enumerate(dict.fromkeys(nodes))}
    successors: list[list[int]] = [[] for _ in number]
    for edge in edges:
        for node in edge:
            if node not in number:
                number[node] = len(number)
                successors.append([])
        successors[number[edge[0]]].append(number[edge[1]])
    names = tuple(number)
    order: list[int] = []
    reached: list[Places] = []
    component: list[int] = []
    place_of = [0] * len(names)
    pairs = 0
    for group in components(successors):
        start, end = len(order), len(order) + len(group)
        for place, member in enumerate(group, start):
            place_of[member] = place
        below = {place_of[child] for member in group for child in successors[member] if place_of[child] < start}
        cyclic = len(group) > 1 or group[0] in successors[group[0]]
        parts = [reached[place] for place in below]
        one = united(parts, [*below, *(range(start, end) if cyclic else ())], len(names))
        pairs += len(group) * count(one)
        progress(pairs)
        order += group
        reached += [one] * len(group)
        component += [start] * len(group)
    return Reach(tuple(names[n] for n in order), tuple(reached), tuple(component))


def components(successors: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The strongly connected components of a graph, each after all that it reaches (Tarjan 1972, without recursion)."""
    index, low = [0] * len(successors), [0] * len(successors)
    done = [False] * len(successors)
    stack: list[int] = []
    seen = 0
    for root in range(len(successors)):
        if index[root]:
            continue
        calls = [(root, iter(successors[root]))]
        seen += 1
        index[root] = low[root] = seen
        stack.append(root)
        while calls:
            node, children = calls[-1]
            for child in children:
                if not index[child]:
                    seen += 1
                    index[child] = low[child] = seen
                    stack.append(child)
                    calls.append((child, iter(successors[child])))
                    break
                if not done[child]:
                    low[node] = min(low[node], index[child])
            else:
                calls.pop()
                if calls:
                    low[calls[-1][0]] = min(low[calls[-1][0]], low[node])
                if low[node] == index[node]:
                    start = _last(stack, node)
                    group = stack[start:]
                    del stack[start:]
                    for member in group:
                        done[member] = True
                    yield group


def united(parts: Collection[Places], more: Sequence[int], total: int) -> Places:
    """The union of sets of places and of single ones, of ``total`` places that there are."""
    few = total // _SPARSE
    tuples = [part for part in parts if not isinstance(part, int)]
    several = set(more).union(*tuples)
    if len(tuples) == len(parts) and len(several) <= few:
        return tuple(sorted(several))
    bits = _bits(several)
    for part in parts:
        if isinstance(part, int):
            bits |= part
    return bits


def count(some: Places) -> int:
    """How many places there are in a set of them."""
    return some.bit_count() if isinstance(some, int) else len(some)


def holds(some: Places, place: int) -> bool:
    """Whether a set of places has this one."""
    return bool(some >> place & 1) if isinstance(some, int) else place in some


def places(some: Places) -> Iterator[int]:
    """The places in a set of them, in order."""
    if not isinstance(some, int):
        yield from some
        return
    for number, byte in enumerate(some.to_bytes((some.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (8 * number + bit for bit in range(8) if byte >> bit & 1)


def _bits(some: Collection[int]) -> int:
    if not some:
        return 0
    content = bytearray(max(some) // 8 + 1)
    for place in some:
        content[place // 8] |= 1 << place % 8
    return int.from_bytes(content, "little")


def _last(stack: list[int], node: int) -> int:
    place = len(stack) - 1
    while stack[place] != node:
        place -= 1
    return place
