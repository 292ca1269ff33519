/**
 * The page's address holds what the reader has chosen, so that a view can be kept and sent. Each choice is a step of the
 * browser's history: Back and Forward, undo and redo are the same.
 */
import { LAYOUTS } from '../model/arrange.js';
import { collections, filters, model } from '../model/index.js';
import { groupEnds } from '../model/scene.js';

const { state } = filters;
/** What other parts keep in the address: each has write(params) and read(params), with its URLSearchParams. */
const parts = [];
const FLAGS = ['asserted', 'inferred', 'accepted', 'disputed', 'undated', 'fold'];
const SETS = { hide: 'hiddenKinds', without: 'hiddenFamilies' };
const NODE_SETS = { around: 'only', open: 'open' };
/** Choices that change continuously: those made within so many milliseconds are one step. */
const CONTINUOUS = new Set(['from', 'to']);
const PAUSE_MS = 1500;
/** A frame in a notebook has no address of its own: its steps are kept here. */
const isFramed = location.protocol === 'about:';
const steps = { at: history.state?.at ?? 0, last: history.state?.at ?? 0, framed: [] };
let kept = { text: null, when: 0, isContinuous: false };
let isRestoring = false;
/** What the address names that this build does not have. */
let missing = new Set();

function writePolicies(params) {
  const { policy, compared } = model.chosen;
  if (policy !== 0) params.set('policy', model.policies[policy].label);
  if (compared !== null) params.set('compare', model.policies[compared].label);
  if (state.differences) params.set('differences', '1');
}

/** The choices that differ from the first view, as the part of an address after #. */
export function write() {
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
  return params;
}

/** Whether the address says more than which view is looked at. */
export const isSent = () => [...new URLSearchParams(location.hash.slice(1)).keys()].some((key) => key !== 'view');

const known = (value, test) => (value !== null && test(value) ? value : null);

/** What `find` gives for a text that is there; where it gives null, the text is missing here. */
function present(text, find) {
  const found = text === null ? null : find(text) ?? null;
  if (text && found === null) missing.add(text);
  return found;
}

/** The node that an IRI, whole or short, names here, or null. */
export const node = (text) => present(text, (id) => [id, model.long(id)].find((one) => model.nodes.has(one)));

const isLine = (id) => model.edges.has(id) || (groupEnds(id).length > 0 && groupEnds(id).every((end) => model.nodes.has(end)));

/** The node, edge, group of edges or collection that a text names here, or null. */
export const thing = (text) => present(text, (id) => [id, model.long(id)].find((one) => model.nodes.has(one) || isLine(one) || collections.get(one) !== null));

function readRange(params) {
  for (const end of ['from', 'to']) {
    const day = model.dayOf(params.get(end));
    if (day !== null && model.whole) state[end] = Math.max(model.whole.first, Math.min(model.whole.last, day));
  }
}

function readPolicies(params) {
  const place = (label) => present(label, (name) => {
    const at = model.policies.findIndex((policy) => policy.label === name);
    return at < 0 ? null : at;
  });
  const compared = place(params.get('compare'));
  model.choose(place(params.get('policy')) ?? 0, compared);
  state.differences = params.get('differences') === '1' && compared !== null;
}

/** Take over the choices in the address, or in `text`; what it names that does not exist is left out, and noted. */
export function read(text = location.hash.slice(1)) {
  const params = new URLSearchParams(text);
  missing = new Set();
  filters.reset();
  readPolicies(params);
  for (const flag of FLAGS) state[flag] = params.get(flag) !== '0';
  for (const [key, set] of Object.entries(SETS)) state[set] = new Set(params.getAll(key));
  for (const [key, set] of Object.entries(NODE_SETS)) state[set] = new Set(params.getAll(key).map(node).filter((id) => id !== null));
  state.grade = known(params.get('grade'), (grade) => filters.GRADES.includes(grade)) ?? '';
  state.source = present(params.get('source'), (iri) => [iri, model.long(iri)].find((one) => one in model.sources)) ?? '';
  state.centre = node(params.get('centre'));
  state.layout = known(params.get('layout'), (name) => LAYOUTS.includes(name)) ?? 'hierarchy';
  readRange(params);
  for (const part of parts) part.read(params);
  // What a part offers, such as a scene of the replay, can be selected once the part has read its own.
  state.selected = thing(params.get('selected'));
}

/** What the address that was read names and this build does not have, in words; empty where nothing is missing. */
export function absent() {
  if (!missing.size) return '';
  const names = [...missing].map((text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text));
  return `Not in this build, and left out: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}.`;
}

/** Whether two addresses differ in what changes continuously alone. */
function isContinuous(one, other) {
  const [before, after] = [one, other].map((text) => new URLSearchParams(text));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.getAll(key).join() !== after.getAll(key).join()).every((key) => CONTINUOUS.has(key));
}

/** Put the choices into the address, as a new step of the history unless they go on with the last one. */
export function keep() {
  const text = write().toString();
  if (text === kept.text) return;
  const continues = kept.text !== null && isContinuous(kept.text, text);
  const goesOn = continues && kept.isContinuous && performance.now() - kept.when < PAUSE_MS;
  const isStep = kept.text !== null && !isRestoring && !goesOn;
  kept = { text, when: performance.now(), isContinuous: continues };
  if (isStep) {
    steps.at += 1;
    steps.last = steps.at;
  }
  steps.framed[steps.at] = text;
  if (!isFramed && text !== location.hash.slice(1)) history[isStep ? 'pushState' : 'replaceState']({ at: steps.at }, '', '#' + text);
  else if (!isFramed) history.replaceState({ at: steps.at }, '');
}

/** Let `show` bring the page to a step of the history, which makes no new one. */
export function restore(show) {
  if (!isFramed) {
    const isKnown = history.state !== null;
    steps.at = isKnown ? history.state.at : steps.at + 1;
    steps.last = isKnown ? Math.max(steps.last, steps.at) : steps.at;
  }
  isRestoring = true;
  show();
  keep();
  isRestoring = false;
}

export const canUndo = () => steps.at > 0;
export const canRedo = () => steps.at < steps.last;

/** Go some steps back or on; `show` is called with what to read where there is no address to change. */
export function step(by, show) {
  if (by < 0 ? !canUndo() : !canRedo()) return;
  if (!isFramed) history.go(by);
  else {
    steps.at += by;
    restore(() => show(steps.framed[steps.at]));
  }
}

/** Let another part keep its choices in the address too. */
export const add = (part) => parts.push(part);
