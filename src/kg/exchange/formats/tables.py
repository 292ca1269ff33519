"""Nodes and edges as two tables: CSV (RFC 4180) that no spreadsheet runs as a formula, and Parquet for frames.

Beside the CSV stands its description after "Metadata Vocabulary for Tabular Data" (W3C, 2015), as programs for CSV on
the Web read it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.exchange.formats.network import EDGE_COLUMNS, NODE_COLUMNS, Network, Row, plain
from kg.rdf.tables import inert

#: The name of the description, with its ending.
DESCRIPTION = "csv-metadata.json"
_ENDS = ("source", "target")
_DATATYPES = {str: "string", float: "double", int: "integer", bool: "boolean", list: "anyURI"}


def csv_tables(network: Network) -> Mapping[str, Iterable[bytes]]:
    """``nodes`` and ``edges`` with a heading, and their description.

    Lists are joined by spaces, what is not known is empty.
    """
    return {
        "nodes": _csv(NODE_COLUMNS, network.nodes),
        "edges": _csv(EDGE_COLUMNS, network.edges),
        DESCRIPTION: (_description().encode(),),
    }


def _description() -> str:
    """The columns of both tables: names, datatypes, lists, the key of each table, and what refers to it."""
    tables = [_table("nodes", NODE_COLUMNS), _table("edges", EDGE_COLUMNS)]
    ends = [{"columnReference": end, "reference": {"resource": "nodes.csv", "columnReference": "id"}} for end in _ENDS]
    tables[1]["tableSchema"]["foreignKeys"] = ends
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": "Conflict knowledge graph: nodes and edges",
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "tables": tables,
    }
    return json.dumps(described, indent=2) + "\n"


def _table(name: str, columns: Mapping[str, type]) -> dict[str, Any]:
    described = [
        {"name": column, "titles": column, "datatype": _DATATYPES[kind], **({"separator": " "} if kind is list else {})}
        for column, kind in columns.items()
    ]
    return {"url": f"{name}.csv", "tableSchema": {"columns": described, "primaryKey": "id"}}


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
