"""Reasoning on a Spark cluster of this machine: a standalone master and its workers, all on the loopback interface.

    python benchmarks/spark_cluster.py 10000 1000000          whole processes, compared with the default engine
    python benchmarks/spark_cluster.py 1000000 --kill         the same, and once more with a worker killed half-way

Each worker has one core. Master and workers are stopped at the end, also where the benchmark itself is stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from generate import write

HOST = "127.0.0.1"
#: Seconds that the start of the cluster, and a run, may take.
START, RUN = 60, 10800


class Cluster:
    """A standalone master and workers, as processes of this machine."""

    def __init__(self, folder: Path, workers: int, memory: str) -> None:
        """Start them; their logs and work go into ``folder``."""
        self._folder, self._stack = folder, ExitStack()
        port, self._page = free_port(), free_port()
        self.url = f"spark://{HOST}:{port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        try:
            self._start("Master", "--host", HOST, "--port", f"{port}", "--webui-port", f"{self._page}")
            self._wait_for(0)
            options = ("--host", HOST, "--cores", "1", "--memory", memory, "--webui-port", "0")
            for number in range(workers):
                work = str(folder / f"work{number}")
                self.workers.append(self._start("Worker", *options, "--work-dir", work, self.url))
            self._wait_for(workers)
        except BaseException:
            self.stop()
            raise

    def _start(self, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        from pyspark.find_spark_home import _find_spark_home

        home = _find_spark_home()
        script = Path(home) / "bin" / "spark-class"
        log = self._stack.enter_context((self._folder / f"{role}{len(self.workers)}.log").open("wb"))
        environment = {**os.environ, "SPARK_HOME": home, "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
        process = subprocess.Popen(
            [str(script), f"org.apache.spark.deploy.{role.lower()}.{role}", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
        self._stack.callback(end, process)
        return process

    def _wait_for(self, workers: int) -> None:
        """Until the master answers and knows so many workers."""
        end_of_wait = time.monotonic() + START
        while time.monotonic() < end_of_wait:
            try:
                with urlopen(f"http://{HOST}:{self._page}/json/", timeout=5) as answer:
                    if json.load(answer)["aliveworkers"] >= workers:
                        return
            except OSError:
                pass
            time.sleep(0.2)
        raise SystemExit(f"the cluster did not start: see {self._folder}")

    def stop(self) -> None:
        """End all processes."""
        self._stack.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """A port of the loopback interface that nothing uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def stop_on_termination() -> None:
    """Let what ends this process (SIGTERM, the end of a terminal) end blocks too, and with them what these started."""

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


@contextmanager
def cluster(workers: int, memory: str) -> Iterator[Cluster]:
    """A cluster that is stopped when the block ends."""
    with tempfile.TemporaryDirectory(prefix="kg-cluster-", ignore_cleanup_errors=True) as folder:
        started = Cluster(Path(folder), workers, memory)
        try:
            yield started
        finally:
            started.stop()


def run(
    facts: Path, out: Path, environment: Mapping[str, str], *options: str, victim: tuple[Cluster, float] | None = None
) -> float:
    """Seconds of ``kg reason`` from start to end; the last worker of a cluster is killed after some seconds."""
    command = [sys.executable, "-m", "kg.cli", "reason", str(facts), "--out", str(out), *options]
    start = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        if victim is not None:
            killed, seconds = victim
            time.sleep(seconds)
            if process.poll() is not None:
                raise SystemExit(f"the run was over after {seconds:.1f} s: no worker was killed")
            end(killed.workers[-1])
        if process.wait(RUN):
            raise SystemExit(f"failed: {' '.join(command)}")
    finally:
        if process.poll() is None:
            process.kill()
    return time.monotonic() - start


def same(one: Path, other: Path) -> bool:
    """Whether two files of N-Triples have the same lines in any order."""
    first, second = (sorted(path.read_bytes().splitlines()) for path in (one, other))
    return first == second


def measure(size: int, workers: int, memory: str, kill: bool) -> None:
    """Print what facts of this size take with each engine."""
    with tempfile.TemporaryDirectory(prefix="kg-facts-") as name, cluster(workers, memory) as started:
        folder = Path(name)
        facts, expected, found = folder / "facts.nt", folder / "polars.nt", folder / "spark.nt"
        write(size, facts)
        options = ("--reasoner", "spark", "--master", started.url)
        report(size, "polars, one process", run(facts, expected, {}, "--reasoner", "polars"))
        settings = {"SPARK_LOCAL_IP": HOST}
        seconds = run(facts, found, settings, *options)
        report(size, f"spark, {workers} workers of one core", seconds, same(expected, found))
        if kill:
            found.unlink()
            longer = run(facts, found, settings, *options, victim=(started, seconds / 2))
            report(size, f"the same, one worker killed after {seconds / 2:.0f} s", longer, same(expected, found))


def report(size: int, what: str, seconds: float, alike: bool | None = None) -> None:
    """Print one row; end where the result differs."""
    load = os.getloadavg()[0]
    print(f"| {size:,} | {what} | {seconds:.1f} | {load:.1f} |", flush=True)
    if alike is False:
        raise SystemExit("the result differs from that of the default engine")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="triples")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="2g", help="of each worker")
    parser.add_argument("--kill", action="store_true", help="kill a worker half-way, in one more run")
    asked = parser.parse_args()
    stop_on_termination()
    print("| triples | engine | seconds | load |\n| --- | --- | --- | --- |")
    for asked_size in asked.sizes:
        measure(asked_size, asked.workers, asked.memory, asked.kill)
