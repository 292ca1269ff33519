"""Contradictions in a materialised state: the consistency rules, evaluated once, with the triples that break them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

import polars as pl
from pyoxigraph import Literal, Triple

from kg.errors import LimitError
from kg.limits import limits
from kg.reason.closure import Clash
from kg.reason.denoting import denoted, literals_of
from kg.reason.encoding import FIRST_LITERAL, triples_of
from kg.reason.literal_rules import NOT_TYPE, RANGE, may_equate, typing_rules
from kg.reason.plans import Key, Pattern, Plan, Relations, encode_rules
from kg.reason.rules import Rule, Term
from kg.reason.rules.schema import short
from kg.reason.rules.tables import ALWAYS, DIFFERENT_FROM, SAME_AS, TYPE
from kg.reason.state import State
from kg.reason.values import (
    Value,
    are_of_datatypes_within,
    are_plainly_well_typed,
    has_known_values,
    is_outside,
    is_value_of,
    is_well_typed,
    known_value,
    value,
)

_Ids = tuple[int, int, int]


@dataclass(frozen=True)
class Checks:
    """The rules of a program by which a state can clash.

    They are those without a head, those of long lists apart, those that can equate literals, and those that put
    literals into a datatype.
    """

    forbidding: tuple[Plan, ...]
    lists: tuple[Plan, ...]
    equating: tuple[Plan, ...]
    typing: tuple[Plan, ...]
    #: Whether some ask for what RDF cannot say, for which a clash names other triples: an anonymous property, or the
    #: type of a literal.
    anonymous: bool


def checks_of(state: State, rules: Sequence[Rule]) -> Checks:
    """The checks among ``rules``, over the numbers of ``state``."""
    forbidding = [rule for rule in rules if rule.head is None and rule.name != "eq-diff1"]
    plans = encode_rules(forbidding, state.dictionary, state.split_types)
    equating = encode_rules(filter(may_equate, rules), state.dictionary, state.split_types)
    typing = encode_rules(typing_rules(_ranges(state), rules), state.dictionary, state.split_types)
    typed = state.typed_literals.keys(state.split_types)
    asked = {pattern.key[0] for plan in (*plans, *equating, *typing) for pattern in plan.body}
    return Checks(
        tuple(plan for plan in plans if not plan.rule.members),
        tuple(plan for plan in plans if plan.rule.members),
        tuple(plan for plan in equating if plan.half is not None),
        tuple(typing),
        any(state.dictionary.text(predicate).startswith("_:") for predicate in asked)
        or not typed.isdisjoint(pattern.key for plan in plans for pattern in plan.body),
    )


def find_clashes(state: State, rules: Sequence[Rule]) -> tuple[Clash, ...]:
    """Every way to satisfy a consistency rule, once for each set of triples, sorted by rule, axiom and triples.

    ``LimitError`` where there are more than ``KG_CLASHES``.
    """
    checks = checks_of(state, rules)
    found: set[Clash] = set()
    most = limits().clashes
    for clash in _all_clashes(state, checks):
        found.add(clash)
        if len(found) > most:
            raise _too_many(f"{clash.rule}: {clash.axiom}: {' '.join(f'{fact} .' for fact in clash.facts)}")
    return _sorted(found)


def _all_clashes(state: State, checks: Checks) -> Iterator[Clash]:
    yield from _different_but_same(state)
    yield from _ill_typed(state, state.given)
    yield from _denoting(state)
    for plan in (*checks.forbidding, *_pairs(state, checks.lists)):
        heights = [_height(state, pattern) for pattern in plan.body]
        if all(heights):
            least = heights.index(min(heights))
            yield from _violations(state, plan, least, state.relations[plan.body[least].key])
    for plan in checks.equating:
        yield from _different_values(state, plan)
    yield from _mistyped(state, ((plan, state.relations) for plan in checks.typing))


def _too_many(such_as: str) -> LimitError:
    return LimitError(f"more than {limits().clashes} contradictions (KG_CLASHES), such as {such_as}")


def clashes_after_addition(
    state: State, checks: Checks, known: Iterable[Clash], gained: Relations, given: Relations
) -> tuple[Clash, ...]:
    """What :func:`find_clashes` finds, where ``known`` were the clashes before the state had the rows ``gained``.

    ``given`` are those of the rows that were not derived. Exact where nothing is equal to anything else.
    """
    found = {*known, *_ill_typed(state, given)}
    if _different_from(state) in gained:
        found.update(_different_but_same(state))
    touched_lists = [plan for plan in checks.lists if any(pattern.key in gained for pattern in plan.body)]
    for plan in (*checks.forbidding, *_pairs(state, touched_lists)):
        for position, pattern in enumerate(plan.body):
            if pattern.key in gained:
                found.update(_violations(state, plan, position, gained[pattern.key]))
    touched = (plan for plan in checks.typing if any(pattern.key in gained for pattern in plan.body))
    found.update(_mistyped(state, ((plan, gained if len(plan.body) == 1 else state.relations) for plan in touched)))
    return _sorted(_compared_anew(state, checks, found, gained))


def clashes_after_deletion(
    state: State, checks: Checks, known: Iterable[Clash], lost: Relations, withdrawn: pl.DataFrame
) -> tuple[Clash, ...]:
    """What :func:`find_clashes` finds, where ``known`` were the clashes before the state lost the rows ``lost``.

    ``withdrawn`` are the triples that are given no more. Exact where nothing is equal to anything else.
    """
    before = set(known)
    if before:
        dead = set(triples_of(state.dictionary.decode(state.expanded(lost))))
        stated = set(triples_of(state.dictionary.decode(withdrawn)))
        # An ill-typed literal is a clash where it is given, one outside of a range wherever it is known.
        ranges = {plan.rule.axiom for plan in checks.typing}
        gone = {c: stated if c.rule == NOT_TYPE and c.axiom not in ranges else dead for c in before}
        before = {clash for clash, triples in gone.items() if not triples.intersection(clash.facts)}
    return _sorted(_compared_anew(state, checks, before, lost))


def _compared_anew(state: State, checks: Checks, known: set[Clash], touched: Relations) -> set[Clash]:
    """``known`` with the comparisons of literals done again where relations were ``touched``."""
    stale = {plan.rule.axiom for plan in checks.equating if any(p.key in touched for p in plan.body)}
    found = {clash for clash in known if clash.rule != "dt-diff" or clash.axiom not in stale}
    for plan in checks.equating:
        if plan.rule.axiom in stale:
            found.update(_different_values(state, plan))
    return found


def _sorted(clashes: Iterable[Clash]) -> tuple[Clash, ...]:
    return tuple(sorted(clashes, key=lambda clash: (clash.rule, clash.axiom, str(clash.facts))))


def _height(state: State, pattern: Pattern) -> int:
    relation = state.relations.get(pattern.key)
    return 0 if relation is None else relation.height


def _pairs(state: State, lists: Iterable[Plan]) -> list[Plan]:
    """The rules, of two members of a list each, of which both members have something in common."""
    rules = []
    for plan in lists:
        variables = sorted(plan.body[0].variables)
        members = [
            state.evaluator.bind(state.relations[pattern.key], pattern)
            .select(variables).unique().with_columns(pl.lit(position).alias("member "))
            for position, pattern in enumerate(plan.body)
            if pattern.key in state.relations
        ]  # fmt: skip
        if members:
            several = pl.concat(members).group_by(variables).agg(pl.col("member ").sort())["member "]
            common = several.filter(several.list.len() > 1).unique().to_list()
            if sum(len(some) * (len(some) - 1) // 2 for some in common) > limits().clashes:
                raise _too_many(f"{plan.rule.name}: {plan.rule.axiom}")
            rules += [plan.rule.pair(*two) for two in sorted({two for some in common for two in combinations(some, 2)})]
    return encode_rules(rules, state.dictionary, state.split_types)


def _violations(state: State, plan: Plan, position: int, relation: pl.DataFrame) -> Iterator[Clash]:
    """The clashes of a plan in which the atom at ``position`` is a row of ``relation``."""
    first, rest = plan.body[position], plan.body[:position] + plan.body[position + 1 :]
    variables = frozenset[str]().union(*(pattern.variables for pattern in plan.body))
    variables |= {pattern.spelling for pattern in plan.body if pattern.spelling is not None}
    start = state.evaluator.bind(relation, first)
    rows = state.evaluator.join(start, rest, state.relations, variables, plan.rule)
    if rows is None:
        return
    for row in rows.iter_rows(named=True):
        facts = _shown(state, (_filled(pattern, row) for pattern in plan.body))
        # Of a literal that no triple has any more, its type may still be known.
        if facts:
            yield Clash(plan.rule.name, plan.rule.axiom, facts)


def _filled(pattern: Pattern, row: Mapping[str, int]) -> _Ids:
    """The triple that a pattern is in a solution of a body."""
    predicate, cls = pattern.key
    s = row[pattern.s] if isinstance(pattern.s, str) else pattern.s
    o = cls if pattern.o is None else row[pattern.o] if isinstance(pattern.o, str) else pattern.o
    return (s, predicate, o if pattern.spelling is None else row.get(pattern.spelling, o))


def _shown(state: State, triples: Iterable[_Ids]) -> tuple[Triple, ...]:
    """Triples as a clash names them: where one is of an anonymous property, those that it was concluded from."""
    shown = {ids for triple in triples for ids in _stated(state, triple, frozenset()) or ()}
    witnesses = filter(None, (_witness(state, ids) for ids in shown))
    return tuple(sorted({state.dictionary.triple(*ids) for ids in witnesses}, key=str))


def _stated(state: State, triple: _Ids, above: frozenset[_Ids]) -> frozenset[_Ids] | None:
    """A triple, or where its property is a blank node the first triples that it follows from; None in a circle."""
    if not state.dictionary.text(triple[1]).startswith("_:"):
        return frozenset([triple])
    if triple in above:
        return None
    ways = []
    for plan, head in state.plans.concluding((triple[1], -1)):
        for row in _solutions(state, plan, head, triple):
            parts = [_stated(state, _filled(pattern, row), above | {triple}) for pattern in plan.body]
            if None not in parts:
                ways.append(frozenset[_Ids]().union(*filter(None, parts)))
    return min(ways, key=lambda way: sorted(map(state.dictionary.text, chain(*way))), default=None)


def _solutions(state: State, plan: Plan, head: Pattern, triple: _Ids) -> Iterator[Mapping[str, int]]:
    """The ways in which a plan concludes a triple."""
    conclusion = pl.DataFrame({"s": [triple[0]], "o": [triple[2]]}, schema={"s": pl.UInt32, "o": pl.UInt32})
    variables = frozenset[str]().union(*(pattern.variables for pattern in plan.body))
    start = state.evaluator.bind(conclusion, head)
    rows = state.evaluator.join(start, plan.body, state.relations, variables, plan.rule)
    yield from rows.iter_rows(named=True) if rows is not None else ()


def _different_but_same(state: State) -> Iterator[Clash]:
    """Rule eq-diff1, also for a resource said to be different from itself (by eq-ref)."""
    key = _different_from(state)
    if key not in state.relations:
        return
    (rule,) = (rule for rule in ALWAYS if rule.name == "eq-diff1")
    pairs = state.given[key].rows() if key in state.given else []
    loops = state.relations[key].filter(state.relations[key]["s"] == state.relations[key]["o"])
    # That a literal differs from another one is concluded (dt-diff), and a clash of that rule.
    values = denoted(state.equality, state.dictionary)
    for representative in loops["s"].to_list():
        members = _members(state, representative)
        stated = [pair for pair in sorted(pairs) if set(members).issuperset(pair)]
        derived = [(members[0], members[0])] if len(values.get(representative, ())) < 2 else []
        for s, o in stated or derived:
            facts = (
                state.dictionary.triple(s, state.dictionary.number(SAME_AS), o),
                state.dictionary.triple(s, key[0], o),
            )
            yield Clash(rule.name, rule.axiom, tuple(sorted(facts, key=str)))


def _different_from(state: State) -> Key:
    return (state.dictionary.number(DIFFERENT_FROM), -1)


def _denoting(state: State) -> Iterator[Clash]:
    """What is wrong with resources that are the same as literals.

    Rule dt-diff with eq-diff1: literals of different values are equal. Rule dt-not-type: a resource is in a datatype
    that the value of the literal is not in.
    """
    if not state.equality.has_literals:
        return
    (rule,) = (rule for rule in ALWAYS if rule.name == "eq-diff1")
    single: dict[int, tuple[Value, Term]] = {}
    for first, literals in literals_of(state.equality).items():
        terms = sorted((state.dictionary.term(number) for number in literals), key=str, reverse=True)
        values = {content: term for term in terms if (content := known_value(term)) is not None}
        if len(values) > 1:
            yield Clash("dt-diff", rule.axiom, _equalities(state, first, values.values()))
        single |= {first: next(iter(values.items()))} if len(values) == 1 else {}
    for first, is_a, datatype in _types_of(state, single):
        content, literal = single[first]
        cls = state.dictionary.term(datatype)
        if has_known_values(cls) and not is_value_of(content, getattr(cls, "value", "")):
            facts = (*_shown(state, [(first, is_a, datatype)]), *_equalities(state, first, [literal]))
            yield Clash(NOT_TYPE, f"{literal} is no {short(cls)}", tuple(sorted(facts, key=str)))


def _equalities(state: State, first: int, literals: Iterable[Term]) -> tuple[Triple, ...]:
    """That a resource is the same as literals in its set: that one of which most of it was given."""
    same, numbers = state.dictionary.number(SAME_AS), [state.dictionary.number(literal) for literal in literals]
    resources = (number for number in _members(state, first) if number < FIRST_LITERAL)
    one = max(resources, key=lambda resource: sum(state.was_given(resource, same, number) for number in numbers))
    return tuple(sorted((state.dictionary.triple(one, same, number) for number in numbers), key=str))


def _types_of(state: State, resources: Iterable[int]) -> Iterator[_Ids]:
    """The types of some representatives, as triples."""
    is_a, asked = state.dictionary.number(TYPE), list(resources)
    for (predicate, cls), frame in sorted(state.relations.items(), key=lambda item: item[0]):
        if predicate == is_a:
            rows = frame.filter(frame["s"].is_in(asked))
            yield from ((row[0], is_a, cls if cls >= 0 else row[1]) for row in rows.rows())


def _ill_typed(state: State, given: Relations) -> Iterator[Clash]:
    """Rule dt-not-type: a literal of given triples that its datatype does not have."""
    objects = [frame["o"].filter(frame["o"] >= FIRST_LITERAL) for (_, cls), frame in given.items() if cls < 0]
    literals = pl.concat([pl.Series("o", [], pl.UInt32), *objects]).unique()
    texts = state.dictionary.texts(literals)
    doubtful = literals.filter(~are_plainly_well_typed(texts)).to_list()
    bad = [n for n in doubtful if isinstance(term := state.dictionary.term(n), Literal) and not is_well_typed(term)]
    if not bad:
        return
    for (predicate, cls), frame in given.items():
        for s, o in frame.filter(pl.col("o").is_in(bad)).rows() if cls < 0 else ():
            triple = state.dictionary.triple(s, predicate, o)
            yield Clash(NOT_TYPE, f"{triple.object} is ill-typed", (triple,))


def _ranges(state: State) -> list[Triple]:
    key = (state.dictionary.number(RANGE), -1)
    rows = state.expanded({key: state.relations[key]} if key in state.relations else {})
    return triples_of(state.dictionary.decode(rows))


def _mistyped(state: State, checks: Iterable[tuple[Plan, Relations]]) -> Iterator[Clash]:
    """Rule dt-not-type where rules give literals a type: the values in their relations that the type does not have."""
    typed: dict[str, list[tuple[Plan, int, pl.DataFrame]]] = defaultdict(list)
    for plan, relations in checks:
        if plan.rule.head is None:
            continue
        position = [atom.object for atom in plan.rule.body].index(plan.rule.head.subject)
        relation = relations.get(plan.body[position].key)
        if relation is not None:
            typed[getattr(plan.rule.head.object, "value", "")].append((plan, position, relation))
    for datatype, found in typed.items():
        # All of a datatype at once: most relations are small, and each look at them costs the same.
        outside = _outside(state, pl.concat(relation["o"] for _, _, relation in found), datatype)
        for plan, position, relation in found if outside else ():
            yield from _violations(state, plan, position, relation.filter(relation["o"].is_in(outside)))


def _outside(state: State, objects: pl.Series, datatype: str) -> list[int]:
    """The literals among ``objects``, and what is the same as literals, with values that a datatype does not have."""
    literals = objects.filter(objects >= FIRST_LITERAL).unique()
    doubtful = literals.filter(~are_of_datatypes_within(state.dictionary.texts(literals), datatype))
    found = [number for number in doubtful if is_outside(state.dictionary.term(number), datatype)]
    for first, some in literals_of(state.equality).items():
        found += [first] if any(is_outside(state.dictionary.term(number), datatype) for number in some) else []
    return found


def _different_values(state: State, plan: Plan) -> Iterator[Clash]:
    """Rule dt-diff with eq-diff1: a rule equates two literals that have different values."""
    half = plan.half or ()
    for shared, members in state.evaluator.literal_groups(plan, half, state.relations):
        terms = map(state.dictionary.term, members)
        literals = [term for term in terms if isinstance(term, Literal)]
        known = [(literal, value(literal)) for literal in literals if is_well_typed(literal)]
        values = {content: literal for literal, content in sorted(known, key=str, reverse=True) if content is not None}
        if len(values) > 1:
            facts = _facts_about(state, half, shared, [state.dictionary.number(term) for term in values.values()])
            yield Clash("dt-diff", plan.rule.axiom, facts)


def _facts_about(
    state: State, half: tuple[Pattern, ...], shared: dict[str, int], members: list[int]
) -> tuple[Triple, ...]:
    """The triples of a group: the patterns of ``half`` for the shared values and each member."""
    facts = []
    for pattern in half:
        predicate, cls = pattern.key
        for member in members:
            s, o = (shared.get(part, member) if isinstance(part, str) else part for part in (pattern.s, pattern.o))
            if s is not None:
                facts.append((s, predicate, cls if o is None else o))
    return _shown(state, facts)


def _witness(state: State, ids: _Ids) -> _Ids | None:
    """A triple among those that ``ids`` stands for: the first in the order of text, a given one where there is one.

    For one about a literal, which RDF has not, it is one that tells the literal, or None.
    """
    if _members(state, ids[0])[0] >= FIRST_LITERAL:
        return _telling(state, ids[0])
    s, p, o = ids
    subjects, objects = [n for n in _members(state, s) if n < FIRST_LITERAL], _members(state, o)
    if len(subjects) == len(objects) == 1:
        return (s, p, o)
    for one, other in product(subjects, objects):
        if state.was_given(one, p, other):
            return (one, p, other)
    return (subjects[0], p, objects[0])


def _members(state: State, number: int) -> list[int]:
    """All terms equal to a term, in the order of their text, resources first."""
    members = state.equality.members(state.equality.find(number))
    return (
        sorted(members, key=lambda n: (n >= FIRST_LITERAL, state.dictionary.text(n))) if len(members) > 1 else members
    )


def _telling(state: State, literal: int) -> _Ids | None:
    """The first given triple, in the order of text, that has a literal for its object."""
    found = (
        (s, key[0], literal)
        for key, frame in state.given.items()
        for s in (frame.filter(frame["o"] == literal)["s"] if key[1] < 0 else ())
    )
    return min(found, key=lambda ids: tuple(map(state.dictionary.text, ids)), default=None)
