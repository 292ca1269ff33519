"""Policies in the page: each shows what a build under it would, and a comparison marks exactly what differs."""

from __future__ import annotations

import csv
import io
from typing import Any

import networkx as nx
import pytest

from browser.conftest import Opened, Opener
from browser.driving import open_table
from browser.looks import clashes, counts, drawn, lines
from kg.explorer.payload import PolicyView

pytestmark = pytest.mark.browser

POLICIES = ["cautious", "corroborated", "permissive", "only:seed-report"]


@pytest.fixture
def shipped(opener: Opener, shipped_html: str) -> Opened:
    return opener(html=shipped_html)


def named(graph: nx.MultiDiGraph) -> list[tuple[Any, ...]]:
    """Every edge by its ends and what is told of it, sorted."""
    fields = ("label", "relation", "inferred", "status", "grade", "start", "end")
    return sorted(
        (source, target, *(stated[field] for field in fields), sorted(stated["accounts"]))
        for source, target, stated in graph.edges(data=True)
    )


def shown(page: Any) -> list[tuple[Any, ...]]:
    """The same of the page."""
    rows = page.evaluate(
        """[...__kg.model.edges.values()].map((e) => [e.from, e.to, e.verb, e.relation, e.inferred, e.status, e.grade,
            e.start, e.end, [...e.accounts].sort()])"""
    )
    return sorted(map(tuple, rows), key=str)


def test_each_policy_shows_what_a_build_under_it_would(shipped: Opened, shipped_views: list[PolicyView]) -> None:
    page = shipped.page
    assert page.locator("#policy option").all_inner_texts() == POLICIES
    for policy, view in zip(POLICIES, shipped_views, strict=True):
        page.select_option("#policy", label=policy)
        assert shown(page) == sorted(named(view.graph), key=str)
        nodes = page.evaluate(
            """[...__kg.model.nodes.values()].map((n) =>
                [n.id, n.name, n.start, n.place, n.summary, [...n.accounts].sort()])"""
        )
        assert sorted(map(tuple, nodes)) == sorted(
            (iri, stated["label"], stated["start"], stated["place"], stated["summary"], sorted(stated["accounts"]))
            for iri, stated in view.graph.nodes(data=True)
        )
        statuses = page.evaluate(
            "Object.fromEntries(Object.entries(__kg.model.accounts).map(([i, a]) => [i, a.status]))"
        )
        assert statuses == {iri: view.evidence.accounts[iri].status for iri in statuses}
        assert page.locator("#provenance").inner_text() == view.provenance
        assert counts(page) == (len(view.graph), view.graph.number_of_edges())
        assert clashes(page) == []
    assert shipped.messages == []


def ends(graph: nx.MultiDiGraph) -> set[tuple[str, str, str, str]]:
    """What makes edges of two policies the same."""
    return {(source, target, stated["relation"], stated["label"]) for source, target, stated in graph.edges(data=True)}


def test_comparison_marks_what_differs(shipped: Opened, shipped_views: list[PolicyView]) -> None:
    page = shipped.page
    page.select_option("#compare", label="permissive")
    here, there = shipped_views[0].graph, shipped_views[2].graph
    gained, lost = ends(here) - ends(there), ends(there) - ends(here)
    assert len(lost) > 10
    marked = page.evaluate("[...__kg.model.edges.values()].map((e) => [e.change, e.from, e.to, e.relation, e.verb])")
    for change, expected in (("gained", gained), ("lost", lost)):
        assert {tuple(rest) for change_of, *rest in marked if change_of == change} == expected
    numbers = page.locator("#comparison .count").all_inner_texts()
    altered = sum(1 for change_of, *_ in marked if change_of == "altered")
    assert numbers == [str(len(gained)), str(sum(1 for change_of, *_ in marked if change_of == "lost")), str(altered)]
    sentence = page.locator("#difference").inner_text()
    assert sentence.startswith(f"Only in cautious: {len(gained)} relations and 0 nodes. Only in permissive: ")
    assert f"and {len(set(there) - set(here))} nodes" in sentence
    assert page.locator("#message").inner_text() == sentence
    assert shipped.messages == []


