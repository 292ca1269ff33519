"""Rows on their way from a table to a common frame: each row that is not told is kept, with the reason."""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.frames import (
    COUNTS,
    LEFT_OUT,
    READ,
    REJECTED,
    REJECTS,
    Schema,
    empty,
    shaped,
)
from kg.rdf.read_tables import FAULT, ROW

#: A rejected value is shown up to so many characters.
_SHOWN = 200


class Sieve:
    """The rows of one batch of one file; ``rows`` are those that are left."""

    def __init__(self, rows: pl.DataFrame, file: str) -> None:
        self.rows, self.file = rows, file
        self._read = rows.height
        self._rejects: list[pl.DataFrame] = []
        self._left_out: list[pl.DataFrame] = []
        if FAULT in rows.columns:
            first = next(column for column in rows.columns if column not in (ROW, FAULT))
            self.reject(pl.col(FAULT).is_not_null(), first, pl.col(FAULT))

    def derive(self, **columns: pl.Expr) -> None:
        """Add columns to the rows that are left."""
        self.rows = self.rows.with_columns(**columns)

    def reject(self, wrong: pl.Expr, column: str, reason: str | pl.Expr) -> None:
        """Take out the rows of which ``wrong`` is true or cannot be said, because of the value of ``column``."""
        self._note(wrong, column, reason, odd=False)

    def odd(self, strange: pl.Expr, column: str, reason: str | pl.Expr) -> None:
        """Note the rows of which ``strange`` is true; they are told all the same."""
        self._note(strange, column, reason, odd=True)

    def leave_out(self, where: pl.Expr, reason: str | pl.Expr) -> None:
        """Take out the rows of which ``where`` is true, which are none that the graph holds."""
        out = self.rows.select(where.fill_null(False).alias("out"))["out"]
        if out.any():
            reason = pl.lit(reason) if isinstance(reason, str) else reason
            self._left_out.append(self.rows.filter(out).with_columns(reason=reason.cast(pl.String)).select("reason"))
            self.rows = self.rows.filter(~out)

    def _note(self, where: pl.Expr, column: str, reason: str | pl.Expr, *, odd: bool) -> None:
        found = self.rows.select(where.fill_null(not odd).alias("found"))["found"]
        if not found.any():
            return
        reason = pl.lit(reason) if isinstance(reason, str) else reason
        noted = self.rows.filter(found).select(
            file=pl.lit(self.file),
            row=pl.col(ROW),
            column=pl.lit(column),
            value=pl.col(column).cast(pl.String).str.slice(0, _SHOWN),
            reason=reason.cast(pl.String),
            odd=pl.lit(odd),
        )
        self._rejects.append(noted)
        if not odd:
            self.rows = self.rows.filter(~found)

    def select(self, schema: Schema, **columns: pl.Expr) -> pl.DataFrame:
        """The rows that are left as a common frame."""
        return shaped(self.rows.select(row=pl.col(ROW), file=pl.lit(self.file), **columns), schema)

    @property
    def rejects(self) -> pl.DataFrame:
        """What was rejected or is odd."""
        return pl.concat([empty(REJECTS), *self._rejects])

    @property
    def counts(self) -> pl.DataFrame:
        """How many rows were read, rejected, and left out for which reason."""
        parts = [one_count(self.file, READ, "", self._read)]
        rejected = sum(part.height for part in self._rejects if not part["odd"][0])
        parts.append(one_count(self.file, REJECTED, "", rejected))
        for reasons in self._left_out:
            parts.append(
                shaped(
                    reasons.group_by("reason", maintain_order=True)
                    .agg(rows=pl.len())
                    .with_columns(file=pl.lit(self.file), outcome=pl.lit(LEFT_OUT)),
                    COUNTS,
                )
            )
        return pl.concat(parts)


def one_count(file: str, outcome: str, reason: str, rows: int) -> pl.DataFrame:
    """A row of the frame of counts."""
    return pl.DataFrame([(file, outcome, reason, rows)], schema=dict(COUNTS), orient="row")
