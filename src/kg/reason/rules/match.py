"""Matching rule bodies against triples in memory: for schema rules and for proofs, where data are few."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from kg.errors import LimitError
from kg.reason.rules.model import Atom, Rule, Term, Var

#: A triple as a plain tuple: cheaper to take apart than a pyoxigraph triple.
Fact = tuple[Term, Term, Term]
#: Where a term stands: subject (0), predicate (1) or object (2) of the facts with one predicate, or with any (None).
_Place = tuple[int, Term | None]
#: An atom made ready for matching: each place's variable and None, or the empty name and a term.
_Part = tuple[str, Term | None]
_Shape = tuple[_Part, _Part, _Part]
#: The worlds of what holds wherever it is asked for.
EVERYWHERE = -1
#: Values of variables, by the variables' names.
Binding = Mapping[str, Term]


def fact_of(triple: Triple) -> Fact:
    """A triple as a fact."""
    return (triple.subject, triple.predicate, triple.object)


def triple_of(fact: Fact) -> Triple:
    """A fact as a triple."""
    return Triple(*fact)  # type: ignore[arg-type]


class FactIndex:
    """Facts, found by predicate together with subject, object, both or neither; in order of insertion.

    Each fact holds in some *worlds*, one bit of a number for each world; facts given without worlds hold in the first.
    What facts are found by is indexed when it is first asked for, predicate by predicate. More than ``most`` facts
    found or added, repetitions included, are a ``LimitError``.
    """

    def __init__(self, facts: Iterable[Fact] | Mapping[Fact, int] = (), most: float = math.inf) -> None:
        #: The worlds in which each fact holds.
        self.worlds: dict[Fact, int] = dict(facts) if isinstance(facts, Mapping) else dict.fromkeys(facts, 1)
        self._found_by: dict[_Place, dict[Term | None, list[Fact]]] = {}
        self._left = most

    def __contains__(self, fact: object) -> bool:
        return fact in self.worlds

    def add(self, fact: Fact, worlds: int = 1) -> int:
        """Add a fact that holds in ``worlds``; those of them in which it was not known to."""
        self._look_at(1)
        known = self.worlds.get(fact, 0)
        fresh = worlds & ~known
        if not fresh:
            return 0
        self.worlds[fact] = known | fresh
        if not known:
            predicate = fact[1]
            for place in ((0, None), (1, None), (2, None), (0, predicate), (2, predicate)):
                if place in self._found_by:
                    self._found_by[place].setdefault(fact[place[0]], []).append(fact)
        return fresh

    def matching(self, pattern: tuple[Term | None, Term | None, Term | None]) -> Collection[Fact]:
        """The facts that agree with ``pattern``, where None stands for anything."""
        found = self._matching(*pattern)
        self._look_at(len(found))
        return found

    def _look_at(self, facts: int) -> None:
        self._left -= facts
        if self._left < 0:
            raise LimitError("matching these rules is too much for an index in memory")

    def _matching(self, s: Term | None, p: Term | None, o: Term | None) -> Collection[Fact]:
        if s is not None and o is not None:
            if p is not None:
                return ((s, p, o),) if (s, p, o) in self.worlds else ()
            return [fact for fact in self._group((0, None), s) if fact[2] == o]
        if s is None and o is None:
            return tuple(self.worlds) if p is None else tuple(self._group((1, None), p))
        return tuple(self._group((2, p), o) if s is None else self._group((0, p), s))

    def _group(self, place: _Place, term: Term | None) -> Iterable[Fact]:
        """The facts that have ``term`` at ``place``."""
        if place not in self._found_by:
            position, predicate = place
            groups: dict[Term | None, list[Fact]] = {}
            for fact in self.worlds if predicate is None else self._group((1, None), predicate):
                groups.setdefault(fact[position], []).append(fact)
            self._found_by[place] = groups
        return self._found_by[place].get(term, ())


def unify(atom: Atom, fact: Fact, binding: Binding) -> dict[str, Term] | None:
    """``binding`` extended so that ``atom`` is ``fact``, or None."""
    extended = dict(binding)
    for term, value in zip(atom.terms, fact, strict=True):
        bound = extended.setdefault(term.name, value) if isinstance(term, Var) else term
        if bound is not value and bound != value:
            return None
    return extended


def ground(atom: Atom, binding: Binding) -> Fact:
    """The fact that a fully bound atom stands for."""
    s, p, o = (binding[term.name] if isinstance(term, Var) else term for term in atom.terms)
    return (s, p, o)


def solve(body: tuple[Atom, ...], index: FactIndex, binding: Binding) -> Iterator[dict[str, Term]]:
    """All ways to make every atom of ``body`` a fact of ``index``."""
    return (found for found, _ in _walk(tuple(map(_shape, _ordered(body, binding))), index, dict(binding), EVERYWHERE))


def forward(rules: Iterable[Rule], facts: Iterable[Fact]) -> dict[Fact, str]:
    """Everything that ``rules`` derive from ``facts``, each with the name of the rule that gave it first."""
    return Chaining(rules).derive(facts).derived


@dataclass(frozen=True)
class Chained:
    """What rules derive, each with the name of the rule that gave it first, and the ``worlds`` of all that holds.

    Nothing is derived from what is concluded ``of_literals``: RDF has no such triples.
    """

    derived: dict[Fact, str]
    of_literals: dict[Fact, str]
    worlds: Mapping[Fact, int]


class Chaining:
    """Rules made ready for chaining forward, again and again."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._triggers = _triggers(rules)

    def derive(self, facts: Iterable[Fact] | Mapping[Fact, int], most: float = math.inf) -> Chained:
        """Everything that the rules derive from ``facts``; ``LimitError`` where that takes more than ``most`` looks.

        Where facts come with the worlds in which they hold, what a rule concludes holds in those in which all of its
        premises do (Green, Karvounarakis and Tannen 2007, "Provenance semirings"): in each world, what its own facts
        give, as rules know no negation.
        """
        index = FactIndex(facts, most)
        fresh = dict(index.worlds)
        derived: dict[Fact, str] = {}
        of_literals: dict[Fact, str] = {}
        while fresh:
            queue, fresh = fresh, {}
            for fact, worlds in queue.items():
                for trigger in self._concerning(fact):
                    for conclusion, where in _conclusions(trigger, fact, worlds, index):
                        if isinstance(conclusion[0], Literal | Triple):
                            of_literals.setdefault(conclusion, trigger.name)
                        elif gained := index.add(conclusion, where):
                            derived.setdefault(conclusion, trigger.name)
                            fresh[conclusion] = fresh.get(conclusion, 0) | gained
        return Chained(derived, of_literals, index.worlds)

    def _concerning(self, fact: Fact) -> Iterator[_Trigger]:
        """The triggers that a fact can fit, those of its predicate first."""
        for by_object in (self._triggers.get(fact[1]), self._triggers.get(None)):
            if by_object is not None:
                yield from by_object.get(fact[2], ())
                yield from by_object.get(None, ())


