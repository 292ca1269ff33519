"""What the report says of datasets, whose events are counted rather than listed."""

from __future__ import annotations

from kg.columns.aggregate import DatasetCounts
from kg.report.page import Section

#: The files in a build that have the whole of the tables.
BY_MONTH, BY_ACTOR = "datasets-by-month.csv", "datasets-by-actor.csv"


def dataset_sections(counts: DatasetCounts) -> list[Section]:
    """Tables of what datasets hold: by source, by place and month, by actor."""
    tables = {
        "Datasets, which are counted and not drawn": (
            counts.by_source,
            "A source with thousands of accounts is a dataset. Its events are in the store, in datasets.nq and in the"
            " answers to queries; lists, network, time chart and analyses hold those that other data name too.",
        ),
        "Events of datasets by place and month": (
            counts.by_place_and_month,
            f"The place is the widest one that holds them. The deaths are sums of accepted bounds. Whole: {BY_MONTH}.",
        ),
        "Actors of datasets": (
            counts.by_actor,
            f"What they are accepted to be in events and relations. Whole: {BY_ACTOR}.",
        ),
    }
    return [
        Section(title, "", tuple(table.columns), list(table.iter_rows()), (note,))
        for title, (table, note) in tables.items()
        if table.height
    ]
