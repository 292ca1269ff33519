/** Ways of lines: curves between columns, and ways with rounded corners around them; with points along each. Of a way around them,
 * `level` is the share of its length in the middle of its longest level part, and `tail` that of its last part. */
const CORNER = 9;

const point = (x, y) => ({ x, y });
const text = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const between = (a, b, t) => point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);

/** A curve that leaves and arrives level. */
export function curve(from, to) {
  const reach = Math.max(Math.abs(to.x - from.x) * 0.45, 14) * (to.x < from.x ? -1 : 1);
  const [one, other] = [point(from.x + reach, from.y), point(to.x - reach, to.y)];
  return bezier(from, one, other, to);
}

/** An arc from one point to another of about the same x that bulges sideways by `bulge`. */
export const arc = (from, to, bulge) => bezier(from, point(from.x + bulge, from.y), point(to.x + bulge, to.y), to);

/** An arc that bulges upwards by `bulge`. */
export const arch = (from, to, bulge) => bezier(from, point(from.x, from.y - bulge), point(to.x, to.y - bulge), to);

function bezier(a, b, c, d) {
  const at = (t) => {
    const [ab, bc, cd] = [between(a, b, t), between(b, c, t), between(c, d, t)];
    return between(between(ab, bc, t), between(bc, cd, t), t);
  };
  return { d: `M${text(a)}C${text(b)} ${text(c)} ${text(d)}`, at, start: { ...a, toward: b }, end: { ...d, toward: c } };
}

const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);

/** A way through points, with rounded corners. */
export function way(points) {
  const lengths = points.slice(1).map((one, place) => distance(points[place], one));
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let d = `M${text(points[0])}`;
  for (let place = 1; place < points.length - 1; place += 1) {
    const round = Math.min(CORNER, lengths[place - 1] / 2, lengths[place] / 2);
    const here = points[place];
    const before = between(here, points[place - 1], round / (lengths[place - 1] || 1));
    const after = between(here, points[place + 1], round / (lengths[place] || 1));
    d += `L${text(before)}Q${text(here)} ${text(after)}`;
  }
  d += `L${text(points.at(-1))}`;
  const at = (t) => {
    let left = t * whole;
    for (let place = 0; place < lengths.length; place += 1) {
      if (left <= lengths[place] || place === lengths.length - 1) return between(points[place], points[place + 1], lengths[place] ? left / lengths[place] : 0);
      left -= lengths[place];
    }
    return points.at(-1);
  };
  const middleOf = (place) => (lengths.slice(0, place).reduce((sum, length) => sum + length, 0) + lengths[place] / 2) / whole;
  const isLevel = (place) => points[place].y === points[place + 1].y;
  const levels = lengths.map((_, place) => place).filter(isLevel).sort((a, b) => lengths[b] - lengths[a]);
  return {
    d, at, start: { ...points[0], toward: points[1] }, end: { ...points.at(-1), toward: points.at(-2) },
    level: levels.length ? middleOf(levels[0]) : 0.5, tail: middleOf(lengths.length - 1),
  };
}
