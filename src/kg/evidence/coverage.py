"""How much of some data is in this vocabulary: data of others have no findings, since no shape is about them."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.rdf.load import Loaded
from kg.rdf.terms import BASE, CONFLICT, TOLD, TYPE


@dataclass(frozen=True)
class Coverage:
    """The accounts and other things that data describe in this vocabulary, and the number of triples about the rest."""

    accounts: int
    identities: int
    foreign: int

    def __str__(self) -> str:
        known = f"{self.accounts} accounts, {self.identities} identities"
        if not self.foreign:
            return known
        unknown = f"{known}, {self.foreign} triples of other vocabularies"
        return (
            f"{unknown}, which no shape is about" if self.known else f"nothing in these files is known here: {unknown}"
        )

    @property
    def known(self) -> bool:
        """Whether anything is in this vocabulary."""
        return bool(self.accounts or self.identities)


def coverage(loaded: Loaded) -> Coverage:
    """What of ``loaded`` this vocabulary knows.

    A thing is known where its IRI is one of this dataset's, or where it has a class or a property of the ontology.
    """
    known = {triple.subject for triple in loaded.asserted if _is_known(triple)}
    foreign = sum(triple.subject not in known for triple in loaded.asserted)
    return Coverage(len({triple.subject for triple in loaded.accounts}), len(known), foreign)


def _is_known(triple: Triple) -> bool:
    term = triple.object if triple.predicate == TYPE else triple.predicate
    of_ontology = isinstance(term, NamedNode) and term.value.startswith((CONFLICT.iri, TOLD.iri))
    return of_ontology or getattr(triple.subject, "value", "").startswith(BASE)
