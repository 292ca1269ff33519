"""Graphs beyond vis-network's reach: the same page, drawn by sigma.js, with and without WebGL."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest

from browser.conftest import Opened, in_network, watched
from browser.driving import (
    OF_COLOUR,
    PHONE,
    SHEETS,
    findings,
    message,
    open_table,
    painted,
    selected,
    wait_for_page,
    wait_until,
)
from browser.looks import counts
from browser.sample import EDGES, ID, edge, node, sample_evidence, sample_graph
from kg.explorer.html import render_explorer
from kg.explorer.style import BLUE, ORANGE, VERMILLION

pytestmark = pytest.mark.browser

SOFTWARE = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
#: Nodes in all looks, seen as large as can be, at places of the test's own.
CLOSE = "#fold=0&layout=force&around=~actor%2Fwaritheen"


def large() -> nx.MultiDiGraph:
    """The sample and a crowd of 2,100 militias, each with two ties to one of the sample's actors or of the crowd."""
    graph = sample_graph()
    names = [f"{ID}actor/crowd-{number}" for number in range(2100)]
    for number, name in enumerate(names):
        graph.add_node(name, **node(f"Militia {number}", size=0.1))
    for number, name in enumerate(names):
        graph.add_edge(f"{ID}actor/kss", name, key=f"a{number}", **edge("arms", inferred=False))
        other = names[(number * 7) % len(names)]
        graph.add_edge(name, other, key=f"b{number}", **edge("opposes", family="force", sign=-1))
    return graph


@pytest.fixture(scope="module")
def html() -> str:
    graph = large()
    return render_explorer(graph, sample_evidence(graph), title="Large explorer")


@pytest.fixture(scope="module")
def browser(browser: Any, chromium: str) -> Iterator[Any]:
    """A browser with WebGL in software."""
    running = browser.browser_type.launch(executable_path=chromium, args=list(SOFTWARE))
    yield running
    running.close()


