"""What is stated, found by predicate together with subject, object, both or neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Literal

from kg.reason.rules import Term
from kg.reason.rules.match import Fact
from kg.reason.values import Value, known_value

_Groups = Mapping[Term, list[Fact]]


class Stated:
    """Triples that are stated, looked up when they are first asked for.

    Objects are found by value: literals of the same value are found together, however they are spelt.
    """

    def __init__(self, load: Callable[[Term], Iterable[Fact]]) -> None:
        """``load`` gives the triples of a predicate, each once."""
        self._load = load
        self._facts: dict[Term, dict[Fact, None]] = {}
        self._groups: dict[tuple[Term, int], _Groups] = {}
        self._first: dict[Value, Literal] = {}
        self._by_value: dict[Term, Term] = {}

    def __contains__(self, fact: Fact) -> bool:
        return fact in self._of(fact[1])

    def by_value(self, term: Term) -> Term:
        """One literal for all of a value; any other term itself."""
        if not isinstance(term, Literal):
            return term
        if term not in self._by_value:
            content = known_value(term)
            self._by_value[term] = term if content is None else self._first.setdefault(content, term)
        return self._by_value[term]

    def matching(self, s: Term | None, p: Term, o: Term | None) -> Iterable[Fact]:
        """The triples of a predicate, with this subject and this object by value where they are given."""
        if s is not None:
            found = self._grouped(p, 0).get(s, [])
            return found if o is None else [fact for fact in found if self.by_value(fact[2]) == self.by_value(o)]
        return self._of(p) if o is None else self._grouped(p, 2).get(self.by_value(o), [])

    def _of(self, p: Term) -> dict[Fact, None]:
        if p not in self._facts:
            self._facts[p] = dict.fromkeys(self._load(p))
        return self._facts[p]

    def _grouped(self, p: Term, place: int) -> _Groups:
        if (p, place) not in self._groups:
            groups: dict[Term, list[Fact]] = defaultdict(list)
            for fact in self._of(p):
                groups[self.by_value(fact[place])].append(fact)
            self._groups[p, place] = dict(groups)
        return self._groups[p, place]
