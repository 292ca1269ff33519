"""The text that the embedded engine gets: rebuilt from the words that were judged, so that nothing reads otherwise.

Two parsers that read one text can differ, and what one takes for a name can be a keyword to the other. So each word is
written anew: every name as its whole IRI, no prefix declared, comments gone, a space between words, and no word but
those that SPARQL has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.errors import meant
from kg.sparql.gate import inert, offset_before_inert, refusal, whole_iri
from kg.sparql.syntax import KEYWORDS, Outline, Token

#: Letters of names as SPARQL has them (rule 164 and on); Python's ``\w`` has more.
_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARIABLE = re.compile(rf"[?$][{_LETTERS}_0-9][{_LETTERS}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*")
_BLANK = re.compile(rf"_:[{_LETTERS}_0-9]([{_LETTERS}_0-9.\u00b7\u0300-\u036f\u203f-\u2040-]*[{_LETTERS}_0-9-])?")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+")
_ESCAPES = re.compile(r"""(?:[^\\]|\\[tbnrf\\"']|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+""")
_FORMS = {"variable": _VARIABLE, "blank": _BLANK, "number": _NUMBER, "string": _ESCAPES}
_MARKS = frozenset("{}()[]*/|^+?!=<>&,.;-~") | {"^^", "&&", "||", "<=", ">=", "!="}
#: Marks that mean something else where they stand close together: terms and annotations of RDF 1.2.
_CLOSE = {("<", "<"), (">", ">"), (")", ">"), ("{", "|"), ("|", "}")}


@dataclass(frozen=True)
class Canonical:
    """A text for the engine, and where each of its words stands in the text that it was made from."""

    text: str
    _places: tuple[tuple[int, int], ...]
    _end: int

    @property
    def sent(self) -> str:
        """The text with SERVICE escaped in strings and IRIs as well."""
        return inert(self.text)

    def offset(self, sent: int) -> int:
        """Where in the original the character stands that stands at ``sent`` in :attr:`sent`."""
        at = offset_before_inert(self.text, sent)
        if at >= len(self.text):
            return self._end
        made, given = self._places[max(0, bisect_right(self._places, (at, len(self.text) ** 2)) - 1)]
        return given + (at - made if at == made else 0)


def canonical(seen: Outline) -> Canonical:
    """The text for the engine that ``seen`` stands for.

    Raises ``InputError`` with line and column for a word that is none of SPARQL's, a number, variable or escape that
    SPARQL writes otherwise, and an IRI that is none.

    >>> from kg.sparql.syntax import outline
    >>> canonical(outline("ASK{?s rdf:type'service'} # SERVICE")).text
    "ASK { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> 'service' }"
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for token, close, word in _written(seen):
        if parts and not close:
            parts.append(" ")
            at += 1
        places.append((at, token.start))
        parts.append(word)
        at += len(word)
    return Canonical("".join(parts), tuple(places), len(seen.text))


def _written(seen: Outline) -> Iterator[tuple[Token, bool, str]]:
    """Each word as the engine gets it, and whether it stands close to the one before."""
    if seen.base and seen.body:
        # Functions resolve against it; everything else is written whole.
        yield seen.body[0], False, f"BASE <{seen.base}>"
    body = seen.body
    for before, token in pairwise((None, *body)):
        assert token is not None
        point = token.kind == "number" and token.text.endswith(".")
        text = token.text[:-1] if point else token.text
        yield token, before is not None and _stands_close(before, token), _word(token, text, seen)
        if point:
            yield token, False, "."


def _stands_close(before: Token, token: Token) -> bool:
    """Whether no space may come between two words: the brackets of some functions, ``.5``, and pairs that are one."""
    if (token.kind, token.text) == ("mark", "("):
        return before.kind in ("word", "iri", "name") or (before.end == token.start and before.text == "<")
    pair = before.text, token.text
    is_one = pair in _CLOSE if token.kind == "mark" else token.kind == "number" and before.text == "."
    return before.end == token.start and before.kind == "mark" and is_one


def _word(token: Token, text: str, seen: Outline) -> str:
    """One word; ``text`` is that of ``token`` without the point that ends a statement."""
    if token.kind in ("iri", "name"):
        return f"<{whole_iri(token, seen)}>"
    if token.kind == "word":
        if token.text.upper() in KEYWORDS or token.text == "a" or token.text.startswith("@"):
            return text
        raise refusal(seen.text, token.start, f"{token.text!r} is no keyword{meant(token.text.upper(), KEYWORDS)}")
    fits = text in _MARKS if token.kind == "mark" else _FORMS[token.kind].fullmatch(text)
    if not fits:
        raise refusal(seen.text, token.start, f"the {token.kind} {text[:40]!r} is none of SPARQL's")
    return text
