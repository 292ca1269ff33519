/** The view as a drawing: SVG with labels and legend, every line a line; PNG is the same drawing in pixels. */
import { filters, model, scene } from '../model/index.js';
import { network } from '../network/network.js';
import { choices } from '../page/choices.js';
import { byId, draw, make } from '../page/dom.js';
import * as signs from '../page/signs.js';
import * as tabs from '../page/tabs.js';
import * as text from '../page/text.js';
import * as theme from '../page/theme.js';
import { tables } from './index.js';

const FONT = 'Helvetica Neue, Arial, Liberation Sans, sans-serif';
/** Names of nodes: the size of their letters, and the room for each, in the drawing's units. */
const NAME = { size: 14, leading: 16, room: 130, lines: 3, below: 15, halo: 4 };
/** The rows of the legend: where their words begin, their size, and how far apart they are. */
const LEGEND = { words: 40, size: 12, leading: 20 };
const TITLE = { size: 18, leading: 24, weight: 700 };
const CAPTION = { size: 11, leading: 15 };
/** A drawing is at least so wide, so that title and caption have room. */
const LEAST = 600;
const MARGIN = 24;
const BEND = 0.16;
/** The longest side of a PNG, and how many pixels it holds for each unit of the drawing. */
const LONGEST = 8000;
const FINENESS = 2;

const write = (x, y, words, attributes = {}) => draw('text', { x, y, 'font-size': LEGEND.size, fill: theme.colours().text, ...attributes }, words);

const widthOf = (size, weight = 400) => text.widthIn(`${weight} ${size}px ${FONT}`);

/** The lines of a node's name. */
const nameLines = (node) => text.wrap(node.name, NAME.room, NAME.lines, widthOf(NAME.size));

/** The room that a node takes with its name, in both directions from its middle, and below it. */
function extent(node) {
  const lines = nameLines(node);
  return {
    side: Math.max(node.size, ...lines.map((line) => widthOf(NAME.size)(line) / 2)) + NAME.halo / 2,
    below: node.size + NAME.below + lines.length * NAME.leading,
  };
}

function nodeElement(node, { x, y }) {
  const { text: colour, halo, outline } = theme.colours();
  const scale = node.size / 9;
  const name = nameLines(node).map((line, at) => draw('text', {
    x: x.toFixed(1), y: (y + node.size + NAME.below + at * NAME.leading).toFixed(1), 'text-anchor': 'middle', 'font-size': NAME.size, fill: colour,
    stroke: halo, 'stroke-width': NAME.halo, 'paint-order': 'stroke', 'stroke-linejoin': 'round',
  }, line));
  return draw('g', {}, draw('title', {}, node.name),
    signs.shape(node.shape, node.color, { stroke: outline, 'stroke-width': 1, transform: `translate(${(x - node.size).toFixed(1)} ${(y - node.size).toFixed(1)}) scale(${scale.toFixed(3)})` }), ...name);
}

/** The sign at the end of a line, at the origin and pointing right. */
const ENDS = {
  1: (colour) => draw('path', { d: 'M0 0L-9 -4.5L-9 4.5Z', fill: colour }),
  '-1': (colour) => draw('path', { d: 'M-1 -5L-1 5', stroke: colour, 'stroke-width': 2.4 }),
  0: (colour) => draw('circle', { cx: -3.5, cy: 0, r: 3.5, fill: colour }),
};

/** The name of a line's end among the signs. */
const SIGNS = { arrow: 1, bar: '-1', circle: 0 };

const dashesOf = (line) => (line.dashes ? line.dashes.join(' ') : null);

const words = ({ count, members }) => (members.length === 1 ? model.sentence(members[0]) : `${count} relations`);

function loop(line, { x, y }, size, colour) {
  return draw('circle', { cx: x + size, cy: y - size, r: 12, fill: 'none', stroke: colour, 'stroke-width': 1.6, 'stroke-dasharray': dashesOf(line) });
}

/** The sign at one end of a line, turned the way the line comes in from `middle`. */
function sign(arrow, point, middle, colour) {
  if (!arrow.enabled) return null;
  const angle = (Math.atan2(point.y - middle.y, point.x - middle.x) * 180) / Math.PI;
  return draw('g', { transform: `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)}) rotate(${angle.toFixed(1)})` }, ENDS[SIGNS[arrow.type]](colour));
}

