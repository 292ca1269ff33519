/**
 * Where the drawn nodes stand: the layouts that the file holds, and the ego layout, which is made here around any node.
 * `current` gives the positions of the drawn nodes, the bands behind them, and the half width that bands span.
 */

/** The names of the layouts. */
export const LAYOUTS = ['hierarchy', 'force', 'ego'];

/** The arrangement of a scene. */
export function makeArrange(model, filters, scene) {
  const { state } = filters;
  const PITCH = 134;
  const ROW = 104;
  const TALLEST = 190;
  const MIN_COLUMNS = 5;
  const MAX_COLUMNS = 120;
  const BAND_GAP = 8;
  const HEAD = 40;
  const FOOT = 4;
  const CELL = { wide: 138, high: 92 };

  /** The bands in which something is drawn, each with its nodes from left to right. */
  function usedBands({ bands, positions }) {
    const members = bands.map(() => []);
    for (const id of scene.nodes) {
      const y = positions[id][1];
      members[bands.findIndex((band) => y >= band.top && y <= band.bottom)].push(id);
    }
    const order = (a, b) => positions[a][0] - positions[b][0] || positions[a][1] - positions[b][1] || (a < b ? -1 : 1);
    return bands.map(({ caption }, at) => ({ caption, ids: members[at].sort(order) })).filter(({ ids }) => ids.length);
  }

  const rowsIn = (used, columns) => used.reduce((sum, { ids }) => sum + Math.ceil(ids.length / columns), 0);
  const height = (used, columns, high) => rowsIn(used, columns) * high + used.length * (BAND_GAP + FOOT);
  const width = (columns) => PITCH * (columns + 0.5);

  /** How many columns let the bands be drawn largest on a stage of this shape. */
  function bestColumns(used, shape) {
    const most = Math.max(MIN_COLUMNS, ...used.map(({ ids }) => ids.length));
    let best = { columns: MIN_COLUMNS, size: Infinity };
    for (let columns = MIN_COLUMNS; columns <= Math.min(most, MAX_COLUMNS); columns += 1) {
      const size = Math.max(width(columns), shape * height(used, columns, ROW));
      if (size < best.size) best = { columns, size };
    }
    return best.columns;
  }

  /** Places near the wanted ones, in the same order, at least PITCH apart and within half of the middle if they fit. */
  function apart(wanted, half) {
    const right = [];
    for (const place of wanted) right.push(Math.max(place, right.length ? right.at(-1) + PITCH : -Infinity));
    const left = [];
    for (const place of [...wanted].reverse()) left.unshift(Math.min(place, left.length ? left[0] - PITCH : Infinity));
    const room = Math.max(half, (PITCH * (wanted.length - 1)) / 2);
    return right.map((place, at) => {
      const middle = (place + left[at]) / 2;
      return Math.max(-room + PITCH * at, Math.min(middle, room - PITCH * (wanted.length - 1 - at)));
    });
  }

  /** A row's nodes spread over the width, each drawn halfway to where the whole layout has it. */
  function spreadRow(ids, layout, half) {
    const even = (at) => (ids.length === 1 ? 0 : 0.9 * (-half + (2 * half * at) / (ids.length - 1)));
    const own = (id) => (layout.positions[id][0] * half) / layout.halfWidth;
    return apart(ids.map((id, at) => 0.5 * even(at) + 0.5 * own(id)), half);
  }

  /** What the last fresh hierarchy took from the shape of the stage. */
  const grid = { columns: MIN_COLUMNS, row: ROW };

  function stretch(used, shape) {
    grid.columns = bestColumns(used, shape);
    const spare = (width(grid.columns) / shape - used.length * (BAND_GAP + FOOT)) / (rowsIn(used, grid.columns) || 1);
    grid.row = Math.max(ROW, Math.min(TALLEST, spare));
  }

  /** Nodes of a band dealt out over as few rows as hold them, so that every row keeps their order. */
  function deal(ids) {
    const count = Math.ceil(ids.length / grid.columns);
    return Array.from({ length: count }, (_, row) => ids.filter((_id, place) => place % count === row));
  }

  /** The hierarchy of what is drawn alone, on as many columns as suit the stage. */
  function hierarchy(layout, shape, isFresh) {
    const used = usedBands(layout);
    if (isFresh) stretch(used, shape);
    const half = (PITCH * (grid.columns - 1)) / 2;
    const positions = Object.create(null);
    const bands = [];
    let top = 0;
    for (const { caption, ids } of used) {
      const rows = deal(ids);
      rows.forEach((row, at) => {
        const shift = rows.length > 1 ? (PITCH / 4) * (-1) ** at : 0;
        spreadRow(row, layout, half).forEach((x, place) => {
          positions[row[place]] = [x + shift, top + grid.row * at + HEAD];
        });
      });
      bands.push({ caption, top, bottom: top + grid.row * rows.length + FOOT });
      top = bands.at(-1).bottom + BAND_GAP;
    }
    return { positions, bands, halfWidth: width(grid.columns) / 2 };
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

  /** Even angles, turned as a whole to where their nodes want to be, and by a share of the gap between two. */
  function spread(members, share) {
    const even = members.map((_, at) => (TURN * at) / members.length);
    const turn = mean(members.map(({ wanted }, at) => wanted - even[at])) ?? 0;
    return even.map((angle) => angle + turn + (share * TURN) / members.length);
  }

  const point = (angle, { wide, high }) => [wide * Math.cos(angle), high * Math.sin(angle)];

  /** Whether labels of any of the next few points on an ellipse would meet. */
  function clash(points) {
    const meet = ([ax, ay], [bx, by]) => Math.abs(ax - bx) < CELL.wide && Math.abs(ay - by) < CELL.high;
    const next = [1, 2, 3, 4].filter((step) => step < points.length);
    return points.some((one, at) => next.some((step) => meet(one, points[(at + step) % points.length])));
  }

  /** Put nodes on the smallest ellipse beyond the last one on which their labels stand apart; its size, and a gap. */
  function placeOn(members, share, last, shape, angles, positions) {
    const turned = spread(members, share);
    let size = { wide: last.wide + CELL.wide * 1.2, high: last.high + CELL.high * 1.3 };
    while (clash(turned.map((angle) => point(angle, size)))) {
      size = { wide: size.wide + 24 * shape, high: size.high + 24 };
    }
    members.forEach(({ id }, at) => {
      angles.set(id, turned[at]);
      positions[id] = point(turned[at], size);
    });
    return { ...size, gap: turned[0] + TURN / members.length / 2 };
  }

  /** How many rows a ring of so many needs so as not to push the next ones far out. */
  const rowsFor = (count, last) => Math.ceil(count / Math.max(14, (4 * (last.wide + last.high)) / CELL.wide));

  /** A node in the middle and the others on rings around it by how many steps away they are. */
  function ego(shape) {
    const middle = centre();
    const positions = Object.create(null);
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
        size = placeOn(members.filter((_, at) => at % rows === row), row / rows, size, shape, angles, positions);
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

  return { current, centre };
}
