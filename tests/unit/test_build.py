"""A build writes all or nothing, also where what runs beside it fails."""

import importlib
import sys
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.workspace import Workspace

build = importlib.import_module("kg.build_folder")


def _fail(*_: object) -> None:
    raise OutputError("no room")


@pytest.mark.parametrize("part", ["write_store", "ask", "explorer_page", "render_markdown"])
def test_a_part_that_fails_leaves_the_old_build(
    part: str, seed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, turns = tmp_path / "build", sys.getswitchinterval()
    build.write_build(seed, out)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    monkeypatch.setattr(build, part, _fail)
    with pytest.raises(OutputError, match="no room"):
        build.write_build(seed, out)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    assert list(tmp_path.iterdir()) == [out]
    assert sys.getswitchinterval() == turns
