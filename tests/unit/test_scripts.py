"""The explorer's scripts without a browser: they parse, and node's own test runner passes on their units."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import kg.render

STATIC = Path(kg.render.__file__).parent / "static"
TESTS = Path(__file__).parents[1] / "scripts"
#: The first version of node whose test runner is settled.
OLDEST = 20


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: the scripts are tested in the browser alone")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.findall(r"\d+", version)[0]) < OLDEST:
        pytest.skip(f"node {version.strip()} is older than {OLDEST}: the scripts are tested in the browser alone")
    return found


def test_units_of_the_scripts(node: str) -> None:
    files = sorted(map(str, TESTS.glob("*.test.mjs")))
    assert len(files) >= 5
    run = subprocess.run([node, "--test", *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:]
    assert re.search(r"^# pass [1-9]\d+$", run.stdout, re.MULTILINE), run.stdout[-500:]


def test_scripts_parse(node: str) -> None:
    text = "".join(f"(() => {{{path.read_text('utf-8')}}});\n" for path in sorted(STATIC.glob("*.js")))
    run = subprocess.run([node, "--check", "-"], input=text, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
