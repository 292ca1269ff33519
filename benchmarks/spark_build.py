"""Datasets accepted and reasoned over on a Spark cluster of this machine, compared with Polars.

    python benchmarks/spark_build.py 100000             made-up events, by Polars and by two workers of one core
    python benchmarks/spark_build.py 100000 --kill      the same, and once more with a worker killed half-way

Seconds are those of acceptance and reasoning, after the files are read and before a build is written; for Spark, the
start of Java and of the session are among them. All quads of all layers are compared, by their hash.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spark_cluster import HOST, Cluster, cluster, end, report, stop_on_termination

ROOT = Path(__file__).parents[1]
#: The dataset that the tests are made with.
MADE_UP = ROOT / "tests"
#: Seconds that a run may take.
RUN = 3600


def accept(file: Path, engine: str, master: str | None) -> None:
    """Print a line when the file is read, one with the seconds of acceptance and reasoning, and one with a hash."""
    from kg.columns.text import nquads
    from kg.pipeline import accept_and_infer, find_policy, load_data, prepare, with_datasets
    from kg.rdf.read import shipped
    from kg.reason.spark_session import ready

    loaded = load_data([shipped("data"), file])
    inputs = prepare(loaded)
    policy, described = find_policy(inputs, "cautious")
    print("read", flush=True)
    start = time.monotonic()
    with ready(engine, master, file.parent):
        workspace = accept_and_infer(inputs, policy, described, engine=engine)
        datasets = with_datasets(workspace, loaded.datasets, engine).datasets
    print(time.monotonic() - start, flush=True)
    assert datasets is not None
    digest = hashlib.sha256()
    for text in nquads(datasets.evidence.dictionary, datasets.layers):
        digest.update(text)
    print(digest.hexdigest(), sum(datasets.sizes.values()), flush=True)


def run(file: Path, *options: str, victim: tuple[Cluster, float] | None = None) -> tuple[float, str]:
    """Seconds and hash of one process; the last worker of a cluster is killed some seconds after the file is read."""
    command = [sys.executable, __file__, "--accept", str(file), *options]
    environment = {**os.environ, "SPARK_LOCAL_IP": HOST, "KG_FILE_BYTES": str(2**40), "KG_REASON_SECONDS": str(RUN)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            if victim is not None:
                killed, seconds = victim
                time.sleep(seconds)
                end(killed.workers[-1])
            said = process.stdout.read().split("\n", 1)
        finally:
            process.kill()
    if len(said) < 2:
        raise SystemExit(f"failed: {' '.join(command)}")
    return float(said[0]), said[1]


def measure(events: int, workers: int, memory: str, kill: bool) -> None:
    """Print what so many events take with each engine."""
    sys.path.insert(0, str(MADE_UP))
    from made_up_dataset import dataset

    with tempfile.TemporaryDirectory(prefix="kg-events-") as name, cluster(workers, memory) as started:
        file = Path(name) / "events.ttl"
        file.write_text(dataset(events), encoding="utf-8")
        seconds, expected = run(file, "--engine", "polars")
        report(events, "polars, one process", seconds, True)
        options = ("--engine", "spark", "--master", started.url)
        seconds, found = run(file, *options)
        report(events, f"spark, {workers} workers of one core", seconds, expected == found)
        if kill:
            longer, found = run(file, *options, victim=(started, seconds / 2))
            report(events, f"the same, one worker killed after {seconds / 2:.0f} s", longer, expected == found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="*", default=[10_000], help="made-up events")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="2g", help="of each worker")
    parser.add_argument("--kill", action="store_true", help="kill a worker half-way, in one more run")
    parser.add_argument("--accept", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--master", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.accept:
        accept(asked.accept, asked.engine, asked.master)
    else:
        stop_on_termination()
        print("| events | engine | seconds | load |\n| --- | --- | --- | --- |")
        for asked_events in asked.events:
            measure(asked_events, asked.workers, asked.memory, asked.kill)
