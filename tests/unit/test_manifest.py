"""A damaged build is recognised by its manifest, and the file is named."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.build_folder import write_build
from kg.errors import InputError
from kg.exchange.formats import of_build
from kg.rdf.manifest import MANIFEST, check_build, check_unchanged, list_files, read_manifest
from kg.read_build import open_build, read_graphs
from kg.sparql.folder import open_folder
from kg.workspace import Workspace


@pytest.fixture(scope="module")
def whole(seed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build, not to be changed."""
    folder = tmp_path_factory.mktemp("whole") / "build"
    write_build(seed, folder)
    return folder


@pytest.fixture
def build(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(whole, tmp_path / "build"))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def flip(path: Path) -> None:
    """One bit, where the size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


#: What reads a build, and the files that it reads through.
READERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "query": (lambda folder: kg.connect(folder).close(), "store/CURRENT"),
    "export": (lambda folder: of_build("ntriples", folder)["graph"], "graph.trig"),
    "export-network": (lambda folder: of_build("graphml", folder), "summary.json"),
    "diff": (read_graphs, "graph.trig"),
    "reopen": (open_build, "graph.trig"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("damage", [Path.unlink, empty, cut, flip, link])
def test_every_reader_names_the_damaged_file(build: Path, reader: str, damage: Callable[[Path], None]) -> None:
    read, name = READERS[reader]
    damage(build / name)
    with pytest.raises(InputError, match=rf"{name}: is damaged \(.*; move .* away and run 'kg build' again"):
        read(build)


def test_every_missing_or_cut_file_is_named(build: Path) -> None:
    for entry in read_manifest(build).files:
        file = build / entry.path
        file.rename(build / "moved")
        with pytest.raises(InputError, match=f"{entry.path}: is damaged"):
            check_build(build)
        (build / "moved").rename(file)
    check_build(build, ("store/", "graph.trig", "summary.json"))


@pytest.mark.parametrize("damage", [empty, cut, flip])
def test_a_damaged_list_is_named(build: Path, damage: Callable[[Path], None]) -> None:
    damage(build / MANIFEST)
    with pytest.raises(InputError, match=r"manifest\.json: is damaged"):
        check_build(build)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../b", "", ".", 3, None])
def test_a_list_names_only_files_of_the_build(build: Path, path: object) -> None:
    stated = json.loads((build / MANIFEST).read_text())
    stated["files"][0]["path"] = path
    (build / MANIFEST).write_text(json.dumps(stated))
    with pytest.raises(InputError, match="is damaged"):
        read_manifest(build)


def test_a_folder_without_a_list_is_no_build(build: Path, tmp_path: Path) -> None:
    (build / MANIFEST).unlink()
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        check_build(build)
    with pytest.raises(InputError, match="run 'kg build' first"):
        check_build(tmp_path / "none")


def test_of_a_large_store_sizes_and_small_files_are_compared(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_CHECK_BYTES", "1000")
    large = max((build / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    assert large.stat().st_size > 128 * 2**10
    flip(large)
    check_build(build, ("store/",))
    cut(large)
    with pytest.raises(InputError, match=f"store/{large.name}: is damaged"):
        check_build(build, ("store/",))


def test_a_damaged_store_alone_is_an_error_of_the_input(build: Path) -> None:
    empty(build / "store" / "CURRENT")
    with pytest.raises(InputError, match="the store cannot be opened"):
        open_folder(build / "store")


def test_reading_a_build_leaves_it_as_it_was(build: Path) -> None:
    before = list_files(build)
    with kg.connect(build) as graph:
        assert len(graph.query("SELECT * { ?s ?p ?o } LIMIT 3")) == 3
    assert list_files(build) == before
    assert read_manifest(build) == before


def test_the_name_of_a_build_is_that_of_its_content(whole: Path, seed: Workspace, tmp_path: Path) -> None:
    write_build(seed, tmp_path / "again")
    one, other = read_manifest(whole), read_manifest(tmp_path / "again")
    assert (one.build, one.content[:16]) == (other.build, other.build)
    with pytest.raises(InputError, match="another build took its place"):
        check_unchanged(tmp_path / "again", one)


def test_the_command_line_says_what_is_damaged(build: Path) -> None:
    cut(build / "graph.trig")
    for args in (["query", "disputes"], ["export", "turtle"]):
        command = [sys.executable, "-m", "kg.cli", *args, "--build", str(build)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith(f"kg: {build / 'graph.trig'}: is damaged (")
