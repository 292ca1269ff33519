"""The acceptance rule as relational algebra: one text for Polars on one machine and for Spark on several.

The rule is that of :mod:`kg.evidence.accept`, which decides one subject after the other and says why in words. Here it
is written with Narwhals, which hands the same expressions to Polars, DuckDB or Spark.

Evidence is a frame with a row for each stated value, and one for each account, whose property is that of existence and
whose value is 0 (:class:`kg.columns.table.EvidenceTable`). Every term is a number; values are numbered in the order of
their text, by which ties are broken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import narwhals as nw

#: What joins work on: a frame that Narwhals knows, not yet computed.
Lazy = nw.LazyFrame[Any]
#: Grades are ordered by reliability, A 0 to F 5, and then by credibility, 1 to 6: eight numbers for a letter.
CREDIBILITIES = 8
#: More sources than there can be for one value: a standing is its grade, then the number of its sources.
_MANY = 1_000_000
_SLOT = ["about", "property"]


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


@dataclass(frozen=True)
class Rule:
    """A policy in numbers: the worst reliability (A 0 … F 5) and credibility admitted, sources by their numbers.

    ``as_of`` is a moment in microseconds since 1970. What is None admits everything.
    """

    reliability: int | None = None
    credibility: int | None = None
    only_source: int | None = None
    excluded: tuple[int, ...] = ()
    minimum_sources: int = 1
    as_of: int | None = None


class Decided(NamedTuple):
    """What a rule decides.

    ``facts``: about, property, value. ``verdicts``: about, property, account, agrees. ``slots``: about, property,
    disputed, reason (a :class:`Reason`), each slot once.
    """

    facts: Lazy
    verdicts: Lazy
    slots: Lazy


def accept(
    told: Lazy, slots: Lazy, within: Lazy, rule: Rule, settle: Callable[[Lazy], Lazy] = lambda frame: frame
) -> Decided:
    """What ``rule`` decides of the evidence ``told``.

    ``told`` has the columns of :data:`kg.columns.table.TOLD`; ``slots`` property, kind and range (the number of the
    lower of two bounds, 0 for others); ``within`` smaller and larger, each pair once and closed over chains.
    ``settle`` computes what is used more than once, and keeps it: without it engines compute it again each time.
    """
    judged = told.join(slots, on="property").with_columns(admitted=_admitted(rule))
    existing = judged.filter(nw.col("kind") == Kind.EXISTENCE)
    subjects = settle(_subjects(existing, rule))
    existence = _existence(existing, subjects)
    stated = judged.filter(nw.col("kind") != Kind.EXISTENCE)
    open_rows = settle(stated.join(subjects.filter("stands").select("about"), on="about"))
    refused = open_rows.filter(~nw.col("admitted")).select(*_SLOT, "account", agrees=nw.lit(False))
    left = open_rows.filter("admitted")
    decided = [
        existence,
        _sets(left.filter(nw.col("kind") == Kind.SET)),
        _singles(left.filter(nw.col("kind") == Kind.SINGLE), within, settle),
        _bounds(left.filter(nw.col("kind") >= Kind.LOWER), settle),
    ]
    verdicts = nw.concat([refused, *(part.verdicts for part in decided)])
    known = nw.concat([part.slots for part in decided])
    closed = refused.select(*_SLOT).unique(subset=_SLOT).join(known.select(*_SLOT), on=_SLOT, how="anti")
    return Decided(
        nw.concat([part.facts for part in decided]),
        verdicts.unique(subset=[*_SLOT, "account", "agrees"]),
        nw.concat([known, closed.with_columns(disputed=nw.lit(False), reason=_reason(Reason.NONE_LEFT))]),
    )


def _reason(reason: Reason) -> nw.Expr:
    return nw.lit(int(reason), dtype=nw.Int64)


def _admitted(rule: Rule) -> nw.Expr:
    """Whether a policy admits a row: :meth:`kg.evidence.policy.Policy.refusal` has the reasons."""
    column = nw.col
    admitted = column("ended").is_null()
    if rule.as_of is not None:
        admitted = (admitted | (column("ended") > rule.as_of)) & (column("recorded") <= rule.as_of)
    if rule.only_source is not None:
        admitted = admitted & (column("source") == rule.only_source)
    if rule.excluded:
        admitted = admitted & ~column("source").is_in(rule.excluded)
    if rule.reliability is not None:
        admitted = admitted & (column("grade") < (rule.reliability + 1) * CREDIBILITIES)
    if rule.credibility is not None:
        admitted = admitted & (column("grade") % CREDIBILITIES <= rule.credibility)
    # Where only one side of | is known the answer is unknown, which stands for no.
    return admitted.fill_null(False)


def _subjects(existing: Lazy, rule: Rule) -> Lazy:
    """about, and whether it stands: whether enough independent sources report it."""
    heard = (
        existing.filter("admitted").select("about", "origin").unique(subset=["about", "origin"])
        .group_by("about").agg(heard=nw.len())
    )  # fmt: skip
    all_told = existing.select("about").unique(subset=["about"])
    number = nw.col("heard").fill_null(0)
    return all_told.join(heard, on="about", how="left").select(
        "about", some=number > 0, stands=number >= max(1, rule.minimum_sources)
    )


def _existence(existing: Lazy, subjects: Lazy) -> Decided:
    rows = existing.select(*_SLOT, "account", "value", "admitted").join(subjects, on="about")
    reason = (
        nw.when(nw.col("stands")).then(_reason(Reason.REPORTED))
        .otherwise(nw.when(nw.col("some")).then(_reason(Reason.TOO_FEW)).otherwise(_reason(Reason.NONE_LEFT)))
    )  # fmt: skip
    slots = rows.select(*_SLOT, "stands", "some").unique(subset=_SLOT)
    return Decided(
        rows.filter("stands").select(*_SLOT, "value").unique(subset=_SLOT),
        rows.select(*_SLOT, "account", agrees=nw.col("admitted") & nw.col("stands")),
        slots.select(*_SLOT, disputed=nw.lit(False), reason=reason),
    )


def _sets(left: Lazy) -> Decided:
    """Every value."""
    return Decided(
        left.select(*_SLOT, "value").unique(subset=[*_SLOT, "value"]),
        left.select(*_SLOT, "account", agrees=nw.lit(True)),
        left.select(*_SLOT).unique(subset=_SLOT)
        .with_columns(disputed=nw.lit(False), reason=_reason(Reason.EVERY_VALUE)),
    )  # fmt: skip


def _singles(left: Lazy, within: Lazy, settle: Callable[[Lazy], Lazy]) -> Decided:
    """The value of the best standing; of several, the one that lies within all others."""
    column = nw.col
    standings = (
        left.group_by(*_SLOT, "value", "origin").agg(grade=column("grade").min())
        .group_by(*_SLOT, "value").agg(grade=column("grade").min(), sources=nw.len())
        .select(*_SLOT, "value", standing=column("grade") * _MANY - column("sources"))
    )  # fmt: skip
    best = standings.group_by(*_SLOT).agg(standing=column("standing").min(), told=nw.len())
    tied = settle(standings.join(best, on=[*_SLOT, "standing"]).select(*_SLOT, "value", "told"))
    slots = tied.group_by(*_SLOT).agg(tied=nw.len(), winner=column("value").min(), told=column("told").max())
    alone = nw.when(column("told") == 1).then(_reason(Reason.AGREE)).otherwise(_reason(Reason.BEST))
    clear = slots.filter(column("tied") == 1).select(*_SLOT, "winner", reason=alone)
    narrow = _narrowest(tied.join(slots.filter(column("tied") > 1).select(*_SLOT, "tied"), on=_SLOT), within)
    winners = settle(nw.concat([clear, narrow.select(*_SLOT, "winner", reason=_reason(Reason.NARROWEST))]))
    decided = slots.select(*_SLOT).join(winners, on=_SLOT, how="left")
    holding = within.with_columns(holds=nw.lit(True))
    agrees = (column("value") == column("winner")) | ~column("holds").is_null()
    verdicts = (
        left.select(*_SLOT, "account", "value")
        .join(winners.select(*_SLOT, "winner"), on=_SLOT, how="left")
        .join(holding, left_on=["winner", "value"], right_on=["smaller", "larger"], how="left")
        .select(*_SLOT, "account", agrees=agrees.fill_null(False))
    )
    return Decided(
        winners.select(*_SLOT, value=column("winner")),
        verdicts,
        decided.select(
            *_SLOT, disputed=column("winner").is_null(), reason=column("reason").fill_null(int(Reason.DIFFER))
        ),
    )


def _narrowest(tied: Lazy, within: Lazy) -> Lazy:
    """Of each slot's tied values (about, property, value, tied), the first that lies within all others, if any."""
    column = nw.col
    others = tied.select(*_SLOT, other=column("value"))
    return (
        tied.join(others, on=_SLOT)
        .join(within, left_on=["value", "other"], right_on=["smaller", "larger"])
        .filter(column("value") != column("other"))
        .group_by(*_SLOT, "value").agg(holders=nw.len(), tied=column("tied").max())
        .filter(column("holders") == column("tied") - 1)
        .group_by(*_SLOT).agg(winner=column("value").min())
    )  # fmt: skip


