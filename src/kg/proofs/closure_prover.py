"""Why a triple is in the closure of facts under an ontology: one proof of it, whatever its premises are.

A premise may be a fact or an axiom, from the facts or from the ontology, or may follow itself: an axiom from facts, an
axiom from axioms (table 9), an equality. Where the W3C's rule has the triples of an axiom among its premises, so has
the proof; of a list it has the triple that points to it, and not its cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

import polars as pl
from pyoxigraph import BlankNode, Triple

from kg.errors import UsageError
from kg.proofs.proof import Proof, proof_of
from kg.proofs.search import Search
from kg.proofs.stated import Stated
from kg.proofs.table9 import schema_rules
from kg.rdf.resources import statement
from kg.reason.axioms import is_axiom_key, saturate
from kg.reason.budget import Budget
from kg.reason.encoding import COLUMNS, Dictionary, text_frame, triples_of
from kg.reason.relations import whole
from kg.reason.rules import Term
from kg.reason.rules.match import Fact, fact_of
from kg.reason.rules.schema import Schema
from kg.reason.state import State
from kg.reason.unsayable import facts_about_literals, sayable


class ClosureProver:
    """Proves what follows from facts and an ontology; what one proof needed to look up is kept for the next."""

    def __init__(self, facts: Iterable[Triple], ontology: Iterable[Triple]) -> None:
        """Close ``facts`` under ``ontology``; ``LimitError`` as for a reasoner."""
        self._close([("facts", text_frame(facts)), ("ontology", text_frame(ontology))])

    @classmethod
    def of_sources(cls, sources: Iterable[tuple[str, pl.DataFrame]]) -> ClosureProver:
        """The prover of all triples of frames of terms' texts (columns s, p and o), each from the source named."""
        made = cls.__new__(cls)
        made._close(sources)
        return made

    def _close(self, sources: Iterable[tuple[str, pl.DataFrame]]) -> None:
        budget, dictionary = Budget(), Dictionary()
        self._sources = [(name, dictionary.encode(frame)) for name, frame in sources]
        nothing = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.UInt32))
        self._state = State(dictionary, pl.concat([nothing, *(rows for _, rows in self._sources)]), budget)
        rules = saturate(self._state, budget).rules
        self.schema = Schema(self._state.given_axioms(is_axiom_key))
        self._classes = _occurring(self._state)
        equality = self._state.equality
        groups = (equality.members(first) for first in equality.representatives())
        self._equal = frozenset(dictionary.term(member) for group in groups for member in group)
        self._keys: dict[Term, list[tuple[int, int]]] = defaultdict(list)
        for key in self._state.given:
            self._keys[dictionary.term(key[0])].append(key)
        self._stated = Stated(self._load)
        # Rules about equal resources are the search's own.
        self._rules = [rule for rule in rules if not rule.name.startswith("eq-")]

    def why(self, triple: Triple) -> Proof:
        """A proof of ``triple``, short where not the shortest; ``UsageError`` where it neither is stated nor follows.

        ``LimitError`` where finding it takes longer than ``KG_REASON_SECONDS``.
        """
        goal = fact_of(triple)
        if goal in self._stated:
            return Proof(triple)
        encoded = self._state.dictionary.encode(text_frame([triple]))
        rules = (*self._rules, *schema_rules(self.schema))
        search = Search(self._stated, rules, self._equal, self._occurs, Budget())
        if not (self._state.known(encoded).height and search.finds(goal)):
            raise UsageError(f"neither stated nor a conclusion: {statement(triple)}")

        def conclusion(fact: Fact) -> tuple[str, str, tuple[Fact, ...]] | None:
            found = search.conclusion(fact)
            premises = (one for premise in found[2] for one in _named(search, premise)) if found else ()
            return found and (*found[:2], tuple(dict.fromkeys(filter(None, map(sayable, premises)))))

        return proof_of(goal, conclusion, lambda _: "")

    def sources(self, triples: Iterable[Triple]) -> dict[Triple, tuple[str, ...]]:
        """For each of some triples, the names of the sources that state it."""
        asked = list(triples)
        rows = self._state.dictionary.encode(text_frame(asked)).with_row_index("row")
        found: dict[Triple, dict[str, None]] = {triple: {} for triple in asked}
        for name, stated in self._sources:
            for row in rows.join(stated, on=COLUMNS, how="semi")["row"]:
                found[asked[row]][name] = None
        return {triple: tuple(names) for triple, names in found.items()}

    def _load(self, predicate: Term) -> Iterator[Fact]:
        for key in self._keys[predicate]:
            rows = whole(key, self._state.given[key])
            yield from map(fact_of, triples_of(self._state.dictionary.decode(rows)))
        yield from (fact for fact in self._of_literals if fact[1] == predicate)

    @cached_property
    def _of_literals(self) -> list[Fact]:
        """What holds of literals that resources are stated to be the same as, and the types that rules ask for."""
        if not self._state.equality.has_literals and not self._state.typed_literals.keys(split_types=True):
            return []
        stated = (triples_of(self._state.dictionary.decode(rows)) for _, rows in self._sources)
        return facts_about_literals(map(fact_of, chain.from_iterable(stated)), self._rules)

    def _occurs(self, predicate: Term, cls: Term | None) -> bool:
        classes = self._classes.get(predicate)
        return classes is not None and (cls is None or None in classes or cls in classes)


def _named(search: Search, fact: Fact) -> Iterator[Fact]:
    """A premise; of an anonymous property, which RDF cannot name, those that it was concluded from."""
    if isinstance(fact[1], BlankNode):
        _, _, premises = search.conclusion(fact) or ("", "", ())
        for premise in premises:
            yield from _named(search, premise)
    else:
        yield fact


def _occurring(state: State) -> Mapping[Term, frozenset[Term | None]]:
    """The predicates of what is known, and of types the classes; None where they are not told apart."""
    found: dict[Term, set[Term | None]] = defaultdict(set)
    term = state.dictionary.term
    for predicate, cls in state.relations:
        found[term(predicate)].add(term(cls) if cls >= 0 else None)
    return {predicate: frozenset(classes) for predicate, classes in found.items()}
