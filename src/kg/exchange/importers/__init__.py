"""``kg import``: a public dataset's table → identities and accounts in Turtle, row by row.

Nothing is guessed. The dataset is one source, whose grade the curator gives. An actor or place of the dataset is a
resource of its own, never taken for one that the graph knows: that is a curator's judgement. Who did what to whom is
stated only where the dataset says so; its two sides of an event are not a perpetrator and a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg.errors import InputError, UsageError, meant
from kg.evidence.policy import parse_moment
from kg.exchange.importers.acled import ACLED_COLUMNS, acled
from kg.exchange.importers.gdelt import GDELT_COLUMNS, gdelt
from kg.exchange.importers.ofac import SDN_COLUMNS, sdn
from kg.exchange.importers.text import ImportSettings, heading
from kg.exchange.importers.ucdp import GED_COLUMNS, ged
from kg.rdf.read import read_table


@dataclass(frozen=True)
class Dataset:
    """A public dataset: its name for people, the columns that are read, and how rows become Turtle.

    ``headless`` names all columns of a table that has no heading; ``tabs`` is true of one separated by tabs.
    """

    title: str
    columns: tuple[str, ...]
    blocks: Callable[[pl.DataFrame, ImportSettings], pl.Series]
    headless: tuple[str, ...] | None = None
    tabs: bool = False


DATASETS = {
    "ucdp": Dataset("UCDP Georeferenced Event Dataset", GED_COLUMNS, ged),
    "acled": Dataset("ACLED", ACLED_COLUMNS, acled),
    "ofac": Dataset("OFAC, list of Specially Designated Nationals", SDN_COLUMNS, sdn, SDN_COLUMNS),
    "gdelt": Dataset("GDELT 2.0, events", GDELT_COLUMNS, gdelt, GDELT_COLUMNS, tabs=True),
}


def read_dataset(
    name: str,
    files: Sequence[Path],
    *,
    recorded: str,
    reliability: str = "F",
    credibility: str = "6",
    zone: str | None = None,
) -> Iterator[bytes]:
    """The tables ``files`` of the dataset ``name`` as Turtle, some thousands of rows at a time.

    ``recorded`` is the date from which the dataset counts as known: that of its publication. ``reliability`` (A to F)
    and ``credibility`` (1 to 6) grade it by the Admiralty code: F and 6 as long as nobody judged. ``zone`` (``+03:00``)
    is the time zone of its days; without one an event lies somewhere between the day's beginning in the first zone
    and its end in the last. Raises ``UsageError`` for an unknown dataset or a grade that is none, ``InputError`` for
    a table of another make or a row that cannot be read.
    """
    if name not in DATASETS:
        raise UsageError(f"no dataset {name!r}{meant(name, DATASETS)}; there are: {', '.join(DATASETS)}")
    settings = ImportSettings(name, parse_moment(recorded).isoformat(), reliability, credibility, zone)
    return _blocks(DATASETS[name], files, settings)


def _blocks(dataset: Dataset, files: Sequence[Path], settings: ImportSettings) -> Iterator[bytes]:
    yield heading(settings, dataset.title).encode()
    for file in files:
        for rows in read_table(file, dataset.columns, dataset.headless, tabs=dataset.tabs):
            try:
                yield "".join(dataset.blocks(rows, settings)).encode()
            except InputError as error:
                raise InputError(error.reason, file=file) from error
