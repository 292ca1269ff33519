"""Tables are read as publishers, spreadsheets and programs write them, or refused in the project's own words."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from importing import spreadsheet
from kg.errors import InputError, KgError, LimitError
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import FAULT, ROW, Table, read_table

LAYOUT = Layout(
    "events", {"id": (), "day": ("date_of_day",), "deaths": ()}, ("id", "day"), {3: ("id", "day", "deaths")}
)
PLAIN = "id,day,deaths\n1,2020-01-01,3\n2,2020-01-02,\n"


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> Table:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(folder / name, [LAYOUT])


def rows(table: Table) -> list[tuple[object, ...]]:
    return [row for batch in table.batches for row in batch.select(ROW, "id", "day", "deaths").rows()]


EXPECTED = [(2, "1", "2020-01-01", "3"), (3, "2", "2020-01-02", None)]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("id,day,deaths", "ID,Date of Day,DEATHS"),
        PLAIN.replace("id,day,deaths", " id , 'day' ,x,deaths").replace("01,3", "01,y,3").replace("02,", "02,y,"),
        PLAIN.replace("1,2020", " 1 ,2020"),
        PLAIN.encode("utf-16"),
        gzip.compress(PLAIN.encode()),
    ],
    ids=["commas", "semicolons", "tabs", "bars", "mark", "returns", "names", "more", "spaces", "utf-16", "gzip"],
)
def test_one_table_however_it_is_written(tmp_path: Path, content: str | bytes) -> None:
    assert rows(read(tmp_path, content)) == EXPECTED


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    above = "Downloaded today\n\n" + PLAIN.replace("1,2020", "\n1,2020")
    assert [row[0] for row in rows(read(tmp_path, above))] == [5, 6]
    tagged = PLAIN.replace("\n", "\n#id,#date,#affected\n", 1)
    assert [row[0] for row in rows(read(tmp_path, tagged))] == [3, 4]


def test_without_a_heading_the_width_decides(tmp_path: Path) -> None:
    headless = PLAIN.split("\n", 1)[1]
    assert [row[:2] for row in rows(read(tmp_path, headless))] == [(1, "1"), (2, "2")]
    other = "number,when,how many\n" + headless
    assert [row[:2] for row in rows(read(tmp_path, other))] == [(2, "1"), (3, "2")]
    with pytest.raises(InputError, match="the heading is missing, and 4 columns are not a known layout of 3 columns"):
        read(tmp_path, "1,2020-01-01,3,4\n")


def test_another_encoding_is_read_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, PLAIN.replace(",3", ",é").encode("cp1252"))
    assert rows(table)[0][3] == "é"
    assert table.notes == ["not UTF-8, read as Windows-1252"]


def test_an_archive_of_one_table_is_read(tmp_path: Path) -> None:
    def archive(*names: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as members:
            for name in names:
                members.writestr(name, PLAIN)
        return out.getvalue()

    assert rows(read(tmp_path, archive("a.csv", "readme.pdf"), "a.zip")) == EXPECTED
    with pytest.raises(InputError, match="holds 2 tables; unpack it and name one"):
        read(tmp_path, archive("a.csv", "b.csv"), "a.zip")


def test_what_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TABLE_BYTES", "1000")
    with pytest.raises(LimitError, match="KG_TABLE_BYTES"):
        read(tmp_path, gzip.compress(b"id,day\n" * 1000), "a.csv.gz")


@pytest.mark.parametrize(
    "wrap", [list, lambda r: {"success": True, "data": r}, lambda r: {"Result": r, "TotalCount": 2}]
)
def test_json_of_interfaces_is_read(tmp_path: Path, wrap: object) -> None:
    records = [{"id": 1, "day": "2020-01-01", "deaths": 3, "tags": None}, {"id": "2", "day": "2020-01-02"}]
    content = json.dumps(wrap(records))  # type: ignore[operator]
    assert [row[1:] for row in rows(read(tmp_path, content, "a.json"))] == [row[1:] for row in EXPECTED]
    lines = "\n".join(map(json.dumps, records))
    assert [row[0] for row in rows(read(tmp_path, lines, "a.json"))] == [1, 2]


def test_the_sheet_that_holds_the_table_is_read(tmp_path: Path) -> None:
    lines = [("Title",), ("id", "day", "deaths"), ("1", "2020-01-01", "3")]
    table = read(tmp_path, spreadsheet(*lines), "a.xlsx")
    assert rows(table) == [(3, "1", "2020-01-01", "3")]
    assert table.notes == ["read is the sheet 'Data'"]


def test_rows_with_a_quotation_mark_of_their_own_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = PLAIN + '3,"a" b,1\n4,2020-01-04,1\n5,"never closed,1\n6,2020-01-06,1,1\n7,2020-01-07,2\n'
    found = [row for batch in read(tmp_path, content).batches for row in batch.select(ROW, "id", FAULT).rows()]
    assert [(row[0], row[1]) for row in found] == [(n + 1, str(n)) for n in range(1, 8)]
    faulty = {row[1]: row[2] for row in found if row[2]}
    assert faulty.keys() == {"3", "5", "6"}
    assert faulty["6"] == "more cells than the heading has"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds no row"),
        (b"a,b,c,d\nx,y,z,w\n", "the table lacks the column 'id'"),
        (b"id,deaths\n1,2\n", "the table lacks the column 'day'"),
        (b"\xff\xfe\x00", "no text"),
        (b"PK\x03\x04 nothing", "cannot be unpacked"),
        (b"\x1f\x8b nothing", "cannot be unpacked"),
        (b'{"data": [1, 2]}', "holds no list of records"),
        (b'{"data": [', "no JSON"),
    ],
)
def test_a_file_that_is_no_table_is_an_error_of_ours(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(KgError, match=f"a\\.csv.*{words}"):
        rows(read(tmp_path, content))
