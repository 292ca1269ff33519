/**
 * The opening view: who stands on which side, and what leads from one to another. Width is the number of independent
 * sources, paleness the best grade; dashes are only claimed or blamed; an arrow helps, a bar harms.
 */
import { collections, filters, model, sides } from '../model/index.js';
import { select } from '../page/actions.js';
import { byId, draw, make, refill } from '../page/dom.js';
import * as tabs from '../page/tabs.js';
import { measure, shorten, wrap } from '../page/text.js';
import * as theme from '../page/theme.js';
import { place } from './labels.js';
import { list } from './key.js';
import { END, mark, shapeOf } from './marks.js';
import { plan } from './plan.js';
import * as walk from './walk.js';
import { backing, sentence, verbs } from './words.js';

const { state } = filters;
const box = byId('sides');
const OPACITY = { A: 1, B: 1, C: 0.78, D: 0.55, E: 0.42, F: 0.42 };
const THIN = 1.1;
const STEP = 0.75;
const MOST_SOURCES = 6;
/** Verbs of more letters stand at a line only if it is chosen. */
const LONG = 24;

const widthOf = (kind) => (text) => measure(box, kind, text).width;
const thickness = (sources) => THIN + STEP * Math.min(MOST_SOURCES, Math.max(0, sources - 1));
const near = (x) => x.toFixed(1);

const roomFor = (id, isNarrow) => (isNarrow ? 45 : widthOf('name-text')(model.nameOf(id)) + 24);

/** How high the picture may be, so that the story and the key are seen with it. */
const roomHigh = () => byId('view-sides').clientHeight - byId('story').offsetHeight - byId('sides-key').offsetHeight;

let known = { key: '', plan: null };

const sizeOf = () => `${box.clientWidth}|${byId('view-sides').clientHeight}`;

/** The plan for the stage as large as it is; the same object while that does not change. */
function planned() {
  const key = sizeOf();
  if (known.key !== key) known = { key, plan: plan(sides, { width: box.clientWidth, height: roomHigh(), roomFor }) };
  return known.plan;
}

/** What is selected here: the lines and names that are lit, or null where nothing is. */
function choice(looks) {
  const { picked, selected: id } = state;
  if (id === null && !picked.size) return null;
  const found = collections.get(id);
  const edges = new Set(found ? found.edges : [id]);
  const nodes = new Set(found ? found.nodes : [id, ...picked]);
  const isOne = sides.lines.has(id);
  const lit = { lines: new Set(), names: new Set([...nodes].filter((node) => sides.actors.has(node))) };
  for (const look of looks) {
    const isOf = isOne ? look.id === id : found ? look.members.some((edge) => edges.has(edge.id))
      : (picked.has(look.from) && picked.has(look.to)) || look.from === id || look.to === id || look.members.some((edge) => edge.id === id) || look.events.includes(id);
    if (!isOf) continue;
    lit.lines.add(look.id);
    lit.names.add(look.from).add(look.to);
  }
  for (const rail of sides.rails) {
    for (const member of rail.members) {
      if (rail.head === id || member.id === id || member.edges.some((edge) => edges.has(edge))) lit.names.add(rail.head).add(member.id);
    }
  }
  const edge = model.edges.get(id);
  for (const end of edge ? [edge.from, edge.to] : []) if (sides.actors.has(end)) lit.names.add(end);
  return lit.names.size || lit.lines.size ? lit : null;
}

function endElement(look, way) {
  const { x, y, toward } = way.end;
  const angle = (Math.atan2(y - toward.y, x - toward.x) * 180) / Math.PI;
  return draw('g', { transform: `translate(${near(x)} ${near(y)}) rotate(${near(angle)})` }, END[look.kind]());
}

