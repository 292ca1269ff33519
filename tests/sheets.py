"""What the tests of sheets share: small sheets on disk, and what was read of them."""

import csv
import io
from functools import cache
from pathlib import Path
from unittest.mock import patch

import polars as pl
from pyoxigraph import RdfFormat, Store

from kg.exchange.importers import ImportSettings
from kg.exchange.sheet.graph import read_graph
from kg.exchange.sheet.jobs import SheetReading, read_sheets
from kg.pipeline import find_faults, load_data
from kg.rdf.read import shipped
from kg.review.add import together

#: A row that can be told.
GOOD = {
    "event": "Attack on a base", "kind": "attack", "day": "2023-12-01", "zone": "+03:00", "place": "Al Asad airbase",
    "title": "A paper (2 December 2023)", "published": "2023-12-02", "reliability": "C", "locator": "paragraph 2",
    "paraphrase": "Drones hit the base.", "credibility": "3",
}  # fmt: skip
#: One that tells a relation.
RELATION = {
    **dict.fromkeys(("event", "kind", "day", "zone", "place"), ""),
    "relation": "sponsorship", "subject": "Iran", "object": "Kataib Sayyid al-Shuhada",
}  # fmt: skip


#: The shipped data, read once.
GRAPH, SHIPPED = cache(lambda: read_graph(())), cache(lambda: load_data())


def sheet(*changes: dict[str, str]) -> str:
    """A sheet with a row for each of the ``changes`` to the good one, as a spreadsheet program writes it."""
    columns = list(dict.fromkeys([*GOOD, *(column for change in changes for column in change)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**GOOD, **change} for change in changes)
    return out.getvalue()


def read(
    folder: Path,
    table: str | bytes,
    *,
    mapping: str | None = None,
    data: tuple[Path, ...] = (),
    name: str = "s.csv",
    **options: str,
) -> SheetReading:
    """What is read of a table with this content."""
    (folder / name).write_bytes(table if isinstance(table, bytes) else table.encode())
    if mapping is not None:
        (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    settings = ImportSettings(**{"recorded": None, **options})  # type: ignore[arg-type]
    rules = None if mapping is None else folder / "m.yaml"
    if data:
        return read_sheets([folder / name], settings, data, rules)
    with patch("kg.exchange.sheet.jobs.read_graph", lambda *_: GRAPH()):
        return read_sheets([folder / name], settings, (), rules)


def store(found: SheetReading) -> Store:
    """The statements that are written, which are the same in Turtle and in N-Triples."""
    one, other = Store(), Store()
    one.bulk_load(b"".join(found.written()), RdfFormat.TURTLE)
    other.bulk_load(b"".join(found.written(lines=True)), RdfFormat.N_TRIPLES)
    assert set(one) == set(other)
    return one


def findings(folder: Path, found: SheetReading, *data: Path) -> list[str]:
    """What ``kg validate`` finds in what is written, with the shipped data."""
    out = folder / "imported.ttl"
    out.write_bytes(b"".join(found.written()))
    known, new = (load_data([shipped("data"), *data]) if data else SHIPPED()), load_data([out])
    return [str(fault) for fault in find_faults(together(known, new)) if fault.file == str(out)]


def reasons(found: SheetReading) -> list[tuple[int, str, str]]:
    """Row, column and reason of what was rejected or is odd."""
    return found.reading.rejects.sort("file", "row").select("row", "column", "reason").rows()


def outcomes(found: SheetReading) -> dict[str, int]:
    """How many rows had which outcome."""
    counts = found.reading.counts.group_by("outcome").agg(pl.col("rows").sum())
    return {outcome: rows for outcome, rows in counts.rows() if rows}
