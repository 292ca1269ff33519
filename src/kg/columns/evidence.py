"""The evidence table of datasets, and their accounts as records where reasons are to be put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl
from pyoxigraph import Literal, NamedNode

from kg.columns.load import Datasets
from kg.columns.table import EvidenceTable, grade_number, grade_of, make_table, microseconds, moment_of, slots_frame
from kg.errors import DataError
from kg.evidence.accept import AcceptanceContext
from kg.evidence.records import Account, Statement
from kg.rdf.moments import read_moment
from kg.rdf.resources import code
from kg.rdf.terms import CONFLICT, SKOS, TOLD, shorten
from kg.reason.encoding import Dictionary, terms_of

#: What every account has, once.
_REQUIRED = ("isAccountOf", "hasSource", "hasCredibility", "recordedAt")


@dataclass(frozen=True)
class DatasetEvidence:
    """What datasets tell: the head of each account, what it states, and what the rule needs to know besides.

    ``heads`` has the columns of :data:`kg.columns.table.TOLD` up to ``hedged``, a row an account; ``stated`` account,
    property and value, by numbers of terms; ``within`` smaller and larger.
    """

    dictionary: Dictionary
    heads: pl.DataFrame
    stated: pl.DataFrame
    within: pl.DataFrame
    world: AcceptanceContext

    def table(self, kept: Mapping[str, NamedNode]) -> EvidenceTable:
        """The evidence with every resource as what it is held to be, by IRI in ``kept``."""
        rows = self.heads.join(self.stated, on="account", how="left", maintain_order="left")
        if kept:
            old = self.dictionary.encode_terms(map(NamedNode, kept)).cast(pl.Int64)
            new = self.dictionary.encode_terms(kept.values()).cast(pl.Int64)
            rows = rows.with_columns(pl.col("about", "value").replace(old, new)).unique(maintain_order=True)
        return make_table(rows, slots_frame(self.world.slots, self.dictionary), self.within, self.dictionary)

    def records(self, about: pl.Series) -> Iterator[Account]:
        """The accounts about some subjects, as the acceptance rule of small data sees them."""
        heads = self.heads.filter(pl.col("about").is_in(about.implode()))
        values: dict[int, dict[NamedNode, list[NamedNode | Literal]]] = {}
        stated = self.stated.filter(pl.col("account").is_in(heads["account"].implode()))
        known = _terms(self.dictionary, pl.concat([stated["value"], stated["property"]]))
        for account, prop, value in stated.iter_rows():
            values.setdefault(account, {}).setdefault(known[prop], []).append(known[value])  # type: ignore[arg-type]
        names = _terms(self.dictionary, pl.concat([heads["account"], heads["about"], heads["source"]]))
        for account, subject, source, _, grade, recorded, ended, hedged in heads.iter_rows():
            yield Account(
                names[account].value,
                names[source].value,
                grade_of(grade),
                moment_of(recorded),
                None if ended is None else moment_of(ended),
                names[subject],  # type: ignore[arg-type]
                {prop: tuple(dict.fromkeys(of)) for prop, of in values.get(account, {}).items()},
                hedged=hedged,
            )

    def world_of(self, about: pl.Series) -> AcceptanceContext:
        """What the acceptance rule of small data needs to know to decide on some subjects."""
        accounts = self.heads.filter(pl.col("about").is_in(about.implode()))["account"]
        values = self.stated.filter(pl.col("account").is_in(accounts.implode()))["value"]
        pairs = self.within.filter(pl.col("smaller").is_in(values.implode()))
        names = _terms(self.dictionary, pl.concat([pairs["smaller"], pairs["larger"]]))
        within: dict[str, set[str]] = defaultdict(set)
        for smaller, larger in pairs.iter_rows():
            within[names[smaller].value].add(names[larger].value)
        return replace(self.world, within={place: frozenset(larger) for place, larger in within.items()})


def read_dataset_evidence(
    datasets: Datasets, world: AcceptanceContext, reliability: Mapping[str, str], statements: Iterable[Statement]
) -> DatasetEvidence:
    """What the accounts of ``datasets`` state.

    ``reliability`` is the letter of each source, by IRI. ``statements`` are those that do not stay in columns, which
    can supersede others. Raises ``DataError`` for an account without exactly one of each property that it needs, or
    of a source without a reliability.
    """
    dictionary, rows = datasets.dictionary, datasets.accounts

    def of(local: str, name: str) -> pl.DataFrame:
        stated = rows.filter(pl.col("p") == dictionary.number(CONFLICT.term(local)))
        return stated.select(account=pl.col("s").cast(pl.Int64), **{name: pl.col("o").cast(pl.Int64)})

    heads = rows.select(account=pl.col("s").cast(pl.Int64)).unique(maintain_order=True)
    for local in _REQUIRED:
        heads = _with_one(heads, of(local, local), local, dictionary)
    graded = _values(heads["hasSource"], dictionary, lambda term: _letter(term.value, reliability))
    digits = _values(heads["hasCredibility"], dictionary, lambda term: code(term.value))
    moments = _values(heads["recordedAt"], dictionary, lambda term: microseconds(read_moment(term.value)))
    origins = _values(
        heads["hasSource"], dictionary, lambda term: dictionary.number(NamedNode(world.voice[term.value]))
    )
    grades = pl.DataFrame({"reliability": graded, "credibility": digits})
    grade = {row: grade_number(row) for row in grades.unique().iter_rows()}
    heads = heads.select("account", about="isAccountOf", source="hasSource").with_columns(
        origin=origins.cast(pl.Int64),
        grade=pl.Series([grade[row] for row in grades.iter_rows()], dtype=pl.Int64),
        recorded=moments.cast(pl.Int64),
    )
    heads = heads.join(_ended(of, heads, statements, dictionary), on="account", how="left", maintain_order="left")
    hedged = of("hedge", "hedge")["account"].unique()
    heads = heads.with_columns(hedged=pl.col("account").is_in(hedged.implode()))
    return DatasetEvidence(dictionary, heads, _stated(rows, world, dictionary), _within(datasets, world), world)


def _with_one(heads: pl.DataFrame, values: pl.DataFrame, local: str, dictionary: Dictionary) -> pl.DataFrame:
    joined = heads.join(values, on="account", how="left", maintain_order="left")
    wrong = joined.filter(pl.col(local).is_null() | pl.col("account").is_duplicated())
    if wrong.height:
        account = dictionary.text(wrong["account"][0])[1:-1]
        raise DataError(f"{shorten(account)} must have exactly one conflict:{local}; every statement needs one")
    return joined


def _values(numbers: pl.Series, dictionary: Dictionary, read: Callable[[NamedNode | Literal], object]) -> pl.Series:
    """What ``read`` makes of each term, asked once for each."""
    known = {number: read(term) for number, term in _terms(dictionary, numbers).items()}
    return numbers.replace_strict(known)


def _terms(dictionary: Dictionary, numbers: pl.Series) -> dict[int, NamedNode | Literal]:
    distinct = numbers.unique()
    terms = terms_of(dictionary.texts(distinct.cast(pl.UInt32)))
    return dict(zip(distinct, terms, strict=True))


def _letter(source: str, reliability: Mapping[str, str]) -> str:
    if source not in reliability:
        raise DataError(f"{shorten(source)} is no source with a reliability, and accounts name it")
    return reliability[source]


def _ended(
    of: Callable[[str, str], pl.DataFrame], heads: pl.DataFrame, statements: Iterable[Statement], dictionary: Dictionary
) -> pl.DataFrame:
    """account and ended: when an account was withdrawn, or superseded by one recorded later, whichever was first."""
    withdrawn, later = of("withdrawnAt", "ended"), of("isSupersededBy", "by")
    withdrawn = withdrawn.with_columns(
        ended=_values(withdrawn["ended"], dictionary, lambda term: microseconds(read_moment(term.value))).cast(pl.Int64)
    )
    others = {s.iri: microseconds(s.recorded) for s in statements} if later.height else {}
    known = pl.DataFrame(
        {"by": dictionary.encode_terms(map(NamedNode, others)).cast(pl.Int64), "ended": list(others.values())},
        schema={"by": pl.Int64, "ended": pl.Int64},
    )
    recorded = pl.concat([heads.select(by="account", ended="recorded"), known])
    superseded = later.join(recorded, on="by", how="left").select("account", "ended")
    if superseded["ended"].has_nulls():
        missing = later.join(recorded, on="by", how="anti")["by"][0]
        raise DataError(
            f"{shorten(dictionary.text(missing)[1:-1])} has no conflict:recordedAt; every statement needs one"
        )
    return pl.concat([withdrawn, superseded]).group_by("account").agg(pl.col("ended").min())


def _stated(rows: pl.DataFrame, world: AcceptanceContext, dictionary: Dictionary) -> pl.DataFrame:
    """account, property and value: what accounts state, by the ontology's property instead of its mirror."""
    mirrors = {
        dictionary.number(TOLD.term(prop.removeprefix(CONFLICT.iri))): dictionary.number(NamedNode(prop))
        for prop in world.slots
    }
    stated = rows.filter(pl.col("p").is_in(list(mirrors)))
    return stated.select(
        account=pl.col("s").cast(pl.Int64),
        property=pl.col("p").replace_strict(mirrors, return_dtype=pl.Int64),
        value=pl.col("o").cast(pl.Int64),
    )


def _within(datasets: Datasets, world: AcceptanceContext) -> pl.DataFrame:
    """smaller and larger: every larger place or broader concept of each, over chains."""
    dictionary = datasets.dictionary
    widen = [dictionary.number(prop) for prop in (CONFLICT.term("isLocatedIn"), SKOS.term("broader"))]
    links = datasets.asserted.filter(pl.col("p").is_in(widen)).select(smaller="s", larger="o")
    pairs = [(NamedNode(small), NamedNode(wide)) for small, wider in world.within.items() for wide in sorted(wider)]
    known = pl.DataFrame(
        {
            "smaller": dictionary.encode_terms(one for one, _ in pairs),
            "larger": dictionary.encode_terms(other for _, other in pairs),
        }
    )
    closed = new = pl.concat([links, known]).unique()
    while new.height:
        longer = new.join(links, left_on="larger", right_on="smaller").select("smaller", larger="larger_right")
        further = new.join(known, left_on="larger", right_on="smaller").select("smaller", larger="larger_right")
        new = pl.concat([longer, further]).unique().join(closed, on=["smaller", "larger"], how="anti")
        closed = pl.concat([closed, new])
    return closed.cast(pl.Int64)
