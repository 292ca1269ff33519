"""A build that is killed while it loads its store leaves the earlier build whole, and the next one is not disturbed."""

import subprocess
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from kg.build import write_build
from kg.pipeline import Dataset
from kg.sparql.backends import open_store
from kg.sparql.query import ask
from seed_report import SEED

COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file; Oxigraph's log tells of each opening."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("LOG"))
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def rows(folder: Path) -> object:
    with closing(open_store(folder / "store")) as store:
        return ask(store, COUNT).rows


def test_a_build_killed_in_the_middle_of_a_load_leaves_the_earlier_one_whole(seed: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(seed, out)
    before, told = contents(out), rows(out)
    data = [argument for path in SEED for argument in ("--data", str(path))]
    command = [sys.executable, "-m", "kg.cli", "build", *data, "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_a_load(tmp_path, process)
    process.kill()  # SIGKILL: nothing is cleaned up.
    assert process.wait() == -9
    assert contents(out) == before
    assert rows(out) == told
    write_build(seed, out)
    assert rows(out) == told


def wait_for_a_load(place: Path, process: subprocess.Popen[bytes]) -> None:
    """Return once the process has begun to write a store beside the earlier build."""
    end = time.monotonic() + 120
    while not list(place.glob(".build-*/store/CURRENT")):
        if time.monotonic() > end or process.poll() is not None:
            pytest.fail("the build wrote no store")
        time.sleep(0.002)


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


def test_a_load_killed_far_in_leaves_the_earlier_store_whole(tmp_path: Path) -> None:
    from kg.export import replacing
    from kg.sparql.store import write_store

    out = tmp_path / "build"
    with replacing(out) as folder:
        (folder / "summary.json").write_text("{}")
        (folder / "graph.trig").write_text("")
        write_store({"http://example.org/g": ()}, folder / "store")
    before = contents(out)
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(out)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"loading\n"
    time.sleep(1)
    process.kill()
    process.wait()
    process.stdout.close()
    assert contents(out) == before
    assert rows(out) == ()
