"""The explorer's opening view: an overview that can be read, and a guide of three clicks that leads into it."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from browser.conftest import Opened, Opener
from browser.driving import wait_for_page
from browser.looks import SIZES, at, clashes, corners, counts, drawn, line_between, lines, point_on, unnamed
from browser.sample import EDGES, edge, node

pytestmark = pytest.mark.browser

BACKED = {"Asaib Ahl al-Haq", "Badr Organization", "Harakat al-Nujaba", "Kataib Hezbollah", "Kataib Sayyid al-Shuhada"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["sample", "shipped"])
def test_overview_can_be_read(opener: Opener, shipped_html: str, name: str, size: tuple[int, int]) -> None:
    page = opener(html=shipped_html if name == "shipped" else None, size=size).page
    assert clashes(page) == []
    assert unnamed(page) == set()
    stage = page.locator("#network").bounding_box()
    assert all(0 <= place["x"] <= stage["width"] and 0 <= place["y"] <= stage["height"] for place in corners(page))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert {"Iran", "United States", "Kataib Hezbollah", "Islamic Resistance in Iraq"} <= drawn(page)
    assert page.evaluate("[...__kg.scene.nodes].every((id) => __kg.model.nodes.get(id).core)")
    assert len(drawn(page)) < counts(page)[0] / 2
    assert len(lines(page)) < 0.6 * counts(page)[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", ["hierarchy", "force", "ego"])
def test_everything_is_drawn_apart_and_what_matters_is_named(
    opener: Opener, shipped_html: str, layout: str, size: tuple[int, int]
) -> None:
    page = opener(html=shipped_html, size=size, address_hash=f"#fold=0&layout={layout}").page
    assert len(drawn(page)) == counts(page)[0] == page.evaluate("__kg.model.nodes.size")
    assert clashes(page) == []
    assert len(unnamed(page)) < 0.7 * len(drawn(page))
    chief = page.evaluate("[...__kg.model.nodes.values()].filter((n) => n.share >= 0.5).map((n) => n.name)")
    assert not set(chief) & unnamed(page)


def test_sponsors_stand_over_proxies_over_names(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html).page
    heights = [
        at(page, name)[1]
        for name in ("Iran", "US forces in Iraq and Syria", "Kataib Hezbollah", "Islamic Resistance in Iraq")
    ]
    assert heights == sorted(heights)


def test_events_are_folded_into_numbers(sample: Opened) -> None:
    page = sample.page
    line = line_between(page, "United States Air Force", "Kataib Hezbollah", "force")
    assert line["count"] == 2
    assert page.evaluate("(id) => __kg.scene.groups.get(id).events.length", line["id"]) == 2
    hidden = page.evaluate("Object.fromEntries([...__kg.scene.folded].map(([id, n]) => [__kg.model.nameOf(id), n]))")
    assert hidden["Kataib Hezbollah"] > 1
    assert "summarised as counts" in page.locator("#message").inner_text()
    page.select_option("#fold", "0")
    assert len(drawn(page)) == 40
    assert "folded" not in page.locator("#message").inner_text()
    assert page.evaluate("location.hash") == "#fold=0&view=network"


def test_clicking_a_number_lists_what_is_behind_it_and_draws_it(sample: Opened) -> None:
    page = sample.page
    line = line_between(page, "United States Air Force", "Kataib Hezbollah", "force")
    page.mouse.click(*point_on(page, line))
    panel = page.locator("#details")
    assert panel.locator("h2").inner_text().lower() == "2 relations: force"
    assert panel.locator(".relations li").count() == 2
    page.get_by_role("button", name="Draw these events").click()
    assert {"Abu Ghraib gunship strike", "Jurf al-Sakhar strikes"} <= drawn(page)
    page.get_by_role("button", name="Fold these events").click()
    assert not {"Abu Ghraib gunship strike", "Jurf al-Sakhar strikes"} & drawn(page)
    assert sample.messages == []


def test_selecting_what_is_folded_draws_it(sample: Opened) -> None:
    page = sample.page
    page.fill("#search", "Al Asad missile attack")
    page.press("#search", "Enter")
    assert {"Al Asad missile attack", "Abu Ghraib gunship strike"} <= drawn(page)
    page.keyboard.press("Escape")
    assert "Al Asad missile attack" not in drawn(page)


def steps(page: Any) -> list[tuple[str, bool]]:
    """The guide's steps: what each says, and whether it is done."""
    found = page.locator("#guide-steps li")
    return [(item.locator("button").inner_text(), "done" in item.inner_text().split()) for item in found.all()]


