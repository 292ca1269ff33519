"""Fixtures that more than one room uses."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kg.build_folder import write_build
from kg.pipeline import build_workspace
from kg.workspace import Workspace
from seed_report import SEED

# How long an example takes says something of the machine, and nothing of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

#: The files whose tests take longest, which are begun first: no process waits at the end for one of them.
LONGEST = (
    "reasoning/test_spark.py", "columns/test_datasets.py", "stores/test_stores.py", "notebooks/test_notebooks.py",
    "reasoning/test_closure_proofs.py", "ontology/test_shapes.py", "columns/test_spark.py", "hostile/test_cli.py",
    "browser/", "reasoning/", "serve/", "hostile/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by :data:`LONGEST`; the order within a file stays."""

    def rank(item: pytest.Item) -> int:
        return next((number for number, name in enumerate(LONGEST) if name in item.path.as_posix()), len(LONGEST))

    items.sort(key=rank)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped for which reason."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, number in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {number}: {reason}")


@pytest.fixture(scope="session")
def seed() -> Workspace:
    """What the seed report alone tells, taken as told."""
    return build_workspace(SEED, policy="permissive")


@pytest.fixture(scope="session")
def nothing() -> Workspace:
    """What the cautious policy takes of the seed report alone: nothing."""
    return build_workspace(SEED)


@pytest.fixture(scope="session")
def shipped_graph() -> Workspace:
    """All shipped data under the default policy."""
    return build_workspace()


@pytest.fixture(scope="session")
def shipped_build(shipped_graph: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``kg build`` writes of all shipped data."""
    folder = tmp_path_factory.mktemp("shipped") / "build"
    write_build(shipped_graph, folder)
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium found on PATH: pages cannot be looked at")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, one for all rooms: Playwright runs one event loop a process."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()
