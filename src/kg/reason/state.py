"""The state of a materialisation: relations of term numbers, what is new in them, and what is equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import partial

import polars as pl
from pyoxigraph import Triple

from kg.reason.budget import Budget
from kg.reason.copying import copy_rows
from kg.reason.denoting import TypedLiterals, denoted_rows, with_other_spellings
from kg.reason.encoding import Dictionary, triples_of
from kg.reason.equality import Equality, mentioning, substitute_all
from kg.reason.frames import MANY, among, distinct, of_resources, without
from kg.reason.growth import check_expanded, growth
from kg.reason.literal_rules import LiteralTypes
from kg.reason.literals import LiteralValues
from kg.reason.plan_index import PlanIndex, SubclassPlans
from kg.reason.plans import Evaluator, Key, Pattern, Plan, asks_for_any_class, encode_rules, str_of
from kg.reason.reach_frames import entailed_frames
from kg.reason.relations import Rows, constant_row, partition, together, whole, with_class
from kg.reason.rules import Program, Term
from kg.reason.rules.model import pairs_of_equals
from kg.reason.rules.steps import in_steps
from kg.reason.rules.tables import ALWAYS, SAME_AS, TYPE
from kg.reason.transitive import Closed, closure, joins_too_much, moved


class State:
    """All triples known so far, over representatives, partitioned by predicate and class."""

    def __init__(self, dictionary: Dictionary, rows: pl.DataFrame, budget: Budget) -> None:
        """A state that knows ``rows``, encoded by ``dictionary``; repetitions are dropped."""
        self.dictionary = dictionary
        self.equality = Equality()
        self._values = LiteralValues(dictionary)
        self.evaluator = Evaluator(self.equality, self._values, budget)
        self.relations: dict[Key, pl.DataFrame] = {}
        self._type, self._same = dictionary.number(TYPE), dictionary.number(SAME_AS)
        self.split_types = True
        self.plans = PlanIndex()
        # What the program of the last run concludes from nothing.
        self.unconditional: dict[Key, pl.DataFrame] = {}
        # The axioms among it, which need not be learnt from the state.
        self._entailed: dict[Key, pl.DataFrame] = {}
        # An upper bound of the rows of all relations: what deletions leave is counted when it matters.
        self.size = 0
        # Transitive relations that were closed as graphs.
        self._closed: dict[Key, Closed] = {}
        # Whether rows waiting to be absorbed may name terms by other than their representatives.
        self._raw = True
        self.typed_literals = TypedLiterals(LiteralTypes(()), dictionary)
        # What made resources equal last.
        self.equating = "rules eq-sym and eq-trans"
        if rows.height < MANY:
            self._given = rows.unique()
            self.given = {key: frame for key, (frame,) in partition(self._given, self._type, True).items()}
        else:
            parts = partition(rows, self._type, True)
            self.given = {key: distinct(frame) for key, (frame,) in parts.items()}
            self._given = pl.concat(whole(key, frame) for key, frame in self.given.items())
        self._pending: Rows = {key: [frame] for key, frame in self.given.items()}

    def run(self, program: Program) -> None:
        """Continue to the fixpoint under the rules of a program, taking everything known as new."""
        if self.split_types and asks_for_any_class(program.others[len(ALWAYS) :]):
            self._unsplit_types()
        subclasses = program.subclasses if self.split_types else None
        own = (program.others if subclasses else program.rules)[len(ALWAYS) :]
        rules = in_steps(rule for rule in own if rule.head is not None)
        plans = encode_rules(rules, self.dictionary, self.split_types)
        unconditional: Rows = defaultdict(list)
        for rows in entailed_frames(program.entailed, self.dictionary):
            for key, frames in self.partition(rows).items():
                unconditional[key] += frames
        self._entailed = {key: pl.concat(frames) for key, frames in unconditional.items()}
        for plan in plans:
            if plan.head is not None and not plan.body:
                unconditional[plan.head.key].append(constant_row(plan.head))
        self.typed_literals = TypedLiterals(LiteralTypes(own, subclasses), self.dictionary)
        for key, frames in self.partition(self.typed_literals.rows(self._given)).items():
            unconditional[key] += frames
        for key, frames in unconditional.items():
            self._pending.setdefault(key, []).extend(frames)
        self.plans = PlanIndex(tuple(plans), SubclassPlans(subclasses, self.dictionary) if subclasses else None)
        self.unconditional = {key: together(frames) for key, frames in unconditional.items()}
        self._raw = True
        self._absorb(self._pending)
        self._pending = {}
        for _ in self._fixpoint(dict(self.relations)):
            pass
        check_expanded(self.relations, self.equality, self.evaluator.budget, self._name, self.equating)

    def snapshot(self, budget: Budget) -> State:
        """A state that knows the same, that changes of this one do not reach, and that changes within a ``budget``."""
        other = copy(self)
        other.relations, other.given, other.equality = dict(self.relations), dict(self.given), self.equality.copy()
        other.evaluator, other._closed = Evaluator(other.equality, self._values, budget), dict(self._closed)
        return other

    def extend(self, rows: pl.DataFrame) -> dict[Key, pl.DataFrame]:
        """Take in encoded triples that were not given before, and continue to the fixpoint: see :meth:`close`."""
        self._given = pl.concat([self._given, rows])
        parts = self.partition(rows)
        for key, frames in parts.items():
            self.given[key] = pl.concat([self.given[key], *frames]) if key in self.given else frames[0]
        self._raw = True
        for key, frames in self.partition(self.typed_literals.rows(rows)).items():
            parts.setdefault(key, []).extend(frames)
        return self.close(parts)

    def forget(self, rows: pl.DataFrame) -> None:
        """Take encoded triples out of what was given; the relations stay as they are."""
        self._given = without(self._given, rows)
        self._closed = {}
        for key, (part,) in self.partition(rows).items():
            left = without(self.given[key], part)
            if left.height:
                self.given[key] = left
            else:
                del self.given[key]

    def partition(self, rows: pl.DataFrame) -> Rows:
        """Encoded triples by the relations that they belong to."""
        return partition(rows, self._type, self.split_types)

    def not_given(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of encoded triples that are not in the input."""
        return without(rows, self._given)

    def close(self, new: Rows) -> dict[Key, pl.DataFrame]:
        """Add rows and continue to the fixpoint from them; all rows that were new, or changed by an equality."""
        found: Rows = defaultdict(list)
        for delta in self._fixpoint(self._absorb(new)):
            for key, rows in delta.items():
                found[key].append(rows)
        return {key: pl.concat(frames) for key, frames in found.items()}

    def _fixpoint(self, delta: dict[Key, pl.DataFrame]) -> Iterator[dict[Key, pl.DataFrame]]:
        """Apply the rules to what is new until nothing is; each round's new rows, the first included.

        A rule that concludes a literal waits until the others have nothing to add: whether it is known in another
        spelling must not depend on how many steps lead to which of them.
        """
        while delta:
            done = self._close_transitive(delta)
            yield delta
            new: Rows = defaultdict(list)
            all_new = {key for key, rows in delta.items() if rows.height == self.relations[key].height}
            for key, rows in delta.items():
                copy_rows(rows, self.plans.copies(key), new)
                for plan, head, position in self.plans.triggers.get(key, ()):
                    # Where a premise is new as a whole, to start from it finds everything.
                    first = next((i for i, pattern in enumerate(plan.body) if pattern.key in all_new), position)
                    if head.spelling is not None or plan in done or position != first:
                        continue
                    found = self.evaluator.conclude(plan, head, position, rows, self.relations)
                    if found is not None:
                        new[head.key].append(found)
            delta = self._absorb(new, self._equated(delta)) or self._absorb(self._literals_concluded())
            if not delta and self.equality.has_literals:
                delta = self._absorb(self.partition(denoted_rows(self.equality, self.dictionary)))

    def _equated(self, delta: Mapping[Key, pl.DataFrame]) -> list[tuple[int, int]]:
        """Pairs of what rules make equal for what is new."""
        pairs = []
        for plan, half in self.plans.symmetric:
            found = self.evaluator.equate(plan, half, delta, self.relations)
            if found:
                self.equating = str_of(plan.rule)
                pairs += found
        return pairs

    def _close_transitive(self, delta: dict[Key, pl.DataFrame]) -> set[Plan]:
        """Close the new transitive relations in which ways are long, and put what that adds to ``delta``.

        The rules of which this was all to do in this round.
        """
        done = set()
        for plan in self.plans.transitive:
            key = plan.body[0].key
            rows, relation, closed = delta.get(key), self.relations.get(key), self._closed.get(key)
            if rows is None or relation is None:
                continue
            if closed is not None and closed.height == relation.height:
                done.add(plan)
                continue
            edges = relation if closed is None else pl.concat([closed.edges, rows])
            height = -1
            if joins_too_much(rows, relation):
                pairs = closure(edges, partial(self.evaluator.budget.check, work=str_of(plan.rule)))
                fresh = self._add(key, pairs)
                delta[key] = rows if fresh is None else pl.concat([rows, fresh])
                self._check_size([key])
                height = self.relations[key].height
                done.add(plan)
            if closed is not None or height >= 0:
                self._closed[key] = Closed(edges, height)
        return done

    def _check_size(self, grown: Iterable[Key]) -> None:
        """``LimitError`` where there are too many triples; it names the largest of the ``grown`` relations."""
        if self.size > self.evaluator.budget.most:
            self.size = sum(frame.height for frame in self.relations.values())
        key = max(grown, key=lambda key: (self.relations[key].height, key), default=None)
        rules = (plan.rule for plan, _ in self.plans.concluding(key)) if key else ()
        grown_by = growth(self.relations[key].height, self._name(key), rules) if key else "what is given"
        self.evaluator.budget.check(self.size, grown_by)

    def _name(self, key: Key) -> str:
        return self.dictionary.text(key[0] if key[1] < 0 else key[1])

    def spells_otherwise(self, relations: Mapping[Key, pl.DataFrame]) -> bool:
        """Whether ``relations`` have a literal that a rule concludes, in another spelling."""
        heads = {plan.head for plan in self.plans.plans if plan.head is not None and plan.head.spelling is not None}
        return any(
            self.evaluator.spelled_otherwise(relations[head.key], head).any() for head in heads if head.key in relations
        )

    def _literals_concluded(self) -> Rows:
        """What rules conclude that have a literal for object, without what is known with another spelling of it."""
        found: Rows = defaultdict(list)
        for plan, head in ((plan, plan.head) for plan in self.plans.plans if plan.body):
            first = self.relations.get(plan.body[0].key)
            if head is None or head.spelling is None or first is None:
                continue
            rows = self.evaluator.conclude(plan, head, 0, first, self.relations)
            if rows is not None:
                found[head.key].append(self._unknown_values(rows, head))
        return found

    def _unknown_values(self, rows: pl.DataFrame, head: Pattern) -> pl.DataFrame:
        """The conclusions without those that are known with another spelling of their literal."""
        known = self.relations.get(head.key)
        if known is None:
            return rows
        otherwise = known.filter(self.evaluator.spelled_otherwise(known, head))
        return rows.filter(~rows["s"].is_in(otherwise["s"].implode()))

    def _absorb(self, new: Rows, pairs: Iterable[tuple[int, int]] = ()) -> dict[Key, pl.DataFrame]:
        """Add rows and equalities; what is really new, or changed by an equality."""
        stated = [row for frame in new.pop((self._same, -1), ()) for row in frame.rows()]
        equal = with_other_spellings((*stated, *pairs), self._values, self.given.values(), self.equality)
        replaced = self.equality.merge(equal)
        if replaced:
            count = self.equality.pairs
            self.evaluator.budget.check(count, f"{count} of owl:sameAs, by {self.equating}")
        delta = self._rewrite(replaced)
        added = {key: frames[0] if len(frames) == 1 else pl.concat(frames) for key, frames in new.items()}
        if replaced or self._raw:
            table = self.equality.replacements()
            for key in mentioning(added, table["old"]):
                added[key] = substitute_all(added[key], table)
        for key, rows in added.items():
            fresh = self._add(key, rows if rows is self.given.get(key) else distinct(rows))
            if fresh is not None:
                delta[key] = fresh if key not in delta else pl.concat([delta[key], fresh]).unique()
        self._raw = False
        self._check_size(delta)
        return delta

    def _add(self, key: Key, rows: pl.DataFrame) -> pl.DataFrame | None:
        known = self.relations.get(key)
        if known is None:
            self.relations[key] = rows
            self.size += rows.height
            return rows
        fresh = without(rows, known)
        if not fresh.height:
            return None
        self.relations[key] = known.vstack(fresh)
        self.size += fresh.height
        return fresh

    def _rewrite(self, replaced: list[int]) -> dict[Key, pl.DataFrame]:
        """Put representatives in the place of ``replaced`` terms everywhere; the relations' changed rows."""
        delta: dict[Key, pl.DataFrame] = {}
        if not replaced:
            return delta
        table = self.equality.replacement(replaced)
        self._closed = moved(self._closed, table)
        for key in sorted(mentioning(self.relations, table["old"])):
            frame = self.relations[key]
            touched = frame.select(pl.any_horizontal(pl.all().is_in(table["old"].implode()))).to_series()
            self.relations[key] = frame.filter(~touched)
            fresh = self._add(key, substitute_all(frame.filter(touched), table).unique())
            if fresh is not None:
                delta[key] = fresh
        firsts = sorted(set(table["new"].to_list()))
        loops = pl.DataFrame({"s": firsts, "o": firsts}, schema={"s": pl.UInt32, "o": pl.UInt32})
        # In terms of representatives, sameAs is a loop on each; expansion makes all pairs of it.
        fresh = self._add((self._same, -1), loops)
        if fresh is not None:
            delta[self._same, -1] = fresh
        # A rule's constant that became equal to something can now fit rows that are not new.
        members = {member for first in firsts for member in self.equality.members(first)}
        for key in sorted({key for term in members for key in self.plans.constants.get(term, ())}):
            if key in self.relations:
                delta[key] = self.relations[key]
        return delta

    def _unsplit_types(self) -> None:
        """From now on, keep ``rdf:type`` as one relation."""
        self.split_types = False
        merged: Rows = defaultdict(list)
        for source in (self._pending, {key: [frame] for key, frame in self.relations.items()}):
            for key, frames in source.items():
                rows = [with_class(frame, key[1]) if key[1] >= 0 else frame for frame in frames]
                merged[key[0], -1].extend(rows)
        self._pending, self.relations = merged, {}
        parts = partition(self._given, self._type, False)
        self.given = {key: frames[0] for key, frames in parts.items()}

    def was_given(self, s: int, p: int, o: int) -> bool:
        """Whether a triple was in the input."""
        split = p == self._type and self.split_types
        frame = self.given.get((p, o if split else -1))
        if frame is None:
            return False
        rows = frame.filter(frame["s"] == s)
        return bool(rows.height) if split else bool((rows["o"] == o).any())

    def everything(self) -> pl.DataFrame:
        """All triples, as columns s, p and o, every representative replaced by each of its members.

        Left out are those with a blank node for property, which RDF does not have.
        """
        return self.expanded(self.relations)

    def expanded(self, relations: Mapping[Key, pl.DataFrame]) -> pl.DataFrame:
        """The triples of some relations, as :meth:`everything` gives them."""
        stated = [key for key in sorted(relations) if not self.dictionary.text(key[0]).startswith("_:")]
        rows = of_resources(pl.concat([self._given.clear(), *(whole(key, relations[key]) for key in stated)]))
        # Equal classes give a member of one both by a rule and by expansion.
        table = self.equality.expansion()
        return self._expand(rows, table).unique(maintain_order=True) if table.height else rows

    def mentions(self, terms: Iterable[int]) -> pl.DataFrame:
        """The triples that have one of ``terms`` for subject or object."""
        asked = set(terms)
        firsts = {self.equality.find(term) for term in asked}
        sought, wanted = (pl.Series(sorted(some), dtype=pl.UInt32).implode() for some in (firsts, asked))
        near = {
            key: frame if key[1] in asked else frame.filter(pl.any_horizontal(pl.all().is_in(sought)))
            for key, frame in self.relations.items()
        }
        rows = self.expanded({key: frame for key, frame in near.items() if frame.height})
        return rows.filter(pl.col("s").is_in(wanted) | pl.col("o").is_in(wanted))

    def known(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of encoded triples that are among :meth:`everything`."""
        table = self.equality.replacements()
        found = [rows.clear()]
        for key, (part,) in self.partition(rows).items():
            represented = part.select(pl.all().replace(table["old"], table["new"]))
            there = among(represented.unique(), self.relations.get(key))
            places = represented.with_row_index("row").join(there, on=there.columns, how="semi")["row"]
            found.append(whole(key, part[places]))
        return pl.concat(found)

    def _expand(self, frame: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
        """``frame`` with each representative replaced by each of its members, which ``table`` lists."""
        return of_resources(substitute_all(frame, table) if table.height else frame)

    def derived(self) -> pl.DataFrame:
        """The triples that were not given, as columns s, p and o."""
        parts, table = [self._given.clear()], self.equality.expansion()
        stand_for_more = mentioning(self.relations, table["old"])
        for key in sorted(self.relations):
            known, given = self.relations[key], self.given.get(key)
            known = self._expand(known, table) if key in stand_for_more else of_resources(known)
            if known is not given and not self.dictionary.text(key[0]).startswith("_:"):
                parts.append(whole(key, without(known, given)))
        return pl.concat(parts)

    def learnt(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts that were neither given nor entailed."""
        learnt, table = {}, self.equality.expansion()
        for key in self._axiom_keys(self.relations, is_axiom):
            rows, entailed = self._expand(self.relations[key], table), self._entailed.get(key)
            # All that is entailed is known. If it is all that is known, there is nothing to look for.
            if entailed is None or rows.height > entailed.height:
                learnt[key] = without(without(rows, entailed), self.given.get(key))
        return self._triples(learnt)

    def axioms_among(
        self, relations: Mapping[Key, pl.DataFrame], is_axiom: Callable[[Term, Term | None], bool]
    ) -> pl.DataFrame:
        """The triples of ``relations`` whose predicate, or class, ``is_axiom`` accepts: see :meth:`expanded`."""
        return self.expanded({key: relations[key] for key in self._axiom_keys(relations, is_axiom)})

    def given_axioms(self, is_axiom: Callable[[Term, Term | None], bool]) -> list[Triple]:
        """The triples whose predicate, or class, ``is_axiom`` accepts that were given."""
        return self._triples({key: self.given[key] for key in self._axiom_keys(self.given, is_axiom)})

    def _axiom_keys(self, relations: Iterable[Key], is_axiom: Callable[[Term, Term | None], bool]) -> Iterator[Key]:
        term = self.dictionary.term
        for predicate, cls in sorted(relations):
            whole_types = predicate == self._type and cls < 0
            if whole_types or is_axiom(term(predicate), term(cls) if cls >= 0 else None):
                yield (predicate, cls)

    def merged_schema_terms(self) -> list[tuple[Term, Term]]:
        """Pairs of equal terms of which one is used as a class or a property, sorted by text."""
        used = {part for key in self.relations for part in key if part >= 0}
        groups = [self.equality.members(first) for first in self.equality.representatives()]
        merged = [list(map(self.dictionary.term, group)) for group in groups if used.intersection(group)]
        return sorted((pair for group in merged for pair in pairs_of_equals(group)), key=str)

    def _triples(self, relations: Mapping[Key, pl.DataFrame]) -> list[Triple]:
        rows = pl.concat([self._given.clear(), *(whole(key, frame) for key, frame in relations.items())])
        return triples_of(self.dictionary.decode(rows))
