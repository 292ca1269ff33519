/** The legend, which is also the filter of kinds, families and evidence. */
import { filters, model } from '../model/index.js';
import { refresh } from '../page/actions.js';
import { byId, checkRow, make } from '../page/dom.js';
import { glyph, line } from '../page/signs.js';
import * as theme from '../page/theme.js';

const { state } = filters;

const count = (things, test) => make('span', { class: 'count' }, String([...things.values()].filter(test).length));

function toggle(set, key, shown) {
  if (shown) set.delete(key);
  else set.add(key);
  refresh();
}

function kindRow(kind) {
  const onChange = (shown) => toggle(state.hiddenKinds, kind.kind, shown);
  return checkRow(!state.hiddenKinds.has(kind.kind), onChange, glyph(kind.shape, kind.color),
    make('bdi', { title: kind.label }, kind.label), count(model.nodes, (node) => node.kind === kind.kind));
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
    refresh();
  };
  return checkRow(state[key], onChange, line({ dashes }), text, count(model.edges, test));
}

const evidenceRows = () => [
  evidenceRow('asserted', 'stated', null, (edge) => !edge.inferred),
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
    refresh();
  };
}

function fillSelects() {
  fillSelect('grade', 'grade', [['', 'any grade'], ...filters.GRADES.map((grade) => [grade, `${grade} or better`])]);
  const sources = Object.entries(model.sources).map(([iri, source]) => [iri, source.title]);
  sources.sort((a, b) => a[1].localeCompare(b[1], 'en'));
  fillSelect('source', 'source', [['', 'any source'], ...sources]);
}

/** Draw the legend as the filters stand. */
export function show() {
  byId('kinds').replaceChildren(...model.kinds.map(kindRow));
  byId('families').replaceChildren(...model.families.map(familyRow));
  byId('evidence').replaceChildren(...evidenceRows());
  byId('signs').replaceChildren(
    signRow('arrow', 'helps'), signRow('bar', 'harms, opposes'), signRow('circle', 'neither'));
  fillSelects();
}

theme.onChange(show);
