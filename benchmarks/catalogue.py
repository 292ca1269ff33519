"""The catalogue over graphs that grow: `python benchmarks/catalogue.py 1000 10000 100000` (imported events).

For each size a store is made of what ships and of events and list entries in the shape that a build gives imports; then
every query that needs no parameter is asked, as `kg build` asks it, in a process that is stopped at the limits. Printed
are the seconds of the processor, which other work on the machine changes less than those of the clock, the peak memory
of the process, the rows, and the exponent by which the seconds grow from one size to the next (1 is linear, 2
quadratic; none where the smaller took less than a twentieth of a second). A query that is stopped has its limit in
their place.

--seconds N    limit of one query, by the clock (60)
--entries N    entries of a list, as many at every size (10000)
--named        one event in ten has perpetrator, target, weapon and a claim
--decided      decisions are resources only where something was to be decided
--query NAME   only this one; may be repeated
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from imported import Shape, lines, quads
from pyoxigraph import RdfFormat, Store

from kg.errors import LimitError
from kg.limits import limits
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.sparql.catalogue import CatalogueQuery, bind, read_catalogue
from kg.sparql.query import ask
from kg.sparql.store import StoreText
from kg.sparql.workers import Process, QueryPool, start_process

#: Quads that are loaded at once.
PIECE = 1_000_000
#: Below so many seconds, most of the time is not the query's.
FLOOR = 0.05


def write_store(folder: Path, shape: Shape) -> int:
    """Write what ships and what ``shape`` says as a store into ``folder``; the number of quads."""
    store = Store(str(folder))
    StoreText.of(build_workspace().graphs).load(store)
    made = lines(quads(shape))
    while piece := b"".join(islice(made, PIECE)):
        store.bulk_load(piece, format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


class Watch:
    """The memory and the processor time of the process that answers."""

    def __init__(self) -> None:
        self._process: Process | None = None

    def start(self, arguments: Sequence[str]) -> Process:
        """A new process, to be watched from now on."""
        self._process = start_process(arguments)
        return self._process

    def reset(self) -> None:
        """Forget the peak of the memory so far."""
        assert self._process is not None
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")

    def mebibytes(self) -> float:
        """The peak since it was last forgotten."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def seconds(self) -> float:
        """The time of the processor that the process has used."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


#: Seconds, mebibytes and rows, or why it was stopped.
Figures = tuple[float, float, int] | str


def asked(folder: Path, queries: Iterable[CatalogueQuery]) -> dict[str, Figures]:
    """What each query took over the store in ``folder``."""
    watch, figures = Watch(), dict[str, Figures]()
    with QueryPool(folder, size=1, start=watch.start) as pool:
        for query in queries:
            ask(pool, "ASK {}")
            watch.reset()
            start = watch.seconds()
            try:
                answer = ask(pool, query.text, bind(query, {}))
            except LimitError as error:
                figures[query.name] = "memory" if "KG_QUERY_BYTES" in str(error) else f"> {limits().query_seconds:g} s"
            else:
                figures[query.name] = watch.seconds() - start, watch.mebibytes(), len(answer.rows)
    return figures


def shown(figures: Figures) -> str:
    if isinstance(figures, str):
        return f"{figures} | | "
    seconds, mebibytes, rows = figures
    return f"{seconds:.2f} | {mebibytes:.0f} | {rows}"


def growth(sizes: tuple[int, int], smaller: Figures, larger: Figures) -> str:
    """The exponent, as text."""
    if isinstance(larger, str) or isinstance(smaller, str):
        return "stopped" if isinstance(larger, str) else ""
    if smaller[0] < FLOOR:
        return ""
    return f"{math.log(larger[0] / smaller[0]) / math.log(sizes[1] / sizes[0]):.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--named", action="store_true")
    parser.add_argument("--decided", action="store_true")
    parser.add_argument("--query", action="append")
    given = parser.parse_args()
    os.environ["KG_QUERY_SECONDS"] = str(given.seconds)
    queries = [query for query in read_catalogue(shipped("queries")).values() if query.runs_alone]
    queries = [query for query in queries if given.query is None or query.name in given.query]
    table: dict[int, dict[str, Figures]] = {}
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=".") as place:
            start = time.perf_counter()
            shape = Shape(size, given.entries, all_decisions=not given.decided, named=given.named)
            count = write_store(Path(place) / "store", shape)
            gc.collect()
            print(f"{size} events: {count} quads, loaded in {time.perf_counter() - start:.0f} s", flush=True)
            table[size] = asked(Path(place) / "store", queries)
    heads = [f"{size}: s | MiB | rows" + " | growth" * (n > 0) for n, size in enumerate(given.sizes)]
    print(f"\nload average {os.getloadavg()[0]:.1f}\n\n| query | {' | '.join(heads)} |")
    print("| --- " * (1 + sum(1 + head.count("|") for head in heads)) + "|")
    for query in queries:
        cells = []
        for n, size in enumerate(given.sizes):
            cells.append(shown(table[size][query.name]))
            if n:
                before = given.sizes[n - 1]
                cells.append(growth((before, size), table[before][query.name], table[size][query.name]))
        print(f"| {query.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
