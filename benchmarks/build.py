"""The main job: `python benchmarks/build.py [3]` (rounds): `kg build` on the shipped data under each shipped policy.

For each policy the medians of the rounds: of whole processes by the clock, of the processor and in memory, and, in one
process that has built before (its imports made, its templates and its ontology compiled), of building and writing.

Then commands that ask what a graph depends on, as whole processes.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.build_folder import write_build
from kg.pipeline import build_workspace
from kg.system import YOUNG_OBJECTS

POLICIES = ("cautious", "corroborated", "permissive", "only:seed-report")
#: What leaves accounts out.
COMMANDS = (
    ("analyse", "robustness"),
    ("analyse", "rank-ranges"),
    ("analyse", "cohesion-ranges"),
    ("withdraw", "source:long-war-journal-2025-09-18"),
)


def whole(*arguments: str) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processor and peak MiB of one process that runs ``kg`` with arguments."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "kg.cli", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"kg {' '.join(arguments)} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def warm(policy: str, out: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor of one more build in this process."""
    start, used = time.perf_counter(), time.process_time()
    write_build(build_workspace(policy=policy), out)
    return time.perf_counter() - start, time.process_time() - used


def row(name: str, columns: Iterable[Sequence[float]]) -> str:
    """A row of a table: the medians of the columns."""
    figures = map(statistics.median, columns)
    return f"| {name} | {' | '.join(f'{f:.0f}' if f > 50 else f'{f:.2f}' for f in figures)} |"


def main(rounds: int) -> None:
    """Print the table."""
    gc.set_threshold(YOUNG_OBJECTS)  # As the command does.
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(
        "| policy | process s | processor s | peak MiB | warm s | processor s |\n| --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "build"
        # Whole processes first: what starts them counts as theirs, and grows with every build in it.
        processes = {
            policy: [whole("build", "--policy", policy, "--out", str(out)) for _ in range(rounds)]
            for policy in POLICIES
        }
        commands = {arguments: [whole(*arguments) for _ in range(rounds)] for arguments in COMMANDS}
        warm(POLICIES[0], out)
        for policy in POLICIES:
            further = [warm(policy, out) for _ in range(rounds)]
            print(row(policy, (*zip(*processes[policy], strict=True), *zip(*further, strict=True))), flush=True)
        print("\n| command | process s | processor s | peak MiB |\n| --- | --- | --- | --- |")
        for arguments, taken in commands.items():
            print(row(f"kg {' '.join(arguments)}", zip(*taken, strict=True)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
