"""Terms as numbers: joins compare integers, and a literal is known by its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
from pyoxigraph import BlankNode, NamedNode, Triple

from kg.rules import Term

#: Columns of a frame of encoded triples.
COLUMNS = ("s", "p", "o")


class Dictionary:
    """A numbering of terms in the order of their text, resources before literals.

    The order makes the least number of a set of equal resources a choice that does not depend on the input's
    order, and a comparison with :attr:`first_literal` tells whether a number can stand as a subject.
    """

    def __init__(self, triples: Sequence[Triple], vocabulary: Iterable[Term]) -> None:
        found: set[Term] = set(vocabulary)
        for triple in triples:
            found.update((triple.subject, triple.predicate, triple.object))
        resources = sorted((term for term in found if isinstance(term, NamedNode | BlankNode)), key=str)
        others = sorted((term for term in found if not isinstance(term, NamedNode | BlankNode)), key=str)
        self.terms: list[Term] = [*resources, *others]
        self.ids = {term: number for number, term in enumerate(self.terms)}
        self.first_literal = len(resources)

    def encode(self, triples: Sequence[Triple]) -> pl.DataFrame:
        """The triples as three columns of numbers, without repetitions."""
        ids = self.ids
        columns = {
            "s": [ids[triple.subject] for triple in triples],
            "p": [ids[triple.predicate] for triple in triples],
            "o": [ids[triple.object] for triple in triples],
        }
        return pl.DataFrame(columns, schema=dict.fromkeys(COLUMNS, pl.UInt32)).unique()

    def triple(self, s: int, p: int, o: int) -> Triple:
        """The triple that three numbers stand for."""
        return Triple(self.terms[s], self.terms[p], self.terms[o])  # type: ignore[arg-type]
