"""The report that a person reads after a build: what the graph says, what is disputed, and which sources say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import NamedNode

from kg.evidence.records import Decision, Source
from kg.rdf.resources import Resource, resources
from kg.rdf.tables import as_markdown, cell, markdown_text
from kg.rdf.terms import ASSERTED, ONTOLOGY
from kg.report.figures import backing, unbalanced_triads_of_states
from kg.report.timeline import label_of, timeline
from kg.workspace import Workspace, accounts_by_iri

#: A page shows so many rows of a table, and says how many there are.
ROWS_SHOWN = 100


@dataclass(frozen=True)
class Section:
    """One table of the report; ``name`` is the query's name, empty for an analysis."""

    title: str
    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """A disputed property, with the source, locator and values of each account, hedges beside these."""

    subject: str
    property: str
    reason: str
    accounts: tuple[tuple[str, str, str], ...]


@cache
def environment() -> Environment:
    """The templates of the pages, with everything escaped that is not markup of their own."""
    env = Environment(loader=PackageLoader("kg.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    env.filters["cell"] = cell
    return env


def render_html(
    workspace: Workspace,
    summary: Mapping[str, object],
    sections: Sequence[Section],
    double_check: Sequence[Section] = (),
) -> str:
    """The report as one HTML page without scripts or requests; deterministic."""
    template = environment().get_template("report.html.j2")
    return template.render(
        policy=workspace.policy.label,
        summary=summary,
        sentences=sentences(workspace, summary),
        sources=_sources_with_accounts(workspace),
        reliabilities=sorted(Counter(source.reliability for source in _sources_with_accounts(workspace)).items()),
        grades=_grades(workspace),
        timeline=timeline(workspace),
        backing=backing(workspace),
        triads=unbalanced_triads_of_states(workspace),
        disputes=disputes(workspace),
        double_check=double_check,
        sections=sections,
        shown=ROWS_SHOWN,
    )


def render_markdown(workspace: Workspace, summary: Mapping[str, object], sections: Sequence[Section]) -> str:
    """The same report as Markdown."""
    drawn = timeline(workspace)
    marks = [(m.day, m.label, m.detail) for m in drawn.marks]
    more = f"\n{drawn.left_out} more events are left out here.\n" if drawn.left_out else ""
    disputed = [
        (d.subject, d.property, "; ".join(f"{who}: {what}" for who, _, what in d.accounts)) for d in disputes(workspace)
    ]
    parts = [
        "# Conflict knowledge graph: report\n",
        "".join(f"{markdown_text(sentence)}\n" for sentence in sentences(workspace, summary)),
        "## Uses of force in time order\n\n" + as_markdown(("date", "event", "what is accepted"), marks) + more,
        "## What is disputed\n\n" + as_markdown(("subject", "property", "stated values"), disputed),
    ]
    for section in sections:
        notes = "".join(f"\n{markdown_text(note)}\n" for note in section.notes)
        parts.append(
            f"## {markdown_text(section.title)}\n\n{as_markdown(section.columns, section.rows[:ROWS_SHOWN])}{notes}"
        )
    return "\n".join(parts)


def sentences(workspace: Workspace, summary: Mapping[str, object]) -> list[str]:
    """What a reader must know before any table: the number of sources, the policy, and how much is disputed."""
    evidence = workspace.evidence
    accounts = [a for a in evidence.accounts.values() if a.status != "stated"]
    accepted, partly, rejected = (sum(a.status == s for a in accounts) for s in ("accepted", "partly", "rejected"))
    reporting = sorted({a.source for a in accounts})
    lines = [
        f"{len(accounts)} accounts from {len(reporting)} {'source' if len(reporting) == 1 else 'sources'} describe"
        f" {len({a.about for a in accounts})} events and relations.",
        f"The policy {workspace.policy.label} accepts {accepted} accounts in full, {partly} in part and"
        f" {rejected} not at all.",
        f"Disputed properties, for which no value is accepted: {summary['disputed']}.",
    ]
    if hedged := sum(account.hedge is not None for account in accounts):
        taken_up = "admits" if workspace.policy.accepts_hedged else "does not accept"
        lines.append(f"Accounts that their source words with reserve (hedged): {hedged}; the policy {taken_up} them.")
    if (datasets := workspace.datasets) is not None:
        taken, part, refused = (datasets.decisions.accounts[s] for s in ("accepted", "partly", "rejected"))
        lines.append(
            f"Beside them {taken + part + refused} accounts of datasets are counted and not listed: {taken} accepted in"
            f" full, {part} in part and {refused} not at all; {datasets.decisions.disputed} of the disputed properties"
            " are theirs."
        )
        if not summary["queries_of_datasets"]:
            lines.append("Answers to queries leave them out here; 'kg query' asks of all.")
    if len(reporting) == 1 and accepted and datasets is None:
        only = evidence.sources[reporting[0]]
        lines.append(
            f"Everything depends on one source of reliability {only.reliability}; no second source confirms any of it."
        )
    if workspace.as_of:
        lines.append(f"Accounts recorded after {workspace.as_of} are left out.")
    return lines


def _sources_with_accounts(workspace: Workspace) -> list[Source]:
    """The sources that have accounts, by IRI."""
    used = {account.source for account in workspace.evidence.accounts.values()}
    return [source for iri, source in sorted(workspace.evidence.sources.items()) if iri in used]


def _grades(workspace: Workspace) -> list[tuple[str, int]]:
    counted = Counter(workspace.evidence.grade(iri) for iri in workspace.evidence.accounts)
    return sorted(counted.items())


def disputes(workspace: Workspace) -> list[Dispute]:
    """Every disputed property with the values that each account states, in the order of the decisions."""
    things = resources([*workspace.graphs[ASSERTED.value], *workspace.graphs[ONTOLOGY.value]])
    return [_dispute(decision, workspace, things) for decision in workspace.decisions if decision.disputed]


def _dispute(
    decision: Decision,
    workspace: Workspace,
    things: Mapping[NamedNode, Resource],
) -> Dispute:
    lines = []
    for iri in decision.rejected:
        account = workspace.evidence.accounts[iri]
        values = ", ".join(
            label_of(things, value) for value in accounts_by_iri(workspace)[iri].values.get(decision.property, ())
        )
        values += f" (hedged: {account.hedge})" if account.hedge else ""
        lines.append((workspace.evidence.sources[account.source].title, account.locator, values))
    return Dispute(
        subject=label_of(things, decision.subject),
        property=label_of(things, decision.property),
        reason=decision.reason,
        accounts=tuple(lines),
    )
