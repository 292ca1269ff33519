"""Rules over term numbers, and their evaluation as joins of Polars frames.

Triples are partitioned vertically: a relation for each predicate, with columns ``s`` and ``o``, and one for each
class, with column ``s``. Only where a rule asks for *some* class is ``rdf:type`` one relation like the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from kg.reason.budget import Budget
from kg.reason.encoding import FIRST_LITERAL, Dictionary
from kg.reason.equality import Equality
from kg.reason.frames import constant, distinct, of_resources
from kg.reason.literal_rules import compared_by_value
from kg.reason.literals import LiteralValues
from kg.reason.rules import Atom, Rule, Term, Var
from kg.reason.rules.tables import SAME_AS, TYPE
from kg.reason.values import may_be_spelt_otherwise

#: Rows of a join that are made at a time, and rows that a join may have without being counted first.
_PART, _SMALL = 4_000_000, 20_000_000
#: A relation: the number of its predicate, and that of the class, or -1.
Key = tuple[int, int]
Relations = Mapping[Key, pl.DataFrame]


@dataclass(frozen=True)
class Pattern:
    """An atom over numbers: a variable is the name of a column; ``o`` is None in a class's relation.

    Where ``spelling`` is set, literals are compared with ``o`` by their values; it names a column for how they are
    written. It is set in a head for a literal that is not to be concluded where it is known in another spelling.
    """

    key: Key
    s: str | int
    o: str | int | None
    spelling: str | None = None

    @cached_property
    def variables(self) -> frozenset[str]:
        """The columns that the atom binds."""
        return frozenset(part for part in (self.s, self.o) if isinstance(part, str))

    @cached_property
    def constants(self) -> frozenset[int]:
        """The terms that the atom asks for."""
        return frozenset(part for part in (self.s, self.o) if isinstance(part, int))


@dataclass(frozen=True)
class Plan:
    """A rule over numbers. ``half`` is set where two variables are equal for agreeing on all the rest."""

    rule: Rule
    head: Pattern | None
    body: tuple[Pattern, ...]
    half: tuple[Pattern, ...] | None


def asks_for_any_class(rules: Iterable[Rule]) -> bool:
    """Whether some rule has ``rdf:type`` with a variable for the class."""
    return any(
        isinstance(atom[2], Var) and atom[1] == TYPE
        for rule in rules
        for atom in (rule.head, *rule.body)
        if atom is not None
    )


def encode_rules(rules: Iterable[Rule], dictionary: Dictionary, split_types: bool) -> list[Plan]:
    """The plans of rules; constants that the dictionary does not know yet are added to it."""
    todo = list(rules)
    atoms = (atom for rule in todo for atom in (rule.head, *rule.body) if atom is not None)
    constants = (term for atom in atoms for term in atom if not (term is TYPE or isinstance(term, Var)))
    numbers = dictionary.numbers((TYPE, *constants))
    return [_encode_rule(rule, numbers, split_types) for rule in todo]


def _encode_rule(rule: Rule, numbers: Mapping[Term, int], split_types: bool) -> Plan:
    type_id = numbers[TYPE]
    if split_types and len(rule.body) == 1 and rule.head is not None:
        # Most rules of most ontologies: a class is in another.
        (x, p, one), (y, q, other) = rule.body[0], rule.head
        if p == q == TYPE and isinstance(x, Var) and x == y and one in numbers and other in numbers:
            conclusion, premise = (Pattern((type_id, numbers[cls]), x.name, None) for cls in (other, one))
            return Plan(rule, conclusion, (premise,), None)

    def number(term: Term) -> str | int:
        return term.name if isinstance(term, Var) else numbers[term]

    def pattern(atom: Atom, spelling: str | None = None) -> Pattern:
        predicate = numbers[atom.predicate]
        if predicate == type_id and split_types:
            return Pattern((predicate, numbers[atom.object]), number(atom.subject), None)
        return Pattern((predicate, -1), number(atom.subject), number(atom.object), spelling)

    compared = compared_by_value(rule)
    body = tuple(
        pattern(atom, f"spelling {i}" if atom.object in compared else None) for i, atom in enumerate(rule.body)
    )
    head = None
    if rule.head is not None:
        head = pattern(rule.head, "spelling" if may_be_spelt_otherwise(rule.head.object) else None)
    return Plan(rule, head, body, _half(rule, body))


def _half(rule: Rule, body: tuple[Pattern, ...]) -> tuple[Pattern, ...] | None:
    """The atoms about the head's first variable, where those about its second say the same.

    Such a rule (prp-fp, prp-ifp, prp-key, cls-maxc2, …) equates everything in a group; linking each member to one
    of them gives the same closure as all pairs, without their number.
    """
    head = rule.head
    if head is None or head.predicate != SAME_AS:
        return None
    one, other = head.subject, head.object
    if not (isinstance(one, Var) and isinstance(other, Var)):
        return None
    swap: dict[Term, Term] = {one: other, other: one}
    swapped = {Atom(*(swap.get(term, term) for term in atom.terms)) for atom in rule.body}
    mixed = any({one, other} <= atom.variables for atom in rule.body)
    half = tuple(p for p, atom in zip(body, rule.body, strict=True) if other not in atom.variables)
    shared = frozenset[str]().union(*(p.variables for p in half)) - {one.name}
    return half if swapped == set(rule.body) and not mixed and shared else None


class Evaluator:
    """Evaluates patterns and plans over relations whose terms are representatives."""

    def __init__(self, equality: Equality, values: LiteralValues, budget: Budget) -> None:
        self._equality = equality
        self._values = values
        self.budget = budget

    def bind(self, frame: pl.DataFrame, pattern: Pattern) -> pl.DataFrame:
        """The rows of a relation that fit a pattern, with the pattern's variables as columns.

        Where literals are compared by value, one stands for all, and each is in the column that the pattern names.
        A pattern without variables gives a frame of one column that no other pattern has, with a row or none.
        """
        if pattern.spelling is not None:
            frame = self._by_value(frame, pattern.spelling, always=isinstance(pattern.o, int))
        for column, part in (("s", pattern.s), ("o", pattern.o)):
            if isinstance(part, int):
                frame = frame.filter(frame[column] == self._represented(part))
        if isinstance(pattern.s, str) and pattern.s == pattern.o:
            frame = frame.filter(frame["s"] == frame["o"])
        names = {part: column for column, part in (("s", pattern.s), ("o", pattern.o)) if isinstance(part, str)}
        if pattern.spelling is not None and pattern.spelling in frame.columns:
            names[pattern.spelling] = pattern.spelling
        if not names:
            return pl.DataFrame({f" {pattern}": frame["s"].head(1)})
        return pl.DataFrame([frame[column].alias(name) for name, column in names.items()])

    def _by_value(self, frame: pl.DataFrame, spelling: str, always: bool) -> pl.DataFrame:
        """``frame`` with a literal of each value for all, and a column ``spelling`` if one differs or ``always``."""
        as_spelled = frame["o"]
        literals = self._values.represented(as_spelled)
        return (
            frame.with_columns(literals, as_spelled.alias(spelling)) if always or literals is not as_spelled else frame
        )

    def _represented(self, part: int) -> int:
        first = self._equality.find(part)
        return self._values.representative(part) if first == part >= FIRST_LITERAL else first

    def join(
        self, start: pl.DataFrame, rest: Iterable[Pattern], relations: Relations, wanted: frozenset[str], rule: Rule
    ) -> pl.DataFrame | None:
        """``start`` joined with the patterns, cut to the ``wanted`` columns; None where nothing fits.

        ``LimitError``, which names the ``rule``, where there are more rows than a closure may have triples, or the
        time is over.
        """
        self.budget.check(0, str_of(rule))
        todo, frame = list(rest), start
        while todo:
            if not frame.height:
                return None
            columns = set(frame.columns)
            pattern = min(
                todo, key=lambda p: (not (p.variables & columns), _height(relations, p), p.key, str(p.s), str(p.o))
            )
            todo.remove(pattern)
            relation = relations.get(pattern.key)
            if relation is None or not relation.height:
                return None
            kept = wanted.union(*(p.variables for p in todo))
            frame = self._join_one(frame, self.bind(relation, pattern), kept, rule)
        return frame if frame.height else None

    def _join_one(self, left: pl.DataFrame, right: pl.DataFrame, wanted: frozenset[str], rule: Rule) -> pl.DataFrame:
        """Two frames joined, cut to the ``wanted`` columns: large joins in parts, so that memory has one at a time."""
        shared = [column for column in right.columns if column in left.columns]
        if shared and len(shared) == right.width:
            return _narrow(left.join(right, on=shared, how="semi"), wanted)
        size, largest = _sizes(left, right, shared)
        if size <= _PART:
            return _narrow(_joined(left, right, shared), wanted)
        if wanted.issuperset({*left.columns, *right.columns} - {*shared}):
            # No two rows of one value are the same when the value is left out: so many there are at least.
            self.budget.check(largest, str_of(rule))
        found: list[pl.DataFrame] = []
        for part in _parts(left, right, shared):
            found.append(_narrow(_joined(part, right, shared), wanted))
            if sum(frame.height for frame in found[1:]) > max(_PART, found[0].height):
                found = [_distinct(found)]
            self.budget.check(found[0].height, str_of(rule))
        return _distinct(found)

    def conclude(
        self, plan: Plan, head: Pattern, position: int, delta: pl.DataFrame, relations: Relations
    ) -> pl.DataFrame | None:
        """What a plan concludes when the atom at ``position`` is new: rows of the head's relation."""
        found = self._rest(plan, plan.body, position, delta, relations, head.variables)
        return None if found is None else self._project(found, head)

    def spelled_otherwise(self, rows: pl.DataFrame, head: Pattern) -> pl.Series:
        """Which rows of the relation of a head have its literal in another spelling."""
        if not isinstance(head.o, int):
            raise ValueError(f"no literal: {head}")
        same = self._values.represented(rows["o"]) == self._represented(head.o)
        return same & (rows["o"] != head.o)

    def supported(self, plan: Plan, head: Pattern, rows: pl.DataFrame, relations: Relations) -> pl.DataFrame | None:
        """Those of ``rows`` of the head's relation that a plan concludes from ``relations``."""
        found = self.join(self.bind(rows, head), plan.body, relations, head.variables, plan.rule)
        return None if found is None else self._project(found, head)

    def _project(self, frame: pl.DataFrame, head: Pattern) -> pl.DataFrame | None:
        columns = [
            frame[part].alias(name)
            if isinstance(part, str)
            else constant(self._equality.find(part), frame.height).alias(name)
            for name, part in (("s", head.s), ("o", head.o))
            if part is not None
        ]
        rows = of_resources(pl.DataFrame(columns))
        return rows if rows.height else None

    def equate(
        self, plan: Plan, half: tuple[Pattern, ...], delta: Relations, relations: Relations
    ) -> list[tuple[int, int]]:
        """Pairs that link all terms which a symmetric rule makes equal, for groups touched by ``delta``.

        Groups without a resource are left out: literals are equal where their values are.
        """
        member, shared = _member(plan), _shared(plan, half)
        touched = [
            found.select(shared)
            for i, pattern in enumerate(half)
            if pattern.key in delta
            for found in [self._rest(plan, half, i, delta[pattern.key], relations, frozenset(shared))]
            if found is not None
        ]
        if not touched:
            return []
        groups = self.join(pl.concat(touched).unique(), half, relations, frozenset([*shared, member]), plan.rule)
        if groups is None:
            return []
        resources = groups.filter(groups[member] < FIRST_LITERAL)
        least = resources.group_by(shared).agg(pl.col(member).min().alias("least "))
        # Most groups are of literals alone.
        members = groups if least.height else resources
        linked = members.join(least, on=shared).filter(pl.col("least ") != pl.col(member))
        return linked.select("least ", member).unique().rows()

    def literal_groups(
        self, plan: Plan, half: tuple[Pattern, ...], relations: Relations
    ) -> Iterator[tuple[dict[str, int], list[int]]]:
        """The groups in which a symmetric rule equates several literals: what they share, and the literals."""
        member, shared = _member(plan), _shared(plan, half)
        relation = relations.get(half[0].key)
        rows = None
        if relation is not None:
            rows = self._rest(plan, half, 0, relation, relations, frozenset([*shared, member]))
        if rows is None:
            return
        rows = rows.filter(rows[member] >= FIRST_LITERAL).unique()
        several = rows.group_by(shared, maintain_order=True).agg(pl.col(member).sort())
        for row in several.filter(pl.col(member).list.len() > 1).sort(shared).iter_rows(named=True):
            yield {name: row[name] for name in shared}, row[member]

    def _rest(
        self,
        plan: Plan,
        body: tuple[Pattern, ...],
        i: int,
        frame: pl.DataFrame,
        relations: Relations,
        wanted: frozenset[str],
    ) -> pl.DataFrame | None:
        """``frame`` as rows of the ``i``-th pattern of a body of a plan, joined with the other patterns."""
        rest = body[:i] + body[i + 1 :]
        if any(pattern.key not in relations for pattern in rest):
            return None
        return self.join(self.bind(frame, body[i]), rest, relations, wanted, plan.rule)


