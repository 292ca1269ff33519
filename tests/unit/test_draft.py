"""Candidate statements from the text of a report: what rules find, and what a program and a person decide."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import InputError, UsageError
from kg.exchange.draft.candidates import Candidate
from kg.exchange.draft.dates import dates_in
from kg.exchange.draft.draft import draft
from kg.exchange.draft.mentions import Lexicon
from kg.exchange.draft.numbers import numbers_in
from kg.exchange.draft.passages import passages, read_report
from kg.exchange.draft.proposals import judged, proposed
from kg.exchange.draft.review import decide
from kg.exchange.draft.sheet import as_csv, rows_of
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.sheet.graph import read_graph
from kg.exchange.sheet.jobs import read_sheets
from kg.pipeline import ontology_and_schemes

PUBLISHED = date(2024, 3, 5)
REPORT = """A made-up report

On 3 March 2024 Kataib Hezbollah fired two drones at the Al Asad airbase, killing at least 3 US soldiers in Iraq. The \
attack was claimed by the Islamic Resistance in Iraq. Another attack could follow.
US bases in Syria were hit by rockets on Monday.
Iran arms and trains Kataib Hezbollah. Asaib Ahl al-Haq, an Iran-backed militia, denied that it attacked Erbil in \
February.

Date | Place | Weapon | Claimed by |
---|---|---|---|
March 1 | Harir base | Drone | Islamic Resistance in Iraq |
"""
runner = CliRunner()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The names of the shipped graph."""
    return Lexicon(read_graph(()), ontology_and_schemes()[1])


def cells(text: str, lexicon: Lexicon, published: date | None = PUBLISHED) -> list[dict[str, str]]:
    return [candidate.cells for candidate in draft(text, lexicon, published)]


def test_a_report_gives_events_claims_and_relations(lexicon: Lexicon) -> None:
    attack, claim, bases, support, denial, group, member, row = cells(REPORT, lexicon)
    assert attack["kind"] == "attack"
    assert attack["day"] == "2024-03-03"
    assert attack["perpetrator"] == "Kataib Hezbollah"
    assert attack["place"] == "Al Asad airbase"
    assert attack["weapon"] == "drone"
    assert attack["munitions"] == "2"
    assert attack["killed"] == "3+"
    assert attack["target"] == attack["harmed"] == "US forces in Iraq and Syria"
    assert claim == {"event": attack["event"], "claimed by": "Islamic Resistance in Iraq"}
    assert (bases["day"], bases["weapon"]) == ("2024-03-04", "rocket")
    assert "perpetrator" not in bases
    assert support == {
        "relation": "sponsorship", "subject": "Iran", "object": "Kataib Hezbollah", "support": "weapons; training",
    }  # fmt: skip
    assert denial["denied by"] == "Asaib Ahl al-Haq"
    assert denial["day"] == "2024-02"
    assert (group["subject"], group["object"]) == ("Iran", "Asaib Ahl al-Haq")
    assert member["relation"] == "membership"
    assert (row["day"], row["place"], row["claimed by"]) == ("2024-03-01", "Harir base", "Islamic Resistance in Iraq")


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("In Iraq, drones were launched at Al Asad airbase.", "perpetrator", None),
        ("An Iraqi Shiite militia attacked US bases in Syria.", "perpetrator", None),
        ("U.S. forces struck Kataib Hezbollah in Baghdad, Iraq.", "perpetrator", "US forces in Iraq and Syria"),
        ("U.S. forces struck Kataib Hezbollah.", "perpetrator", "United States"),
        ("A Shahed 136 drone hit Tower 22 in Jordan.", "munitions", None),
        ("The attack on Al Asad airbase was condemned by Iraq on 3 May 2024.", "condemned by", "Iraq"),
        ("The IRI, a coalition of Iran-backed groups, claimed the attack on Erbil of 3 May 2024.", "claimed by",
         "Islamic Resistance in Iraq"),
        ("Iraq hosts US forces; nobody attacked.", "perpetrator", None),
    ],
)  # fmt: skip
def test_who_did_it_is_not_guessed(text: str, column: str, value: str | None, lexicon: Lexicon) -> None:
    assert [row.get(column) for row in cells(text, lexicon) if row.get(column)] == ([value] if value else [])


