"""The opening view: the story and its doors, sides and lines, the dossier in the panel; by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Opened, Opener, Visit, watched
from browser.driving import OF_COLOUR, PHONE, findings, overlaps, painted, rectangles, selected, wait_for_page
from browser.sample import ID, edge, node
from kg.dossier.show import show_in_build
from kg.rdf.terms import expand

pytestmark = pytest.mark.browser

KATAIB = f"{ID}actor/kataib-hezbollah"
#: The address of every line that holds, and of every name.
LINES = "[...document.querySelectorAll('#sides .tie')].map((one) => one.dataset.key)"
LOOKS = "[...__kg.sides.lines.values()].map(__kg.sides.look)"
NAMES = "[...document.querySelectorAll('#sides .actor')].map((one) => one.dataset.key)"


@pytest.fixture(scope="module")
def opened(browser: Any, shipped_build: Path) -> Iterator[Opened]:
    """The page of the shipped build, which the tests of this module share; it stays silent and offline."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    file = shipped_build / "explorer.html"
    opened = watched(context.new_page(), file.as_uri())
    yield opened
    context.close()
    assert (opened.messages, opened.outside()) == ([], [])


@pytest.fixture
def stage(opened: Opened) -> Any:
    """The opening view as a reader comes to it."""
    opened.page.set_viewport_size({"width": 1400, "height": 900})
    opened.page.emulate_media(color_scheme="light")
    opened.page.goto("about:blank")
    opened.page.goto(opened.address)
    wait_for_page(opened.page)
    return opened.page


def centres(page: Any) -> dict[str, tuple[float, float]]:
    """Where each name stands."""
    found: list[list[Any]] = page.evaluate(
        """[...document.querySelectorAll('#sides .actor')].map((one) => {
            const { x, y, width, height } = one.querySelector('.solid-mark, .hollow-mark').getBoundingClientRect();
            return [one.dataset.key, Math.round(x + width / 2), Math.round(y + height / 2)];
        })"""
    )
    return {key: (x, y) for key, x, y in found}


def test_sponsors_stand_left_groups_in_the_middle_those_they_fight_right(stage: Any) -> None:
    assert stage.locator("#tab-sides").get_attribute("aria-selected") == "true"
    at = {key.rpartition("/")[2]: place for key, place in centres(stage).items()}
    assert max(at["iran"][0], at["quds-force"][0]) < at["kataib-hezbollah"][0] < at["united-states"][0]
    assert at["iraq"][1] > max(y for name, (_, y) in at.items() if name in ("houthis", "saraya-awliya-al-dam", "iran"))
    bands = stage.locator("#sides .band-text").all_text_contents()
    assert set(bands) == {"Shared names", "Armed groups", "Said to be façades", "Unnamed"}
    assert overlaps(rectangles(stage, "#sides .actor text")) == []


def test_every_figure_of_the_story_leads_to_what_it_counts(stage: Any) -> None:
    doors = stage.locator("#story .door")
    texts = doors.all_inner_texts()
    assert any(text.endswith("groups") for text in texts)
    assert any("attacks" in text for text in texts)
    for place, text in enumerate(texts):
        number = int("".join(one for one in text if one.isdigit()))
        doors.nth(place).click()
        assert selected(stage).startswith("story:")
        listed = stage.locator("#details .relations").first.locator("> li").count()
        if "counts" not in selected(stage):
            assert listed == number, text
        assert doors.nth(place).get_attribute("aria-pressed") == "true"
    stage.keyboard.press("Escape")
    assert selected(stage) is None


def test_a_door_dims_what_it_does_not_count_and_moves_nothing(stage: Any) -> None:
    before = centres(stage)
    stage.locator("#story .door").first.click()
    lit = stage.evaluate("[...document.querySelectorAll('#sides .tie.lit')].map((one) => one.dataset.key)")
    assert 0 < len(lit) < len(stage.evaluate(LINES))
    assert all(key.endswith("|helps") for key in lit)
    assert centres(stage) == before
    stage.select_option("#policy", label="permissive")
    assert centres(stage) == before
    stage.evaluate("__kg.filters.state.grade = 'A'")
    stage.select_option("#policy", label="cautious")
    assert centres(stage) == before