function lineElement(look, way, isLit) {
  const words = `${sentence(look)}: ${backing(look)}`;
  const isChosen = state.selected === look.id || look.members.some((edge) => edge.id === state.selected);
  const classes = ['tie', `role-${sides.actors.get(look.from).side.role}`, look.standing, look.isSaid && 'said', look.isDisputed && 'disputed',
    isLit && 'lit', isChosen && 'chosen', look.isInside && 'inside', look.change].filter(Boolean).join(' ');
  return draw('g', {
    class: classes, 'data-key': look.id, tabindex: -1, role: 'button', 'aria-label': words, 'aria-pressed': String(isChosen),
    opacity: OPACITY[look.grade?.[0]] ?? 0.6, click: () => select(sides.pickOf(look)),
  }, draw('title', {}, words), draw('path', { d: way.d, class: 'reach' }),
  draw('path', { d: way.d, class: 'stroke-of', 'stroke-width': thickness(look.sources).toFixed(2) }), endElement(look, way));
}

/** The lines of a name, and where they begin. */
function nameText(id, layout) {
  const { x, y } = layout.places.get(id);
  const { size } = layout;
  const column = layout.columnOf(id);
  const name = model.nameOf(id);
  const head = layout.rails.find((rail) => rail.head === id);
  if (column === 'middle' && !head) {
    const rails = layout.rails.length ? Math.min(...layout.rails.map((rail) => rail.x)) - 10 : layout.midRight - 30;
    const start = layout.midLeft + size.name;
    const room = rails - start;
    const texts = size.narrow ? wrap(name, room, 3, widthOf('name-text')) : [shorten(name, room, widthOf('name-text'))];
    return { anchor: 'start', x: start, lines: texts.map((text, at) => ({ text, y: y + 4.5 + (at - (texts.length - 1) / 2) * 12.5 })) };
  }
  if (head && !(size.narrow && column === 'below')) {
    const room = Math.max(60, x - layout.midLeft - 24);
    const lines = wrap(name, room, size.narrow ? 3 : 1, widthOf('name-text'));
    return { anchor: 'end', x: x - size.shape - 5, lines: lines.map((text, at) => ({ text, y: y + 4.5 + (at - (lines.length - 1) / 2) * 12.5 })) };
  }
  const room = layout.boxes.find(({ side }) => side === sides.actors.get(id).side).width - 6;
  if (!size.narrow && column !== 'below') {
    const lines = wrap(name, room - 2 * size.shape - 18, 3, widthOf('name-text'));
    const start = column === 'left' ? x - size.shape - 6 : x + size.shape + 6;
    return { anchor: column === 'left' ? 'end' : 'start', x: start, lines: lines.map((text, at) => ({ text, y: y + 4.5 + (at - (lines.length - 1) / 2) * 14 })) };
  }
  const most = size.narrow && column === 'below' ? 84 : 130;
  const lines = wrap(name, Math.min(room, most), size.narrow ? 4 : 2, widthOf('name-text'));
  return { anchor: 'middle', x, lines: lines.map((text, at) => ({ text, y: y + size.shape + 15 + at * 14 })) };
}

function nameElement(id, layout, isLit) {
  const node = model.nodes.get(id);
  const { x, y } = layout.places.get(id);
  const { side, band, kind } = sides.actors.get(id);
  const { anchor, x: at, lines } = nameText(id, layout);
  const isChosen = state.selected === id;
  const name = model.nameOf(id);
  const widest = Math.max(...lines.map(({ text }) => widthOf('name-text')(text)));
  const left = Math.min(x - layout.size.shape, anchor === 'start' ? at : anchor === 'end' ? at - widest : at - widest / 2) - 4;
  const right = Math.max(x + layout.size.shape, anchor === 'start' ? at + widest : anchor === 'end' ? at : at + widest / 2) + 4;
  const top = Math.min(y - layout.size.shape, lines[0].y - 12) - 2;
  const bottom = Math.max(y + layout.size.shape, lines.at(-1).y + 4) + 2;
  const standing = sides.standing(id);
  const label = [name, kind.label, standing === 'gone' && 'nothing of it is accepted or shown'].filter(Boolean).join(', ');
  const element = draw('g', {
    class: ['actor', `role-${side.role}`, standing, isLit && 'lit', isChosen && 'chosen', node?.change].filter(Boolean).join(' '), 'data-key': id,
    tabindex: -1, role: 'button', 'aria-label': label, 'aria-pressed': String(isChosen), click: () => select(id),
  }, draw('title', {}, label), draw('rect', { x: left, y: top, width: right - left, height: bottom - top, rx: 4, class: 'touch' }),
  draw('g', { transform: `translate(${near(x)} ${near(y)})` }, mark(shapeOf(kind.kind, band), layout.size.shape)),
  ...lines.map((line) => draw('text', { x: near(at), y: near(line.y), class: `name-text ${anchor}` }, (line === lines[0] && node ? theme.sign(node) : '') + line.text + (line === lines.at(-1) ? theme.noteSign(id) : ''))));
  return { element, box: { left, right, top, bottom } };
}