def _member(plan: Plan) -> str:
    """The variable of a symmetric rule's head that its half is about."""
    if plan.head is None or not isinstance(plan.head.s, str):
        raise ValueError(f"not a symmetric rule: {plan.rule}")
    return plan.head.s


def _shared(plan: Plan, half: tuple[Pattern, ...]) -> list[str]:
    """The variables on which the members of a group agree."""
    return sorted(frozenset[str]().union(*(pattern.variables for pattern in half)) - {_member(plan)})


def _height(relations: Relations, pattern: Pattern) -> int:
    frame = relations.get(pattern.key)
    # A constant makes a relation small: it goes first.
    return 0 if frame is None or pattern.constants else frame.height


def _narrow(frame: pl.DataFrame, wanted: frozenset[str]) -> pl.DataFrame:
    """Without the columns that nothing asks for any more, and without the repetitions that this leaves."""
    kept = [column for column in frame.columns if column in wanted]
    if not kept or len(kept) == frame.width:
        return frame
    return frame.select(kept).unique()


def str_of(rule: Rule) -> str:
    """A rule by its name and axiom, as limits name it."""
    return f"rule {rule.name}, {rule.axiom}"


def _joined(left: pl.DataFrame, right: pl.DataFrame, shared: list[str]) -> pl.DataFrame:
    return left.join(right, on=shared) if shared else left.join(right, how="cross", suffix="_right")


