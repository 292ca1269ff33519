/**
 * The picture of a graph beyond vis-network's reach: sigma.js draws nodes and lines on the graphics card, bands, names
 * and numbers are drawn over it as in the small drawing, whose interface this one has (network.js). A browser without
 * WebGL gets a sentence in place of the picture; everything else of the page works.
 *
 * Places are those of the arrangement, y downwards; sigma's graph has y upwards.
 */
import { model, scene } from '../model/index.js';
import { byId, make } from '../page/dom.js';
import * as theme from '../page/theme.js';
import * as discs from './discs.js';
import { wireDrag } from './drag.js';
import { makeDrawing } from './drawing.js';
import { nearest, toSegment } from './near.js';
import { use } from './network.js';
import { faint, pattern, programs } from './programs.js';
import { wireTip } from './tip.js';

/** Half the side of the square that sigma takes for the whole; its middle is the origin. */
const HALF = 16384;
/** Between these scales nodes and lines grow with the picture. */
const LEAST = programs?.SMALLEST ?? 1;
const MOST = 1.25;
const SIDE = 9;
/** Nodes of at least this radius, in pixels, can be dragged; in a picture of specks a drag moves the picture. */
const GRIP = 7;
/** More lines than this are left out while the picture moves. */
const MANY = 20000;
const container = byId('network');

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

function unavailable() {
  container.append(make('p', { class: 'empty', role: 'note' },
    'This browser has no WebGL, which a picture of a graph of this size needs. The table, the lanes, the map and the exports contain the same relations.'));
  return null;
}

/** How many pixels a unit of the arrangement takes up at the camera's ratio 1. */
let unit = 1;
const growth = (ratio) => clamp(unit / ratio, LEAST, MOST);

function create() {
  return new Sigma(new graphology.MultiDirectedGraph(), container, {
    defaultNodeType: 'shape', nodeProgramClasses: { shape: programs.Nodes },
    defaultEdgeType: 'line', edgeProgramClasses: { line: programs.Lines },
    renderLabels: false, stagePadding: 0, minEdgeThickness: 0.6, inertiaRatio: 0, allowInvalidContainer: true,
    defaultDrawNodeHover: () => {}, zoomToSizeRatioFunction: (ratio) => 1 / growth(ratio),
  });
}

const picture = programs ? create() : unavailable();
const canvas = picture ? picture.getCanvases().mouse : make('canvas');
let selected = null;
let sides = new Map();
let waiting = false;
/** Whether the picture was last drawn from afar, where discs stand for nodes; null where that is not known. */
let wasFar = null;

/** The middle of what is seen, and its scale. */
function camera() {
  if (!picture) return { x: 0, y: 0, scale: 1 };
  const { x, y, ratio } = picture.getCamera().getState();
  return { x: (x - 0.5) * 2 * HALF, y: -(y - 0.5) * 2 * HALF, scale: unit / ratio };
}

const isFar = () => discs.areSummed() && camera().scale < LEAST;

/** Leave the single lines out where ties between discs stand for them. */
function changeOver() {
  if (wasFar === isFar()) return;
  wasFar = isFar();
  picture.setSetting('edgeReducer', wasFar ? () => ({ hidden: true }) : null);
}

const at = (id) => {
  const [x, y] = drawing.held.arranged.positions[id];
  return { x, y };
};

function toDom(point) {
  const { x, y, scale } = camera();
  return { x: container.clientWidth / 2 + (point.x - x) * scale, y: container.clientHeight / 2 + (point.y - y) * scale };
}

function toOwn(point) {
  const { x, y, scale } = camera();
  return { x: x + (point.x - container.clientWidth / 2) / scale, y: y + (point.y - container.clientHeight / 2) / scale };
}

const grow = () => clamp(camera().scale, LEAST, MOST);

/** A point of a line, set off to its right as the line is. */
function pointOn(id, share) {
  const { from, to } = scene.lines.get(id);
  const [one, other] = [at(from), at(to)];
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const off = ((sides.get(id)?.offset ?? 0) * SIDE * grow()) / camera().scale / (Math.hypot(dx, dy) || 1);
  return { x: one.x + dx * share - dy * off, y: one.y + dy * share + dx * off };
}

