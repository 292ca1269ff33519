"""How severe each act is by what is accepted, under this policy and under the shipped ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from kg.analyse.acts import RUNGS, SERIES, Act, accepted_acts, severity
from kg.analyse.facts import Facts, facts_of
from kg.analyse.result import AnalysisResult, nothing
from kg.evidence.accept import EXISTENCE
from kg.evidence.inputs import decide_all
from kg.evidence.policy import read_policies
from kg.evidence.records import Decision
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Workspace

COLUMNS = ("act", "kind", "start", "severity", "possibly", "killed", "wounded", "other policies", "accounts")

_CASUALTIES = tuple(f"{what}{bound}" for what in ("killed", "wounded") for bound in ("AtLeast", "AtMost"))
Slots = Mapping[tuple[NamedNode, NamedNode], Decision]


def severity_ladder(workspace: Workspace) -> AnalysisResult:
    """Every accepted use of force, series and threat with its rung on the ladder, the most severe first, then by time.

    The ladder (:func:`kg.analyse.acts.severity`): threat; attack without accepted casualties; wounded; killed.
    Columns: ``act``, ``kind``, ``start``; ``severity`` by accepted lower bounds; ``possibly``: the most severe rung
    that no accepted upper bound excludes, None where that is the same; ``killed``, ``wounded``: accepted ranges;
    ``other policies``: those shipped policies under which the rung is another, or the act is not accepted;
    ``accounts`` behind the accepted numbers.
    """
    facts = facts_of(workspace)
    found = [act for act in accepted_acts(workspace) if act.single or not act.force]
    found.sort(key=lambda act: -act.severity.least)
    slots = {
        policy.label: _slots(decide_all(workspace.inputs, policy, workspace.as_of, workspace.valid_at))
        for policy in read_policies(workspace.inputs.asserted).values()
        if policy.label != workspace.policy.label
    }
    own = _slots(workspace.decisions)
    rows = tuple(_row(act, facts, own, slots) for act in found)
    title = "Severity of acts"
    if not rows:
        why = nothing(workspace.policy.label, "use of force and no threat")
        return AnalysisResult("severity", title, COLUMNS, (), (why,))
    return AnalysisResult("severity", title, COLUMNS, rows, _notes(found, rows, facts))


def _slots(decisions: Iterable[Decision]) -> Slots:
    return {(d.subject, d.property): d for d in decisions}


def _row(act: Act, facts: Facts, own: Slots, others: Mapping[str, Slots]) -> tuple[object, ...]:
    node = NamedNode(act.iri)
    kind = facts.kind(node)
    bounds = [own.get((node, CONFLICT.term(name))) for name in _CASUALTIES]
    accounts = sorted({iri for decision in bounds if decision and decision.values for iri in decision.accepted})
    return (
        act.label,
        facts.label(kind.value) if kind else None,
        act.start,
        act.severity.words,
        None if act.severity.certain else RUNGS[act.severity.most],
        *(_range(_value(own, node, f"{w}AtLeast"), _value(own, node, f"{w}AtMost")) for w in ("killed", "wounded")),
        tuple(text for label, slots in sorted(others.items()) if (text := _under(label, act, node, slots))),
        tuple(map(shorten, accounts)),
    )


def _value(slots: Slots, subject: NamedNode, name: str) -> str | None:
    decision = slots.get((subject, CONFLICT.term(name)))
    return decision.values[0].value if decision and decision.values else None


def _range(low: str | None, high: str | None) -> str | None:
    if low is None or high is None:
        return f"at least {low}" if low else f"at most {high}" if high else None
    return low if low == high else f"{low} to {high}"


def _under(label: str, act: Act, node: NamedNode, slots: Slots) -> str | None:
    """What another policy makes of the act; None where it makes the same."""
    existence = slots.get((node, EXISTENCE))
    if existence is None or not existence.values:
        return f"{label}: not accepted"
    rung = severity(lambda name: _value(slots, node, name), threat=not act.force)
    return None if rung.least == act.severity.least else f"{label}: {rung.words}"


def _notes(found: list[Act], rows: tuple[tuple[object, ...], ...], facts: Facts) -> tuple[str, ...]:
    tally = ", ".join(f"{sum(act.severity.least == rung for act in found)} {word}" for rung, word in enumerate(RUNGS))
    series = sum(facts.is_a(subject, SERIES) for subject in facts.subjects())
    moved = sum(bool(row[7]) for row in rows)
    return (
        f"By rung: {tally}. {series} series of attacks are left out: their single acts are not reported.",
        "The rung is that of the accepted lower bounds; numbers count for nothing beyond it. 'Possibly' is what no"
        " accepted upper bound excludes: that nobody reports killed persons does not mean that there were none.",
        f"{moved} of {len(rows)} acts are on another rung, or not accepted, under another shipped policy.",
    )
