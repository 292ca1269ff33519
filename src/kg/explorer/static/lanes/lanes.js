/** Lanes of groups over time: who carried out, claimed, or was struck when, and what answered what. */
import { filters, model } from '../model/index.js';
import { refresh, select } from '../page/actions.js';
import { byId, draw, make, refill } from '../page/dom.js';
import * as rove from '../page/rove.js';
import * as signs from '../page/signs.js';
import * as tabs from '../page/tabs.js';
import { measure, shorten } from '../page/text.js';
import * as theme from '../page/theme.js';
import * as plan from './plan.js';

const { state, view } = filters;
const HEAD = 26;
const NAMES = 172;
const CUT_SIGN = 'M0 10L4 0M5 10L9 0';
const ROLES = { by: 'carried out by', at: 'aimed at', with: 'with the party', says: 'declared by' };

/** The width of a name or a date on the lanes, which have the same font. */
const widthOf = (text) => measure(byId('lanes'), 'date', text).width;

/** A mark in words, for those who hear it and for the pointer's rest. */
function words(mark) {
  if (mark.role === 'says') return `${model.sentence(mark.edge)}, ${model.interval(mark.edge.first === null && mark.edge.last === null ? mark : mark.edge)}`;
  const event = model.nodes.get(mark.event);
  return `${event.kind_label}: ${event.name}, ${ROLES[mark.role]} ${model.nameOf(mark.lane)}, ${model.interval(event)}`;
}

const isChosen = (mark) => state.selected === mark.pick || state.selected === mark.edge.id;

/** The line from a mark's first to its last day; to the edge where the end is open. */
function extent(mark, { x, end }) {
  const last = mark.last === null ? end : x(Math.min(mark.last, state.to));
  if (mark.first === null || last - mark.x < 3) return null;
  return draw('line', { x1: mark.x, x2: last, y1: mark.y, y2: mark.y, class: mark.last === null ? 'extent open' : 'extent', stroke: mark.color });
}

/** A sign: hollow for whom an event was aimed at, faint for a party whose side is not stated, else full. */
function sign(shape, colour, role, attributes = {}) {
  if (role === 'at') return signs.shape(shape, null, { class: 'hollow', stroke: colour, ...attributes });
  return signs.shape(shape, colour, { class: 'outline', ...(role === 'with' ? { 'fill-opacity': 0.4 } : {}), ...attributes });
}

function markElement(mark) {
  return draw('g', {
    class: `mark ${mark.role}${isChosen(mark) ? ' chosen' : ''}`, transform: `translate(${mark.x.toFixed(1)} ${mark.y})`,
    'data-key': mark.key, 'data-x': mark.x, 'data-y': mark.y, tabindex: -1, role: 'button', 'aria-label': words(mark),
    'aria-pressed': String(isChosen(mark)), click: () => select(mark.pick),
  }, draw('title', {}, words(mark)), draw('rect', { x: -8, y: -8, width: 16, height: 16, class: 'touch' }),
  sign(mark.shape, mark.color, mark.role, { transform: 'translate(-6.3 -6.3) scale(.7)' }));
}

/** Marks for which there is no room, as a number; picking it narrows the time range to them. */
function heapElement({ members, x, y }) {
  const [from, to] = [plan.dayOf(members[0]), plan.dayOf(members.at(-1))];
  const text = `${members.length} more from ${model.dateOf(from)} to ${model.dateOf(to)}: show only these days`;
  const narrow = () => {
    Object.assign(state, { from, to });
    refresh();
  };
  return draw('g', { class: 'mark heap', transform: `translate(${x.toFixed(1)} ${y})`, 'data-key': `heap|${members[0].key}`, 'data-x': x, 'data-y': y, tabindex: -1, role: 'button', 'aria-label': text, click: narrow },
    draw('title', {}, text), draw('text', { x: -7, y: 4 }, `+${members.length}`));
}

