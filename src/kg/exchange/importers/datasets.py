"""The datasets that can be imported: for each, the layouts of its tables and who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from kg.errors import InputError, UsageError, meant
from kg.exchange.importers.acled import EVENT_TABLE, acled
from kg.exchange.importers.frames import ACTORS, ODD, Reading, SourceDescription, combined, shaped
from kg.exchange.importers.gdelt import GDELT_EVENTS, gdelt, joined
from kg.exchange.importers.lists_xml import eu_xml, ofac_xml, un_xml
from kg.exchange.importers.merge import check_recorded, merged
from kg.exchange.importers.ofac import ENTRIES, OTHER_NAMES, entries, is_consolidated, other_names
from kg.exchange.importers.opensanctions import TARGETS, follow_the_money, targets
from kg.exchange.importers.places import place_events
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import one_count
from kg.exchange.importers.sources import SOURCES, release_of
from kg.exchange.importers.stix import bundle
from kg.exchange.importers.ucdp import GED, coalitions, ged
from kg.exchange.importers.ucdp_actors import ACTOR_TABLE, DYADS, actors, dyads
from kg.exchange.importers.ucdp_support import SUPPORT, support
from kg.exchange.importers.wikidata import RESULTS, results
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import Table, read_table

#: Reads one table of a known layout.
TableReader = Callable[[Table, str, ImportSettings], Reading]
BatchReader = Callable[[pl.DataFrame, str, ImportSettings], Reading]


@dataclass(frozen=True)
class Dataset:
    """A public dataset: what is read of its files.

    ``readers`` are those of tables, by layout; ``documents`` reads files of other forms, and gives None for a file that
    is a table. ``finish`` is applied to all files together. ``release`` finds the version in names of files.
    """

    readers: Mapping[Layout, TableReader] = field(default_factory=dict)
    documents: Callable[[Path, str, ImportSettings], Reading | None] | None = None
    finish: Callable[[Reading], Reading] = lambda reading: reading
    release: Callable[[Iterable[str]], str | None] = lambda names: None


def _by_batch(reader: BatchReader) -> TableReader:
    """A reader of a table that reads each batch of rows on its own."""

    def read(table: Table, file: str, settings: ImportSettings) -> Reading:
        return combined(reader(rows, file, settings) for rows in table.batches)

    return read


def _ofac_entries(table: Table, file: str, settings: ImportSettings) -> Reading:
    rows = pl.concat(list(table.batches))
    return entries(rows, file, settings, consolidated=is_consolidated(rows, file))


def _with_members(reading: Reading) -> Reading:
    """UCDP's tables with the members of actors that stand for several governments."""
    members, memberships = coalitions(reading.actors)
    if members.is_empty():
        return reading
    relations = shaped(memberships, reading.relations.schema).unique("key", keep="first", maintain_order=True)
    return replace(
        reading,
        actors=pl.concat([reading.actors, shaped(members, ACTORS)]),
        relations=pl.concat([reading.relations, relations]),
    )


DATASETS = {
    "ucdp": Dataset(
        {GED: _by_batch(ged), SUPPORT: support, DYADS: dyads, ACTOR_TABLE: actors},
        finish=_with_members,
        release=release_of,
    ),
    "acled": Dataset({EVENT_TABLE: _by_batch(acled)}),
    "ofac": Dataset({ENTRIES: _ofac_entries, OTHER_NAMES: _by_batch(other_names)}, ofac_xml),
    "gdelt": Dataset({GDELT_EVENTS: _by_batch(gdelt)}, finish=joined),
    "un": Dataset(documents=un_xml),
    "eu": Dataset(documents=eu_xml),
    "opensanctions": Dataset({TARGETS: targets}, follow_the_money),
    "stix": Dataset(documents=bundle),
    "wikidata": Dataset({RESULTS: _by_batch(results)}),
}


def read_dataset(name: str, files: Sequence[Path], settings: ImportSettings) -> Reading:
    """The tables ``files`` of the dataset ``name`` in the common frames, with the count of what became of each row.

    Where several files have one event, the last one's account is kept. Raises ``UsageError`` for an unknown dataset
    and where ``settings.recorded`` lies before what is told, ``InputError`` for a file of another make.
    """
    if name not in DATASETS:
        raise UsageError(f"no dataset {name!r}{meant(name, DATASETS)}; there are: {', '.join(DATASETS)}; and sheet")
    day = settings.moment.date()
    dataset = DATASETS[name]
    labels = labels_of(files)
    read = combined(_read_file(dataset, path, label, settings) for path, label in zip(files, labels, strict=True))
    reading = merged(dataset.finish(read), labels)
    check_recorded(reading, day)
    events, places = place_events(reading.events, name)
    odd = reading.rejects.filter("odd").unique(["file", "row"]).group_by("file").len().sort("file")
    counts = [reading.counts, *(one_count(file, ODD, "", rows) for file, rows in odd.iter_rows())]
    reading = replace(reading, events=events, places=places, counts=pl.concat(counts))
    return replace(reading, sources=_sources(reading, settings.release, dataset))


def labels_of(files: Sequence[Path]) -> list[str]:
    """What each file is called: its name, or its path where two have one name."""
    names = [path.name for path in files]
    paths = [str(path) for path in files]
    if len(set(paths)) < len(paths):
        raise UsageError("a file is named twice")
    return names if len(set(names)) == len(names) else paths


def _read_file(dataset: Dataset, path: Path, label: str, settings: ImportSettings) -> Reading:
    found = None if dataset.documents is None else dataset.documents(path, label, settings)
    if found is not None:
        return found
    if not dataset.readers:
        raise InputError("no XML", file=path)
    table = read_table(path, tuple(dataset.readers))
    reading = dataset.readers[table.layout](table, label, settings)
    return replace(reading, notes=tuple(f"{label}: {note}" for note in table.notes) + reading.notes)


def _sources(reading: Reading, release: str | None, dataset: Dataset) -> tuple[SourceDescription, ...]:
    """The sources that state a row, each with its version, and those from which they derive."""
    frames = (reading.events, reading.designations, reading.relations)
    stated = (
        pl.concat([frame.select("source", "file") for frame in frames]).drop_nulls().unique().sort("source", "file")
    )
    files = {str(key[0]): group["file"] for key, group in stated.group_by("source", maintain_order=True)}
    described = {source.key: source for source in reading.sources}
    found = [described.get(key) or SOURCES[key] for key in files]
    origins = [described.get(s.origin) or SOURCES[s.origin] for s in found if s.origin and s.origin not in files]
    versioned = [replace(s, version=s.version or release or dataset.release(files[s.key])) for s in found]
    return tuple(dict.fromkeys([*versioned, *origins]))
