"""The state of a materialisation in Spark: all triples over representatives, as DataFrames of N-Triples texts.

The driver holds the rules, the axioms, and the pairs of equal resources; everything else stays with the executors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from pyoxigraph import Triple

from kg.reason.closure import TRIVIAL_CLASSES
from kg.reason.encoding import COLUMNS, term_of, text_of, triples_of
from kg.reason.equality import UnionFind
from kg.reason.spark_rules import (
    CLASS,
    IS_A,
    RESOURCE,
    SAME,
    SMALL,
    Shape,
    Shapes,
    Triples,
    conclusions,
    shapes_of,
    union,
)
from kg.rules import Program, Term
from kg.rules.tables import ALWAYS
from kg.terms import XSD

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The schema of a DataFrame of triples.
TEXTS = "s string, p string, o string"
_TRIPLE = list(COLUMNS)
#: When the known triples are in more pieces than this, they are put together.
_MOST_PIECES = 6


class SparkState:
    """All triples known so far."""

    def __init__(self, session: SparkSession, given: DataFrame) -> None:
        """A state that knows ``given`` (columns s, p, o); repetitions are dropped."""
        self._session = session
        self.given = settled(given.distinct())
        self.equality: UnionFind[str] = UnionFind()
        self.known = Triples(frame_of(session, []), 0, frozenset())
        self._pieces = 1
        self._raw = self.given
        self._constants: frozenset[str] = frozenset()

    def run(self, program: Program) -> None:
        """Continue to the fixpoint under the rules of a program, taking everything known as new."""
        rules = [rule for rule in program.rules if rule.head is not None and rule not in ALWAYS]
        unconditional = [Triple(*rule.head.terms) for rule in rules if rule.head and not rule.body]  # type: ignore[arg-type]
        shapes = shapes_of(rules)
        self._constants = frozenset(text for rows in shapes.values() for row in rows for text in row)
        self._absorb(self._raw.union(frame_of(self._session, [*program.entailed, *unconditional])))
        self._raw = frame_of(self._session, [])
        delta: Triples | None = self.known
        while delta is not None:
            found = self._conclusions(shapes, delta)
            delta = self._absorb(settled(union(found).distinct())) if found else None

    def _conclusions(self, shapes: Shapes, delta: Triples) -> list[DataFrame]:
        """What the rules conclude from a premise in ``delta``; rules that ask for what there is none of stay out."""
        found: list[DataFrame] = []
        for shape, rows in shapes.items():
            asked = {row: shape.keys(row) for row in map(partial(self._represented, shape), rows)}
            alive = [row for row, keys in asked.items() if self.known.keys.issuperset(keys)]
            positions = [i for i in range(len(shape.body)) if any(asked[row][i] in delta.keys for row in alive)]
            if positions:
                found += conclusions(shape, self._table_of(shape, alive), delta, self.known, positions)
        return found

    def tables(self, shapes: Shapes) -> dict[Shape, DataFrame]:
        """The constants of the rules of each shape, without the rules that ask for what there is none of."""
        represented = {shape: [self._represented(shape, row) for row in rows] for shape, rows in shapes.items()}
        alive = {s: [row for row in rows if self.known.keys.issuperset(s.keys(row))] for s, rows in represented.items()}
        return {shape: self._table_of(shape, rows) for shape, rows in alive.items() if rows}

    def _represented(self, shape: Shape, row: tuple[str, ...]) -> tuple[str, ...]:
        """The constants of a rule, with representatives in the place of equal terms; predicates stay as they are."""
        pairs = zip(shape.constants, row, strict=True)
        return tuple(text if column.startswith("p") else self.equality.find(text) for column, text in pairs)

    def _table_of(self, shape: Shape, rows: list[tuple[str, ...]]) -> DataFrame:
        # Inline, Spark sees that the table is small and needs no job to make it.
        values = ", ".join(f"({', '.join(map(_quoted, row))})" for row in rows)
        return self._session.sql(f"select * from values {values} as rules({', '.join(shape.constants)})")  # noqa: S608

    def _absorb(self, new: DataFrame) -> Triples | None:
        """Add triples and equalities; what is really new, or changed by an equality, or None."""
        stated = new.filter(f"p = '{SAME}' and {RESOURCE.format('o')}").select("s", "o").collect()
        replaced = self.equality.merge((row.s, row.o) for row in stated)
        candidates = new.filter(f"p <> '{SAME}'")
        if self.equality.representatives():
            candidates = self._replace(candidates, self._replacement()).select(_TRIPLE)
        if replaced:
            candidates = candidates.union(self._rewrite(replaced))
        fresh = Triples.of(settled(candidates.distinct().join(self._known_side(), on=_TRIPLE, how="left_anti")))
        if fresh.count:
            self._add(fresh)
        # A rule's constant that became equal to something can now fit triples that are not new.
        touched = (member for term in replaced for member in self.equality.members(self.equality.find(term)))
        if not self._constants.isdisjoint(touched):
            return self.known
        return fresh if fresh.count else None

    def _known_side(self) -> DataFrame:
        known = self.known
        return known.frame.hint("broadcast") if known.count <= SMALL else known.frame

    def _add(self, fresh: Triples) -> None:
        frame = self.known.frame.union(fresh.frame)
        self._pieces += 1
        if self._pieces > _MOST_PIECES:
            frame = settled(frame.coalesce(self._session.sparkContext.defaultParallelism))
            self._pieces = 1
        self.known = Triples(frame, self.known.count + fresh.count, self.known.keys | fresh.keys)

    def _rewrite(self, replaced: list[str]) -> DataFrame:
        """Take the triples that name a ``replaced`` term out of those known; what they give way to."""
        moved = settled(self._replace(self.known.frame, self._replacement()))
        self.known = Triples.of(moved.filter("not touched").select(_TRIPLE))
        self._pieces = 1
        # In terms of representatives, sameAs is a loop on each; expansion makes all pairs of it.
        loops = [(first, SAME, first) for first in sorted({self.equality.find(term) for term in replaced})]
        return moved.filter("touched").select(_TRIPLE).union(self._session.createDataFrame(loops, TEXTS))

    def _replacement(self) -> DataFrame:
        return self._table((other, first) for first, other in self._equal_pairs() if first != other)

    def _equal_pairs(self) -> Iterable[tuple[str, str]]:
        equality = self.equality
        return ((first, member) for first in equality.representatives() for member in equality.members(first))

    def _table(self, pairs: Iterable[tuple[str, str]]) -> DataFrame:
        return self._session.createDataFrame(list(pairs), "old string, new string")

    def _replace(self, frame: DataFrame, table: DataFrame) -> DataFrame:
        """Subjects and objects replaced by each of their new terms in ``table``; column ``touched`` says where."""
        for column in ("s", "o"):
            frame = frame.join(table.selectExpr(f"old as {column}", f"new as new_{column}"), on=column, how="left")
        touched = "(new_s is not null or new_o is not null) as touched"
        return frame.selectExpr("coalesce(new_s, s) as s", "p", "coalesce(new_o, o) as o", touched)

    def expand(self, frame: DataFrame) -> DataFrame:
        """Triples with every representative replaced by each of its members."""
        if not self.equality.representatives():
            return frame
        return self._replace(frame, self._table(self._equal_pairs())).select(_TRIPLE).distinct()

    def derived(self, facts: DataFrame) -> DataFrame:
        """What :func:`kg.reason.closure.presentable` keeps of the triples that were not given."""
        objects = facts.filter(f"p <> '{IS_A}' and {RESOURCE.format('o')}")
        about = facts.select("s").union(objects.select("o")).distinct()
        trivial = ", ".join(sorted(f"'{text_of(cls)}'" for cls in TRIVIAL_CLASSES))
        noise = f"p = '{IS_A}' and (o in ({trivial}) or startswith(o, '<{XSD.iri}')) or p = '{SAME}' and s = o"
        worth = self.expand(self.known.frame).filter(f"startswith(p, '<') and not ({noise})")
        new = worth.join(self.given, on=_TRIPLE, how="left_anti").join(about, on="s", how="left_semi").select(_TRIPLE)
        anonymous = new.filter("startswith(o, '_:')").join(about.selectExpr("s as o"), on="o", how="left_semi")
        return new.filter("not startswith(o, '_:')").union(anonymous.select(_TRIPLE))

    def schema(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts."""
        return self._axioms(self.expand(self.known.frame), is_axiom)

    def given_axioms(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """Those of them that were given."""
        return self._axioms(self.given, is_axiom)

    def _axioms(self, frame: DataFrame, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        keyed = frame.selectExpr(*_TRIPLE, CLASS)
        keys = ((row.p, row["class"]) for row in keyed.select("p", "class").distinct().collect())
        wanted = [(p, cls) for p, cls in keys if is_axiom(term_of(p), term_of(cls) if cls else None)]
        table = self._session.createDataFrame(wanted, "p string, class string").hint("broadcast")
        return collected(keyed.join(table, on=["p", "class"], how="left_semi"))

    def merged_schema_terms(self) -> list[tuple[Term, Term]]:
        """Pairs of equal terms of which one is used as a property, sorted by text.

        Equal classes need no rule here: a class is an object like others, and has a representative.
        """
        groups = [self.equality.members(first) for first in self.equality.representatives()]
        if not groups:
            return []
        used = {predicate for predicate, _ in self.known.keys}
        merged = [list(map(term_of, group)) for group in groups if used.intersection(group)]
        return sorted(((first, other) for first, *others in merged for other in others), key=str)


def _quoted(text: str) -> str:
    """A text as a literal of Spark's SQL; a dollar sign would be read as a variable's."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024") + "'"


def frame_of(session: SparkSession, triples: Iterable[Triple]) -> DataFrame:
    """Triples in memory as a DataFrame."""
    rows = [(str(triple.subject), str(triple.predicate), text_of(triple.object)) for triple in triples]
    return session.createDataFrame(rows, TEXTS)


def settled(frame: DataFrame) -> DataFrame:
    """The rows computed and kept, without the plan that led to them: in the checkpoint directory if there is one."""
    return frame.checkpoint() if frame.sparkSession.sparkContext.getCheckpointDir() else frame.localCheckpoint()


def collected(frame: DataFrame) -> list[Triple]:
    """The triples of a DataFrame, brought to the driver."""
    rows = [tuple(row) for row in frame.select(_TRIPLE).collect()]
    return triples_of(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))
