"""SECURITY.md names, for each promise, the tests that hold it: they are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+?\.py)(?:::(\w+))?`", TEXT)))


@pytest.mark.parametrize(("file", "test"), NAMED, ids="::".join)
def test_a_promise_names_a_test_that_is_there(file: str, test: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert not test or f"def {test}(" in source


def test_every_promise_names_its_test() -> None:
    promises = re.findall(r"^- \*\*.*?(?=^- \*\*|^#|\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert len(promises) > 20
    assert [promise for promise in promises if "`tests/" not in promise] == []
