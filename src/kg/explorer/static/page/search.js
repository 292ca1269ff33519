/** Names of nodes: the candidates for what a reader writes, and the node that a name stands for. */
import { filters, model } from '../model/index.js';
import { FITS, makeFinder } from '../model/find.js';
import { named } from '../model/names.js';
import { glyph } from './signs.js';

/** How many names a message lists. */
const FEW = 5;
const SIMILAR = FITS.indexOf('similar');
let made = { key: null, finder: null };

/** The finder over the nodes that there are under the chosen policies. */
function finder() {
  const key = `${model.chosen.policy}|${model.chosen.compared}`;
  if (made.key !== key) made = { key, finder: makeFinder([...model.nodes.values()]) };
  return made.finder;
}

/** What stands below a candidate's name: the other name that was written, its kind, and of an event place and time. */
function noteOf({ thing, name }) {
  const other = name && name !== thing.name ? name : null;
  const when = thing.side === 'event' && (thing.start || thing.end) ? model.interval(thing) : null;
  return [other, thing.kind_label, thing.place, when, filters.view.nodes.has(thing.id) ? null : 'hidden by the filters'].filter(Boolean).join(' · ');
}

const spots = (text) => (model.counted ? named(model.counted.spots.map((spot) => ({ name: spot.place, names: [], spot })), text) : []);

/** The candidates for a text: nodes by `id`, and, if `withPlaces`, places of counted events by `spot`. */
export function candidates(text, withPlaces = false) {
  const nodes = finder().find(text).map((found) =>
    ({ id: found.thing.id, label: found.thing.name, note: noteOf(found), glyph: glyph(found.thing.shape, found.thing.color) }));
  const places = withPlaces ? spots(text).map(({ spot }) => ({ spot, label: spot.place, note: `${spot.events.toLocaleString('en')} counted events` })) : [];
  return [...nodes.slice(0, 9), ...places.slice(0, 3), ...nodes.slice(9)];
}

/**
 * The `id` of the node that a name stands for; null where none does or several do, and what is `wrong` then. Of nodes
 * that are shown by the same name, which no text tells apart, it is the first. A name that is only similar is not taken.
 */
export function search(text) {
  const found = finder().find(text);
  const best = found.filter(({ fit }) => fit === found[0].fit);
  const names = [...new Set(best.map(({ thing }) => thing.name))];
  const isSimilar = found[0]?.fit === SIMILAR;
  if (names.length === 1 && !isSimilar) return { id: best[0].thing.id, wrong: '' };
  const listed = names.slice(0, FEW).join(', ') + (names.length > FEW ? ` and ${names.length - FEW} more` : '');
  if (isSimilar) return { id: null, wrong: `No actor or event has that name. Similar: ${listed}.` };
  return { id: null, wrong: names.length ? `Several have that name: ${listed}.` : 'No actor or event has that name.' };
}
