/**
 * Where the drawn nodes stand: the layouts that the file holds, and the ego layout, which is made here around any node.
 * `current` gives the positions of the drawn nodes, the bands behind them, and the half width that bands span.
 */
'use strict';

KG.arrange = (() => {
  const { model, filters, scene } = KG;
  const { state } = filters;
  const ROW = 104;
  const TALLEST = 190;
  const BAND_GAP = 8;
  const HEAD = 40;
  const FOOT = 4;
  const CELL = { wide: 138, high: 92 };
  const NAMES = ['hierarchy', 'force', 'ego'];

  /** The bands in which something is drawn, each with the heights of its rows. */
  function usedBands({ bands, positions }) {
    const rows = bands.map(() => new Set());
    for (const id of scene.nodes) {
      const y = positions[id][1];
      const at = bands.findIndex((band) => y >= band.top && y <= band.bottom);
      rows[at].add(y);
    }
    return bands.map((band, at) => ({ caption: band.caption, rows: [...rows[at]].sort((a, b) => a - b) }))
      .filter((band) => band.rows.length);
  }

  let row = ROW;

  /** How high a row may be for the bands to take the shape of the stage. */
  function stretched(used, layout, shape) {
    const count = used.reduce((sum, band) => sum + band.rows.length, 0);
    return Math.max(ROW, Math.min(TALLEST, ((2 * layout.halfWidth) / shape - used.length * (BAND_GAP + FOOT)) / (count || 1)));
  }

  /** The hierarchy without the rows in which nothing is drawn. */
  function hierarchy(layout, shape, isFresh) {
    const used = usedBands(layout);
    if (isFresh) row = stretched(used, layout, shape);
    const heights = new Map();
    const bands = [];
    let top = 0;
    for (const { caption, rows } of used) {
      rows.forEach((y, at) => heights.set(y, top + row * at + HEAD));
      bands.push({ caption, top, bottom: top + row * rows.length + FOOT });
      top = bands.at(-1).bottom + BAND_GAP;
    }
    const places = [...scene.nodes].map((id) => [id, [layout.positions[id][0], heights.get(layout.positions[id][1])]]);
    return { positions: Object.fromEntries(places), bands, halfWidth: layout.halfWidth };
  }

  /** The node in the middle of the ego layout: the chosen one if it is drawn, else the best connected one. */
  function centre() {
    if (scene.nodes.has(state.centre)) return state.centre;
    const share = (id) => model.nodes.get(id).share;
    return [...scene.nodes].sort((a, b) => share(b) - share(a) || (a < b ? -1 : 1))[0] ?? null;
  }

  /** The drawn neighbours of every drawn node. */
  function adjacency() {
    const found = new Map([...scene.nodes].sort().map((id) => [id, new Set()]));
    for (const { from, to } of scene.lines.values()) {
      found.get(from).add(to);
      found.get(to).add(from);
    }
    return found;
  }

  /** The drawn nodes by their distance from the middle; those out of reach come last. */
  function rings(middle, near) {
    const found = [[middle]];
    const reached = new Set([middle]);
    while (found.at(-1).length) {
      const next = new Set(found.at(-1).flatMap((id) => [...near.get(id)]).filter((id) => !reached.has(id)));
      found.push([...next].sort());
      for (const id of next) reached.add(id);
    }
    found.pop();
    const apart = [...near.keys()].filter((id) => !reached.has(id));
    return apart.length ? [...found, apart] : found;
  }

  const TURN = 2 * Math.PI;

  /** The mean of some angles, null where they cancel out. */
  function mean(angles) {
    const [x, y] = [Math.cos, Math.sin].map((of) => angles.reduce((sum, angle) => sum + of(angle), 0));
    return Math.hypot(x, y) < 1e-6 ? null : (Math.atan2(y, x) + TURN) % TURN;
  }

  /** Nodes of a ring with the angle that each wants: the mean of those of its neighbours further in. */
  function ordered(ring, near, angles) {
    const key = (id) => `${model.nodes.get(id).kind}|${id}`;
    const wanted = (id) => mean([...near.get(id)].filter((other) => angles.has(other)).map((other) => angles.get(other))) ?? 0;
    return ring.map((id) => ({ id, wanted: wanted(id), key: key(id) }))
      .sort((a, b) => a.wanted - b.wanted || (a.key < b.key ? -1 : 1));
  }

  /** Even angles, turned as a whole to where their nodes want to be. */
  function spread(members) {
    const even = members.map((_, at) => (TURN * at) / members.length);
    const turn = mean(members.map(({ wanted }, at) => wanted - even[at])) ?? 0;
    return even.map((angle) => angle + turn);
  }

  const point = (angle, { wide, high }) => [wide * Math.cos(angle), high * Math.sin(angle)];

  /** Whether labels of any of the next few points on an ellipse would meet. */
  function clash(points) {
    const meet = ([ax, ay], [bx, by]) => Math.abs(ax - bx) < CELL.wide && Math.abs(ay - by) < CELL.high;
    const next = [1, 2, 3, 4].filter((step) => step < points.length);
    return points.some((one, at) => next.some((step) => meet(one, points[(at + step) % points.length])));
  }

  /** Put nodes on the smallest ellipse beyond the last one on which their labels stand apart; its size. */
  function placeOn(members, last, shape, angles, positions) {
    const turned = spread(members);
    let size = { wide: last.wide + CELL.wide * 1.2, high: last.high + CELL.high * 1.3 };
    while (clash(turned.map((angle) => point(angle, size)))) {
      size = { wide: size.wide + 24 * shape, high: size.high + 24 };
    }
    members.forEach(({ id }, at) => {
      angles.set(id, turned[at]);
      positions[id] = point(turned[at], size);
    });
    return size;
  }

  /** How many rows a ring of so many needs so as not to push the next ones far out. */
  const rowsFor = (count, last) => Math.ceil(count / Math.max(14, (4 * (last.wide + last.high)) / CELL.wide));

  /** A node in the middle and the others on rings around it by how many steps away they are. */
  function ego(shape) {
    const middle = centre();
    const positions = {};
    const made = { positions, bands: [], halfWidth: 0, rings: [] };
    if (middle === null) return made;
    positions[middle] = [0, 0];
    const near = adjacency();
    const angles = new Map();
    let size = { wide: 0, high: 0 };
    rings(middle, near).slice(1).forEach((ring, step) => {
      const members = ordered(ring, near, angles);
      const rows = rowsFor(ring.length, size);
      for (let row = 0; row < rows; row += 1) {
        size = placeOn(members.filter((_, at) => at % rows === row), size, shape, angles, positions);
      }
      made.rings.push({ ...size, caption: `${step + 1} step${step ? 's' : ''}` });
    });
    return made;
  }

  /**
   * The chosen layout of what is drawn, for a stage so many times as wide as it is high. Unless it is to be fresh, rows
   * stay as high as they were, so that the picture holds still while the reader selects.
   */
  function current(shape, isFresh) {
    if (state.layout === 'ego') return ego(shape);
    const layout = model.layouts[state.layout];
    return state.layout === 'hierarchy' ? hierarchy(layout, shape, isFresh) : layout;
  }

  return { current, centre, NAMES };
})();
