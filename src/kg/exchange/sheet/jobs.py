"""Sheets → statements and the count of what became of each row: what ``kg import sheet`` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
from pyoxigraph import Triple

from kg.exchange.importers.datasets import labels_of
from kg.exchange.importers.frames import COUNTS, LEFT_OUT, ODD, READ, REJECTED, REJECTS, TOLD, Reading
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.sheet.checks import check_mapping
from kg.exchange.sheet.columns import DAY_COLUMNS
from kg.exchange.sheet.graph import Finder, iris_in, read_graph
from kg.exchange.sheet.mapping import read_mapping
from kg.exchange.sheet.rows import Context, Row, Written
from kg.exchange.sheet.sources import NewSources
from kg.exchange.sheet.statements import write_row
from kg.exchange.sheet.subjects import introduce_actors, introduce_event, introduce_place
from kg.exchange.sheet.tables import Rows, read_rows
from kg.exchange.sheet.values import CellError, parts, read_days
from kg.rdf.write import ntriples, turtle

#: Resources that are written at once.
_RESOURCES = 20_000


@dataclass(frozen=True)
class SheetReading:
    """``reading``: counts, rejects and notes, as of a dataset; ``resources``: by IRI, what is stated of it."""

    reading: Reading
    resources: Mapping[str, Sequence[Triple]]

    def written(self, *, lines: bool = False) -> Iterator[bytes]:
        """The statements as Turtle, or with ``lines`` as N-Triples, in blocks of text."""
        iris = sorted(self.resources)
        write = ntriples if lines else turtle
        for at in range(0, len(iris), _RESOURCES):
            yield write(triple for iri in iris[at : at + _RESOURCES] for triple in self.resources[iri]).encode()


def read_sheets(
    files: Sequence[Path],
    settings: ImportSettings,
    data: Sequence[Path] = (),
    mapping: Path | None = None,
    report: str | None = None,
) -> SheetReading:
    """What the rows of ``files`` state, whose cells name things of ``data`` (default: what ships).

    The tables have the columns of :data:`kg.exchange.sheet.columns.COLUMNS`, or those that the file ``mapping`` names.
    Of a draft, the rows that a person accepted are told; their passages must stand in the text of the ``report``, if it
    is given. Raises ``InputError`` for a table of other columns and for a mapping that cannot be used, ``UsageError``
    for settings that are none. Faulty rows are counted and kept with their reasons.
    """
    mapped = None if mapping is None else read_mapping(mapping)
    labels = labels_of(files)
    tables = [read_rows(path, label, mapped, report) for path, label in zip(files, labels, strict=True)]
    rows = [row for table in tables for row in table.rows]
    fixed = [] if mapped is None else [text for text, _ in mapped.constants.values()]
    cells = (text for row in rows for text in row.cells.values())
    graph = read_graph(data, iris_in(part for cell in (*fixed, *cells) for part in parts(cell)))
    if mapped is not None:
        settings = replace(
            settings, zone=settings.zone or mapped.zone, date_format=settings.date_format or mapped.dates
        )
    context = Context(Finder(graph), settings, _days(rows, settings.pattern), mapped.prefix if mapped else "")
    if mapped is not None:
        context = replace(context, new=check_mapping(mapped, context))
    return _gathered(tables, *write_rows(rows, context))


def _days(rows: Sequence[Row], pattern: str | None) -> dict[str, date | str]:
    return read_days((text.strip() for row in rows for c in DAY_COLUMNS if (text := row.cells.get(c))), pattern)


def write_rows(rows: Sequence[Row], context: Context) -> tuple[list[tuple[Row, Written]], list[tuple[Row, CellError]]]:
    """Each row that can be told with what comes of it, and the others with their faults."""
    sources, written = NewSources(), [Written() for _ in rows]
    faults: dict[int, CellError] = {}
    steps = (
        introduce_actors,
        introduce_place,
        introduce_event,
        sources.add,
        lambda row, context, written: write_row(row, context, sources, written),
    )
    for step in steps:
        for at, row in enumerate(rows):
            if at not in faults:
                try:
                    step(row, context, written[at])
                except CellError as error:
                    faults[at] = error
    _refuse_repeated(rows, written, faults)
    _refuse_orphans(rows, written, faults)
    told = [(row, written[at]) for at, row in enumerate(rows) if at not in faults]
    return told, [(rows[at], faults[at]) for at in sorted(faults)]


def _refuse_repeated(rows: Sequence[Row], written: Sequence[Written], faults: dict[int, CellError]) -> None:
    """Refuse rows that state an account that an earlier row states: of one source, at one place, in the same words."""
    first: dict[str, int] = {}
    for at, row in enumerate(rows):
        if at in faults:
            continue
        same = next((first[account] for account in written[at].accounts if account in first), None)
        if same is not None:
            earlier = rows[same]
            where = f"row {earlier.row}" + (f" of {earlier.file}" if earlier.file != row.file else "")
            faults[at] = CellError("paraphrase", f"{where} says it in the same words, at the same place of the source")
        else:
            first |= dict.fromkeys(written[at].accounts, at)


def _refuse_orphans(rows: Sequence[Row], written: Sequence[Written], faults: dict[int, CellError]) -> None:
    """Refuse rows that need what only rejected rows introduce, until none is left."""
    by_row: dict[str, int] = {}
    for at in range(len(rows)):
        by_row |= dict.fromkeys(written[at].identities.keys() - by_row.keys(), at)
    orphans = True
    while orphans:
        left = [at for at in range(len(rows)) if at not in faults]
        lost = by_row.keys() - {iri for at in left for iri in written[at].identities}
        orphans = False
        for at in left:
            missing = sorted(written[at].needs & lost)
            if missing:
                number = rows[by_row[missing[0]]].row
                faults[at] = CellError("event", f"needs what row {number} introduces, which was rejected")
                orphans = True


def _gathered(
    tables: Sequence[Rows], told: Sequence[tuple[Row, Written]], faulty: Sequence[tuple[Row, CellError]]
) -> SheetReading:
    resources: dict[str, Sequence[Triple]] = {}
    rejects: list[tuple[str, int, str | None, str | None, str, bool]] = []
    first: dict[str, Row] = {}
    for row, written in told:
        odd = list(written.odd)
        for iri, triples in written.identities.items():
            if set(resources.setdefault(iri, triples)) != set(triples):
                odd.append(("place", f"row {first[iri].row} gives another point for it, which holds"))
            first.setdefault(iri, row)
        resources |= written.accounts
        rejects += [(row.file, row.row, column, row.cells.get(column), reason, True) for column, reason in odd]
    for row, fault in faulty:
        rejects.append((row.file, row.row, fault.column, row.cells.get(fault.column), fault.reason, False))
    for table in tables:
        rejects += [(table.file, number, None, None, reason, False) for number, reason in table.faulty]
    notes = tuple(f"{table.file}: {note}" for table in tables for note in table.notes)
    frame = pl.DataFrame(rejects, schema=dict(REJECTS), orient="row")
    return SheetReading(Reading(rejects=frame, counts=_counts(tables, frame), notes=notes), resources)


def _counts(tables: Sequence[Rows], rejects: pl.DataFrame) -> pl.DataFrame:
    found: list[tuple[str, str, str, int]] = []
    for table in tables:
        own = rejects.filter(file=table.file)
        rejected = own.filter(~pl.col("odd"))["row"].n_unique()
        found += [
            (table.file, READ, "", len(table.rows) + len(table.left_out) + len(table.faulty)),
            (table.file, TOLD, "", len(table.rows) + len(table.faulty) - rejected),
            (table.file, REJECTED, "", rejected),
            (table.file, ODD, "", own.filter("odd")["row"].n_unique()),
        ]
        found += [(table.file, LEFT_OUT, r, table.left_out.count(r)) for r in dict.fromkeys(table.left_out)]
    return pl.DataFrame(found, schema=dict(COUNTS), orient="row")
