/** Neighbourhoods: expand and collapse one, hide the rest, step out, put a node in the middle; by button and by key. */
import { filters, model, scene } from '../model/index.js';
import { refresh, showDetails } from '../page/actions.js';
import { byId, make, say } from '../page/dom.js';
import { network } from './network.js';

const { state, view } = filters;

function redraw() {
  refresh();
  network.fit();
  showDetails();
}

/** What expanding works on: the nodes shown with their neighbours alone, or those open in the overview. */
const grown = () => (state.only.size ? state.only : state.open);

const isExpanded = (id) => grown().has(id);

/** Draw a node's neighbours too, or fold them again. */
function toggle(id) {
  if (!scene.isFolded && !state.only.size) {
    hideRest(id);
    return;
  }
  if (isExpanded(id)) grown().delete(id);
  else grown().add(id);
  redraw();
}

/** Show a node with its neighbours alone. */
function hideRest(id) {
  state.only = new Set([id]);
  redraw();
}

/** Show one step more around what is shown; all where there is no more. */
function stepOut() {
  const before = view.nodes.size;
  state.only = new Set([...state.only, ...view.nodes]);
  filters.update();
  if (view.nodes.size === before) state.only.clear();
  redraw();
}

function showAll() {
  state.only.clear();
  redraw();
}

/** Lay everything out around a node. */
function middle(id) {
  state.centre = id;
  state.layout = 'ego';
  state.pins.clear();
  byId('layout').value = 'ego';
  redraw();
}

const button = (text, key, action) =>
  make('button', { type: 'button', 'aria-keyshortcuts': key, title: `Key: ${key}`, click: action }, text);

/** The buttons of the panel for a node. */
export function buttons(node) {
  const isOnly = state.only.size > 0;
  const offersMore = isOnly || scene.isFolded;
  return make('p', { class: 'buttons' },
    offersMore ? button(isExpanded(node.id) ? 'Collapse' : 'Expand', 'e', () => toggle(node.id)) : null,
    isOnly && state.only.size === 1 && isExpanded(node.id) ? null : button('Only its neighbours', 'h', () => hideRest(node.id)),
    isOnly ? button('Step out', 'o', stepOut) : null,
    isOnly ? button('Show all again', 'a', showAll) : null,
    button('Put in the middle', 'm', () => middle(node.id)));
}

/** The keys that work while no field has the focus, with what they do; those of nodes need one that is selected. */
export const KEYS = [
  { key: 'e', menu: 'Expand or collapse', text: 'expand or collapse the selected node', node: true, action: toggle },
  { key: 'h', menu: 'Only its neighbours', text: 'hide all but the selected node and its neighbours', node: true, action: hideRest },
  { key: 'm', menu: 'Put in the middle', text: 'put the selected node in the middle', node: true, action: middle },
  { key: 'o', text: 'with only neighbours shown: add one step', action: () => state.only.size && stepOut() },
  { key: 'a', text: 'show all again', action: showAll },
];

function onKey(event) {
  const isAsked = !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]');
  if (!isAsked || event.target.matches('input:not([type="checkbox"]), select, textarea')) return;
  const found = KEYS.find(({ key }) => key === event.key);
  if (!found) return;
  if (!found.node) found.action();
  else if (model.nodes.has(state.selected)) found.action(state.selected);
  else say('Select a node first.');
}

document.addEventListener('keydown', onKey);
network.onExpand?.(toggle);
