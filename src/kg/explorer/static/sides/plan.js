/**
 * Where everything of the opening view stands. Sponsors are left, groups in the middle, those whom they fight right,
 * and hosts below. Places follow from the data and from the size of the stage alone, so that nothing moves when the
 * policy, the filters or the selection change.
 */
import { arc, arch, curve, way } from './routes.js';

const COLUMN = { sponsor: 'left', groups: 'middle', target: 'right', host: 'below' };
/** Sizes in pixels on a wide and on a narrow stage. */
const WIDE = { margin: 10, track: 6.5, side: 138, most: 196, row: [20, 40], gap: 74, name: 32, shape: 8.5, rail: 22, hosts: 64, title: 22, narrow: false };
const NARROW = { margin: 4, track: 2, side: 64, most: 90, row: [40, 46], gap: 18, name: 21, shape: 7.5, rail: 10, hosts: 96, title: 36, narrow: true };
const NARROW_BELOW = 760;
const [CAPTION, FOOT] = [16, 6];
const LEAST_HEIGHT = 320;
/** How far the ends of lines at one name are apart at most, and how far they spread in all. */
const PORT = { row: [4, 16], node: [4.5, 40], top: [7, 40] };

const column = (side) => COLUMN[side.role];

/** On which side of a name a line leaves for a name in another column. */
function faceOf(own, other) {
  if (own === 'below') return 'top';
  if (own === 'middle') return other === 'left' ? 'left' : 'right';
  if (other === 'middle') return own === 'left' ? 'right' : 'left';
  return 'out';
}

/** A line's two ends and the columns that they are in. */
function classify(line, actors) {
  const [from, to] = [line.from, line.to].map((id) => column(actors.get(id).side));
  return { id: line.id, ids: [line.from, line.to], columns: [from, to], isInside: line.isInside };
}

/** Whether a line runs around the middle: all but those inside a side, and those between the middle and a column beside it. */
const runsAround = ({ columns, isInside }) => !isInside && (!columns.includes('middle') || columns.includes('below'));

/** From which column to which one a line runs below the middle, as numbers from left to right. */
function spanOf({ columns }) {
  const at = { left: 0, middle: 1, below: 2, right: 3 };
  const [first, last] = columns.map((name) => at[name]).sort();
  return { first, last };
}

/** Lanes for lines, of which those that share no column share a lane; the longest first. */
function lanesOf(lines) {
  const of = new Map();
  const lanes = [];
  const long = ({ first, last }) => last - first;
  const sorted = lines.map((line) => ({ line, ...spanOf(line) }))
    .sort((a, b) => long(b) - long(a) || a.first - b.first || (a.line.id < b.line.id ? -1 : 1));
  for (const { line, first, last } of sorted) {
    let lane = lanes.findIndex((taken) => taken.every((other) => other.last <= first || last <= other.first));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane].push({ first, last });
    of.set(line, lane);
  }
  return { of, count: lanes.length };
}

/** Rows of the middle from top to bottom: y by id, captions, and the height that they take. */
function middleRows(side, top, pitch, title) {
  const rows = new Map();
  const captions = [];
  let y = top + title;
  for (const { caption, ids } of side ? side.bands : []) {
    if (side.bands.length > 1) {
      captions.push({ text: caption, y: y + CAPTION - 5 });
      y += CAPTION;
    }
    for (const id of ids) {
      rows.set(id, y + pitch / 2);
      y += pitch;
    }
  }
  if (side?.more.length) y += CAPTION + 4;
  return { rows, captions, bottom: y + FOOT };
}

const countOf = (side) => side.bands.reduce((sum, { ids }) => sum + ids.length, 0);

/** The boxes of the sides of a column, one over the other, and where their names stand: at `at` from left to right. */
function stack(sides, { x, width, at, title }, top, bottom) {
  const gap = 8;
  const total = sides.reduce((sum, side) => sum + countOf(side) + 0.6, 0);
  const room = bottom - top - gap * (sides.length - 1);
  const places = new Map();
  let y = top;
  const boxes = sides.map((side) => {
    const height = (room * (countOf(side) + 0.6)) / total;
    const ids = side.bands.flatMap((band) => band.ids);
    const foot = side.more.length ? 26 : 10;
    const pitch = (height - title - foot) / ids.length;
    ids.forEach((id, place) => places.set(id, { x: at, y: y + title + pitch * (place + 0.5) }));
    const box = { side, x, y, width, height };
    y += height + gap;
    return box;
  });
  return { boxes, places };
}

