"""The acceptance rule as relational algebra: one text for Polars on one machine and for Spark on several.

The rule is that of :mod:`kg.evidence.accept`, which decides one subject after the other and says why in words. Here it
is written with Narwhals, which hands the same expressions to Polars, DuckDB or Spark.

Evidence is a frame with a row for each stated value, and one for each account, whose property is that of existence and
whose value is 0 (:class:`kg.columns.table.EvidenceTable`). Every term is a number; values are numbered in the order of
their text, by which ties are broken.
"""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw

from kg.columns.bounds import decide_bounds
from kg.columns.rule import CREDIBILITIES, SLOT, VOICE, Decided, Kind, Lazy, Reason, Rule, reason_of


def accept(
    told: Lazy, slots: Lazy, within: Lazy, rule: Rule, settle: Callable[[Lazy], Lazy] = lambda frame: frame
) -> Decided:
    """What ``rule`` decides of the evidence ``told``.

    ``told`` has the columns of :data:`kg.columns.table.TOLD`; ``slots`` property, kind and range (the number of the
    lower of two bounds; for a time precision the number of the lower bound of the interval that it must fit; 0 for
    others); ``within`` smaller and larger, each pair once and closed over chains.
    ``settle`` computes what is used more than once, and keeps it: without it engines compute it again each time.
    """
    judged = told.join(slots, on="property").with_columns(admitted=_admitted(rule))
    existing = judged.filter(nw.col("kind") == Kind.EXISTENCE)
    subjects = settle(_subjects(existing, rule))
    existence = _existence(existing, subjects)
    stated = judged.filter(nw.col("kind") != Kind.EXISTENCE)
    open_rows = settle(stated.join(subjects.filter("stands").select("about"), on="about"))
    refused = open_rows.filter(~nw.col("admitted")).select(*SLOT, "account", agrees=nw.lit(False))
    left = open_rows.filter("admitted")
    singles = _settled(_singles(left.filter(nw.col("kind") == Kind.SINGLE), within, settle), settle)
    bounds = _settled(decide_bounds(left.filter(nw.col("kind") >= Kind.LOWER), settle), settle)
    decided = [
        existence,
        _sets(left.filter(nw.col("kind") == Kind.SET)),
        _without_finer_precision(singles, bounds, left),
        bounds,
    ]
    verdicts = nw.concat([refused, *(part.verdicts for part in decided)])
    known = nw.concat([part.slots for part in decided])
    closed = refused.select(*SLOT).unique(subset=SLOT).join(known.select(*SLOT), on=SLOT, how="anti")
    return Decided(
        nw.concat([part.facts for part in decided]),
        verdicts.unique(subset=[*SLOT, "account", "agrees"]),
        nw.concat([known, closed.with_columns(disputed=nw.lit(False), reason=reason_of(Reason.NONE_LEFT))]),
    )


def _settled(decided: Decided, settle: Callable[[Lazy], Lazy]) -> Decided:
    return Decided(*map(settle, decided))


def _without_finer_precision(singles: Decided, bounds: Decided, left: Lazy) -> Decided:
    """``singles`` without the time precisions that are finer than the accepted interval is long."""
    column = nw.col
    known = left.filter(column("range") != 0).select("property", "kind", "range", "value", "magnitude")
    known = known.unique(subset=["property", "value"])
    sized = nw.concat([singles.facts, bounds.facts]).join(known, on=["property", "value"])
    low, high, longest = (
        sized.filter(column("kind") == kind).select("about", "range", **{name: "magnitude"})
        for kind, name in ((Kind.LOWER, "low"), (Kind.UPPER, "high"), (Kind.SINGLE, "longest"))
    )
    of_interval = ["about", "range"]
    too_long = column("high") - column("low") > column("longest")
    finer = low.join(high, on=of_interval).join(longest, on=of_interval).filter(too_long).select(*of_interval)
    precisions = known.filter(column("kind") == Kind.SINGLE).select("property", "range").unique(subset=["property"])
    slots = finer.join(precisions, on="range").select(*SLOT, finer=nw.lit(True))
    verdicts = singles.verdicts.join(slots, on=SLOT, how="left")
    decided = singles.slots.join(slots, on=SLOT, how="left")
    reason = nw.when(column("finer").is_null()).then(column("reason")).otherwise(reason_of(Reason.FINER))
    return Decided(
        singles.facts.join(slots, on=SLOT, how="anti"),
        verdicts.select(*SLOT, "account", agrees=column("agrees") & column("finer").is_null()),
        decided.select(*SLOT, "disputed", reason=reason),
    )


def _admitted(rule: Rule) -> nw.Expr:
    """Whether a policy admits a row: :meth:`kg.evidence.policy.Policy.refusal` has the reasons."""
    column = nw.col
    admitted = column("ended").is_null()
    if rule.as_of is not None:
        admitted = (admitted | (column("ended") > rule.as_of)) & (column("recorded") <= rule.as_of)
    if not rule.hedged:
        admitted = admitted & ~column("hedged")
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
    rows = existing.select(*SLOT, "account", "value", "admitted").join(subjects, on="about")
    reason = (
        nw.when(nw.col("stands")).then(reason_of(Reason.REPORTED))
        .otherwise(nw.when(nw.col("some")).then(reason_of(Reason.TOO_FEW)).otherwise(reason_of(Reason.NONE_LEFT)))
    )  # fmt: skip
    slots = rows.select(*SLOT, "stands", "some").unique(subset=SLOT)
    return Decided(
        rows.filter("stands").select(*SLOT, "value").unique(subset=SLOT),
        rows.select(*SLOT, "account", agrees=nw.col("admitted") & nw.col("stands")),
        slots.select(*SLOT, disputed=nw.lit(False), reason=reason),
    )


