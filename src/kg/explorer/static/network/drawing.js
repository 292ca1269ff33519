/**
 * What every drawing of the network does, whatever library paints it. `own` is the library's part, in its own units:
 *
 * { paint(held), at(id), toDom(point), toOwn(point), scale(), moveTo(position, scale, shift), pointOn(id, share),
 *   boxOf(id), isDrawn(id), isJoined(line), nodeAt(point), lineAt(point, reach), select(kind, id), flush() }
 *
 * `held` is what is to be painted: the arrangement, the ids in focus or null, and how to describe a node or an edge. What is
 * painted or selected is drawn at the next frame, once for all that was asked for by then; `flush` draws at once.
 */
import { arrange, filters, model, scene } from '../model/index.js';
import { byId } from '../page/dom.js';
import * as theme from '../page/theme.js';
import * as backdrop from './backdrop.js';
import * as labels from './labels.js';

/** A drawing in `container`, whose `canvas` the library paints. */
export function makeDrawing(container, canvas, own) {
  const MARGIN = 14;
  const FOOT = 30;
  const EDGE = 24;
  /** Half the width of a name, in pixels. */
  const SIDE = 62;
  const STRONG = 0.5;
  /** How near a line is picked, in pixels: before a name that lies over it, and where nothing else is. */
  const UNDER = 3;
  const REACH = 8;
  /** How many names at most are tried in one picture; lines bear numbers where no more than so many are in sight. */
  const NAMES = 400;
  const NUMBERS = 300;

  const held = {
    focus: null,
    arranged: { positions: {}, bands: [], halfWidth: 0 },
    layout: null,
    tooltip: { node: () => '', edge: () => '' },
  };
  let boxes = new Map();
  /** Where the captions of bands stand, in the picture's own units. */
  let captions = [];
  /** The arrangement without what the reader put elsewhere. */
  let base = held.arranged;
  /** The lines that bear a number or the mark of a comparison. */
  let numbered = [];

  function paint() {
    numbered = [...scene.lines.values()].filter((line) => (line.count > 1 && !line.ghost) || line.change || filters.state.notes.has(line.id));
    own.paint(held);
  }

  /** Whether all that is drawn has its place already: what a filter takes away leaves the rest where it stands. */
  const isPlaced = () => held.layout === layoutKey() && [...scene.nodes].every((id) => Object.hasOwn(held.arranged.positions, id));

  const layoutKey = () => `${filters.state.layout}|${filters.state.layout === 'ego' ? arrange.centre() : ''}`;

  /** Put the nodes where the chosen layout has them; a fresh one takes the shape of the stage. */
  function place(isFresh = false) {
    if (isFresh || !isPlaced()) {
      base = arrange.current((container.clientWidth || 1) / (container.clientHeight || 1), isFresh);
      held.layout = layoutKey();
    }
    held.arranged = filters.state.pins.size ? { ...base, positions: { ...base.positions, ...Object.fromEntries(filters.state.pins) } } : base;
    paint();
  }

  /** What is stressed with an id: the line that draws it, and that line's ends. */
  function stressed(id) {
    const line = scene.lines.get(scene.lineOf.get(id) ?? id);
    return line ? [id, line.id, line.from, line.to] : [id];
  }

  /** Stress the given ids of nodes and edges, or none. */
  function setFocus(ids) {
    held.focus = ids ? new Set([...ids].flatMap(stressed)) : null;
    paint();
  }

  /** Draw the scene, and say what that is. */
  function redraw(summary) {
    place();
    canvas.setAttribute('aria-label', summary + ' The table of relations has the same content.');
  }

  /** Show a short description next to the pointer while it rests on a node or an edge. */
  function describe(text) {
    held.tooltip = text;
    paint();
  }

  /** The description of a line. */
  const title = ({ members, count }) => (count === 1 && members.length === 1 ? held.tooltip.edge(members[0])
    : `${count} relations:\n${members.slice(0, 8).map((edge) => model.sentence(edge)).join('\n')}${members.length > 8 ? '\n…' : ''}`);

  /** For each line how many places it lies to the right of the straight way, so that parallel ones lie side by side. */
  function sides() {
    const pairs = new Map();
    for (const line of scene.lines.values()) {
      const key = line.from < line.to ? `${line.from}|${line.to}` : `${line.to}|${line.from}`;
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(line);
    }
    const found = new Map();
    for (const lines of pairs.values()) {
      lines.forEach((line, at) => {
        const offset = at - (lines.length - 1) / 2;
        found.set(line.id, { isAlone: lines.length === 1, offset: line.from <= line.to ? offset : -offset });
      });
    }
    return found;
  }

  /** Where each drawn node with its label stands, in the picture's own units. */
  function labelBoxes() {
    own.flush();
    const names = nameBoxes();
    return Object.fromEntries([...scene.nodes].map((id) => [id, withLabel(own.boxOf(id), names[id])]));
  }

  function withLabel(box, label) {
    if (!label) return box;
    return {
      left: Math.min(box.left, label.left), right: Math.max(box.right, label.right),
      top: Math.min(box.top, label.top), bottom: Math.max(box.bottom, label.bottom),
    };
  }

  /** Where each name that is drawn stands, in the picture's own units. */
  function nameBoxes() {
    return Object.fromEntries([...boxes].map(([id, { left, right, top, bottom }]) => {
      const [one, other] = [{ x: left, y: top }, { x: right, y: bottom }].map((at) => own.toOwn(at));
      return [id, { left: one.x, right: other.x, top: one.y, bottom: other.y }];
    }));
  }

  /** Where each shown node stands: as drawn, or, where it is folded away, as the hierarchy has it. */
  function positions() {
    const stand = ([x, y]) => ({ x, y });
    const places = { ...model.layouts.hierarchy.positions, ...held.arranged.positions };
    return Object.fromEntries([...filters.view.nodes].map((id) => [id, scene.nodes.has(id) ? own.at(id) : stand(places[id])]));
  }

  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));

  /** The rectangle around the drawn nodes, and that of the bands, if there are any. */
  function extent() {
    const { positions, bands, halfWidth } = held.arranged;
    const points = [...scene.nodes].map((id) => positions[id]);
    if (!points.length) return { left: -200, right: 200, top: -150, bottom: 150, half: 0 };
    const [xs, ys] = [0, 1].map((axis) => points.map((at) => at[axis]));
    return {
      left: least(xs), right: most(xs), half: bands.length ? halfWidth : 0,
      top: bands[0]?.top ?? least(ys) - 24, bottom: bands.at(-1)?.bottom ?? most(ys) + 66,
    };
  }

  /** Show everything that is drawn, with room for the names at both sides. */
  function fit() {
    place(true);
    const { left, right, top, bottom, half } = extent();
    const wide = Math.min(
      (container.clientWidth - 2 * MARGIN - 2 * SIDE) / (right - left || 1), (container.clientWidth - 2 * MARGIN) / (2 * half || 1));
    const high = (container.clientHeight - MARGIN - FOOT) / (bottom - top);
    const scale = Math.max(0.02, Math.min(1.25, wide, high));
    const middle = half ? 0 : (left + right) / 2;
    own.moveTo({ x: middle, y: (top + bottom) / 2 + (FOOT - MARGIN) / 2 / scale }, scale, 0);
  }

  /** Bands and rings, and the marks of a comparison, beneath everything; `context` is in the picture's own units. */
  function drawBehind(context) {
    const scale = own.scale();
    for (const ring of held.arranged.rings ?? []) backdrop.ring(context, ring, scale);
    captions = held.arranged.bands.map((band) => backdrop.band(context, band, held.arranged.halfWidth, scale));
    if (model.chosen.compared === null) return;
    for (const line of scene.lines.values()) {
      if (line.change && own.isJoined(line)) backdrop.lineChange(context, line, (share) => own.pointOn(line.id, share));
    }
    for (const id of scene.nodes) {
      if (model.nodes.get(id).change) backdrop.nodeChange(context, model.nodes.get(id), own.at(id));
    }
  }

  /** A node's name as labels.js wants it; what is in focus comes first, then what is connected best. */
  function nameItem(id, { x, y }, scale) {
    const node = model.nodes.get(id);
    const faded = (held.focus && !held.focus.has(id)) || filters.view.shades.has(id);
    const { text, caption } = theme.colours();
    return {
      id, x, y, radius: node.size * scale, text: `${theme.sign(node)}${node.name}${theme.noteSign(id)}`, count: scene.folded.get(id),
      rank: rank(id), strong: node.share >= STRONG, colour: faded ? caption : text,
    };
  }

  const rank = (id) => model.nodes.get(id).share + (held.focus?.has(id) ? 2 : 0);
  const inSight = ({ x, y }) => x > -80 && y > -80 && x < container.clientWidth + 80 && y < container.clientHeight + 80;

  function numberItem(line) {
    const faded = held.focus && !held.focus.has(line.id);
    return {
      text: `${theme.sign(line)}${line.count > 1 ? line.count : ''}${theme.noteSign(line.id)}`, colour: faded ? theme.colours().caption : theme.lineColour(line),
      at: (share) => own.toDom(own.pointOn(line.id, share)),
    };
  }

  /** A box of the picture's own units in pixels of the screen. */
  function boxInDom({ left, top, right, bottom }) {
    const [one, other] = [own.toDom({ x: left, y: top }), own.toDom({ x: right, y: bottom })];
    return { left: one.x, top: one.y, right: other.x, bottom: other.y };
  }

  /** What is taken before the first name is written: the captions of bands. Names are to stay within the bands. */
  function occupancy() {
    const { bands, halfWidth } = held.arranged;
    const wide = container.clientWidth;
    const [left, right] = bands.length ? [-halfWidth, halfWidth].map((x) => own.toDom({ x, y: 0 }).x) : [0, wide];
    const taken = labels.occupancy(wide, { left: Math.max(0, left), right: Math.min(wide, right) });
    for (const box of captions) taken.take(boxInDom(box), 'caption');
    return taken;
  }

  /** Names and numbers above everything; `context` is in pixels of the screen, `scale` what sizes are multiplied by. */
  function drawNames(context, scale = own.scale()) {
    const taken = occupancy();
    const seen = [...scene.nodes].filter(own.isDrawn).map((id) => ({ id, ...own.toDom(own.at(id)) })).filter(inSight);
    if (seen.length > NAMES) seen.sort((a, b) => rank(b.id) - rank(a.id) || (a.id < b.id ? -1 : 1)).length = NAMES;
    boxes = labels.names(context, seen.map(({ id, x, y }) => nameItem(id, { x, y }, scale)), scale, theme.colours(), taken);
    const inView = numbered.filter((line) => own.isJoined(line) && inSight(own.toDom(own.pointOn(line.id, 0.5))));
    if (inView.length <= NUMBERS) labels.numbers(context, inView.map(numberItem), theme.colours(), taken);
  }

  /** Mark the selected node, edge or group, if it is drawn. */
  function mark(id) {
    const line = scene.lineOf.get(id) ?? id;
    if (scene.nodes.has(id)) own.select('node', id);
    else own.select(scene.lines.has(line) ? 'line' : null, line);
  }

  /** Where a node stands, or the nodes at both ends of an edge or group, as far as they are drawn. */
  function ends(id) {
    const edge = model.edges.get(id) ?? scene.groups.get(id);
    const nodes = edge ? [edge.from, edge.to] : [id];
    return nodes.filter((node) => scene.nodes.has(node)).map(own.at);
  }

  /** Move the picture if the panel, which lies over it on a narrow page, or its border would hide what is given. */
  function reveal(id) {
    const side = byId('side');
    const covered = getComputedStyle(side).position === 'absolute' ? side.offsetWidth : 0;
    const points = ends(id);
    const free = container.clientWidth - covered;
    const isSeen = ({ x, y }) => x >= EDGE && x < free - EDGE && y >= EDGE && y < container.clientHeight - 2 * EDGE;
    const areSeen = () => points.every((point) => isSeen(own.toDom(point)));
    if (areSeen()) return;
    const [first, last] = [points[0], points.at(-1)];
    own.moveTo({ x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }, null, -covered / 2);
    if (!areSeen()) fit();
  }

  /** The node whose name lies at a point of the screen, or null. */
  function nameAt({ x, y }) {
    const found = [...boxes].find(([, box]) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    return found ? found[0] : null;
  }

  /** What lies at a point of the screen: a node, a line right there, a node by its name, a line close by; or null. */
  function pick(point) {
    return own.nodeAt(point) ?? own.lineAt(point, UNDER) ?? nameAt(point) ?? own.lineAt(point, REACH);
  }

  /** What lies at a point of the screen, in words. */
  function words(point) {
    const id = pick(point);
    if (model.nodes.has(id)) return held.tooltip.node(model.nodes.get(id));
    return scene.lines.has(id) ? title(scene.lines.get(id)) : '';
  }

  /** What is seen: the middle of the stage in the picture's own units, and the scale. */
  function seen() {
    const { x, y } = own.toOwn({ x: container.clientWidth / 2, y: container.clientHeight / 2 });
    return { x, y, scale: own.scale() };
  }

  const look = ({ x, y, scale }) => own.moveTo({ x, y }, scale, 0);

  /** Where a drawn node, or the middle of a drawn line, is on the stage, in pixels; null where it is not drawn. */
  function pointOf(id) {
    if (scene.nodes.has(id)) return own.toDom(own.at(id));
    const line = scene.lineOf.get(id) ?? id;
    return scene.lines.has(line) ? own.toDom(own.pointOn(line, 0.5)) : null;
  }

  /** Where every drawn node stands, in the picture's own units. */
  const places = () => [...scene.nodes].map((id) => [id, own.at(id)]);

  canvas.setAttribute('role', 'img');
  return {
    container, canvas, held, place, setFocus, flush: own.flush, fit, labelBoxes, nameBoxes, positions, reveal, redraw, mark, describe,
    sides, drawBehind, drawNames, pick, words, seen, look, pointOf, places,
  };
}
