"""The values of literals, as OWL 2 RL compares them (rules dt-type2, dt-not-type, dt-eq and dt-diff, W3C table 8).

Covered are the datatypes of :mod:`kg.reason.datatypes`. Of any other datatype nothing is claimed: its literals are
neither ill-typed nor different from one another.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.rdf.terms import RDF, RDFS, XSD
from kg.reason.datatypes import (
    BOUNDS,
    DATATYPES,
    DECIMAL,
    DOUBLE,
    INTEGER,
    STRING,
    STRINGS,
    TEXT,
    IllTypedError,
    Value,
    matching,
    value_of,
)
from kg.reason.rules import Term

if TYPE_CHECKING:
    import polars as pl

__all__ = ["IllTypedError", "Value", "value"]

_MONTHS = {
    "(?:0[1-9]|1[0-2])": "(?:0[1-9]|1[0-9]|2[0-8])",
    "(?:0[13-9]|1[0-2])": "(?:29|30)",
    "(?:0[13578]|1[02])": "31",
}
_DAY = f"[0-9]{{4}}-(?:{'|'.join(f'{month}-{day}' for month, day in _MONTHS.items())})"
_TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
_LETTERS = "[A-Za-z0-9./_~-]*"
#: What most literals of each datatype look like; of the bounded integers, those small enough for all.
_PLAIN = {
    "integer": INTEGER,
    "decimal": DECIMAL,
    "(?:float|double)": DOUBLE,
    "boolean": "true|false",
    "dateTime": f"{_DAY}{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_DAY}{_TIME}{_ZONE}",
    "anyURI": f"https?://{_LETTERS}(?:#{_LETTERS})?",
    "(?:normalizedString|token|language|Name|NCName|NMTOKEN)": "[A-Za-z]{1,8}",
    "(?:nonNegativeInteger|positiveInteger|(?:unsigned)?(?:Byte|Short|Int|Long|byte|short|int|long))": "[1-9][0-9]?",
}
_TYPED_PLAINLY = "|".join(f'^"(?:{form})"\\^\\^<{re.escape(XSD.iri)}{names}>$' for names, form in _PLAIN.items())
#: How the datatypes of XML Schema and of RDF begin, and others with them.
TYPED = '"^^<http://www.w3.org/'
_IN_A_LANGUAGE = r'"@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$'
#: The kinds of values of the datatypes other than those of integers and strings.
_KINDS = {
    XSD.iri + "decimal": {"number"},
    XSD.iri + "float": {"float"},
    XSD.iri + "double": {"double"},
    XSD.iri + "boolean": {"boolean"},
    XSD.iri + "dateTime": {"instant", "local time"},
    XSD.iri + "dateTimeStamp": {"instant"},
    XSD.iri + "hexBinary": {"hexadecimal"},
    XSD.iri + "base64Binary": {"base64"},
    XSD.iri + "anyURI": {"IRI"},
    RDF.iri + "XMLLiteral": {"XML"},
    RDF.iri + "langString": {TEXT},
    RDF.iri + "PlainLiteral": {STRING, TEXT},
}
#: The datatypes derived from others, in the order of derivation.
_DERIVED = {
    "string": ("normalizedString", "token", "language", "NMTOKEN", "Name", "NCName"),
    "normalizedString": ("token", "language", "NMTOKEN", "Name", "NCName"),
    "token": ("language", "NMTOKEN", "Name", "NCName"),
    "Name": ("NCName",),
    "decimal": tuple(BOUNDS),
    "dateTime": ("dateTimeStamp",),
}
_EVERY = RDFS.iri + "Literal"
_KNOWN = frozenset(DATATYPES) - {_EVERY}


def value(literal: Literal) -> Value | None:
    """What a literal denotes; None for a datatype that is not covered; ``IllTypedError`` where it denotes nothing.

    >>> value(Literal("01", datatype=XSD.term("integer"))) == value(Literal("1.0", datatype=XSD.term("decimal")))
    True
    """
    if literal.language is not None:
        return (TEXT, (literal.value, literal.language.lower(), literal.direction and str(literal.direction)))
    return value_of(literal.value, literal.datatype.value)


def known_value(term: Term) -> Value | None:
    """What a term denotes; None where it is no literal, or that is not covered, or it denotes nothing."""
    try:
        return value(term) if isinstance(term, Literal) else None
    except IllTypedError:
        return None


def known_value_of_text(text: str) -> Value | None:
    """What a literal with a datatype, as N-Triples without escapes, denotes: see :func:`known_value`.

    >>> known_value_of_text(str(Literal(1))) == known_value(Literal(1))
    True
    """
    lexical, _, datatype = text.removeprefix('"').removesuffix(">").rpartition('"^^<')
    try:
        return value_of(lexical, datatype)
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
    return f"{kind} {thing!r}"


def plainest(content: Value) -> Literal | None:
    """The literal without a datatype that has a value; None where none has.

    >>> plainest(("string", "a")), plainest(("boolean", True))
    (<Literal value=a datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#string>>, None)
    """
    kind, thing = content
    if kind == STRING and isinstance(thing, str):
        return Literal(thing)
    if kind == TEXT and isinstance(thing, tuple):
        text, language, _ = thing
        return Literal(text, language=language)
    return None


def may_be_spelt_otherwise(term: Term) -> bool:
    """Whether a literal has a datatype, and another literal may have the same value.

    >>> may_be_spelt_otherwise(Literal(1)), may_be_spelt_otherwise(Literal("1"))
    (True, False)
    """
    plain = isinstance(term, Literal) and (term.language is not None or term.datatype.value == XSD.iri + "string")
    return not plain and known_value(term) is not None


def have_other_spellings(texts: pl.Series) -> pl.Series:
    """Which of the literals, as N-Triples, :func:`may_be_spelt_otherwise`, or need a closer look to tell."""
    return texts.str.starts_with('"') & texts.str.contains(TYPED, literal=True)


def has_known_values(datatype: Term) -> bool:
    """Whether a literal can have a value of which it is known that the datatype does not have it."""
    return getattr(datatype, "value", "") in _KNOWN


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
    """Whether a value is in the value space of one of the :data:`~kg.reason.datatypes.DATATYPES`.

    >>> is_value_of(("number", Decimal("1.0")), XSD.iri + "integer")
    True
    """
    kind, thing = content
    if datatype in _KINDS:
        return kind in _KINDS[datatype] and not (kind == TEXT and isinstance(thing, tuple) and thing[2])
    name = datatype.removeprefix(XSD.iri)
    if name in STRINGS:
        return kind == STRING and matching(STRINGS[name])(str(thing)) is not None
    if name in BOUNDS:
        low, high = BOUNDS[name]
        return isinstance(thing, Decimal) and low <= thing <= high and thing == thing.to_integral_value()
    return datatype == _EVERY


def may_be_of_datatype(texts: pl.Series, datatype: str) -> pl.Series:
    """Which of the literals, as N-Triples, may have values of a datatype, given as its IRI: the others have none."""
    of_text = {STRING} if datatype.removeprefix(XSD.iri) in STRINGS else {STRING, TEXT} if datatype == _EVERY else set()
    kinds = _KINDS.get(datatype, of_text)
    typed, strings = texts.str.contains(TYPED, literal=True), texts.str.ends_with('"')
    return typed | strings & (STRING in kinds) | ~strings & (TEXT in kinds)


def are_of_datatypes_within(texts: pl.Series, datatype: str) -> pl.Series:
    """Which of the literals, as N-Triples, are seen to have ``datatype``, given as its IRI, or one derived from it."""
    if datatype == RDF.iri + "langString":
        return texts.str.contains(_IN_A_LANGUAGE)
    if datatype == _EVERY:
        return texts.str.contains(_IN_A_LANGUAGE) | texts.str.ends_with('"')
    name = datatype.removeprefix(XSD.iri)
    low, high = BOUNDS.get(name, (0, -1))
    narrower = (*_DERIVED.get(name, ()), *(n for n, (least, most) in BOUNDS.items() if low <= least and most <= high))
    derived = [datatype, *(XSD.iri + name for name in narrower)]
    within = texts.str.extract(r'"\^\^<([^<>]*)>$').is_in(derived).fill_null(value=False)
    return within | texts.str.ends_with('"') if name == "string" else within


def are_plainly_well_typed(texts: pl.Series) -> pl.Series:
    """Which of the literals, as N-Triples, are seen to be well-typed at once; the others need a closer look."""
    return ~texts.str.contains(TYPED, literal=True) | texts.str.contains(_TYPED_PLAINLY)
