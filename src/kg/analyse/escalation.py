"""Action and response: which act is a reported response to which, which merely follows, and which is more severe."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.analyse.acts import Act, Severity, accepted_acts, opposed, sides_of
from kg.analyse.facts import Facts, facts_of, moment
from kg.analyse.projection import actor_network
from kg.analyse.result import WINDOW_DAYS, AnalysisResult, nothing
from kg.analyse.retaliation import Delay, accepted_responses, delay, in_chains
from kg.rdf.terms import shorten
from kg.workspace import Workspace

ASSERTED, CANDIDATE = "asserted", "candidate"

COLUMNS = (
    "basis", "chain", "trigger", "trigger by", "trigger severity", "response", "response by", "response severity",
    "step", "step certain", "delay at least (h)", "delay at most (h)", "grade", "accounts", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """An act and its response; ``retaliation`` holds the attributes of a reported one, None for a possible one."""

    trigger: str
    response: str
    retaliation: Mapping[str, object] | None


def candidates(
    found: Sequence[Act], hostile: frozenset[frozenset[str]], window_days: float = WINDOW_DAYS
) -> list[tuple[Act, Act]]:
    """Pairs (act, later act) of which the later could be a response, by time and side alone.

    The later one is a single use of force, the earlier one a single use of force or a threat; both have an earliest
    and a latest moment; a part of another use of force counts with the whole. Those who did the two are opposed
    (:func:`kg.analyse.acts.opposed`) and have no side in common; where no perpetrator is accepted, a claimant's side
    counts. With the acts in [a, b] and [c, d], the interval
    [c - b, d - a] of the delay meets [0, ``window_days``]. That it could be a response makes it none.
    """
    usable = [act for act in found if act.dated and act.single and not act.part]
    return [
        (one, other)
        for one, near in _near_in_time(usable, window_days)
        for other in near
        if one != other and other.force and faces(one, other, hostile) and _follows(one, other, window_days)
    ]


def _near_in_time(dated: Sequence[Act], window_days: float) -> Iterator[tuple[Act, list[Act]]]:
    """With each act all that can follow it within the window, and few others, both in the order given.

    What follows an act begins within the window after its end, and no sooner before it than the longest act lasts.
    """
    spans = [(moment(str(act.start)).timestamp(), moment(str(act.end)).timestamp()) for act in dated]
    order = sorted(range(len(dated)), key=lambda place: spans[place])
    starts = [spans[place][0] for place in order]
    longest = max((end - start for start, end in spans), default=0.0)
    # Delays are rounded to hundredths of an hour, so that a minute is left on either side.
    slack = 60.0
    for act, (start, end) in zip(dated, spans, strict=True):
        first = bisect_left(starts, start - longest - slack)
        last = bisect_right(starts, end + window_days * 86_400 + slack)
        yield act, [dated[place] for place in sorted(order[first:last])]


def faces(one: Act, other: Act, hostile: frozenset[frozenset[str]]) -> bool:
    """Whether two acts are of opposite sides: of sides that are hostile to each other, and of none in common."""
    return not one.by & other.by and any(frozenset((a, b)) in hostile for a in one.by for b in other.by)


def _follows(one: Act, other: Act, window_days: float) -> bool:
    between = _between(one, other)
    if between.least is None or between.most is None:
        return False
    return between.most > 0 and between.least <= 24 * window_days


def _between(one: Act, other: Act) -> Delay:
    return delay((one.start, one.end), (other.start, other.end))


def step(trigger: Severity, response: Severity) -> tuple[str, bool]:
    """``up``, ``down`` or ``same``, by the accepted rungs; and whether no rung that remains possible changes it.

    Equal rungs are ``same``, whatever the numbers. ``up`` is certain where the response's least rung is above the
    trigger's most, ``down`` where its most is below the trigger's least, ``same`` where both are certain.

    >>> step(Severity(1, 1), Severity(3, 3)), step(Severity(1, 3), Severity(3, 3))
    (('up', True), ('up', False))
    """
    if response.least > trigger.least:
        return "up", response.least > trigger.most
    if response.least < trigger.least:
        return "down", response.most < trigger.least
    return "same", trigger.certain and response.certain


def pairs(
    workspace: Workspace, window_days: float = WINDOW_DAYS
) -> tuple[list[nx.MultiDiGraph], list[nx.MultiDiGraph]]:
    """The chains of asserted retaliations, and the chains of candidate responses that nobody asserts."""
    asserted = accepted_responses(workspace)
    hostile = opposed(actor_network(workspace), sides_of(workspace))
    possible = nx.MultiDiGraph()
    for one, other in candidates(accepted_acts(workspace), hostile, window_days):
        if not asserted.has_edge(one.iri, other.iri) and not asserted.has_edge(other.iri, one.iri):
            for act in (one, other):
                possible.add_node(act.iri, label=act.label, start=act.start, end=act.end)
            possible.add_edge(one.iri, other.iri, relation="", grade=None, accounts=())
    return in_chains(asserted), in_chains(possible)


def escalation(workspace: Workspace, window_days: float = WINDOW_DAYS) -> AnalysisResult:
    """Every asserted retaliation, then every candidate response within ``window_days``, with severity and delay.

    Columns: ``basis``: ``asserted``, where an accepted account reports a retaliation, or ``candidate``, where an
    act of the other side follows within the window and no source calls it a response (:func:`candidates`);
    ``chain``: numbers the connected sets of acts, within a basis; ``trigger``, ``response`` and their sides
    (:func:`kg.analyse.acts.sides`); their ``severity`` by :func:`kg.analyse.acts.severity`, None for what is
    neither a use of force nor a threat; ``step`` and ``step certain`` by :func:`step`; the delay as an interval, by
    :func:`kg.analyse.retaliation.delay`; ``grade`` and ``accounts`` of the retaliation; ``remark``.
    """
    facts = facts_of(workspace)
    known = {act.iri: act for act in accepted_acts(workspace)}
    asserted, possible = pairs(workspace, window_days)
    rows = [
        *_rows(ASSERTED, asserted, known, facts, window_days),
        *_rows(CANDIDATE, possible, known, facts, window_days),
    ]
    title = "Action and response"
    if not rows:
        why = nothing(
            workspace.policy.label, f"retaliation, and no two dated acts of opposed sides in {window_days:g} days"
        )
        return AnalysisResult("escalation", title, COLUMNS, (), (why,))
    return AnalysisResult("escalation", title, COLUMNS, tuple(rows), _notes(rows, known.values(), window_days))


def _rows(
    basis: str, chains: Iterable[nx.MultiDiGraph], known: Mapping[str, Act], facts: Facts, window_days: float
) -> list[tuple[object, ...]]:
    found = []
    for number, chain in enumerate(chains, 1):
        edges = [
            (delay(*(_times(chain, node) for node in (one, other))), one, other, data)
            for one, other, data in chain.edges(data=True)
        ]
        edges.sort(key=lambda e: (str(chain.nodes[e[1]]["start"]), e[1], str(chain.nodes[e[2]]["start"]), e[2]))
        for between, one, other, data in edges:
            ends = [(chain.nodes[node]["label"], known.get(node)) for node in (one, other)]
            remarks = _remarks(basis, between, ends, window_days)
            found.append((basis, number, *_cells(ends, facts), between.least, between.most, *_evidence(data), remarks))
    return found


def _times(chain: nx.MultiDiGraph, node: str) -> tuple[str | None, str | None]:
    return chain.nodes[node]["start"], chain.nodes[node]["end"]


def _evidence(data: Mapping[str, object]) -> tuple[object, tuple[str, ...]]:
    accounts = data["accounts"]
    return data["grade"], tuple(map(shorten, accounts)) if isinstance(accounts, tuple) else ()


def _cells(ends: Sequence[tuple[str, Act | None]], facts: Facts) -> tuple[object, ...]:
    cells: list[object] = []
    for label, act in ends:
        by = tuple(sorted(map(facts.label, act.by))) if act else ()
        cells += [label, by, act.severity.words if act else None]
    severities = [act.severity for _, act in ends if act]
    return (*cells, *(step(*severities) if len(severities) == 2 else (None, None)))


def _remarks(basis: str, between: Delay, ends: Sequence[tuple[str, Act | None]], window_days: float) -> str | None:
    parts = [between.remark] if between.remark else []
    parts += [f"{label} is neither a use of force nor a threat." for label, act in ends if act is None]
    parts += [f"{label}: no accepted perpetrator, by its claimants." for label, act in ends if act and act.claimed]
    if basis == CANDIDATE:
        parts.append("No source calls it a response.")
        if between.least == 0:
            parts.append("No source says which came first.")
        if between.most is not None and between.most > 24 * window_days:
            parts.append("It can also have been later than the window.")
    return " ".join(parts) or None


def _notes(rows: Sequence[tuple[object, ...]], found: Iterable[Act], window_days: float) -> tuple[str, ...]:
    left_out = [act for act in found if act.force and act.single and not (act.dated and act.by)]
    notes = [_tally(ASSERTED, rows), _tally(CANDIDATE, rows)]
    notes += [
        f"A candidate is a single use of force that can have begun up to {window_days:g} days after an act of an"
        " opposed side. It only follows in time: no source calls it a response, and some candidates are due to chance.",
        "Severity: threat, attack without accepted casualties, wounded, killed, by accepted lower bounds. Acts on one"
        " rung are 'same', whatever the numbers; a step is certain where accepted upper bounds exclude another.",
    ]
    if left_out:
        notes.append(
            f"{len(left_out)} uses of force have no accepted perpetrator or claimant, or no full time: no candidates."
        )
    return tuple(notes)


def _tally(basis: str, rows: Sequence[tuple[object, ...]]) -> str:
    of_basis = [row for row in rows if row[0] == basis]
    steps = Counter(str(row[8]) for row in of_basis if row[8])
    certain = sum(row[9] is True for row in of_basis)
    counted = ", ".join(f"{steps[name]} {name}" for name in ("up", "same", "down"))
    return f"{len(of_basis)} {basis}: {counted}; {certain} of the steps certain."