/** A side's box with its caption, and the number of its actors for which there is no room. */
function sideElement({ side, x, y, width, height }, layout) {
  const title = (side.role === 'groups' ? 'Groups' : side.name).toUpperCase();
  const room = width - (side.role === 'groups' ? 20 : 12);
  return draw('g', { class: `side role-${side.role}` }, draw('rect', { x: near(x), y: near(y), width: near(width), height: near(height), rx: 8, class: 'ground' }),
    ...wrap(title, room, layout.size.narrow ? 2 : 1, widthOf('side-title')).map((text, at) => draw('text', { x: near(x + (side.role === 'groups' ? 10 : 8)), y: near(y + 16 + at * 13), class: 'side-title' }, text)),
    side.more.length ? draw('text', { x: near(x + 10), y: near(layout.moreY !== null && side.role === 'groups' ? layout.moreY : y + height - 8), class: 'more', click: list }, `and ${side.more.length} more`) : null);
}

function railElements(rail, at, layout, lit) {
  const members = sides.membersOf(rail);
  const held = members.filter(({ standing }) => standing === 'held');
  const place = layout.rails[at];
  const role = sides.actors.get(rail.head).side.role;
  const ys = [layout.places.get(rail.head).y, ...held.map(({ id }) => layout.places.get(id).y)];
  const isLit = (id) => lit && lit.names.has(id) && lit.names.has(rail.head);
  return [
    draw('path', { d: `M${place.x} ${Math.min(...ys)}L${place.x} ${Math.max(...ys)}`, class: `rail role-${role}${lit && !lit.names.has(rail.head) ? ' away' : ''}` }),
    ...held.map(({ id, sources, isDisputed }) => draw('g', { class: `dot role-${role}${lit && !isLit(id) ? ' away' : ''}` },
      draw('title', {}, `${model.nameOf(id)} is part of ${model.nameOf(rail.head)}`),
      draw('circle', { cx: place.x, cy: layout.places.get(id).y, r: near(2.6 + Math.min(MOST_SOURCES, sources) * 0.42), class: isDisputed ? 'hollow-mark' : 'solid-mark' }))),
  ];
}

/** The labels of lines: numbers of events where there is room, and verbs at what is chosen or stands for its kind. */
function labels(looks, layout, lit, taken) {
  const found = [];
  const put = (look, text, kind, spots, isNeeded) => {
    const way = layout.ways.get(look.id);
    const spot = place(way, spots, { width: widthOf(kind)(text) + 4, height: 14, within: layout.width }, taken, isNeeded);
    if (spot) found.push(draw('text', { x: near(spot.x), y: near(spot.y + 4), class: `${kind} role-${sides.actors.get(look.from).side.role}` }, text));
  };
  const drawn = looks.filter((look) => !lit || lit.lines.has(look.id));
  const byWeight = [...drawn].sort((a, b) => b.sources - a.sources || b.events.length - a.events.length);
  const isSingle = lit && lit.lines.size === 1;
  const said = new Set();
  for (const look of byWeight) {
    const key = [sides.actors.get(look.from).side.role, sides.actors.get(look.to).side.role, look.kind, look.isSaid].join('|');
    const { level } = layout.ways.get(look.id);
    if (!lit && (said.has(key) || look.sources < 1 || level)) continue;
    const text = (look.change ? theme.sign(look) : '') + verbs(look);
    if (!lit && text.length > LONG) continue;
    const before = found.length;
    put(look, text, 'verb-text', level ? [level, level - 0.08, level + 0.08] : lit ? [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8] : [0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.74], isSingle);
    if (found.length > before) said.add(key);
    if (found.length > before && look.events.length) look.isNumbered = true;
  }
  for (const look of byWeight) if (look.events.length > (lit ? 0 : 1) && !look.isNumbered) put(look, `${look.events.length}×`, 'number-text', layout.ways.get(look.id).level ? [layout.ways.get(look.id).tail, layout.ways.get(look.id).level] : [0.9, 0.84, 0.78, 0.7, 0.6], false);
  return found;
}

