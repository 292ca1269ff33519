"""Each fuzz target for a moment, by a fixed seed; `make fuzz` runs them for as long as one likes."""

import importlib

import pytest

from fuzz.harness import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_a_moment_of_fuzzing_finds_nothing(target: str) -> None:
    assert importlib.import_module(f"fuzz.{target}").run(2.0, 1) > 0
