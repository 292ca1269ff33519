"""The default engine: the compiled rules as semi-naive joins of Polars frames.

Semi-naive: in each round a rule is evaluated only where at least one of its premises was new in the round before.
Resources known to be the same are replaced by one representative, and expanded again at the end, so that the
answers are those of the W3C's eq-* rules without computing their cubic number of steps.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from pyoxigraph import Triple

from kg.reason.clashes import find_clashes
from kg.reason.closure import Closure, is_trivial_class
from kg.reason.encoding import FIRST_LITERAL, Dictionary, term_of, text_frame, triples_of
from kg.reason.state import State
from kg.rules import Program, Term, Var, compile_rules
from kg.rules.tables import ALWAYS, AXIOMATIC, SCHEMA, TYPE
from kg.terms import OWL, RDF, RDFS, XSD

#: Terms that the engine asks the dictionary for, whether or not the data use them.
_VOCABULARY: frozenset[Term] = frozenset(
    term
    for rule in (*ALWAYS, *AXIOMATIC, *SCHEMA)
    for atom in ((rule.head, *rule.body) if rule.head else rule.body)
    for term in atom.terms
    if not isinstance(term, Var)
)
#: Predicates of the RDF, RDFS and OWL vocabularies that state nothing about the schema.
_NOT_SCHEMA = frozenset(
    {TYPE, OWL.term("sameAs"), OWL.term("differentFrom")}
    | {RDFS.term(local) for local in ("label", "comment", "seeAlso", "isDefinedBy", "member")}
)
_LIST_CELLS = frozenset({RDF.term("first"), RDF.term("rest")})
_CLASSES_OF_INDIVIDUALS = frozenset({OWL.term("Thing"), OWL.term("NamedIndividual"), OWL.term("Nothing")})
_SCHEMA_SPACES = (OWL.iri, RDFS.iri, RDF.iri)


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
    """The fixpoint of the rules of triples, given as texts, over those triples; and the rules of its last pass.

    Facts can entail axioms (a class equal to another, a property made transitive by a rule): the rules are then
    compiled anew and the fixpoint continued, until the axioms stay the same.
    """
    dictionary = Dictionary()
    state = State(dictionary, dictionary.encode(texts))
    dictionary.learn(_VOCABULARY)
    schema = set(state.given_axioms(is_axiom_key))
    merged: list[tuple[Term, Term]] = []
    while True:
        program = compile_rules(sorted(schema, key=str), merged)
        state.run(program)
        found = {triple for triple in state.schema(is_axiom_key) if _can_be_found(triple)} - set(program.entailed)
        now_merged = state.merged_schema_terms()
        if found <= schema and now_merged == merged:
            return state, program
        schema |= found
        merged = now_merged


def _can_be_found(triple: Triple) -> bool:
    """Whether a derived triple is an axiom. A cell of a list whose member is equal to another stays as given."""
    return is_axiom(triple) and triple.predicate not in _LIST_CELLS


def is_axiom(triple: Triple) -> bool:
    """Whether a triple is, or is part of, an axiom: judged by its vocabulary."""
    if triple.predicate == TYPE:
        return is_axiom_key(TYPE, triple.object)
    return is_axiom_key(triple.predicate, None)


def is_axiom_key(predicate: Term, cls: Term | None) -> bool:
    """Whether triples of this predicate, or types of this class, are axioms."""
    term = predicate if cls is None else cls
    excluded = _NOT_SCHEMA if cls is None else _CLASSES_OF_INDIVIDUALS
    iri = getattr(term, "value", "")
    return term not in excluded and iri.startswith(_SCHEMA_SPACES)
