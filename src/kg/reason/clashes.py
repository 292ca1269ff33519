"""Contradictions in a materialised state: the consistency rules, evaluated once, with the triples that break them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from kg.reason.closure import Clash
from kg.reason.plans import Plan, encode_rule
from kg.reason.state import State
from kg.rules import Rule
from kg.rules.tables import ALWAYS
from kg.terms import OWL

_DIFFERENT_FROM, _SAME_AS = OWL.term("differentFrom"), OWL.term("sameAs")
_Ids = tuple[int, int, int]


def find_clashes(state: State, rules: Iterable[Rule]) -> tuple[Clash, ...]:
    """Every way to satisfy a consistency rule, once for each set of triples, sorted by rule, axiom and triples."""
    checks = [rule for rule in rules if rule.head is None and rule.name != "eq-diff1"]
    plans = [encode_rule(rule, state.dictionary, state.split_types) for rule in checks]
    found = {clash for plan in plans for clash in _violations(state, plan)}
    found |= set(_different_but_same(state))
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
    key = (state.dictionary.ids[_DIFFERENT_FROM], -1)
    if key not in state.relations:
        return
    (rule,) = (rule for rule in ALWAYS if rule.name == "eq-diff1")
    pairs = state.given[key].rows() if key in state.given else []
    loops = state.relations[key].filter(state.relations[key]["s"] == state.relations[key]["o"])
    for representative in loops["s"].to_list():
        members = set(state.equality.members(representative))
        stated = [pair for pair in sorted(pairs) if members.issuperset(pair)]
        for s, o in stated or [(representative, representative)]:
            facts = (
                state.dictionary.triple(s, state.dictionary.ids[_SAME_AS], o),
                state.dictionary.triple(s, key[0], o),
            )
            yield Clash(rule.name, rule.axiom, tuple(sorted(facts, key=str)))


def _witness(state: State, ids: _Ids) -> _Ids:
    """A triple among those that ``ids`` stands for: a given one where there is one."""
    s, p, o = ids
    equality = state.equality
    if equality.find(s) == s and len(equality.members(s)) == 1 and len(equality.members(equality.find(o))) == 1:
        return ids
    for one, other in product(equality.members(equality.find(s)), equality.members(equality.find(o))):
        if state.was_given(one, p, other):
            return (one, p, other)
    return ids
