/** The shown part for other programs: CSV for spreadsheets, GraphML and GEXF 1.3 for programs that draw graphs. */

/** The makers of these files, for what the filters show and where the network has it. */
export function makeTables(model, filters, network, theme) {
  const shownNodes = () => [...filters.view.nodes].map((id) => model.nodes.get(id));
  const shownEdges = () => [...filters.view.edges].map((id) => model.edges.get(id));
  const iriOf = (id) => model.nodes.get(id).iri;
  const accountsOf = (thing) => thing.accounts.map((key) => model.accounts[key]?.iri).filter(Boolean);

  /** A CSV cell; one that a spreadsheet would run as a formula is made plain text. */
  function csvCell(value) {
    const text = String(value ?? '');
    const plain = typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${plain.replaceAll('"', '""')}"`;
  }

  const COLUMNS = [
    ['id', (edge) => edge.id], ['from', (edge) => iriOf(edge.from)], ['from_label', (edge) => model.nameOf(edge.from)],
    ['relation', (edge) => edge.relation], ['label', (edge) => edge.verb], ['to', (edge) => iriOf(edge.to)],
    ['to_label', (edge) => model.nameOf(edge.to)], ['family', (edge) => edge.family], ['sign', (edge) => edge.sign],
    ['start', (edge) => edge.start], ['end', (edge) => edge.end], ['grade', (edge) => edge.grade],
    ['inferred', (edge) => edge.inferred], ['status', (edge) => edge.status], ['compared', (edge) => edge.change], ['accounts', (edge) => accountsOf(edge).join(' ')],
  ];

  /** The relations shown, a row each. */
  const csv = () => [COLUMNS.map(([name]) => name).join(','),
    ...shownEdges().map((edge) => COLUMNS.map(([, value]) => csvCell(value(edge))).join(','))].join('\r\n') + '\r\n';

  // What XML 1.0 cannot hold, even escaped.
  const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

  /** A value as XML text or attribute. */
  const xml = (value) => String(value ?? '').replace(FORBIDDEN, '\ufffd').replace(/[&<>"'\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** An identifier for each thing that is its own, also where XML cannot hold all characters of some. */
  function identifiers(things, text) {
    const taken = new Set();
    return new Map(things.map((thing) => {
      const wanted = text(thing).replace(FORBIDDEN, '\ufffd');
      let name = wanted;
      for (let number = 2; taken.has(name); number += 1) name = `${wanted}~${number}`;
      taken.add(name);
      return [thing.id, name];
    }));
  }

  const text = (value) => (value === null || value === undefined || value === '' ? null : value);

  /** The attributes that both graph formats carry: name, type, value. */
  const NODE_FIELDS = [
    ['iri', 'string', (node) => node.iri], ['kind', 'string', (node) => node.kind_label], ['side', 'string', (node) => node.side],
    ['start', 'string', (node) => text(node.start)], ['end', 'string', (node) => text(node.end)], ['place', 'string', (node) => text(node.place)],
    ['latitude', 'double', (node) => node.lat ?? null], ['longitude', 'double', (node) => node.lon ?? null],
  ];
  const EDGE_FIELDS = [
    ['relation', 'string', (edge) => edge.relation], ['family', 'string', (edge) => edge.family],
    ['sign', 'int', (edge) => edge.sign], ['start', 'string', (edge) => text(edge.start)], ['end', 'string', (edge) => text(edge.end)],
    ['grade', 'string', (edge) => text(edge.grade)], ['inferred', 'boolean', (edge) => edge.inferred], ['status', 'string', (edge) => edge.status],
    ['accounts', 'string', (edge) => text(accountsOf(edge).join(' '))],
  ];

  /** The values that a thing has, as pairs of name and value. */
  const values = (fields, thing) => fields.map(([name, , value]) => [name, value(thing)]).filter(([, value]) => value !== null);

  /** Where a node that the picture folds away stands in the layout of everything. */
  function hidden(id) {
    const [x, y] = model.layouts.hierarchy.positions[id];
    return { x, y };
  }

  /** The shown nodes and edges, named and placed, as both formats need them. */
  function drawing() {
    const [nodes, edges] = [shownNodes(), shownEdges()];
    const drawn = network.positions();
    const at = Object.fromEntries(nodes.map(({ id }) => [id, drawn[id] ?? hidden(id)]));
    return { nodes, edges, ids: identifiers(nodes, (node) => node.iri), edgeIds: identifiers(edges, (edge) => edge.id), at };
  }

  function graphml() {
    const { nodes, edges, ids, edgeIds, at } = drawing();
    const where = [['x', 'double'], ['y', 'double'], ['label', 'string']];
    const keys = [...[...where, ...NODE_FIELDS].map((field) => ['node', ...field]), ...[['label', 'string'], ...EDGE_FIELDS].map((field) => ['edge', ...field])];
    const data = (target, pairs) => pairs.map(([name, value]) => `<data key="${target}-${name}">${xml(value)}</data>`).join('');
    return [
      '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
      ...keys.map(([target, name, type]) => `<key id="${target}-${name}" for="${target}" attr.name="${name}" attr.type="${type}"/>`),
      '<graph edgedefault="directed">',
      ...nodes.map((node) => `<node id="${xml(ids.get(node.id))}">${data('node', [['x', at[node.id].x], ['y', at[node.id].y], ['label', node.name], ...values(NODE_FIELDS, node)])}</node>`),
      ...edges.map((edge) => `<edge id="${xml(edgeIds.get(edge.id))}" source="${xml(ids.get(edge.from))}" target="${xml(ids.get(edge.to))}">${data('edge', [['label', edge.verb], ...values(EDGE_FIELDS, edge)])}</edge>`),
      '</graph></graphml>', '',
    ].join('\n');
  }

  const SHAPES = { square: 'square', diamond: 'diamond', triangle: 'triangle', triangleDown: 'triangle' };

  function colour(hex) {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return `<viz:color r="${r}" g="${g}" b="${b}"/>`;
  }

  /** When something held, as a spell of days; nothing where no day is known. */
  function spells({ first, last }) {
    if (first === null && last === null) return '';
    const [start, end] = first !== null && last !== null && last < first ? [last, first] : [first, last];
    const bound = (name, day) => (day === null ? '' : ` ${name}="${model.dateOf(day)}"`);
    return `<spells><spell${bound('start', start)}${bound('end', end)}/></spells>`;
  }

  const attvalues = (pairs) => `<attvalues>${pairs.map(([name, value]) => `<attvalue for="${name}" value="${xml(value)}"/>`).join('')}</attvalues>`;
  const attributes = (target, fields) => `<attributes class="${target}" mode="static">${fields.map(([name, type]) =>
    `<attribute id="${name}" title="${name}" type="${type === 'int' ? 'integer' : type}"/>`).join('')}</attributes>`;

  /** GEXF 1.3, whose height grows upwards, as Gephi reads it. */
  function gexf() {
    const { nodes, edges, ids, edgeIds, at } = drawing();
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
      `<meta><creator>conflict-kg</creator><description>${xml(model.title)}</description></meta>`,
      '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">',
      attributes('node', NODE_FIELDS), attributes('edge', EDGE_FIELDS), '<nodes>',
      ...nodes.map((node) => `<node id="${xml(ids.get(node.id))}" label="${xml(node.name)}">${attvalues(values(NODE_FIELDS, node))}${spells(node)}`
        + `<viz:size value="${node.size}"/><viz:position x="${at[node.id].x}" y="${-at[node.id].y}" z="0"/>${colour(node.color)}<viz:shape value="${SHAPES[node.shape] ?? 'disc'}"/></node>`),
      '</nodes>', '<edges>',
      ...edges.map((edge) => `<edge id="${xml(edgeIds.get(edge.id))}" source="${xml(ids.get(edge.from))}" target="${xml(ids.get(edge.to))}" label="${xml(edge.verb)}" type="directed">`
        + `${attvalues(values(EDGE_FIELDS, edge))}${spells(edge)}${colour(theme.familyColour(edge.family))}<viz:shape value="${edge.inferred ? 'dashed' : edge.status === 'disputed' ? 'dotted' : 'solid'}"/></edge>`),
      '</edges>', '</graph></gexf>', '',
    ].join('\n');
  }

  return { csv, graphml, gexf, shownNodes, shownEdges };
}
