"""The default engine: the compiled rules as semi-naive joins of Polars frames.

Semi-naive: in each round a rule is evaluated only where at least one of its premises was new in the round before.
Resources known to be the same are replaced by one representative, and expanded again at the end, so that the
answers are those of the W3C's eq-* rules without computing their cubic number of steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl
from pyoxigraph import Triple

from kg.reason.axioms import saturate
from kg.reason.budget import Budget
from kg.reason.clashes import find_clashes
from kg.reason.closure import Clash, Closure
from kg.reason.denoting import denoted, unwritten
from kg.reason.encoding import COLUMNS, Dictionary, text_frame
from kg.reason.presentation import presentable_rows, read, resources_of
from kg.reason.rules import Program, RuleWarning
from kg.reason.state import State

#: Triples that are turned into text at a time.
_BATCH = 100_000


class PolarsReasoner:
    """Exact OWL 2 RL materialisation in memory, for graphs of a few to tens of millions of triples."""

    name = "polars"

    def closure(self, facts: Iterable[Triple], ontology: Iterable[Triple], budget: Budget | None = None) -> Closure:
        """Everything new that the rules derive about the resources of the facts, and every clash."""
        closed = close_frames([text_frame(facts)], [text_frame(ontology)], budget)
        return Closure(read(closed.dictionary, closed.rows), closed.clashes, closed.warnings)


@dataclass(frozen=True)
class EncodedClosure:
    """A :class:`~kg.reason.Closure` that is too large for an object for each triple.

    ``rows`` are the numbers of the inferred triples' terms (columns s, p, o), in the order in which predicates,
    then subjects, then objects first occur in the input. ``facts`` counts the triples read as facts.
    """

    dictionary: Dictionary
    rows: pl.DataFrame
    clashes: tuple[Clash, ...]
    warnings: tuple[RuleWarning, ...]
    facts: int

    def texts(self) -> Iterator[pl.DataFrame]:
        """The inferred triples as frames of their terms' N-Triples texts."""
        return self.dictionary.decode_slices(self.rows, _BATCH)


def materialise(texts: pl.DataFrame, budget: Budget) -> tuple[State, Program]:
    """The fixpoint of the rules of triples, given as texts, over those triples; and the rules of its last pass."""
    dictionary = Dictionary()
    state = State(dictionary, dictionary.encode(texts), budget)
    return state, saturate(state, budget)


def close_frames(
    facts: Iterable[pl.DataFrame], ontology: Iterable[pl.DataFrame], budget: Budget | None = None
) -> EncodedClosure:
    """The closure of facts under an ontology, both as frames of terms' texts; ``LimitError`` as for files.

    A ``budget`` of its own begins when the frames are read.
    """
    dictionary = Dictionary()
    return close_rows(dictionary, encoded(dictionary, facts), encoded(dictionary, ontology), budget)


def close_rows(
    dictionary: Dictionary, given: pl.DataFrame, axioms: pl.DataFrame, budget: Budget | None = None
) -> EncodedClosure:
    """As :func:`close_frames`, of triples that ``dictionary`` has made numbers of."""
    left = budget or Budget()
    state = State(dictionary, pl.concat([given, axioms]), left)
    count, about = given.height, resources_of(dictionary, given)
    del given, axioms
    program = saturate(state, left)
    return presented(state, program, find_clashes(state, program.others), about, count)


def presented(
    state: State, program: Program, clashes: tuple[Clash, ...], about: pl.Series, facts: int
) -> EncodedClosure:
    """What a state at its fixpoint has ``about`` the resources of so many facts."""
    rows = presentable_rows(state.dictionary, state.derived(), about)
    warnings = (*program.warnings, *unwritten(denoted(state.equality, state.dictionary)))
    return EncodedClosure(state.dictionary, rows, clashes, warnings, facts)


def encoded(dictionary: Dictionary, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Frames of terms' texts as one of numbers, by a dictionary that learns the terms that it does not know."""
    nothing = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.UInt32))
    return pl.concat([nothing, *map(dictionary.encode, frames)])
