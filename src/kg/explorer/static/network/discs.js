/**
 * What a picture of very many nodes shows from afar, where single nodes are specks: the discs of the layout by name and
 * number of nodes, and how many relations lead from one to another.
 */
import { filters, model, scene } from '../model/index.js';
import * as theme from '../page/theme.js';

const FACE = 'Helvetica Neue, Arial, Liberation Sans, sans-serif';
/** So many nodes at least are summed up; smaller pictures can be read from afar too. */
const MANY = 2000;
/** At most so many ties are drawn, those of most relations. */
const TIES = 60;

let known = { discs: [], ties: [] };

const words = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** Sum up what is drawn; nothing where the layout has no discs or single nodes can be told apart. */
export function sumUp() {
  known = { discs: [], ties: [] };
  const { discs = [], positions } = model.layouts[filters.state.layout] ?? {};
  if (!discs.length || scene.isFolded || scene.nodes.size < MANY) return;
  const found = discs.map(([hub, , x, y, radius]) => ({ hub: hub === null ? null : model.ids[hub], x, y, radius, count: 0 }));
  const discOf = new Map();
  for (const id of scene.nodes) {
    const [x, y] = positions[id];
    const at = found.findIndex((disc) => (x - disc.x) ** 2 + (y - disc.y) ** 2 <= disc.radius ** 2);
    discOf.set(id, at);
    if (at >= 0) found[at].count += 1;
  }
  const ties = new Map();
  for (const { from, to, count } of scene.lines.values()) {
    const [one, other] = [discOf.get(from), discOf.get(to)].sort((a, b) => a - b);
    if (one !== other && one >= 0) ties.set(`${one}|${other}`, (ties.get(`${one}|${other}`) ?? 0) + count);
  }
  known.discs = found.filter(({ count }) => count);
  known.ties = [...ties].sort((a, b) => b[1] - a[1]).slice(0, TIES).map(([key, count]) => ({ ends: key.split('|').map((at) => found[at]), count }));
}

/** Whether there is anything to show from afar. */
export const areSummed = () => known.discs.length > 0;

const nameOf = ({ hub }) => (hub === null ? 'not linked to these' : model.nodes.get(hub)?.name ?? 'others');

/** A disc in words. */
export const tell = (disc) => `${nameOf(disc)}: ${words(disc.count, 'node')} in this cluster.\nClick to look closer.`;

/** The disc at a point of the picture's own units, or null. */
export const discAt = ({ x, y }) => known.discs.find((disc) => Math.hypot(x - disc.x, y - disc.y) <= disc.radius) ?? null;

function text(context, line, x, y, size, colour, halo) {
  context.font = `600 ${size}px ${FACE}`;
  context.strokeStyle = halo;
  context.fillStyle = colour;
  context.strokeText(line, x, y);
  context.fillText(line, x, y);
  return context.measureText(line).width;
}

/** Draw the discs and ties in pixels of the screen: `toDom` gives where a point is, `scale` how large a unit is. */
export function draw(context, toDom, scale) {
  const { text: ink, halo, caption, band } = theme.colours();
  const most = Math.max(1, ...known.ties.map(({ count }) => count));
  Object.assign(context, { textAlign: 'center', textBaseline: 'middle', lineJoin: 'round' });
  for (const disc of known.discs) {
    const { x, y } = toDom(disc);
    context.beginPath();
    context.arc(x, y, disc.radius * scale, 0, 2 * Math.PI);
    context.globalAlpha = 0.72;
    context.fillStyle = band;
    context.fill();
    context.globalAlpha = 1;
    Object.assign(context, { strokeStyle: caption, lineWidth: 1 });
    context.stroke();
  }
  for (const { ends, count } of known.ties) {
    const [one, other] = ends.map(toDom);
    context.beginPath();
    context.moveTo(one.x, one.y);
    context.lineTo(other.x, other.y);
    Object.assign(context, { strokeStyle: caption, lineWidth: 0.6 + 7 * Math.sqrt(count / most), globalAlpha: 0.45 });
    context.stroke();
  }
  Object.assign(context, { globalAlpha: 1, lineWidth: 4 });
  for (const { ends, count } of known.ties.filter((tie) => tie.count > most / 50).slice(0, 12)) {
    const [one, other] = ends.map(toDom);
    text(context, count.toLocaleString('en'), (one.x + other.x) / 2, (one.y + other.y) / 2, 11, caption, halo);
  }
  for (const disc of known.discs.filter(({ radius }) => radius * scale > 22)) {
    const { x, y } = toDom(disc);
    text(context, nameOf(disc), x, y - 8, 13, ink, halo);
    text(context, words(disc.count, 'node'), x, y + 8, 11.5, ink, halo);
  }
}
