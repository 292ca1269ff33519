"""Set operations on frames of rows of which one is usually far larger: only the smaller one is hashed."""

from __future__ import annotations

import polars as pl


def among(rows: pl.DataFrame, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Those of ``rows`` that ``frame``, which repeats none, has too.

    >>> among(pl.DataFrame({"s": [1, 2]}), pl.DataFrame({"s": [2, 3, 4]}))["s"].to_list()
    [2]
    """
    if frame is None or not rows.height:
        return rows.clear()
    if rows.height >= frame.height:
        return rows.join(frame, on=rows.columns, how="semi")
    near = frame.filter(frame["s"].is_in(rows["s"].implode()))
    return near.join(rows, on=rows.columns, how="semi").select(rows.columns)


def without(rows: pl.DataFrame, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Those of ``rows`` that ``frame``, which repeats none, does not have.

    >>> without(pl.DataFrame({"s": [1, 2]}), pl.DataFrame({"s": [2, 3, 4]}))["s"].to_list()
    [1]
    """
    if frame is None or not rows.height:
        return rows
    return rows.join(among(rows, frame) if rows.height < frame.height else frame, on=rows.columns, how="anti")
