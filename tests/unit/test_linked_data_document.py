"""The commands and programs of docs/linked-data.md run as they stand there, one after the other, on a build."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.exchange.formats import FORMATS, of_build

DOCUMENT = Path(__file__).parents[2] / "docs" / "linked-data.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(shipped_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a build, and with what the document's first block exports from it."""
    folder = tmp_path_factory.mktemp("document")
    (folder / "build").symlink_to(shipped_build)
    (commands,) = (text for kind, text in BLOCKS if kind == "sh")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in commands.splitlines():
            done = CliRunner().invoke(app, line.split()[1:])
            assert done.exit_code == 0, done.output
    return folder


#: Programs that were installed with the tests come before those of the system.
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def run(command: list[str], folder: Path, **variables: str) -> str:
    environment = os.environ | {"PATH": PATH} | variables
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_every_export_is_written(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "build", "graph.jsonld", "facts.nq", "network.graphml", "network.gexf", "tables", "map.geojson", "bundle.json",
        "accounts.ttl", "entities.ftm.json", "nanopubs.trig",
    }  # fmt: skip
    assert {path.name for path in (folder / "tables").iterdir()} == {
        "nodes.csv", "edges.csv", "csv-metadata.json", "nodes.parquet", "edges.parquet",
    }  # fmt: skip


def digests(build: Path) -> list[str]:
    """A hash of each part of each export."""
    return [
        f"{form} {name} {sha256(b''.join(chunks)).hexdigest()}"
        for form in FORMATS
        for name, chunks in of_build(form, build).items()
    ]


def test_every_process_writes_the_same_bytes(folder: Path) -> None:
    """Sets of texts come in another order in each process, unless they are sorted."""
    program = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_linked_data_document import digests
print(*digests(Path("build")), sep="\\n")
"""
    other = run([sys.executable, "-c", program, str(Path(__file__).parent)], folder, PYTHONHASHSEED="1")
    assert other.splitlines() == digests(folder / "build")
    assert len(other.splitlines()) == len(FORMATS) + 3


@pytest.mark.parametrize(
    "program",
    [text for kind, text in BLOCKS if kind == "python"],
    ids=["rdflib", "oxigraph", "polars-networkx", "nanopub"],
)
def test_python_programs_run(folder: Path, program: str) -> None:
    assert run([sys.executable, "-c", program], folder)


def test_the_proxies_are_found(folder: Path) -> None:
    (program,) = (text for kind, text in BLOCKS if kind == "python" and "conflict:Proxy" in text)
    assert "https://w3id.org/conflict-kg/id/actor/kataib-hezbollah" in run([sys.executable, "-c", program], folder)


def outside(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program, path=PATH) is None, reason=f"needs {program}")


@pytest.mark.outside
@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        pytest.param("rapper", "Parsing returned", marks=outside("rapper")),
        pytest.param("serdi", "<https://w3id.org/conflict-kg/ontology#sponsors>", marks=outside("serdi")),
        pytest.param("oxigraph", "https://w3id.org/conflict-kg/graph/inferred,", marks=outside("oxigraph")),
    ],
)
def test_other_programs_read_it(folder: Path, tmp_path: Path, kind: str, answer: str) -> None:
    (commands,) = (text for name, text in BLOCKS if name == kind)
    shutil.copytree(folder / "build", tmp_path / "build")
    assert answer in run(["bash", "-ec", commands], tmp_path)


@pytest.mark.outside
def test_n3_counts_the_sponsors(folder: Path) -> None:
    node = shutil.which("node")
    if node is None or subprocess.run([node, "-e", "require('n3')"], capture_output=True, check=False).returncode:
        pytest.skip("needs N3.js (npm install n3, its folder in NODE_PATH)")
    (program,) = (text for kind, text in BLOCKS if kind == "node")
    counted = int(run([node, "-e", program], folder))
    text = (folder / "build" / "closure.nt").read_text(encoding="utf-8")
    assert counted == text.count("<https://w3id.org/conflict-kg/ontology#sponsors>") > 0


def test_the_list_of_formats_is_complete() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