function picture() {
  const layout = planned();
  const looks = [...sides.lines.values()].map(sides.look).filter(({ standing }) => standing !== 'gone');
  const lit = choice(looks);
  const shown = looks.filter((look) => !look.isInside || lit?.lines.has(look.id));
  const names = [...sides.actors.keys()].map((id) => nameElement(id, layout, lit?.names.has(id)));
  const taken = [...names.map((one) => one.box), ...layout.boxes.map(({ x, y, width }) => ({ left: x, right: x + width, top: y, bottom: y + layout.size.title - 2 }))];
  const order = (look) => (lit?.lines.has(look.id) ? 1e6 : 0) - look.sources;
  const isCompared = model.chosen.compared !== null;
  return draw('svg', {
    viewBox: `0 0 ${near(layout.width)} ${near(layout.height)}`, width: near(layout.width), height: near(layout.height), role: 'group', 'aria-label': 'Sides and what leads from one to another',
    class: [lit && 'has-choice', isCompared && 'compared'].filter(Boolean).join(' ') || null,
  }, ...layout.boxes.map((one) => sideElement(one, layout)),
  ...layout.captions.map(({ text, y }) => draw('text', { x: near(layout.midLeft + 10), y: near(y), class: 'band-text' }, text)),
  ...sides.rails.flatMap((rail, at) => railElements(rail, at, layout, lit)),
  ...[...shown].sort((a, b) => order(a) - order(b)).map((look) => lineElement(look, layout.ways.get(look.id), lit?.lines.has(look.id))),
  ...names.map((one) => one.element), ...labels(shown, layout, lit, taken), draw('g', { class: 'tip', 'aria-hidden': 'true' }));
}

/** Draw the sides, if they are being looked at. */
export function show() {
  if (!tabs.isOn('sides')) return;
  if (sides.isEmpty) {
    refill(box, make('p', { class: 'empty' }, 'No two sides have anything to do with each other in these data.'));
    return;
  }
  refill(box, picture());
  if (!box.querySelector('[tabindex="0"]')) box.querySelector('.actor').setAttribute('tabindex', 0);
}

const tieAt = (event) => event.target.closest?.('.tie');

/** The verbs of a line while the pointer or the focus is on it. */
function tip(tie) {
  const group = box.querySelector('.tip');
  if (!group) return;
  group.replaceChildren();
  for (const other of box.querySelectorAll('.tie.near')) other.classList.remove('near');
  if (!tie) return;
  tie.classList.add('near');
  const look = sides.look(sides.lines.get(tie.dataset.key));
  const text = verbs(look);
  const middle = planned().ways.get(look.id).at(0.5);
  const wide = widthOf('tip-text')(text) + 16;
  const x = Math.max(wide / 2 + 2, Math.min(middle.x, planned().width - wide / 2 - 2));
  group.append(draw('rect', { x: x - wide / 2, y: middle.y - 24, width: wide, height: 20, rx: 5, class: 'tip-ground' }), draw('text', { x, y: middle.y - 10, class: 'tip-text' }, text));
}

walk.wire(box, planned);
box.addEventListener('pointerover', (event) => tip(tieAt(event)));
box.addEventListener('pointerleave', () => tip(null));
box.addEventListener('focusin', (event) => tip(tieAt(event)));
tabs.onChoose(show);
theme.onChange(show);
new ResizeObserver(() => known.key !== sizeOf() && show()).observe(byId('view-sides'));
