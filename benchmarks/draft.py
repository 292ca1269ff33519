"""How much of a report that people encoded `kg draft` finds, and how much of what it proposes they encoded.

    python benchmarks/draft.py report.txt --published 2023-11-22

The text is compared with the accounts of one source in the data (default: the seed report, whose text is not part of
the project). Printed are recall and precision of statements (a property with its value; a time by its day), each
counted once, and of accounts: one is found if a proposed one makes half or more of its statements, and a proposed one
is right if an encoded one makes half or more of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.exchange.draft.passages import read_report
from kg.exchange.draft.sheet import as_csv, draft_report, rows_of
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.sheet.jobs import read_sheets
from kg.pipeline import load_data
from kg.rdf.resources import resources
from kg.rdf.terms import CONFLICT, TOLD

SOURCE = CONFLICT.term("hasSource")
#: Properties that name what only this graph has: events, which a draft names anew, and the fineness of a time.
LEFT_OUT = {
    TOLD.term(name) for name in ("isAboutMatter", "claimsEvent", "isSubEventOf", "hasResponse", "hasTrigger",
                                 "hasTimePrecision", "hasMotive", "wordedAs", "attributesEvent")
}  # fmt: skip
Statements = frozenset[tuple[str, str]]


def statements(triples: Iterable[Triple]) -> list[Statements]:
    """Of each account the properties and values that it states."""
    found = []
    for about in resources(triples).values():
        told = {
            (p.value.removeprefix(TOLD.iri), value.value[:10] if p.value.endswith("Time") else value.value)
            for p, values in about.items()
            if p.value.startswith(TOLD.iri) and p not in LEFT_OUT
            for value in values
        }
        if told:
            found.append(frozenset(told))
    return found


def drafted(text: str, published: date | None) -> list[Statements]:
    """What the accounts state that all rows of a draft become."""
    source = {"title": "The report that is measured", "published": "2026-01-01"}
    rows = [{**row, "accepted": "yes"} for row in rows_of(draft_report(text, (), published), source)]
    with tempfile.TemporaryDirectory(prefix="kg-draft-") as name:
        sheet = Path(name) / "draft.csv"
        sheet.write_text(as_csv(rows), encoding="utf-8")
        reading = read_sheets((sheet,), ImportSettings("2026-01-01", zone="+03:00"))
    return statements(triple for triples in reading.resources.values() for triple in triples)


def encoded(source: NamedNode) -> list[Statements]:
    """What the accounts of ``source`` in the shipped data state."""
    accounts = load_data().accounts
    own = {triple.subject for triple in accounts if triple.predicate == SOURCE and triple.object == source}
    return statements(triple for triple in accounts if triple.subject in own)


def share(of: Sequence[Statements], among: Sequence[Statements]) -> tuple[int, int]:
    """How many accounts have one ``among`` the others that makes half of their statements, and how many there are."""
    return sum(any(2 * len(one & other) >= len(one) for other in among) for one in of), len(of)


def main(text: Path, source: str, published: date | None) -> None:
    """Print the four figures."""
    people, machine = encoded(NamedNode(source)), drafted(read_report(text), published)
    stated, proposed = frozenset().union(*people), frozenset().union(*machine)
    print("| measure | found | of | share |\n| --- | --- | --- | --- |")
    for what, part, whole in (
        ("recall of statements", len(stated & proposed), len(stated)),
        ("precision of statements", len(stated & proposed), len(proposed)),
        ("recall of accounts", *share(people, machine)),
        ("precision of accounts", *share(machine, people)),
    ):
        print(f"| {what} | {part} | {whole} | {part / max(whole, 1):.2f} |")
    for title, left in (("encoded and not found", stated - proposed), ("found and not encoded", proposed - stated)):
        print(f"\n{title}: " + ", ".join(f"{p} {value.rsplit('/', 1)[-1]}" for p, value in sorted(left)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--source", default="https://w3id.org/conflict-kg/id/source/seed-report")
    parser.add_argument("--published", type=date.fromisoformat)
    asked = parser.parse_args()
    main(asked.text, asked.source, asked.published)
