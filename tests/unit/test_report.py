"""The report: its figures, its disputes, and what it says first."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from kg.explorer.page import TITLE
from kg.pipeline import build_workspace
from kg.rdf.terms import PREFIXES
from kg.report.figures import backing, unbalanced_triads_of_states
from kg.report.page import Section, disputes, render_html, render_markdown, sentences
from kg.report.timeline import timeline
from kg.workspace import Workspace
from seed_report import SEED

SUMMARY = {
    "disputed": 2,
    "triples": {"asserted": 1, "accounts": 2, "accepted": 3, "inferred": 4},
}


def test_the_timeline_is_in_order_and_shows_the_response(seed: Workspace) -> None:
    drawn = timeline(seed)
    assert [m.day for m in drawn.marks if m.kind == "attack"] == ["2023-11-15", "2023-11-20", "2023-11-20"]
    row = {m.label: m.y for m in drawn.marks}
    (response,) = drawn.responses
    assert response.trigger == row["Attacks on US forces in Iraq and Syria, since 17 October 2023"]
    assert response.response == row["US strikes, night of 20 November 2023"] == max(row.values())
    assert "8 wounded" in next(m.detail for m in drawn.marks if "Al Asad airbase" in m.label)


def test_a_bound_without_its_pair_says_so(seed: Workspace) -> None:
    details = {m.label: m.detail for m in timeline(seed).marks}
    assert "at most 8 killed" in details["US strikes, night of 20 November 2023"]
    assert "at least 101 wounded" in details["Iranian missile strike on bases in Iraq, January 2020"]


def test_the_backing_figure_draws_every_sponsorship_with_its_grade(seed: Workspace) -> None:
    figure = backing(seed)
    assert [(line.label, line.grade) for line in figure.lines] == [
        ("Iran sponsors Iran-backed militias (unnamed)", "E6"),
        ("Iran sponsors Kataib Hezbollah", "E6"),
        ("Iran sponsors Kataib Sayyid al-Shuhada", "E6"),
        ("United States sponsors Iraqi security forces", "E6"),
    ]
    assert len({y for _, y in figure.beneficiaries}) == 4


def test_no_two_grades_of_the_backing_figure_lie_on_each_other(shipped_graph: Workspace) -> None:
    places = [(line.x, line.y) for line in backing(shipped_graph).lines]
    assert len(places) > 10
    assert all(abs(a[0] - b[0]) > 22 or abs(a[1] - b[1]) > 13 for a, b in combinations(places, 2))


def test_days_of_two_clocks_are_in_order(shipped_graph: Workspace) -> None:
    days = [mark.day for mark in timeline(shipped_graph).marks]
    assert "2023-11-21 to 2023-11-22" in days, "it begins on the 22nd in Iraq and ends on the 21st in Washington"
    assert all(day.split(" to ") == sorted(day.split(" to ")) for day in days if " to " in day)


def test_iraq_stands_between_two_partners_that_are_hostile(seed: Workspace) -> None:
    (triad,) = unbalanced_triads_of_states(seed)
    assert triad.labels == ("Iran", "Iraq", "United States")
    assert triad.signs == (1, -1, 1)


def test_disputes_show_what_each_account_states(seed: Workspace) -> None:
    place = next(d for d in disputes(seed) if d.property == "occurred at")
    assert {(where, what) for _, where, what in place.accounts} == {
        ("lead, sentence 1", "Iraq (territory)"),
        ("US retaliatory strikes, bullet 1", "Eastern Syria"),
    }


def test_a_property_keeps_its_name_where_data_say_something_of_it(tmp_path: Path) -> None:
    extra = tmp_path / "extra.ttl"
    extra.write_text(f'<{PREFIXES["conflict"]}occurredAt> <{PREFIXES["skos"]}note> "A note."@en .\n')
    noted = build_workspace([*SEED, extra], policy="permissive")
    assert "occurred at" in {dispute.property for dispute in disputes(noted)}


def test_the_report_says_first_that_one_unreliable_source_is_all_there_is(seed: Workspace) -> None:
    text = " ".join(sentences(seed, SUMMARY))
    assert "one source of reliability E" in text
    assert "no second source confirms" in text


def test_nothing_accepted_gives_sentences_and_no_empty_pictures(nothing: Workspace) -> None:
    page = render_html(nothing, SUMMARY, [])
    assert "accepts no use of force that has a time" in page
    assert "accepts no support between actors" in page
    assert "<svg" not in page


def test_hostile_cells_are_text(seed: Workspace) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>|javascript:alert(1)"
    source = seed.evidence.sources[PREFIXES["source"] + "seed-report"]
    hostile = replace(
        seed,
        evidence=replace(seed.evidence, sources={source.iri: replace(source, title=bad, url="javascript:alert(1)")}),
    )
    sections = [Section(bad, "name", (bad,), ((bad,),), (bad,))]
    page = render_html(hostile, SUMMARY, sections)
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r'(href|src)="(?!explorer\.html")', page)
    assert "<script" not in render_markdown(hostile, SUMMARY, sections).replace("\\<script", "")
    assert TITLE in page
