"""Who backs whom: the paths by which support reaches an actor according to accepted accounts."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import networkx as nx
from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of, moment
from kg.analyse.projection import actor_network
from kg.analyse.reach import Reach, Step, reach_of_all
from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Workspace

SPONSORSHIP = "Sponsorship"

#: Classes whose edges support travels along: whether with the edge or against it, and the words of the step.
CHANNELS: Mapping[str, tuple[bool, str]] = {
    SPONSORSHIP: (True, "sponsors"),
    "Command": (True, "commands"),
    "Membership": (False, "has as a part"),
    "FacadeRelation": (False, "has as a façade"),
}

COLUMNS = (
    "sponsor", "sponsor kind", "beneficiary", "beneficiary kind", "depth", "path", "weakest grade", "accounts", "remark"
)  # fmt: skip


@dataclass(frozen=True)
class Path:
    """How support reaches ``beneficiary`` from ``sponsor``."""

    sponsor: str
    beneficiary: str
    steps: tuple[Step, ...]

    @property
    def depth(self) -> int:
        """The number of relations on the path; 1 where the sponsorship is direct."""
        return len(self.steps)

    @property
    def through_unnamed(self) -> bool:
        """Whether the path rests on membership of an unidentified group."""
        return any(step.unnamed for step in self.steps)

    @property
    def weakest(self) -> str | None:
        """The worst of the steps' grades; None where a step has no account."""
        grades = [step.grade for step in self.steps]
        return None if None in grades else max(grade for grade in grades if grade is not None)

    @property
    def together(self) -> bool:
        """Whether the steps can have held at one moment; a missing bound excludes nothing."""
        starts = [moment(step.start) for step in self.steps if step.start]
        ends = [moment(step.end) for step in self.steps if step.end]
        return not starts or not ends or max(starts) <= min(ends)


def sponsorship_paths(
    graph: nx.MultiDiGraph,
    classes: Mapping[str, str],
    through: Mapping[str, Sequence[str]] | None = None,
    deepest: int | None = None,
) -> list[Path]:
    """For every sponsor and every actor that its support reaches, one path.

    A path holds at least one sponsorship. It may go on through sponsorship, command, from a group to its members and
    from a principal to its façade. It may begin with a structural step (a state's own organs) only where the sponsor
    is a state. Of several paths, one that does not rest on membership of an unidentified group is preferred, then
    the one with the fewest relations, then the first by IRI.

    ``graph``: a network as :func:`kg.analyse.projection.actor_network` gives it. ``classes``: by relation IRI the
    local name of the class whose edge it draws. ``through``: by relation IRI the labels of its intermediaries.
    ``deepest``: paths of more relations are left out. Disputed edges are left out. Paths are sorted by sponsor and
    beneficiary.
    """
    onward = steps_onward(graph, classes, through or {})
    known = sponsors(graph, onward)
    return list(_paths(onward, known, reach_of_all(onward, known), deepest))


def _paths(
    onward: Mapping[str, list[Step]], known: Sequence[tuple[str, bool]], reach: Reach, deepest: int | None
) -> Iterator[Path]:
    """The paths of :func:`sponsorship_paths`; ``reach`` is that of the sponsors ``known``."""
    for place, (sponsor, is_state) in enumerate(known):
        surely = reached_from(sponsor, onward, is_state, lambda step: not step.unnamed, deepest)
        found = surely
        if reach.counts.get(sponsor, (0, 0, 0))[2]:
            anyhow = reached_from(sponsor, onward, is_state, deepest=deepest)
            found = {end: path for end, path in anyhow.items() if not reach.surely.get(end, 0) >> place & 1} | surely
        yield from (Path(sponsor, end, found[end]) for end in sorted(found) if end != sponsor)


def nearest_paths(
    onward: Mapping[str, list[Step]], known: Sequence[tuple[str, bool]], reach: Reach
) -> tuple[list[Path], int | None]:
    """All paths, and None; of more than :data:`ROWS`, those of so few relations that they fit, and how many that are.

    ``onward`` by :func:`steps_onward`, ``known`` by :func:`sponsors`, ``reach`` by
    :func:`kg.analyse.reach.reach_of_all`.
    """
    if reach.total <= ROWS:
        return list(_paths(onward, known, reach, None)), None
    shown: list[Path] = []
    deepest = 1
    while len(found := list(islice(_paths(onward, known, reach, deepest), ROWS + 1))) <= ROWS:
        shown = found
        deepest += 1
    return shown or found[:ROWS], max(deepest - 1, 1)


def sponsors(graph: nx.MultiDiGraph, onward: Mapping[str, Iterable[Step]]) -> list[tuple[str, bool]]:
    """The states and all others that sponsor, in order of IRI, and whether each is a state."""
    states = {node for node, data in graph.nodes(data=True) if data["kind"] == "State"}
    supporters = {step.source for steps in onward.values() for step in steps if step.support}
    return [(sponsor, sponsor in states) for sponsor in sorted(states | supporters)]