def test_comparison_is_shown_by_colour_pattern_sign_and_table(shipped: Opened) -> None:
    page = shipped.page
    looks = page.evaluate("Object.values(__kg.theme.changes)")
    assert all(len({str(look[key]) for look in looks}) == 3 for key in ("sign", "colour", "dashes"))
    page.select_option("#compare", label="permissive")
    page.locator("#comparison").get_by_label("differences only").uncheck()
    assert page.evaluate("[...__kg.scene.lines.values()].some((line) => !line.change)")
    faded = page.evaluate(
        """[...__kg.scene.lines.values()].filter((line) => !line.change)
            .every((line) => __kg.network.picture.body.edges[line.id].options.color.opacity < 0.2)"""
    )
    assert faded
    open_table(page)
    assert "Compared" in page.locator("#table-head th").all_inner_texts()
    page.fill("#table-search", "only in the other")
    lost = page.evaluate("[...__kg.model.edges.values()].filter((edge) => edge.change === 'lost').length")
    assert page.locator("#table-found").inner_text() == f"{lost} found"
    page.select_option("#compare", "")
    assert "Compared" not in page.locator("#table-head th").all_inner_texts()
    assert page.locator("#comparison").is_visible() is False


def test_differences_only(shipped: Opened) -> None:
    page = shipped.page
    page.select_option("#compare", label="permissive")
    box = page.locator("#comparison").get_by_label("differences only")
    assert box.is_checked()
    box.uncheck()
    assert page.evaluate("document.activeElement.closest('#comparison') !== null")
    assert not all(line["change"] for line in lines(page))
    page.locator("#comparison").get_by_label("differences only").check()
    assert all(line["change"] for line in lines(page))
    assert page.evaluate("[...__kg.filters.view.edges].every((id) => __kg.model.edges.get(id).change !== null)")
    page.select_option("#compare", "")
    assert page.evaluate("__kg.filters.state.differences") is False
    assert counts(page)[1] == page.evaluate("__kg.model.edges.size")


def test_panel_shows_an_account_as_the_policy_took_it(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html).page
    rejected = page.evaluate(
        """[...__kg.model.nodes.values()].find((n) => n.accounts.some((iri) => iri.includes('seed-report')
            && __kg.model.accounts[iri].reason.includes('source graded E'))).id"""
    )
    page.evaluate("(id) => __kg.select(id)", rejected)
    stated = page.locator("#details .account.rejected").count()
    assert stated > 0
    assert "source graded E, below C" in page.locator("#details").inner_text()
    page.select_option("#policy", label="permissive")
    assert page.locator("#details .account.rejected").count() < stated


def test_address_keeps_policy_and_comparison(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash="#policy=permissive&compare=cautious&differences=1").page
    assert page.locator("#policy option:checked").inner_text() == "permissive"
    assert page.locator("#compare option:checked").inner_text() == "cautious"
    assert page.evaluate("__kg.filters.state.differences")
    for part in ("policy=permissive", "compare=cautious", "differences=1"):
        assert part in page.evaluate("location.hash")
    unknown = opener(html=shipped_html, address_hash="#policy=nobody&compare=cautious").page
    assert unknown.evaluate("[__kg.model.chosen.policy, __kg.model.chosen.compared]") == [0, None]


def test_what_only_the_other_policy_has_goes_with_it(opener: Opener, shipped_html: str) -> None:
    page = opener(html=shipped_html, address_hash="#policy=permissive&selected=~actor/israel&around=~actor/israel").page
    assert page.locator("#details .sentence").inner_text() == "Israel"
    page.select_option("#policy", label="cautious")
    assert page.evaluate("[__kg.filters.state.selected, __kg.filters.state.only.size]") == [None, 0]
    page.fill("#search", "Israel")
    assert "Israel" not in page.locator("#search-list [role=option] span > bdi").all_inner_texts()
    assert "Iran" in drawn(page)


def test_exports_tell_the_chosen_policy_alone(shipped: Opened, shipped_views: list[PolicyView]) -> None:
    page = shipped.page
    page.select_option("#policy", label="only:seed-report")
    rows = list(csv.DictReader(io.StringIO(page.evaluate("__kg.exports.csv()"))))
    assert len(rows) == shipped_views[3].graph.number_of_edges()
