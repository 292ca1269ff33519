"""``kg import`` says what became of every row, and its exit code says whether any was rejected."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import KgError

HEADING = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,location,latitude,"
    "longitude,geo_precision,fatalities\n"
)
GOOD = "IRQ1,2023-11-21,1,Battles,Armed clash,Group A,Group B,Iraq,Kirkuk,35.4681,44.3922,1,2\n"
ODD = GOOD.replace("IRQ1", "IRQ2").replace("35.4681", "0").replace("44.3922", "0")
BAD = GOOD.replace("IRQ1", "IRQ3").replace("2023-11-21", "=05/11/2023")
PROTEST = GOOD.replace("IRQ1", "IRQ4").replace("Battles", "Protests")


def code(done: Result) -> int:
    """The exit code that the command has: that of its error, if it ends with one of the project's."""
    return done.exception.exit_code if isinstance(done.exception, KgError) else done.exit_code


def run(folder: Path, rows: str, *options: str) -> Result:
    (folder / "a.csv").write_text(HEADING + rows, encoding="utf-8")
    words = ["import", "acled", str(folder / "a.csv"), "--recorded", "2024-06-01", "--out", str(folder / "o.ttl")]
    return CliRunner().invoke(app, [*words, *options])


def test_every_row_is_counted(tmp_path: Path) -> None:
    done = run(tmp_path, GOOD + ODD + PROTEST)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "file\trows\toutcome\treason",
        "a.csv\t3\tread\t",
        "a.csv\t2\ttold\t",
        "a.csv\t1\tleft out\tProtests (no use of armed force known here)",
        "a.csv\t0\trejected\t",
        "a.csv\t1\todd\t",
    ]
    assert "a.csv: row 3: told all the same: the point is 0,0" in done.stderr
    assert "acled-IRQ2" in (tmp_path / "o.ttl").read_text()


def test_rejected_rows_make_a_file_and_an_exit_code(tmp_path: Path) -> None:
    done = run(tmp_path, GOOD + BAD, "--rejects", str(tmp_path / "r.csv"))
    assert done.exit_code == 1
    assert (tmp_path / "r.csv").read_text().splitlines() == [
        "file,row,column,value,reason", "a.csv,3,event_date,'=05/11/2023,no date",
    ]  # fmt: skip
    assert "acled-IRQ1" in (tmp_path / "o.ttl").read_text()


@pytest.mark.parametrize("row", [ODD, BAD])
def test_strict_writes_nothing_where_a_row_is_not_as_it_should_be(tmp_path: Path, row: str) -> None:
    done = run(tmp_path, GOOD + row, "--strict")
    assert code(done) == 1
    assert not (tmp_path / "o.ttl").exists()
    assert run(tmp_path, GOOD, "--strict").exit_code == 0


@pytest.mark.parametrize("rows", [BAD, PROTEST, ""])
def test_where_nothing_can_be_told_nothing_is_written(tmp_path: Path, rows: str) -> None:
    (tmp_path / "o.ttl").write_text("mine")
    assert code(run(tmp_path, rows)) == 3
    assert (tmp_path / "o.ttl").read_text() == "mine"


def test_n_triples_are_written_by_their_name(tmp_path: Path) -> None:
    done = run(tmp_path, GOOD, "--out", str(tmp_path / "o.nt"))
    assert done.exit_code == 0
    assert (tmp_path / "o.nt").read_text().startswith("<https://w3id.org/conflict-kg/id/source/acled> ")


def test_rejects_never_take_the_place_of_an_input(tmp_path: Path) -> None:
    done = run(tmp_path, GOOD, "--rejects", str(tmp_path / "a.csv"))
    assert code(done) == 3
    assert (tmp_path / "a.csv").read_text().startswith("event_id_cnty")


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("acled", HEADING),
        ("ofac", "ent_num,sdn_name,sdn_type,program\n"),
        ("ucdp", "year,actor_id,actor_name,ext_id,ext_name,ext_sup\n"),
        ("ucdp", "dyad_id,side_a,side_a_id,side_b,side_b_id,year\n"),
        ("ucdp", "ActorId,NameData,Org\n"),
        ("opensanctions", "id,schema,name,aliases,sanctions,dataset\n"),
        ("wikidata", "item,itemLabel\n"),
        ("stix", '{"type": "bundle", "objects": []}'),
    ],
)
def test_a_file_without_rows_is_an_error_of_ours(tmp_path: Path, name: str, heading: str) -> None:
    (tmp_path / "a.csv").write_text(heading, encoding="utf-8")
    words = ["import", name, str(tmp_path / "a.csv"), "--recorded", "2024-06-01", "--out", str(tmp_path / "o.ttl")]
    assert code(CliRunner().invoke(app, words)) == 3
