"""What :func:`kg.reason.closure.presentable` keeps of derived triples, chosen by numbers."""

from __future__ import annotations

import polars as pl
from pyoxigraph import Triple

from kg.reason.closure import is_trivial_class
from kg.reason.encoding import FIRST_LITERAL, Dictionary, triples_of
from kg.reason.frames import in_order
from kg.reason.rules.tables import SAME_AS, TYPE


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
    kept = derived.filter(derived["s"].is_in(about.implode()))
    anonymous = _anonymous(dictionary, kept["o"], about)
    if anonymous.len():
        kept = kept.filter(~kept["o"].is_in(anonymous.implode()))
    classes = kept.filter(kept["p"] == type_id)["o"].unique().to_list()
    trivial = [cls for cls in classes if is_trivial_class(dictionary.term(cls))]
    if trivial:
        kept = kept.filter((kept["p"] != type_id) | ~kept["o"].is_in(trivial))
    return in_order(kept.filter((kept["p"] != same) | (kept["s"] != kept["o"])))


def read(dictionary: Dictionary, rows: pl.DataFrame) -> tuple[Triple, ...]:
    """Encoded triples as triples, sorted by their text."""
    return tuple(sorted(triples_of(dictionary.decode(rows)), key=str))


def _anonymous(dictionary: Dictionary, objects: pl.Series, about: pl.Series) -> pl.Series:
    """The blank nodes among ``objects`` that the facts do not have: anonymous expressions of the ontology."""
    resources = objects.unique()
    resources = resources.filter(resources < FIRST_LITERAL)
    nodes = resources.filter(dictionary.texts(resources).str.starts_with("_:"))
    return nodes.filter(~nodes.is_in(about.implode()))
