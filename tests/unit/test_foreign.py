"""What ``kg validate`` and ``kg build`` say of vocabularies that are not known here."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.evidence.coverage import TERM_COLUMNS
from kg.rdf.terms import PREFIXES

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items()) + "@prefix ex: <http://e/v#> .\n"
FOREIGN = PROLOGUE + 'ex:1 a ex:Tool ; ex:name "a" . ex:2 a ex:Organisation ; ex:uses ex:1 ; ex:hasSponser ex:3 .'


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def rows(result: Result) -> dict[str, tuple[str, str, str, str]]:
    """By term, whether it is known, its kind, how many triples have it, and what is near."""
    table = csv.DictReader(io.StringIO(result.stdout), delimiter="\t")
    assert tuple(table.fieldnames or ()) == TERM_COLUMNS
    return {row["term"]: (row["known here"], row["kind"], row["triples"], row["near here"]) for row in table}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "other.ttl"
    file.write_text(FOREIGN, encoding="utf-8")
    return file


def test_a_file_of_which_nothing_is_known_is_no_file_without_findings(file: Path) -> None:
    result = run("validate", file)
    assert result.exit_code == 1
    assert result.stderr == (
        "nothing in these files is known here: 0 accounts, 0 identities, 5 triples of other vocabularies\n"
    )
    found = rows(result)
    assert found["<http://e/v#Organisation>"] == ("no", "class", "1", "conflict:Organization")
    assert found["<http://e/v#hasSponser>"][3].startswith("conflict:hasSponsor")
    assert found["<http://e/v#Tool>"] == ("no", "class", "1", "")


def test_of_files_that_are_known_the_unknown_is_listed_and_alignments_say_what_is_near(file: Path) -> None:
    text = 'actor:x a conflict:ArmedGroup ; skos:prefLabel "X"@en ; <https://schema.org/memberOf> actor:iran .'
    file.write_text(PROLOGUE + text, encoding="utf-8")
    result = run("validate", file)
    assert (result.exit_code, "no findings; 0 accounts, 1 identities\n" in result.stderr) == (0, True)
    assert rows(result) == {"<https://schema.org/memberOf>": ("no", "property", "1", "conflict:isMemberOf")}
    file.write_text(FOREIGN + ' ex:1 skos:prefLabel "A"@en .', encoding="utf-8")
    found = rows(run("validate", file))
    assert found["skos:prefLabel"] == ("yes", "property", "1", "")
    assert list(found)[-1] == "skos:prefLabel"


def test_a_file_that_cannot_be_data_is_looked_at_all_the_same(file: Path) -> None:
    file.write_text(PROLOGUE + "ex:1 ex:uses [ a ex:Tool ] .", encoding="utf-8")
    result = run("validate", file)
    assert (result.exit_code, "a blank node" in str(result.exception)) == (1, True)
    assert rows(result)["<http://e/v#Tool>"][:2] == ("no", "class")


def test_the_data_that_ship_use_known_terms_alone() -> None:
    result = run("validate")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_build_names_what_is_not_known(file: Path, tmp_path: Path) -> None:
    result = run("build", "--data", file, "--out", tmp_path / "build")
    assert result.exit_code == 0
    assert "not known here: <http://e/v#hasSponser> (1)" in result.stderr or "<http://e/v#name> (1)" in result.stderr
