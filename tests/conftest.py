"""Fixtures that more than one room uses."""

from pathlib import Path

import pytest

from kg.build import write_build
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


@pytest.fixture(scope="session")
def shipped_build(shipped_graph: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``kg build`` writes of all shipped data."""
    folder = tmp_path_factory.mktemp("shipped") / "build"
    write_build(shipped_graph, folder)
    return folder
