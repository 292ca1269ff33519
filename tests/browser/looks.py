"""What the explorer's tests measure in a page: what is shown and drawn, and where."""

from __future__ import annotations

from itertools import combinations
from typing import Any

SIZES = [(1400, 900), (1024, 768)]
Box = dict[str, float]


def counts(page: Any) -> tuple[int, int]:
    """How many nodes and edges pass the filters."""
    nodes, edges = page.evaluate("[__kg.filters.view.nodes.size, __kg.filters.view.edges.size]")
    return nodes, edges


def drawn(page: Any) -> set[str]:
    """The names of the nodes that are drawn."""
    return set(page.evaluate("[...__kg.scene.nodes].map((id) => __kg.model.nodes.get(id).name)"))


def lines(page: Any) -> list[dict[str, Any]]:
    """The lines that are drawn: id, ends by name, family, number of relations, and their ids."""
    found: list[dict[str, Any]] = page.evaluate(
        """[...__kg.scene.lines.values()].map((line) => ({
            id: line.id, from: __kg.model.nameOf(line.from), to: __kg.model.nameOf(line.to), family: line.family,
            count: line.count, change: line.change, members: line.members.map((edge) => edge.id) }))"""
    )
    return found


def line_between(page: Any, one: str, other: str, family: str) -> dict[str, Any]:
    """The line of a family between two nodes by name."""
    (found,) = (line for line in lines(page) if {line["from"], line["to"]} == {one, other} and line["family"] == family)
    return found


def boxes(page: Any) -> list[tuple[str, Box]]:
    """The boxes of the drawn nodes and of their names, each with its node, in the picture's own units."""
    nodes, names = page.evaluate(
        """() => {
            __kg.network.labelBoxes();
            const nodes = [...__kg.scene.nodes].map((id) => [id, __kg.network.picture.getBoundingBox(id)]);
            return [nodes, Object.entries(__kg.network.nameBoxes())];
        }"""
    )
    return [(owner, box) for owner, box in [*nodes, *names]]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than a border."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 1


def clashes(page: Any) -> list[tuple[str, str]]:
    """The pairs of nodes of which a box or name overlaps one of the other."""
    return [(a, b) for (a, one), (b, other) in combinations(boxes(page), 2) if a != b and overlap(one, other)]


def unnamed(page: Any) -> set[str]:
    """The names of drawn nodes for which there is no room."""
    return set(
        page.evaluate(
            """() => {
                __kg.network.labelBoxes();
                const named = __kg.network.nameBoxes();
                return [...__kg.scene.nodes].filter((id) => !(id in named)).map((id) => __kg.model.nodes.get(id).name);
            }"""
        )
    )


def corners(page: Any) -> list[dict[str, float]]:
    """The corners of all boxes, in pixels of the picture."""
    found: list[dict[str, float]] = page.evaluate(
        """Object.values(__kg.network.labelBoxes()).flatMap((box) => [
            __kg.network.picture.canvasToDOM({ x: box.left, y: box.top }),
            __kg.network.picture.canvasToDOM({ x: box.right, y: box.bottom })])"""
    )
    return found


def at(page: Any, name: str) -> tuple[float, float]:
    """Where a drawn node stands, in pixels of the page."""
    x, y = page.evaluate(
        """(name) => {
            __kg.network.labelBoxes();
            const id = [...__kg.scene.nodes].find((id) => __kg.model.nodes.get(id).name === name);
            const place = __kg.network.picture.canvasToDOM(__kg.network.picture.getPosition(id));
            const frame = __kg.network.canvas.getBoundingClientRect();
            return [frame.x + place.x, frame.y + place.y];
        }""",
        name,
    )
    return x, y


def point_on(page: Any, line: dict[str, Any]) -> tuple[float, float]:
    """A point of a drawn line where nothing else lies, in pixels of the page."""
    x, y = page.evaluate(
        """(id) => {
            __kg.network.labelBoxes();
            const { picture, canvas } = __kg.network;
            const names = Object.values(__kg.network.nameBoxes());
            const covers = ({ x, y }) => (box) => x > box.left && x < box.right && y > box.top && y < box.bottom;
            const { edgeType } = picture.body.edges[id];
            const free = Array.from({ length: 61 }, (_, at) => edgeType.getPoint(0.2 + at / 100))
                .filter((place) => !names.some(covers(place)))
                .map((place) => picture.canvasToDOM(place))
                .find((place) => picture.getNodeAt(place) === undefined && picture.getEdgeAt(place) === id);
            const frame = canvas.getBoundingClientRect();
            return [frame.x + free.x, frame.y + free.y];
        }""",
        line["id"],
    )
    return x, y
