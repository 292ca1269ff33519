"""The search: candidates by any name, by words, place and date, with slips; what it finds is drawn."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from browser.conftest import Visit
from browser.driving import findings, message, selected, wait_until
from browser.looks import drawn
from browser.sample import ID, edge, node

pytestmark = pytest.mark.browser


def offered(page: Any, text: str) -> list[str]:
    """The candidates that the search offers for a text."""
    page.fill("#search", text)
    return list(page.locator("#search-list [role=option] span > bdi").all_inner_texts())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("KH", "Kataib Hezbollah"),
        ("kataeb hizbolla", "Kataib Hezbollah"),
        ("\u06a9\u062a\u0627\u06cc\u0628 \u062d\u0632\u0628", "Kataib Hezbollah"),
        ("Al Asad", "Al Asad missile attack"),
        ("jurf strike", "Jurf al-Sakhar strikes"),
        ("Harakat al Nujabaa", "Harakat al-Nujaba"),
    ],
)
def test_candidates_come_by_any_name_and_with_slips(visit: Visit, text: str, first: str) -> None:
    assert offered(visit(), text)[0] == first


def test_events_are_found_by_place_and_date(visit: Visit) -> None:
    page = visit()
    days = "[...__kg.model.nodes.values()].filter((n) => n.side === 'event' && n.start?.startsWith('2023-11'))"
    events = set(page.evaluate(f"{days}.map((n) => n.name)"))
    assert events
    assert set(offered(page, "2023-11")) == events
    assert set(offered(page, "november 2023")) >= events
    assert offered(page, "2023-11-20 nowhere") == []
    place = page.evaluate("[...__kg.model.nodes.values()].find((n) => n.side === 'event' && n.place)")
    assert place["name"] in offered(page, place["place"])
    assert place["place"] in page.locator("#search-list").inner_text()


def test_list_is_driven_by_keys_and_is_a_combobox(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("the brigades")
    field = page.locator("#search")
    assert field.get_attribute("aria-expanded") == "true"
    assert findings(page, "header") == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert marked.get_attribute("aria-selected") == "true"
    assert "Kataib Sayyid al-Shuhada" in marked.inner_text()
    page.keyboard.press("Enter")
    assert selected(page) == f"{ID}actor/kss"
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == ""
    page.keyboard.type("iran")
    page.keyboard.press("Escape")
    assert page.locator("#search-list").is_hidden()
    assert selected(page) == f"{ID}actor/kss"


def test_a_similar_name_is_offered_and_not_taken(visit: Visit) -> None:
    page = visit()
    page.fill("#search", "Kataib Hezbolah")
    page.press("#search", "Enter")
    assert selected(page) is None
    assert message(page) == "No actor or event has that name. Similar: Kataib Hezbollah."
    page.locator("#search-list li").first.click()
    assert selected(page) == f"{ID}actor/kh"


def lonely() -> nx.MultiDiGraph:
    """A chain of actors, one without relations, and one whose only relation is not dated."""
    graph = nx.MultiDiGraph(policy="p")
    for number in range(30):
        graph.add_node(f"n{number}", **node(f"Group {number}"))
    for number in range(1, 29):
        for other in (number // 2, number - 1):
            graph.add_edge(f"n{number}", f"n{other}", key=f"{number}-{other}", **edge("sponsors"))
    graph.add_node("alone", **node("Hermit"))
    return graph


@pytest.mark.parametrize("address", ["", "#fold=0", "#hide=Militia", "#undated=0&around=n1"])
def test_what_is_found_is_drawn_whatever_is_hidden(visit: Visit, address: str) -> None:
    page = visit(lonely(), address_hash=address)
    page.fill("#search", "hermit")
    page.press("#search", "Enter")
    wait_until(page, "document.querySelector('#details .sentence')?.textContent === 'Hermit'")
    assert "Hermit" in drawn(page)
    hidden = page.evaluate("!__kg.filters.view.nodes.has('alone')")
    assert ("the filters hide it" in message(page)) is hidden
    page.evaluate("__kg.network.labelBoxes()")


def test_finder_is_quick_over_many_names(visit: Visit) -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_nodes_from((f"n{number}", node(f"Brigade number {number * 7919}")) for number in range(1500))
    page = visit(graph)
    assert offered(page, "brigade 7919")[0] == "Brigade number 7919"
    assert offered(page, "brigad numbr 7919")[0] == "Brigade number 7919"
