"""The evidence that the reader requires: what falls keeps its place, and the panel says why."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Opened, Opener
from browser.driving import OF_COLOUR, PHONE, findings, open_table, painted, wait_until
from browser.looks import counts
from kg.explorer.page import explorer_page
from kg.review.check import verdicts
from kg.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def believed(shipped_graph: Workspace) -> str:
    """The page of all shipped data, with its formulas."""
    return explorer_page(shipped_graph)


def slide(page: Any, control: str, value: int) -> None:
    """Move one of the sliders."""
    page.locator(f"#belief-{control}").fill(str(value))


def test_what_falls_keeps_its_place_and_the_panel_says_why(opener: Opener, believed: str) -> None:
    opened = opener(html=believed)
    page = opened.page
    nodes, edges = counts(page)
    drawn = "[__kg.scene.nodes, __kg.scene.lines].map((all) => [...all.keys()].sort())"
    spots = "[...__kg.scene.nodes].sort().map((id) => __kg.network.held.arranged.positions[id])"
    before = page.evaluate(drawn), page.evaluate(spots)
    slide(page, "grade", 4)
    slide(page, "sources", 3)
    assert counts(page)[1] < edges / 4
    assert (page.evaluate(drawn), page.evaluate(spots)) == before
    ghosts, shades = page.evaluate("[__kg.filters.view.ghosts.size, __kg.filters.view.shades.size]")
    assert (counts(page)[0] + shades, counts(page)[1] + ghosts) == (nodes, edges)
    assert f"{edges - ghosts} of {edges} relations hold" in page.locator("#belief-said").inner_text()
    painted(page)
    stated = page.locator("#details").inner_text()
    assert f"{ghosts} of {edges} relations do not hold" in stated
    assert "source graded C, below B" in stated
    assert "independent sources of 3 required" in stated
    open_table(page)
    assert page.locator("#table-count").inner_text() == str(edges - ghosts)
    page.click("#belief-all")
    assert counts(page) == (nodes, edges)
    assert page.locator("#belief-all").is_hidden()
    assert opened.messages == []


def test_a_line_says_what_it_loses(opener: Opener, believed: str) -> None:
    page = opener(html=believed, address_hash="#least=B2").page
    ghost, weaker = page.evaluate(
        """[[...__kg.filters.view.ghosts][0], [...__kg.filters.view.edges].find((id) =>
            __kg.belief.losses(__kg.model.edges.get(id)).reasons.size)]"""
    )
    page.evaluate("(id) => __kg.select(id)", ghost)
    assert page.locator("#details .fallen strong").inner_text().startswith("Falls; before: grade")
    page.evaluate("(id) => __kg.select(id)", weaker)
    assert page.locator("#details .weaker strong").inner_text().startswith("Still holds, with grade")
    assert page.locator("#details .weaker li").count() > 0


def test_a_source_is_left_out_with_what_repeats_it_and_believed_again(opener: Opener, believed: str) -> None:
    opened = opener(html=believed)
    page = opened.page
    place, title, iris = page.evaluate(
        """(() => {
            const { belief, model } = __kg;
            const one = belief.origins().find(({ repeats, accounts }) => repeats > 1 && accounts > 4);
            const { origin } = model.belief.sources;
            const named = origin.map((to, at) => (to === one.place ? model.sourceAt(at).iri : null));
            return [one.place, one.title, named.filter(Boolean)];
        })()"""
    )
    page.select_option("#belief-drop", value=str(place))
    assert page.locator("#belief-dropped button").inner_text().startswith(title)
    resting = page.evaluate(
        """(iris) => [...__kg.filters.view.edges].filter((id) =>
            [...__kg.model.edges.get(id).sources].every((one) => iris.includes(one))).length""",
        iris,
    )
    assert resting == 0
    assert page.evaluate("__kg.filters.view.ghosts.size") > 0
    wait_until(page, "location.hash.includes('dropped=')")
    again = opener(html=believed, address_hash=page.evaluate("location.hash")).page
    assert counts(again) == counts(page)
    page.click("#belief-dropped button")
    assert page.evaluate("__kg.filters.view.ghosts.size") == 0
    assert opened.messages == []


def test_requirements_that_the_policy_has_are_said_to_be_its_own(opener: Opener, believed: str) -> None:
    page = opener(html=believed).page
    assert page.locator("#belief-grade-said").inner_text() == "C3 or better (policy)"
    assert page.locator("#belief-hedged").is_disabled()
    page.select_option("#policy", label="permissive")
    assert page.locator("#belief-grade-said").inner_text() == "any"
    assert page.locator("#belief-hedged").is_enabled()
    held = counts(page)[1]
    page.uncheck("#belief-hedged")
    assert 0 < counts(page)[1] < held


@pytest.mark.parametrize("wrong", ["least=Z9", "least=B2B2", "independent=99", "independent=x", "dropped=urn:none"])
def test_requirements_that_do_not_exist_are_left_out(opener: Opener, believed: str, wrong: str) -> None:
    page = opener(html=believed, address_hash=f"#{wrong}").page
    assert page.evaluate("__kg.belief.isActive()") is False


def test_a_network_without_its_dataset_has_no_bar(sample: Opened) -> None:
    assert sample.page.locator("#belief").is_hidden()
    assert sample.page.evaluate("__kg.belief.holds([...__kg.model.edges.keys()][0])") is True


def test_the_bar_is_a_sheet_on_a_phone(opener: Opener, believed: str) -> None:
    page = opener(html=believed, size=PHONE).page
    assert page.locator("#belief").is_hidden()
    page.click("#sheet-belief")
    slide(page, "sources", 2)
    assert "hold" in page.locator("#belief-said").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def summaries(page: Any) -> list[str]:
    """The headings of the list of differences."""
    found: list[str] = page.locator("details.kind > summary").all_inner_texts()
    return found


def test_a_comparison_lists_what_is_contradicted_apart_from_what_is_not_mentioned(
    opener: Opener, believed: str, shipped_graph: Workspace
) -> None:
    opened = opener(html=believed)
    page = opened.page
    page.select_option("#compare", label="permissive")
    assert page.evaluate("__kg.filters.state.differences") is True
    stated = page.locator("#details").inner_text()
    assert "No relation only under cautious." in stated
    assert "permissive: accounts of any grade, hedged or not" in stated
    assert [text.split(" (")[0] for text in summaries(page)] == [
        "Contradicted by sources that cautious admits",
        "Accepted by both, in another way",
        "Reported by sources that cautious admits too",
        "Not mentioned by sources that cautious admits",
    ]
    verdict_of = {
        verdict.statement: verdict.verdict
        for verdict in verdicts(shipped_graph.inputs, shipped_graph.policy, lambda _: True)
    }
    lost = page.evaluate(
        """[...__kg.model.edges.values()].filter((edge) => edge.change === 'lost')
            .map((edge) => [__kg.model.sentence(edge), edge.accounts])"""
    )
    for kind, verdict in (("contradicted", "contradicted"), ("silent", "alone")):
        listed = page.locator(f"details[data-kind={kind}] .differences > li > .link").all_inner_texts()
        of_kind = any if kind == "contradicted" else all
        expected = [name for name, iris in lost if of_kind(verdict_of[iri] == verdict for iri in iris)]
        assert sorted(listed) == sorted(expected)
        assert len(listed) > 5
    page.locator("details[data-kind=contradicted] summary", has_text="Who says otherwise").first.click()
    assert page.locator("details[data-kind=contradicted] .account").first.is_visible()
    page.locator("details[data-kind=altered] .link").first.click()
    assert page.evaluate("__kg.model.edges.get(__kg.filters.state.selected).change") == "altered"
    assert opened.messages == []


def test_from_the_report_to_what_others_contradict_it_is_one_click(opener: Opener, believed: str) -> None:
    page = opener(html=believed).page
    page.select_option("#compare", label="only:seed-report")
    assert "only:seed-report accepts the event or relation, but not this of it" in [
        text.split(" (")[0] for text in summaries(page)
    ]
    page.get_by_role("button", name="All that independent sources contradict of this source").click()
    assert page.locator("#details .verdict.contradicted").count() > 10


def test_a_list_can_be_closed(opener: Opener, believed: str) -> None:
    page = opener(html=believed, size=(1024, 768), address_hash="#compare=permissive&differences=1").page
    assert page.locator("#side").is_visible()
    page.click("#details .close")
    assert page.locator("#side").is_hidden()


@pytest.mark.parametrize("address_hash", ["#least=B2&independent=2", "#compare=only:seed-report&differences=1"])
def test_what_is_required_and_what_differs_is_accessible(opener: Opener, believed: str, address_hash: str) -> None:
    page = opener(html=believed, address_hash=address_hash).page
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    painted(page)
    assert findings(page, None, OF_COLOUR) == []
