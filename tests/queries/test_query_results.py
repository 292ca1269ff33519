"""Each query gives the rows that the shipped data call for; the expected rows were checked by hand against the data.

After a change of the data, ``python tests/queries/write_expected.py NAME…`` writes the rows anew; read them before
you commit them.
"""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, Store

from kg.rdf.read import shipped
from kg.rdf.tables import present
from kg.rdf.terms import LAYERS
from kg.sparql.catalogue import CatalogueQuery, bind, read_catalogue
from kg.sparql.query import gate, run
from kg.sparql.store import memory_store
from kg.workspace import Workspace

QUERIES = read_catalogue(shipped("queries"))
#: The rows over all data under the default policy, and over what the seed report alone tells.
EXPECTED, EXPECTED_OF_SEED = (Path(__file__).parent / name for name in ("expected", "expected-seed"))
#: Queries whose question the seed report alone does not answer.
EMPTY_OF_SEED = {
    "contradicted-statements",
    "designation-steps",
    "designations-on",
    "differing-values",
    "known-on",
    "lineage",
    "members-of",
    "names-and-bearers",
    "possible-duplicates",
    "superseded-claims",
}
NAMES = [name for name, query in QUERIES.items() if query.folder != "checks"]


def rows(store: Store, query: CatalogueQuery, given: dict[str, str] | None = None) -> str:
    answer = run(store, query.text, bind(query, given or {}))
    return present(answer.columns, answer.rows, "csv")


@pytest.fixture(scope="module")
def whole(shipped_graph: Workspace) -> Store:
    """All shipped data under the default policy; read by the tests, never written."""
    return memory_store(shipped_graph.graphs)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_the_expected_ones(name: str, whole: Store) -> None:
    expected = (EXPECTED / f"{name}.csv").read_text(encoding="utf-8")
    assert rows(whole, QUERIES[name]) == expected
    # Under the default policy nothing is left undecided.
    assert (expected.count("\n") == 1) == (name == "disputes")


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_the_seed_report_are_the_expected_ones(name: str, store: Store) -> None:
    expected = (EXPECTED_OF_SEED / f"{name}.csv").read_text(encoding="utf-8")
    assert rows(store, QUERIES[name]) == expected
    assert (expected.count("\n") == 1) == (name in EMPTY_OF_SEED)


@pytest.mark.parametrize("folder", [EXPECTED, EXPECTED_OF_SEED], ids=lambda folder: folder.name)
def test_every_expected_result_belongs_to_a_query(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.csv")} == set(NAMES)


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.folder == "checks"])
def test_the_shipped_data_pass_every_check(name: str, store: Store, whole: Store) -> None:
    assert rows(whole, QUERIES[name]).splitlines()[1:] == []
    assert rows(store, QUERIES[name]).splitlines()[1:] == []


@pytest.fixture(scope="module")
def flat(seed: Workspace) -> Store:
    """The layers without their names, as the flat Turtle file has them."""
    store = Store()
    store.bulk_extend(
        Quad(t.subject, t.predicate, t.object, DefaultGraph())
        for layer in LAYERS.values()
        for t in seed.graphs[layer.value]
    )
    return store


FLAT = [name for name, q in QUERIES.items() if q.layout == "any" and "decisions" not in q.needs]


@pytest.mark.parametrize("name", FLAT)
def test_layout_any_gives_the_same_rows_over_the_flat_file(name: str, store: Store, flat: Store) -> None:
    assert rows(flat, QUERIES[name]) == rows(store, QUERIES[name])


@pytest.mark.parametrize("name", QUERIES)
def test_the_gate_lets_every_query_pass(name: str) -> None:
    assert gate(QUERIES[name].text).form == "SELECT"


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.params])
def test_a_values_line_gives_parameters_elsewhere(name: str, store: Store) -> None:
    query = QUERIES[name]
    values = "".join(f"\n  VALUES ?{variable} {{ {term} }}" for variable, term in bind(query, {}).items())
    answer = run(store, query.text.replace("WHERE {", "WHERE {" + values, 1))
    assert present(answer.columns, answer.rows, "csv") == rows(store, query)


def first_column(text: str, column: str) -> list[str]:
    header, *lines = text.splitlines()
    place = header.split(",").index(column)
    return [line.split(",")[place] for line in lines]


@pytest.mark.parametrize(
    ("name", "given", "column", "values"),
    [
        ("sponsors-of", {"group": "actor:iraqi-forces"}, "sponsor", ["actor:united-states"]),
        ("sponsors-of", {"group": "actor:isis"}, "sponsor", []),
        ("support-paths", {"sponsor": "actor:united-states"}, "beneficiary", ["actor:iraqi-forces"]),
        ("members-of", {"group": "actor:iraq"}, "member", ["actor:iraqi-forces"]),
        ("members-of", {"group": "actor:iran-backed-militias"}, "source", ["source:seed-report"] * 3),
        ("known-on", {"on": "2020-01-01"}, "subject", []),
        ("differing-values", {"subject": "event:iraq-elections"}, "value", []),
        ("attack-counts", {"from": "2023-11-01", "until": "2023-11-30"}, "countingRule", ["attacks on US forces"]),
        ("attack-counts", {"from": "2020-01-01", "until": "2020-02-01"}, "countingRule", []),
        ("attacks-on", {"target": "actor:qasem-soleimani"}, "event", ["event:soleimani-killing-2020-01"]),
        ("retaliation-chain", {"start": "event:harir-attack-2023-11-20"}, "response", []),
        ("proxy-evidence", {"group": "actor:iran-backed-militias"}, "account", []),
        ("answered-attacks", {"days": "3"}, "answered", ["1", "1"]),
    ],
)  # fmt: skip
def test_a_parameter_chooses_the_rows(
    name: str, given: dict[str, str], column: str, values: list[str], store: Store
) -> None:
    assert first_column(rows(store, QUERIES[name], given), column) == values


def test_a_relation_of_a_person_ends_with_the_killing(store: Store) -> None:
    service = "relation:soleimani-general-of-iran"
    before = rows(store, QUERIES["true-on"], {"from": "2019-06-01", "until": "2019-06-02"})
    after = rows(store, QUERIES["true-on"], {"from": "2023-11-21", "until": "2023-11-22"})
    assert service in before
    assert service not in after


def test_intervals_that_only_touch_overlap(store: Store) -> None:
    last_second = {"from": "2023-11-21T05:59:59+03:00", "until": "2023-11-22T00:00:00+03:00"}
    a_second_later = last_second | {"from": "2023-11-21T06:00:00+03:00"}
    assert "event:us-strikes-2023-11-20" in rows(store, QUERIES["true-on"], last_second)
    assert "event:us-strikes-2023-11-20" not in rows(store, QUERIES["true-on"], a_second_later)
