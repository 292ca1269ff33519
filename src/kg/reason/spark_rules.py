"""Rules grouped by their shape, each group evaluated as one join of Spark DataFrames.

Two rules have the same shape where they differ only in their constants. The constants of all rules of a shape are the
rows of a small table, which is joined with the triples like any other atom: so the work of a round grows with the
number of shapes (about ten for a usual ontology), not with the number of axioms. Terms are N-Triples texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from kg.reason.encoding import Dictionary, text_of
from kg.reason.plans import Pattern, Plan, encode_rules
from kg.reason.rules import Rule
from kg.reason.rules.tables import SAME_AS, TYPE
from kg.reason.spark_frames import RESOURCE, SMALL, sent_whole, union
from kg.reason.spark_literals import SparkLiterals

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SAME = text_of(SAME_AS)
IS_A = text_of(TYPE)
CLASS = f"if(p = '{IS_A}', o, '') as class"
#: The predicate of a triple; and its class, if that is ``rdf:type``, or else an empty text.
Key = tuple[str, str]


class Atom(NamedTuple):
    """An atom as the columns of subject, predicate and object.

    They are ``v…`` for a variable, ``c…`` for a constant, ``l…`` for one that stands for all literals of its value, and
    ``p…`` for a constant predicate, which never gives way to a representative. Where ``spelling`` is set, literals are
    compared with the object by their values, and it is the column for them as spelled.
    """

    s: str
    p: str
    o: str
    spelling: str | None = None


@dataclass(frozen=True)
class Triples:
    """A DataFrame with columns s, p and o, the number of its rows, of each predicate too, and the keys in it."""

    frame: DataFrame
    count: int
    keys: frozenset[Key]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, frame: DataFrame) -> Triples:
        """Count a frame."""
        counts = frame.selectExpr("p", CLASS).groupBy("p", "class").count().collect()
        keys = {(row["p"], row["class"]) for row in counts}
        of_predicate = Counter[str]()
        for row in counts:
            of_predicate[row["p"]] += row["count"]
        return cls(frame, of_predicate.total(), frozenset(keys | {(p, "") for p, _ in keys}), of_predicate)

    def and_new(self, other: Triples, frame: DataFrame) -> Triples:
        """These and ``other`` ones, which are not among them; ``frame`` has both."""
        counts = Counter(self.counts) + Counter(other.counts)
        return Triples(frame, self.count + other.count, self.keys | other.keys, counts)


@dataclass(frozen=True)
class Shape:
    """What a rule is but for its constants. ``member`` is set where the rule equates all values of that variable."""

    head: Atom | None
    body: tuple[Atom, ...]
    member: str | None
    constants: tuple[str, ...]

    def keys(self, constants: Sequence[str]) -> list[Key]:
        """The keys of the triples that each atom of the body asks for, given the constants of a rule."""
        texts = dict(zip(self.constants, constants, strict=True))
        return [(texts[a.p], texts.get(a.o, "") if texts[a.p] == IS_A else "") for a in self.body]

    @property
    def shared(self) -> list[str]:
        """The columns on which the members of a group agree: all others of the body, literals by their values."""
        return sorted({column for atom in self.body for column in atom[:3]} - {self.member})


#: Shapes, each with the constants of its rules.
Shapes = dict[Shape, list[tuple[str, ...]]]


def shapes_of(rules: Iterable[Rule]) -> Shapes:
    """The shapes of rules with a body, each with the constants of its rules."""
    found: dict[Shape, list[tuple[str, ...]]] = defaultdict(list)
    dictionary = Dictionary()
    for plan in encode_rules((rule for rule in rules if rule.body), dictionary, split_types=False):
        shape, constants = _shape(plan, dictionary)
        found[shape].append(constants)
    return dict(found)


def _shape(plan: Plan, dictionary: Dictionary) -> tuple[Shape, tuple[str, ...]]:
    names: dict[str, str] = {}
    constants: dict[str, str] = {}

    def column(part: str | int | None, kind: str) -> str:
        if isinstance(part, str):
            return names.setdefault(part, f"v{len(names)}")
        if part is None:
            raise ValueError(f"the classes of {plan.rule} stand apart")
        constants[f"{kind}{len(constants)}"] = dictionary.text(part)
        return f"{kind}{len(constants) - 1}"

    def atom(pattern: Pattern, spelling: str | None) -> Atom:
        constant = "l" if spelling else "c"
        return Atom(column(pattern.s, "c"), column(pattern.key[0], "p"), column(pattern.o, constant), spelling)

    body = tuple(atom(pattern, pattern.spelling and f"spelling{i}") for i, pattern in enumerate(plan.half or plan.body))
    member = column(plan.head.s, "c") if plan.half and plan.head else None
    head = None if plan.head is None or member else atom(plan.head, None)
    return Shape(head, body, member, tuple(constants)), tuple(constants.values())


def follow(steps: DataFrame, triples: DataFrame, literals: SparkLiterals) -> DataFrame:
    """What steps (:data:`~kg.reason.spark_chains.STEP`) conclude from triples: columns s, p and o."""
    asked = literals.represented(triples.selectExpr("*", "o as value"), "value")
    probes = asked.selectExpr("s", "p", "o", "explode(array(p, concat(p, ' ', value))) as premise")
    matched = probes.join(steps.hint("broadcast"), on="premise")
    places = "case when {0} = 's' then s when {0} = 'p' then p when {0} = 'o' then o else {0} end as {1}"
    fitting = matched.filter(f"not needs_resource or {RESOURCE.format('o')}")
    rows = fitting.selectExpr(places.format("new_s", "s"), places.format("new_p", "p"), places.format("new_o", "o"))
    return rows.filter(RESOURCE.format("s"))


def conclusions(
    shape: Shape, rules: DataFrame, delta: Triples, known: Triples, positions: Sequence[int], literals: SparkLiterals
) -> Iterator[DataFrame]:
    """What rules of one shape conclude from ``known`` where a premise is in ``delta``: columns s, p and o.

    ``rules`` has the constants, and ``positions`` are those of the atoms that ``delta`` can satisfy. A rule that
    equates the members of a group gives its least member and each other.
    """
    found = [match(shape, rules, delta, known, position, literals) for position in positions]
    if shape.head is not None:
        s, p, o, _ = shape.head
        for frame in found:
            rows = frame.selectExpr(f"{s} as s", f"{p} as p", f"{o} as o")
            # A literal is never a subject: RDF has no such triple.
            yield rows.filter(RESOURCE.format("s")) if s.startswith("v") else rows
    elif shape.member is not None:
        touched = union(frame.select(shape.shared) for frame in found).distinct()
        atoms = [sent_whole(_rows(known.frame, atom, literals), known.count) for atom in shape.body]
        groups = reduce(_join, atoms, touched)
        group = f"over (partition by {', '.join(shape.shared)})"
        least = f"min(if({RESOURCE.format(shape.member)}, {shape.member}, null)) {group} as s"
        # Literals of a group are equal to its resources, if it has some.
        linked = groups.selectExpr(least, f"{shape.member} as o").filter("s <> o")
        yield linked.selectExpr("s", f"'{SAME}' as p", "o")


def match(
    shape: Shape, rules: DataFrame, delta: Triples, known: Triples, position: int, literals: SparkLiterals
) -> DataFrame:
    """The ways to satisfy bodies with the atom at ``position`` in ``delta`` and the others in ``known``.

    The columns are the variables, the constants, and the literals as spelled.
    """
    start = shape.body[position]
    frame = sent_whole(_join(_rows(delta.frame, start, literals), rules.hint("broadcast")), delta.count)
    for atom in _ordered(shape.body[:position] + shape.body[position + 1 :], start):
        rows = _rows(known.frame, atom, literals)
        if known.count > SMALL:
            asked = rules.select([column for column in atom[:3] if column in shape.constants])
            rows = rows.join(asked.hint("broadcast"), on=asked.columns, how="left_semi")
        frame = _join(frame, sent_whole(rows, known.count))
    return frame


def premises(shape: Shape, matches: DataFrame) -> Iterator[DataFrame]:
    """The triples of the bodies that ``matches`` satisfies, as they are spelled."""
    for s, p, o, spelling in shape.body:
        yield matches.selectExpr(f"{s} as s", f"{p} as p", f"{spelling or o} as o")


def reasons(
    shape: Shape, rules: DataFrame, wanted: DataFrame, known: Triples, literals: SparkLiterals
) -> Iterator[DataFrame]:
    """The triples of ``known`` from which rules of one shape conclude ``wanted`` ones."""
    if shape.head is not None:
        asked = _rows(wanted, shape.head, literals)
        matches = match(shape, rules, known, known, 0, literals)
        yield from premises(shape, matches.join(asked, on=asked.columns, how="left_semi"))


def _rows(triples: DataFrame, atom: Atom, literals: SparkLiterals) -> DataFrame:
    """Triples with the columns of an atom."""
    s, p, o, spelling = atom
    if s == o:
        return triples.filter("s = o").selectExpr(f"s as {s}", f"p as {p}")
    if spelling is not None:
        return literals.represented(triples.selectExpr(f"s as {s}", f"p as {p}", f"o as {o}", f"o as {spelling}"), o)
    return triples.selectExpr(f"s as {s}", f"p as {p}", f"o as {o}")


def _join(left: DataFrame, right: DataFrame) -> DataFrame:
    return left.join(right, on=[column for column in right.columns if column in left.columns], how="inner")


def _ordered(atoms: Sequence[Atom], start: Atom) -> Iterator[Atom]:
    """The atoms so that each shares a variable with those before it, where one does."""
    bound, todo = set(start[:3]), list(atoms)
    while todo:
        atom = max(todo, key=lambda atom: len(bound.intersection(atom[:3])))
        todo.remove(atom)
        bound.update(atom[:3])
        yield atom
