"""The tasks of docs/explorer.md, each in three actions at most: a click, a choice, or a text with Enter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Opener
from browser.driving import painted, selected, wait_until
from kg.explorer.page import explorer_page
from kg.workspace import Workspace

pytestmark = pytest.mark.browser
PAGE = (Path(__file__).parents[2] / "docs" / "explorer.md").read_text(encoding="utf-8")
MISSILE = "Ballistic missile attack on Al Asad airbase, November 2023"


@pytest.fixture(scope="module")
def shipped_page(shipped_graph: Workspace) -> str:
    """The page that a build writes of all shipped data, with its story."""
    return explorer_page(shipped_graph)


@pytest.fixture
def page(opener: Opener, shipped_page: str) -> Any:
    """The page as it opens."""
    return opener(html=shipped_page, address_hash="#view=sides").page


def find(page: Any, text: str) -> None:
    """One action: a name in the search, and Enter."""
    page.fill("#search", text)
    page.press("#search", "Enter")
    painted(page)


def details(page: Any) -> str:
    text: str = page.locator("#details").inner_text()
    return text


def test_the_document_lists_the_tasks() -> None:
    section = PAGE.split("## Twelve tasks")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+)\. (.+?) \| (.+?) \|$", section, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 13))
    assert all(actions.count(" → ") <= 2 for _, _, actions in rows)


def test_who_backs_a_group_and_on_whose_word(page: Any) -> None:
    find(page, "Kataib Hezbollah")
    assert "WHO BACKS IT" in details(page).upper()
    page.locator("#details .rows li", has_text="Iran").first.locator(".why").click()
    assert "Iran sponsors Kataib Hezbollah" in details(page)
    assert page.locator("#details a[href^='http']").count() > 1


def test_a_path_from_a_state_to_an_attack(page: Any) -> None:
    page.keyboard.press("p")
    page.fill("#path-from", "Iran")
    page.fill("#path-to", MISSILE)
    page.press("#path-to", "Enter")
    painted(page)
    assert f"Iran to {MISSILE}" in details(page)


def test_which_facts_differ_between_policies(page: Any) -> None:
    page.select_option("#compare", label="permissive")
    painted(page)
    assert re.search(r"\d+ relations only under permissive", details(page))
    assert "Contradicted by sources that cautious admits" in details(page)


def test_where_the_attacks_took_place(page: Any) -> None:
    page.click("#tab-map")
    painted(page)
    assert page.locator("#wide-map", has_text="Al Asad").count() == 1


def test_what_the_report_says_that_others_contradict(page: Any) -> None:
    page.locator("#story button, #story a").filter(has_text="contradict").first.click()
    painted(page)
    assert "What independent sources contradict" in details(page)
    assert page.locator("#details .verdict.contradicted").count() > 10


@pytest.mark.parametrize("name", ["Soleimani", "قاسم سليماني", "Sulaymani"])
def test_how_somebody_died(page: Any, name: str) -> None:
    find(page, name)
    if selected(page) is None:  # Several have the name: the list offers them.
        page.locator("[role=option]", has_text="person").first.click()
        painted(page)
    page.locator("#details .rows li button", has_text="Killing of Qasem Soleimani").first.click()
    painted(page)
    assert "United States" in details(page)
    assert "2020-01-0" in details(page)


def test_a_brand_and_a_facade_are_told_apart(page: Any) -> None:
    find(page, "Islamic Resistance in Iraq")
    assert details(page).split("\n")[1].strip().upper() == "BRAND"
    find(page, "Alwiyat al Waad al Haq")
    assert "is a façade of" in details(page)


def test_each_format_is_exported(page: Any) -> None:
    for form in ("CSV", "GraphML", "GEXF", "Turtle", "SVG"):
        page.click("#take summary")
        with page.expect_download() as got:
            page.locator("#take-list button", has_text=form).first.click()
        assert Path(got.value.path()).stat().st_size > 1000


def test_a_view_is_shared_exactly(page: Any, opener: Opener, shipped_page: str) -> None:
    find(page, "Kataib Hezbollah")
    page.click("#link")
    other = opener(html=shipped_page, address_hash=page.evaluate("location.hash")).page
    assert selected(other) == selected(page)


def test_all_of_it_by_keyboard(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("Kataib Hezbollah")
    page.keyboard.press("Enter")
    wait_until(page, "__kg.filters.state.selected !== null")
    page.keyboard.press("Tab")
    for key, view in (("1", "network"), ("2", "lanes"), ("3", "map"), ("s", "sides")):
        page.keyboard.press("d")
        page.keyboard.press(key)
        assert page.evaluate("document.body.dataset.view") == view
    assert selected(page).endswith("actor/kataib-hezbollah")


def test_from_an_inferred_line_to_the_address_of_a_source(opener: Opener) -> None:
    """On the made-up sample: the shipped network has no inferred line."""
    page = opener(address_hash="#view=network").page
    inferred = page.evaluate("[...__kg.model.edges.values()].filter((edge) => edge.inferred).map((edge) => edge.id)")
    addresses = []
    for edge in inferred:
        page.evaluate("(id) => __kg.select(id)", edge)
        painted(page)
        assert "Why" in details(page) or "WHY" in details(page)
        addresses += page.eval_on_selector_all("#details a[href^='http']", "(all) => all.map((one) => one.href)")
    assert addresses


def test_who_stands_behind_a_facade_and_which_accounts_tell_it(page: Any) -> None:
    find(page, "Alwiyat al Waad al Haq")
    page.click(".rival-values summary")
    table = page.locator(".rivals table").first.inner_text()
    assert "Kataib Hezbollah" in table
    assert "Asaib Ahl al-Haq" in table
    page.locator(".rivals summary").first.click()
    assert page.locator(".rivals .account").count() >= 2


def test_accounts_carry_the_record_of_their_source(page: Any) -> None:
    find(page, "Islamic Resistance in Iraq")
    text = page.locator("#details").evaluate("(one) => one.textContent")
    assert re.search(r"its record\d+ of \d+ statements that others speak of too are corroborated", text)
