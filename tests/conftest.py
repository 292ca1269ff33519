"""Fixtures that more than one room uses."""

import pytest

from kg.pipeline import Dataset, build_dataset


@pytest.fixture(scope="session")
def permissive() -> Dataset:
    """The shipped data under the permissive policy."""
    return build_dataset(policy="permissive")
