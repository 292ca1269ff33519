"""Contradictions in a materialised Spark state: the few triples that take part in them, judged by the Polars engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Triple

from kg.rdf.terms import OWL
from kg.reason.budget import Budget
from kg.reason.clashes import find_clashes
from kg.reason.closure import Clash
from kg.reason.encoding import COLUMNS, Dictionary, term_of, text_frame, text_of
from kg.reason.literal_rules import RANGE, typing_rules
from kg.reason.rules import Entailed, Program, Rule
from kg.reason.rules.tables import ALWAYS, SAME_AS
from kg.reason.spark_frames import RESOURCE, TEXTS, collected, settled, table, union
from kg.reason.spark_literals import outside
from kg.reason.spark_rules import IS_A, SAME, match, premises, reasons, shapes_of
from kg.reason.spark_state import SparkState
from kg.reason.state import State
from kg.reason.values import has_known_values, is_value_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_DIFFERENT_FROM = text_of(OWL.term("differentFrom"))
#: A condition on a triple: its property is anonymous.
_ANONYMOUS = "startswith(p, '_:')"


def spark_clashes(state: SparkState, program: Program) -> tuple[Clash, ...]:
    """What :func:`kg.reason.clashes.find_clashes` finds.

    The triples that break a rule are found where they are; they alone are brought to the driver.
    """
    ranges = state.schema(lambda predicate, _: predicate == RANGE)
    typing = typing_rules(ranges, program.rules)
    found = union(
        [
            *(*_satisfied_checks(state, program), *_unequal_literals(state, program)),
            *(*_mistyped(state, typing), *_denoting(state)),
        ]
    )
    sayable = found.filter(RESOURCE.format("s"))
    breaking = settled(state.expand(_stated(state, program, sayable)).distinct())
    if state.types.datatypes:
        breaking = settled(breaking.union(_telling(state, found)).distinct())
    given = state.given.frame.join(breaking, on=list(COLUMNS), how="left_semi")
    ill_typed = state.given.frame.join(state.literals.ill_typed, on="o", how="left_semi").select(*COLUMNS)
    stated, broken = collected(given.union(ill_typed)), collected(breaking)
    if not stated and not broken:
        return ()
    dictionary = Dictionary()
    witnesses = State(dictionary, dictionary.encode(text_frame(dict.fromkeys(stated))), Budget())
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
    """The premises of rules that give a type to literals, or what denotes them, whose values are not of that type."""
    denoted = [(first, literal) for first, literals in state.denoted().items() for literal in literals]
    for shape, constants in state.tables(shapes_of(rules)).items():
        if shape.head is not None:
            literal, _, datatype, _ = shape.head
            matches = match(shape, constants, state.known, state.known, 0, state.literals)
            asked = matches.selectExpr(f"{literal} as o", f"{datatype} as datatype")
            denoting = table(state.session, denoted, "o string, literal string").hint("broadcast")
            denoted_too = asked.join(denoting, on="o").selectExpr("literal as o", "datatype", "o as resource")
            wrong = outside(asked).union(outside(denoted_too).selectExpr("resource as o", "datatype"))
            pairs = wrong.withColumnsRenamed({"o": literal, "datatype": datatype})
            yield from premises(shape, matches.join(pairs, on=[literal, datatype], how="left_semi"))


def _telling(state: SparkState, found: DataFrame) -> DataFrame:
    """The given triples with the literals of whose types ``found`` has some: a literal is no subject."""
    literals = found.filter(f"not {RESOURCE.format('s')}").selectExpr("s as o").distinct()
    return state.given.frame.join(literals, on="o", how="left_semi").select(*COLUMNS)


def _denoting(state: SparkState) -> Iterator[DataFrame]:
    """Resources that are the same as literals of several values, or in a datatype that their value is not in."""
    values = state.values_denoted()
    if not values:
        return
    several = [first for first, some in values.items() if len(some) > 1]
    resources = table(state.session, [(first,) for first in values], "s string").hint("broadcast")
    types = state.known.frame.filter(f"p = '{IS_A}'").join(resources, on="s", how="left_semi").select("s", "o")
    wrong = [
        (row["s"], row["o"])
        for row in types.collect()
        if has_known_values(cls := term_of(row["o"]))
        and any(not is_value_of(content, getattr(cls, "value", "")) for content in values[row["s"]])
    ]
    rows = [*((s, IS_A, o) for s, o in wrong), *((s, SAME, s) for s in [*several, *(s for s, _ in wrong)])]
    yield table(state.session, rows, TEXTS)


def _stated(state: SparkState, program: Program, found: DataFrame) -> DataFrame:
    """``found``, with all that triples of anonymous properties, which RDF does not have, follow from in their place."""
    anonymous = [rule for rule in program.rules if rule.head and isinstance(rule.head.predicate, BlankNode)]
    tables = state.tables(shapes_of(anonymous))
    if not tables:
        return found
    named, new = [found.filter(f"not {_ANONYMOUS}")], found.filter(_ANONYMOUS)
    seen = new
    while new.count():
        steps = (reasons(shape, rules, new, state.known, state.literals) for shape, rules in tables.items())
        because = settled(union(chain.from_iterable(steps)).distinct())
        named.append(because.filter(f"not {_ANONYMOUS}"))
        new = settled(because.filter(_ANONYMOUS).join(seen, on=list(COLUMNS), how="left_anti"))
        seen = settled(seen.union(new))
    return union(named)


def _equalities(state: SparkState, triples: list[Triple]) -> list[Triple]:
    """What makes the terms of ``triples`` equal to their representatives."""
    terms = {text_of(term) for triple in triples for term in (triple.subject, triple.object)}
    pairs = sorted((term, state.equality.find(term)) for term in terms)
    return [Triple(term_of(first), SAME_AS, term_of(other)) for other, first in pairs if first != other]  # type: ignore[arg-type]
