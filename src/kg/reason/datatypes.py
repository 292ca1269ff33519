"""The datatypes of OWL 2 RL: which texts each has, and which value a text has in it.

Sources: *OWL 2 Web Ontology Language Profiles (Second Edition)*, section 4.2.1, lists the datatypes; the *Structural
Specification*, section 4, says which have values in common; *XML Schema 1.1 Part 2* and *rdf:PlainLiteral* define them.
Where these leave a choice, it is this one:

* White space around a number, boolean, instant, IRI or binary value is no part of it. In the datatypes whose values are
  strings it counts, as in RDF.
* Instants are compared as XML Schema's equality does: one moment in two time zones is one value, and a moment without
  a zone is none of them. OWL 2 calls such values equal, but not identical.
* Floats are compared by identity: NaN is the same as itself, 0 another value than -0. What is too large is INF.
* An IRI is compared as it is written. It is one in the sense of XML Schema 1.0, which escapes what IRIs cannot have.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from ctypes import c_float
from decimal import Decimal
from functools import cache

from kg.rdf.terms import RDF, RDFS, XSD

#: A kind of value and the value: two literals differ where these do.
Value = tuple[str, object]

#: The kinds of values that are strings, and strings in a language.
STRING, TEXT = "string", "text in a language"

#: The least and the greatest number of each datatype of integers.
BOUNDS: dict[str, tuple[float, float]] = {
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
INTEGER = r"[+-]?[0-9]+"
DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
DOUBLE = rf"{DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_INSTANT = (
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)|24:00:00(?:\.0+)?)"
    r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)
_START = (
    r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_FURTHER = _START + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_LANGUAGE = r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"
#: The datatypes whose values are strings, with the strings of each.
STRINGS = {
    "string": r"(?s:.*)",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    "language": _LANGUAGE,
    "NMTOKEN": f"[{_FURTHER}]+",
    "Name": f"[{_START}][{_FURTHER}]*",
    "NCName": f"[{_START.removeprefix(':')}][{_FURTHER.removeprefix(':')}]*",
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)?"
#: An IRI reference: a colon before the first of "/?#" ends a scheme, "%" starts an escape, and "#" stands once.
_CHARACTERS = "(?:[^%#]|%[0-9A-Fa-f]{2})*"
_REFERENCE = rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:|(?![^/?#]*:)){_CHARACTERS}(?:#{_CHARACTERS})?"
_WHITE = " \t\r\n"


class IllTypedError(ValueError):
    """A lexical form that its datatype does not have."""


def value_of(text: str, datatype: str) -> Value | None:
    """The value of a text in a datatype, given as its IRI; None for a datatype that OWL 2 RL does not have.

    ``IllTypedError`` where the datatype does not have the text.

    >>> value_of("1.50", XSD.iri + "decimal")
    ('number', Decimal('1.50'))
    """
    parse = _PARSERS.get(datatype)
    return None if parse is None else parse(text)


@cache
def matching(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """What tells whether a whole text matches a pattern, which is only then compiled: few graphs have all datatypes."""
    return re.compile(pattern).fullmatch


def _string(name: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        return (STRING, _checked(text, matching(STRINGS[name])(text)))

    return parse


def _integer(name: str) -> Callable[[str], Value]:
    low, high = BOUNDS[name]

    def parse(text: str) -> Value:
        digits = text.strip(_WHITE)
        # Not int(), which refuses thousands of digits.
        return ("number", Decimal(_checked(digits, matching(INTEGER)(digits) and low <= Decimal(digits) <= high)))

    return parse


def _decimal(text: str) -> Value:
    digits = text.strip(_WHITE)
    return ("number", Decimal(_checked(digits, matching(DECIMAL)(digits))))


def _float(name: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        digits = text.strip(_WHITE)
        number = float(_checked(digits, matching(DOUBLE)(digits)))
        # By their text: NaN is the same value as itself, and 0 is another than -0.
        return (name, repr(number if name == "double" else c_float(number).value))

    return parse


def _boolean(text: str) -> Value:
    word = text.strip(_WHITE)
    return ("boolean", _BOOLEANS[_checked(word, word in _BOOLEANS)])


def _instant(text: str) -> Value:
    """An instant by its place on the time line (XML Schema 1.1 Part 2, appendix E.3.3)."""
    found = matching(_INSTANT)(text.strip(_WHITE))
    if not found:
        raise IllTypedError(text)
    # Not int() of the text, which refuses thousands of digits.
    year, month, day = int(Decimal(found[1])), int(found[2]), int(found[3])
    _checked(text, day <= _days(year, month))
    hour, minute, second = found.group(4, 5, 6) if found[4] else ("24", "0", "00")
    zone = found[7]
    minutes = (_day_number(year, month, day) * 24 + int(hour)) * 60 + int(minute)
    if zone and zone != "Z":
        minutes -= int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:]))
    # Seconds as text, and minutes as a decimal: they may have any number of digits.
    seconds = second.rstrip("0").rstrip(".") if "." in second else second
    return ("instant" if zone else "local time", (Decimal(minutes), seconds))


def _stamp(text: str) -> Value:
    found = _instant(text)
    _checked(text, found[0] == "instant")
    return found


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _day_number(year: int, month: int, day: int) -> int:
    """Days of the Gregorian calendar, continued in both directions, in which there is a year 0."""
    years = year - (month < 3)
    return 365 * years + years // 4 - years // 100 + years // 400 + (153 * ((month + 9) % 12) + 2) // 5 + day


def _hexadecimal(text: str) -> Value:
    digits = text.strip(_WHITE)
    return ("hexadecimal", _checked(digits, matching("(?:[0-9A-Fa-f]{2})*")(digits)).upper())


def _base64(text: str) -> Value:
    letters = re.sub(f"[{_WHITE}]", "", text)
    return ("base64", _checked(letters, matching(_BASE64)(letters)))


def _reference(text: str) -> Value:
    iri = text.strip(_WHITE)
    return ("IRI", _checked(iri, matching(_REFERENCE)(iri)))


def _xml(text: str) -> Value:
    """A fragment of XML by its canonical form; it cannot declare entities."""
    from xml.etree import ElementTree  # Few graphs have XML.

    try:
        return ("XML", ElementTree.canonicalize(f"<x>{text}</x>", with_comments=True))
    except ElementTree.ParseError as fault:
        raise IllTypedError(text) from fault


def _plain(text: str) -> Value:
    """Text and language apart, at the last "@" (*rdf:PlainLiteral*, section 2)."""
    content, at, language = text.rpartition("@")
    _checked(text, at and (not language or matching(_LANGUAGE)(language)))
    return (TEXT, (content, language.lower(), None)) if language else (STRING, content)


def _untagged(text: str) -> Value:
    """``rdf:langString`` without a language."""
    raise IllTypedError(text)


def _checked(text: str, fits: object) -> str:
    if not fits:
        raise IllTypedError(text)
    return text


_PARSERS: dict[str, Callable[[str], Value]] = {
    **{XSD.iri + name: _string(name) for name in STRINGS},
    **{XSD.iri + name: _integer(name) for name in BOUNDS},
    **{XSD.iri + name: _float(name) for name in ("float", "double")},
    **{
        XSD.iri + name: parse
        for name, parse in {
            "decimal": _decimal, "boolean": _boolean, "dateTime": _instant, "dateTimeStamp": _stamp,
            "hexBinary": _hexadecimal, "base64Binary": _base64, "anyURI": _reference,
        }.items()
    },
    RDF.iri + "XMLLiteral": _xml,
    RDF.iri + "PlainLiteral": _plain,
    RDF.iri + "langString": _untagged,
    RDF.iri + "dirLangString": _untagged,
}  # fmt: skip

#: The IRIs of the datatypes of OWL 2 RL, and of ``rdf:langString``, which came after them (RDF 1.1).
DATATYPES = (*(iri for iri in _PARSERS if iri != RDF.iri + "dirLangString"), RDFS.iri + "Literal")
