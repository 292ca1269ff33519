"""Runs a fuzz target in a process of its own, which is watched: a crash or a hang names the input that did it.

A target is a module with ``inputs(chance)``, which gives file names and contents without end, and
``attempting(folder)``, a context manager that gives the function to call with each file. That function raises for
anything but a good end.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGETS = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in ("__init__", "__main__", "harness", "mutate") and not path.stem.startswith("test_")
    )
)

#: Seconds after which one input counts as a hang, and those that a target may take to get ready.
HANG, READY = 20.0, 120.0


def run(target: str, seconds: float, seed: int) -> int:
    """Try inputs of the module ``target`` for some seconds; how many were tried.

    Raises ``AssertionError`` with the file that holds the input at fault, and the end of what its process said.
    """
    folder = Path(tempfile.mkdtemp(prefix="kg-fuzz-"))
    command = [sys.executable, "-m", "fuzz.harness", target, str(seconds), str(seed), str(folder)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, env=environment)
        try:
            fault = _watched(process, folder)
        finally:
            process.kill()
            process.wait()
    tried = _tried(folder)
    if fault is not None:
        said = (folder / "output").read_text("utf-8", errors="replace")[-2000:]
        raise AssertionError(f"{fault}; input {tried[1] or 'none yet'} (number {tried[0]}, seed {seed})\n{said}")
    shutil.rmtree(folder)
    return tried[0]


def _watched(process: subprocess.Popen[bytes], folder: Path) -> str | None:
    """What went wrong with the process, or None where it came to its end."""
    last, since = (0, ""), time.monotonic()
    while (code := process.poll()) is None:
        now = _tried(folder)
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > (HANG if last[0] else READY):
            return "hang"
        time.sleep(0.05)
    return None if code == 0 else f"signal {-code}" if code < 0 else "fault"


def _tried(folder: Path) -> tuple[int, str]:
    """The number of inputs begun, and the file of the last."""
    try:
        number, _, file = (folder / "trying").read_text("utf-8").partition(" ")
    except FileNotFoundError:
        return 0, ""
    return int(number), file


def _work(target: str, seconds: float, seed: int, folder: Path) -> None:
    module = importlib.import_module(target)
    chance = random.Random(seed)
    with module.attempting(folder) as attempt:
        end = time.monotonic() + seconds
        for number, (name, content) in enumerate(module.inputs(chance), 1):
            if time.monotonic() > end:
                break
            file = folder / name
            file.write_bytes(content)
            beside = folder / "trying.part"
            beside.write_text(f"{number} {file}", "utf-8")
            beside.replace(folder / "trying")
            attempt(file)


if __name__ == "__main__":
    _work(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
