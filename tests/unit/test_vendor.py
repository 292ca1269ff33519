"""What is vendored: every file has its licence, version and hash in the manifest, and nothing else is there."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

import kg.explorer
from kg.explorer.html import LARGE, SMALL

VENDOR = Path(kg.explorer.__file__).parent / "vendor"
ENTRIES: list[dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]
#: Where a file tells its own version.
TELLS_VERSION = {
    "vis-util.min.js": "@version {version}",
    "vis-data.min.js": "@version {version}",
    "vis-network.min.js": "@version {version}",
    "hammer.min.js": "v{version}",
}


@pytest.fixture(params=ENTRIES, ids=lambda entry: entry["file"])
def entry(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_file_has_the_hash_of_the_manifest(entry: dict[str, Any]) -> None:
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    if entry["file"] in TELLS_VERSION:
        assert TELLS_VERSION[entry["file"]].format_map(entry) in content.decode()


def test_file_has_licence_version_and_origin(entry: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
    archive = f"{entry['name'].rpartition('/')[2]}-{entry['version']}.tgz"
    assert entry["upstream"] == f"https://registry.npmjs.org/{entry['name']}/-/{archive}"
    assert entry["upstream_file"].startswith("package/")
    assert not re.search(r"\bA?L?GPL", entry["licence"])
    for name in entry["licence_files"]:
        assert len((VENDOR / name).read_text("utf-8")) > 400


def test_nothing_else_is_vendored() -> None:
    listed = {name for entry in ENTRIES for name in (entry["file"], *entry["licence_files"])}
    assert {path.name for path in VENDOR.iterdir()} == listed | {"manifest.json"}


def test_libraries_of_the_page_run_no_text_and_end_no_element() -> None:
    for file in (*SMALL.libraries, *LARGE.libraries):
        text = (VENDOR / file).read_text("utf-8")
        assert "</script" not in text.lower()
        assert not re.search(r"\beval\(|new Function\(|new Worker\(", text)
