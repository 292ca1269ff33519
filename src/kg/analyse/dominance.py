"""Whom support depends on: intermediaries without which a sponsor reaches a group no more, and sponsors in common."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from kg.analyse.acts import opposed, sides_of
from kg.analyse.facts import Facts, facts_of
from kg.analyse.influence import (
    Path,
    edge_classes,
    intermediaries,
    nearest_paths,
    reached_from,
    sponsors,
    steps_onward,
)
from kg.analyse.projection import actor_network
from kg.analyse.reach import Step, reach_of_all
from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.rdf.terms import shorten
from kg.workspace import Workspace

#: Steps that the search for cut points may take, about; on a larger network it looks at fewer sponsors.
EFFORT = 500_000

CUT_COLUMNS = (
    "sponsor", "intermediary", "intermediary kind", "reached", "cut off", "share", "groups cut off", "weakest grade",
    "accounts",
)  # fmt: skip
SHARED_COLUMNS = (
    "beneficiary", "beneficiary kind", "sponsors", "opposed sponsors", "direct", "paths", "weakest grade", "accounts",
)  # fmt: skip


def cut_off(
    sponsor: str, onward: Mapping[str, list[Step]], is_state: bool, through: Mapping[str, Sequence[str]]
) -> dict[str, frozenset[str]]:
    """By intermediary the actors that support from ``sponsor`` reaches only by way of it; those without any left out.

    In the terms of flow graphs (Prosser 1959) the intermediary dominates them. The flow graph is over actors and
    whether a sponsorship was passed, as a path must hold one (:func:`kg.analyse.influence.sponsorship_paths`); an
    actor may stand in it twice, and is then left out as a whole. A sponsorship that goes through one
    intermediary alone goes with it. Steps that rest on membership of an unidentified group are not taken.

    Found for all intermediaries at once by data flow (Allen and Cocke 1972): an actor can be reached without those
    that some actor before it can be reached without, itself excepted.
    """
    sole = {relation: actors[0] for relation, actors in through.items() if len(actors) == 1}
    whole = reached_from(sponsor, onward, is_state, lambda step: not step.unnamed)
    steps = [step for path in whole.values() for step in path]
    # Who is on no shortest path to an actor cuts nothing off.
    between = {step.source for step in steps} | {sole[step.relation] for step in steps if step.relation in sole}
    order = sorted(between - {sponsor})
    avoidable = _avoidable((sponsor, False), onward, is_state, {actor: 1 << n for n, actor in enumerate(order)}, sole)
    found: dict[str, set[str]] = defaultdict(set)
    for end in whole.keys() - {sponsor}:
        missing = ~avoidable[end, True] & (1 << len(order)) - 1
        while missing:
            lowest = missing & -missing
            missing ^= lowest
            found[order[lowest.bit_length() - 1]].add(end)
    return {actor: frozenset(found[actor] - {actor}) for actor in sorted(found) if found[actor] - {actor}}


def _avoidable(
    start: tuple[str, bool],
    onward: Mapping[str, list[Step]],
    is_state: bool,
    bit: Mapping[str, int],
    sole: Mapping[str, str],
) -> dict[tuple[str, bool], int]:
    """By actor and whether a sponsorship was passed: those, as bits, without any one of which it can be reached."""
    found = {start: 0}
    fresh = {start: sum(bit.values())}
    todo = deque([start])
    while todo:
        here = todo.popleft()
        new = fresh.pop(here)
        found[here] |= new
        actor, supported = here
        for step in onward.get(actor, ()):
            if step.unnamed or not (supported or step.support or is_state):
                continue
            there = (step.target, supported or step.support)
            passing = new & ~bit.get(step.target, 0) & ~bit.get(sole.get(step.relation, ""), 0)
            unknown = passing & ~found.get(there, 0)
            if unknown or there not in found:
                found.setdefault(there, 0)
                if there not in fresh:
                    todo.append(there)
                fresh[there] = fresh.get(there, 0) | unknown
    return found


def cut_points(workspace: Workspace) -> AnalysisResult:
    """Every sponsor's intermediaries without which no reported support reaches some actor, by :func:`cut_off`.

    Columns: ``sponsor``, ``intermediary`` and its kind; how many actors the sponsor has ``reached``, how many of them
    are ``cut off`` without the intermediary, their ``share`` and names; ``weakest grade`` and ``accounts`` of the
    path to the first of the groups cut off, by label. Those that cut off most come first. On a network too large for
    all sponsors (:data:`EFFORT`), those that reach most are looked at.
    """
    facts, graph = facts_of(workspace), actor_network(workspace)
    through = intermediaries(facts)
    onward = steps_onward(graph, edge_classes(facts), {})
    known = sponsors(graph, onward)
    chosen = _within_effort(known, onward)
    ranked, safe = [], []
    for sponsor, is_state in chosen:
        whole = reached_from(sponsor, onward, is_state, lambda step: not step.unnamed)
        ends = {end for end in whole if end != sponsor}
        cuts = cut_off(sponsor, onward, is_state, through)
        lost = {end for groups in cuts.values() for end in groups}
        if ends:
            safe.append(f"{facts.label(sponsor)}: {len(ends - lost)} of {len(ends)}")
        for actor, groups in cuts.items():
            names = sorted((facts.label(group), group) for group in groups)
            path = Path(sponsor, names[0][1], whole[names[0][1]])
            row = (
                facts.label(sponsor),
                facts.label(actor),
                graph.nodes[actor]["kind_label"] if actor in graph else None,
                len(ends),
                len(groups),
                round(len(groups) / len(ends), 3),
                tuple(name for name, _ in names),
                path.weakest,
                _accounts([path]),
            )
            ranked.append(((-len(groups), facts.label(sponsor), facts.label(actor), sponsor, actor), row))
    rows = tuple(row for _, row in sorted(ranked)[:ROWS])
    title = "Whom the reach of sponsors depends on"
    if not rows:
        why = nothing(workspace.policy.label, "support that reaches an actor by way of one other alone")
        return AnalysisResult("cut-points", title, CUT_COLUMNS, (), (why,))
    notes: tuple[str, ...] = (
        f"Reached without depending on any one intermediary: {'; '.join(safe)}.",
        "Cut off refers to the reported paths: that no other path is reported does not mean that there is none.",
        "Membership of an unidentified group is no path here. Support does not mean control.",
    )
    if len(chosen) < len(known):
        seen = f"Examined: {len(chosen)} of {len(known)} sponsors, those that reach most; more would take too long."
        notes = (seen, *notes)
    if len(ranked) > ROWS:
        notes = (f"Of {len(ranked)} pairs of sponsor and intermediary, those {ROWS} that cut off most.", *notes)
    return AnalysisResult("cut-points", title, CUT_COLUMNS, rows, notes)


def _within_effort(known: Sequence[tuple[str, bool]], onward: Mapping[str, list[Step]]) -> list[tuple[str, bool]]:
    """The sponsors that reach most, as many as :data:`EFFORT` allows to look at; one at least."""
    counts = reach_of_all(onward, known).counts
    steps = sum(map(len, onward.values())) or 1
    return sorted(known, key=lambda one: (-sum(counts.get(one[0], ())), one[0]))[: max(1, EFFORT // steps)]


def _accounts(paths: Iterable[Path]) -> tuple[str, ...]:
    return tuple(map(shorten, sorted({iri for path in paths for step in path.steps for iri in step.accounts})))


def shared_sponsors(workspace: Workspace) -> AnalysisResult:
    """Every actor that support of two sponsors or more reaches, those with opposed sponsors first.

    A state's organ or force is the state (:func:`kg.analyse.acts.sides`), and a sponsor that reaches
    another sponsor of the same actor is not counted: it passes its support on. Columns: ``beneficiary`` and kind;
    ``sponsors``; ``opposed sponsors``: pairs of them that are hostile on balance
    (:func:`kg.analyse.acts.opposed`); ``direct``: those with a sponsorship of the actor itself; ``paths`` in
    arrows; ``weakest grade`` of all steps; ``accounts`` behind them. Paths that rest on membership of an
    unidentified group are left out. Of more than :data:`~kg.analyse.result.ROWS` pairs of sponsor and actor those
    with the fewest relations between them are looked at.
    """
    facts, graph = facts_of(workspace), actor_network(workspace)
    side = sides_of(workspace)
    hostile = opposed(graph, side)
    onward = steps_onward(graph, edge_classes(facts), {})
    known = sponsors(graph, onward)
    reach = reach_of_all(onward, known)
    nearest, deepest = nearest_paths(onward, known, reach)
    paths = [path for path in nearest if not path.through_unnamed]
    ranked = []
    for actor, mine in sorted(ultimate(paths, side).items()):
        if len(mine) > 1:
            pairs = [pair for pair in combinations(sorted(mine), 2) if frozenset(pair) in hostile]
            kept = [path for of_side in mine.values() for path in of_side]
            grades = [path.weakest for path in kept]
            row = (
                facts.label(actor),
                graph.nodes[actor]["kind_label"],
                tuple(sorted(map(facts.label, mine))),
                tuple(" and ".join(sorted(map(facts.label, pair))) for pair in pairs),
                tuple(sorted(facts.label(s) for s, of_side in mine.items() if any(p.depth == 1 for p in of_side))),
                tuple(sorted(_arrows(path, facts) for path in kept)),
                None if None in grades else max(grade for grade in grades if grade),
                _accounts(kept),
            )
            ranked.append(((-len(pairs), facts.label(actor), actor), row))
    rows = tuple(row for _, row in sorted(ranked))
    title = "Actors with sponsors in common, and with opposed sponsors"
    if not rows:
        why = nothing(workspace.policy.label, "support of two sponsors that reaches one actor")
        return AnalysisResult("shared-sponsors", title, SHARED_COLUMNS, (), (why,))
    torn = sum(bool(row[3]) for row in rows)
    looked = f"Examined: {len(nearest)} of {reach.total} pairs of sponsor and actor, of at most {deepest} relations."
    notes = (
        *([] if deepest is None else [looked]),
        f"{len(rows)} actors have two or more sponsors; {torn} have sponsors hostile to each other on balance.",
        "The paths may have held at different times: see 'who-backs-whom'. Support does not mean control.",
    )
    return AnalysisResult("shared-sponsors", title, SHARED_COLUMNS, rows, notes)


def ultimate(paths: Iterable[Path], side: Mapping[str, str]) -> dict[str, dict[str, list[Path]]]:
    """By beneficiary, and by its sponsors as sides, the paths; without sponsors that only pass support on.

    A sponsor passes support on where another side reaches both it and the beneficiary, and it does not reach that
    side in turn. A beneficiary's own side is none of its sponsors.
    """
    reach: dict[str, set[str]] = defaultdict(set)
    found: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        sponsor, end = side.get(path.sponsor, path.sponsor), side.get(path.beneficiary, path.beneficiary)
        if sponsor != end:
            reach[sponsor].add(end)
            found[path.beneficiary][sponsor].append(path)

    def passes_on(sponsor: str, others: Iterable[str]) -> bool:
        return any(sponsor in reach[other] and other not in reach[sponsor] for other in others)

    return {end: {s: paths for s, paths in mine.items() if not passes_on(s, mine)} for end, mine in found.items()}


def _arrows(path: Path, facts: Facts) -> str:
    return " → ".join(map(facts.label, (path.sponsor, *(step.target for step in path.steps))))
