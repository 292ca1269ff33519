"""What the tests of imports share: small tables on disk, what was read of them, and the statements that come of it."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.exchange.importers import ImportSettings, Reading, read_dataset, written
from kg.exchange.importers.frames import LEFT_OUT
from kg.rdf.terms import PREFIXES, shorten

#: A row of UCDP's georeferenced events.
GED = {
    "id": "1", "type_of_violence": "1", "side_a_new_id": "116", "side_a": "Government of Aland",
    "side_b_new_id": "234", "side_b": "Group B", "where_prec": "1", "where_coordinates": "Town", "country": "Iraq",
    "country_id": "645", "latitude": "33.5", "longitude": "44.25", "event_clarity": "1", "date_prec": "1",
    "date_start": "2016-01-05", "date_end": "2016-01-05", "low": "3", "best": "4", "high": "6",
}  # fmt: skip


def settings(**options: str) -> ImportSettings:
    return ImportSettings(**{"recorded": "2026-01-01", **options})


def table(row: dict[str, str], *changes: dict[str, str], delimiter: str = ",") -> str:
    """A table of ``row`` with each of the ``changes``."""
    out = io.StringIO()
    writer = csv.DictWriter(out, row, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **change} for change in changes)
    return out.getvalue()


def read(folder: Path, dataset: str, tables: Mapping[str, str | bytes], **options: str) -> Reading:
    """What is read of files of these names with this content."""
    files = []
    for name, content in tables.items():
        files.append(folder / name)
        files[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_dataset(dataset, files, settings(**options))


def store(reading: Reading, dataset: str, **options: str) -> Store:
    """The statements that are written, which are the same in Turtle and in N-Triples."""
    found, other = Store(), Store()
    found.bulk_load(b"".join(written(reading, dataset, settings(**options))), RdfFormat.TURTLE)
    other.bulk_load(b"".join(written(reading, dataset, settings(**options), lines=True)), RdfFormat.N_TRIPLES)
    assert set(found) == set(other)
    return found


def file(folder: Path, reading: Reading, dataset: str, **options: str) -> Path:
    out = folder / "imported.ttl"
    out.write_bytes(b"".join(written(reading, dataset, settings(**options))))
    return out


def about(found: Store, name: str) -> dict[str, set[str]]:
    """The statements of one resource, by prefixed names: values that are IRIs are prefixed names too."""
    prefix, local = name.split(":", 1)
    values: dict[str, set[str]] = {}
    for quad in found.quads_for_pattern(NamedNode(PREFIXES[prefix] + local), None, None):
        assert isinstance(quad.object, NamedNode | Literal)
        value = shorten(quad.object.value) if isinstance(quad.object, NamedNode) else quad.object.value
        values.setdefault(shorten(quad.predicate.value), set()).add(value)
    return values


def told(found: Store, account: str) -> dict[str, set[str]]:
    """What an account states, by local name."""
    values = about(found, f"account:{account}")
    return {name.removeprefix("told:"): stated for name, stated in values.items() if name.startswith("told:")}


def reasons(reading: Reading) -> list[tuple[int, str, str]]:
    """Row, column and reason of what was rejected or is odd."""
    return reading.rejects.sort("file", "row").select("row", "column", "reason").rows()


def left_out(reading: Reading) -> dict[str, int]:
    rows = reading.counts.filter(pl.col("outcome") == LEFT_OUT).group_by("reason").agg(pl.col("rows").sum()).rows()
    return dict(rows)


def spreadsheet(*lines: tuple[str, ...]) -> bytes:
    """A small .xlsx: a cell for notes, and the lines as texts on the second sheet."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line) + "</row>" for line in lines
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{{}}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Target="xl/workbook.xml" '
        f'Type="{office}/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Notes" sheetId="1" '
        'r:id="a"/><sheet name="Data" sheetId="2" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Target="worksheets/1.xml" Type="{office}/worksheet"/>'
        f'<Relationship Id="b" Target="worksheets/2.xml" Type="{office}/worksheet"/></Relationships>',
        "xl/worksheets/1.xml": sheet.format('<row><c t="inlineStr"><is><t>Read me</t></is></c></row>'),
        "xl/worksheets/2.xml": sheet.format(cells),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
