"""docs/double-check.md says what the check of the seed report finds, by rule."""

import re
from pathlib import Path

import pytest

from kg.pipeline import find_policy, load_data, prepare
from kg.rdf.terms import expand
from kg.review.check import VERDICTS, Check, check_source

PAGE = Path(__file__).parents[2] / "docs" / "double-check.md"
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| statement", "| ---"))
]


@pytest.fixture(scope="module")
def checked() -> Check:
    inputs = prepare(load_data())
    return check_source(inputs, "seed-report", find_policy(inputs, "cautious")[0])


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_the_rule_finds_what_the_page_says(checked: Check, row: list[str]) -> None:
    verdicts = {v.statement: v.verdict for v in checked.verdicts}
    found = [verdicts[expand(name)] for name in re.findall(r"`([^`]+)`", row[3])]
    assert min(found, key=VERDICTS.index) == row[4]


def test_fifteen_of_sixteen_agree_with_the_reading_by_hand() -> None:
    assert len(ROWS) == 16
    assert [row[0] for row in ROWS if row[1] != row[4]] == ["The Islamic Resistance in Iraq is a self-proclaimed group"]


def test_the_report_is_found_wanting(checked: Check) -> None:
    tally = checked.tally()
    assert tally["contradicted"] >= 10
    assert checked.support is not None
    # Its background is told by others too.
    assert checked.support < 2 / 3
