"""Fixtures of the query tests: the shipped catalogue, and a store of what the seed report alone tells."""

import pytest
from pyoxigraph import NamedNode, Store

from kg.rdf.read import shipped
from kg.rdf.terms import CONFLICT, ONTOLOGY
from kg.sparql.catalogue import CatalogueQuery, read_catalogue
from kg.sparql.store import memory_store
from kg.workspace import Workspace


@pytest.fixture(scope="session")
def catalogue() -> dict[str, CatalogueQuery]:
    return read_catalogue(shipped("queries"))


@pytest.fixture(scope="session")
def store(seed: Workspace) -> Store:
    """Read by the tests, never written."""
    return memory_store(seed.graphs)


@pytest.fixture(scope="session")
def seed_terms(seed: Workspace) -> set[str]:
    """The local names of the ontology's terms."""
    subjects = (t.subject for t in seed.graphs[ONTOLOGY.value] if isinstance(t.subject, NamedNode))
    return {s.value.removeprefix(CONFLICT.iri) for s in subjects if s.value.startswith(CONFLICT.iri)}
