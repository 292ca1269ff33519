"""Set operations on frames of rows of one or two numbers.

Of two frames, usually one is far larger: only the smaller one is hashed. A pair of numbers is one number of twice the
bits, which Polars compares several times faster.
"""

from __future__ import annotations

import polars as pl

from kg.reason.encoding import FIRST_LITERAL

#: Below this number of rows, packing costs more than it saves.
MANY = 10_000
_SHIFT = 2**32


def constant(number: int, height: int) -> pl.Series:
    """A column of one number."""
    return pl.Series([number], dtype=pl.UInt32).new_from_index(0, height)


def distinct(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without repetitions, in any order.

    >>> distinct(pl.DataFrame({"s": [1, 1]}))["s"].to_list()
    [1]
    """
    if rows.height < 2:
        return rows
    if rows.height < MANY or rows.width != 2:
        return rows.unique()
    return _unpacked(_packed(rows).unique(), rows.columns)


def of_resources(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without those about a literal, which RDF has not."""
    # Only few rules conclude such rows.
    if rows.height and rows["s"].max() >= FIRST_LITERAL:  # type: ignore[operator]
        return rows.filter(rows["s"] < FIRST_LITERAL)
    return rows


def in_order(triples: pl.DataFrame) -> pl.DataFrame:
    """Rows of columns s, p and o, sorted by p, then s, then o."""
    if triples.height < MANY:
        return triples.sort("p", "s", "o")
    parts = triples.sort("p").partition_by("p", maintain_order=True)
    return pl.concat(
        _unpacked(_packed(part.select("s", "o")).sort(), ["s", "o"]).select("s", part["p"], "o") for part in parts
    )


def among(rows: pl.DataFrame, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Those of ``rows`` that ``frame``, which repeats none, has too.

    >>> among(pl.DataFrame({"s": [1, 2]}), pl.DataFrame({"s": [2, 3, 4]}))["s"].to_list()
    [2]
    """
    if frame is None or not rows.height:
        return rows.clear()
    return rows.join(_near(rows, frame), on=rows.columns, how="semi")


def without(rows: pl.DataFrame, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Those of ``rows`` that ``frame``, which repeats none, does not have.

    >>> without(pl.DataFrame({"s": [1, 2]}), pl.DataFrame({"s": [2, 3, 4]}))["s"].to_list()
    [1]
    """
    if frame is None or not (rows.height and frame.height):
        return rows
    if rows.height >= MANY and rows.width < 3:
        return rows.filter(~_packed(rows).is_in(_packed(frame.select(rows.columns)).implode()))
    return rows.join(_near(rows, frame), on=rows.columns, how="anti")


def _near(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``frame``, all that are among the ``rows`` included, and few where it is far larger."""
    return frame.filter(frame["s"].is_in(rows["s"].implode())) if frame.height > max(rows.height, MANY) else frame


def _unpacked(packed: pl.Series, columns: list[str]) -> pl.DataFrame:
    halves = [(packed // _SHIFT).cast(pl.UInt32), (packed & (_SHIFT - 1)).cast(pl.UInt32)]
    return pl.DataFrame([half.alias(name) for half, name in zip(halves, columns, strict=True)])


def _packed(rows: pl.DataFrame) -> pl.Series:
    """Each row as one number."""
    first, *others = rows.get_columns()
    return first.cast(pl.UInt64) * _SHIFT + others[0] if others else first
