"""Reciprocity: whether force between two sides goes both ways, and who responds to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.analyse.acts import Act, accepted_acts
from kg.analyse.escalation import pairs
from kg.analyse.facts import Facts, facts_of
from kg.analyse.result import WINDOW_DAYS, AnalysisResult, nothing
from kg.rdf.terms import shorten
from kg.workspace import Workspace

COLUMNS = (
    "first", "second", "first against second", "second against first", "reciprocity", "asserted responses by first",
    "asserted responses by second", "candidate responses by first", "candidate responses by second", "acts",
)  # fmt: skip

Flow = Mapping[tuple[str, str], frozenset[str]]


def flows(found: Iterable[Act]) -> Flow:
    """By (side, side it was aimed at) the IRIs of the single uses of force that have an accepted perpetrator.

    A part of another use of force counts with the whole; an act that is only claimed has no perpetrator.
    """
    between: dict[tuple[str, str], set[str]] = defaultdict(set)
    for act in found:
        if act.force and act.single and not act.part and not act.claimed:
            for by in act.by:
                for at in act.at - {by}:
                    between[by, at].add(act.iri)
    return {pair: frozenset(iris) for pair, iris in between.items()}


def reciprocity(flow: Mapping[tuple[str, str], int]) -> float | None:
    """The share of all that goes between two sides that is returned, 0 to 1; None where nothing goes.

    Squartini, Picciolo, Ruzzenenti and Garlaschelli (2013), "Reciprocity of weighted networks", Scientific Reports 3:
    the sum over ordered pairs of min(w_ij, w_ji) by the sum of w_ij. For one pair it is 2 min / (w_ij + w_ji); where
    all weights are 1 it is the share of ties that are returned.

    >>> reciprocity({("a", "b"): 3, ("b", "a"): 1})
    0.5
    """
    total = sum(flow.values())
    returned = sum(min(count, flow.get((other, one), 0)) for (one, other), count in flow.items())
    return returned / total if total else None


def reciprocity_of_sides(workspace: Workspace, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    """Every pair of sides with force between them, the most acts first.

    Columns: ``first``, ``second``: sides (:func:`kg.analyse.acts.sides`), in order of label; the accepted uses of
    force of one aimed at the other, and back; ``reciprocity`` of the pair by :func:`reciprocity`; asserted
    responses of one to acts of the other, and candidates by :func:`kg.analyse.escalation.candidates`; ``acts``: the
    uses of force counted. A response counts for every pair of one of its sides and one of its trigger's.
    """
    facts = facts_of(workspace)
    found = accepted_acts(workspace)
    between = flows(found)
    counts = {pair: len(iris) for pair, iris in between.items()}
    known = {act.iri: act for act in found}
    asserted, possible = (
        _responses([(one, other) for chain in chains for one, other in chain.edges()], known)
        for chains in pairs(workspace, window_days)
    )
    ranked: list[tuple[tuple[int, str, str], tuple[object, ...]]] = []
    for one, other in sorted({_ordered(pair, facts) for pair in counts}):
        back = (other[1], one[1])
        there = (one[1], other[1])
        here, returned = counts.get(there, 0), counts.get(back, 0)
        row = (
            one[0],
            other[0],
            here,
            returned,
            reciprocity({there: here, back: returned}),
            *(len(of.get(pair, ())) for of in (asserted, possible) for pair in (there, back)),
            tuple(map(shorten, sorted(between.get(there, frozenset()) | between.get(back, frozenset())))),
        )
        ranked.append(((-here - returned, one[0], other[0]), row))
    rows = tuple(row for _, row in sorted(ranked))
    title = "Reciprocity of force"
    if not rows:
        why = nothing(workspace.policy.label, "use of force with a perpetrator and a target")
        return AnalysisResult("reciprocity", title, COLUMNS, (), (why,))
    return AnalysisResult("reciprocity", title, COLUMNS, rows, _notes(counts, window_days))


def _ordered(pair: tuple[str, str], facts: Facts) -> tuple[tuple[str, str], tuple[str, str]]:
    one, other = sorted((facts.label(iri), iri) for iri in pair)
    return one, other


def _responses(links: Iterable[tuple[str, str]], known: Mapping[str, Act]) -> Flow:
    """By (side that responds, side responded to) the responses among ``links`` of trigger and response."""
    between: dict[tuple[str, str], set[str]] = defaultdict(set)
    for trigger, response in links:
        if any(iri not in known or known[iri].claimed for iri in (trigger, response)):
            continue
        for by in known[response].by:
            for to in known[trigger].by - {by}:
                between[by, to].add(response)
    return {pair: frozenset(iris) for pair, iris in between.items()}


def _notes(counts: Mapping[tuple[str, str], int], window_days: float) -> tuple[str, ...]:
    return (
        f"Of all uses of force between sides, {reciprocity(counts) or 0:.0%} are returned in number"
        " (Squartini and others 2013); 1 means as many both ways.",
        "An organ or force of a state counts as the state. An act of several sides, or aimed at several, counts for"
        " each pair. Acts without an accepted perpetrator and target are not counted, claimed or not: few reported"
        " acts are not few acts.",
        f"Candidate responses begin within {window_days:g} days; no source calls them responses.",
    )
