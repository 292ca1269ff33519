"""The table: sorted, found in, linked both ways, quick at any length, and readable without seeing it."""

from __future__ import annotations

import networkx as nx
import pytest

from browser.conftest import Visit
from browser.driving import open_table, selected, wait_until
from browser.sample import EDGES, ID, edge, node

pytestmark = pytest.mark.browser

COLUMNS = ["From", "Relation", "To", "Family", "Start", "End", "Grade", "Basis", "Status"]


SORTED = """([up, down]) => {
    const { compare } = new Intl.Collator('en');
    const sorted = [...up].sort(compare);
    return String(sorted) === String(up) && String([...sorted].sort((a, b) => compare(b, a))) === String(down);
}"""


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts_both_ways_with_empty_cells_last(visit: Visit, column: str) -> None:
    page = visit()
    open_table(page)
    heading = page.locator("#table-head button", has_text=column).first
    at = COLUMNS.index(column)
    orders = []
    for order in ("ascending", "descending"):
        while page.locator("#table-head th").nth(at).get_attribute("aria-sort") != order:
            heading.click()
        assert page.locator("#table-head th[aria-sort='none']").count() == len(COLUMNS) - 1
        page.evaluate("document.getElementById('table-scroll').style.height = '3000px'")
        page.locator("#table-scroll").dispatch_event("scroll")
        wait_until(page, "(all) => document.querySelectorAll('#table-body tr').length === all", len(EDGES))
        cells = page.locator(f"#table-body td:nth-child({at + 1})").all_inner_texts()
        stated = [text for text in cells if text]
        assert cells[: len(stated)] == stated
        orders.append(stated)
    assert page.evaluate(SORTED, orders)


def test_table_and_picture_are_linked_both_ways(visit: Visit) -> None:
    page = visit()
    open_table(page)
    page.locator("#table-body tr").first.locator("button").nth(1).click()
    edge_id = selected(page)
    assert page.evaluate("(id) => __kg.model.edges.has(id)", edge_id)
    assert page.evaluate("document.activeElement.dataset.key").startswith(edge_id), "the focus stays"
    page.evaluate("(id) => __kg.select(id)", f"{ID}event/jurf")
    chosen = page.locator("#table-body tr.chosen")
    box, seen = page.locator("#table-scroll").bounding_box(), chosen.first.bounding_box()
    assert box["y"] <= seen["y"] <= box["y"] + box["height"]
    page.fill("#table-search", "jurf")
    assert chosen.count() == sum("jurf" in (row[0], row[2]) for row in EDGES)


def test_search_finds_rows(visit: Visit) -> None:
    page = visit()
    open_table(page)
    page.fill("#table-search", "quds SPONSORS badr")
    assert page.locator("#table-body tr").count() == 1
    assert page.locator("#table-found").inner_text() == "1 found"
    assert page.locator("#table").get_attribute("aria-rowcount") == "2"
    page.fill("#table-search", "no such row")
    assert page.locator("#table-body tr").count() == 0
    page.fill("#table-search", "")
    assert page.locator("#table-found").inner_text() == ""


def long_graph() -> nx.MultiDiGraph:
    """Five thousand relations."""
    graph = nx.MultiDiGraph(policy="p")
    graph.add_nodes_from((f"n{number}", node(f"Actor {number:03}")) for number in range(100))
    for number in range(5000):
        graph.add_edge(
            f"n{number % 100}", f"n{(number * 7 + 1) % 100}", key=f"e{number:04}", **edge(f"verb {number:04}")
        )
    return graph


def test_five_thousand_rows_are_all_there_and_few_are_built(visit: Visit) -> None:
    page = visit(long_graph())
    open_table(page)
    assert page.locator("#table").get_attribute("aria-rowcount") == "5001"
    assert page.locator("#table-body tr").count() < 80
    page.locator("#table-head button", has_text="Relation").click()
    assert page.evaluate("document.querySelector('#table-body tr:not(.space)').offsetHeight") == 24
    page.evaluate("document.getElementById('table-scroll').scrollTop = 1e9")
    last = page.locator("#table-body tr", has_text="verb 4999")
    last.wait_for()
    assert last.get_attribute("aria-rowindex") == "5001"
    assert page.locator("#table-body tr").count() < 80
    page.fill("#table-search", "verb 2500")
    assert page.locator("#table-found").inner_text() == "1 found"
    page.evaluate("__kg.select('e2500')")
    assert page.locator("#table-body tr.chosen").count() == 1


def test_table_is_whole_on_paper(visit: Visit) -> None:
    page = visit()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#table-body tr").count() == len(EDGES)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    open_table(page)
    assert page.locator("#table-body tr").count() < len(EDGES)
