"""What an ontology compiles to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Triple

from kg.reason.rules.entailment import Entailed
from kg.reason.rules.model import Rule, RuleWarning
from kg.reason.rules.subclasses import Subclasses


@dataclass(frozen=True)
class Program:
    """The rules of an ontology, the axioms that its axioms entail (table 9), and what the rules do not cover.

    ``others`` are the rules without those of the ``subclasses``, first those of
    :data:`~kg.reason.rules.tables.ALWAYS`.
    """

    subclasses: Subclasses
    others: tuple[Rule, ...]
    entailed: Entailed
    warnings: tuple[RuleWarning, ...]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, first those of :data:`~kg.reason.rules.tables.ALWAYS`."""
        return (*self.others, *self.subclasses.rules())

    @property
    def unconditional(self) -> tuple[Triple, ...]:
        """What the rules conclude from nothing: the members of enumerated classes."""
        heads = (rule.head for rule in self.others if rule.head is not None and not rule.body)
        return tuple(Triple(*head.terms) for head in heads)  # type: ignore[arg-type]
