"""What several tests of the explorer do with a page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

PHONE = (390, 844)
#: The panels that are sheets on a phone.
SHEETS = ("viewbar", "legend", "side", "time")
#: The rules of axe whose outcome depends on the colours.
OF_COLOUR = ("color-contrast", "link-in-text-block")


def selected(page: Any) -> str | None:
    """What is selected."""
    found: str | None = page.evaluate("__kg.filters.state.selected")
    return found


def wait_until(page: Any, test: str, arg: Any = None, seconds: float = 30) -> None:
    """Wait until a test holds; Playwright's own waiting evaluates text in the page, which the page's policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(test, arg):
        assert time.monotonic() < end, test
        page.wait_for_timeout(30)


def wait_for_page(page: Any) -> None:
    """Wait until the page has drawn its picture and all that stands around it."""
    wait_until(page, "window.__kg !== undefined")


def painted(page: Any) -> None:
    """Wait until what has been asked for is painted, and what a frame later follows from it."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")


def findings(page: Any, part: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds in the page or in the parts that a selector names, by every rule that it has or by some."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = axe.Axe().run(page, context=part, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def open_table(page: Any) -> None:
    """Open the table and wait for its rows: a browser tells of the opening only after the click is done."""
    page.click("#table-box summary")
    wait_until(page, "document.querySelectorAll('#table-body tr').length > 0")


def message(page: Any) -> str:
    """What the page says."""
    said: str = page.locator("#message").inner_text()
    return said


def rectangles(page: Any, selector: str) -> list[dict[str, float]]:
    """Where the elements of a selector are on the screen."""
    found: list[dict[str, float]] = page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().toJSON())",
        selector,
    )
    return found


def overlaps(boxes: list[dict[str, float]], slack: float = 1.0) -> list[tuple[int, int]]:
    """The pairs of boxes that share more than a border of ``slack`` pixels."""

    def shared(one: dict[str, float], other: dict[str, float]) -> bool:
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        return across > slack and down > slack

    return [(a, b) for a, b in combinations(range(len(boxes)), 2) if shared(boxes[a], boxes[b])]
