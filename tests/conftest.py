"""Fixtures that more than one room uses."""

import pytest

from kg.pipeline import Dataset, build_dataset
from seed_report import SEED


@pytest.fixture(scope="session")
def seed() -> Dataset:
    """What the seed report alone tells, taken as told."""
    return build_dataset(SEED, policy="permissive")


@pytest.fixture(scope="session")
def nothing() -> Dataset:
    """What the cautious policy takes of the seed report alone: nothing."""
    return build_dataset(SEED)


@pytest.fixture(scope="session")
def shipped_graph() -> Dataset:
    """All shipped data under the default policy."""
    return build_dataset()
