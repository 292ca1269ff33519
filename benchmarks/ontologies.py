"""Reasoners on ontologies that are mostly schema: `python benchmarks/ontologies.py [--files FACTS ONTOLOGY] …`.

Made here: a chain of 500 and of 5,000 classes, a tree of 40,000 classes, 20,000 classes in one, a transitive chain of
2,000 links, and AllDisjointClasses of 2,000 members. `--files` adds an ontology and facts of one's own, both N-Triples
(LUBM, FIBO, schema.org, …); it can be given again and again.

Each engine runs as a process of its own from file to file, in turn, five rounds; an engine that took longer than
`--patience`, or failed, is not asked again. Printed are medians, peak memory, and how many conclusions of `kg reason`,
which are those about the resources of the facts, the engine has as well. Engines that are not installed are left out
with a word: `pip install reasonable sparq-rdf`. sparq-rdf has no writer of N-Triples and saves its index, from which
its conclusions are asked.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from reasoner import installed, joined, measured

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
RDF, OWL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2002/07/owl#"
SUB_CLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
ROUNDS = 5
OURS = "conflict-kg"
REASONABLE = (
    "import sys, reasonable; r = reasonable.PyReasoner(); r.load_file(sys.argv[1]);"
    "open(sys.argv[2], 'w').writelines(' '.join(term.n3() for term in t) + ' .\\n' for t in r.reason())"
)
SPARQ = "import sys, sparq; g = sparq.Graph.load(sys.argv[1], format='ntriples'); g.reason('owl'); g.save(sys.argv[2])"
SPARQ_TRIPLES = (
    "import sys, sparq; g = sparq.Graph.open(sys.argv[1]);"
    "triples = g.construct('CONSTRUCT WHERE { ?s ?p ?o }');"
    "open(sys.argv[2], 'w').writelines(' '.join(repr(term)[5:-1] for term in t) + ' .\\n' for t in triples)"
)


def cls(number: int) -> str:
    """A class by its number."""
    return f"<http://example.org/c{number}>"


def chain(length: int) -> tuple[str, str]:
    """One thing in the lowest of a chain of classes: facts and ontology, as N-Triples."""
    links = "".join(f"{cls(n)} {SUB_CLASS} {cls(n + 1)} .\n" for n in range(length))
    return f"<http://example.org/x> {TYPE} {cls(0)} .\n", links


def tree(classes: int) -> tuple[str, str]:
    """A thousand things in leaves of a tree of declared classes, three below each."""
    facts = "".join(f"<http://example.org/x{n}> {TYPE} {cls(classes - 1 - n)} .\n" for n in range(1000))
    edges = (f"{cls(n)} {TYPE} <{OWL}Class> .\n{cls(n)} {SUB_CLASS} {cls((n - 1) // 3)} .\n" for n in range(1, classes))
    return facts, "".join(edges)


def flat(classes: int) -> tuple[str, str]:
    """One thing in each of many classes, which are all in one class, and each in one of ten more."""
    top = "<http://example.org/top>"
    facts = "".join(f"<http://example.org/x{n}> {TYPE} {cls(n)} .\n" for n in range(classes))
    edges = (f"{cls(n)} {SUB_CLASS} {top} .\n{cls(n)} {SUB_CLASS} {cls(classes + n % 10)} .\n" for n in range(classes))
    return facts, "".join(edges)


def transitive(links: int) -> tuple[str, str]:
    """A chain of links of a transitive property."""
    facts = "".join(
        f"<http://example.org/n{n}> <http://example.org/p> <http://example.org/n{n + 1}> .\n" for n in range(links)
    )
    return facts, f"<http://example.org/p> {TYPE} <{OWL}TransitiveProperty> .\n"


def disjoint(members: int) -> tuple[str, str]:
    """One thing in each of a list of disjoint classes."""
    facts = "".join(f"<http://example.org/x{n}> {TYPE} {cls(n)} .\n" for n in range(members))
    cells = (
        f"_:l{n} <{RDF}first> {cls(n)} .\n_:l{n} <{RDF}rest> {f'_:l{n + 1}' if n + 1 < members else f'<{RDF}nil>'} .\n"
        for n in range(members)
    )
    return facts, f"_:d {TYPE} <{OWL}AllDisjointClasses> .\n_:d <{OWL}members> _:l0 .\n{''.join(cells)}"


MADE = {
    "chain of 500 classes": lambda: chain(500),
    "chain of 5,000 classes": lambda: chain(5_000),
    "tree of 40,000 classes": lambda: tree(40_000),
    "20,000 classes in one": lambda: flat(20_000),
    "transitive chain of 2,000": lambda: transitive(2_000),
    "2,000 disjoint classes": lambda: disjoint(2_000),
}


def commands(facts: Path, ontology: Path, work: Path) -> dict[str, tuple[list[str], Path]]:
    """The command of each engine that is installed, and where it writes."""
    python, both = sys.executable, work / "both.ttl"
    joined(both, facts, ontology)
    outs = {name: work / f"{name}.nt" for name in (OURS, "owlrl", "reasonable")}
    # Contradictions in public ontologies, mostly ill-typed literals, do not keep other engines from going on.
    reason = [python, "-m", "kg.cli", "reason", str(facts), "--ontology", str(ontology), "--despite-clashes", "--out"]
    runs = {
        OURS: ([*reason, str(outs[OURS])], outs[OURS]),
        "owlrl": ([*reason[:-2], "--out", str(outs["owlrl"]), "--reasoner", "owlrl"], outs["owlrl"]),
    }
    if installed("reasonable"):
        runs["reasonable"] = [python, "-c", REASONABLE, str(both), str(outs["reasonable"])], outs["reasonable"]
    if installed("sparq"):
        runs["sparq-rdf"] = [python, "-c", SPARQ, str(both), str(work / "sparq")], work / "sparq"
    return runs


def conclusions(written: Path, ours: Path) -> tuple[int, int]:
    """Of what another engine wrote: the conclusions that we have too, and how many of ours it lacks."""
    if written.is_dir():
        triples = written.parent / "sparq.nt"
        subprocess.run([sys.executable, "-c", SPARQ_TRIPLES, str(written), str(triples)], check=True)
        written = triples
    expected = set(lines(ours))
    alike = len(expected & set(lines(written)))
    return alike, len(expected) - alike


def lines(path: Path) -> Iterator[bytes]:
    """The triples of a file, one a line."""
    with path.open("rb") as stream:
        yield from (line.rstrip().removesuffix(b".").rstrip() for line in stream)


def compare(what: str, facts: Path, ontology: Path, patience: float) -> None:
    """Print the rows of one ontology."""
    with tempfile.TemporaryDirectory() as folder:
        runs = commands(facts, ontology, Path(folder))
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        left_out: dict[str, str] = {}
        for _ in range(ROUNDS):
            for name, (command, _out) in runs.items():
                if name in left_out:
                    continue
                try:
                    results[name].append(measured(command, patience, (0, 1) if name == OURS else (0,)))
                except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                    left_out[name] = (
                        f"over {patience:g} s" if isinstance(error, subprocess.TimeoutExpired) else "failed"
                    )
        ours = statistics.median(seconds for seconds, _ in results[OURS])
        for name, (_command, out) in runs.items():
            if name in left_out:
                print(f"| {what} | {name} | {left_out[name]} | | | | |", flush=True)
                continue
            seconds = statistics.median(seconds for seconds, _ in results[name])
            peak = max(memory for _, memory in results[name])
            # In a process of its own: the peak memory of the next engine begins with that of this process.
            with ProcessPoolExecutor(1) as apart:
                alike, missing = apart.submit(conclusions, out, runs[OURS][1]).result()
            print(
                f"| {what} | {name} | {seconds:.2f} | {peak:.0f} | {seconds / ours:.2f} | {alike:,} | {missing:,} |",
                flush=True,
            )


def main() -> None:
    """Measure what is made here, and what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", nargs=2, type=Path, action="append", default=[], metavar=("FACTS", "ONTOLOGY"))
    parser.add_argument("--only-files", action="store_true", help="leave out what is made here")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds that a run may take")
    arguments = parser.parse_args()
    print("| ontology | engine | median s | peak MiB | time / ours | conclusions alike | missing |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for what, make in () if arguments.only_files else MADE.items():
            facts, ontology = Path(folder) / "facts.nt", Path(folder) / "ontology.nt"
            for path, text in zip((facts, ontology), make(), strict=True):
                path.write_text(text, encoding="utf-8")
            compare(what, facts, ontology, arguments.patience)
    for facts, ontology in arguments.files:
        compare(f"{facts.name} with {ontology.name}", facts, ontology, arguments.patience)


if __name__ == "__main__":
    main()
