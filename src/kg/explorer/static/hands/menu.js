/** The menu of what can be done with a thing, where the pointer or the selection is. */
import { collections, filters, model, scene } from '../model/index.js';
import * as neighbourhood from '../network/neighbourhood.js';
import { select } from '../page/actions.js';
import { make } from '../page/dom.js';
import * as tabs from '../page/tabs.js';
import * as actions from './actions.js';
import * as notes from './notes.js';

const { state } = filters;
const list = make('ul', { id: 'hands-menu', class: 'candidates', role: 'menu', 'aria-label': 'What to do', hidden: true });
let before = null;

/** What can be done with a node, a line, or nothing: words and what they do. */
function entries(id) {
  if (model.nodes.has(id)) {
    return [
      ...neighbourhood.KEYS.filter(({ node }) => node).map(({ menu, action }) => [menu, () => action(id)]),
      ['Hide', () => actions.hide([id])],
      tabs.isOn('network') && [state.pins.has(id) ? 'Release from its place' : 'Pin where it is', () => actions.togglePins([id])],
      ['Note', () => noteOn(id)],
    ].filter(Boolean);
  }
  if (model.edges.has(id) || scene.groups.has(id) || collections.get(id) !== null) return [['Show details', () => select(id)], ['Hide this line', () => actions.hide([id])], ['Note', () => noteOn(id)]];
  return [
    state.hidden.size > 0 && [`Show what is hidden (${state.hidden.size})`, actions.showHidden],
    state.pins.size > 0 && [`Release all places (${state.pins.size})`, () => actions.release(state.pins.keys())],
    [state.picked.size ? 'Select nothing' : 'Select all that is drawn', () => actions.pickSeveral(state.picked.size ? [] : scene.nodes)],
  ].filter(Boolean);
}

function noteOn(id) {
  if (state.selected !== id) select(id);
  notes.edit();
}

export function close() {
  if (list.hidden) return;
  list.hidden = true;
  before?.focus({ preventScroll: true });
}

function item([words, action]) {
  const act = () => {
    close();
    action();
  };
  return make('li', { role: 'none' }, make('button', { type: 'button', role: 'menuitem', tabindex: -1, click: act }, words));
}

/** Open the menu of a thing, or of the stage for null, at a point of the window. */
export function open(id, { x, y }) {
  before = document.activeElement;
  list.replaceChildren(...entries(id).map(item));
  list.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = list;
  Object.assign(list.style, { left: `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`, top: `${Math.max(4, Math.min(y, innerHeight - height - 4))}px` });
  list.querySelector('button').focus();
}

function onKey(event) {
  const buttons = [...list.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (to !== undefined) buttons.at(to % buttons.length).focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Let a view have the menu: one with a `container`, `pick(point)` and `pointOf(id)`, points in pixels of the container,
 * and where the keyboard goes through its things, `focused()`.
 */
export function wire(view) {
  const frame = () => view.container.getBoundingClientRect();
  view.container.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    const { left, top } = frame();
    if (event.button === 2 || event.pointerType === 'touch') open(view.pick({ x: event.clientX - left, y: event.clientY - top }), { x: event.clientX, y: event.clientY });
  }, true);
  view.container.addEventListener('keydown', (event) => {
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
    event.preventDefault();
    const { left, top, width, height } = frame();
    const id = view.focused?.() ?? state.selected;
    const point = id !== null && view.pointOf(id);
    if (point) open(id, { x: left + point.x, y: top + point.y });
    else open(null, { x: left + width / 2, y: top + height / 2 });
  }, true);
}

document.body.append(list);
list.addEventListener('keydown', onKey);
window.addEventListener('pointerdown', (event) => !list.contains(event.target) && close(), true);
window.addEventListener('resize', close);
