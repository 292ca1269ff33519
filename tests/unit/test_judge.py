"""Verdicts of a person → graded judgements, and what is refused, by row."""

import csv
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.exchange.matching.jobs import judge_file
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.terms import PREFIXES
from kg.rdf.write import turtle

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
DATA = """
source:own a conflict:Source ; skos:prefLabel "Own"@en ; conflict:hasReliability reliability:B .
actor:a a conflict:Militia ; skos:prefLabel "A"@en .
actor:b a conflict:ArmedGroup ; skos:prefLabel "B"@en .
actor:c a conflict:Organization ; skos:prefLabel "C"@en .
actor:p a conflict:Person ; skos:prefLabel "P"@en .
actor:s a conflict:State ; skos:prefLabel "S"@en .
actor:o a conflict:StateOrgan ; skos:prefLabel "O"@en .
actor:brand a conflict:Brand ; skos:prefLabel "Brand"@en .
place:x a conflict:Region ; skos:prefLabel "X"@en .
place:y a conflict:Region ; skos:prefLabel "Y"@en .
judgement:apart a conflict:DistinctJudgement ; conflict:hasSource source:own ; conflict:locator "1" ;
  conflict:paraphrase "Two." ; conflict:hasCredibility credibility:6 ;
  conflict:recordedAt "2024-01-01T00:00:00Z"^^xsd:dateTime ; conflict:judges actor:a , actor:c .
"""
COLUMNS = ("left", "right", "names", "verdict", "reason", "source", "credibility")


def judged(folder: Path, *rows: tuple[str, ...]) -> str:
    (folder / "data.ttl").write_text(HEAD + DATA, encoding="utf-8")
    with (folder / "pairs.csv").open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        table.writerows([*row, *[""] * (len(COLUMNS) - len(row))] for row in rows)
    return turtle(judge_file(folder / "pairs.csv", [folder / "data.ttl"], [], "own", "2", "2024-05-01"))


def test_verdicts_become_judgements_that_validate_and_are_accepted(tmp_path: Path) -> None:
    text = judged(
        tmp_path,
        ("actor:a", "actor:b", "", "same", "One group."),
        ("actor:b", "actor:s", "", "", "not decided"),
        ("place:x", "place:y", "", "Distinct", "Two regions.", "source:own", "1"),
    )
    (tmp_path / "judgements.ttl").write_text(text, encoding="utf-8")
    files = [tmp_path / "data.ttl", tmp_path / "judgements.ttl"]
    assert find_faults(load_data(files)) == []
    inputs = build_workspace(files).inputs
    found = {j.iri.rsplit("/", 1)[-1]: j for j in inputs.judgements}
    assert sorted(found) == ["apart", "distinct--place-x--place-y", "same--actor-a--actor-b"]
    same, distinct = found["same--actor-a--actor-b"], found["distinct--place-x--place-y"]
    assert same.keeps is not None
    assert same.keeps.value.endswith("/actor/a")
    assert (same.grade, distinct.grade, distinct.keeps) == (("B", "2"), ("B", "1"), None)
    assert same.recorded.isoformat() == "2024-05-01T23:59:59+00:00"
    assert '"pairs.csv, row 2"' in text
    assert '"One group."' in text


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("actor:a", "actor:c", "", "same", "x")], "row 2: it joins actor:a and actor:c, which judgement:apart"),
        (
            [("actor:a", "actor:b", "", "same", "x"), ("actor:b", "actor:c", "", "same", "x")],
            "row 3: through a chain of judgements it joins actor:a and actor:c, which judgement:apart judges",
        ),
        (
            [
                ("actor:b", "actor:c", "", "same", "x"),
                ("place:x", "place:y", "", "distinct", "x"),
                ("place:y", "place:x", "", "same", "x"),
            ],
            "row 4: the same two as in row 3",
        ),
        ([("actor:p", "actor:a", "", "same", "x")], "row 2: a person is never the same"),
        ([("actor:brand", "actor:a", "", "same", "x")], "row 2: a brand is never the same"),
        ([("actor:o", "actor:s", "", "same", "x")], "row 2: a state is never the same"),
        ([("actor:a", "place:x", "", "distinct", "x")], "row 2: two actors, two events or two places"),
        ([("actor:a", "actor:nobody", "", "same", "x")], "row 2: actor:nobody is no actor, event or place of the data"),
        ([("actor:a", "actor:a", "", "same", "x")], "row 2: left and right are both actor:a"),
        ([("actor:a", "actor:b", "", "maybe", "x")], "row 2: the verdict is 'maybe'; write same, distinct or nothing"),
        ([("actor:a", "actor:b", "", "same", "")], "row 2: no reason"),
        ([("actr:a", "actor:b", "", "same", "x")], "row 2: left: 'actr:a' is neither"),
        ([("actor:a", "actor:b", "", "same", "x", "nobody")], "row 2: no source 'nobody' in the data"),
        ([("actor:a", "actor:b", "", "same", "x", "own", "7")], "row 2: credibility '7'; write 1 to 6"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_its_row(tmp_path: Path, rows: list[tuple[str, ...]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        judged(tmp_path, *rows)
    assert message in str(caught.value)


def test_rows_hold_apart_what_other_rows_would_join(tmp_path: Path) -> None:
    rows = [
        ("actor:b", "actor:c", "", "same", "x"),
        ("actor:o", "actor:c", "", "same", "x"),
        ("actor:b", "actor:o", "", "distinct", "x"),
    ]
    with pytest.raises(InputError) as caught:
        judged(tmp_path, *rows)
    assert "row 3: through a chain of judgements it joins actor:b and actor:o, which row 4 judges" in str(caught.value)


def test_a_judgement_of_the_data_is_not_written_again(tmp_path: Path) -> None:
    row = ("actor:a", "actor:b", "", "same", "One group.")
    (tmp_path / "more.ttl").write_text(judged(tmp_path, row), encoding="utf-8")
    files = [tmp_path / "data.ttl", tmp_path / "more.ttl"]
    with pytest.raises(InputError, match="row 2: the data have this judgement already, judgement:same--actor-a"):
        judge_file(tmp_path / "pairs.csv", files, [], "own", "2", "2024-05-01")


def test_a_table_without_verdicts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row has a verdict"):
        judged(tmp_path, ("actor:a", "actor:b", "", "", ""))


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("left,right,verdict\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.csv:1: the table has no column reason"):
        judge_file(tmp_path / "pairs.csv", [], [], "curators", "2", "2024-05-01")
