/** Names of nodes: those that are offered, and the node that one stands for. */
import { model } from '../model/index.js';
import { named } from '../model/names.js';
import { byId, make } from './dom.js';

/** How many names a message lists. */
const FEW = 5;

/**
 * The `id` of the node that a name stands for; null where none does or several do, and what is `wrong` then. Of nodes
 * that are shown by the same name, which no text tells apart, it is the first.
 */
export function search(text) {
  const found = named([...model.nodes.values()], text);
  const names = [...new Set(found.map((node) => node.name))];
  if (names.length === 1) return { id: found[0].id, wrong: '' };
  const listed = names.slice(0, FEW).join(', ') + (names.length > FEW ? ` and ${names.length - FEW} more` : '');
  return { id: null, wrong: names.length ? `Several have that name: ${listed}.` : 'No actor or event has that name.' };
}

/** Offer the names of the nodes there are under the chosen policy; another name of a node is offered with its label. */
export function offerNames() {
  const names = [...model.nodes.values()].flatMap((node) =>
    [[node.name, null], ...node.names.map((other) => [other, node.name])]);
  if (model.counted) names.push(...model.counted.spots.map(({ place }) => [place, 'place of counted events']));
  names.sort(([a], [b]) => a.localeCompare(b, 'en'));
  byId('names').replaceChildren(...names.map(([value, label]) => make('option', { value, label })));
}
