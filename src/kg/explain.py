"""Why a triple holds: its shortest proof from the facts, by the rules of the ontology.

A proof is a tree: the triple, the rule and the axiom that gave it, and the proofs of the rule's premises; its
leaves are facts. The *size* of a proof is the number of its rule applications; the shortest proof is one of least
size, and of those the first by rule name, axiom and premises. A triple never occurs among its own premises, so
that mutual support (``a sameAs b``, ``b sameAs a``) does not count as a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Triple

from kg.errors import UsageError
from kg.rules import Rule, Term, Var
from kg.rules.match import Fact, FactIndex, forward, ground, solve, unify
from kg.rules.tables import THING, TYPE


@dataclass(frozen=True)
class Proof:
    """A triple with the W3C name of the rule, the axiom, and the proofs of the premises that gave it.

    A fact is its own proof: it has no rule, no axiom and no premises.
    """

    triple: Triple
    rule: str = ""
    axiom: str = ""
    premises: tuple[Proof, ...] = ()

    @property
    def is_fact(self) -> bool:
        """Whether the triple was given, not derived."""
        return not self.rule

    @property
    def size(self) -> int:
        """The number of rule applications in the tree."""
        return (not self.is_fact) + sum(premise.size for premise in self.premises)

    def facts(self) -> tuple[Triple, ...]:
        """The facts that the proof rests on, each once, from left to right."""
        if self.is_fact:
            return (self.triple,)
        return tuple(dict.fromkeys(fact for premise in self.premises for fact in premise.facts()))


@dataclass(frozen=True)
class _Step:
    """One way to conclude a triple: a rule with its premises filled in."""

    rule: Rule
    premises: tuple[Fact, ...]

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.rule.name, self.rule.axiom, " ".join(str(term) for fact in self.premises for term in fact))


def why(triple: Triple, facts: Iterable[Triple], inferred: Iterable[Triple], rules: Iterable[Rule]) -> Proof:
    """The shortest proof of ``triple``; ``UsageError`` where it neither is a fact nor follows."""
    return Prover(facts, inferred, rules).why(triple)


class Prover:
    """Proves triples of one closure; the index that proofs are searched in is made once."""

    def __init__(self, facts: Iterable[Triple], inferred: Iterable[Triple], rules: Iterable[Rule]) -> None:
        self._facts = {_fact(triple) for triple in facts}
        self._rules = [rule for rule in rules if rule.head is not None]
        known = [*sorted(self._facts, key=str), *map(_fact, inferred)]
        # A closure leaves out membership in anonymous classes, but proofs go through them.
        hidden = [rule for rule in self._rules if _is_hidden(rule)]
        stated = [ground(rule.head, {}) for rule in hidden if rule.head is not None and not rule.body]
        self._index = FactIndex([*known, *stated, *forward(hidden, [*known, *stated])])
        self._by_head: dict[Term | None, list[Rule]] = defaultdict(list)
        for rule in self._rules:
            self._by_head[_head_key(rule)].append(rule)

    def why(self, triple: Triple) -> Proof:
        """The shortest proof of ``triple``; ``UsageError`` where it neither is a fact nor follows."""
        goal = _fact(triple)
        best = self._search(goal)
        if goal not in self._facts and goal not in best:
            raise UsageError(f"neither a fact nor a conclusion: {triple}")
        return self._proof(goal, best)

    def _search(self, goal: Fact) -> dict[Fact, _Step]:
        """The best step for each triple that the shortest proof of ``goal`` may need.

        Steps are collected backwards, level by level. A proof that goes deeper than the levels seen has more
        applications than there are levels, which tells when the best one cannot be beaten.
        """
        steps: dict[Fact, list[_Step]] = {}
        frontier, levels = [goal], 0
        while True:
            for open_goal in frontier:
                steps[open_goal] = list(self._steps(open_goal))
            levels += 1
            best, sizes = _shortest(steps, self._facts)
            wanted = (premise for one in frontier for step in steps[one] for premise in step.premises)
            frontier = [one for one in dict.fromkeys(wanted) if one not in steps and one not in self._facts]
            if not frontier or sizes.get(goal, levels + 2) <= levels + 1:
                return best

    def _steps(self, goal: Fact) -> Iterator[_Step]:
        if goal in self._facts:
            return
        keys: tuple[Term | None, ...] = (None, goal[2]) if goal[1] == TYPE else (None, goal[1])
        for rule in (rule for key in keys for rule in self._by_head.get(key, ())):
            start = None if rule.head is None else unify(rule.head, goal, {})
            if start is not None:
                for binding in solve(rule.body, self._index, start):
                    premises = tuple(ground(atom, binding) for atom in rule.body)
                    if goal not in premises:
                        yield _Step(rule, premises)

    def _proof(self, goal: Fact, best: dict[Fact, _Step]) -> Proof:
        triple = Triple(*goal)  # type: ignore[arg-type]
        if goal in self._facts:
            return Proof(triple)
        step = best[goal]
        premises = tuple(self._proof(premise, best) for premise in dict.fromkeys(step.premises))
        return Proof(triple, step.rule.name, step.rule.axiom, premises)


def _shortest(steps: dict[Fact, list[_Step]], facts: set[Fact]) -> tuple[dict[Fact, _Step], dict[Fact, int]]:
    """For each triple the step that begins its shortest proof, and that proof's size, as far as ``steps`` go."""
    sizes: dict[Fact, int] = dict.fromkeys(facts, 0)
    best: dict[Fact, _Step] = {}
    changed = True
    while changed:
        changed = False
        for goal, ways in steps.items():
            for step in ways:
                parts = [sizes.get(premise) for premise in dict.fromkeys(step.premises)]
                size = 1 + sum(part for part in parts if part is not None)
                better = goal not in sizes or (size, step.order) < (sizes[goal], best[goal].order)
                if None not in parts and goal not in facts and better:
                    sizes[goal], best[goal], changed = size, step, True
    return best, sizes


def _fact(triple: Triple) -> Fact:
    return (triple.subject, triple.predicate, triple.object)


def _head_key(rule: Rule) -> Term | None:
    """What a goal must have for a rule to be tried: the class of a type, the predicate otherwise; None for any."""
    if rule.head is None or isinstance(rule.head.predicate, Var):
        return None
    key = rule.head.object if rule.head.predicate == TYPE else rule.head.predicate
    return None if isinstance(key, Var) else key


def _is_hidden(rule: Rule) -> bool:
    """Whether a closure leaves out what the rule concludes, though another rule may need it."""
    if rule.head is None:
        return False
    anonymous_class = rule.head.predicate == TYPE and (
        isinstance(rule.head.object, BlankNode) or rule.head.object == THING
    )
    return anonymous_class or isinstance(rule.head.predicate, BlankNode)
