"""The evidence of a build as a Parquet table, and such a table as data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from kg.build_folder import write_build
from kg.columns.read_parquet import SCHEMA
from kg.errors import InputError
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.manifest import EVIDENCE
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES, TOLD
from kg.sparql.store import workspace_store
from kg.workspace import Workspace
from made_up_dataset import dataset

#: A time in another zone, which the columns do not tell.
ELSEWHERE = ('"2024-02-01T00:00:00Z"', '"2024-02-01T01:00:00+01:00"')


def quads(workspace: Workspace) -> set[str]:
    return set(map(str, workspace_store(workspace)))


@pytest.mark.parametrize("largest", ["1000", "10"], ids=["triples", "columns"])
def test_the_table_gives_the_same_graph(largest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", largest)
    (tmp_path / "made-up.ttl").write_text(dataset().replace(*ELSEWHERE, 3), encoding="utf-8")
    paths = [shipped("data"), tmp_path / "made-up.ttl"]
    workspace = build_workspace(paths)
    assert (workspace.datasets is None) == (largest == "1000")
    write_build(workspace, tmp_path / "build", evidence_table=True)
    written = tmp_path / "build" / EVIDENCE
    assert quads(build_workspace([written])) == quads(workspace)
    assert find_faults(load_data([written])) == []
    table = pl.read_parquet(written)
    assert table.schema == SCHEMA
    # Whoever has no use for RDF reads an account as a row.
    row = table.filter(
        pl.col("account").str.ends_with("made-up-1-7") & pl.col("property").str.ends_with("killedAtMost")
    )
    assert row.select("source", "reliability", "credibility", "recorded", "ended", "value").row(0) == (
        f"{PREFIXES['source']}made-up-1",
        "B",
        1,
        datetime(2024, 1, 1, tzinfo=UTC),
        None,
        '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
    )
    withdrawn = table.filter(pl.col("account").str.ends_with("made-up-2-22"))
    assert set(withdrawn["ended"]) == {datetime(2024, 3, 1, tzinfo=UTC)}


def row(**changed: object) -> dict[str, object]:
    return {
        "account": f"{PREFIXES['account']}mine",
        "about": f"{PREFIXES['event']}mine",
        "source": f"{PREFIXES['source']}mine",
        "reliability": "B",
        "credibility": 2,
        "recorded": datetime(2024, 1, 1, tzinfo=UTC),
        "ended": None,
        "property": TOLD.term("killedAtLeast").value,
        "value": '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
        **changed,
    }


def write(path: Path, *rows: dict[str, object]) -> Path:
    pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(path)
    return path


def test_columns_are_what_their_names_say(tmp_path: Path) -> None:
    ended = datetime(2024, 5, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    loaded = load_data([write(tmp_path / "mine.parquet", row(), row(property=None, value=None, ended=ended))])
    said = {str(t.predicate).rpartition("#")[2].strip(">"): str(t.object) for t in loaded.accounts}
    assert said == {
        "type": "<https://w3id.org/conflict-kg/ontology#Account>",
        "isAccountOf": f"<{PREFIXES['event']}mine>",
        "hasSource": f"<{PREFIXES['source']}mine>",
        "hasCredibility": f"<{PREFIXES['credibility']}2>",
        "recordedAt": '"2024-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        "withdrawnAt": '"2024-05-01T12:00:00.500Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        "killedAtLeast": '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }
    assert [str(t.object) for t in loaded.asserted] == [f"<{PREFIXES['reliability']}B>"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": None}, "row 2: an account needs about, source"),
        ({"account": None, "about": None}, "row 2: an account needs"),
        ({"value": None}, "row 2: an account needs"),
        ({"about": "urn:a> <urn:b> <urn:c> .\n<urn:d"}, "row 2: what stands for an IRI is none"),
        ({"value": '"a" .\n<urn:a> <urn:b> "c"'}, "row 2: .*several lines"),
        ({"value": "3"}, "not well-formed"),
        ({"about": "mine"}, "not well-formed"),
        ({"value": "_:b"}, "a blank node"),
    ],
)
def test_wrong_rows_are_refused(wrong: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        load_data([write(tmp_path / "mine.parquet", row(), row(**wrong))])


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("account,about\n")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        load_data([tmp_path / "text.parquet"])
    pl.DataFrame({"account": ["urn:a"]}).write_parquet(tmp_path / "other.parquet")
    with pytest.raises(InputError, match="it has no column about, source"):
        load_data([tmp_path / "other.parquet"])
    pl.DataFrame([{**row(), "recorded": 7}]).write_parquet(tmp_path / "typed.parquet")
    with pytest.raises(InputError, match="its column recorded is of Int64, not Datetime"):
        load_data([tmp_path / "typed.parquet"])
    pl.DataFrame([{**row(), "credibility": 700}]).write_parquet(tmp_path / "large.parquet")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        load_data([tmp_path / "large.parquet"])
