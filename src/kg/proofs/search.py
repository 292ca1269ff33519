"""The search for a short proof of one triple, from the goal backwards, without the closure.

Rules are asked only for what a goal needs (*tabling*: H. Tamaki, T. Sato, *OLD resolution with tabulation*, 1986), and
what they conclude is taken up by the size of its proof (D. E. Knuth, *A generalization of Dijkstra's algorithm*, 1977),
so that the first proof of a triple is its shortest.

Two kinds of rules would find a long way once for each way to cut it in two, and are asked less. Of a transitive
property, a way is prolonged by *links* alone: triples that no transitive rule concludes. And what is the same is put
into a triple once: for the predicate, then the object, then the subject. Neither makes a proof impossible; the shortest
one can be missed only where ways of one transitive property are links of another, or by way of equal resources.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import NamedTuple

from pyoxigraph import Literal, Triple

from kg.proofs.stated import Stated
from kg.proofs.table9 import PROFILE
from kg.reason.budget import Budget
from kg.reason.literal_rules import compared_by_value
from kg.reason.rules import Atom, Rule, Term, Var
from kg.reason.rules.match import Fact, fact_of, ground
from kg.reason.rules.tables import ALWAYS, SAME_AS, TYPE

#: How many of the places of a triple may have been put there by rules eq-rep: none, predicate, object too, subject too.
_NONE, _PREDICATE, _OBJECT, _ANY = range(4)
#: Rules that conclude ways from ways, beside those of transitive shape.
_OF_WAYS = frozenset({"scm-eqc2", "scm-eqp2"})
_SYMMETRIC = next(rule for rule in ALWAYS if rule.name == "eq-sym")
_TRANSITIVE = next(rule for rule in ALWAYS if rule.name == "eq-trans")
_Binding = Mapping[str, Term]


class Asked(NamedTuple):
    """What is asked for: triples of a predicate, of a subject and an object where those are given.

    ``ways`` says whether transitive rules may conclude them, ``equal`` in which places eq-rep may have replaced a term.
    """

    subject: Term | None
    predicate: Term
    object: Term | None
    ways: bool
    equal: int


@dataclass(eq=False)
class Table:
    """The answers to what is asked, each with the size of its proof, and what waits for more of them."""

    asked: Asked
    answers: dict[Fact, int] = field(default_factory=dict)
    waiting: list[tuple[_Partial, Atom]] = field(default_factory=list)
    waiting_for: dict[Fact, list[tuple[_Partial, Atom]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, eq=False)
class _Partial:
    """A rule of which some premises are found, each with the place of its atom, for a table."""

    way: _Way
    table: Table
    binding: _Binding
    left: tuple[Atom, ...]
    found: tuple[tuple[int, Fact], ...]
    cost: int


@dataclass(frozen=True, eq=False)
class _Way:
    """A rule, made ready: the atoms to find, the axiom's triples that are stated, and the literals meant by value."""

    rule: Rule
    head: Atom
    body: tuple[Atom, ...]
    stated: tuple[tuple[int, Fact], ...]
    by_value: frozenset[Term]
    of_ways: bool


