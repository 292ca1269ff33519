/**
 * The picture: vis-network draws the nodes and lines of the scene; bands, rings, names, numbers and the marks of a
 * comparison are drawn over it.
 */
import { model, scene } from '../model/index.js';
import { byId } from '../page/dom.js';
import * as theme from '../page/theme.js';
import { makeDrawing } from './drawing.js';
import { use } from './network.js';
import { wireTip } from './tip.js';

const BEND = 0.2;
const SINGLE_BEND = 0.07;
/** Of more lines than these, those that are alone between their nodes are straight, which is drawn faster. */
const MANY = 600;

const nodeItems = new vis.DataSet();
const edgeItems = new vis.DataSet();
const container = byId('network');
const picture = new vis.Network(container, { nodes: nodeItems, edges: edgeItems }, model.options);
const canvas = container.querySelector('canvas');
/** How the nodes and lines look that vis-network has, by id, as text to compare with; those not drawn are hidden. */
const known = { nodes: new Map(), edges: new Map() };
/** Whether a frame is waited for to draw in, and whether vis-network lags behind the scene. */
let isWaiting = false;
let isStale = false;
let selected = { kind: null, id: null };

/** vis-network's curve for a line; a positive bend is to the right of the way the line goes. */
function curve({ isAlone, offset }) {
  const single = scene.lines.size > MANY ? 0 : SINGLE_BEND;
  const bend = isAlone ? single : offset * BEND;
  return { enabled: bend !== 0, type: bend >= 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(bend) };
}

function nodeItem(id, { focus }) {
  const { shape, size } = model.nodes.get(id);
  return { id, shape, size, ...theme.node(model.nodes.get(id), focus) };
}

function edgeItem(line, side, { focus }) {
  const { id, from, to, dashes, width, arrows } = line;
  return { id, from, to, dashes, width, arrows, smooth: curve(side), ...theme.edge(line, focus) };
}

const nodeLook = ({ shape, size, opacity, color, shapeProperties }) =>
  [shape, size, opacity, color.background, color.border, shapeProperties.borderDashes].join('|');

const endLook = (arrow) => (arrow?.enabled ? arrow.type : '');
const edgeLook = ({ dashes, width, arrows, smooth, color }) =>
  [dashes, width, endLook(arrows.to), endLook(arrows.from), smooth.type, smooth.roundness, color.color, color.opacity].join('|');

/**
 * Bring a data set to the given items, leaving alone what stays as it is: an item that is not wanted is only hidden,
 * which is much faster than to take it out and put it back. The ids of those that look otherwise or were hidden.
 */
function sync(set, body, looks, items, look) {
  const changed = items.map((item) => [item, look(item)]).filter(([item, text]) => looks.get(item.id) !== text);
  for (const [item, text] of changed) looks.set(item.id, text);
  if (changed.length) set.update(changed.map(([item]) => item));
  const fresh = new Set(changed.map(([item]) => item.id));
  const wanted = new Set(items.map((item) => item.id));
  for (const id of looks.keys()) {
    const { options } = body[id];
    if (options.hidden && wanted.has(id)) fresh.add(id);
    options.hidden = !wanted.has(id);
  }
  return fresh;
}

/** Draw at the next frame what has changed by then: vis-network would draw at once after each change. */
function drawLater() {
  picture.renderer.allowRedraw = false;
  if (!isWaiting) requestAnimationFrame(() => isWaiting && drawNow());
  isWaiting = true;
}

function drawNow() {
  settle();
  isWaiting = false;
  picture.renderer.allowRedraw = true;
  picture.redraw();
}

/** Set a node where it belongs, with the box by which vis-network knows what is in sight; whether it stood elsewhere. */
function moveTo(id, [x, y]) {
  const node = picture.body.nodes[id];
  if (node.x === x && node.y === y) return false;
  Object.assign(node, { x, y });
  node.updateBoundingBox(canvas.getContext('2d'));
  return true;
}

