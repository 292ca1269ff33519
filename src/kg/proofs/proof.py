"""Proofs as data: a triple, the rule that concludes it, and the proofs of the rule's premises.

Nothing here recurses: a proof may be thousands of steps deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pyoxigraph import Triple

from kg.reason.rules.match import Fact, triple_of

#: What stands in the place of an axiom where a triple is stated by the ontology.
STATED = "stated in the ontology"
Node = TypeVar("Node")


@dataclass(frozen=True, eq=False, repr=False)
class Proof:
    """A triple with the W3C name of the rule, the axiom, and the proofs of the premises that gave it.

    A fact is its own proof: it has no rule, no axiom and no premises. What the ontology states has no rule either, and
    :data:`STATED` for an axiom.
    """

    triple: Triple
    rule: str = ""
    axiom: str = ""
    premises: tuple[Proof, ...] = ()

    @property
    def is_fact(self) -> bool:
        """Whether the triple was given, not derived."""
        return not self.rule

    @cached_property
    def size(self) -> int:
        """The number of rule applications in the tree."""
        sizes: dict[int, int] = {}
        for step in self.steps():
            sizes[id(step)] = (not step.is_fact) + sum(sizes[id(premise)] for premise in step.premises)
        return sizes[id(self)]

    def steps(self) -> tuple[Proof, ...]:
        """The proofs of all triples that the proof goes through, each once, premises before what they lead to."""
        return tuple(in_order([self], lambda step: step.premises, id))

    def facts(self) -> tuple[Triple, ...]:
        """The triples that the proof rests on, each once, from left to right."""
        return tuple(dict.fromkeys(step.triple for step in self.steps() if step.is_fact))

    @cached_property
    def _outline(self) -> tuple[tuple[object, ...], ...]:
        """The steps with the numbers of their premises: the same for equal proofs alone."""
        numbers: dict[tuple[object, ...], int] = {}
        of_step: dict[int, int] = {}
        for step in self.steps():
            content = (step.triple, step.rule, step.axiom, *(of_step[id(premise)] for premise in step.premises))
            of_step[id(step)] = numbers.setdefault(content, len(numbers))
        return tuple(numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proof) and self._outline == other._outline

    def __hash__(self) -> int:
        return hash((self.triple, self.rule, self.axiom, len(self.premises)))

    def __repr__(self) -> str:
        return f"<Proof of {self.triple}, {f'{self.size} applications of rules' if self.rule else 'stated'}>"


def proof_of(
    goal: Fact, how: Callable[[Fact], tuple[str, str, tuple[Fact, ...]] | None], stated: Callable[[Fact], str]
) -> Proof:
    """The proof that the best steps make.

    ``how`` gives the rule, the axiom and the premises of a fact that is concluded, ``stated`` says of any other in
    place of an axiom who states it.
    """
    made: dict[Fact, Proof] = {}
    ways = {}

    def premises(fact: Fact) -> tuple[Fact, ...]:
        ways[fact] = how(fact)
        return () if ways[fact] is None else ways[fact][2]  # type: ignore[index]

    for fact in in_order([goal], premises, lambda fact: fact):
        way = ways[fact]
        if way is None:
            made[fact] = Proof(triple_of(fact), "", stated(fact))
        else:
            made[fact] = Proof(triple_of(fact), way[0], way[1], tuple(made[premise] for premise in way[2]))
    return made[goal]


def in_order(
    starts: Iterable[Node], parts: Callable[[Node], Iterable[Node]], key: Callable[[Node], object]
) -> Iterator[Node]:
    """Nodes and all that they rest on, each once by its key, parts before the whole and from left to right."""
    seen: set[object] = set()
    todo = [(start, False) for start in reversed(tuple(starts))]
    while todo:
        node, ready = todo.pop()
        if ready:
            yield node
        elif key(node) not in seen:
            seen.add(key(node))
            todo.append((node, True))
            todo += [(part, False) for part in reversed(tuple(parts(node)))]
