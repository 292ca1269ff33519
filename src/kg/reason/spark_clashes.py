"""Contradictions in a materialised Spark state: the few triples that take part in them, judged by the Polars engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Triple

from kg.reason.clashes import find_clashes
from kg.reason.closure import Clash
from kg.reason.encoding import COLUMNS, Dictionary, term_of, text_frame, text_of
from kg.reason.spark_rules import RESOURCE, match, premises, shapes_of, union
from kg.reason.spark_state import SparkState, collected, settled
from kg.reason.state import State
from kg.reason.values import IllTypedError, value
from kg.rules import Program
from kg.rules.tables import ALWAYS, SAME_AS
from kg.terms import OWL, XSD

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_DIFFERENT_FROM = text_of(OWL.term("differentFrom"))


def spark_clashes(state: SparkState, program: Program) -> tuple[Clash, ...]:
    """What :func:`kg.reason.clashes.find_clashes` finds.

    The triples that break a rule are found where they are; they alone are brought to the driver.
    """
    found = union([*_satisfied_checks(state, program), *_unequal_literals(state, program)])
    breaking = settled(state.expand(found).distinct())
    given = state.given.frame.join(breaking, on=list(COLUMNS), how="left_semi")
    stated, broken = collected(given.union(_ill_typed(state.given.frame))), collected(breaking)
    if not stated and not broken:
        return ()
    dictionary = Dictionary()
    witnesses = State(dictionary, dictionary.encode(text_frame(dict.fromkeys(stated))))
    witnesses.run(replace(program, entailed=(*dict.fromkeys(broken), *_equalities(state, broken))))
    return find_clashes(witnesses, program.rules)


def _satisfied_checks(state: SparkState, program: Program) -> Iterator[DataFrame]:
    """The premises of consistency rules that are satisfied; of eq-diff1, resources different from themselves."""
    yield state.known.frame.filter(f"p = '{_DIFFERENT_FROM}' and s = o")
    checks = [rule for rule in program.rules if rule.head is None and rule.name != "eq-diff1"]
    for shape, rules in state.tables(shapes_of(checks)).items():
        yield from premises(shape, match(shape, rules, state.known, state.known, 0))


def _unequal_literals(state: SparkState, program: Program) -> Iterator[DataFrame]:
    """The premises of rules that equate several literals, which may have different values."""
    equating = [rule for rule in program.rules if rule.head and rule.head.predicate == SAME_AS]
    for shape, rules in state.tables(shapes_of(rule for rule in equating if rule not in ALWAYS)).items():
        if shape.member is not None:
            literals = match(shape, rules, state.known, state.known, 0).filter(f"not {RESOURCE.format(shape.member)}")
            group = f"over (partition by {', '.join(shape.shared)})"
            several = f"min({shape.member}) {group} <> max({shape.member}) {group} as several"
            yield from premises(shape, literals.selectExpr("*", several).filter("several"))


def _ill_typed(given: DataFrame) -> DataFrame:
    """Triples whose object is a literal that its datatype does not have."""
    is_ill_typed = given.sparkSession.udf.register("is_ill_typed", _is_ill_typed, "boolean")
    typed = given.filter(f"startswith(o, '\"') and contains(o, '\"^^<{XSD.iri}')")
    return typed.filter(is_ill_typed("o"))


def _is_ill_typed(text: str) -> bool:
    literal = term_of(text)
    try:
        if isinstance(literal, Literal):
            value(literal)
    except IllTypedError:
        return True
    return False


def _equalities(state: SparkState, triples: list[Triple]) -> list[Triple]:
    """What makes the terms of ``triples`` equal to their representatives."""
    terms = {text_of(term) for triple in triples for term in (triple.subject, triple.object)}
    pairs = sorted((term, state.equality.find(term)) for term in terms)
    return [Triple(term_of(one), SAME_AS, term_of(other)) for one, other in pairs if one != other]  # type: ignore[arg-type]
