"""The reader's hands: undo and redo, pins, hiding, selecting several, the menu, notes and named views."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from browser.conftest import Opened, Visit
from browser.driving import findings, message, painted, selected, wait_until
from browser.looks import at, drawn, line_between
from browser.sample import ID

pytestmark = pytest.mark.browser


def steps_done(page: Any, test: str) -> None:
    """Wait until a step of the history has taken hold."""
    wait_until(page, test, seconds=10)
    painted(page)


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def test_one_history_of_selection_filters_layout_and_hidden_things(visit: Visit) -> None:
    page = visit()
    assert page.locator("#undo").is_disabled()
    page.evaluate(f"__kg.select('{ID}actor/iran')")
    page.keyboard.press("x")
    assert "Iran" not in drawn(page)
    page.locator("#families label", has_text="speech").locator("input").uncheck()
    page.select_option("#layout", "force")
    state = "[__kg.filters.state.layout, __kg.filters.state.hiddenFamilies.size, __kg.filters.state.hidden.size]"
    assert page.evaluate(state) == ["force", 1, 1]
    page.keyboard.press("Control+z")
    steps_done(page, "__kg.filters.state.layout === 'hierarchy'")
    page.click("#undo")
    steps_done(page, "__kg.filters.state.hiddenFamilies.size === 0")
    assert page.locator("#families label", has_text="speech").locator("input").is_checked()
    page.go_back()
    steps_done(page, "__kg.filters.state.hidden.size === 0")
    assert selected(page) == f"{ID}actor/iran"
    assert page.locator("#details .sentence").inner_text() == "Iran"
    page.go_forward()
    steps_done(page, "__kg.filters.state.hidden.size === 1")
    page.keyboard.press("Control+Shift+Z")
    steps_done(page, "__kg.filters.state.hiddenFamilies.size === 1")
    page.click("#redo")
    steps_done(page, "__kg.filters.state.layout === 'force'")
    assert page.locator("#redo").is_disabled()
    page.click("#unhide")
    assert page.locator("#unhide").is_hidden()
    assert page.locator("#redo").is_disabled()


def test_a_dragged_node_stays_where_it_was_put(visit: Visit) -> None:
    page = visit()
    x, y = at(page, "Iran")
    drag(page, (x, y), (x - 60, y + 30))
    place = page.evaluate(f"__kg.filters.state.pins.get('{ID}actor/iran')")
    assert place is not None
    for change in ("__kg.select('e17')", "__kg.select(null)", "document.getElementById('fit').click()"):
        page.evaluate(change)
        assert page.evaluate(f"__kg.network.held.arranged.positions['{ID}actor/iran']") == place
    again = visit(address_hash=page.evaluate("location.hash"))
    moved = "Object.fromEntries(__kg.network.places().map(([id, { x, y }]) => [id, [x, y]]))"
    places = again.evaluate(moved)
    assert places[f"{ID}actor/iran"] == place
    again.reload()
    wait_until(again, "window.__kg !== undefined")
    assert again.evaluate(moved) == places
    again.evaluate(f"__kg.select('{ID}actor/iran')")
    again.keyboard.press("l")
    assert again.evaluate("__kg.filters.state.pins.size") == 0
    assert again.evaluate(f"__kg.network.held.arranged.positions['{ID}actor/iran']") != place


def test_shift_selects_several_by_line_and_by_click(visit: Visit) -> None:
    page = visit()
    page.keyboard.down("Shift")
    page.mouse.click(*at(page, "Iran"))
    page.mouse.click(*at(page, "Kataib Hezbollah"))
    page.keyboard.up("Shift")
    panel = page.locator("#details")
    assert panel.locator("h2").inner_text().lower() == "2 selected"
    assert "Relations among them" in panel.inner_text()
    assert "picked=" in page.evaluate("location.hash")
    frame = page.locator("#network").bounding_box()
    left, top, right, bottom = frame["x"] + 2, frame["y"] + 2, frame["x"] + frame["width"] - 2, frame["y"] + 120
    page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    for point in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(*point, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    names = set(page.evaluate("[...__kg.filters.state.picked].map(__kg.model.nameOf)"))
    inside = page.evaluate("(y) => __kg.network.places().filter(([id]) => __kg.network.pointOf(id).y < y).length", 118)
    assert {"Iran", "United States", "Iraq"} <= names
    assert len(names) == inside
    panel.get_by_role("button", name="Hide").click()
    assert not names & drawn(page)
    page.keyboard.press("Control+z")
    steps_done(page, "__kg.filters.state.hidden.size === 0")
    assert names <= drawn(page)


def test_menu_opens_on_things_by_pointer_and_key(visit: Visit) -> None:
    page = visit()
    page.mouse.click(*at(page, "Kataib Hezbollah"), button="right")
    menu = page.locator("#hands-menu")
    assert menu.get_by_role("menuitem").all_inner_texts()[-3:] == ["Hide", "Pin where it is", "Note"]
    assert findings(page, "#hands-menu") == []
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.evaluate("[...__kg.filters.state.pins.keys()]") == [f"{ID}actor/kh"]
    page.evaluate(f"__kg.select('{ID}actor/iran')")
    page.focus("#network")
    page.keyboard.press("Shift+F10")
    menu.get_by_role("menuitem", name="Hide").press("Enter")
    assert "Iran" not in drawn(page)
    page.focus("#network")
    page.keyboard.press("Shift+F10")
    assert "Show what is hidden (1)" in menu.inner_text()
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert page.evaluate("document.activeElement.id") == "network"


def revisit(visit: Visit, found: str, expected: object) -> None:
    """Open the page until its storage has what is expected: Chromium hands it on from page to page in its own time."""
    end = time.monotonic() + 30
    while visit().evaluate(found) != expected:
        assert time.monotonic() < end, (found, expected)


def test_notes_are_kept_in_address_and_storage(visit: Visit) -> None:
    page = visit()
    page.evaluate("localStorage.clear()")
    line = line_between(page, "United States Air Force", "Kataib Hezbollah", "force")
    for thing, words in ((f"{ID}actor/iran", "ask about 2019"), (line["id"], "check = twice")):
        page.evaluate("(id) => __kg.select(id)", thing)
        page.keyboard.press("n")
        page.keyboard.type(words)
        page.locator("#note").blur()
    noted = {f"{ID}actor/iran": "ask about 2019", line["id"]: "check = twice"}
    notes = "Object.fromEntries(__kg.filters.state.notes)"
    assert page.evaluate(notes) == noted
    address = page.evaluate("location.hash")
    revisit(visit, notes, noted)
    page.evaluate("localStorage.clear()")
    assert visit(address_hash=address).evaluate(notes) == noted
    revisit(visit, notes, {})
    page = visit(address_hash=address)
    page.evaluate(f"__kg.select('{ID}actor/iran')")
    assert page.locator("#note").input_value() == "ask about 2019"
    assert findings(page, "#details") == []
    page.evaluate("localStorage.clear()")


def test_views_are_kept_opened_and_passed_on(visit: Visit) -> None:
    page = visit()
    page.evaluate("localStorage.clear()")
    page.evaluate(f"__kg.select('{ID}actor/kh')")
    page.evaluate("__kg.network.look({ x: 10, y: 200, scale: 1.5 })")
    page.click("#views summary")
    page.fill("#view-name", "Close to Kataib Hezbollah")
    page.press("#view-name", "Enter")
    assert findings(page, "header") == []
    file = json.loads(page.evaluate("__kg.viewsFile()"))
    assert [view["name"] for view in file["views"]] == ["Close to Kataib Hezbollah"]
    revisit(visit, "document.querySelectorAll('#views-list li').length", 1)
    page.click("#views summary")
    page.get_by_role("button", name="Close to Kataib Hezbollah", exact=True).click()
    steps_done(page, f"__kg.filters.state.selected === '{ID}actor/kh'")
    seen = page.evaluate("__kg.network.seen()")
    assert [round(seen[key], 1) for key in ("x", "y", "scale")] == [10, 200, 1.5]
    page.evaluate("localStorage.clear()")
    page = visit()
    page.evaluate("(text) => __kg.openViews(text)", json.dumps(file))
    steps_done(page, f"__kg.filters.state.selected === '{ID}actor/kh'")
    assert page.locator("#views-list li").count() == 1
    page.evaluate("localStorage.clear()")


def test_a_view_of_another_build_opens_with_what_exists(visit: Visit) -> None:
    page = visit()
    file = {
        "format": "conflict-kg-views",
        "now": "policy=bold&selected=~actor/kh&hidden=~actor/iran&pin=~actor/gone@1,2&open=~actor/lost",
        "notes": {"~actor/kh": "still here", "~actor/gone": "no more"},
    }
    page.evaluate("(text) => __kg.openViews(text)", json.dumps(file))
    steps_done(page, f"__kg.filters.state.selected === '{ID}actor/kh'")
    said = message(page)
    assert said.startswith("Not in this build, and left out: ")
    for name in ("bold", "~actor/gone", "~actor/lost"):
        assert name in said
    assert "Iran" not in drawn(page)
    assert page.evaluate("Object.fromEntries(__kg.filters.state.notes)") == {f"{ID}actor/kh": "still here"}
    page.evaluate("localStorage.clear()")


def test_the_opening_view_has_the_menu_and_the_lasso_too(visit: Visit) -> None:
    page = visit(shipped=True, address_hash="#view=sides")
    names = page.locator("#sides .actor")
    first = names.first.get_attribute("data-key")
    names.first.click(button="right")
    menu = page.locator("#hands-menu")
    assert "Pin where it is" not in menu.inner_text()
    menu.get_by_role("menuitem", name="Hide", exact=True).click()
    assert page.evaluate("[...__kg.filters.state.hidden]") == [first]
    page.click("#unhide")
    names.nth(1).focus()
    page.keyboard.press("Shift+F10")
    menu.get_by_role("menuitem", name="Note").click()
    page.keyboard.type("look again")
    page.locator("#note").blur()
    assert page.locator("#sides .actor", has_text="✎").count() == 1
    box = page.locator("#sides").bounding_box()
    left, top, right, bottom = box["x"] + 1, box["y"] + 1, box["x"] + box["width"] - 1, box["y"] + box["height"] - 1
    page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    for point in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(*point, steps=2)
    page.mouse.up()
    page.keyboard.up("Shift")
    there = page.evaluate("[...__kg.sides.actors.keys()].filter((id) => __kg.model.nodes.has(id)).length")
    assert page.evaluate("__kg.filters.state.picked.size") == there
    assert page.locator("#sides .actor.lit").count() == there
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '{"format": "other"}',
        '{"format": "conflict-kg-views", "views": {"length": 9}, "notes": [1], "now": 7}',
        '{"format": "conflict-kg-views", "views": [null, 1, {"name": 1}, {"name": " ", "address": ""}], "notes": "x"}',
        '{"format": "conflict-kg-views", "views": [{"name": "<img src=x onerror=window.intruder=1>",'
        ' "address": "javascript:window.intruder=1"}],'
        ' "notes": {"__proto__": {"intruder": 1}, "~actor/kh": "<script>window.intruder=1</script>"}}',
        '{"format": "conflict-kg-views",'
        ' "now": "hidden=__proto__&pin=constructor@1,2&look=1e999,0,1&note=toString&note-text=x"}',
    ],
)
def test_hostile_files_of_views_are_inert(opener: Any, text: str) -> None:
    opened: Opened = opener()
    page = opened.page
    page.evaluate("(text) => __kg.openViews(text)", text)
    painted(page)
    page.evaluate(f"__kg.select('{ID}actor/kh')")
    page.evaluate("document.getElementById('views').open = true")
    assert page.evaluate("typeof window.intruder + typeof {}.intruder") == "undefinedundefined"
    assert page.evaluate("document.querySelectorAll('#views-list img, #details script, img').length") == 0
    if "conflict-kg-views" not in text:
        assert page.locator("#views-list li").count() == 0
    page.locator("#views-list button").first.click() if page.locator("#views-list li").count() else None
    painted(page)
    assert "Kataib Hezbollah" in drawn(page)
    assert opened.messages == []
    assert opened.outside() == []
