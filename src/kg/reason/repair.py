"""What follows from contradictory data all the same: the closure of what no contradiction rests on.

A triple that is given is *suspect* where it is part of some derivation of a clash: one of the clash's triples, or a
premise of a rule that concludes one, and so on. Suspects are left out, and the rest is closed. What is concluded from
it holds in every repair of the data (a maximal consistent part of them), for every minimal set of facts that
contradicts the axioms consists of suspects: this is the intersection of repairs, or a part of it, as D. Lembo et al.
define it (*Inconsistency-tolerant semantics for description logics*, RR 2010: IAR semantics). A part, since a suspect
need not be in a minimal set, where a derivation has more premises than it needs.

Axioms stay (:func:`kg.reason.axioms.is_axiom`), but for one that is a clash by itself, as one with an ill-typed
literal. Where facts entail axioms, or make classes or properties equal, what these rest on is suspect too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl
from pyoxigraph import Triple

from kg.errors import InconsistentGraphError
from kg.reason.axioms import is_axiom, is_axiom_key, may_be_entailed, saturate
from kg.reason.budget import Budget
from kg.reason.clashes import find_clashes
from kg.reason.closure import Clash
from kg.reason.encoding import Dictionary, text_frame, triples_of
from kg.reason.frames import among, constant, without
from kg.reason.plans import Key, Pattern
from kg.reason.polars import EncodedClosure, encoded, presented
from kg.reason.presentation import resources_of
from kg.reason.relations import whole
from kg.reason.rules.tables import SAME_AS
from kg.reason.state import State

_Relations = dict[Key, pl.DataFrame]


def close_despite_clashes(
    facts: Iterable[pl.DataFrame], ontology: Iterable[pl.DataFrame]
) -> tuple[EncodedClosure, list[Triple]]:
    """The closure of facts under an ontology without what contradictions rest on, and those triples, sorted by text.

    ``clashes`` of the closure are those of all that is given. Frames are of terms' texts. Raises
    ``InconsistentGraphError`` where axioms contradict each other, so that leaving out facts is of no use; other errors
    as for :func:`kg.reason.polars.close_frames`.
    """
    dictionary, budget = Dictionary(), Budget()
    given, axioms = encoded(dictionary, facts), encoded(dictionary, ontology)
    stated = pl.concat([given, axioms])
    state, suspects = State(dictionary, stated, budget), stated.clear()
    program = saturate(state, budget)
    clashes = find_clashes(state, program.others)
    if clashes:
        suspects = _suspects(state, stated, clashes)
        state = State(dictionary, without(stated, suspects), budget)
        program = saturate(state, budget)
        for left in find_clashes(state, program.others):
            raise InconsistentGraphError(
                f"nothing was written: {left.rule}: {left.axiom}: this contradiction rests on axioms alone; mend the"
                " ontology"
            )
    closed = presented(state, program, clashes, resources_of(dictionary, given), given.height)
    return closed, sorted(triples_of(dictionary.decode(suspects)), key=str)


def _suspects(state: State, stated: pl.DataFrame, clashes: Iterable[Clash]) -> pl.DataFrame:
    """The triples among those ``stated`` that contradictions rest on."""
    dictionary = state.dictionary
    starts = [triple for clash in clashes for triple in clash.facts]
    starts += filter(may_be_entailed, state.learnt(is_axiom_key))
    rows = dictionary.encode(text_frame(starts))
    merged = [dictionary.number(term) for pair in state.merged_schema_terms() for term in pair]
    grounds = _grounds(state, _union(_represented(state, rows), _loops(state, merged)))
    suspects = [stated.clear()]
    for key, (part,) in state.partition(stated.unique(maintain_order=True)).items():
        if key in grounds:
            alike = _replaced(state, part).with_row_index("row")
            there = alike.join(grounds[key], on=grounds[key].columns, how="semi")["row"]
            suspects.append(whole(key, part[there]))
    alone = {clash.facts[0] for clash in clashes if len(clash.facts) == 1}
    found = pl.concat(suspects)
    kept = [not is_axiom(triple) or triple in alone for triple in triples_of(dictionary.decode(found))]
    return found.filter(pl.Series(kept, dtype=pl.Boolean))


def _grounds(state: State, start: _Relations) -> _Relations:
    """``start`` and all rows of the relations that take part in a derivation of one of its rows."""
    found: _Relations = {}
    delta = start
    while delta:
        found = _union(found, delta)
        premises: dict[Key, list[pl.DataFrame]] = defaultdict(list)
        for key, rows in delta.items():
            for premise, frame in _premises(state, key, rows):
                premises[premise].append(frame)
            for premise, frame in _loops(state, _mentioned(rows)).items():
                premises[premise].append(frame)
        fresh = {key: without(pl.concat(frames).unique(), found.get(key)) for key, frames in premises.items()}
        delta = {key: frame for key, frame in fresh.items() if frame.height}
    return found


def _premises(state: State, key: Key, rows: pl.DataFrame) -> Iterable[tuple[Key, pl.DataFrame]]:
    """The rows from which rules conclude ``rows`` of a relation, relation by relation."""
    for plan, head in state.plans.concluding(key):
        wanted = frozenset[str]().union(*(pattern.variables for pattern in plan.body))
        wanted |= {pattern.spelling for pattern in plan.body if pattern.spelling is not None}
        start = state.evaluator.bind(rows, head)
        found = state.evaluator.join(start, plan.body, state.relations, wanted, plan.rule)
        if found is not None:
            for pattern in plan.body:
                yield pattern.key, among(_rows_of(pattern, found, state), state.relations[pattern.key])


def _rows_of(pattern: Pattern, found: pl.DataFrame, state: State) -> pl.DataFrame:
    """The rows that a pattern is in the solutions of a body."""
    spelling = pattern.spelling if pattern.spelling in found.columns else None
    parts = {"s": pattern.s, "o": spelling or pattern.o}
    columns = [
        (found[part] if isinstance(part, str) else constant(state.equality.find(part), found.height)).alias(name)
        for name, part in parts.items()
        if part is not None
    ]
    return pl.DataFrame(columns).unique()


def _loops(state: State, terms: Iterable[int]) -> _Relations:
    """The equality of those of ``terms`` with what they are equal to, as the state keeps it."""
    key = (state.dictionary.number(SAME_AS), -1)
    firsts = sorted({state.equality.find(term) for term in terms} & set(state.equality.representatives()))
    if not firsts or key not in state.relations:
        return {}
    numbers = pl.Series("s", firsts, pl.UInt32)
    return {key: pl.DataFrame([numbers, numbers.alias("o")])}


def _mentioned(rows: pl.DataFrame) -> set[int]:
    return {number for column in rows.columns for number in rows[column].unique()}


def _represented(state: State, rows: pl.DataFrame) -> _Relations:
    """Encoded triples as rows of the relations of the state."""
    return {key: _replaced(state, part).unique() for key, (part,) in state.partition(rows.unique()).items()}


def _replaced(state: State, part: pl.DataFrame) -> pl.DataFrame:
    table = state.equality.replacements()
    return part.select(pl.all().replace(table["old"], table["new"])) if table.height else part


def _union(one: Mapping[Key, pl.DataFrame], other: Mapping[Key, pl.DataFrame]) -> _Relations:
    """Relations with the rows of both."""
    merged = dict(one)
    for key, rows in other.items():
        merged[key] = pl.concat([merged[key], rows]).unique() if key in merged else rows
    return merged
