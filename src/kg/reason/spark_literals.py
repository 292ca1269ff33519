"""Literals in Spark compared by what they denote: their values are computed once for each literal, by the same code.

As in :mod:`kg.reason.literals`, one literal of each value stands for all in a join, and none is ever changed in a
triple. Only the literals for which another stands are in a table; usually there are few, or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.rdf.terms import XSD
from kg.reason.encoding import term_of
from kg.reason.literals import value_of_text
from kg.reason.spark_frames import sent_whole, settled
from kg.reason.values import is_outside, is_well_typed, value_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What :func:`kg.reason.values.have_other_spellings` tells, as a condition on the column o.
_TYPED = f"startswith(o, '\"') and contains(o, '\"^^<{XSD.iri}')"


class SparkLiterals:
    """The literals of the triples given: no rule makes up another."""

    def __init__(self, given: DataFrame) -> None:
        """Read the literals of a DataFrame of triples."""
        from pyspark.sql.functions import udf

        describe = udf(_described, "key string, ill_typed boolean", useArrow=False)
        typed = given.filter(_TYPED).select("o").distinct()
        described = settled(typed.select("o", describe("o").alias("found")).select("o", "found.*"))
        #: Those that denote nothing (column o).
        self.ill_typed = described.filter("ill_typed").select("o")
        firsts = described.filter("key is not null").selectExpr("o", "min(o) over (partition by key) as first")
        self._others = settled(firsts.filter("o <> first"))
        self._count = self._others.count()

    def represented(self, frame: DataFrame, column: str) -> DataFrame:
        """``frame`` with one literal for all of its value in a column."""
        if not self._count:
            return frame
        others = self._others.withColumnsRenamed({"o": column, "first": f"{column} first"})
        rest = [name for name in frame.columns if name != column]
        joined = frame.join(sent_whole(others, self._count), on=column, how="left")
        return joined.selectExpr(*rest, f"coalesce(`{column} first`, {column}) as {column}")

    def representatives(self, texts: Iterable[str]) -> dict[str, str]:
        """For those of some literals for which another stands, that one."""
        asked = sorted(set(texts)) if self._count else []
        if not asked:
            return {}
        rows = self._others.filter(self._others["o"].isin(asked)).collect()
        return {row["o"]: row["first"] for row in rows}


def outside(pairs: DataFrame) -> DataFrame:
    """Those of literals (column o) that have a value which the datatypes beside them (column datatype) do not have."""
    from pyspark.sql.functions import udf

    # Most values say that they are of the very datatype.
    doubtful = pairs.filter("startswith(o, '\"') and not endswith(o, concat('\"^^', datatype))").distinct()
    return doubtful.filter(udf(_is_outside, "boolean", useArrow=False)("o", "datatype"))


def _described(text: str) -> tuple[str | None, bool]:
    """A key of the value of a literal, if that is known; and whether the literal is ill-typed."""
    content = value_of_text(text)
    literal = None if content else term_of(text)
    return content and value_key(content), isinstance(literal, Literal) and not is_well_typed(literal)


def _is_outside(text: str, datatype: str) -> bool:
    return is_outside(term_of(text), datatype.removeprefix("<").removesuffix(">"))
