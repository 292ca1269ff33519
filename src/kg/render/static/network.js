/**
 * The picture: vis-network draws the nodes and lines of the scene; bands, rings, names, numbers and the marks of a
 * comparison are drawn beside it. The interface is that of every drawing: { picture, canvas, container, place,
 * setFocus, fit, labelBoxes, positions, reveal, redraw, mark, onPick, describe }, and two that others may lack: onExpand
 * calls with the node that is to be expanded or collapsed, nameBoxes tells whose names are drawn, and where. What is
 * picked may be a group's id (scene.js).
 */
'use strict';

KG.network = (() => {
  const { model, scene, arrange, theme, labels, backdrop } = KG;
  const MARGIN = 14;
  const FOOT = 30;
  const EDGE = 24;
  const BEND = 0.2;
  const SINGLE_BEND = 0.07;
  /** Of more lines than these, those that are alone between their nodes are straight, which is drawn faster. */
  const MANY = 600;
  const STRONG = 0.5;

  const nodeItems = new vis.DataSet();
  const edgeItems = new vis.DataSet();
  const container = KG.dom.byId('network');
  const picture = new vis.Network(container, { nodes: nodeItems, edges: edgeItems }, model.options);
  const canvas = container.querySelector('canvas');
  /** What the data sets hold, by id, as text to compare with. */
  const drawn = { nodes: new Map(), edges: new Map() };
  let focus = null;
  let isWaiting = false;
  let arranged = { positions: {}, bands: [], halfWidth: 0 };
  let boxes = new Map();
  let tell = { node: () => '', edge: () => '' };

  /** How far each line bends to its right, so that lines between the same two nodes lie side by side. */
  function bends() {
    const pairs = new Map();
    for (const line of scene.lines.values()) {
      const key = line.from < line.to ? `${line.from}|${line.to}` : `${line.to}|${line.from}`;
      pairs.set(key, [...(pairs.get(key) ?? []), line]);
    }
    const found = new Map();
    const single = scene.lines.size > MANY ? 0 : SINGLE_BEND;
    for (const lines of pairs.values()) {
      lines.forEach((line, at) => {
        const offset = lines.length === 1 ? single : (at - (lines.length - 1) / 2) * BEND;
        found.set(line.id, line.from <= line.to || lines.length === 1 ? offset : -offset);
      });
    }
    return found;
  }

  /** vis-network's curve for a bend; positive bends to the right of the way the line goes. */
  const curve = (bend) => ({ enabled: bend !== 0, type: bend >= 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(bend) });

  function nodeItem(id) {
    const { shape, size } = model.nodes.get(id);
    return { id, shape, size, title: tell.node(model.nodes.get(id)), ...theme.node(model.nodes.get(id), focus) };
  }

  function edgeItem(line, bend) {
    const { id, from, to, dashes, width, arrows } = line;
    return { id, from, to, dashes, width, arrows, smooth: curve(bend), title: title(line), ...theme.edge(line, focus) };
  }

  const title = ({ members, count }) => (count === 1 && members.length === 1 ? tell.edge(members[0])
    : `${count} relations:\n${members.slice(0, 8).map((edge) => model.sentence(edge)).join('\n')}${members.length > 8 ? '\n…' : ''}`);

  /** Bring a data set to the given items, leaving alone what stays as it is. */
  function sync(set, items, drawn) {
    const wanted = new Set(items.map((item) => item.id));
    const gone = [...drawn.keys()].filter((id) => !wanted.has(id));
    const told = items.map((item) => [item, JSON.stringify(item)]).filter(([item, text]) => drawn.get(item.id) !== text);
    for (const id of gone) drawn.delete(id);
    for (const [item, text] of told) drawn.set(item.id, text);
    if (gone.length) set.remove(gone);
    if (told.length) set.update(told.map(([item]) => item));
  }

  /** Put the nodes where the chosen layout has them; a fresh one takes the shape of the stage. */
  function place(isFresh = false) {
    arranged = arrange.current((container.clientWidth || 1) / (container.clientHeight || 1), isFresh);
    draw();
  }

  /** Draw at the next frame what has changed by then: vis-network would draw at once after each change. */
  function drawLater() {
    picture.renderer.allowRedraw = false;
    if (!isWaiting) requestAnimationFrame(drawNow);
    isWaiting = true;
  }

  function drawNow() {
    isWaiting = false;
    picture.renderer.allowRedraw = true;
    picture.redraw();
  }

  function draw() {
    drawLater();
    const bent = bends();
    sync(nodeItems, [...scene.nodes].map(nodeItem), drawn.nodes);
    for (const id of scene.nodes) [picture.body.nodes[id].x, picture.body.nodes[id].y] = arranged.positions[id];
    sync(edgeItems, [...scene.lines.values()].map((line) => edgeItem(line, bent.get(line.id))), drawn.edges);
  }

  /** Stress the given ids of nodes and edges, or none. */
  function setFocus(ids) {
    focus = ids ? new Set([...ids].flatMap((id) => [id, scene.lineOf.get(id) ?? id])) : null;
    draw();
  }

  /** Where each drawn node with its label stands, in the picture's own units. */
  function labelBoxes() {
    drawNow();
    const names = nameBoxes();
    return Object.fromEntries([...scene.nodes].map((id) => [id, withLabel(picture.getBoundingBox(id), names[id])]));
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
      const [one, other] = [{ x: left, y: top }, { x: right, y: bottom }].map((at) => picture.DOMtoCanvas(at));
      return [id, { left: one.x, right: other.x, top: one.y, bottom: other.y }];
    }));
  }

  /** Where each shown node stands: as drawn, or, where it is folded away, as the hierarchy has it. */
  function positions() {
    const stand = ([x, y]) => ({ x, y });
    const places = { ...model.layouts.hierarchy.positions, ...arranged.positions };
    return Object.fromEntries([...KG.filters.view.nodes].map((id) =>
      [id, scene.nodes.has(id) ? picture.getPosition(id) : stand(places[id])]));
  }

  /** The rectangle around the drawn nodes, with room for their names, and the bands. */
  function extent() {
    const points = Object.entries(arranged.positions).filter(([id]) => scene.nodes.has(id)).map(([, at]) => at);
    if (!points.length) return { left: -200, right: 200, top: -150, bottom: 150 };
    const [xs, ys] = [0, 1].map((axis) => points.map((at) => at[axis]));
    const least = (values) => values.reduce((a, b) => Math.min(a, b));
    const most = (values) => values.reduce((a, b) => Math.max(a, b));
    const half = arranged.bands.length ? arranged.halfWidth : 0;
    return {
      left: Math.min(least(xs) - 58, -half), right: Math.max(most(xs) + 58, half),
      top: arranged.bands[0]?.top ?? least(ys) - 24, bottom: arranged.bands.at(-1)?.bottom ?? most(ys) + 66,
    };
  }

  /** Show everything that is drawn. */
  function fit() {
    place(true);
    const { left, right, top, bottom } = extent();
    const wide = (container.clientWidth - 2 * MARGIN) / (right - left);
    const high = (container.clientHeight - MARGIN - FOOT) / (bottom - top);
    const scale = Math.max(0.02, Math.min(1.25, wide, high));
    picture.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + (FOOT - MARGIN) / 2 / scale }, scale });
  }

  /** The point at a share of a line's length, in the picture's own units. */
  const pointOn = (id, share) => picture.body.edges[id].edgeType.getPoint(share);
  const isJoined = (line) => picture.body.edges[line.id]?.connected;

  picture.on('beforeDrawing', (context) => {
    const scale = picture.getScale();
    for (const ring of arranged.rings ?? []) backdrop.ring(context, ring, scale);
    for (const band of arranged.bands) backdrop.band(context, band, arranged.halfWidth, scale);
    if (model.chosen.compared === null) return;
    for (const line of scene.lines.values()) {
      if (line.change && isJoined(line)) backdrop.lineChange(context, line, (share) => pointOn(line.id, share));
    }
    for (const id of scene.nodes) {
      if (model.nodes.get(id).change) backdrop.nodeChange(context, model.nodes.get(id), picture.getPosition(id));
    }
  });

  /** A node's name as labels.js wants it; what is in focus comes first, then what is connected best. */
  function nameItem(id, scale) {
    const node = model.nodes.get(id);
    const { x, y } = picture.canvasToDOM(picture.getPosition(id));
    const faded = focus && !focus.has(id);
    const { text, caption } = theme.colours();
    return {
      id, x, y, radius: node.size * scale, text: `${theme.sign(node)}${node.name}`, count: scene.folded.get(id),
      rank: node.share + (focus?.has(id) ? 2 : 0), strong: node.share >= STRONG, colour: faded ? caption : text,
    };
  }

  const inSight = ({ x, y }) => x > -80 && y > -80 && x < container.clientWidth + 80 && y < container.clientHeight + 80;

  function numberItem(line) {
    const faded = focus && !focus.has(line.id);
    return {
      text: `${theme.sign(line)}${line.count > 1 ? line.count : ''}`, colour: faded ? theme.colours().caption : theme.lineColour(line),
      at: (share) => picture.canvasToDOM(pointOn(line.id, share)),
    };
  }

  picture.on('afterDrawing', (context) => {
    const ratio = canvas.width / (container.clientWidth || 1);
    const taken = labels.occupancy();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scale = picture.getScale();
    const items = [...scene.nodes].filter((id) => picture.body.nodes[id]).map((id) => nameItem(id, scale)).filter(inSight);
    boxes = labels.names(context, items, scale, theme.colours(), taken);
    const told = [...scene.lines.values()].filter((line) => (line.count > 1 || line.change) && isJoined(line));
    labels.numbers(context, told.map(numberItem), theme.colours(), taken);
    context.restore();
  });

  /** Draw the scene, and say what that is. */
  function redraw(summary) {
    place();
    canvas.setAttribute('aria-label', summary + ' The table of relations lists the same.');
  }

  /** Mark the selected node, edge or group, if it is drawn. */
  function mark(id) {
    drawLater();
    picture.unselectAll();
    const line = scene.lineOf.get(id) ?? id;
    if (scene.nodes.has(id)) picture.selectNodes([id], false);
    else if (scene.lines.has(line)) picture.selectEdges([line]);
  }

  /** Where a node stands, or the nodes at both ends of an edge or group, as far as they are drawn. */
  function ends(id) {
    const edge = model.edges.get(id) ?? scene.groups.get(id);
    const nodes = edge ? [edge.from, edge.to] : [id];
    return nodes.filter((node) => scene.nodes.has(node)).map((node) => picture.getPosition(node));
  }

  /** Move the picture if the panel, which lies over it on a narrow page, or its border would hide what is given. */
  function reveal(id) {
    const side = KG.dom.byId('side');
    const covered = getComputedStyle(side).position === 'absolute' ? side.offsetWidth : 0;
    const points = ends(id);
    const free = container.clientWidth - covered;
    const isSeen = ({ x, y }) => x >= EDGE && x < free - EDGE && y >= EDGE && y < container.clientHeight - 2 * EDGE;
    const areSeen = () => points.every((point) => isSeen(picture.canvasToDOM(point)));
    if (areSeen()) return;
    const [first, last] = [points[0], points.at(-1)];
    const position = { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
    picture.moveTo({ position, offset: { x: -covered / 2, y: 0 } });
    if (!areSeen()) fit();
  }

  /** The node whose name lies at a point of the picture, or null. */
  function nameAt({ x, y }) {
    const found = [...boxes].find(([, box]) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    return found ? found[0] : null;
  }

  /** Call `action` with the id of whatever the reader picks in the picture, or null. */
  const onPick = (action) => picture.on('click', ({ nodes, edges, pointer }) => action(nodes[0] ?? nameAt(pointer.DOM) ?? edges[0] ?? null));

  /** Call `action` with the id of a node that the reader clicks twice. */
  const onExpand = (action) => picture.on('doubleClick', ({ nodes, pointer }) => {
    const id = nodes[0] ?? nameAt(pointer.DOM);
    if (id) action(id);
  });

  /** Show a short description beside the pointer while it rests on a node or an edge. */
  function describe(text) {
    tell = text;
    draw();
  }

  canvas.setAttribute('role', 'img');
  theme.onChange(draw);

  return {
    picture, canvas, container, place, setFocus, fit, labelBoxes, nameBoxes, positions, reveal, redraw, mark, onPick,
    onExpand, describe,
  };
})();
