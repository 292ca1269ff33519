"""Matching rule bodies against triples in memory: for schema rules and for proofs, where data are few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.rules.model import Atom, Rule, Term, Var

#: A triple as a plain tuple: cheaper to take apart than a pyoxigraph triple.
Fact = tuple[Term, Term, Term]
Binding = Mapping[Var, Term]


class FactIndex:
    """Facts, found by predicate together with subject, object, both or neither; in order of insertion."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._all: dict[Fact, None] = {}
        self._by: dict[tuple[Term | None, Term | None, Term | None], list[Fact]] = defaultdict(list)
        for fact in facts:
            self.add(fact)

    def __contains__(self, fact: object) -> bool:
        return fact in self._all

    def add(self, fact: Fact) -> bool:
        """Add a fact; whether it was new."""
        if fact in self._all:
            return False
        self._all[fact] = None
        s, p, o = fact
        for key in ((None, p, None), (s, p, None), (None, p, o), (s, None, None), (None, None, o)):
            self._by[key].append(fact)
        return True

    def matching(self, pattern: tuple[Term | None, Term | None, Term | None]) -> Iterable[Fact]:
        """The facts that agree with ``pattern``, where None stands for anything."""
        s, p, o = pattern
        if s is not None and o is not None:
            if p is not None:
                return (pattern,) if pattern in self._all else ()
            return [fact for fact in self._by.get((s, None, None), ()) if fact[2] == o]
        if s is None and p is None and o is None:
            return list(self._all)
        return tuple(self._by.get(pattern, ()))


def unify(atom: Atom, fact: Fact, binding: Binding) -> dict[Var, Term] | None:
    """``binding`` extended so that ``atom`` is ``fact``, or None."""
    extended = dict(binding)
    for term, value in zip(atom.terms, fact, strict=True):
        bound = extended.setdefault(term, value) if isinstance(term, Var) else term
        if bound != value:
            return None
    return extended


def ground(atom: Atom, binding: Binding) -> Fact:
    """The fact that a fully bound atom stands for."""
    s, p, o = (binding[term] if isinstance(term, Var) else term for term in atom.terms)
    return (s, p, o)


def solve(body: tuple[Atom, ...], index: FactIndex, binding: Binding) -> Iterator[dict[Var, Term]]:
    """All ways to make every atom of ``body`` a fact of ``index``; the most bound atom is tried first."""
    if not body:
        yield dict(binding)
        return
    atom = max(body, key=lambda candidate: _bound(candidate, binding))
    rest = tuple(other for other in body if other is not atom)
    for fact in index.matching(_pattern(atom, binding)):
        extended = unify(atom, fact, binding)
        if extended is not None:
            yield from solve(rest, index, extended)


def forward(rules: Iterable[Rule], facts: Iterable[Fact]) -> dict[Fact, str]:
    """Everything that ``rules`` derive from ``facts``, each with the name of the rule that gave it first."""
    known = list(dict.fromkeys(facts))
    index = FactIndex(known)
    triggers: dict[Term | None, list[tuple[Rule, Atom, Atom]]] = defaultdict(list)
    for rule in rules:
        for atom in rule.body:
            if rule.head is not None:
                triggers[None if isinstance(atom.predicate, Var) else atom.predicate].append((rule, atom, rule.head))
    derived: dict[Fact, str] = {}
    queue = known
    while queue:
        fresh: list[Fact] = []
        for fact in queue:
            for rule, atom, head in (*triggers.get(fact[1], ()), *triggers.get(None, ())):
                for conclusion in _conclusions(rule, atom, head, fact, index):
                    if index.add(conclusion):
                        derived[conclusion] = rule.name
                        fresh.append(conclusion)
        queue = fresh
    return derived


def _conclusions(rule: Rule, atom: Atom, head: Atom, fact: Fact, index: FactIndex) -> list[Fact]:
    """What ``rule`` concludes when its ``atom`` is ``fact``."""
    start = unify(atom, fact, {})
    if start is None:
        return []
    rest = tuple(other for other in rule.body if other is not atom)
    return [ground(head, binding) for binding in solve(rest, index, start)]


def _pattern(atom: Atom, binding: Binding) -> tuple[Term | None, Term | None, Term | None]:
    s, p, o = (binding.get(term) if isinstance(term, Var) else term for term in atom.terms)
    return (s, p, o)


def _bound(atom: Atom, binding: Binding) -> int:
    return sum(value is not None for value in _pattern(atom, binding))
