"""The replay: scenes with captions over places that stay, by mouse, keyboard and clock."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Opener
from browser.driving import findings, painted, selected, wait_until

pytestmark = pytest.mark.browser
WEEKS = "#from=2023-10-17&to=2023-11-22"
#: The events that are seen, and where nodes stand.
SEEN = "[...__kg.filters.view.nodes].filter((id) => __kg.model.nodes.get(id).side === 'event').length"
SPOTS = "[...document.querySelectorAll('#sides .actor')].map((one) => one.getAttribute('transform'))"


def caption(page: Any) -> str:
    text: str = page.locator("#replay-caption").inner_text()
    return text


def test_scenes_are_told_one_by_one_and_places_stay(opener: Opener, shipped_html: str) -> None:
    opened = opener(html=shipped_html, address_hash=f"{WEEKS}&view=sides")
    page = opened.page
    before, spots = page.evaluate(SEEN), page.evaluate(SPOTS)
    page.click("#replay-open")
    assert page.locator("#replay-count").inner_text().startswith("1 of ")
    assert caption(page).startswith("17 October 2023: ")
    seen = [page.evaluate(SEEN)]
    for _ in range(3):
        page.keyboard.press(".")
        seen.append(page.evaluate(SEEN))
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] <= before
    assert page.evaluate(SPOTS) == spots
    assert selected(page) == "replay:3"
    painted(page)
    assert caption(page) in page.locator("#details").inner_text()
    assert findings(page, "#replay") == []
    page.click("#replay-close")
    assert page.locator("#replay").is_hidden()
    assert (page.evaluate(SEEN), selected(page)) == (before, None)
    assert opened.messages == []


def test_views_go_together_and_the_axis_stays(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash=f"{WEEKS}&view=lanes").page
    page.click("#replay-open")
    painted(page)
    axis = "[...document.querySelectorAll('#lanes .tick, #lanes .date, #lanes text')].map((one) => one.textContent)"
    first = [text for text in page.evaluate(axis) if text.endswith(("Oct", "Nov", "2023"))]
    page.click("#replay-next")
    page.click("#replay-next")
    painted(page)
    assert [text for text in page.evaluate(axis) if text.endswith(("Oct", "Nov", "2023"))] == first
    said = caption(page)
    page.click("#tab-map")
    assert caption(page) == said


def test_it_plays_to_the_end_and_pauses(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash="#from=2023-11-20&to=2023-11-22&view=sides").page
    page.click("#replay-open")
    page.select_option("#replay-speed", "fast")
    page.click("#replay-play")
    assert page.locator("#replay-play").inner_text() == "Pause"
    wait_until(page, "document.getElementById('replay-next').disabled")
    wait_until(page, "document.getElementById('replay-play').textContent === 'Play'")


def test_without_motion_it_steps(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash=f"{WEEKS}&view=sides").page
    page.emulate_media(reduced_motion="reduce")
    page.click("#replay-open")
    page.click("#replay-play")
    assert page.locator("#replay-count").inner_text().startswith("2 of ")
    assert page.locator("#replay-play").inner_text() == "Next scene"


def test_the_address_keeps_the_scene(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash=f"{WEEKS}&view=sides").page
    page.click("#replay-open")
    page.keyboard.press(".")
    kept, said = page.evaluate("location.hash"), caption(page)
    other = opener(html=shipped_html, address_hash=kept).page
    assert (caption(other), selected(other)) == (said, "replay:1")


@pytest.mark.parametrize("value", ["2023-11-22.99999", "x.y", "9999-99-99.1", "2023-11-22.-5", "<b>.1", "."])
def test_hostile_addresses_open(opener: Opener, shipped_html: str, value: str) -> None:
    opened = opener(html=shipped_html, address_hash=f"#replay={value}&selected=replay:7&view=sides")
    assert opened.messages == []
    assert opened.outside() == []
