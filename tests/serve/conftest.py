"""One server over a real build for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from served import Server, started


@pytest.fixture(scope="session")
def server(shipped_build: Path) -> Iterator[Server]:
    running = started(shipped_build)
    yield running
    running.process.terminate()
    assert running.process.wait(20) == 0