def test_guide_leads_by_its_buttons(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html).page
    assert [done for _, done in steps(page)] == [False, False, False]
    buttons = page.locator("#guide-steps button")
    buttons.nth(0).press("Enter")
    assert page.locator("#details .sentence").inner_text() == "Iran"
    bright = page.evaluate(
        """[...__kg.scene.lines.values()]
            .filter((line) => __kg.network.picture.body.edges[line.id].options.color.opacity === 1)
            .map((line) => [__kg.model.nameOf(line.from), line.family, __kg.model.nameOf(line.to)])"""
    )
    assert {(source, family) for source, family, _ in bright} == {("Iran", "support")}
    assert {target for *_, target in bright} >= BACKED
    buttons.nth(1).press("Enter")
    selected = page.evaluate("__kg.filters.state.selected")
    told = page.evaluate("(id) => __kg.model.edges.get(id)", selected)
    assert (told["family"], told["inferred"]) == ("support", False)
    assert page.locator("#details .accounts li").count() > 1
    buttons.nth(2).press("Enter")
    assert page.locator("#comparison").is_visible()
    assert "Only in permissive: " in page.locator("#difference").inner_text()
    assert [done for _, done in steps(page)] == [True, True, True]
    assert page.evaluate("document.activeElement.closest('#guide') !== null")


def test_guide_is_done_by_clicks_in_the_picture(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html).page
    page.mouse.click(*at(page, "Iran"))
    assert [done for _, done in steps(page)] == [True, False, False]
    page.select_option("#compare", label="permissive")
    assert [done for _, done in steps(page)] == [True, False, True]


def test_guide_is_for_the_first_visit(sample: Opened) -> None:
    page = sample.page
    assert page.locator("#guide").is_visible()
    page.click("#guide-close")
    assert page.locator("#guide").is_visible() is False
    assert page.evaluate("document.activeElement.id") == "guide-open"
    page.reload()
    wait_for_page(page)
    assert page.locator("#guide").is_visible() is False
    page.click("#guide-open")
    assert page.locator("#guide").is_visible()


def test_who_is_sent_a_view_gets_no_guide(opener: Opener) -> None:
    assert opener(address_hash="#layout=force").page.locator("#guide").is_visible() is False


def graph_of(*edges: tuple[str, str, dict[str, Any]], **nodes: dict[str, Any]) -> nx.MultiDiGraph:
    """A graph of the given nodes, and edges as ends and values."""
    graph = nx.MultiDiGraph(policy="cautious")
    graph.add_nodes_from(nodes.items())
    for number, (source, target, stated) in enumerate(edges):
        graph.add_edge(source, target, key=f"e{number}", **stated)
    return graph


SMALL = {
    "empty": (graph_of(), 0, 0),
    "one node": (graph_of(one=node("One", "Newcomer")), 1, 0),
    "a loop": (graph_of(("one", "one", edge(family="unheard-of")), one=node("One", "Newcomer")), 1, 1),
    "no dates, no places": (graph_of(("a", "b", edge()), a=node("A", "State"), b=node("B")), 2, 1),
    "all disputed": (graph_of(("a", "b", edge(status="disputed")), a=node("A", "State"), b=node("B")), 2, 1),
    "events alone": (graph_of(**{f"e{n}": node(f"E{n}", "Attack", group="event") for n in range(40)}), 40, 0),
}


@pytest.mark.parametrize("name", SMALL)
def test_any_graph_has_a_sensible_view(opener: Opener, name: str) -> None:
    graph, nodes, edges = SMALL[name]
    opened = opener(graph)
    page = opened.page
    assert counts(page) == (len(drawn(page)), len(lines(page))) == (nodes, edges)
    assert page.locator("#range").is_visible() is False
    assert page.locator("#map-box").is_visible() is False
    assert page.locator("#policies").is_visible() is False
    for layout in ("force", "ego", "hierarchy"):
        page.select_option("#layout", layout)
        assert clashes(page) == []
    disputed = page.locator("#evidence label", has_text="disputed")
    assert disputed.locator(".count").inner_text() == ("1" if name == "all disputed" else "0")
    page.locator("#undated").uncheck()
    assert counts(page)[1] == 0
    assert opened.messages == []


def test_a_graph_of_a_thousand_nodes_opens_on_its_chief_actors(opener: Opener) -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_nodes_from((f"n{number:04}", node(f"Group {number}")) for number in range(1000))
    for number in range(1000):
        for step in (1, 7, 400):
            graph.add_edge(f"n{number:04}", f"n{number * step % 1000:04}", key=f"{number}-{step}", **edge())
    page = opener(graph).page
    assert len(drawn(page)) == 36
    assert clashes(page) == []
    assert unnamed(page) == set()


def test_the_sample_is_whole_behind_its_overview(sample: Opened) -> None:
    assert counts(sample.page) == (40, len(EDGES))


def test_accounts_that_cannot_be_unpacked_leave_the_picture(sample: Opened) -> None:
    page = sample.page
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    wait_for_page(page)
    assert "too old to unpack the accounts" in page.locator("#message").inner_text()
    assert counts(page) == (40, len(EDGES))
    page.evaluate("__kg.select([...__kg.model.edges.values()].find((edge) => edge.inferred).id)")
    assert page.locator("#details h2").text_content() == "Relation"
    assert page.locator("#details .account").count() == 0
    assert sample.messages == []
