"""No finding of axe in light and dark, in each main state; a phone's screen and paper are usable."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from browser.conftest import Visit
from browser.driving import OF_COLOUR, PHONE, SHEETS, findings, open_table, painted, rectangles, selected
from browser.sample import EDGES, ID

pytestmark = pytest.mark.browser

PATH = f"#path={quote(ID + 'actor/iran', safe='')}&path-to={quote(ID + 'actor/kh', safe='')}"
#: What is looked at: the address, what is done there, and what differs from the opening page, or the whole page.
STATES = {
    "opening": ("", "null", None),
    "node": ("#selected=~actor/iran", "null", "#side"),
    "told relation": ("#selected=e09", "null", "#side"),
    "proof": ("#selected=e17", "null", "#side"),
    "everything drawn": ("#fold=0", "null", "#stage"),
    "lanes": ("#view=lanes&selected=~event/jurf", "null", "#stage"),
    "map": ("#view=map&selected=~event/jurf", "null", "#stage"),
    "paths": (PATH, "null", "#legend, #side"),
    "table": ("", "document.getElementById('table-box').open = true", "#table-box"),
    "keys": ("", "document.getElementById('keys').showModal()", "#keys"),
    "menu": ("", "document.getElementById('take').open = true", "header"),
}


@pytest.mark.parametrize("state", STATES)
def test_no_accessibility_finding(visit: Visit, state: str) -> None:
    address, action, part = STATES[state]
    page = visit(address_hash=address)
    page.evaluate(action)
    painted(page)
    assert findings(page, part) == []
    page.emulate_media(color_scheme="dark")
    painted(page)
    assert findings(page, part, OF_COLOUR) == []


def test_no_accessibility_finding_on_a_phone(visit: Visit) -> None:
    page = visit(size=PHONE)
    assert findings(page) == []
    for sheet in SHEETS:
        page.click(f"#sheet-{sheet}")
        assert page.locator(f"#{sheet}").is_visible()
        page.emulate_media(color_scheme="light")
        assert findings(page, f"#{sheet}, #sheets") == []
        page.emulate_media(color_scheme="dark")
        assert findings(page, f"#{sheet}, #sheets", OF_COLOUR) == []


def test_panels_of_a_phone_are_sheets(visit: Visit) -> None:
    page = visit(size=PHONE)
    assert [page.locator(f"#{sheet}").is_visible() for sheet in SHEETS] == [False] * 4
    page.evaluate("(id) => __kg.select(id)", f"{ID}actor/iran")
    assert page.locator("#side").is_visible()
    assert page.locator("#sheet-side").get_attribute("aria-expanded") == "true"
    page.click("#sheet-legend")
    assert [page.locator(f"#{sheet}").is_visible() for sheet in SHEETS] == [False, True, False, False]
    page.keyboard.press("Escape")
    assert page.locator("#legend").is_hidden()
    assert page.evaluate("document.activeElement.id") == "sheet-legend"
    assert selected(page) == f"{ID}actor/iran"
    page.click("#sheet-legend")
    page.click("#sheet-legend")
    assert page.locator("#legend").is_hidden()


@pytest.mark.parametrize("view", ["network", "lanes", "map"])
def test_phone_shows_the_picture_without_scrolling_sideways(visit: Visit, view: str) -> None:
    page = visit(size=PHONE, address_hash=f"#view={view}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    stage = page.locator("#stage").bounding_box()
    assert stage["height"] > 380
    assert stage["width"] == 390


def test_targets_of_a_phone_are_large_enough(visit: Visit) -> None:
    page = visit(size=PHONE, address_hash="#selected=e09")
    small = []
    for sheet in (None, *SHEETS):
        if sheet and not page.locator(f"#{sheet}").is_visible():
            page.click(f"#sheet-{sheet}")
        small += page.evaluate(
            """() => [...document.querySelectorAll('button, select, summary, label.row, input:not([type=checkbox])')]
                .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'))
                .map((one) => [one.id || one.textContent, one.getBoundingClientRect().height])
                .filter(([, height]) => height < 39.5)"""
        )
    assert small == []


def test_phone_marks_can_be_tapped(visit: Visit) -> None:
    page = visit(size=PHONE, address_hash="#view=map")
    page.locator("#wide-map .mark[aria-label*='Jurf']").click()
    assert selected(page) == f"{ID}event/jurf"
    assert page.locator("#side").is_visible()
    page.locator("#side .close").click()
    assert selected(page) is None


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def test_page_prints_with_legend_and_whole_table(visit: Visit) -> None:
    page = visit(address_hash="#selected=e09")
    page.emulate_media(media="print")
    for hidden in ("#time", "#viewbar", "#search-form", "#sheets", "#message"):
        assert page.locator(hidden).is_hidden(), hidden
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for shown in ("#legend", "#paper svg", "#details"):
        assert page.locator(shown).is_visible(), shown
    assert page.locator("#table-body tr").count() == len(EDGES)
    assert page.locator("#table-body tr").last.is_visible()
    boxes = rectangles(page, "#legend, #stage")
    assert boxes[0]["bottom"] <= boxes[1]["top"] or boxes[1]["bottom"] <= boxes[0]["top"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    printed = page.pdf(format="A4")
    page.emulate_media(media="screen")
    assert printed.startswith(b"%PDF")
    assert pages(printed) >= 3


def test_table_region_is_named_and_rows_are_counted(visit: Visit) -> None:
    page = visit()
    open_table(page)
    assert page.get_by_role("region", name="Table of relations").is_visible()
    assert page.locator("#table").get_attribute("aria-rowcount") == str(len(EDGES) + 1)
    assert page.locator("#table-body tr").first.get_attribute("aria-rowindex") == "2"


def test_dark_page_is_dark_in_all_views(visit: Visit) -> None:
    page = visit(address_hash="#view=map", scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 26)"
    land = "getComputedStyle(document.querySelector('#wide-map .land')).fill"
    dark = page.evaluate(land)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(land) != dark
