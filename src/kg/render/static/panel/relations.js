/** A relation as an item of a list: a sentence to click, when it held, and how well it is graded. */
import { model } from '../model/index.js';
import { select } from '../page/actions.js';
import { linkButton, make } from '../page/dom.js';

/** The item of an edge. */
export function relationItem(edge) {
  const button = linkButton(model.sentence(edge), () => select(edge.id));
  return make('li', { class: edge.inferred ? 'inferred' : 'asserted' }, button,
    make('small', {}, ` ${[model.interval(edge), edge.grade, edge.status === 'disputed' ? 'disputed' : null].filter(Boolean).join(' · ')}`));
}
