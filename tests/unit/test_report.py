"""The report: what it says first, its timeline, its figures, the double-check in words, and its disputes."""

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode

from kg.analyse.facts import facts_of
from kg.evidence.inputs import Memo
from kg.explorer.page import TITLE, explorer_page
from kg.pipeline import build_workspace
from kg.rdf.terms import CONFLICT, PREFIXES
from kg.report.chronology import bars_of, chronology
from kg.report.disputes import disputes
from kg.report.figures import backing, unbalanced_triads_of_states
from kg.report.findings import findings, story
from kg.report.markdown import render_markdown
from kg.report.page import Report, Section, render_html, render_tables, report_of, sentences
from kg.report.support import supports
from kg.report.timeline import timeline
from kg.report.words import Named, html, markdown, plain
from kg.review.check import check_all_sources
from kg.workspace import Workspace, numbers_of
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


@pytest.fixture(scope="module")
def shipped_report(shipped_graph: Workspace) -> Report:
    checks = check_all_sources(shipped_graph.inputs, shipped_graph.policy)
    return report_of(shipped_graph, SUMMARY, checks)


def test_nothing_accepted_gives_sentences_and_no_empty_pictures(nothing: Workspace) -> None:
    report = report_of(nothing, SUMMARY, [])
    page = render_html(report)
    assert "accepts no event and no relation" in page
    assert "accepts no use of force that has a time" in page
    assert "accepts no support between actors" in page
    assert "<svg" not in page
    assert "nothing that could be summed up" in render_markdown(report)


def test_findings_of_the_seed_report_name_what_they_are_about(seed: Workspace) -> None:
    said = {finding.topic: finding for finding in findings(seed)}
    assert plain(said["uses of force"].words) == (
        "10 uses of force are accepted from 2020-01-01 to 2023-11-20: 6 strikes, 3 attacks and 1 targeted killing."
    )
    assert "3 of 3 attacks are claimed" in plain(said["claims"].words)
    assert str(said["claims"].standing) == "E6, 1 independent source"
    named = [part for part in said["responses"].words if isinstance(part, Named)]
    assert [name.iri.rpartition("/")[2] for name in named] == ["us-strikes-2023-11-20", "attacks-on-us-forces-2023"]
    assert named[0].href == "explorer.html#selected=" + quote(named[0].iri, safe="")


def test_the_report_begins_with_the_story_that_the_explorer_tells(shipped_graph: Workspace) -> None:
    page = explorer_page(shipped_graph)
    told = [plain(sentence) for sentence in story(shipped_graph)]
    begins = page.index('"story":') + len('"story":')
    sentences_of_page, _ = json.JSONDecoder().raw_decode(page[begins:])
    assert told == ["".join(p if isinstance(p, str) else p["text"] for p in s) for s in sentences_of_page]
    figure = next(part for part in story(shipped_graph)[0] if isinstance(part, Named))
    assert figure.href == "explorer.html#selected=story%3Abacked"


def test_findings_are_the_same_facts_as_the_graph(shipped_graph: Workspace) -> None:
    facts = facts_of(shipped_graph)
    force = [s for s in facts.subjects() if facts.is_a(s, CONFLICT.term("UseOfForce"))]
    said = {finding.topic: plain(finding.words) for finding in findings(shipped_graph)}
    assert said["uses of force"].startswith(f"{len(force)} uses of force are accepted")
    iran = [one for one in supports(shipped_graph) if one.sponsor.text == "Iran"]
    assert f"Iran is reported to back {len(iran)} actors" in " ".join(plain(f.words) for f in findings(shipped_graph))


def test_support_of_one_pair_is_one_row_with_all_years(shipped_graph: Workspace) -> None:
    rows = {(one.sponsor.text, one.beneficiary.text): one for one in supports(shipped_graph)}
    assert len(rows) == len(supports(shipped_graph))
    hamas = rows["Iran", "Hamas"]
    assert hamas.years == ("2001 to 2003", "2006 to 2012", "2022")
    assert hamas.kinds == ("money", "training", "weapons")
    assert hamas.standing.sources == 4


def test_bars_go_by_year_where_months_would_be_too_many() -> None:
    drawn = bars_of({"1989-03": {"force": 2}, "2023-10": {"attack": 1, "force": 3}})
    assert (drawn.unit, len(drawn.bars), drawn.events) == ("year", 35, 6)
    assert [(part.kind, part.events) for part in drawn.bars[-1].parts] == [("attack", 1), ("force", 3)]
    assert drawn.bars[-1].parts[0].y > drawn.bars[-1].parts[1].y, "attacks are below"
    assert bars_of({}).bars == ()


def test_every_event_of_the_timeline_is_in_a_bar_and_few_have_a_caption(shipped_graph: Workspace) -> None:
    time = chronology(shipped_graph)
    assert time.bars.events == len(time.every.marks) > 30
    assert len(time.captions) == 20
    texts = [caption.event.text for caption in time.captions]
    assert [mark.label for mark in time.every.marks if mark.label in texts] == texts, "in the order of time"
    soleimani = next(c for c in time.captions if c.event.text.startswith("Killing of Qasem Soleimani"))
    assert "at least 8 killed" in soleimani.detail


