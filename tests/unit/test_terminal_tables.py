"""Tables on a terminal: no word is broken, whatever the width."""

from __future__ import annotations

import pytest

from kg.rdf.tables import present

COLUMNS = ("event", "what", "killed")
ROWS = [("event:abu-baqir-al-saadi-killing-2024-02-07", "Killing of somebody", 3), ("event:b", "", None)]


@pytest.mark.parametrize("width", [20, 40, 60, 61, 80, 200])
def test_no_identifier_is_broken(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = present(COLUMNS, ROWS, "table")
    words = text.split()
    assert {"event:abu-baqir-al-saadi-killing-2024-02-07", "Killing", "somebody", "event:b", "killed"} <= set(words)


def test_a_narrow_terminal_gets_a_block_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    first, second = present(COLUMNS, ROWS, "table").split("\n\n")
    assert first.splitlines() == [
        "event   event:abu-baqir-al-saadi-killing-2024-02-07",
        "what    Killing of somebody",
        "killed  3",
    ]
    assert second == "event   event:b\n"


def test_wide_letters_count_twice_and_no_rows_are_a_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert present(("a", "b"), [("真主党旅真主党旅真主党旅", "x")], "table").splitlines()[0].split() == ["a", "b"]
    assert present(("a", "b"), [("真主党旅真主党旅真主党旅真主党旅", "x")], "table").startswith("a  真")
    assert present(("a", "b"), [], "table").split() == ["a", "b"]
