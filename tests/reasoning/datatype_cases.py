"""For each datatype of OWL 2 RL: texts of different values, texts of one value, and texts that it does not have.

The rows are written from *XML Schema 1.1 Part 2*, *rdf:PlainLiteral* and *RDF 1.1 Concepts*.
"""

import pyoxigraph as ox

from kg.rdf.terms import RDF, XSD

WELL_TYPED = {
    "decimal": ["1.", ".5", "-0.5", "100", "1" + 40 * "0" + ".1"],
    "integer": ["0", "1", "-1", "9" * 5000],
    "nonNegativeInteger": ["0", "1"], "positiveInteger": ["1", "2"], "nonPositiveInteger": ["0", "-1"],
    "negativeInteger": ["-1", "-2"], "long": ["9223372036854775807", "-9223372036854775808"],
    "int": ["2147483647", "-2147483648"], "short": ["32767", "-32768"], "byte": ["127", "-128"],
    "unsignedLong": ["18446744073709551615", "0"], "unsignedInt": ["4294967295", "0"],
    "unsignedShort": ["65535", "0"], "unsignedByte": ["255", "0"],
    "float": ["1", "0", "-0", "INF", "-INF", "NaN"], "double": ["1.5E2", "0", "-0", "INF", "-INF", "NaN"],
    "string": ["", "a", " a ", "a\tb\n"], "normalizedString": ["", "a", " a  b "], "token": ["", "a", "a b"],
    "language": ["en", "en-GB", "x-klingon"], "Name": ["a", "_a", "ex:a", "é", "a.b-c"], "NCName": ["a", "_a", "a.b"],
    "NMTOKEN": ["a", ".a", "1a", "a:b"], "boolean": ["true", "false"], "hexBinary": ["", "0F", "0FB7"],
    "base64Binary": ["", "T1dM", "T1dMIDIgRnVsbA==", "AAA="],
    "anyURI": ["", "http://example.org/a b", "urn:x:y", "/a", "#a", "a/b:c", "%20", "http://example.org/é"],
    "dateTime": [
        "2009-04-21T12:30:15", "2009-04-21T12:30:15Z", "2009-04-21T12:30:15.000000000000000000000000000000000001Z",
        "0000-02-29T00:00:00", "-0001-01-01T00:00:00Z", "12009-01-01T00:00:00Z", "2000-02-29T14:00:00+14:00",
        "9" * 5000 + "-01-01T00:00:00Z",
    ],
    "dateTimeStamp": ["2009-04-21T12:30:15Z", "2009-04-21T12:30:15-14:00"],
    "XMLLiteral": ["", "a", "<a/>", "<a>b</a>", "&lt;", "<!--a-->", "<a xmlns='http://example.org/'/>"],
    "PlainLiteral": ["@", "a@", "a@en", "b@en", "a@b@en-GB"],
}  # fmt: skip
ONE_VALUE = {
    "decimal": ["1", "+1", "01", "1.0", "1.", " 1 "], "integer": ["0", "-0", "00"], "float": ["1", "1.0", "10E-1"],
    "double": ["INF", "+INF", "1e400"], "boolean": ["true", "1"], "hexBinary": ["0fb7", "0FB7"],
    "base64Binary": ["T1dM IDIg", "T1dMIDIg"], "anyURI": ["urn:x", " urn:x "],
    "dateTime": ["2009-12-31T24:00:00", "2010-01-01T00:00:00", "2010-01-01T00:00:00.00"],
    "dateTimeStamp": ["2000-02-29T24:00:00Z", "2000-03-01T01:00:00+01:00", "2000-02-29T23:30:00-00:30"],
    "XMLLiteral": ["<a b='1' c='2'/>", '<a c="2" b="1"></a>'], "PlainLiteral": ["a@EN", "a@en"],
}  # fmt: skip
ILL_TYPED = {
    "decimal": ["", ".", "1e3", "INF", "1,0", "½"], "integer": ["", "x", "1.0", "1e3", "--1", "1 2", "١"],
    "nonNegativeInteger": ["-1"], "positiveInteger": ["0"], "nonPositiveInteger": ["1"], "negativeInteger": ["0"],
    "long": ["9223372036854775808"], "int": ["2147483648", "-2147483649"], "short": ["32768"], "byte": ["128", "-129"],
    "unsignedLong": ["18446744073709551616"], "unsignedInt": ["-1"], "unsignedShort": ["65536"],
    "unsignedByte": ["256"], "float": ["", "inf", "nan", "1e", "0x1"], "double": ["INFINITY", "-NaN", "1.5.2"],
    "normalizedString": ["a\tb", "a\n"], "token": [" a", "a ", "a  b"], "language": ["", "en-", "123456789", "en us"],
    "Name": ["", ".a", "1a", "a b"], "NCName": ["ex:a", ":a"], "NMTOKEN": ["", "a b", " a "],
    "boolean": ["", "TRUE", "yes", "2"], "hexBinary": ["0", "0G"], "base64Binary": ["T(1)", "A", "AB==", "A==="],
    "anyURI": [":a", "%zz", "1:a", "a#b#c"],
    "dateTime": [
        "2009-04-21", "2009-13-01T00:00:00", "2009-00-01T00:00:00", "2009-02-29T00:00:00", "1900-02-29T00:00:00Z",
        "2009-04-31T00:00:00", "2009-01-01T24:00:01", "2009-01-01T23:59:60Z", "2009-01-01T00:60:00",
        "2009-01-01T00:00:00+15:00", "2009-01-01T00:00:00+14:01", "2009-01-01 00:00:00", "209-01-01T00:00:00",
        "02009-01-01T00:00:00", "2009-1-1T00:00:00", "2009-01-01T00:00:00.",
    ],
    "dateTimeStamp": ["2009-04-21T12:30:15"],
    "XMLLiteral": ["<a", "<a></b>", "&a;", "<p:a/>", "</x><x>", "<!DOCTYPE a>"],
    "PlainLiteral": ["a", "a@12", "a@en-"], "langString": ["a", "a@en"],
}  # fmt: skip


def typed(text: str, datatype: str) -> ox.Literal:
    """A literal of a datatype given by its name."""
    space = RDF if datatype in ("XMLLiteral", "PlainLiteral", "langString") else XSD
    return ox.Literal(text, datatype=space.term(datatype))
