"""Files → rows of the sheet's columns, by the heading, by a template row below it, or by a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.exchange.sheet.columns import SUBJECT_COLUMNS, column_of, near_columns
from kg.exchange.sheet.mapping import SheetMapping
from kg.exchange.sheet.rows import Row
from kg.exchange.sheet.values import plain
from kg.rdf.layouts import Layout, plain_name
from kg.rdf.read_tables import FAULT, ROW, Top, read_table, read_tops
from kg.rdf.text import few

#: What the cells of a template row begin with.
_TEMPLATE = ">"
#: What a person accepts a row of a draft with.
_YES = ("yes", "y", "x", "true", "1", "accepted")
_NO_SHEET = (
    "no row at the top holds a column 'event', 'kind' or 'relation'; 'kg new sheet' writes the heading, and --mapping"
    " reads a table of other columns"
)


@dataclass
class Rows:
    """The rows of one file: those that can be read, rows that are left out or faulty with the reason, and notes."""

    file: str
    rows: list[Row] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    faulty: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_rows(path: Path, file: str, mapping: SheetMapping | None, report: str | None = None) -> Rows:
    """The rows of the table ``path``, which messages call ``file``; ``InputError`` where its columns are none known.

    Of a draft, those that a person accepted. With the text of the ``report``, a row whose passage does not stand in it
    is faulty.
    """
    layout, names, notes = _sheet_layout(path) if mapping is None else _mapped_layout(path, mapping)
    table = read_table(path, (layout,))
    found = Rows(file, notes=[*table.notes, *notes])
    for batch in table.batches:
        for record in batch.iter_rows(named=True):
            cells = {names[c]: plain(text) for c, text in record.items() if c in names and text is not None}
            fault = record[FAULT] or _misquoted(cells, report)
            _take(found, cells, int(record[ROW]), fault, mapping, is_draft="accepted" in names.values())
    return found


def _misquoted(cells: dict[str, str], report: str | None) -> str | None:
    """Why a row of a draft cannot be of this report."""
    if report is None or cells.get("passage", "") in report:
        return None if report is None or cells.get("passage") else "no passage of the text"
    return "the passage does not stand in the text"


def _take(
    found: Rows,
    cells: dict[str, str],
    number: int,
    fault: str | None,
    mapping: SheetMapping | None,
    *,
    is_draft: bool = False,
) -> None:
    if is_draft and cells.get("accepted", "").lower() not in _YES:
        found.left_out.append("refused" if cells.get("accepted") else "not accepted yet")
        return
    if fault is not None:
        found.faulty.append((number, fault))
        return
    if mapping is not None:
        reason = mapping.leaves_out(cells)
        if reason is not None:
            found.left_out.append(reason)
            return
        cells = mapping.applied(cells)
    found.rows.append(Row(found.file, number, cells))


def _sheet_layout(path: Path) -> tuple[Layout, dict[str, str], list[str]]:
    """The layout of a sheet, the column of each of its columns, and notes on columns that are not read."""
    tops = read_tops(path)
    number, cells, is_template = max(
        ((n, row, template) for top in tops for n, row, template in _headings(top)),
        key=lambda heading: (heading[2], sum(1 for cell in heading[1] if column_of(cell)), -heading[0]),
        default=(0, [], False),
    )
    known = {plain_name(cell): column for cell in cells if (column := column_of(cell))}
    if not any(column in SUBJECT_COLUMNS for column in known.values()):
        raise InputError(_NO_SHEET, file=path)
    for column in known.values():
        twice = [repr(cell) for cell in cells if column_of(cell) == column]
        if len(twice) > 1:
            raise InputError(f"{' and '.join(twice)} are one column, {column!r}", file=path, line=number)
    notes = _unread(path, number, cells, is_template)
    return Layout("sheet", dict.fromkeys(known, ()), tuple(known), row=number), known, notes


def _headings(top: Top) -> Iterator[tuple[int, list[str], bool]]:
    """The rows at the top as headings, and whether each is a template row."""
    for number, (_, row) in enumerate(top, 1):
        cells = [str(cell or "").strip().lstrip("\ufeff") for cell in row]
        filled = [cell for cell in cells if cell]
        is_template = bool(filled) and all(cell.startswith(_TEMPLATE) for cell in filled)
        yield number, [cell.removeprefix(_TEMPLATE).strip() for cell in cells] if is_template else cells, is_template


def _unread(path: Path, number: int, cells: Sequence[str], is_template: bool) -> list[str]:
    """A note on the columns that are none of the sheet's; ``InputError`` for what is probably a slip of the pen."""
    unknown = [cell for cell in cells if cell and not column_of(cell)]
    for cell in unknown:
        near = near_columns(cell)
        if near or is_template:
            raise InputError(f"no column of a sheet is called {cell!r}{near}", file=path, line=number)
    return [f"not read: the columns {few([repr(cell) for cell in unknown])}"] if unknown else []


def _mapped_layout(path: Path, mapping: SheetMapping) -> tuple[Layout, dict[str, str], list[str]]:
    """The layout of a table, its columns that ``mapping`` names, and notes; ``InputError`` for one that it lacks."""
    wanted = {plain_name(column): column for column in mapping.table_columns}
    tops = read_tops(path)
    headings = [(n, row) for top in tops for n, row, _ in _headings(top)]
    number, cells = max(
        headings,
        key=lambda heading: (len(wanted.keys() & {plain_name(cell) for cell in heading[1]}), -heading[0]),
        default=(0, []),
    )
    there = {plain_name(cell) for cell in cells}
    for name, column in wanted.items():
        if name not in there:
            raise mapping.lacking(column, cells, path)
    unread = [repr(cell) for cell in cells if cell and plain_name(cell) not in wanted]
    notes = [f"not read: the columns {few(unread)}"] if unread else []
    # A table's own column may be called as the one that numbers its rows.
    keys = {f"_{name}": name for name in wanted}
    return Layout("table", {key: (name,) for key, name in keys.items()}, tuple(keys), row=number), keys, notes
