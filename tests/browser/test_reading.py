"""What could mislead a reader of the page: what is left over, cut off, covered, counted twice or not said."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx
import pytest

from browser.conftest import Visit
from browser.driving import SHEETS, message, open_table, overlaps, painted, rectangles, selected, wait_until
from browser.looks import at, line_between
from browser.sample import EDGES, edge, node

pytestmark = pytest.mark.browser

TIP = "document.querySelector('.vis-tooltip').style.visibility"


def test_nodes_stay_in_sight_when_the_layout_changes(visit: Visit) -> None:
    page = visit(shipped=True)
    page.select_option("#fold", "0")
    painted(page)
    page.select_option("#layout", "force")
    stale = page.evaluate(
        """() => {
            __kg.network.flush();
            const isOut = ({ x, y }, box) => x < box.left || x > box.right || y < box.top || y > box.bottom;
            return Object.values(__kg.network.picture.body.nodes).filter((one) => isOut(one, one.shape.boundingBox))
                .map(({ id }) => id);
        }"""
    )
    assert stale == []


def test_description_goes_with_the_pointer(visit: Visit) -> None:
    page = visit()
    for leave in (lambda: page.keyboard.press("2"), lambda: page.mouse.move(60, 400)):
        page.keyboard.press("1")
        page.mouse.move(*at(page, "Iran"))
        wait_until(page, f"{TIP} === 'visible'", seconds=5)
        assert page.locator(".vis-tooltip").inner_text() == "Iran\nstate"
        leave()
        assert page.evaluate(TIP) == "hidden"


def test_message_of_a_search_goes_with_the_next_selection(visit: Visit) -> None:
    page = visit()
    page.fill("#search", "zqzqzq")
    page.press("#search", "Enter")
    assert message(page) == "No actor or event has that name."
    page.evaluate("__kg.select([...__kg.model.nodes.keys()][0])")
    assert "relations shown" in message(page)


def days(start: str, end: str) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node("a", **node("A"))
    graph.add_node("e", **node("E", "Attack", group="event", start=start, end=end))
    graph.add_edge("a", "e", key="k", **edge("carried out", family="force", sign=-1, start=start, end=end))
    return graph


def test_dates_of_two_time_zones_are_in_order_and_whole(visit: Visit) -> None:
    page = visit(days("2023-11-22T00:00:00+03:00", "2023-11-21T23:59:59-05:00"))
    assert page.evaluate("__kg.model.interval(__kg.model.nodes.get('e'))") == "2023-11-21 to 2023-11-22"
    page.evaluate("Object.assign(__kg.filters.state, { from: 19682, to: 19683 }), __kg.filters.update()")
    assert page.evaluate("[...__kg.filters.view.edges]") == ["k"]
    open_table(page)
    cells = page.locator("#table-body td")
    assert cells.nth(4).inner_text() == "2023-11-21"
    cut = "[...document.querySelectorAll('#table-body td')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(cut) == 0


def series() -> nx.MultiDiGraph:
    """Two attacks of one series, which are counted, and the series, which would count them again; others around."""
    graph = nx.MultiDiGraph(policy="p")
    for name in ("a", "b", "c", *(f"x{number}" for number in range(25))):
        graph.add_node(name, **node(name.upper()))
    for name in ("whole", "one", "two"):
        graph.add_node(name, **node(name, "Attack", group="event"))
        graph.add_edge("a", name, key=f"by {name}", **edge("carried out", family="force", sign=-1))
        graph.add_edge(name, "b", key=f"at {name}", **edge("aimed at", family="force", sign=-1))
    for name in ("one", "two"):
        part = edge("is part of event", type="isSubEventOf", family="structure", sign=0)
        graph.add_edge(name, "whole", key=f"part {name}", **part)
    for one, other in (("a", "c"), ("b", "c"), ("c", "a"), *(("c", f"x{number}") for number in range(25))):
        graph.add_edge(one, other, key=f"{one} {other}", **edge("sponsors"))
    return graph


def test_a_number_counts_parts_and_not_their_whole_too(visit: Visit) -> None:
    page = visit(series())
    line = line_between(page, "A", "B", "force")
    assert line["count"] == 2
    page.evaluate("(id) => __kg.select(id)", line["id"])
    panel = page.locator("#details").inner_text()
    assert "Events behind the line (2)" in panel
    assert panel.count("its parts are counted, not it") == 1


def test_a_line_under_a_name_is_picked_where_it_runs(visit: Visit) -> None:
    page = visit()
    point = page.evaluate(
        """() => {
            __kg.network.labelBoxes();
            const { picture, canvas } = __kg.network;
            const names = Object.values(__kg.network.nameBoxes());
            const isIn = ({ x, y }) => (box) => x > box.left && x < box.right && y > box.top && y < box.bottom;
            const inName = (place) => names.some(isIn(place));
            const frame = canvas.getBoundingClientRect();
            for (const id of __kg.scene.lines.keys()) {
                const { edgeType } = picture.body.edges[id];
                const place = Array.from({ length: 61 }, (_, at) => edgeType.getPoint(0.2 + at / 100))
                    .find((one) => inName(one) && picture.getNodeAt(picture.canvasToDOM(one)) === undefined);
                if (place) return [frame.x + picture.canvasToDOM(place).x, frame.y + picture.canvasToDOM(place).y];
            }
            return null;
        }"""
    )
    page.mouse.click(*point)
    assert page.evaluate("__kg.model.nodes.has(__kg.filters.state.selected)") is False
    assert selected(page) is not None


def guide(page: Any) -> list[str]:
    return list(page.locator("#guide-steps button").all_inner_texts())


def test_guide_promises_a_dashed_line_only_where_one_is_drawn(visit: Visit) -> None:
    page = visit(size=(1400, 900))
    page.evaluate("localStorage.clear()")
    page = visit()
    dashed = "[...__kg.scene.lines.values()].some((line) => line.inferred)"
    assert page.evaluate(dashed)
    assert "Why? Click a dashed line" in guide(page)
    page.locator("#families label", has_text="support").locator("input").uncheck()
    assert page.evaluate(dashed) is False
    assert "Why? See an inferred relation" in guide(page)


@pytest.mark.parametrize("view", ["sides", "network"])
@pytest.mark.parametrize("size", [(700, 450), (512, 384)])
def test_an_enlarged_page_keeps_its_parts_apart(visit: Visit, size: tuple[int, int], view: str) -> None:
    page = visit(size=size, address_hash=f"#view={view}")
    assert overlaps(rectangles(page, "header, #guide:not([hidden]), main, #table-box, #sheets")) == []
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator("#stage").bounding_box()["height"] > 90
    for sheet in SHEETS:
        page.click(f"#sheet-{sheet}")
        assert page.locator(f"#{sheet}").is_visible()


def test_a_picture_says_what_it_shows_and_when_it_was_made(visit: Visit) -> None:
    page = visit(address_hash="#without=speech&grade=E&from=2014-01-01&undated=0")
    drawn = re.sub(r"(<[^>]*>)+", " ", page.evaluate("__kg.exports.svg()"))
    for part in ("2014-01-01 to ", "dated only", "without relations of speech", "grade E or better", "Made-up sample"):
        assert part in drawn
    assert f"of {len(EDGES)} relations" in drawn
    assert f"Drawn on {page.evaluate('new Date().toISOString().slice(0, 10)')}." in drawn
