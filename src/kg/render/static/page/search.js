/** Names of nodes: those that are offered, and the node that one stands for. */
import { model } from '../model/index.js';
import { byId, make } from './dom.js';

/** The node that a name stands for: the same name first, then one that begins with it, then one that holds it. */
export function search(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return null;
  const tests = [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)];
  const nodes = [...model.nodes.values()];
  for (const test of tests) {
    const found = nodes.find((node) => test(node.name.toLowerCase()));
    if (found) return found.id;
  }
  return null;
}

/** Offer the names of the nodes there are under the chosen policy. */
export function offerNames() {
  const names = [...model.nodes.values()].map((node) => node.name).sort((a, b) => a.localeCompare(b, 'en'));
  byId('names').replaceChildren(...names.map((value) => make('option', { value })));
}