def test_each_candidate_quotes_the_report_and_nothing_is_expected_or_supposed(lexicon: Lexicon) -> None:
    for candidate in draft(REPORT, lexicon, PUBLISHED):
        assert REPORT[candidate.passage.start : candidate.passage.end] == candidate.passage.text
        assert "could" not in candidate.passage.text


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("Up to 8 fighters of the group were killed.", "killed at most", "8"),
        ("No Americans died and over 100 were diagnosed with injuries.", "killed", "0"),
        ("No Americans died and over 100 were diagnosed with injuries.", "wounded", "101+"),
        ("It fired more than a thousand words and 13 rockets.", "munitions", "13"),
        ("A gunship destroyed 9 vehicles.", "vehicles destroyed", "9"),
        ("At least 1,200 people were wounded.", "wounded", "1200+"),
    ],
)
def test_numbers_are_bounds(text: str, column: str, value: str) -> None:
    assert (column, value) in [(number.column, number.text) for number in numbers_in(text)]


def test_what_is_about_so_many_is_hedged() -> None:
    (number,) = numbers_in("About 20 people were killed.")
    assert (number.text, number.hedge) == ("20", "about 20")


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("on 20 November 2023", None, (("day", "2023-11-20"),)),
        ("on November 20", None, ()),
        ("on November 20", date(2023, 11, 22), (("day", "2023-11-20"),)),
        ("on December 24", date(2024, 1, 2), (("day", "2023-12-24"),)),
        ("in September and October", date(2023, 11, 22), (("start", "2023-09"), ("end", "2023-10"))),
        ("That January", date(2023, 11, 22), ()),
        ("on 31 February 2023", date(2023, 11, 22), ()),
        ("on Sunday", date(2023, 11, 22), (("day", "2023-11-19"),)),
    ],
)
def test_a_date_without_a_year_needs_the_day_of_publication(
    text: str, published: date | None, expected: tuple[tuple[str, str], ...]
) -> None:
    (when,) = dates_in(text, published)
    assert when.cells == expected


