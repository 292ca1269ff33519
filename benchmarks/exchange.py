"""Exports and imports at size: `python benchmarks/exchange.py 1000000 385000`.

Writes each RDF format from a build of that many made-up facts (`benchmarks/generate.py`), and reads a made-up table of
that many rows in UCDP GED's layout. Each is a whole process from file to file; printed are its seconds on the clock and
of processor time, peak memory and the size of what was written.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from pathlib import Path

from generate import facts
from reasoner import measured

from kg.exchange.importers.ucdp import GED
from kg.rdf.write import write_manifest

FORMATS = ("ntriples", "nquads", "turtle", "trig", "jsonld", "rdfxml")


def write_build(triples: int, folder: Path) -> None:
    """What an export reads of a build: the facts as one named graph of ``graph.trig``."""
    with (folder / "graph.trig").open("w", encoding="utf-8") as out:
        out.write("<https://w3id.org/conflict-kg/graph/accepted> {\n")
        out.writelines(f"<{s}> <{p}> <{o}> .\n" for s, p, o in facts(triples))
        out.write("}\n")
    (folder / "summary.json").write_text(json.dumps({"policy": "cautious", "as_of": None}))
    write_manifest(folder)


def write_table(rows: int, path: Path) -> None:
    """A table in UCDP GED's layout, with some 9,000 places."""
    with path.open("w", encoding="utf-8") as out:
        out.write(",".join(GED.required) + "\n")
        for n in range(rows):
            place, latitude = f"Town {n % 9000}", f"{n % 9000 / 150:.4f}"
            day = f"2023-11-{n % 28 + 1:02}"
            sides = f"Government,Group {n % 500}"
            out.write(f"{n},{n % 3 + 1},{sides},1,{place},Country,{latitude},44.25,{day},{day},3,4,6\n")


def show(name: str, arguments: list[str], out: Path) -> None:
    """Print what one command took and wrote."""
    before = _processor()
    seconds, peak = measured([sys.executable, "-m", "kg.cli", *arguments, "--out", str(out)])
    used = _processor() - before
    print(f"| {name} | {seconds:.1f} | {used:.1f} | {peak:.0f} | {out.stat().st_size / 2**20:.0f} |", flush=True)


def _processor() -> float:
    """Seconds of processor time that the processes started so far have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", type=int, nargs="?", default=10_000)
    parser.add_argument("rows", type=int, nargs="?", default=10_000)
    asked = parser.parse_args()
    print("| | s | processor s | peak MiB | MiB written |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as work:
        write_build(asked.triples, Path(work))
        for form in FORMATS:
            show(f"export {form}", ["export", form, "--build", work], Path(work) / "out")
        write_table(asked.rows, Path(work) / "table.csv")
        table = ["import", "ucdp", str(Path(work) / "table.csv"), "--recorded", "2024-06-01"]
        show("import ucdp", table, Path(work) / "out")
