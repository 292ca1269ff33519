"""A browser, and pages of the explorer that record what they should never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from browser.driving import wait_for_page
from browser.sample import sample_evidence, sample_graph
from kg.evidence.records import Evidence
from kg.explorer.html import render_explorer
from kg.explorer.page import other_workspaces, view_of
from kg.explorer.payload import PolicyView
from kg.workspace import Workspace


@dataclass
class Opened:
    """A page together with its messages, its errors, and every address it asked for."""

    page: Any
    address: str
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        """The requests for anything but the page itself and data that it made."""
        own = (self.address, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


def watched(page: Any, address: str) -> Opened:
    """A page that records what it says and what it asks for."""
    opened = Opened(page, address)
    page.on("console", lambda message: opened.messages.append(message.text))
    page.on("pageerror", lambda error: opened.messages.append(str(error)))
    page.on("dialog", lambda dialog: opened.messages.append(dialog.message) or dialog.dismiss())
    page.on("request", lambda request: opened.requests.append(request.url))
    return opened


def in_network(address_hash: str) -> str:
    """The part of an address after ``#`` with the network as its view, if it has none: most tests are about that."""
    if "view=" in address_hash:
        return address_hash
    return f"{address_hash}{'&' if address_hash else '#'}view=network"


Opener = Callable[..., Opened]
Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def html() -> str:
    graph = sample_graph()
    return render_explorer(graph, sample_evidence(graph), title="Sample explorer", provenance="Made-up sample")


@pytest.fixture(scope="session")
def shipped_views(shipped_graph: Workspace) -> list[PolicyView]:
    """The network of all shipped data under each policy that the page switches between, the default one first."""
    return [view_of(workspace) for workspace in (shipped_graph, *other_workspaces(shipped_graph))]


@pytest.fixture(scope="session")
def shipped_html(shipped_views: list[PolicyView]) -> str:
    """The explorer of all shipped data, with its policies."""
    own, *others = shipped_views
    return render_explorer(own.graph, own.evidence, title="Shipped", provenance=own.provenance, others=others)


@pytest.fixture
def opener(browser: Any, html: str, tmp_path: Path) -> Iterator[Opener]:
    """Open the sample, a graph of one's own, or a page's text, at a size, in a scheme, with an address's hash."""
    contexts = []
    sample_html = html

    def open_page(
        graph: nx.MultiDiGraph | None = None,
        *,
        size: tuple[int, int] = (1400, 900),
        scheme: str = "light",
        address_hash: str = "",
        title: str = "Sample explorer",
        html: str | None = None,
    ) -> Opened:
        text = html or sample_html
        if graph is not None:
            text = render_explorer(graph, Evidence({}, {}), title=title)
        file = tmp_path / f"explorer{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        opened = watched(context.new_page(), file.as_uri())
        opened.page.goto(file.as_uri() + in_network(address_hash))
        wait_for_page(opened.page)
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def sample(opener: Opener) -> Opened:
    """The sample, opened; it must stay silent and offline whatever a test does with it."""
    return opener()


@pytest.fixture(scope="module")
def shared(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A page that the tests of a module use one after the other."""
    folder = tmp_path_factory.mktemp("pages")
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield watched(context.new_page(), folder.as_uri())
    context.close()


@pytest.fixture
def visit(shared: Opened, html: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open the sample, the shipped data (``shipped=True``) or a graph in the shared page.

    It must stay silent and offline whatever a test does with it.
    """
    shared.messages.clear()
    shared.requests.clear()
    folder = Path(shared.address.removeprefix("file://"))

    def open_page(
        graph: nx.MultiDiGraph | None = None,
        *,
        address_hash: str = "",
        shipped: bool = False,
        size: tuple[int, int] = (1400, 900),
        scheme: str = "light",
    ) -> Any:
        if graph is not None:
            name, text = "own", render_explorer(graph, Evidence({}, {}), title="T")
        elif shipped:
            name, text = "shipped", request.getfixturevalue("shipped_html")
        else:
            name, text = "sample", html
        file = folder / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        shared.page.goto("about:blank")
        shared.page.set_viewport_size({"width": size[0], "height": size[1]})
        shared.page.emulate_media(color_scheme=scheme)
        shared.page.goto(file.as_uri() + in_network(address_hash))
        wait_for_page(shared.page)
        return shared.page

    yield open_page
    assert shared.messages == []
    assert shared.outside() == []