@pytest.mark.parametrize("text", ["It may strike", "2023 drones", "the Marches"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates_in(text, PUBLISHED) == []


def test_names_are_found_in_any_script_and_short_ones_in_their_own_case(lexicon: Lexicon) -> None:
    arabic, pronoun = passages("كتائب حزب الله هاجمت القاعدة.\nThey told us that KH is here.")
    assert [m.things[0].rsplit("/", 1)[1] for m in lexicon.mentions(arabic)] == ["kataib-hezbollah"]
    assert "us" not in [m.text for m in lexicon.mentions(pronoun)]


def test_nothing_enters_without_a_persons_word(tmp_path: Path) -> None:
    report, sheet, out = tmp_path / "report.txt", tmp_path / "draft.csv", tmp_path / "out.ttl"
    report.write_text(REPORT, encoding="utf-8")
    options = ["--title", "A made-up report", "--published", "2024-03-05"]
    result = runner.invoke(app, ["draft", str(report), *options, "--out", str(sheet)])
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    assert {row["accepted"] for row in rows} == {""}
    imported = ["import", "sheet", str(sheet), "--text", str(report), "--out", str(out)]
    assert isinstance(runner.invoke(app, imported).exception, InputError)
    assert not out.exists()
    accepted = [{**row, "accepted": "no" if row["relation"] else "yes"} for row in rows]
    sheet.write_text(as_csv(accepted), encoding="utf-8")
    result = runner.invoke(app, imported)
    told = out.read_text(encoding="utf-8")
    assert "conflict:ClaimOfResponsibility" in told
    assert "conflict:Sponsorship" not in told
    assert "refused" in result.stdout


def test_a_row_that_misquotes_the_report_is_rejected(tmp_path: Path, lexicon: Lexicon) -> None:
    rows = rows_of(draft(REPORT, lexicon, PUBLISHED), {"title": "A made-up report", "published": "2024-03-05"})
    first, second = ({**row, "accepted": "yes"} for row in (rows[0], rows[2]))
    first["passage"] = first["passage"].replace("two drones", "nine drones")
    sheet = tmp_path / "draft.csv"
    sheet.write_text(as_csv([first, second]), encoding="utf-8")
    reading = read_sheets((sheet,), ImportSettings(None), report=REPORT).reading
    assert reading.rejects["reason"].to_list() == ["the passage does not stand in the text"]
    assert reading.rows("told") == 1


def test_a_passage_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path: Path, lexicon: Lexicon) -> None:
    text = "- Iran trains Kataib Hezbollah.\n=1+1 Iran arms Kataib Hezbollah."
    rows = rows_of(draft(text, lexicon), {"title": "A made-up report", "published": "2024-03-05"})
    assert len(rows) == 2
    sheet = tmp_path / "draft.csv"
    sheet.write_text(
        as_csv([{**row, "accepted": "yes", "id": f"r{at}"} for at, row in enumerate(rows)]), encoding="utf-8"
    )
    assert not any(line.startswith(("yes,=", "yes,-")) for line in sheet.read_text(encoding="utf-8").splitlines())
    assert read_sheets((sheet,), ImportSettings(None), report=text).reading.rows("told") == 2


def test_what_a_program_proposes_must_stand_in_the_text() -> None:
    answer = json.dumps(
        [
            {
                "passage": "Iran arms and trains",
                "cells": {"relation": "sponsorship", "subject": "Iran", "object": "KH"},
            },
            {"passage": "Iran ordered the attack", "cells": {"kind": "attack"}},
            {"passage": "US bases in Syria", "cells": {"accepted": "yes", "kind": "attack"}},
            {"passage": "US bases in Syria", "cells": {"kind": ["attack"]}},
            {"passage": "US bases in Syria", "cells": {"relation": "hosting", "subject": "Syria"}},
            "US bases in Syria",
        ]
    )
    found = judged(REPORT, answer)
    (kept,) = found.candidates
    assert REPORT[kept.passage.start : kept.passage.end] == "Iran arms and trains"
    assert kept.passage.where == "paragraph 4, sentence 1"
    assert [reason.split(": ", 1)[1] for reason in found.refused] == [
        "its passage does not stand in the text: 'Iran ordered the attack'",
        "'accepted' is no column of a candidate",
        "the cell 'kind' is no text of up to 300 characters",
        "its relation has no object",
        "it has no passage and cells",
    ]


@pytest.mark.parametrize("answer", ["", "no JSON", '{"passage": "x"}', "[" * 100_000])
def test_an_answer_that_is_no_list_is_refused(answer: str) -> None:
    with pytest.raises(InputError, match="the program did not write"):
        judged(REPORT, answer)


def test_a_program_gets_the_text_and_the_names(tmp_path: Path) -> None:
    script = tmp_path / "model.py"
    script.write_text(
        "import json, sys\nasked = json.load(sys.stdin)\nassert 'Iran' in asked['actors'], asked['actors']\n"
        "cells = {'kind': 'attack', 'perpetrator': asked['actors'][0]}\n"
        "print(json.dumps([{'passage': asked['text'][:9], 'cells': cells}]))\n",
        encoding="utf-8",
    )
    found = proposed(REPORT, (), shlex.join([sys.executable, str(script)]))
    assert [candidate.passage.text for candidate in found.candidates] == ["A made-up"]


@pytest.mark.parametrize("command", ["no-such-program-at-all", f"{shlex.quote(sys.executable)} -c 'exit(3)'", "'"])
def test_a_program_that_fails_is_told(command: str) -> None:
    with pytest.raises(UsageError, match="--model"):
        proposed(REPORT, (), command)


def test_a_person_decides_mends_and_stops() -> None:
    rows = rows_of([Candidate({"kind": "attack", "target": "X"}, p) for p in passages("One. Two. Three.")], {})
    answers = iter(["target=Y", "colour=red", "accepted=yes", "y", "n", "q"])
    said: list[str] = []
    decide(rows, lambda _: next(answers), said.append)
    assert [row["accepted"] for row in rows] == ["yes", "no", ""]
    assert rows[0]["target"] == "Y"
    assert sum("no column of a sheet" in text for text in said) == 2


@pytest.mark.parametrize(("content", "reason"), [(b"\xff\xfe\x00", "UTF-8"), (b"PK\x00", "zero byte")])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_report(file)


def test_an_empty_report_gives_no_candidates(lexicon: Lexicon) -> None:
    assert draft("", lexicon) == []
    assert draft("\n\n | | |\n", lexicon) == []
    assert as_csv([]).startswith("accepted,passage,")
