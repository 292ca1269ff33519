"""The store and its queries against rdflib's own: `python benchmarks/sparql.py [1000000]` (facts).

Generated facts are loaded from one file of N-Triples, then with the shipped graph from one of N-Quads, by Oxigraph's
bulk load (into memory; into a folder by one call, and in pieces from a thread a processor) and by rdflib's parser (into
memory), three rounds in turn. Then a store of the quads is opened in new processes; then every query of the catalogue
is asked of both, with its default parameters: Oxigraph in the process that `kg query` uses, the median of three, rdflib
once, in a process of its own. A query that takes longer than five seconds is stopped; where that is rdflib's, its ratio
is at least the one printed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path

import generate
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset, Literal, URIRef

from kg.errors import LimitError
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.terms import ACCEPTED
from kg.sparql.backends import open_store
from kg.sparql.catalogue import CatalogueQuery, bind, read_catalogue
from kg.sparql.query import ask
from kg.sparql.store import memory_store

CAP = 5.0
ROUNDS = 3
#: Quads that each thread sorts at once; one call of ``bulk_load`` sorts a million.
PIECE = 250_000
#: Seconds by the clock and of the processor.
Seconds = tuple[float, float]
OPEN = (
    "import sys, time; from pyoxigraph import Store; start = time.perf_counter(); store = Store.read_only(sys.argv[1]);"
    "found = bool(store.query('ASK { ?s ?p ?o }', use_default_graph_as_union=True)); print(time.perf_counter() - start)"
)


def write(triples: int, path: Path) -> None:
    """The generated facts as accepted, and the shipped graph, as N-Quads."""
    memory_store(build_workspace().graphs).dump(str(path), RdfFormat.N_QUADS)
    with path.open("a", encoding="utf-8") as out:
        out.writelines(f"<{s}> <{p}> <{o}> {ACCEPTED} .\n" for s, p, o in generate.facts(triples))


def timed(work: Callable[[], object]) -> Seconds:
    """Seconds by the clock and of the processor that ``work`` takes, all its threads together."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def folder_load(load: Callable[[Store], object]) -> dict[str, Seconds]:
    """The steps of a load into a new folder: what ``load`` does, putting in order, and flushing."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        return {
            "bulk_load": timed(lambda: load(store)),
            "optimize": timed(store.optimize),
            "flush": timed(store.flush),
        }


def load_pieces(store: Store, path: Path, form: RdfFormat) -> None:
    """Load in pieces, from a thread a processor."""
    with path.open("rb") as lines, ThreadPoolExecutor(os.cpu_count()) as threads:
        pieces = iter(lambda: b"".join(islice(lines, PIECE)), b"")
        list(threads.map(lambda piece: store.bulk_load(piece, form), pieces))


def load_round(path: Path, form: RdfFormat, dataset: Dataset) -> dict[str, Seconds]:
    """The seconds of each way to load, and of the steps into a folder; rdflib loads into ``dataset``."""
    memory = Store()
    seconds = {
        "rdflib, memory": timed(lambda: dataset.parse(path, format=form.file_extension.replace("nq", "nquads"))),
        "Oxigraph, memory": timed(lambda: memory.bulk_load(path=str(path), format=form)),
    }
    whole = folder_load(lambda store: store.bulk_load(path=str(path), format=form))
    pieces = folder_load(lambda store: load_pieces(store, path, form))
    for name, steps in (("one call", whole), ("pieces", pieces)):
        clock, processor = zip(*steps.values(), strict=True)
        seconds[f"Oxigraph, folder, {name}"] = sum(clock), sum(processor)
        seconds |= {f"… {name}: {step}": taken for step, taken in steps.items()}
    return seconds


def loads(path: Path, form: RdfFormat) -> Dataset:
    """Print the table of loads, the medians of the rounds and of their ratios; what rdflib loaded last."""
    rounds: list[dict[str, Seconds]] = []
    for _ in range(ROUNDS):
        dataset = Dataset(default_union=True)
        gc.collect()  # What rdflib loaded before is not to slow what comes.
        rounds.append(load_round(path, form, dataset))
    print(f"\n{form.name}, {len(dataset)} quads; load average {os.getloadavg()[0]:.1f}\n")
    print("| load | clock s | processor s | rdflib / this, clock | processor |\n| --- | --- | --- | --- | --- |")
    for name in rounds[0]:
        taken = [statistics.median(r[name][kind] for r in rounds) for kind in (0, 1)]
        ratios = [statistics.median(r["rdflib, memory"][kind] / r[name][kind] for r in rounds) for kind in (0, 1)]
        cells = [f"{x:.1f}" for x in taken] + ["" if "…" in name else f"{x:.1f}" for x in ratios]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return dataset


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
        plain, path, folder = (Path(place) / name for name in ("facts.nt", "facts.nq", "store"))
        write(triples, path)
        generate.write(triples, plain)
        loads(plain, RdfFormat.N_TRIPLES)
        write(triples, path)
        dataset = loads(path, RdfFormat.N_QUADS)
        store = Store(str(folder))
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        store.optimize()
        del store
        opened = [
            float(subprocess.run([sys.executable, "-c", OPEN, str(folder)], capture_output=True, check=True).stdout)
            for _ in range(5)
        ]
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
        print(f"\nload average after {os.getloadavg()[0]:.1f}")
        print(f"median ratio of {len(ratios)} queries: at least {statistics.median(ratios):.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
