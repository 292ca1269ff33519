"""Rules as plain data: what a rule is, without anything that runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple


class Var(NamedTuple):
    """A variable of a rule."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


#: What stands in a rule. A triple term (RDF 1.2) is opaque to OWL, but data may hold one as an object.
Term = Var | NamedNode | BlankNode | Literal | Triple


class Atom(NamedTuple):
    """A triple pattern. A blank node is a constant here: it names an anonymous class or property."""

    subject: Term
    predicate: Term
    object: Term

    @property
    def terms(self) -> tuple[Term, Term, Term]:
        """Subject, predicate and object."""
        return self[:]

    @property
    def variables(self) -> frozenset[Var]:
        """The variables that occur."""
        return frozenset(term for term in self.terms if isinstance(term, Var))

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True)
class Rule:
    """If all atoms of ``body`` hold, ``head`` holds; without a head, the graph is inconsistent.

    ``name`` is that of the W3C rule (tables 4 to 9 of *OWL 2 Profiles*, section 4.3), ``axiom`` the axiom of
    the ontology that the rule was made from, in readable form. Where ``members`` are set, the rule stands for one for
    each two of its atoms, to which they give the names: see :meth:`pair`.

    ``triples`` are those of the ontology that state the axiom; of a list, the one that points to it, without its cells.
    A rule of no ``name`` is none of the W3C's: it says what the ontology states, as a conclusion from nothing.
    """

    name: str
    axiom: str
    head: Atom | None
    body: tuple[Atom, ...]
    members: tuple[str, ...] = ()
    triples: tuple[Triple, ...] = field(default=(), compare=False)

    def pair(self, one: int, other: int) -> Rule:
        """The rule of two members of a list: those of its atoms, or that they are the same for one of individuals."""
        first, second = self.body[one], self.body[other]
        body = (
            (first, second)
            if first.variables & {first.subject}
            else (Atom(first.subject, first.predicate, second.subject),)
        )
        axiom = f"{self.axiom}({self.members[one]}, {self.members[other]})"
        return Rule(self.name, axiom, self.head, body, triples=self.triples)

    def pairs(self) -> Iterator[Rule]:
        """The rules that a rule of a list stands for; any other rule itself."""
        if not self.members:
            yield self
        yield from (self.pair(*two) for two in combinations(range(len(self.members)), 2))

    def __str__(self) -> str:
        body = ", ".join(map(str, self.body)) or "true"
        return f"{self.name}: {self.head or 'false'} <- {body}"


def pairs_of_equals(terms: Iterable[Term]) -> Iterator[tuple[Term, Term]]:
    """The first of terms that are the same, with each other one: resources first, then by text."""
    first, *others = sorted(terms, key=lambda term: (isinstance(term, Literal | Triple), str(term)))
    yield from ((first, other) for other in others)


@dataclass(frozen=True)
class RuleWarning:
    """An axiom that no rule, or not every rule that it calls for, was made from; and what is then missing."""

    axiom: str
    consequence: str
