"""Spark makes the same layers of datasets as Polars."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.build_folder import write_build
from kg.cli import app
from kg.columns.job import AcceptedDatasets
from kg.errors import OutputError
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.terms import ACCEPTED
from kg.reason.budget import Budget
from kg.reason.encoding import text_frame
from kg.reason.polars import close_rows
from kg.reason.spark_session import FOLDER
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

    workspace = build_workspace(paths)
    assert workspace.datasets is not None
    dictionary, layers = workspace.datasets.evidence.dictionary, workspace.datasets.layers
    given = layers[ACCEPTED.value]
    axioms = dictionary.encode(text_frame(workspace.inputs.ontology))
    ours, theirs = spark.close_rows(dictionary, given, axioms, few=0), close_rows(dictionary, given, axioms)
    assert theirs.rows.height > 100
    assert ours.rows.equals(theirs.rows)
    assert ours.clashes == theirs.clashes


def test_a_build_that_fails_leaves_the_earlier_one_whole(
    session: Any, paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    command = ["build", *(word for path in paths for word in ("--data", str(path))), "--out", str(out)]
    write_build(build_workspace(paths), out)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    monkeypatch.setenv(FOLDER, str(tmp_path / "absent"))
    failed = CliRunner().invoke(app, [*command, "--reasoner", "spark"])
    assert isinstance(failed.exception, OutputError)
    assert str(failed.exception) == f"{tmp_path / 'absent'}: cannot be written: No such file or directory"
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"build", paths[-1].name}


def test_a_failure_of_spark_is_one_line(session: Any) -> None:
    from kg.reason.spark_work import in_time

    with pytest.raises(OutputError, match=r"^Spark failed: .*the disk is full.*$"), in_time(session, Budget()):
        session.sql("select raise_error('the disk is full')").collect()


ABSENT = "spark://127.0.0.1:1"


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"PATH": ""}, "no java on the path or in JAVA_HOME"), ({}, f"kg: no Spark master answers at {ABSENT}")],
    ids=["java", "master"],
)
def test_what_is_missing_is_one_line(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg.cli", "build", "--reasoner", "spark", "--master", ABSENT, "--out", "build"]
    known = {name: text for name, text in os.environ.items() if name != "JAVA_HOME" or not environment}
    done = subprocess.run(command, env=known | environment, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
