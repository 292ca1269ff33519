"""Every input of the corpus, by the command or the server that a stranger would reach, and the promise it carries."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fuzz.addresses import ACCOUNTS, exchange, serving
from served import Server

CORPUS = Path(__file__).with_name("corpus")
DOCUMENTED = range(5)
Entry = dict[str, Any]


def entries(*surfaces: str) -> list[Any]:
    """The entries of the files ``surfaces``, each as a test of its own."""
    return [
        pytest.param(entry, id=f"{surface}-{entry['name']}")
        for surface in surfaces
        for entry in tomllib.loads((CORPUS / f"{surface}.toml").read_text("utf-8"))["entry"]
    ]


def expanded(text: str) -> str:
    """``text`` with each ``{{number*part}}`` written out."""
    return re.sub(r"\{\{(\d+)\*(.*?)\}\}", lambda found: found[2] * int(found[1]), text, flags=re.DOTALL)


def write_files(entry: Entry, folder: Path) -> None:
    """The entry's files in ``folder``."""
    for name, content in entry.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(expanded(content).encode())
    if "accounts" in entry:
        text = ACCOUNTS.read_text("utf-8")
        for old, new in entry["accounts"]:
            assert old in text
            text = text.replace(old, expanded(new))
        (folder / "in.ttl").write_bytes(text.encode())


def kg(arguments: list[str], folder: Path, settings: dict[str, str]) -> tuple[int, str]:
    """The exit code of the command in ``folder``, and all that it wrote, once the general promises hold."""
    command = [sys.executable, "-m", "kg.cli", *map(expanded, arguments)]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, env=os.environ | settings, timeout=120, check=False
    )
    said = (ended.stdout + ended.stderr).decode()
    assert ended.returncode in DOCUMENTED, said
    assert "unexpected" not in said, said
    assert "Traceback" not in said, said
    return ended.returncode, said


@pytest.mark.parametrize("entry", entries("turtle", "tables", "policies", "queries", "arguments", "outputs"))
def test_a_command_keeps_its_promise(entry: Entry, tmp_path: Path) -> None:
    write_files(entry, tmp_path)
    kept = {name: (tmp_path / name).read_bytes() for name in entry.get("kept", ())}
    *before, last = entry["run"]
    for arguments in before:
        code, said = kg(arguments, tmp_path, entry.get("settings", {}))
        assert code == 0, said
    code, said = kg(last, tmp_path, entry.get("settings", {}))
    assert code == entry["exit"], said
    assert [text for text in entry.get("says", ()) if text not in said] == [], said
    assert [text for text in entry.get("never", ()) if text in said] == [], said
    assert [name for name in entry.get("unwritten", ()) if (tmp_path / name).exists()] == []
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("serving")) as server:
        yield server


@pytest.mark.parametrize("entry", entries("addresses"))
def test_the_server_keeps_its_promise(entry: Entry, small_server: Server) -> None:
    answer = exchange(small_server, expanded(entry["request"]).encode("latin-1"))
    assert (int(answer[9:12]) if answer else 0) == entry["status"], answer[:500]
    assert exchange(small_server, b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")[9:12] == b"200"
