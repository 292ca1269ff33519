"""Why a triple holds: its proofs from the facts, by the rules of the ontology.

A proof is a tree: the triple, the rule and the axiom that gave it, and the proofs of the rule's premises; its
leaves are facts. The *size* of a proof is the number of its rule applications; the shortest proof is one of least
size, and of those the first by rule name, axiom and premises. A triple never occurs among its own premises, so
that mutual support (``a sameAs b``, ``b sameAs a``) does not count as a reason.

A set of facts *supports* a triple that follows from it, and does so minimally where no fact can be left out (a
*justification*: A. Kalyanpur et al., *Finding all justifications of OWL DL entailments*, 2007; M. Horridge,
*Justification based explanation in ontologies*, 2011). The proofs of a triple are one, the shortest, for each such set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Triple

from kg.errors import UsageError
from kg.proofs.derivations import Step, application_count, cheapest_derivations, minimal_sets, weakest
from kg.reason.rules import Atom, Rule, Term, Var
from kg.reason.rules.match import Fact, FactIndex, fact_of, forward, ground, solve, triple_of, unify
from kg.reason.rules.tables import THING, TYPE
from kg.reason.unsayable import facts_about_literals, sayable


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

    @cached_property
    def size(self) -> int:
        """The number of rule applications in the tree."""
        return (not self.is_fact) + sum(premise.size for premise in self.premises)

    def facts(self) -> tuple[Triple, ...]:
        """The facts that the proof rests on, each once, from left to right."""
        if self.is_fact:
            return (self.triple,)
        return tuple(dict.fromkeys(fact for premise in self.premises for fact in premise.facts()))


@dataclass(frozen=True)
class Proofs:
    """Proofs of one triple, one for each minimal set of facts; ``complete`` is false where a limit left some out."""

    proofs: tuple[Proof, ...]
    complete: bool


def why(triple: Triple, facts: Iterable[Triple], inferred: Iterable[Triple], rules: Iterable[Rule]) -> Proof:
    """The shortest proof of ``triple``; ``UsageError`` where it neither is a fact nor follows."""
    return Prover(facts, inferred, rules).why(triple)


class Prover:
    """Proves triples of one closure; what one proof needed to look up is kept for the next."""

    def __init__(self, facts: Iterable[Triple], inferred: Iterable[Triple], rules: Iterable[Rule]) -> None:
        self._facts = {fact_of(triple) for triple in facts}
        self._inferred = [fact_of(triple) for triple in inferred]
        self._by_head: dict[Term | None, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.head is not None:
                self._by_head[_key(rule.head)].append(rule)
        self._hidden = [rule for rules in self._by_head.values() for rule in rules if _is_hidden(rule)]
        self._hidden_keys = {_key(rule.head) for rule in self._hidden if rule.head is not None}
        self._revealed = not self._hidden
        self._ways: dict[Fact, tuple[Step, ...]] = {}

    def why(self, triple: Triple, usable: Callable[[Triple], bool] = lambda _: True) -> Proof:
        """The shortest proof of ``triple`` whose facts are all ``usable``; ``UsageError`` where there is none."""
        goal = fact_of(triple)
        leaves = _Leaves(self._facts, usable)
        best = self._search(goal, leaves)
        if goal not in best and goal not in leaves:
            raise UsageError(f"neither a fact nor a conclusion: {triple}")
        return _proof(goal, best)

    def proofs(self, triple: Triple, limit: int) -> Proofs:
        """The shortest proof of ``triple`` for each minimal set of facts that supports it, by size, then by text.

        A fact is supported by itself, and by what else it follows from. At most ``limit`` proofs are given, but one
        at least; where there are more, or could be, the answer is not ``complete``: it then holds proofs by small
        sets of facts. The shortest proof of all is not among them where it rests on a fact that it could do without.
        ``UsageError`` where ``triple`` neither is a fact nor follows.
        """
        goal = fact_of(triple)
        cone = self._cone([goal])
        steps = [step for ways in cone.values() for step in ways]
        sets, complete = minimal_sets(goal, steps, cone.keys() & self._facts, max(1, limit))
        if not sets:
            raise UsageError(f"neither a fact nor a conclusion: {triple}")
        found = [
            _proof(goal, cheapest_derivations(steps, dict.fromkeys(leaves, 0), application_count)[1]) for leaves in sets
        ]
        return Proofs(tuple(sorted(found, key=lambda proof: (proof.size, _text(proof)))), complete)

    def grades(self, triples: Iterable[Triple], grade: Callable[[Triple], str | None]) -> dict[Triple, str | None]:
        """For each triple that is a fact or follows, the grade of the weakest fact of its best-graded proof.

        ``grade`` gives that of a fact, None where it has none and weakens nothing; the first in the alphabet is the
        best. All are found in one fixpoint of least costs, without a look at single proofs.
        """
        goals = {fact_of(triple): triple for triple in triples}
        cone = self._cone(goals)
        leaves = {fact: grade(triple_of(fact)) or "" for fact in cone if fact in self._facts}
        found = cheapest_derivations((step for ways in cone.values() for step in ways), leaves, weakest)[0]
        return {triple: found[goal] or None for goal, triple in goals.items() if goal in found}

    @cached_property
    def _index(self) -> FactIndex:
        return FactIndex([*self._facts, *self._inferred, *self._of_literals])

    @cached_property
    def _of_literals(self) -> list[Fact]:
        rules = (rule for rules in self._by_head.values() for rule in rules)
        return facts_about_literals([*self._facts, *self._inferred], rules)

    def _reveal(self) -> None:
        """Add membership in anonymous classes to the index: a closure leaves it out, but proofs go through it."""
        stated = [ground(rule.head, {}) for rule in self._hidden if rule.head is not None and not rule.body]
        wanted = {_key(atom) for rule in self._hidden for atom in rule.body}
        known = [*stated, *self._facts, *self._inferred, *self._of_literals]
        if None not in wanted:
            known = [fact for fact in known if (fact[2] if fact[1] == TYPE else fact[1]) in wanted]
        for fact in (*stated, *forward(self._hidden, known)):
            self._index.add(fact)
        self._revealed = True

    def _cone(self, goals: Iterable[Fact]) -> dict[Fact, tuple[Step, ...]]:
        """Every triple that a proof of the goals may hold, with all steps that conclude it."""
        cone: dict[Fact, tuple[Step, ...]] = {}
        todo = list(goals)
        while todo:
            fact = todo.pop()
            if fact not in cone:
                cone[fact] = self._steps(fact)
                todo += (premise for step in cone[fact] for premise in step.premises)
        return cone

    def _search(self, goal: Fact, leaves: Container[Fact]) -> dict[Fact, Step]:
        """The best step for each triple that the shortest proof of ``goal`` may need.

        Steps are collected backwards, level by level. A proof that goes deeper than the levels seen has more
        applications than there are levels, which tells when the best one cannot be beaten.
        """
        steps: dict[Fact, tuple[Step, ...]] = {}
        reached: dict[Fact, int] = {}
        frontier, levels = [goal], 0
        while True:
            reached |= {one: 0 for one in frontier if one in leaves}
            frontier = [one for one in frontier if one not in leaves]
            steps |= {one: self._steps(one) for one in frontier}
            levels += 1
            sizes, best = cheapest_derivations(
                (step for ways in steps.values() for step in ways), reached, application_count
            )
            wanted = (premise for one in frontier for step in steps[one] for premise in step.premises)
            frontier = [one for one in dict.fromkeys(wanted) if one not in steps and one not in reached]
            if not frontier or sizes.get(goal, levels + 1) <= levels:
                return best

    def _steps(self, goal: Fact) -> tuple[Step, ...]:
        """Every way to conclude ``goal`` in one step."""
        if goal not in self._ways:
            self._ways[goal] = tuple(self._applications(goal))
        return self._ways[goal]

    def _applications(self, goal: Fact) -> Iterator[Step]:
        keys: tuple[Term | None, ...] = (None, goal[2]) if goal[1] == TYPE else (None, goal[1])
        for rule in (rule for key in keys for rule in self._by_head.get(key, ())):
            start = None if rule.head is None else unify(rule.head, goal, {})
            if start is None:
                continue
            if not self._revealed and any(_key(atom) in self._hidden_keys for atom in rule.body):
                self._reveal()
            for binding in solve(rule.body, self._index, start):
                said = map(sayable, (ground(atom, binding) for atom in rule.body))
                premises = tuple(dict.fromkeys(filter(None, said)))
                if goal not in premises:
                    yield Step(goal, rule, premises)


@dataclass(frozen=True)
class _Leaves:
    """The facts that a proof may end in."""

    facts: Container[Fact]
    usable: Callable[[Triple], bool]

    def __contains__(self, fact: object) -> bool:
        return fact in self.facts and self.usable(triple_of(fact))  # type: ignore[arg-type]


def _proof(goal: Fact, best: Mapping[Fact, Step]) -> Proof:
    """The tree that the best steps make; what has no step is a fact."""
    triple = triple_of(goal)
    if goal not in best:
        return Proof(triple)
    step = best[goal]
    return Proof(triple, step.rule.name, step.rule.axiom, tuple(_proof(premise, best) for premise in step.premises))


def _text(proof: Proof) -> str:
    """A proof as text, to sort by."""
    return " ".join((proof.rule, proof.axiom, str(proof.triple), *map(_text, proof.premises)))


def _key(atom: Atom) -> Term | None:
    """What rules are looked up by: the class of a type, the predicate otherwise; None for any."""
    if isinstance(atom.predicate, Var):
        return None
    key = atom.object if atom.predicate == TYPE else atom.predicate
    return None if isinstance(key, Var) else key


def _is_hidden(rule: Rule) -> bool:
    """Whether a closure leaves out what the rule concludes, though another rule may need it."""
    if rule.head is None:
        return False
    anonymous_class = rule.head.predicate == TYPE and (
        isinstance(rule.head.object, BlankNode) or rule.head.object == THING
    )
    return anonymous_class or isinstance(rule.head.predicate, BlankNode)
