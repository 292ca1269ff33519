"""``kg new`` writes reports and sheets that a person fills in, and asks on a terminal for what is missing."""

import csv
import io
import os
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import KgError
from kg.pipeline import find_faults, load_data
from kg.rdf.read import shipped
from sheets import GRAPH, outcomes, read, reasons

REPORT = (
    "--title", "A paper (2 December 2023)", "--published", "2023-12-02", "--kind", "attack", "--day", "2023-12-01",
    "--place", "al asad AIRBASE",
)  # fmt: skip
WORDS = ("--locator", "paragraph 2", "--paraphrase", "Drones hit the base.")


def run(*words: str) -> Result:
    with patch("kg.exchange.sheet.new.read_graph", lambda *_: GRAPH()):
        return CliRunner().invoke(app, ["new", *words])


def error(done: Result) -> tuple[int, str]:
    assert isinstance(done.exception, KgError)
    return done.exception.exit_code, str(done.exception)


def faults(report: Path) -> list[str]:
    found = find_faults(load_data([shipped("data"), report]))
    return [fault.path for fault in found if fault.file == str(report)]


def test_a_report_validates_and_its_names_are_completed(tmp_path: Path) -> None:
    out = tmp_path / "r.ttl"
    done = run("report", *REPORT, *WORDS, "--perpetrator", "kataib hezbollah", "--set", "killed=2+", "--out", str(out))
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "told:occurredAt place:al-asad-airbase" in text
    assert "told:hasPerpetrator actor:kataib-hezbollah" in text
    assert "told:killedAtLeast 2" in text
    assert 'told:earliestTime "2023-12-01T00:00:00+14:00"' in text
    assert "#   told:hasTarget" in text
    assert faults(out) == []


def test_a_report_without_words_validates_once_they_are_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "r.ttl"
    assert run("report", *REPORT, "--out", str(out)).exit_code == 0
    assert sorted(faults(out)) == ["conflict:locator", "conflict:paraphrase"]
    out.write_text(out.read_text("utf-8").replace('conflict:locator ""', 'conflict:locator "p. 1"'), "utf-8")
    out.write_text(out.read_text("utf-8").replace('paraphrase ""', 'paraphrase "Words."'), "utf-8")
    assert faults(out) == []


def test_a_report_of_a_relation(tmp_path: Path) -> None:
    out = tmp_path / "r.ttl"
    words = ("--title", "T", "--published", "2023", "--kind", "sponsors", "--set", "subject=Iran", "--set", "from=2019")
    assert run("report", *words, *WORDS, "--set", "object=Liwa X", "--set", "new actors=Liwa X = militia",
               "--out", str(out)).exit_code == 0  # fmt: skip
    assert faults(out) == []
    assert "relation:iran--sponsorship--liwa-x a conflict:Sponsorship" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "--title, --published, --kind missing, and there is no terminal to ask on"),
        ((*REPORT, "--place", "Al Asad airbas"), "place: no place is called 'Al Asad airbas'; did you mean"),
        ((*REPORT, "--kind", "atack"), "--kind: no kind of event or relation is called 'atack'; did you mean attack"),
        ((*REPORT, "--day", "05/11/2023"), "day: the date is ambiguous"),
        ((*REPORT, "--day", "2024-05-05"), "day: 2024-05-05 lies after the day"),
        ((*REPORT, "--set", "wepon=drone"), "no column of a sheet is called 'wepon'; did you mean 'weapon'?"),
        ((*REPORT, "--set", "drone"), "'drone': write COLUMN=VALUE"),
        ((*REPORT, "--set", "zone=Iraq"), "zone: no time zone; write +03:00"),
    ],
)
def test_what_is_missing_or_wrong_is_one_line(words: tuple[str, ...], reason: str) -> None:
    code, line = error(run("report", *words))
    assert code == 2
    assert reason in line
    assert "\n" not in line


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "r.ttl"
    out.write_text("mine")
    for what in ("report", "sheet"):
        code, line = error(run(what, *REPORT, "--out", str(out)))
        assert (code, line) == (3, f"{out}: exists already; name another file with --out")
    assert out.read_text() == "mine"
    assert error(run("letter"))[0] == 2


@pytest.mark.parametrize("out", [(), ("--out", "-")])
def test_without_a_file_it_goes_to_standard_output(out: tuple[str, ...]) -> None:
    assert run("report", *REPORT, *out).stdout.startswith("@prefix account:")
    assert run("sheet", *out).stdout.startswith("event,kind,relation,")


def test_what_a_sheet_holds_imports(tmp_path: Path) -> None:
    done = run("sheet", *REPORT, "--event", "=Attack", "--locator", "-p. 1", "--paraphrase", "@ the base", "--target",
               "US forces", "--set", "killed=2-3")  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["place"], row["target"], row["kind"]) == ("place:al-asad-airbase", "actor:us-forces", "attack")
    assert (row["event"], row["locator"], row["paraphrase"]) == ("'=Attack", "'-p. 1", "'@ the base")
    found = read(tmp_path, done.stdout)
    assert (reasons(found), outcomes(found)) == ([], {"read": 1, "told": 1})
    text = b"".join(found.written()).decode()
    assert '"=Attack"@en' in text
    assert '"-p. 1"' in text


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("attack", "killed at least", "support"),
        ("sponsorship", "support", "killed"),
        ("threat", "wording", "weapon"),
        ("membership", "from", "place"),
    ],
)
def test_a_sheet_has_the_columns_of_its_kind(kind: str, has: str, lacks: str) -> None:
    columns = run("sheet", "--kind", kind).stdout.splitlines()[0].split(",")
    assert has in columns
    assert lacks not in columns
    assert {"title", "locator", "paraphrase"} <= set(columns)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_person_is_asked_and_asked_again(tmp_path: Path) -> None:
    import pty

    answers = ["", "A paper (9 December 2023)", "", "2023-12-09", "", "C", "strke", "strike", "", "2023-12-08", "3",
               "+03:00", "Al Asad airbas", "Al Asad airbase", "", "", "drone", "p. 1", "Words.", "3"]  # fmt: skip
    out, said = tmp_path / "r.ttl", b""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.execv(sys.executable, [sys.executable, "-m", "kg.cli", "new", "report", "--out", str(out)])
    try:
        while True:
            said += os.read(terminal, 4096)
            if said.endswith(b": ") and answers:
                os.write(terminal, f"{answers.pop(0)}\n".encode())
    except OSError:  # The terminal is closed.
        pass
    assert os.waitpid(child, 0)[1] == 0, said.decode()
    assert b"it is needed" in said
    assert b"did you mean strike?" in said
    assert b"did you mean place:al-asad-airbase" in said
    assert faults(out) == []
    assert "Strike, Al Asad airbase, 2023-12-08" in out.read_text("utf-8")