@pytest.fixture(scope="module")
def page(browser: Any, html: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The large page; it must stay silent and offline whatever a test does with it."""
    file = tmp_path_factory.mktemp("large") / "explorer.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = watched(context.new_page(), file.as_uri())
    yield opened
    assert opened.messages == []
    assert opened.outside() == []
    context.close()


def show(opened: Opened, address_hash: str = "") -> Any:
    """The page at an address's hash; it is loaded once."""
    if opened.page.url == "about:blank":
        opened.page.goto(opened.address)
        wait_for_page(opened.page)
    opened.page.evaluate(
        """(hash) => new Promise((done) => {
            addEventListener('hashchange', () => done(), { once: true });
            location.hash = `${hash}&at=${performance.now()}`;
        })""",
        in_network(address_hash).removeprefix("#"),
    )
    return opened.page


def screen(page: Any, name: str) -> tuple[float, float]:
    """Where a drawn node stands, in pixels of the page."""
    x, y = page.evaluate(
        """(id) => {
            __kg.network.labelBoxes();
            const { x, y } = __kg.network.positions()[id];
            const place = __kg.network.picture.graphToViewport({ x, y: -y });
            const frame = __kg.network.container.getBoundingClientRect();
            return [frame.x + place.x, frame.y + place.y];
        }""",
        ID + name,
    )
    return x, y


def colours(page: Any, points: list[tuple[float, float]]) -> list[tuple[int, int, int]]:
    """The colours at points of the page as it is seen."""
    picture = base64.b64encode(page.screenshot()).decode()
    found = page.evaluate(
        """async ([picture, points]) => {
            const image = new Image();
            image.src = `data:image/png;base64,${picture}`;
            await image.decode();
            const canvas = document.createElement('canvas');
            Object.assign(canvas, { width: image.width, height: image.height });
            const context = canvas.getContext('2d', { willReadFrequently: true });
            context.drawImage(image, 0, 0);
            const at = ([x, y]) => context.getImageData(Math.round(x), Math.round(y), 1, 1).data;
            return points.map((point) => [...at(point)].slice(0, 3));
        }""",
        [picture, points],
    )
    return [tuple(colour) for colour in found]


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


def test_library_is_chosen_by_size(page: Opened, html: str) -> None:
    opened = show(page)
    assert opened.evaluate("[typeof Sigma, typeof graphology, typeof vis]") == ["function", "function", "undefined"]
    small = render_explorer(sample_graph(), sample_evidence(sample_graph()), title="T")
    assert "graphology" not in small
    assert "vis-network" not in html
    assert opened.locator("#layout option").all_inner_texts() == ["hierarchy", "clusters", "ego"]


def test_overview_opens_first_and_everything_on_demand(page: Opened) -> None:
    opened = show(page)
    assert opened.evaluate("__kg.scene.nodes.size") <= 36
    assert counts(opened) == (2140, len(EDGES) + 4200)
    opened.select_option("#fold", "0")
    assert opened.evaluate("__kg.scene.nodes.size") == 2140
    assert opened.evaluate("(__kg.network.labelBoxes(), __kg.network.picture.getGraph().order)") == 2140


def test_nodes_are_painted_in_shape_and_colour(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force&around=~actor%2Firan&around=~actor%2Falwiyat")
    for name, colour in (("actor/iran", BLUE), ("actor/alwiyat", ORANGE), ("actor/kh", VERMILLION)):
        (painted,) = colours(opened, [screen(opened, name)])
        assert near(painted, rgb(colour)), name


def test_square_has_corners_and_a_circle_none(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force&around=~actor%2Firan")
    for name, has_corner in (("actor/syria", True), ("actor/lh", False)):
        radius = opened.evaluate(
            """(id) => {
                const { picture } = __kg.network;
                const { x, y } = __kg.network.positions()[id];
                picture.getCamera().setState({ x: 0.5 + x / 32768, y: 0.5 - y / 32768, ratio: 0.02 });
                __kg.network.labelBoxes();
                return picture.scaleSize(picture.getNodeDisplayData(id).size);
            }""",
            ID + name,
        )
        x, y = screen(opened, name)
        middle, corner = colours(opened, [(x, y), (x - 0.75 * radius, y - 0.75 * radius)])
        assert near(middle, corner) is has_corner, name


def test_lines_are_dashed_and_ended_as_in_the_small_drawing(page: Opened) -> None:
    opened = show(page, CLOSE)
    stated = opened.evaluate(
        """() => {
            __kg.network.labelBoxes();
            const graph = __kg.network.picture.getGraph();
            return graph.mapEdges((id, { pattern, head }) => [graph.source(id), pattern, head]);
        }"""
    )
    assert (f"{ID}actor/waritheen", 2, "arrow") in map(tuple, stated)
    opened = show(page, "#fold=0&around=~actor%2Firan")
    patterns = opened.evaluate(
        """() => {
            __kg.network.labelBoxes();
            return __kg.network.picture.getGraph().mapEdges((_, { pattern, head }) => `${pattern} ${head}`);
        }"""
    )
    assert {"0 arrow", "1 arrow", "0 bar"} <= set(patterns)


def test_filter_takes_lines_out_of_the_picture(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force")
    size = "(__kg.network.labelBoxes(), __kg.network.picture.getGraph().size)"
    before = opened.evaluate(size)
    opened.locator("#families label", has_text="force").locator("input").uncheck()
    assert before - opened.evaluate(size) >= 2000
    assert counts(opened)[1] == len(EDGES) + 4200 - 2100 - sum(1 for stated in EDGES if stated[3] == "force")


def test_click_selects_what_lies_there(page: Opened) -> None:
    opened = show(page, CLOSE)
    start, end = screen(opened, "actor/waritheen"), screen(opened, "actor/kh")
    opened.mouse.click(*start)
    assert selected(opened) == f"{ID}actor/waritheen"
    assert opened.locator("#details h2").first.inner_text().lower() == "façade"
    opened.wait_for_timeout(350)
    start, end = screen(opened, "actor/waritheen"), screen(opened, "actor/kh")
    opened.mouse.click((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    assert opened.evaluate("__kg.model.edges.get(__kg.filters.state.selected).verb") == "is façade of"
    opened.wait_for_timeout(350)
    box = opened.locator("#network").bounding_box()
    opened.mouse.click(box["x"] + 4, box["y"] + 4)
    assert selected(opened) is None


def test_second_click_expands_in_the_overview(page: Opened) -> None:
    opened = show(page)
    before = opened.evaluate("__kg.scene.nodes.size")
    x, y = screen(opened, "actor/kss")
    opened.mouse.dblclick(x, y)
    wait_until(opened, "(before) => __kg.scene.nodes.size > before", before)
    assert opened.evaluate("[...__kg.filters.state.open]") == [f"{ID}actor/kss"]


def test_everything_from_afar_is_summed_up_by_cluster(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force")
    wait_until(opened, "__kg.network.picture.getSetting('edgeReducer') !== null")
    box = opened.locator("#network").bounding_box()
    place = opened.evaluate(
        """(id) => {
            __kg.network.labelBoxes();
            const { x, y } = __kg.network.positions()[id];
            return __kg.network.picture.graphToViewport({ x: x + 200, y: -y - 200 });
        }""",
        f"{ID}actor/kss",
    )
    opened.mouse.move(box["x"] + place["x"], box["y"] + place["y"])
    wait_until(opened, "document.querySelector('.vis-tooltip').style.visibility === 'visible'")
    told = opened.locator(".vis-tooltip").inner_text()
    assert told.startswith("Kataib Sayyid al-Shuhada: ")
    assert "nodes in this cluster" in told
    before = opened.evaluate("__kg.network.seen().scale")
    opened.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    wait_until(opened, "(scale) => __kg.network.seen().scale > 1.5 * scale", before)
    wait_until(opened, "__kg.network.picture.getSetting('edgeReducer') === null")
    assert selected(opened) is None


def test_drag_and_wheel_move_and_enlarge_the_picture(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force")
    state = "(__kg.network.labelBoxes(), __kg.network.picture.getCamera().getState())"
    x, y = screen(opened, "actor/kss")
    before = opened.evaluate(state)
    opened.mouse.move(600, 300)
    opened.mouse.down()
    opened.mouse.move(650, 330, steps=4)
    opened.mouse.up()
    moved = screen(opened, "actor/kss")
    assert (round(moved[0] - x), round(moved[1] - y)) == (50, 30)
    opened.mouse.wheel(0, -300)
    wait_until(opened, "(ratio) => __kg.network.picture.getCamera().getState().ratio < ratio", before["ratio"])


def test_names_come_by_importance_and_do_not_overlap(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force")
    names = opened.evaluate("(__kg.network.labelBoxes(), __kg.network.nameBoxes())")
    assert f"{ID}actor/iran" in names
    assert len(names) < 400
    boxes = list(names.values())
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across <= 1 or down <= 1


def test_pointer_at_rest_tells_what_lies_there(page: Opened) -> None:
    opened = show(page, CLOSE)
    opened.mouse.move(*screen(opened, "actor/kh"))
    wait_until(opened, "document.querySelector('.vis-tooltip').style.visibility === 'visible'")
    assert opened.locator(".vis-tooltip").inner_text().startswith("Kataib Hezbollah")


def test_dark_page_is_painted_anew(page: Opened) -> None:
    opened = show(page)
    opened.emulate_media(color_scheme="dark")
    opened.wait_for_timeout(100)
    frame = opened.locator("#network").bounding_box()
    (corner,) = colours(opened, [(frame["x"] + 3, frame["y"] + 3)])
    assert max(corner) < 60
    opened.emulate_media(color_scheme="light")


def test_panels_search_table_and_files_are_the_same(page: Opened) -> None:
    opened = show(page, "#fold=0")
    opened.fill("#search", "Lebanese Hezbollah")
    opened.press("#search", "Enter")
    assert selected(opened) == f"{ID}actor/lh"
    assert opened.locator("#details h2, #details h3").count() > 0
    open_table(opened)
    assert opened.locator("#table-count").inner_text() == str(len(EDGES) + 4200)
    assert opened.evaluate("__kg.exports.csv().trim().split('\\r\\n').length") == len(EDGES) + 4201
    assert opened.evaluate("__kg.exports.svg().includes('Lebanese')")


def test_no_accessibility_finding(page: Opened) -> None:
    opened = show(page, "#fold=0&layout=force")
    assert findings(opened) == []
    opened.emulate_media(color_scheme="dark")
    painted(opened)
    assert findings(opened, rules=OF_COLOUR) == []
    opened.emulate_media(color_scheme="light")


def test_phone_shows_the_picture_and_its_sheets(page: Opened) -> None:
    opened = show(page)
    opened.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    wait_until(opened, "document.querySelector('#network canvas').clientWidth === innerWidth")
    wait_until(opened, "document.documentElement.scrollWidth <= innerWidth")
    assert opened.evaluate("Object.keys((__kg.network.labelBoxes(), __kg.network.nameBoxes())).length") > 3
    for sheet in SHEETS:
        opened.click(f"#sheet-{sheet}")
        assert opened.locator(f"#{sheet}").is_visible()
    assert findings(opened, "#time, #stage, #sheets") == []
    opened.click("#sheet-time")
    opened.set_viewport_size({"width": 1400, "height": 900})


def test_without_webgl_the_rest_works(browser: Any, chromium: str, html: str) -> None:
    running = browser.browser_type.launch(executable_path=chromium, args=["--no-sandbox", "--disable-3d-apis"])
    try:
        opened = watched(running.new_page(), "about:blank")
        opened.page.set_content(html)
        wait_for_page(opened.page)
        opened.page.click("#tab-network")
        assert "no WebGL" in opened.page.locator("#network").inner_text()
        open_table(opened.page)
        opened.page.fill("#search", "Iran")
        opened.page.press("#search", "Enter")
        assert selected(opened.page) == f"{ID}actor/iran"
        opened.page.click("#tab-lanes")
        assert opened.page.locator("#lanes > svg").count() == 1
        assert message(opened.page).startswith("2140 of 2140 nodes")
        assert opened.messages == []
        assert opened.outside() == []
    finally:
        running.close()
