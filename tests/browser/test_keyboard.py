"""Everything can be done without a pointer, and the focus is seen and never lost."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Visit
from browser.driving import message, selected
from browser.sample import EDGES, ID

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id || document.activeElement.dataset.key || document.activeElement.tagName"


def focus(page: Any) -> str:
    found: str = page.evaluate(FOCUS)
    return found


def test_slash_searches_and_escape_lets_go(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("/")
    assert focus(page) == "search"
    page.keyboard.type("Iraq")
    page.keyboard.press("Enter")
    assert selected(page) == f"{ID}actor/iraq"
    page.keyboard.type("?/123")
    assert page.input_value("#search").endswith("?/123"), "keys that write do nothing else"
    page.keyboard.press("Escape")
    assert selected(page) is None


def test_arrows_walk_from_neighbour_to_neighbour(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("1")
    assert focus(page) == "network"
    page.keyboard.press("ArrowDown")
    first = selected(page)
    assert first == page.evaluate(
        "[...__kg.filters.view.nodes].reduce((a, b) =>"
        " __kg.model.nodes.get(a).size >= __kg.model.nodes.get(b).size ? a : b)"
    )
    page.evaluate("(id) => __kg.select(id)", f"{ID}actor/iran")
    page.keyboard.press("ArrowDown")
    below = selected(page)
    tied = {row[2] for row in EDGES if row[0] == "iran"} | {row[0] for row in EDGES if row[2] == "iran"}
    assert below.rsplit("/", 1)[1] in tied
    places = page.evaluate("__kg.network.positions()")
    assert places[below]["y"] > places[f"{ID}actor/iran"]["y"]
    assert focus(page) == "network"
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    assert message(page).startswith("No neighbour of ")


def test_r_goes_through_the_relations(visit: Visit) -> None:
    page = visit(address_hash="#selected=~actor/quds")
    met = []
    for _ in range(sum("quds" in (row[0], row[2]) for row in EDGES)):
        page.keyboard.press("r")
        met.append(selected(page))
    assert sorted(met) == [f"e{n:02}" for n, row in enumerate(EDGES) if "quds" in (row[0], row[2])]


def test_keys_are_listed_in_a_dialog_that_gives_the_focus_back(visit: Visit) -> None:
    page = visit()
    page.focus("#fit")
    page.keyboard.press("?")
    dialog = page.locator("#keys")
    assert dialog.is_visible()
    keys = dialog.locator("kbd").all_inner_texts()
    assert {"/", "?", "Esc", "arrow keys", "1", "2", "3", "t", "e", "h"} <= set(keys)
    assert page.evaluate("document.getElementById('keys').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert focus(page) == "fit"
    page.click("#help")
    page.click("#keys-close")
    assert focus(page) == "help"


def test_menu_closes_with_escape(visit: Visit) -> None:
    page = visit(address_hash="#selected=~actor/iran")
    page.focus("#take summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focus(page) == "png"
    page.keyboard.press("Escape")
    assert page.locator("#take").get_attribute("open") is None
    assert page.evaluate("document.activeElement.parentElement.id") == "take"
    assert selected(page) == f"{ID}actor/iran", "what lies on top closes first"


def test_tabs_go_with_the_arrow_keys(visit: Visit) -> None:
    page = visit()
    page.focus("#tab-network")
    for expected in ("tab-lanes", "tab-map", "tab-sides", "tab-network"):
        page.keyboard.press("ArrowRight")
        assert focus(page) == expected
        assert page.locator("[role=tab][aria-selected=true]").get_attribute("id") == expected
    assert page.locator("[role=tab][tabindex='0']").count() == 1


def test_single_keys_reach_every_part(visit: Visit) -> None:
    page = visit(address_hash="#selected=e00")
    page.keyboard.press("d")
    assert focus(page) == "details"
    page.keyboard.press("p")
    assert focus(page) == "path-from"
    page.keyboard.press("Escape")
    page.focus("#details")
    page.keyboard.press("t")
    assert page.locator("#table-box").get_attribute("open") is not None
    assert focus(page) == "SUMMARY"
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.closest('#wide-map') !== null")


def test_every_control_is_in_the_order_of_tabs_and_its_focus_is_seen(visit: Visit) -> None:
    page = visit(address_hash="#selected=e17")
    page.evaluate("document.getElementById('path-box').open = true")
    reached = []
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for _ in range(240):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const one = document.activeElement;
                const style = getComputedStyle(one.matches('.mark') ? one.querySelector('.touch') : one);
                const width = parseFloat(one.matches('.mark') ? style.strokeWidth : style.outlineWidth);
                return [one.id || one.tagName + one.textContent.trim().slice(0, 30), width];
            }"""
        )
        if reached and here == reached[0]:
            break
        reached.append(here)
    names = {name for name, _ in reached}
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary, [tabindex="0"]')]
            .filter((one) => one.id && one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0
                && !one.closest('[inert]') && !one.disabled).map((one) => one.id)"""
    )
    assert len(wanted) > 15
    assert set(wanted) - names == set()
    assert all(width >= 2 for name, width in reached), [name for name, width in reached if width < 2]


def test_focus_survives_a_filter(visit: Visit) -> None:
    page = visit()
    page.locator("#families label", has_text="support").locator("input").focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    assert page.evaluate("__kg.filters.state.hiddenFamilies.has('support')")


def test_focus_stays_in_the_panel(visit: Visit) -> None:
    page = visit(address_hash="#selected=~actor/iran")
    page.locator("#details button", has_text="Expand").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('details').contains(document.activeElement)")
    page.locator("#details .relations .why").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("__kg.model.edges.has(__kg.filters.state.selected)")
    assert page.evaluate("document.getElementById('details').contains(document.activeElement)")
