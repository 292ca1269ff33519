"""How long the analyses take: `python benchmarks/analyses.py [EDGES…]`; without a number, the shipped graph.

The shipped graph: every analysis as `kg analyse` runs it, in a process that has everything imported and a graph of
which nothing is computed yet. Larger: what the analyses compute from a made-up network of actors of the shape of
the shipped one, by networkx alone and with the backend rustnx (extra `fast`) in the same run. Rounds are
alternated and medians are given; nothing is asserted but that both agree to 1e-9.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

import networkx as nx

from kg.analyse import ANALYSES, SENSITIVITY
from kg.analyse.balance import signed_pairs, triads
from kg.analyse.brokerage import betweenness, constraint, simple_ties
from kg.analyse.cohesion import divisions, friendly
from kg.analyse.dominance import cut_off
from kg.analyse.frustration import frustration
from kg.analyse.influence import sponsors, steps_onward
from kg.analyse.reach import reach_of_all

SEED = 20231120

#: Of 100 edges among the actors of the shipped graph so many are of this class, with its sign.
SHAPE = (
    ("UseOfForce", -1, 32), ("Designation", -1, 18), ("Membership", 1, 15), ("Sponsorship", 1, 12), ("Command", 1, 9),
    ("Affiliation", 1, 4), ("Hostility", -1, 4), ("Succession", 0, 3), ("FacadeRelation", 1, 2), ("Alliance", 1, 1),
)  # fmt: skip
#: What networkx alone is not asked for beyond 100,000 edges.
HOURS = {"betweenness, sampled"}

GRADES = ("B2", "B2", "B2", "C2", "B3")


def network(edges: int, seed: int = SEED) -> tuple[nx.MultiDiGraph, dict[str, str]]:
    """A network as :func:`kg.analyse.projection.actor_network` gives it, with a fifth as many actors, and its classes.

    At most 200 actors are states, which sponsor and designate. Who has a part is drawn by the cube of a uniform number,
    so that few have many ties.
    """
    chance = random.Random(seed)
    actors = [f"https://w3id.org/conflict-kg/id/actor/g{number:06}" for number in range(max(20, edges // 5))]
    states = min(200, len(actors) // 10)
    graph = nx.MultiDiGraph(policy="made up")
    for number, actor in enumerate(actors):
        kind = "State" if number < states else "UnidentifiedGroup" if number % 50 == 0 else "Militia"
        graph.add_node(actor, label=f"g{number}", kind=kind, kind_label=kind.lower())
    classes = {}
    names, weights = [name for name, _, _ in SHAPE], [share for *_, share in SHAPE]
    signs = {name: sign for name, sign, _ in SHAPE}
    for number in range(edges):
        name = chance.choices(names, weights)[0]
        relation = f"https://w3id.org/conflict-kg/id/relation/r{number}"
        source = _drawn(chance, 0, states if name in ("Designation", "Sponsorship") else len(actors))
        target = _drawn(chance, states, len(actors))
        if name in ("Membership", "Command", "FacadeRelation"):
            # What a group has as a part or commands comes after it; one in fifty is a state's own.
            low = 0 if chance.random() < 0.02 else states
            above, below = sorted((_drawn(chance, low, len(actors)), target))
            source, target = (above, below) if name == "Command" else (below, above)
        classes[relation] = name
        attributes: dict[str, Any] = {
            "relation": relation,
            "sign": signs[name],
            "status": "accepted",
            "start": None,
            "end": None,
        }
        attributes |= {"grade": chance.choice(GRADES), "accounts": (relation,), "family": "", "inferred": False}
        graph.add_edge(actors[source], actors[target], key=number, **attributes)
    return graph, classes


def _drawn(chance: random.Random, low: int, high: int) -> int:
    return low + int((high - low) * chance.random() ** 3)


def on_a_network(edges: int) -> dict[str, Callable[[], object]]:
    """By name what the analyses compute from a network of so many edges."""
    graph, classes = network(edges)
    ties, signed = simple_ties(graph), signed_pairs(graph)
    onward = steps_onward(graph, classes, {})
    known = sponsors(graph, onward)
    friends = friendly(signed)
    print(
        f"\n{len(graph):,} actors, {edges:,} edges, {ties.number_of_edges():,} ties, {len(known)} sponsors", flush=True
    )
    return {
        "influence: steps": lambda: len(steps_onward(graph, classes, {})),
        "influence: reach of all sponsors": lambda: reach_of_all(onward, known).counts,
        "cut points of the first sponsor": lambda: cut_off(known[0][0], onward, known[0][1], {}),
        "ties": lambda: simple_ties(graph).number_of_edges(),
        "k-core": lambda: nx.core_number(ties),
        "components": lambda: sorted(map(len, nx.connected_components(ties))),
        "betweenness, sampled": lambda: betweenness(ties),
        "constraint": lambda: {actor: constraint(ties, actor) for actor in ties},
        "communities": lambda: divisions(friends),
        "signed pairs": lambda: signed_pairs(graph).number_of_edges(),
        "triads": lambda: len(triads(signed)),
        "frustration": lambda: frustration(signed).most,
    }


def timed(task: Callable[[], object]) -> tuple[float, float, object]:
    """The seconds that a task takes, those of the processors, and what it gives."""
    start, used = time.perf_counter(), time.process_time()
    found = task()
    return time.perf_counter() - start, time.process_time() - used, found


def _medians(taken: list[tuple[float, float]]) -> str:
    return " | ".join(f"{median(column):.3f}" for column in zip(*taken, strict=True)) or "– | –"


def agree(one: object, other: object) -> bool:
    """Whether two results are the same, numbers to 1e-9."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9
    return one == other


def larger(edges: int, rounds: int) -> None:
    """Print a table: each computation by networkx alone and with rustnx."""
    tasks = on_a_network(edges)
    for name, task in tasks.items():
        plain, fast = [], []
        for _ in range(rounds):
            if not (name in HOURS and edges > 100_000):
                *seconds, found = timed(task)
                plain.append(seconds)
            # No copy of the graph is kept between rounds, so that it is made each time.
            with nx.config(backend_priority=["rustnx"], cache_converted_graphs=False):
                *seconds, other = timed(task)
            fast.append(seconds)
            assert not plain or agree(found, other), name
        print(f"| {edges:,} | {name} | {_medians(plain)} | {_medians(fast)} |", flush=True)


def shipped(rounds: int) -> None:
    """Print a table: each analysis of the shipped graph, anew each time."""
    from kg.evidence.inputs import Memo
    from kg.pipeline import build_workspace

    dataset = build_workspace()
    for name, analysis in (ANALYSES | SENSITIVITY).items():
        analysis(dataset)
        # A copy keeps nothing of what was computed before.
        taken = [timed(partial(analysis, replace(dataset, memo=Memo())))[:2] for _ in range(rounds)]
        print(f"| {name} | {_medians(taken)} |", flush=True)


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]]
    for size in sizes:
        larger(size, 3 if size <= 100_000 else 1)
    if not sizes:
        shipped(3)