class Search:
    """Finds proofs from what is stated, by rules."""

    def __init__(
        self,
        stated: Stated,
        rules: Iterable[Rule],
        equal: Collection[Term],
        occurs: Callable[[Term, Term | None], bool],
        budget: Budget,
    ) -> None:
        """``equal`` are the terms that are the same as others.

        ``occurs`` tells of a predicate, and for types of a class, whether the closure may have triples of it.
        """
        self._stated, self._equal, self._occurs, self._budget = stated, equal, occurs, budget
        self._ways: dict[Term | None, list[_Way]] = defaultdict(list)
        for rule in (*rules, _SYMMETRIC, _TRANSITIVE):
            if rule.name and rule.head is not None:
                self._ways[_key(rule.head)].append(self._way(rule, rule.head))
        self._of_ways = {way.head.predicate for ways in self._ways.values() for way in ways if way.of_ways}
        self._tables: dict[Asked, Table] = {}
        self._unopened: deque[Table] = deque()
        self._towards: set[tuple[Term, Term]] = set()
        self._queue: list[tuple[int, int, Table, Fact, _Partial | None]] = []
        self._best: dict[Fact, tuple[int, _Partial | None]] = {}
        self._number = count()

    def finds(self, goal: Fact) -> bool:
        """Whether ``goal`` has a proof; :meth:`conclusion` tells of it and of all that it needs.

        ``LimitError`` where finding out takes longer than the budget.
        """
        table = self._table(Asked(*goal, True, _ANY))
        while goal not in table.answers:
            while self._unopened:
                self._open(self._unopened.popleft())
            if not self._queue:
                return False
            cost, number, where, fact, how = heappop(self._queue)
            if number % 1000 == 0:
                self._budget.check(number, "the search for a proof")
            if fact not in where.answers:
                where.answers[fact] = cost
                if fact not in self._best or cost < self._best[fact][0]:
                    self._best[fact] = (cost, how)
                for partial, atom in (*where.waiting, *where.waiting_for.get(self._by_value(fact), ())):
                    self._take(partial, atom, where, fact)
        return True

    def conclusion(self, fact: Fact) -> tuple[str, str, tuple[Fact, ...]] | None:
        """The rule, the axiom and the premises of the least proof that was found of a fact; None where it is stated."""
        applied = self._best[fact][1] if fact in self._best else None
        if applied is None:
            return None
        rule = applied.way.rule
        premises = dict.fromkeys(premise for _, premise in sorted(applied.found, key=itemgetter(0)))
        return rule.name, rule.axiom, tuple(premises)

    def _way(self, rule: Rule, head: Atom) -> _Way:
        triples = [fact_of(triple) for triple in rule.triples]
        known = tuple((-1, fact) for fact in triples if fact in self._stated)
        unknown = tuple(Atom(*fact) for fact in triples if fact not in self._stated)
        of_ways = rule.name in _OF_WAYS or _is_transitive(rule)
        return _Way(rule, head, (*unknown, *rule.body), known, frozenset(compared_by_value(rule)), of_ways)

    def _table(self, asked: Asked) -> Table:
        """The table of what is asked, or one that has it among others."""
        s, p, o, ways, equal = asked
        o = None if o is None else self._stated.by_value(o)
        asked = Asked(s, p, o, ways and (equal == _ANY or p not in self._of_ways), equal)
        if s is not None and o is not None:
            forth, back = asked._replace(object=None), asked._replace(subject=None)
            for wider in (forth, back):
                if wider in self._tables:
                    return self._tables[wider]
            if asked.ways and p in self._of_ways:
                # Ways from one resource are few, and so are those to one: but not those from each to each.
                asked = back if (p, o) in self._towards else forth
                self._towards.add((p, o))
        if asked not in self._tables:
            self._tables[asked] = table = Table(asked)
            self._unopened.append(table)
        return self._tables[asked]

    def _open(self, table: Table) -> None:
        """Look for the answers of a table: what is stated, and what rules conclude."""
        s, p, o, ways, equal = table.asked
        for fact in self._stated.matching(s, p, o):
            self._answer(0, table, fact, None)
        if not self._occurs(p, o if p == TYPE else None) or (p == SAME_AS and self._is_alone(s, o)):
            return
        keys = (None, p) if p != TYPE else (None, o) if o is not None else tuple(self._ways)
        for way in (way for key in keys for way in self._ways.get(key, ())):
            binding = self._start(way, table.asked)
            if binding is not None and (ways or not way.of_ways):
                self._go_on(_Partial(way, table, binding, way.body, way.stated, 0))
        for rule, head in _replacements(s, p, o, equal) if self._equal else ():
            if not self._is_alone(*_constants(rule.body[0])):
                way = _Way(rule, head, rule.body, (), frozenset(), False)
                self._go_on(_Partial(way, table, {}, rule.body, (), 0))

    def _is_alone(self, *terms: Term | None) -> bool:
        """Whether one of some terms is the same as no other one."""
        return any(term is not None and term not in self._equal for term in terms)

    def _start(self, way: _Way, asked: Asked) -> dict[str, Term] | None:
        """What the head of a rule has for variables where it concludes what is asked; None where it does not."""
        binding: dict[str, Term] = {}
        for term, value in zip(way.head.terms, asked[:3], strict=True):
            if value is None or (isinstance(term, Var) and isinstance(value, Literal)):
                continue  # Which spelling of a literal it is, the body will tell.
            if isinstance(term, Var):
                if binding.setdefault(term.name, value) != value:
                    return None
            elif self._stated.by_value(term) != value:
                return None
        return binding

    def _go_on(self, partial: _Partial) -> None:
        """Look for the next premise of a rule, or conclude."""
        if not partial.left:
            conclusion = ground(partial.way.head, partial.binding)
            if not isinstance(conclusion[0], Literal | Triple) and not any(
                fact == conclusion for _, fact in partial.found
            ):
                self._answer(partial.cost + 1, partial.table, conclusion, partial)
            return
        atom = max(partial.left, key=lambda atom: sum(value is not None for value in _pattern(atom, partial.binding)))
        pattern = _pattern(atom, partial.binding)
        table = self._table(Asked(*pattern, *self._allowed(partial, atom)))  # type: ignore[arg-type]
        if None in pattern:
            table.waiting.append((partial, atom))
            answers: Iterable[Fact] = tuple(table.answers)
        else:
            fact = self._by_value(pattern)  # type: ignore[arg-type]
            table.waiting_for[fact].append((partial, atom))
            answers = [one for one in self._spellings(table, fact) if one in table.answers]
        for answer in answers:
            self._take(partial, atom, table, answer)

    def _spellings(self, table: Table, fact: Fact) -> Iterable[Fact]:
        """The answers of a table that are ``fact`` but for the spelling of a literal."""
        if not isinstance(fact[2], Literal):
            return (fact,)
        return [answer for answer in table.answers if self._by_value(answer) == fact]

    def _allowed(self, partial: _Partial, atom: Atom) -> tuple[bool, int]:
        """How the premise of a rule may have been concluded: see :class:`Asked`."""
        rule, asked = partial.way.rule, partial.table.asked
        if rule.name in _REPLACING and atom is rule.body[1]:
            return (asked.ways, _REPLACING[rule.name])
        if partial.way.of_ways and rule.name not in _OF_WAYS and atom in rule.body:
            return (len(partial.left) == 2, _ANY)
        if atom not in rule.body or len(rule.body) > 1:
            return (True, _ANY)
        if asked.equal == _ANY:
            return (asked.ways, _ANY)
        return (
            asked.ways,
            min(asked.equal, _OBJECT) if atom.predicate == TYPE == partial.way.head.predicate else _PREDICATE,
        )

    def _take(self, partial: _Partial, atom: Atom, table: Table, fact: Fact) -> None:
        """Go on with a rule of which ``atom`` is ``fact``."""
        binding = dict(partial.binding)
        for term, value in zip(atom.terms, fact, strict=True):
            bound = binding.setdefault(term.name, value) if isinstance(term, Var) else term
            if bound != value and not (
                term in partial.way.by_value and self._stated.by_value(bound) == self._stated.by_value(value)
            ):
                return
        left = tuple(other for other in partial.left if other is not atom)
        found = (*partial.found, (partial.way.body.index(atom), fact))
        self._go_on(_Partial(partial.way, partial.table, binding, left, found, partial.cost + table.answers[fact]))

    def _answer(self, cost: int, table: Table, fact: Fact, how: _Partial | None) -> None:
        if fact not in table.answers and self._fits(fact, table.asked):
            heappush(self._queue, (cost, next(self._number), table, fact, how))

    def _fits(self, fact: Fact, asked: Asked) -> bool:
        s, p, o = self._by_value(fact)
        return asked.subject in (None, s) and asked.predicate == p and asked.object in (None, o)

    def _by_value(self, fact: Fact) -> Fact:
        return (fact[0], fact[1], self._stated.by_value(fact[2]))


