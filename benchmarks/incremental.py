"""A change against computing anew: `python benchmarks/incremental.py [1000000 [1000]]` (facts, and facts changed).

Generated facts are materialised but for the last ones; then, in one process and three rounds, the last ones, which are
relations and events with names of their own, are added and taken back, and a random sample of all facts is taken back
and added again. Printed are the medians and their ratio to the time of a materialisation.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from generate import SEED, facts

from kg.reason.incremental import Change, Materialisation

ROUNDS = 3
ONTOLOGY = Path(__file__).parents[1] / "ontology" / "conflict.ttl"


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(triples: int, changed: int) -> None:
    """Print the table for so many facts, of which so many change."""
    stated = [ox.Triple(*map(ox.NamedNode, fact)) for fact in facts(triples)]
    ontology = [quad.triple for quad in ox.parse(path=str(ONTOLOGY), format=ox.RdfFormat.TURTLE)]
    first, last = stated[:-changed], stated[-changed:]
    whole = [timed(lambda: Materialisation(first, ontology)) for _ in range(ROUNDS)]
    kept = Materialisation(first, ontology)
    seconds: dict[str, list[float]] = defaultdict(list)
    touched: dict[str, int] = {}

    def measure(name: str, change: Callable[[list[ox.Triple]], Change], some: list[ox.Triple]) -> None:
        start = time.perf_counter()
        changed = change(some)
        seconds[name].append(time.perf_counter() - start)
        touched[name] = len(changed.inferred) + len(changed.withdrawn)

    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        measure("add facts of new things", kept.add, last)
        measure("take them back", kept.retract, last)
        sample = chance.sample(first, changed)
        measure("take a random sample back", kept.retract, sample)
        measure("add it again", kept.add, sample)

    full = statistics.median(whole)
    print(f"{len(first)} facts, {changed} changed, {ROUNDS} rounds; materialising them all: {full:.2f} s\n")
    print("| change | median s | triples inferred or withdrawn | materialising / change |\n| --- | --- | --- | --- |")
    for name, results in seconds.items():
        median = statistics.median(results)
        print(f"| {name} | {median:.3f} | {touched[name]} | {full / median:.0f} |")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1_000_000, 1_000][len(arguments) :]))
