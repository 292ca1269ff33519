"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.rdf.tables import markdown_text
from kg.rdf.text import many
from kg.report.double_check import Checked, SourceCheck
from kg.report.page import Report
from kg.report.words import Named, Words, joined, markdown


def render_markdown(report: Report) -> str:
    """The report as Markdown: the same sections in the same order, nothing folded but what the tables have."""
    lines = ["# Conflict knowledge graph: report", "", markdown_text(report.provenance), ""]
    for title, body in (
        ("Findings", _findings(report)),
        ("Timeline", _timeline(report)),
        ("Who backs whom", _support(report)),
        ("Double-check", _double_check(report)),
        ("What is disputed", _disputed(report)),
        ("Method and counts", _method(report)),
    ):
        written = list(body)
        if written:
            lines += [f"## {title}", "", *written, ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | Named | Words]]) -> list[str]:
    """A table; a cell is a text, something named, or words."""
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    return [*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)]


def _cell(value: str | Named | Words) -> str:
    words = value if isinstance(value, tuple) else (value,)
    return " ".join(markdown(words).split())


def _findings(report: Report) -> Iterator[str]:
    if report.story:
        yield markdown(joined(report.story, " "))
        yield ""
    for finding in report.findings:
        standing = str(finding.standing)
        yield f"- {markdown(finding.words)}{f' [{standing}]' * bool(standing)}"
    if not report.findings:
        yield f"The policy {markdown_text(report.policy)} accepts nothing that could be summed up here."


def _timeline(report: Report) -> Iterator[str]:
    time = report.chronology
    for drawn, what in ((time.bars, "Uses of force"), (time.counted, "Events of datasets")):
        if len(drawn.bars) > 1:
            numbers = ", ".join(f"{bar.period}: {bar.events:,}" for bar in drawn.bars if bar.events)
            yield f"{what} by {drawn.unit}: {numbers}."
            yield ""
    if time.captions:
        if len(time.captions) < len(time.every.marks):
            yield f"The {len(time.captions)} to know, of {len(time.every.marks)}:"
            yield ""
        columns = ("when", "what", "what is accepted of it", "evidence")
        yield from _table(
            columns, ((c.day, c.event, _detail(c.detail, c.responds_to), str(c.standing)) for c in time.captions)
        )
    elif not time.counted.bars:
        yield "The policy accepts no use of force that has a time."


def _detail(detail: str, triggers: Sequence[Named]) -> Words:
    parts: list[Words] = [(detail,)] if detail else []
    return joined([*parts, *(("in response to ", trigger) for trigger in triggers)], "; ")


def _support(report: Report) -> Iterator[str]:
    if not report.supports:
        yield "The policy accepts no support between actors."
        return
    columns = ("sponsor", "backs", "with", "years stated", "evidence")
    yield from _table(
        columns,
        ((s.sponsor, s.beneficiary, s.relation, "; ".join(s.years), str(s.standing)) for s in report.supports),
    )


def _double_check(report: Report) -> Iterator[str]:
    if report.checks_left_out:
        yield markdown_text(report.checks_left_out)
    for check in report.checks:
        yield from _source(check)


def _source(check: SourceCheck) -> Iterator[str]:
    yield f"### {markdown((check.source,))}"
    yield ""
    yield markdown_text(check.summary[:1].upper() + check.summary[1:])
    yield ""
    for subject in check.open_questions:
        yield f"#### {markdown((subject.about,))}"
        yield ""
        columns = ("it states", "independent sources say", "verdict")
        yield from _table(columns, ((_stated(s), joined(s.others, " "), _verdict(s)) for s in subject.statements))
        yield ""
    for name, found in (("corroborated", check.corroborated), ("that no independent source reports", check.alone)):
        if found:
            yield f"{many(len(found), 'statement')} {name}:"
            yield ""
            yield from (f"- {markdown(joined([_stated(one), *one.others], ' '))}" for one in found)
            yield ""


def _stated(one: Checked) -> Words:
    hedge = f", hedged: {one.hedge}" if one.hedge else ""
    return (one.statement, f" ({one.locator}, {one.grade}{hedge})")


def _verdict(one: Checked) -> str:
    return f"{one.verdict}: {', '.join(one.respects)}" if one.respects else one.verdict


def _disputed(report: Report) -> Iterator[str]:
    if not report.disputes:
        yield "Under this policy nothing is disputed."
    for dispute in report.disputes:
        yield f"- {markdown((dispute.subject,))}: {markdown_text(dispute.property)}. {markdown_text(dispute.reason)}."
        for source, locator, value in dispute.accounts:
            yield f"  - {markdown((f'{value}, in {locator} (', source, ')'))}"
    if report.contradictions:
        yield ""
        yield "### Where sources contradict each other"
        yield ""
        columns = ("on", "in what", "contradicted statements")
        yield from _table(
            columns,
            (
                (c.about, ", ".join(c.respects), f"{c.statements}, of {many(c.sources, 'source')}")
                for c in report.contradictions
            ),
        )


def _method(report: Report) -> Iterator[str]:
    for sentence in report.method:
        yield f"- {markdown_text(sentence)}"
    for what, counted in (("Sources by reliability", report.reliabilities), ("Statements by grade", report.grades)):
        if counted:
            yield f"- {what}: {', '.join(f'{name}: {count}' for name, count in counted)}."
    if report.triples:
        yield f"- Triples by layer: {', '.join(f'{name} {count:,}' for name, count in report.triples)}."
    yield "- [The tables](tables.html) have every analysis and the answers to the queries of the catalogue."
    if report.left_out:
        yield "- Left out, because a limit was hit:"
        yield from (f"  - `{name}`: {markdown_text(reason)}" for name, reason in report.left_out)