#: What rule eq-rep may find in the other triple, by its name.
_REPLACING = {"eq-rep-p": _NONE, "eq-rep-o": _PREDICATE, "eq-rep-s": _OBJECT}
_OTHER = Var("other")


def _replacements(s: Term | None, p: Term, o: Term | None, equal: int) -> Iterator[tuple[Rule, Atom]]:
    """Rules eq-rep-p, eq-rep-o and eq-rep-s for what is asked, with their heads.

    The first atom of a body is the resource that is the same, the second the other triple.
    """
    subject, thing = s or Var("s"), o or Var("o")
    # A literal that is kept is kept as the other triple spells it.
    kept: Term = Var("o") if isinstance(thing, Literal) else thing
    others = [("eq-rep-p", p, Atom(subject, _OTHER, kept), kept, _PREDICATE)]
    if p != SAME_AS:
        others.append(("eq-rep-o", thing, Atom(subject, p, _OTHER), thing, _OBJECT))
        others.append(("eq-rep-s", subject, Atom(_OTHER, p, kept), kept, _ANY))
    for name, term, other, concluded, needed in others:
        if equal >= needed:
            head = Atom(subject, p, concluded)
            yield Rule(name, PROFILE, head, (Atom(_OTHER, SAME_AS, term), other)), head


def _constants(atom: Atom) -> tuple[Term | None, Term | None]:
    """The subject and the object of an atom where they are no variables."""
    s, _, o = _pattern(atom, {})
    return s, o


def _pattern(atom: Atom, binding: _Binding) -> tuple[Term | None, Term | None, Term | None]:
    s, p, o = (binding.get(term.name) if isinstance(term, Var) else term for term in atom.terms)
    return (s, p, o)


def _key(atom: Atom) -> Term | None:
    """What rules are looked up by: the class of a type, the predicate otherwise; None for a variable."""
    key = atom.object if atom.predicate == TYPE else atom.predicate
    return None if isinstance(key, Var) else key


def _is_transitive(rule: Rule) -> bool:
    """Whether a rule concludes a triple from two of its predicate in a row: prp-trp, scm-sco, a chain of p, p for p."""
    if rule.head is None or len(rule.body) != 2:
        return False
    (x, p, y), (also_y, q, z) = (atom.terms for atom in rule.body)
    names = all(isinstance(term, Var) for term in (x, y, z)) and len({x, y, z}) == 3
    return names and y == also_y and p == q and rule.head.terms == (x, p, z)
