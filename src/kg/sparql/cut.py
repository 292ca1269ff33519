"""A table that has one row too many: how many rows it has, and the same without the last."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results


def count_rows(body: bytes, form: QueryResultsFormat) -> int:
    r"""The number of rows of a table as the library writes it.

    >>> count_rows(b"x\r\na\r\nb\r\n", QueryResultsFormat.CSV)
    2
    """
    if form == QueryResultsFormat.CSV:  # The library writes it, and does not read it.
        return sum(1 for _ in csv.reader(StringIO(body.decode(), newline=""))) - 1
    table = parse_query_results(body, form)
    assert isinstance(table, QuerySolutions)
    return sum(1 for _ in table)


def without_last_row(body: bytes, form: QueryResultsFormat) -> bytes:
    r"""A table of several rows, as the library writes it, without the last of them.

    >>> without_last_row(b'x\r\na\r\n"b\r\nc"\r\n', QueryResultsFormat.CSV)
    b'x\r\na\r\n'
    """
    mark, is_row, end = _ROWS[form]
    begin = body.rindex(mark)
    while not is_row(body[begin + len(mark) :]):  # The mark stands within a value here.
        begin = body.rindex(mark, 0, begin)
    return body[:begin] + end


def _is_json_row(rest: bytes) -> bool:
    try:
        return len(json.loads(b"[{" + rest.removesuffix(b"}}"))) == 1
    except ValueError:
        return False


def _is_csv_row(rest: bytes) -> bool:
    """Quotation marks come in pairs; a field that the line's end stands in ends by one more."""
    return bool(rest) and rest.count(b'"') % 2 == 0


#: By syntax: what ends all rows but the last, or begins each; whether what follows it is a row; what ends the table.
_ROWS: dict[QueryResultsFormat, tuple[bytes, Callable[[bytes], bool], bytes]] = {
    QueryResultsFormat.JSON: (b"},{", _is_json_row, b"}]}}"),
    QueryResultsFormat.XML: (b"<result>", lambda rest: True, b"</results></sparql>"),
    QueryResultsFormat.CSV: (b"\r\n", _is_csv_row, b"\r\n"),
    QueryResultsFormat.TSV: (b"\n", bool, b"\n"),
}
