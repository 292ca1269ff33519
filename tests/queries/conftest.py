"""Fixtures of the query tests: the shipped catalogue, and a store of the shipped data under the permissive policy."""

import pytest
from pyoxigraph import Store

from kg.catalogue import CatalogueQuery, read_catalogue
from kg.pipeline import Dataset
from kg.sources import shipped
from kg.store import memory_store


@pytest.fixture(scope="session")
def catalogue() -> dict[str, CatalogueQuery]:
    return read_catalogue(shipped("queries"))


@pytest.fixture(scope="session")
def store(permissive: Dataset) -> Store:
    """Read by the tests, never written."""
    return memory_store(permissive.graphs)
