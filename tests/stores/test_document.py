"""Every query of docs/sparql.md gives the answer that stands below it, over every store."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.limits import Limits
from kg.rdf.tables import present
from kg.sparql.backends import open_store
from kg.sparql.frames import as_frame
from kg.sparql.gate import gate
from kg.sparql.hints import unknown_terms
from kg.sparql.query import ask, run
from kg.sparql.workers import QueryPool

TEXT = (Path(__file__).parents[2] / "docs" / "sparql.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"\*\*(\d+)\. .*?```sparql\n(.*?)```\n\n(\|.*?)\n\n", TEXT, re.DOTALL)


def test_there_are_ten() -> None:
    assert [number for number, *_ in QUERIES] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize(("number", "text", "answer"), QUERIES, ids=[number for number, *_ in QUERIES])
def test_the_answer_is_the_one_that_stands_there(number: str, text: str, answer: str, graph: Store) -> None:
    found = run(graph, text)
    assert present(found.columns, found.rows, "md").strip() == answer.strip()
    assert unknown_terms(open_store(graph), text) == []
    assert as_frame(found).shape == (len(found.rows), len(found.columns))


def test_distances_are_those_that_stand_there(shipped_build: Path) -> None:
    """By the build's own store: other engines lack the functions."""
    section = TEXT.split("## Distances and areas")[1].split("\n## ")[0]
    ((text, answer),) = re.findall(r"```sparql\n(.*?)```\n\n(\|.*?)\n\n", section, re.DOTALL)
    with QueryPool(shipped_build / "store", size=1) as pool:
        found = ask(pool, text)
    assert present(found.columns, found.rows, "md").strip() == answer.strip()


def test_nothing_in_them_needs_a_declaration() -> None:
    assert all(gate(text).outline.prefixes == {} for _, text, _ in QUERIES)


def test_the_limits_are_those_in_force() -> None:
    limits = Limits()
    for setting, shown in {
        "KG_QUERY_SECONDS": f"{limits.query_seconds:g}",
        "KG_QUERY_BYTES": f"{limits.query_bytes // 2**30} GiB",
        "KG_QUERY_CHARS": f"{limits.query_chars:,}",
        "KG_RESULT_ROWS": f"{limits.result_rows:,}",
        "KG_RESULT_BYTES": f"{limits.result_bytes // 2**20} MiB",
    }.items():
        assert f"| `{setting}` | {shown} |" in TEXT
