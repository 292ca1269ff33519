/** Several nodes that are selected together: in the panel, stressed in the picture, and what can be done with them. */
import { filters, model } from '../model/index.js';
import { network } from '../network/network.js';
import { refresh, select } from '../page/actions.js';
import { linkButton, make } from '../page/dom.js';
import { put } from '../panel/details.js';
import { relationItem } from '../panel/relations.js';
import * as actions from './actions.js';

const { state, view } = filters;

const button = (text, click) => make('button', { type: 'button', click }, text);

function open(ids) {
  for (const id of ids) state.open.add(id);
  refresh();
  network.fit();
}

function only(ids) {
  state.only = new Set(ids);
  state.picked = new Set(ids);
  refresh();
  network.fit();
}

/** Stress the nodes and the relations among them, and list both. */
function present() {
  const ids = [...state.picked];
  const among = [...view.edges].map((id) => model.edges.get(id)).filter(({ from, to }) => state.picked.has(from) && state.picked.has(to));
  network.setFocus(new Set([...ids, ...among.map(({ id }) => id)]));
  put([
    make('h2', {}, `${ids.length} selected`),
    make('p', { class: 'buttons' }, button('Hide', () => actions.hide(ids)), button('Pin or release', () => actions.togglePins(ids)),
      button('Expand', () => open(ids)), button('Only these and their neighbours', () => only(ids)), button('Select none', () => select(null))),
    make('ul', { class: 'relations' }, ...ids.map((id) => make('li', {}, linkButton(model.nameOf(id), () => select(id)), make('small', {}, ` ${model.nodes.get(id).kind_label}`)))),
    make('h3', {}, `Relations among them (${among.length})`),
    make('ul', { class: 'relations' }, ...among.map(relationItem)),
  ]);
}

/** Show what is selected together, if anything is. */
export function show() {
  state.picked = new Set([...state.picked].filter((id) => model.nodes.has(id)));
  if (state.picked.size) present();
}
