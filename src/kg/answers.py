"""Answers from Python that are rows: they print as text, become frames, and show themselves in a notebook."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from kg.rdf.tables import cell

if TYPE_CHECKING:
    import polars

#: A notebook's cell shows so many rows of a table.
SHOWN = 8


@dataclass(frozen=True)
class Table:
    """An answer in rows: ``rows`` under ``columns``, with a ``title`` and ``notes``: sentences on how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> polars.DataFrame:
        """The rows as a Polars frame: numbers and truth values as such, several texts as a list, nothing as null.

        >>> Table("Made up", ("who", "times"), (("x", 1), ("y", None))).frame["times"].sum()
        1
        """
        import polars

        frame = polars.DataFrame(self.rows, schema=self.columns, orient="row", infer_schema_length=None)
        return frame.cast({polars.Null: polars.String, polars.List(polars.Null): polars.List(polars.String)})

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Table {self.title!r}, {len(self)} rows of {len(self.columns)} columns>"

    def __str__(self) -> str:
        """Title, frame and notes as text; a long or wide frame in part, as Polars prints it."""
        return "\n".join([self.title, str(self.frame), *self.notes])

    def _repr_html_(self) -> str:
        """The same in a notebook, with whole cells; of many rows the first :data:`SHOWN`."""
        head = _row("th", self.columns)
        body = "".join(_row("td", map(cell, row)) for row in self.rows[:SHOWN])
        more = [f"{len(self)} rows, the first {SHOWN} shown: all are in the frame."] if len(self) > SHOWN else []
        notes = "".join(f"<li>{escape(note)}</li>" for note in (*more, *self.notes))
        return (
            f"<p><b>{escape(self.title)}</b></p><table><thead>{head}</thead><tbody>{body}</tbody></table>"
            f"<ul>{notes}</ul>"
        )


@dataclass(frozen=True)
class Proposed:
    """What a new report would change: the ``verdicts`` on its statements, and the ``changes`` that they would cause."""

    verdicts: Table
    changes: Table

    @property
    def tellings(self) -> Table:
        """The verdicts; deprecated since 0.2.0."""
        warnings.warn("use verdicts", DeprecationWarning, stacklevel=2)
        return self.verdicts

    def __str__(self) -> str:
        return f"{self.verdicts}\n\n{self.changes}"

    def _repr_html_(self) -> str:
        return self.verdicts._repr_html_() + self.changes._repr_html_()


def _row(tag: str, texts: Iterable[str]) -> str:
    cells = "".join(f'<{tag} style="text-align:left">{escape(text)}</{tag}>' for text in texts)
    return f"<tr>{cells}</tr>"