function laneElement(lane, index, axis) {
  const node = model.nodes.get(lane.actor);
  const middle = lane.top + lane.height / 2;
  const count = lane.marks.length + lane.heaps.reduce((sum, heap) => sum + heap.members.length, 0);
  return draw('g', { class: 'lane', role: 'group', 'aria-label': `${node.name}: ${count} marks` },
    draw('rect', { x: 0, y: lane.top, width: axis.end, height: lane.height, class: index % 2 ? 'strip odd' : 'strip' }),
    draw('g', {
      class: state.selected === lane.actor ? 'mark name chosen' : 'mark name', 'data-key': `lane|${lane.actor}`, 'data-x': 80, 'data-y': middle,
      tabindex: -1, role: 'button', 'aria-label': node.name, click: () => select(lane.actor),
    }, draw('title', {}, node.name), draw('rect', { x: 2, y: lane.top + 1, width: NAMES - 14, height: lane.height - 2, class: 'touch' }),
    signs.shape(node.shape, node.color, { class: 'outline', transform: `translate(5 ${middle - 6.3}) scale(.7)` }),
    draw('text', { x: 22, y: middle + 4 }, shorten(node.name, NAMES - 36, widthOf))),
    ...lane.marks.map((mark) => extent(mark, axis)), ...lane.marks.map(markElement), ...lane.heaps.map(heapElement));
}

/** For each event the lines from the marks of those who carried it out to the marks of whom it was aimed at. */
function aims(marks) {
  const struck = new Map();
  for (const mark of marks.filter(({ role }) => role === 'at')) struck.set(mark.event, [...(struck.get(mark.event) ?? []), mark]);
  return marks.filter((mark) => mark.role === 'by').flatMap((by) =>
    (struck.get(by.event) ?? []).map((at) => {
      const away = Math.sign(at.y - by.y) * 7;
      const d = `M${by.x} ${by.y + away}L${at.x} ${at.y - away}`;
      return draw('path', { d, class: isChosen(by) ? 'aim chosen' : 'aim' });
    }));
}

/** An arrow from an answer to what it answers, bowed so that it clears the marks between. */
function answer(edge, anchors) {
  const [from, to] = [anchors.get(edge.from), anchors.get(edge.to)];
  if (!from || !to) return null;
  const bow = Math.max(18, Math.abs(from.x - to.x) * 0.12);
  const [cx, cy] = [(from.x + to.x) / 2, Math.min(from.y, to.y) - bow];
  const length = Math.hypot(to.x - cx, to.y - cy) || 1;
  const [tx, ty] = [to.x - ((to.x - cx) / length) * 9, to.y - ((to.y - cy) / length) * 9];
  const d = `M${from.x.toFixed(1)} ${from.y - 7}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${tx.toFixed(1)} ${ty.toFixed(1)}`;
  const angle = (Math.atan2(to.y - cy, to.x - cx) * 180) / Math.PI;
  const colour = theme.familyColour(edge.family);
  const chosen = [edge.id, edge.from, edge.to].includes(state.selected);
  return draw('g', { class: chosen ? 'answer chosen' : 'answer', click: () => select(edge.id) },
    draw('title', {}, model.sentence(edge)), draw('path', { d, class: 'hit' }), draw('path', { d, stroke: colour, 'stroke-dasharray': edge.inferred ? '7 4' : edge.status === 'disputed' ? '2 4' : null }),
    draw('path', { d: 'M0 0L-8 -4L-8 4Z', fill: colour, stroke: 'none', transform: `translate(${tx.toFixed(1)} ${ty.toFixed(1)}) rotate(${angle.toFixed(1)})` }));
}

/** The mark of each event that arrows hold on to: who carried it out before whom it was aimed at, the topmost. */
function anchorsOf(marks) {
  const anchors = new Map();
  const order = (mark) => (mark.role === 'by' ? 0 : 1e6) + mark.y;
  for (const mark of marks) {
    const had = mark.event && anchors.get(mark.event);
    if (mark.event && (!had || order(mark) < order(had))) anchors.set(mark.event, mark);
  }
  return anchors;
}

