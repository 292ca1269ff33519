"""Bounds of ranges, decided in columns as :mod:`kg.evidence.accept` decides them one after the other."""

from __future__ import annotations

import math
from collections.abc import Callable

import narwhals as nw

from kg.columns.rule import SLOT, Decided, Kind, Lazy, Reason, reason_of
from kg.evidence.ranges import GRADATIONS

#: The range that counts for an account.
_WORD = ["word_low", "word_high"]


def decide_bounds(left: Lazy, settle: Callable[[Lazy], Lazy]) -> Decided:
    """The bound that the best graded accounts have in common, or that spans them; refused where others exclude it."""
    column = nw.col
    rows = settle(left.select(*SLOT, "account", "range", "kind", "origin", "grade", "value", "magnitude"))
    read = settle(_readings(rows, settle))
    of_account = ["about", "range", "account"]
    spans = read.select(*of_account, "low", "high", "word_low", "word_high", "counts")
    bound = nw.when(column("kind") == Kind.LOWER).then(column("word_low")).otherwise(column("word_high"))
    deciding = (
        rows.join(spans, on=of_account)
        .with_columns(bound=bound)
        .filter(column("counts") & (column("magnitude") == column("bound")))
    )
    top = deciding.group_by(*SLOT).agg(top=column("grade").min())
    best = settle(deciding.join(top, on=SLOT).filter(column("grade") == column("top")))
    kept = settle(_kept(best, settle))
    chosen = settle(_chosen(kept))
    ended = settle(chosen.join(_objections(chosen, read), on=SLOT, how="left")).with_columns(
        column("better").fill_null(False), column("equal").fill_null(False)
    )
    taken = ~column("better") & ~column("equal")
    reason = (
        nw.when(column("better")).then(reason_of(Reason.BETTER_EXCLUDES))
        .otherwise(nw.when(column("equal")).then(reason_of(Reason.EQUAL_EXCLUDES))
        .otherwise(nw.when(column("common")).then(reason_of(Reason.COMMON)).otherwise(reason_of(Reason.SPANNING))))
    )  # fmt: skip
    decides = kept.select(*SLOT, *_WORD).unique(subset=[*SLOT, *_WORD]).with_columns(decides=nw.lit(True))
    verdicts = (
        rows.join(spans, on=of_account)
        .join(ended.select(*SLOT, "top", "chosen", "winner", taken=taken), on=SLOT, how="left")
        .join(decides, on=[*SLOT, *_WORD], how="left")
    )
    contains = (column("low") <= column("chosen")) & (column("chosen") <= column("high"))
    says_so = column("counts") & (column("grade") == column("top")) & ~column("decides").is_null()
    agrees = column("taken") & ((column("value") == column("winner")) | contains | says_so)
    torn = rows.select(*SLOT).unique(subset=SLOT).join(ended.select(*SLOT), on=SLOT, how="anti")
    return Decided(
        ended.filter(taken).select(*SLOT, value=column("winner")),
        verdicts.select(*SLOT, "account", agrees=agrees.fill_null(False)),
        nw.concat(
            [
                ended.select(*SLOT, disputed=~column("better") & column("equal"), reason=reason),
                torn.with_columns(disputed=nw.lit(True), reason=reason_of(Reason.TORN)),
            ]
        ),
    )


def _readings(rows: Lazy, settle: Callable[[Lazy], Lazy]) -> Lazy:
    """How each account that states a range is read: :func:`kg.evidence.ranges.readings`.

    Columns about, range, origin, grade, account; low and high, its own; word_low and word_high, its source's; counts.
    """
    column = nw.col
    word = ["about", "range", "origin", "grade"]
    low, high = (nw.when(column("kind") == kind).then(column("magnitude")) for kind in (Kind.LOWER, Kind.UPPER))
    own = settle(
        rows.with_columns(low=low, high=high)
        .group_by(*word, "account").agg(low=column("low").min(), high=column("high").max())
        .with_columns(column("low").fill_null(-math.inf), column("high").fill_null(math.inf))
    )  # fmt: skip
    words = settle(
        own.group_by(*word).agg(
            highest_low=column("low").max(),
            lowest_high=column("high").min(),
            hull_low=column("low").min(),
            hull_high=column("high").max(),
        )
    ).with_columns(torn=column("highest_low") > column("lowest_high"))
    torn = words.filter("torn").select(*word, "hull_low", "hull_high")
    whole = own.join(torn.select(*word), on=word, how="anti").select("about", "range", "low", "high", by="origin")
    gives_way = (
        torn.join(whole, on=["about", "range"])
        .filter(
            (column("by") != column("origin"))
            & (column("hull_low") <= column("low"))
            & (column("high") <= column("hull_high"))
        )
        .select(*word).unique(subset=word).with_columns(gives_way=nw.lit(True))
    )  # fmt: skip
    return (
        own.join(words.select(*word, "torn", "hull_low", "hull_high"), on=word)
        .join(gives_way, on=word, how="left")
        .select(
            *word, "account", "low", "high",
            word_low=nw.when(column("torn")).then(column("hull_low")).otherwise(column("low")),
            word_high=nw.when(column("torn")).then(column("hull_high")).otherwise(column("high")),
            counts=column("gives_way").is_null(),
        )
    )  # fmt: skip


