"""Reasoners side by side: `python benchmarks/reasoner.py 10000 [1000000 …] [--aliases 5000] [--shipped]`.

Each engine runs as a process of its own, from file to file, in turn, three rounds (one above a million triples).
Printed are the medians, the peak memory, the triples read per second, and the ratio of the time to ours. The engines
that are not installed are left out with a word: `pip install oxigraph reasonable sparq-rdf` for all. owlrl runs up to
10,000 triples and reasonable up to 100,000; above that they take too long. `oxigraph convert` reads and writes input
plus output and infers nothing: it is the yardstick, not a rival. sparq-rdf has no writer of N-Triples and saves its
index instead.

`--aliases N` measures N resources that are all said to be the same, as a chain of owl:sameAs; owlrl runs up to 100.
`--shipped` measures what ships under each shipped policy, in this process, from Python objects to Python objects: a
closure of each engine, in turn, nine rounds after one that imports and compiles (owlrl one round).
Changes to a closure are measured by `benchmarks/incremental.py`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection
from importlib.util import find_spec
from pathlib import Path

from generate import write
from pyoxigraph import RdfFormat, parse, serialize

from kg.pipeline import build_workspace
from kg.rdf.resources import about_the_world
from kg.rdf.terms import ACCEPTED, ASSERTED
from kg.reason import reasoner

OWLRL_LIMIT, OWLRL_ALIASES, REASONABLE_LIMIT, ROUNDS_LIMIT = 10_000, 100, 100_000, 1_000_000
ONTOLOGY = Path(__file__).parents[1] / "ontology" / "conflict.ttl"
OURS, YARDSTICK = "conflict-kg (polars)", "oxigraph convert of input and output"
REASONABLE = (
    "import sys, reasonable; r = reasonable.PyReasoner(); r.load_file(sys.argv[2]); r.load_file(sys.argv[1]);"
    "open(sys.argv[3], 'w').writelines(' '.join(map(str, t)) + ' .\\n' for t in r.reason())"
)
SPARQ = "import sys, sparq; g = sparq.Graph.load(sys.argv[1], format='ntriples'); g.reason('owl'); g.save(sys.argv[2])"


def commands(facts: Path, triples: int, owlrl_limit: int, work: Path) -> dict[str, list[str]]:
    """The command of each engine that can run here on ``facts``."""
    python, out = sys.executable, str(work / "out.nt")
    reason = [python, "-m", "kg.cli", "reason", str(facts), "--out", out, "--reasoner"]
    runs = {OURS: [*reason, "polars"]}
    if triples <= owlrl_limit:
        runs["owlrl"] = [*reason, "owlrl"]
    if triples <= REASONABLE_LIMIT and installed("reasonable"):
        # It knows files by their ending and has none for N-Triples, which are Turtle too.
        as_turtle = shutil.copy(facts, work / "facts.ttl")
        runs["reasonable"] = [python, "-c", REASONABLE, str(as_turtle), str(ONTOLOGY), out]
    if installed("sparq"):
        schema = serialize(parse(path=str(ONTOLOGY)), format=RdfFormat.N_TRIPLES)
        joined(work / "both.nt", facts, schema)
        runs["sparq-rdf"] = [python, "-c", SPARQ, str(work / "both.nt"), str(work / "sparq")]
    oxigraph = shutil.which("oxigraph", path=os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]))
    if oxigraph:
        subprocess.run([*reason, "polars"], check=True, capture_output=True)
        joined(work / "whole.nt", facts, Path(out))
        runs[YARDSTICK] = [oxigraph, "convert", "--from-file", str(work / "whole.nt"), "--to-file", out]
    else:
        print("oxigraph is not installed: left out", file=sys.stderr)
    return runs


def installed(module: str) -> bool:
    """Whether a module can be imported; a word where it cannot."""
    if find_spec(module) is None:
        print(f"{module} is not installed: left out", file=sys.stderr)
    return find_spec(module) is not None


def joined(target: Path, *parts: Path | bytes) -> None:
    """Write some contents one after another."""
    with target.open("wb") as out:
        for part in parts:
            if isinstance(part, bytes):
                out.write(part)
            else:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, out)


def write_aliases(count: int, path: Path) -> None:
    """Write ``count`` resources, each said to be the same as the next, and each a militia."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            name = f"<https://w3id.org/conflict-kg/id/actor/a{n}>"
            kind = "<https://w3id.org/conflict-kg/ontology#Militia>"
            out.write(f"{name} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {kind} .\n")
            if n:
                same = "<http://www.w3.org/2002/07/owl#sameAs>"
                out.write(f"<https://w3id.org/conflict-kg/id/actor/a{n - 1}> {same} {name} .\n")


