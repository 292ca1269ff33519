/** Where things stand on the map: the projection, marks kept apart, names without overlap. */
const radians = (degrees) => (degrees * Math.PI) / 180;

/** The rectangle of degrees around the given spots, with a margin, no smaller than two degrees. */
export function frame(spots) {
  const [lats, lons] = [spots.map(({ lat }) => lat), spots.map(({ lon }) => lon)];
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
  const margin = Math.max(1, 0.12 * Math.max(north - south, east - west));
  return { south: south - margin, north: north + margin, west: west - 1.4 * margin, east: east + 1.4 * margin };
}

/**
 * A plate carrée projection, true to scale at the frame's middle latitude, that shows the whole frame in the middle
 * of a picture of the given size; `view` enlarges it and moves its middle, in pixels.
 */
export function projection({ south, north, west, east }, width, height, view = { scale: 1, x: 0, y: 0 }) {
  const stretch = 1 / Math.cos(radians(Math.max(-80, Math.min(80, (south + north) / 2))));
  const unit = Math.min(width / (east - west), height / ((north - south) * stretch)) * view.scale;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  return {
    width, height, unit, stretch,
    x: (at) => width / 2 + view.x + (at - lon) * unit,
    y: (at) => height / 2 + view.y - (at - lat) * unit * stretch,
    lonAt: (x) => (x - width / 2 - view.x) / unit + lon,
    latAt: (y) => lat - (y - height / 2 - view.y) / (unit * stretch),
  };
}

/** The points of a ring of the vendored outlines, in degrees. */
export function ringPoints(ring, { box, scale }) {
  const points = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < ring.length; at += 2) {
    x += ring[at];
    y += ring[at + 1];
    points.push([box[0] + x / scale, box[1] + y / scale]);
  }
  return points;
}

/** A ring as the path of an SVG drawing. */
export const ringPath = (points, { x, y }) => `M${points.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join('L')}Z`;

/** Whole degrees between two bounds, a round step apart. */
export function degrees(low, high) {
  const step = [1, 2, 5, 10, 20, 45].find((size) => (high - low) / size <= 6) ?? 90;
  const marks = [];
  for (let mark = Math.ceil(low / step) * step; mark <= high; mark += step) marks.push(mark);
  return marks;
}

/** Offsets from a place, the nearest first: itself, then rings around it. */
function offsets(pitch) {
  const found = [[0, 0]];
  for (let ring = 1; ring <= 8; ring += 1) {
    for (let place = 0; place < 6 * ring; place += 1) {
      const turn = (2 * Math.PI * place) / (6 * ring) - Math.PI / 2;
      found.push([Math.cos(turn) * pitch * ring, Math.sin(turn) * pitch * ring]);
    }
  }
  return found;
}

/** Give every spot, in order, a place of its own: as near as can be to where it belongs, `pitch` from all others. */
export function spread(spots, pitch) {
  const tried = offsets(pitch);
  const least = (pitch - 0.01) ** 2;
  const taken = [];
  return spots.map((spot) => {
    const free = ([dx, dy]) => taken.every(({ x, y }) => (spot.px + dx - x) ** 2 + (spot.py + dy - y) ** 2 >= least);
    const [dx, dy] = tried.find(free) ?? [0, 0];
    const placed = { ...spot, x: spot.px + dx, y: spot.py + dy };
    taken.push(placed);
    return placed;
  });
}

/**
 * Spots as they are, or, where there are more than `most`, those of each square of `size` pixels that holds more
 * than two as one heap with its members, in its first member's place.
 */
export function heaped(spots, most, size) {
  const isSingle = ({ members, opened }) => !members && !opened;
  const single = spots.filter(isSingle);
  if (single.length <= most) return spots;
  const squares = new Map();
  for (const spot of single) {
    const key = `${Math.floor(spot.px / size)}|${Math.floor(spot.py / size)}`;
    if (!squares.has(key)) squares.set(key, []);
    squares.get(key).push(spot);
  }
  const heaps = [...squares.values()].flatMap((members) => (members.length > 2 ? [{ ...members[0], members }] : members));
  return [...spots.filter((spot) => !isSingle(spot)), ...heaps];
}

/** The key of a place by its coordinates. */
export const placeKey = ({ lat, lon }) => `${lat}|${lon}`;

/** Spots as they are, but those of a place that has more than `most` as one heap with its members, unless `isOpen` says. */
export function stacked(spots, most, isOpen) {
  const places = new Map();
  for (const spot of spots) places.set(placeKey(spot), [...(places.get(placeKey(spot)) ?? []), spot]);
  return [...places].flatMap(([key, members]) => {
    if (isOpen(key)) return members.map((spot) => ({ ...spot, opened: true }));
    return members.length > most ? [{ ...members[0], members }] : members;
  });
}

/** Whether a point lies within a closed line. */
export function isInside({ x, y }, line) {
  let inside = false;
  for (let at = 0, last = line.length - 1; at < line.length; last = at, at += 1) {
    const [one, other] = [line[at], line[last]];
    if (one.y > y !== other.y > y && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside;
  }
  return inside;
}

export const apart = (one, other) =>
  one.right < other.left || one.left > other.right || one.bottom < other.top || one.top > other.bottom;

/** The boxes in which a text of a size may stand next to a point: right, left, above, below, and at the corners. */
function besides({ x, y, gap }, length, line) {
  const box = (left, top) => ({ left, right: left + length, top, bottom: top + line });
  return [box(x + gap, y - line / 2), box(x - gap - length, y - line / 2), box(x - length / 2, y - gap - line), box(x - length / 2, y + gap),
    box(x + gap, y - gap - line / 2), box(x + gap, y + gap - line / 2), box(x - gap - length, y - gap - line / 2), box(x - gap - length, y + gap - line / 2)];
}

/**
 * Which texts to write, and where: each next to its point, or in the middle of one of its `points`, where it covers no other text, none of the boxes in
 * `taken`, and stays within the picture; those for which there is no such place are left out. `sizeOf` gives the
 * width of a text and how far it reaches above and below its baseline.
 */
export function texts(wanted, taken, { width, height }, sizeOf) {
  const boxes = [...taken];
  const found = [];
  for (const one of wanted) {
    const size = sizeOf(one);
    const high = size.above + size.below;
    const choices = one.points ? one.points.map(({ x, y }) => ({ left: x - size.width / 2, right: x + size.width / 2, top: y - high / 2, bottom: y + high / 2 }))
      : besides(one, size.width, high);
    const box = choices.find((place) => place.left >= 1 && place.right <= width - 1 && place.top >= 1 && place.bottom <= height - 1
      && boxes.every((other) => apart(place, other)));
    if (!box) continue;
    boxes.push(box);
    found.push({ ...one, box, baseline: box.bottom - size.below });
  }
  return found;
}
