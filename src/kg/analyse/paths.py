"""How one node of the network reaches another: the k shortest paths, with the relations of every step.

A path is a sequence of nodes, none twice; a step leads from a node to the next by all the relations between them that
are admitted. Paths are ordered by their number of steps, then by how many of these are hostile, then by the nodes'
IRIs, so that the order is one and the same here and in the explorer (``explorer/static/paths/find.js``). The search is
Yen's (Management Science 17, 1971) over breadth-first searches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.analyse.projection import whole_network
from kg.analyse.result import AnalysisResult
from kg.errors import UsageError
from kg.evidence.records import Evidence
from kg.rdf.names import Names, slug
from kg.rdf.terms import expand
from kg.workspace import Workspace

COLUMNS = (
    "path", "step", "from", "relation", "to", "family", "hostile_step", "since", "until", "grade", "basis", "evidence",
)  # fmt: skip
#: The paths given unless asked otherwise.
PATHS = 3

#: Steps, how many of them hostile, and the nodes: what paths are ordered by.
Key = tuple[int, int, tuple[str, ...]]
#: By node, each neighbour and whether the step to it is hostile.
Steps = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True)
class Relation:
    """One edge of the network, by its ends, its key there, and its attributes."""

    source: str
    target: str
    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A step between two nodes; ``hostile`` where every relation of it harms or opposes (sign -1)."""

    relations: tuple[Relation, ...]

    @property
    def hostile(self) -> bool:
        """Whether nothing but hostile relations leads from one end to the other."""
        return all(relation.data["sign"] < 0 for relation in self.relations)


@dataclass(frozen=True)
class Path:
    """The nodes in order, and the steps between them."""

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]


def admitted(relation: Relation, families: Collection[str], grade: str | None) -> bool:
    """Whether a relation is of one of ``families`` (any, if empty) and of a source graded ``grade`` or better."""
    data = relation.data
    return (not families or data["family"] in families) and (
        grade is None or (data["grade"] is not None and data["grade"][0] <= grade)
    )


