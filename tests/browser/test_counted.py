"""Events of datasets on the page: circles on the map, an area in the time chart, parties in the network."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Opener
from browser.driving import findings, message, painted, wait_until
from kg.explorer.counted import counted_values, dataset_counts
from kg.explorer.page import explorer_page
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.workspace import Workspace
from made_up_dataset import dataset

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What ships, with a made-up dataset, whose events are counted."""
    made_up = tmp_path_factory.mktemp("data") / "made-up.ttl"
    made_up.write_text(dataset(300), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_DATASET_FILE_BYTES", "150000")
        patch.setenv("KG_DATASET_ACCOUNTS", "99")
        made = build_workspace([shipped("data"), made_up])
    assert made.datasets is not None
    assert {source.rpartition("/")[2] for source in made.datasets.sources} == {"made-up-1", "made-up-2", "made-up-3"}
    return made


@pytest.fixture(scope="module")
def counted_html(counted: Workspace) -> str:
    return explorer_page(counted)


@pytest.fixture(scope="module")
def values(counted: Workspace) -> dict[str, Any]:
    found = counted_values(dataset_counts(counted))
    assert 0 < found["placed"] < found["events"]
    return found


def circles(page: Any) -> list[str]:
    """What the circles of the large map say."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#wide-map .counted')].map((one) => one.getAttribute('aria-label'))"
    )
    return found


@pytest.mark.parametrize(("size", "scheme"), [((1400, 900), "light"), ((390, 844), "dark")])
def test_the_map_shows_sums_by_place_for_the_chosen_time(
    size: tuple[int, int], scheme: str, opener: Opener, counted_html: str, values: dict[str, Any]
) -> None:
    opened = opener(html=counted_html, size=size, scheme=scheme, address_hash="#view=map")
    page = opened.page
    assert len(circles(page)) == 5
    assert all("events of datasets at Town" in text for text in circles(page))
    note = page.locator("#wide-map .note").inner_text()
    missing = values["events"] - values["placed"]
    assert f"Circles: {values['events']} events of datasets, counted; {missing} have no coordinates." in note
    assert findings(page) == []
    page.evaluate("location.hash = '#view=map&from=2023-01-01&to=2023-10-31&undated=0'")
    wait_until(page, "document.querySelectorAll('#wide-map .counted').length === 0")
    assert page.locator("#counted-time").text_content() == f"area: 0 of {values['events']} events of datasets, counted"
    assert opened.messages == []
    assert opened.outside() == []


def test_a_circle_tells_what_it_counts_and_is_found_by_name(
    opener: Opener, counted_html: str, values: dict[str, Any]
) -> None:
    opened = opener(html=counted_html)
    page = opened.page
    assert (
        page.locator("#counted-time").text_content()
        == f"area: {values['events']} of {values['events']} events of datasets, counted"
    )
    assert page.locator("#chart .counted").count() == 1
    page.fill("#search", "town 3")
    page.click("#search-form button")
    wait_until(page, "document.querySelector('#details h2').textContent === 'Events of datasets, counted'")
    assert page.evaluate("document.getElementById('tab-map').getAttribute('aria-selected')") == "true"
    assert "Town 3" in page.locator("#details .sentence").inner_text()
    assert page.locator("#details a").get_attribute("href") == "datasets-by-month.csv"
    painted(page)
    page.evaluate("document.querySelector('#wide-map .counted').focus()")
    page.keyboard.press("Enter")
    assert "in the chosen time" in page.locator("#details dl").inner_text()
    page.select_option("#policy", "1")
    assert circles(page) == []
    assert "Events of datasets are counted under cautious only." in page.locator("#wide-map .note").inner_text()
    assert opened.messages == []


def test_parties_are_nodes_that_are_marked_as_counted(opener: Opener, counted_html: str) -> None:
    opened = opener(html=counted_html)
    page = opened.page
    page.fill("#search", "Made-up group 1")
    page.click("#search-form button")
    details = page.locator("#details")
    assert details.locator("h2").first.inner_text().lower() == "counted party"
    assert "Counted in datasets, not drawn one by one" in details.inner_text()
    assert "together with Made-up group" in details.inner_text()
    # They are no relation: no path leads through them, and the Turtle does not state them.
    assert page.evaluate("__kg.exports.turtle().includes('made-up')") is False
    assert "counted" not in page.locator("#path-families").text_content()
    assert page.evaluate("__kg.exports.csv().includes('of datasets together with')")
    assert opened.messages == []
    assert "nodes" in message(page)
