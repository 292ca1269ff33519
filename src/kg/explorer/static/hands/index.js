/** The reader's hands: history, menu, lasso, notes, views; by pointer and by keyboard. */
import { filters, scene } from '../model/index.js';
import { network } from '../network/network.js';
import * as address from '../page/address.js';
import { byId, say } from '../page/dom.js';
import * as actions from './actions.js';
import * as lasso from './lasso.js';
import * as menu from './menu.js';
import * as notes from './notes.js';

const { state } = filters;
/** What is to be seen once the picture is drawn: the middle and the scale that the address names. */
let look = null;
/** What the reader was brought to, which the address names until the picture is moved. */
let held = null;

address.add({
  write: (params) => {
    const seen = network.seen();
    if (held && Object.keys(held).every((key) => Math.abs(seen[key] - held[key]) < 0.1)) params.set('look', Object.values(held).join());
  },
  read: (params) => {
    const [x, y, scale] = (params.get('look') ?? '').split(',').map(Number);
    look = [x, y, scale].every(Number.isFinite) && scale > 0.01 && scale < 20 ? { x, y, scale } : null;
  },
});

/** Go to what the address wants to be seen, if it says so; once. */
export function lookThere() {
  if (look) network.look(look);
  held = look;
  look = null;
}

/** Bring the buttons to the state of the history, and say what is hidden. */
export function show() {
  byId('undo').disabled = !address.canUndo();
  byId('redo').disabled = !address.canRedo();
  byId('unhide').hidden = !state.hidden.size;
  byId('unhide').textContent = `Show hidden (${state.hidden.size})`;
}

/** The keys, and what they do in words. */
export const KEYS = [
  ['Ctrl z', 'undo; with Shift, or Ctrl y: redo'], ['x', 'hide what is selected'], ['l', 'pin the selected node, or release it'],
  ['n', 'write a note on what is selected'], ['Shift and drag', 'in the network: select several; Shift and click: one more or less'],
  ['Shift F10', 'in the network: menu of what is selected'],
];

/** A drawing whose things are elements with their ids in data-key, as a view for the menu and the lasso. */
function drawn(container) {
  const all = () => [...container.querySelectorAll('.actor, .tie')];
  const idOf = (element) => element?.closest?.('.actor, .tie')?.dataset.key ?? null;
  const frame = () => container.getBoundingClientRect();
  return {
    container,
    nodes: () => all().filter((one) => one.matches('.actor')).map(idOf),
    focused: () => idOf(document.activeElement),
    pick: ({ x, y }) => idOf(document.elementFromPoint(x + frame().left, y + frame().top)),
    pointOf: (id) => {
      const found = all().find((one) => idOf(one) === id)?.getBoundingClientRect();
      return found ? { x: found.x + found.width / 2 - frame().x, y: found.y + found.height / 2 - frame().y } : null;
    },
  };
}

const isField = ({ tagName, type }) => /^(INPUT|SELECT|TEXTAREA)$/.test(tagName) && !['checkbox', 'range'].includes(type);

/** What the keys do: `restore` brings the page to an address. */
export function wire(restore) {
  const go = (by) => address.step(by, restore);
  const here = () => [...(state.picked.size ? state.picked : [state.selected])].filter((id) => id !== null);
  const keys = new Map([
    ['x', () => (here().length ? actions.hide(here()) : say('Select something first.'))],
    ['l', () => (here().some((id) => scene.nodes.has(id)) ? actions.togglePins(here()) : say('Select a node first.'))],
    ['n', notes.edit],
    ['z', () => go(-1)],
    ['y', () => go(1)],
  ]);
  document.addEventListener('keydown', (event) => {
    if (isField(event.target) || document.querySelector('dialog[open]') || event.altKey) return;
    const isHistory = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const name = isHistory && key === 'z' && event.shiftKey ? 'y' : key;
    if (isHistory ? !'zy'.includes(name) : 'zy'.includes(name) || event.shiftKey) return;
    const action = keys.get(name);
    if (!action) return;
    event.preventDefault();
    action();
  });
  byId('undo').addEventListener('click', () => go(-1));
  byId('redo').addEventListener('click', () => go(1));
  byId('unhide').addEventListener('click', actions.showHidden);
  for (const part of [menu, lasso]) for (const view of [{ ...network, nodes: () => scene.nodes }, drawn(byId('sides'))]) part.wire(view);
}

