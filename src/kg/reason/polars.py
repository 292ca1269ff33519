"""The default engine: the compiled rules as semi-naive joins of Polars frames.

Semi-naive: in each round a rule is evaluated only where at least one of its premises was new in the round before.
Resources known to be the same are replaced by one representative, and expanded again at the end, so that the
answers are those of the W3C's eq-* rules without computing their cubic number of steps.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from pyoxigraph import Triple

from kg.reason.axioms import saturate
from kg.reason.clashes import find_clashes
from kg.reason.closure import Closure, is_trivial_class
from kg.reason.encoding import FIRST_LITERAL, Dictionary, term_of, text_frame, triples_of
from kg.reason.state import State
from kg.rules import Program, Term, Var
from kg.rules.tables import ALWAYS, AXIOMATIC, SCHEMA, TYPE
from kg.terms import OWL, RDFS, XSD

#: Terms that the engine asks the dictionary for, whether or not the data use them.
_VOCABULARY: frozenset[Term] = frozenset(
    term
    for rule in (*ALWAYS, *AXIOMATIC, *SCHEMA)
    for atom in ((rule.head, *rule.body) if rule.head else rule.body)
    for term in atom.terms
    if not isinstance(term, Var)
)


class PolarsReasoner:
    """Exact OWL 2 RL materialisation in memory, for graphs of a few to tens of millions of triples."""

    name = "polars"

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> Closure:
        """Everything new that the rules derive about the resources of the facts, and every clash."""
        given, axioms = text_frame(facts), text_frame(ontology)
        state, program = materialise(pl.concat([given, axioms]))
        inferred = triples_of(state.dictionary.decode(_presentable(state, given)))
        return Closure(tuple(sorted(inferred, key=str)), find_clashes(state, program.rules))


def _presentable(state: State, facts: pl.DataFrame) -> pl.DataFrame:
    """What :func:`kg.reason.closure.presentable` keeps of the derived triples, chosen by numbers."""
    dictionary = state.dictionary
    type_id, same = dictionary.number(TYPE), dictionary.number(OWL.term("sameAs"))
    stated = dictionary.encode(facts)
    objects = stated.filter((pl.col("p") != type_id) & (pl.col("o") < FIRST_LITERAL))["o"]
    about = pl.concat([stated["s"], objects.alias("s")]).unique()
    texts = dictionary.resources().to_frame("text").with_row_index("number")
    anonymous = texts.filter(pl.col("text").str.starts_with("_:"))["number"]
    anonymous = anonymous.filter(~anonymous.is_in(about.implode()))
    trivial = [number for number, text in texts.filter(_may_be_trivial()).rows() if is_trivial_class(term_of(text))]
    return state.derived().filter(
        pl.col("s").is_in(about.implode())
        & ~pl.col("o").is_in(anonymous.implode())
        & ~((pl.col("p") == type_id) & pl.col("o").is_in(trivial))
        & ~((pl.col("p") == same) & (pl.col("s") == pl.col("o")))
    )


def _may_be_trivial() -> pl.Expr:
    return pl.any_horizontal(pl.col("text").str.starts_with(f"<{space.iri}") for space in (OWL, RDFS, XSD))


def materialise(texts: pl.DataFrame) -> tuple[State, Program]:
    """The fixpoint of the rules of triples, given as texts, over those triples; and the rules of its last pass."""
    dictionary = Dictionary()
    state = State(dictionary, dictionary.encode(texts))
    dictionary.learn(_VOCABULARY)
    return state, saturate(state)
