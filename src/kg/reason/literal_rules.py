"""What rules ask of literals: which values they compare, and into which datatypes they put them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Triple

from kg.reason.values import has_known_values, may_be_spelt_otherwise
from kg.rules import Rule, Term, Var
from kg.rules.compile import instantiate
from kg.rules.schema import short
from kg.rules.tables import ALWAYS, BY_PAIR, SAME_AS, TYPE
from kg.terms import RDFS

NOT_TYPE = "dt-not-type"
#: The property of whose values a datatype can be asked for.
RANGE = RDFS.term("range")
_EQUALITY = frozenset(rule.name for rule in ALWAYS)


def compared_by_value(rule: Rule) -> set[Term]:
    """What stands in the body for literals of one value, however they are spelt: constants, and what atoms share.

    What the head has stands for itself, so that literals are carried as they are spelt.
    """
    objects = Counter(atom.object for atom in rule.body)
    head = () if rule.head is None else rule.head.variables
    shared = {term for term, times in objects.items() if isinstance(term, Var) and times > 1 and term not in head}
    return shared | {term for term in objects if may_be_spelt_otherwise(term)}


def may_equate(rule: Rule) -> bool:
    """Whether a rule concludes that two things are the same, other than from that being said."""
    return rule.head is not None and rule.head.predicate == SAME_AS and rule.name not in _EQUALITY


def typing_rules(ranges: Iterable[Triple], rules: Iterable[Rule]) -> list[Rule]:
    """Rule dt-not-type for all that puts values into a datatype with known values: ``ranges``, and some of ``rules``.

    ``ranges`` are the triples known of ``rdfs:range``.
    """
    (template,) = (template for template in BY_PAIR if template.axiom == RANGE)
    told = sorted((triple for triple in ranges if has_known_values(triple.object)), key=str)
    axioms = (f"{short(triple.subject)} range {short(triple.object)}" for triple in told)
    by_range = (instantiate(template, t.subject, t.object, axiom) for t, axiom in zip(told, axioms, strict=True))
    return [replace(rule, name=NOT_TYPE) for rule in dict.fromkeys((*by_range, *filter(_types_literals, rules)))]


def _types_literals(rule: Rule) -> bool:
    """Whether a rule puts values of a property into a datatype with known values."""
    head = rule.head
    typed = head is not None and head.predicate == TYPE and has_known_values(head.object)
    return head is not None and typed and any(atom.object == head.subject for atom in rule.body)