def test_seed_report_is_contradicted_in_one_click(stage: Any) -> None:
    stage.locator("#story .door", has_text="contradict").click()
    items = stage.locator("#details .verdict.contradicted")
    assert items.count() > 5
    item = items.first
    assert "others differ in" in item.inner_text()
    item.locator("summary", has_text="Who says otherwise").click()
    assert item.locator(".account .said").first.is_visible()


def test_lines_say_strength_and_kind(stage: Any) -> None:
    looks = stage.evaluate(
        """[...__kg.sides.lines.values()].map(__kg.sides.look).filter((look) => look.standing !== 'gone')
            .map(({ id, sources, grade, isSaid, isInside, events, statements }) =>
                ({ id, sources, grade, isSaid, isInside, events: events.length, statements: statements.length }))"""
    )
    drawn = [look for look in looks if not look["isInside"]]
    shown = {
        key: (float(width), opacity, dashes)
        for key, width, opacity, dashes in stage.evaluate(
            """[...document.querySelectorAll('#sides .tie')].map((one) => {
                const line = one.querySelector('.stroke-of');
                return [one.dataset.key, line.getAttribute('stroke-width'), one.getAttribute('opacity'),
                    getComputedStyle(line).strokeDasharray];
            })"""
        )
    }
    assert {look["id"] for look in drawn} == set(shown)
    for one in drawn:
        assert (shown[one["id"]][2] != "none") == one["isSaid"], one["id"]
        for other in drawn:
            if one["sources"] < other["sources"] <= 6:
                assert shown[one["id"]][0] < shown[other["id"]][0]
    grades = {look["grade"][0]: float(shown[look["id"]][1]) for look in drawn if look["grade"]}
    assert sorted(grades.values(), reverse=True) == [grades[letter] for letter in sorted(grades)]


def test_number_on_a_line_counts_no_whole_with_its_parts(stage: Any) -> None:
    found = stage.evaluate(
        """() => {
            const isPart = (e, id) => e.type === 'isSubEventOf' && e.to === id;
            const part = (id) => __kg.model.incident.get(id).filter((e) => isPart(e, id)).map((e) => e.from);
            return [...__kg.sides.lines.values()].map(__kg.sides.look).map((look) => {
                const ends = look.members.flatMap((e) => [e.from, e.to]);
                const all = new Set(ends.filter((id) => __kg.model.nodes.get(id).side === 'event'));
                const wholes = [...all].filter((id) => part(id).some((one) => all.has(one)));
                return [all.size, look.events.length, wholes.length];
            });
        }"""
    )
    assert any(wholes for _, _, wholes in found)
    assert all(counted == events - wholes for events, counted, wholes in found)


def test_selection_dims_the_rest_and_goes_with_the_reader(stage: Any) -> None:
    stage.locator(f'#sides .actor[data-key="{KATAIB}"]').click()
    assert selected(stage) == KATAIB
    assert "~actor/kataib-hezbollah" in stage.evaluate("decodeURIComponent(location.hash)")
    lit = stage.evaluate("[...document.querySelectorAll('#sides .tie.lit')].map((one) => one.dataset.key)")
    assert lit
    assert all("~actor/kataib-hezbollah|" in key for key in lit)
    inside = "tie:~actor/lebanese-hezbollah|~actor/kataib-hezbollah|helps"
    assert inside in lit
    stage.click("#tab-network")
    assert selected(stage) == KATAIB
    assert stage.evaluate("__kg.network.picture.getSelectedNodes()") == [KATAIB]
    stage.click("#tab-sides")
    stage.keyboard.press("Escape")
    assert inside not in stage.evaluate(LINES)


