/** The legend, which is also the filter of kinds, families and evidence. */
'use strict';

KG.legend = (() => {
  const { make, draw, byId, checkRow } = KG.dom;
  const { model, filters, theme } = KG;
  const { state } = filters;

  const OUTLINES = {
    square: '3,3 15,3 15,15 3,15',
    diamond: '9,1 17,9 9,17 1,9',
    triangle: '9,2 17,16 1,16',
    triangleDown: '1,2 17,2 9,16',
    hexagon: '5,2 13,2 17,9 13,16 5,16 1,9',
    star: '9,1 11,7 17,7 12,11 14,17 9,13 4,17 6,11 1,7 7,7',
  };

  /** A node's shape in a square of 18 by 18, filled with its colour or, for null, with the page's. */
  function shape(kind, colour, attributes) {
    const paint = { fill: colour ?? 'var(--page)', ...attributes };
    if (OUTLINES[kind]) return draw('polygon', { points: OUTLINES[kind], ...paint });
    return draw('circle', { cx: 9, cy: 9, r: 7, ...paint });
  }

  /** The small picture of a node's shape and colour. */
  const glyph = (kind, colour) =>
    draw('svg', { viewBox: '0 0 18 18', width: 16, height: 16, 'aria-hidden': 'true' }, shape(kind, colour, { class: 'outline' }));

  /** The end of a line that says whether an edge helps, harms, or neither. */
  const ENDS = {
    arrow: () => draw('polygon', { points: '36,5 28,1 28,9', class: 'solid' }),
    bar: () => draw('line', { x1: 34, x2: 34, y1: 0, y2: 10, class: 'stroke' }),
    circle: () => draw('circle', { cx: 32, cy: 5, r: 3.5, class: 'solid' }),
  };

  /** The small picture of a line. */
  function line({ colour = null, dashes = null, end = null }) {
    const stroke = draw('line', {
      x1: 0, x2: end ? 30 : 38, y1: 5, y2: 5, class: 'stroke', stroke: colour, 'stroke-dasharray': dashes,
    });
    return draw('svg', { viewBox: '0 0 38 10', width: 38, height: 10, 'aria-hidden': 'true' }, stroke, end && ENDS[end]());
  }

  const count = (things, test) => make('span', { class: 'count' }, String([...things.values()].filter(test).length));

  function toggle(set, key, shown) {
    if (shown) set.delete(key);
    else set.add(key);
    KG.refresh();
  }

  function kindRow(kind) {
    const onChange = (shown) => toggle(state.hiddenKinds, kind.kind, shown);
    return checkRow(!state.hiddenKinds.has(kind.kind), onChange, glyph(kind.shape, kind.color),
      make('bdi', {}, kind.label), count(model.nodes, (node) => node.kind === kind.kind));
  }

  function familyRow(family) {
    const onChange = (shown) => toggle(state.hiddenFamilies, family.family, shown);
    const row = checkRow(!state.hiddenFamilies.has(family.family), onChange,
      line({ colour: theme.familyColour(family.family) }), make('bdi', {}, family.family),
      count(model.edges, (edge) => edge.family === family.family));
    row.title = family.meaning;
    return row;
  }

  function evidenceRow(key, text, dashes, test) {
    const onChange = (shown) => {
      state[key] = shown;
      KG.refresh();
    };
    return checkRow(state[key], onChange, line({ dashes }), text, count(model.edges, test));
  }

  const evidenceRows = () => [
    evidenceRow('asserted', 'told', null, (edge) => !edge.inferred),
    evidenceRow('inferred', 'inferred', '7 4', (edge) => edge.inferred),
    evidenceRow('accepted', 'accepted', null, (edge) => edge.status === 'accepted'),
    evidenceRow('disputed', 'disputed', '2 4', (edge) => edge.status === 'disputed'),
  ];

  const signRow = (end, text) => make('li', {}, line({ end }), text);

  function fillSelect(id, key, options) {
    const select = byId(id);
    select.replaceChildren(...options.map(([value, text]) => make('option', { value }, text)));
    select.value = state[key];
    select.onchange = () => {
      state[key] = select.value;
      KG.refresh();
    };
  }

  function fillSelects() {
    fillSelect('grade', 'grade', [['', 'any grade'], ...filters.GRADES.map((grade) => [grade, `${grade} or better`])]);
    const sources = Object.entries(model.sources).map(([iri, source]) => [iri, source.title]);
    sources.sort((a, b) => a[1].localeCompare(b[1], 'en'));
    fillSelect('source', 'source', [['', 'any source'], ...sources]);
  }

  /** Draw the legend as the filters stand. */
  function show() {
    byId('kinds').replaceChildren(...model.kinds.map(kindRow));
    byId('families').replaceChildren(...model.families.map(familyRow));
    byId('evidence').replaceChildren(...evidenceRows());
    byId('signs').replaceChildren(
      signRow('arrow', 'helps'), signRow('bar', 'harms, opposes'), signRow('circle', 'neither'));
    fillSelects();
  }

  theme.onChange(show);
  return { show, shape, glyph, line };
})();