/** Hosts below, each side in a box as wide as its names need; heads of rails stand where their rail comes down. */
function hostRow(sides, { left, right, top, size }, railX, roomFor) {
  const places = new Map();
  const total = sides.reduce((sum, side) => sum + countOf(side), 0);
  const gap = 10;
  const unit = (right - left - gap * (sides.length - 1)) / (total || 1);
  let x = left;
  const boxes = sides.map((side) => {
    const ids = side.bands.flatMap((band) => band.ids);
    const width = unit * ids.length;
    const spots = ids.map((id, place) => ({ id, x: railX.get(id) ?? x + unit * (place + 0.5) }));
    const free = spots.filter(({ id }) => !railX.has(id));
    const taken = spots.filter(({ id }) => railX.has(id)).map((spot) => [spot.x - roomFor(spot.id, size.narrow), spot.x + (size.narrow ? 45 : 20)]);
    spread(free.sort((a, b) => (a.id === side.state ? -1 : b.id === side.state ? 1 : 0)), taken, [x, x + width]);
    for (const spot of spots) places.set(spot.id, { x: spot.x, y: top + size.title + 12 });
    const box = { side, x: Math.min(x, ...spots.map((spot) => spot.x - 30)), y: top, height: size.hosts };
    box.width = Math.max(x + width, ...spots.map((spot) => spot.x + 30)) - box.x;
    x += width + gap;
    return box;
  });
  return { boxes, places };
}

/** Put free spots where there is most room between what is taken, evenly. */
function spread(free, taken, [left, right]) {
  const stops = [...taken].sort((a, b) => a[0] - b[0]);
  const gaps = [...stops, [right, right]].map(([end], at) => ({ start: at ? stops[at - 1][1] : left, end, spots: [] }));
  const share = (gap) => (gap.end - gap.start) / (gap.spots.length + 1);
  for (const spot of free) gaps.reduce((a, b) => (share(b) > share(a) ? b : a)).spots.push(spot);
  for (const gap of gaps) {
    gap.spots.forEach((spot, at) => {
      spot.x = gap.start + ((gap.end - gap.start) * (at + 0.5)) / gap.spots.length;
    });
  }
}

/** Even offsets around the middle for so many ends of lines. */
function offsets(count, [apart, most]) {
  const step = count > 1 ? Math.min(apart, most / (count - 1)) : 0;
  return Array.from({ length: count }, (_, place) => (place - (count - 1) / 2) * step);
}

/**
 * The whole plan of the sides of model/sides.js on a stage of a size. `roomFor` gives the width of a name that stands
 * left of its shape.
 */
