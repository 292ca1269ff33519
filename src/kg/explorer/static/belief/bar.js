/** The controls of belief: the least grade, the least number of independent sources, hedged or not, without some sources. */
import { belief, filters, model } from '../model/index.js';
import { refresh } from '../page/actions.js';
import * as address from '../page/address.js';
import { byId, make, refill, say } from '../page/dom.js';
import { GRADES } from './belief.js';
import { count, gradeWords, sourceWords } from './words.js';

const { chosen } = belief;
const { view } = filters;
const MOST_SOURCES = 4;

/** How many lines hold, of those that pass the filters. */
function tally() {
  const all = view.edges.size + view.ghosts.size;
  return view.ghosts.size ? `${view.edges.size} of ${count(all, 'relation')} hold` : `all ${count(all, 'relation')} hold`;
}

function require(changes) {
  Object.assign(chosen, changes);
  refresh();
  say(`${tally()}.`);
}

function drop(place, isOut) {
  chosen.dropped[isOut ? 'add' : 'delete'](place);
  require({});
}

function chip(place) {
  const { title } = model.sourceAt(place);
  return make('button', { type: 'button', class: 'chip', title, 'aria-label': `Believe ${title} again`, 'data-key': `drop ${place}`, click: () => drop(place, false) },
    make('bdi', {}, title), ' ×');
}

function option({ place, title, accounts, repeats }) {
  return make('option', { value: place }, `${title} (${count(accounts, 'account')}${repeats ? `, with ${repeats} that repeat it` : ''})`);
}

/** Offer the sources that can be left out, those of most accounts first. */
export function offer() {
  byId('belief').hidden = !belief.isKnown;
  if (!belief.isKnown) return;
  const origins = belief.origins().sort((a, b) => b.accounts - a.accounts || a.title.localeCompare(b.title, 'en'));
  byId('belief-drop').replaceChildren(make('option', { value: '' }, 'leave out a source …'), ...origins.map(option));
}

/** Show what is required, and how much holds. */
export function show() {
  if (!belief.isKnown) return;
  const needed = belief.required();
  for (const [part, value, words] of [
    ['grade', GRADES.indexOf(chosen.least), gradeWords(needed, chosen)],
    ['sources', chosen.sources, sourceWords(needed, chosen)],
  ]) {
    byId(`belief-${part}`).value = value;
    byId(`belief-${part}`).setAttribute('aria-valuetext', words);
    byId(`belief-${part}-said`).textContent = words;
  }
  byId('belief-hedged').checked = !needed.unhedged;
  byId('belief-hedged').disabled = needed.unhedged && !chosen.unhedged;
  byId('belief-said').textContent = belief.isActive() ? tally() : '';
  byId('belief-all').hidden = !belief.isActive();
  refill(byId('belief-dropped'), ...[...chosen.dropped].map(chip));
}

byId('belief-grade').max = GRADES.length - 1;
byId('belief-sources').max = MOST_SOURCES;
byId('belief-grade').addEventListener('input', ({ target }) => require({ least: GRADES[target.value] }));
byId('belief-sources').addEventListener('input', ({ target }) => require({ sources: Number(target.value) }));
byId('belief-hedged').addEventListener('change', ({ target }) => require({ unhedged: !target.checked }));
byId('belief-drop').addEventListener('change', ({ target }) => {
  const place = target.value;
  target.value = '';
  if (place !== '') drop(Number(place), true);
});
byId('belief-all').addEventListener('click', () => {
  belief.reset();
  require({});
});

address.add({
  write: (params) => {
    if (chosen.least) params.set('least', chosen.least);
    if (chosen.sources > 1) params.set('independent', chosen.sources);
    if (chosen.unhedged) params.set('unhedged', '1');
    for (const place of chosen.dropped) params.append('dropped', model.short(model.sourceAt(place).iri));
  },
  read: (params) => {
    belief.reset();
    if (!belief.isKnown) return;
    const named = new Set(params.getAll('dropped').map(model.long));
    const sources = Number(params.get('independent'));
    Object.assign(chosen, {
      least: /^[A-F][1-6]$/.test(params.get('least')) ? params.get('least') : '',
      sources: Number.isInteger(sources) && sources > 0 && sources <= MOST_SOURCES ? sources : 1,
      unhedged: params.get('unhedged') === '1',
      dropped: new Set(belief.origins().filter(({ iri }) => named.has(iri)).map(({ place }) => place)),
    });
  },
});
