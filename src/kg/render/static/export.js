/** Files that the reader can take away: the picture, the relations as a table, the graph as GraphML. */
'use strict';

KG.exports = (() => {
  const { make, byId } = KG.dom;
  const { model, filters } = KG;

  function save(blob, file) {
    const link = make('a', { href: URL.createObjectURL(blob), download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const shownEdges = () => [...filters.view.edges].map((id) => model.edges.get(id));

  /** A CSV cell; one that a spreadsheet would run as a formula is made plain text. */
  function csvCell(value) {
    const text = String(value ?? '');
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${plain.replaceAll('"', '""')}"`;
  }

  const HEADINGS = ['id', 'from', 'from_label', 'relation', 'label', 'to', 'to_label', 'family', 'sign', 'start', 'end', 'grade', 'inferred', 'status'];

  const csvRow = (edge) => [
    edge.id, edge.from, model.nameOf(edge.from), edge.relation, edge.verb, edge.to, model.nameOf(edge.to),
    edge.family, edge.sign, edge.start, edge.end, edge.grade, edge.inferred, edge.status,
  ].map(csvCell).join(',');

  const csv = () => [HEADINGS.join(','), ...shownEdges().map(csvRow)].join('\r\n') + '\r\n';

  const xml = (value) => String(value ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const datum = (key, value) => `<data key="${key}">${xml(value)}</data>`;

  const KEYS = [['node', 'label'], ['node', 'kind'], ['edge', 'relation'], ['edge', 'verb'], ['edge', 'family'], ['edge', 'start'], ['edge', 'end'], ['edge', 'grade'], ['edge', 'inferred'], ['edge', 'status']];
  const keyLine = ([target, key]) => `<key id="${target}-${key}" for="${target}" attr.name="${key}" attr.type="string"/>`;

  function graphmlNode(id) {
    const node = model.nodes.get(id);
    return `<node id="${xml(id)}">${datum('node-label', node.name)}${datum('node-kind', node.kind)}</node>`;
  }

  function graphmlEdge(edge) {
    const values = KEYS.filter(([target]) => target === 'edge').map(([, key]) => datum(`edge-${key}`, edge[key]));
    return `<edge id="${xml(edge.id)}" source="${xml(edge.from)}" target="${xml(edge.to)}">${values.join('')}</edge>`;
  }

  const graphml = () => [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...KEYS.map(keyLine),
    '<graph edgedefault="directed">',
    ...[...filters.view.nodes].map(graphmlNode),
    ...shownEdges().map(graphmlEdge),
    '</graph></graphml>', '',
  ].join('\n');

  /** The picture on the page's background, since a transparent one is unreadable on the other scheme. */
  function png() {
    const { canvas } = KG.network;
    const copy = make('canvas', { width: canvas.width, height: canvas.height });
    const context = copy.getContext('2d');
    context.fillStyle = KG.theme.colours().halo;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => save(blob, 'network.png'));
  }

  byId('png').addEventListener('click', png);
  byId('csv').addEventListener('click', () => save(new Blob([csv()], { type: 'text/csv' }), 'relations.csv'));
  byId('graphml').addEventListener('click', () => save(new Blob([graphml()], { type: 'application/xml' }), 'network.graphml'));
  return { csv, graphml };
})();
