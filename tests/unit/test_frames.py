"""Answers as frames: numbers are numbers, everything else is text, in Polars and in pandas."""

import warnings
from pathlib import Path

import polars
import pytest
from pyoxigraph import Literal, NamedNode

import kg
from kg.api import KnowledgeGraph
from kg.errors import InputError, LimitError, UsageError
from kg.export import write_manifest
from kg.pipeline import Dataset
from kg.sparql.frames import as_frame
from kg.sparql.query import Answer
from kg.sparql.store import write_store
from kg.terms import PREFIXES, XSD


def number(text: str, kind: str = "integer") -> Literal:
    return Literal(text, datatype=XSD.term(kind))


COLUMNS = {
    "count": (number("8"), None),
    "share": (number("0.5", "decimal"), number("1", "decimal")),
    "sure": (number("true", "boolean"), number("0", "boolean")),
    "who": (NamedNode(PREFIXES["actor"] + "iran"), None),
    "when": (number("2023-11-20T00:00:00+03:00", "dateTime"), None),
    "mixed": (number("8"), Literal("eight")),
    "wrong": (number("eight"), None),
    "nothing": (None, None),
}
TYPES = [polars.Int64, polars.Float64, polars.Boolean, *[polars.String] * 5]


def test_a_column_has_the_type_that_all_its_values_have() -> None:
    made = as_frame(Answer(tuple(COLUMNS), tuple(zip(*COLUMNS.values(), strict=True))))
    assert isinstance(made, polars.DataFrame)
    assert made.dtypes == TYPES
    assert made.row(0) == (8, 0.5, True, "actor:iran", "2023-11-20T00:00:00+03:00", "8", "eight", None)
    assert made.row(1) == (None, 1.0, False, None, None, "eight", None, None)


def test_pandas_keeps_integers_with_gaps() -> None:
    made = as_frame(Answer(tuple(COLUMNS), tuple(zip(*COLUMNS.values(), strict=True))), "pandas")
    assert made["count"].dtype.name == "Int64"  # type: ignore[union-attr]
    assert made["count"].isna().tolist() == [False, True]  # type: ignore[union-attr]


def test_an_empty_answer_keeps_its_columns() -> None:
    assert as_frame(Answer(("a", "b"), ())).columns == ["a", "b"]


def test_a_kind_that_does_not_exist_is_named() -> None:
    with pytest.raises(UsageError, match="no frame 'numpy'; there are: polars, pandas"):
        as_frame(Answer(("a",), ()), "numpy")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def build(seed: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build")
    write_store(seed.graphs, place / "store")
    write_manifest(place)
    return place


def test_memory_and_folder_give_the_same_frame(seed: Dataset, build: Path) -> None:
    with kg.connect(build) as graph:
        asked = graph.query("sponsors-of", group="actor:iraqi-forces")
    assert asked.equals(KnowledgeGraph(seed).query("sponsors-of", group="actor:iraqi-forces"))
    assert asked["sponsor"].to_list() == ["actor:united-states"] * len(asked)
    assert len(asked) > 0


def test_limits_and_slips_are_told(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kg.connect(str(build)) as graph:
        with pytest.warns(UserWarning, match="did you mean conflict:sponsors"):
            graph.query("SELECT * { ?x conflict:sponsorz ?y }")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            graph.query("SELECT * { ?x conflict:sponsors ?y }")
        with pytest.raises(UsageError, match="whose headers declare them"):
            graph.query("SELECT * { ?x conflict:sponsors ?y }", x="actor:iran")
        monkeypatch.setenv("KG_RESULT_ROWS", "2")
        with pytest.warns(UserWarning, match="cut at 2 rows"):
            assert len(graph.query("SELECT * { ?x ?p ?y }")) == 2
        monkeypatch.setenv("KG_QUERY_SECONDS", "0.5")
        with pytest.raises(LimitError):
            graph.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def test_what_is_no_build_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run 'kg build' first"):
        kg.connect(tmp_path)
    with pytest.raises(UsageError, match="no address"):
        kg.connect("ftp://example.org/sparql")
