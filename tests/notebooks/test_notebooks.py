"""Every notebook runs from top to bottom, keeps no output, and shows what it promises."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

BOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", params=BOOKS, ids=lambda path: path.stem)
def executed(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    book = nbformat.read(request.param, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "strip the outputs before committing"
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return book


def test_every_code_cell_gives_an_answer(executed: nbformat.NotebookNode) -> None:
    for cell in executed.cells:
        if cell.cell_type == "code":
            assert cell.outputs, cell.source
            assert all(output.output_type != "stream" for output in cell.outputs), cell.source


def test_the_explorer_is_a_sandboxed_frame_without_files(executed: nbformat.NotebookNode) -> None:
    page = executed.cells[-1].outputs[0]["data"]["text/html"]
    assert page.startswith('<iframe sandbox="allow-scripts ')
    assert "srcdoc=" in page
    assert 'src="' not in page