/** A line bowed by `bend` of its length to its right, from rim to rim, with its number. */
function lineElement(line, at, bend) {
  const [from, to, colour] = [at[line.from], at[line.to], theme.lineColour(line)];
  const sizes = [line.from, line.to].map((id) => model.nodes.get(id).size + 2);
  if (line.from === line.to) return loop(line, from, sizes[0], colour);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const middle = { x: (from.x + to.x) / 2 - dy * bend, y: (from.y + to.y) / 2 + dx * bend };
  const rim = (node, size) => {
    const length = Math.hypot(middle.x - node.x, middle.y - node.y) || 1;
    return { x: node.x + ((middle.x - node.x) / length) * size, y: node.y + ((middle.y - node.y) / length) * size };
  };
  const [start, end] = [rim(from, sizes[0]), rim(to, sizes[1])];
  const path = `M${start.x.toFixed(1)} ${start.y.toFixed(1)}Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${end.x.toFixed(1)} ${end.y.toFixed(1)}`;
  const number = line.count > 1 && write(((start.x + end.x) / 4 + middle.x / 2).toFixed(1), ((start.y + end.y) / 4 + middle.y / 2 + 4).toFixed(1), String(line.count),
    { 'text-anchor': 'middle', 'font-weight': 700, fill: colour, stroke: theme.colours().halo, 'stroke-width': 4, 'paint-order': 'stroke' });
  return draw('g', { opacity: line.inferred ? 0.65 : 0.8 }, draw('title', {}, words(line)),
    draw('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': line.width.toFixed(1), 'stroke-dasharray': dashesOf(line) }),
    sign(line.arrows.to, end, middle, colour), line.arrows.from ? sign(line.arrows.from, start, middle, colour) : null, number || null);
}

/** Each line with how far it bends, so that those between the same two nodes lie side by side. */
function bent(lines) {
  const groups = new Map();
  for (const line of lines) {
    const key = [String(line.from), String(line.to)].sort().join('\n');
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => group.map((line, place) => {
    const offset = group.length === 1 ? 0.05 : (place - (group.length - 1) / 2) * BEND;
    return [line, line.from === group[0].from ? offset : -offset];
  }));
}

const stroke = (attributes) => draw('path', { d: 'M0 0H30', stroke: theme.colours().text, 'stroke-width': 2, fill: 'none', ...attributes });
const sample = (shape, colour, attributes) => signs.shape(shape, colour, { stroke: theme.colours().outline, transform: 'translate(8 -8) scale(.85)', ...attributes });

/** The legend's rows of the kinds of some nodes: a sign and what it means. */
const kindRows = (nodes) => model.kinds.filter(({ kind }) => nodes.some((node) => node.kind === kind))
  .map(({ shape, color, label }) => [sample(shape, color), label]);

/** The legend's rows of the network. */
function legendRows(nodes, lines) {
  const colour = theme.colours().text;
  const families = model.families.filter(({ family }) => lines.some((line) => line.family === family));
  const end = (sign) => draw('g', {}, stroke(), draw('g', { transform: 'translate(31 0)' }, ENDS[sign](colour)));
  return [
    ...kindRows(nodes),
    ...families.map(({ family }) => [stroke({ stroke: theme.familyColour(family) }), family]),
    [end(1), 'helps'], [end('-1'), 'harms, opposes'], [end(0), 'neither'],
    [stroke(), 'stated'], [stroke({ 'stroke-dasharray': '9 6' }), 'inferred'], [stroke({ 'stroke-dasharray': '2 5' }), 'disputed'],
  ];
}

const legend = (rows, x, y) => draw('g', { transform: `translate(${x} ${y})` }, ...rows.map(([sign, words], at) =>
  draw('g', { transform: `translate(0 ${at * LEGEND.leading})` }, sign, write(LEGEND.words, 4, words))));

/** A drawing with a legend to its right, in a box that holds both. */
function withLegend(content, box, rows) {
  const [x, y] = [box.right + MARGIN, box.top + 20];
  const width = LEGEND.words + Math.max(0, ...rows.map(([, words]) => widthOf(LEGEND.size)(words)));
  return {
    content: [...content, legend(rows, x, y)],
    box: { ...box, right: x + width, bottom: Math.max(box.bottom, y + 10 + rows.length * LEGEND.leading) },
  };
}

/** The box around nodes with their names, given with their places. */
function boxAround(nodes, at) {
  const box = { left: -80, top: -40, right: 80, bottom: 90 };
  nodes.forEach((node, place) => {
    const [{ x, y }, { side, below }] = [at[node.id], extent(node)];
    const own = { left: x - Math.max(80, side), top: y - 40, right: x + Math.max(80, side), bottom: y + Math.max(90, below) };
    for (const edge of ['left', 'top']) box[edge] = place ? Math.min(box[edge], own[edge]) : own[edge];
    for (const edge of ['right', 'bottom']) box[edge] = place ? Math.max(box[edge], own[edge]) : own[edge];
  });
  return box;
}

