"""The words of the acceptance rule in columns: kinds of slots, reasons, a policy in numbers, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import narwhals as nw

#: What joins work on: a frame that Narwhals knows, not yet computed.
Lazy = nw.LazyFrame[Any]
#: Grades are ordered by reliability, A 0 to F 5, and then by credibility, 1 to 6: eight numbers for a letter.
CREDIBILITIES = 8
#: What is decided at once.
SLOT = ["about", "property"]
#: What one source says of a slot with its accounts of one grade.
VOICE = [*SLOT, "origin", "grade"]


class Kind(IntEnum):
    """How a property is decided: the slot kinds of the ontology, and the existence of the subject itself."""

    EXISTENCE = 0
    SINGLE = 1
    SET = 2
    LOWER = 3
    UPPER = 4


class Reason(IntEnum):
    """Why a slot was decided as it was; :mod:`kg.evidence.accept` has the words."""

    NONE_LEFT = 0
    TOO_FEW = 1
    REPORTED = 2
    EVERY_VALUE = 3
    AGREE = 4
    BEST = 5
    NARROWEST = 6
    DIFFER = 7
    COMMON = 8
    SPANNING = 9
    BETTER_EXCLUDES = 10
    EQUAL_EXCLUDES = 11
    TORN = 12
    FINER = 13


@dataclass(frozen=True)
class Rule:
    """A policy in numbers: the worst reliability (A 0 … F 5) and credibility admitted, sources by their numbers.

    ``as_of`` is a moment in microseconds since 1970. What is None admits everything. ``hedged`` admits accounts that
    their source words with reserve.
    """

    reliability: int | None = None
    credibility: int | None = None
    only_source: int | None = None
    excluded: tuple[int, ...] = ()
    minimum_sources: int = 1
    as_of: int | None = None
    hedged: bool = True


class Decided(NamedTuple):
    """What a rule decides.

    ``facts``: about, property, value. ``verdicts``: about, property, account, agrees. ``slots``: about, property,
    disputed, reason (a :class:`Reason`), each slot once.
    """

    facts: Lazy
    verdicts: Lazy
    slots: Lazy


def reason_of(reason: Reason) -> nw.Expr:
    """A reason as a column."""
    return nw.lit(int(reason), dtype=nw.Int64)
