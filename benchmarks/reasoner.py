"""Reasoners side by side on the same facts: `python benchmarks/reasoner.py 10000 [100000 …]`.

Each engine runs as a process of its own, from file to file, in turn, three rounds; printed are the medians, the peak
memory, the number of triples inferred, and the ratio to ours. Engines that are not installed are left out with a
word: `pip install oxigraph reasonable` for all. owlrl runs up to 10,000 triples; above that it takes too long.
`oxigraph convert` reads and writes input plus output and infers nothing: it is the limit, not a rival.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from generate import write

ROUNDS = 3
OWLRL_LIMIT = 10_000
ONTOLOGY = Path(__file__).parents[1] / "ontology" / "conflict.ttl"
REASONABLE = (
    "import sys, reasonable; r = reasonable.PyReasoner(); r.load_file(sys.argv[2]); r.load_file(sys.argv[1]);"
    "open(sys.argv[3], 'w').writelines(' '.join(map(str, t)) + ' .\\n' for t in r.reason())"
)


def commands(facts: Path, triples: int, work: Path) -> dict[str, list[str]]:
    """The command of each engine that can run here on ``facts``."""
    python, out = sys.executable, str(work / "out.nt")
    reason = [python, "-m", "kg.cli", "reason", str(facts), "--out", out, "--reasoner"]
    runs = {"conflict-kg (polars)": [*reason, "polars"]}
    if triples <= OWLRL_LIMIT:
        runs["owlrl"] = [*reason, "owlrl"]
    if find_spec("reasonable"):
        # It knows files by their ending and has none for N-Triples, which are Turtle too.
        as_turtle = shutil.copy(facts, work / "facts.ttl")
        runs["reasonable (no property chains)"] = [python, "-c", REASONABLE, str(as_turtle), str(ONTOLOGY), out]
    else:
        print("reasonable is not installed: left out", file=sys.stderr)
    oxigraph = shutil.which("oxigraph", path=os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]))
    if oxigraph:
        whole = work / "whole.nt"
        subprocess.run([*reason, "polars"], check=True, capture_output=True)
        whole.write_bytes(facts.read_bytes() + Path(out).read_bytes())
        runs["oxigraph convert of input and output (the limit)"] = [
            oxigraph, "convert", "--from-file", str(whole), "--to-file", out,
        ]  # fmt: skip
    else:
        print("oxigraph is not installed: left out", file=sys.stderr)
    return runs


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak MiB of one run of ``command``."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def compare(triples: int) -> None:
    """Print the table for facts of this size."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.nt"
        write(triples, facts)
        runs = commands(facts, triples, Path(folder))
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, command in runs.items():
                measured[name].append(timed(command))
        ours = statistics.median(seconds for seconds, _ in measured["conflict-kg (polars)"])
        print(f"\n{triples} triples, {ROUNDS} rounds, whole processes\n")
        print("| engine | median s | peak MiB | time / ours |\n| --- | --- | --- | --- |")
        for name, results in measured.items():
            seconds = statistics.median(s for s, _ in results)
            print(f"| {name} | {seconds:.2f} | {max(m for _, m in results):.0f} | {seconds / ours:.2f} |")


if __name__ == "__main__":
    for size in sys.argv[1:] or ["10000"]:
        compare(int(size))
