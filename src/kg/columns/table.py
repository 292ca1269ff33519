"""The evidence table: who states which value of what, as one frame of numbers that acceptance works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import narwhals as nw
import polars as pl
from pyoxigraph import NamedNode

from kg.columns.acceptance import accept
from kg.columns.rule import CREDIBILITIES, Kind, Lazy, Rule
from kg.evidence.accept import EARLIEST, EXISTENCE, PRECISION, AcceptanceContext
from kg.evidence.policy import Policy
from kg.evidence.ranges import longest, magnitude, range_of
from kg.evidence.records import Account
from kg.reason.encoding import Dictionary, terms_of

#: The columns of evidence. ``account``, ``about``, ``source``, ``origin`` and ``property`` are numbers of terms;
#: ``origin`` is the source that stands for all that are not independent of it; ``grade`` is :func:`grade_number`;
#: ``recorded`` and ``ended`` are microseconds since 1970 (``ended`` null while the account stands); ``hedged`` is true
#: where its source words it with reserve; ``value`` is a place in :attr:`EvidenceTable.values`, in the order of their
#: text, 0 for existence; ``magnitude`` is the number or moment of a bound and the longest interval of a time precision,
#: null for other values.
TOLD = {
    **dict.fromkeys(("account", "about", "source", "origin", "grade", "recorded", "ended"), pl.Int64()),
    "hedged": pl.Boolean(),
    "property": pl.Int64(),
    "value": pl.Int64(),
    "magnitude": pl.Float64(),
}
_KINDS = {"single": Kind.SINGLE, "set": Kind.SET, "lower-bound": Kind.LOWER, "upper-bound": Kind.UPPER}
_LETTERS = "ABCDEF"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The frames of :class:`kg.columns.acceptance.Decided`, computed.
DecidedFrames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def grade_number(grade: tuple[str, str]) -> int:
    """An Admiralty grade as a number, better grades first.

    >>> grade_number(("A", "1")) < grade_number(("A", "6")) < grade_number(("B", "1"))
    True
    """
    return _LETTERS.index(grade[0]) * CREDIBILITIES + int(grade[1])


def grade_of(number: int) -> tuple[str, str]:
    """The Admiralty grade with this :func:`grade_number`.

    >>> grade_of(grade_number(("E", "6")))
    ('E', '6')
    """
    letter, digit = divmod(number, CREDIBILITIES)
    return _LETTERS[letter], str(digit)


def microseconds(moment: datetime) -> int:
    """A moment as microseconds since 1970.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(microseconds: int) -> datetime:
    """The moment so many microseconds after the beginning of 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence of some subjects, and what the rule needs to know besides.

    ``told`` has the columns :data:`TOLD`; ``slots`` property, kind and range, by numbers of terms; ``within`` smaller
    and larger, by numbers of values. ``values`` are the numbers of the terms that are told, in the order of their text:
    value 1 is the first.
    """

    told: pl.DataFrame
    slots: pl.DataFrame
    within: pl.DataFrame
    values: pl.Series

    def decide(self, rule: Rule) -> DecidedFrames:
        """Facts, verdicts and slots (:class:`kg.columns.acceptance.Decided`), computed by Polars."""
        told, slots, within = (nw.from_native(frame.lazy()) for frame in (self.told, self.slots, self.within))
        decided = accept(told, slots, within, rule, _settled)
        facts, verdicts, made = pl.collect_all([nw.to_native(frame) for frame in decided])
        return facts, verdicts, made


def _settled(frame: Lazy) -> Lazy:
    computed: Lazy = nw.from_native(nw.to_native(frame).collect().lazy())
    return computed


def rule_of(policy: Policy, dictionary: Dictionary, as_of: datetime | None = None) -> Rule:
    """``policy`` in numbers of ``dictionary``."""
    return Rule(
        None if policy.reliability is None else _LETTERS.index(policy.reliability),
        None if policy.credibility is None else int(policy.credibility),
        None if policy.only_source is None else dictionary.number(NamedNode(policy.only_source)),
        tuple(dictionary.number(NamedNode(source)) for source in sorted(policy.excluded)),
        policy.minimum_sources,
        None if as_of is None else microseconds(as_of),
        policy.accepts_hedged,
    )