def measured(command: list[str], patience: float | None = None, good: Collection[int] = (0,)) -> tuple[float, float]:
    """Seconds and peak MiB of one run of ``command``.

    Raises ``CalledProcessError`` for an exit code that is not ``good``, and ``TimeoutExpired`` after ``patience``
    seconds.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stop = threading.Timer(patience or threading.TIMEOUT_MAX, process.kill)
    stop.start()
    _, status, usage = os.wait4(process.pid, 0)
    stop.cancel()
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code and patience and seconds > patience:
        raise subprocess.TimeoutExpired(command, patience)
    if code not in good:
        raise subprocess.CalledProcessError(code, command)
    return seconds, usage.ru_maxrss / 1024


def compare(what: str, size: int, make: Callable[[int, Path], None], owlrl_limit: int) -> None:
    """Print the table for facts of this size."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.nt"
        make(size, facts)
        with facts.open("rb") as lines:
            triples = sum(1 for _ in lines)
        runs = commands(facts, size, owlrl_limit, Path(folder))
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        rounds = 3 if size <= ROUNDS_LIMIT else 1
        for _ in range(rounds):
            for name, command in runs.items():
                shutil.rmtree(Path(folder) / "sparq", ignore_errors=True)
                results[name].append(measured(command))
    ours = statistics.median(seconds for seconds, _ in results[OURS])
    print(f"\n{size} {what}, rounds: {rounds}, whole processes\n")
    print("| engine | median s | peak MiB | triples in / s | time / ours |\n| --- | --- | --- | --- | --- |")
    for name, runs_of in results.items():
        seconds = statistics.median(s for s, _ in runs_of)
        peak = max(m for _, m in runs_of)
        print(f"| {name} | {seconds:.2f} | {peak:.0f} | {triples / seconds:,.0f} | {seconds / ours:.2f} |", flush=True)


def compare_shipped(rounds: int = 9) -> None:
    """Print the table for the graphs that ship."""
    print(f"\nwhat ships, rounds: {rounds}, in process, ms\n")
    print("| policy | facts | auto | polars | polars / auto | owlrl / auto |\n| --- | --- | --- | --- | --- | --- |")
    for policy in ("cautious", "corroborated", "permissive", "only:seed-report"):
        dataset = build_workspace(policy=policy)
        facts = about_the_world([*dataset.graphs[ASSERTED.value], *dataset.graphs[ACCEPTED.value]])
        taken: dict[str, list[float]] = {"auto": [], "polars": [], "owlrl": []}
        for turn in range(rounds + 1):
            for name in taken if turn == 1 else ("auto", "polars"):
                start = time.perf_counter()
                reasoner(name).closure(facts, dataset.inputs.ontology)
                if turn:
                    taken[name].append(1e3 * (time.perf_counter() - start))
        auto, polars, owlrl = map(statistics.median, taken.values())
        row = (policy, len(facts), f"{auto:.0f}", f"{polars:.0f}", f"{polars / auto:.1f}", f"{owlrl / auto:.0f}")
        print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", help="triples")
    parser.add_argument("--aliases", type=int, nargs="*", default=[], help="sizes of sets of equal resources")
    parser.add_argument("--shipped", action="store_true", help="the graphs that ship, in process")
    asked = parser.parse_args()
    if asked.shipped:
        compare_shipped()
    for size in asked.sizes or ([] if asked.aliases or asked.shipped else [10_000]):
        compare("triples", size, write, OWLRL_LIMIT)
    for count in asked.aliases:
        compare("equal resources", count, write_aliases, OWLRL_ALIASES)
