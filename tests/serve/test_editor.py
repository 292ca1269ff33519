"""The pages in a real browser: the editor asks this server and nobody else, and every other page needs no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from browser.driving import wait_for_page
from served import Server

pytestmark = pytest.mark.browser


@dataclass
class Opened:
    """A page with its complaints and every address that it asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: Any) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    view = Opened(context.new_page())
    view.page.on("console", lambda message: view.complaints.append(message.text))
    view.page.on("pageerror", lambda error: view.complaints.append(str(error)))
    view.page.on("dialog", lambda dialog: view.complaints.append(dialog.message) or dialog.dismiss())
    context.on("request", lambda request: view.requests.append(request.url))
    yield view
    context.close()


def outside(view: Opened, server: Server) -> list[str]:
    return [url for url in view.requests if not url.startswith((server.base, "data:", "blob:"))]


def test_an_example_is_asked_and_answered_here(opened: Opened, server: Server) -> None:
    page = opened.page
    page.goto(server.base + "query")
    page.wait_for_selector(".CodeMirror")
    page.select_option("#example", "brands-and-facades")
    page.wait_for_selector("text=27 results")
    assert "brands-and-facades" in page.inner_text(".tabsList")
    with page.context.expect_page() as new:
        page.locator('.yasr td a[href*="/id/actor/"]').first.dispatch_event("click")
    new.value.wait_for_selector("h1")
    assert new.value.url.startswith(server.base + "page/actor/")
    assert opened.complaints == []
    assert outside(opened, server) == []
    assert server.base + "sparql" in opened.requests


def asked(opened: Opened, server: Server, query: str) -> Any:
    """The editor with the answer to a query that came by the address."""
    opened.page.goto(server.base + "query#query=" + quote(query, safe=""))
    opened.page.wait_for_selector(".yasr table tbody a")
    return opened.page


def test_the_table_has_labels_beside_identifiers_and_numbers_as_numbers(opened: Opened, server: Server) -> None:
    text = "SELECT ?s (COUNT(?b) AS ?n) { ?s conflict:sponsors ?b } GROUP BY ?s ORDER BY DESC(?n)"
    page = asked(opened, server, text)
    assert page.locator(".yasr tbody .label").first.inner_text() == "Iran"
    assert page.locator(".yasr tbody .number").first.inner_text().isdigit()
    page.click(".select_chart")
    page.wait_for_selector(".picture .mark")
    assert page.locator(".picture rect.mark").count() == page.locator(".picture g").count() > 3
    assert "Iran" in (page.text_content(".picture") or "")
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_a_result_is_drawn_as_network_and_timeline(opened: Opened, server: Server) -> None:
    page = asked(
        opened,
        server,
        "SELECT ?s ?b ?from { ?r conflict:hasSponsor ?s ; conflict:hasBeneficiary ?b ; conflict:validFrom ?from }",
    )
    page.click(".select_network")
    page.wait_for_selector(".picture .mark")
    assert page.locator(".picture circle.mark").count() > 5
    assert "Houthis" in (page.text_content(".picture") or "")
    page.click(".select_timeline")
    page.wait_for_selector(".picture rect.mark")
    assert page.locator(".picture rect.mark").count() > 10
    assert "disabled" in (page.locator(".select_map").get_attribute("class") or "")
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_places_are_drawn_on_a_map(opened: Opened, server: Server) -> None:
    page = asked(
        opened,
        server,
        "SELECT ?e ?lat ?lon { ?e conflict:occurredAt ?p . ?p conflict:latitude ?lat ; conflict:longitude ?lon }",
    )
    page.click(".select_map")
    page.wait_for_selector(".picture .land")
    assert page.locator(".picture circle.mark").count() > 10
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_names_and_terms_are_completed_from_this_server(opened: Opened, server: Server) -> None:
    page = opened.page
    page.goto(server.base + "query")
    page.wait_for_selector(".CodeMirror")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT * { ?x conflict:sponsors ')")
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+End")
    page.keyboard.type("actor:kataib-h")
    page.wait_for_selector(".CodeMirror-hint")
    assert page.locator(".CodeMirror-hint").first.inner_text() == "actor:kataib-hezbollah  Kataib Hezbollah"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()").endswith(
        "conflict:sponsors actor:kataib-hezbollah"
    )
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_an_error_is_shown_in_the_editor(opened: Opened, server: Server) -> None:
    page = opened.page
    page.goto(server.base + "query")
    page.wait_for_selector(".CodeMirror")
    page.evaluate(
        "document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT * { SERVICE <http://x/> { ?s ?p ?o } }')"
    )
    page.click(".yasqe_queryButton >> visible=true")
    page.wait_for_selector(".yasr >> text=SERVICE is refused")
    assert outside(opened, server) == []