function axisElements(axis, height) {
  const lines = plan.ticks(axis, widthOf).flatMap((tick) => [
    draw('line', { x1: tick.x, x2: tick.x, y1: -6, y2: height, class: 'tick' }),
    draw('text', { x: tick.at, y: -9, class: 'date' }, tick.text)]);
  const cuts = axis.parts.slice(1).map((part) => draw('path', { d: CUT_SIGN, class: 'cut', transform: `translate(${part.left - 14} -17)` },
    draw('title', {}, 'A time without events is left out here.')));
  return [...lines, ...cuts];
}

const entry = (shape, colour, role, text) => make('li', {},
  draw('svg', { viewBox: '0 0 18 18', width: 13, height: 13, 'aria-hidden': 'true' }, sign(shape, colour, role)), text);

/** What the signs on the lanes mean. */
function key(left, undated) {
  const grey = '#808894';
  return make('ul', { class: 'key', 'aria-label': 'Signs on the lanes' },
    entry('diamond', grey, 'by', 'carried out'), entry('diamond', grey, 'at', 'aimed at'), entry('diamond', grey, 'with', 'party, side not stated'), entry('triangleDown', grey, 'says', 'claim, denial, threat'),
    model.families.some(({ family }) => family === 'response')
      ? make('li', {}, signs.line({ colour: theme.familyColour('response'), end: 'arrow' }), 'responds to') : null,
    make('li', {}, draw('svg', { viewBox: '0 0 9 11', width: 9, height: 11, 'aria-hidden': 'true' }, draw('path', { d: CUT_SIGN, class: 'cut' })), 'time without events left out'),
    undated ? make('li', {}, `${undated} without a date not shown`) : null,
    model.counted ? make('li', {}, `${model.counted.events.toLocaleString('en')} events of datasets are counted on the map and have no marks here`) : null,
    left ? make('li', {}, `${left} more actors: use the filters`) : null);
}

/** The drawing of the given marks, as wide as there is room. */
function picture(marks, width) {
  const days = state.frame ?? plan.daysOf(marks).map((day) => Math.max(state.from, Math.min(state.to, day)));
  const axis = plan.axis(days, NAMES, width - 16);
  const { lanes, height, left } = plan.lanes(marks, axis.x, model.nodes);
  const placed = lanes.flatMap((lane) => lane.marks);
  const anchors = anchorsOf(placed);
  const answers = [...view.edges].map((id) => model.edges.get(id)).filter((edge) => edge.family === 'response');
  const full = Math.max(width, axis.end + 16);
  const svg = draw('svg', { viewBox: `0 ${-HEAD} ${full} ${height + HEAD + 4}`, width: full, height: height + HEAD + 4, role: 'group', 'aria-label': 'Lanes of actors over time' },
    ...axisElements(axis, height), ...lanes.map((lane, index) => laneElement(lane, index, { ...axis, end: full })),
    ...aims(placed), ...answers.map((edge) => answer(edge, anchors)).filter(Boolean));
  return { svg, left };
}

/** Draw the lanes of what is shown, if they are being looked at. */
export function show() {
  if (!tabs.isOn('lanes')) return;
  const box = byId('lanes');
  const { dated, undated } = plan.marksOf([...view.edges].map((id) => model.edges.get(id)), model);
  if (!dated.length) {
    refill(box, make('p', { class: 'empty' }, 'No dated attack, strike or claim is shown.'));
    return;
  }
  const { svg, left } = picture(dated, Math.max(560, box.clientWidth));
  refill(box, key(left, undated), svg);
  if (!box.querySelector('[tabindex="0"]')) box.querySelector('[data-x]').setAttribute('tabindex', 0);
  box.querySelector('.mark.chosen')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

rove.wire(byId('lanes'));
tabs.onChoose(show);
theme.onChange(show);
window.addEventListener('resize', show);
