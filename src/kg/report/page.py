"""The report that a person reads after a build: the findings first, then what they rest on, the method last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pyoxigraph import Literal

from kg.errors import LimitError
from kg.rdf.resources import first, resources
from kg.rdf.tables import cell
from kg.rdf.terms import ASSERTED, SKOS, XSD
from kg.rdf.text import many
from kg.report.chronology import Chronology, chronology
from kg.report.disputes import Dispute, disputes
from kg.report.double_check import Contradiction, SourceCheck, contradictions, doubtful_checks
from kg.report.figures import BackingFigure, Triad, backing, unbalanced_triads_of_states
from kg.report.findings import Finding, finding_records, findings, story
from kg.report.support import Support, supports
from kg.report.words import Words, html, namer, record
from kg.review.check import VERDICTS, Check
from kg.workspace import Workspace, numbers_of

#: The page of tables shows so many rows of each, and says how many there are.
ROWS_SHOWN = 100
#: The datatypes of literals that are shown as numbers.
NUMERIC = frozenset(XSD.term(name) for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
#: Rows of a table of the report that are open; the others are folded.
OPEN_ROWS = 15


@dataclass(frozen=True)
class Section:
    """One table beside the report; ``name`` is the query's name, empty for an analysis."""

    title: str
    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What the report says, in its order; the same for HTML and Markdown.

    ``checks_left_out`` says why sources are not compared, empty where they are. ``left_out`` are analyses and queries
    that hit a limit, each with the reason.
    """

    policy: str
    provenance: str
    story: tuple[Words, ...]
    findings: tuple[Finding, ...]
    chronology: Chronology
    supports: tuple[Support, ...]
    backing: BackingFigure
    triads: tuple[Triad, ...]
    checks: tuple[SourceCheck, ...]
    checks_left_out: str
    disputes: tuple[Dispute, ...]
    contradictions: tuple[Contradiction, ...]
    method: tuple[str, ...]
    reliabilities: tuple[tuple[str, int], ...]
    grades: tuple[tuple[str, int], ...]
    triples: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def records(self) -> dict[str, list[Any]]:
        """The ``story`` and the ``findings`` as plain data: see :func:`kg.report.findings.finding_records`."""
        return {"story": list(map(record, self.story)), "findings": finding_records(self.findings)}


def report_of(workspace: Workspace, summary: Mapping[str, object], checks: Sequence[Check] | LimitError) -> Report:
    """The report of a build with the figures of its ``summary``, and the ``checks`` of its sources."""
    compared = [] if isinstance(checks, LimitError) else checks
    doubtful = doubtful_checks(workspace, compared)
    counted = _reliabilities(workspace)
    by_sources = sorted(supports(workspace), key=lambda s: (-s.standing.sources, s.sponsor.text, s.beneficiary.text))
    triples, left_out = summary.get("triples"), summary.get("left_out")
    return Report(
        policy=workspace.policy.label,
        provenance=workspace.provenance,
        story=tuple(story(workspace)),
        findings=(*findings(workspace), *(check.finding for check in doubtful[:1] if check.open_questions)),
        chronology=chronology(workspace),
        supports=tuple(by_sources),
        backing=backing(workspace),
        triads=unbalanced_triads_of_states(workspace),
        checks=tuple(doubtful),
        checks_left_out=f"Left out: {checks}. 'kg check' checks one source." if isinstance(checks, LimitError) else "",
        disputes=tuple(disputes(workspace)),
        contradictions=tuple(contradictions(workspace, compared)),
        method=tuple(sentences(workspace, summary)),
        reliabilities=tuple(sorted(counted.items())),
        grades=tuple(sorted(Counter(map(workspace.evidence.grade, workspace.evidence.accounts)).items())),
        triples=tuple(sorted(triples.items())) if isinstance(triples, Mapping) else (),
        left_out=tuple(left_out.items()) if isinstance(left_out, Mapping) else (),
    )


@cache
def environment() -> Environment:
    """The templates of the pages, with everything escaped that is not markup of their own."""
    env = Environment(loader=PackageLoader("kg.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    env.filters["words"] = html
    env.globals["many"] = many
    return env


def render_html(report: Report) -> str:
    """The report as one HTML page without scripts or requests; deterministic."""
    return environment().get_template("report.html.j2").render(report=report, open_rows=OPEN_ROWS)


def render_tables(workspace: Workspace, sections: Sequence[Section]) -> str:
    """The tables beside the report as one HTML page without scripts or requests: what is named in them is linked."""
    name = namer(workspace)
    values = {"provenance": workspace.provenance, "sections": sections, "shown": ROWS_SHOWN}
    return (
        environment()
        .get_template("tables.html.j2")
        .render(**values, cells=_Cells(lambda value: html(name.cell(value))))
    )


class _Cells:
    """Rows of tables as HTML; a value that stands in many cells is written once."""

    def __init__(self, shown: Callable[[object], Markup]) -> None:
        self._shown = shown
        self._known: dict[tuple[type, object], str] = {}

    def __call__(self, rows: Iterable[Sequence[object]]) -> Markup:
        """The rows, each cell escaped but for the links in it."""
        lines = (f"<tr>{''.join(map(self._cell, row))}</tr>\n" for row in rows)
        return Markup("".join(lines))  # noqa: S704 - made of escaped cells

    def _cell(self, value: object) -> str:
        key = type(value), value
        if key not in self._known:
            numeric = ' class="number"' if _is_numeric(value) else ""
            self._known[key] = f"<td{numeric}>{self._shown(value)}</td>"
        return self._known[key]


def plain_cells() -> Callable[[Iterable[Sequence[object]]], Markup]:
    """What writes rows without links."""
    return _Cells(lambda value: escape(cell(value)))


def _is_numeric(value: object) -> bool:
    """Whether a cell is a number: of Python, or a literal of a numeric datatype."""
    if isinstance(value, Literal):
        return value.datatype in NUMERIC
    return isinstance(value, int | float) and not isinstance(value, bool)


def source_section(workspace: Workspace, checks: Sequence[Check] | LimitError) -> Section:
    """A table of the double-check of all sources."""
    title = "Each source compared with independent ones"
    if isinstance(checks, LimitError):
        return Section(title, "", (), (), (f"Left out: {checks}. 'kg check' checks one source.",))
    name = namer(workspace)
    columns = ("source", "reliability", *VERDICTS, "support", "reach")
    rows = [
        (
            name.source(c.source).text,
            workspace.evidence.sources[c.source].reliability,
            *c.tally().values(),
            c.support,
            c.reach,
        )
        for c in checks
    ]
    notes = (
        "Reach: the share of a source's statements whose subject other sources report too."
        " Support: the share of these that is corroborated; 'partly' counts half.",
    )
    return Section(title, "", columns, rows, notes)


def sentences(workspace: Workspace, summary: Mapping[str, object]) -> list[str]:
    """How the build came about: its accounts and sources, the policy, and how much is disputed."""
    evidence = workspace.evidence
    accounts = [a for a in evidence.accounts.values() if a.status != "stated"]
    accepted, partly, rejected = (sum(a.status == s for a in accounts) for s in ("accepted", "partly", "rejected"))
    reporting = sorted({a.source for a in accounts})
    numbers = numbers_of(workspace)
    things = many(len({a.about for a in accounts}), "event or relation", "events and relations")
    lines = [_definition(workspace)] if _definition(workspace) else []
    if accounts or workspace.datasets is None:
        lines += [
            f"The build has {many(len(accounts), 'account')} from {many(len(reporting), 'source')}, of {things}.",
            f"The policy {workspace.policy.label} accepts {accepted:,} of them in full, {partly:,} in part and"
            f" {rejected:,} not at all.",
        ]
    lines.append(f"Disputed properties, for which no value is accepted: {summary['disputed']}.")
    if beside := len(evidence.accounts) - len(accounts):
        lines.append(f"Beside them it has {many(beside, 'count or assessment', 'counts and assessments')}.")
    if hedged := sum(account.hedge is not None for account in accounts):
        taken_up = "admits" if workspace.policy.accepts_hedged else "does not accept"
        lines.append(f"Accounts that their source words with reserve (hedged): {hedged}; the policy {taken_up} them.")
    if (datasets := workspace.datasets) is not None:
        taken, part, refused = (datasets.decisions.accounts[s] for s in ("accepted", "partly", "rejected"))
        lines.append(
            f"{taken + part + refused:,} accounts of datasets are counted and not listed: {taken:,} accepted in"
            f" full, {part:,} in part and {refused:,} not at all; {datasets.decisions.disputed:,} of the disputed"
            " properties are theirs."
        )
        if not summary["queries_of_datasets"]:
            lines.append("Answers to queries leave them out here; 'kg query' asks of all.")
    if numbers.accepted_sources == 1 and datasets is None:
        (only,) = {a.source for a in accounts if a.status in ("accepted", "partly")}
        letter = evidence.sources[only].reliability
        lines.append(f"Everything depends on one source of reliability {letter}; no second source confirms any of it.")
    if workspace.as_of:
        lines.append(f"Accounts recorded after {workspace.as_of} are left out.")
    return lines


def _definition(workspace: Workspace) -> str:
    """What the data say of the policy, empty where they say nothing."""
    about = resources(workspace.graphs[ASSERTED.value]).get(workspace.policy.iri, {})
    return first(about, SKOS.term("definition")) or ""


def _reliabilities(workspace: Workspace) -> Counter[str]:
    """The sources that have accounts, counted by reliability."""
    used = {account.source for account in workspace.evidence.accounts.values()}
    return Counter(source.reliability for iri, source in workspace.evidence.sources.items() if iri in used)
