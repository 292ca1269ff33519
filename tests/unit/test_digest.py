"""``kg add`` ends with what a curator should look at: at most a screen, however many rows."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import UsageError
from kg.rdf.terms import PREFIXES
from kg.review.digest import COLUMNS, MOST_CHARACTERS, MOST_LINES

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
ASAD = "event:al-asad-missile-attack-2023-11"


def said(source: str, credibility: int = 2) -> str:
    return f"""conflict:hasSource source:{source} ; conflict:locator "1" ; conflict:paraphrase "It is told." ;
        conflict:hasCredibility credibility:{credibility} ; conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime"""


def report(events: int) -> str:
    """A report with a contradiction, something that no policy accepts, and as many new events."""
    lines = [
        PROLOGUE,
        'source:new-paper a conflict:Source ; skos:prefLabel "P"@en ; conflict:hasReliability reliability:B .\n',
        f"account:p-asad a conflict:Account ; conflict:isAccountOf {ASAD} ; {said('new-paper')} ;"
        " told:occurredAt place:syria ; told:hasWeaponKind weapon:drone .\n",
        f"account:p-low a conflict:Account ; conflict:isAccountOf {ASAD} ; {said('new-paper', 5)} ;"
        " told:killedAtLeast 3 .\n",
    ]
    for n in range(events):
        lines.append(f'event:made-up-{n} a conflict:Attack ; skos:prefLabel "Made-up {n}"@en .\n')
        lines.append(
            f"account:p-{n} a conflict:Account ; conflict:isAccountOf event:made-up-{n} ; {said('new-paper')} .\n"
        )
    return "".join(lines)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize("events", [0, 300])
def test_it_ends_within_a_screen_with_the_gravest_first(events: int, tmp_path: Path) -> None:
    file = tmp_path / "report.ttl"
    file.write_text(report(events), encoding="utf-8")
    result = run("add", file)
    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= MOST_CHARACTERS
    assert lines[0].startswith(f"{events + 2} statements under cautious: 1 corroborates, 1 contradicts")
    assert "not accepted: 1 information graded 5, below 3" in lines
    assert next(line for line in lines if line.startswith("  ")).startswith(
        f"  contradicts: account:p-asad on {ASAD}; "
    )
    assert lines[-1].startswith("--out FILE.csv writes all of them")


def test_the_whole_list_goes_into_a_file_or_is_printed_before(tmp_path: Path) -> None:
    file, out = tmp_path / "report.ttl", tmp_path / "all.csv"
    file.write_text(report(30), encoding="utf-8")
    result = run("add", file, "--out", out)
    assert f"all of them: {out}" in result.stdout.splitlines()[-1]
    with out.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert tuple(rows[0]) == COLUMNS
    assert sum(row["part"] == "statement" for row in rows) == 32
    changes = [row for row in rows if row["part"] == "change"]
    assert {row["change"] for row in changes} >= {"gained"}
    printed = run("add", file, "--format", "json", "--out", tmp_path / "all.json")
    assert json.loads(printed.stdout) == json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert len(json.loads(printed.stdout)["changes"]) == len(changes)
    assert "32 statements under cautious" in printed.stderr


def test_a_report_that_is_among_the_data_is_compared_with_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "report.ttl"
    file.write_text(report(2), encoding="utf-8")
    new, old = run("add", file), run("add", file, "--extra", file)
    assert old.stdout == new.stdout
    assert "is among the data already" in old.stderr


def test_an_output_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.ttl").write_text(report(0), encoding="utf-8")
    assert isinstance(run("add", tmp_path / "report.ttl", "--out", tmp_path / "all.txt").exception, UsageError)