def _kept(best: Lazy, settle: Callable[[Lazy], Lazy]) -> Lazy:
    """The best graded rows that decide, with ``common``: :func:`kg.evidence.ranges.comparable` where nothing is."""
    column = nw.col
    meeting = best.group_by(*SLOT).agg(most=column("word_low").max(), least=column("word_high").min())
    marked = settle(best.join(meeting.select(*SLOT, common=column("most") <= column("least")), on=SLOT))
    apart = settle(marked.filter(~column("common")).select(*SLOT, *_WORD).unique(subset=[*SLOT, *_WORD]))
    inner = apart.select(*SLOT, low="word_low", high="word_high")
    holders = (
        apart.join(inner, on=SLOT)
        .filter(
            (column("word_low") <= column("low"))
            & (column("high") <= column("word_high"))
            & ((column("word_low") < column("low")) | (column("high") < column("word_high")))
        )
        .select(*SLOT, *_WORD).unique(subset=[*SLOT, *_WORD])
    )  # fmt: skip
    width = column("word_high") - column("word_low")
    narrow = settle(apart.join(holders, on=[*SLOT, *_WORD], how="anti").with_columns(gradation=_gradation(width)))
    finest = narrow.group_by(*SLOT).agg(finest=column("gradation").min())
    decides = narrow.join(finest, on=SLOT).filter(column("gradation") == column("finest")).select(*SLOT, *_WORD)
    return nw.concat([marked.filter("common"), marked.filter(~column("common")).join(decides, on=[*SLOT, *_WORD])])


def _gradation(width: nw.Expr) -> nw.Expr:
    """How precise a range of some width is: :func:`kg.evidence.ranges.gradation`."""
    found = nw.lit(len(GRADATIONS))
    for number, most in reversed([*enumerate(GRADATIONS)]):
        fits = (width <= most) if math.isfinite(most) else (width < most)
        found = nw.when(fits).then(nw.lit(number)).otherwise(found)
    return found


def _chosen(kept: Lazy) -> Lazy:
    """about, property, kind, range, top, common, chosen (a magnitude) and winner of each slot, from what decides."""
    column = nw.col
    slot = [*SLOT, "kind", "range", "top", "common"]
    sides = kept.group_by(*slot).agg(most=column("magnitude").max(), least=column("magnitude").min())
    takes_most = (column("kind") == Kind.LOWER) == column("common")
    magnitude = nw.when(column("takes_most")).then(column("most")).otherwise(column("least"))
    sides = sides.with_columns(takes_most=takes_most).with_columns(chosen=magnitude)
    # Of several spellings of one magnitude the last by text is taken where the greatest is, and else the first.
    spelt = kept.join(sides.select(*SLOT, "takes_most", "chosen"), on=SLOT).filter(
        column("magnitude") == column("chosen")
    )
    spellings = spelt.group_by(*slot, "takes_most", "chosen").agg(
        first=column("value").min(), last=column("value").max()
    )
    winner = nw.when(column("takes_most")).then(column("last")).otherwise(column("first"))
    return spellings.select(*slot, "chosen", winner=winner)


def _objections(chosen: Lazy, read: Lazy) -> Lazy:
    """about, property, better and equal: whether accounts of better or equal grade exclude what was chosen.

    Only an upper bound gives way to an account of its own grade.
    """
    column = nw.col
    excludes = (
        nw.when(column("kind") == Kind.LOWER).then(column("word_high") < column("chosen"))
        .otherwise(column("word_low") > column("chosen"))
    )  # fmt: skip
    equal = (column("grade") == column("top")) & (column("kind") == Kind.UPPER)
    return (
        chosen.join(read.filter("counts"), on=["about", "range"])
        .filter(excludes)
        .with_columns(better=column("grade") < column("top"), equal=equal)
        .group_by(*SLOT).agg(better=column("better").max(), equal=column("equal").max())
    )  # fmt: skip
