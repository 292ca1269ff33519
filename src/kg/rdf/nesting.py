"""How deep terms and elements are nested in the text of RDF, before a parser sees it.

A triple term in a triple term in … ends the process, since the parser, and all that walks a term, calls itself for
each level. RDF/XML takes time quadratic in its depth. These, and JSON, are refused beyond :data:`MOST_NESTED` levels.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import RdfFormat

from kg.errors import LimitError

#: Levels of triple terms in one another, of XML elements, or of JSON, that are read. Data of people have a few.
MOST_NESTED = 100

_LONG = r"{0}{0}{0}(?:[^{0}\\]|\\.|{0}(?!{0}{0}))*+(?:{0}{0}{0}|\Z)"
_SHORT = r"{0}(?:[^{0}\\\n\r]|\\.)*+{0}?"
#: Where a triple term begins and ends. Strings, IRIs and comments are passed over; nothing is read twice.
_TERMS = re.compile(
    "|".join(
        [form.format(quote) for form in (_LONG, _SHORT) for quote in "\"'"]
        + [r"<(?!<)[^<>\"\s]*+>", r"\\.", r"#[^\n\r]*+", "(?P<open><<)", "(?P<close>>>)"]
    ).encode(),
    re.DOTALL,
)
#: Where an XML element begins and ends. Comments, CDATA and instructions are passed over, and what is empty is named.
_ELEMENTS = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![^>]*+>?"
    rb"|<(?P<close>/)[^>]*+>?|<(?P<open>)(?:[^<>\"']|\"[^\"]*+\"?|'[^']*+'?)*+(?:(?<=/)(?P<empty>)>|>|\Z)?",
    re.DOTALL,
)


#: Where an object or a list of JSON begins and ends. Strings are passed over.
_OBJECTS = re.compile(rb"\"(?:[^\"\\]|\\.)*+\"?|(?P<open>[{\[])|(?P<close>[}\]])", re.DOTALL)


def refuse_deep(content: bytes, syntax: RdfFormat, path: Path | str | None, lines_before: int = 0) -> None:
    """``LimitError`` with file and line where ``content`` is nested deeper than :data:`MOST_NESTED`; in linear time.

    ``content`` may be a part of a file after some lines.
    """
    if syntax == RdfFormat.RDF_XML:
        tokens, what = _ELEMENTS, "XML elements"
        suspect = content.count(b"<") > MOST_NESTED
    elif syntax == RdfFormat.JSON_LD:
        tokens, what = _OBJECTS, "objects and lists of JSON"
        suspect = content.count(b"{") + content.count(b"[") > MOST_NESTED
    else:
        tokens, what = _TERMS, "triple terms"
        suspect = content.count(b"<<") > MOST_NESTED
    place = _too_deep(tokens, content) if suspect else None
    if place is not None:
        line = 1 + lines_before + content.count(b"\n", 0, place)
        where = f"{path}:{line}: " if path is not None else ""
        raise LimitError(f"{where}{what} are nested more than {MOST_NESTED} deep")


def _too_deep(tokens: re.Pattern[bytes], content: bytes) -> int | None:
    """Where in ``content`` the first level too many begins."""
    depth = 0
    for token in tokens.finditer(content):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            if depth > MOST_NESTED:
                return token.start()
        elif kind == "close":
            depth = max(0, depth - 1)
    return None
