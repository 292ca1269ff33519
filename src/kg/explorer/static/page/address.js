/** The page's address holds what the reader has chosen, so that a view can be kept and sent. */
import { LAYOUTS } from '../model/arrange.js';
import { collections, filters, model } from '../model/index.js';
import { groupEnds } from '../model/scene.js';

const { state } = filters;
/** What other parts keep in the address: each has write(params) and read(params), with its URLSearchParams. */
const parts = [];
const FLAGS = ['asserted', 'inferred', 'accepted', 'disputed', 'undated', 'fold'];
const SETS = { hide: 'hiddenKinds', without: 'hiddenFamilies' };
const NODE_SETS = { around: 'only', open: 'open' };

function writePolicies(params) {
  const { policy, compared } = model.chosen;
  if (policy !== 0) params.set('policy', model.policies[policy].label);
  if (compared !== null) params.set('compare', model.policies[compared].label);
  if (state.differences) params.set('differences', '1');
}

/** The choices that differ from the first view, as the part of an address after #. */
function write() {
  const params = new URLSearchParams();
  for (const flag of FLAGS) if (!state[flag]) params.set(flag, '0');
  for (const [key, set] of Object.entries(SETS)) for (const value of state[set]) params.append(key, value);
  for (const [key, set] of Object.entries(NODE_SETS)) for (const id of state[set]) params.append(key, model.short(id));
  for (const key of ['grade', 'source', 'selected', 'centre']) if (state[key]) params.set(key, model.short(state[key]));
  if (state.layout !== 'hierarchy') params.set('layout', state.layout);
  if (model.whole && state.from !== model.whole.first) params.set('from', model.dateOf(state.from));
  if (model.whole && state.to !== model.whole.last) params.set('to', model.dateOf(state.to));
  writePolicies(params);
  for (const part of parts) part.write(params);
  return params.toString();
}

/** Whether the address says more than which view is looked at. */
export const isSent = () => [...new URLSearchParams(location.hash.slice(1)).keys()].some((key) => key !== 'view');

const known = (value, test) => (value !== null && test(value) ? value : null);

/** The node that an IRI, whole or short, names here, or null. */
const node = (text) => (text === null ? null : [text, model.long(text)].find((id) => model.nodes.has(id)) ?? null);

function readRange(params) {
  for (const end of ['from', 'to']) {
    const day = model.dayOf(params.get(end));
    if (day !== null && model.whole) state[end] = Math.max(model.whole.first, Math.min(model.whole.last, day));
  }
}

function readPolicies(params) {
  const place = (label) => model.policies.findIndex((policy) => policy.label === label);
  const compared = place(params.get('compare'));
  model.choose(Math.max(0, place(params.get('policy'))), compared < 0 ? null : compared);
  state.differences = params.get('differences') === '1' && compared >= 0;
}

/** The selected node, edge, group of edges or collection. */
function readSelected(params) {
  const text = params.get('selected');
  const isLine = (id) => model.edges.has(id) || collections.get(id) !== null || groupEnds(id).some((end) => model.nodes.has(end));
  return node(text) ?? known(text, isLine);
}

/** Take over the choices in the address; what it names that does not exist is left out. */
export function read() {
  const params = new URLSearchParams(location.hash.slice(1));
  filters.reset();
  readPolicies(params);
  for (const flag of FLAGS) state[flag] = params.get(flag) !== '0';
  for (const [key, set] of Object.entries(SETS)) state[set] = new Set(params.getAll(key));
  for (const [key, set] of Object.entries(NODE_SETS)) state[set] = new Set(params.getAll(key).map(node).filter((id) => id !== null));
  state.grade = known(params.get('grade'), (grade) => filters.GRADES.includes(grade)) ?? '';
  const source = params.get('source');
  state.source = [source, model.long(source ?? '')].find((iri) => iri && iri in model.sources) ?? '';
  state.selected = readSelected(params);
  state.centre = node(params.get('centre'));
  state.layout = known(params.get('layout'), (name) => LAYOUTS.includes(name)) ?? 'hierarchy';
  readRange(params);
  for (const part of parts) part.read(params);
}

/** Put the choices into the address without a new entry in the history; a page in a notebook's frame has none. */
export function keep() {
  const params = write();
  if (location.protocol !== 'about:' && params !== location.hash.slice(1)) history.replaceState(null, '', '#' + params);
}

/** Let another part keep its choices in the address too. */
export const add = (part) => parts.push(part);
