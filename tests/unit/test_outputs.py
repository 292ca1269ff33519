"""No file of a user's is lost to an output: what may be replaced, and what is refused before the work."""

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.rdf.manifest import MARKER
from kg.rdf.output_paths import check_file, check_files, check_folder
from kg.rdf.write import chunks_written, replacing, write_chunks, write_files, write_text


def make(out: Path, text: str = "one", **choice: object) -> None:
    """A small build."""
    with replacing(out, **choice) as folder:  # type: ignore[arg-type]
        (folder / "graph.ttl").write_text(text)
        (folder / "store").mkdir()
        (folder / "store" / "CURRENT").write_text(text)


def tree(folder: Path) -> dict[str, str]:
    """Every path in ``folder`` with its content."""
    return {str(p.relative_to(folder)): p.read_text() if p.is_file() else "" for p in folder.rglob("*")}


def plant(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")


@pytest.mark.parametrize("name", ["thesis.txt", "photos/1.jpg", ".hidden", "store/notes.txt", "graph.ttl", MARKER])
def test_a_build_with_a_file_of_a_users_is_not_replaced(tmp_path: Path, name: str) -> None:
    make(tmp_path / "build")
    plant(tmp_path / "build", name)
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=rf"\({name.split('/')[0]}"):
        make(tmp_path / "build", "two")
    assert tree(tmp_path) == before


def test_an_empty_folder_and_a_link_in_a_build_are_not_lost(tmp_path: Path) -> None:
    make(tmp_path / "a")
    (tmp_path / "a" / "later").mkdir()
    make(tmp_path / "b")
    plant(tmp_path, "victim")
    (tmp_path / "b" / "graph.ttl").unlink()
    (tmp_path / "b" / "graph.ttl").symlink_to(tmp_path / "victim")
    for name in ("a", "b"):
        with pytest.raises(OutputError, match="what no build wrote"):
            make(tmp_path / name, "two")
    assert (tmp_path / "a" / "later").is_dir()
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_refusal_names_some_of_many_files(tmp_path: Path) -> None:
    for n in range(9):
        plant(tmp_path / "own", f"{n}.txt")
    with pytest.raises(OutputError, match=r"no build \(0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more\)"):
        make(tmp_path / "own")


def test_a_build_of_an_earlier_version_is_not_replaced(tmp_path: Path) -> None:
    for name in ("graph.trig", "summary.json", "store/CURRENT"):
        plant(tmp_path / "build", name)
    with pytest.raises(OutputError, match="built by an earlier version"):
        make(tmp_path / "build")
    (tmp_path / "build" / "manifest.json").write_text("{}")
    with pytest.raises(OutputError, match=r"manifest.json: is damaged"):
        make(tmp_path / "build")


def test_a_whole_build_or_one_that_lacks_files_is_replaced(tmp_path: Path) -> None:
    make(tmp_path / "build")
    (tmp_path / "build" / "store" / "CURRENT").unlink()
    (tmp_path / "build" / MARKER).touch()  # As a process leaves it that was killed right after the exchange.
    make(tmp_path / "build", "two")
    assert set(tree(tmp_path)) == {
        "build", "build/graph.ttl", "build/manifest.json", "build/store", "build/store/CURRENT",
    }  # fmt: skip


def test_what_is_put_into_a_build_while_the_next_is_written_stays(tmp_path: Path) -> None:
    make(tmp_path / "build")

    def job() -> None:
        with replacing(tmp_path / "build"):
            plant(tmp_path / "build", "thesis.txt")

    with pytest.raises(OutputError, match=r"\(thesis.txt\)"):
        job()
    assert (tmp_path / "build" / "thesis.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_what_is_put_there_in_the_moment_of_the_exchange_is_kept_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "build")
    checked = check_folder

    def late(out: Path, *rest: object) -> Path:
        found = checked(out, *rest)  # type: ignore[arg-type]
        if (tmp_path / "ready").exists():
            plant(out, "thesis.txt")
        return found

    monkeypatch.setattr("kg.rdf.write.check_folder", late)
    stated: list[str] = []
    with replacing(tmp_path / "build", (), stated.append) as folder:
        (folder / "graph.ttl").write_text("two")
        (tmp_path / "ready").touch()
    (kept,) = tmp_path.glob("build-kept-*")
    assert stated == [
        f"{kept}: the earlier build, kept since it holds more than a build wrote, or could not be removed"
    ]
    assert (tree(kept)["thesis.txt"], tree(kept)["graph.ttl"]) == ("mine", "one")
    assert tree(tmp_path / "build")["graph.ttl"] == "two"


def test_folders_that_only_look_left_behind_stay(tmp_path: Path) -> None:
    plant(tmp_path / ".build-kg-abcdefgh", "thesis.txt")
    make(tmp_path / ".build-kg-12345678")
    plant(tmp_path / ".build-kg-12345678", "thesis.txt")
    before = tree(tmp_path)
    make(tmp_path / "build")
    assert {name: text for name, text in tree(tmp_path).items() if not name.startswith("build")} == before


def test_folders_that_cannot_be_exchanged_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    for out, words in {
        ".": "holds the folder that you stand in; name one inside it, as --out build",
        "": "holds the folder that you stand in",
        "..": "as --out ../build",
        "/": "holds the folder that you stand in",
        "file": "is a file and no build",
        "file/build": "Not a directory",
        "loop": "circle|symbolic links",
        "x" * 300: "File name too long",
    }.items():
        with pytest.raises(OutputError, match=words):
            make(Path(out))


def test_mount_points_and_folders_that_are_not_writable_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(OutputError, match="is not writable"):
        make(tmp_path / "build")
    with pytest.raises(OutputError, match="is not writable"):
        check_file(tmp_path / "o.ttl")
    monkeypatch.setattr("os.path.ismount", lambda path: True)
    with pytest.raises(OutputError, match="is a mount point; name a folder inside it"):
        make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_build_does_not_replace_its_input(tmp_path: Path) -> None:
    make(tmp_path / "build")
    with pytest.raises(OutputError, match="holds the input"):
        make(tmp_path / "build", "two", inputs=[tmp_path / "build" / "graph.ttl"])
    make(tmp_path / "build", "two", inputs=[tmp_path])  # A folder of data may hold the build.


def test_a_planted_name_is_not_written_through(tmp_path: Path) -> None:
    plant(tmp_path, "victim")
    for name in (".o.ttl.part", "o.ttl.part"):
        (tmp_path / name).symlink_to("victim")
    write_text(tmp_path / "o.ttl", "new")
    assert (tmp_path / "victim").read_text() == "mine"
    assert (tmp_path / "o.ttl").read_text() == "new"


def test_files_take_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "o.ttl", "new")
        make(tmp_path / "build")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "o.ttl").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "build").stat().st_mode) == 0o750


