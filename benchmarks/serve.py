"""The server under load: `python benchmarks/serve.py [1000000 [60]]` (triples, seconds of each load).

Generated facts are put into a store, and `kg serve` is started over it. First a small query is asked in turn of
Oxigraph in this process and over HTTP: the difference of the medians is what the server adds. Then 16 clients, each in
a thread of one process, ask a mix of queries: quiet, and with one of them sending queries that never end. Printed are
the times of the others, their errors, and the memory of the server with all its processes over time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
from generate import SEED, facts

from kg.rdf.terms import ACCEPTED, PREFIXES
from kg.rdf.write import write_manifest

ROUNDS = 2_000
CLIENTS = 16
SMALL = "SELECT ?p ?o { actor:g17 ?p ?o } LIMIT 10"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f) }"
MIX = (
    "SELECT ?p ?o {{ actor:g{n} ?p ?o }} LIMIT 10",
    "SELECT ?event ?weapon {{ ?event conflict:hasPerpetrator actor:g{n} ; conflict:hasWeaponKind ?weapon }}",
    "SELECT ?to {{ ?r conflict:hasSponsor actor:g{m} ; conflict:hasBeneficiary ?to }} ORDER BY ?to LIMIT 50",
    "ASK {{ ?claim conflict:claimsEvent ?event ; conflict:isDeclaredBy actor:g{n} . ?event conflict:hasTarget ?who }}",
    "SELECT ?w (COUNT(*) AS ?n) {{ ?e conflict:hasTarget actor:g{n} ; conflict:hasWeaponKind ?w }} GROUP BY ?w",
    "CONSTRUCT {{ ?r ?p ?o }} {{ ?r conflict:hasMember actor:g{n} ; ?p ?o }}",
)


def prepared(folder: Path, triples: int) -> Path:
    """A folder with a store of so many facts."""
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(ox.Quad(*map(ox.NamedNode, fact), ACCEPTED) for fact in facts(triples))
    store.optimize()
    store.flush()
    del store
    write_manifest(folder)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int, int]]:
    """The server over ``folder``: host, port, process."""
    command = [sys.executable, "-m", "kg.cli", "serve", "--build", str(folder), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://([^:/]+):(\d+)/", server.stderr.readline())
        assert found is not None
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield found[1], int(found[2]), server.pid
    finally:
        server.terminate()
        server.wait()


class Client:
    """One connection that is kept open; ``ask`` gives status and seconds."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._connection = http.client.HTTPConnection(host, port, timeout=120)

    def ask(self, query: str) -> tuple[int, float]:
        began = time.perf_counter()
        try:
            self._connection.request("GET", "/sparql?" + urlencode({"query": query}))
            response = self._connection.getresponse()
            response.read()
            status = response.status
        except (OSError, http.client.HTTPException):
            self._connection = http.client.HTTPConnection(self._host, self._port, timeout=120)
            status = 0
        return status, time.perf_counter() - began


def added(folder: Path, host: str, port: int) -> None:
    """Print the medians of a small query in process and over HTTP, asked in turn."""
    store = ox.Store.read_only(str(folder / "store"))
    client = Client(host, port)
    direct, over_http = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = store.query(SMALL, prefixes=PREFIXES, use_default_graph_as_union=True)
        answer.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
        direct.append(time.perf_counter() - began)
        status, seconds = client.ask(SMALL)
        assert status == 200, status
        over_http.append(seconds)
    here, there = (1000 * statistics.median(times) for times in (direct, over_http))
    print(
        f"small query, {ROUNDS} times: in process {here:.2f} ms, over HTTP {there:.2f} ms: {there - here:.2f} added\n"
    )


def load(host: str, port: int, seconds: float, endless: bool) -> None:
    """Put the load on, and print what the clients saw as JSON: run in a process of its own."""
    ends = time.monotonic() + seconds
    times: list[float] = []
    errors: dict[str, int] = {}

    def normal(seed: int) -> None:
        chance, client = random.Random(SEED + seed), Client(host, port)
        while time.monotonic() < ends:
            query = chance.choice(MIX).format(n=chance.randrange(10_000), m=chance.randrange(600))
            status, taken = client.ask(query)
            times.append(taken)
            if status != 200:
                errors[str(status)] = errors.get(str(status), 0) + 1

    def never() -> None:
        client = Client(host, port)
        while time.monotonic() < ends:
            client.ask(ENDLESS)

    threads = [threading.Thread(target=normal, args=(n,)) for n in range(CLIENTS - endless)]
    if endless:
        threading.Thread(target=never, daemon=True).start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"times": times, "errors": errors}))
    sys.stdout.flush()
    os._exit(0)


def memory(process: int) -> float:
    """MiB of the process and all below it."""
    total, todo = 0, [process]
    while todo:
        one = todo.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            for task in Path(f"/proc/{one}/task").iterdir():  # Any of its threads may have started a process.
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        total += int(found[1]) if found else 0
    return total / 1024


def measured(host: str, port: int, process: int, seconds: float, endless: bool) -> tuple[float, str]:
    """The 95th percentile under a load, and the row of the table on it."""
    command = [sys.executable, __file__, "load", host, str(port), str(seconds), str(int(endless))]
    clients = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    held = []
    for _ in range(int(seconds)):
        time.sleep(1)
        held.append(memory(process))
    seen = json.loads(clients.communicate()[0])
    times = sorted(seen["times"])
    p50, p95, p99 = (1000 * times[int(share * len(times))] for share in (0.5, 0.95, 0.99))
    third = len(held) // 3
    growth = " → ".join(f"{statistics.median(part):.0f}" for part in (held[:third], held[third:-third], held[-third:]))
    name = "15 clients and one that never ends" if endless else "16 clients"
    errors = seen["errors"] or "none"
    return p95, f"| {name} | {len(times) / seconds:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {errors} | {growth} |"


def main(triples: int, seconds: float) -> None:
    """Print both parts."""
    with tempfile.TemporaryDirectory() as name:
        folder = prepared(Path(name), triples)
        with served(folder) as (host, port, process):
            added(folder, host, port)
            print("| load | answers / s | median ms | 95 % ms | 99 % ms | errors | MiB over time |")
            print("| --- | --- | --- | --- | --- | --- | --- |")
            quiet, row = measured(host, port, process, seconds, endless=False)
            print(row)
            noisy, row = measured(host, port, process, seconds, endless=True)
            print(row)
            print(f"\n95th percentile with the one that never ends: {noisy / quiet:.2f} times the quiet one")


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), bool(int(sys.argv[5])))
    else:
        arguments = sys.argv[1:]
        main(int(arguments[0]) if arguments else 1_000_000, float(arguments[1]) if len(arguments) > 1 else 60.0)