def steps_onward(
    graph: nx.MultiDiGraph, classes: Mapping[str, str], through: Mapping[str, Sequence[str]]
) -> dict[str, list[Step]]:
    """By actor the steps that leave it, sponsorships first, then by where they lead; see :func:`sponsorship_paths`."""
    onward: dict[str, list[Step]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        name = classes.get(data["relation"])
        if name is None or name not in CHANNELS or data["status"] == "disputed":
            continue
        forward, words = CHANNELS[name]
        start, end = (source, target) if forward else (target, source)
        hands = through.get(data["relation"], ())
        step = Step(
            source=start,
            target=end,
            relation=data["relation"],
            words=f"{words}, through {' and '.join(hands)}," if hands else words,
            accounts=data["accounts"],
            grade=data["grade"],
            start=data["start"],
            end=data["end"],
            support=name == SPONSORSHIP,
            unnamed=name == "Membership" and graph.nodes[start]["kind"] == "UnidentifiedGroup",
        )
        onward[start].append(step)
    return {
        node: sorted(s, key=lambda step: (not step.support, step.target, step.relation)) for node, s in onward.items()
    }


def reached_from(
    sponsor: str,
    onward: Mapping[str, Sequence[Step]],
    is_state: bool,
    allowed: Callable[[Step], bool] = lambda _: True,
    deepest: int | None = None,
) -> dict[str, tuple[Step, ...]]:
    """The shortest path of ``allowed`` steps, ``deepest`` at most, to each actor that support reaches, by actor.

    Breadth first over (actor, whether a sponsorship was passed).
    """
    paths: dict[tuple[str, bool], tuple[Step, ...]] = {(sponsor, False): ()}
    todo = deque(paths)
    while todo:
        here, supported = todo.popleft()
        so_far = paths[here, supported]
        if len(so_far) == deepest:
            break
        for step in onward.get(here, ()):
            if not allowed(step) or not (supported or step.support or is_state):
                continue
            there = (step.target, supported or step.support)
            if there not in paths:
                paths[there] = (*so_far, step)
                todo.append(there)
    return {actor: steps for (actor, supported), steps in paths.items() if supported}


def who_backs_whom(workspace: Workspace) -> AnalysisResult:
    """Every sponsor's beneficiaries, one row a pair, by :func:`sponsorship_paths`.

    Columns: ``sponsor``, ``beneficiary`` and their kinds; ``depth`` (relations on the path); ``path`` in words, each
    step with its grade; ``weakest grade`` (Admiralty code of the least sure step); ``accounts`` behind the path;
    ``remark`` where the path is no evidence of support for the beneficiary, or where its steps never held together.
    Of more than :data:`~kg.analyse.result.ROWS` pairs only those with the fewest relations between them are rows.
    """
    graph = actor_network(workspace)
    facts = facts_of(workspace)
    label = {node: data["label"] for node, data in graph.nodes(data=True)}
    through = {iri: [facts.label(actor) for actor in actors] for iri, actors in intermediaries(facts).items()}
    onward = steps_onward(graph, edge_classes(facts), through)
    known = sponsors(graph, onward)
    reach = reach_of_all(onward, known)
    paths, deepest = nearest_paths(onward, known, reach)
    rows = tuple(_row(path, graph) for path in paths)
    return AnalysisResult(
        "who-backs-whom", "Who backs whom", COLUMNS, rows, _notes(reach, label, graph, len(rows), deepest)
    )


def edge_classes(facts: Facts) -> dict[str, str]:
    """By event or relation IRI the local name of the class that declares its edge."""
    rules = {subject.value: facts.rule(subject) for subject in facts.subjects()}
    return {iri: rule.name for iri, rule in rules.items() if rule}


def intermediaries(facts: Facts) -> dict[str, list[str]]:
    """By relation IRI those through whom its support goes."""
    prop: NamedNode = CONFLICT.term("hasIntermediary")
    found = {s.value: facts.values(s, prop) for s in facts.subjects()}
    return {iri: [v.node.value for v in values] for iri, values in found.items() if values}


def _row(path: Path, graph: nx.MultiDiGraph) -> tuple[object, ...]:
    sponsor, beneficiary = graph.nodes[path.sponsor], graph.nodes[path.beneficiary]
    words = [sponsor["label"]]
    words += [f"{step.words} {graph.nodes[step.target]['label']} ({step.grade or 'no grade'})" for step in path.steps]
    accounts = sorted({iri for step in path.steps for iri in step.accounts})
    return (
        sponsor["label"],
        sponsor["kind_label"],
        beneficiary["label"],
        beneficiary["kind_label"],
        path.depth,
        " → ".join(words),
        path.weakest,
        tuple(shorten(iri) for iri in accounts),
        _remark(path, beneficiary["label"]),
    )


def _remark(path: Path, beneficiary: str) -> str | None:
    parts = []
    if path.through_unnamed:
        parts.append(f"Through membership of an unidentified group: no evidence of support for {beneficiary} itself.")
    if not path.together:
        parts.append("The accepted dates do not show that the steps held at the same time.")
    return " ".join(parts) or None


def _notes(
    reach: Reach, label: Mapping[str, str], graph: nx.MultiDiGraph, rows: int, deepest: int | None
) -> tuple[str, ...]:
    if not reach.total:
        return (nothing(graph.graph["policy"], "sponsorship between actors"),)
    notes = [
        f"{label[sponsor]} reaches {direct + indirect + unnamed}: {direct} directly, {indirect} through others,"
        f" {unnamed} only through membership of an unidentified group."
        for sponsor, (direct, indirect, unnamed) in sorted(reach.counts.items())
    ]
    silent = sorted(
        d["label"] for node, d in graph.nodes(data=True) if d["kind"] == "State" and node not in reach.counts
    )
    if silent:
        notes.append(f"No accepted sponsorship by: {', '.join(silent)}.")
    if deepest is not None:
        notes.append(
            f"Of {reach.total} pairs the table holds {rows}, of at most {deepest} relations; the rest are counted."
        )
    return (
        *notes,
        "Support does not mean control. A path through membership of an unidentified group is not evidence of support"
        " for the member.",
    )
