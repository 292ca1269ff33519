/** Notes of the reader on nodes and lines: a field in the panel; kept in the address and in the browser's storage. */
import { collections, filters, model, scene } from '../model/index.js';
import { refresh } from '../page/actions.js';
import * as address from '../page/address.js';
import { byId, make } from '../page/dom.js';
import * as store from './store.js';

const { state } = filters;
export const LONGEST = 500;

/** Note something on a thing, or nothing any more. */
export function note(id, text) {
  const words = text.trim().slice(0, LONGEST);
  if ((state.notes.get(id) ?? '') === words) return;
  if (words) state.notes.set(id, words);
  else state.notes.delete(id);
  save();
  refresh();
}

/** Notes by short ids as plain values, and back; what is no note is left out. */
export const plain = () => Object.fromEntries([...state.notes].map(([id, text]) => [model.short(id), text]));
export function take(values) {
  for (const [name, text] of Object.entries(values ?? {})) {
    const id = typeof text === 'string' && text.trim() ? address.thing(name) : null;
    if (id !== null) state.notes.set(id, text.trim().slice(0, LONGEST));
  }
}

export const save = () => store.save('notes', plain());

/** The field for the note on what the panel shows. */
function field(id) {
  const area = make('textarea', { id: 'note', rows: 2, maxlength: LONGEST, placeholder: 'Your note', 'aria-label': 'Your note', change: () => note(id, area.value) });
  area.value = state.notes.get(id) ?? '';
  return make('details', { id: 'note-box', open: state.notes.has(id) }, make('summary', {}, 'Your note'), area);
}

/** Put the field for a note into the panel, where it shows a thing. */
export function show() {
  const id = state.selected;
  const isThing = model.nodes.has(id) || model.edges.has(id) || scene.groups.has(id) || collections.get(id) !== null;
  if (isThing) byId('details').querySelector('.sentence')?.after(field(id));
}

/** Write a note on what is selected. */
export function edit() {
  const box = byId('note-box');
  if (!box) return;
  box.open = true;
  byId('note').focus();
}

/** Put notes, by short ids, into an address in place of those that it has. */
export function putInto(params, values) {
  for (const key of ['note', 'note-text']) params.delete(key);
  for (const [id, text] of Object.entries(values)) {
    params.append('note', id);
    params.append('note-text', text);
  }
}

address.add({
  write: (params) => putInto(params, plain()),
  read: (params) => {
    state.notes = new Map();
    // Notes of another page's address are shown and not stored; without an address there are the reader's own.
    if (![...params.keys()].some((key) => key !== 'view')) take(store.load('notes'));
    const texts = params.getAll('note-text');
    params.getAll('note').forEach((id, at) => take({ [id]: texts[at] }));
  },
});
