"""docs/evidence-coverage.md and the data name the same tellings of independent sources."""

import re
from pathlib import Path

from kg.rdf.terms import PREFIXES, expand, shorten
from kg.workspace import Workspace

PAGE = (Path(__file__).parents[2] / "docs" / "evidence-coverage.md").read_text(encoding="utf-8")
TELLINGS = re.compile(r"`((?:account|count|assessment|judgement):[\w-]+)`")


def test_every_telling_of_an_independent_source_is_on_the_page_and_no_other(shipped_graph: Workspace) -> None:
    report = PREFIXES["source"] + "seed-report"
    stated = {iri for iri, account in shipped_graph.evidence.accounts.items() if account.source != report}
    named = {expand(name) for name in TELLINGS.findall(PAGE)}
    seed = {iri for iri, account in shipped_graph.evidence.accounts.items() if account.source == report}
    assert sorted(map(shorten, stated - named)) == []
    assert sorted(map(shorten, named - stated - seed)) == []


def test_every_fact_says_whether_it_was_checked_again() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| fact", "| ---"))]
    assert len(rows) > 100
    last = [row.rstrip("| ").rsplit("|", 1)[1].strip() for row in rows]
    assert [cell for cell in last if not cell.startswith(("yes", "no", "differs", "partly"))] == []
