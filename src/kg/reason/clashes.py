"""Contradictions in a materialised state: the consistency rules, evaluated once, with the triples that break them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from operator import itemgetter

import polars as pl
from pyoxigraph import Literal, Triple

from kg.reason.closure import Clash
from kg.reason.encoding import term_of
from kg.reason.plans import Pattern, Plan, encode_rules
from kg.reason.state import State
from kg.reason.values import IllTypedError, are_plainly_well_typed, value
from kg.rules import Rule
from kg.rules.tables import ALWAYS
from kg.terms import OWL

_DIFFERENT_FROM, _SAME_AS = OWL.term("differentFrom"), OWL.term("sameAs")
_EQUALITY = frozenset(rule.name for rule in ALWAYS)
_Ids = tuple[int, int, int]


def find_clashes(state: State, rules: Sequence[Rule]) -> tuple[Clash, ...]:
    """Every way to satisfy a consistency rule, once for each set of triples, sorted by rule, axiom and triples."""
    checks = [rule for rule in rules if rule.head is None and rule.name != "eq-diff1"]
    plans = encode_rules(checks, state.dictionary, state.split_types)
    found = {clash for plan in plans for clash in _violations(state, plan)}
    found |= {*_different_but_same(state), *_ill_typed(state)}
    equating = encode_rules(filter(_may_equate, rules), state.dictionary, state.split_types)
    found |= {clash for plan in equating if plan.half for clash in _different_values(state, plan, plan.half)}
    return tuple(sorted(found, key=lambda clash: (clash.rule, clash.axiom, str(clash.facts))))


def _violations(state: State, plan: Plan) -> Iterator[Clash]:
    first, *rest = sorted(plan.body, key=lambda pattern: (pattern.key, str(pattern.s), str(pattern.o)))
    relation = state.relations.get(first.key)
    if relation is None:
        return
    variables = frozenset[str]().union(*(pattern.variables for pattern in plan.body))
    rows = state.evaluator.join(state.evaluator.bind(relation, first), rest, state.relations, variables)
    if rows is None:
        return
    for row in rows.iter_rows(named=True):
        facts = set()
        for pattern in plan.body:
            predicate, cls = pattern.key
            s = row[pattern.s] if isinstance(pattern.s, str) else pattern.s
            o = cls if pattern.o is None else row[pattern.o] if isinstance(pattern.o, str) else pattern.o
            facts.add(state.dictionary.triple(*_witness(state, (s, predicate, o))))
        yield Clash(plan.rule.name, plan.rule.axiom, tuple(sorted(facts, key=str)))


def _different_but_same(state: State) -> Iterator[Clash]:
    """Rule eq-diff1, also for a resource said to be different from itself (by eq-ref)."""
    key = (state.dictionary.number(_DIFFERENT_FROM), -1)
    if key not in state.relations:
        return
    (rule,) = (rule for rule in ALWAYS if rule.name == "eq-diff1")
    pairs = state.given[key].rows() if key in state.given else []
    loops = state.relations[key].filter(state.relations[key]["s"] == state.relations[key]["o"])
    for representative in loops["s"].to_list():
        members = _members(state, representative)
        stated = [pair for pair in sorted(pairs) if set(members).issuperset(pair)]
        for s, o in stated or [(members[0], members[0])]:
            facts = (
                state.dictionary.triple(s, state.dictionary.number(_SAME_AS), o),
                state.dictionary.triple(s, key[0], o),
            )
            yield Clash(rule.name, rule.axiom, tuple(sorted(facts, key=str)))


def _may_equate(rule: Rule) -> bool:
    return rule.head is not None and rule.head.predicate == _SAME_AS and rule.name not in _EQUALITY


def _ill_typed(state: State) -> Iterator[Clash]:
    """Rule dt-not-type: a literal that its datatype does not have."""
    texts = state.dictionary.all_texts()
    doubtful = texts.filter(texts.str.starts_with('"') & ~are_plainly_well_typed(texts)).to_list()
    bad = {text for text in doubtful if isinstance(term := term_of(text), Literal) and not _is_well_typed(term)}
    if not bad:
        return
    numbers = [state.dictionary.number(term_of(text)) for text in sorted(bad)]
    for (predicate, cls), frame in sorted(state.given.items(), key=itemgetter(0)):
        for s, o in frame.filter(pl.col("o").is_in(numbers)).rows() if cls < 0 else ():
            triple = state.dictionary.triple(s, predicate, o)
            yield Clash("dt-not-type", f"{triple.object} is ill-typed", (triple,))


def _is_well_typed(literal: Literal) -> bool:
    try:
        value(literal)
    except IllTypedError:
        return False
    return True


def _different_values(state: State, plan: Plan, half: tuple[Pattern, ...]) -> Iterator[Clash]:
    """Rule dt-diff with eq-diff1: a rule equates two literals that have different values."""
    for shared, members in state.evaluator.literal_groups(plan, half, state.relations):
        terms = map(state.dictionary.term, members)
        literals = [term for term in terms if isinstance(term, Literal)]
        known = [(literal, value(literal)) for literal in literals if _is_well_typed(literal)]
        values = {content: literal for literal, content in sorted(known, key=str, reverse=True) if content is not None}
        if len(values) > 1:
            facts = _facts_about(state, half, shared, [state.dictionary.number(term) for term in values.values()])
            yield Clash("dt-diff", plan.rule.axiom, facts)


def _facts_about(
    state: State, half: tuple[Pattern, ...], shared: dict[str, int], members: list[int]
) -> tuple[Triple, ...]:
    """The triples of a group: the patterns of ``half`` for the shared values and each member."""
    facts = set()
    for pattern in half:
        predicate, cls = pattern.key
        for member in members:
            s, o = (shared.get(part, member) if isinstance(part, str) else part for part in (pattern.s, pattern.o))
            if s is not None:
                facts.add(state.dictionary.triple(*_witness(state, (s, predicate, cls if o is None else o))))
    return tuple(sorted(facts, key=str))


def _witness(state: State, ids: _Ids) -> _Ids:
    """A triple among those that ``ids`` stands for: the first in the order of text, a given one where there is one."""
    s, p, o = ids
    subjects, objects = _members(state, s), _members(state, o)
    if len(subjects) == len(objects) == 1:
        return ids
    for one, other in product(subjects, objects):
        if state.was_given(one, p, other):
            return (one, p, other)
    return (subjects[0], p, objects[0])


def _members(state: State, number: int) -> list[int]:
    """All terms equal to a term, in the order of their text."""
    members = state.equality.members(state.equality.find(number))
    return sorted(members, key=state.dictionary.text) if len(members) > 1 else members