def test_two_writers_to_one_file_do_not_mix(tmp_path: Path) -> None:
    def meanwhile() -> Iterator[bytes]:
        yield b"one "
        write_text(tmp_path / "same", "another")
        yield b"two"

    write_chunks(tmp_path / "same", meanwhile())
    assert (tmp_path / "same").read_text() == "one two"
    assert [path.name for path in tmp_path.iterdir()] == ["same"]


def test_chunks_stand_in_a_file_once_all_are_taken(tmp_path: Path) -> None:
    chunks = chunks_written(tmp_path / "file", [b"one ", b"two"])
    assert next(chunks) == b"one "
    chunks.close()
    assert list(tmp_path.iterdir()) == []
    assert list(chunks_written(tmp_path / "file", [b"one ", b"two"])) == [b"one ", b"two"]
    assert (tmp_path / "file").read_text() == "one two"


def test_files_that_cannot_be_written_are_refused_with_a_reason(tmp_path: Path) -> None:
    plant(tmp_path, "in.ttl")
    plant(tmp_path / "data", "a.ttl")
    (tmp_path / "link").symlink_to("in.ttl")
    os.mkfifo(tmp_path / "pipe")
    inputs = [tmp_path / "in.ttl", tmp_path / "data"]
    for name, words in {
        "in.ttl": "is an input of this command",
        "data/../in.ttl": "is an input of this command",
        "data/a.ttl": "is an input of this command",
        "link": "is a link to in.ttl",
        "pipe": "is a device or a pipe",
        "/dev/null": "is a device or a pipe",
        "": "is a folder",
        "none/o.ttl": "No such file or directory",
        "in.ttl/o.ttl": "Not a directory",
        "x" * 300: "File name too long",
    }.items():
        with pytest.raises(OutputError, match=f"cannot be written: .*{words}"):
            check_file(tmp_path / name, inputs)
    check_file(tmp_path / "data" / "page.html", inputs)
    check_file(tmp_path / ("x" * 255), inputs)
    with pytest.raises(OutputError, match="stands in the build"):
        check_file(tmp_path / "data" / "o.ttl", build=tmp_path / "data")
    assert (tmp_path / "in.ttl").read_text() == "mine"


def test_a_folder_of_files_is_checked_before_any_is_written(tmp_path: Path) -> None:
    plant(tmp_path, "nodes.csv")
    (tmp_path / "edges.csv").mkdir()
    with pytest.raises(OutputError, match=r"edges\.csv: cannot be written: is a folder"):
        write_files(tmp_path, {"nodes.csv": [b"new"], "edges.csv": [b"new"]})
    assert (tmp_path / "nodes.csv").read_text() == "mine"
    with pytest.raises(OutputError, match="is not a folder"):
        check_files(tmp_path / "nodes.csv")


#: Writes with room for so many bytes in a file: a text, then a build with a store.
FULL = """
import resource, sys
from pathlib import Path
from pyoxigraph import NamedNode, Triple
from kg.errors import OutputError
from kg.rdf.write import replacing, write_files, write_text
from kg.sparql.store import write_store
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
place = Path(sys.argv[1])
node = NamedNode("http://example.org/p")
def build():
    with replacing(place / "build") as folder:
        write_store({"http://example.org/g": (Triple(node, node, node),)}, folder / "store")
for job in (
    lambda: write_text(place / "o.ttl", "x" * 101),
    lambda: write_files(place, {"o.ttl": [b"new"], "other.ttl": [b"x" * 101]}),
    build,
):
    try:
        job()
    except OutputError as error:
        print(error)
"""


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    plant(tmp_path, "o.ttl")
    make(tmp_path / "build")
    before = tree(tmp_path)
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all("cannot be written" in line and "File too large" in line for line in lines)
    assert tree(tmp_path) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100


def test_a_command_that_is_ended_leaves_nothing_half_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg.cli", "build", "--out", "build"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "load\n"
    assert len(list(tmp_path.iterdir())) == 1
    process.send_signal(signal.SIGTERM)
    process.stderr.close()
    assert process.wait(60) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
