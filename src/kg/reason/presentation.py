"""What :func:`kg.reason.closure.presentable` keeps of derived triples, chosen by numbers."""

from __future__ import annotations

import polars as pl
from pyoxigraph import Triple

from kg.reason.closure import is_trivial_class
from kg.reason.encoding import FIRST_LITERAL, Dictionary, triples_of
from kg.rules.tables import SAME_AS, TYPE


def resources_of(dictionary: Dictionary, facts: pl.DataFrame) -> pl.Series:
    """What :func:`kg.reason.closure.resources` finds in encoded facts, without repetition."""
    objects = facts.filter((pl.col("p") != dictionary.number(TYPE)) & (pl.col("o") < FIRST_LITERAL))["o"]
    return pl.concat([facts["s"], objects.alias("s")]).unique()


def presentable_rows(dictionary: Dictionary, derived: pl.DataFrame, about: pl.Series) -> pl.DataFrame:
    """The encoded triples worth keeping of those derived, in the order of their predicates, subjects and objects.

    ``about`` has the resources of the facts, or at least those of them that occur in ``derived``. Terms are numbered
    as they first occur in the input.
    """
    type_id, same = dictionary.number(TYPE), dictionary.number(SAME_AS)
    hidden = pl.lit(False)
    anonymous = _anonymous(dictionary, derived, about)
    if anonymous.len():
        hidden |= pl.col("o").is_in(anonymous.implode())
    classes = derived.filter(pl.col("p") == type_id)["o"].unique().to_list()
    trivial = [cls for cls in classes if is_trivial_class(dictionary.term(cls))]
    if trivial:
        hidden |= (pl.col("p") == type_id) & pl.col("o").is_in(trivial)
    hidden |= (pl.col("p") == same) & (pl.col("s") == pl.col("o"))
    return derived.filter(pl.col("s").is_in(about.implode()) & ~hidden).sort("p", "s", "o")


def read(dictionary: Dictionary, rows: pl.DataFrame) -> tuple[Triple, ...]:
    """Encoded triples as triples, sorted by their text."""
    return tuple(sorted(triples_of(dictionary.decode(rows)), key=str))


def _anonymous(dictionary: Dictionary, derived: pl.DataFrame, about: pl.Series) -> pl.Series:
    """The blank nodes among the objects that the facts do not have: anonymous expressions of the ontology."""
    objects = derived["o"].unique()
    nodes = objects.filter((objects < FIRST_LITERAL) & dictionary.texts(objects).str.starts_with("_:"))
    return nodes.filter(~nodes.is_in(about.implode()))
