"""Names in builds: `python benchmarks/names.py FOLDER FOLDER` (builds, such as those that datasets.py --keep leaves).

For each build the names are opened, and texts are sought in them as `kg find` does. Printed are milliseconds of the
processor, the median of some runs, and what was found; then the seconds of the processor of `kg find` as a process.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from pyoxigraph import NamedNode

from kg.rdf.manifest import NAME_INDEX, STORE, read_manifest
from kg.rdf.terms import TYPE
from kg.sparql.find import find, names_in_build
from kg.sparql.folder import open_folder

TEXTS = (
    "Kataib Hezbollah", "Kataeb Hizbolah", "Town 12", "violence Iraq", "violense Iraq town 2", "Town 2 Iraq 1996-06-25",
    "ucdp-87455", "Zzyqx",
)  # fmt: skip
ROUNDS = 7


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of the processor's milliseconds."""
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - before))
    return median(taken)


def process_seconds(folder: Path, text: str) -> float:
    """The processor's seconds of ``kg find``, the median of some runs."""
    taken = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "kg.cli", "find", text, "--build", str(folder)]
        subprocess.run(command, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(taken)


def main() -> None:
    """Measure each build that was named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builds", type=Path, nargs="+")
    print("| build | text | ms | found | left out |\n| --- | --- | --- | --- | --- |")
    for folder in parser.parse_args().builds:
        store, manifest = open_folder(folder / STORE), read_manifest(folder)

        def types(thing: NamedNode, store=store) -> Iterable[object]:  # type: ignore[no-untyped-def]
            return (quad.object for quad in store.quads_for_pattern(thing, TYPE, None))

        opened = milliseconds(lambda: names_in_build(folder, manifest, store), 3)  # noqa: B023
        size = manifest.by_path[NAME_INDEX].size if NAME_INDEX in manifest.by_path else 0
        print(f"| {folder.name} | opening, index of {size / 2**20:.0f} MiB | {opened:.1f} | | |")
        names = names_in_build(folder, manifest, store)
        for text in TEXTS:
            found = find(names, types, text)
            taken = milliseconds(lambda: find(names, types, text))  # noqa: B023
            print(f"| {folder.name} | {text} | {taken:.1f} | {len(found)} | {found.left_out} |")
        for text in TEXTS[2:4]:
            print(f"| {folder.name} | `kg find`, {text} | {1000 * process_seconds(folder, text):.0f} | | |")


if __name__ == "__main__":
    main()
