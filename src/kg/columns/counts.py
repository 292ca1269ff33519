"""The statistics of rows of term numbers, as :mod:`kg.rdf.statistics` has them of triples."""

from __future__ import annotations

from typing import cast

import polars as pl
from pyoxigraph import NamedNode

from kg.rdf.statistics import ENTITIES, Statistics
from kg.rdf.terms import TYPE
from kg.reason.encoding import Dictionary, terms_of


def row_statistics(dictionary: Dictionary, rows: pl.DataFrame) -> Statistics:
    """The statistics of ``rows`` (columns s, p and o), which repeat none."""
    subjects = rows["s"].unique()
    uses = rows.group_by("p").agg(pl.len(), pl.col("s").n_unique(), pl.col("o").n_unique()).sort("p")
    typed = rows.filter(pl.col("p") == dictionary.number(TYPE))
    members = typed.group_by("o").len().sort("o")
    return Statistics(
        rows.height,
        subjects.filter(dictionary.texts(subjects).str.starts_with(f"<{ENTITIES}")).len(),
        subjects.len(),
        rows["o"].n_unique(),
        dict(zip(_names(dictionary, members["o"]), members["len"], strict=True)),
        dict(zip(_names(dictionary, uses["p"]), uses.drop("p").rows(), strict=True)),
    )


def _names(dictionary: Dictionary, numbers: pl.Series) -> list[NamedNode]:
    return cast(list[NamedNode], terms_of(dictionary.texts(numbers)))
