"""Writing: what is written reads back the same, and nothing is lost when writing fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import OutputError
from kg.rdf.tables import as_markdown, present
from kg.rdf.terms import LAYERS
from kg.rdf.write import ntriples, replacing, trig, turtle, write_files, write_text
from kg.workspace import Workspace

HOSTILE = 'a "quoted"\\ line\nbreak \u2028 ^^xsd:x @en <b> \u202e'


def test_turtle_and_trig_read_back_the_same(seed: Workspace) -> None:
    layers = {g.value: seed.graphs[g.value] for g in LAYERS.values()}
    flat = {t for triples in layers.values() for t in triples}
    assert {q.triple for q in parse(turtle(flat).encode(), format=RdfFormat.TURTLE)} == flat
    assert {q.triple for q in parse(ntriples(flat).encode(), format=RdfFormat.N_TRIPLES)} == flat
    back = {(q.triple, q.graph_name.value) for q in parse(trig(layers).encode(), format=RdfFormat.TRIG)}  # type: ignore[union-attr]
    assert back == {(t, name) for name, triples in layers.items() for t in triples}


def test_hostile_literals_read_back_the_same() -> None:
    subject = NamedNode("http://example.org/it's;odd")
    triples = {
        Triple(subject, NamedNode("http://example.org/p"), literal)
        for literal in (
            Literal(HOSTILE),
            Literal(HOSTILE, language="en"),
            Literal("05", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
            Literal("x", datatype=NamedNode("http://example.org/odd")),
        )
    }
    assert {q.triple for q in parse(turtle(triples).encode(), format=RdfFormat.TURTLE)} == triples


def make_build(folder: Path, text: str) -> None:
    with replacing(folder) as work:
        for name in ("summary.json", "graph.trig", "own.txt"):
            (work / name).write_text(text)


def make_build_that_fails(folder: Path) -> None:
    with replacing(folder) as work:
        (work / "own.txt").write_text("second")
        raise RuntimeError("half way")


def test_a_failing_build_leaves_the_earlier_one(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    make_build(folder, "first")
    with pytest.raises(RuntimeError, match="half way"):
        make_build_that_fails(folder)
    assert (folder / "own.txt").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["build"]
    make_build(folder, "third")
    assert (folder / "own.txt").read_text() == "third"


def test_a_folder_that_is_no_build_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds something that is no build"):
        make_build(tmp_path, "x")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_output_path_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        make_build(tmp_path / "file" / "build", "x")
    with pytest.raises(OutputError, match="no build"):
        make_build(tmp_path / "file", "x")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "none" / "x.txt", "x")


def test_formulas_in_cells_are_inert() -> None:
    rows = [("=cmd()", "-5"), ("@x", "+1 more")]
    assert present(("a", "b"), rows, "csv") == "a,b\n'=cmd(),-5\n'@x,'+1 more\n"


def test_markdown_cells_hold_no_markup() -> None:
    assert as_markdown(("a",), [("<script>|[x](y)\nz",)]).splitlines()[2] == "| \\<script>\\|\\[x](y) z |"


def test_files_of_one_folder_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("broken")

    write_files(tmp_path / "new", {"a.txt": [b"one ", b"two"], "b.txt": [b"three"]})
    (tmp_path / "new" / "own.txt").write_text("mine")
    with pytest.raises(ValueError, match="broken"):
        write_files(tmp_path / "new", {"a.txt": [b"changed"], "b.txt": breaks()})
    found = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert found == {"a.txt": "one two", "b.txt": "three", "own.txt": "mine"}