def _sizes(left: pl.DataFrame, right: pl.DataFrame, shared: list[str]) -> tuple[int, int]:
    """The number of rows of a join, and of those of the most frequent value; zero where there are too few to count."""
    most = left.height * right.height
    if most <= _SMALL:
        return 0, 0
    if not shared:
        return most, most
    pairs = left.group_by(shared).len().join(right.group_by(shared).len("others"), on=shared)
    sizes = pairs.select(pl.col("len").cast(pl.UInt64) * pl.col("others")).to_series()
    return int(sizes.sum()), int(sizes.max() or 0)  # type: ignore[arg-type]


def _parts(left: pl.DataFrame, right: pl.DataFrame, shared: list[str]) -> Iterator[pl.DataFrame]:
    """The rows of ``left`` that fit some of ``right``, in parts of which each gives about :data:`_PART` rows."""
    if not shared:
        yield from left.iter_slices(max(1, _PART // right.height))
        return
    fits = left.join(right.group_by(shared).len("fits "), on=shared)
    part = (fits["fits "].cast(pl.UInt64).cum_sum() - 1) // _PART
    frame = fits.drop("fits ")
    yield from (rows.drop("part ") for rows in frame.with_columns(part.alias("part ")).partition_by("part "))


def _distinct(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return frames[0] if len(frames) == 1 else distinct(pl.concat(frames))
