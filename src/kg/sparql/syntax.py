"""The words of a SPARQL query: enough of its grammar to see what a query is, where its parts stand, and what it names.

The terminals are those of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#grammar, rules 139 and on). Whether the
words make a query is for the engine to say; nothing here is the guard against a query that reaches out (see
:mod:`kg.sparql.gate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from kg.errors import InputError, LimitError
from kg.limits import limits

#: How deep brackets may nest: a parser of recursive descent ends at some depth, and none may end with its process.
DEPTH = 200

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL = r"[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)
  | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*+'{{3}} | \"""(?:"{{0,2}}(?:[^"\\]|\\.))*+"{{3}}
      | '(?!'')(?:[^'\\\n\r]|\\.)*+' | "(?!"")(?:[^"\\\n\r]|\\.)*+")
  | (?P<unclosed>["'])
  | (?P<blank>_:\w(?:[\w·-]|\.+(?=[\w·-]))*+)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_](?:[\w.·-]{{0,99}}[\w·-])?)?:(?:(?:{_LOCAL})(?:[\w:·-]|\.+(?=[\w:·%\\-])|{_LOCAL})*+)?)
  | (?P<word>@[A-Za-z]+(?:-[A-Za-z0-9]+)*|[^\W\d]\w*)
  | (?P<number>\d[\d.]*(?:[eE][+-]?\d+)?)
  | (?P<mark>\^\^|&&|\|\||[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = "{([", "})]"
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Token(NamedTuple):
    """A word of a query: its kind, its text, where it starts, and how many brackets are open around it.

    Kinds: ``iri``, ``string``, ``blank`` (a blank node's label), ``variable``, ``name`` (prefixed), ``word`` (keywords,
    function names, language tags), ``number``, ``mark``.
    """

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of the keywords ``words``, in whatever case."""
        return self.kind == "word" and self.text.upper() in words


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of ``offset``, both from 1.

    >>> place("a\\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def tokens(text: str) -> tuple[Token, ...]:
    """The words of ``text`` without space and comments.

    Raises ``LimitError`` above ``KG_QUERY_CHARS`` characters or 200 open brackets, ``InputError`` for a string that
    is not closed.

    >>> [token.text for token in tokens("ASK { ?x a conflict:Proxy } # why")]
    ['ASK', '{', '?x', 'a', 'conflict:Proxy', '}']
    """
    cap = limits().query_chars
    if len(text) > cap:
        raise LimitError(f"the query has {len(text)} characters; at most {cap} are read (KG_QUERY_CHARS)")
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, found = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        if kind == "unclosed":
            line, column = place(text, match.start())
            raise InputError(f"not a SPARQL query: the string at column {column} is not closed", "query", line)
        depth -= kind == "mark" and found in _CLOSE
        yield Token(kind, found, match.start(), depth)
        depth += kind == "mark" and found in _OPEN
        if depth > DEPTH:
            raise LimitError(f"the query is nested too deeply: more than {DEPTH} brackets are open at once")


@dataclass(frozen=True)
class Outline:
    """A query's text, its words, and how many of them are the prologue (BASE and PREFIX declarations)."""

    text: str
    tokens: tuple[Token, ...]
    prologue: int

    @property
    def head(self) -> Token | None:
        """The word after the prologue, which says what form of query it is."""
        return self.tokens[self.prologue] if self.prologue < len(self.tokens) else None

    @property
    def form(self) -> str:
        """``SELECT``, ``ASK``, ``CONSTRUCT``, ``DESCRIBE``, or whatever other word stands there, in capitals."""
        return "" if self.head is None else self.head.text.upper()

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the prologue declares, and their IRIs."""
        return {
            name.text[:-1]: iri.text[1:-1]
            for word, name, iri in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False)
            if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri"
        }

    @cached_property
    def base(self) -> str:
        """The base that the prologue declares last; empty where it declares none."""
        prologue = self.tokens[: self.prologue]
        bases = [iri.text[1:-1] for word, iri in pairwise(prologue) if word.is_word("BASE")]
        return bases[-1] if bases else ""

    @property
    def body(self) -> tuple[Token, ...]:
        """The words after the prologue."""
        return self.tokens[self.prologue :]


def outline(text: str) -> Outline:
    """The outline of ``text``; raises as :func:`tokens` does.

    >>> seen = outline("PREFIX ex: <http://example.org/> select * { ?s ex:p ?o }")
    >>> seen.form, seen.prefixes
    ('SELECT', {'ex': 'http://example.org/'})
    """
    found = tokens(text)
    at = 0
    while at < len(found) and found[at].is_word("BASE", "PREFIX"):
        at += 2 if found[at].is_word("BASE") else 3
    return Outline(text, found, min(at, len(found)))
