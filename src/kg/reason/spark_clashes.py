"""Contradictions in a materialised Spark state: the few triples that take part in them, judged by the Polars engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.reason.clashes import find_clashes
from kg.reason.closure import Clash
from kg.reason.encoding import COLUMNS, Dictionary, term_of, text_frame, text_of
from kg.reason.literal_rules import RANGE, typing_rules
from kg.reason.spark_frames import RESOURCE, collected, settled, union
from kg.reason.spark_literals import outside
from kg.reason.spark_rules import match, premises, shapes_of
from kg.reason.spark_state import SparkState
from kg.reason.state import State
from kg.rules import Entailed, Program, Rule
from kg.rules.tables import ALWAYS, SAME_AS
from kg.terms import OWL

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_DIFFERENT_FROM = text_of(OWL.term("differentFrom"))


def spark_clashes(state: SparkState, program: Program) -> tuple[Clash, ...]:
    """What :func:`kg.reason.clashes.find_clashes` finds.

    The triples that break a rule are found where they are; they alone are brought to the driver.
    """
    ranges = state.schema(lambda predicate, _: predicate == RANGE)
    typing = typing_rules(ranges, program.rules)
    found = union([*_satisfied_checks(state, program), *_unequal_literals(state, program), *_mistyped(state, typing)])
    breaking = settled(state.expand(found).distinct())
    given = state.given.frame.join(breaking, on=list(COLUMNS), how="left_semi")
    ill_typed = state.given.frame.join(state.literals.ill_typed, on="o", how="left_semi").select(*COLUMNS)
    stated, broken = collected(given.union(ill_typed)), collected(breaking)
    if not stated and not broken:
        return ()
    dictionary = Dictionary()
    witnesses = State(dictionary, dictionary.encode(text_frame(dict.fromkeys(stated))))
    known = Entailed((*dict.fromkeys((*broken, *ranges)), *_equalities(state, broken)))
    witnesses.run(replace(program, entailed=known))
    return find_clashes(witnesses, program.rules)


def _satisfied_checks(state: SparkState, program: Program) -> Iterator[DataFrame]:
    """The premises of consistency rules that are satisfied; of eq-diff1, resources different from themselves."""
    yield state.known.frame.filter(f"p = '{_DIFFERENT_FROM}' and s = o")
    forbidding = (rule for rule in program.rules if rule.head is None and rule.name != "eq-diff1")
    checks = [pair for rule in forbidding for pair in rule.pairs()]
    for shape, rules in state.tables(shapes_of(checks)).items():
        yield from premises(shape, match(shape, rules, state.known, state.known, 0, state.literals))


def _unequal_literals(state: SparkState, program: Program) -> Iterator[DataFrame]:
    """The premises of rules that equate several literals, which may have different values."""
    equating = [rule for rule in program.rules if rule.head and rule.head.predicate == SAME_AS]
    for shape, rules in state.tables(shapes_of(rule for rule in equating if rule not in ALWAYS)).items():
        if shape.member is not None:
            literals = match(shape, rules, state.known, state.known, 0, state.literals).filter(
                f"not {RESOURCE.format(shape.member)}"
            )
            group = f"over (partition by {', '.join(shape.shared)})"
            several = f"min({shape.member}) {group} <> max({shape.member}) {group} as several"
            yield from premises(shape, literals.selectExpr("*", several).filter("several"))


def _mistyped(state: SparkState, rules: Iterable[Rule]) -> Iterator[DataFrame]:
    """The premises of rules that give a type to literals whose values are not of that type."""
    for shape, constants in state.tables(shapes_of(rules)).items():
        if shape.head is not None:
            literal, _, datatype, _ = shape.head
            matches = match(shape, constants, state.known, state.known, 0, state.literals)
            wrong = outside(matches.selectExpr(f"{literal} as o", f"{datatype} as datatype"))
            pairs = wrong.withColumnsRenamed({"o": literal, "datatype": datatype})
            yield from premises(shape, matches.join(pairs, on=[literal, datatype], how="left_semi"))


def _equalities(state: SparkState, triples: list[Triple]) -> list[Triple]:
    """What makes the terms of ``triples`` equal to their representatives."""
    terms = {text_of(term) for triple in triples for term in (triple.subject, triple.object)}
    pairs = sorted((term, state.equality.find(term)) for term in terms)
    return [Triple(term_of(one), SAME_AS, term_of(other)) for one, other in pairs if one != other]  # type: ignore[arg-type]
