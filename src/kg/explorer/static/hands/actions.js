/**
 * What a reader does to the picture by hand: hide, pin, select several. Everything works on ids, whatever draws them, and
 * is kept in the address, so that each act is a step of the history.
 */
import { collections, filters, model, scene } from '../model/index.js';
import { network } from '../network/network.js';
import { refresh, select } from '../page/actions.js';
import * as address from '../page/address.js';
import { say } from '../page/dom.js';

const { state } = filters;

const amount = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What is hidden with an id: a group or a line of the opening view stands for its relations. */
const members = (id) => scene.groups.get(id)?.members.map((edge) => edge.id) ?? collections.get(id)?.edges ?? [id];

/** Hide nodes or lines, until they are shown again. */
export function hide(ids) {
  const hidden = ids.flatMap(members);
  for (const id of hidden) state.hidden.add(id);
  if (state.picked.size || ids.includes(state.selected)) select(null);
  refresh();
  say(`Hidden. ${amount(state.hidden.size, 'thing')} hidden by hand.`);
}

export function showHidden() {
  state.hidden.clear();
  refresh();
}

/** Pin nodes where they stand, given with their places. */
export function pin(places) {
  for (const [id, { x, y }] of places) state.pins.set(id, [Math.round(x), Math.round(y)]);
  refresh();
}

/** Pin drawn nodes, or release them if all are pinned. */
export function togglePins(ids) {
  const all = [...ids].filter((id) => scene.nodes.has(id));
  if (all.every((id) => state.pins.has(id))) release(all);
  else pin(network.places().filter(([id]) => all.includes(id)));
}

/** Let nodes go back to where the layout has them. */
export function release(ids) {
  for (const id of [...ids]) state.pins.delete(id);
  refresh();
}

/** Select several nodes together; of one, it is the selection. */
export function pickSeveral(ids) {
  const nodes = [...ids].filter((id) => model.nodes.has(id));
  if (nodes.length === 1) select(nodes[0]);
  else select(null, nodes);
}

const places = (text) => text.split(',').map(Number);

address.add({
  write: (params) => {
    for (const key of ['hidden', 'picked']) for (const id of state[key]) params.append(key, model.short(id));
    for (const [id, at] of state.pins) params.append('pin', `${model.short(id)}@${at.join()}`);
  },
  read: (params) => {
    for (const key of ['hidden', 'picked']) state[key] = new Set(params.getAll(key).map(address.thing).filter((id) => id !== null));
    state.picked = new Set([...state.picked].filter((id) => model.nodes.has(id)));
    state.pins = new Map();
    for (const text of params.getAll('pin')) {
      const [, name, at] = /^(.*)@(-?\d{1,6},-?\d{1,6})$/.exec(text) ?? [];
      const id = name ? address.node(name) : null;
      if (id !== null) state.pins.set(id, places(at));
    }
  },
});

network.onMove?.(pin);
