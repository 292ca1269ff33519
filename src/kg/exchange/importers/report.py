"""What became of every row, for people: the counts, and the file of rejects."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kg.exchange.importers.frames import LEFT_OUT, ODD, READ, REJECTED, REPLACED, TOLD, Reading
from kg.rdf.tables import present

COUNT_COLUMNS = ("file", "rows", "outcome", "reason")
REJECT_COLUMNS = ("file", "row", "column", "value", "reason")
_ORDER = (READ, TOLD, LEFT_OUT, REJECTED, REPLACED, ODD)
#: What the reason of a row begins with that is told, but not as the table has it.
_ODD = "told all the same: "


def count_rows(reading: Reading) -> list[tuple[str, int, str, str]]:
    """How many rows of each file had which outcome: those of :data:`COUNT_COLUMNS`, left-out rows by their reason.

    Odd rows are among those that are told. Outcomes that no row had are left out, but for read, told and rejected.
    """
    counts = reading.counts.with_columns(
        order=pl.col("outcome").replace_strict(list(_ORDER), list(range(len(_ORDER))), return_dtype=pl.Int64)
    )
    files = counts.select("file").unique(maintain_order=True).with_row_index("at")
    rows = counts.join(files, on="file").sort("at", "order", "reason")
    always = pl.col("outcome").is_in([READ, TOLD, REJECTED])
    return rows.filter((pl.col("rows") > 0) | always).select("file", "rows", "outcome", "reason").rows()


def reject_rows(reading: Reading) -> list[tuple[str, int, str, str, str]]:
    """Cells for which rows were rejected or are odd, by file and row: those of :data:`REJECT_COLUMNS`."""
    odd = pl.when("odd").then(pl.lit(_ODD)).otherwise(pl.lit(""))
    found = reading.rejects.with_columns(reason=odd + pl.col("reason")).sort("file", "row", maintain_order=True)
    return found.select(REJECT_COLUMNS).rows()


def rejects_csv(reading: Reading) -> str:
    """The file of rejects: CSV, in which no cell runs as a formula."""
    return present(REJECT_COLUMNS, reject_rows(reading), "csv")


def examples(reading: Reading, most: int) -> Iterator[str]:
    """The first ``most`` rejects in a line each, and how many more there are."""
    rows = reject_rows(reading)
    for file, row, column, value, reason in rows[:most]:
        yield f"{file}: row {row}: {reason} ({column}: {'empty' if value is None else repr(value)})"
    if len(rows) > most:
        yield f"and {len(rows) - most} more; --rejects FILE.csv writes all"