def _bounds(left: Lazy, settle: Callable[[Lazy], Lazy]) -> Decided:
    """The bound that the best graded accounts have in common, or that spans them; refused where others exclude it."""
    column = nw.col
    rows = settle(left.select(*_SLOT, "account", "range", "kind", "grade", "value", "magnitude"))
    low, high = (nw.when(column("kind") == kind).then(column("magnitude")) for kind in (Kind.LOWER, Kind.UPPER))
    ranges = settle(
        rows.with_columns(low=low, high=high)
        .group_by("about", "account", "range", "grade").agg(low=column("low").max(), high=column("high").min())
    )  # fmt: skip
    top = rows.group_by(*_SLOT).agg(top=column("grade").min())
    graded = rows.join(top, on=_SLOT)
    chosen = settle(_chosen(graded.filter(column("grade") == column("top")), ranges))
    ended = settle(chosen.join(_objections(chosen, ranges), on=_SLOT, how="left")).with_columns(
        column("better").fill_null(False), column("equal").fill_null(False)
    )
    taken = ~column("better") & ~column("equal")
    reason = (
        nw.when(column("better")).then(_reason(Reason.BETTER_EXCLUDES))
        .otherwise(nw.when(column("equal")).then(_reason(Reason.EQUAL_EXCLUDES))
        .otherwise(nw.when(column("common")).then(_reason(Reason.COMMON)).otherwise(_reason(Reason.SPANNING))))
    )  # fmt: skip
    verdicts = graded.join(ended.select(*_SLOT, "winner", taken=taken), on=_SLOT)
    states_it = (column("grade") == column("top")) | (column("value") == column("winner"))
    return Decided(
        ended.filter(taken).select(*_SLOT, value=column("winner")),
        verdicts.select(*_SLOT, "account", agrees=column("taken") & states_it),
        ended.select(*_SLOT, disputed=~column("better") & column("equal"), reason=reason),
    )


