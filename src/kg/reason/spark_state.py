"""The state of a materialisation in Spark: all triples over representatives, as DataFrames of N-Triples texts.

The driver holds the rules, the axioms, and the pairs of equal resources; everything else stays with the executors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.rdf.terms import XSD
from kg.reason.budget import Budget
from kg.reason.closure import TRIVIAL_CLASSES
from kg.reason.denoting import differences, types_denoted, unwritten
from kg.reason.encoding import COLUMNS, term_of, text_of
from kg.reason.equality import TextEquality
from kg.reason.growth import growth
from kg.reason.literal_rules import LiteralTypes
from kg.reason.rules import Program, Rule, RuleWarning, Term, Var
from kg.reason.rules.tables import ALWAYS, DIFFERENT_FROM
from kg.reason.spark_chains import ANY, STEP, Step, chained, is_literal
from kg.reason.spark_frames import RESOURCE, SMALL, TEXTS, collected, frame_of, sent_whole, settled, table, union
from kg.reason.spark_literals import SparkLiterals
from kg.reason.spark_pairs import Pair, is_pair, pair_conclusions, pairs_of
from kg.reason.spark_rules import (
    CLASS,
    IS_A,
    SAME,
    Key,
    Shape,
    Shapes,
    Triples,
    conclusions,
    follow,
    shapes_of,
)
from kg.reason.spark_transitive import TransitiveRelations, transitive_predicate
from kg.reason.values import Value, known_value, may_be_spelt_otherwise

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TRIPLE = list(COLUMNS)
#: When the known triples are in more pieces than this, they are put together.
_MOST_PIECES = 6
#: So many times the triples that are sent to every executor are too many to be sent around for a few new ones.
_MUCH = 10


class SparkState:
    """All triples known so far."""

    def __init__(self, session: SparkSession, given: DataFrame, budget: Budget) -> None:
        """A state that knows ``given`` (columns s, p, o); repetitions are dropped."""
        self.session, self._budget = session, budget
        self.given = Triples.of(settled(given.distinct()))
        self.literals = SparkLiterals(self.given.frame)
        self.equality = TextEquality()
        self.known = self._fresh = Triples(frame_of(session, []), 0, frozenset(), {})
        self._pieces = 1
        self._raw = self.given.frame
        self._constants: frozenset[str] = frozenset()
        self._entailed: frozenset[Triple] = frozenset()
        self._rules: tuple[Rule, ...] = ()
        #: The types of literals that rules ask for.
        self.types = LiteralTypes(())
        self._transitive = TransitiveRelations(budget, self.equality.find)
        # For literals that rules ask for, those that stand for their values.
        self._represented_literals: dict[str, str] = {}

    def run(self, program: Program) -> None:
        """Continue to the fixpoint under the rules of a program, taking everything known as new."""
        rules = [rule for rule in program.rules if rule.head is not None and rule not in ALWAYS]
        self._constants, self._rules = _constants(rules), tuple(rules)
        self._transitive = TransitiveRelations(self._budget, self.equality.find)
        self._represented_literals = self.literals.representatives(filter(is_literal, _constants(program.rules)))
        spelling = [rule for rule in rules if rule.head and may_be_spelt_otherwise(rule.head.object)]
        others = [rule for rule in rules if rule not in spelling]
        single = [rule for rule in others if Step.of(rule, text_of)]
        shapes = shapes_of(rule for rule in others if rule not in single)
        self._entailed = frozenset(program.entailed)
        self.types = LiteralTypes(rule for rule in program.rules if rule not in ALWAYS)
        typed = self.literals.typed(self.types)
        given = [self._raw, frame_of(self.session, [*self._entailed, *program.unconditional])]
        self._absorb(union(given if typed is None else [*given, typed]))
        self._raw = frame_of(self.session, [])
        delta: Triples | None = self.known
        while delta is not None:
            self._follow(single, shapes, delta)
            delta = self._conclude_literals(shapes_of(spelling)) or self._of_literals()

    def _follow(self, single: Iterable[Rule], shapes: Shapes, new: Triples) -> None:
        """Apply rules to what is new until nothing is."""
        delta: Triples | None = new
        while delta is not None:
            done, delta = self._close_transitive(shapes, delta)
            found = self._conclusions(shapes, delta, done)
            steps = self._steps(single, {*delta.keys, *_head_keys(shapes)} if found else delta.keys)
            if not found and not steps:
                break
            concluded = list(found)
            if steps:
                rows = table(self.session, [step.row for step in steps], STEP)
                concluded.append(follow(rows, union([delta.frame, *found]), self.literals))
            delta = self._absorb(union(concluded), delta.count)

    def _close_transitive(self, shapes: Shapes, delta: Triples) -> tuple[set[str], Triples]:
        """Close relations as graphs; the predicates of those that are closed now, and all that is new."""
        predicates = {
            transitive_predicate(shape, self._represented(shape, row)) for shape, rows in shapes.items() for row in rows
        }
        closed: set[str] = set()
        pairs: list[DataFrame] = []
        for predicate in sorted(one for one in predicates if one is not None and (one, "") in delta.keys):
            if (predicate, "") in self._fresh.keys or predicate not in self._transitive:
                found = self._transitive.close(predicate, self.known, self._fresh)
                if found is None:
                    continue
                pairs.append(found)
            closed.add(predicate)
        fresh = self._unknown(union(pairs), 0) if pairs else None
        if fresh is None or not fresh.count:
            return closed, delta
        self._add(fresh)
        if delta.count == self.known.count - fresh.count:
            return closed, self.known
        return closed, delta.and_new(fresh, delta.frame.union(fresh.frame))

    def _conclude_literals(self, shapes: Shapes) -> Triples | None:
        """Add the literals that rules conclude, but for those that are known in any spelling; what is new, or None.

        As in the default engine, this waits for the other rules: what is known in which spelling must not depend on
        how many steps lead to it.
        """
        found = self._conclusions(shapes, self.known, set())
        if not found:
            return None
        by_value, known = (
            self.literals.represented(frame.selectExpr("*", "o as value"), "value")
            for frame in (union(found), self.known.frame)
        )
        side = sent_whole(known.select("s", "p", "value"), self.known.count)
        return self._absorb(by_value.join(side, on=["s", "p", "value"], how="left_anti").select(_TRIPLE))

    def _steps(self, rules: Iterable[Rule], keys: Iterable[Key]) -> list[Step]:
        """The chains of rules with one premise, over representatives, that begin with triples of these keys."""
        represented = (Step.of(rule, lambda term: self._representative(text_of(term))) for rule in rules)
        return chained(filter(None, represented), frozenset(keys))

    def _conclusions(self, shapes: Shapes, delta: Triples, closed: set[str]) -> list[DataFrame]:
        """What rules conclude from a premise in ``delta``; those that ask for what there is none of stay out.

        So do rules for the transitive relations that are ``closed``.
        """
        found: list[DataFrame] = []
        pairs: list[Pair] = []
        for shape, rows in shapes.items():
            asked = {row: shape.keys(row) for row in map(partial(self._represented, shape), rows)}
            alive = [
                row
                for row, keys in asked.items()
                if self.known.keys.issuperset(keys) and transitive_predicate(shape, row) not in closed
            ]
            if is_pair(shape):
                for row in alive:
                    pairs += pairs_of(shape, row, [i for i in (0, 1) if asked[row][i] in delta.keys])
                continue
            positions = [i for i in range(len(shape.body)) if any(asked[row][i] in delta.keys for row in alive)]
            if positions:
                found += conclusions(shape, self._table_of(shape, alive), delta, self.known, positions, self.literals)
        if pairs:
            found.append(pair_conclusions(pairs, delta, self.known, self.literals))
        return found

    def tables(self, shapes: Shapes) -> dict[Shape, DataFrame]:
        """The constants of the rules of each shape, without the rules that ask for what there is none of."""
        represented = {shape: [self._represented(shape, row) for row in rows] for shape, rows in shapes.items()}
        alive = {s: [row for row in rows if self.known.keys.issuperset(s.keys(row))] for s, rows in represented.items()}
        return {shape: self._table_of(shape, rows) for shape, rows in alive.items() if rows}

    def _represented(self, shape: Shape, row: tuple[str, ...]) -> tuple[str, ...]:
        """The constants of a rule, with representatives in the place of equal terms; predicates stay as they are.

        So do literals that are not compared.
        """
        represent: dict[str, Callable[[str], str]] = {"c": self.equality.find, "l": self._representative, "p": str}
        return tuple(represent[column[0]](text) for column, text in zip(shape.constants, row, strict=True))

    def _representative(self, text: str) -> str:
        first = self.equality.find(text)
        return self._represented_literals.get(text, text) if first == text else first

    def _table_of(self, shape: Shape, rows: list[tuple[str, ...]]) -> DataFrame:
        return table(self.session, rows, ", ".join(f"{column} string" for column in shape.constants))

    def _absorb(self, new: DataFrame, cause: int | None = None) -> Triples | None:
        """Add triples and equalities; what is really new, or changed by an equality, or None.

        ``cause`` is the number of triples that the new ones follow from.
        """
        fresh, replaced = self._unknown(new, cause), []
        if (SAME, "") in fresh.keys:
            stated = fresh.frame.filter(f"p = '{SAME}'").select("s", "o").collect()
            replaced = self.equality.merge(self._with_other_spellings([(row.s, row.o) for row in stated]))
            self._budget.check(self.equality.pairs, f"{self.equality.pairs} of owl:sameAs")
        if (SAME, "") in fresh.keys or self.equality.representatives():
            candidates = self._replace(fresh.frame.filter(f"p <> '{SAME}'"), self._replacement()).select(_TRIPLE)
            fresh = self._unknown(candidates.union(self._rewrite(replaced)) if replaced else candidates, cause)
        self._fresh = fresh
        if fresh.count:
            self._add(fresh)
        # A rule's constant that became equal to something can now fit triples that are not new.
        touched = (member for term in replaced for member in self.equality.members(self.equality.find(term)))
        if not self._constants.isdisjoint(touched):
            return self.known
        return fresh if fresh.count else None

    def _with_other_spellings(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Pairs of equal terms, and where one is a literal also those of its other spellings."""
        literals = {other for _, other in pairs if other.startswith('"')}
        self.equality.has_literals |= bool(literals)
        spellings = self.literals.spellings(literals) if literals else {}
        return [*pairs, *((one, more) for one, other in pairs for more in spellings.get(other, ()))]

    def denoted(self) -> dict[str, list[str]]:
        """The representatives that are the same as literals, with these."""
        firsts = self.equality.representatives() if self.equality.has_literals else []
        groups = ((first, self.equality.members(first)) for first in firsts)
        found = ((first, [member for member in members if member.startswith('"')]) for first, members in groups)
        return {first: literals for first, literals in found if literals}

    def values_denoted(self) -> dict[str, set[Value]]:
        """The representatives that are the same as literals, with the values that are known of these."""
        return {
            first: {content for text in literals if (content := known_value(term_of(text))) is not None}
            for first, literals in self.denoted().items()
        }

    def _of_literals(self) -> Triples | None:
        """Add the types of what is the same as literals, and what differs; what is new, or None."""
        values = self.values_denoted()
        types = [(first, IS_A, text_of(datatype)) for first, datatype in types_denoted(values)]
        rows = [*types, *((one, text_of(DIFFERENT_FROM), other) for one, other in differences(values))]
        return self._absorb(table(self.session, rows, TEXTS)) if rows else None

    def warnings(self) -> tuple[RuleWarning, ...]:
        """What is true of the resources that are equal to literals, and not concluded."""
        return unwritten(self.values_denoted())

    def _unknown(self, frame: DataFrame, cause: int | None = None) -> Triples:
        """Those of the triples that are not known, each once."""
        if not self.known.count:
            return Triples.of(settled(frame.distinct()))
        if self.known.count <= SMALL:
            side = self.known.frame.hint("broadcast")
            return Triples.of(settled(frame.distinct().join(side, on=_TRIPLE, how="left_anti")))
        if cause is not None and cause <= SMALL < self.known.count // _MUCH:
            # Few triples lead to few: those are looked for among the known ones, which need not be sent around.
            few = settled(frame.distinct())
            count = few.count()
            if count <= SMALL:
                old = self.known.frame.join(few.hint("broadcast"), on=_TRIPLE, how="left_semi")
                return Triples.of(settled(few.join(old.hint("broadcast"), on=_TRIPLE, how="left_anti")))
            frame = few
        marked = frame.selectExpr(*_TRIPLE, "false as old").union(self.known.frame.selectExpr(*_TRIPLE, "true as old"))
        return Triples.of(
            settled(marked.groupBy(*_TRIPLE).agg({"old": "max"}).filter("not `max(old)`").select(_TRIPLE))
        )

    def _add(self, fresh: Triples) -> None:
        frame = self.known.frame.union(fresh.frame)
        self._pieces += 1
        if self._pieces > _MOST_PIECES or self.known.count + fresh.count <= SMALL:
            frame = settled(frame.coalesce(self.session.sparkContext.defaultParallelism))
            self._pieces = 1
        self.known = self.known.and_new(fresh, frame)
        self._check_size(self.known.frame, self.known.count)

    def _check_size(self, frame: DataFrame, count: int) -> None:
        """``LimitError`` where ``frame`` has more triples than a closure may; it names the largest property."""
        self._budget.check(0, "Spark")
        if count > self._budget.most:
            (most,) = frame.groupBy("p").count().orderBy("count", "p", ascending=False).take(1)
            by = (rule for rule in self._rules if rule.head is not None and text_of(rule.head.predicate) == most["p"])
            self._budget.check(count, growth(most["count"], most["p"], by))

    def _rewrite(self, replaced: list[str]) -> DataFrame:
        """Take the triples that name a ``replaced`` term out of those known; what they give way to."""
        moved = settled(self._replace(self.known.frame, self._replacement()))
        self.known = Triples.of(moved.filter("not touched").select(_TRIPLE))
        self._pieces = 1
        # In terms of representatives, sameAs is a loop on each; expansion makes all pairs of it.
        loops = [(first, SAME, first) for first in sorted({self.equality.find(term) for term in replaced})]
        return moved.filter("touched").select(_TRIPLE).union(table(self.session, loops, TEXTS))

    def _replacement(self) -> list[tuple[str, str]]:
        return [(other, first) for first, other in self._equal_pairs() if first != other]

    def _equal_pairs(self) -> Iterable[tuple[str, str]]:
        equality = self.equality
        return ((first, member) for first in equality.representatives() for member in equality.members(first))

    def _replace(self, frame: DataFrame, pairs: Iterable[tuple[str, str]]) -> DataFrame:
        """Subjects and objects replaced by each of their new terms in ``pairs``; column ``touched`` says where."""
        rows = list(pairs)
        for column in ("s", "o"):
            new = table(self.session, rows, f"{column} string, new_{column} string")
            frame = frame.join(sent_whole(new, len(rows)), on=column, how="left")
        touched = "(new_s is not null or new_o is not null) as touched"
        return frame.selectExpr("coalesce(new_s, s) as s", "p", "coalesce(new_o, o) as o", touched)

    def expand(self, frame: DataFrame) -> DataFrame:
        """Triples with every representative replaced by each of its members."""
        if not self.equality.representatives():
            return frame
        return self._replace(frame, self._equal_pairs()).filter(RESOURCE.format("s")).select(_TRIPLE).distinct()

    def derived(self, facts: DataFrame) -> tuple[DataFrame, int]:
        """What :func:`kg.reason.closure.presentable` keeps of the triples that were not given, and their number."""
        objects = facts.filter(f"p <> '{IS_A}' and {RESOURCE.format('o')}")
        about = facts.select("s").union(objects.select("o")).distinct()
        trivial = ", ".join(sorted(f"'{text_of(cls)}'" for cls in TRIVIAL_CLASSES))
        noise = f"p = '{IS_A}' and (o in ({trivial}) or startswith(o, '<{XSD.iri}')) or p = '{SAME}' and s = o"
        worth = self.expand(self.known.frame).filter(f"startswith(p, '<') and not ({noise})")
        new = (
            worth.join(self.given.frame, on=_TRIPLE, how="left_anti")
            .join(about, on="s", how="left_semi")
            .select(_TRIPLE)
        )
        anonymous = new.filter("startswith(o, '_:')").join(about.selectExpr("s as o"), on="o", how="left_semi")
        found = settled(new.filter("not startswith(o, '_:')").union(anonymous.select(_TRIPLE)))
        count = found.count()
        self._check_size(found, count)
        return found, count

    def schema(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts."""
        return self._axioms(self.known, is_axiom)

    def learnt(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts, without those that the ontology entails."""
        return [triple for triple in self.schema(is_axiom) if triple not in self._entailed]

    def given_axioms(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """Those of them that were given."""
        return self._axioms(self.given, is_axiom)

    def _axioms(self, triples: Triples, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        classes = ((p, cls, self.equality.members(cls) if cls else [""]) for p, cls in triples.keys)
        wanted = [
            (p, cls)
            for p, cls, names in classes
            if any(is_axiom(term_of(p), term_of(name) if name else None) for name in names)
        ]
        if not wanted:
            return []
        keys = table(self.session, sorted(wanted), "p string, class string").hint("broadcast")
        rows = triples.frame.selectExpr(*_TRIPLE, CLASS).join(keys, on=["p", "class"], how="left_semi")
        return collected(self.expand(rows))

    def merged_schema_terms(self) -> list[tuple[Term, Term]]:
        """Pairs of equal terms of which one is used as a property, sorted by text.

        Equal classes need no rule here: a class is an object like others, and has a representative.
        """
        groups = [self.equality.members(first) for first in self.equality.representatives()]
        if not groups:
            return []
        used = {predicate for predicate, _ in self.known.keys}
        resources = [[text for text in group if not text.startswith(('"', "<<"))] for group in groups]
        merged = [list(map(term_of, group)) for group in resources if used.intersection(group)]
        return sorted(((first, other) for first, *others in merged for other in others), key=str)


def _constants(rules: Iterable[Rule]) -> frozenset[str]:
    """The terms that bodies of rules ask for, but for predicates."""
    terms = (term for rule in rules for atom in rule.body for term in (atom.subject, atom.object))
    return frozenset(text_of(term) for term in terms if not isinstance(term, Var))


def _head_keys(shapes: Shapes) -> Iterator[Key]:
    """The keys of what rules conclude; for a class that their facts name, that of every triple of ``rdf:type``."""
    for shape, rows in shapes.items():
        for row in rows:
            texts = dict(zip(shape.constants, row, strict=True))
            predicate = SAME if shape.head is None else texts[shape.head.p]
            yield predicate, ""
            if shape.head is not None and predicate == IS_A:
                yield predicate, texts.get(shape.head.o, ANY)
