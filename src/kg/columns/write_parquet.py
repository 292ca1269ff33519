"""The evidence of a build as an evidence table in Parquet, which :mod:`kg.columns.read_parquet` reads as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO

import polars as pl
from pyoxigraph import Literal, NamedNode, Triple

from kg.columns.job import AcceptedDatasets
from kg.columns.read_parquet import BATCH, SCHEMA
from kg.columns.rule import CREDIBILITIES
from kg.columns.table import grade_number, grade_of, microseconds, moment_of
from kg.evidence.records import Account
from kg.rdf.terms import ACCOUNTS, ASSERTED, CONFLICT, PREFIXES, TYPE, XSD
from kg.reason.encoding import COLUMNS, Dictionary, text_frame
from kg.reason.frames import without

_HEADS = pl.Schema(dict.fromkeys(("account", "about", "source", "grade", "recorded", "ended"), pl.Int64()))
_STATED = {"property": pl.col("p"), "value": pl.col("o")}


def evidence_parquet(
    asserted: Iterable[Triple],
    accounts: Iterable[Triple],
    records: Iterable[Account],
    reliability: Mapping[str, str],
    datasets: AcceptedDatasets | None,
) -> bytes:
    """The evidence table as Parquet, with the columns :data:`SCHEMA`.

    It has the triples of two layers, ``asserted`` and ``accounts``, and those of ``datasets``; ``records`` are the
    accounts of the former, and ``reliability`` has the letter of each source by IRI. Read as data it gives the same
    triples: see :func:`kg.columns.read_parquet.evidence_frames`. An account that the columns cannot tell exactly,
    because its time is not in UTC, is written as statements about itself.
    """
    dictionary = datasets.evidence.dictionary if datasets is not None else Dictionary()
    identities, told = (dictionary.encode(text_frame(triples)) for triples in (asserted, accounts))
    heads = _heads(records, dictionary)
    if datasets is not None:
        identities = pl.concat([identities, datasets.layers[ASSERTED.value]])
        told = pl.concat([told, datasets.layers[ACCOUNTS.value]])
        heads = pl.concat([heads, datasets.evidence.heads.select(_HEADS.names())])
    implied = _implied(heads, dictionary)
    inexact = pl.col("account").is_in(without(implied, told)["s"].unique().cast(pl.Int64).implode())
    heads = heads.filter(~inexact)
    is_exact = pl.col("s").is_in(heads["account"].cast(pl.UInt32).implode())
    stated = without(told.filter(is_exact), implied).select(pl.col("s").cast(pl.Int64).alias("account"), **_STATED)
    others = pl.concat([identities, told.filter(~is_exact)]).select(
        pl.col("s").cast(pl.Int64).alias("about"), **_STATED
    )
    of_accounts = heads.join(stated, on="account", how="left", maintain_order="left")
    rows = pl.concat([others, of_accounts], how="diagonal").select(*_HEADS.names(), "property", "value")
    out = BytesIO()
    _in_words(rows, reliability, dictionary).write_parquet(out, compression="zstd", row_group_size=BATCH)
    return out.getvalue()


def _heads(records: Iterable[Account], dictionary: Dictionary) -> pl.DataFrame:
    """account, about, source, grade, recorded and ended of records, as the evidence of datasets has them."""
    rows = [
        (
            dictionary.number(NamedNode(account.iri)),
            dictionary.number(account.about),
            dictionary.number(NamedNode(account.source)),
            grade_number(account.grade),
            microseconds(account.recorded),
            None if account.ended is None else microseconds(account.ended),
        )
        for account in records
    ]
    return pl.DataFrame(rows, schema=_HEADS, orient="row")


def _implied(heads: pl.DataFrame, dictionary: Dictionary) -> pl.DataFrame:
    """The triples that the columns of ``heads`` say, as rows of numbers, each once."""
    credibility = {
        grade: dictionary.number(NamedNode(f"{PREFIXES['credibility']}{grade_of(grade)[1]}"))
        for grade in heads["grade"].unique()
    }
    recorded = {
        moment: dictionary.number(Literal(f"{moment_of(moment):%Y-%m-%dT%H:%M:%SZ}", datatype=XSD.term("dateTime")))
        for moment in heads["recorded"].unique()
    }
    values = {
        TYPE: pl.lit(dictionary.number(CONFLICT.term("Account"))),
        CONFLICT.term("isAccountOf"): pl.col("about"),
        CONFLICT.term("hasSource"): pl.col("source"),
        CONFLICT.term("hasCredibility"): pl.col("grade").replace_strict(credibility, return_dtype=pl.Int64),
        CONFLICT.term("recordedAt"): pl.col("recorded").replace_strict(recorded, return_dtype=pl.Int64),
    }
    parts = [heads.select(s="account", p=pl.lit(dictionary.number(p)), o=value) for p, value in values.items()]
    return pl.concat([part.cast(dict.fromkeys(COLUMNS, pl.UInt32)) for part in parts], how="vertical_relaxed")


def _in_words(rows: pl.DataFrame, reliability: Mapping[str, str], dictionary: Dictionary) -> pl.DataFrame:
    """Rows of numbers with the columns :data:`SCHEMA`."""

    def iris(column: str) -> pl.Series:
        return dictionary.texts(rows[column].cast(pl.UInt32)).str.strip_chars("<>")

    def moments(column: str) -> pl.Series:
        return rows[column].cast(pl.Datetime("us")).dt.replace_time_zone("UTC")

    letters = {dictionary.number(NamedNode(iri)): letter for iri, letter in reliability.items()}
    return pl.DataFrame(
        {
            **{column: iris(column) for column in ("account", "about", "source")},
            "reliability": rows["source"].replace_strict(letters, default=None, return_dtype=pl.String),
            "credibility": rows["grade"] % CREDIBILITIES,
            "recorded": moments("recorded"),
            "ended": moments("ended"),
            "property": iris("property"),
            "value": dictionary.texts(rows["value"].cast(pl.UInt32)),
        }
    ).cast(SCHEMA)
