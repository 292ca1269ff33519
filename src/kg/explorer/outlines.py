"""Country outlines for the explorer's map: cut from Natural Earth's, thinned, and rounded, as one small JSON.

``python -m kg.explorer.outlines < countries-50m.json > vendor/outlines.json`` makes the file that ships, from the npm
package ``world-atlas`` (TopoJSON of Natural Earth 1:50m, public domain; boundaries as they are held, not as they are
claimed). ``vendor/manifest.json`` names version and hash.

The file holds ``box`` (west, south, east, north in degrees), ``scale`` (units a degree), and for each country its
``name`` and ``rings``: flat lists of x, y in units from the box's south-western corner, each but the first pair
relative to the one before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

Point = tuple[float, float]

#: The part of the world that the file covers: west, south, east, north.
BOX = (24.0, 8.0, 66.0, 44.0)
#: How far, in degrees, a thinned line may leave the original one.
TOLERANCE = 0.02
#: Rounding: a unit is a hundredth of a degree, about a kilometre.
SCALE = 100
#: Rings around less than this many square units are left out: islets that the map cannot show.
SMALLEST = 60


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """The countries of a TopoJSON ``topology`` within ``BOX``, by name.

    Lines are thinned before they are joined, so that neighbours keep one common border.
    """
    arcs = [thinned(arc, TOLERANCE) for arc in _arcs(topology)]
    found = []
    for country in topology["objects"]["countries"]["geometries"]:
        clipped = (clip(_ring(parts, arcs), BOX) for polygon in _polygons(country) for parts in polygon)
        rings = [units for ring in clipped if abs(area(units := _units(ring))) >= SMALLEST]
        if rings:
            found.append({"name": country["properties"]["name"], "rings": [_differences(ring) for ring in rings]})
    return {"box": BOX, "scale": SCALE, "countries": sorted(found, key=lambda country: country["name"])}


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The topology's lines in degrees."""
    (kx, ky), (x, y) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        lines.append([(px * kx + x, py * ky + y) for px, py in steps])
    return lines


def _polygons(country: dict[str, Any]) -> list[list[list[int]]]:
    """A country's polygons, each a list of rings, each a list of numbers of arcs."""
    if country["type"] == "Polygon":
        return [country["arcs"]]
    return list(country["arcs"]) if country["type"] == "MultiPolygon" else []


def _ring(parts: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """A ring joined from its arcs; a negative number is the arc turned round (TopoJSON: ``~i``)."""
    points: list[Point] = []
    for part in parts:
        line = arcs[part] if part >= 0 else arcs[~part][::-1]
        points += line[1:] if points else line
    return points


def thinned(line: Sequence[Point], tolerance: float) -> list[Point]:
    """``line`` with only those points that it needs to stay within ``tolerance`` (Douglas and Peucker, 1973).

    >>> thinned([(0, 0), (1, 0.01), (2, 0), (3, 1)], 0.1)
    [(0, 0), (2, 0), (3, 1)]
    """
    kept = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        between = range(first + 1, last)
        far = max(between, key=lambda at: _away(line[at], line[first], line[last]), default=None)
        if far is not None and _away(line[far], line[first], line[last]) > tolerance:
            kept.add(far)
            todo += [(first, far), (far, last)]
    return [line[at] for at in sorted(kept)]


def _away(point: Point, start: Point, end: Point) -> float:
    """The distance of ``point`` from the line between ``start`` and ``end``."""
    (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((point[0] - x) * dx + (point[1] - y) * dy) / length)) if length else 0.0
    gap_x, gap_y = point[0] - x - along * dx, point[1] - y - along * dy
    return float((gap_x * gap_x + gap_y * gap_y) ** 0.5)


def clip(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of ``ring`` within ``box`` (Sutherland and Hodgman, 1974).

    >>> clip([(0, 0), (4, 0), (4, 4), (0, 4)], (2, 1, 9, 9))
    [(2.0, 1), (4.0, 1), (4, 4), (2, 4.0)]
    """
    west, south, east, north = box
    points = list(ring)
    for axis, bound, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        points = _cut(points, axis, bound, sign)
    return points


def _cut(points: Sequence[Point], axis: int, bound: float, sign: int) -> list[Point]:
    """The part of a ring on one side of a line across ``axis``."""
    kept: list[Point] = []
    for index, here in enumerate(points):
        before = points[index - 1]
        inside, was_inside = sign * here[axis] >= sign * bound, sign * before[axis] >= sign * bound
        if inside != was_inside:
            share = (bound - before[axis]) / (here[axis] - before[axis])
            x, y = before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])
            kept.append((bound, y) if axis == 0 else (x, bound))
        if inside:
            kept.append(here)
    return kept


def _units(ring: Iterable[Point]) -> list[tuple[int, int]]:
    """A ring in whole units from the corner of ``BOX``, without a point twice in a row."""
    points = [(round((x - BOX[0]) * SCALE), round((y - BOX[1]) * SCALE)) for x, y in ring]
    return [point for index, point in enumerate(points) if point != points[index - 1]]


def area(ring: Sequence[tuple[int, int]]) -> float:
    """The area that a ring encloses, negative where it runs clockwise.

    >>> area([(0, 0), (2, 0), (2, 2), (0, 2)])
    4.0
    """
    return sum(ring[i - 1][0] * y - x * ring[i - 1][1] for i, (x, y) in enumerate(ring)) / 2


def _differences(ring: Sequence[tuple[int, int]]) -> list[int]:
    """A ring as a flat list, each pair but the first relative to the one before."""
    befores = [(0, 0), *ring[:-1]]
    return [part for (x, y), (bx, by) in zip(ring, befores, strict=True) for part in (x - bx, y - by)]


if __name__ == "__main__":
    json.dump(outlines(json.load(sys.stdin)), sys.stdout, separators=(",", ":"), ensure_ascii=True)
