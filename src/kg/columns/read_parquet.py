"""The evidence table as a Parquet file, read as data.

A row has what an account states of one property, with the account's source, grade and times; an account that states
several values has several rows. A row without an account is a statement about ``about`` itself, such as its class or
its name. ``docs/datasets.md`` describes the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polars as pl

from kg.errors import InputError
from kg.rdf.read import read_bytes
from kg.rdf.terms import CONFLICT, PREFIXES, TYPE, XSD
from kg.reason.reading import canonical_frames

#: The columns. ``account``, ``about``, ``source`` and ``property`` are IRIs, ``value`` is a term as N-Triples has it.
SCHEMA = pl.Schema(
    {
        "account": pl.String(),
        "about": pl.String(),
        "source": pl.String(),
        "reliability": pl.String(),
        "credibility": pl.Int8(),
        "recorded": pl.Datetime("us", "UTC"),
        "ended": pl.Datetime("us", "UTC"),
        "property": pl.String(),
        "value": pl.String(),
    }
)
#: The columns that an account cannot lack, and those of IRIs.
_NEEDED = ["about", "source", "credibility", "recorded"]
_IRIS = ["account", "about", "source", "property"]
_NOT_IN_IRIS = r'[\x00-\x20<>"{}|^`\\]'
#: Rows that are read at a time, and that form a group of the file.
BATCH = 250_000
#: Said of an account, these say when it ended.
_ENDS = [CONFLICT.term(name).value for name in ("withdrawnAt", "isSupersededBy")]
_RELIABILITY = CONFLICT.term("hasReliability").value


def evidence_frames(path: Path) -> Iterator[pl.DataFrame]:
    """The triples that an evidence table says, as columns s, p and o of their terms' texts, part by part.

    Beside the rows, an account's class, source, credibility, event and time are triples, its end is
    ``conflict:withdrawnAt`` where no row says how it ended, and the reliability is that of the source where no row
    says it. Raises ``InputError`` for what is no such table, and for what is no term, ``LimitError`` for a file of more
    than ``KG_REASON_BYTES``.
    """
    try:
        table = _scanned(path)
        said = table.filter(pl.col("property").is_in([*_ENDS, _RELIABILITY])).select(*_IRIS).collect()
        ended = said.filter(pl.col("property").is_in(_ENDS)).select(pl.coalesce("account", "about")).to_series()
        graded = said.filter(pl.col("property") == _RELIABILITY)["about"]
        for start in range(0, table.select(pl.len()).collect().item(), BATCH):
            rows = table.slice(start, BATCH).collect()
            _refuse_unusable(path, rows, start)
            yield from canonical_frames(path, pl.concat(_triples(rows, ended, graded)))
    except pl.exceptions.PolarsError as error:
        raise InputError(f"cannot be read as Parquet: {str(error).splitlines()[0]}", file=path) from error


def _scanned(path: Path) -> pl.LazyFrame:
    """The table, not yet read, with the columns :data:`SCHEMA`; ``InputError`` where it has others."""
    table = pl.scan_parquet(BytesIO(read_bytes(path, "reason_bytes")))
    found = table.collect_schema()
    if missing := [name for name in SCHEMA if name not in found]:
        raise InputError(f"no evidence table: it has no column {', '.join(missing)}", file=path)
    for name, wanted in SCHEMA.items():
        if not _holds(found[name], wanted):
            raise InputError(f"no evidence table: its column {name} is of {found[name]}, not {wanted}", file=path)
    local = [name for name, kind in found.items() if isinstance(kind, pl.Datetime) and kind.time_zone is None]
    in_utc = [pl.col(name).dt.replace_time_zone("UTC") for name in SCHEMA if name in local]
    return table.select(*SCHEMA).with_columns(in_utc).cast(SCHEMA)


def _holds(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a column of one type can be read as one of another; one of nothing can be."""
    if isinstance(wanted, pl.String):
        return isinstance(found, pl.String | pl.Categorical | pl.Enum | pl.Null)
    if isinstance(wanted, pl.Datetime):
        return isinstance(found, pl.Datetime | pl.Null)
    return found.is_integer() or isinstance(found, pl.Null)


def _refuse_unusable(path: Path, rows: pl.DataFrame, before: int) -> None:
    """``InputError`` for the first row that lacks what it needs, or has what is no IRI or more than a term."""
    of_account, column = pl.col("account").is_not_null(), pl.col
    gap = (
        (of_account & pl.any_horizontal(column(name).is_null() for name in _NEEDED))
        | (~of_account & (column("about").is_null() | column("property").is_null()))
        | (column("property").is_null() != column("value").is_null())
    )
    no_iri = pl.any_horizontal(column(name).str.contains(_NOT_IN_IRIS) for name in _IRIS)
    wrong = gap | no_iri.fill_null(False) | column("value").str.contains(r"[\r\n]").fill_null(False)
    first = rows.with_row_index("row", before + 1).filter(wrong).select("row", gap=gap).head(1)
    if first.height:
        needed = f"an account needs {', '.join(_NEEDED)}, and any other row about, property and value"
        reason = needed if first["gap"][0] else "what stands for an IRI is none, or a value has several lines"
        raise InputError(f"row {first['row'][0]}: {reason}", file=path)


def _triples(rows: pl.DataFrame, ended: pl.Series, graded: pl.Series) -> Iterator[pl.DataFrame]:
    """The triples of some rows; ``ended`` and ``graded`` are accounts and sources of which rows say what is implied."""
    account, stated = pl.col("account"), pl.col("property").is_not_null()
    yield rows.filter(stated).select(
        s=_iri(pl.coalesce("account", "about")), p=_iri(pl.col("property")), o=pl.col("value")
    )
    heads = rows.filter(account.is_not_null()).unique(["account", *_NEEDED, "ended"], maintain_order=True)
    moment = "%Y-%m-%dT%H:%M:%S%.fZ"
    values = {
        TYPE.value: pl.lit(str(CONFLICT.term("Account"))),
        CONFLICT.term("isAccountOf").value: _iri(pl.col("about")),
        CONFLICT.term("hasSource").value: _iri(pl.col("source")),
        CONFLICT.term("hasCredibility").value: _iri(
            pl.concat_str(pl.lit(PREFIXES["credibility"]), pl.col("credibility"))
        ),
        CONFLICT.term("recordedAt").value: _time(pl.col("recorded").dt.strftime(moment)),
    }
    for prop, value in values.items():
        yield heads.select(s=_iri(account), p=pl.lit(f"<{prop}>"), o=value)
    over = heads.filter(pl.col("ended").is_not_null() & ~account.is_in(ended.implode()))
    yield over.select(s=_iri(account), p=pl.lit(f"<{_ENDS[0]}>"), o=_time(pl.col("ended").dt.strftime(moment)))
    sources = heads.filter(pl.col("reliability").is_not_null()).unique(["source", "reliability"], maintain_order=True)
    letter = _iri(pl.concat_str(pl.lit(PREFIXES["reliability"]), pl.col("reliability")))
    yield sources.filter(~pl.col("source").is_in(graded.implode())).select(
        s=_iri(pl.col("source")), p=pl.lit(f"<{_RELIABILITY}>"), o=letter
    )


def _iri(column: pl.Expr) -> pl.Expr:
    return pl.format("<{}>", column)


def _time(text: pl.Expr) -> pl.Expr:
    return pl.format('"{}"^^{}', text, pl.lit(str(XSD.term("dateTime"))))
