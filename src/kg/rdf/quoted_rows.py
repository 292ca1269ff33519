"""Rows of delimited text whose quotation marks do not pair: each row that cannot be read is given with its fault."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

#: A cell in quotation marks may run over so many lines.
_LINES = 200
UNPAIRED = "a quotation mark is not closed, or stands within a cell"


def quoted_rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """Each row's cells and None, or what can be made of its first line and what is wrong with it.

    After a row that cannot be read, reading goes on at the next line.

    >>> [(cells, fault is None) for cells, fault in quoted_rows(['1,"a\\n', 'b"', '2,"c" d', '3,"e', '4,f'], ",")]
    [(['1', 'a\\nb'], True), (['2', 'c d'], False), (['3', 'e'], False), (['4', 'f'], True)]
    """
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _LINES], delimiter=delimiter, strict=True)
        taken = 0
        try:
            for cells in reader:
                yield cells, None
                taken = reader.line_num
        except csv.Error:
            if not taken:  # Else the row may only have been cut: it is tried again as the first.
                line = lines[at].rstrip("\r\n")
                yield next(csv.reader([line], delimiter=delimiter), []), UNPAIRED
        at += max(taken, 1)
