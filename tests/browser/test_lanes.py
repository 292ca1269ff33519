"""The lanes of actors over time: who carried out, claimed, or was struck when, and what answered what."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from browser.conftest import Visit
from browser.driving import message, overlaps, rectangles, selected
from browser.sample import ACTORS, EDGES, EVENTS, ID, edge, node
from kg.explorer.style import KINDS

pytestmark = pytest.mark.browser

ACTOR = {slug for slug, *_ in ACTORS}
EVENT = {slug: (kind, date) for slug, _, kind, date, *_ in EVENTS}
BY = [row for row in EDGES if row[3] == "force" and row[0] in ACTOR and row[2] in EVENT]
AT = [row for row in EDGES if row[3] == "force" and row[0] in EVENT and row[2] in ACTOR]
CLAIMED = {slug for slug, (kind, _) in EVENT.items() if kind == "ClaimOfResponsibility"}
CLAIMS = [row for row in EDGES if row[0] in ACTOR and (row[1] == "claims" or row[2] in CLAIMED)]
LANES = {row[0] for row in [*BY, *CLAIMS]} | {row[2] for row in AT}
NAMES = {slug: label for slug, label, *_ in ACTORS}


def marks(page: Any, role: str) -> Any:
    return page.locator(f"#lanes .mark.{role}")


def test_there_is_a_lane_for_each_who_acts_claims_or_is_struck(visit: Visit) -> None:
    page = visit(address_hash="#view=lanes")
    stated = page.locator("#lanes .lane .name").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert sorted(stated) == sorted(NAMES[slug] for slug in LANES)
    assert page.locator("#tab-lanes").get_attribute("aria-selected") == "true"


def test_marks_are_what_is_told(visit: Visit) -> None:
    page = visit(address_hash="#view=lanes")
    assert (marks(page, "by").count(), marks(page, "at").count()) == (len(BY), len(AT))
    assert marks(page, "says").count() == len(CLAIMS)
    assert page.locator("#lanes .answer").count() == sum(row[3] == "response" for row in EDGES)
    strike = marks(page, "by").and_(page.locator("[aria-label*='Jurf']")).locator("polygon")
    assert strike.get_attribute("fill") == KINDS["Strike"].color
    assert strike.get_attribute("points") == page.locator("#kinds label", has_text="strike").locator(
        "polygon"
    ).get_attribute("points")
    struck = marks(page, "at").and_(page.locator("[aria-label*='Jurf']")).locator("polygon")
    assert struck.get_attribute("stroke") == KINDS["Strike"].color
    assert struck.get_attribute("fill") == "var(--page)"


@pytest.mark.parametrize("size", [(1400, 900), (1024, 768), (390, 844)])
def test_names_and_dates_keep_to_the_room_they_have(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(shipped=True, address_hash="#view=lanes", size=size)
    names, boxes = (rectangles(page, f"#lanes .lane .name {part}") for part in ("text", ".touch"))
    assert len(names) == len(boxes) > 10
    assert all(name["right"] <= box["right"] + 1 for name, box in zip(names, boxes, strict=True))
    dates = rectangles(page, "#lanes .date")
    assert len(dates) > 3
    assert overlaps([*dates, *rectangles(page, "#lanes svg > .cut")]) == []


def test_time_runs_to_the_right_and_empty_stretches_are_cut(visit: Visit) -> None:
    page = visit(address_hash="#view=lanes")
    stated = page.locator("#lanes .mark.by").evaluate_all(
        "(all) => all.map((one) => [one.dataset.key.split('|')[0], Number(one.dataset.x)])"
    )
    days = {f"e{number:02}": EVENT[row[2]][1] for number, row in enumerate(EDGES) if row in BY}
    ordered = sorted(stated, key=lambda mark: mark[1])
    assert [days[key] for key, _ in ordered] == sorted(days.values())
    assert page.locator("#lanes > svg path.cut").count() == 1
    assert "Sep 2023" in page.locator("#lanes .date").first.text_content()


def test_lanes_follow_filters_and_brush(visit: Visit) -> None:
    page = visit(address_hash="#view=lanes")
    page.locator("#families label", has_text="response").locator("input").uncheck()
    assert page.locator("#lanes .answer").count() == 0
    page.fill("#to-date", "2023-10-20")
    page.dispatch_event("#to-date", "change")
    early = [row for row in BY if EVENT[row[2]][1] <= "2023-10-20"]
    assert marks(page, "by").count() == len(early)
    page.locator("#families label", has_text="force").locator("input").uncheck()
    page.locator("#families label", has_text="speech").locator("input").uncheck()
    assert "No dated" in page.locator("#lanes").inner_text()


def test_a_mark_selects_its_event_and_knows_it(visit: Visit) -> None:
    page = visit(address_hash="#view=lanes")
    marks(page, "by").and_(page.locator("[aria-label*='Maysulun']")).click()
    assert selected(page) == f"{ID}event/maysulun"
    assert page.locator("#lanes .mark.by[aria-pressed=true]").count() == 1
    assert "Maysulun" in page.locator("#details .sentence").inner_text()
    page.evaluate("(id) => __kg.select(id)", f"{ID}event/al-asad")
    assert page.locator("#lanes .mark.chosen").count() == 1
    page.locator("#lanes .answer").first.dispatch_event("click")
    assert selected(page) in {f"e{number:02}" for number, row in enumerate(EDGES) if row[3] == "response"}
    assert "view=lanes" in page.evaluate("location.hash")


def test_lanes_are_walked_with_the_keyboard(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.closest('#lanes') !== null")
    marks(page, "by").first.focus()
    start = page.evaluate("Number(document.activeElement.dataset.x)")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Number(document.activeElement.dataset.x)") > start
    page.keyboard.press("ArrowDown")
    key = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.key") == key, "the focus survives the drawing"
    assert selected(page) is not None
    assert page.locator("#lanes [data-x][tabindex='0']").count() == 1


def crowded() -> nx.MultiDiGraph:
    """Sixty strikes on one day by one force, one of them without an end, and one strike a week later."""
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node("force", **node("Force", "ArmedForce"))
    for number in range(61):
        day = f"2023-11-{20 if number < 60 else 27}T00:00:00+00:00"
        graph.add_node(
            f"s{number}", **node(f"Strike {number}", "Strike", group="event", start=day, end=day if number else None)
        )
        graph.add_edge(
            "force", f"s{number}", key=f"e{number:02}", **edge("carried out", family="force", sign=-1, start=day)
        )
    return graph


def test_marks_without_room_are_counted_and_narrow_the_time(visit: Visit) -> None:
    page = visit(crowded(), address_hash="#view=lanes")
    heap = page.locator("#lanes .heap")
    assert heap.count() == 1
    assert marks(page, "by").count() + int(heap.locator("text").text_content().removeprefix("+")) == 61
    assert page.locator("#lanes .extent.open").count() <= 1
    heap.click()
    assert page.evaluate("__kg.model.dateOf(__kg.filters.state.to)") == "2023-11-20"
    assert (heap.count(), marks(page, "by").count()) == (0, 60)


def test_shipped_marks_of_a_lane_are_apart(visit: Visit) -> None:
    page = visit(shipped=True, address_hash="#view=lanes")
    places = page.evaluate(
        "[...document.querySelectorAll('#lanes .mark:not(.name)')].map((m) => [m.dataset.x, m.dataset.y].map(Number))"
    )
    assert len(places) > 50
    for at, (x, y) in enumerate(places):
        assert all(abs(x - a) >= 14.9 or abs(y - b) >= 14.9 for a, b in places[at + 1 :])
    assert page.locator("#lanes .answer").count() == 16
    assert page.locator("#lanes .extent.open").count() >= 2
    assert "shown" in message(page)
