"""Rows as text: table, JSON, CSV, TSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.errors import UsageError
from kg.rdf.terms import shorten

Rows = Sequence[Sequence[object]]

#: A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What ends a line somewhere, and the control characters.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: What an XML 1.0 document cannot hold, not even escaped (section 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def kept_returns(xml: bytes) -> bytes:
    """XML whose carriage returns reach the reader: unescaped they would turn into line feeds (section 2.11)."""
    return xml.replace(b"\r", b"&#13;")


def cell(value: object) -> str:
    """A value as people read it: IRIs prefixed, literals by their text, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, tuple | list):
        return ", ".join(cell(part) for part in value)
    if type(value).__name__ == "NamedNode":
        return shorten(value.value)  # type: ignore[attr-defined]
    return str(getattr(value, "value", value))


def inert(text: str) -> str:
    """A cell that no spreadsheet runs as a formula; numbers stay as they are.

    >>> inert("=1+1"), inert("-5"), inert("plain")
    ("'=1+1", '-5', 'plain')
    """
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def records(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[dict[str, Any]]:
    """Rows as records: numbers and booleans as they are, anything else as text."""
    plain = (int, float, bool, type(None))
    return [{c: v if isinstance(v, plain) else cell(v) for c, v in zip(columns, row, strict=True)} for row in rows]


def as_json(columns: Sequence[str], rows: Rows) -> str:
    """A JSON array of objects; numbers and booleans of the analyses keep their type."""
    return json.dumps(records(columns, rows), ensure_ascii=False, indent=2) + "\n"


def _separated(delimiter: str) -> Callable[[Sequence[str], Rows], str]:
    def write(columns: Sequence[str], rows: Rows) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([inert(cell(value)) for value in row] for row in rows)
        return out.getvalue()

    return write


def as_markdown(columns: Sequence[str], rows: Rows) -> str:
    """A Markdown table; what would be markup in a cell is escaped."""
    lines = [
        [markdown_text(c) for c in columns],
        ["---"] * len(columns),
        *([markdown_text(cell(value)) for value in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_text(text: str) -> str:
    """``text`` on one line, with what would be markup escaped."""
    for mark in ("\\", "|", "<", "`", "*", "_", "["):
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def one_line(text: str) -> str:
    """``text`` on one line of a tree: line breaks, other white space and control characters become spaces."""
    return _BREAKS.sub(" ", text)


def as_table(columns: Sequence[str], rows: Rows) -> str:
    """A table for a terminal, as wide as the terminal is; where words would have to be broken, a block for each row.

    An identifier is one word: it can be copied from either.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    texts = [[_printable(cell(value)) for value in row] for row in rows]
    width = Console().width
    widths = _widths([*zip(columns, *texts, strict=True)], width - _GAP * (len(columns) - 1))
    if widths is None:
        return _as_blocks(columns, texts)
    out = io.StringIO()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column, wide in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", width=wide)
    for row in texts:
        table.add_row(*map(Text, row))
    Console(file=out, width=width).print(table)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().removesuffix("\n").split("\n"))


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column is, of texts that share ``room``: no word is broken; None if there is too little."""
    from rich.cells import cell_len

    least = [max(cell_len(word) for text in (*column, "") for word in text.split() or [""]) for column in columns]
    whole = [max(map(cell_len, column)) for column in columns]
    spare, wanted = room - sum(least), sum(whole) - sum(least)
    if spare < 0:
        return None
    share = min(1.0, spare / wanted) if wanted else 0.0
    return [low + int((high - low) * share) for low, high in zip(least, whole, strict=True)]


def _as_blocks(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> str:
    """Each row as lines of column and value, with an empty line between rows; empty values are left out."""
    if not texts:
        return "  ".join(columns) + "\n"
    wide = max(map(len, columns))
    blocks = ["".join(f"{c:<{wide}}  {t}\n" for c, t in zip(columns, row, strict=True) if t) for row in texts]
    return "\n".join(blocks)


def _printable(text: str) -> str:
    """Without control characters, so that data cannot steer the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)


#: Spaces between the columns of a table.
_GAP = 2

FORMATS: dict[str, Callable[[Sequence[str], Rows], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "md": as_markdown,
}


def present(columns: Sequence[str], rows: Iterable[Sequence[object]], form: str) -> str:
    """``rows`` under ``columns`` in the named form; ``UsageError`` for a form that does not exist.

    >>> print(present(("a", "b"), [(1, "x")], "csv"), end="")
    a,b
    1,x
    """
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[form](columns, list(rows))
