"""One's own data beside those that ship: ``--extra``, files that are validated alone, and project folders."""

import csv
import io
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import kg
from kg.cli import app
from kg.cli.project import SETTINGS_FILE, find_settings, read_settings
from kg.errors import InputError, OutputError
from kg.limits import limits
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
REPORT = (
    PROLOGUE
    + """
source:paper a conflict:Source ; skos:prefLabel "A paper"@en ; conflict:hasReliability reliability:B .
event:made-up a conflict:Attack ; skos:prefLabel "A made-up attack"@en .
account:paper-1 a conflict:Account ; conflict:isAccountOf event:made-up ; conflict:hasSource source:paper ;
    conflict:locator "1" ; conflict:paraphrase "An attack." ; conflict:hasCredibility credibility:2 ;
    conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; told:hasTarget actor:us-forces .
"""
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def findings(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout), delimiter="\t"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.ttl").write_text(REPORT, encoding="utf-8")
    return tmp_path


def test_extra_adds_to_what_ships(folder: Path) -> None:
    assert "no event or actor" not in run("explain", "event:made-up", "a", "conflict:Attack").stdout
    asked = ("explain", "event:made-up", "conflict:hasTarget", "actor:us-forces", "--extra", "report.ttl")
    assert "account:paper-1" in run(*asked).stdout
    assert len(kg.build(extra="report.ttl").find("A made-up attack").rows) > 0
    assert run("path", "iran", "KH", "--extra", "report.ttl", "-k", 1).exit_code == 0


def test_a_report_is_validated_beside_what_it_refers_to(folder: Path) -> None:
    result = run("validate", "report.ttl")
    assert (result.exit_code, result.stderr) == (0, "no findings; 1 accounts, 2 identities\n")
    assert len(kg.validate("report.ttl")) == 0


def test_only_findings_about_the_file_are_reported(folder: Path) -> None:
    (folder / "wrong.ttl").write_text(PROLOGUE + "actor:nameless a conflict:Militia .", encoding="utf-8")
    unknown = REPORT.replace("us-forces", "us-forzes")
    (folder / "report.ttl").write_text(unknown, encoding="utf-8")
    result = run("validate", "report.ttl", "--extra", "wrong.ttl")
    assert result.exit_code == 1
    assert [row["subject"] for row in findings(result)] == ["account:paper-1"]
    assert len(kg.validate("report.ttl")) == 1


def test_what_a_file_makes_wrong_in_the_data_is_reported(folder: Path) -> None:
    (folder / "report.ttl").write_text(PROLOGUE + 'actor:iran skos:prefLabel "Other"@en .', encoding="utf-8")
    for command in ("validate", "add"):
        result = run(command, "report.ttl")
        assert result.exit_code == 1
        assert ("report.ttl", "actor:iran") in [(row["file"], row["subject"]) for row in findings(result)]


def test_a_copy_of_the_data_is_judged_as_it_stands(folder: Path) -> None:
    copy = folder / "copy"
    copy.mkdir()
    for file in shipped("data").glob("*.ttl"):
        text = file.read_text(encoding="utf-8").replace('"Iran"@en', '"The state of Iran"@en')
        (copy / file.name).write_text(text, encoding="utf-8")
    assert run("validate", copy).exit_code == 0


def test_init_makes_a_project_that_builds(folder: Path) -> None:
    made = run("init", "mine")
    assert made.exit_code == 0
    assert sorted(made.stdout.split()) == ["mine/.gitignore", "mine/README.md", "mine/data/reports.ttl", "mine/kg.toml"]
    os.chdir("mine")
    assert read_settings(Path(SETTINGS_FILE)).extra == (Path("data"),)
    assert run("validate").exit_code == 0
    Path("data/report.ttl").write_text(REPORT, encoding="utf-8")
    result = run("build")
    assert (result.exit_code, "project: kg.toml\n" in result.stderr) == (0, True)
    assert Path("build/explorer.html").is_file()
    os.chdir("data")
    found = run("find", "A made-up attack")
    assert ("event:made-up" in found.stdout, "project: ../kg.toml" in found.stderr) == (True, True)
    assert "source:paper" in run("query", "statements-by-grade").stdout


def test_init_overwrites_nothing(folder: Path) -> None:
    (folder / "README.md").write_text("mine", encoding="utf-8")
    result = run("init")
    assert (result.exit_code, "README.md exists, and stays as it is" in result.stderr) == (0, True)
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"
    again = run("init")
    assert isinstance(again.exception, OutputError)
    assert "kg.toml: exists already" in str(again.exception)


def test_options_override_settings(folder: Path) -> None:
    (folder / SETTINGS_FILE).write_text(
        'extra = "report.ttl"\npolicy = "permissive"\nout = "made"\n[limits]\nresult_rows = 5\n', encoding="utf-8"
    )
    asked = ("explain", "event:made-up", "conflict:hasTarget", "actor:us-forces")
    assert "account:paper-1" in run(*asked).stdout
    refused = run(*asked, "--data", shipped("data"))
    assert refused.exit_code != 0
    result = run("build")
    assert "under permissive" in result.stderr
    assert (folder / "made" / "explorer.html").is_file()
    assert "cut at 5 rows" in run("query", "statements-by-grade", "--build", "made").stderr
    assert run("build", "--policy", "cautious", "--out", "other").exit_code == 0
    assert limits().result_rows != 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extra = "data\n', r"kg\.toml:1: is not TOML"),
        ("policy = 'cautious'\nexta = ['data']\n", r"kg\.toml:2: no setting 'exta' \(did you mean extra\?\)"),
        ("\nextra = 5\n", r"kg\.toml:2: extra must be a list of files and folders"),
        ("extra = ['-']\n", r"kg\.toml:1: extra must be a list"),
        ("extra = ['nowhere']\n", r"kg\.toml:1: extra: nowhere does not exist"),
        ("policy = 1\n", r"kg\.toml:1: policy must be text"),
        ("limits = 1\n", r"kg\.toml:1: limits must be a table"),
        ("[limits]\nqueryseconds = 1\n", r"kg\.toml:2: no limit 'queryseconds' \(did you mean query_seconds"),
        ("[limits]\nresult_rows = 1.5\n", r"kg\.toml:2: KG_RESULT_ROWS='1\.5': must be a whole number"),
    ],
)
def test_a_fault_in_the_settings_is_one_line_with_its_place(folder: Path, text: str, words: str) -> None:
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_settings(Path(SETTINGS_FILE))
    assert isinstance(run("validate").exception, InputError)


def test_settings_are_found_from_below_and_of_ones_own_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    assert find_settings(folder / "a" / "b") is None
    (folder / SETTINGS_FILE).write_text("", encoding="utf-8")
    assert find_settings(folder / "a" / "b") == Path("../../kg.toml")
    if hasattr(os, "getuid"):
        monkeypatch.setattr("os.getuid", lambda: 12345)
        os.chown(folder / SETTINGS_FILE, 4321, -1)
        assert find_settings(folder) is None
