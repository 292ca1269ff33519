"""A server answers from one build until it changes over to the next as a whole, and says from which."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.manifest import read_manifest
from served import Server, started

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH graph:accepted { ?s ?p ?o } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }"
PATHS = ("/", "/page/actor/iran", "/data/actor/iran.ttl", "/data/graph.ttl", "/report", "/ontology", "/health")


def eventually(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def permissive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("permissive") / "build"
    built = CliRunner().invoke(app, ["build", "--policy", "permissive", "--out", str(folder)])
    assert built.exit_code == 0, built.output
    return folder


@pytest.fixture
def served(shipped_build: Path, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path / "build"
    shutil.copytree(shipped_build, folder)
    running = started(folder)
    yield running, folder
    running.process.terminate()
    assert running.process.wait(20) == 0
    assert not any("Traceback" in line for line in running.lines)


def put(build: Path, folder: Path) -> None:
    """Let a copy of ``build`` take the place of ``folder``."""
    copy = folder.with_name("next")
    shutil.copytree(build, copy)
    folder.rename(folder.with_name("old"))
    copy.rename(folder)
    shutil.rmtree(folder.with_name("old"))


def test_answers_come_from_one_build_or_the_other(served: tuple[Server, Path], permissive: Path) -> None:
    server, folder = served
    old, new = read_manifest(folder).build, read_manifest(permissive).build
    seen: dict[tuple[str, str], set[bytes]] = {}

    def ask_all() -> str:
        build = ""
        for path in PATHS:
            answer = server.ask(path)
            build = answer.headers["kg-build"]
            seen.setdefault((build, path), set()).add(answer.body)
        answer = server.query(COUNT)
        seen.setdefault((answer.headers["kg-build"], COUNT), set()).add(answer.body)
        return build

    assert ask_all() == old
    put(permissive, folder)
    server.query(ENDLESS)  # Ends its process, in whose place another comes.
    assert eventually(lambda: ask_all() == new)
    ask_all()
    assert {build for build, _ in seen} == {old, new}
    assert all(len(bodies) == 1 for bodies in seen.values())
    for what in (COUNT, "/data/graph.ttl", "/report"):
        assert seen[(old, what)] != seen[(new, what)]
    assert sum(f"serves build {new} now, after {old}" in line for line in server.lines) == 1


def test_a_damaged_build_is_named_and_the_old_one_goes_on(
    served: tuple[Server, Path], permissive: Path, tmp_path: Path
) -> None:
    server, folder = served
    old, damaged = server.ask("/health").headers["kg-build"], tmp_path / "damaged"
    shutil.copytree(permissive, damaged)
    (damaged / "report.html").write_text("cut")
    before = server.query(COUNT).body
    put(damaged, folder)
    assert eventually(
        lambda: any("the new build is not served" in line and "report.html" in line for line in server.lines)
    )
    assert (server.query(COUNT).body, server.ask("/page/actor/iran").headers["kg-build"]) == (before, old)
    put(permissive, folder)
    assert eventually(lambda: server.ask("/health").headers["kg-build"] == read_manifest(permissive).build)


def test_a_build_whose_folder_is_gone_is_served_as_far_as_it_is_open(served: tuple[Server, Path]) -> None:
    server, folder = served
    before = server.query(COUNT).body
    shutil.rmtree(folder)
    assert server.query(COUNT).body == before
    for path in ("/page/actor/iran", "/explore", "/data/graph.trig", "/"):
        assert server.ask(path).status == 200
    statuses = {server.query(ENDLESS).status for _ in range(5)}
    assert statuses <= {500, 503}
    lost = server.query(COUNT)
    assert (lost.status, lost.headers["retry-after"]) == (503, "1")
    assert "the build is being replaced" in lost.text
