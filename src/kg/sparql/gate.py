"""The gate before every query: nothing passes that would reach out of the store or change it.

A search for keywords can be fooled by how a parser reads strings and comments, so the guard does not rest on it: the
engine gets a text rebuilt from the words that are judged here (:mod:`kg.sparql.canonical`), in which SERVICE is escaped
wherever it could still stand (:func:`inert`), and FROM never reaches it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import InputError, LimitError, UsageError, meant
from kg.rdf.terms import PREFIXES
from kg.sparql.syntax import FORMS, Outline, Token, outline, place

#: The words that an update begins with.
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
#: What may stay as it is, since no keyword can begin inside it (a variable, a local name), or the letter to be escaped.
_SERVICE = re.compile(r"[?$](?!true|false)[a-z_]\w*|:[a-z_][\w-]*|(?P<letter>s)(?=ervice)", re.IGNORECASE | re.ASCII)
_ESCAPE_LENGTH = len(r"\u0053")
#: What the engine reads by going one step down for each, and how many of them fit its stack with room to spare.
MOST_LINKS = {
    "signs of arithmetic": 2_000,
    "signs of logic": 2_000,
    "negations": 2_000,
    "alternatives": 2_000,
    "groups": 1_000,
}
_LINKS = {
    **dict.fromkeys("+-*/", "signs of arithmetic"),
    **dict.fromkeys(("||", "&&"), "signs of logic"),
    **dict.fromkeys("!<>^", "negations"),
    "|": "alternatives",
    **dict.fromkeys(("UNION", "OPTIONAL", "MINUS", "GRAPH", "LATERAL", "EXISTS"), "groups"),
}


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
    _check_links(seen)
    for token in {token.text: token for token in reversed(seen.body) if token.kind == "name"}.values():
        whole_iri(token, seen)
    return _without_dataset(seen)


def _check_links(seen: Outline) -> None:
    """``LimitError`` where there are more operators or groups than the engine, which nests each, has room for."""
    counted = Counter(_LINKS.get(token.text.upper(), "") for token in seen.body if token.kind in ("mark", "word"))
    for name, most in MOST_LINKS.items():
        if counted[name] > most:
            raise LimitError(f"the query has {counted[name]} {name}; at most {most} are read")


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
        (named if len(clause) == 3 else default).append(whole_iri(clause[-1], seen))
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


def whole_iri(token: Token, seen: Outline) -> str:
    """The IRI that an ``iri`` or ``name`` stands for in this query.

    Raises ``InputError`` with line and column for a prefix that nobody declared, and for what makes no IRI.
    """
    try:
        return _whole_iri(token, seen)
    except (ValueError, SyntaxError) as error:
        raise refusal(seen.text, token.start, f"{token.text[:200]} is no IRI: {error}") from error


def _whole_iri(token: Token, seen: Outline) -> str:
    if token.kind == "iri":
        return _resolved(token.text[1:-1], seen.base)
    prefix, _, local = token.text.partition(":")
    if prefix not in seen.prefixes and prefix not in PREFIXES:
        known = [*seen.prefixes, *PREFIXES]
        raise refusal(seen.text, token.start, f"{token.text}: no prefix {prefix!r}{meant(prefix, known)}")
    start = _resolved(seen.prefixes[prefix], seen.base) if prefix in seen.prefixes else PREFIXES[prefix]
    return NamedNode(start + re.sub(r"\\(.)", r"\1", local)).value


def _resolved(reference: str, base: str) -> str:
    """The IRI of a reference under a base (RFC 3986, section 5.2), its escapes read; ``ValueError`` for none."""
    plain = re.sub(r"\\[uU]([0-9A-Fa-f]+)", lambda escape: chr(int(escape[1], 16)), reference)
    if not base:
        return NamedNode(plain).value
    (quad,) = parse(f"<{plain}> <urn:p> 0 .", RdfFormat.TURTLE, base_iri=base)
    return cast(NamedNode, quad.subject).value
