"""Plans, found by what they read and by what they conclude."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.reason.copying import Columns, copied_columns
from kg.reason.encoding import Dictionary
from kg.reason.plans import Key, Pattern, Plan
from kg.reason.rules import Var
from kg.reason.rules.subclasses import Subclasses
from kg.reason.rules.tables import TYPE


class SubclassPlans:
    """The plans of rule cax-sco, each made where it is asked for."""

    def __init__(self, subclasses: Subclasses, dictionary: Dictionary) -> None:
        """The plans for ``subclasses``, whose classes are added to the dictionary where they are not known yet."""
        self._subclasses = subclasses
        type_id = dictionary.number(TYPE)
        numbers = dictionary.encode_terms(cls for pair in subclasses.pairs for cls in pair).to_list()
        keys = [(type_id, number) for number in numbers]
        self._narrower, self._broader = keys[::2], keys[1::2]

    @cached_property
    def above(self) -> Mapping[Key, list[Key]]:
        """For the relation of a class, those of the classes that it is in."""
        found: dict[Key, list[Key]] = defaultdict(list)
        for one, other in zip(self._narrower, self._broader, strict=True):
            found[one].append(other)
        return found

    def concluding(self, key: Key) -> Iterator[tuple[Plan, Pattern]]:
        """The plans that conclude rows of a relation, with their heads."""
        head = Pattern(key, "x", None)
        for place in self._places.get(key, ()):
            rule = self._subclasses.rule(*self._subclasses.pairs[place])
            yield Plan(rule, head, (Pattern(self._narrower[place], "x", None),), None), head

    @cached_property
    def _places(self) -> Mapping[Key, list[int]]:
        """For the relation of a class, the places of the pairs in which it is the broader one."""
        found: dict[Key, list[int]] = defaultdict(list)
        for place, key in enumerate(self._broader):
            found[key].append(place)
        return found


@dataclass(frozen=True)
class PlanIndex:
    """Plans, found by what they read and by what they conclude.

    ``plans`` are all but those of rule cax-sco for ``subclasses``.
    """

    plans: tuple[Plan, ...] = ()
    subclasses: SubclassPlans | None = None

    @cached_property
    def symmetric(self) -> list[tuple[Plan, tuple[Pattern, ...]]]:
        """The plans that equate what agrees on all the rest, with the half of the body that says it."""
        return [(plan, plan.half) for plan in self.plans if plan.half is not None]

    @cached_property
    def transitive(self) -> list[Plan]:
        """The plans that conclude a relation from two triples of it in a row."""
        return list(filter(_is_transitive, self.plans))

    def copies(self, key: Key) -> Iterator[tuple[Columns, Sequence[Key]]]:
        """Which columns of a relation plans only copy, and into which relations."""
        yield from self._copies.get(key, {}).items()
        above = self.subclasses.above.get(key) if self.subclasses else None
        if above:
            yield ("s", None), above

    @cached_property
    def _copies(self) -> Mapping[Key, Mapping[Columns, list[Key]]]:
        found: dict[Key, dict[Columns, list[Key]]] = defaultdict(lambda: defaultdict(list))
        for plan in self.plans:
            columns = copied_columns(plan)
            if columns is not None and plan.head is not None:
                found[plan.body[0].key][columns].append(plan.head.key)
        return found

    @cached_property
    def triggers(self) -> Mapping[Key, list[tuple[Plan, Pattern, int]]]:
        """For each relation, the other plans, with their heads, and the positions of their bodies that read it."""
        found: dict[Key, list[tuple[Plan, Pattern, int]]] = defaultdict(list)
        for plan in self.plans:
            if plan.half is None and plan.head is not None and copied_columns(plan) is None:
                for position, pattern in enumerate(plan.body):
                    found[pattern.key].append((plan, plan.head, position))
        return found

    def concluding(self, key: Key) -> Iterator[tuple[Plan, Pattern]]:
        """The plans that conclude rows of a relation from something, with their heads."""
        yield from self._by_head.get(key, ())
        if self.subclasses:
            yield from self.subclasses.concluding(key)

    @cached_property
    def _by_head(self) -> Mapping[Key, list[tuple[Plan, Pattern]]]:
        found: dict[Key, list[tuple[Plan, Pattern]]] = defaultdict(list)
        for plan in self.plans:
            if plan.head is not None and plan.body:
                found[plan.head.key].append((plan, plan.head))
        return found

    @cached_property
    def constants(self) -> Mapping[int, set[Key]]:
        """For each term that a body asks for, the relations in which it does."""
        found: dict[int, set[Key]] = defaultdict(set)
        for plan in self.plans:
            for pattern in plan.body:
                for term in pattern.constants:
                    found[term].add(pattern.key)
        return found


def _is_transitive(plan: Plan) -> bool:
    """Whether a rule concludes a relation from two triples of it in a row: prp-trp, or a chain of p and p for p."""
    rule = plan.rule
    if rule.head is None or len(rule.body) != 2 or plan.head is None:
        return False
    (x, p, y), (also_y, q, z) = (atom.terms for atom in rule.body)
    names = all(isinstance(term, Var) for term in (x, y, z)) and len({x, y, z}) == 3
    return names and y == also_y and p == q and rule.head.terms == (x, p, z)