def test_dossier_has_the_headings_and_rows_of_kg_show(stage: Any, shipped_build: Path) -> None:
    for name in ("actor:kataib-hezbollah", "actor:iran", "actor:qasem-soleimani", "event:attacks-on-us-forces-2023"):
        shown = show_in_build(shipped_build, name, 500)
        rows = stage.evaluate(
            """(id) => __kg.dossier.groupsOf(id, __kg.model.incident.get(id)).flatMap(({ heading, rows }) =>
                rows.map(({ edge, thing, details }) => [heading, thing, edge.family, edge.inferred, details]))""",
            expand(name),
        )
        ours = {(heading, thing) for heading, thing, _, is_inferred, _ in rows if not is_inferred}
        theirs = {(group.heading, tie.thing.href) for group in shown.groups for tie in group.rows.shown if tie.accepted}
        own = {"What it is part of", "Who took part"}
        assert {row for row in ours if row[0] not in own} - theirs == set(), name
        drawn = {thing for _, thing in ours}
        missing = {(heading, thing) for heading, thing in theirs - ours if thing in drawn}
        assert missing == set(), name


def test_dossier_says_who_backs_it_and_on_whose_word(stage: Any) -> None:
    stage.evaluate("(id) => __kg.select(id)", KATAIB)
    panel = stage.locator("#details")
    assert "كتائب حزب الله" in panel.locator(".names").inner_text()
    assert "Said to be backed by Iran, " in panel.locator(".summary").inner_text()
    backers = panel.locator(".dossier", has=stage.locator("h3", has_text="Who backs it"))
    assert {"Iran", "Lebanese Hezbollah"} <= set(backers.locator(".link").all_inner_texts())
    assert "Money" in backers.inner_text()
    backers.locator(".why").first.click()
    assert stage.evaluate("__kg.model.edges.get(__kg.filters.state.selected).verb") == "sponsors"
    assert "independent sources say so; the best account is graded" in panel.locator(".resting").inner_text()
    assert panel.locator(".standings li").count() == 4
    assert panel.locator(".account a[href^='https://']").count() > 0


def test_facade_and_shared_name_are_told_apart(stage: Any) -> None:
    for name, band, heading in (
        ("islamic-resistance-in-iraq", "Shared names", "Who is part of it, and whom it leads"),
        ("alwiyat-al-waad-al-haq", "Said to be façades", "What it is part of, and who leads it"),
    ):
        assert stage.evaluate("(id) => __kg.sides.actors.get(id).band", f"{ID}actor/{name}") == band
        stage.evaluate("(id) => __kg.select(id)", f"{ID}actor/{name}")
        assert stage.locator("#details h3", has_text=heading).count() == 1


def test_every_name_and_line_is_reached_by_keyboard(stage: Any) -> None:
    stage.keyboard.press("s")
    reached: set[str] = set()
    names = set(stage.evaluate(NAMES))
    lines = set(stage.evaluate(LINES))
    focus = "document.activeElement.dataset.key ?? ''"
    for name in sorted(names):
        stage.locator(f'#sides .actor[data-key="{name}"]').focus()
        own: list[str] = []
        for _ in lines:
            stage.keyboard.press("r")
            if (here := stage.evaluate(focus)) in own or here in names:
                break
            own.append(here)
        reached.update(own)
    assert reached == lines
    stage.keyboard.press("Enter")
    assert selected(stage) is not None
    stage.keyboard.press("Escape")
    stage.keyboard.press("s")
    walked: set[str] = set()
    below = ("Right", 1), ("Up", 18), ("Down", 18), ("Left", 4), ("Right", 4)
    beside = ("Up", 1), ("Left", 1), ("Up", 5), ("Down", 2), ("Right", 2), ("Up", 9), ("Down", 7)
    for key, times in (*below, *beside):
        for _ in range(times):
            stage.keyboard.press(f"Arrow{key}")
            walked.add(stage.evaluate(focus))
    assert names - walked == set()


