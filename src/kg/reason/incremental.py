"""A closure that is kept up to date while facts are added and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import polars as pl
from pyoxigraph import Triple

from kg.reason.axioms import is_axiom, is_axiom_key, may_be_entailed
from kg.reason.budget import Budget
from kg.reason.clashes import Checks, checks_of, clashes_after_addition, clashes_after_deletion, find_clashes
from kg.reason.closure import Clash, Closure
from kg.reason.deletion import delete
from kg.reason.denoting import denoted, unwritten
from kg.reason.encoding import COLUMNS, text_frame, triples_of
from kg.reason.frames import among, without
from kg.reason.plans import Relations
from kg.reason.polars import materialise
from kg.reason.presentation import presentable_rows, read, resources_of
from kg.reason.rules import Program, Term
from kg.reason.state import State


@dataclass(frozen=True)
class Change:
    """What a change of the facts did to the closure.

    ``inferred`` are the triples that the closure has gained, ``withdrawn`` those that it has lost, both sorted by their
    text: a triple that becomes a fact is inferred no more, and one that is a fact no more is inferred if it still
    follows. ``clashes`` are all contradictions that there are after the change.
    """

    inferred: tuple[Triple, ...]
    withdrawn: tuple[Triple, ...]
    clashes: tuple[Clash, ...]


class Materialisation:
    """The closure of facts that change, under an ontology that stays.

    After every change, :attr:`closure` is what :meth:`kg.reason.polars.PolarsReasoner.closure` gives for the facts as
    they then are. A change costs what it touches, with these exceptions, in which everything is computed anew:

    * an axiom is added or taken back, that is, a triple that :func:`kg.reason.axioms.is_axiom` accepts; or an axiom
      follows from what is added; or a class or a property becomes equal to another;
    * a rule concludes a literal (``owl:hasValue 1``) that some fact has in another spelling: the rule then adds no
      second one, which depends on what was known first;
    * a resource is, or becomes, the same as a literal;
    * something is taken back while resources are known to be equal, since it is not recorded which of their triples
      came by the equality; or while axioms follow from the facts;
    * something is taken back on which so many ways of a transitive property rest that it is the quicker.

    Where resources are known to be equal, the clashes after an addition are searched for in the whole.
    """

    _state: State
    _program: Program
    #: The facts and the ontology as they were given, encoded and without repetition.
    _facts: pl.DataFrame
    _ontology: pl.DataFrame
    #: The resources of the facts.
    _about: set[int]
    _merged: list[tuple[Term, Term]]
    #: Whether the rules come from more than the given axioms.
    _entangled: bool
    #: Whether a literal that a rule concludes is known in another spelling.
    _respelt: bool
    _checks: Checks
    _clashes: tuple[Clash, ...]
    _closure: Closure | None

    def __init__(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> None:
        """Materialise ``facts`` under ``ontology``, of which no change takes anything back."""
        self._load(text_frame(facts), text_frame(ontology), Budget())

    def copy(self) -> Materialisation:
        """A materialisation of the same that changes on its own; it shares what neither changes."""
        other = copy(self)
        other._about = set(self._about)
        return other

    @property
    def closure(self) -> Closure:
        """What the ontology adds to the facts as they are now, and every clash."""
        if self._closure is None:
            inferred = read(self._state.dictionary, self._presentable())
            left_out = unwritten(denoted(self._state.equality, self._state.dictionary))
            self._closure = Closure(inferred, self._clashes, (*self._program.warnings, *left_out))
        return self._closure

    def add(self, triples: Iterable[Triple]) -> Change:
        """Add facts. Those that are facts already change nothing."""
        budget = Budget()
        before, after = self._state, self._state.snapshot(budget)
        first_new_term = len(before.dictionary)
        rows = without(_encoded(before, triples), self._facts)
        facts = pl.concat([self._facts, rows])
        if self._respelt or _has_axiom(before, rows):
            return self._recompute(facts, budget)
        given = without(rows, self._ontology)
        gained = after.extend(given)
        merged = after.equality.merged_since(before.equality)
        if after.equality.has_literals or after.spells_otherwise(gained):
            return self._recompute(facts, budget)
        if self._axioms_follow(before, after, after.relations if merged else gained):
            return self._recompute(facts, budget)
        news = after.expanded(gained)
        if merged:
            near = pl.concat([news, after.mentions(merged)]).unique()
            news = without(near, before.known(near))
        fresh = _resources(after, rows) - self._about
        already = _about(before, {term for term in fresh if term < first_new_term})
        known = before.known(without(given, news))
        news = after.not_given(pl.concat([news, already]))
        inferred = _shown(after, news, _terms(news) & self._about | fresh)
        withdrawn = _shown(before, known, _terms(known) & self._about)
        if after.equality.representatives() or self._checks.anonymous:
            clashes = find_clashes(after, self._program.others)
        else:
            parts = {key: frame for key, (frame,) in after.partition(given).items()}
            clashes = clashes_after_addition(after, self._checks, self._clashes, gained, parts)
        self._about |= fresh
        self._state, self._facts, self._clashes, self._closure = after, facts, clashes, None
        return Change(inferred, withdrawn, clashes)

    def retract(self, triples: Iterable[Triple]) -> Change:
        """Take facts back. Triples that are not facts change nothing, as with DELETE DATA of SPARQL 1.1 Update."""
        budget = Budget()
        before, after = self._state, self._state.snapshot(budget)
        rows = among(_encoded(before, triples), self._facts)
        facts = without(self._facts, rows)
        intertwined = self._entangled or self._respelt or bool(before.equality.representatives())
        if rows.height and (intertwined or _has_axiom(before, rows)):
            return self._recompute(facts, budget)
        given = without(rows, self._ontology)
        lost = delete(after, given)
        if lost is None:
            return self._recompute(facts, budget)
        ceased = _resources(after, rows)
        ceased -= _resources(after, facts.filter(pl.any_horizontal(pl.col("s", "o").is_in(sorted(ceased)))))
        olds = after.expanded(lost)
        known = after.known(without(given, olds))
        olds = before.not_given(pl.concat([olds, _about(after, ceased)]))
        withdrawn = _shown(before, olds, _terms(olds) & self._about)
        inferred = _shown(after, known, _terms(known) & self._about - ceased)
        if self._checks.anonymous:
            clashes = find_clashes(after, self._program.others)
        else:
            clashes = clashes_after_deletion(after, self._checks, self._clashes, lost, given)
        self._about -= ceased
        self._state, self._facts, self._clashes, self._closure = after, facts, clashes, None
        return Change(inferred, withdrawn, clashes)

    def _load(self, facts: pl.DataFrame, ontology: pl.DataFrame, budget: Budget) -> None:
        state, program = materialise(pl.concat([facts, ontology]), budget)
        # What may end at a limit comes first: a change that is refused leaves everything as it was.
        clashes = find_clashes(state, program.others)
        self._program, self._clashes = program, clashes
        self._facts, self._ontology = (state.dictionary.encode(texts).unique() for texts in (facts, ontology))
        self._about = _resources(state, self._facts)
        self._merged = state.merged_schema_terms()
        self._entangled = any(map(may_be_entailed, state.learnt(is_axiom_key)))
        self._respelt = state.spells_otherwise(state.relations)
        self._checks = checks_of(state, self._program.others)
        self._state, self._closure = state, None

    def _recompute(self, facts: pl.DataFrame, budget: Budget) -> Change:
        """The change to other facts, by computing all of it anew."""
        decode = self._state.dictionary.decode
        old = decode(self._presentable())
        self._load(decode(facts), decode(self._ontology), budget)
        new = self._state.dictionary.decode(self._presentable())
        gained, lost = new.join(old, on=COLUMNS, how="anti"), old.join(new, on=COLUMNS, how="anti")
        inferred, withdrawn = (tuple(sorted(triples_of(texts), key=str)) for texts in (gained, lost))
        return Change(inferred, withdrawn, self._clashes)

    def _presentable(self) -> pl.DataFrame:
        """What the closure has of derived triples, encoded."""
        dictionary = self._state.dictionary
        return presentable_rows(dictionary, self._state.derived(), resources_of(dictionary, self._facts))

    def _axioms_follow(self, before: State, after: State, relations: Relations) -> bool:
        """Whether relations of ``after`` hold an axiom that was not known, or a class or a property became equal."""
        axioms = after.axioms_among(relations, is_axiom_key)
        fresh = triples_of(after.dictionary.decode(without(axioms, before.known(axioms))))
        return any(map(may_be_entailed, fresh)) or after.merged_schema_terms() != self._merged


def _encoded(state: State, triples: Iterable[Triple]) -> pl.DataFrame:
    return state.dictionary.encode(text_frame(triples)).unique()


def _has_axiom(state: State, rows: pl.DataFrame) -> bool:
    return any(map(is_axiom, triples_of(state.dictionary.decode(rows))))


def _resources(state: State, facts: pl.DataFrame) -> set[int]:
    return set(resources_of(state.dictionary, facts))


def _terms(rows: pl.DataFrame) -> set[int]:
    return {*rows["s"].unique(), *rows["o"].unique()}


def _about(state: State, terms: set[int]) -> pl.DataFrame:
    """The triples that a closure shows only where ``terms`` are resources of the facts."""
    if not terms:
        return state.expanded({})
    anonymous = [term for term in terms if state.dictionary.text(term).startswith("_:")]
    return state.mentions(terms).filter(pl.col("s").is_in(sorted(terms)) | pl.col("o").is_in(sorted(anonymous)))


def _shown(state: State, derived: pl.DataFrame, about: set[int]) -> tuple[Triple, ...]:
    """What a closure shows of derived rows, where the facts are about these terms."""
    rows = presentable_rows(state.dictionary, derived.unique(), pl.Series(sorted(about), dtype=pl.UInt32))
    return read(state.dictionary, rows)