def find_paths(
    graph: nx.MultiDiGraph,
    start: str,
    end: str,
    *,
    families: Collection[str] = (),
    directed: bool = False,
    grade: str | None = None,
    limit: int = PATHS,
) -> list[Path]:
    """The ``limit`` shortest paths from ``start`` to ``end`` in a graph as ``kg.analyse.projection.project`` gives.

    ``directed``: only along the arrows. ``grade``: the letter of the least reliable source that a relation may rest on.
    Empty where there is none, and where both ends are one.
    """
    edges = (Relation(*edge) for edge in graph.edges(keys=True, data=True))
    between: dict[str, dict[str, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    for relation in sorted((e for e in edges if admitted(e, families, grade)), key=lambda e: e.key):
        between[relation.source][relation.target].append(relation)
        if not directed and relation.source != relation.target:
            between[relation.target][relation.source].append(relation)
    steps = {a: {b: Step(tuple(found)).hostile for b, found in others.items()} for a, others in between.items()}
    return [
        Path(nodes, tuple(Step(tuple(between[a][b])) for a, b in pairwise(nodes)))
        for _, _, nodes in _shortest(steps, start, end, limit)
    ]


def _shortest(steps: Steps, start: str, end: str, limit: int) -> list[Key]:
    """The keys of the ``limit`` least paths, in order (Yen)."""
    first = _least(steps, start, end, frozenset(), frozenset())
    found = [first] if first is not None and start != end else []
    candidates: set[Key] = set()
    while found and len(found) < limit:
        candidates |= set(_deviations(steps, [nodes for _, _, nodes in found], end))
        if not candidates:
            break
        found.append(min(candidates))
        candidates.remove(found[-1])
    return found


def _deviations(steps: Steps, found: list[tuple[str, ...]], end: str) -> Iterable[Key]:
    """For each node of the path found last, the least path that leaves all found paths there."""
    last = found[-1]
    for at in range(len(last) - 1):
        root = last[: at + 1]
        taken = frozenset(nodes[at + 1] for nodes in found if nodes[: at + 1] == root)
        spur = _least(steps, root[-1], end, frozenset(root[:-1]), taken)
        if spur is not None:
            before = sum(steps[a][b] for a, b in pairwise(root))
            yield (at + spur[0], before + spur[1], root[:-1] + spur[2])


def _least(steps: Steps, start: str, end: str, closed: frozenset[str], taken: frozenset[str]) -> Key | None:
    """The least path that avoids the nodes in ``closed`` and does not begin with a step to one in ``taken``."""
    level: dict[str, Key] = {start: (0, 0, (start,))}
    reached = {start, *closed}
    while level and end not in level:
        following: dict[str, Key] = {}
        for node, (length, hostile, nodes) in level.items():
            for other, is_hostile in steps.get(node, {}).items():
                if other in reached or (node == start and other in taken):
                    continue
                key = (length + 1, hostile + is_hostile, (*nodes, other))
                following[other] = min(following.get(other, key), key)
        reached |= following.keys()
        level = following
    return level.get(end)


def find_node(graph: nx.MultiDiGraph, name: str) -> str:
    """The node that ``name`` stands for: an IRI, a prefixed name, a slug, its label or another of its names.

    Names are compared as :mod:`kg.rdf.names` says. Raises ``UsageError`` where none or several have the name.
    """
    with suppress(ValueError):
        iri = expand(name)
        if iri in graph:
            return iri
    names = Names(
        (node, text)
        for node, data in graph.nodes(data=True)
        for text in (data["label"], *data.get("names", ()), slug(node))
    )
    found = names.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name!r} is the name of several: {names.shown(found)}")
    near = names.meant(name) or "; 'kg analyse cohesion' lists the actors"
    raise UsageError(f"no actor or event {name!r} in the network that this policy accepts{near}")


def path_table(
    workspace: Workspace,
    start: str,
    end: str,
    *,
    families: Collection[str] = (),
    directed: bool = False,
    grade: str | None = None,
    limit: int = PATHS,
) -> AnalysisResult:
    """:func:`find_paths` over the dataset's network as a table: a row for each relation of each step.

    Columns: ``path`` and ``step`` (numbers from 1), ``from``, ``relation``, ``to`` (labels, in the relation's own
    direction), ``family``, ``hostile_step``, ``since``, ``until`` (ISO moments), ``grade`` (of the best account),
    ``basis`` (``stated``, ``disputed`` or ``inferred``), ``evidence`` (the accounts: source, place in it, grade).
    Raises ``UsageError`` for names, families or grades that do not exist.
    """
    options: dict[str, Any] = {"families": families, "directed": directed, "grade": grade, "limit": limit}
    return table_of(workspace, *paths_between(workspace, start, end, **options))


def paths_between(
    workspace: Workspace,
    start: str,
    end: str,
    *,
    families: Collection[str] = (),
    directed: bool = False,
    grade: str | None = None,
    limit: int = PATHS,
) -> tuple[nx.MultiDiGraph, tuple[str, str], list[Path]]:
    """The dataset's network, its nodes that ``start`` and ``end`` name, and :func:`find_paths` between them.

    Raises ``UsageError`` for names, families or grades that do not exist.
    """
    graph = whole_network(workspace)
    known = {family for _, _, family in graph.edges(data="family")}
    if unknown := sorted(set(families) - known):
        raise UsageError(f"no family {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    if grade is not None and grade not in tuple("ABCDEF"):
        raise UsageError(f"no grade {grade!r}; a source's reliability is A (best) to F")
    ends = find_node(graph, start), find_node(graph, end)
    if ends[0] == ends[1]:
        raise UsageError(f"{start!r} and {end!r} are the same node")
    return graph, ends, find_paths(graph, *ends, families=families, directed=directed, grade=grade, limit=limit)


def table_of(workspace: Workspace, graph: nx.MultiDiGraph, ends: tuple[str, str], paths: list[Path]) -> AnalysisResult:
    """What :func:`paths_between` gives, as the table that :func:`path_table` defines."""
    rows = [row for number, one in enumerate(paths, 1) for row in _rows(graph, workspace.evidence, number, one)]
    title = f"From {graph.nodes[ends[0]]['label']} to {graph.nodes[ends[1]]['label']}"
    return AnalysisResult("path", title, COLUMNS, tuple(rows), _notes(paths, workspace.policy.label))


def _notes(paths: list[Path], policy: str) -> tuple[str, ...]:
    if not paths:
        return (f"No path through the relations that the policy {policy!r} accepts and the options admit.",)
    lines = [
        f"path {number}: {len(one.steps)} step(s), {sum(step.hostile for step in one.steps)} of them hostile"
        for number, one in enumerate(paths, 1)
    ]
    return (*lines, "A path is no proof of influence or control.")


def _rows(graph: nx.MultiDiGraph, evidence: Evidence, number: int, one: Path) -> Iterable[tuple[object, ...]]:
    for place, step in enumerate(one.steps, 1):
        for relation in step.relations:
            data = relation.data
            yield (
                number, place, graph.nodes[relation.source]["label"], data["label"],
                graph.nodes[relation.target]["label"], data["family"], step.hostile, data["start"], data["end"],
                data["grade"], _basis(data), "; ".join(map(evidence.cite, data["accounts"])),
            )  # fmt: skip


def _basis(data: Mapping[str, Any]) -> str:
    if data["inferred"]:
        return "inferred"
    return "disputed" if data["status"] == "disputed" else "stated"
