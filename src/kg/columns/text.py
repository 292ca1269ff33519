"""Layers of datasets as N-Quads, N-Triples and triples, some hundred thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import polars as pl
from pyoxigraph import Triple

from kg.reason.encoding import Dictionary, triples_of

#: Rows that are turned into text at a time.
_BATCH = 200_000


def nquads(dictionary: Dictionary, layers: Mapping[str, pl.DataFrame]) -> Iterator[bytes]:
    """The rows of each layer, by graph IRI, as N-Quads."""
    for name, rows in layers.items():
        yield from _lines(dictionary, rows, f" <{name}>")


def triples(dictionary: Dictionary, rows: pl.DataFrame) -> Iterator[Triple]:
    """Rows of numbers as triples."""
    for frame in dictionary.decode_slices(rows, _BATCH):
        yield from triples_of(frame)


def ntriples(dictionary: Dictionary, rows: pl.DataFrame) -> Iterator[bytes]:
    """Rows of numbers (columns s, p and o) as N-Triples."""
    return _lines(dictionary, rows, "")


def _lines(dictionary: Dictionary, rows: pl.DataFrame, graph: str) -> Iterator[bytes]:
    for frame in dictionary.decode_slices(rows, _BATCH):
        text = BytesIO()
        frame.write_csv(text, include_header=False, separator=" ", line_terminator=f"{graph} .\n", quote_style="never")
        yield text.getvalue()
