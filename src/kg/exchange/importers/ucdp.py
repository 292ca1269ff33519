"""UCDP Georeferenced Event Dataset (Uppsala Conflict Data Program), as its codebook of version 20.1 and later has it.

``date_start`` and ``date_end`` are the earliest and the last possible day, ``low`` and ``high`` the lowest and the
highest reliable estimate of all deaths. ``side_a`` and ``side_b`` are the sides of the conflict: neither perpetrator
nor target, so they stand in the paraphrase alone. ``where_prec`` 1 is an exact place, 2 an area around one.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.events import blocks
from kg.exchange.importers.text import ImportSettings, refuse

GED_COLUMNS = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "country", "latitude", "longitude",
    "date_start", "date_end", "low", "best", "high",
)  # fmt: skip
_TYPES = {"1": "State-based violence", "2": "Non-state violence", "3": "One-sided violence"}


def ged(rows: pl.DataFrame, settings: ImportSettings) -> pl.Series:
    """Every event of the table as Turtle."""
    read = rows.with_columns(
        pl.col("low", "best", "high").cast(pl.Int64, strict=False),
        pl.col("type_of_violence").replace_strict(_TYPES, default=None),
        pl.col("date_start", "date_end").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
    )
    refuse(read, pl.col("type_of_violence").is_null(), "no type of violence (1, 2 or 3)")
    refuse(read, pl.any_horizontal(pl.col("low", "best", "high").is_null()), "no numbers of deaths")
    told_in_words = pl.format(
        "{}, sides {} and {}: {} to {} deaths, {} by the best estimate.",
        "type_of_violence",
        *(pl.col(side).fill_null("unnamed").str.slice(0, 100) for side in ("side_a", "side_b")),
        "low",
        "high",
        "best",
    )
    return blocks(
        read.select(
            "row",
            "latitude",
            "longitude",
            "low",
            "high",
            key=pl.col("id"),
            kind=pl.col("type_of_violence"),
            where=pl.concat_str(pl.col("where_coordinates"), pl.col("country"), separator=", "),
            in_town=pl.col("where_prec") == "1",
            start=pl.col("date_start"),
            end=pl.col("date_end"),
            paraphrase=told_in_words,
            locator=pl.format("event {}", "id"),
        ),
        settings,
    )
