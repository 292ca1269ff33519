"""The values of literals, as far as OWL 2 RL compares them (rules dt-not-type, dt-eq and dt-diff, W3C table 8).

Covered are the numbers, booleans, strings, and instants of XML Schema. Of any other datatype nothing is claimed: its
literals are neither ill-typed nor different from one another.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from decimal import Decimal

import polars as pl
from pyoxigraph import Literal

from kg.terms import XSD

#: A kind of value and the value: two literals differ where these do.
Value = tuple[str, object]

_BOUNDS: dict[str, tuple[float, float]] = {
    "integer": (-math.inf, math.inf),
    "nonNegativeInteger": (0, math.inf),
    "positiveInteger": (1, math.inf),
    "nonPositiveInteger": (-math.inf, 0),
    "negativeInteger": (-math.inf, -1),
} | {
    name: (low, high)
    for bits, signed in ((8, "byte"), (16, "short"), (32, "int"), (64, "long"))
    for name, low, high in (
        (signed, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1),
        ("unsigned" + signed.capitalize(), 0, 2**bits - 1),
    )
}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN|\+INF")
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = re.compile(_DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


#: What most literals of each datatype look like; of the bounded integers, those small enough for all.
_PLAIN = {
    "integer": _INTEGER.pattern,
    "decimal": _DECIMAL.pattern,
    "(?:float|double)": _DOUBLE.pattern,
    "boolean": "true|false",
    "(?:dateTime|dateTimeStamp)": _INSTANT.pattern,
    "(?:nonNegativeInteger|positiveInteger|(?:unsigned)?(?:Byte|Short|Int|Long|byte|short|int|long))": "[1-9][0-9]?",
}
_TYPED_PLAINLY = "|".join(f'^"(?:{form})"\\^\\^<{re.escape(XSD.iri)}{names}>$' for names, form in _PLAIN.items())


class IllTypedError(ValueError):
    """A lexical form that its datatype does not have."""


def value(literal: Literal) -> Value | None:
    """What a literal denotes; None for a datatype that is not covered; ``IllTypedError`` where it denotes nothing.

    >>> value(Literal("01", datatype=XSD.term("integer"))) == value(Literal("1.0", datatype=XSD.term("decimal")))
    True
    """
    if literal.language is not None:
        return ("text", (literal.value, literal.language.lower()))
    if not literal.datatype.value.startswith(XSD.iri):
        return None
    return _value(literal.value, literal.datatype.value.removeprefix(XSD.iri))


def are_plainly_well_typed(texts: pl.Series) -> pl.Series:
    """Which of the literals, as N-Triples, are seen to be well-typed at once; the others need a closer look."""
    return ~texts.str.contains(f'"^^<{XSD.iri}', literal=True) | texts.str.contains(_TYPED_PLAINLY)


def _value(text: str, datatype: str) -> Value | None:
    if datatype == "string":
        return ("text", (text, ""))
    stripped = text.strip(" \t\r\n")
    if datatype == "boolean":
        if stripped not in _BOOLEANS:
            raise IllTypedError(text)
        return ("boolean", _BOOLEANS[stripped])
    if datatype in ("dateTime", "dateTimeStamp"):
        return _instant(stripped)
    return _number(stripped, datatype)


def _number(text: str, datatype: str) -> Value | None:
    if datatype in _BOUNDS:
        low, high = _BOUNDS[datatype]
        if not _INTEGER.fullmatch(text) or not low <= int(text) <= high:
            raise IllTypedError(text)
        return ("number", Decimal(text))
    if datatype == "decimal":
        if not _DECIMAL.fullmatch(text):
            raise IllTypedError(text)
        return ("number", Decimal(text))
    if datatype in ("float", "double"):
        if not _DOUBLE.fullmatch(text):
            raise IllTypedError(text)
        # NaN is not equal to itself, but it is the same value.
        number = float(text)
        return (datatype, "NaN" if math.isnan(number) else number)
    return None


def _instant(text: str) -> Value | None:
    """An instant; those that Python's calendar cannot hold (the year 0, 24:00) are not compared."""
    if not _INSTANT.fullmatch(text):
        if re.fullmatch(r"-?\d{4,}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?", text):
            return None
        raise IllTypedError(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return ("local time" if moment.tzinfo is None else "instant", moment)
