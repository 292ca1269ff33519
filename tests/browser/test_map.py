"""The maps: outlines, marks that stay distinct, names without overlap, disputed places."""

from __future__ import annotations

import json
import math
from itertools import accumulate, combinations
from pathlib import Path

import networkx as nx
import pytest

import kg.explorer
from browser.conftest import Visit
from browser.driving import PHONE, overlaps, rectangles, selected
from browser.sample import node
from kg.explorer.outlines import BOX, outlines

pytestmark = pytest.mark.browser

SIZES = [(1400, 900), (1024, 768), (390, 844)]


def test_outlines_cover_the_region_and_keep_common_borders() -> None:
    vendored = json.loads((Path(kg.explorer.__file__).parent / "vendor" / "outlines.json").read_text("utf-8"))
    assert tuple(vendored["box"]) == BOX
    names = {country["name"] for country in vendored["countries"]}
    assert {"Iran", "Iraq", "Syria", "Jordan", "Saudi Arabia", "Yemen", "Lebanon", "Israel", "Palestine"} <= names
    points = {}
    for country in vendored["countries"]:
        rings = (zip(accumulate(ring[::2]), accumulate(ring[1::2]), strict=True) for ring in country["rings"])
        points[country["name"]] = {point for ring in rings for point in ring}
    assert len(points["Iran"] & points["Iraq"]) > 15, "neighbours share the points of their border"


def test_outlines_are_made_from_a_topology() -> None:
    square = [[30_000, 20_000], [4000, 0], [0, 4000], [-4000, 0], [0, -4000]]
    topology = {
        "transform": {"scale": [0.001, 0.001], "translate": [0, 0]},
        "arcs": [square],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Square"}},
                    {"type": "MultiPolygon", "arcs": [[[~0]]], "properties": {"name": "Also"}},
                    {"type": "Point", "properties": {"name": "None"}},
                ]
            }
        },
    }
    made = outlines(topology)
    assert [country["name"] for country in made["countries"]] == ["Also", "Square"]
    ring = made["countries"][1]["rings"][0]
    corners = list(zip(accumulate(ring[::2]), accumulate(ring[1::2]), strict=True))
    assert sorted(corners) == [(600, 1200), (600, 1600), (1000, 1200), (1000, 1600)]


def test_baghdad_lies_in_iraq(visit: Visit) -> None:
    page = visit(address_hash="#view=map")
    inside = page.evaluate(
        """() => {
            const mark = document.querySelector('#wide-map .mark[aria-label*="Baghdad"]');
            const svg = document.querySelector('#wide-map svg');
            const point = Object.assign(svg.createSVGPoint(), { x: Number(mark.dataset.x), y: Number(mark.dataset.y) });
            const names = JSON.parse(document.getElementById('outlines').textContent).countries.map(({ name }) => name);
            return names.filter((_, at) => svg.querySelectorAll('.land')[at].isPointInFill(point));
        }"""
    )
    assert inside == ["Iraq"]


