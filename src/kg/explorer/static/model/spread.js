/**
 * The force layout, made when it is first chosen: linked nodes attract and near ones repel each other (Fruchterman and
 * Reingold, 1991), then boxes are moved apart. It begins with given places and draws no random number, so that the same
 * network gives the same picture.
 */

/** The width and height that a node takes with its name. */
export const BOX = [134, 104];
/** The length that a single link tends to, how far a node repels others, and how strongly the middle draws every node. */
const IDEAL = 140;
const REACH = 420;
const PULL = 2;
/** Steps of a small network; a larger one gets fewer, so that nodes times steps stay about WORK. */
const STEPS = 60;
const SEPARATIONS = 120;
const WORK = 20000;
/** After how many steps it is found anew which nodes repel each other. */
const FRESH = 6;
const TOUCH = 1e-3;

/** A cell and those around it that were filled before it. */
const AROUND = [-1, 0, 1].flatMap((column) => [-1, 0, 1].map((row) => [column, row]));

/** The pairs of places less than a box apart both ways, as `[lower, higher]` indices, found by cells. */
export function near(places, [wide, high]) {
  const cells = new Map();
  const pairs = [];
  places.forEach(([x, y], index) => {
    const column = Math.floor(x / wide);
    const row = Math.floor(y / high);
    for (const [right, down] of AROUND) {
      for (const other of cells.get(`${column + right} ${row + down}`) ?? []) {
        const [otherX, otherY] = places[other];
        if (Math.abs(x - otherX) < wide && Math.abs(y - otherY) < high) pairs.push([other, index]);
      }
    }
    const here = `${column} ${row}`;
    if (cells.has(here)) cells.get(here).push(index);
    else cells.set(here, [index]);
  });
  return pairs;
}

/** Move every place by at most `limit`, as its links and those near it want. */
function move(places, links, repelling, limit) {
  const pull = places.map(([x, y]) => [-x * PULL, -y * PULL]);
  const add = (one, other, x, y) => {
    pull[one][0] += x;
    pull[one][1] += y;
    pull[other][0] -= x;
    pull[other][1] -= y;
  };
  for (const [one, other] of repelling) {
    let x = places[one][0] - places[other][0];
    let y = places[one][1] - places[other][1];
    if (!x && !y) [x, y] = [0.1 * (one + 1), 0.1];
    const push = IDEAL ** 2 / (x * x + y * y);
    add(one, other, x * push, y * push);
  }
  for (const [one, other] of links) {
    const x = places[one][0] - places[other][0];
    const y = places[one][1] - places[other][1];
    const drag = -Math.hypot(x, y) / IDEAL;
    add(one, other, x * drag, y * drag);
  }
  pull.forEach(([x, y], index) => {
    const length = Math.hypot(x, y);
    const share = length <= limit ? 1 : limit / length;
    places[index][0] += x * share;
    places[index][1] += y * share;
  });
}

/** Push a pair apart along its shorter way, as far as it still overlaps. */
function push(places, one, other, box) {
  const gap = [0, 1].map((axis) => places[one][axis] - places[other][axis]);
  const over = [0, 1].map((axis) => box[axis] - Math.abs(gap[axis]));
  if (over[0] <= 0 || over[1] <= 0) return;
  const axis = over[0] / box[0] < over[1] / box[1] ? 0 : 1;
  const half = gap[axis] > 0 ? over[axis] / 2 : -over[axis] / 2;
  places[one][axis] += half;
  places[other][axis] -= half;
}

/** Move places, as few as need be, until no two boxes around them overlap; many get fewer tries. */
export function separate(places, box = BOX) {
  const tries = Math.max(8, Math.min(SEPARATIONS, Math.floor(WORK / Math.max(1, places.length))));
  const touching = box.map((side) => side - TOUCH);
  for (let turn = 0; turn < tries; turn += 1) {
    const pairs = near(places, touching);
    if (!pairs.length) return;
    for (const [one, other] of pairs) push(places, one, other, box);
  }
}

/** Positions of nodes by id from the places they `start` at and the pairs of ids that are linked. */
export function spread(ids, pairs, start) {
  const number = new Map(ids.map((id, place) => [id, place]));
  const links = new Map();
  for (const [from, to] of pairs) {
    const ends = [number.get(from), number.get(to)].sort((a, b) => a - b);
    if (ends[0] !== ends[1]) links.set(ends.join(), ends);
  }
  const places = ids.map((id) => start[id].map((value) => value * 0.8));
  const steps = Math.max(12, Math.min(STEPS, Math.floor(WORK / Math.max(1, ids.length))));
  let repelling = [];
  for (let step = 0; step < steps; step += 1) {
    if (step % FRESH === 0) repelling = near(places, [REACH, REACH]);
    move(places, [...links.values()], repelling, IDEAL * (1 - step / steps) + 1);
  }
  const wide = places.map(([x, y]) => [x * 1.15, y]);
  separate(wide);
  return Object.fromEntries(ids.map((id, place) => [id, wide[place].map((value) => Math.round(value * 10) / 10)]));
}