export function plan({ sides, actors, rails, lines }, { width: wanted, height: wish, roomFor = () => 130 }) {
  const size = wanted < NARROW_BELOW ? NARROW : WIDE;
  const width = Math.max(wanted, size.narrow ? 360 : NARROW_BELOW);
  const of = (name) => sides.filter((side) => column(side) === name);
  const [lefts, [middle], rights, hosts] = ['left', 'middle', 'right', 'below'].map(of);
  const classified = [...lines.values()].map((line) => classify(line, actors));
  const around = classified.filter(runsAround);
  const stackPlace = (id) => {
    const { side } = actors.get(id);
    const ids = of(column(side)).flatMap((one) => one.bands.flatMap((band) => band.ids));
    return (ids.indexOf(id) + 0.5) / ids.length;
  };
  // A line around the middle goes over it where its left end is in the upper half.
  const isOver = ({ ids, columns }) => columns.includes('left') && columns.includes('right') && stackPlace(ids[columns.indexOf('left')]) < 0.5;
  const over = around.filter(isOver);
  const under = around.filter((one) => !isOver(one));
  const atGutter = (name) => (one) => one.columns.includes(name);
  const tracksLeft = Math.max(over.filter(atGutter('left')).length, under.filter(atGutter('left')).length);
  const tracksRight = around.filter(atGutter('right')).length;

  const gutter = { left: size.margin + (tracksLeft ? tracksLeft * size.track + 6 : 0), right: size.margin + (tracksRight ? tracksRight * size.track + 6 : 0) };
  const inner = width - gutter.left - gutter.right;
  const sideWidth = Math.min(size.most, Math.max(size.side, inner * 0.15));
  const [leftWidth, rightWidth] = [lefts.length ? sideWidth : 0, rights.length ? sideWidth : 0];
  const gap = Math.max(size.gap, inner * 0.1);
  const [gapLeft, gapRight] = [lefts.length ? gap : 0, rights.length ? gap * 1.15 : 0];
  const midLeft = gutter.left + leftWidth + gapLeft;
  const midRight = width - gutter.right - rightWidth - gapRight;
  const rowCount = middle ? countOf(middle) : 0;

  const top = 8 + over.length * size.track + (over.length ? 6 : 0);
  const levels = lanesOf(under);
  const lanes = 14 + levels.count * size.track;
  const fixed = top + size.title + FOOT + (middle && middle.bands.length > 1 ? middle.bands.length * CAPTION : 0) + (middle?.more.length ? CAPTION : 0) + lanes + (hosts.length ? size.hosts + 12 : 0);
  const pitch = Math.max(size.row[0], Math.min(size.row[1], (Math.max(wish, LEAST_HEIGHT) - fixed) / (rowCount || 1)));
  const { rows, captions, bottom: middleBottom } = middleRows(middle, top, pitch, size.title);
  const tallest = Math.max(...[lefts, rights].map((found) => found.reduce((sum, side) => sum + countOf(side) * (size.narrow ? 88 : 40) + 34, 0)));
  const bottom = Math.max(middleBottom, top + tallest);
  const hostTop = bottom + lanes;
  const height = hostTop + (hosts.length ? size.hosts + 8 : 0);

  const railX = new Map(rails.map((rail, place) => [rail.head, midRight - (size.narrow ? 22 : 46) - place * size.rail]));
  const edges = { left: gutter.left, right: width - gutter.right };
  const beside = size.shape + 6;
  const left = stack(lefts, { x: edges.left, width: leftWidth, at: edges.left + (size.narrow ? leftWidth / 2 : leftWidth - beside), title: size.title }, top, bottom);
  const right = stack(rights, { x: edges.right - rightWidth, width: rightWidth, at: edges.right - (size.narrow ? rightWidth / 2 : rightWidth - beside), title: size.title }, top, bottom);
  const hostBox = hostRow(hosts, { left: size.narrow ? edges.left : midLeft, right: edges.right - 4, top: hostTop, size }, railX, roomFor);
  const places = new Map([...left.places, ...right.places, ...hostBox.places]);
  for (const [id, y] of rows) places.set(id, { x: railX.get(id) ?? midLeft + size.name / 2, y });
  const boxes = [...left.boxes, ...right.boxes, ...hostBox.boxes];
  if (middle) boxes.push({ side: middle, x: midLeft, y: top, width: midRight - midLeft, height: bottom - top });

  const ways = route(classified, { over, under, levels: levels.of }, places, { midLeft, midRight, top, bottom, edges, size, pitch, tracksLeft });
  return {
    size, width, height, boxes, captions, places, ways, midLeft, midRight, pitch,
    rails: rails.map((rail) => railPlan(rail, railX.get(rail.head), places)),
    columnOf: (id) => column(actors.get(id).side),
    moreY: middle?.more.length ? bottom - FOOT - 4 : null,
  };
}

/** A rail from its head along its members. */
function railPlan(rail, x, places) {
  const ys = [places.get(rail.head).y, ...rail.members.map(({ id }) => places.get(id).y)];
  return { head: rail.head, x, top: Math.min(...ys), bottom: Math.max(...ys), dots: rail.members.map(({ id }) => ({ id, x, y: places.get(id).y })) };
}

