"""What a policy makes of datasets: facts, and a decision written out wherever there was something to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from pyoxigraph import NamedNode

from kg.columns.evidence import DatasetEvidence
from kg.columns.rule import Kind, Rule
from kg.columns.table import DecidedFrames, EvidenceTable, rule_of
from kg.evidence.accept import EARLIEST, EXISTENCE, LATEST, PRECISION, decide
from kg.evidence.identity import Identity
from kg.evidence.policy import Policy
from kg.evidence.records import Decision
from kg.evidence.valid_at import VAGUE, restrict_to
from kg.rdf.terms import CONFLICT
from kg.reason.encoding import COLUMNS, Dictionary

#: Subjects whose accounts become records at a time.
_BATCH = 10_000
_SLOT = ["about", "property"]
_FROM, _UNTIL = CONFLICT.term("validFrom"), CONFLICT.term("validUntil")

#: What an engine makes of evidence under a rule.
Decide = Callable[[EvidenceTable, Rule], DecidedFrames]


@dataclass(frozen=True)
class DatasetDecisions:
    """What was decided: ``accepted`` rows (s, p, o by numbers of terms), and what was counted.

    ``noted`` are the subjects and properties (columns about and property) whose decision is written out. ``accounts``
    counts accounts by what became of them (``accepted``, ``partly``, ``rejected``); ``slots`` counts decisions.
    """

    accepted: pl.DataFrame
    noted: pl.DataFrame
    accounts: dict[str, int]
    slots: int
    disputed: int


def decide_datasets(
    evidence: DatasetEvidence,
    policy: Policy,
    identity: Identity,
    as_of: datetime | None,
    valid_at: datetime | None,
    decide_all: Decide = EvidenceTable.decide,
) -> DatasetDecisions:
    """Every decision of ``policy`` on the accounts of datasets, by the rule of :mod:`kg.evidence.accept`.

    ``identity`` says what each resource is held to be; ``valid_at`` restricts facts to what held, or had happened.
    ``decide_all`` is what computes them.
    """
    table = evidence.table(identity.kept)
    facts, verdicts, slots = decide_all(table, rule_of(policy, evidence.dictionary, as_of))
    noted = _noted(table, verdicts, slots, evidence.dictionary)
    if valid_at is not None:
        outside = _outside(table, facts, evidence.dictionary, valid_at)
        is_outside = pl.col("about").is_in(outside.implode())
        existence = evidence.dictionary.number(EXISTENCE)
        refused = outside.to_frame("about").with_columns(property=pl.lit(existence, pl.Int64))
        noted = pl.concat([noted.filter(~is_outside), refused])
        facts, slots = facts.filter(~is_outside), slots.filter(~is_outside | (pl.col("property") == existence))
        verdicts = verdicts.with_columns(agrees=pl.col("agrees") & ~is_outside)
    return DatasetDecisions(
        _rows(table, facts, evidence.dictionary.number(policy.iri)),
        noted.sort(_SLOT),
        _statuses(verdicts),
        slots.height,
        slots.filter("disputed").height,
    )


def written_decisions(
    evidence: DatasetEvidence,
    noted: pl.DataFrame,
    policy: Policy,
    identity: Identity,
    as_of: datetime | None,
    valid_at: datetime | None,
) -> Iterable[list[Decision]]:
    """The decisions on the slots ``noted``, with their reasons in words, for some thousands of subjects at a time."""
    subjects = noted["about"].unique(maintain_order=True)
    wanted = noted.group_by("about").agg("property")
    for part in subjects.to_frame().iter_slices(_BATCH):
        slots = wanted.filter(pl.col("about").is_in(part["about"].implode()))
        names = _names(evidence.dictionary, slots.explode("property"))
        accounts = map(identity.applied, evidence.records(part["about"]))
        decisions = decide(accounts, policy, evidence.world_of(part["about"]), as_of)
        if valid_at is not None:
            decisions = restrict_to(decisions, valid_at)
        yield [d for d in decisions if (str(d.subject), str(d.property)) in names]


def _names(dictionary: Dictionary, slots: pl.DataFrame) -> set[tuple[str, ...]]:
    texts = (dictionary.texts(slots[column].cast(pl.UInt32)) for column in _SLOT)
    return set(zip(*texts, strict=True))


def _rows(table: EvidenceTable, facts: pl.DataFrame, policy: int) -> pl.DataFrame:
    """Accepted values as triples of numbers of terms; what exists is accepted under the policy."""
    value = pl.when(pl.col("value") == 0).then(policy).otherwise(table.values.gather((facts["value"] - 1).clip(0)))
    rows = facts.select(s="about", p="property", o=value) if table.values.len() else facts.clear()
    return rows.cast(dict.fromkeys(COLUMNS, pl.UInt32)).sort(COLUMNS)


def _noted(table: EvidenceTable, verdicts: pl.DataFrame, slots: pl.DataFrame, dictionary: Dictionary) -> pl.DataFrame:
    """The slots with something to decide: an account rejected, a value disputed, or one chosen among several."""
    rejected = verdicts.filter(~pl.col("agrees")).select(_SLOT)
    disputed = slots.filter("disputed").select(_SLOT)
    one_value = table.slots.filter(~pl.col("kind").is_in([Kind.SET, Kind.EXISTENCE]))["property"]
    several = (
        table.told.filter(pl.col("property").is_in(one_value.implode()))
        .group_by(_SLOT)
        .agg(pl.col("value").n_unique())
        .filter(pl.col("value") > 1)
        .select(_SLOT)
    )
    return pl.concat([rejected, disputed, several]).unique().join(slots.select(_SLOT), on=_SLOT, how="semi")


def _outside(table: EvidenceTable, facts: pl.DataFrame, dictionary: Dictionary, moment: datetime) -> pl.Series:
    """The subjects that, by the facts, begin after ``moment`` or ended before it, or perhaps do: see
    :func:`kg.evidence.valid_at.restrict_to`. Deaths, and the events of which something speaks, are not looked at."""
    sizes = table.told.filter(pl.col("magnitude").is_not_null()).select("value", "magnitude").unique("value")
    dates = facts.join(sizes, on="value")

    def of(prop: NamedNode, name: str) -> pl.DataFrame:
        stated = dates.filter(pl.col("property") == dictionary.number(prop))
        return stated.select("about", pl.col("magnitude").alias(name))

    codes = dictionary.texts(table.values.cast(pl.UInt32)).str.strip_chars("<>").str.extract("([^/]*)$")
    vague = pl.DataFrame({"value": pl.int_range(1, table.values.len() + 1, eager=True), "code": codes})
    vague = vague.select("value", days=pl.col("code").replace_strict(VAGUE, default=0, return_dtype=pl.Int64))
    precision = facts.filter(pl.col("property") == dictionary.number(PRECISION)).join(vague, on="value")
    rows = facts.select("about").unique().join(precision.select("about", "days"), on="about", how="left")
    for prop, name in ((_FROM, "from"), (EARLIEST, "earliest"), (LATEST, "latest"), (_UNTIL, "until")):
        rows = rows.join(of(prop, name), on="about", how="left")
    slack = pl.col("days").fill_null(0) * 86_400.0
    instant = moment.timestamp()
    begin = pl.coalesce("from", "earliest")
    last = pl.when(pl.col("from").is_null()).then(pl.coalesce("latest", begin + slack)).otherwise(begin + slack)
    perhaps = (slack > 0) & (last > instant)
    return rows.filter((begin > instant) | perhaps | (pl.col("until") - slack < instant))["about"].unique().sort()


def _statuses(verdicts: pl.DataFrame) -> dict[str, int]:
    """How many accounts have each status: see :func:`kg.evidence.accounts.judged`."""
    by_account = verdicts.group_by("account").agg(taken=pl.col("agrees").any(), whole=pl.col("agrees").all())
    status = (
        pl.when("whole").then(pl.lit("accepted")).when("taken").then(pl.lit("partly")).otherwise(pl.lit("rejected"))
    )
    counted = dict(by_account.select(status=status).group_by("status").len().iter_rows())
    return {status: counted.get(status, 0) for status in ("accepted", "partly", "rejected")}