/** Leave lines out while the reader moves the picture, if they are many; what the page does shows them. */
function hideLines(isMoving) {
  const wanted = isMoving && scene.lines.size > MANY;
  if (picture.getSetting('hideEdgesOnMove') !== wanted) picture.setSetting('hideEdgesOnMove', wanted);
}

function moveTo(position, scale, shift) {
  if (!picture) return;
  hideLines(false);
  const ratio = unit / (scale ?? camera().scale);
  const x = position.x - (shift * ratio) / unit;
  const state = { x: 0.5 + x / (2 * HALF), y: 0.5 - position.y / (2 * HALF), ratio };
  const seen = picture.getCamera();
  // An animation that still runs, of the wheel's, would go on otherwise.
  if (seen.isAnimated()) seen.animate(state, { duration: 1 });
  seen.setState(state);
}

function nodeItem(id, { focus }) {
  const { x, y } = at(id);
  const { shape, size, color } = model.nodes.get(id);
  return { x, y: -y, size, shape, color: faint(color, theme.node(model.nodes.get(id), focus).opacity) };
}

function lineItem(line, { focus }) {
  const { color, opacity } = theme.edge(line, focus).color;
  const { arrows } = line;
  return {
    size: line.width, color: faint(color, opacity), pattern: pattern(line),
    offset: sides.get(line.id).offset * SIDE, head: arrows.to.enabled ? arrows.to.type : 'none',
    tail: arrows.from?.enabled ? arrows.from.type : 'none',
  };
}

/** Give sigma what is drawn. */
function fill(held) {
  waiting = false;
  hideTip();
  const graph = new graphology.MultiDirectedGraph();
  sides = drawing.sides();
  for (const id of scene.nodes) graph.addNode(id, nodeItem(id, held));
  for (const line of scene.lines.values()) graph.addDirectedEdgeWithKey(line.id, line.from, line.to, lineItem(line, held));
  discs.sumUp();
  wasFar = null;
  picture.setGraph(graph);
  changeOver();
}

/** Paint once for all changes before the next frame. */
function paint(held) {
  if (!picture || waiting) return;
  waiting = true;
  requestAnimationFrame(() => waiting && fill(held));
}

function flush() {
  if (waiting) fill(drawing.held);
  picture?.refresh();
}

function select(kind, id) {
  selected = kind && { kind, id };
  picture?.scheduleRender();
}

/** How far a point of the screen is from a line, in pixels. */
const distance = (point, line) => toSegment(point, ...[0, 1].map((share) => toDom(pointOn(line.id, share))));

/** The node whose sign lies at a point of the screen, or null. */
function nodeAt(point) {
  const away = (id) => {
    const { x, y } = toDom(at(id));
    return Math.hypot(x - point.x, y - point.y) - model.nodes.get(id).size * grow();
  };
  return nearest(scene.nodes, away, 2);
}

/** The line that is nearest to a point of the screen and less than `reach` pixels away, or null. */
const lineAt = (point, reach) => nearest(scene.lines.values(), (line) => distance(point, line), reach)?.id ?? null;

const drawing = makeDrawing(container, canvas, {
  paint, select, flush, at, toDom, toOwn, moveTo, pointOn, nodeAt, lineAt,
  scale: () => camera().scale,
  isDrawn: () => true,
  isJoined: () => true,
  boxOf: (id) => {
    const [{ x, y }, radius] = [at(id), (model.nodes.get(id).size * grow()) / camera().scale];
    return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  },
});

const hideTip = wireTip(container, (point) => {
  const disc = isFar() && discs.discAt(toOwn(point));
  return disc ? discs.tell(disc) : drawing.words(point);
});

