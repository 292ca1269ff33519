"""Answers as frames of Polars or pandas, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from pyoxigraph import Literal as RdfLiteral

from kg.errors import UsageError
from kg.rdf.tables import cell
from kg.rdf.terms import XSD
from kg.sparql.evaluate import Term
from kg.sparql.query import Answer

if TYPE_CHECKING:
    import pandas
    import polars

Kind = Literal["polars", "pandas"]

_INTEGERS = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
)  # fmt: skip
_READERS: dict[str, Callable[[str], object]] = {
    **{XSD.iri + name: int for name in _INTEGERS},
    **{XSD.iri + name: float for name in ("decimal", "double", "float")},
    XSD.iri + "boolean": lambda text: text in ("true", "1"),
}


def as_frame(answer: Answer, kind: Kind = "polars") -> polars.DataFrame | pandas.DataFrame:
    """``answer`` as a frame: a column of numbers or of truth values has their type, every other one is text.

    IRIs are shortened to prefixed names; dates stay text, with the zone that they were given in; what is unbound is
    null. Raises ``UsageError`` for a kind that does not exist, or that is not installed.
    """
    import polars

    data = [_column([row[place] for row in answer.rows]) for place in range(len(answer.columns))]
    made = polars.DataFrame(dict(zip(answer.columns, data, strict=True)), schema_overrides=_empty(answer, data))
    if kind == "polars":
        return made
    if kind != "pandas":
        raise UsageError(f"no frame {kind!r}; there are: polars, pandas")
    try:
        import pandas
    except ImportError as error:
        raise UsageError("pandas is not installed; pip install 'conflict-kg[notebook]'") from error
    # Not by Arrow, which would be one more dependency: nullable types keep integers integers.
    return pandas.DataFrame({name: made[name].to_list() for name in made.columns}, dtype=object).convert_dtypes()


def _column(values: list[Term | None]) -> list[object]:
    """Numbers or truth values where all that is bound is of one such type, otherwise text."""
    readers = {_READERS.get(v.datatype.value) if isinstance(v, RdfLiteral) else None for v in values if v is not None}
    (reader,) = readers if len(readers) == 1 else (None,)
    try:
        if reader is not None:
            return [None if value is None else reader(getattr(value, "value", "")) for value in values]
    except ValueError:  # A literal that its type does not allow: shown as it stands.
        pass
    return [None if value is None else cell(value) for value in values]


def _empty(answer: Answer, data: list[list[object]]) -> dict[str, type[polars.String]]:
    """Columns without any value are of text."""
    import polars

    columns = zip(answer.columns, data, strict=True)
    return {name: polars.String for name, values in columns if all(value is None for value in values)}
