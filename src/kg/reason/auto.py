"""The engine of small graphs: rules chained forward in Python where nothing needs care, and Polars for all else.

Joins of frames take about as long for ten rows as for ten thousand, and most graphs that people curate are small.
Care is what equality, contradictions, and literals of one value in several spellings need. That there is none of it is
checked and not assumed, so that the answer is always that of the Polars engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import LimitError
from kg.limits import limits
from kg.reason.axioms import is_axiom, may_be_entailed
from kg.reason.budget import Budget
from kg.reason.closure import Closure, presentable
from kg.reason.literal_rules import RANGE, LiteralTypes, compared_by_value, may_equate, typing_rules
from kg.reason.rules import Atom, RuleWarning, compile_rules
from kg.reason.rules.match import Chained, Chaining, fact_of, triple_of
from kg.reason.rules.steps import in_steps
from kg.reason.rules.tables import ALWAYS, DIFFERENT_FROM, SAME_AS
from kg.reason.unsayable import typed_facts
from kg.reason.values import has_known_values, is_outside, is_well_typed, may_be_spelt_otherwise

#: Graphs of more triples go to Polars at once, which is quicker there; so do those whose rules take more than so many
#: looks at a triple, found or concluded: half a second.
FEW, MOST_LOOKS = 6_000, 50_000

_EQUALITY = frozenset({SAME_AS, DIFFERENT_FROM})
#: Predicates that no data can have: of what a rule concludes here that concludes a contradiction, and of what values
#: must have for datatypes, from which nothing follows.
_FALSE, _TYPED = BlankNode(), BlankNode()
_CLASH = Atom(_FALSE, _FALSE, _FALSE)


class AutoReasoner:
    """Forward chaining for small graphs without equality and contradictions, else the Polars engine."""

    name = "auto"

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
        """Everything new that the rules derive about the resources of the facts, and every clash."""
        given, axioms, budget = tuple(facts), tuple(ontology), Budget()
        closed = plain_closure(given, axioms, budget) if len(given) + len(axioms) <= FEW else None
        if closed is None:
            from kg.reason.polars import PolarsReasoner  # Takes a tenth of a second to import.

            closed = PolarsReasoner().closure(given, axioms, budget)
        return closed


def plain_closure(facts: Sequence[Triple], ontology: Sequence[Triple], budget: Budget | None = None) -> Closure | None:
    """The closure of ``facts``, without a clash; None where finding out takes care, or more than a moment."""
    stated = (*facts, *ontology)
    ready = _made_ready(frozenset(filter(is_axiom, stated)), budget or Budget())
    if ready is None or not all(map(_is_plain, stated)):
        return None
    chaining, types, entailed, warnings = ready
    known = [fact_of(triple) for triple in (*stated, *entailed)]
    try:
        chained = chaining.derive((*known, *typed_facts((fact[2] for fact in known), types)), MOST_LOOKS)
    except LimitError:
        return None
    if len(stated) + len(entailed) + len(chained.derived) > limits().closure_triples:
        return None
    derived = [triple_of(fact) for fact in chained.derived if isinstance(fact[1], NamedNode)]
    if _needs_care(chained, derived):
        return None
    return Closure(presentable((*entailed, *derived), facts, ontology), (), warnings)


@lru_cache(maxsize=4)
def _made_ready(
    schema: frozenset[Triple], budget: Budget
) -> tuple[Chaining, LiteralTypes, tuple[Triple, ...], tuple[RuleWarning, ...]] | None:
    """The rules of axioms for chaining, and what else a closure needs of them.

    That is the types of literals that they ask for, what holds without facts, and the axioms that they do not cover.

    None where the rules equate resources, compare literals by value, or add axioms, and where they are too many.
    """
    program = compile_rules(schema, (), budget)
    if len(program.entailed) > MOST_LOOKS or any(rule.members for rule in program.rules):
        return None
    rules = in_steps(rule for rule in program.rules if rule not in ALWAYS)
    if any(rule.head and may_be_spelt_otherwise(rule.head.object) for rule in rules):
        return None
    if any(may_equate(rule) or compared_by_value(rule) for rule in rules):
        return None
    if any(map(may_be_entailed, program.unconditional)):
        return None
    ranges = [triple for triple in (*schema, *program.entailed) if triple.predicate == RANGE]
    asked = (
        *rules,
        *(replace(r, head=r.head._replace(predicate=_TYPED)) for r in typing_rules(ranges, rules) if r.head),
        *(replace(rule, head=_CLASH) for rule in program.rules if rule.head is None),
    )
    entailed = (*program.entailed, *program.unconditional)
    return Chaining(asked), LiteralTypes(program.rules), entailed, program.warnings


def _is_plain(triple: Triple) -> bool:
    """Whether a triple that is given says nothing of equality, and has no literal that its datatype does not have."""
    thing = triple.object
    return triple.predicate not in _EQUALITY and (not isinstance(thing, Literal) or is_well_typed(thing))


def _needs_care(chained: Chained, derived: Iterable[Triple]) -> bool:
    """Whether rules found a contradiction, an axiom that their own making did not know, or an equality."""
    return (
        _CLASH.terms in chained.derived
        or any(t.predicate in _EQUALITY or may_be_entailed(t) for t in derived)
        or any(
            predicate == _TYPED and has_known_values(datatype) and is_outside(literal, getattr(datatype, "value", ""))
            for literal, predicate, datatype in chained.of_literals
        )
    )