def _sets(left: Lazy) -> Decided:
    """Every value."""
    return Decided(
        left.select(*SLOT, "value").unique(subset=[*SLOT, "value"]),
        left.select(*SLOT, "account", agrees=nw.lit(True)),
        left.select(*SLOT).unique(subset=SLOT)
        .with_columns(disputed=nw.lit(False), reason=reason_of(Reason.EVERY_VALUE)),
    )  # fmt: skip


def _singles(left: Lazy, within: Lazy, settle: Callable[[Lazy], Lazy]) -> Decided:
    """The value of the best grade that most independent sources state, but for those that contain another."""
    column = nw.col
    stated = settle(left.select(*VOICE, "value").unique(subset=[*VOICE, "value"]))
    unanimous = stated.join(_give_way(stated, within, settle), on=VOICE, how="anti")
    standings = settle(
        unanimous.group_by(*SLOT, "value", "origin").agg(grade=column("grade").min())
        .group_by(*SLOT, "value").agg(grade=column("grade").min(), sources=nw.len())
    )  # fmt: skip
    top = standings.group_by(*SLOT).agg(top=column("grade").min())
    best = settle(standings.join(top, on=SLOT).filter(column("grade") == column("top")))
    narrow = best.join(_containers(best, within), on=[*SLOT, "value"], how="anti")
    most = narrow.group_by(*SLOT).agg(most=column("sources").max(), narrow=nw.len())
    tied = narrow.join(most, on=SLOT).filter(column("sources") == column("most"))
    slots = tied.group_by(*SLOT).agg(tied=nw.len(), winner=column("value").min(), narrow=column("narrow").max())
    several = best.group_by(*SLOT).agg(best=nw.len())
    told = left.select(*SLOT, "value").unique(subset=[*SLOT, "value"]).group_by(*SLOT).agg(told=nw.len())
    nested = (column("narrow") == 1) & (column("best") > 1)
    reason = (
        nw.when(column("told") == 1).then(reason_of(Reason.AGREE))
        .otherwise(nw.when(nested).then(reason_of(Reason.NARROWEST)).otherwise(reason_of(Reason.BEST)))
    )  # fmt: skip
    winners = settle(
        slots.filter(column("tied") == 1).join(several, on=SLOT).join(told, on=SLOT)
        .select(*SLOT, "winner", reason=reason)
    )  # fmt: skip
    decided = told.select(*SLOT).join(winners, on=SLOT, how="left")
    holding = within.with_columns(holds=nw.lit(True))
    agrees = (column("value") == column("winner")) | ~column("holds").is_null()
    verdicts = (
        left.select(*SLOT, "account", "value")
        .join(winners.select(*SLOT, "winner"), on=SLOT, how="left")
        .join(holding, left_on=["winner", "value"], right_on=["smaller", "larger"], how="left")
        .select(*SLOT, "account", agrees=agrees.fill_null(False))
    )
    return Decided(
        winners.select(*SLOT, value=column("winner")),
        verdicts,
        decided.select(
            *SLOT, disputed=column("winner").is_null(), reason=column("reason").fill_null(int(Reason.DIFFER))
        ),
    )


def _give_way(stated: Lazy, within: Lazy, settle: Callable[[Lazy], Lazy]) -> Lazy:
    """The sources (columns :data:`VOICE`) that contradict themselves where another states one of their values.

    A source contradicts itself with several values of which none lies within all others. ``stated`` has ``value`` too.
    """
    column = nw.col
    several = settle(stated.join(stated.group_by(*VOICE).agg(values=nw.len()).filter(column("values") > 1), on=VOICE))
    nested = (
        several.join(several.select(*VOICE, other="value"), on=VOICE)
        .join(within, left_on=["value", "other"], right_on=["smaller", "larger"])
        .filter(column("value") != column("other"))
        .group_by(*VOICE, "value").agg(holders=nw.len(), values=column("values").max())
        .filter(column("holders") == column("values") - 1)
        .select(*VOICE).unique(subset=VOICE)
    )  # fmt: skip
    torn = settle(several.join(nested, on=VOICE, how="anti").select(*VOICE, "value"))
    others = stated.join(torn.select(*VOICE), on=VOICE, how="anti").select(*SLOT, by="origin", other="value")
    beside = torn.join(others, on=SLOT).filter(column("origin") != column("by"))
    same = beside.filter(column("value") == column("other"))
    inside = beside.join(within, left_on=["other", "value"], right_on=["smaller", "larger"])
    return nw.concat([same.select(*VOICE), inside.select(*VOICE)]).unique(subset=VOICE)


def _containers(best: Lazy, within: Lazy) -> Lazy:
    """about, property and value: the values of each slot that contain another of its values."""
    column = nw.col
    wider = (
        best.select(*SLOT, "value").join(best.select(*SLOT, other="value"), on=SLOT)
        .filter(column("value") != column("other"))
        .join(within, left_on=["other", "value"], right_on=["smaller", "larger"])
        .join(within, left_on=["value", "other"], right_on=["smaller", "larger"], how="anti")
    )  # fmt: skip
    return wider.select(*SLOT, "value").unique(subset=[*SLOT, "value"])
