"""The page on the sheet does what it says: its tables, its examples, the command and its exit codes."""

import csv
import io
import re
from pathlib import Path

from typer.testing import CliRunner, Result

from importing import about, spreadsheet
from kg.cli import app
from kg.errors import KgError
from kg.exchange.sheet.columns import GROUPS, column_of
from kg.rdf.read import shipped
from kg.rdf.tables import markdown_text
from sheets import findings, outcomes, read, reasons, sheet, store

PAGE = (Path(__file__).parents[2] / "docs" / "sheet.md").read_text(encoding="utf-8")
EXAMPLE, TEMPLATE, TABLE = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
(MAPPING,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def run(folder: Path, table: str, *options: str) -> tuple[int, Result]:
    (folder / "s.csv").write_text(table, encoding="utf-8")
    words = ["import", "sheet", str(folder / "s.csv"), "--out", str(folder / "o.ttl")]
    done = CliRunner().invoke(app, [*words, *options])
    return done.exception.exit_code if isinstance(done.exception, KgError) else done.exit_code, done


def test_the_page_lists_every_column() -> None:
    listed = re.findall(r"^\| `([^`]+)` \| (.*?) \| (?:`told:(\w+)` )?\|$", PAGE.split("## Columns")[1], re.MULTILINE)
    known = [(c.name, markdown_text(c.about), c.slot) for group in GROUPS.values() for c in group.values()]
    assert listed[: len(known)] == known
    assert re.findall(r"^### (.*)$", PAGE, re.MULTILINE) == list(GROUPS)


def test_the_example_is_two_accounts_of_one_event(tmp_path: Path) -> None:
    found = read(tmp_path, EXAMPLE)
    assert (reasons(found), outcomes(found)) == ([], {"read": 2, "told": 2})
    assert findings(tmp_path, found) == []
    kinds = [iri.split("/id/")[1].split("/")[0] for iri in sorted(found.resources)]
    assert kinds == ["account", "account", "account", "act", "event", "source", "source"]


def test_the_template_row_is_read(tmp_path: Path) -> None:
    row = "Attack on a base,2023-12-01,Al Asad airbase,x,A paper,2023-12-02,p. 1,Drones hit it.,attack\n"
    heading, template = TEMPLATE.splitlines()
    found = read(tmp_path, f"{heading},What\n{template},>kind\n{row}")
    assert (reasons(found), outcomes(found)) == ([], {"read": 1, "told": 1})
    assert all(column_of(cell.removeprefix(">")) for cell in template.split(",") if cell)


def test_the_mapping_reads_its_table(tmp_path: Path) -> None:
    found = read(tmp_path, TABLE, mapping=MAPPING)
    assert (reasons(found), outcomes(found)) == ([], {"read": 3, "told": 2, "left out": 1})
    assert findings(tmp_path, found) == []
    written = store(found)
    assert about(written, "event:bureau-17")["skos:prefLabel"] == {"Attack, Testville, 2023-12-01"}
    text = b"".join(found.written()).decode()
    assert "Liwa X is said to have attacked Testville; 2 to 3 people were killed." in text
    assert "An attack in Iraq; 0 or more people were killed." in text


def test_the_command_counts_rejects_and_gives_its_codes(tmp_path: Path) -> None:
    code, done = run(tmp_path, sheet({}))
    assert (code, done.stdout.splitlines()[1:]) == (0, ["s.csv\t1\tread\t", "s.csv\t1\ttold\t", "s.csv\t0\trejected\t"])
    bad = {"event": "=cmd", "day": "=05/11/2023", "place": "Nowhere"}
    code, done = run(tmp_path, sheet({}, bad), "--rejects", str(tmp_path / "r.csv"))
    assert code == 1
    assert "s.csv: row 3: no date (day: '=05/11/2023')" in done.stderr
    assert (tmp_path / "r.csv").read_text("utf-8").splitlines() == [
        "file,row,column,value,reason", "s.csv,3,day,'=05/11/2023,no date",
    ]  # fmt: skip
    before = (tmp_path / "o.ttl").read_bytes()
    assert run(tmp_path, sheet({}, bad), "--strict")[0] == 1
    assert run(tmp_path, sheet(bad))[0] == 3
    assert (tmp_path / "o.ttl").read_bytes() == before
    assert run(tmp_path, sheet({}), "--recorded", "never")[0] == 2


def test_options_of_the_sheet_are_the_sheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    words = ["import", "acled", str(tmp_path / "a.csv"), "--out", str(tmp_path / "o.ttl")]
    for more, reason in ((("--data", "data"), "options of 'kg import sheet'"), ((), "--recorded is missing")):
        done = CliRunner().invoke(app, [*words, *more])
        assert isinstance(done.exception, KgError)
        assert done.exception.exit_code == 2
        assert reason in str(done.exception)


def test_a_sheet_is_imported_again_over_what_it_became(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    out, place = tmp_path / "data" / "mine.ttl", ("--data", str(tmp_path / "data"), "--data", str(shipped("data")))
    for letter in "CB":
        code, done = run(tmp_path, sheet({"reliability": letter}), *place, "--out", str(out))
        assert (code, done.stdout.count("odd")) == (0, 0)
        assert f"reliability:{letter}" in out.read_text("utf-8")


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAPPING)
    for out in ("s.csv", "m.yaml"):
        code, done = run(tmp_path, TABLE, "--mapping", str(tmp_path / "m.yaml"), "--out", str(tmp_path / out))
        assert code == 3
        assert "is an input of this command" in str(done.exception)


def test_a_spreadsheet_is_read_as_the_same_sheet(tmp_path: Path) -> None:
    table = csv.reader(io.StringIO(sheet({}, {"event": "Another", "killed": "3.0"})))
    found = read(tmp_path, spreadsheet(*map(tuple, table)), name="s.xlsx")
    assert (reasons(found), outcomes(found)) == ([], {"read": 2, "told": 2})
    assert found.reading.notes[0].startswith("s.xlsx: read is the sheet")
