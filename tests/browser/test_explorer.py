"""The explorer in a browser: what it shows, what its filters do, and what it never does."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from browser.conftest import Opened, Opener
from browser.driving import open_table, painted, wait_for_page, wait_until
from browser.looks import counts
from browser.sample import EDGES, ID

pytestmark = pytest.mark.browser


def label(page: Any, text: str) -> Any:
    """The check box of the legend whose row begins with ``text``."""
    return page.locator("#legend label", has_text=text).first.locator("input")


def test_page_is_silent_and_offline(sample: Opened) -> None:
    page = sample.page
    page.mouse.move(600, 300)
    page.select_option("#layout", "force")
    open_table(page)
    page.click("#fit")
    painted(page)
    assert sample.messages == []
    assert sample.outside() == []
    assert sample.requests[0] == sample.address
    assert counts(page) == (40, len(EDGES))


def test_page_works_in_a_sandboxed_frame(opener: Opener, html: str) -> None:
    opened = opener(nx.MultiDiGraph(policy=""))
    opened.page.goto("about:blank")
    opened.page.evaluate(
        """(html) => {
            const frame = document.createElement('iframe');
            frame.setAttribute('sandbox', 'allow-scripts');
            frame.srcdoc = html;
            document.body.append(frame);
            return new Promise((done) => frame.addEventListener('load', done)).then(() => null);
        }""",
        html,
    )
    frame = opened.page.frames[1]
    wait_for_page(frame)
    frame.evaluate(f"__kg.select('{ID}actor/iran')")
    assert frame.evaluate("__kg.filters.view.edges.size") == len(EDGES)
    assert opened.messages == []


def test_policy_refuses_requests_and_foreign_scripts(sample: Opened) -> None:
    refused = sample.page.evaluate(
        """async () => {
            const outcome = await fetch('https://example.org/').then(() => 'sent', () => 'refused');
            const script = document.createElement('script');
            script.textContent = 'window.intruder = 1';
            document.body.append(script);
            return [outcome, typeof window.intruder];
        }"""
    )
    assert refused == ["refused", "undefined"]


def test_search_selects(sample: Opened) -> None:
    page = sample.page
    page.fill("#search", "kataib hez")
    page.press("#search", "Enter")
    assert page.evaluate("__kg.network.picture.getSelectedNodes()") == [f"{ID}actor/kh"]
    assert page.locator("#details .sentence").inner_text() == "Kataib Hezbollah"
    page.fill("#search", "no such name")
    page.press("#search", "Enter")
    assert page.locator("#message").inner_text() == "No actor or event has that name."


@pytest.mark.parametrize(
    "name",
    [
        "kh",
        "Kata'ib Hizbullah",
        "\u06a9\u062a\u0627\u06cc\u0628 \u062d\u0632\u0628 \u0627\u0644\u0644\u0647",
        "KATAIB-HEZBOLLAH",
    ],
)
def test_search_finds_other_names_in_every_script(sample: Opened, name: str) -> None:
    page = sample.page
    page.fill("#search", name)
    page.press("#search", "Enter")
    assert page.evaluate("__kg.network.picture.getSelectedNodes()") == [f"{ID}actor/kh"]


def test_search_picks_none_of_several(sample: Opened) -> None:
    page = sample.page
    page.fill("#search", "the brigades")
    page.press("#search", "Enter")
    said = page.locator("#message").inner_text()
    assert said == "Several have that name: Kataib Hezbollah, Kataib Sayyid al-Shuhada."
    assert page.locator("#search-list [role=option] span > bdi").all_inner_texts() == [
        "Kataib Hezbollah",
        "Kataib Sayyid al-Shuhada",
    ]


def test_kind_filter_hides_nodes_and_their_edges(sample: Opened) -> None:
    label(sample.page, "militia").uncheck()
    touched = {"kh", "han", "aah", "kss", "haaa", "badr"}
    left = sum(1 for row in EDGES if not touched & {row[0], row[2]})
    assert counts(sample.page)[1] == left
    assert counts(sample.page)[0] <= 34
    label(sample.page, "militia").check()
    assert counts(sample.page) == (40, len(EDGES))


def test_family_filter_hides_its_edges(sample: Opened) -> None:
    for family in ("support", "structure", "cooperation", "force", "response", "speech"):
        box = sample.page.locator("#families label", has_text=family).locator("input")
        box.uncheck()
        assert counts(sample.page)[1] == sum(1 for row in EDGES if row[3] != family)
        box.check()


def test_evidence_filters(sample: Opened) -> None:
    inferred, disputed = (sum(1 for row in EDGES if flag in row[7]) for flag in "id")
    left = {
        "stated": inferred,
        "inferred": len(EDGES) - inferred,
        "accepted": disputed,
        "disputed": len(EDGES) - disputed,
    }
    for row, expected in left.items():
        box = sample.page.locator("#evidence label", has_text=row).locator("input")
        box.uncheck()
        assert counts(sample.page)[1] == expected
        box.check()


def test_grade_and_source_filters(sample: Opened) -> None:
    page = sample.page
    page.select_option("#grade", "B")
    assert counts(page)[1] == sum(1 for number in range(len(EDGES)) if number % 4 in {1, 3})
    page.select_option("#grade", "")
    page.select_option("#source", label="A broadcast")
    shown = page.evaluate("[...__kg.filters.view.edges].map((id) => [...__kg.model.edges.get(id).sources][0])")
    assert 0 < len(shown) < len(EDGES)
    assert set(shown) == {f"{ID}source/broadcast"}


def overlapping(first: str, last: str, *, undated: bool) -> int:
    """How many sample edges overlap a range of dates, an open end reaching as far as it takes."""
    found = 0
    for *_, start, end, _flags in EDGES:
        if start is None and end is None:
            found += undated
        else:
            found += (start or "0000") <= last and (end or "9999") >= first
    return found


def test_time_range_shows_what_overlaps_it(opener: Opener) -> None:
    page = opener(address_hash="#from=2014-01-01&to=2018-01-01").page
    kinds = ["Attack", "AttackSeries", "Strike", "Killing", "ClaimOfResponsibility", "Designation", "Denial"]
    assert counts(page)[1] == overlapping("2014-01-01", "2018-01-01", undated=True)
    shown = page.evaluate("[...__kg.filters.view.nodes].map((id) => __kg.model.nodes.get(id).kind)")
    assert not set(kinds) & set(shown)
    page.locator("#undated").uncheck()
    assert counts(page)[1] == overlapping("2014-01-01", "2018-01-01", undated=False)


def test_time_handles_and_dates_move_together(sample: Opened) -> None:
    page = sample.page
    page.fill("#to-date", "2014-06-15")
    page.dispatch_event("#to-date", "change")
    assert counts(page)[1] == overlapping("0000", "2014-06-15", undated=True)
    assert page.evaluate("Number(document.getElementById('to').value) === __kg.filters.state.to")
    page.click("#all-time")
    assert counts(page) == (40, len(EDGES))


def test_play_runs_through_time(sample: Opened) -> None:
    page = sample.page
    page.click("#play")
    wait_until(
        page,
        """(all) => __kg.filters.state.to > __kg.filters.state.from
            && __kg.filters.view.edges.size > 0 && __kg.filters.view.edges.size < all""",
        len(EDGES),
    )
    page.click("#play")
    assert page.locator("#play").inner_text() == "Play"


def test_evidence_panel_tells_account_source_and_grade(opener: Opener) -> None:
    page = opener(address_hash="#selected=e00").page
    panel = page.locator("#details")
    text = panel.inner_text()
    for part in ("Iran", "commands", "table, row 3", "reportedly", "an unnamed official", "The source tells"):
        assert part in text
    assert page.locator("#details .account .grade").inner_text() == "E6"
    assert panel.locator(".account a").get_attribute("href") == "https://example.org/report"
    assert "asserted" in (panel.locator(".badge").first.get_attribute("class") or "")


def test_source_without_web_address_is_no_link(opener: Opener) -> None:
    page = opener(address_hash="#selected=e01").page
    assert "A broadcast" in page.locator("#details").inner_text()
    assert page.locator("#details a").count() == 0


def test_inferred_edge_shows_its_proof(opener: Opener) -> None:
    page = opener(address_hash="#selected=e17").page
    conclusion = page.locator("#details .proof > li")
    assert conclusion.count() == 1
    assert conclusion.locator("> bdi").inner_text() == "Iran sponsors the group"
    assert conclusion.locator("> .grade").inner_text() == "C3"
    rule = conclusion.locator("> .rule")
    assert rule.locator("summary").inner_text() == "follows from what is below"
    assert rule.locator("bdi").text_content() == "prp-spo2: sponsors propertyChainAxiom (commands o sponsors)"
    premises = conclusion.locator("> ul > li")
    assert premises.locator("> bdi").all_inner_texts() == [
        "Quds Force sponsors the group",
        "Quds Force is a state organ",
    ]
    assert premises.locator("> .rule").all_inner_texts() == ["accepted, stated by", "asserted"]
    tellers = premises.first.locator(".supporting-account").all_inner_texts()
    assert len(tellers) == 2
    assert all("A report on the region" in text or "A broadcast" in text for text in tellers)
    assert page.locator("#details .note").inner_text() == "Drops time and grade."
    assert page.locator("#details .badge").first.inner_text() == "inferred"


def test_looks_tell_edges_apart(sample: Opened) -> None:
    looks = sample.page.evaluate(
        "[...__kg.model.edges.values()].map((e) => [e.inferred, e.status, e.sign, String(e.dashes), e.arrows.to.type])"
    )
    patterns = {(inferred, status): dashes for inferred, status, _, dashes, _ in looks}
    assert patterns == {(False, "accepted"): "false", (True, "accepted"): "9,6", (False, "disputed"): "2,5"}
    assert {(sign, end) for _, _, sign, _, end in looks} == {(1, "arrow"), (-1, "bar"), (0, "circle")}


def test_table_is_sorted_and_linked(sample: Opened) -> None:
    page = sample.page
    open_table(page)
    page.locator("#table-head button", has_text="Start").click()
    page.locator("#table-head button", has_text="Start").click()
    assert page.locator("#table-head th[aria-sort='descending']").inner_text() == "Start"
    assert page.locator("#table-body tr").first.locator("td").nth(4).inner_text() == "2023-11-22"
    page.locator("#table-body tr").first.locator("button").nth(1).click()
    assert page.locator("#details h2").first.inner_text().lower() == "relation"


def test_address_keeps_the_view(opener: Opener) -> None:
    page = opener(address_hash="#hide=Militia&without=force&grade=E&layout=force&undated=0").page
    state = page.evaluate(
        "[[...__kg.filters.state.hiddenKinds], [...__kg.filters.state.hiddenFamilies], __kg.filters.state.layout]"
    )
    assert state == [["Militia"], ["force"], "force"]
    kept = page.evaluate("location.hash")
    for part in ("hide=Militia", "without=force", "grade=E", "layout=force", "undated=0"):
        assert part in kept
    page.click("#reset")
    assert counts(page) == (40, len(EDGES))
    assert page.evaluate("location.hash") == "#layout=force&view=network"


def test_neighbours_only(sample: Opened) -> None:
    page = sample.page
    page.evaluate("__kg.select('https://w3id.org/conflict-kg/id/actor/quds')")
    page.get_by_role("button", name="Only its neighbours").click()
    assert counts(page)[1] == sum(1 for row in EDGES if "quds" in {row[0], row[2]})


def test_keyboard(sample: Opened) -> None:
    page = sample.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("Iraq")
    page.keyboard.press("Enter")
    assert page.evaluate("__kg.filters.state.selected") == f"{ID}actor/iraq"
    page.keyboard.press("Escape")
    assert page.evaluate("__kg.filters.state.selected") is None
    assert "How to read this".lower() in page.locator("#details").inner_text().lower()


def test_dark_page_is_dark(opener: Opener) -> None:
    opened = opener(scheme="dark")
    background = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(18, 21, 26)"
    border = f"__kg.network.picture.body.nodes['{ID}actor/iran'].options.color.border"
    assert opened.page.evaluate(border) == "#0b0d10"
    opened.page.emulate_media(color_scheme="light")
    wait_until(opened.page, f"{border} === '#24292f'")
    assert opened.messages == []