def _chosen(best: Lazy, ranges: Lazy) -> Lazy:
    """about, property, kind, range, top, common, magnitude and winner of each slot, from its best graded rows."""
    column = nw.col
    slot = [*_SLOT, "kind", "range", "top"]
    of_best = best.join(ranges.select("about", "account", "range", "low", "high"), on=["about", "account", "range"])
    both = of_best.group_by(*slot).agg(
        low=column("low").max(),
        high=column("high").min(),
        most=column("magnitude").max(),
        least=column("magnitude").min(),
    )
    common = column("low").is_null() | column("high").is_null() | (column("low") <= column("high"))
    inner = both.with_columns(common=common.fill_null(True))
    takes_most = (column("kind") == Kind.LOWER) == column("common")
    magnitude = nw.when(column("takes_most")).then(column("most")).otherwise(column("least"))
    sides = inner.with_columns(takes_most=takes_most).with_columns(chosen=magnitude)
    # Of several spellings of one magnitude the last by text is taken where the greatest is, and else the first.
    spelt = of_best.join(sides.select(*_SLOT, "common", "takes_most", "chosen"), on=_SLOT).filter(
        column("magnitude") == column("chosen")
    )
    spellings = spelt.group_by(*slot, "common", "takes_most", "chosen").agg(
        first=column("value").min(), last=column("value").max()
    )
    winner = nw.when(column("takes_most")).then(column("last")).otherwise(column("first"))
    return spellings.select(*slot, "common", "chosen", winner=winner)


def _objections(chosen: Lazy, ranges: Lazy) -> Lazy:
    """about, property, better and equal: whether accounts of better or equal grade exclude what was chosen.

    Only an upper bound gives way to an account of its own grade.
    """
    column = nw.col
    excludes = (
        nw.when(column("kind") == Kind.LOWER).then(column("high") < column("chosen"))
        .otherwise(column("low") > column("chosen"))
    )  # fmt: skip
    equal = (column("grade") == column("top")) & (column("kind") == Kind.UPPER)
    return (
        chosen.join(ranges, on=["about", "range"])
        .filter(excludes)
        .with_columns(better=column("grade") < column("top"), equal=equal)
        .group_by(*_SLOT).agg(better=column("better").max(), equal=column("equal").max())
    )  # fmt: skip
