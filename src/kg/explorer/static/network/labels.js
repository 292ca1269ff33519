/**
 * Names and numbers in the picture, drawn in a size that does not shrink with it: the most important first, each left
 * out where it would cover another one or a node. Zooming in brings the rest.
 */
import { wrap } from '../page/text.js';

const FACE = 'Helvetica Neue, Arial, Liberation Sans, sans-serif';
const LEAST = 11.5;
const MOST = 15;
/** The shapes that a name is tried in, its width in heights of its letters; those of few lines are for what matters. */
const SHAPES = [{ wide: 10.2, most: 3 }, { wide: 7.2, most: 3 }, { wide: 5.4, most: 3 }];
const SHORT = [{ wide: 9, most: 2 }, { wide: 9, most: 1 }, { wide: 6, most: 1 }];
/** How many places around a node a name is tried in: straight ones for all, of which those below and ABOVE come first, any
 * for what matters, or where names are FEW. */
const ABOVE = 2;
const STRAIGHT = 4;
const ANYWHERE = 12;
const FEW = 40;
const GAP = 3;
/** Of more nodes than CROWD, those of a smaller radius than SPECK, in pixels, may be covered: they leave no room. */
const CROWD = 200;
const SPECK = 4;
const LEADING = 1.12;
const CELL = 48;
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const known = new Map();

/** Text in at most so many lines of at most so many pixels, with the width of the longest. */
function wrapped(context, text, font, widest, most) {
  const key = `${font}|${widest}|${most}|${text}`;
  if (known.has(key)) return known.get(key);
  context.font = font;
  const widthOf = (part) => context.measureText(part).width;
  const lines = wrap(text, widest, most, widthOf);
  const made = { lines, width: Math.max(0, ...lines.map(widthOf)) };
  known.set(key, made);
  return made;
}

/**
 * What is taken already of a stage so many pixels `wide`, by cells, so that a test looks at what is near alone. Names are
 * to stand between `left` and `right`, or at least on the stage.
 */
export function occupancy(wide = Infinity, { left: least, right: most } = { left: 0, right: wide }) {
  const cells = new Map();
  const over = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  function* keys(box) {
    for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
      for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) yield `${x},${y}`;
    }
  }
  const isFree = (box, owner) => {
    for (const key of keys(box)) {
      if ((cells.get(key) ?? []).some((other) => other.owner !== owner && over(box, other.box))) return false;
    }
    return true;
  };
  const take = (box, owner) => {
    for (const key of keys(box)) {
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push({ box, owner });
    }
  };
  /** How well a box stands: 2 between the bounds, 1 on the stage, 0 over its border. */
  const worth = ({ left, right }) => Number(left >= 0 && right <= wide) + Number(left >= least && right <= most);
  /** A box moved sideways to between the bounds, if it is by no more than half of its width. */
  function inside(box) {
    const shift = Math.max(0, least - box.left) - Math.max(0, box.right - most);
    const isSmall = Math.abs(shift) <= (box.right - box.left) / 2;
    return isSmall ? { ...box, left: box.left + shift, right: box.right + shift } : box;
  }
  return { isFree, take, worth, inside };
}

/** The height of letters, in half pixels, so that few sizes are ever measured. */
const sizeOf = (scale) => Math.round(2 * Math.max(LEAST, Math.min(MOST, 14.5 * scale))) / 2;

/** Draw lines of text below a point, in pixels of the screen. */
function write(context, { lines, x, y, size, font, colour, halo }) {
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 3.5;
  context.strokeStyle = halo;
  context.fillStyle = colour;
  lines.forEach((line, at) => {
    context.strokeText(line, x, y + at * size * LEADING);
    context.fillText(line, x, y + at * size * LEADING);
  });
}

