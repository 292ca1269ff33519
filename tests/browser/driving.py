"""What several tests of the explorer do with a page."""

from __future__ import annotations

import time
from itertools import combinations
from typing import Any


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
