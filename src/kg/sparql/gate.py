"""The gate before every query: nothing passes that would reach out of the store or change it.

A search for keywords can be fooled by how a parser reads strings and comments, so the guard does not rest on it: the
engine is given a text in which the word SERVICE cannot be read as a keyword at all (:func:`inert`), and FROM never
reaches it. What the words of the query say is used for a clear refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from kg.errors import InputError, UsageError, meant
from kg.sparql.syntax import FORMS, Outline, Token, outline, place
from kg.terms import PREFIXES

#: The words that an update begins with.
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
#: What may stay as it is, since no keyword can begin inside it (a variable, a local name), or the letter to be escaped.
_SERVICE = re.compile(r"[?$](?!true|false)[a-z_]\w*|:[a-z_][\w-]*|(?P<letter>s)(?=ervice)", re.IGNORECASE | re.ASCII)
_ESCAPE_LENGTH = len(r"\u0053")


@dataclass(frozen=True)
class Query:
    """A query that may run: its text without FROM, its form, and the graphs that FROM and FROM NAMED named.

    ``default_graphs`` and ``named_graphs`` are IRIs; both empty where the query names none and asks all graphs.
    """

    outline: Outline
    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
        return self.outline.form


def gate(text: str) -> Query:
    """The query in ``text``, if it may run.

    Raises ``UsageError`` for SERVICE and updates, ``InputError`` with the line for what is no query and for prefixes
    that nobody declared, ``LimitError`` for a text that is too long or too deeply nested.
    """
    seen = outline(text)
    if seen.head is None:
        raise InputError("not a SPARQL query: it is empty", "query", 1)
    if seen.form in UPDATES:
        raise UsageError(
            f"{seen.form} is refused: the store is read-only, and answers SELECT, ASK, CONSTRUCT, DESCRIBE"
        )
    if seen.form not in FORMS:
        raise refusal(text, seen.head.start, f"{seen.head.text!r} begins no query{meant(seen.form, FORMS)}")
    if any(token.is_word("SERVICE") for token in seen.body):
        raise UsageError("SERVICE is refused: queries do not reach out of the store")
    for token in seen.body:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in seen.prefixes and prefix not in PREFIXES:
            known = [*seen.prefixes, *PREFIXES]
            raise refusal(text, token.start, f"{token.text}: no prefix {prefix!r}{meant(prefix, known)}")
        # The engine reads a name that makes no IRI as a prefix and a keyword.
        if token.kind == "name" and not _is_iri(iri_of(token, seen)):
            raise refusal(text, token.start, f"{token.text} is no IRI: {iri_of(token, seen)}")
    return _without_dataset(seen)


def refusal(text: str, offset: int, reason: str) -> InputError:
    """The error that points at ``offset``: line, column, and the line itself."""
    line, column = place(text, offset)
    shown = text.splitlines()[line - 1].rstrip() if text.splitlines()[line - 1 :] else ""
    pointer = " " * (column - 1) + "^"
    quoted = f"\n  {shown}\n  {pointer}" if shown.isprintable() and len(shown) <= 200 else ""
    return InputError(f"not a SPARQL query: column {column}: {reason}{quoted}", "query", line)


def inert(text: str) -> str:
    r"""``text`` for an engine that reads ``\u`` escapes in strings and IRIs only: SERVICE can be no keyword in it.

    >>> print(inert('ASK { ?service rdfs:label "service" } # SERVICE'))
    ASK { ?service rdfs:label "\u0073ervice" } # \u0053ERVICE
    """
    return _SERVICE.sub(lambda found: f"\\u{ord(found.group()):04X}" if found["letter"] else found.group(), text)


def offset_before_inert(text: str, offset: int) -> int:
    """Where in ``text`` the character stands that stands at ``offset`` in ``inert(text)``."""
    for found in _SERVICE.finditer(text):
        if found["letter"] and found.start() < offset:
            offset = max(found.start(), offset - _ESCAPE_LENGTH + 1)
    return offset


def _without_dataset(seen: Outline) -> Query:
    """The query with its FROM clauses taken out of the text and into fields; what follows keeps its place."""
    default: list[str] = []
    named: list[str] = []
    pieces, at = [], 0
    for clause in _dataset_clauses(seen):
        (named if len(clause) == 3 else default).append(iri_of(clause[-1], seen))
        start, end = clause[0].start, clause[-1].end
        pieces += [seen.text[at:start], re.sub(r"[^\r\n]", " ", seen.text[start:end])]
        at = end
    return Query(seen, "".join([*pieces, seen.text[at:]]), tuple(default), tuple(named))


def _dataset_clauses(seen: Outline) -> Iterator[tuple[Token, ...]]:
    """The words of each ``FROM iri`` and ``FROM NAMED iri``; FROM is a keyword nowhere else."""
    for n, token in enumerate(seen.tokens):
        if token.is_word("FROM"):
            named = n + 1 < len(seen.tokens) and seen.tokens[n + 1].is_word("NAMED")
            clause = seen.tokens[n : n + 2 + named]
            if clause[-1].kind not in ("iri", "name"):
                raise refusal(seen.text, token.start, "FROM is followed by no graph")
            yield clause


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def iri_of(token: Token, seen: Outline) -> str:
    """The IRI that an ``iri`` or ``name`` stands for in this query."""
    if token.kind == "iri":
        return urljoin(seen.base, token.text[1:-1]) if seen.base else token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return (seen.prefixes.get(prefix) or PREFIXES.get(prefix, "")) + re.sub(r"\\(.)", r"\1", local)
