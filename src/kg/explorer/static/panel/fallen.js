/** What falls if less is believed, and why: the list of it, and the note in the details of a line. */
import { count, lossSentences } from '../belief/words.js';
import { belief, filters, model } from '../model/index.js';
import { make, name } from '../page/dom.js';
import { relationItem } from './relations.js';

const { view } = filters;
/** How many fallen lines are listed; of the others their number is said. */
const MOST = 80;

/** Why a line falls or is weaker under what is required now, or null where it is not. */
export function note(edge) {
  const losses = belief.isActive() && belief.losses(edge);
  const [verdict, ...why] = losses ? lossSentences(losses) : [];
  if (!verdict) return null;
  return make('section', { class: losses.after.holds ? 'weaker' : 'fallen' }, make('p', {}, make('strong', {}, verdict)),
    make('ul', {}, ...why.map((sentence) => make('li', {}, name(sentence)))));
}

function fallenItem(edge) {
  const item = relationItem(edge);
  const [, ...why] = lossSentences(belief.losses(edge));
  item.append(make('small', { class: 'why' }, name(why.join(' '))));
  return item;
}

/** The list of what falls, of all lines that pass the filters; null where nothing is required beyond the policy. */
export function list() {
  if (!belief.isActive()) return null;
  const fallen = [...view.ghosts].map((id) => model.edges.get(id));
  const actors = [...view.shades].filter((id) => model.nodes.has(id));
  return [
    make('h2', {}, 'What falls'),
    make('p', { class: 'sentence' }, fallen.length ? `${fallen.length} of ${fallen.length + view.edges.size} relations do not hold, and ${actors.length} of ${actors.length + view.nodes.size} nodes have none left.` : 'Nothing falls.'),
    make('p', { class: 'note' }, 'What holds is what a build with these requirements accepts. Dates and places are those of the policy: a rebuild may choose others where accounts differ.'),
    belief.apart() ? make('p', { class: 'note' }, `${count(belief.apart(), 'judgement')} that two events are one no longer count: a rebuild has these events apart.`) : null,
    make('ul', { class: 'relations' }, ...fallen.slice(0, MOST).map(fallenItem)),
    fallen.length > MOST ? make('p', {}, `And ${fallen.length - MOST} more.`) : null,
  ];
}
