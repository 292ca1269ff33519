/** The views of the stage: the sides, the network, the lanes, the map; one is seen at a time. */
import { sides } from '../model/index.js';
import * as address from './address.js';
import { byId } from './dom.js';

const NAMES = ['sides', 'network', 'lanes', 'map'];
/** The view that the page opens with: the network where there are no sides. */
const FIRST = sides.isEmpty ? 'network' : 'sides';
const tab = (name) => byId(`tab-${name}`);
/** What views do when another one is chosen. */
const actions = [];
let current = FIRST;

/** Show one view's tab and panel as chosen. */
function mark() {
  document.body.dataset.view = current;
  for (const name of NAMES) {
    const chosen = name === current;
    tab(name).setAttribute('aria-selected', String(chosen));
    tab(name).setAttribute('tabindex', chosen ? 0 : -1);
    byId(`view-${name}`).classList.toggle('away', !chosen);
    byId(`view-${name}`).inert = !chosen;
  }
}

/** See another view. */
export function choose(name) {
  current = name;
  mark();
  for (const action of actions) action();
  address.keep();
}

/** Whether a view is the one that is seen. */
export const isOn = (name) => name === current;

/** Call `action` when another view is chosen. */
export const onChoose = (action) => actions.push(action);

/** The arrow keys go from tab to tab, as the ARIA practices for tabs have it. */
function onKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  choose(NAMES[(NAMES.indexOf(current) + step + NAMES.length) % NAMES.length]);
  tab(current).focus();
}

for (const name of NAMES) {
  tab(name).addEventListener('click', () => choose(name));
  tab(name).addEventListener('keydown', onKey);
}

address.add({
  write: (params) => current !== FIRST && params.set('view', current),
  read: (params) => {
    current = NAMES.includes(params.get('view')) ? params.get('view') : FIRST;
    mark();
  },
});
