"""An OWL 2 RL ontology as Datalog rules: plain data, named as in the W3C tables, without an engine.

:func:`compile_rules` makes the rules, and with them the axioms that follow from the axioms.
"""

from kg.rules.compile import compile_rules
from kg.rules.entailment import Entailed
from kg.rules.model import Atom, Rule, RuleWarning, Term, Var
from kg.rules.program import Program

__all__ = ["Atom", "Entailed", "Program", "Rule", "RuleWarning", "Term", "Var", "compile_rules"]
