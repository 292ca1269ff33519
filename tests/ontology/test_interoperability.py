"""The Turtle that ships and the Turtle that a build writes say the same to every parser: in number and in content."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import owlready2
import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from kg.exchange.formats.rdf import rdfxml
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.terms import LAYERS
from kg.rdf.write import turtle
from kg.workspace import Workspace

SCRIPT = Path(__file__).with_name("to_ntriples.js")
SHIPPED = [*sorted(shipped("data").glob("*.ttl")), *sorted(shipped("ontology").rglob("*.ttl"))]


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_rdflib(files: list[Path]) -> list[str]:
    return [rdflib.Graph().parse(file).serialize(format="nt") for file in files]


def by_oxigraph(files: list[Path]) -> list[str]:
    return ["".join(f"{quad.triple} .\n" for quad in parse(path=str(file))) for file in files]


def by_raptor(files: list[Path]) -> list[str]:
    return [run("rapper", "-q", "-i", "turtle", "-o", "ntriples", file) for file in files]


def by_serd(files: list[Path]) -> list[str]:
    return [run("serdi", "-i", "turtle", "-o", "ntriples", file) for file in files]


def by_n3(files: list[Path]) -> list[str]:
    run("node", SCRIPT, *files)
    return [file.with_suffix(".nt").read_text("utf-8") for file in files]


def has_n3() -> bool:
    node = shutil.which("node")
    found = node and subprocess.run([node, "-e", "require('n3')"], capture_output=True, check=False).returncode == 0
    return bool(found)


def needs(present: object, what: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.outside, pytest.mark.skipif(not present, reason=f"needs {what}")]


PROGRAMS = [
    pytest.param(by_rdflib, id="rdflib"),
    pytest.param(by_raptor, id="raptor", marks=needs(shutil.which("rapper"), "rapper (Debian: raptor2-utils)")),
    pytest.param(by_serd, id="serd", marks=needs(shutil.which("serdi"), "serdi (Debian: serdi)")),
    pytest.param(by_n3, id="n3", marks=needs(has_n3(), "N3.js (npm install n3, its folder in NODE_PATH)")),
]


def canonical(ntriples: str) -> tuple[int, str]:
    """The number of triples, and a hash of them with blank nodes named by RDFC-1.0 (W3C, 2024)."""
    found = Dataset(parse(ntriples.encode(), format=RdfFormat.N_TRIPLES))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return len(found), hashlib.sha256("\n".join(sorted(map(str, found))).encode()).hexdigest()


@pytest.fixture(scope="module")
def files(shipped_graph: Workspace, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every Turtle file that ships, and the one of a build, as copies."""
    folder = tmp_path_factory.mktemp("turtle")
    for number, file in enumerate(SHIPPED):
        shutil.copy(file, folder / f"{number:02}-{file.name}")
    triples = {t for graph in LAYERS.values() for t in shipped_graph.graphs[graph.value]}
    (folder / "graph.ttl").write_text(turtle(triples), encoding="utf-8")
    return sorted(folder.glob("*.ttl"))


@pytest.fixture(scope="module")
def expected(files: list[Path]) -> list[tuple[int, str]]:
    return [canonical(text) for text in by_oxigraph(files)]


@pytest.fixture(autouse=True)
def exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib rewrites numbers into canonical form unless it is told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_parser_reads_the_same(
    program: Callable[[list[Path]], list[str]], files: list[Path], expected: list[tuple[int, str]]
) -> None:
    assert len(files) == len(SHIPPED) + 1
    found = [canonical(text) for text in program(files)]
    differing = [f.name for f, ours, theirs in zip(files, expected, found, strict=True) if ours != theirs]
    assert differing == []


def test_nothing_is_empty(files: list[Path], expected: list[tuple[int, str]]) -> None:
    assert all(number > 5 for number, _ in expected)
    assert dict(zip((f.name for f in files), expected, strict=True))["graph.ttl"][0] > 10_000


def test_owlready2_opens_the_ontology(tmp_path: Path) -> None:
    """owlready2 reads RDF/XML, so this is also a test of that export with the anonymous classes of an ontology."""
    (file,) = read_rdf((shipped("ontology") / "conflict.ttl",))
    triples = parse_file(file)
    path = tmp_path / "conflict.rdf"
    path.write_bytes(b"".join(rdfxml(triples)))
    opened = owlready2.World().get_ontology(path.as_uri()).load()
    text = file.content.decode()
    for kind, found in (
        ("owl:Class", opened.classes()),
        ("owl:ObjectProperty", opened.object_properties()),
        ("owl:DatatypeProperty", opened.data_properties()),
    ):
        stated = re.findall(rf"^conflict:(\w+) a {kind}\b", text, re.MULTILINE)
        assert {term.name for term in found if term.iri.startswith("https://w3id.org/conflict-kg/")} == set(stated)
    assert opened.world["https://w3id.org/conflict-kg/ontology#sponsors"].property_chain
