"""The path finder: its form, its answer, the address, and that it finds what ``kg path`` finds."""

from __future__ import annotations

from urllib.parse import quote

import networkx as nx
import pytest

from browser.conftest import Visit
from browser.driving import message, selected
from browser.sample import ID, sample_graph
from kg.analyse.paths import find_paths
from kg.analyse.projection import project
from kg.workspace import Workspace

pytestmark = pytest.mark.browser

OPTIONS = ({}, {"directed": True}, {"grade": "B"}, {"families": ["support", "structure"]}, {"limit": 10})
#: Some of the pairs of nodes, as the page's own finder answers them under each of the options.
ANSWERS = """([all, every]) => {
    const { model, pathsFind } = __kg;
    const nodes = [...model.nodes.keys()].sort();
    const pairs = nodes.flatMap((a) => nodes.map((b) => [a, b])).filter((_, at) => at % every === 0);
    return all.flatMap((options) => {
        const edges = [...model.edges.values()].filter((e) => (!options.families || options.families.includes(e.family))
            && (!options.grade || (e.grade && e.grade[0] <= options.grade)));
        return pairs.map(([a, b]) => [a, b, pathsFind.find(edges, a, b, { ...options, rank: (id) => id })
            .map((path) => [path.nodes, path.steps.map((s) => [s.hostile, s.relations.map(({ id }) => id).sort()])])]);
    });
}"""


def as_found(graph: nx.MultiDiGraph, start: str, end: str, options: dict[str, object]) -> list[object]:
    return [
        [list(path.nodes), [[step.hostile, sorted(r.key for r in step.relations)] for step in path.steps]]
        for path in find_paths(graph, start, end, **options)
    ]


@pytest.mark.parametrize("shipped", [False, True])
def test_page_and_command_find_the_same(visit: Visit, shipped_graph: Workspace, shipped: bool) -> None:
    graph = project(shipped_graph) if shipped else sample_graph()
    answers = visit(shipped=shipped).evaluate(ANSWERS, [list(OPTIONS), 97 if shipped else 23])
    share = len(answers) // len(OPTIONS)
    assert share > 40
    for at, (start, end, paths) in enumerate(answers):
        assert paths == as_found(graph, start, end, OPTIONS[at // share]), (start, end, OPTIONS[at // share])


def ask(page: object, start: str, end: str) -> None:
    page.fill("#path-from", start)
    page.fill("#path-to", end)
    page.press("#path-to", "Enter")


def test_hostile_steps_are_labelled_and_choices_count(visit: Visit) -> None:
    page = visit()
    page.click("#path-box summary")
    ask(page, "Iran", "United States Central Command")
    assert page.locator("#details .path").first.locator("> li").count() == 2
    assert page.locator("#details .path .warning").first.inner_text() == "hostile step"
    assert "1 of them hostile" in page.locator("#details section .note").first.inner_text()
    assert page.locator("#details section").count() == 3
    page.check("#path-directed")
    page.press("#path-to", "Enter")
    assert message(page) == "No path through the shown relations."
    page.uncheck("#path-directed")
    for family in ("force", "speech", "response"):
        page.locator("#path-families label", has_text=family).locator("input").uncheck()
    page.select_option("#path-limit", "1")
    page.press("#path-to", "Enter")
    assert page.locator("#details section").count() == 1
    assert page.locator("#details .path .warning").count() == 0
    page.select_option("#path-grade", "A")
    page.press("#path-to", "Enter")
    assert message(page) == "No path through the shown relations."


def test_answer_is_a_list_that_selects(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == "path-from"
    ask(page, "Iran", "Kataib Hezbollah")
    page.locator("#details .path .link").first.click()
    assert selected(page) == "e17"
    assert "path=" not in page.evaluate("location.hash")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("", "Iran", "Choose two names from the list."),
        ("nobody", "Iran", "No actor or event has that name."),
        ("the brigades", "Iran", "Several have that name: Kataib Hezbollah, Kataib Sayyid al-Shuhada."),
        ("Iran", "iran", "Choose two different names."),
    ],
)
def test_wrong_names_are_said(visit: Visit, start: str, end: str, said: str) -> None:
    page = visit()
    page.click("#path-box summary")
    ask(page, start, end)
    assert message(page) == said


def test_family_of_none_is_said(visit: Visit) -> None:
    page = visit()
    page.click("#path-box summary")
    for box in page.locator("#path-families input").all():
        box.uncheck()
    ask(page, "Iran", "Iraq")
    assert message(page) == "Choose at least one family of relations."


def test_address_keeps_the_question(visit: Visit) -> None:
    ends = f"#path={quote(ID + 'actor/iran', safe='')}&path-to={quote(ID + 'actor/centcom', safe='')}"
    page = visit(address_hash=f"{ends}&path-by=structure&path-by=support&path-limit=5&path-grade=E")
    assert page.locator("#path-box").get_attribute("open") is not None
    assert page.input_value("#path-from") == "Iran"
    assert page.locator("#path-families input:checked").count() == 2
    assert (page.input_value("#path-limit"), page.input_value("#path-grade")) == ("5", "E")
    kept = page.evaluate("location.hash")
    for part in ("path-by=structure", "path-by=support", "path-limit=5", "path-grade=E", "path-to=%7Eactor%2Fcentcom"):
        assert part in kept
    assert page.locator("#details h2").first.inner_text().lower() == "paths"
    assert visit(address_hash="#path=nowhere&path-to=__proto__").locator("#path-from").input_value() == ""


def test_paths_unfold_their_nodes_and_each_can_be_drawn(visit: Visit) -> None:
    page = visit(shipped=True)
    page.click("#path-box summary")
    page.fill("#path-from", "quds f")
    page.press("#path-from", "ArrowDown")
    page.press("#path-from", "Enter")
    page.fill("#path-to", "soleimani")
    page.locator("#path-to-list li", has_text="killing").click()
    assert page.input_value("#path-to").startswith("Killing of Qasem Soleimani")
    page.press("#path-to", "Enter")
    paths = page.locator("#details section")
    count = paths.count()
    assert count > 1
    everything = page.evaluate("[...__kg.filters.state.drawn].filter((id) => __kg.model.nodes.has(id))")
    assert page.evaluate("(all) => all.every((id) => __kg.scene.nodes.has(id))", everything)
    for at in (0, count - 1):
        paths.nth(at).get_by_role("button", name="draw this path").click()
        names = paths.nth(at).locator(".note bdi").inner_text().split(" → ")
        own = page.evaluate(
            "[...__kg.filters.state.drawn].filter((id) => __kg.model.nodes.has(id)).map(__kg.model.nameOf)"
        )
        assert sorted(own) == sorted(names)
        assert set(names) <= set(page.evaluate("[...__kg.scene.nodes].map(__kg.model.nameOf)"))
    page.keyboard.press("Escape")
    assert page.evaluate("__kg.filters.state.drawn.size") == 0