def test_picture_can_be_read_as_a_list(stage: Any) -> None:
    stage.click("#sides-list")
    assert stage.evaluate("document.activeElement.id") == "details"
    listed = stage.locator("#list-of-lines > li")
    held = stage.evaluate(f"({LOOKS}).filter((one) => one.standing !== 'gone').length")
    assert listed.count() > held
    listed.first.locator("button").press("Enter")
    assert selected(stage) is not None


def test_filters_and_policies_hold_in_the_opening_view(stage: Any) -> None:
    before = len(stage.evaluate(LINES))
    said = stage.locator("#story").inner_text()
    stage.select_option("#policy", label="corroborated")
    assert len(stage.evaluate(LINES)) < before
    assert stage.locator("#story").inner_text() != said
    assert stage.locator("#sides .actor.gone").count() > 0
    stage.select_option("#policy", label="cautious")
    assert not stage.locator("#legend").is_visible()
    stage.click("#filters-open")
    stage.locator("#families label", has_text="force").locator("input").uncheck()
    assert not [key for key in stage.evaluate(LINES) if key.endswith("|harms")]
    assert "the filters hide" in stage.locator("#message").inner_text()
    stage.select_option("#compare", label="permissive")
    assert stage.locator("#sides .tie.lost, #sides .tie.altered").count() > 0


def test_another_part_may_judge_what_holds(stage: Any) -> None:
    """What a slider would use: a judge of edges, and the standing of lines and names."""
    tie = "tie:~actor/iran|~actor/kataib-hezbollah|helps"
    assert stage.evaluate("(id) => __kg.sides.standing(id)", tie) == "held"
    stage.evaluate("(id) => __kg.sides.use((edge) => edge !== __kg.sides.lines.get(id).statements.flat()[0])", tie)
    assert stage.evaluate("(id) => __kg.sides.standing(id)", tie) == "thinned"
    stage.evaluate("__kg.sides.use(() => false)")
    assert stage.evaluate("(id) => __kg.sides.standing(id)", tie) == "gone"
    assert stage.evaluate("(id) => __kg.sides.standing(id)", KATAIB) == "held"


@pytest.mark.parametrize("size", [(1400, 900), (1024, 768), (700, 450), PHONE])
def test_picture_fits_its_stage(stage: Any, size: tuple[int, int]) -> None:
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    painted(stage)
    assert stage.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert stage.evaluate(
        "(id) => document.getElementById(id).scrollWidth <= document.getElementById(id).clientWidth", "sides"
    )
    assert overlaps(rectangles(stage, "#sides .actor text")) == []
    assert findings(stage, "#view-sides") == []
    stage.emulate_media(color_scheme="dark")
    painted(stage)
    assert findings(stage, "#view-sides", OF_COLOUR) == []


def test_panels_of_the_opening_view_are_accessible(stage: Any) -> None:
    for one in (KATAIB, "story:attacks", "story:contradicted", "tie:~actor/iran|~actor/kataib-hezbollah|helps"):
        stage.evaluate("(id) => __kg.select(id)", one)
        painted(stage)
        assert findings(stage, "#side") == []


def test_opening_view_is_exported_as_a_drawing(stage: Any) -> None:
    svg = stage.evaluate("__kg.exports.svg()")
    assert "Kataib Hezbollah" in svg
    assert "var(" not in svg


def test_graph_without_sides_opens_with_its_network(visit: Visit, opener: Opener) -> None:
    import networkx as nx

    graph = nx.MultiDiGraph(policy="p")
    graph.add_nodes_from([("a", node("A")), ("b", node("B"))])
    graph.add_edge("a", "b", key="e", **edge())
    page = opener(graph, address_hash="#view=sides").page
    assert page.evaluate("__kg.sides.isEmpty")
    assert page.locator("#sides .empty").is_visible()
    page = visit(address_hash="#view=sides")
    assert page.locator("#sides .actor").count() > 10