def test_a_short_timeline_has_captions_for_all(seed: Workspace) -> None:
    time = chronology(seed)
    assert [c.event.text for c in time.captions] == [mark.label for mark in time.every.marks]
    answer = next(c for c in time.captions if c.responds_to)
    assert [named.text for named in answer.responds_to] == [
        "Attacks on US forces in Iraq and Syria, since 17 October 2023"
    ]


def test_the_double_check_says_in_words_what_others_say(shipped_report: Report) -> None:
    check = next(c for c in shipped_report.checks if c.source.text.startswith("Seed report"))
    many = sum(check.tally.values())
    assert plain(check.finding.words).startswith(
        f"Of {many} statements of “Seed report” independent sources contradict "
    )
    assert re.fullmatch(
        r"independent sources report what \d+ of its \d+ statements are about: \d+ contradicted by others, .*",
        check.summary,
    )
    subject = next(s for s in check.open_questions if s.about.text.startswith("Ballistic missile attack on Al Asad"))
    statement = next(s for s in subject.statements if "13 rockets" in s.statement.text and "table" in s.locator)
    assert (statement.verdict, statement.respects) == ("contradicted", ("time", "weapon kind", "munitions"))
    lines = [plain(line) for line in statement.others]
    assert any(
        line.startswith("Weapon kind: Ballistic missile (ACLED B2") and "it says Rocket" in line for line in lines
    )
    assert lines[-1].startswith("5 independent sources agree on place, target")
    page = render_html(shipped_report)
    assert "account:" not in page
    assert "event:" not in page, "identifiers are shown by their labels"


def test_the_report_is_short_and_its_parts_stand_in_order(shipped_report: Report) -> None:
    page, text = render_html(shipped_report), render_markdown(shipped_report)
    titles = ["Findings", "Timeline", "Who backs whom", "Double-check", "What is disputed", "Method and counts"]
    assert re.findall(r'<h2 id="[a-z-]+">([^<]+)</h2>', page) == titles
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == titles
    assert len(page) < 300_000
    anchors = set(re.findall(r'id="([a-z-]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_the_numbers_of_accounts_are_those_of_the_build(shipped_graph: Workspace) -> None:
    accounts = [a for a in shipped_graph.evidence.accounts.values() if a.status != "stated"]
    accepted = [a for a in accounts if a.status in ("accepted", "partly")]
    numbers = numbers_of(shipped_graph)
    assert (numbers.accounts, numbers.accepted) == (len(accounts), len(accepted))
    assert (numbers.sources, numbers.accepted_sources) == (
        len({a.source for a in accounts}), len({a.source for a in accepted})
    )  # fmt: skip
    assert f"{len(accounts):,} accounts from {numbers.sources} sources" in shipped_graph.provenance


def test_under_a_policy_of_one_source_the_numbers_are_its_own() -> None:
    only = build_workspace(policy="only:seed-report")
    numbers = numbers_of(only)
    own = [a for a in only.evidence.accounts.values() if a.source.endswith("/seed-report") and a.status != "stated"]
    assert (numbers.accounts, numbers.sources, numbers.accepted_sources) == (len(own), 1, 1)
    assert only.provenance.startswith(f"Policy only:seed-report: {len(own)} accounts from 1 source;")
    assert "one source of reliability E" in " ".join(sentences(only, SUMMARY))


def test_tables_link_what_they_name_and_align_numbers(shipped_graph: Workspace) -> None:
    iri = PREFIXES["actor"] + "iran"
    section = Section("Who", "sponsors-of", ("who", "how often"), [(NamedNode(iri), 3), ("actor:iran", Literal(4))])
    page = render_tables(shipped_graph, [section])
    assert page.count(f'<a href="explorer.html#selected={quote(iri, safe="")}">Iran</a>') == 2
    assert '<td class="number">3</td>' in page
    assert '<td class="number">4</td>' in page


def test_hostile_cells_are_text(seed: Workspace) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>|javascript:alert(1)"
    source = seed.evidence.sources[PREFIXES["source"] + "seed-report"]
    views = {iri: replace(view, paraphrase=bad, locator=bad, hedge=bad) for iri, view in seed.evidence.accounts.items()}
    sources = {source.iri: replace(source, title=bad, url="javascript:alert(1)", publisher=bad)}
    hostile = replace(seed, evidence=replace(seed.evidence, sources=sources, accounts=views), memo=Memo())
    report = report_of(hostile, SUMMARY, check_all_sources(hostile.inputs, hostile.policy))
    tables = render_tables(hostile, [Section(bad, "name", (bad,), ((bad,),), (bad,))])
    assert "alert(1)" in report.checks[0].source.text
    for page in (render_html(report), tables):
        assert "<script" not in page
        assert "<img" not in page
        assert not re.search(r'(href|src)="(?!explorer\.html|tables\.html|report\.html|#)', page)
    assert TITLE in tables
    assert "<script" not in render_markdown(report).replace("\\<script", "")


def test_words_are_escaped_in_each_form() -> None:
    words = ("a <b> & ", Named("]x<", "urn:x", "https://example.org/a?(b)"), " _end_")
    assert html(words) == (
        'a &lt;b&gt; &amp; <a href="https://example.org/a?(b)" rel="noopener noreferrer">]x&lt;</a> _end_'
    )
    assert markdown(words) == "a \\<b> & [\\]x\\<](https://example.org/a?%28b%29) \\_end\\_"
