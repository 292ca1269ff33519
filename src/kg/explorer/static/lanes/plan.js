/** What stands where on the lanes: marks by actor, their rows, and an axis that leaves empty stretches out. */
const CLAIM = 'ClaimOfResponsibility';
/** So many days without a mark are left out of the axis. */
const EMPTY_DAYS = 30;
const CUT = 34;
/** The least space between two dates. */
const SPACE = 10;
const LEAST = 58;
const PITCH = 15;
const MOST_ROWS = 7;
const MOST_LANES = 40;
/** About so many marks are drawn singly, however many there are. */
const MOST_MARKS = 1500;

/** A mark for an end of a use of force: who carried it out, whom it was aimed at, or a party whose side is not stated. */
function forceMark(edge, nodes) {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  if (from.side === to.side) return null;
  const [actor, event, role] = from.side === 'actor' ? [from, to, edge.sign === 0 ? 'with' : 'by'] : [to, from, 'at'];
  const { shape, color, first, last } = event;
  return { key: `${edge.id}|${role}`, lane: actor.id, pick: event.id, event: event.id, role, shape, color, first, last, edge };
}

/** A mark for what an actor says: of the statement's own look, at its own date or that of what it is about. */
function statementMark(edge, { nodes, looks }) {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  if (from.side !== 'actor') return null;
  const isNode = to.side === 'event' && to.shape === 'triangleDown';
  const look = isNode ? to : Object.hasOwn(looks, edge.type) && looks[edge.type];
  if (!look) return null;
  const dated = edge.first === null && edge.last === null ? to : edge;
  return {
    key: `${edge.id}|says`, lane: from.id, pick: isNode ? to.id : edge.id, event: isNode ? to.id : null, role: 'says',
    claim: edge.type === CLAIM || to.kind === CLAIM, shape: look.shape, color: look.color,
    first: dated.first, last: dated.last, edge,
  };
}

const MARKS = new Map([
  ['force', (edge, model) => forceMark(edge, model.nodes)],
  ['speech', statementMark],
]);

/** The marks of the given edges, for actors that carry out, claim, or are struck; in order of time. */
export function marksOf(edges, model) {
  const all = edges.map((edge) => MARKS.get(edge.family)?.(edge, model)).filter(Boolean);
  const acting = new Set(all.filter((mark) => mark.role !== 'says' || mark.claim).map((mark) => mark.lane));
  const marks = all.filter((mark) => acting.has(mark.lane));
  const dated = marks.filter((mark) => mark.first !== null || mark.last !== null);
  dated.sort((a, b) => dayOf(a) - dayOf(b) || (a.key < b.key ? -1 : 1));
  return { dated, undated: marks.length - dated.length };
}

/** The day at which a mark stands: its first, or its last where the first is not known. */
export const dayOf = (mark) => mark.first ?? mark.last;

/** The days that the axis must show: those at which marks stand, and the last ones of short events. */
export const daysOf = (marks) => marks.flatMap((mark) => {
  const last = mark.last ?? dayOf(mark);
  return last - dayOf(mark) <= EMPTY_DAYS ? [dayOf(mark), last] : [dayOf(mark)];
});

/** Stretches of days with marks, each from its first to its last day, with long empty ones between left out. */
export function stretches(days) {
  const found = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && day - last.to <= EMPTY_DAYS) last.to = Math.max(last.to, day);
    else found.push({ from: day, to: day });
  }
  return found;
}

/** Where days stand between `left` and `right`: stretches drawn to one scale, with cuts between them. */
export function axis(days, left, right) {
  const parts = stretches(days);
  const spans = parts.map(({ from, to }) => to - from + 1);
  const free = right - left - CUT * Math.max(0, parts.length - 1);
  const unit = unitOf(spans, free);
  let at = left;
  parts.forEach((part, index) => {
    const width = Math.max(LEAST, spans[index] * unit);
    Object.assign(part, { left: at, right: at + width, origin: at + (width - spans[index] * unit) / 2 + unit / 2 });
    at += width + CUT;
  });
  return { parts, unit, x: (day) => place(parts, unit, day), end: at - CUT };
}

/** Pixels a day, so that all stretches fit, the short ones having a least width. */
function unitOf(spans, free) {
  let unit = 26;
  for (let round = 0; round < 40; round += 1) {
    const used = spans.reduce((sum, span) => sum + Math.max(LEAST, span * unit), 0);
    if (used <= free) break;
    unit *= Math.max(0.5, free / used);
  }
  return unit;
}

/** A day's place; one within a cut stands in its middle, one beyond the ends at the end. */
function place(parts, unit, day) {
  const next = parts.findIndex((part) => day <= part.to);
  if (next === -1) return parts.at(-1).right;
  const part = parts[next];
  if (day >= part.from) return part.origin + (day - part.from) * unit;
  return next === 0 ? part.left : (parts[next - 1].right + part.left) / 2;
}

