"""Rules with long bodies as rules with two premises each, which engines evaluate in work that grows with the length.

What the rules in between conclude has a blank node for its predicate, which RDF does not have: engines leave it out.
Proofs use the rules as the W3C has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from pyoxigraph import BlankNode

from kg.rules.model import Atom, Rule, Term, Var
from kg.rules.tables import TYPE

#: Bodies of so many atoms are evaluated as they are.
_SHORT = 6
_X, _Y, _Z = Var("x"), Var("y"), Var("z")
_Links = tuple[Term, ...]


def in_steps(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that conclude the same, of which no chain (prp-spo2) and no intersection (cls-int1) has a long body.

    What several of them have in common, or one of them has several times, is concluded once.
    """
    kept: list[Rule] = []
    steps: dict[tuple[Atom | None, tuple[Atom, ...]], Rule] = {}
    for rule in rules:
        if len(rule.body) > _SHORT and rule.name in ("prp-spo2", "cls-int1") and rule.head is not None:
            for step in _steps(rule, rule.head):
                steps.setdefault((step.head, step.body), step)
        else:
            kept.append(rule)
    return [*kept, *steps.values()]


def _steps(rule: Rule, head: Atom) -> Iterator[Rule]:
    """A rule for each part of a body, halved again and again."""
    chain = rule.name == "prp-spo2"
    x, y, z = (_X, _Y, _Z) if chain else (_X, _X, _X)
    links: _Links = tuple(atom.predicate if chain else atom.object for atom in rule.body)

    def atom(part: _Links, one: Var, other: Var) -> Atom:
        if len(part) == len(links):
            return Atom(one, head.predicate, other if chain else head.object)
        if len(part) > 1:
            return Atom(one, BlankNode(sha256(f"{rule.name} {' '.join(map(str, part))}".encode()).hexdigest()), other)
        return Atom(one, part[0], other) if chain else Atom(one, TYPE, part[0])

    seen: set[_Links] = set()
    todo = [links]
    while todo:
        part = todo.pop()
        if len(part) > 1 and part not in seen:
            seen.add(part)
            first, second = _halves(part)
            yield Rule(rule.name, rule.axiom, atom(part, x, z), (atom(first, x, y), atom(second, y, z)))
            todo += [first, second]


def _halves(links: _Links) -> tuple[_Links, _Links]:
    """The longest beginning whose length is a power of two, and the rest: repeated links make equal halves."""
    middle = 1 << (len(links) - 1).bit_length() - 1
    return links[:middle], links[middle:]