/** The ways of all lines by id. */
function route(classified, { over, under, levels }, places, frame) {
  const { midRight, top, bottom, edges, size, pitch, tracksLeft } = frame;
  const outside = new Set([...over, ...under]);
  const ports = portsOf(classified.filter((one) => !one.isInside), new Set(over), places, frame, pitch);
  const lane = new Map();
  const leftY = ({ ids, columns }) => places.get(ids[columns.indexOf('left')])?.y ?? -1;
  const order = (list, sign) => [...list].sort((a, b) => sign * (leftY(a) - leftY(b)) || (a.id < b.id ? -1 : 1));
  order(over, 1).forEach((one, at) => lane.set(one, { y: top - 8 - at * size.track }));
  for (const one of under) lane.set(one, { y: bottom + 8 + levels.get(one) * size.track });
  const used = { left: 0, right: 0 };
  const nextTrack = (name) => {
    used[name] += 1;
    return used[name] - 1;
  };
  const trackX = { left: (at) => edges.left - 8 - at * size.track, right: (at) => edges.right + 8 + at * size.track };
  const lefts = new Map();
  for (const list of [order(over, 1), order(under, -1)]) list.filter((one) => one.columns.includes('left')).forEach((one, at) => lefts.set(one, Math.min(at, tracksLeft)));
  const rightTracks = new Map();
  for (const one of [...order(over, 1), ...order(under, -1)]) if (one.columns.includes('right')) rightTracks.set(one, nextTrack('right'));
  const gapTracks = new Map();
  for (const one of order(under, -1)) if (one.columns.includes('middle')) gapTracks.set(one, gapTracks.size);

  const found = new Map();
  for (const one of classified) {
    const [a, b] = one.isInside ? one.ids.map((id) => places.get(id)) : one.ids.map((id, end) => ports.get(`${one.id}|${end}`));
    if (one.isInside) found.set(one.id, inside(one, a, b, frame));
    else if (!outside.has(one)) found.set(one.id, curve(a, b));
    else {
      const { y } = lane.get(one);
      const track = { left: trackX.left(lefts.get(one) ?? 0), right: trackX.right(rightTracks.get(one) ?? 0), middle: midRight + 10 + (gapTracks.get(one) ?? 0) * size.track };
      const bend = (name, end) => (name === 'below' ? [{ x: end.x, y }] : [{ x: track[name], y: end.y }, { x: track[name], y }]);
      found.set(one.id, way([a, ...bend(one.columns[0], a), ...bend(one.columns[1], b).reverse(), b]));
    }
  }
  return found;
}

/** The way of a line between two names of one side. */
function inside({ columns: [name] }, a, b, { midLeft, size }) {
  if (name === 'below') return arch({ x: a.x, y: a.y - 14 }, { x: b.x, y: b.y - 14 }, 26);
  if (name === 'middle') {
    const x = midLeft + 2;
    return arc({ x, y: a.y }, { x, y: b.y }, -Math.min(size.narrow ? 26 : 60, 18 + Math.abs(b.y - a.y) / 6));
  }
  const sign = name === 'left' ? 1 : -1;
  return arc({ x: a.x + sign * 14, y: a.y }, { x: b.x + sign * 14, y: b.y }, sign * 30);
}

/** Where lines meet names: at each side of a name in the order of their other ends. */
function portsOf(lines, over, places, { midLeft, midRight, edges, size }, pitch) {
  const faces = new Map();
  for (const line of lines) {
    line.ids.forEach((id, end) => {
      const other = places.get(line.ids[1 - end]);
      const face = faceOf(line.columns[end], line.columns[1 - end]);
      const key = `${id}|${face}`;
      const rank = face === 'top' ? other.x : face === 'out' ? (over.has(line) ? -1e4 : 1e4) + other.y : line.columns[1 - end] === 'below' ? 1e4 + other.x : other.y;
      faces.set(key, [...(faces.get(key) ?? []), { key: `${line.id}|${end}`, id, face, column: line.columns[end], rank }]);
    });
  }
  const found = new Map();
  for (const ends of faces.values()) {
    ends.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
    const [{ id, face, column: name }] = ends;
    const here = places.get(id);
    const limits = face === 'top' ? PORT.top : name === 'middle' ? [PORT.row[0], pitch - 10] : PORT.node;
    const away = size.shape + 5;
    offsets(ends.length, limits).forEach((offset, place) => {
      const { key } = ends[place];
      if (face === 'top') found.set(key, { x: here.x + offset, y: here.y - away });
      else if (name === 'middle') found.set(key, { x: face === 'left' ? midLeft + 3 : midRight - 3, y: here.y + offset });
      else {
        const x = face === 'out' ? edges[name] : here.x + (face === 'right' ? away : -away);
        found.set(key, { x, y: here.y + offset * (face === 'out' ? 0.8 : 1) });
      }
    });
  }
  return found;
}
