"""The values of literals, as far as OWL 2 RL compares them (rules dt-not-type, dt-eq and dt-diff, W3C table 8).

Covered are the numbers, booleans, strings, and instants of XML Schema. Of any other datatype nothing is claimed: its
literals are neither ill-typed nor different from one another.
"""

from __future__ import annotations

import math
import re
from ctypes import c_float
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.rdf.terms import RDF, XSD
from kg.reason.rules import Term

if TYPE_CHECKING:
    import polars as pl

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
#: The kinds of values of the other datatypes that are covered, by their IRIs.
_KINDS = {
    XSD.iri + "decimal": {"number"},
    XSD.iri + "float": {"float"},
    XSD.iri + "double": {"double"},
    XSD.iri + "boolean": {"boolean"},
    XSD.iri + "dateTime": {"instant", "local time"},
    XSD.iri + "dateTimeStamp": {"instant"},
    XSD.iri + "string": {"string"},
    RDF.iri + "langString": {"text in a language"},
    RDF.iri + "PlainLiteral": {"string", "text in a language"},
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
        return ("text in a language", (literal.value, literal.language.lower()))
    if not literal.datatype.value.startswith(XSD.iri):
        return None
    return _value(literal.value, literal.datatype.value.removeprefix(XSD.iri))


def known_value(term: Term) -> Value | None:
    """What a term denotes; None where it is no literal, or that is not covered, or it denotes nothing."""
    try:
        return value(term) if isinstance(term, Literal) else None
    except IllTypedError:
        return None


def known_value_of_text(text: str) -> Value | None:
    """What a literal of a datatype of XML Schema, as N-Triples without escapes, denotes: see :func:`known_value`.

    >>> known_value_of_text(str(Literal(1))) == known_value(Literal(1))
    True
    """
    lexical, _, datatype = text.removeprefix('"').removesuffix(">").rpartition(f'"^^<{XSD.iri}')
    try:
        return _value(lexical, datatype)
    except IllTypedError:
        return None


def value_key(content: Value) -> str:
    """A text that is the same for the same value, and no other's.

    >>> value_key(("number", Decimal("1.50"))), value_key(("number", Decimal("-0")))
    ('number 1.5', 'number 0')
    """
    kind, thing = content
    if isinstance(thing, Decimal):
        digits = f"{thing:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{kind} {digits if thing else 0}"
    if isinstance(thing, datetime):
        # A difference and not the moment in UTC, which can be outside of Python's calendar.
        return f"{kind} {thing - datetime(1, 1, 1, tzinfo=None if thing.tzinfo is None else UTC)!r}"
    return f"{kind} {thing!r}"


def may_be_spelt_otherwise(term: Term) -> bool:
    """Whether another literal may have the same value.

    >>> may_be_spelt_otherwise(Literal(1)), may_be_spelt_otherwise(Literal("1"))
    (True, False)
    """
    content = known_value(term)
    return content is not None and content[0] not in _KINDS[RDF.iri + "PlainLiteral"]


def have_other_spellings(texts: pl.Series) -> pl.Series:
    """Which of the literals, as N-Triples, :func:`may_be_spelt_otherwise`, or need a closer look to tell."""
    return texts.str.starts_with('"') & texts.str.contains(f'"^^<{XSD.iri}', literal=True)


def has_known_values(datatype: Term) -> bool:
    """Whether the values of a datatype are covered."""
    iri = getattr(datatype, "value", "")
    return iri in _KINDS or _bounds(iri) is not None


def is_outside(literal: Term, datatype: str) -> bool:
    """Whether a literal has a known value that a datatype, of which :func:`has_known_values`, does not have."""
    content = known_value(literal)
    return content is not None and not is_value_of(content, datatype)


def is_well_typed(literal: Literal) -> bool:
    """Whether the datatype of a literal, as far as it is covered, has its lexical form."""
    try:
        value(literal)
    except IllTypedError:
        return False
    return True


def is_value_of(content: Value, datatype: str) -> bool:
    """Whether a value is in the value space of a datatype that :func:`has_known_values`, given as its IRI.

    >>> is_value_of(("number", Decimal("1.0")), XSD.iri + "integer")
    True
    """
    kind, thing = content
    bounds = _bounds(datatype)
    if bounds is None:
        return kind in _KINDS[datatype]
    return isinstance(thing, Decimal) and bounds[0] <= thing <= bounds[1] and thing == thing.to_integral_value()


def are_of_datatypes_within(texts: pl.Series, datatype: str) -> pl.Series:
    """Which of the literals, as N-Triples, have ``datatype``, given as its IRI, or one with no values but its."""
    if datatype == XSD.iri + "string":
        return texts.str.ends_with('"')
    low, high = _bounds(datatype) or (math.inf, -math.inf)
    within = [XSD.iri + name for name, (least, most) in _BOUNDS.items() if low <= least and most <= high]
    if datatype == XSD.iri + "decimal":
        within = [XSD.iri + name for name in _BOUNDS]
    return texts.str.extract(r'"\^\^<([^<>]*)>$').is_in([datatype, *within]).fill_null(value=False)


def _bounds(datatype: str) -> tuple[float, float] | None:
    return _BOUNDS.get(datatype.removeprefix(XSD.iri)) if datatype.startswith(XSD.iri) else None


def are_plainly_well_typed(texts: pl.Series) -> pl.Series:
    """Which of the literals, as N-Triples, are seen to be well-typed at once; the others need a closer look."""
    return ~texts.str.contains(f'"^^<{XSD.iri}', literal=True) | texts.str.contains(_TYPED_PLAINLY)


def _value(text: str, datatype: str) -> Value | None:
    if datatype == "string":
        return ("string", text)
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
        # Not int(), which refuses thousands of digits.
        if not _INTEGER.fullmatch(text) or not low <= Decimal(text) <= high:
            raise IllTypedError(text)
        return ("number", Decimal(text))
    if datatype == "decimal":
        if not _DECIMAL.fullmatch(text):
            raise IllTypedError(text)
        return ("number", Decimal(text))
    if datatype in ("float", "double"):
        if not _DOUBLE.fullmatch(text):
            raise IllTypedError(text)
        number = float(text) if datatype == "double" else c_float(float(text)).value
        # By their text: NaN is the same value as itself, and 0 is another than -0.
        return (datatype, repr(number))
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
