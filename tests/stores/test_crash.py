"""A build that is killed while it loads its store leaves the earlier build whole, and the next one is not disturbed."""

import subprocess
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.export import replacing
from kg.manifest import MARKER
from kg.sparql.backends import open_store
from kg.sparql.query import ask
from kg.sparql.store import write_store
from seed_report import SEED

COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


#: Loads into a new folder beside ``out`` for ever, by the path that a build takes.
ENDLESS = """
import itertools, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Triple
from kg.export import replacing
from kg.sparql.store import write_store
p = NamedNode("http://example.org/p")
with replacing(Path(sys.argv[1])) as folder:
    print("loading", flush=True)
    write_store({"http://example.org/g": (Triple(p, p, Literal(n)) for n in itertools.count())}, folder / "store")
"""

#: Puts one small build after the other in the place of the one before.
SWAPS = """
import sys
from pathlib import Path
from kg.export import replacing
said = False
while True:
    with replacing(Path(sys.argv[1])) as folder:
        for name in ("summary.json", "graph.trig"):
            (folder / name).write_text("{}")
    if not said:
        print("swapping", flush=True)
    said = True
"""


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def rows(folder: Path) -> object:
    with closing(open_store(folder / "store")) as store:
        return ask(store, COUNT).rows


def build_small(out: Path) -> None:
    """A build in the way of ``kg build``, but of nothing."""
    with replacing(out) as folder:
        (folder / "summary.json").write_text("{}")
        (folder / "graph.trig").write_text("")
        write_store({"http://example.org/g": ()}, folder / "store")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_build_killed_in_the_middle_of_a_load_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    out, other = tmp_path / "build", tmp_path / ".build-mine"
    other.mkdir()
    build_small(out)
    before = contents(out)
    data = [argument for path in SEED for argument in ("--data", str(path))]
    command = [sys.executable, "-m", "kg.cli", "build", *data, "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_a_load(tmp_path, process)
    process.kill()  # SIGKILL: nothing is cleaned up.
    assert process.wait() == -9
    assert contents(out) == before
    assert rows(out) == ()
    assert len(names(tmp_path)) == 3
    build_small(out)
    assert names(tmp_path) == [".build-mine", "build"]


def test_of_two_builds_to_one_folder_the_later_says_so(tmp_path: Path) -> None:
    out = tmp_path / "build"
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(out)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"loading\n"
    with pytest.raises(OutputError, match="build: another process is writing it"):
        build_small(out)
    assert len(names(tmp_path)) == 1
    build_small(tmp_path / "other")
    process.kill()
    process.wait()
    process.stdout.close()
    build_small(out)
    assert names(tmp_path) == ["build", "other"]


def test_a_build_is_there_at_every_moment_while_others_take_its_place(tmp_path: Path) -> None:
    """And after a kill at any moment; the next build removes what was left."""
    out = tmp_path / "build"
    process = subprocess.Popen([sys.executable, "-c", SWAPS, str(out)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"swapping\n"
    ends = time.monotonic() + 0.5
    while time.monotonic() < ends:
        assert (out / "summary.json").is_file()
    process.kill()
    process.wait()
    process.stdout.close()
    # Killed right after it took its place, a build has its mark still.
    assert [name for name in names(out) if name != MARKER] == ["graph.trig", "manifest.json", "summary.json"]
    build_small(out)
    assert names(tmp_path) == ["build"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_build_takes_the_place_of_an_earlier_one_also_behind_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:  # As where the system knows no exchange.
        monkeypatch.setattr("kg.export._exchange", lambda one, other: False)
    (tmp_path / "disk").mkdir()
    (tmp_path / "build").symlink_to(tmp_path / "disk" / "build")
    for text in ("first", "second"):
        with replacing(tmp_path / "build") as folder:
            (folder / "summary.json").write_text(text)
            (folder / "graph.trig").write_text("")
    assert (tmp_path / "disk" / "build" / "summary.json").read_text() == "second"
    assert (tmp_path / "build").is_symlink()
    assert (names(tmp_path), names(tmp_path / "disk")) == (["build", "disk"], ["build"])


def wait_for_a_load(place: Path, process: subprocess.Popen[bytes]) -> None:
    """Return once the process has begun to write a store beside the earlier build."""
    end = time.monotonic() + 120
    while not list(place.glob(".build-*/store/CURRENT")):
        if time.monotonic() > end or process.poll() is not None:
            pytest.fail("the build wrote no store")
        time.sleep(0.002)


def test_a_load_killed_far_in_leaves_the_earlier_store_whole(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build_small(out)
    before = contents(out)
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(out)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"loading\n"
    time.sleep(0.5)
    process.kill()
    process.wait()
    process.stdout.close()
    assert contents(out) == before
    assert rows(out) == ()
