/** The picture: vis-network, its layouts, the bands behind the hierarchy, and what is in focus. */
'use strict';

KG.network = (() => {
  const { model, filters, theme } = KG;
  const MARGIN = 14;
  const FOOT = 30;

  /** What vis-network draws of a node; the data stays in the model, keyed by id. */
  const nodeItem = ({ id, label, shape, size }) => ({ id, label, shape, size });

  function edgeItem({ id, from, to, dashes, width, arrows, smooth }) {
    return { id, from, to, dashes, width, arrows, smooth };
  }

  const nodeItems = new vis.DataSet([...model.nodes.values()].map(nodeItem));
  const edgeItems = new vis.DataSet([...model.edges.values()].map(edgeItem));
  const shownNodes = new vis.DataView(nodeItems, { filter: (item) => filters.view.nodes.has(item.id) });
  const shownEdges = new vis.DataView(edgeItems, { filter: (item) => filters.view.edges.has(item.id) });
  const container = KG.dom.byId('network');
  const picture = new vis.Network(container, { nodes: shownNodes, edges: shownEdges }, model.options);
  const canvas = container.querySelector('canvas');
  let focus = null;

  const layout = () => model.layouts[filters.state.layout];

  /** Put the nodes where the chosen layout has them. */
  function place() {
    const { positions } = layout();
    nodeItems.update([...model.nodes.keys()].map((id) => ({ id, x: positions[id][0], y: positions[id][1] })));
  }

  /** Give nodes and edges their colours; those outside the focus step back. */
  function paint() {
    nodeItems.update([...model.nodes.values()].map((item) => theme.node(item, focus)));
    edgeItems.update([...model.edges.values()].map((item) => theme.edge(item, focus)));
  }

  /** Stress the given ids, or none. */
  function setFocus(ids) {
    focus = ids ? new Set(ids) : null;
    paint();
  }

  /** Where each shown node with its label stands, in the picture's own units. */
  const labelBoxes = () =>
    Object.fromEntries([...filters.view.nodes].map((id) => [id, picture.getBoundingBox(id)]));

  /** Where each shown node stands, in the picture's own units. */
  const positions = () => picture.getPositions([...filters.view.nodes]);

  /** The rectangle around the shown nodes and the shown bands. */
  function extent() {
    const boxes = Object.values(labelBoxes());
    const half = layout().halfWidth;
    for (const band of shownBands()) {
      boxes.push({ left: -half, right: half, top: band.top, bottom: band.bottom });
    }
    if (!boxes.length) return { left: -200, right: 200, top: -150, bottom: 150 };
    return {
      left: Math.min(...boxes.map((box) => box.left)),
      right: Math.max(...boxes.map((box) => box.right)),
      top: Math.min(...boxes.map((box) => box.top)),
      bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
  }

  /** Show everything that is not hidden. */
  function fit() {
    const { left, right, top, bottom } = extent();
    const wide = (container.clientWidth - 2 * MARGIN) / (right - left);
    const high = (container.clientHeight - MARGIN - FOOT) / (bottom - top);
    const scale = Math.max(0.05, Math.min(1.25, wide, high));
    picture.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + (FOOT - MARGIN) / 2 / scale }, scale });
  }

  /** The bands of the layout in which some node is shown. */
  function shownBands() {
    const { bands, positions } = layout();
    const heights = [...filters.view.nodes].map((id) => positions[id][1]);
    return bands.filter((band) => heights.some((y) => y >= band.top && y <= band.bottom));
  }

  function drawBand(context, band, half) {
    const { band: background, caption } = theme.colours();
    context.fillStyle = background;
    context.beginPath();
    context.roundRect(-half, band.top, 2 * half, band.bottom - band.top, 10);
    context.fill();
    context.fillStyle = caption;
    context.font = '600 12px Helvetica Neue, Arial, Liberation Sans, sans-serif';
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(band.caption.toUpperCase(), -half + 10, band.top + 7);
  }

  picture.on('beforeDrawing', (context) => {
    for (const band of shownBands()) drawBand(context, band, layout().halfWidth);
  });

  /** Draw what the filters let through, and say what that is. */
  function redraw(summary) {
    shownNodes.refresh();
    shownEdges.refresh();
    canvas.setAttribute('aria-label', summary + ' The table of relations lists the same.');
  }

  /** Mark the selected node or edge, if it is shown. */
  function mark(id) {
    picture.unselectAll();
    if (filters.view.nodes.has(id)) picture.selectNodes([id], false);
    else if (filters.view.edges.has(id)) picture.selectEdges([id]);
  }

  /** Where a node stands, or the nodes at both ends of an edge, as far as they are shown. */
  function ends(id) {
    const edge = model.edges.get(id);
    const nodes = edge ? [edge.from, edge.to] : [id];
    return nodes.filter((node) => filters.view.nodes.has(node)).map((node) => picture.getPosition(node));
  }

  /** Move the picture if the panel, which lies over it on a narrow page, would hide the given node or edge. */
  function reveal(id) {
    const side = KG.dom.byId('side');
    const covered = getComputedStyle(side).position === 'absolute' ? side.offsetWidth : 0;
    const points = ends(id);
    const free = container.clientWidth - covered;
    if (points.every((point) => picture.canvasToDOM(point).x < free)) return;
    const [first, last] = [points[0], points.at(-1)];
    const position = { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
    picture.moveTo({ position, offset: { x: -covered / 2, y: 0 } });
  }

  /** Call `action` with the id of whatever the reader picks in the picture, or null. */
  const onPick = (action) => picture.on('click', ({ nodes, edges }) => action(nodes[0] ?? edges[0] ?? null));

  /** Show a short description beside the pointer while it rests on a node or an edge. */
  function describe(text) {
    nodeItems.update([...model.nodes.values()].map((item) => ({ id: item.id, title: text.node(item) })));
    edgeItems.update([...model.edges.values()].map((item) => ({ id: item.id, title: text.edge(item) })));
  }

  canvas.setAttribute('role', 'img');
  theme.onChange(() => {
    paint();
    picture.redraw();
  });

  return { picture, canvas, container, place, setFocus, fit, labelBoxes, positions, reveal, redraw, mark, onPick, describe };
})();
