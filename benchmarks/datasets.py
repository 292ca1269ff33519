"""The main job at the size of public datasets: `python benchmarks/datasets.py 10000 100000 385000`.

For each size a table in the layout of UCDP's Georeferenced Event Dataset is made up, imported and built beside what
ships, each as a process of its own. Printed are the seconds of the clock and of the processor and the peak memory of
both, the stages of the build, and the exponent by which the build's seconds grow from one size to the next (1 is
linear).

--ask          the report's queries are asked of datasets too
--keep FOLDER  keep tables, imports and builds there
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from kg.rdf.read import shipped

COLUMNS = (
    "id", "relid", "year", "type_of_violence", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "where_prec",
    "where_coordinates", "country", "country_id", "latitude", "longitude", "date_prec", "date_start", "date_end",
    "best", "high", "low",
)  # fmt: skip
COUNTRIES = (("Iraq", 645, 33.0, 44.0), ("Syria", 652, 35.0, 38.0), ("Iran", 630, 34.0, 50.0))
FIRST, DAYS = date(1989, 1, 1), 12_700


def write_table(events: int, path: Path) -> None:
    """A table of made-up events."""
    dice = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in range(1, events + 1):
            country, code, north, east = dice.choice(COUNTRIES)
            town, start = dice.randrange(200), FIRST + timedelta(dice.randrange(DAYS))
            low = dice.randrange(20)
            kind, sides = dice.choice((1, 1, 2, 3)), dice.sample(range(300), 2)
            exact = town % 7 != 0
            name = "Civilians" if kind == 3 else f"Made-up group {sides[1]}"
            row = [number, f"MADE-UP-{number}", start.year, kind, sides[0], f"Made-up group {sides[0]}", sides[1], name]
            row += [1 if exact else 4, f"Town {town} town", country, code]
            row += [round(north + town / 200, 6), round(east + town / 150, 6), 1]
            row += [f"{start} 00:00:00.000", f"{start} 00:00:00.000", low + 1, low + 3, low]
            writer.writerow(row)


def measured(arguments: Sequence[str]) -> tuple[float, float, float]:
    """Seconds of the clock, seconds of the processor and peak MiB of ``kg`` with ``arguments``."""
    before, since = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", *arguments], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"kg {' '.join(arguments)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - since, processor, used.ru_maxrss / 1024


def main() -> None:
    """Measure each size that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="+")
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    print("| events | work | s | processor s | MiB | growth |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        last: tuple[int, float] | None = None
        for events in given.events:
            table, lines, out = (folder / f"{events}{end}" for end in (".csv", ".nt", "-build"))
            write_table(events, table)
            graded = ("--reliability", "B", "--credibility", "2", "--recorded", "2024-06-01")
            figures = measured(("import", "ucdp", str(table), "--out", str(lines), *graded))
            print(f"| {events} | import | {figures[0]:.2f} | {figures[1]:.2f} | {figures[2]:.0f} | |")
            asked = ("--ask-datasets",) if given.ask else ()
            data = ("--data", str(shipped("data")), "--data", str(lines))
            seconds, processor, peak = measured(("build", *data, "--out", str(out), *asked))
            growth = "" if last is None else f"{math.log(processor / last[1]) / math.log(events / last[0]):.2f}"
            print(f"| {events} | build | {seconds:.2f} | {processor:.2f} | {peak:.0f} | {growth} |")
            last = (events, processor)
            for stage in json.loads((out / "stages.json").read_text(encoding="utf-8")):
                print(f"| | {stage['stage']} | {stage['seconds']:.2f} | | {stage['peak_mib']} | |")


if __name__ == "__main__":
    main()
