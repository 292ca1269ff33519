"""What is wrong with a query: the engine's message as a place in the text, and the keyword that was probably meant."""

from __future__ import annotations

import re

from kg.errors import InputError, meant
from kg.sparql.gate import inert, offset_before_inert, refusal
from kg.sparql.syntax import Token, outline

_WORDS = """
    ABS ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT
    DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT
    HASLANG HASLANGDIR HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR
    LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER
    PREDICATE PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256
    SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT
    SUBSTR SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID VALUES VERSION WHERE YEAR
"""
#: The words of SPARQL 1.1 and of the engine's extensions, in capitals.
KEYWORDS = frozenset(_WORDS.split())


def explained(text: str, message: str) -> InputError:
    """The error that the engine's ``message`` about ``inert(text)`` stands for, with line and column in ``text``."""
    found = re.search(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if found is None:
        return InputError(f"not a SPARQL query: {message}", file="query")
    line, column = int(found[1]), int(found[2])
    starts = [0, *(match.end() for match in re.finditer("\n", inert(text)))]
    offset = min(offset_before_inert(text, starts[min(line, len(starts)) - 1] + column - 1), len(text))
    # Of what the engine says that it expects, only its sentences help a reader.
    sentence = re.search(r"[A-Z][A-Za-z]+(?: \w+){2,}", found[3])
    if sentence is not None:
        return refusal(text, offset, sentence.group())
    words = outline(text).tokens
    strange = [word for word in words if word.start <= offset and _strange(word)]
    if strange:
        word = strange[-1]
        return refusal(text, word.start, f"{word.text!r} is no keyword{meant(word.text.upper(), KEYWORDS)}")
    if not text[offset:].strip() and words and words[-1].depth + (words[-1].text in "{([") > 0:
        return refusal(text, words[-1].end, "a bracket is still open at the end")
    return refusal(text, offset, "the query cannot be read from here on")


def _strange(word: Token) -> bool:
    """Whether ``word`` is a bare word that SPARQL does not know; ``a`` it does, and language tags begin with ``@``."""
    return word.kind == "word" and word.text.upper() not in KEYWORDS and word.text != "a" and word.text[0] != "@"
