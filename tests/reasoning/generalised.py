"""An oracle: the rules as the W3C has them, chained over generalised triples, one round after the other."""

import pyoxigraph as ox

from kg.reason.axioms import is_axiom
from kg.reason.closure import presentable
from kg.reason.rules import compile_rules
from kg.reason.rules.match import fact_of, forward
from kg.reason.unsayable import facts_about_literals


def closure(facts: list[ox.Triple], ontology: list[ox.Triple]) -> tuple[ox.Triple, ...]:
    """What the rules add to facts, where they compare no literals in other spellings."""
    known = {fact_of(triple) for triple in (*facts, *ontology)}
    while True:
        program = compile_rules([ox.Triple(*fact) for fact in known if is_axiom(ox.Triple(*fact))])
        start = {*known, *map(fact_of, (*program.entailed, *program.unconditional))}
        concluded = forward(program.rules, [*start, *facts_about_literals(start, program.rules)])
        new = start | {fact for fact in concluded if isinstance(fact[1], ox.NamedNode)}
        if new == known:
            return presentable((ox.Triple(*fact) for fact in known), facts, ontology)
        known = new
