"""What a notebook shows, opened as Jupyter and VS Code open it: drawn, sandboxed, and without a request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from browser.conftest import watched
from browser.driving import wait_until

pytestmark = pytest.mark.browser

SOURCE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from browser.sample import sample_evidence, sample_graph
from kg.explorer.notebook import Network

graph = sample_graph()
network = Network.of(graph, sample_evidence(graph), "Made-up sample")
network
"""
#: The policy of the page in which VS Code shows what cells give, as its source has it.
VS_CODE = (
    "default-src 'none'; script-src https://*.vscode-cdn.net 'unsafe-inline' 'unsafe-eval'; "
    "style-src https://*.vscode-cdn.net 'unsafe-inline'; img-src https: http: data:; connect-src https:; "
    "child-src https: data:;"
)


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """The HTML that two cells give: of a network, and of a part of it."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("network.subgraph(list(network)[:24])")]
    )
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return [cell.outputs[0]["data"]["text/html"] for cell in book.cells]


@pytest.fixture(params=["", VS_CODE], ids=["jupyter", "vscode"])
def opened(request: pytest.FixtureRequest, browser: Any, shown: list[str]) -> Iterator[Any]:
    """A page with the cells' HTML in it, under a host's policy."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{request.param}">' if request.param else ""
    context = browser.new_context(viewport={"width": 1200, "height": 1400})
    found = watched(context.new_page(), "about:")
    found.page.set_content(f"<!doctype html><title>Notebook</title>{policy}{''.join(shown)}")
    yield found
    context.close()


def test_cells_are_drawn_without_a_request(opened: Any) -> None:
    frames = opened.page.frames[1:]
    assert len(frames) == 2
    for frame in frames:
        wait_until(frame, "window.__kg !== undefined")
        wait_until(
            frame,
            """() => {
                const canvas = document.querySelector('#network canvas');
                const { data } = canvas.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
                const seen = new Set();
                for (let at = 0; at < data.length; at += 4) {
                    if (data[at + 3] === 255) seen.add(data.slice(at, at + 3).join());
                }
                return seen.size > 20;
            }""",
        )
    assert opened.messages == []
    assert opened.outside() == []


def test_frame_has_an_origin_of_its_own_and_saves_files(opened: Any) -> None:
    frame = opened.page.frames[1]
    wait_until(frame, "window.__kg !== undefined")
    assert frame.evaluate("window.origin") == "null"
    reached = frame.evaluate("(() => { try { return parent.document.title; } catch (error) { return error.name; } })()")
    assert reached == "SecurityError"
    frame.click("#take summary")
    with opened.page.expect_download() as download:
        frame.click("#csv")
    assert download.value.suggested_filename == "relations.csv"
