/** The policies: which one is shown, which it is compared with, and what differs, in words and in numbers. */
import { filters, model } from '../model/index.js';
import { network } from '../network/network.js';
import { refresh, select, summary } from '../page/actions.js';
import { byId, checkRow, draw, make, refill, say } from '../page/dom.js';
import * as theme from '../page/theme.js';
import * as legend from './legend.js';

const { chosen, policies } = model;

const WORDS = { gained: 'only in this policy', lost: 'only in the other', altered: 'different' };

/** How many nodes and edges differ from the compared policy, by the kind of change. */
function tally() {
  const counts = Object.fromEntries(Object.keys(WORDS).map((change) => [change, { nodes: 0, edges: 0 }]));
  for (const part of ['nodes', 'edges']) {
    for (const { change } of model[part].values()) if (change) counts[change][part] += 1;
  }
  return counts;
}

const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;
const both = ({ nodes, edges }) => `${plural(edges, 'relation')} and ${plural(nodes, 'node')}`;

/** What differs between the chosen and the compared policy, in words. */
function sentence() {
  if (chosen.compared === null) return '';
  const counts = tally();
  const [here, there] = [policies[chosen.policy].label, policies[chosen.compared].label];
  return `Only in ${here}: ${both(counts.gained)}. Only in ${there}: ${both(counts.lost)}. Different: ${both(counts.altered)}.`;
}

/** What a thing's change means, in words. */
export const word = (thing) => (thing.change ? WORDS[thing.change] : '');

function swatch({ colour, dashes, sign }) {
  const line = draw('line', { x1: 0, x2: 26, y1: 6, y2: 6, stroke: colour, 'stroke-width': 6, 'stroke-opacity': 0.55, 'stroke-dasharray': dashes.join(' ') || null });
  return draw('svg', { viewBox: '0 0 38 12', width: 38, height: 12, 'aria-hidden': 'true' }, line,
    draw('text', { x: 29, y: 11, class: 'sign' }, sign));
}

function row(change, { edges }) {
  return make('li', { class: 'row' }, swatch(theme.changes[change]), WORDS[change], make('span', { class: 'count' }, String(edges)));
}

function differencesOnly() {
  return checkRow(filters.state.differences, (on) => {
    filters.state.differences = on;
    refresh();
    network.fit();
  }, 'differences only');
}

/** The legend of the comparison, or nothing. */
function showLegend() {
  const on = chosen.compared !== null;
  byId('comparison').hidden = !on;
  if (!on) return;
  refill(byId('comparison'),
    make('h2', {}, 'Compared with ', make('bdi', {}, policies[chosen.compared].label)),
    make('ul', {}, ...Object.entries(tally()).map(([change, counts]) => row(change, counts))),
    differencesOnly(),
    make('p', { class: 'note', id: 'difference' }, sentence()));
}

function fillSelect(id, options, value) {
  byId(id).replaceChildren(...options.map(([key, text]) => make('option', { value: key }, text)));
  byId(id).value = value;
}

function showSelects() {
  const named = policies.map(({ label }, place) => [String(place), label || 'as built']);
  fillSelect('policy', named, String(chosen.policy));
  fillSelect('compare', [['', '–'], ...named.filter(([place]) => place !== String(chosen.policy))], String(chosen.compared ?? ''));
  byId('policies').hidden = policies.length < 2;
  const origin = byId('provenance');
  if (origin) origin.textContent = policies[chosen.policy].provenance;
}

/** Show a policy, and compare it with another one or none. */
export function choose(policy, compared) {
  const { state } = filters;
  const wasCompared = chosen.compared !== null;
  model.choose(policy, compared);
  // A comparison begins with the differences alone.
  state.differences = chosen.compared !== null && (state.differences || !wasCompared);
  for (const set of [state.only, state.open]) for (const id of set) if (!model.nodes.has(id)) set.delete(id);
  legend.show();
  refresh();
  select(model.nodes.has(state.selected) || model.edges.has(state.selected) ? state.selected : null);
  network.fit();
  say(sentence() || `Policy ${policies[policy].label}. ${summary()}`);
}

/** Draw the choice of policies and what differs. */
export function show() {
  showSelects();
  showLegend();
}

const place = (id) => (byId(id).value === '' ? null : Number(byId(id).value));
for (const id of ['policy', 'compare']) byId(id).addEventListener('change', () => choose(place('policy'), place('compare')));
