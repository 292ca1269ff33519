"""Ways of asking that give a wrong answer without an error, and what to ask instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.errors import KgError
from kg.rdf.terms import CONFLICT, TOLD
from kg.sparql.gate import Query, gate, whole_iri
from kg.sparql.syntax import Token

_PEOPLE = ("killed", "wounded", "membersKilled", "membersWounded")
#: The numbers of people killed and wounded: of events, which count everybody, and of tolls, which count one group's.
_COUNTED = frozenset(
    space.term(name + bound).value for space in (CONFLICT, TOLD) for name in _PEOPLE for bound in ("AtLeast", "AtMost")
)
_SUMMED = (
    "SUM over killed or wounded counts an event and its parts twice, a group and its parts too, and gives the number of"
    " all victims to every group that the query names: conflict:Toll binds numbers to a group, and"
    " 'kg query deaths-by-group' adds them up without counting twice"
)
_UNBOUND = (
    "?{0} has no value where BIND stands: a BIND knows only what stands before it within the same braces. Move it out"
    " of them, or repeat the pattern of ?{0}; an actor with its members is '?one conflict:isMemberOf? ?{0}'"
)


def pitfalls(text: str) -> list[str]:
    """A line for each way of asking in ``text`` by which the answer is probably not what was asked for.

    These are sums of killed and wounded, which count people twice unless the query looks at ``conflict:isSubEventOf``,
    and a ``BIND`` of a variable that has its value outside of the braces that the ``BIND`` stands in, unless it says
    what to do without one (``COALESCE``, ``BOUND``). Gives nothing for text that is no query.
    """
    try:
        query = gate(text)
        return [*_sums(query), *dict.fromkeys(_UNBOUND.format(name) for name in _unbound(query.outline.body))]
    except (KgError, ValueError):  # The query itself is refused with a better word elsewhere.
        return []


def _sums(query: Query) -> Iterator[str]:
    body = query.outline.body
    named = {whole_iri(token, query.outline) for token in body if token.kind in ("iri", "name")}
    looks_at_parts = CONFLICT.term("isSubEventOf").value in named
    if any(token.is_word("SUM") for token in body) and named & _COUNTED and not looks_at_parts:
        yield _SUMMED


def _unbound(body: Sequence[Token]) -> Iterator[str]:
    """The variables that a ``BIND`` uses, and that stand outside of its braces only."""
    opened: list[int] = []
    for at, token in enumerate(body):
        if token.text == "{" and token.kind == "mark":
            opened.append(at)
        elif token.text == "}" and token.kind == "mark":
            opened.pop()
        elif token.is_word("BIND") and opened and not body[opened[-1] - 1].is_word("EXISTS"):
            until = next((n for n in range(at, len(body)) if body[n].is_word("AS")), at)
            if any(word.is_word("COALESCE", "BOUND") for word in body[at:until]):
                continue
            inside = _variables(body[opened[-1] : at])
            outside = _variables(body[: opened[-1]]) | _variables(body[until + 2 :])
            yield from sorted((_variables(body[at:until]) - inside) & outside)


def _variables(tokens: Sequence[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "variable"}
