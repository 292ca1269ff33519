/** The keyboard: walking the network, keys for what is used most, and the dialog that lists them. */
import { KEYS as HANDS } from '../hands/index.js';
import * as map from '../map/map.js';
import { filters, model } from '../model/index.js';
import * as neighbourhood from '../network/neighbourhood.js';
import { network } from '../network/network.js';
import * as replay from '../replay/replay.js';
import { select } from './actions.js';
import { byId, make, say } from './dom.js';
import * as rove from './rove.js';
import * as sheets from './sheets.js';
import * as tabs from './tabs.js';

const { state, view } = filters;
const container = byId('network');

/** The shown neighbours of a node. */
const neighbours = (id) => [...new Set(model.incident.get(id).filter((edge) => view.edges.has(edge.id))
  .map((edge) => (edge.from === id ? edge.to : edge.from)))].filter((other) => other !== id);

/** The shown node that walking begins at: the greatest. */
const greatest = () => [...view.nodes].reduce((a, b) => (a !== null && model.nodes.get(a).size >= model.nodes.get(b).size ? a : b), null);

/** Go from the selected node, or the first end of the selected relation, to its neighbour in the key's direction. */
function walk(key) {
  const selected = model.edges.get(state.selected)?.from ?? state.selected;
  if (!view.nodes.has(selected)) {
    if (view.nodes.size) select(greatest());
    return;
  }
  const at = network.positions();
  const near = neighbours(selected).filter((id) => at[id]).map((id) => ({ id, x: at[id].x, y: at[id].y }));
  const next = at[selected] && rove.nearest(at[selected], near, key);
  if (next) select(next.id);
  else say(`No neighbour of ${model.nameOf(selected)} in that direction.`);
}

/** Go through the shown relations of the selected node, one by one; from a relation, to the next of its node. */
let turn = null;
function nextRelation() {
  if (view.nodes.has(state.selected)) turn = { node: state.selected, at: -1 };
  if (!turn) return;
  const edges = model.incident.get(turn.node).filter((edge) => view.edges.has(edge.id));
  if (!edges.length) return;
  turn.at = (turn.at + 1) % edges.length;
  select(edges[turn.at].id);
}

const press = (id) => () => byId(id).click();

function toggleTable() {
  byId('table-box').open = !byId('table-box').open;
  if (byId('table-box').open) byId('table-box').querySelector('summary').focus();
}

/** Close what lies over the page, the topmost first; with nothing open, clear the selection. */
function close() {
  const menu = [...document.querySelectorAll('details.menu[open]')].at(-1);
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  } else if (!sheets.close()) select(null);
}

/** Keys that work wherever no text is being written: key, what to do, what it does in words. */
const KEYS = [
  ['/', () => byId('search').focus(), 'search for a name'],
  ['?', () => byId('keys').showModal(), 'show this list'],
  ['Escape', close, 'close the top panel, or clear the selection'],
  ['s', () => look('sides'), 'show the sides'],
  ['1', () => look('network'), 'show the network'],
  ['2', () => look('lanes'), 'show the lanes'],
  ['3', () => look('map'), 'show the map'],
  ['t', toggleTable, 'open or close the table'],
  ['d', () => byId('details').focus(), 'focus the details'],
  ['f', press('fit'), 'fit the picture to the window'],
  ['r', nextRelation, 'select the next relation of the node; on the sides: go to the next line of the name'],
  ['p', findPaths, 'find paths'],
  [',', () => replay.step(-1), 'in a replay: the scene before'],
  ['.', () => replay.step(1), 'in a replay: the next scene'],
  [' ', null, 'on a box: check or uncheck it; on a button: press it'],
];
const ACTIONS = new Map(KEYS);
const OTHERS = [
  ['arrow keys', 'in the network: select the neighbour in that direction; elsewhere: go to the next name or mark'],
  ['Enter', 'on a mark: select it'],
  ['+ and −', 'on the map: zoom in, zoom out'],
  ['Tab', 'go to the next part of the page'],
  ...neighbourhood.KEYS.map(({ key, text }) => [key, text]),
  ...HANDS,
];

function look(name) {
  tabs.choose(name);
  const target = { sides: byId('sides').querySelector('[tabindex="0"]'), network: container, lanes: byId('lanes').querySelector('[tabindex="0"]'), map: byId('wide-map').querySelector('[tabindex="0"]') }[name];
  target?.focus();
}

function findPaths() {
  sheets.open('legend');
  byId('path-box').open = true;
  byId('path-from').focus();
}

const isField = (element) => /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
const writes = (element) => isField(element) && !['checkbox', 'range', 'radio'].includes(element.type);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || byId('keys').open) return;
  if (writes(event.target) && event.key !== 'Escape') return;
  const action = ACTIONS.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}

/** Arrow keys in the network walk; the drawing's own keys for them would move the picture instead. */
function onNetworkKey(event) {
  if (!rove.isArrow(event.key) || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  walk(event.key);
}

const row = (key, words) => make('tr', {}, make('th', { scope: 'row' }, make('kbd', {}, key)), make('td', {}, words));
const NAMES = { Escape: 'Esc', ' ': 'Space' };

function wire() {
  byId('keys-list').append(...OTHERS.map(([key, words]) => row(key, words)), ...KEYS.map(([key, , words]) => row(NAMES[key] ?? key, words)));
  byId('help').addEventListener('click', () => byId('keys').showModal());
  byId('keys-close').addEventListener('click', () => byId('keys').close());
  for (const inner of container.querySelectorAll('[tabindex]')) inner.tabIndex = -1;
  container.addEventListener('keydown', onNetworkKey, true);
  document.addEventListener('keydown', onKey);
  byId('wide-map').addEventListener('keydown', (event) => {
    const factor = { '+': 1.6, '-': 1 / 1.6 }[event.key];
    if (factor) map.zoom(factor);
  });
}

wire();