/** vis-network draws a line to where its arrow was in the last picture: give lines the places that their arrows will have. */
function anchor(ids) {
  const context = canvas.getContext('2d');
  for (const id of ids) {
    const line = picture.body.edges[id];
    const { edgeType } = line;
    const values = line.getFormattingValues();
    const via = edgeType.getViaNode();
    const end = (name) => edgeType.getArrowData(context, name, via, line.selected, line.hover, values).core;
    edgeType.fromPoint = edgeType.from;
    edgeType.toPoint = edgeType.to;
    if (values.fromArrow) edgeType.fromPoint = end('from');
    if (values.toArrow) edgeType.toPoint = end('to');
  }
}

/** Give vis-network what has changed since the last picture. */
function settle() {
  if (!isStale) return;
  isStale = false;
  const { held } = drawing;
  const { body } = picture;
  const sides = drawing.sides();
  sync(nodeItems, body.nodes, known.nodes, [...scene.nodes].map((id) => nodeItem(id, held)), nodeLook);
  const moved = [...scene.nodes].filter((id) => moveTo(id, held.arranged.positions[id]));
  const items = [...scene.lines.values()].map((line) => edgeItem(line, sides.get(line.id), held));
  const fresh = sync(edgeItems, body.edges, known.edges, items, edgeLook);
  picture._updateVisibleIndices();
  anchor(moved.length ? scene.lines.keys() : fresh);
  picture.unselectAll();
  if (selected.kind === 'node' && scene.nodes.has(selected.id)) picture.selectNodes([selected.id], false);
  if (selected.kind === 'line' && scene.lines.has(selected.id)) picture.selectEdges([selected.id]);
}

function paint() {
  isStale = true;
  drawLater();
}

function select(kind, id) {
  selected = { kind, id };
  paint();
}

const nodeAt = (point) => picture.getNodeAt(point) ?? null;

/** The line that is nearest to a point of the screen and less than `reach` pixels away, or null. */
function lineAt(point, reach) {
  const { x, y } = picture.DOMtoCanvas(point);
  let [found, least] = [null, reach / picture.getScale()];
  for (const id of scene.lines.keys()) {
    const { connected, edgeType, from, to } = picture.body.edges[id] ?? {};
    if (!connected) continue;
    const far = edgeType.getDistanceToEdge(from.x, from.y, to.x, to.y, x, y);
    if (far < least) [found, least] = [id, far];
  }
  return found;
}

/** Where a node stands. */
function at(id) {
  settle();
  return picture.getPosition(id);
}

const drawing = makeDrawing(container, canvas, {
  paint,
  select,
  flush: drawNow,
  at,
  nodeAt,
  lineAt,
  toDom: (point) => picture.canvasToDOM(point),
  toOwn: (point) => picture.DOMtoCanvas(point),
  scale: () => picture.getScale(),
  moveTo: (position, scale, shift) => picture.moveTo({ position, ...(scale ? { scale } : {}), offset: { x: shift, y: 0 } }),
  pointOn: (id, share) => picture.body.edges[id].edgeType.getPoint(share),
  isDrawn: (id) => Boolean(picture.body.nodes[id]),
  isJoined: (line) => picture.body.edges[line.id]?.connected,
  boxOf: (id) => picture.getBoundingBox(id),
});

picture.on('beforeDrawing', drawing.drawBehind);
picture.on('afterDrawing', (context) => {
  const ratio = canvas.width / (container.clientWidth || 1);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawing.drawNames(context);
  context.restore();
});

/** Call `action` with the id of whatever the reader picks in the picture, or null. */
const onPick = (action) => picture.on('click', ({ pointer }) => action(drawing.pick(pointer.DOM)));

/** Call `action` with the id of a node that the reader clicks twice. */
const onExpand = (action) => picture.on('doubleClick', ({ pointer }) => {
  const id = drawing.pick(pointer.DOM);
  if (model.nodes.has(id)) action(id);
});

/** Call `action` with the places of nodes that the reader has dragged, by id. */
const onMove = (action) => picture.on('dragEnd', ({ nodes }) => {
  if (nodes.length) action(nodes.map((id) => [id, picture.getPosition(id)]));
});

wireTip(container, drawing.words);
theme.onChange(paint);
use({ ...drawing, picture, onPick, onExpand, onMove });
