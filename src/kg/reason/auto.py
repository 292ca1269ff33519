"""The engine of small graphs: rules chained forward in Python where nothing needs care, and Polars for all else.

Joins of frames take about as long for ten rows as for ten thousand, and most graphs that people curate are small.
Care is what equality, contradictions, and literals of one value in several spellings need. That there is none of it is
checked and not assumed, so that the answer is always that of the Polars engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

#: Graphs of more triples go to Polars at once, which is quicker there, with the time that it takes to import; so do
#: those whose rules take more than so many looks at a triple, found or concluded: half a second.
FEW, MOST_LOOKS = 10_000, 50_000

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
    found = plainly_chained(dict.fromkeys(facts, 1), ontology, 1, MOST_LOOKS, budget or Budget())
    if found is None:
        return None
    chained, ready = found
    derived = [triple_of(fact) for fact in chained.derived if isinstance(fact[1], NamedNode)]
    return Closure(presentable((*ready.entailed, *derived), facts, ontology), (), ready.warnings)


def plainly_chained(
    facts: Mapping[Triple, int], ontology: Sequence[Triple], everywhere: int, most: int, budget: Budget
) -> tuple[Chained, Ready] | None:
    """What follows from facts with the worlds in which they hold, and from an ontology that holds ``everywhere``.

    None where finding out takes care in some world, where worlds differ in axioms, or for more than ``most`` looks.
    """
    stated = (*facts, *ontology)
    axioms = frozenset(filter(is_axiom, stated))
    if any(facts.get(axiom, everywhere) != everywhere for axiom in axioms) or not all(map(_is_plain, stated)):
        return None
    ready = _made_ready(axioms, budget)
    if ready is None:
        return None
    known = {fact_of(triple): worlds for triple, worlds in facts.items()}
    known |= dict.fromkeys(map(fact_of, (*ontology, *ready.entailed)), everywhere)
    known |= dict.fromkeys(typed_facts((fact[2] for fact in known), ready.types), everywhere)
    try:
        chained = ready.chaining.derive(known, most)
    except LimitError:
        return None
    if len(stated) + len(ready.entailed) + len(chained.derived) > limits().closure_triples:
        return None
    return None if _needs_care(chained) else (chained, ready)


@dataclass(frozen=True)
class Ready:
    """The rules of axioms for chaining, and what else a closure needs of them.

    That is the types of literals that they ask for, what holds without facts, and the axioms that they do not cover.
    """

    chaining: Chaining
    types: LiteralTypes
    entailed: tuple[Triple, ...]
    warnings: tuple[RuleWarning, ...]


@lru_cache(maxsize=4)
def _made_ready(schema: frozenset[Triple], budget: Budget) -> Ready | None:
    """The rules of axioms, :class:`Ready` for chaining.

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
    return Ready(Chaining(asked), LiteralTypes(program.rules), entailed, program.warnings)


def _is_plain(triple: Triple) -> bool:
    """Whether a triple that is given says nothing of equality, and has no literal that its datatype does not have."""
    thing = triple.object
    return triple.predicate not in _EQUALITY and (not isinstance(thing, Literal) or is_well_typed(thing))


def _needs_care(chained: Chained) -> bool:
    """Whether rules found a contradiction, an axiom that their own making did not know, or an equality."""
    return any(
        fact == _CLASH.terms
        or fact[1] in _EQUALITY
        or (isinstance(fact[1], NamedNode) and may_be_entailed(triple_of(fact)))
        for fact in chained.derived
    ) or any(
        predicate == _TYPED and has_known_values(datatype) and is_outside(literal, getattr(datatype, "value", ""))
        for literal, predicate, datatype in chained.of_literals
    )
