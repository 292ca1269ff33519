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


class Graph(Generic[Node]):
    """A directed graph that edges are added to; its nodes are numbered in the order in which they come."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._number: dict[Node, int] = {node: n for n, node in enumerate(dict.fromkeys(nodes))}
        self._successors: list[list[int]] = [[] for _ in self._number]

    def number(self, node: Node) -> int:
        """The number of a node, which is taken in where it is new."""
        number = self._number.setdefault(node, len(self._number))
        if number == len(self._successors):
            self._successors.append([])
        return number

    def add(self, edges: Iterable[tuple[Node, Node]]) -> None:
        """Take in edges, and their nodes."""
        for one, other in edges:
            self.link(self.number(one), self.number(other))

    def link(self, one: int, other: int) -> None:
        """Take in an edge between numbered nodes."""
        self._successors[one].append(other)

    def closure(self, progress: Progress = lambda _: None) -> Reach[Node]:
        """Which nodes reach which.

        ``progress`` is told again and again how many pairs there are so far; what it raises ends the work.
        """
        names = tuple(self._number)
        order: list[int] = []
        reached: list[Places] = []
        component: list[int] = []
        place_of = [0] * len(names)
        pairs = 0
        for group in components(self._successors):
            start, end = len(order), len(order) + len(group)
            for place, member in enumerate(group, start):
                place_of[member] = place
            successors = {place_of[child] for member in group for child in self._successors[member]}
            below = {place for place in successors if place < start}
            own = range(start, end) if len(below) < len(successors) else ()
            one = united([reached[place] for place in below], [*below, *own], len(names))
            pairs += len(group) * count(one)
            progress(pairs)
            order += group
            reached += [one] * len(group)
            component += [start] * len(group)
        return Reach(tuple(names[n] for n in order), tuple(reached), tuple(component))


def reach(edges: Iterable[tuple[Node, Node]], progress: Progress = lambda _: None) -> Reach[Node]:
    """The transitive closure of ``edges``; for ``progress`` see :meth:`Graph.closure`.

    >>> sorted(reach([("a", "b"), ("b", "c")]).of("a"))
    ['b', 'c']
    """
    graph = Graph[Node]()
    graph.add(edges)
    return graph.closure(progress)


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
