/** The plans of results.js as drawings, made of SVG elements: no text is read as markup. */
import { degrees, frame, projection, ringPath, ringPoints } from './map/plan.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;

/** An SVG element with attributes, and a text or elements within. */
function draw(name, attributes, ...content) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function canvas(height, title, ...content) {
  return draw('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': title, class: 'picture' }, ...content);
}

/** Points over the outlines of countries. */
export function map({ points }, outlines) {
  const height = 620;
  const on = projection(frame(points), WIDTH, height);
  const land = outlines.countries.map(({ name, rings }) => draw('path', {
    class: 'land', d: rings.map((ring) => ringPath(ringPoints(ring, outlines), on)).join(''),
  }, draw('title', {}, name)));
  const [south, north, west, east] = [on.latAt(height), on.latAt(0), on.lonAt(0), on.lonAt(WIDTH)];
  const grid = [
    ...degrees(south, north).map((lat) => draw('text', { class: 'note', x: 4, y: on.y(lat) }, `${lat}°`)),
    ...degrees(west, east).map((lon) => draw('text', { class: 'note', x: on.x(lon), y: height - 4 }, `${lon}°`)),
  ];
  const together = new Map();
  for (const point of points) {
    const key = `${on.x(point.lon).toFixed(0)} ${on.y(point.lat).toFixed(0)}`;
    together.set(key, [...(together.get(key) ?? []), point]);
  }
  const marks = [...together.values()].map((found) => draw('circle', {
    class: 'mark', cx: on.x(found[0].lon), cy: on.y(found[0].lat), r: 4 + 2 * Math.sqrt(found.length),
  }, draw('title', {}, found.map(({ label }) => label).slice(0, 12).join('\n'))));
  const taken = [];
  const names = [...together.values()].sort((a, b) => b.length - a.length).flatMap((found) => {
    const [x, y] = [on.x(found[0].lon) + 10, on.y(found[0].lat) + 4];
    const words = cut(found[0].label, 30) + (found.length > 1 ? ` +${found.length - 1}` : '');
    const box = { left: x, right: x + 7 * words.length, y };
    if (taken.some((other) => Math.abs(other.y - y) < 14 && box.left < other.right && other.left < box.right)) return [];
    taken.push(box);
    return [draw('text', { x, y }, words)];
  });
  return canvas(height, `${points.length} places`, ...land, ...grid, ...marks, ...names);
}

/** Lines between named circles. */
export function network({ nodes, lines }) {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const unit = Math.min(760 / (Math.max(...xs) - left || 1), 3);
  const x = (node) => 90 + (node.x - left) * unit;
  const y = (node) => 30 + (node.y - top) * unit;
  const height = Math.max(...nodes.map(y)) + 40;
  const at = new Map(nodes.map((node) => [node.id, node]));
  return canvas(
    height, `${nodes.length} things`,
    ...lines.map(([a, b]) => draw('line', { class: 'line', x1: x(at.get(a)), y1: y(at.get(a)), x2: x(at.get(b)), y2: y(at.get(b)) })),
    ...nodes.map((node) => draw('circle', { class: 'mark', cx: x(node), cy: y(node), r: 3 + Math.min(9, Math.sqrt(node.degree) * 2) }, draw('title', {}, node.label))),
    ...nodes.map((node) => draw('text', { x: x(node), y: y(node) - 9, 'text-anchor': 'middle' }, cut(node.label, 32))),
  );
}

/** A row for each mark, over an axis of years or days. */
export function timeline({ marks }) {
  const [first, last] = [Math.min(...marks.map(({ from }) => from)), Math.max(...marks.map(({ to }) => to))];
  const x = (moment) => 430 + ((moment - first) / (last - first || 1)) * 540;
  const height = 40 + 22 * marks.length;
  const day = (moment) => new Date(moment).toISOString().slice(0, 10);
  const ticks = [0, 0.5, 1].map((share) => first + share * (last - first));
  return canvas(
    height, `${marks.length} moments`,
    ...ticks.map((moment) => draw('line', { class: 'axis', x1: x(moment), x2: x(moment), y1: 20, y2: height })),
    ...ticks.map((moment, place) => draw('text', { class: 'note', x: x(moment), y: 14, 'text-anchor': place === 2 ? 'end' : 'middle' }, day(moment))),
    ...marks.map((mark, row) => draw('g', {},
      draw('title', {}, `${mark.label}: ${day(mark.from)}${mark.to > mark.from ? ` to ${day(mark.to)}` : ''}`),
      draw('text', { x: 415, y: 39 + 22 * row, 'text-anchor': 'end' }, `${cut(mark.label, 44)}  ${mark.day}`),
      draw('rect', { class: 'mark', x: x(mark.from) - 3, y: 28 + 22 * row, width: Math.max(6, x(mark.to) - x(mark.from)), height: 12, rx: 3 }),
    )),
  );
}

/** A bar for each number. */
export function chart({ number, bars }) {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)), 1e-9);
  const height = 26 + 24 * bars.length;
  return canvas(
    height, `${number} of ${bars.length} rows`,
    draw('text', { class: 'note', x: 430, y: 14 }, number),
    ...bars.map((bar, row) => draw('g', {},
      draw('text', { x: 420, y: 38 + 24 * row, 'text-anchor': 'end' }, cut(bar.label, 52)),
      draw('rect', { class: 'mark', x: 430, y: 26 + 24 * row, width: Math.max(1, (500 * Math.abs(bar.value)) / most), height: 16 }),
      draw('text', { x: 438 + (500 * Math.abs(bar.value)) / most, y: 38 + 24 * row }, bar.value.toLocaleString('en')),
    )),
  );
}