@dataclass(frozen=True)
class _Trigger:
    """One atom of a rule, the rest of its body in the order to match it in, and the head."""

    name: str
    atom: _Shape
    rest: tuple[_Shape, ...]
    head: _Shape


def _triggers(rules: Iterable[Rule]) -> dict[Term | None, dict[Term | None, list[_Trigger]]]:
    """The atoms of all bodies by predicate and object; None for a variable one."""
    found: dict[Term | None, dict[Term | None, list[_Trigger]]] = defaultdict(lambda: defaultdict(list))
    for rule in rules:
        for atom in rule.body:
            if rule.head is not None:
                others = tuple(other for other in rule.body if other is not atom)
                rest = tuple(map(_shape, _ordered(others, {v.name for v in atom.variables})))
                p, o = (None if isinstance(term, Var) else term for term in (atom.predicate, atom.object))
                found[p][o].append(_Trigger(rule.name, _shape(atom), rest, _shape(rule.head)))
    return found


def _conclusions(trigger: _Trigger, fact: Fact, worlds: int, index: FactIndex) -> Iterator[tuple[Fact, int]]:
    """What a rule concludes when one of its atoms is ``fact`` in ``worlds``, and in which of them."""
    start = _fitted(trigger.atom, fact, {})
    if start is None:
        return
    (s_name, s), (p_name, p), (o_name, o) = trigger.head
    for found, where in _walk(trigger.rest, index, start, worlds):
        yield (found.get(s_name, s), found.get(p_name, p), found.get(o_name, o)), where  # type: ignore[misc]


def _shape(atom: Atom) -> _Shape:
    s, p, o = ((term.name, None) if isinstance(term, Var) else ("", term) for term in atom.terms)
    return (s, p, o)


def _fitted(shape: _Shape, fact: Fact, binding: Binding) -> dict[str, Term] | None:
    """As :func:`unify`."""
    extended = dict(binding)
    for (name, term), value in zip(shape, fact, strict=True):
        bound = extended.setdefault(name, value) if name else term
        if bound is not value and bound != value:
            return None
    return extended


def _walk(
    body: tuple[_Shape, ...], index: FactIndex, binding: dict[str, Term], worlds: int
) -> Iterator[tuple[dict[str, Term], int]]:
    """The solutions of ``body`` in some of ``worlds``, and in which, its atoms matched from first to last."""
    if not body:
        yield binding, worlds
        return
    (s_name, s), (p_name, p), (o_name, o) = shape = body[0]
    rest = body[1:]
    for fact in index.matching((binding.get(s_name, s), binding.get(p_name, p), binding.get(o_name, o))):
        where = worlds & index.worlds[fact]
        extended = _fitted(shape, fact, binding) if where else None
        if extended is not None:
            yield from _walk(rest, index, extended, where)


def _ordered(body: tuple[Atom, ...], bound: Collection[str]) -> tuple[Atom, ...]:
    """The atoms so that each has as many terms as possible bound by those before it."""
    names, todo, order = set(bound), list(body), []
    while todo:
        best = max(todo, key=lambda atom: sum(not isinstance(t, Var) or t.name in names for t in atom.terms))
        todo.remove(best)
        order.append(best)
        names.update(variable.name for variable in best.variables)
    return tuple(order)
