"""Literals in Spark compared by what they denote: their values are computed once for each literal, by the same code.

As in :mod:`kg.reason.literals`, one literal of each value stands for all in a join, and none is ever changed in a
triple. Only the literals for which another stands are in a table; usually there are few, or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.reason.encoding import term_of, text_of
from kg.reason.literal_rules import LiteralTypes
from kg.reason.literals import value_of_text
from kg.reason.spark_frames import sent_whole, settled, table
from kg.reason.unsayable import typed_facts
from kg.reason.values import TYPED, is_outside, is_well_typed, plainest, value_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What :func:`kg.reason.values.have_other_spellings` tells, as a condition on the column o.
_TYPED = f"startswith(o, '\"') and contains(o, '{TYPED}')"


class SparkLiterals:
    """The literals of the triples given: no rule makes up another."""

    def __init__(self, given: DataFrame) -> None:
        """Read the literals of a DataFrame of triples."""
        from pyspark.sql.functions import udf

        describe = udf(_described, "key string, plain string, ill_typed boolean", useArrow=False)
        self._given = given
        typed = given.filter(_TYPED).select("o").distinct()
        described = settled(typed.select("o", describe("o").alias("found")).select("o", "found.*"))
        #: Those that denote nothing (column o).
        self.ill_typed = described.filter("ill_typed").select("o")
        first = "coalesce(plain, min(o) over (partition by key)) as first"
        firsts = described.filter("key is not null").selectExpr("o", first)
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

    def spellings(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """For each of some literals, those of the given triples that have the same value."""
        asked = sorted(set(texts))
        firsts = dict(zip(asked, asked, strict=True)) | self.representatives(asked)
        wanted = table(self._given.sparkSession, [(text,) for text in sorted({*asked, *firsts.values()})], "o string")
        stated = self._given.join(wanted.hint("broadcast"), on="o", how="left_semi").selectExpr("o", "o as first")
        others = self._others.join(wanted.withColumnRenamed("o", "first").hint("broadcast"), on="first")
        found: dict[str, set[str]] = {}
        for row in stated.union(others.select("o", "first")).distinct().collect():
            found.setdefault(firsts.get(row["first"], row["first"]), set()).add(row["o"])
        return {text: sorted(found.get(first, ())) for text, first in firsts.items()}

    def typed(self, types: LiteralTypes) -> DataFrame | None:
        """The types of the literals that rules ask for (dt-type2), as triples; None where they ask for none."""
        from pyspark.sql.functions import udf

        if not types.datatypes:
            return None
        rows = udf(
            lambda text: [tuple(map(text_of, fact)) for fact in typed_facts([term_of(text)], types)],
            "array<struct<s string, p string, o string>>",
            useArrow=False,
        )
        literals = self._given.filter("startswith(o, '\"')").select("o").distinct()
        return literals.select(rows("o").alias("rows")).selectExpr("inline(rows)")


def outside(pairs: DataFrame) -> DataFrame:
    """Those of literals (column o) that have a value which the datatypes beside them (column datatype) do not have."""
    from pyspark.sql.functions import udf

    # Most values say that they are of the very datatype.
    doubtful = pairs.filter("startswith(o, '\"') and not endswith(o, concat('\"^^', datatype))").distinct()
    return doubtful.filter(udf(_is_outside, "boolean", useArrow=False)("o", "datatype"))


def _described(text: str) -> tuple[str | None, str | None, bool]:
    """A key of a literal's value if that is known, its text without a datatype; and whether it is ill-typed."""
    content = value_of_text(text)
    if content is None:
        literal = term_of(text)
        return None, None, isinstance(literal, Literal) and not is_well_typed(literal)
    plain = plainest(content)
    return value_key(content), None if plain is None else str(plain), False


def _is_outside(text: str, datatype: str) -> bool:
    return is_outside(term_of(text), datatype.removeprefix("<").removesuffix(">"))