/**
 * Give each mark of a lane a row in which it is clear of the mark before; the rest is heaped up in the last row.
 * Marks of a single day cannot be separated by zooming in: these get as many rows as they need.
 */
export function stack(marks, allowed = MOST_ROWS) {
  const most = dayOf(marks[0]) === dayOf(marks.at(-1)) ? Infinity : allowed;
  const ends = [];
  const heaps = new Map();
  const single = [];
  for (const mark of marks) {
    const row = ends.findIndex((end) => end <= mark.x - PITCH);
    const chosen = row === -1 ? ends.length : row;
    if (chosen < most) {
      ends[chosen] = mark.x;
      single.push(Object.assign(mark, { row: chosen }));
    } else {
      const bin = Math.floor(mark.x / (2 * PITCH));
      heaps.set(bin, [...(heaps.get(bin) ?? []), mark]);
    }
  }
  const rows = ends.length + (heaps.size ? 1 : 0);
  return { rows, marks: single, heaps: [...heaps.values()].map((members) => ({ members, x: members[0].x, row: rows - 1 })) };
}

/** How many rows a lane may have: fewer where there are so many marks that drawing each would take long. */
function rowsFor(marks, count) {
  if (marks.length <= MOST_MARKS) return MOST_ROWS;
  const [first, last] = [marks[0].x, marks.at(-1).x];
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_MARKS / (count * ((last - first) / PITCH + 1)))));
}

/** The lanes in the order of the given actors' sides: those who act first, then by how much they have. */
export function lanes(marks, x, nodes) {
  const byActor = new Map();
  for (const mark of marks) {
    mark.x = x(dayOf(mark));
    if (!byActor.has(mark.lane)) byActor.set(mark.lane, []);
    byActor.get(mark.lane).push(mark);
  }
  const ordered = [...byActor].sort(([a, ones], [b, others]) =>
    others.length - ones.length || (nodes.get(a).name < nodes.get(b).name ? -1 : 1));
  let top = 0;
  const drawn = ordered.slice(0, MOST_LANES);
  const allowed = rowsFor(marks, drawn.length);
  const shown = drawn.map(([actor, own]) => {
    const lane = { actor, top, ...stack(own, allowed) };
    lane.height = lane.rows * PITCH + 10;
    for (const mark of [...lane.marks, ...lane.heaps]) mark.y = top + 5 + PITCH * (mark.row + 0.5);
    top += lane.height;
    return lane;
  });
  return { lanes: shown, height: top, left: ordered.length - shown.length };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const date = (day) => new Date(day * 86400000);
const inWords = (day) => `${date(day).getUTCDate()} ${MONTHS[date(day).getUTCMonth()]} ${date(day).getUTCFullYear()}`;
const inMonth = (day) => `${MONTHS[date(day).getUTCMonth()]} ${date(day).getUTCFullYear()}`;

/** The first of January of every so manyth year. */
const years = (every) => [365 * every, (day) => date(day).getUTCDate() === 1 && date(day).getUTCMonth() === 0 && date(day).getUTCFullYear() % every === 0,
  (day) => String(date(day).getUTCFullYear())];

/** Ticks by their usual distance in days: which days have one, and how it reads. */
const STEPS = [
  [7, (day) => (day + 3) % 7 === 0, (day) => `${date(day).getUTCDate()} ${MONTHS[date(day).getUTCMonth()]}`],
  [30, (day) => date(day).getUTCDate() === 1, inMonth],
  [91, (day) => date(day).getUTCDate() === 1 && date(day).getUTCMonth() % 3 === 0, inMonth],
  ...[1, 2, 5, 10].map(years),
];

/**
 * The axis' ticks: the first day of each stretch in words, then weeks, months or years as there is room. A tick's text,
 * which is as wide as `widthOf` says, begins `at` it, or before it where it would reach the next stretch otherwise.
 */
export function ticks({ parts, unit, x }, widthOf) {
  const [, isTick, words] = STEPS.find(([days]) => days * unit >= widthOf('30 Sep 2000')) ?? STEPS.at(-1);
  return parts.flatMap((part) => {
    const end = part.right + CUT / 2;
    const tick = (day, text) => ({ x: x(day), at: Math.min(x(day), end - widthOf(text)), day, text });
    const fits = widthOf(inWords(part.from)) <= part.right - part.left;
    const found = [tick(part.from, fits ? inWords(part.from) : inMonth(part.from))];
    for (let day = part.from + 1; day <= part.to; day += 1) {
      const last = found.at(-1);
      if (!isTick(day) || x(day) < last.at + widthOf(last.text) + SPACE) continue;
      const next = tick(day, words(day));
      if (next.at >= last.at + widthOf(last.text) + SPACE) found.push(next);
    }
    return found;
  });
}