@pytest.mark.parametrize("size", SIZES)
def test_shipped_marks_are_apart_and_names_are_legible(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(shipped=True, address_hash="#view=map", size=size)
    places = page.evaluate(
        "[...document.querySelectorAll('#wide-map .mark')].map((m) => [m.dataset.x, m.dataset.y].map(Number))"
    )
    assert len(places) >= 25
    assert all(math.dist(a, b) >= 16.9 for a, b in combinations(places, 2))
    names = rectangles(page, "#wide-map text.place, #wide-map text.country")
    assert len(names) >= 8
    assert overlaps(names) == []
    marks = rectangles(page, "#wide-map .mark .outline")
    assert overlaps([*names, *marks], slack=3.0) == overlaps(marks, slack=3.0) == []
    (box,) = rectangles(page, "#wide-map")
    assert all(box["left"] <= name["left"] and name["right"] <= box["right"] for name in names)
    assert all(box["top"] <= name["top"] and name["bottom"] <= box["bottom"] for name in names)
    over = rectangles(page, "#wide-map .zoom, #wide-map .note")
    assert len(over) == 2
    assert overlaps([*over, *names]) == [], "nothing lies over a name"


def test_a_mark_selects_and_knows_it(visit: Visit) -> None:
    page = visit()
    assert page.locator("#map .mark").count() == 12
    page.locator("#map .mark").first.press("Enter")
    chosen = selected(page)
    assert page.evaluate("(id) => __kg.model.nodes.get(id).side", chosen) == "event"
    assert page.locator("#map .mark.chosen").count() == 1
    page.click("#tab-map")
    assert page.locator("#wide-map .mark.chosen").count() == 1
    page.locator("#wide-map .mark[aria-label*='Jurf']").click()
    assert page.evaluate("(id) => __kg.model.nodes.get(id).name", selected(page)) == "Jurf al-Sakhar strikes"


def test_map_follows_the_filters(visit: Visit) -> None:
    page = visit(address_hash="#view=map&hide=Strike")
    assert page.locator("#wide-map .mark").count() == 12 - 5
    assert "shown events have no place" in page.locator("#wide-map .note").inner_text()


def test_map_is_enlarged_by_button_key_and_wheel(visit: Visit) -> None:
    page = visit(address_hash="#view=map")

    def spread() -> float:
        xs = page.evaluate("[...document.querySelectorAll('#wide-map .mark')].map((m) => Number(m.dataset.x))")
        return float(max(xs) - min(xs))

    whole = spread()
    page.get_by_role("button", name="Zoom out").click()
    assert spread() == pytest.approx(whole)
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate("document.activeElement.dataset.key") == "in", "the focus survives the drawing"
    page.keyboard.press("+")
    page.get_by_role("button", name="Show the whole map").click()
    assert spread() == pytest.approx(whole)
    page.mouse.move(500, 400)
    page.mouse.wheel(0, -100)
    page.mouse.down()
    page.mouse.move(560, 420)
    page.mouse.up()
    page.get_by_role("button", name="Show the whole map").click()
    assert spread() == pytest.approx(whole)


def disputed() -> nx.MultiDiGraph:
    """An event with two places in dispute, and one with a place."""
    graph = nx.MultiDiGraph(policy="p")
    stated = (("Al Asad airbase", 33.79, 42.44), ("Erbil", 36.19, 44.01), ("Nowhere", None, None))
    graph.add_node("a", **node("Attack", "Attack", group="event", disputed_places=stated))
    graph.add_node("b", **node("Strike", "Strike", group="event", lat=33.3, lon=44.4, place="Baghdad"))
    return graph


def test_disputed_places_are_shown_as_such(visit: Visit) -> None:
    page = visit(disputed(), address_hash="#view=map")
    assert page.locator("#wide-map .mark").count() == 3
    assert page.locator("#wide-map .doubt").count() == 2
    assert "Dashed ring: disputed place." in page.locator("#wide-map .note").inner_text()
    stated = page.locator("#wide-map .mark").evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert sum("disputed place: " in text for text in stated) == 2
    names = page.locator("#wide-map text.place").all_text_contents()
    assert {"Al Asad airbase (disputed)", "Erbil (disputed)", "Baghdad"} == set(names)


def test_a_cluster_of_one_place_opens_and_closes(visit: Visit) -> None:
    graph = nx.MultiDiGraph(policy="p")
    for number in range(20):
        at = {"lat": 33.0, "lon": 44.0} if number < 12 else {"lat": 30.0 + number / 4, "lon": 40.0}
        graph.add_node(f"e{number:02}", **node(f"E {number}", "Strike", group="event", place="Here", **at))
    page = visit(graph, address_hash="#view=map&fold=0")
    heap = page.locator("#wide-map .heap")
    assert heap.get_attribute("aria-label") == "12 events around Here: open"
    heap.click()
    assert page.locator("#wide-map .mark").count() == 20
    assert page.locator("#details .relations li").count() == 12
    page.click("#wide-map button[data-key=home]")
    assert page.locator("#wide-map .mark").count() == 9


def test_circles_say_how_well_a_place_is_known(visit: Visit) -> None:
    graph = nx.MultiDiGraph(policy="p")
    for number, radius in enumerate((200.0, 3.0, None)):
        place = {"place": f"Place {number}", "lat": 30.0 + number, "lon": 40.0 + 2 * number, "precision": radius}
        graph.add_node(f"e{number}", **node(f"E {number}", "Strike", group="event", **place))
    page = visit(graph, address_hash="#view=map&fold=0")
    circles = page.locator("#wide-map .precision")
    assert [one.text_content() for one in circles.all()] == ["Place 0: within 200 km"]
    assert "Wide circle: somewhere within it." in page.locator("#wide-map .note").inner_text()


def test_months_are_chosen_on_the_map(visit: Visit) -> None:
    page = visit(address_hash="#view=map")
    field = page.locator("#wide-map select")
    months = page.eval_on_selector_all("#wide-map option", "all => all.map((one) => one.value)")
    assert months[0] == ""
    assert months[1:] == sorted(months[1:])
    page.select_option("#wide-map select", months[-1])
    assert field.input_value() == months[-1]
    shown = page.evaluate(
        "[...__kg.filters.view.nodes].map((id) => __kg.model.nodes.get(id))"
        ".filter((n) => n.side === 'event' && n.start).map((n) => [n.start.slice(0, 7), n.end.slice(0, 7)])"
    )
    assert shown
    assert all(first <= months[-1] <= last for first, last in shown)
    page.get_by_role("button", name="Month before").click()
    assert field.input_value() == months[-2]
    page.select_option("#wide-map select", "")
    assert page.evaluate("[__kg.filters.state.from, __kg.filters.state.to]") == page.evaluate(
        "[__kg.model.whole.first, __kg.model.whole.last]"
    )


def test_months_are_clear_of_the_message_on_a_phone(visit: Visit) -> None:
    page = visit(address_hash="#view=map", size=PHONE)
    assert overlaps(rectangles(page, "#wide-map .months, #message")) == []


def test_countries_are_named_where_marks_leave_room(visit: Visit) -> None:
    page = visit(shipped=True, address_hash="#view=map")
    assert {"Iraq", "Syria", "Iran"} <= set(page.locator("#wide-map text.country").all_text_contents())


def test_without_places_there_is_no_map(visit: Visit) -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node("a", **node("A"))
    page = visit(graph, address_hash="#view=map")
    assert page.locator("#map-box").is_hidden()
    assert "No shown event has a place." in page.locator("#wide-map").inner_text()


def crowded() -> nx.MultiDiGraph:
    """Four hundred events, three hundred of them at one place."""
    graph = nx.MultiDiGraph(policy="p")
    for number in range(400):
        away = (number - 300) / 50 if number >= 300 else 0.0
        graph.add_node(
            f"e{number:03}",
            **node(
                f"E {number}",
                "Strike",
                group="event",
                lat=33.0 + away,
                lon=44.0 + away,
                place="Here" if not away else None,
            ),
        )
    return graph


def test_events_too_many_to_tell_apart_are_counted_and_looked_at_closer(visit: Visit) -> None:
    page = visit(crowded(), address_hash="#view=map&fold=0")
    heaps = page.locator("#wide-map .heap")
    counted = sum(map(int, page.locator("#wide-map .heap text").all_text_contents()))
    assert counted + page.locator("#wide-map .mark:not(.heap)").count() == 400
    most = page.locator("#wide-map .heap[aria-label^='301 events']")
    most.focus()
    page.keyboard.press("Enter")
    assert page.locator("#details .relations li").count() == 301
    assert heaps.count() == 1
    page.locator("#details .relations button").first.click()
    assert selected(page) == "e000"
    page.locator("#map .heap").first.click()
    assert page.locator("#tab-map").get_attribute("aria-selected") == "true"
