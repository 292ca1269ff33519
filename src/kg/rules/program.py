"""What an ontology compiles to."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Triple

from kg.rules.entailment import Entailed
from kg.rules.model import Rule, RuleWarning


@dataclass(frozen=True)
class Program:
    """The rules of an ontology, the axioms that its axioms entail (table 9), and what the rules do not cover."""

    rules: tuple[Rule, ...]
    entailed: Entailed
    warnings: tuple[RuleWarning, ...]

    @property
    def unconditional(self) -> tuple[Triple, ...]:
        """What the rules conclude from nothing: the members of enumerated classes."""
        heads = (rule.head for rule in self.rules if rule.head is not None and not rule.body)
        return tuple(Triple(*head.terms) for head in heads)  # type: ignore[arg-type]