/** The context of a layer, emptied, in pixels of the screen. */
function emptied(name) {
  const { [name]: layer } = picture.getCanvases();
  const context = layer.getContext('2d');
  const ratio = layer.width / (container.clientWidth || 1);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, layer.width, layer.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function drawBackdrop() {
  const context = emptied('backdrop');
  const { x, y } = toDom({ x: 0, y: 0 });
  const { scale } = camera();
  context.translate(x, y);
  context.scale(scale, scale);
  drawing.drawBehind(context);
}

/** A ring around the selected node, or a wide line over the selected one. */
function drawSelected(context) {
  const isThere = selected && (selected.kind === 'node' ? scene.nodes : scene.lines).has(selected.id);
  if (!isThere) return;
  context.strokeStyle = theme.colours().text;
  context.beginPath();
  if (selected.kind === 'node') {
    const { x, y } = toDom(at(selected.id));
    context.lineWidth = 3;
    context.arc(x, y, model.nodes.get(selected.id).size * grow() * 1.2 + 3, 0, 2 * Math.PI);
  } else {
    const ends = [0, 1].map((share) => toDom(pointOn(selected.id, share)));
    context.lineWidth = 1.5;
    for (const { x, y } of ends) context.lineTo(x, y);
  }
  context.stroke();
}

/** Look so close at a disc that its nodes are drawn. */
function look({ x, y, radius }) {
  moveTo({ x, y }, Math.max(LEAST * 1.05, Math.min(container.clientWidth, container.clientHeight) / (2 * radius)), 0);
}

/** Call `action` with the id of whatever the reader picks in the picture, or null; from afar, a disc is looked at. */
const onPick = (action) => picture?.getMouseCaptor().on('click', (event) => {
  const disc = isFar() && discs.discAt(toOwn(event));
  if (disc) look(disc);
  else action(drawing.pick(event));
});

/** Call `action` with the id of a node that the reader clicks twice; sigma would enlarge the picture instead. */
function onExpand(action) {
  picture?.getMouseCaptor().on('doubleClick', (event) => event.preventSigmaDefault());
  canvas.addEventListener('dblclick', ({ offsetX: x, offsetY: y }) => {
    const id = drawing.pick({ x, y });
    if (model.nodes.has(id)) action(id);
  });
}

/** Let the reader drag nodes, and call `action` with the places of those dragged, by id. */
const onMove = (action) => wireDrag(picture?.getMouseCaptor(), {
  take: (event) => {
    const id = nodeAt(event);
    return id && model.nodes.get(id).size * grow() >= GRIP ? id : null;
  },
  move: (id, event) => {
    const { x, y } = toOwn(event);
    drawing.held.arranged.positions[id] = [x, y];
    picture.getGraph().mergeNodeAttributes(id, { x, y: -y });
  },
  drop: (id) => action([[id, at(id)]]),
});

/** Take the stage's size over: sigma's whole square is as large as it fits. */
function measure() {
  const [one, other] = [0, 1000].map((x) => picture.graphToViewport({ x, y: 0 }, { cameraState: { x: 0.5, y: 0.5, angle: 0, ratio: 1 } }));
  unit = (other.x - one.x) / 1000 || 1;
  picture.setSetting('minCameraRatio', unit / 4);
  picture.setSetting('maxCameraRatio', unit / 0.01);
}

if (picture) {
  picture.setCustomBBox({ x: [-HALF, HALF], y: [-HALF, HALF] });
  picture.createCanvasContext('backdrop', { beforeLayer: 'edges' });
  picture.createCanvasContext('names', { beforeLayer: 'mouse' });
  picture.resize(true);
  picture.refresh();
  measure();
  picture.on('resize', measure);
  picture.getCamera().on('updated', changeOver);
  for (const kind of ['pointerdown', 'wheel']) container.addEventListener(kind, () => hideLines(true), { capture: true, passive: true });
  picture.on('beforeRender', drawBackdrop);
  picture.on('afterRender', () => {
    const context = emptied('names');
    if (isFar()) discs.draw(context, toDom, camera().scale);
    drawSelected(context);
    if (!isFar()) drawing.drawNames(context, grow());
  });
  theme.onChange(() => paint(drawing.held));
  container.tabIndex = 0;
}
use({ ...drawing, picture, onPick, onExpand, onMove });