def test_a_shared_link_to_another_endpoint_asks_nobody(opened: Opened, server: Server) -> None:
    opened.page.goto(server.base + "query#query=ASK%20%7B%7D&endpoint=http%3A%2F%2F127.0.0.1%3A9%2Fsparql")
    opened.page.wait_for_selector(".CodeMirror")
    opened.page.wait_for_timeout(500)
    assert outside(opened, server) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "page/",
        "page/actor/iran",
        "page/event/al-asad-missile-attack-2023-11",
        "ontology",
        "told",
        "questions",
        "questions/sponsors-of",
        "search?q=soleimani",
        "report",
        "tables",
    ],
)
def test_other_pages_are_quiet_and_fit(opened: Opened, server: Server, path: str) -> None:
    for width, scheme in ((1200, "light"), (400, "dark")):
        opened.page.set_viewport_size({"width": width, "height": 800})
        opened.page.emulate_media(color_scheme=scheme)
        opened.page.goto(server.base + path)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.page.locator("script").count() == 0
    assert (opened.complaints, outside(opened, server)) == ([], [])


@pytest.mark.parametrize("path", ["page/actor/iran", "report", "tables", "explore", "query", "questions/casualties"])
def test_every_page_leads_back_home(opened: Opened, server: Server, path: str) -> None:
    opened.page.goto(server.base + path)
    opened.page.locator("b a, h1 a").get_by_text("Conflict knowledge graph").first.click()
    opened.page.wait_for_url(server.base)
    assert opened.page.locator("h2").first.inner_text() == "What it says"
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_a_question_is_found_answered_and_asked_of_another(opened: Opened, server: Server) -> None:
    page = opened.page
    page.goto(server.base)
    page.click("text=Accepted sponsors of a group")
    assert page.locator("tbody a").get_by_text("Iran", exact=True).count() > 0
    page.fill("#p-group", "Harakat al-Nujaba")
    page.click("text=Ask")
    assert "group=Harakat" in page.url
    assert page.locator("tbody a").get_by_text("Logistics", exact=True).count() == 1
    page.click("text=Open in the SPARQL editor")
    page.wait_for_selector(".CodeMirror")
    assert "BIND(actor:harakat-al-nujaba AS ?group)" in page.evaluate(
        "document.querySelector('.CodeMirror').CodeMirror.getValue()"
    )
    assert (opened.complaints, outside(opened, server)) == ([], [])


def test_a_page_leads_to_its_place_in_the_explorer(opened: Opened, server: Server) -> None:
    opened.page.goto(server.base + "page/actor/kataib-hezbollah")
    opened.page.click("text=Show in the explorer")
    wait_for_page(opened.page)
    selected = opened.page.evaluate("__kg.filters.state.selected")
    assert selected == "https://w3id.org/conflict-kg/id/actor/kataib-hezbollah"
    assert "Kataib Hezbollah" in opened.page.inner_text("#side")
    assert outside(opened, server) == []


@pytest.mark.parametrize("path", ["", "questions/casualties", "search?q=iran", "report", "tables"])
def test_pages_are_accessible(opened: Opened, server: Server, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    opened.page.goto(server.base + path)
    found = axe.Axe().run(opened.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
