"""An OWL 2 RL ontology as Datalog rules: plain data, named as in the W3C tables, without an engine.

:func:`compile_rules` makes the rules; :func:`schema_closure` gives the axioms that follow from the axioms.
"""

from kg.rules.compile import compile_rules, schema_closure
from kg.rules.model import Atom, Program, Rule, RuleWarning, Term, Var

__all__ = ["Atom", "Program", "Rule", "RuleWarning", "Term", "Var", "compile_rules", "schema_closure"]
