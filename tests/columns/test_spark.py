"""Spark makes the same layers of datasets as Polars."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.columns.job import AcceptedDatasets
from kg.errors import OutputError
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.reason.polars import close_rows
from made_up_dataset import dataset

missing = [name for name, found in (("pyspark", find_spec("pyspark")), ("java", shutil.which("java"))) if not found]
pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from kg.reason.spark_session import start_session

    started = start_session({"spark.master": "local[2]"})
    yield started
    started.stop()


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The shipped data and a dataset: files of 5,000 bytes are large, sources of eleven accounts are datasets."""
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    made_up = tmp_path / "made-up.ttl"
    made_up.write_text(dataset(), encoding="utf-8")
    return [shipped("data"), made_up]


def accepted(paths: list[Path], engine: str, **options: str) -> AcceptedDatasets:
    found = build_workspace(paths, engine=engine, **options).datasets  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("policy", ["cautious", "permissive"])
def test_the_layers_are_those_of_polars(policy: str, session: Any, paths: list[Path]) -> None:
    ours, theirs = (accepted(paths, engine, policy=policy, as_of="2024-02-15") for engine in ("spark", "polars"))
    assert ours.sizes == theirs.sizes
    assert all(ours.layers[name].equals(theirs.layers[name]) for name in theirs.layers)
    counted = [(d.accounts, d.slots, d.disputed, d.noted.rows()) for d in (ours.decisions, theirs.decisions)]
    assert counted[0] == counted[1]


def test_executors_close_what_polars_closes(session: Any, paths: list[Path]) -> None:
    from kg.columns import spark
    from kg.reason.encoding import text_frame
