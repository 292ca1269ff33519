"""Which triples are axioms, and materialisation until no pass finds a new one: the same for every engine of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from pyoxigraph import Triple

from kg.rdf.terms import RDF
from kg.reason.budget import Budget
from kg.reason.rules import Program, Term, compile_rules
from kg.reason.rules.vocabulary import is_axiom, is_axiom_key

__all__ = ["Materialisation", "is_axiom", "is_axiom_key", "may_be_entailed", "saturate"]

_LIST_CELLS = frozenset({RDF.term("first"), RDF.term("rest")})


class Materialisation(Protocol):
    """The state of an engine: all triples known so far."""

    def run(self, program: Program) -> None:
        """Continue to the fixpoint under the rules of a program."""
        ...

    def given_axioms(self, is_axiom: Callable[[Term, Term | None], bool]) -> Iterable[Triple]:
        """The triples of the input whose predicate, or class, ``is_axiom`` accepts."""
        ...

    def learnt(self, is_axiom: Callable[[Term, Term | None], bool]) -> Iterable[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts that were neither given nor entailed."""
        ...

    def merged_schema_terms(self) -> list[tuple[Term, Term]]:
        """Pairs of equal terms of which one is used as a class or a property, sorted by text."""
        ...


def saturate(state: Materialisation, budget: Budget | None = None) -> Program:
    """Bring ``state`` to the fixpoint of the axioms in it; the rules of the last pass.

    Facts can entail axioms (a class equal to another, a property made transitive by a rule): the rules are then
    compiled anew and the fixpoint continued, until the axioms stay the same. ``budget`` is
    that of ``state``, where it has one.
    """
    schema = set(state.given_axioms(is_axiom_key))
    merged: list[tuple[Term, Term]] = []
    while True:
        program = compile_rules(schema, merged, budget)
        state.run(program)
        found = {triple for triple in state.learnt(is_axiom_key) if may_be_entailed(triple)}
        now_merged = state.merged_schema_terms()
        if found <= schema and now_merged == merged:
            return program
        schema |= found
        merged = now_merged


def may_be_entailed(triple: Triple) -> bool:
    """Whether a derived triple is an axiom. A cell of a list whose member is equal to another stays as given."""
    return is_axiom(triple) and triple.predicate not in _LIST_CELLS
