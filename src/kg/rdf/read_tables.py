"""Tables as their publishers, spreadsheets and programs write them → frames of text with the codebook's column names.

Read are delimited text (commas, semicolons, tabs or bars; UTF-8, UTF-16, else Windows-1252), ``.xlsx``, JSON and lines
of JSON, and any of them within gzip or as the one table of a ZIP archive. What a file is, its first bytes tell.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import InputError, UsageError
from kg.limits import limits
from kg.rdf.layouts import Layout, Recognised, recognise
from kg.rdf.quoted_rows import quoted_rows
from kg.rdf.read import opened, read_bytes, unpacked

#: Rows of a table that are handled at once.
ROWS = 20_000
#: The column that numbers rows as a spreadsheet shows them, and the one that says what is wrong with the row as such.
ROW, FAULT = "row", "fault"
#: A heading stands among so many rows at the top.
_TOP = 30
_HEAD_BYTES = 2**17
_DELIMITERS = ",;\t|"
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".xml")
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
#: Under which name the publishers' interfaces give the list of records.
_LISTS = ("data", "Result", "results", "bindings", "objects")


#: The first rows of a table, each with the number of lines that it and those above take.
Top = list[tuple[int, Sequence[object]]]


@dataclass(frozen=True)
class Table:
    """A table whose layout was recognised: ``batches`` are frames of text with the layout's columns and ``row``.

    White space around cells is gone, and what is empty is null. ``fault`` says what is wrong with a row as such, else
    it is null. ``notes`` are remarks on the file for the user; ``hxl`` is the number of rows of HXL tags left out.
    """

    path: Path
    layout: Layout
    batches: Iterator[pl.DataFrame]
    notes: list[str]


def read_table(path: Path, layouts: Sequence[Layout]) -> Table:
    """The table in ``path``, whose layout is the first of ``layouts`` that its heading or its width fits.

    Raises ``InputError`` where none fits, naming the columns that are missing, or where the file cannot be read,
    ``LimitError`` where it is larger than ``reason_bytes`` (in memory ``table_bytes``), ``UsageError`` for a pipe.
    """
    head = _head(path)
    content = None if _plain(head) else whole(path)
    start = (head if content is None else content)[:_HEAD_BYTES]
    if start.startswith(_ZIP):
        return _sheet(path, content or b"", layouts)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _records(path, read_records(path), layouts)
    return _delimited(path, content, layouts)


def read_tops(path: Path) -> list[Top]:
    """The first rows of a table of whatever layout, once for each way to read it.

    These are the delimiters of a text, or the sheets of a spreadsheet; of JSON the keys of its records are the only
    row. Errors as in :func:`read_table`.
    """
    head = _head(path)
    content = None if _plain(head) else whole(path)
    start = (head if content is None else content)[:_HEAD_BYTES]
    if start.startswith(_ZIP):
        return [top for _, _, top in _sheets(path, content or b"")]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return [[(1, _keys(path, read_records(path))[1])]]
    text = _head_text(path, _in_utf8(path, content)[0])
    return [_top(text, delimiter) for delimiter in _DELIMITERS]


def whole(path: Path) -> bytes:
    """The content of a file in memory: out of its gzip, or of the ZIP archive of which it is the one table."""
    head = _head(path)
    if head.startswith(_GZIP):
        with opened(path, "table_bytes") as packed, unpacked(packed, path, "table_bytes") as stream:
            return stream.read()
    content = read_bytes(path, "table_bytes")
    return _member(path, content) if head.startswith(_ZIP) else content


def read_records(path: Path) -> list[Any]:
    """The records of a JSON document, or of lines of JSON; numbers stay as they are written.

    Raises ``InputError`` where the file is neither.
    """
    content = whole(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("no JSON: not in UTF-8", file=path) from error
    parse = json.JSONDecoder(parse_float=str, parse_int=str).decode
    try:
        return _listed(parse(text.strip()))
    except (ValueError, RecursionError):
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    found = []
    for number, line in lines:
        try:
            found.append(parse(line.strip()))
        except (ValueError, RecursionError) as error:
            raise InputError("no JSON", file=path, line=number) from error
    return found


def _listed(document: Any) -> list[Any]:
    """The list of records in a document of an interface."""
    while isinstance(document, dict):
        inner = next((document[name] for name in _LISTS if isinstance(document.get(name), dict | list)), None)
        if inner is None:
            return [document]
        document = inner
    return document if isinstance(document, list) else [document]


def _head(path: Path) -> bytes:
    with opened(path, "reason_bytes") as stream:
        if not path.is_file():
            raise UsageError(f"{path}: is a pipe; a table is read from a file")
        return stream.read(_HEAD_BYTES)


def _plain(head: bytes) -> bool:
    return not head.startswith((_ZIP, _GZIP))


def _member(path: Path, content: bytes) -> bytes:
    """The one table of a ZIP archive; the archive itself where it is a spreadsheet's."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            most = limits().table_bytes
            if sum(member.file_size for member in members) > most:
                raise InputError(f"holds more than {most} bytes unpacked (KG_TABLE_BYTES)", file=path)
            if any(member.filename == "[Content_Types].xml" for member in members):
                return content
            tables = [m for m in members if m.filename.lower().endswith(_TABLES) and "__MACOSX" not in m.filename]
            if len(tables) != 1:
                raise InputError(f"the archive holds {len(tables)} tables; unpack it and name one", file=path)
            return archive.read(tables[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise InputError("cannot be unpacked: damaged, or with a password", file=path) from error


# Delimited text


def _delimited(path: Path, content: bytes | None, layouts: Sequence[Layout]) -> Table:
    notes: list[str] = []
    content, encoding = _in_utf8(path, content)
    if encoding is not None:
        notes.append(f"not UTF-8, read as {encoding}")
    recognised, delimiter = _delimiter(path, _head_text(path, content), layouts)
    source = path if content is None else content
    return Table(
        path, recognised.layout, _frames(_text_batches(path, source, recognised, delimiter), recognised.layout), notes
    )


def _head_text(path: Path, content: bytes | None) -> str:
    """The first lines of a text in UTF-8, which is ``content`` or stands in the file."""
    with opened(path, "reason_bytes") as stream:
        head = (stream.read(_HEAD_BYTES) if content is None else content[:_HEAD_BYTES]).decode("utf-8-sig", "ignore")
    return head if len(head) < _HEAD_BYTES // 4 else head[: head.rfind("\n") + 1]


def _in_utf8(path: Path, content: bytes | None) -> tuple[bytes | None, str | None]:
    """The content in UTF-8 and the name of its encoding where it was another; None where the file itself will do."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        if content is None:
            with opened(path, "reason_bytes") as stream:
                while block := stream.read(2**22):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        else:
            codecs.decode(content, "utf-8")
    except UnicodeDecodeError:
        content = read_bytes(path, "table_bytes") if content is None else content
        encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "cp1252"
        try:
            return content.decode(encoding).encode(), {"cp1252": "Windows-1252"}.get(encoding, "UTF-16")
        except UnicodeDecodeError as error:
            raise InputError("no text: neither UTF-8 nor UTF-16 nor Windows-1252", file=path) from error
    return content, None


def _delimiter(path: Path, head: str, layouts: Sequence[Layout]) -> tuple[Recognised, str]:
    """The delimiter with which a layout is recognised."""
    refused: list[tuple[int, InputError]] = []
    for delimiter in _DELIMITERS:
        top = _top(head, delimiter)
        found = recognise(path, top, layouts)
        if isinstance(found, Recognised):
            return found, delimiter
        refused.append((max((len(cells) for _, cells in top), default=0), found))
    raise max(refused, key=lambda one: one[0])[1]


def _top(head: str, delimiter: str) -> Top:
    reader = csv.reader(io.StringIO(head), delimiter=delimiter)
    top: Top = []
    with suppress(csv.Error):
        for cells in reader:
            top.append((reader.line_num, cells))
            if len(top) == _TOP:
                break
    return top


def _text_batches(path: Path, source: Path | bytes, found: Recognised, delimiter: str) -> Iterator[pl.DataFrame]:
    """Frames of the layout's columns; by Polars, and from a quotation mark on that it cannot read, by ours."""
    done = 0
    try:
        for batch in _scanned(source, found, delimiter):
            yield batch
            done += batch.height
    except pl.exceptions.NoDataError:
        return
    except pl.exceptions.PolarsError:
        content = read_bytes(path, "reason_bytes") if isinstance(source, Path) else source
        lines = content.decode("utf-8-sig").splitlines(keepends=True)[found.lines :]
        batch_rows: list[dict[str, object]] = []
        for number, (cells, fault) in enumerate(quoted_rows(lines, delimiter)):
            if number < done:
                continue
            row: dict[str, object] = {c: cells[p] if p < len(cells) else None for c, p in found.places.items()}
            extra = "more cells than the heading has" if len(cells) > found.width else None
            batch_rows.append({**row, ROW: found.rows + 1 + number, FAULT: fault or extra})
            if len(batch_rows) == ROWS:
                yield _text_frame(batch_rows, found)
                batch_rows = []
        yield _text_frame(batch_rows, found)


def _text_frame(rows: Sequence[Mapping[str, object]], found: Recognised) -> pl.DataFrame:
    columns = {**dict.fromkeys(found.places, pl.String), ROW: pl.Int64, FAULT: pl.String}
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return _completed(frame, found.layout)


def _scanned(source: Path | bytes, found: Recognised, delimiter: str) -> Iterator[pl.DataFrame]:
    names = [f"c{place}" for place in range(found.width + 1)]
    tabs = delimiter == "\t"
    table = pl.scan_csv(
        source if isinstance(source, Path) else io.BytesIO(source),
        separator=delimiter,
        quote_char=None if tabs and found.layout.headless else '"',
        has_header=False,
        skip_lines=found.lines,
        schema=dict.fromkeys(names, pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
        row_index_name=ROW,
    ).select(
        pl.col(ROW).cast(pl.Int64) + found.rows + 1,
        *(pl.col(f"c{place}").alias(column) for column, place in found.places.items()),
        pl.when(pl.col(names[-1]).is_not_null()).then(pl.lit("more cells than the heading has")).alias(FAULT),
    )
    for batch in table.collect_batches(chunk_size=ROWS, maintain_order=True):
        yield _completed(batch, found.layout)


def _completed(batch: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """``batch`` with all columns of the layout: those that the table lacks are null."""
    lacking = [column for column in layout.columns if column not in batch.columns]
    return batch.with_columns(pl.lit(None, pl.String).alias(column) for column in lacking)


def _frames(batches: Iterable[pl.DataFrame], layout: Layout) -> Iterator[pl.DataFrame]:
    """Batches without white space around cells, empty rows and HXL tags; one without rows where there is none."""
    batch = None
    for batch in batches:
        cells = [column for column in batch.columns if column not in (ROW, FAULT)]
        texts = pl.col(cells).str.strip_chars().replace("", None)
        batch = batch.with_columns(texts).filter(~pl.all_horizontal(pl.col(cells).is_null()))
        if batch.height and batch[ROW][0] <= _TOP + 2:
            tagged = pl.all_horizontal(pl.col(cells).str.starts_with("#").fill_null(True)) & (pl.col(ROW) <= _TOP + 2)
            batch = batch.filter(~tagged)
        yield batch
    if batch is None:
        yield pl.DataFrame(schema={**dict.fromkeys(layout.columns, pl.String), ROW: pl.Int64, FAULT: pl.String})


# Spreadsheets and JSON


def _sheet(path: Path, content: bytes, layouts: Sequence[Layout]) -> Table:
    """The first sheet of a spreadsheet in which a layout is recognised."""
    refused: InputError | None = None
    sheets = _sheets(path, content)
    for name, sheet, top in sheets:
        found = recognise(path, top, layouts)
        if isinstance(found, Recognised):
            notes = [f"read is the sheet {name!r}"] if len(sheets) > 1 else []
            columns = {f"c{n}": series for n, series in enumerate(sheet.iter_columns())}
            rows = pl.DataFrame([s.alias(c) for c, s in columns.items()]).with_row_index(ROW, 1)[found.rows :]
            chosen = rows.select(
                pl.col(ROW).cast(pl.Int64), *(pl.col(f"c{p}").alias(c) for c, p in found.places.items())
            ).with_columns(pl.lit(None, pl.String).alias(FAULT))
            batches = (_completed(part, found.layout) for part in chosen.iter_slices(ROWS))
            return Table(path, found.layout, _frames(batches, found.layout), notes)
        refused = refused or found
    raise refused or InputError("the spreadsheet holds no sheet", file=path)


def _sheets(path: Path, content: bytes) -> list[tuple[str, pl.DataFrame, Top]]:
    """The sheets of a spreadsheet: name, cells as text, and the first rows."""
    import fastexcel

    found: list[tuple[str, pl.DataFrame, Top]] = []
    try:
        book = fastexcel.read_excel(content)
        for name in book.sheet_names:
            sheet = pl.DataFrame(book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
            found.append((name, sheet, list(enumerate(sheet.head(_TOP).rows(), 1))))
    except fastexcel.FastExcelError as error:
        raise InputError("cannot be read as a spreadsheet (.xlsx)", file=path) from error
    return found


def _records(path: Path, records: Sequence[Any], layouts: Sequence[Layout]) -> Table:
    """Records of JSON as a table; a record's number is its row."""
    flat, names = _keys(path, records)
    found = recognise(path, [(1, names)], [Layout(x.name, x.columns, x.required) for x in layouts])
    if not isinstance(found, Recognised):
        raise found
    layout = next(x for x in layouts if x.name == found.layout.name)
    keys = {column: names[place] for column, place in found.places.items()}
    rows = [{**{c: record.get(k) for c, k in keys.items()}, ROW: n, FAULT: None} for n, record in enumerate(flat, 1)]
    batches = (_text_frame(rows[at : at + ROWS], found) for at in range(0, len(rows), ROWS))
    return Table(path, layout, _frames(batches, layout), [])


def _keys(path: Path, records: Sequence[Any]) -> tuple[list[dict[str, str | None]], list[str]]:
    """Records with the texts of their values, and all their keys in order."""
    flat = [{key: _scalar(value) for key, value in r.items()} for r in records if isinstance(r, dict)]
    if len(flat) != len(records) or not flat:
        raise InputError("the JSON holds no list of records", file=path)
    return flat, list(dict.fromkeys(key for record in flat for key in record))


def _scalar(value: Any) -> str | None:
    """A value as the text of a cell; SPARQL's results give it under ``value``."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False)
