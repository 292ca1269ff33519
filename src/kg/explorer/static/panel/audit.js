/** The rival values of one thing, in the manner of the analysis of competing hypotheses. */
import { model } from '../model/index.js';
import { make, name } from '../page/dom.js';
import { accounts } from './accounts.js';

const KEYS = ['value', 'accepted', 'for', 'against'];

/** Each value of a property that rivals another: who is for it and against it, and which accounts tell it apart. */
function matrix([property, rows]) {
  const cells = ([, value, accepted, sourcesFor, sourcesAgainst]) => [name(value), accepted ? 'yes' : 'no', String(sourcesFor), String(sourcesAgainst)];
  const apart = new Set(rows.flatMap((row) => row[5]));
  return make('div', { class: 'rivals' },
    make('table', {}, make('caption', {}, name(property)),
      make('thead', {}, make('tr', {}, ...KEYS.map((key) => make('th', { scope: 'col' }, key)))),
      make('tbody', {}, ...rows.map((row) => make('tr', {}, ...cells(row).map((cell) => make('td', {}, cell)))))),
    apart.size ? make('details', {}, make('summary', {}, `Accounts that tell them apart (${apart.size})`), accounts([...apart].map(model.at.account), 'Accounts')) : null);
}

/** The rival values of a thing or relation, by property; nothing where there are none. */
export function rivals(iri) {
  const rows = model.rivalsOf(iri);
  if (!rows.length) return null;
  const byProperty = new Map();
  for (const row of rows) byProperty.set(row[0], [...(byProperty.get(row[0]) ?? []), row]);
  return make('details', { class: 'rival-values' }, make('summary', {}, `Rival values (${rows.length})`),
    make('p', { class: 'note' }, 'Independent sources for and against each value, the one with the least against it first (Heuer 1999). An account that fits every value tells nothing apart.'),
    ...[...byProperty].map(matrix));
}
