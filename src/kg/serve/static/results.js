/**
 * What a result can be drawn as, computed from the rows of a SELECT: points on a map, a network, a line of time, bars.
 *
 * Each plan is null where the columns do not fit. `labelOf` gives the name of an IRI.
 */

const NUMBERS = /#(integer|decimal|double|float|nonNegativeInteger)$/;
const DATE = /^-?\d{4}-\d{2}-\d{2}(T|$)/;
/** Rows and nodes that are drawn; the rest is counted. */
export const MOST = { points: 500, nodes: 120, marks: 200, bars: 40 };

const isNumber = (term) => term?.type === 'literal' && NUMBERS.test(term.datatype ?? '');
const isDate = (term) => term?.type === 'literal' && DATE.test(term.value);
const isThing = (term) => term?.type === 'uri';

/** The columns all of whose values, of which there is one at least, are of a kind. */
const columns = (vars, rows, of) => vars.filter((name) => {
  const values = rows.map((row) => row[name]).filter(Boolean);
  return values.length > 0 && values.every(of);
});

/** The column that names a row: of labels if there is one, else of things, else of texts. */
function naming(vars, rows, other) {
  const free = vars.filter((name) => !other.includes(name));
  const things = columns(free, rows, isThing);
  const texts = columns(free, rows, (term) => !isThing(term) && !isNumber(term) && !isDate(term));
  return texts.find((name) => /label|name|title/i.test(name)) ?? things[0] ?? texts[0] ?? null;
}

const textOf = (term, labelOf) => (term ? (isThing(term) ? labelOf(term.value) : term.value) : '');

/** Points by two columns of degrees, or by one of WKT points. */
export function mapPlan(vars, rows, labelOf) {
  const numeric = columns(vars, rows, isNumber);
  const lat = numeric.find((name) => /^lat|latitude/i.test(name));
  const lon = numeric.find((name) => /^(lon|lng)|longitude/i.test(name));
  const wkt = columns(vars, rows, (term) => /^\s*POINT\s*\(/i.test(term.value))[0];
  if (!(lat && lon) && !wkt) return null;
  const name = naming(vars, rows, [lat, lon, wkt].filter(Boolean));
  const points = rows.map((row) => {
    const [x, y] = wkt ? (/\(\s*(-?[\d.]+)\s+(-?[\d.]+)/.exec(row[wkt]?.value ?? '') ?? []).slice(1) : [row[lon]?.value, row[lat]?.value];
    return { lon: Number(x ?? NaN), lat: Number(y ?? NaN), label: textOf(row[name], labelOf) };
  }).filter((point) => Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180);
  return points.length ? { points: points.slice(0, MOST.points), left: Math.max(0, points.length - MOST.points) } : null;
}

/** Lines between the things of the first two columns of things, on a circle by degree. */
export function networkPlan(vars, rows, labelOf) {
  const [from, to] = columns(vars, rows, isThing);
  if (!to) return null;
  const degree = new Map();
  const pairs = new Map();
  for (const row of rows) {
    if (!row[from] || !row[to] || row[from].value === row[to].value) continue;
    const ends = [row[from].value, row[to].value];
    pairs.set(ends.join(' '), ends);
    for (const end of ends) degree.set(end, (degree.get(end) ?? 0) + 1);
  }
  const chosen = [...degree.keys()].sort((a, b) => degree.get(b) - degree.get(a) || (a < b ? -1 : 1)).slice(0, MOST.nodes);
  if (chosen.length < 2) return null;
  const kept = new Set(chosen);
  const lines = [...pairs.values()].filter((ends) => ends.every((end) => kept.has(end)));
  return { nodes: placed(chosen, lines, labelOf, degree), lines, left: degree.size - chosen.length };
}

/** Places for nodes: those with a line to each other are pulled together, all others pushed apart. */
function placed(ids, lines, labelOf, degree) {
  const at = new Map(ids.map((id, place) => {
    const turn = 2.399963 * place;
    const away = 30 * Math.sqrt(place + 0.5);
    return [id, { id, label: labelOf(id), degree: degree.get(id), x: away * Math.cos(turn), y: away * Math.sin(turn) }];
  }));
  const nodes = [...at.values()];
  for (let round = 0; round < 120; round += 1) {
    const step = 6 * (1 - round / 120);
    const move = new Map(nodes.map((node) => [node, [-node.x * 0.01, -node.y * 0.01]]));
    const push = (a, b, strength) => {
      const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y];
      const by = strength(Math.hypot(dx, dy)) / Math.hypot(dx, dy);
      move.get(a)[0] += dx * by; move.get(a)[1] += dy * by;
      move.get(b)[0] -= dx * by; move.get(b)[1] -= dy * by;
    };
    nodes.forEach((a, place) => nodes.slice(place + 1).forEach((b) => push(a, b, (far) => -1600 / (far * far) * 4)));
    for (const [a, b] of lines) push(at.get(a), at.get(b), (far) => (far - 70) * 0.05);
    for (const [node, [dx, dy]] of move) {
      const far = Math.hypot(dx, dy) || 1;
      node.x += (dx / far) * Math.min(far, step);
      node.y += (dy / far) * Math.min(far, step);
    }
  }
  return nodes;
}

/** Marks by the first column of dates, a second one as the end. */
export function timePlan(vars, rows, labelOf) {
  const [start, end] = columns(vars, rows, isDate);
  if (!start) return null;
  const names = vars.filter((name) => rows.some((row) => row[name] && !isNumber(row[name]) && !isDate(row[name])));
  const marks = rows.filter((row) => row[start]).map((row) => {
    // Days are those of the place: a moment in another time zone is no other day.
    const [from, to] = [row[start], row[end] ?? row[start]].map((term) => Date.parse(term.value.slice(0, 10))).sort((a, b) => a - b);
    const label = [...new Set(names.map((name) => textOf(row[name], labelOf)).filter(Boolean))].join(', ');
    return { from, to, day: row[start].value.slice(0, 10), label };
  }).filter((mark) => !Number.isNaN(mark.from) && !Number.isNaN(mark.to));
  marks.sort((a, b) => a.from - b.from || (a.label < b.label ? -1 : 1));
  return marks.length ? { marks: marks.slice(0, MOST.marks), left: Math.max(0, marks.length - MOST.marks) } : null;
}

/** Bars of the first column of numbers that is no degree, the longest first. */
export function chartPlan(vars, rows, labelOf) {
  const number = columns(vars, rows, isNumber).find((name) => !/^(lat|lon|lng)/i.test(name));
  if (!number) return null;
  const name = naming(vars, rows, [number]);
  const bars = rows.filter((row) => row[number]).map((row, place) => ({
    label: name ? textOf(row[name], labelOf) : `row ${place + 1}`,
    value: Number(row[number].value),
  })).filter((bar) => Number.isFinite(bar.value));
  bars.sort((a, b) => b.value - a.value);
  return bars.length ? { number, bars: bars.slice(0, MOST.bars), left: Math.max(0, bars.length - MOST.bars) } : null;
}
