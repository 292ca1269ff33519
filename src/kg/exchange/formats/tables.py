"""Nodes and edges as two tables: CSV (RFC 4180) that no spreadsheet runs as a formula, and Parquet for frames."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.exchange.formats.network import EDGE_COLUMNS, NODE_COLUMNS, Network, Row, plain
from kg.rdf.tables import inert


def csv_tables(network: Network) -> Mapping[str, Iterable[bytes]]:
    """``nodes`` and ``edges`` with a heading; lists are joined by spaces, what is not known is empty."""
    return {
        "nodes": _csv(NODE_COLUMNS, network.nodes),
        "edges": _csv(EDGE_COLUMNS, network.edges),
    }


def _csv(columns: Iterable[str], rows: Iterable[Row]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    yield out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else inert(str(plain(value)))


def parquet_tables(network: Network) -> Mapping[str, Iterable[bytes]]:
    """``nodes`` and ``edges``; lists stay lists, moments are ISO text with the time zone in which they were stated."""
    return {
        "nodes": _parquet(NODE_COLUMNS, network.nodes),
        "edges": _parquet(EDGE_COLUMNS, network.edges),
    }


def _parquet(columns: Mapping[str, type], rows: Iterable[Row]) -> Iterator[bytes]:
    import polars as pl

    types = {str: pl.String(), float: pl.Float64(), int: pl.Int8(), bool: pl.Boolean(), list: pl.List(pl.String)}
    out = io.BytesIO()
    frame = pl.DataFrame(list(rows), schema={column: types[kind] for column, kind in columns.items()}, orient="row")
    frame.write_parquet(out, compression="zstd", statistics=False)
    yield out.getvalue()