/** The boxes in which a name of some lines can stand: below its node, above it, to its right, to its left; then aslant. */
function boxesAround({ x, y, radius }, width, height) {
  const half = width / 2 + 1;
  const distance = radius + GAP;
  return [
    { left: x - half, right: x + half, top: y + distance, bottom: y + distance + height },
    { left: x - half, right: x + half, top: y - distance - height, bottom: y - distance },
    { left: x + distance, right: x + distance + 2 * half, top: y - height / 2, bottom: y + height / 2 },
    { left: x - distance - 2 * half, right: x - distance, top: y - height / 2, bottom: y + height / 2 },
    ...[y, y - height].flatMap((top) => [x + distance, x - distance - 2 * half].map((left) => (
      { left, right: left + 2 * half, top, bottom: top + height }))),
    ...[y + distance, y - distance - height].flatMap((top) => [x - radius, x + radius - 2 * half].map((left) => (
      { left, right: left + 2 * half, top, bottom: top + height }))),
  ];
}

/** A name where there is room: seen whole, below its node, in the widest lines, before others; or null. What `matters` may stand aslant. */
function fit(context, item, font, size, taken, matters) {
  const ways = (matters ? [...SHAPES, ...SHORT] : SHAPES).map(({ wide, most }) => {
    const { lines, width } = wrapped(context, item.text, font, wide * size, most);
    return { lines, boxes: boxesAround(item, width, lines.length * size * LEADING) };
  });
  let best = null;
  for (let place = 0; place < (matters ? ANYWHERE : STRAIGHT); place += 1) {
    for (const { lines, boxes: { [place]: wanted } } of ways) {
      const box = place < ABOVE ? taken.inside(wanted) : wanted;
      if (!taken.isFree(box, item.id)) continue;
      const worth = taken.worth(box);
      if (!best || worth > best.worth) best = { lines, box, worth };
      if (worth === 2) return best;
    }
  }
  return best;
}

/**
 * Draw the names of nodes, given as { id, x, y, radius, text, rank, strong, colour, count } in pixels of the screen;
 * the boxes of those drawn, by id.
 */
export function names(context, items, scale, { halo, caption }, taken) {
  const size = sizeOf(scale);
  for (const item of items) {
    const { x, y, radius } = item;
    if (items.length > CROWD && radius < SPECK) continue;
    taken.take({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }, item.id);
  }
  const boxes = new Map();
  for (const item of [...items].sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1))) {
    const font = `${item.strong ? '600 ' : ''}${size.toFixed(1)}px ${FACE}`;
    const fitting = fit(context, item, font, size, taken, item.strong || items.length <= FEW);
    if (!fitting) continue;
    taken.take(fitting.box, item.id);
    boxes.set(item.id, fitting.box);
    write(context, { lines: fitting.lines, x: (fitting.box.left + fitting.box.right) / 2, y: fitting.box.top, size, font, colour: item.colour, halo });
    const side = fitting.box.left > item.x ? -1 : 1;
    if (item.count) number(context, `+${item.count}`, item.x + side * (item.radius + 12), item.y - item.radius, { halo, colour: caption }, taken, item.id);
  }
  return boxes;
}

/** Write a small number on a ground of its own if there is room for it; whether there was. */
function number(context, text, x, y, { halo, colour }, taken, owner) {
  context.font = `600 11px ${FACE}`;
  const half = context.measureText(text).width / 2 + 3;
  const box = { left: x - half, right: x + half, top: y - 7, bottom: y + 7 };
  if (!taken.isFree(box, owner)) return false;
  taken.take(box, owner);
  context.fillStyle = halo;
  context.beginPath();
  context.roundRect(box.left, box.top, 2 * half, 14, 6);
  context.fill();
  context.fillStyle = colour;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x, y + 0.5);
  return true;
}

/** Write the numbers of lines, given as { text, colour, at }, where `at` gives the point at a share of the line. */
export function numbers(context, items, { halo }, taken) {
  for (const { text, colour, at } of items) {
    PLACES.some((share) => {
      const { x, y } = at(share);
      return number(context, text, x, y, { halo, colour }, taken, null);
    });
  }
}