/** The drawing of the network as it stands, with its legend. */
function networkDrawing() {
  const at = network.positions();
  const nodes = [...scene.nodes].map((id) => model.nodes.get(id));
  const drawn = [...scene.lines.values()];
  const content = [...bent(drawn).map(([line, bend]) => lineElement(line, at, bend)), ...nodes.map((node) => nodeElement(node, at[node.id]))];
  return withLegend(content, boxAround(nodes, at), legendRows(nodes, drawn));
}

const KEPT = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'paint-order', 'font-size', 'font-weight', 'letter-spacing', 'text-anchor', 'opacity'];

/** A drawing of the page with its looks written into it, since the page's style sheet does not go with it. */
function copied(svg) {
  const copy = svg.cloneNode(true);
  const originals = svg.querySelectorAll('*');
  [...copy.querySelectorAll('*')].forEach((element, at) => {
    const style = getComputedStyle(originals[at]);
    for (const name of KEPT) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role', 'aria-label', 'aria-pressed', 'data-key', 'data-x', 'data-y']) element.removeAttribute(name);
  });
  const { x, y, width, height } = svg.viewBox.baseVal;
  return { content: [...copy.childNodes], box: { left: x, top: y, right: x + width, bottom: y + height } };
}

/** The name of the view that is drawn. */
export const view = () => ['sides', 'lanes', 'map'].find((name) => tabs.isOn(name)) ?? 'network';

/** The signs that the lanes alone have. */
const ROLES = () => [
  [sample('diamond', '#808894'), 'carried out'], [sample('diamond', null, { stroke: '#808894', 'stroke-width': 3.4 }), 'aimed at'],
  [sample('diamond', '#808894', { 'fill-opacity': 0.4 }), 'party, side not stated'],
  [sample('triangleDown', '#808894'), 'said'],
  ...model.families.filter(({ family }) => family === 'response').map(({ family }) => [stroke({ stroke: theme.familyColour(family) }), 'responds to']),
];
const BOXES = { sides: 'sides', lanes: 'lanes', map: 'wide-map' };

/** What is seen: the drawing of the lanes or the map where one is looked at, else the network. */
function seen() {
  const svg = BOXES[view()] && byId(BOXES[view()]).querySelector(':scope > svg');
  if (!svg) return networkDrawing();
  const { content, box } = copied(svg);
  if (view() === 'sides') return { content, box };
  return withLegend(content, box, [...kindRows(tables.shownNodes()), ...(view() === 'lanes' ? ROLES() : [])]);
}

/** Lines of text from a point down. */
const paragraph = (lines, x, y, { size, leading, weight = 400 }, fill) => lines.map((line, at) =>
  write(x, y + at * leading, line, { 'font-size': size, 'font-weight': weight, fill }));

/** What is shown and of what, and the day on which the picture is made. */
function caption() {
  const { view: { nodes, edges } } = filters;
  const amounts = `${nodes.size} of ${model.nodes.size} nodes, ${edges.size} of ${model.edges.size} relations`;
  return [`${[...choices(), amounts].join('; ')}.`, model.provenance, `Drawn on ${new Date().toISOString().slice(0, 10)}.`].join(' ');
}

/** The view as an SVG element of its own, with title and caption. */
export function drawing() {
  const { content, box } = seen();
  const { halo, text: colour, caption: quiet } = theme.colours();
  const room = Math.max(box.right - box.left, LEAST);
  const title = text.wrap(model.title, room, Infinity, widthOf(TITLE.size, TITLE.weight));
  const origin = text.wrap(caption(), room, Infinity, widthOf(CAPTION.size));
  const [x, top] = [box.left, box.top - 28 - title.length * TITLE.leading];
  const bottom = box.bottom + 16 + origin.length * CAPTION.leading;
  const frame = { x: x - MARGIN, y: top, width: room + 2 * MARGIN, height: bottom + 12 - top };
  return draw('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: Object.values(frame).map((value) => value.toFixed(1)).join(' '), width: Math.ceil(frame.width), height: Math.ceil(frame.height), 'font-family': FONT },
    draw('rect', { ...frame, fill: halo }), ...paragraph(title, x, top + 30, TITLE, colour), ...content,
    ...paragraph(origin, x, box.bottom + 16 + CAPTION.size, CAPTION, quiet));
}

/** The drawing as the text of a file; colours that the page names by variable are written out. */
export function svg() {
  const markup = new XMLSerializer().serializeToString(drawing());
  const page = getComputedStyle(document.documentElement).getPropertyValue('--page').trim();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup.replaceAll('var(--page)', page)}\n`;
}

/** The drawing in pixels, as a blob. */
export async function png() {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg())}`;
  await image.decode();
  const scale = Math.min(FINENESS, LONGEST / Math.max(image.width, image.height));
  const canvas = make('canvas', { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done));
}
