"""The store and its queries against rdflib's own: `python benchmarks/sparql.py [1000000]` (facts).

Generated facts and the shipped graph, as N-Quads, are loaded from one file by Oxigraph's bulk load and by rdflib's
parser; then the store is opened in new processes; then every query of the catalogue is asked of both, with its default
parameters: Oxigraph in the process that `kg query` uses, the median of three, rdflib once, in a process of its own. A
query that takes longer than five seconds is stopped; where that is rdflib's, its ratio is at least the one printed.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from generate import facts
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset, Literal, URIRef

from kg.catalogue import CatalogueQuery, bind, read_catalogue
from kg.errors import LimitError
from kg.pipeline import build_dataset
from kg.sources import shipped
from kg.sparql.backends import open_store
from kg.sparql.query import ask
from kg.sparql.store import memory_store
from kg.terms import ACCEPTED

CAP = 5.0
ROUNDS = 3
OPEN = (
    "import sys, time; from pyoxigraph import Store; start = time.perf_counter(); store = Store.read_only(sys.argv[1]);"
    "found = bool(store.query('ASK { ?s ?p ?o }', use_default_graph_as_union=True)); print(time.perf_counter() - start)"
)


def write(triples: int, path: Path) -> None:
    """The generated facts as accepted, and the shipped graph, as N-Quads."""
    memory_store(build_dataset().graphs).dump(str(path), RdfFormat.N_QUADS)
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"<{s}> <{p}> <{o}> {ACCEPTED} .\n" for s, p, o in facts(triples))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that ``work`` takes, all its threads together."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def oxigraph_load(path: Path, folder: Path) -> None:
    """As a build does: load, put in order, and flush."""
    store = Store(str(folder))
    store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def oxigraph_query(folder: Path, query: CatalogueQuery) -> float | None:
    """The median of the seconds, or None above the cap."""
    seconds = []
    with closing(open_store(folder)) as store:
        ask(store, "ASK {}")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            try:
                ask(store, query.text, bind(query, {}))
            except LimitError:
                return None
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def rdflib_query(dataset: Dataset, query: CatalogueQuery) -> float | None:
    """The seconds, or None above the cap; in a copy of this process, since a query cannot be stopped."""
    given = {
        name: Literal(term.value, datatype=term.datatype.value) if hasattr(term, "datatype") else URIRef(term.value)
        for name, term in bind(query, {}).items()
    }

    def run(result: multiprocessing.SimpleQueue[float]) -> None:
        start = time.perf_counter()
        list(dataset.query(query.text, initBindings=given))
        result.put(time.perf_counter() - start)

    context = multiprocessing.get_context("fork")
    result = context.SimpleQueue()
    child = context.Process(target=run, args=(result,))
    child.start()
    child.join(CAP)
    if child.is_alive():
        child.kill()
        child.join()
        return None
    return None if result.empty() else result.get()


def shown(seconds: float | None) -> str:
    return f"> {CAP:g}" if seconds is None else f"{seconds:.4f}"


def main(triples: int) -> None:
    """Print the tables."""
    os.environ["KG_QUERY_SECONDS"] = str(CAP)
    with tempfile.TemporaryDirectory() as place:
        path, folder = Path(place) / "facts.nq", Path(place) / "store"
        write(triples, path)
        dataset = Dataset(default_union=True)
        ours = timed(lambda: oxigraph_load(path, folder))
        memory = timed(lambda: Store().bulk_load(path=str(path), format=RdfFormat.N_QUADS))
        theirs = timed(lambda: dataset.parse(path, format="nquads"))
        opened = [
            float(subprocess.run([sys.executable, "-c", OPEN, str(folder)], capture_output=True, check=True).stdout)
            for _ in range(5)
        ]
        print("| load | by the clock s | of the processor s | rdflib / Oxigraph, clock | processor |")
        print("| --- | --- | --- | --- | --- |")
        for name, seconds in (("Oxigraph, folder", ours), ("Oxigraph, memory", memory), ("rdflib, memory", theirs)):
            cells = [f"{x:.1f}" for x in (*seconds, theirs[0] / seconds[0], theirs[1] / seconds[1])]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
        opening = statistics.median(opened) * 1000
        print(
            f"\n{len(dataset)} quads; open and first answer, new process, median of 5: {opening:.1f} ms\n", flush=True
        )
        print("| query | Oxigraph s | rdflib s | ratio |\n| --- | --- | --- | --- |")
        ratios: list[float] = []
        for name, query in read_catalogue(shipped("queries")).items():
            if any(param.default is None for param in query.params):
                continue
            mine, other = oxigraph_query(folder, query), rdflib_query(dataset, query)
            ratio = ""
            if mine is not None or other is not None:  # Whoever was stopped counts with the cap.
                ratios.append((other or CAP) / (mine or CAP))
                ratio = f"{'≥ ' if other is None else '≤ ' if mine is None else ''}{ratios[-1]:.1f}"
            print(f"| {name} | {shown(mine)} | {shown(other)} | {ratio} |", flush=True)
        print(f"\nmedian ratio of {len(ratios)} queries: at least {statistics.median(ratios):.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
