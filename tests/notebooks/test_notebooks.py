"""Every notebook runs from top to bottom, keeps no output, uses the public names alone, and shows what it promises."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import kg

BOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
#: How many figures each draws.
FIGURES = {
    "bring-your-own-data": 0,
    "claims-and-double-check": 4,
    "escalation": 3,
    "proxies-and-sponsors": 3,
    "tour": 0,
}


@pytest.fixture(scope="module", params=BOOKS, ids=lambda path: path.stem)
def executed(request: pytest.FixtureRequest) -> tuple[str, nbformat.NotebookNode]:
    book = nbformat.read(request.param, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "strip the outputs before committing"
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return request.param.stem, book


def outputs(book: nbformat.NotebookNode) -> list[dict[str, str]]:
    return [output["data"] for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def test_every_code_cell_gives_an_answer(executed: tuple[str, nbformat.NotebookNode]) -> None:
    name, book = executed
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs, cell.source
            assert all(output.output_type != "stream" for output in cell.outputs), cell.source
    assert sum("image/png" in data for data in outputs(book)) == FIGURES[name]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_only_public_names_are_used(path: Path) -> None:
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    nodes = [node for source in cells for node in ast.walk(ast.parse(source))]
    for node in nodes:
        if isinstance(node, ast.Import):
            assert all(not alias.name.startswith("kg.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] != "kg"
        elif isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")
            assert node.attr not in {"built", "store", "evidence"}, "what a graph is made of is not asked directly"
            if isinstance(node.value, ast.Name) and node.value.id == "kg":
                assert node.attr in kg.__all__
        assert not isinstance(node, ast.FunctionDef | ast.ClassDef), "a notebook holds no logic"


def test_tour_ends_with_the_explorer_as_a_sandboxed_frame_without_files(
    executed: tuple[str, nbformat.NotebookNode],
) -> None:
    name, book = executed
    frames = [data["text/html"] for data in outputs(book) if "<iframe" in data.get("text/html", "")]
    assert len(frames) == (name == "tour")
    for page in frames:
        assert page.startswith('<iframe sandbox="allow-scripts ')
        assert "srcdoc=" in page
        assert 'src="' not in page