def slots_frame(slots: Mapping[str, str], dictionary: Dictionary) -> pl.DataFrame:
    """How each property is decided: columns property, kind (:class:`Kind`) and range."""
    rows = [(dictionary.number(EXISTENCE), Kind.EXISTENCE, 0)]
    for name, kind in sorted(slots.items()):
        lower, _ = range_of(NamedNode(name))
        if name == PRECISION.value:
            lower = EARLIEST
        span = dictionary.number(lower) if _KINDS[kind] >= Kind.LOWER or name == PRECISION.value else 0
        rows.append((dictionary.number(NamedNode(name)), _KINDS[kind], span))
    return pl.DataFrame(rows, schema=dict.fromkeys(("property", "kind", "range"), pl.Int64), orient="row")


def make_table(
    stated: pl.DataFrame, slots: pl.DataFrame, within: pl.DataFrame, dictionary: Dictionary
) -> EvidenceTable:
    """The evidence of ``stated``: the columns :data:`TOLD` but ``magnitude``, with ``value`` a number of a term.

    Rows of existence are added. ``within`` has smaller and larger by numbers of terms. Raises ``DataError`` where a
    bound is neither a number nor a moment.
    """
    values = stated["value"].unique()
    values = values.gather(dictionary.texts(values.cast(pl.UInt32)).arg_sort())
    places = pl.int_range(1, values.len() + 1, eager=True)
    known = pl.DataFrame({"term": values, "place": places})
    bounds = slots.filter(pl.col("range") != 0)["property"]
    measured = stated.filter(pl.col("property").is_in(bounds.implode()))["value"].unique()
    sizes = pl.DataFrame({"value": measured, "magnitude": _magnitudes(dictionary.texts(measured.cast(pl.UInt32)))})
    head = [name for name in TOLD if name not in ("property", "value", "magnitude")]
    existing = stated.select(head).unique("account", maintain_order=True)
    existence = slots.filter(pl.col("kind") == Kind.EXISTENCE)["property"].item()
    rows = [
        stated.filter(pl.col("value").is_not_null())
        .join(sizes, on="value", how="left", maintain_order="left")
        .with_columns(
            magnitude=pl.when(pl.col("property").is_in(bounds.implode())).then("magnitude"),
            value=pl.col("value").replace_strict(known["term"], known["place"], return_dtype=pl.Int64),
        )
        .select(TOLD.keys()),
        existing.with_columns(
            property=pl.lit(existence, pl.Int64), value=pl.lit(0, pl.Int64), magnitude=pl.lit(None, pl.Float64)
        ).select(TOLD.keys()),
    ]
    renamed = (
        within.join(known.rename({"term": "smaller", "place": "one"}), on="smaller")
        .join(known.rename({"term": "larger", "place": "other"}), on="larger")
        .select(smaller="one", larger="other")
        .unique()
    )
    return EvidenceTable(pl.concat(rows).cast(pl.Schema(TOLD)), slots, renamed, values)


def _magnitudes(texts: pl.Series) -> pl.Series:
    # Each distinct literal once, by the rule that small data have too.
    sizes = (longest(t) if isinstance(t, NamedNode) else magnitude(t) for t in terms_of(texts))
    return pl.Series([*sizes], dtype=pl.Float64)


def table_of_records(accounts: Iterable[Account], world: AcceptanceContext, dictionary: Dictionary) -> EvidenceTable:
    """The evidence table of records, in which every resource is already what it is held to be."""

    def number(iri: str) -> int:
        return dictionary.number(NamedNode(iri))

    rows: list[tuple[int | bool | None, ...]] = []
    for account in accounts:
        head = (
            number(account.iri),
            dictionary.number(account.about),
            number(account.source),
            number(world.voice[account.source]),
            grade_number(account.grade),
            microseconds(account.recorded),
            None if account.ended is None else microseconds(account.ended),
            account.hedged,
        )
        stated = [(prop, value) for prop, values in account.values.items() for value in values]
        rows += [(*head, dictionary.number(p), dictionary.number(v)) for p, v in stated] or [(*head, None, None)]
    schema = {name: kind for name, kind in TOLD.items() if name != "magnitude"}
    pairs = [(number(one), number(other)) for one, larger in world.within.items() for other in sorted(larger)]
    within = pl.DataFrame(pairs, schema={"smaller": pl.Int64, "larger": pl.Int64}, orient="row")
    return make_table(
        pl.DataFrame(rows, schema=schema, orient="row"), slots_frame(world.slots, dictionary), within, dictionary
    )
