"""The classes that an ontology states to be in others, of which there can be tens of thousands: no object for each.

A rule is made where one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from pyoxigraph import Literal, Triple

from kg.rdf.terms import RDFS
from kg.reason.rules.model import Rule, Term
from kg.reason.rules.schema import Schema
from kg.reason.rules.tables import BY_PAIR, instantiate

SUB_CLASS = RDFS.term("subClassOf")
(_TEMPLATE,) = (template for template in BY_PAIR if template.axiom == SUB_CLASS)


class Subclasses:
    """The given pairs of ``rdfs:subClassOf`` that rule cax-sco is for."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    @cached_property
    def pairs(self) -> Sequence[tuple[Term, Term]]:
        """The classes, each with one that it is in and that is another."""
        return [pair for pair in self._schema.pairs(SUB_CLASS) if _has_effect(*pair)]

    def above(self, cls: Term) -> list[Term]:
        """The classes that one is stated to be in."""
        return [other for other in self._schema.objects(cls, SUB_CLASS) if _has_effect(cls, other)]

    def rule(self, one: Term, other: Term) -> Rule:
        """The rule of a pair."""
        axiom = f"{self._schema.name(one)} subClassOf {self._schema.name(other)}"
        return instantiate(_TEMPLATE, one, other, axiom)

    def rules(self) -> Iterator[Rule]:
        """The rules of all pairs."""
        return (self.rule(*pair) for pair in self.pairs)


def _has_effect(one: Term, other: Term) -> bool:
    return one != other and not isinstance(other, Literal | Triple)
