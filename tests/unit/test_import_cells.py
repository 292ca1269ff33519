"""Numbers and days are read from every public layout, and never guessed."""

import polars as pl
import pytest

from kg.exchange.importers.cells import date_pattern, degrees, listed, whole, with_days


def day(text: str | None, layout: str | None = None) -> tuple[str | None, str | None]:
    """The day that is read, and why none is."""
    frame = with_days(pl.DataFrame({"d": [text]}, schema={"d": pl.String}), ("d",), date_pattern(layout))
    found, fault = frame.select("d_day", "d_fault").row(0)
    return (None if found is None else found.isoformat(), fault)


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-21", "2023-11-21 00:00:00.000", "2023-11-21T12:30:00Z", "2023/11/21", "20231121", "21 November 2023",
        "21 Nov 2023", "21-Nov-2023", "November 21, 2023", "Nov 21 2023", "21/11/2023", "11/21/2023", "21.11.2023",
        "21-11-2023 00:00",
    ],
)  # fmt: skip
def test_days_of_public_layouts_are_read(text: str) -> None:
    assert day(text) == ("2023-11-21", None)


@pytest.mark.parametrize(
    ("text", "layout", "expected", "why"),
    [
        ("05/11/2023", "dd/mm/yyyy", "2023-11-05", "ambiguous"),
        ("05/11/2023", "%m/%d/%Y", "2023-05-11", "ambiguous"),
        ("05.11.2023", "dd.mm.yyyy", "2023-11-05", "ambiguous"),
        ("21-11-23", "dd-mm-yy", "2023-11-21", "two digits"),
        ("21-Nov-23", "dd-mmm-yy", "2023-11-21", "two digits"),
        ("45251", "serial", "2023-11-21", "--date-format serial"),
        ("45251.0", "serial", "2023-11-21", "--date-format serial"),
    ],
)
def test_ambiguous_days_are_refused_unless_their_layout_is_named(
    text: str, layout: str, expected: str, why: str
) -> None:
    found, fault = day(text)
    assert found is None
    assert why in (fault or "")
    assert day(text, layout) == (expected, None)
    assert day("2023-11-21", layout) == ("2023-11-21", None)


def test_a_day_and_a_month_of_one_number_are_no_question() -> None:
    assert day("05/05/2023") == ("2023-05-05", None)


@pytest.mark.parametrize("text", [None, "soon", "2023-13-01", "2023-02-30", "0025-11-21", "31/11/2023", "9999-01-01"])
def test_what_is_no_day_stays_none(text: str | None) -> None:
    found, fault = day(text)
    assert found is None
    assert fault
    assert day("25-11-21", "yyyy-mm-dd")[0] is None


def test_numbers_are_read_as_programs_write_them() -> None:
    texts = {"1": 1, "2.0": 2, "2,0": 2, "-3": -3, "": None, "1,234": None, "2.5": None, "few": None, "1e3": None}
    frame = pl.DataFrame({"n": list(texts)}).select(whole("n"))
    assert frame["n"].to_list() == list(texts.values())
    points = {"33.5": 33.5, "33,5": 33.5, "-0.25": -0.25, "inf": None, "NaN": None, "north": None}
    assert pl.DataFrame({"n": list(points)}).select(degrees("n"))["n"].to_list() == list(points.values())


def test_cells_of_several_values_are_split() -> None:
    frame = pl.DataFrame({"c": ["a; b;", "", None]}).select(listed("c", ";"))
    assert frame["c"].to_list() == [["a", "b"], [], []]
