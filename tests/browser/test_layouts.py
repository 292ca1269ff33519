"""Layouts, grouped lines and neighbourhoods: what stands where, what opens and closes, and that addresses keep it."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import Any

import pytest

from browser.conftest import Opened, Opener
from browser.driving import painted, wait_for_page, wait_until
from browser.looks import at, clashes, counts, drawn, line_between, lines, point_on, unnamed
from browser.sample import EDGES, ID

pytestmark = pytest.mark.browser


def neighbours(slug: str) -> set[str]:
    """The slugs of a node and all that share an edge with it."""
    return {end for row in EDGES for end in (row[0], row[2]) if slug in (row[0], row[2])}


def shown(page: Any) -> set[str]:
    """The slugs of the nodes that pass the filters."""
    return {iri.rpartition("/")[2] for iri in page.evaluate("[...__kg.filters.view.nodes]")}


def steps_from(page: Any, middle: str) -> dict[str, int]:
    """How many drawn lines lead from a node to every other one, by name."""
    reached, edge = {middle: 0}, [middle]
    pairs = [(line["from"], line["to"]) for line in lines(page)]
    while edge:
        beyond = {b for one, other in pairs for a, b in ((one, other), (other, one)) if a in edge} - reached.keys()
        reached |= dict.fromkeys(beyond, reached[edge[0]] + 1)
        edge = sorted(beyond)
    return reached


@pytest.mark.parametrize("name", ["Iran", "United States Air Force", "Islamic Resistance in Iraq"])
def test_ego_layout_puts_any_node_in_the_middle_and_others_by_distance(sample: Opened, name: str) -> None:
    page = sample.page
    page.fill("#search", name)
    page.press("#search", "Enter")
    wait_until(page, "(name) => __kg.model.nodes.get(__kg.filters.state.selected)?.name === name", name)
    page.select_option("#layout", "ego")
    painted(page)
    places = page.evaluate(
        """Object.fromEntries([...__kg.scene.nodes].map((id) =>
            [__kg.model.nameOf(id), __kg.network.picture.getPosition(id)]))"""
    )
    assert places[name] == {"x": 0, "y": 0}
    assert clashes(page) == []
    far = steps_from(page, name)
    rings: dict[int, list[float]] = {}
    shape = page.evaluate("__kg.network.container.clientWidth / __kg.network.container.clientHeight")
    for other, place in places.items():
        rings.setdefault(far.get(other, 99), []).append(hypot(place["x"] / shape, place["y"]))
    ordered = [rings[step] for step in sorted(rings)]
    assert all(max(inner) <= 1.25 * min(outer) for inner, outer in pairwise(ordered))


def test_lines_end_at_their_nodes_whatever_has_moved(sample: Opened) -> None:
    page = sample.page
    page.evaluate(
        """() => {
            window.strayed = 0;
            const { picture } = __kg.network;
            const off = (point, node) => Math.hypot(point.x - node.x, point.y - node.y) - node.options.size > 40;
            picture.on('beforeDrawing', () => {
                for (const { edgeType } of picture.body.edgeIndices.map((id) => picture.body.edges[id])) {
                    const { from, to, fromPoint, toPoint } = edgeType;
                    if (off(fromPoint, from) || off(toPoint, to)) window.strayed += 1;
                }
            });
        }"""
    )
    for layout in ("ego", "force", "hierarchy"):
        page.select_option("#layout", layout)
        page.evaluate("__kg.network.labelBoxes()")
    page.select_option("#fold", "0")
    page.locator("#families label", has_text="force").locator("input").uncheck()
    painted(page)
    assert page.evaluate("window.strayed") == 0


def test_ego_layout_is_the_same_every_time_and_kept(opener: Opener) -> None:
    address = "#layout=ego&centre=~actor/kh&fold=0"
    one, other = (opener(address_hash=address).page for _ in range(2))
    places = "__kg.network.picture.getPositions()"
    assert one.evaluate(places) == other.evaluate(places)
    assert one.evaluate("location.hash").startswith("#fold=0&centre=%7Eactor%2Fkh&layout=ego")
    assert one.locator("#layout").input_value() == "ego"


def test_put_in_the_middle_by_button_and_key(sample: Opened) -> None:
    page = sample.page
    page.evaluate(f"__kg.select('{ID}actor/kh')")
    page.get_by_role("button", name="Put in the middle").click()
    assert page.evaluate("__kg.arrange.centre()") == f"{ID}actor/kh"
    page.evaluate(f"__kg.select('{ID}actor/iran')")
    page.keyboard.press("m")
    assert page.evaluate("__kg.network.picture.getPosition(__kg.arrange.centre())") == {"x": 0, "y": 0}
    assert page.evaluate("__kg.arrange.centre()") == f"{ID}actor/iran"


def test_parallel_lines_are_grouped_and_fall_apart(sample: Opened) -> None:
    page = sample.page
    line = line_between(page, "Quds Force", "Kataib Hezbollah", "support")
    assert (line["count"], line["members"]) == (2, ["e09", "e10"])
    page.mouse.click(*point_on(page, line))
    assert page.locator("#details .relations li").count() == 2
    assert {"e09", "e10"} <= {drawn_line["id"] for drawn_line in lines(page)}
    bends = page.evaluate("['e09', 'e10'].map((id) => __kg.network.picture.body.edges[id].options.smooth)")
    assert bends[0]["type"] != bends[1]["type"]
    page.locator("#details .relations button").first.click()
    assert page.evaluate("__kg.filters.state.selected") == "e09"
    kept = page.evaluate("location.hash")
    page.keyboard.press("Escape")
    assert line_between(page, "Quds Force", "Kataib Hezbollah", "support")["count"] == 2
    page.goto(page.url.split("#")[0] + kept)
    assert page.evaluate("__kg.filters.state.selected") == "e09"


def test_group_is_kept_in_the_address(sample: Opened) -> None:
    page = sample.page
    page.evaluate("(id) => __kg.select(id)", line_between(page, "Quds Force", "Kataib Hezbollah", "support")["id"])
    page.reload()
    wait_for_page(page)
    assert page.locator("#details h2").inner_text().lower() == "2 relations: support"


def test_expand_and_collapse_by_button_key_and_double_click(sample: Opened) -> None:
    page = sample.page
    before = drawn(page)
    page.evaluate(f"__kg.select('{ID}actor/usaf')")
    page.get_by_role("button", name="Expand").click()
    expanded = drawn(page)
    assert {"Strike on Maysulun store", "Jurf al-Sakhar strikes"} <= expanded - before
    assert clashes(page) == []
    assert unnamed(page) == set()
    assert "open=%7Eactor%2Fusaf" in page.evaluate("location.hash")
    page.get_by_role("button", name="Collapse").click()
    assert drawn(page) == before
    page.keyboard.press("e")
    assert drawn(page) == expanded
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    page.mouse.dblclick(*at(page, "United States Air Force"))
    wait_until(page, "__kg.filters.state.open.size === 1")
    assert drawn(page) == expanded
    assert sample.messages == []


def test_hide_the_rest_step_out_and_show_all(sample: Opened) -> None:
    page = sample.page
    page.evaluate(f"__kg.select('{ID}actor/quds')")
    page.get_by_role("button", name="Only its neighbours").click()
    assert shown(page) == neighbours("quds")
    assert counts(page)[1] == sum(1 for row in EDGES if "quds" in {row[0], row[2]})
    assert len(drawn(page)) == counts(page)[0]
    page.get_by_role("button", name="Step out").click()
    assert shown(page) == set().union(*(neighbours(slug) for slug in neighbours("quds")))
    page.get_by_role("button", name="Show all again").click()
    assert counts(page) == (40, len(EDGES))


def test_neighbourhood_grows_and_shrinks_by_keys_and_is_kept(opener: Opener) -> None:
    page = opener(address_hash="#around=~actor/quds&selected=~actor/iran").page
    assert shown(page) == neighbours("quds")
    page.evaluate(f"__kg.select('{ID}actor/kh')")
    page.keyboard.press("e")
    assert shown(page) == neighbours("quds") | neighbours("kh")
    assert page.evaluate("location.hash").count("around=") == 2
    page.reload()
    wait_for_page(page)
    assert shown(page) == neighbours("quds") | neighbours("kh")
    page.keyboard.press("e")
    assert shown(page) == neighbours("quds")
    for _ in range(6):
        page.keyboard.press("o")
    assert counts(page) == (40, len(EDGES))
    page.keyboard.press("h")
    assert shown(page) == neighbours("kh")
    page.keyboard.press("a")
    assert counts(page) == (40, len(EDGES))


def test_keys_leave_fields_alone_and_ask_for_a_node(sample: Opened) -> None:
    page = sample.page
    page.keyboard.press("e")
    assert page.locator("#message").inner_text() == "Select a node first."
    page.focus("#search")
    page.keyboard.type("home")
    assert page.evaluate("[__kg.filters.state.only.size, __kg.filters.state.layout]") == [0, "hierarchy"]
    assert page.input_value("#search") == "home"
    page.keyboard.press("Escape")
    page.locator("#help").focus()
    page.keyboard.press("?")
    page.keyboard.press("o")
    assert (
        page.locator("#keys-list tr", has_text="put the selected node in the middle").locator("kbd").inner_text() == "m"
    )


def test_address_that_names_what_is_not_there_is_read_as_far_as_it_goes(opener: Opener) -> None:
    hash_ = "#open=nobody&around=~actor/nobody&centre=x&selected=group:a|b|c&layout=spiral&fold=0"
    opened = opener(address_hash=hash_)
    assert opened.page.evaluate("location.hash") == "#fold=0&view=network"
    assert opened.messages == []


def test_empty_table_of_a_filter_that_lets_nothing_through(sample: Opened) -> None:
    page = sample.page
    for family in ("support", "structure", "cooperation", "force", "response", "speech"):
        page.locator("#families label", has_text=family).locator("input").uncheck()
    assert counts(page) == (0, 0)
    page.select_option("#layout", "ego")
    page.click("#fit")
    assert sample.messages == []
