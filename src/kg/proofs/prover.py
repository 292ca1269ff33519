"""Why a triple holds: its proofs from the facts, by the rules of the ontology.

A proof is a tree: the triple, the rule and the axiom that gave it, and the proofs of the rule's premises; its
leaves are facts. The *size* of a proof is the number of its rule applications; the shortest proof is one of least
size, and of those the first by rule name, axiom and premises. A triple never occurs among its own premises, so
that mutual support (``a sameAs b``, ``b sameAs a``) does not count as a reason. What the ontology states is given like
a fact, but is none: the sets of facts below do not have it.

A set of facts *supports* a triple that follows from it, and does so minimally where no fact can be left out (a
*justification*: A. Kalyanpur et al., *Finding all justifications of OWL DL entailments*, 2007; M. Horridge,
*Justification based explanation in ontologies*, 2011). The proofs of a triple are one, the shortest, for each such set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import BlankNode, Triple

from kg.errors import UsageError
from kg.proofs.derivations import Step, application_count, cheapest_derivations, minimal_sets, weakest
from kg.proofs.proof import STATED, Proof, proof_of
from kg.proofs.search import Search
from kg.proofs.stated import Stated
from kg.reason.budget import Budget
from kg.reason.rules import Atom, Rule, Term, Var
from kg.reason.rules.match import Fact, FactIndex, fact_of, forward, ground, solve, triple_of, unify
from kg.reason.rules.tables import SAME_AS, THING, TYPE
from kg.reason.unsayable import facts_about_literals, sayable

__all__ = ["Proof", "Proofs", "Prover", "why"]

#: Steps that are collected for the shortest proof, before another search takes over that looks at fewer.
_MOST_STEPS = 20_000


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
        self._inferred = inferred
        self._stated: set[Fact] = set()
        self._by_head: dict[Term | None, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.head is None:
                continue
            if rule.name:
                self._by_head[_key(rule.head)].append(rule)
            else:
                self._stated.add(ground(rule.head, {}))
        self._hidden = [rule for rules in self._by_head.values() for rule in rules if _is_hidden(rule)]
        self._hidden_keys = {_key(rule.head) for rule in self._hidden if rule.head is not None}
        self._revealed = not self._hidden
        self._ways: dict[Fact, tuple[Step, ...]] = {}

    def why(self, triple: Triple, usable: Callable[[Triple], bool] = lambda _: True) -> Proof:
        """The shortest proof of ``triple`` whose facts are all ``usable``; ``UsageError`` where there is none."""
        goal = fact_of(triple)
        leaves = _Leaves(self._facts, self._stated, usable)
        best = self._search(goal, leaves)
        if best is None:
            return self._long(goal, leaves)
        if goal not in best and goal not in leaves:
            raise UsageError(f"neither a fact nor a conclusion: {triple}")
        return self._proof(goal, best)

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
        free = dict.fromkeys(cone.keys() & self._stated, 0)
        sets, complete = minimal_sets(goal, steps, cone.keys() & self._facts, max(1, limit), free=free)
        if not sets:
            raise UsageError(f"neither a fact nor a conclusion: {triple}")
        found = [
            self._proof(goal, cheapest_derivations(steps, dict.fromkeys(leaves, 0) | free, application_count)[1])
            for leaves in sets
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
        leaves |= dict.fromkeys(cone.keys() & self._stated, "")
        found = cheapest_derivations((step for ways in cone.values() for step in ways), leaves, weakest)[0]
        return {triple: found[goal] or None for goal, triple in goals.items() if goal in found}

    @cached_property
    def _index(self) -> FactIndex:
        return FactIndex([*self._facts, *self._stated, *map(fact_of, self._inferred), *self._of_literals])

    @cached_property
    def _of_literals(self) -> list[Fact]:
        """What holds of the literals: RDF cannot say it, but proofs go through it."""
        rules = (rule for rules in self._by_head.values() for rule in rules)
        return facts_about_literals([*self._facts, *self._stated, *map(fact_of, self._inferred)], rules)

    def _reveal(self) -> None:
        """Add membership in anonymous classes to the index: a closure leaves it out, but proofs go through it."""
        stated = [ground(rule.head, {}) for rule in self._hidden if rule.head is not None and not rule.body]
        wanted = {_key(atom) for rule in self._hidden for atom in rule.body}
        known = [*stated, *self._facts, *self._stated, *map(fact_of, self._inferred), *self._of_literals]
        if None not in wanted:
            known = [fact for fact in known if (fact[2] if fact[1] == TYPE else fact[1]) in wanted]
        for fact in (*stated, *forward(self._hidden, known)):
            self._index.add(fact)
        self._revealed = True

    def _cone(self, goals: Iterable[Fact]) -> dict[Fact, tuple[Step, ...]]:
        """Every triple that a proof of the goals may hold, with all steps that conclude it."""
        cone: dict[Fact, tuple[Step, ...]] = {}
        todo, budget = list(goals), Budget()
        while todo:
            fact = todo.pop()
            if fact not in cone:
                if len(cone) % 1000 == 0:
                    budget.check(0, "the search for all proofs")
                cone[fact] = self._steps(fact)
                todo += (premise for step in cone[fact] for premise in step.premises)
        return cone

    def _search(self, goal: Fact, leaves: Container[Fact]) -> dict[Fact, Step] | None:
        """The best step for each triple that the shortest proof of ``goal`` may need; None where that may be too many.

        Steps are collected backwards, level by level. A proof that goes deeper than the levels seen has more
        applications than there are levels, which tells when the best one cannot be beaten.
        """
        steps: dict[Fact, tuple[Step, ...]] = {}
        reached: dict[Fact, int] = {}
        frontier, levels, number, next_look = [goal], 0, 0, 0
        while True:
            reached |= {one: 0 for one in frontier if one in leaves}
            frontier = [one for one in frontier if one not in leaves]
            for one in frontier:
                steps[one] = self._steps(one)
                number += len(steps[one])
                if number > _MOST_STEPS:
                    return None
            levels += 1
            wanted = (premise for one in frontier for step in steps[one] for premise in step.premises)
            frontier = [one for one in dict.fromkeys(wanted) if one not in steps and one not in reached]
            if frontier and number < next_look:
                continue
            # Looking again only where there is a fifth more to look at keeps long proofs from costing their square.
            next_look = number + number // 5
            sizes, best = cheapest_derivations(
                (step for ways in steps.values() for step in ways), reached, application_count
            )
            if not frontier or sizes.get(goal, levels + 1) <= levels:
                return best

    def _long(self, goal: Fact, leaves: _Leaves) -> Proof:
        """A proof of ``goal`` by the search for long ones, which the closure cannot mislead."""
        same = (fact for fact in self._index.matching((None, SAME_AS, None)))
        equal = {term for fact in same for term in (fact[0], fact[2])}
        given = defaultdict(list)
        for fact in (*self._facts, *self._stated):
            if fact in leaves:
                given[fact[1]].append(fact)
        rules = (rule for rules in self._by_head.values() for rule in rules if not rule.name.startswith("eq-"))
        # The axioms are the ontology's: they are no premises here.
        plain = [replace(rule, triples=()) for rule in rules]
        search = Search(Stated(lambda p: given.get(p, ())), plain, equal, lambda p, cls: True, Budget())
        if not search.finds(goal):
            raise UsageError(f"neither a fact nor a conclusion: {triple_of(goal)}")
        return proof_of(goal, search.conclusion, self._origin)

    def _proof(self, goal: Fact, best: Mapping[Fact, Step]) -> Proof:
        """The proof that the best steps make; what has no step is given."""
        ways = {fact: (step.rule.name, step.rule.axiom, step.premises) for fact, step in best.items()}
        return proof_of(goal, ways.get, self._origin)

    def _origin(self, fact: Fact) -> str:
        return "" if fact in self._facts else STATED

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
    """What a proof may end in: facts that are usable, and what the ontology states."""

    facts: Container[Fact]
    stated: Container[Fact]
    usable: Callable[[Triple], bool]

    def __contains__(self, fact: object) -> bool:
        return fact in self.stated or (fact in self.facts and self.usable(triple_of(fact)))  # type: ignore[arg-type]


def _text(proof: Proof) -> str:
    """A proof as text, to sort by."""
    parts, todo = [], [proof]
    while todo:
        step = todo.pop()
        parts.append(f"{step.rule} {step.axiom} {step.triple}")
        todo += reversed(step.premises)
    return " ".join(parts)


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
